"""Removes files from one folder without leaving the folder, even if it changes in the meantime.

A folder is opened once, with ``O_NOFOLLOW`` and relative to its parent's descriptor; files are checked and
removed relative to that descriptor. Even if something is renamed or replaced by a link, nothing outside can
be reached. Only regular files with a single link, owned by the user, on the same mount and not open in any of
the user's programs are removed. The system must support `dir_fd` (Linux, macOS; not Windows).
"""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from selfhelp.core.own_folder import read_mount_id

DEPTH = 60
"""Maximum folder depth; each level needs one open descriptor (usually limited to 1024)."""

NAMES = 100_000
"""Maximum number of names per folder and pass, so that memory use stays below some 20 MB."""

Inode = tuple[int, int]
"""Device and inode number, which identify a file whatever its name."""

_FLAGS = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0)


@dataclass(slots=True)
class BoundedCleanup:
    """A cleanup of one folder: its conditions and its result.

    Attributes:
        remove: whether files are removed; otherwise they are only counted.
        before: time in seconds since 1970; only files last changed before it are included.
        in_use: files open in some program; they stay.
        foreign: whether other users' files are included; only for counting.
        folders: whether emptied folders are removed as well.
        bytes, files: disk usage and number of the files removed, or counted if ``remove`` is false.
        skipped: number of items that weren't removed: links, pipes, files in use or of other users.
        trouble: the system's first error, for the technician.
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

    def clean_or_measure_tree(self, root: Path, device: int) -> None:
        """Clean the folder at ``root``, if the folder is on the volume ``device``.

        A folder that doesn't exist, is a link, or belongs to someone else is left alone. The only exception
        is a shared system folder in which users can't remove each other's files (`/tmp`).
        """
        try:
            descriptor = os.open(root, _FLAGS)
        except FileNotFoundError:
            return
        except OSError as error:
            self._record_remaining_error(error)
            return
        try:
            status = os.fstat(descriptor)
            if status.st_dev == device and (
                self.foreign or _is_owned_by_user(status) or _is_shared_folder(status)
            ):
                self._clean_folder(descriptor, read_mount_id(descriptor), 0)
        finally:
            os.close(descriptor)

    def _clean_folder(self, descriptor: int, mount: str, depth: int) -> None:
        """Clean one open folder.

        Its names are listed first, because removing entries while listing may skip entries.
        """
        try:
            with os.scandir(descriptor) as entries:
                names = [entry.name for entry in islice(entries, NAMES)]
        except OSError as error:
            self._record_remaining_error(error)
            return
        for name in names:
            try:
                self._clean_folder_entry(descriptor, name, mount, depth)
            except FileNotFoundError:
                continue  # removed by its program in the meantime
            except OSError as error:
                self._record_remaining_error(error)

    def _clean_folder_entry(self, folder: int, name: str, mount: str, depth: int) -> None:
        status = os.stat(name, dir_fd=folder, follow_symlinks=False)
        if stat.S_ISDIR(status.st_mode):
            self._clean_subfolder(folder, name, mount, depth)
        elif not self._is_removable(status):
            self.skipped += 1
        else:
            if self.remove:
                os.unlink(name, dir_fd=folder)
            self.files += 1
            self.bytes += status.st_blocks * 512  # POSIX counts blocks of 512 bytes

    def _clean_subfolder(self, folder: int, name: str, mount: str, depth: int) -> None:
        """Clean a subfolder, unless it was replaced, belongs to another user, or is a mount point."""
        if depth >= DEPTH:
            self.skipped += 1
            return
        descriptor = os.open(name, _FLAGS, dir_fd=folder)
        try:
            ours = self.foreign or _is_owned_by_user(os.fstat(descriptor))
            if not ours or read_mount_id(descriptor) != mount:
                self.skipped += 1
                return
            self._clean_folder(descriptor, mount, depth + 1)
        finally:
            os.close(descriptor)
        if self.remove and self.folders:
            with suppress(OSError):  # not empty: something in it had to stay
                os.rmdir(name, dir_fd=folder)

    def _is_removable(self, status: os.stat_result) -> bool:
        return (
            stat.S_ISREG(status.st_mode)
            and (self.foreign or _is_owned_by_user(status))
            and status.st_nlink == 1
            and status.st_mtime < self.before
            and (status.st_dev, status.st_ino) not in self.in_use
        )

    def _record_remaining_error(self, error: OSError) -> None:
        self.skipped += 1
        self.trouble = self.trouble or str(error.strerror)


def _is_owned_by_user(status: os.stat_result) -> bool:
    return status.st_uid == os.getuid()


def _is_shared_folder(status: os.stat_result) -> bool:
    return status.st_uid == 0 and bool(status.st_mode & stat.S_ISVTX)


def list_open_inodes() -> frozenset[Inode]:
    """Return the device and inode of files open in this user's programs (Linux; empty without `/proc`).

    On other systems, a program can go on using an open file after it was removed.
    """
    found: set[Inode] = set()
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # it has ended, or belongs to another user
            for link in (process / "fd").iterdir():
                target = str(link.readlink())
                if target.startswith("/") and not target.startswith(("/dev/", "/proc/")):
                    with suppress(OSError):
                        status = link.stat()
                        found.add((status.st_dev, status.st_ino))
    return frozenset(found)
