"""Writes files so that they are there after a power cut, and keeps file names harmless."""

from __future__ import annotations

import errno
import io
import os
import stat
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from selfhelp.core.paths import app_root_above, make_private_folder

CHUNK = 1 << 20
NAME_LIMIT = 180
"""Bytes of a name in UTF-8: file systems take 255, and desks and copies put something before or behind it."""

_JOINERS = ("\N{ZERO WIDTH JOINER}", "\N{ZERO WIDTH NON-JOINER}")
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", "conin$", "conout$"]
    + [f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³"]
)
"""Names that no file can have on Windows, with any ending (Microsoft Learn, "Naming Files, Paths, and
Namespaces")."""


def safe_name(name: str) -> str:
    """Sanitise a file name: no path, control or direction characters; never empty.

    Characters that are not shown make ``annexe.exe`` look like ``exe.pdf``. Joiners stay between letters of
    scripts that need them, any kind of space becomes one that can be typed. A name that is a device on
    Windows gets ``_`` in front. A long one is cut before its ending.
    """
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    whole = "".join("_" if "\ud800" <= c <= "\udfff" else c for c in last)  # bytes that were no UTF-8
    kept = "".join(_storable_character(whole, place) for place in range(len(whole)))
    kept = unicodedata.normalize("NFC", kept).strip().rstrip(" .")
    reserved = kept.partition(".")[0].rstrip().casefold() in _DEVICES
    return _shorten_name(f"_{kept}" if reserved else kept or "file")


def _storable_character(name: str, place: int) -> str:
    """Return a character in its stored form."""
    char = name[place]
    if unicodedata.category(char) == "Zs":
        return " "
    if char in _JOINERS:
        between = name[place - 1 : place] + name[place + 1 : place + 2]
        return char if len(between) == 2 and all(c > "\x7f" and c.isprintable() for c in between) else ""
    return char if char.isprintable() else ""


def _shorten_name(name: str) -> str:
    """Return a name that any file system takes, with its ending."""
    if len(name.encode()) <= NAME_LIMIT:
        return name
    stem, dot, ending = name.rpartition(".")
    tail = _cut_to_bytes(f".{ending}", 24) if dot and stem else ""
    return f"{_cut_to_bytes(stem if tail else name, NAME_LIMIT - len(tail.encode())).rstrip(' .')}{tail}"


def _cut_to_bytes(text: str, most: int) -> str:
    """Return the beginning of a text, in whole characters of at most so many bytes."""
    return text.encode()[:most].decode(errors="ignore").rstrip("".join(_JOINERS))


def make_names_unique(names: Sequence[str]) -> Sequence[str]:
    """Return names for files, with a number where one comes twice (also where only the case differs)."""
    taken: set[str] = set()
    result = []
    for name in names:
        stem, dot, ending = name.rpartition(".")
        fresh, number = name, 2
        while fresh.casefold() in taken:
            fresh = f"{stem}-{number}.{ending}" if dot and stem else f"{name}-{number}"
            number += 1
        taken.add(fresh.casefold())
        result.append(fresh)
    return result


def media_type(name: str) -> str:
    """Return the media type that a file's name suggests."""
    import mimetypes

    guess, packed = mimetypes.guess_type(name)
    return guess if guess and not packed else "application/octet-stream"


def open_regular_file(path: Path, *, follow: bool = True) -> io.BufferedReader:
    """Open a plain file to read it. A pipe or device that took its place is refused, and waits for no one.

    Args:
        path: the file.
        follow: whether it may be a link; Windows, which has no such flag, follows links anyway.

    Raises:
        OSError: it is not there, isn't a plain file, or may not be read.
        ValueError: no file can have this name.
    """
    file = open(path, "rb", opener=_open_without_waiting if follow else _open_without_links)  # noqa: SIM115 - the caller closes it
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise OSError(errno.EINVAL, "not a plain file", str(path))
    return file


