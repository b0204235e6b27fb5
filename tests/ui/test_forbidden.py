"""What the organisation does not allow is said where it is missed, and there is a way on."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core.preferences import Preferences
from selfhelp.ui.navigation import (
    AskPage,
    Destination,
    DiagnosisPage,
    FixPage,
    HomePage,
    JournalPage,
    PrivacyPage,
    ReceiptsPage,
    RemotePage,
    SettingsPage,
    TicketTopicPage,
    TrialPage,
)
from selfhelp.ui.screens.home import HomeScreen
from selfhelp.ui.screens.journal import JournalScreen
from selfhelp.ui.screens.privacy import PrivacyScreen
from selfhelp.ui.screens.settings import SettingsScreen
from selfhelp.ui.window import AppWindow
from tests.ui.pages import Make

POLICY = """
[evidence]
screenshots = false
sent_items_days = 0
[fixes]
deny = ["*"]
tips = false
[remote]
enabled = false
[desk]
email = "{login}@example.com"
"""


@pytest.fixture
def ruled(app: App) -> App:
    app.places.machine_policy.mkdir(parents=True)
    (app.places.machine_policy / "policy.toml").write_text(POLICY)
    for read_already in ("loaded_policy", "translator"):
        app.__dict__.pop(read_already, None)
    assert not app.loaded_policy.problems
    return app


def words(window: AppWindow) -> str:
    screen = window.get_current_screen()
    assert screen is not None
    return "\n".join(label.text() for label in screen.findChildren(QLabel) if label.isVisible())


@pytest.mark.parametrize(
    ("destination", "said"),
    [
        (AskPage(), "Your organisation doesn't allow screenshots. Describe what you see."),
        (
            ReceiptsPage(),
            "Your organisation doesn't store sent items. You can still review everything before you send it.",
        ),
        (RemotePage(), "Your organisation doesn't offer remote support from this app."),
        (SettingsPage(), "Your organisation manages this setting."),
        (PrivacyPage(), "Your organisation has turned off"),
    ],
)
def test_it_is_said_where_it_is_missed(
    ruled: App, make_window: Make, qtbot: QtBot, destination: Destination, said: str
) -> None:
    window = make_window(destination)
    screen = window.get_current_screen()
    if isinstance(screen, PrivacyScreen):
        screen.details.click()  # the topics are folded
    qtbot.waitUntil(lambda: said in words(window), timeout=10_000)


def test_where_it_is_allowed_nothing_is_said(make_window: Make, qtbot: QtBot) -> None:
    window = make_window(AskPage())
    for page in (AskPage, ReceiptsPage, SettingsPage):
        window.open(page())
        qtbot.wait(200)
        assert "doesn't allow screenshots" not in words(window)
        assert "doesn't keep records" not in words(window)
        assert "set by your organisation" not in words(window)


def test_enforced_settings_are_locked_and_user_values_kept(
    ruled: App, make_window: Make, qtbot: QtBot
) -> None:
    ruled.save_preferences(ruled.preferences.copy_with_changes(email="own@example.com", tips="no"))
    screen = make_window(SettingsPage()).get_current_screen()
    assert isinstance(screen, SettingsScreen)
    assert not screen._email.isEnabled()
    assert screen._email.text() == f"{ruled.login}@example.com"
    assert "Your organisation manages this setting." in screen._email.accessibleDescription()
    assert not screen.tips.isEnabled()
    assert not screen.tips.isChecked()
    screen._look.setCurrentIndex(screen._look.findData("dark"))
    qtbot.waitUntil(lambda: Preferences.load(ruled.places.config).theme == "dark")  # a thread writes it
    kept = Preferences.load(ruled.places.config)
    assert (kept.email, kept.tips, kept.theme) == ("own@example.com", "no", "dark")
    screen._look.setCurrentIndex(screen._look.findData("light"))


def test_where_no_repair_is_offered_the_first_screen_leads_to_the_help_desk(
    ruled: App, make_window: Make, qtbot: QtBot
) -> None:
    ruled.catalog.__dict__.update(fixes={}, checks={}, fix_titles={})
    window = make_window(HomePage())
    screen = window.get_current_screen()
    assert isinstance(screen, HomeScreen)
    said = "Your organisation has turned off fixes on this computer. Contact the help desk."
    qtbot.waitUntil(lambda: said in words(window))
    assert window._header.help.isVisible()


@pytest.mark.slow
@pytest.mark.parametrize(
    "where",
    [
        FixPage("not-offered-any-more"),
        DiagnosisPage(complaint="nothing"),
        TicketTopicPage("nothing"),
        TrialPage("nothing"),
    ],
)
def test_a_withdrawn_feature_keeps_the_current_page(
    make_window: Make, qtbot: QtBot, where: Destination
) -> None:
    window = make_window(JournalPage())
    window.open(where)
    assert isinstance(window.get_current_screen(), JournalScreen)
    assert window._notice.words.text() == "This isn't available on this computer."
    assert window._header.heading.text() == "History"
    window.go_back()
    assert isinstance(window.get_current_screen(), HomeScreen)
