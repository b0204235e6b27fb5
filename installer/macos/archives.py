"""Writes and reads the two archives of a macOS package: cpio (odc) for files, xar around everything."""

from __future__ import annotations

import gzip
import hashlib
import io
import stat
import struct
import xml.etree.ElementTree as ET
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bom import Entry

TRAILER = "TRAILER!!!"


@dataclass(frozen=True, slots=True)
class Member:
    """A path of a cpio archive."""

    mode: int
    uid: int
    gid: int
    content: bytes


def cpio(entries: Sequence[Entry], moment: int) -> bytes:
    """Return the files, all root's, as a compressed cpio archive in the old portable form (cpio(5))."""
    buffer = io.BytesIO()
    with gzip.GzipFile(fileobj=buffer, mode="wb", compresslevel=9, mtime=0) as packed:
        for number, entry in enumerate(entries, 1):
            content = entry.file.read_bytes() if entry.file else entry.target
            packed.write(_header(number, entry, moment, len(content)) + content)
        packed.write(_header(0, Entry(TRAILER, 0), 0, 0))
    return buffer.getvalue()


def _header(number: int, entry: Entry, moment: int, size: int) -> bytes:
    encoded = entry.place.encode() + b"\0"
    fields = (0, number & 0o777777, entry.mode, 0, entry.gid, 1, 0, moment, len(encoded), size)
    return b"070707%06o%06o%06o%06o%06o%06o%06o%011o%06o%011o" % fields + encoded


def read_cpio(content: bytes) -> dict[str, Member]:
    """Return what a compressed cpio archive holds.

    Raises:
        ValueError: it is none.
    """
    data, at, found = gzip.decompress(content), 0, {}
    while True:
        if data[at : at + 6] != b"070707":
            raise ValueError(f"no cpio header at {at}")
        mode, uid, gid = (int(data[at + begin : at + begin + 6], 8) for begin in (18, 24, 30))
        named, size = int(data[at + 59 : at + 65], 8), int(data[at + 65 : at + 76], 8)
        name = data[at + 76 : at + 76 + named - 1].decode()
        if name == TRAILER:
            return found
        found[name] = Member(mode, uid, gid, data[at + 76 + named : at + 76 + named + size])
        at += 76 + named + size


def write_xar(file: Path, members: Mapping[str, bytes], moment: int) -> None:
    """Write a xar archive; its members (``folder/name``) are not compressed again."""
    table = _Table(moment)
    for name, content in members.items():
        table.add(name, content)
    text = b'<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(table.root)
    packed = zlib.compress(text, 9)
    head = b"xar!" + struct.pack(">HHQQI", 28, 1, len(packed), len(text), 1)
    checksum = hashlib.sha1(packed, usedforsecurity=False).digest()
    file.write_bytes(head + packed + checksum + bytes(table.heap))


class _Table:
    """The table of contents, and the bytes behind it; the first twenty are the table's own checksum."""

    def __init__(self, moment: int) -> None:
        self.root = ET.Element("xar")
        self.heap = bytearray()
        self._count = 0
        toc = ET.SubElement(self.root, "toc")
        made = datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%dT%H:%M:%S")
        ET.SubElement(toc, "creation-time").text = made
        checksum = ET.SubElement(toc, "checksum", style="sha1")
        ET.SubElement(checksum, "offset").text = "0"
        ET.SubElement(checksum, "size").text = "20"
        self._folders = {"": toc}

    def add(self, full: str, content: bytes) -> None:
        """Add a file, and its folder where it is new."""
        folder, _, name = full.rpartition("/")
        if folder not in self._folders:
            self._folders[folder] = self._node(self._folders[""], folder, "directory", "0755")
        file = self._node(self._folders[folder], name, "file", "0644")
        data = ET.SubElement(file, "data")
        at = 20 + len(self.heap)
        for key, number in (("length", len(content)), ("offset", at), ("size", len(content))):
            ET.SubElement(data, key).text = str(number)
        ET.SubElement(data, "encoding", style="application/octet-stream")
        checksum = hashlib.sha1(content, usedforsecurity=False).hexdigest()
        for key in ("extracted-checksum", "archived-checksum"):
            ET.SubElement(data, key, style="sha1").text = checksum
        self.heap += content

    def _node(self, parent: ET.Element, name: str, kind: str, mode: str) -> ET.Element:
        self._count += 1
        made = ET.SubElement(parent, "file", id=str(self._count))
        for key, text in (("name", name), ("type", kind), ("mode", mode), ("uid", "0"), ("gid", "0")):
            ET.SubElement(made, key).text = text
        return made


def read_xar(file: Path) -> dict[str, bytes]:
    """Return what a xar archive holds, after every checksum was compared.

    Raises:
        ValueError: it is none, or a checksum is wrong.
    """
    data = file.read_bytes()
    if data[:4] != b"xar!":
        raise ValueError("no xar archive")
    head, _, length, _, _ = struct.unpack_from(">HHQQI", data, 4)
    packed, heap = data[head : head + length], data[head + length :]
    if heap[:20] != hashlib.sha1(packed, usedforsecurity=False).digest():
        raise ValueError("the checksum of the table is wrong")
    toc = ET.fromstring(zlib.decompress(packed)).find("toc")
    return dict(_files(toc, "", heap)) if toc is not None else {}


def _files(folder: ET.Element, place: str, heap: bytes) -> Iterator[tuple[str, bytes]]:
    for file in folder.findall("file"):
        name = place + file.findtext("name", "")
        if file.findtext("type") == "directory":
            yield from _files(file, name + "/", heap)
            continue
        at, length = (int(file.findtext(f"data/{key}", "0")) for key in ("offset", "length"))
        content = heap[at : at + length]
        if hashlib.sha1(content, usedforsecurity=False).hexdigest() != file.findtext(
            "data/archived-checksum"
        ):
            raise ValueError(f"the checksum of {name} is wrong")
        encoding = file.find("data/encoding")
        zipped = encoding is not None and encoding.get("style") == "application/x-gzip"
        yield name, zlib.decompress(content) if zipped else content


def is_executable(member: Member) -> bool:
    """Whether it is a file that can be started."""
    return stat.S_ISREG(member.mode) and bool(member.mode & 0o111)
