"""What a screen reader is told without being asked: where the user is, how far it is, how it ended."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6 import QtGui
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from selfhelp.core.paths import AppPaths
from selfhelp.ui.navigation import AskPage, FixPage, HomePage, JournalPage, ReviewPage, SettingsPage
from selfhelp.ui.parts.review_item_list import ReviewItemList
from selfhelp.ui.screens.ask import AskScreen
from selfhelp.ui.screens.fix import FixScreen
from selfhelp.ui.screens.home import HomeScreen
from tests.ui.desk_window import make_app, make_window
from tests.ui.fakes import Printer
from tests.ui.pages import Make

REAL = QtGui.QAccessible


class Bridge:
    """What takes events to a screen reader; keeps the sentences."""

    said: list[str]

    def __init__(self) -> None:
        self.said = []

    def __getattr__(self, name: str) -> object:
        return getattr(REAL, name)

    def updateAccessibility(self, event: QtGui.QAccessibleAnnouncementEvent) -> None:
        self.said.append(event.message())


@pytest.fixture
def said(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    bridge = Bridge()
    monkeypatch.setattr(QtGui, "QAccessible", bridge)
    return bridge.said


def test_a_page_is_told_before_what_gets_the_focus_on_it(make_window: Make, said: list[str]) -> None:
    """A screen reader tells the groups that the focus has come into, then what has it."""
    window = make_window()
    for page, name in ((SettingsPage(), "Settings"), (JournalPage(), "History"), (HomePage(), "")):
        window.open(page)
        screen = window.get_current_screen()
        assert screen is not None
        group = REAL.queryAccessibleInterface(screen)
        assert group.role() == REAL.Role.Grouping
        assert group.text(REAL.Text.Name) == name, "the box of the first screen has its name"
        assert name not in said, "it would be heard twice"


def test_the_next_repair_on_the_same_page_says_its_title(
    make_window: Make, qtbot: QtBot, said: list[str]
) -> None:
    """The focus stays in the group, whose name is not told again."""
    window = make_window(FixPage("print-stuck-queue"))
    screen = window.get_current_screen()
    assert isinstance(screen, FixScreen)
    qtbot.waitUntil(screen._proposal.yes.isVisible)
    assert screen.title() not in said
    window.open(FixPage("broken"))
    assert said[-1] == screen.title()
    qtbot.waitUntil(lambda: screen._job is None and screen._ending.isVisible())


def test_a_repair_tells_what_it_would_do_how_far_it_is_and_how_it_ended(
    make_window: Make, qtbot: QtBot, printer: Printer, said: list[str]
) -> None:
    screen = make_window(FixPage("print-stuck-queue")).get_current_screen()
    assert isinstance(screen, FixScreen)
    qtbot.waitUntil(screen._proposal.yes.isVisible)
    (proposed,) = [one for one in said if one.startswith("A document waits for Office.")]
    for part in ("Proposed fix:", "Cancel your documents", "not printed", "Can be undone"):
        assert part in proposed
        assert part == "Proposed fix:" or part in screen._proposal.no.accessibleDescription()
    printer.wait.clear()  # a step that takes a while: what is over at once is not told
    screen._proposal.yes.click()
    qtbot.waitUntil(lambda: "Cancel your documents" in said)
    printer.wait.set()
    qtbot.waitUntil(screen._ending.isVisible)
    assert said.count("Cancel your documents") == 1
    assert screen._ending.heading.hasFocus(), "who hears the window hears what gets the focus"
    heading = REAL.queryAccessibleInterface(screen._ending.heading)
    assert heading.text(REAL.Text.Name).startswith("Fixed. You can print again.")
    assert not any(one.startswith("Fixed.") for one in said), "it would be heard twice"


def test_a_requested_check_announces_its_result_and_keeps_focus(
    make_window: Make, qtbot: QtBot, said: list[str]
) -> None:
    screen = make_window(HomePage()).get_current_screen()
    assert isinstance(screen, HomeScreen)
    health = screen._health
    qtbot.waitUntil(lambda: health._looked > 0 and not health._waiting)
    assert not [one for one in said if "your attention" in one]
    health._again.setFocus()
    health._again.click()
    assert health._again.hasFocus()
    qtbot.waitUntil(lambda: bool([one for one in said if "1 item needs your attention." in one]))
    assert health._again.hasFocus()


def test_suggestions_are_told_once_when_nothing_is_typed_any_more(
    make_window: Make, qtbot: QtBot, said: list[str]
) -> None:
    """Titles were announced nine times in thirteen letters, without a count."""
    screen = make_window(HomePage()).get_current_screen()
    assert isinstance(screen, HomeScreen)
    qtbot.waitUntil(lambda: screen._answers.catalog is not None)
    qtbot.keyClicks(screen._box, "printer stuck")
    assert not [one for one in said if "suggestion" in one]
    qtbot.waitUntil(lambda: bool([one for one in said if "suggestion" in one]))
    count = len(screen._found.list_shown_keys())
    told = f"{count} suggestions, first: {screen._found.get_card_contents()[0].title}"
    assert [one for one in said if "suggestion" in one] == [told]
    qtbot.keyClicks(screen._box, " ")
    qtbot.keyClick(screen._box, Qt.Key.Key_Escape)
    qtbot.wait(700)
    assert len([one for one in said if "suggestion" in one]) == 1, (
        "the same is not told twice, nothing not at all"
    )


def test_the_form_says_when_this_computer_was_looked_at(
    qtbot: QtBot, places: AppPaths, said: list[str]
) -> None:
    window = make_window(qtbot, make_app(places))
    window.open(AskPage())
    screen = window.get_current_screen()
    assert isinstance(screen, AskScreen)
    ready = "Facts about this computer are included"
    qtbot.waitUntil(lambda: any(one.startswith(ready) for one in said), timeout=10_000)
    assert "What did you want to do" in screen.words.accessibleDescription()


def test_a_file_that_is_added_to_the_form_is_told(
    qtbot: QtBot, places: AppPaths, said: list[str], tmp_path: Path
) -> None:
    window = make_window(qtbot, make_app(places))
    window.open(AskPage())
    screen = window.get_current_screen()
    assert isinstance(screen, AskScreen)
    (tmp_path / "notes.txt").write_text("x")
    window._notice.show_message("Image added. Nothing in the image is redacted.")
    screen._takes.add_files([tmp_path / "notes.txt"])
    qtbot.waitUntil(lambda: "1 file added" in said)
    assert window._notice.words.text() == "1 file added", "not what was added before"
    screen._takes.add_files([tmp_path / "gone.txt"])
    qtbot.waitUntil(lambda: window._notice.isVisible())
    assert [one for one in said if "file added" in one] == ["1 file added"]


def test_a_switch_that_cannot_be_moved_says_why(qtbot: QtBot, places: AppPaths) -> None:
    app = make_app(places)
    case = app.create_case("x")
    window = make_window(qtbot, app)
    window.open(ReviewPage(case))
    items = window.findChild(ReviewItemList)
    assert items is not None
    qtbot.waitUntil(lambda: "message" in items.rows)
    switch = items.rows["message"].switch
    assert not switch.isEnabled()
    assert switch.accessibleDescription() == "Always included."
