"""Imports every module that a frozen program carries, so that one which is torn or incomplete is found here.

SELFHELP_EVERY_MODULE=1 selfhelp --every-module

Prints how many there are and, on a line of its own, each that cannot be imported and why. The exit status is
1 where one of them is not in `EXPECTED`, or where a line of `EXPECTED` is not true any more. Only modules of
the program's own folder are imported; without the variable the option is a wrong option like any other.
"""

from __future__ import annotations

import contextlib
import importlib
import io
import sys
from collections.abc import Iterable
from importlib.machinery import EXTENSION_SUFFIXES
from pathlib import Path

# What runs a program when it is imported. Ours are safe: they ask for their name first.
STARTS = (".__main__",)

# What cannot be imported on a system, and why that is right: the beginning of its name -> the reason.
ANY = {"encodings.bz2_codec": "bz2 is left out: the program reads no such archives"}
UNIX: dict[str, str] = ANY | {
    "encodings.mbcs": "Windows only",
    "encodings.oem": "Windows only",
}
EXPECTED: dict[str, dict[str, str]] = {
    "linux": UNIX
    | {
        "keyring.backends.macOS.api": "macOS only",
    },
    "win32": ANY
    | {
        "keyring.backends.macOS.api": "macOS only",
    },
    "darwin": UNIX | {"truststore._windows": "Windows only"},  # not tried
}


def names() -> list[str]:
    """Return every module of the program: of its archive, of its zipped standard library, of its folder."""
    import pyimod02_importers  # PyInstaller's own, only in a frozen program

    found: set[str] = set(pyimod02_importers.pyz_archive.toc)
    folder = Path(sys._MEIPASS)  # type: ignore[attr-defined]  # noqa: SLF001 - PyInstaller's documented name
    found |= set(_zipped(folder / "base_library.zip"))
    found |= {_dotted(file.relative_to(folder)) for file in folder.rglob("*") if _is_extension(file)}
    return sorted(
        name for name in found if name.isascii() and name.replace(".", "").replace("_", "").isalnum()
    )


def _zipped(archive: Path) -> Iterable[str]:
    from zipfile import ZipFile

    with ZipFile(archive) as opened:
        for name in opened.namelist():
            if name.endswith(".pyc"):
                yield name.removesuffix(".pyc").replace("/", ".").removesuffix(".__init__")


def _is_extension(file: Path) -> bool:
    return file.name.endswith(tuple(EXTENSION_SUFFIXES)) and not file.name.startswith(("lib", "Qt6"))


def _dotted(place: Path) -> str:
    """Return the name of a compiled module; Python's own lie in a folder that isn't a package."""
    inside = [part for part in place.parent.parts if not part.startswith(("python3", "lib-dynload"))]
    return ".".join([*inside, place.name.split(".")[0]])


def trouble(name: str) -> str:
    """Import a module and return what is wrong with it, or nothing."""
    if name.endswith(STARTS) and not name.startswith("selfhelp."):
        return ""
    said = io.StringIO()
    try:
        with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
            importlib.import_module(name)
    except BaseException as error:  # noqa: BLE001 - a module may do anything, also end the program
        return f"{type(error).__name__}: {error}".replace("\n", " ")[:300]
    return ""


def main() -> int:
    """Import everything and return the exit status."""
    expected = EXPECTED.get(sys.platform, {})
    every = names()
    failed = {name: said for name in every if (said := trouble(name))}
    unexpected = [name for name in failed if not name.startswith(tuple(expected))]
    untrue = [start for start in expected if not any(name.startswith(start) for name in failed)]
    print(f"modules: {len(every)}, ours: {sum(name.split('.')[0] == 'selfhelp' for name in every)}")
    for name, said in failed.items():
        print(f"{'NOT IMPORTED' if name in unexpected else 'expected'}: {name}: {said}")
    for start in untrue:
        print(f"NOT TRUE ANY MORE: {start} is expected to fail: {expected[start]}")
    return 1 if unexpected or untrue else 0
