"""Finds the user's largest folders and files; no file is opened or changed.

Folders are entered through descriptors (``openat``) and links are never followed, so a folder replaced by a
link isn't followed. Sizes are allocated sizes (``st_blocks``), so a sparse file counts only as the space it
occupies. Windows doesn't report allocated sizes; cloud-only files (``FILE_ATTRIBUTE_RECALL_ON_DATA_ACCESS``,
``FILE_ATTRIBUTE_OFFLINE``) count as 0 there. Untested on Windows and macOS.
"""

from __future__ import annotations

import heapq
import os
import shutil
import stat
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

from selfhelp.core.model import Json, LargeItem
from selfhelp.core.progress import Progress
from selfhelp.core.text import NN_, Size
from selfhelp.machine import Machine, Reading
from selfhelp.machine.storage.mounts import read_mount_points

SECONDS = 1.0
"""Time limit of the first pass, in seconds; the remaining folders are measured in the background."""

FOLDERS, FILES = 400, 50
"""Maximum numbers of folders and of files remembered while measuring."""

NAMED = 8
"""Maximum number of folders, and of files, to return."""

DEPTH = 100
"""Maximum folder depth; each level needs one open descriptor (macOS allows 256)."""

LINKS = 100_000
"""Maximum number of remembered files with several links; each later link counts only its share."""

WORTH = 0.05
"""Minimum share of the total size for a folder to be returned."""

EXPLAINED = 0.8
"""Minimum share of a folder that its large subfolders must hold to replace it."""

