"""Assigns ticket numbers on a file share used by many computers, and sets file permissions."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from selfhelp.core import durable_files as disk

PREFIX = "LOCAL-"
OWNER = ".ref"
"""Name of the file with the correlation ID of a folder's ticket; its creator owns the number."""

_OWN_FILE = 0o600
_MOST = 100_000
_LOOK_BACK = 200
_LEFT_BEHIND = 86_400.0
"""Age from which an empty folder is considered abandoned by a killed process, in seconds."""


@dataclass(frozen=True, slots=True)
class FolderRights:
    """The permission bits of a ticket's folders and files: by default, for the user only.

    If the desk's folder has a POSIX default ACL, that list decides who else may read; bits of 700 would mask
    its entries (acl(5), "OBJECT CREATION AND DEFAULT ACLs").
    """

    folder: int = 0o700
    file: int = _OWN_FILE

    @classmethod
    def create_for_root(cls, root: Path) -> FolderRights:
        """Return the permission bits to use for folders and files below ``root``."""
        names: list[str] = []
        with suppress(OSError, AttributeError):  # only Linux lists them
            names = os.listxattr(root)
        return cls(0o770, 0o660) if "system.posix_acl_default" in names else cls()

    def apply_to_path(self, path: Path) -> None:
        """Set a file's permission bits if they differ from the default."""
        if self.file != _OWN_FILE:
            path.chmod(self.file)


def is_ticket_number(text: str) -> bool:
    """Return whether the text is a valid ticket number; this also rules out path traversal."""
    digits = text[len(PREFIX) :]
    return text.startswith(PREFIX) and digits.isascii() and digits.isdecimal() and len(digits) < 12


class TicketNumbers:
    """Assigns and finds the ticket numbers of one desk.

    A number is claimed by an exclusive mkdir. Before that, the index (``.refs``) records which number a
    ticket is about to claim, and right after it an exclusively created file in the folder records the owner.
    So a killed process finds its own folder again, and only one process gets an empty folder.
    """

    def __init__(self, root: Path, rights: FolderRights) -> None:
        self._root, self._rights = root, rights

    @property
    def _index(self) -> Path:
        return self._root / ".refs"

    def ensure_index(self) -> None:
        """Create the index if it is missing; users of the desk can add to it but not list it."""
        if not self._index.is_dir():
            self._index.mkdir(mode=0o700, exist_ok=True)
            with suppress(OSError):  # someone else was first, and has done it
                others = self._root.stat().st_mode & 0o033
                self._index.chmod(0o700 | others | (0o1000 if others else 0))

    def find_number(self, ref: str) -> str:
        """Return the number assigned to or reserved for a ticket; "" if there is none."""
        try:
            number = (self._index / ref).read_bytes()[:40].decode("ascii", "replace").strip()
        except FileNotFoundError:
            return ""
        return number if is_ticket_number(number) else ""

    def assign_number(self, ref: str) -> str:
        """Return the ticket's number, assigning the next free one if it has none.

        Raises:
            OSError: the desk can't be used.
        """
        begun = self.find_number(ref)
        if begun and self._resume_claim(begun, ref):
            return self._sync_number(begun, ref)
        self._remove_abandoned_folders()
        for number in self._iter_candidates():
            self._reserve_next_number(number, ref)
            if self._create_folder(number, ref):
                return self._sync_number(number, ref)
        raise OSError("no number is free")

    def _iter_candidates(self) -> Iterator[str]:
        last = self._find_highest_number()
        return (f"{PREFIX}{last + n:04d}" for n in range(1, _MOST))

    def _create_folder(self, number: str, ref: str) -> bool:
        try:
            (self._root / number).mkdir(mode=self._rights.folder)
        except FileExistsError:
            return False
        return self._claim_folder(number, ref)

    def _resume_claim(self, number: str, ref: str) -> bool:
        """Claim a reserved number; return whether it belongs to this ticket."""
        folder = self._root / number
        try:
            folder.mkdir(mode=self._rights.folder)
        except FileExistsError:
            if not _is_created_by_app(folder):
                return False
        return self._claim_folder(number, ref)

    def _claim_folder(self, number: str, ref: str) -> bool:
        """Create the file that names a folder's owner; return whether this ticket owns it."""
        place, fresh = self._root / number / OWNER, self._index / f"{ref}.own"
        fresh.write_bytes(ref.encode())
        try:
            os.link(fresh, place)
        except FileExistsError:
            return _read_text(place) == ref
        except OSError:  # a share without links
            return self._claim_without_links(place, ref)
        finally:
            fresh.unlink(missing_ok=True)
        return True

    def _claim_without_links(self, place: Path, ref: str) -> bool:
        try:
            with place.open("xb") as file:
                file.write(ref.encode())
        except FileExistsError:
            return _read_text(place) in ("", ref)  # empty where a kill came between the two
        return True

    def _sync_number(self, number: str, ref: str) -> str:
        """Write a new number's files to disk, so that they survive a power cut, and return the number."""
        disk.write_private_file(self._root / number / OWNER, ref.encode())
        self._rights.apply_to_path(self._root / number / OWNER)
        disk.write_private_file(self._index / ref, number.encode())
        for place in (self._root / number, self._index, self._root):
            with suppress(PermissionError):  # a desk that may be written but not listed
                disk.sync_folder_to_disk(place)
        return number

    def _reserve_next_number(self, number: str, ref: str) -> None:
        """Record in the index which number is about to be claimed."""
        fresh = self._index / f"{ref}.new"
        fresh.write_bytes(number.encode())
        fresh.replace(self._index / ref)

    def _find_highest_number(self) -> int:
        """Return the highest number in use; if the desk can't be listed, one below a free number."""
        try:
            return max(self._list_numbers(), default=0)
        except PermissionError:
            return self._find_last_number()

    def _list_numbers(self) -> list[int]:
        with os.scandir(self._root) as found:
            return [int(entry.name[len(PREFIX) :]) for entry in found if is_ticket_number(entry.name)]

    def _find_last_number(self) -> int:
        """Return the last number by bisection: they are assigned in sequence."""
        high = 1
        while os.path.lexists(self._root / f"{PREFIX}{high:04d}"):
            high *= 2
        low = high // 2
        while high - low > 1:
            middle = (low + high) // 2
            there = os.path.lexists(self._root / f"{PREFIX}{middle:04d}")
            low, high = (middle, high) if there else (low, middle)
        return low

    def _remove_abandoned_folders(self) -> None:
        """Remove old empty folders left by this user's killed processes."""
        with suppress(OSError):
            last = max(self._list_numbers(), default=0)
            for n in range(max(last - _LOOK_BACK, 1), last + 1):
                folder = self._root / f"{PREFIX}{n:04d}"
                with suppress(OSError):
                    if _is_created_by_app(folder) and time.time() - folder.stat().st_mtime > _LEFT_BEHIND:
                        folder.rmdir()  # only an empty one can go


def _read_text(path: Path) -> str:
    return path.read_bytes()[:100].decode("ascii", "replace").strip()


def _is_created_by_app(folder: Path) -> bool:
    """Return whether the user created a folder; always True on Windows, where share permissions apply."""
    try:
        return folder.stat().st_uid in (0, os.getuid()) if hasattr(os, "getuid") else True
    except OSError:
        return False
