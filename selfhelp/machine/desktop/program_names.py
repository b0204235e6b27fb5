"""What the program of a window is called by the system, whatever it calls itself (Linux)."""

from __future__ import annotations

import re
from contextlib import suppress
from pathlib import Path

_DELETED = " (deleted)"
"""proc(5): behind the name of a program that was replaced while it runs, as every update does."""

_INTERPRETER = re.compile(r"(?:python|perl|ruby|node|bash|sh|java|gjs|wine)[\w.-]*")
_LONGEST = 4_096
_FIRST_WORDS = 4


def program_names(pid: int) -> tuple[str, ...]:
    """Return the file of a program, and of an interpreter also the file it runs; nothing where not told.

    Of the command line nothing is returned but names of files: passwords may stand behind them.
    """
    if pid <= 1:
        return ()
    names: list[str] = []
    with suppress(OSError, ValueError):
        file = Path(f"/proc/{pid}/exe").readlink().name.removesuffix(_DELETED)
        names.append(file)
        if _INTERPRETER.fullmatch(file.casefold()):
            names += _scripts(pid)
    return tuple(dict.fromkeys(name for name in names if name))


def _scripts(pid: int) -> list[str]:
    """Return the first words of a command line that are files."""
    with Path(f"/proc/{pid}/cmdline").open("rb") as told:
        words = told.read(_LONGEST).decode("utf-8", "replace").split("\0")[1:_FIRST_WORDS]
    return [Path(word).name for word in words if word and not word.startswith("-") and Path(word).is_file()]
