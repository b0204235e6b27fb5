"""The history names each change, keeps refused undos, and lists what can't be undone."""

# mypy: disable-error-code="attr-defined"

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core.model import CheckResult, CheckState, Finding, Outcome, Undo
from selfhelp.core.text import N_
from selfhelp.engine.journal import Journal
from selfhelp.machine.printing.print_jobs import CancelJobs
from selfhelp.ui.home.last_change import LastChange
from selfhelp.ui.navigation import JournalPage
from selfhelp.ui.screens.journal import JournalScreen
from selfhelp.ui.widgets.message_panel import MessagePanel
from tests.tuned_radio import STATION, know_radio_steps, tune
from tests.ui.pages import Make


def history(make_window: Make, qtbot: QtBot) -> JournalScreen:
    screen = make_window(JournalPage()).get_current_screen()
    assert isinstance(screen, JournalScreen)
    qtbot.waitUntil(lambda: bool(screen._entries))
    return screen


def button(panel: MessagePanel, text: str) -> QPushButton:
    (found,) = [one for one in panel.findChildren(QPushButton) if one.text() == text]
    return found


def cancel_documents(journal: Journal) -> str:
    """Record a run that cancelled a document, which nothing brings back."""
    found = CheckResult("print-stuck-queue", CheckState.FOUND, Finding(N_("Stuck.")))
    record, step = journal.start_run("print-stuck-queue", found), CancelJobs("Office", (7,))
    record.append_event("step", n=0, name=step.name, step=step.to_json(), back=None)
    record.append_event("result", n=0, result="done", detail="", back=None)
    record.append_event("ended", outcome=Outcome.FIXED, check=None, message=None)
    return record.run


def test_a_refused_undo_leads_to_the_newer_change_and_stays(
    make_window: Make, qtbot: QtBot, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    know_radio_steps(monkeypatch)
    older, newer = tune(app.journal, "Jazz"), tune(app.journal, "News")
    screen = history(make_window, qtbot)
    assert screen._runs[older].heading.text() == "Station: none → Jazz"
    assert button(screen._runs[older], "Undo").accessibleName() == "Undo: Station: none → Jazz"
    button(screen._runs[older], "Undo").click()
    qtbot.waitUntil(
        lambda: "First undo the newer change: “Station: Jazz" in screen._runs[older].detail.text()
    )
    assert screen.window()._notice.words.text().startswith("This setting was changed again later.")
    button(screen._runs[older], "Show the newer change").click()
    assert screen._runs[newer].hasFocus()
    button(screen._runs[newer], "Undo").click()
    qtbot.waitUntil(lambda: STATION["now"] == "Jazz" and not screen._undoing)
    assert screen.window()._notice.words.text() == "The station is Jazz again."
    qtbot.waitUntil(lambda: "changed again later" not in screen._runs[older].detail.text())
    button(screen._runs[older], "Undo").click()
    qtbot.waitUntil(lambda: app.journal.read_entry(older).undo is Undo.DONE)
    assert STATION["now"] == "none"


def test_a_change_that_cannot_be_undone_stands_among_the_changes(
    make_window: Make, qtbot: QtBot, app: App
) -> None:
    run = cancel_documents(app.journal)
    screen = history(make_window, qtbot)
    panel = screen._runs[run]
    assert screen.heading.text() == "Changes on this computer"
    assert panel.heading.text() == "Your document for Office was cancelled."
    assert panel.detail.text().endswith("This can't be undone.")
    assert not panel.findChildren(QPushButton)
    assert screen.checks.isHidden()


def test_first_screen_and_history_give_a_change_the_same_time(
    make_window: Make, qtbot: QtBot, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was confirmed minutes after its check began."""
    know_radio_steps(monkeypatch)
    run = tune(app.journal, "Jazz", "print-stuck-queue")
    file = app.places.data / "journal" / f"{run}.jsonl"
    first, *rest = file.read_text().splitlines()
    stamp = first.partition('"time": "')[2].partition('"')[0]
    began = (datetime.now(UTC) - timedelta(minutes=5)).isoformat()
    file.write_text("\n".join([first.replace(stamp, began), *rest, ""]))
    entry = app.journal.read_entry(run)
    assert entry.changed > entry.started
    line: LastChange = make_window().get_current_screen()._change
    qtbot.waitUntil(line.isVisible)
    time = f"{entry.changed.astimezone():%H:%M}"
    assert line.words.text() == f"Last change, {time}: Station: none → Jazz"
    assert time in history(make_window, qtbot)._runs[run].detail.text()
