"""The help in the window: the right place for each screen, found by a word, read without a mouse."""

from __future__ import annotations

from PySide6.QtCore import QBuffer, QIODevice, QPoint, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QScrollArea
from pytestqt.qtbot import QtBot

from selfhelp.app import guide
from selfhelp.app.composition import App
from selfhelp.ui.images.illustration import Illustration
from selfhelp.ui.navigation import (
    FixPage,
    HelpPage,
    HomePage,
    JournalPage,
    PrivacyPage,
    ReviewPage,
    SettingsPage,
)
from selfhelp.ui.parts.guide_page import GuideSection
from selfhelp.ui.screens.help import HelpScreen
from selfhelp.ui.window import AppWindow
from tests.ui.pages import PAGES, Make


def on(window: AppWindow) -> HelpScreen:
    screen = window.get_current_screen()
    assert isinstance(screen, HelpScreen)
    return screen


def read(screen: HelpScreen) -> str:
    labels = screen.get_current_page().findChildren(QLabel)
    return "\n".join(label.accessibleName() for label in labels)


def test_f1_opens_the_pages_help_and_returns(make_window: Make, qtbot: QtBot) -> None:
    window = make_window(SettingsPage())
    qtbot.keyClick(window, Qt.Key.Key_F1)
    screen = on(window)
    focus = QApplication.focusWidget()
    assert isinstance(focus, GuideSection)
    assert focus.heading.text() == "Settings"
    area = window.findChild(QScrollArea, "help")
    qtbot.waitUntil(
        lambda: area.viewport().rect().contains(focus.mapTo(area.viewport(), focus.rect().topLeft()))
    )
    assert screen.title() == "Help"
    qtbot.keyClick(window, Qt.Key.Key_F1)
    assert window._history == [HomePage, SettingsPage, HelpPage], "F1 in the help stays there"
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window._history == [HomePage, SettingsPage]


def test_the_question_mark_does_the_same_and_is_gone_on_the_help_itself(make_window: Make) -> None:
    window = make_window(JournalPage())
    assert window._header.guide.accessibleName() == "Help for this page"
    window._header.guide.click()
    focus = QApplication.focusWidget()
    assert isinstance(focus, GuideSection)
    assert focus.heading.text() == "Undo a change"
    assert not window._header.guide.isVisible()
    window.go_back()
    assert window._header.guide.isVisible()


def test_every_screen_s_place_is_reached(make_window: Make) -> None:
    window = make_window()
    for page in guide.read_guide("en"):
        for section in page.sections:
            for name in section.screens:
                window.open(HelpPage(about=PAGES[name]))
                focus = QApplication.focusWidget()
                assert isinstance(focus, GuideSection), name
                assert (focus.heading.text(), name in focus.screens) == (section.heading, True)


def test_the_menu_opens_the_first_page_with_the_box_ready(make_window: Make) -> None:
    window = make_window()
    window._menu[HelpPage()].trigger()
    screen = on(window)
    assert screen.box.hasFocus()
    assert "Nothing happens before you press “Do it”" in read(screen)


def test_the_box_says_what_it_finds_in_a_window_of_any_width(make_window: Make, qtbot: QtBot) -> None:
    window = make_window(HelpPage())
    for width in (400, 900):
        window.resize(width, 560)
        qtbot.wait(20)
        assert on(window).box.placeholderText() == "Search help"


def test_a_page_is_chosen_by_its_name_and_stays_when_pressed_again(make_window: Make) -> None:
    screen = on(make_window(HelpPage()))
    screen.pages.buttons["undo"].click()
    assert "Undo a change" in read(screen)
    screen.pages.buttons["undo"].click()
    assert screen.pages.get_chosen_key() == "undo"
    assert screen.get_current_page().isVisible()


def test_a_word_is_found_on_every_page_and_opened_with_enter(make_window: Make, qtbot: QtBot) -> None:
    screen = on(make_window(HelpPage()))
    qtbot.keyClicks(screen.box, "keyring")
    assert screen.found.list_shown_keys() == ["tickets:3"]
    assert not screen.get_current_page().isVisible()
    qtbot.keyClick(screen.box, Qt.Key.Key_Return)
    focus = QApplication.focusWidget()
    assert isinstance(focus, GuideSection)
    assert focus.heading.text() == "Sign in to the help desk"
    assert screen.box.text() == ""
    assert screen.pages.get_chosen_key() == "tickets"


def test_a_word_that_is_not_there_says_so(make_window: Make, qtbot: QtBot) -> None:
    screen = on(make_window(HelpPage()))
    qtbot.keyClicks(screen.box, "zebra")
    assert screen.nothing.isVisible()
    assert not screen.found.isVisible()
    qtbot.keyClick(screen.box, Qt.Key.Key_Escape)
    assert screen.get_current_page().isVisible()


def test_a_screen_reader_hears_a_section_as_a_whole(make_window: Make) -> None:
    window = make_window(HelpPage(about=FixPage))
    focus = QApplication.focusWidget()
    assert isinstance(focus, GuideSection)
    assert focus.accessibleName() == "Checks come first"
    assert "4. It checks again" in focus.accessibleDescription()
    QTest.keyClick(focus, Qt.Key.Key_Tab)
    assert QApplication.focusWidget() is on(window).get_current_page().sections[2]


def test_the_language_switches_while_it_is_open(make_window: Make, app: App) -> None:
    window = make_window(HelpPage(about=PrivacyPage))
    app.preferences = app.preferences.copy_with_changes(language="fr")
    app.__dict__.pop("translator", None)
    window.apply_preferences()
    screen = on(window)
    assert screen.title() == "Aide"
    assert "Ce que l’assistance peut voir et faire" in read(screen)
    assert screen.pages.get_chosen_key() == "privacy"
    assert len(screen.get_current_page().sections) == 6


def test_page_keys_scroll_from_the_box(make_window: Make, qtbot: QtBot) -> None:
    window = make_window(HelpPage())
    window.resize(400, 560)
    area = window.findChild(QScrollArea, "help")
    bar = area.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0)
    qtbot.keyClick(on(window).box, Qt.Key.Key_PageDown)
    assert bar.value() > 0
    qtbot.keyClick(on(window).box, Qt.Key.Key_PageUp)
    assert bar.value() == 0


def test_a_section_that_is_entered_shows_its_beginning(make_window: Make, qtbot: QtBot) -> None:
    """Also one that is higher than the window, by Tab as well as from another screen."""
    window = make_window()
    window.resize(400, 560)
    window.open(HelpPage(about=ReviewPage))
    area = window.findChild(QScrollArea, "help")

    def begins(heading: str) -> bool:
        focus = QApplication.focusWidget()
        here = isinstance(focus, GuideSection) and focus.heading.text() == heading
        return here and 0 <= focus.mapTo(area.viewport(), QPoint()).y() < 60

    qtbot.waitUntil(lambda: begins("Review and send"))
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Backtab)
    qtbot.waitUntil(lambda: begins("Record steps"))
    before = area.verticalScrollBar().value()
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Down)
    assert area.verticalScrollBar().value() > before


def test_a_picture_has_words_and_is_never_distorted(qtbot: QtBot) -> None:
    image = QImage(400, 100, QImage.Format.Format_RGB32)
    image.fill(0)
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    shown = Illustration(bytes(buffer.data().data()), "A form")
    qtbot.addWidget(shown)
    assert shown.accessibleName() == "A form"
    assert (shown.heightForWidth(200), shown.heightForWidth(400), shown.heightForWidth(4000)) == (
        50,
        100,
        100,
    )
    assert not Illustration(b"no picture", "").has_image
