"""Reads, moves and removes files only in folders that are this app's own.

An own folder isn't a link or mount point, belongs to this app's account, and is in a folder named after the
app with its marker. The parents of that folder are the system's or the user's choice (`HOME`, `XDG_*`, `/var`
on macOS) and may be links; see docs/decisions/032-own-folders.md.

Each folder is opened once, with ``O_NOFOLLOW`` and relative to its parent; files are checked and removed
relative to that descriptor. Even if something is renamed or replaced by a link, nothing outside can be
reached (POSIX, openat and unlinkat). Windows has no such calls: there every path is checked immediately
before use.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from enum import StrEnum
from io import BufferedReader
from pathlib import Path

from selfhelp.core.paths import MARK, MARKER, find_app_root_above
from selfhelp.core.records import record
from selfhelp.core.text import N_, Text

BY_DESCRIPTOR = {os.open, os.stat, os.unlink, os.rmdir} <= os.supports_dir_fd
"""Whether this system supports access to names relative to an open folder."""

_FOLDER = os.O_RDONLY | getattr(os, "O_DIRECTORY", 0)
_PARENT = getattr(os, "O_PATH", os.O_RDONLY) | getattr(os, "O_DIRECTORY", 0)
"""Flags for opening a parent folder, which may be accessible but not listable (open(2), O_PATH)."""

_NOFOLLOW = getattr(os, "O_NOFOLLOW", 0)
_FILE = os.O_RDONLY | _NOFOLLOW | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_REPARSE_POINT = 0x400
"""File attribute of links, junctions and mounted volumes (Microsoft Learn, "File Attribute Constants")."""


class LeftAloneReason(StrEnum):
    """The reason why an entry was left unchanged."""

    LINK = "link"
    MOUNT = "mount"
    OWNER = "owner"
    KIND = "kind"
    UNMARKED = "unmarked"
    UNKNOWN = "unknown"
    OTHER_NAME = "other-name"
    FAILED = "failed"


@record
class LeftAloneEntry:
    """A file or folder that was left unchanged, and the reason."""

    path: Path
    why: LeftAloneReason

    def make_user_message(self) -> Text:
        """Return a message for the user with the path, the reason and advice."""
        path = make_path_printable(self.path)
        return {
            LeftAloneReason.LINK: N_(
                "{path} is a link, so it was left alone. Check where it leads.", path=path
            ),
            LeftAloneReason.MOUNT: N_(
                "{path} is on another drive (a mount point), so it was left alone.", path=path
            ),
            LeftAloneReason.OWNER: N_("{path} belongs to another account, so it was left alone.", path=path),
            LeftAloneReason.KIND: N_(
                "{path} isn't a regular file or folder, so it was left alone.", path=path
            ),
            LeftAloneReason.UNMARKED: N_(
                "{path} may not be this app's folder, so it was left alone. Move files that "
                "don't belong to the app to another folder, then try again.",
                path=path,
            ),
            LeftAloneReason.UNKNOWN: N_("{path} wasn't made by this app, so it was left alone.", path=path),
            LeftAloneReason.OTHER_NAME: N_(
                "The content of {path} still exists under another name.", path=path
            ),
            LeftAloneReason.FAILED: N_("Couldn't delete {path}.", path=path),
        }[self.why]


class NotOursError(OSError):
    """A folder or file isn't this app's own, so it was left unchanged."""

    def __init__(self, path: Path, why: LeftAloneReason) -> None:
        super().__init__(errno.EPERM, f"not this app's own ({why})", str(path))
        self.left = LeftAloneEntry(path, why)


def make_path_printable(path: Path) -> str:
    """Return a path as one line, without control characters and undecodable bytes."""
    text = os.fsencode(path).decode("utf-8", "replace")
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)[:300]


@record
class OwnFolder:
    """An open folder that belongs to this app.

    Attributes:
        path: its path, for messages; not used for access if there is a descriptor.
        descriptor: the open folder; None on a system without support.
        mount: the ID of its mount.
    """

    path: Path
    descriptor: int | None
    mount: str

    def list_names(self) -> Sequence[str]:
        """Return all names in the folder; the list is complete before any entry is removed.

        Raises:
            OSError: it can't be read.
        """
        at = self.path if self.descriptor is None else self.descriptor
        return sorted(os.listdir(at))  # noqa: PTH208 - of a descriptor

    def read_status(self, name: str) -> os.stat_result:
        """Return the status of an entry without following links.

        Raises:
            OSError: it doesn't exist.
        """
        return os.stat(self.make_path_argument(name), dir_fd=self.descriptor, follow_symlinks=False)

    def is_sole_plain_file(self, name: str) -> bool:
        """Return whether an entry is the user's regular file with only one name, so that it may be changed.

        Raises:
            OSError: it doesn't exist.
        """
        status = self.read_status(name)
        try:
            _require_own_folder(self.path / name, status, stat.S_IFREG)
        except NotOursError:
            return False
        return status.st_nlink == 1

    @contextmanager
    def open_subfolder(self, name: str) -> Iterator[OwnFolder]:
        """Open a subfolder.

        Raises:
            NotOursError: it is a link, a mount point, someone else's, or not a folder.
            OSError: it doesn't exist or can't be opened.
        """
        path = self.path / name
        _require_own_folder(path, self.read_status(name), stat.S_IFDIR)
        if self.descriptor is None:
            yield OwnFolder(path, None, "")
            return
        try:
            descriptor = os.open(name, _FOLDER | _NOFOLLOW, dir_fd=self.descriptor)
        except NotADirectoryError as error:  # replaced by a link or a file after the check
            raise NotOursError(path, LeftAloneReason.LINK) from error
        try:
            _require_own_folder(path, os.fstat(descriptor), stat.S_IFDIR)
            if read_mount_id(descriptor) != self.mount:
                raise NotOursError(path, LeftAloneReason.MOUNT)
            yield OwnFolder(path, descriptor, self.mount)
        finally:
            os.close(descriptor)

    def remove(self, name: str) -> os.stat_result | None:
        """Remove a regular file; return its status, or None if it no longer existed.

        Raises:
            NotOursError: it is a link, someone else's, or not a regular file.
            OSError: it can't be removed.
        """
        with suppress(FileNotFoundError):
            status = self.read_status(name)
            _require_own_folder(self.path / name, status, stat.S_IFREG)
            os.unlink(self.make_path_argument(name), dir_fd=self.descriptor)
            return status
        return None

    def remove_folder(self, name: str) -> None:
        """Remove an empty folder.

        Raises:
            OSError: it isn't empty, or can't be removed.
        """
        os.rmdir(self.make_path_argument(name), dir_fd=self.descriptor)

    def open_file(self, name: str) -> BufferedReader:
        """Open a regular file with a single link.

        Raises:
            NotOursError: it is a link, has a second name, is someone else's, or isn't a regular file.
            OSError: it can't be opened.
        """
        path = self.path / name
        _require_own_folder(path, self.read_status(name), stat.S_IFREG)  # a device isn't even opened
        descriptor = os.open(self.make_path_argument(name), _FILE, dir_fd=self.descriptor)
        try:
            status = os.fstat(descriptor)
            if status.st_nlink > 1:
                raise NotOursError(path, LeftAloneReason.OTHER_NAME)
            if self.descriptor is not None:
                _require_own_folder(path, status, stat.S_IFREG)
            return os.fdopen(descriptor, "rb")
        except BaseException:
            os.close(descriptor)
            raise

    def make_path_argument(self, name: str) -> str:
        """Return the argument that names an entry relative to `descriptor`: a name, never a path."""
        if name in ("", ".", "..") or "/" in name or os.sep in name:
            raise NotOursError(self.path / name, LeftAloneReason.KIND)
        return name if self.descriptor is not None else str(self.path / name)


# -- opening ---------------------------------------------------------------------------------------


@contextmanager
def open_own_folder(folder: Path) -> Iterator[OwnFolder]:
    """Open one of the app's own folders, or a folder inside one.

    Raises:
        NotOursError: it or a parent isn't the app's own.
        FileNotFoundError: it doesn't exist.
        OSError: it can't be opened.
    """
    named = find_app_root_above(folder)
    root = named or folder
    with ExitStack() as stack:
        held = stack.enter_context(_open_parent_folder(root.parent))
        held = stack.enter_context(held.open_subfolder(root.name))
        if named:
            _require_marker(held)
        for name in folder.relative_to(root).parts:
            held = stack.enter_context(held.open_subfolder(name))
        yield held


def remove_file(path: Path) -> None:
    """Remove a regular file in one of the app's own folders; a missing file isn't an error.

    Raises:
        NotOursError: the folder isn't the app's own, or the file is a link.
        OSError: it can't be removed.
    """
    with suppress(FileNotFoundError), open_own_folder(path.parent) as folder:
        folder.remove(path.name)


@contextmanager
def _open_parent_folder(parent: Path) -> Iterator[OwnFolder]:
    """Open the parent of an own folder; links are followed here."""
    if not BY_DESCRIPTOR:
        yield OwnFolder(parent, None, "")
        return
    descriptor = os.open(parent, _PARENT)
    try:
        yield OwnFolder(parent, descriptor, read_mount_id(descriptor))
    finally:
        os.close(descriptor)


def _require_own_folder(path: Path, status: os.stat_result, kind: int) -> None:
    """Raise an error if an entry is a link, has the wrong kind, or belongs to another account.

    Raises:
        NotOursError: the entry isn't the app's own.
    """
    if stat.S_ISLNK(status.st_mode) or getattr(status, "st_file_attributes", 0) & _REPARSE_POINT:
        raise NotOursError(path, LeftAloneReason.LINK)
    if stat.S_IFMT(status.st_mode) != kind:
        raise NotOursError(path, LeftAloneReason.KIND)
    if not _is_owned_by_user(path, status):
        raise NotOursError(path, LeftAloneReason.OWNER)


def _is_owned_by_user(path: Path, status: os.stat_result) -> bool:
    """Return whether this app's account owns an entry; this also applies to root."""
    if hasattr(os, "geteuid"):
        return status.st_uid == os.geteuid()
    from selfhelp.core import windows_acl

    return windows_acl.is_owned_by_user(path)


