"""What was done, on the screen: with the real engine, a real step, and a way back that outlives the app."""

# mypy: disable-error-code="index, attr-defined"

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core.model import CheckResult, CheckState, Finding, Outcome, Platform, Undo
from selfhelp.core.paths import AppPaths
from selfhelp.core.text import N_
from selfhelp.engine.journal import Journal
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.ui.jobs import JobRunner
from selfhelp.ui.navigation import FixPage, HomePage, JournalPage
from selfhelp.ui.screens.fix import FixScreen
from selfhelp.ui.screens.journal import SHOWN, JournalScreen
from selfhelp.ui.widgets.message_panel import MessagePanel
from selfhelp.ui.widgets.status_icons import NOTE
from selfhelp.ui.widgets.tab_order import does_widget_accept_tab
from selfhelp.ui.window import AppWindow
from tests.bench import much
from tests.ui.fakes import HOSTILE, Printer
from tests.ui.pages import Make

DEAD = "http://127.0.0.1:9"
BEFORE = f"# mine\r\nhttp_proxy={DEAD}\n\nPAGER=less  \nhttps_proxy={DEAD}".encode()


@pytest.fixture
def settings(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's own file of variables, with a proxy that is dead. Their session has them already."""
    file = own_home / "config" / "environment.d" / "Büro proxy.conf"
    file.parent.mkdir(parents=True)
    file.write_bytes(BEFORE)
    file.chmod(0o640)
    for name in ("http_proxy", "https_proxy"):
        monkeypatch.setenv(name, DEAD)
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)  # no desktop setting is looked at
    return file


class Process:
    """One start of the app: a core and a window of its own, on the same folders."""

    def __init__(self, qtbot: QtBot, places: AppPaths) -> None:
        self.app = App(LocalMachine(Platform.LINUX), places, {}, "en")
        self.jobs = JobRunner()
        self.window = AppWindow(self.app, self.jobs)
        qtbot.addWidget(self.window)
        self.window.show()

    def end(self) -> None:
        self.window.close()
        assert self.jobs.stop_all(5_000)


Start = Callable[[], Process]


@pytest.fixture
def start(qtbot: QtBot, places: AppPaths) -> Iterator[Start]:
    started: list[Process] = []

    def begin() -> Process:
        for one in started:
            one.end()
        started.append(Process(qtbot, places))
        return started[-1]

    yield begin
    for one in started:
        one.end()


def repair(process: Process, qtbot: QtBot) -> FixScreen:
    """Switch the dead proxy off, through the window."""
    process.window.open(FixPage("net-proxy"))
    screen = process.window.get_current_screen()
    assert isinstance(screen, FixScreen)
    qtbot.waitUntil(screen._proposal.yes.isVisible, timeout=10_000)
    screen._proposal.yes.click()
    qtbot.waitUntil(screen._ending.isVisible, timeout=10_000)
    return screen


def outcome_of(screen: FixScreen) -> Outcome | None:
    return screen._ended_as.run.outcome if screen._ended_as is not None else None


def journal(process: Process, qtbot: QtBot) -> JournalScreen:
    process.window.open(JournalPage())
    screen = process.window.get_current_screen()
    assert isinstance(screen, JournalScreen)
    qtbot.waitUntil(lambda: bool(screen._entries))
    return screen


def way_back(screen: JournalScreen) -> list[QPushButton]:
    """The buttons that undo a whole run."""
    return [button for button in _buttons(screen) if button.text() == "Undo"]


def single_ways(screen: JournalScreen) -> list[QPushButton]:
    """The buttons that undo one step of a run."""
    return [button for button in _buttons(screen) if button.text().startswith("Undo only this step")]


def _buttons(screen: JournalScreen) -> list[QPushButton]:
    return [button for button in screen.findChildren(QPushButton) if button.isVisible()]


def unfold_steps(screen: JournalScreen) -> None:
    """Show the single steps of every run."""
    for opener, _steps in screen._singly.values():
        opener.click()


def words(screen: JournalScreen) -> str:
    return "\n".join(label.text() for label in screen.findChildren(QLabel) if label.isVisible())