def write_private_file(path: Path, data: bytes) -> None:
    """Write a small file that only this user can read, atomically.

    Two programs may write it at once, and a link that someone put beside it is not followed.

    Raises:
        OSError: nothing was written.
    """
    from tempfile import mkstemp  # mode 0600, and a name of its own

    descriptor, fresh = mkstemp(dir=path.parent, prefix=".selfhelp-", suffix=".new")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            sync_to_disk(descriptor)
        Path(fresh).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(fresh).unlink()
        raise


def write_own_file(path: Path, data: bytes) -> None:
    """Write a file of the app's own (see `write_private_file`), whose folder is made if it is missing.

    Where the folder, or one above it up to the one that is named after the app, is only a link, nothing
    is written: it would land where someone else said.

    Raises:
        OSError: nothing was written.
    """
    folder = path.parent
    root = app_root_above(folder) or folder
    for place in (folder, *folder.parents):
        if _is_link(place):
            raise OSError(errno.ELOOP, "the folder is a link", str(place))
        if place == root:
            break
    write_private_file(make_private_folder(folder) / path.name, data)


def _is_link(place: Path) -> bool:
    """Whether a path is a link or a Windows junction (IO_REPARSE_TAG_SYMLINK, …_MOUNT_POINT)."""
    try:
        status = os.lstat(place)
    except FileNotFoundError:
        return False
    return stat.S_ISLNK(status.st_mode) or getattr(status, "st_reparse_tag", 0) in _LINK_TAGS


_LINK_TAGS = (0xA000000C, 0xA0000003)
"""Microsoft Learn, "Reparse Point Tags"."""


def copy_durably(source: BinaryIO, path: Path, limit: int) -> tuple[int, str]:
    """Stream a file to the disk durably (new file, fsync, rename); return its size and SHA-256.

    The folder must be forced too, with `sync_folder`, before anything may rely on the name.

    Raises:
        OverflowError: there is more than ``limit`` bytes.
        OSError: nothing was written.
    """
    from hashlib import sha256  # 4 MiB of libcrypto

    fresh = path.with_name(f".{path.name}.new")
    digest, size = sha256(), 0
    try:
        with open(fresh, "wb", opener=_create_private) as file:
            while chunk := source.read(CHUNK):
                size += len(chunk)
                if size > limit:
                    raise OverflowError(path.name)
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            sync_to_disk(file.fileno())
        fresh.replace(path)
    except BaseException:
        with suppress(OSError):
            fresh.unlink()
        raise
    return size, digest.hexdigest()


def sync_to_disk(descriptor: int) -> None:
    """Force a file's bytes to the disk itself.

    On macOS a plain fsync stops at the drive's own memory; F_FULLFSYNC (fcntl(2)) goes on, where the file
    system has it.

    Raises:
        OSError: it could not be done.
    """
    try:
        import fcntl
    except ImportError:  # Windows has none
        os.fsync(descriptor)
        return
    whole = getattr(fcntl, "F_FULLFSYNC", None)
    if whole is not None:
        with suppress(OSError):
            fcntl.fcntl(descriptor, whole)
            return
    os.fsync(descriptor)


def sync_folder(folder: Path) -> None:
    """Force a folder's names to the disk. Windows has no such call and keeps names by its own journal.

    Python is asked which system this is, not a machine: it is about the call that has just failed.

    Raises:
        OSError: it could not be done; the names may be lost in a power cut.
    """
    try:
        handle = os.open(folder, os.O_RDONLY)
    except PermissionError:
        if os.name == "nt":
            return
        raise
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file, read in pieces.

    Raises:
        OSError: it cannot be read.
    """
    from hashlib import file_digest

    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _open_without_waiting(path: str, flags: int) -> int:
    """Without O_NONBLOCK a pipe that no one writes to would be waited for (POSIX, open). Windows has none."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _open_without_links(path: str, flags: int) -> int:
    return _open_without_waiting(path, flags | getattr(os, "O_NOFOLLOW", 0))


def _create_private(path: str, flags: int) -> int:
    """Open a new file; leftovers are removed, and links aren't followed."""
    with suppress(FileNotFoundError):
        os.unlink(path)  # noqa: PTH108 - an opener gets a string
    return os.open(path, flags | os.O_EXCL, 0o600)
