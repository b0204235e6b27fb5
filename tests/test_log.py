"""The log: each event once, and never in the way of what the person wants."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from selfhelp import log


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    """Leave the log of the other tests alone."""
    root = logging.getLogger("selfhelp")
    before = (root.handlers, root.propagate, root.level)
    root.handlers = []
    yield
    log.let_go()
    root.handlers, root.propagate = before[0], before[1]
    root.setLevel(before[2])


def test_the_event_that_begins_the_log_is_written_once(tmp_path: Path) -> None:
    def start_now() -> None:
        log.start(tmp_path, str.strip)

    log.start_late(start_now)
    logging.getLogger("selfhelp.x").warning("the first")
    logging.getLogger("selfhelp.x").warning("the second")
    written = (tmp_path / "selfhelp.log").read_text(encoding="utf-8")
    assert (written.count("the first"), written.count("the second")) == (1, 1)


def test_a_full_disk_puts_nothing_on_the_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ring = log.start(tmp_path, str.strip)
    handler = logging.getLogger("selfhelp").handlers[-1]
    assert isinstance(handler, logging.FileHandler)

    def full() -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(handler, "flush", full)
    logging.getLogger("selfhelp.x").warning("about zoe.vandenberghe")
    monkeypatch.undo()
    said = capsys.readouterr()
    assert said.err == said.out == ""
    assert any("zoe.vandenberghe" in line for line in ring.lines)
