"""Saves a file from the help desk in the downloads folder, atomically and under a safe name."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO, cast

from selfhelp.core import durable_files
from selfhelp.core.errors import DeskRefusedError, StorageError
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Size
from selfhelp.core.ticket import RemoteFile
from selfhelp.helpdesk.connectors import Connector

LARGEST = 500_000_000
"""Maximum size of a download in bytes, so that an endless response can't fill the disk."""

_TRIES = 1000


def download_attachment(
    desk: Connector, number: str, file: RemoteFile, folder: Path, progress: Progress
) -> Path:
    """Download a file and return its path; the file isn't opened.

    Raises:
        DeskError: the desk doesn't provide it.
        StorageError: it can't be written there.
        CancelledError: the user cancelled; nothing is left.
    """
    part = folder / f".{os.urandom(8).hex()}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with part.open("xb") as target:
            desk.download_file(number, file, cast("BinaryIO", _LimitedFileWriter(target, progress)))
        return _rename_to_free_name(part, folder, durable_files.make_safe_name(file.name))
    except OSError as error:
        message = N_(
            "The file couldn't be saved in {folder}. Check that there's enough disk space, then try again.",
            folder=str(folder)[:300],
        )
        raise StorageError(message, detail=repr(error)) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _rename_to_free_name(part: Path, folder: Path, name: str) -> Path:
    """Rename the file, adding a number if the name is taken, and return the path; never overwrites."""
    stem, dot, ending = name.rpartition(".")
    for number in range(1, _TRIES):
        numbered = f"{stem} ({number}).{ending}" if dot and stem else f"{name} ({number})"
        target = folder / (name if number == 1 else numbered)
        try:
            os.link(part, target)
        except FileExistsError:
            continue
        except OSError:  # a file system without links
            if target.exists():
                continue
            part.rename(target)
        return target
    raise FileExistsError(name)


class _LimitedFileWriter:
    """File writer that enforces the size limit and cancellation."""

    def __init__(self, target: BinaryIO, progress: Progress) -> None:
        self._target, self._progress, self._left = target, progress, LARGEST

    def write(self, data: bytes) -> int:
        """Write bytes and return the number of bytes written.

        Raises:
            DeskRefusedError: the size limit is exceeded.
            CancelledError: the user cancelled.
        """
        self._progress.check()
        self._left -= len(data)
        if self._left < 0:
            raise DeskRefusedError(
                N_(
                    "The file is larger than {limit}. To download it, open the ticket's page.",
                    limit=Size(LARGEST),
                )
            )
        return self._target.write(data)
