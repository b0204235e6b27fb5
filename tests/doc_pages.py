"""What a page of the documentation holds: its blocks of code, and what is said above each of them.

A comment on the line above a block says what it is to a test:

* ``<!-- file: PATH -->``: a file with this content
* ``<!-- into PATH, below: LINE -->``: goes into a file, below this line
* ``<!-- run -->``: commands with ``$`` in front, run in order in a copy of the sources; below each of them
  what it prints, where ``…`` stands for anything. ``<!-- run, may fail -->`` also takes status 1 and 3
* ``<!-- run by: PATH -->``: another test or tool runs it
* ``<!-- not run: WHY -->``: no one does, for this reason
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.people import ROOT

SHELL = frozenset({"sh", "console", "bat", "bash", "powershell"})
"""Kinds of blocks that are commands."""

SOURCES = ("selfhelp", "resources", "tests", "tools", "docs")
_FENCE = re.compile(
    r"^(?:<!-- (?P<note>.+?) -->\n)?```(?P<kind>\w*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)
_INTO = re.compile(r"into (\S+), below: (.+)")


@dataclass(frozen=True, slots=True)
class Block:
    """A block of code; ``note`` is the comment on the line above it, "" where there is none."""

    kind: str
    text: str
    note: str = ""

    @property
    def is_commands(self) -> bool:
        """Whether someone is meant to type it."""
        return self.kind in SHELL

    def commands(self) -> Iterator[tuple[str, str]]:
        """Yield each command with what the page says that it prints."""
        for part in re.split(r"^\$ ", self.text, flags=re.MULTILINE)[1:]:
            command, _, printed = part.partition("\n")
            yield command, printed.rstrip()


def blocks(page: Path) -> Sequence[Block]:
    """Return the blocks of a page in order."""
    text = page.read_text("utf-8")
    return [Block(m["kind"], m["text"], m["note"] or "") for m in _FENCE.finditer(text)]


@dataclass(frozen=True, slots=True)
class Workshop:
    """A copy of the sources with a home of its own, in which a page is done step by step."""

    tree: Path
    home: Path

    @classmethod
    def made(cls, folder: Path) -> Workshop:
        """Copy the sources with what Python made of them: to compile them takes each command seconds."""
        tree, home = folder / "tree", folder / "newcomer"
        home.mkdir()
        ignored = shutil.ignore_patterns(
            "*-pytest-*.pyc", ".hypothesis"
        )  # pytest's name the files they are of
        for name in SOURCES:
            shutil.copytree(ROOT / name, tree / name, ignore=ignored)
        for name in ("pyproject.toml", "requirements.lock", ".built.json"):  # what is built is current
            shutil.copy(ROOT / name, tree)
        programs = folder / "bin"
        programs.mkdir()
        for name, words in (("selfhelp", "-m selfhelp"), ("python", "")):
            (programs / name).write_text(f'#!/bin/sh\nexec {sys.executable} {words} "$@"\n', "utf-8")
            (programs / name).chmod(0o755)
        return cls(tree, home)

    def do(self, page: Path) -> int:
        """Do what a page says; return how many commands were run. Fails with the command that went wrong."""
        count = 0
        for block in blocks(page):
            if block.note.startswith("file: "):
                self._write(block.note.removeprefix("file: "), block.text)
            elif into := _INTO.fullmatch(block.note):
                self._insert(into[1], into[2], block.text)
            elif block.note.startswith("run") and not block.note.startswith("run by"):
                for command, printed in block.commands():
                    self._run(command, printed, may_fail="may fail" in block.note)
                    count += 1
        return count

    def _write(self, name: str, text: str) -> None:
        path = self.home / name[2:] if name.startswith("~/") else self.tree / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def _insert(self, name: str, line: str, text: str) -> None:
        path = self.tree / name
        lines = path.read_text("utf-8").splitlines()
        (place,) = [number for number, found in enumerate(lines) if found.strip() == line]
        path.write_text("\n".join([*lines[: place + 1], text.rstrip("\n"), *lines[place + 1 :], ""]), "utf-8")

    def _run(self, command: str, printed: str, *, may_fail: bool) -> None:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("XDG_", "SELFHELP_", "PYTHONDONTWRITE"))
        }
        environment = {
            **kept,
            "HOME": str(self.home),
            "LANG": "en_GB.UTF-8",
            "SELFHELP_TEST_WEIGHTS": "kept",  # no page asks the search for what it adds
            "PATH": f"{self.tree.parent / 'bin'}:{Path(sys.executable).parent}:{os.environ['PATH']}",
        }
        done = subprocess.run(
            ["/bin/sh", "-c", command],
            cwd=self.tree,
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        said = f"$ {command}\n{done.stdout}{done.stderr}"
        assert done.returncode == 0 or (may_fail and done.returncode in (1, 3)), (
            done.returncode,
            said[-3000:],
        )
        if printed:
            assert matches(done.stdout + done.stderr, printed), (
                f"{said[-3000:]}\n-- the page says --\n{printed}"
            )


def matches(said: str, printed: str) -> bool:
    """Say whether this is what a page says is printed; ``…`` stands for anything, also for many lines."""
    pattern = ".*".join(re.escape(part) for part in printed.strip().split("…"))
    return re.fullmatch(pattern, said.strip(), re.DOTALL) is not None