def test_one_step_is_undone_and_the_rest_kept(settings: Path, start: Start, qtbot: QtBot) -> None:
    assert repair(start(), qtbot)._ended_as is not None
    screen = journal(start(), qtbot)
    assert single_ways(screen) == [], "they are folded away"
    assert len(way_back(screen)) == 1, "one Undo for one change"
    unfold_steps(screen)
    first, second = single_ways(screen)
    assert second.text() != first.text()
    first.click()
    qtbot.waitUntil(lambda: single_ways(screen) == [] and len(way_back(screen)) == 1, timeout=10_000)
    left = settings.read_bytes()
    assert left.count(b"# selfhelp:") == 1
    said = screen.window()._notice.words.text()
    assert said.startswith("This was undone: Turn off https_proxy")
    assert said.endswith("Other changes made by this fix remain.")
    (rest,) = way_back(screen)
    rest.click()
    qtbot.waitUntil(lambda: screen._entries[0].undo is Undo.DONE, timeout=10_000)
    assert settings.read_bytes() == BEFORE


def test_undo_later_from_the_history(settings: Path, start: Start, qtbot: QtBot) -> None:
    assert repair(start(), qtbot)._ended_as is not None
    changed = settings.read_bytes()
    assert changed != BEFORE
    assert b"# selfhelp: http_proxy=" in changed
    again = start()
    screen = journal(again, qtbot)
    (button,) = way_back(screen)
    assert button.accessibleName() == "Undo: Turn off an unreachable proxy"
    assert "Changes you can undo" in words(screen)
    assert "Undoing this will:" in words(screen)
    button.click()
    qtbot.waitUntil(lambda: screen._entries[0].undo is Undo.DONE, timeout=10_000)
    assert settings.read_bytes() == BEFORE
    assert settings.stat().st_mode & 0o777 == 0o640
    qtbot.waitUntil(lambda: "Steps taken to undo this:\n• " in words(screen))
    (panel,) = screen._runs.values()
    assert panel.heading.text() == "Turn off an unreachable proxy"
    lines = panel.detail.text().splitlines()
    assert lines[0].startswith("Undone on ")
    assert lines[1].startswith("Changed on ")
    assert not any(line.startswith("Undone: ") for line in lines), "it reads as if the undo were undone"
    assert "Changes you can undo" not in words(screen)
    assert [panel.sign.kind for panel in screen._runs.values()] == [NOTE], "a tick would say that it's done"
    assert "Turn off an unreachable proxy" in words(screen), "it stays in the list"
    qtbot.waitUntil(lambda: way_back(screen) == [])  # what it replaces goes with the next round
    assert again.window._notice.words.text() == "“Turn off an unreachable proxy” was undone."


def test_undo_immediately_from_the_fix(settings: Path, start: Start, qtbot: QtBot) -> None:
    process = start()
    screen = repair(process, qtbot)
    assert screen._ending._undo.isVisible()
    screen._ending._undo.click()
    qtbot.waitUntil(lambda: outcome_of(screen) is Outcome.UNDONE, timeout=10_000)
    assert settings.read_bytes() == BEFORE
    assert not screen._ending._undo.isVisible()
    assert way_back(journal(process, qtbot)) == []


def test_what_changed_since_is_not_overwritten(settings: Path, start: Start, qtbot: QtBot) -> None:
    repair(start(), qtbot)
    settings.unlink()
    process = start()
    screen = journal(process, qtbot)
    way_back(screen)[0].click()
    qtbot.waitUntil(lambda: not screen._undoing, timeout=10_000)
    assert not settings.exists()
    said = process.window._notice.words.text()
    assert said
    assert said not in ("Undoing…", "“Turn off an unreachable proxy” was undone.")


def test_pressing_twice_puts_back_once(settings: Path, start: Start, qtbot: QtBot) -> None:
    repair(start(), qtbot)
    screen = journal(start(), qtbot)
    (button,) = way_back(screen)
    button.click()
    button.click()
    qtbot.waitUntil(lambda: screen._entries[0].undo is Undo.DONE, timeout=10_000)
    qtbot.waitUntil(lambda: not screen._undoing)
    assert settings.read_bytes() == BEFORE


