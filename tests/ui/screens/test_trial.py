"""Problems that are always a ticket, and what a person tries themselves."""

# mypy: disable-error-code="attr-defined"

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.catalog.manual_tests import BROKEN, TRIALS, WORKS
from selfhelp.core.languages import list_supported_languages
from selfhelp.core.text import N_
from selfhelp.fixes import Category
from selfhelp.machine.audio import device_test
from selfhelp.ticket_topics.ticket_topic import TicketTopic
from selfhelp.ui.navigation import DiagnosisPage, TicketTopicPage, TrialPage
from selfhelp.ui.screens.ask import AskScreen
from selfhelp.ui.screens.diagnosis import DiagnosisScreen
from selfhelp.ui.screens.ticket_topic import TicketTopicScreen
from selfhelp.ui.screens.trial import TrialScreen
from selfhelp.ui.trials.test_panel import STAGES
from selfhelp.ui.window import AppWindow
from tests.ui.pages import Make

PHISHING = TicketTopic(
    N_("A suspicious mail"),
    Category.SECURITY,
    N_("Somebody may be after your password."),
    (N_("Do not click."), N_("Do not delete it.")),
    urgent=True,
)


def words(screen: QWidget) -> str:
    return "\n".join(label.text() for label in screen.findChildren(QLabel) if label.isVisible())


@pytest.fixture
def diagnosis(make_window: Make, qtbot: QtBot) -> Callable[[], DiagnosisScreen]:
    def make() -> DiagnosisScreen:
        screen = make_window(DiagnosisPage(complaint="check-my-computer")).get_current_screen()
        assert isinstance(screen, DiagnosisScreen)
        qtbot.waitUntil(screen._card.isVisible, timeout=10_000)
        return screen

    return make


def test_a_hands_on_result_is_included_as_reported(
    diagnosis: Callable[[], DiagnosisScreen], qtbot: QtBot
) -> None:
    screen = diagnosis()
    window = screen.window()
    assert isinstance(window, AppWindow)
    screen._further.trial_cards.open_card(1)
    trial = window.get_current_screen()
    assert isinstance(trial, TrialScreen)
    stage = trial._stage
    assert stage is not None
    qtbot.keyClicks(stage._box, "aB")
    assert stage._arrived.text() == "a  B"
    trial._broken.click()
    assert trial._advice.isVisible()
    trial._help.click()
    ask = window.get_current_screen()
    assert isinstance(ask, AskScreen)
    assert f"Keyboard: {BROKEN} (the user says)" in ask.case.build_letter().body
    assert "aB" not in ask.case.build_letter().body
    assert stage._box.toPlainText() == ""


def test_a_trial_that_works_goes_back_to_the_list(diagnosis: Callable[[], DiagnosisScreen]) -> None:
    screen = diagnosis()
    window = screen.window()
    assert isinstance(window, AppWindow)
    screen._further.trial_cards.open_card(3)
    trial = window.get_current_screen()
    assert isinstance(trial, TrialScreen)
    trial._works.click()
    assert window.get_current_screen() is screen
    assert screen._case is not None
    assert list(screen._case.observations.values()) == [WORKS]


def test_no_sound_to_be_had_is_one_calm_sentence(
    make_window: Make, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(device_test, "PLAYERS", {})
    trial = make_window(TrialPage("speaker")).get_current_screen()
    assert isinstance(trial, TrialScreen)
    stage = trial._stage
    assert stage is not None
    monkeypatch.setattr(device_test, "play_sound", _no_sound)
    stage._start.click()
    qtbot.waitUntil(lambda: "couldn't be played" in stage._said.text())
    assert stage._start.isEnabled()


def _no_sound(*_: object) -> None:
    from selfhelp.core.errors import StepError

    raise StepError(device_test._NO_SOUND)


def test_the_coloured_screen_ends_with_its_last_colour(make_window: Make, qtbot: QtBot) -> None:
    trial = make_window(TrialPage("screen")).get_current_screen()
    assert isinstance(trial, TrialScreen)
    stage = trial._stage
    assert stage is not None
    stage._start.click()
    coloured = stage._window
    qtbot.waitUntil(coloured.isVisible)
    for _ in range(6):
        qtbot.mouseClick(coloured, Qt.MouseButton.LeftButton)
    assert not coloured.isVisible()


def test_every_trial_can_be_set_up_in_both_languages(make_window: Make, app: App) -> None:
    window = make_window()
    for language in list_supported_languages():
        app.language = language
        window.apply_preferences()
        for name in TRIALS:
            window.open(TrialPage(name))
            trial = window.get_current_screen()
            assert isinstance(trial, TrialScreen)
            assert trial.title()
            trial.on_hidden()
    assert set(STAGES) == set(TRIALS)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("I got a strange mail", "I got a strange mail"),
        ("my password is Sommer2024!", "my password is [password hidden]"),
        ("", ""),
    ],
)
def test_the_users_words_stand_above_the_advice_as_above_a_diagnosis(
    typed: str, shown: str, make_window: Make, app: App, qtbot: QtBot
) -> None:
    window = make_window(TicketTopicPage("phishing", case=app.create_case(typed) if typed else None))
    screen = window.get_current_screen()
    assert isinstance(screen, TicketTopicScreen)
    bubble = screen._own_words
    qtbot.waitUntil(lambda: bubble.words.text() == shown, timeout=20_000)
    assert bubble.isVisible() is bool(typed)
    assert bubble.y() <= screen._meaning.y()
    window.open(TicketTopicPage("vpn-access"))
    assert not bubble.isVisible()


def test_who_is_called_reads_first_to_hang_up_on_the_topics_page(make_window: Make, app: App) -> None:
    """The heading was "Report it now" while the caller waited on the line."""
    case = app.create_case("Microsoft is calling me")
    screen = make_window(TicketTopicPage("phishing", case=case)).get_current_screen()
    assert isinstance(screen, TicketTopicScreen)
    assert screen._meaning.heading.text().startswith("Hang up now. ")


@pytest.mark.parametrize(
    ("typed", "button"),
    [
        ("no sound in my call and my printer prints blank pages", ["Fix the sound"]),
        ("my printer prints blank pages", []),
        ("", []),
    ],
)
def test_another_problem_in_the_words_is_named_beside_the_topic(
    typed: str, button: list[str], make_window: Make, app: App
) -> None:
    """The page about print quality never mentioned the sound."""
    window = make_window(TicketTopicPage("printer-hardware", case=app.create_case(typed) if typed else None))
    screen = window.get_current_screen()
    assert isinstance(screen, TicketTopicScreen)
    assert [one.text() for one in screen.others.buttons] == button
    assert screen.others.isVisible() is bool(button)
    if button:
        screen.others.buttons[0].click()
        opened = window.get_current_screen()
        assert isinstance(opened, DiagnosisScreen)
        assert opened.make_help_case().words == typed


def test_what_is_always_a_ticket_says_what_to_do_now(make_window: Make, app: App) -> None:
    app.catalog.__dict__["topics"] = {"phishing": PHISHING}
    window = make_window(TicketTopicPage("phishing"))
    screen = window.get_current_screen()
    assert isinstance(screen, TicketTopicScreen)
    assert "Do not click." in words(screen)
    assert "Call the help desk" in words(screen)
    screen._help.click()
    ask = window.get_current_screen()
    assert isinstance(ask, AskScreen)
    assert ask.case.message.category == Category.SECURITY
    assert ask.case.message.subject == "A suspicious mail"
