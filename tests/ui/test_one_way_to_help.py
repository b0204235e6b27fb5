"""One way to the help desk on every screen, whatever goes on there: in the header, or where it belongs."""

# mypy: disable-error-code="attr-defined"

from __future__ import annotations

from typing import NoReturn

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core.errors import StorageError
from selfhelp.core.languages import list_supported_languages
from selfhelp.core.text import N_
from selfhelp.ui.navigation import FixPage, HomePage, TicketsPage, TrialPage
from selfhelp.ui.screens.fix import FixScreen
from selfhelp.ui.screens.home import HomeScreen
from selfhelp.ui.screens.tickets import TicketsScreen
from selfhelp.ui.screens.trial import TrialScreen
from selfhelp.ui.window import SMALLEST, AppWindow
from tests.ui.every_screen import NAMES, walk
from tests.ui.fakes import Printer
from tests.ui.office import furnish
from tests.ui.pages import Make

WAYS = (N_("Get help"), N_("Contact the help desk"), N_("Tell the help desk"))
NONE = ("ask", "review", "editor", "conversation", "emergency")
"""Screens that are the way to the help desk themselves."""


SIZES = {"wide": QSize(920, 720), "small": SMALLEST}


def ways(window: AppWindow) -> list[str]:
    """Return what one can press to get to the help desk, as a screen reader calls it."""
    wanted = [window.context.translate(way) for way in WAYS]
    names = []
    for widget in window.findChildren(QWidget):
        seen = QAccessible.queryAccessibleInterface(widget) if widget.isVisible() else None
        if seen is None or seen.role() is QAccessible.Role.RadioButton:  # a chapter of the guide is one
            continue
        if seen.state().focusable and not widget.property("reading"):
            names.append(seen.text(QAccessible.Text.Name))
    return [name for name in names if name in wanted]


@pytest.mark.spread(3, 2)
@pytest.mark.slow
@pytest.mark.parametrize("language", list_supported_languages())
def test_every_screen_has_one(
    language: str, make_window: Make, app: App, printer: Printer, qtbot: QtBot
) -> None:
    printer.ask = True
    furnish(app, printer)
    app.preferences = app.preferences.copy_with_changes(language=language)
    app.__dict__.pop("translator", None)
    window = make_window()
    window.apply_preferences()
    last = "wide" if language == "en" else "small"  # as large as the next screen is opened
    found = {}
    for name in walk(window, app, qtbot):
        for size, pixels in sorted(SIZES.items(), key=lambda one: one[0] == last):
            window.resize(pixels)
            qtbot.wait(10)
            found[name, size] = len(ways(window))
    assert found == {(name, size): int(name not in NONE) for name, size in found}
    assert len(found) == len(NAMES) * len(SIZES)


def test_a_repair_asks_whether_it_is_solved_only_once_it_has_ended(
    make_window: Make, printer: Printer, qtbot: QtBot
) -> None:
    printer.wait.clear()
    window = make_window(FixPage("print-stuck-queue"))
    screen = window.get_current_screen()
    assert isinstance(screen, FixScreen)
    assert not screen._foot._not_solved.isVisible(), "it still looks"
    qtbot.waitUntil(screen._proposal.yes.isVisible)
    assert window._header.help.isVisible()
    assert not screen._foot._not_solved.isVisible()
    screen._proposal.yes.click()
    assert screen._changing
    while_done = [screen._ending.isVisible(), screen._foot._not_solved.isVisible(), len(ways(window))]
    printer.wait.set()
    assert while_done == [False, False, 1]
    qtbot.waitUntil(screen._ending.isVisible)
    assert screen._foot._not_solved.isVisible()
    assert ways(window) == ["Get help"]
    assert not window._header.help.isVisible()
    screen.helped.no.click()
    qtbot.waitUntil(screen._ending.help.isVisible)
    assert ways(window) == ["Contact the help desk"]


def test_a_look_that_fails_leads_to_help_once(
    make_window: Make, app: App, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_args: object) -> NoReturn:
        raise StorageError(N_("The disk is gone."))

    monkeypatch.setattr(app.journal, "list_recent_fix_runs", fails)
    window = make_window(FixPage("print-stuck-queue"))
    screen = window.get_current_screen()
    assert isinstance(screen, FixScreen)
    qtbot.waitUntil(screen._foot.retry.isVisible)
    assert screen._foot.help.isVisible()
    assert ways(window) == ["Get help"]


def test_what_is_often_repaired_leads_to_help_once(
    make_window: Make, app: App, printer: Printer, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.journal, "list_recent_fix_runs", lambda _fix, _now: [object()] * 3, raising=False)
    window = make_window(FixPage("print-stuck-queue"))
    screen = window.get_current_screen()
    assert isinstance(screen, FixScreen)
    qtbot.waitUntil(screen._often.isVisible)
    assert ways(window) == ["Get help"]
    assert screen._often.help.hasFocus()
    assert not screen._stop.isVisible()
    screen._often.repair.click()
    qtbot.waitUntil(screen._proposal.yes.isVisible)
    assert window._header.help.isVisible()


def test_the_header_leaves_it_to_a_screen_that_offers_it_itself(
    make_window: Make, app: App, qtbot: QtBot
) -> None:
    window = make_window(HomePage())
    home = window.get_current_screen()
    assert isinstance(home, HomeScreen)
    qtbot.waitUntil(lambda: home._answers.catalog is not None)
    assert window._header.help.isVisible()
    home._box.setText("printer")
    assert ways(window) == ["Get help"]
    home._box.clear()
    assert window._header.help.isVisible()
    window.open(TicketsPage())
    tickets = window.get_current_screen()
    assert isinstance(tickets, TicketsScreen)
    qtbot.waitUntil(tickets.ask.isVisible)
    assert ways(window) == ["Get help"]
    window.open(TrialPage("keyboard"))
    trial = window.get_current_screen()
    assert isinstance(trial, TrialScreen)
    assert window._header.help.isVisible()
    trial._broken.click()
    assert ways(window) == ["Get help"]
    assert not window._header.help.isVisible()


def test_a_button_that_goes_does_not_hand_the_focus_on(make_window: Make, qtbot: QtBot) -> None:
    window = make_window(TrialPage("keyboard"))
    trial = window.get_current_screen()
    assert isinstance(trial, TrialScreen)
    window._header.help.setFocus()
    trial._advice.show()
    trial.title_changed.emit()
    assert trial.isAncestorOf(window.focusWidget())
