"""The real names of a window's program, from the system (Linux)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from itertools import pairwise
from pathlib import Path

from selfhelp.core.durable_files import open_regular_file

_DELETED = " (deleted)"
"""Suffix of a program that was replaced while it is running, as by an update (proc(5))."""

_INTERPRETER = re.compile(
    r"(?:python|pypy|perl|ruby|node(?:js)?|electron|(?:ba|da|k|z)?sh|javaw?|mono|dotnet|gjs|lua(?:jit)?|php|wine)"
    r"[\d.]*t?(?:-[\w.-]+)?"
)
_MODULE = re.compile(r"[A-Za-z_][\w.]{0,200}")
_LONGEST = 4_096
_MOST_WORDS = 40
_MOST_FILES = 3
_LONGEST_INFO = 10_000


def read_program_names(pid: int) -> tuple[str, ...]:
    """Return a process's executable and, for an interpreter, its script; () if unknown.

    A program in a snap or Flatpak also has its package's name, because its file may have any name. Only file
    and module names in the command line are returned, because passwords may follow them.
    """
    if pid <= 1:
        return ()
    names: list[str] = []
    with suppress(OSError, ValueError):
        file = Path(f"/proc/{pid}/exe").readlink()
        names += [file.name.removesuffix(_DELETED), *_parse_snap_name(file)]
        if _INTERPRETER.fullmatch(names[0].casefold()):
            names += _read_script_names(pid)
    names += _read_flatpak_id(Path(f"/proc/{pid}/root/.flatpak-info"))
    return tuple(dict.fromkeys(name for name in names if name))


def _parse_snap_name(file: Path) -> Sequence[str]:
    """Return the snap that a file belongs to, by its path below /snap or /var/lib/snapd/snap; () if none."""
    parts = file.parts
    for root in (("/", "snap"), ("/", "var", "lib", "snapd", "snap")):
        if parts[: len(root)] == root and len(parts) > len(root) + 1:
            return (parts[len(root)],)
    return ()


def _read_flatpak_id(info: Path) -> Sequence[str]:
    """Return a Flatpak's ID from ``/.flatpak-info`` in its sandbox; () if there is none.

    Source: flatpak-metadata(5).
    """
    with suppress(OSError):
        with open_regular_file(info, follow=False) as told:
            text = told.read(_LONGEST_INFO).decode("utf-8", "replace")
        keys = [line.partition("=") for line in text.partition("[Application]")[2].splitlines()]
        return tuple(value.strip() for key, _, value in keys if key.strip() == "name")[:1]
    return ()


def _read_script_names(pid: int) -> list[str]:
    """Return the script of an interpreter: the first words of its command line that are files, or a module.

    A relative path is relative to the process's working directory.
    """
    with Path(f"/proc/{pid}/cmdline").open("rb") as told:
        words = told.read(_LONGEST).decode("utf-8", "replace").split("\0")[1:_MOST_WORDS]
    folder = Path(f"/proc/{pid}/cwd").readlink()
    files = [Path(word).name for word in words if word and word[0] != "-" and (folder / word).is_file()]
    modules = [word for before, word in pairwise(words) if before == "-m" and _MODULE.fullmatch(word)]
    return [*modules[:1], *files[:_MOST_FILES]]
