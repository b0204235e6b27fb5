"""Who has twice as large text has a window wide enough for it, in the language of the longest words."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core.languages import list_supported_languages
from selfhelp.ui import theme
from selfhelp.ui.navigation import ConversationPage, FixPage
from selfhelp.ui.screens.conversation import ConversationScreen
from selfhelp.ui.screens.fix import FixScreen
from selfhelp.ui.window import SMALLEST
from tests.ui.clipping import settled
from tests.ui.every_screen import walk
from tests.ui.fakes import Printer
from tests.ui.office import furnish
from tests.ui.pages import Make
from tests.ui.test_smallest_window import in_sight


@pytest.fixture(params=[1.35, 2.0], ids=["135 %", "200 %"])
def large(request: pytest.FixtureRequest, qapp: QApplication) -> Iterator[float]:
    """Text that is so many times as large as the usual one."""
    theme.apply_theme(qapp, "light")
    before = qapp.font()
    larger = qapp.font()
    larger.setPointSizeF(before.pointSizeF() * request.param)
    qapp.setFont(larger)
    yield request.param
    qapp.setFont(before)
    theme.apply_theme(qapp, "light")


@pytest.mark.spread(2, 1)
@pytest.mark.slow
def test_no_word_is_cut_off_on_the_smallest_window_with_larger_text(
    large: float, make_window: Make, app: App, printer: Printer, qtbot: QtBot
) -> None:
    printer.ask = True
    furnish(app, printer)
    app.preferences = app.preferences.copy_with_changes(language="fr")
    app.__dict__.pop("translator", None)
    window = make_window()
    window.apply_preferences()
    window.resize(SMALLEST)
    found = {name: settled(window, qtbot) for name in walk(window, app, qtbot)}
    assert {name: cut for name, cut in found.items() if cut} == {}
    assert window.width() > SMALLEST.width()


@pytest.mark.slow
def test_the_reply_and_sending_again_are_in_sight_with_larger_text(
    large: float, make_window: Make, app: App, qtbot: QtBot
) -> None:
    """The buttons below the reply were cut off, and the focus was on a button out of sight."""
    case = app.create_case("The printer on the third floor still doesn't print")
    report = case.save_to_outbox(case.build_letter())
    app.get_outbox().store.execute("UPDATE reports SET state = 'attention'")
    app.preferences = app.preferences.copy_with_changes(language="fr")
    app.__dict__.pop("translator", None)
    window = make_window()
    window.apply_preferences()
    window.resize(SMALLEST)
    window.open(ConversationPage(report))
    screen = window.get_current_screen()
    assert isinstance(screen, ConversationScreen)
    qtbot.waitUntil(screen.again.hasFocus, timeout=10_000)
    qtbot.waitUntil(lambda: in_sight(screen.box.send))
    qtbot.waitUntil(lambda: in_sight(screen.again))


@pytest.mark.parametrize("language", list_supported_languages())
def test_the_result_of_a_fix_is_in_sight_with_larger_text(
    language: str, large: float, make_window: Make, app: App, printer: Printer, qtbot: QtBot
) -> None:
    """The page showed the middle of the result, and its heading was above the upper edge."""
    furnish(app, printer)
    app.preferences = app.preferences.copy_with_changes(language=language)
    app.__dict__.pop("translator", None)
    window = make_window(FixPage("print-stuck-queue"))
    window.apply_preferences()
    window.resize(SMALLEST)
    screen = window.get_current_screen()
    assert isinstance(screen, FixScreen)
    qtbot.waitUntil(screen._proposal.yes.isVisible)
    screen._proposal.yes.click()
    qtbot.waitUntil(screen._ending.isVisible)
    qtbot.wait(100)
    qtbot.waitUntil(lambda: in_sight(screen._ending.heading))


def test_default_text_size_keeps_every_width(qapp: QApplication) -> None:
    theme.apply_theme(qapp, "light")
    assert [theme.scale_width(pixels) for pixels in (400, 560)] == [400, 560]


def test_no_window_becomes_wider_than_its_screen(large: float, make_window: Make) -> None:
    window = make_window()
    assert window.minimumWidth() <= window.screen().availableSize().width()