def read_mount_id(descriptor: int) -> str:
    """Return the ID of a folder's mount; bind mounts share a device, but not the mount ID (proc(5))."""
    try:
        lines = Path(f"/proc/self/fdinfo/{descriptor}").read_text(encoding="ascii").splitlines()
        return next(line for line in lines if line.startswith("mnt_id:"))
    except (OSError, StopIteration):
        return str(os.fstat(descriptor).st_dev)


# -- the marker ------------------------------------------------------------------------------------


def _require_marker(root: OwnFolder) -> None:
    """Check the folder's marker; create it if the folder only has the app's own names.

    Folders of earlier versions, and folders that a library created, have none.

    Raises:
        NotOursError: there's no marker, and there are other names.
    """
    try:
        with root.open_file(MARKER) as file:
            if file.read(len(MARK)) == MARK:
                return
    except FileNotFoundError:
        if all(_is_known_name(root, name) for name in root.list_names()):
            _create_marker(root)
            return
    except NotOursError:
        pass  # a marker that is a link or someone else's is invalid, and isn't replaced
    raise NotOursError(root.path, LeftAloneReason.UNMARKED)


def _is_known_name(root: OwnFolder, name: str) -> bool:
    from selfhelp.core import app_files  # imported late: its patterns take some milliseconds

    known = app_files.find_app_file(name, app_files.TOP)
    if known is None:
        return False
    status = root.read_status(name)
    try:
        _require_own_folder(root.path / name, status, stat.S_IFMT(status.st_mode))
    except NotOursError:
        return False
    return stat.S_ISDIR(status.st_mode) is (known.inside is not None)


def _create_marker(root: OwnFolder) -> None:
    """Create the folder's marker; on a full or read-only disk, the folder is accepted without it."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NOFOLLOW
    with suppress(OSError):
        descriptor = os.open(root.make_path_argument(MARKER), flags, 0o600, dir_fd=root.descriptor)
        with os.fdopen(descriptor, "wb") as file:
            file.write(MARK)
