"""Orca itself at somebody's desktop: what it would say, out of its own log, in the order in which it says it.

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

NAME = "orca"
_SAID = re.compile(r"SPEECH OUTPUT: '(.*?)'(?: \{.*\})?$", re.DOTALL)
_LINE = re.compile(r"^\d\d:\d\d:\d\d[.:]\d+ - ", re.MULTILINE)


class Orca:
    """Listens to what Orca says."""

    def __init__(self, log: Path) -> None:
        self._log = log
        self._from = 0

    def utterances(self) -> Sequence[str]:
        """Return all that was said so far."""
        text = self._log.read_text(encoding="utf-8", errors="replace") if self._log.exists() else ""
        found = (_SAID.search(part.rstrip("\n")) for part in _LINE.split(text))
        return [" ".join(one[1].split()) for one in found if one is not None]

    def since(self) -> Sequence[str]:
        """Return what was said since the last time something was waited for."""
        return self.utterances()[self._from :]

    def hears(self, pattern: str, seconds: float = 20) -> str:
        """Wait until something is said that matches wholly; only what came after the last one counts."""
        end = time.monotonic() + seconds
        while True:
            for number, one in enumerate(self.since()):
                if re.fullmatch(pattern, one, re.DOTALL):
                    self._from += number + 1
                    return one
            assert time.monotonic() < end, f"{pattern!r} was not said, but: {self.since()}"
            time.sleep(0.1)

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
def orca(desk: Desk) -> Iterator[Orca]:
    """Start Orca at a desktop; it ends with the desktop."""
    log = desk.home / "orca.log"
    reader = Orca(log)
    child = desk.spawn([NAME, "--replace", "--debug-file", str(log)])
    wait_for(lambda: reader.utterances() or child.poll() is not None, 40)
    assert child.poll() is None, desk.log_of(child)
    yield reader
