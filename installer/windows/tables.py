"""Reads and changes the tables of an MSI with msiinfo and msibuild (msitools)."""

from __future__ import annotations

import struct
import subprocess
import tempfile
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
    """Return how many characters each column of texts takes; 0 where there is no limit."""
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
    lines = _info("export", str(msi), table).replace("\r", "").split("\n")
    return lines[:3], [line for line in lines[3:] if line]


def _info(*words: str) -> str:
    return subprocess.run(["msiinfo", *words], check=True, capture_output=True, text=True).stdout