def test_the_keyboard_stays_in_the_list_after_putting_back(
    settings: Path, start: Start, qtbot: QtBot
) -> None:
    repair(start(), qtbot)
    process = start()
    process.window.activateWindow()
    screen = journal(process, qtbot)
    (button,) = way_back(screen)
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: screen._entries[0].undo is Undo.DONE, timeout=10_000)
    qtbot.waitUntil(lambda: way_back(screen) == [])
    focus = process.window.focusWidget()
    assert focus is not None
    assert focus.isVisible()


def test_a_hostile_name_is_plain_text(make_window: Make, qtbot: QtBot, printer: Printer) -> None:
    printer.name = HOSTILE
    window = make_window(FixPage("print-stuck-queue"))
    screen = window.get_current_screen()
    assert isinstance(screen, FixScreen)
    qtbot.waitUntil(screen._proposal.no.isVisible)
    screen._proposal.no.click()
    qtbot.waitUntil(screen._ending.isVisible)
    window.open(JournalPage())
    listed = window.get_current_screen()
    assert isinstance(listed, JournalScreen)
    qtbot.waitUntil(lambda: bool(listed._entries))
    listed.checks.click()
    assert "Büro <b>&amp; $(rm -rf)" in words(listed)
    assert "\x07" not in words(listed)
    assert listed.width() <= window.width()


def test_a_journal_that_cannot_be_read_is_said_calmly(places: AppPaths, start: Start, qtbot: QtBot) -> None:
    folder = places.data / "journal"
    folder.mkdir(parents=True)
    (folder / "broken.jsonl").write_bytes(b"\x00\xff{not json\n" * 50)
    process = start()
    process.window.open(JournalPage())
    screen = process.window.get_current_screen()
    assert isinstance(screen, JournalScreen)
    qtbot.wait(300)
    assert "No history yet" in words(screen) or process.window._notice.isVisible()


def test_many_runs_are_shown_a_few_at_a_time(start: Start, places: AppPaths, qtbot: QtBot) -> None:
    """A thousand runs that can be put back: what is built at once does not grow with them."""
    much.runs(places.data / "journal", 1_000)
    screen = journal(start(), qtbot)
    assert len(screen.findChildren(MessagePanel)) == 1 + SHOWN  # one says that there is nothing
    latest = screen._runs[screen._entries[0].run]
    qtbot.waitUntil(lambda: screen.window().focusWidget() is latest)  # it was on the button below all of them
    screen.more.click()
    assert len(screen.findChildren(MessagePanel)) == 1 + 2 * SHOWN
    assert screen.more.isVisible()
    newest, older = screen._entries[0], screen._entries[2 * SHOWN - 1]
    assert newest.started > older.started
    screen.context.open(HomePage())
    screen.context.open(JournalPage())
    shown = lambda: sum(not panel.isHidden() for panel in screen.findChildren(MessagePanel))  # noqa: E731
    qtbot.waitUntil(lambda: shown() == SHOWN)  # who comes back is shown a few again


def test_changes_are_listed_by_day_and_checks_are_folded_away(
    start: Start, places: AppPaths, qtbot: QtBot, make_window: Make, printer: Printer
) -> None:
    window = make_window(FixPage("print-stuck-queue"))
    fix = window.get_current_screen()
    assert isinstance(fix, FixScreen)
    qtbot.waitUntil(fix._proposal.no.isVisible)
    fix._proposal.no.click()
    qtbot.waitUntil(fix._ending.isVisible)
    window.open(JournalPage())
    screen = window.get_current_screen()
    assert isinstance(screen, JournalScreen)
    qtbot.waitUntil(lambda: bool(screen._entries))
    assert "There are no changes to undo." in words(screen)
    assert not [panel for panel in screen._runs.values() if panel.isVisible()]
    assert screen.checks.text() == "Show checks"
    assert bool(screen.checks.is_expanded) is False
    screen.checks.click()
    assert screen.checks.text() == "Hide checks"
    assert bool(screen.checks.is_expanded)
    (panel,) = screen._runs.values()
    assert panel.isVisible()
    assert does_widget_accept_tab(panel), "it can be read by Tab"
    screen.checks.click()
    assert not [panel for panel in screen._runs.values() if panel.isVisible()]


