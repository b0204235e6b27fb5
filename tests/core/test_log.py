"""The log: each event once, and never in the way of what the person wants."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from platformdirs.macos import MacOS

from selfhelp.core import log
from selfhelp.core.paths import AppPaths, Platform


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    """Leave the log of the other tests alone."""
    root = logging.getLogger("selfhelp")
    before = (root.handlers, root.propagate, root.level)
    root.handlers = []
    yield
    log.close_log_file()
    root.handlers, root.propagate = before[0], before[1]
    root.setLevel(before[2])


def test_the_event_that_begins_the_log_is_written_once(tmp_path: Path) -> None:
    def start_now() -> None:
        log.start_logging(tmp_path, str.strip)

    log.start_log_on_first_record(start_now)
    logging.getLogger("selfhelp.x").warning("the first")
    logging.getLogger("selfhelp.x").warning("the second")
    written = (tmp_path / "selfhelp.log").read_text(encoding="utf-8")
    assert (written.count("the first"), written.count("the second")) == (1, 1)


def test_the_log_begins_once_though_two_checks_begin_it(tmp_path: Path) -> None:
    begun: list[int] = []
    first, second = threading.Event(), threading.Event()

    def start_now() -> None:
        begun.append(1)
        first.set()
        second.wait(5)  # the other one waits at the handler by now
        log.start_logging(tmp_path, str)

    log.start_log_on_first_record(start_now)
    told = logging.getLogger("selfhelp.x")
    threads = [threading.Thread(target=told.warning, args=(f"event {n}",)) for n in (1, 2)]
    threads[0].start()
    first.wait(5)
    threads[1].start()
    time.sleep(0.1)
    second.set()
    for thread in threads:
        thread.join(5)
    assert len(begun) == 1
    written = (tmp_path / "selfhelp.log").read_text("utf-8")
    assert sorted(line[-7:] for line in written.splitlines()) == ["event 1", "event 2"]


def test_a_full_disk_puts_nothing_on_the_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    ring = log.start_logging(tmp_path, str.strip)
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


def test_the_log_is_turned_over_and_never_grows_beyond_four_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "LIMIT", 2000)
    folder = tmp_path / "log"
    log.start_logging(folder, str.strip)
    for number in range(400):
        logging.getLogger("selfhelp.x").info("event %s %s", number, "x" * 50)
    files = sorted(path.name for path in folder.iterdir())
    assert files == ["selfhelp.log", "selfhelp.log.1", "selfhelp.log.2", "selfhelp.log.3"]
    assert all(path.stat().st_size <= 2000 for path in folder.iterdir())
    assert folder.stat().st_mode & 0o077 == 0
    assert "event 399" in (folder / "selfhelp.log").read_text("utf-8")


def test_it_lies_where_each_system_looks_for_logs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("XDG_STATE_HOME", raising=False)
    monkeypatch.setenv("HOME", "/home/alice")
    assert (
        str(AppPaths.create_for_current_user(Platform.LINUX).log) == "/home/alice/.local/state/selfhelp/log"
    )
    assert MacOS("selfhelp", appauthor=False).user_log_dir == "/home/alice/Library/Logs/selfhelp"
