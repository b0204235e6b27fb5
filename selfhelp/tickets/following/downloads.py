"""Saves a file from the help desk to the downloads folder: safe name, atomically."""

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
"""Bytes of the largest file that is fetched; a desk that sends without end fills no disk."""

_TRIES = 1000


def download_attachment(
    desk: Connector, number: str, file: RemoteFile, folder: Path, progress: Progress
) -> Path:
    """Fetch a file and return where it lies; nothing is opened.

    Raises:
        DeskError: the desk does not give it.
        StorageError: it cannot be written there.
        CancelledError: the user stopped it; nothing is left there.
    """
    part = folder / f".{os.urandom(8).hex()}.part"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with part.open("xb") as target:
            desk.download_file(number, file, cast("BinaryIO", _Bounded(target, progress)))
        return _free_name(part, folder, durable_files.safe_name(file.name))
    except OSError as error:
        message = N_(
            "The file couldn't be saved in {folder}. Check that there's enough disk space, then try again.",
            folder=str(folder)[:300],
        )
        raise StorageError(message, detail=repr(error)) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def _free_name(part: Path, folder: Path, name: str) -> Path:
    """Rename the file, with a number if the name is taken; never over another file."""
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


class _Bounded:
    """Writes up to the limit, and stops where the user wants to stop."""

    def __init__(self, target: BinaryIO, progress: Progress) -> None:
        self._target, self._progress, self._left = target, progress, LARGEST

    def write(self, data: bytes) -> int:
        """Write the next bytes.

        Raises:
            DeskRefusedError: there are more than anyone downloads from a ticket.
            CancelledError: the user stopped it.
        """
        self._progress.check()
        self._left -= len(data)
        if self._left < 0:
            raise DeskRefusedError(
                N_(
                    "The file is larger than {limit}. Open the ticket's page to download it.",
                    limit=Size(LARGEST),
                )
            )
        return self._target.write(data)
