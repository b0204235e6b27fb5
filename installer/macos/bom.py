"""Writes and reads the bill of materials of a macOS package: the list of what is installed, with checksums.

Written from the published descriptions of the format (BOMStore: blocks in a table, trees of 4096-byte nodes;
all numbers big-endian). Owners are root and wheel, no matter who builds.
"""

from __future__ import annotations

import stat
import struct
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

NODE = 4096
LEAVES = 256
FILE, FOLDER, LINK = 1, 2, 3


@dataclass(frozen=True, slots=True)
class Entry:
    """One path of a package: its place (``./…``), its kind and rights, and what it holds or leads to."""

    place: str
    mode: int
    size: int = 0
    checksum: int = 0
    target: bytes = b""
    file: Path | None = None
    gid: int = 0

    @property
    def parent(self) -> str:
        """The place it lies in; nothing for the root."""
        return self.place.rpartition("/")[0]

    @property
    def name(self) -> str:
        """Its name there."""
        return self.place.rpartition("/")[2]


ADMIN = 80
SYSTEM = {
    "./Applications": Entry("./Applications", stat.S_IFDIR | 0o775, gid=ADMIN),
    "./Library/PrivilegedHelperTools": Entry("./Library/PrivilegedHelperTools", stat.S_IFDIR | 0o1755),
}
"""Folders of macOS with rights of their own; an installation sets them, so they are repeated here."""


def walk(folder: Path) -> Sequence[Entry]:
    """Return everything below a folder, parents first, in the order of names, with checksums."""
    found = list(_walk(folder, "."))
    sums = checksums([entry.file for entry in found if entry.file is not None])
    return [_summed(entry, sums) for entry in found]


def _walk(path: Path, place: str) -> Iterator[Entry]:
    found = path.lstat()
    mode = rights(found.st_mode)
    if stat.S_ISLNK(mode):
        target = str(path.readlink()).encode()
        yield Entry(place, mode, len(target), target=target)
    elif stat.S_ISREG(mode):
        yield Entry(place, mode, found.st_size, file=path)
    else:
        system = SYSTEM.get(place)
        yield Entry(place, system.mode, gid=system.gid) if system else Entry(place, mode)
        for child in sorted(path.iterdir()):
            yield from _walk(child, f"{place}/{child.name}")


def _summed(entry: Entry, sums: dict[Path, int]) -> Entry:
    if entry.file is not None:
        return replace(entry, checksum=sums[entry.file])
    return replace(entry, checksum=cksum(entry.target)) if entry.target else entry


def rights(mode: int) -> int:
    """Return kind and rights as they are installed: others read, and root alone writes."""
    if stat.S_ISLNK(mode):
        return stat.S_IFLNK | 0o755
    return stat.S_IFMT(mode) | (0o755 if stat.S_ISDIR(mode) or mode & 0o111 else 0o644)


def checksums(files: Sequence[Path]) -> dict[Path, int]:
    """Return POSIX checksums; cksum(1) is a thousand times faster than Python."""
    found: dict[Path, int] = {}
    for begin in range(0, len(files), 200):
        some = files[begin : begin + 200]
        done = subprocess.run(["cksum", "--", *map(str, some)], capture_output=True, check=True)
        found |= {
            file: int(line.split()[0]) for file, line in zip(some, done.stdout.splitlines(), strict=True)
        }
    return found


def cksum(content: bytes) -> int:
    """Return the POSIX checksum of a few bytes."""
    return int(subprocess.run(["cksum"], input=content, capture_output=True, check=True).stdout.split()[0])


# -- writing ---------------------------------------------------------------------------------


@dataclass(slots=True)
class Store:
    """The blocks and the named ones among them; block 0 is nothing."""

    blocks: list[bytes] = field(default_factory=lambda: [b""])
    names: list[tuple[int, bytes]] = field(default_factory=list)

    def add(self, block: bytes) -> int:
        """Add a block and return its number."""
        self.blocks.append(block)
        return len(self.blocks) - 1

    def tree(self, child: int, count: int, size: int = NODE) -> int:
        """Add the head of a tree."""
        return self.add(b"tree" + struct.pack(">IIIIB", 1, child, size, count, 0))

    def empty(self, size: int = NODE) -> int:
        """Add a tree without entries."""
        return self.tree(self.add(node(1, [], size=size)), 0, size)

    def packed(self) -> bytes:
        """Return the whole store."""
        body, table, at = bytearray(), [(0, 0)], 512
        for block in self.blocks[1:]:
            table.append((at, len(block)))
            body += block
            at += len(block)
        named = struct.pack(">I", len(self.names))
        named += b"".join(struct.pack(">IB", number, len(name)) + name for number, name in self.names)
        begin = at + len(named) + -(at + len(named)) % 16
        index = struct.pack(">I", len(table)) + b"".join(struct.pack(">II", *entry) for entry in table)
        index += struct.pack(">I", 2) + bytes(16)  # the list of free blocks
        head = b"BOMStore" + struct.pack(">IIIIII", 1, len(table) - 1, begin, len(index), at, len(named))
        return head.ljust(512, b"\0") + bytes(body) + named.ljust(begin - at, b"\0") + index


