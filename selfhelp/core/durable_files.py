"""Writes files that survive a power failure, and sanitises file names."""

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

from selfhelp.core.paths import find_app_root_above, make_private_folder

CHUNK = 1 << 20
NAME_LIMIT = 180
"""Maximum length of a file name, in bytes of UTF-8; file systems allow 255, but prefixes are added."""

_JOINERS = ("\N{ZERO WIDTH JOINER}", "\N{ZERO WIDTH NON-JOINER}")
_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", "conin$", "conout$"]
    + [f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³"]
)
"""Device names, reserved on Windows with any extension (Microsoft Learn, "Naming Files, Paths, and
Namespaces").
"""


def make_safe_name(name: str) -> str:
    """Return a safe file name: no path, no control or bidirectional characters, never empty.

    Invisible characters could make ``annexe.exe`` look like ``exe.pdf``. Joiners stay between letters of
    scripts that need them; any kind of space becomes a plain one. A Windows device name gets a ``_`` prefix.
    A long name is shortened before its extension.
    """
    last = name.replace("\\", "/").rstrip("/").rpartition("/")[2]
    whole = "".join("_" if "\ud800" <= c <= "\udfff" else c for c in last)  # bytes that weren't valid UTF-8
    kept = "".join(_to_storable_character(whole, place) for place in range(len(whole)))
    kept = unicodedata.normalize("NFC", kept).strip().rstrip(" .")
    reserved = kept.partition(".")[0].rstrip().casefold() in _DEVICES
    return _shorten_name(f"_{kept}" if reserved else kept or "file")


def _to_storable_character(name: str, place: int) -> str:
    """Return the character at a position in its safe form; "" if it is removed."""
    char = name[place]
    if unicodedata.category(char) == "Zs":
        return " "
    if char in _JOINERS:
        between = name[place - 1 : place] + name[place + 1 : place + 2]
        return char if len(between) == 2 and all(c > "\x7f" and c.isprintable() for c in between) else ""
    return char if char.isprintable() else ""


def _shorten_name(name: str) -> str:
    """Return a name shortened to `NAME_LIMIT`, with its extension kept."""
    if len(name.encode()) <= NAME_LIMIT:
        return name
    stem, dot, ending = name.rpartition(".")
    tail = _cut_to_bytes(f".{ending}", 24) if dot and stem else ""
    return f"{_cut_to_bytes(stem if tail else name, NAME_LIMIT - len(tail.encode())).rstrip(' .')}{tail}"


def _cut_to_bytes(text: str, most: int) -> str:
    """Return the start of a text, cut between characters to at most ``most`` bytes."""
    return text.encode()[:most].decode(errors="ignore").rstrip("".join(_JOINERS))


def make_names_unique(names: Sequence[str]) -> Sequence[str]:
    """Return unique file names by adding numbers; names that differ only in case count as equal."""
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


def find_media_type(name: str) -> str:
    """Return the media type suggested by a file's name."""
    import mimetypes

    guess, packed = mimetypes.guess_type(name)
    return guess if guess and not packed else "application/octet-stream"


def open_regular_file(path: Path, *, follow: bool = True) -> io.BufferedReader:
    """Open and return a regular file; pipes and devices are rejected without blocking.

    Args:
        path: the file.
        follow: whether it may be a link; Windows has no such flag and follows links anyway.

    Raises:
        OSError: it doesn't exist, isn't a regular file, or isn't readable.
        ValueError: the name is invalid.
    """
    file = open(path, "rb", opener=_open_non_blocking if follow else _open_without_links)  # noqa: SIM115 - the caller closes it
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise OSError(errno.EINVAL, "not a plain file", str(path))
    return file


def write_private_file(path: Path, data: bytes) -> None:
    """Write a small file that only this user can read, atomically.

    Concurrent writers are safe, and a link created in its place isn't followed.

    Raises:
        OSError: nothing was written.
    """
    from tempfile import mkstemp  # mode 0600, and a unique name

    descriptor, fresh = mkstemp(dir=path.parent, prefix=".selfhelp-", suffix=".new")
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            _sync_to_disk(descriptor)
        Path(fresh).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(fresh).unlink()
        raise


def write_own_file(path: Path, data: bytes) -> None:
    """Write one of the app's own files like `write_private_file`; create a missing folder.

    Nothing is written if the folder, or a parent up to the app's root folder, is a link: the data would end
    up elsewhere.

    Raises:
        OSError: nothing was written.
    """
    folder = path.parent
    root = find_app_root_above(folder) or folder
    for place in (folder, *folder.parents):
        if _is_symbolic_link(place):
            raise OSError(errno.ELOOP, "the folder is a link", str(place))
        if place == root:
            break
    write_private_file(make_private_folder(folder) / path.name, data)


def _is_symbolic_link(place: Path) -> bool:
    """Return whether a path is a symbolic link or a Windows junction."""
    try:
        status = os.lstat(place)
    except FileNotFoundError:
        return False
    return stat.S_ISLNK(status.st_mode) or getattr(status, "st_reparse_tag", 0) in _LINK_TAGS


_LINK_TAGS = (0xA000000C, 0xA0000003)
"""Reparse tags of junctions and symbolic links (Microsoft Learn, "Reparse Point Tags")."""


def copy_durably(source: BinaryIO, path: Path, limit: int) -> tuple[int, str]:
    """Copy a stream to a new file durably (fsync, rename); return its size and SHA-256.

    Call `sync_folder_to_disk` as well before relying on the name.

    Raises:
        OverflowError: there are more than ``limit`` bytes.
        OSError: nothing was written.
    """
    from hashlib import sha256  # loads 4 MiB of libcrypto

    fresh = path.with_name(f".{path.name}.new")
    digest, size = sha256(), 0
    try:
        with open(fresh, "wb", opener=_create_private_file) as file:
            while chunk := source.read(CHUNK):
                size += len(chunk)
                if size > limit:
                    raise OverflowError(path.name)
                digest.update(chunk)
                file.write(chunk)
            file.flush()
            _sync_to_disk(file.fileno())
        fresh.replace(path)
    except BaseException:
        with suppress(OSError):
            fresh.unlink()
        raise
    return size, digest.hexdigest()


def _sync_to_disk(descriptor: int) -> None:
    """Force a file's data to the disk (fsync).

    On macOS a plain fsync stops at the drive's cache; F_FULLFSYNC (fcntl(2)) flushes it, if the file system
    supports it.

    Raises:
        OSError: it failed.
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


def sync_folder_to_disk(folder: Path) -> None:
    """Force a folder's entries to the disk. Windows has no such call and uses its own journal.

    The platform is read from Python, not from a `Machine`, because it concerns the call that has just failed.

    Raises:
        OSError: it failed; new names may be lost in a power failure.
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


def compute_file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file, read in chunks.

    Raises:
        OSError: it can't be read.
    """
    from hashlib import file_digest

    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _open_non_blocking(path: str, flags: int) -> int:
    """Open a file without blocking on a pipe that has no writer; return its descriptor."""
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _open_without_links(path: str, flags: int) -> int:
    return _open_non_blocking(path, flags | getattr(os, "O_NOFOLLOW", 0))


def _create_private_file(path: str, flags: int) -> int:
    """Create a private file, replacing a leftover and not following links; return its descriptor."""
    with suppress(FileNotFoundError):
        os.unlink(path)  # noqa: PTH108 - an opener gets a string
    return os.open(path, flags | os.O_EXCL, 0o600)
