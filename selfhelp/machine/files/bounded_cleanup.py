"""Removes files from one folder without ever leaving it, whatever others do to the folder in the meantime.

A folder is opened once, with ``O_NOFOLLOW`` and relative to its parent's descriptor; files are looked at and
removed relative to that descriptor. Whatever is renamed or replaced by a link in between, nothing outside
can be reached. Only plain files with a single name, owned by the user, on the same mount and not open
in any of their programs are removed. The system must offer `dir_fd` (Linux, macOS; not Windows).
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from selfhelp.core.own_folder import mount_id

DEPTH = 60
"""Folders below each other that are entered; each costs one open descriptor (1024 are usual)."""

NAMES = 100_000
"""Names of one folder that are looked at in one pass, so that memory stays below some 20 MB."""

Inode = tuple[int, int]
"""Device and number: what a file is, whatever it is called."""

_FLAGS = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0)


@dataclass(slots=True)
class BoundedCleanup:
    """One pass over one folder, and its result.

    Attributes:
        remove: whether files are removed; otherwise they are only counted.
        before: only files last changed before this time (seconds since 1970).
        in_use: files that some program has open; they stay.
        foreign: whether other people's files count as well; only for counting.
        folders: whether folders that are empty afterwards go as well.
        bytes, files: what was removed (or would be), as the disk counts it.
        skipped: what had to stay although it lies there: links, pipes, files in use or of others.
        trouble: the first error of the system, for the technician.
    """

    remove: bool = False
    before: float = float("inf")
    in_use: frozenset[Inode] = frozenset()
    foreign: bool = False
    folders: bool = False
    bytes: int = 0
    files: int = 0
    skipped: int = 0
    trouble: str = ""

    def run(self, root: Path, device: int) -> None:
        """Clean the folder, if it is on the volume ``device``.

        A folder that does not exist, is a link, or belongs to someone else is left alone. The one
        exception is a shared folder of the system, if no one can remove other people's files (`/tmp`).
        """
        try:
            descriptor = os.open(root, _FLAGS)
        except FileNotFoundError:
            return
        except OSError as error:
            self._note_remaining(error)
            return
        try:
            status = os.fstat(descriptor)
            if status.st_dev == device and (self.foreign or _is_ours(status) or _is_shared(status)):
                self._folder(descriptor, mount_id(descriptor), 0)
        finally:
            os.close(descriptor)

    def _folder(self, descriptor: int, mount: str, depth: int) -> None:
        """Clean one open folder. Names are read first: removing while reading may hide some."""
        try:
            with os.scandir(descriptor) as entries:
                names = [entry.name for entry in islice(entries, NAMES)]
        except OSError as error:
            self._note_remaining(error)
            return
        for name in names:
            try:
                self._entry(descriptor, name, mount, depth)
            except FileNotFoundError:
                continue  # its program has removed it meanwhile
            except OSError as error:
                self._note_remaining(error)

    def _entry(self, folder: int, name: str, mount: str, depth: int) -> None:
        status = os.stat(name, dir_fd=folder, follow_symlinks=False)
        if stat.S_ISDIR(status.st_mode):
            self._enter(folder, name, mount, depth)
        elif not self._may_go(status):
            self.skipped += 1
        else:
            if self.remove:
                os.unlink(name, dir_fd=folder)
            self.files += 1
            self.bytes += status.st_blocks * 512  # POSIX counts blocks of 512 bytes

    def _enter(self, folder: int, name: str, mount: str, depth: int) -> None:
        """Clean a subfolder, if it still is one, belongs to the user, and isn't a mount point."""
        if depth >= DEPTH:
            self.skipped += 1
            return
        descriptor = os.open(name, _FLAGS, dir_fd=folder)
        try:
            ours = self.foreign or _is_ours(os.fstat(descriptor))
            if not ours or mount_id(descriptor) != mount:
                self.skipped += 1
                return
            self._folder(descriptor, mount, depth + 1)
        finally:
            os.close(descriptor)
        if self.remove and self.folders:
            with suppress(OSError):  # what had to stay keeps its folder
                os.rmdir(name, dir_fd=folder)

    def _may_go(self, status: os.stat_result) -> bool:
        return (
            stat.S_ISREG(status.st_mode)
            and (self.foreign or _is_ours(status))
            and status.st_nlink == 1
            and status.st_mtime < self.before
            and (status.st_dev, status.st_ino) not in self.in_use
        )

    def _note_remaining(self, error: OSError) -> None:
        self.skipped += 1
        self.trouble = self.trouble or str(error.strerror)


def _is_ours(status: os.stat_result) -> bool:
    return status.st_uid == os.getuid()


def _is_shared(status: os.stat_result) -> bool:
    return status.st_uid == 0 and bool(status.st_mode & stat.S_ISVTX)


def list_open_inodes() -> frozenset[Inode]:
    """Return the files that this user's programs have open (Linux; nothing if there's no `/proc`).

    Elsewhere an open file loses its name only, and its program goes on with it.
    """
    found: set[Inode] = set()
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended, or belongs to someone else
            for link in (process / "fd").iterdir():
                target = str(link.readlink())
                if target.startswith("/") and not target.startswith(("/dev/", "/proc/")):
                    with suppress(OSError):
                        status = link.stat()
                        found.add((status.st_dev, status.st_ino))
    return frozenset(found)
