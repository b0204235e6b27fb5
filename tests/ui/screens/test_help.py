"""Asking for help from any screen: the user's words and what was tried come along, and no draft is lost."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from selfhelp.core.paths import AppPaths
from selfhelp.ui.navigation import FixPage, HomePage
from selfhelp.ui.screens.ask import AskScreen
from selfhelp.ui.screens.review import ReviewScreen
from selfhelp.ui.window import AppWindow
from tests.ui.desk_window import make_app, make_window, on_top


def form(window: AppWindow) -> AskScreen:
    screen = on_top(window)
    assert isinstance(screen, AskScreen)
    return screen


def test_the_text_in_the_box_goes_into_the_form(qtbot: QtBot, places: AppPaths) -> None:
    window = make_window(qtbot, make_app(places))
    window.open(HomePage(words="printer stuck"))
    window.open_ticket_form()
    assert form(window).words.toPlainText() == "printer stuck"


def test_the_same_text_stays_one_case(qtbot: QtBot, places: AppPaths) -> None:
    window = make_window(qtbot, make_app(places))
    window.open(HomePage(words="printer stuck"))
    window.open_ticket_form()
    case = form(window).case
    form(window).words.appendPlainText("it beeps, too")
    window.go_back()
    window.open_ticket_form()
    assert form(window).case is case
    assert form(window).words.toPlainText() == "printer stuck\nit beeps, too"


def test_another_problem_leaves_an_edited_draft_alone(qtbot: QtBot, places: AppPaths) -> None:
    window = make_window(qtbot, make_app(places))
    window.open(HomePage(words="printer stuck"))
    window.open_ticket_form()
    form(window).words.appendPlainText("it beeps, too")
    window.open(HomePage(words="disk full"))
    window.open_ticket_form()
    banner = form(window)._back
    assert form(window).words.toPlainText() == "disk full"
    assert banner.isVisible()
    assert "unsent draft" in banner.heading.text()
    banner.button.click()
    assert form(window).words.toPlainText() == "printer stuck\nit beeps, too"
    banner.button.click()
    assert form(window).words.toPlainText() == ""  # only the text in the form was discarded
    window.go_back()
    window.open_ticket_form()
    assert form(window).words.toPlainText() == "disk full"


def test_a_draft_of_this_session_is_announced_and_can_be_left(qtbot: QtBot, places: AppPaths) -> None:
    """Starting over keeps what the user came with the second time."""
    window = make_window(qtbot, make_app(places))
    window.open(HomePage(words="printer stuck"))
    window.open_ticket_form()
    banner = form(window)._back
    assert not banner.isVisible()
    form(window).words.appendPlainText("it beeps, too")
    window.open(HomePage(words="printer"))
    window.open_ticket_form()
    assert banner.isVisible()
    assert "continuing your draft" in banner.heading.text()
    assert form(window).words.toPlainText() == "printer stuck\nit beeps, too"
    banner.button.click()
    assert form(window).words.toPlainText() == "printer"
    banner.button.click()
    assert form(window).words.toPlainText() == "printer stuck\nit beeps, too"


def test_a_draft_isn_t_announced_on_the_way_back_from_the_review(qtbot: QtBot, places: AppPaths) -> None:
    window = make_window(qtbot, make_app(places))
    window.open_ticket_form()
    form(window).words.appendPlainText("it beeps")
    form(window).next.click()
    qtbot.waitUntil(lambda: isinstance(on_top(window), ReviewScreen), timeout=10_000)
    window.go_back()
    assert not form(window)._back.isVisible()


def test_the_form_opens_at_its_top(qtbot: QtBot, places: AppPaths) -> None:
    window = make_window(qtbot, make_app(places))
    window.resize(400, 560)
    window.open_ticket_form()
    screen = form(window)
    bar = screen.page.area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    bar.setValue(bar.maximum())
    window.go_back()
    window.open_ticket_form()
    assert form(window) is screen
    assert bar.value() == 0
    qtbot.wait(50)
    assert not screen.words.visibleRegion().isEmpty()


def test_an_untouched_draft_is_replaced(qtbot: QtBot, places: AppPaths) -> None:
    window = make_window(qtbot, make_app(places))
    window.open(HomePage(words="printer stuck"))
    window.open_ticket_form()
    window.open(HomePage(words="disk full"))
    window.open_ticket_form()
    assert form(window).words.toPlainText() == "disk full"


def test_a_fix_passes_its_case_along(qtbot: QtBot, places: AppPaths) -> None:
    app = make_app(places)
    window = make_window(qtbot, app)
    case = app.create_case("no space left")
    window.open(FixPage("disk-full", case=case))
    window.open_ticket_form()
    assert form(window).case is case
