"""Stores recordings on this computer, each in a folder that only the user can read.

An image is written before the list that names it, and the list is replaced atomically: after a crash at any
moment the recording is complete, with or without the step being written.
"""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from selfhelp.core import app_files, durable_files, own_folder
from selfhelp.core.errors import RefusedError, StorageError, UsageError
from selfhelp.core.paths import make_private_folder
from selfhelp.core.safe_removal import SafeRemoval
from selfhelp.core.text import N_
from selfhelp.machine.file_lock import try_to_hold_lock
from selfhelp.steps.document import RECORDING_ID, parse_stored_recording, to_stored_document
from selfhelp.steps.recording import Recording, Step

log = logging.getLogger(__name__)
LIST = "recording.json"
LOCK = "recorder.lock"
DAY = 86_400
_LARGEST_LIST = 4_000_000
_LARGEST_PICTURE = 100_000_000

BUSY = N_("Steps are already being recorded. Finish that recording first.")


class RecordingStore:
    """The stored recordings of one user.

    Args:
        folder: the recordings' folder; created with the first recording.
        days: retention of a recording, in days.
        days_in_draft: retention of its files once they are attached to a ticket, in days.
        now: returns seconds since 1970.
    """

    def __init__(
        self, folder: Path, days: int, days_in_draft: int = 30, now: Callable[[], float] = time.time
    ) -> None:
        self.folder = folder
        self._days, self._days_in_draft, self._now = days, days_in_draft, now

    @contextmanager
    def hold_recording_lock(self) -> Iterator[None]:
        """Hold the recording lock, which only one program can have at a time.

        Raises:
            RefusedError: another program is recording.
        """
        with try_to_hold_lock(self.folder / LOCK, 0) as held:
            if not held:
                raise RefusedError(BUSY)
            yield

    def is_recording(self) -> bool:
        """Return whether any program is recording now."""
        if not self.folder.is_dir():
            return False
        with try_to_hold_lock(self.folder / LOCK, 0) as held:
            return not held

    def create_recording(self) -> Recording:
        """Create and return an empty recording.

        Raises:
            StorageError: it can't be written.
        """
        now = datetime.fromtimestamp(self._now(), UTC)
        recording = Recording(f"{now:%Y-%m-%dT%H%M%S}-{secrets.token_hex(3)}", now)
        try:
            make_private_folder(self.folder / recording.id)
            durable_files.sync_folder_to_disk(self.folder)
        except OSError as error:
            raise _make_not_saved_error(error) from error
        self.write(recording)
        return recording

    def write(self, recording: Recording) -> None:
        """Replace the stored recording.

        Raises:
            StorageError: it can't be written; the previous version still exists.
        """
        folder = self.folder / recording.id
        try:
            durable_files.write_private_file(folder / LIST, to_stored_document(recording))
            durable_files.sync_folder_to_disk(folder)
        except OSError as error:
            raise _make_not_saved_error(error) from error

    def write_file(self, id_: str, name: str, data: bytes) -> Path:
        """Write an image or page of a recording; it belongs to the recording once its list names it.

        Raises:
            StorageError: it can't be written.
        """
        path = self.folder / id_ / name
        try:
            durable_files.write_private_file(path, data)
        except OSError as error:
            raise _make_not_saved_error(error) from error
        return path

    def make_new_picture_name(self, id_: str, step: Step, ending: str) -> str:
        """Return an unused file name for another image of a step."""
        version = 1
        while (self.folder / id_ / f"step-{step.number}-{version}.{ending}").exists():
            version += 1
        return f"step-{step.number}-{version}.{ending}"

    def read(self, id_: str) -> Recording:
        """Return a stored recording; steps whose image is missing are returned without an image.

        Raises:
            UsageError: there is none of this name.
        """
        unknown = N_("Recording {id} doesn't exist.", id=id_[:80])
        if not RECORDING_ID.fullmatch(id_):
            raise UsageError(unknown)
        try:
            with durable_files.open_regular_file(self.folder / id_ / LIST) as file:
                return self._drop_lost_pictures(parse_stored_recording(file.read(_LARGEST_LIST)))
        except (OSError, ValueError, TypeError, AttributeError, KeyError, RecursionError) as error:
            raise UsageError(unknown) from error

    def read_picture(self, recording: Recording, step: Step) -> bytes:
        """Return the image of a step.

        Raises:
            StorageError: it can't be read.
        """
        try:
            with durable_files.open_regular_file(self.folder / recording.id / step.picture) as file:
                return file.read(_LARGEST_PICTURE)
        except (OSError, ValueError) as error:
            raise StorageError(N_("An image in the recording can't be read."), detail=repr(error)) from error

    def list_recordings(self) -> Sequence[Recording]:
        """Return the stored recordings, newest first; unreadable ones are omitted."""
        with suppress(OSError):
            names = [path.name for path in self.folder.iterdir() if RECORDING_ID.fullmatch(path.name)]
            found = []
            for name in sorted(names, reverse=True):
                with suppress(UsageError):
                    found.append(self.read(name))
            return found
        return ()

    def find_interrupted_recording(self) -> Recording | None:
        """Return the newest recording that the app's end interrupted; None while one is in progress."""
        found = next((one for one in self.list_recordings() if one.ended is None), None)
        return None if found is None or self.is_recording() else found

    def discard(self, id_: str) -> None:
        """Delete a recording with all its files.

        Raises:
            StorageError: it couldn't be deleted completely.
        """
        if not RECORDING_ID.fullmatch(id_):
            raise UsageError(N_("Recording {id} doesn't exist.", id=id_[:80]))
        removal = SafeRemoval()
        removal.run(self.folder / id_, app_files.STEPS)
        with suppress(OSError), own_folder.open_own_folder(self.folder) as held:
            held.remove_folder(id_)
        if removal.left:
            raise StorageError(removal.left[0].make_user_message())

    def delete_unused_files(self, recording: Recording) -> None:
        """Delete images that no step refers to, and incomplete files left by a crash."""
        wanted = {step.picture for step in recording.steps} | {LIST}
        with suppress(OSError), own_folder.open_own_folder(self.folder / recording.id) as held:
            for name in held.list_names():
                known = app_files.find_app_file(name, app_files.STEPS)
                if known is not None and name not in wanted and not name.startswith("steps."):
                    held.remove(name)

    def delete_all_but_files(self, id_: str, files: Sequence[str]) -> None:
        """Delete list and images of a recording whose files were attached to a ticket.

        Args:
            id_: the name of the recording.
            files: the names of files that stay.

        Raises:
            OSError: something couldn't be deleted.
        """
        with own_folder.open_own_folder(self.folder / id_) as held:
            for name in (LIST, *held.list_names()):  # without its list it is no longer a recording
                known = app_files.find_app_file(name, app_files.STEPS)
                if known is not None and name not in files and name != "texts.json":
                    held.remove(name)

    def delete_expired(self) -> None:
        """Delete recordings older than the retention period, and folders without a list."""
        if not self.folder.is_dir() or self.is_recording():
            return
        for path in self.folder.iterdir():
            if RECORDING_ID.fullmatch(path.name) and self._is_recording_expired(path.name):
                self.discard(path.name)

    def _is_recording_expired(self, id_: str) -> bool:
        began = datetime.strptime(id_[:17], "%Y-%m-%dT%H%M%S").replace(tzinfo=UTC)
        attached = not (self.folder / id_ / LIST).exists() and (self.folder / id_ / "steps.html").exists()
        days = max(self._days, self._days_in_draft) if attached else self._days
        return began.timestamp() < self._now() - days * DAY

    def _drop_lost_pictures(self, recording: Recording) -> Recording:
        folder = self.folder / recording.id
        steps = [
            replace(step, picture="") if step.picture and not (folder / step.picture).is_file() else step
            for step in recording.steps
        ]
        return replace(recording, steps=steps)


def _make_not_saved_error(error: OSError) -> StorageError:
    message = N_("The recording couldn't be saved: {reason}", reason=error.strerror or "?")
    return StorageError(message, detail=repr(error))
