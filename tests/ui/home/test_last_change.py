"""A change of the last day can be undone on the first screen."""

# mypy: disable-error-code="attr-defined"

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QPoint
from pytestqt.qtbot import QtBot

from selfhelp import machine as door
from selfhelp.app.composition import App
from selfhelp.core.progress import Progress
from selfhelp.ui import theme
from selfhelp.ui.home.last_change import find_last_change
from selfhelp.ui.window import SMALLEST, AppWindow
from tests.ui.busy_home import changed_something
from tests.ui.fakes import Printer, _Cancel
from tests.ui.pages import Make


@pytest.fixture(autouse=True)
def known_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "_load_step_classes", lambda: {"fake-cancel": _Cancel})


def test_it_is_offered_for_a_day(app: App, printer: Printer) -> None:
    assert find_last_change(app, datetime.now(UTC)) is None
    changed_something(app, printer)
    found = find_last_change(app, datetime.now(UTC))
    assert found is not None
    assert found[0].id == "print-stuck-queue"
    assert find_last_change(app, datetime.now(UTC) + timedelta(hours=23)) is not None
    assert find_last_change(app, datetime.now(UTC) + timedelta(hours=25)) is None


@pytest.mark.parametrize("words", ["", "printer"], ids=["no search", "search"])
def test_undo_is_in_sight_in_the_smallest_window_and_during_a_search(
    make_window: Make, qtbot: QtBot, app: App, printer: Printer, words: str
) -> None:
    """It was below the fold, and what the user had searched for hid it after Back."""
    changed_something(app, printer)
    window: AppWindow = make_window()
    window.resize(SMALLEST)
    home = window.get_current_screen()
    home._box.setText(words)
    qtbot.waitUntil(home._change.isVisible)
    qtbot.wait(50)

    def check_place() -> None:
        seen = home._change.undo.visibleRegion().boundingRect()
        assert seen == home._change.undo.rect()
        box = home._box.mapTo(home, QPoint(0, home._box.height()))
        assert 0 <= home._change.mapTo(home, QPoint(0, 0)).y() - box.y() <= theme.SPACE_3

    qtbot.waitUntil(check_place)


def test_undo_undoes_it_and_the_line_goes(
    make_window: Make, qtbot: QtBot, app: App, printer: Printer
) -> None:
    changed_something(app, printer)
    printer.stuck = False
    window: AppWindow = make_window()
    home = window.get_current_screen()
    qtbot.waitUntil(home._change.isVisible)
    assert home._change.words.text().endswith(": Cancel stuck print jobs")
    qtbot.waitUntil(lambda: bool(home._health._results) and not home._health._waiting)
    assert home._health.isHidden()
    home._change.undo.setFocus()
    home._change.undo.click()
    qtbot.waitUntil(home._change.isHidden)
    assert printer.done == ["cancel", "back"]
    assert home._box.hasFocus()
    assert app.journal.list_runs()[0].outcome == "undone"
    qtbot.waitUntil(home._health.isVisible)  # it was checked again: the problem is back


def test_a_run_that_only_checked_is_no_change(make_window: Make, qtbot: QtBot, app: App) -> None:
    app.engine.check(app.catalog.all_fixes["print-stuck-queue"], Progress())
    (app.places.data / "journal").mkdir(parents=True, exist_ok=True)
    home = make_window().get_current_screen()
    qtbot.wait(100)
    assert not home._change.isVisible()
