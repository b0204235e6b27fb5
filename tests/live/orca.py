"""Orca itself at someone's desktop: what it would say, out of its own log, in the order in which it says it.

It runs as the user whose desktop it is, and has no voice: its log holds each utterance before it reaches a
speech server. What its own filters drop is not in it.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.live.desk import Desk, wait_for
from tests.people import Person

NAME = "orca"
_SAID = re.compile(r"SPEECH OUTPUT: '(.*?)'(?: \{.*\})?$", re.DOTALL)
_LINE = re.compile(r"^\d\d:\d\d:\d\d[.:]\d+ - ", re.MULTILINE)


WRITES_AT_ONCE = """
from orca import debug
debug.debugLevel = debug.LEVEL_INFO
debug.debugFile = open({!r}, "w", buffering=1, encoding="utf-8")
"""
"""What Orca runs at its start. A log that its own option opens lags by some sentences."""


class Orca:
    """Listens to what Orca says."""

    def __init__(self, log: Path) -> None:
        self.log = log
        self._from = 0

    def utterances(self) -> Sequence[str]:
        """Return all that was said so far."""
        text = self.log.read_text(encoding="utf-8", errors="replace") if self.log.exists() else ""
        found = (_SAID.search(part.rstrip("\n")) for part in _LINE.split(text))
        return [" ".join(one[1].split()) for one in found if one is not None]

    def since(self) -> Sequence[str]:
        """Return what was said since the last time something was waited for."""
        return self.utterances()[self._from :]

    def hears(self, pattern: str, seconds: float = 60) -> str:
        """Wait until something is said that matches wholly; only what came after the last one counts."""
        end = time.monotonic() + seconds
        plain = pattern.replace("\N{NO-BREAK SPACE}", " ").replace("\N{NARROW NO-BREAK SPACE}", " ")
        while True:
            for number, one in enumerate(self.since()):
                if re.fullmatch(plain, one, re.DOTALL):
                    self._from += number + 1
                    return one
            assert time.monotonic() < end, f"{pattern!r} was not said, but: {self.since()}"
            time.sleep(0.1)

    def hears_in_order(self, *patterns: str, seconds: float = 60) -> list[str]:
        """Wait for several, each after the one before; return all that was said until the last."""
        start = self._from
        for pattern in patterns:
            self.hears(pattern, seconds)
        return list(self.utterances()[start : self._from])

    def dropped(self) -> Sequence[str]:
        """Return the lines about announcements that Orca has left out."""
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return [line for line in lines if "Ignoring object:announcement" in line]

    def quiet(self, seconds: float = 1.0) -> Sequence[str]:
        """Wait until nothing more is said for a while; return what was, and forget it."""
        count = -1
        while count != len(self.utterances()):
            count = len(self.utterances())
            time.sleep(seconds)
        said = self.since()
        self._from = count
        return said


@contextmanager
def orca(desk: Desk, person: Person) -> Iterator[Orca]:
    """Start Orca at a person's desktop; it ends with the desktop."""
    reader = Orca(desk.home / "orca.log")
    own = desk.home / "data_home" / NAME
    own.mkdir()
    (own / "orca-customizations.py").write_text(WRITES_AT_ONCE.format(str(reader.log)))
    for path in (own, *own.iterdir()):
        person.owns(path)
    child = desk.spawn([NAME, "--replace"])
    wait_for(lambda: reader.utterances() or child.poll() is not None, 40)
    assert child.poll() is None, desk.log_of(child)
    yield reader