_BATCH = 500  # entries between two checks of the time
_SAY = 0.2  # seconds between two progress messages
_OPEN = (
    os.O_RDONLY | getattr(os, "O_DIRECTORY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
)
_CLOUD = 0x0040_0000 | 0x1000
_LINK_TAGS = (getattr(stat, "IO_REPARSE_TAG_SYMLINK", 0), getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", 0))
_BY_DESCRIPTOR: Final = os.scandir in os.supports_fd and os.open in os.supports_dir_fd

Place = int | str
"""An open folder: its descriptor, or its path if the system doesn't support descriptors (Windows)."""


@dataclass(frozen=True, slots=True)
class LargestItems:
    """The largest items in the home folder. Paths begin with ``~`` and are external text.

    Attributes:
        folders, files: the largest folders and files, in descending order; no listed folder is inside
            another.
        bytes, count: total size and number of files.
        unread: some folders that couldn't be read; ``unread_count``: their number.
        elsewhere: folders on other file systems, which aren't entered.
        finished: whether everything was measured.
    """

    folders: Sequence[LargeItem] = ()
    files: Sequence[LargeItem] = ()
    bytes: int = 0
    count: int = 0
    unread: Sequence[str] = ()
    unread_count: int = 0
    elsewhere: Sequence[str] = ()
    finished: bool = True


def measure_home_folder(
    device: int, by_count: bool, seconds: float, progress: Progress | None = None
) -> Json:
    """Return the fields of `LargestItems` for the home folder; None if it isn't on the volume.

    Args:
        device: the volume's device number.
        by_count: rank folders by number of files instead of bytes.
        seconds: the time limit; 0 for none.
        progress: receives progress messages, and reports that the user cancelled.
    """
    home = Path.home().resolve()
    if home.stat().st_dev != device:
        return None
    walk = _FolderTreeWalk(home, by_count, shutil.disk_usage(home).used, seconds, progress)
    walk.measure_tree()
    return asdict(walk.list_items_so_far())


def read_largest_items(
    machine: Machine,
    device: int,
    *,
    by_count: bool = False,
    seconds: float = SECONDS,
    progress: Progress | None = None,
) -> LargestItems | None:
    """Return the largest items in the home folder; None if it is on another volume.

    Raises:
        ProbeError: the home folder can't be read.
        CancelledError: the user cancelled.
    """
    params = {"device": device, "by_count": by_count, "seconds": seconds}
    answer = machine.read(Reading(measure_home_folder, params, progress))
    if answer is None:
        return None
    items = {name: [LargeItem(**item) for item in answer[name]] for name in ("folders", "files")}
    return LargestItems(**{**answer, **items})


@dataclass(slots=True)
class _FolderTreeWalk:
    """One pass over a folder tree, in bounded memory.

    Attributes:
        root: the start folder, with links resolved.
        used: bytes in use on the volume, to estimate progress.
        by_count, seconds, progress: see `measure_home_folder`.
    """

    root: Path
    by_count: bool
    used: int
    seconds: float
    progress: Progress | None
    bytes: int = 0
    count: int = 0
    over: bool = False
    unread: list[str] = field(default_factory=list)
    unread_count: int = 0
    elsewhere: list[str] = field(default_factory=list)
    device: int = 0
    _folders: list[tuple[int, int, str, int, int]] = field(default_factory=list)
    _files: list[tuple[int, str]] = field(default_factory=list)
    _links: set[tuple[int, int]] = field(default_factory=set)
    _mounts: frozenset[str] = frozenset()
    _end: float = 0.0
    _said: float = 0.0

    def measure_tree(self) -> None:
        """Measure all files below the root, within the time limit."""
        self._mounts = read_mount_points()
        self._said = time.monotonic()
        self._end = self._said + self.seconds if self.seconds else float("inf")
        self.device = self.root.stat().st_dev
        self._measure_folder(str(self.root), None, "~", str(self.root), 0)

    def list_items_so_far(self) -> LargestItems:
        """Return the largest items found so far."""
        files = sorted(self._files, reverse=True)[:NAMED]
        return LargestItems(
            folders=_pick_folders(self._folders, self.by_count)[:NAMED],
            files=[LargeItem(path, size) for size, path in files if size > 0],
            bytes=self.bytes,
            count=self.count,
            unread=self.unread,
            unread_count=self.unread_count,
            elsewhere=self.elsewhere,
            finished=not self.over,
        )

    def _measure_folder(
        self, name: str, parent: Place | None, shown: str, real: str, depth: int
    ) -> tuple[int, int]:
        """Measure one folder and everything below it; return the size in bytes and the number of files."""
        if real in self._mounts and depth:
            _add_shown_name(self.elsewhere, shown)
            return 0, 0
        if depth >= DEPTH:
            self._record_unreadable(shown)
            return 0, 0
        try:
            place = _open_folder_at(name, parent, real)
        except FileNotFoundError:  # removed in the meantime
            return 0, 0
        except OSError:
            self._record_unreadable(shown)
            return 0, 0
        try:
            return self._measure_open_folder(place, shown, real, depth)
        finally:
            if isinstance(place, int):
                os.close(place)

    def _measure_open_folder(self, place: Place, shown: str, real: str, depth: int) -> tuple[int, int]:
        if isinstance(place, int) and os.fstat(place).st_dev != self.device:
            _add_shown_name(self.elsewhere, shown)
            return 0, 0
        inner: list[str] = []
        before = self.bytes, self.count
        try:
            self._measure_own_files(place, shown, real, inner)
        except OSError:
            self._record_unreadable(shown)
        for name in inner:
            if self.over:
                break
            path = os.path.join(real, name)  # noqa: PTH118 - a hot path
            self._measure_folder(name, place, f"{shown}/{_to_printable(name)}", path, depth + 1)
        size, count = self.bytes - before[0], self.count - before[1]
        entry = (count if self.by_count else size, -depth, shown, size, count)
        _keep_largest_entries(self._folders, entry, FOLDERS)
        return size, count

    def _measure_own_files(self, place: Place, shown: str, real: str, inner: list[str]) -> None:
        """Add up a folder's own files, and collect the names of its subfolders in ``inner``.

        Raises:
            OSError: the folder can't be read.
        """
        here = self._mounts and {path for path in self._mounts if os.path.dirname(path) == real}  # noqa: PTH120
        left = _BATCH
        with os.scandir(place) as entries:
            for entry in entries:
                left -= 1
                if left == 0:
                    left = _BATCH
                    self._stop_at_limits()
                    if self.over:
                        return
                if here and os.path.join(real, entry.name) in here:  # noqa: PTH118 - asking a dead server would hang
                    _add_shown_name(self.elsewhere, f"{shown}/{_to_printable(entry.name)}")
                else:
                    self._count_folder_entry(entry, shown, inner)
        self._stop_at_limits()

    def _count_folder_entry(self, entry: os.DirEntry[str], shown: str, inner: list[str]) -> None:
        try:
            status = entry.stat(follow_symlinks=False)
        except FileNotFoundError:
            return
        except OSError:
            self._record_unreadable(f"{shown}/{_to_printable(entry.name)}")
            return
        if stat.S_ISDIR(status.st_mode):
            if getattr(status, "st_reparse_tag", 0) not in _LINK_TAGS or not hasattr(
                status, "st_reparse_tag"
            ):
                inner.append(entry.name)
            return
        size = _count_allocated_bytes(status)
        if status.st_nlink > 1:
            size = self._compute_size_to_add(status, size)
        self.bytes += size
        self.count += 1
        files = self._files
        if len(files) < FILES or size > files[0][0]:
            _keep_largest_entries(files, (size, f"{shown}/{_to_printable(entry.name)}"), FILES)

    def _compute_size_to_add(self, status: os.stat_result, size: int) -> int:
        """Return the size to add for a file with several links, of which only the first link is counted."""
        file = (status.st_dev, status.st_ino)
        if file in self._links:
            return 0
        if len(self._links) >= LINKS:
            return size // status.st_nlink
        self._links.add(file)
        return size

    def _record_unreadable(self, shown: str) -> None:
        self.unread_count += 1
        _add_shown_name(self.unread, shown)

    def _stop_at_limits(self) -> None:
        """Stop if the time limit has passed or the user cancelled; report progress at intervals."""
        now = time.monotonic()
        self.over = self.over or now > self._end
        if self.progress is not None and now - self._said > _SAY:
            self._said = now
            said = NN_(
                "Measured {size} in {count} file",
                "Measured {size} in {count} files",
                self.count,
                size=Size(self.bytes),
            )
            self.progress.report(said, min(0.99, self.bytes / self.used) if self.used else None)


def _open_folder_at(name: str, parent: Place | None, real: str) -> Place:
    if not _BY_DESCRIPTOR:
        return real
    return os.open(name, _OPEN, dir_fd=parent) if isinstance(parent, int) else os.open(name, _OPEN)


def _count_allocated_bytes(status: os.stat_result) -> int:
    """Return the bytes that a file occupies on the disk."""
    blocks = getattr(status, "st_blocks", None)
    if blocks is not None:
        return int(blocks) * 512  # POSIX counts blocks of 512 bytes
    return 0 if getattr(status, "st_file_attributes", 0) & _CLOUD else status.st_size


def _keep_largest_entries(heap: list[Json], entry: Json, most: int) -> None:
    """Add an entry to the heap, keeping only the ``most`` largest entries."""
    if len(heap) < most:
        heapq.heappush(heap, entry)
    else:
        heapq.heappushpop(heap, entry)


def _add_shown_name(names: list[str], shown: str) -> None:
    if len(names) < NAMED:
        names.append(shown)


def _to_printable(name: str) -> str:
    """Return a name as printable text; invalid UTF-8 becomes U+FFFD."""
    return name if name.isascii() else os.fsencode(name).decode("utf-8", "replace")


def _pick_folders(heap: Sequence[tuple[int, int, str, int, int]], by_count: bool) -> Sequence[LargeItem]:
    """Return the most informative folders.

    A folder is replaced by its subfolders if they hold most of it.
    """
    all_ = {path: (rank, size, count) for rank, _, path, size, count in heap}
    worth = max((rank for rank, _, _ in all_.values()), default=0) * WORTH
    inner: dict[str, list[str]] = {}
    for path, (rank, _, _) in all_.items():
        if path != "~" and rank > 0 and rank >= worth:
            inner.setdefault(path.rpartition("/")[0], []).append(path)
    chosen = sorted(
        _iter_picked_items("~", inner, {path: rank for path, (rank, _, _) in all_.items()}), reverse=True
    )
    return [LargeItem(path, all_[path][1], all_[path][2], folder=True) for _, path in chosen]


def _iter_picked_items(
    path: str, inner: dict[str, list[str]], ranks: dict[str, int]
) -> Iterator[tuple[int, str]]:
    """Yield a folder, or its large subfolders if they hold most of it; the home folder is always split."""
    below = inner.get(path, [])
    if path == "~" or sum(ranks[name] for name in below) >= ranks[path] * EXPLAINED:
        for name in below:
            yield from _iter_picked_items(name, inner, ranks)
    else:
        yield ranks[path], path
