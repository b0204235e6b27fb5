"""Reads and changes the tables of an MSI with msiinfo and msibuild (msitools)."""

from __future__ import annotations

import hashlib
import re
import struct
import subprocess
import tempfile
import uuid
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

SIGNATURE = struct.pack("<I", 0xFEEF04BD)
"""Where VS_FIXEDFILEINFO begins (Microsoft Learn)."""


def names(msi: Path) -> Sequence[str]:
    """Return the names of all tables."""
    return _info("tables", str(msi)).split()


def rows(msi: Path, table: str) -> list[dict[str, str]]:
    """Return the rows of a table by column; none where the table is not there."""
    head, lines = _exported(msi, table)
    columns = head[0].split("\t") if head else []
    return [dict(zip(columns, line.split("\t"), strict=True)) for line in lines]


def widths(msi: Path, table: str) -> Mapping[str, int]:
    """Return how many characters each column of texts takes; 0 where there's no limit."""
    head, _ = _exported(msi, table)
    if not head:
        return {}
    kinds = zip(head[0].split("\t"), head[1].split("\t"), strict=True)
    return {column: int(kind[1:]) for column, kind in kinds if kind[0] in "sSlL"}


def summary(msi: Path) -> Mapping[str, str]:
    """Return the summary information by name."""
    lines = _info("suminfo", str(msi)).splitlines()
    return {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines)}


def replace(msi: Path, table: str, wanted: Sequence[Mapping[str, str]]) -> None:
    """Put other rows in the place of a table's."""
    head, _ = _exported(msi, table)
    columns = head[0].split("\t")
    lines = ["\t".join(row[column] for column in columns) for row in wanted]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"{table}.idt"
        file.write_bytes(("\r\n".join([*head, *lines]) + "\r\n").encode("utf-8"))
        subprocess.run(["msibuild", msi, "-q", f"DROP TABLE `{table}`"], check=True)
        subprocess.run(["msibuild", msi, "-i", file], check=True)


def mend_files(msi: Path, paths: Mapping[str, Path]) -> None:
    """Give every file its version, its language and a short name, as Windows Installer compares them."""
    folders = {row["Component"]: row["Directory_"] for row in rows(msi, "Component")}
    used: dict[str, set[str]] = {}
    wanted = rows(msi, "File")
    for row in wanted:
        row["Version"] = version(paths[row["File"]])
        row["Language"] = "0" if row["Version"] else ""
        row["FileName"] = both(row["FileName"], used.setdefault(folders[row["Component_"]], set()))
    replace(msi, "File", wanted)


def mend_folders(msi: Path) -> None:
    """Give every folder a short name beside the long one."""
    used: dict[str, set[str]] = {}
    wanted = rows(msi, "Directory")
    for row in wanted:
        if row["DefaultDir"] not in (".", "SourceDir"):
            row["DefaultDir"] = both(row["DefaultDir"], used.setdefault(row["Directory_Parent"], set()))
    replace(msi, "Directory", wanted)


def add_secure(msi: Path, properties: Sequence[str]) -> None:
    """Let properties reach the part of the installation that runs as the system."""
    wanted = rows(msi, "Property")
    for row in wanted:
        if row["Property"] == "SecureCustomProperties":
            row["Value"] = ";".join(sorted({*row["Value"].split(";"), *properties}))
    replace(msi, "Property", wanted)


def move_action(msi: Path, action: str, sequence: int) -> None:
    """Give an action of the execution another place."""
    wanted = rows(msi, "InstallExecuteSequence")
    for row in wanted:
        if row["Action"] == action:
            row["Sequence"] = str(sequence)
    replace(msi, "InstallExecuteSequence", wanted)


def set_identity(msi: Path, seconds: int, space: uuid.UUID) -> None:
    """Set when the package was made, and its code, which is made from all the rest of it ([MS-OLEPS]).

    wixl writes the time of the build and a code by chance; a package has another code where it has another
    byte (Microsoft Learn, "Package Codes").

    Raises:
        SystemExit: the two times, or the code, are not found in the summary information.
    """
    data = bytearray(msi.read_bytes())
    start = data.find(SUMMARY)
    times, codes = (list(what.finditer(data, start, start + 4096)) for what in (FILETIME, CODE))
    if start < 0 or (len(times), len(codes)) != (2, 1):
        raise SystemExit(f"{msi}: its summary information is not as expected")
    for found in times:
        moment = (seconds + 11_644_473_600) * 10_000_000
        data[found.start(1) : found.end(1)] = moment.to_bytes(8, "little")
    place = slice(codes[0].start(1), codes[0].end(1))
    data[place] = bytes(38)
    data[place] = f"{{{uuid.uuid5(space, hashlib.sha256(data).hexdigest())}}}".upper().encode()
    msi.write_bytes(data)


SUMMARY = uuid.UUID("f29f85e0-4ff9-1068-ab91-08002b27b3d9").bytes_le
"""FMTID_SummaryInformation ([MS-OLEPS], 2.21)."""

FILETIME = re.compile(rb"\x40\0\0\0(.{6}[\xd0-\xe7]\x01)", re.DOTALL)
"""VT_FILETIME and a time between 2015 and 2057."""

CODE = re.compile(rb"\x1e\0\0\0\x27\0\0\0(\{[0-9A-F-]{36}\})")
"""VT_LPSTR and the code in the registry's form: PIDSI_REVNUMBER."""


def below(folder: Path) -> Iterator[str]:
    """Name the files below a folder."""
    return (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def version(path: Path) -> str:
    """Return the version of a program or library, as its resources say it; empty where they say none."""
    data = path.read_bytes()
    place = data.find(SIGNATURE) if data[:2] == b"MZ" else -1
    if place < 0:
        return ""
    high, low = struct.unpack_from("<II", data, place + 8)
    numbers = (high >> 16, high & 0xFFFF, low >> 16, low & 0xFFFF)
    return ".".join(map(str, numbers)) if any(numbers) else ""


def both(name: str, used: set[str]) -> str:
    """Return ``SHORT|long``, or the name alone where it is short: 8.3, and once in its folder."""
    name = name.rpartition("|")[2]
    stem, _, extension = name.rpartition(".") if "." in name else (name, "", "")
    plain = all(c.isascii() and (c.isalnum() or c in "_-") for c in stem + extension)
    if plain and len(stem) <= 8 and len(extension) <= 3 and name.upper() not in used:
        used.add(name.upper())
        return name
    letters = "".join(c for c in stem if c.isascii() and (c.isalnum() or c == "_")).upper() or "F"
    ending = "".join(c for c in extension if c.isascii() and c.isalnum()).upper()[:3]
    for number in range(1, 100_000):
        tail = f"~{number}"
        short = letters[: 8 - len(tail)] + tail + (f".{ending}" if ending else "")
        if short not in used:
            used.add(short)
            return f"{short}|{name}"
    raise ValueError(name)


def _exported(msi: Path, table: str) -> tuple[list[str], list[str]]:
    if table not in names(msi):
        return [], []
    with tempfile.TemporaryDirectory() as folder:  # it writes what a table has of files into a folder beside
        lines = _info("export", str(msi.resolve()), table, cwd=folder).replace("\r", "").split("\n")
    return lines[:3], [line for line in lines[3:] if line]


def _info(*words: str, cwd: str | None = None) -> str:
    return subprocess.run(["msiinfo", *words], check=True, capture_output=True, text=True, cwd=cwd).stdout
