"""Compares two builds and names the first file that differs, down to the member of an archive.

python installer/same.py ONE OTHER        two folders, or two files; the exit status is 1 where they differ

What is compared: names, kinds, rights and bytes, not times: a package's times are among its bytes.
"""

from __future__ import annotations

import stat
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path


def entries(folder: Path) -> dict[str, Path]:
    """Return everything below a folder by its place in it."""
    return {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*"))}


def differences(one: Path, other: Path) -> Iterator[str]:
    """Say what differs, in the order of names."""
    if one.is_file():
        yield from of_files(one, other)
        return
    here, there = entries(one), entries(other)
    for place in sorted(here.keys() | there.keys()):
        if place not in here or place not in there:
            yield f"{place}: only in {one if place in here else other}"
            continue
        modes = [side[place].lstat().st_mode for side in (here, there)]
        if modes[0] != modes[1]:
            yield f"{place}: {stat.filemode(modes[0])} against {stat.filemode(modes[1])}"
        elif stat.S_ISLNK(modes[0]):
            if here[place].readlink() != there[place].readlink():
                yield f"{place}: leads elsewhere"
        elif stat.S_ISREG(modes[0]):
            yield from (f"{place}{more}" for more in of_files(here[place], there[place]))


def of_files(one: Path, other: Path) -> Iterator[str]:
    """Say that two files differ, and where, as far as their form is known."""
    first, second = one.read_bytes(), other.read_bytes()
    if first == second:
        return
    inside = next(members(one, other), "")
    at = next((i for i, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), -1)
    at = min(len(first), len(second)) if at < 0 else at
    yield f": {inside or f'differs at byte {at} of {len(first)}'}"


def members(one: Path, other: Path) -> Iterator[str]:
    """Look into zip archives, Debian packages and the programs of PyInstaller."""
    if zipfile.is_zipfile(one) and zipfile.is_zipfile(other) and one.suffix == ".zip":
        with zipfile.ZipFile(one) as a, zipfile.ZipFile(other) as b:
            yield from (
                f"member {x.filename}"
                for x, y in zip(a.infolist(), b.infolist(), strict=False)
                if (x.filename, x.CRC, x.date_time) != (y.filename, y.CRC, y.date_time)
            )
    elif one.suffix == ".deb":
        with tempfile.TemporaryDirectory() as folder:
            for file, name in ((one, "one"), (other, "other")):
                subprocess.run(["dpkg-deb", "-R", str(file), f"{folder}/{name}"], check=True)
            yield from differences(Path(folder, "one"), Path(folder, "other"))
    elif one.read_bytes()[:4] == b"\x7fELF":
        yield from _of_programs(one, other)


def _of_programs(one: Path, other: Path) -> Iterator[str]:
    try:
        from PyInstaller.archive.readers import CArchiveReader
    except ImportError:
        return
    try:
        readers = CArchiveReader(str(one)), CArchiveReader(str(other))
    except Exception:  # noqa: BLE001 - not a program of PyInstaller's
        return
    for name in readers[0].toc:
        if name not in readers[1].toc or readers[0].extract(name) != readers[1].extract(name):
            yield f"member {name}{_of_modules(readers, name)}"


def _of_modules(readers: tuple[object, object], name: str) -> str:
    """Name the first module that differs in the archive of modules."""
    if not name.endswith(".pyz"):
        return ""
    from marshal import dumps

    one, other = (reader.open_embedded_archive(name) for reader in readers)  # type: ignore[attr-defined]
    for module in sorted(one.toc):
        if module not in other.toc or dumps(one.extract(module)) != dumps(other.extract(module)):
            return f", module {module}"
    return ", no module"


def main(one: Path, other: Path) -> int:
    """Print the first difference, and how many there are."""
    found = list(differences(one, other))
    for line in found[:5]:
        print(f"NOT THE SAME: {line}")
    print(f"{one} and {other}: {f'{len(found)} differences' if found else 'the same'}")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
