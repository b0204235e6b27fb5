"""Vague complaints, problems that are always a ticket, and what a person tries herself."""

# mypy: disable-error-code="attr-defined"

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot
from selfhelp.ui.screens.troubleshooter import TroubleshooterScreen

from selfhelp import troubleshooters as folder
from selfhelp.app.composition import App
from selfhelp.catalog.manual_tests import BROKEN, TRIALS, WORKS
from selfhelp.core.text import N_
from selfhelp.fixes import Category
from selfhelp.machine.audio import device_test
from selfhelp.ticket_topics import TicketTopic
from selfhelp.troubleshooters import Troubleshooter
from selfhelp.ui.navigation import FixPage, TicketTopicPage, TrialPage, TroubleshooterPage
from selfhelp.ui.screens.ask import AskScreen
from selfhelp.ui.screens.ticket_topic import TicketTopicScreen
from selfhelp.ui.screens.trial import TrialScreen
from selfhelp.ui.trials import STAGES
from selfhelp.ui.window import Window
from tests.ui.fakes import Printer
from tests.ui.pages import Make

TRY = Troubleshooter(
    N_("Check this computer"),
    N_("We look at it."),
    ("broken", "print-stuck-queue"),
    True,
    ("keyboard", "speaker"),
)
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
def troubleshooter(
    make_window: Make, app: App, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> Callable[[], TroubleshooterScreen]:
    app.catalog.__dict__["checks"] = app.catalog.fixes
    monkeypatch.setattr(folder, "troubleshooters", lambda: {"check-my-computer": TRY})
    monkeypatch.setattr(
        "selfhelp.ui.screens.troubleshooter.troubleshooters", lambda: {"check-my-computer": TRY}
    )
    monkeypatch.setattr("selfhelp.catalog.catalog.troubleshooters", lambda: {"check-my-computer": TRY})

    def make() -> TroubleshooterScreen:
        screen = make_window(TroubleshooterPage("check-my-computer")).current()
        assert isinstance(screen, TroubleshooterScreen)
        qtbot.waitUntil(lambda: screen._job is None)
        return screen

    return make


def test_the_first_cause_comes_first_and_leads_to_its_fix(
    troubleshooter: Callable[[], TroubleshooterScreen],
) -> None:
    screen = troubleshooter()
    assert "A document waits for Office." in words(screen)
    assert screen._findings.keys() == ["print-stuck-queue"]
    screen._findings.choose(0)
    window = screen.window()
    assert isinstance(window, Window)
    assert window._history[-1] is FixPage
    window.back()


def test_nothing_found_says_so_and_help_takes_the_looks_along(
    troubleshooter: Callable[[], TroubleshooterScreen], printer: Printer, qtbot: QtBot
) -> None:
    printer.stuck = False
    screen = troubleshooter()
    assert "No problem was found" in words(screen)
    assert "1 could not be checked." in words(screen)
    qtbot.waitUntil(lambda: "It cannot be seen" in words(screen))  # the reason why not
    screen._help.click()
    window = screen.window()
    assert isinstance(window, Window)
    ask = window.current()
    assert isinstance(ask, AskScreen)
    assert "(print-stuck-queue): healthy" in ask.case.letter().body


def test_what_she_tried_is_her_word_and_goes_along(
    troubleshooter: Callable[[], TroubleshooterScreen], qtbot: QtBot
) -> None:
    screen = troubleshooter()
    window = screen.window()
    assert isinstance(window, Window)
    screen._trials.choose(0)
    trial = window.current()
    assert isinstance(trial, TrialScreen)
    stage = trial._stage
    assert stage is not None
    qtbot.keyClicks(stage._box, "aB")
    assert stage._arrived.text() == "a  B"
    trial._broken.click()
    assert trial._advice.isVisible()
    trial._help.click()
    ask = window.current()
    assert isinstance(ask, AskScreen)
    assert f"Keyboard: {BROKEN} (the person says)" in ask.case.letter().body
    assert "aB" not in ask.case.letter().body
    assert stage._box.toPlainText() == ""


def test_a_trial_that_works_goes_back_to_the_list(troubleshooter: Callable[[], TroubleshooterScreen]) -> None:
    screen = troubleshooter()
    window = screen.window()
    assert isinstance(window, Window)
    screen._trials.choose(1)
    trial = window.current()
    assert isinstance(trial, TrialScreen)
    trial._works.click()
    assert window.current() is screen
    assert screen._case is not None
    assert list(screen._case.said.values()) == [WORKS]


def test_no_sound_to_be_had_is_one_calm_sentence(
    make_window: Make, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(device_test, "PLAYERS", {})
    trial = make_window(TrialPage("speaker")).current()
    assert isinstance(trial, TrialScreen)
    stage = trial._stage
    assert stage is not None
    monkeypatch.setattr(device_test, "play", _no_sound)
    stage._start.click()
    qtbot.waitUntil(lambda: "could not be played" in stage._said.text())
    assert stage._start.isEnabled()


def _no_sound(*_: object) -> None:
    from selfhelp.core.errors import StepError

    raise StepError(device_test._NO_SOUND)


def test_the_coloured_screen_ends_with_its_last_colour(make_window: Make, qtbot: QtBot) -> None:
    trial = make_window(TrialPage("screen")).current()
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
    for language in ("en", "fr"):
        app.language = language
        window.restyle()
        for name in TRIALS:
            window.open(TrialPage(name))
            trial = window.current()
            assert isinstance(trial, TrialScreen)
            assert trial.title()
            trial.left()
    assert set(STAGES) == set(TRIALS)


def test_what_is_always_a_ticket_says_what_to_do_now(make_window: Make, app: App) -> None:
    app.catalog.__dict__["topics"] = {"phishing": PHISHING}
    window = make_window(TicketTopicPage("phishing"))
    screen = window.current()
    assert isinstance(screen, TicketTopicScreen)
    assert "Do not click." in words(screen)
    assert "phone the help desk" in words(screen)
    screen._help.click()
    ask = window.current()
    assert isinstance(ask, AskScreen)
    assert ask.case.message.category == Category.SECURITY
    assert ask.case.message.subject == "A suspicious mail"