def node(
    leaf: int, entries: Sequence[tuple[int, int]], forward: int = 0, back: int = 0, size: int = NODE
) -> bytes:
    """Return a node of a tree."""
    packed = b"".join(struct.pack(">II", *entry) for entry in entries)
    return (struct.pack(">HHII", leaf, len(entries), forward, back) + packed).ljust(size, b"\0")


def write(entries: Sequence[Entry], moment: int) -> bytes:
    """Return the bill of materials; ``moment`` is the time of every path, in seconds since 1970."""
    store = Store()
    information = store.add(b"")  # its numbers are known at the end
    ids = {entry.place: number for number, entry in enumerate(entries, 1)}
    leaves = []
    for number, entry in enumerate(entries, 1):
        first = store.add(struct.pack(">II", number, store.add(_described(entry, moment))))
        parent = ids.get(entry.parent, 0)
        second = store.add(struct.pack(">I", parent) + entry.name.encode() + b"\0")
        leaves.append((parent, entry.name.encode(), (first, second)))
    total = sum(entry.size for entry in entries if stat.S_ISREG(entry.mode))
    paths = store.tree(_paths(store, [leaf for _, _, leaf in sorted(leaves)]), len(entries))
    versions = store.add(struct.pack(">IIIB", 1, store.empty(128), 0, 0))
    store.blocks[information] = struct.pack(">IIIIIII", 1, len(entries) + 1, 1, 15, 0, total & 0xFFFFFFFF, 0)
    store.names = [
        (information, b"BomInfo"),
        (paths, b"Paths"),
        (store.empty(), b"HLIndex"),
        (versions, b"VIndex"),
        (store.empty(), b"Size64"),
    ]
    return store.packed()


def _described(entry: Entry, moment: int) -> bytes:
    kind = {stat.S_IFDIR: FOLDER, stat.S_IFLNK: LINK}.get(stat.S_IFMT(entry.mode), FILE)
    target = entry.target + b"\0" if kind == LINK else b""
    numbers = (kind, 1, 3 if kind == LINK else 15, entry.mode, 0, entry.gid, moment)
    return struct.pack(">BBHHIIIIBII", *numbers, entry.size, 1, entry.checksum, len(target)) + target


def _paths(store: Store, leaves: Sequence[tuple[int, int]]) -> int:
    """Add the tree of paths, in the order of parent and name, and return its top."""
    chunks = [leaves[begin : begin + LEAVES] for begin in range(0, len(leaves), LEAVES)]
    if len(chunks) == 1:
        return store.add(node(1, chunks[0]))
    first, last = len(store.blocks), len(chunks) - 1
    for number, chunk in enumerate(chunks):
        forward = first + number + 1 if number < last else 0
        store.add(node(1, chunk, forward, first + number - 1 if number else 0))
    return store.add(node(0, [(first + number, chunk[-1][1]) for number, chunk in enumerate(chunks)]))


# -- reading ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Listed:
    """What a bill of materials says of a path."""

    mode: int
    uid: int
    gid: int
    size: int
    checksum: int


def read(content: bytes) -> dict[str, Listed]:
    """Return every path of a bill of materials.

    Raises:
        ValueError: it is none.
    """
    if content[:8] != b"BOMStore":
        raise ValueError("no bill of materials")
    blocks, names = _opened(content)
    (child,) = struct.unpack_from(">I", blocks[names["Paths"]], 8)
    while not struct.unpack_from(">H", blocks[child])[0]:
        (child,) = struct.unpack_from(">I", blocks[child], 12)
    known, found = {0: ""}, {}
    while child:
        _, count, forward, _ = struct.unpack_from(">HHII", blocks[child])
        for entry in range(count):
            first, second = struct.unpack_from(">II", blocks[child], 12 + 8 * entry)
            number, described = struct.unpack(">II", blocks[first])
            fields = struct.unpack_from(">BBHHIIIIBII", blocks[described])
            (parent,) = struct.unpack_from(">I", blocks[second])
            place = (known[parent] + "/" if parent else "") + blocks[second][4:-1].decode()
            known[number] = place
            found[place] = Listed(fields[3], fields[4], fields[5], fields[7], fields[9])
        child = forward
    return found


def _opened(content: bytes) -> tuple[list[bytes], dict[str, int]]:
    """Return the blocks, and the numbers of the named ones."""
    _, _, index, _, at, _ = struct.unpack_from(">IIIIII", content, 8)
    (count,) = struct.unpack_from(">I", content, index)
    table = [struct.unpack_from(">II", content, index + 4 + 8 * entry) for entry in range(count)]
    blocks = [content[begin : begin + length] for begin, length in table]
    (count,) = struct.unpack_from(">I", content, at)
    names, at = {}, at + 4
    for _ in range(count):
        number, length = struct.unpack_from(">IB", content, at)
        names[content[at + 5 : at + 5 + length].decode()] = number
        at += 5 + length
    return blocks, names
