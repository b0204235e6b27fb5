"""Language and look change at once and are kept; the journal lists what was done."""

# mypy: disable-error-code="attr-defined"

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core.languages import list_supported_languages, load_language
from selfhelp.core.preferences import Preferences
from selfhelp.machine.apps.office_lock_files import SetLockAside
from selfhelp.machine.files.backup_rename import RenameToBackup
from selfhelp.ui import palettes, theme
from selfhelp.ui.navigation import HomePage, JournalPage, SettingsPage
from selfhelp.ui.screens.journal import JournalScreen
from selfhelp.ui.screens.settings import SettingsScreen
from selfhelp.ui.window import AppWindow
from tests.ui.clipping import settled
from tests.ui.pages import Make

HOOK = "https://desk.example.com/hook"


def settings(make_window: Make) -> SettingsScreen:
    screen = make_window(SettingsPage()).get_current_screen()
    assert isinstance(screen, SettingsScreen)
    return screen


def test_the_language_switches_live_and_is_kept(make_window: Make, qtbot: QtBot, app: App) -> None:
    screen = settings(make_window)
    window = screen.window()
    assert isinstance(window, AppWindow)
    with qtbot.waitSignal(window.language_changed):
        screen._language.setCurrentIndex(screen._language.findData("fr"))
    assert app.translator.language == "fr"
    assert window.context.translator.language == "fr"
    qtbot.waitUntil(lambda: Preferences.load(app.places.config).language == "fr")
    screen._language.setCurrentIndex(screen._language.findData("en"))


def test_the_weekly_tidy_up_is_described_as_a_choice(make_window: Make, app: App) -> None:
    """ "Once a week, we run safe fixes" stood above an unticked box."""
    screen = settings(make_window)
    assert not screen.tidy.isChecked()
    told = screen._about_tidy.text()
    assert told.startswith("If you turn this on, we run safe fixes once a week")
    assert "a leftover lock file is renamed and kept as a backup" in told, "“removing … can be undone”"
    assert issubclass(SetLockAside, RenameToBackup)


def test_where_tickets_go_is_said_in_the_users_words(make_window: Make, app: App) -> None:
    screen = settings(make_window)
    assert "Your tickets are saved on this computer." in screen._policy.text()
    desk = replace(app.policy.desk, connector="webhook", webhook=replace(app.policy.desk.webhook, url=HOOK))
    policy = replace(app.policy, desk=desk)
    app.__dict__["loaded_policy"] = replace(app.loaded_policy, policy=policy)
    screen.retranslate()
    assert screen._policy.text().startswith("Tickets are sent to: IT help desk at desk.example.com")


def test_the_look_switches_live(make_window: Make, app: App, qapp: QApplication, qtbot: QtBot) -> None:
    screen = settings(make_window)
    screen._look.setCurrentIndex(screen._look.findData("dark"))
    assert theme.get_current_colours() is palettes.DARK
    qtbot.waitUntil(lambda: Preferences.load(app.places.config).theme == "dark")
    screen._look.setCurrentIndex(screen._look.findData("light"))
    assert theme.get_current_colours() is palettes.LIGHT


def test_an_address_is_saved_on_leaving(make_window: Make, app: App, qtbot: QtBot) -> None:
    screen = settings(make_window)
    screen._email.setText("  jo@example.com ")
    window = screen.window()
    assert isinstance(window, AppWindow)
    window.go_back()
    qtbot.waitUntil(lambda: Preferences.load(app.places.config).email == "jo@example.com")


def test_an_unwritable_folder_is_said(make_window: Make, app: App, qtbot: QtBot) -> None:
    app.places.config.parent.mkdir(parents=True, exist_ok=True)
    app.places.config.write_text("a file where the folder should be")
    screen = settings(make_window)
    screen._look.setCurrentIndex(screen._look.findData("dark"))
    window = screen.window()
    assert isinstance(window, AppWindow)
    qtbot.waitUntil(lambda: "couldn't be saved" in window._notice.words.text())
    assert theme.get_current_colours() is palettes.DARK  # it counts until the app ends
    screen._look.setCurrentIndex(screen._look.findData("light"))


def test_an_empty_journal_says_so(make_window: Make, qtbot: QtBot) -> None:
    screen = make_window(JournalPage()).get_current_screen()
    assert isinstance(screen, JournalScreen)
    qtbot.waitUntil(screen.start.isVisible)
    assert screen.empty.heading.text() == "No history yet"
    assert screen.empty.detail.text().startswith("Fixes that this app runs"), "a diagnosis isn't recorded"
    assert not screen._intro.isVisible()
    screen.start.click()
    assert screen.window().get_current_screen() is screen.window()._screens[HomePage]


def test_the_wanted_section_is_shown_wherever_the_page_was_scrolled(make_window: Make, qtbot: QtBot) -> None:
    """ "change language" opened the settings at the bottom, "delete my data" at the top."""
    window = make_window(SettingsPage())
    screen = window.get_current_screen()
    assert isinstance(screen, SettingsScreen)
    window.resize(500, 480)
    places = (("own-data", screen.own_data.delete), ("theme", screen._look), ("language", screen._language))
    for section, part in places * 2:
        window.open(HomePage())
        window.open(SettingsPage(section))
        qtbot.waitUntil(lambda part=part: is_in_sight(part))
        focus = window.focusWidget()
        assert focus is not None
        qtbot.waitUntil(lambda focus=focus: is_in_sight(focus))
        assert part.parentWidget().isAncestorOf(focus)
        assert section == "own-data" or focus is part, "“dark theme” doesn't mean the language"


def is_in_sight(part: QWidget) -> bool:
    return part.visibleRegion().boundingRect().height() == part.height()


def test_tips_can_be_had_again(make_window: Make, app: App, qtbot: QtBot) -> None:
    app.save_preferences(app.preferences.copy_with_changes(tips="no"))
    screen = make_window(SettingsPage()).get_current_screen()
    assert isinstance(screen, SettingsScreen)
    assert not screen.tips.isChecked()
    screen.tips.click()
    qtbot.waitUntil(lambda: Preferences.load(app.places.config).tips == "")
    screen.tips.click()
    qtbot.waitUntil(lambda: Preferences.load(app.places.config).tips == "no")


def test_a_language_that_no_speaker_reviewed_says_so_once_below_the_list(make_window: Make, app: App) -> None:
    screen = settings(make_window)
    listed = [screen._language.itemText(place) for place in range(screen._language.count())]
    assert listed[1:] == [load_language(code).name for code in list_supported_languages()]
    assert not screen._about_language.isVisible()
    screen._language.setCurrentIndex(screen._language.findData("de"))
    assert app.translator.language == "de"
    assert screen._about_language.text() == "Noch nicht von Muttersprachlern geprüft"
    assert screen._about_language.isVisible()


@pytest.mark.parametrize("language", list_supported_languages())
def test_no_name_of_a_language_widens_the_page(
    language: str, make_window: Make, app: App, qtbot: QtBot
) -> None:
    app.preferences = app.preferences.copy_with_changes(language=language)
    screen = settings(make_window)
    screen.window().resize(400, 560)
    assert settled(screen.window(), qtbot) == []
    assert screen._language.mapTo(screen.window(), screen._language.rect().topRight()).x() < 400