def test_days_have_headings(settings: Path, start: Start, places: AppPaths, qtbot: QtBot) -> None:
    much.runs(places.data / "journal", 2)  # of another day
    repair(start(), qtbot)
    screen = journal(start(), qtbot)
    shown = words(screen)
    day = screen.context.translator.format_day(screen._entries[-1].started.astimezone().date())
    assert shown.index("Today") < shown.index("Turn off an unreachable proxy") < shown.index(day)


def test_a_change_has_the_time_at_which_it_was_confirmed(
    settings: Path, start: Start, places: AppPaths, qtbot: QtBot
) -> None:
    repair(start(), qtbot)
    (file,) = (places.data / "journal").glob("*.jsonl")
    first, rest = file.read_text("utf-8").split("\n", 1)
    started = json.loads(first)
    started["time"] = (datetime.fromisoformat(started["time"]) - timedelta(minutes=5)).isoformat()
    file.write_text(f"{json.dumps(started)}\n{rest}", "utf-8")
    screen = journal(start(), qtbot)
    entry, show = screen._entries[0], screen.context.translate
    assert entry.changed > entry.started + timedelta(minutes=4)
    assert show(N_("Changed on {time}.", time=entry.changed)) in words(screen)
    assert show(N_("Changed on {time}.", time=entry.started)) not in words(screen)


@pytest.mark.parametrize("minutes", [0, 5])
def test_the_goal_repeats_the_time_of_its_change_only_if_it_is_another(
    minutes: int, settings: Path, start: Start, places: AppPaths, qtbot: QtBot
) -> None:
    repair(start(), qtbot)
    (file,) = (places.data / "journal").glob("*.jsonl")
    (entry,) = (known := Journal(places.data / "journal")).list_runs()
    known.record_goal(entry.run, N_("You can print again."))
    *before, last = file.read_text("utf-8").splitlines()
    goal = json.loads(last) | {"time": (entry.changed + timedelta(minutes=minutes)).isoformat()}
    file.write_text("\n".join([*before, json.dumps(goal), ""]), "utf-8")
    lines = words(journal(start(), qtbot)).splitlines()
    (said,) = (line for line in lines if line.startswith("You can print again."))
    assert (said == "You can print again.") is (minutes == 0)


def test_a_remote_session_is_an_event_of_its_day(
    start: Start, places: AppPaths, settings: Path, qtbot: QtBot
) -> None:
    repair(start(), qtbot)
    seen = CheckResult(
        "remote-helper", CheckState.FOUND, Finding(N_("Remote support with {tool}", tool="Helper"))
    )
    record = Journal(places.data / "journal").start_run("remote-helper", seen)
    record.append_event("ended", outcome=Outcome.STARTED)
    screen = journal(start(), qtbot)
    shown = words(screen)
    assert screen.heading.text() == "Changes and remote sessions"
    assert shown.index("Today") < shown.index("Remote support with Helper")
    panel = screen._runs[record.run]
    assert panel.isVisible()
    assert "Started · " in panel.detail.text()
    assert [b.text() for b in panel.findChildren(QPushButton) if not b.isHidden()] == []  # nothing to undo
    assert does_widget_accept_tab(panel)
    assert screen.checks.isHidden()


def test_a_fix_with_nothing_to_do_does_not_deny_a_problem(
    start: Start, places: AppPaths, qtbot: QtBot
) -> None:
    """The screen said that the printer isn't responding, and the history that no problem was found."""
    seen = CheckResult("print-wrong-default", CheckState.HEALTHY)
    record = Journal(places.data / "journal").start_run("print-wrong-default", seen)
    record.append_event("ended", outcome=Outcome.HEALTHY)
    screen = journal(start(), qtbot)
    screen.checks.click()
    said = screen._runs[record.run].detail.text()
    assert "Nothing to fix here · " in said
    assert "No problem found" not in said
