"""Eight tasks of a usability test in both languages: the decisions that each takes, and its pictures.

A decision is a click or Enter that chooses something; words that are typed are none. With the folder
SELFHELP_TEST_PICTURES set, a picture of every step goes there.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core.model import Platform
from selfhelp.core.paths import AppPaths
from selfhelp.ui import theme
from selfhelp.ui.jobs import JobRunner
from selfhelp.ui.navigation import HomePage
from selfhelp.ui.window import AppWindow
from tests.diagnosis.recorded_computer import computer
from tests.six_tasks import TASKS
from tests.ui.fakes import Printer, SilentMachine, _PrintFix
from tests.ui.qt_hands import QtHands
from tests.ui.test_six_tasks import LOCALES, NoSound, offer

pytestmark = pytest.mark.slow

PICTURES = os.environ.get("SELFHELP_TEST_PICTURES", "")
"""Where pictures go."""

PAUSED = "print-offline/debian-13--paused"
CABLE_OUT = "net-no-internet/debian-13--cable-out"


class Person(QtHands):
    """Counts the decisions, and takes a picture after each step."""

    def __init__(self, qtbot: QtBot, window: AppWindow, language: str, task: str) -> None:
        super().__init__(qtbot, window, language)
        self.decisions, self._pictures, self._begun = 0, 0, time.monotonic()
        self._task = f"{task}-{language}"

    def decide(self, english: str) -> None:
        """Click a button."""
        self.click(english)
        self.decisions += 1

    def decide_on(self, pattern: str) -> None:
        """Click what matches a pattern."""
        self.click_on(pattern)
        self.decisions += 1

    def enter(self) -> None:
        """Press Enter."""
        self.press("Return")
        self.decisions += 1

    def says(self, english: str, french: str) -> None:
        """Type a sentence of the user's own."""
        self.write(french if self.translator.language == "fr" else english)
        self.sees("Write to the help desk. We'll include your description.")

    def shot(self) -> None:
        """Take a picture of the window, where they are wanted."""
        self.wait(0.25)
        self._pictures += 1
        if PICTURES:
            Path(PICTURES).mkdir(parents=True, exist_ok=True)
            self._window.grab().save(f"{PICTURES}/{self._task}-{self._pictures}.png")

    @property
    def seconds(self) -> float:
        """Since the window was opened."""
        return time.monotonic() - self._begun


SitDown = Callable[..., Person]


@pytest.fixture
def sit_down(qapp: QApplication, qtbot: QtBot, places: AppPaths) -> Iterator[SitDown]:
    """Return a function that shows the window on a computer."""
    jobs, told = JobRunner(), list[str]()

    def begin(
        task: str, language: str, machine: Any, prepare: Callable[[App], None] = lambda _: None
    ) -> Person:
        app = App(machine, places, {"LANG": LOCALES[language]})
        prepare(app)
        theme.apply_theme(qapp, "light")
        window = AppWindow(app, jobs)
        qtbot.addWidget(window)
        window.resize(920, 720)
        window.open(HomePage())
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        window.saved.connect(
            lambda: jobs.start_job(lambda _progress: app.create_delivery_service().deliver_due_items())
        )
        person = Person(qtbot, window, language, task)
        qtbot.waitUntil(lambda: window.get_current_screen()._answers.catalog is not None)  # type: ignore[union-attr]
        sat.append(person)
        return person

    sat: list[Person] = []
    yield begin
    assert jobs.stop_all(5_000)
    told += [f"{one._task}: {one.decisions} decisions, {one.seconds:.1f} s" for one in sat]
    print("\n".join(told))
    if PICTURES:
        with (Path(PICTURES) / "decisions.txt").open("a") as file:
            file.write("\n".join(told) + "\n")


every_language = pytest.mark.parametrize("language", LOCALES)


@pytest.mark.spread(2, 0)
@every_language
def test_a_printer_takes_two_decisions_to_the_truth(sit_down: SitDown, language: str) -> None:
    person = sit_down("1-printer", language, computer("printing", PAUSED))
    person.shot()
    person.says("my printer does not print", "mon imprimante n'imprime plus")
    person.shot()
    person.enter()
    person.shot()
    person.sees("The printer {printer} is paused.")
    person.sees("Contact the help desk", "button")
    person.shot()
    assert person.decisions <= 2


@pytest.mark.spread(2, 1)
@every_language
def test_a_printer_that_can_be_fixed(sit_down: SitDown, language: str) -> None:
    printer = Printer()
    person = sit_down(
        "2-fix", language, SilentMachine(Platform.LINUX), lambda app: offer(app, printer, _PrintFix)
    )
    person.says("printer stuck", "mon imprimante n'imprime plus")
    person.enter()
    person.decide("Cancel your documents")
    person.sees("Do it", "button")
    person.shot()
    person.decide("Do it")
    person.sees("Fixed. {goal}")
    person.shot()
    assert printer.done == ["cancel"]
    assert person.decisions <= 3


@pytest.mark.spread(2, 0)
@every_language
def test_a_fix_that_does_not_help_ends_at_the_ticket(sit_down: SitDown, language: str) -> None:
    prepare = lambda app: offer(app, Printer(helps=False), NoSound)  # noqa: E731
    person = sit_down("3-no-sound", language, SilentMachine(Platform.LINUX), prepare)
    person.says("no sound", "pas de son")
    person.decide("Fix the sound")
    person.decide("Do it")
    person.sees("Contact the help desk", "button")
    person.shot()
    person.decide("Contact the help desk")
    person.sees("What was checked and tried")
    person.shot()
    person.decide("Review")
    person.sees("Save ticket", "button")
    person.shot()
    assert person.decisions <= 4


@pytest.mark.spread(2, 1)
@every_language
def test_no_internet(sit_down: SitDown, language: str) -> None:
    person = sit_down("4-internet", language, computer("internet", CABLE_OUT))
    person.says("no internet", "je n'ai plus internet")
    person.enter()
    person.sees("This computer isn't connected to any network.")
    person.shot()
    assert person.decisions == 1


@pytest.mark.spread(2, 0)
@every_language
def test_a_slow_computer_without_a_cause_leads_on(sit_down: SitDown, language: str) -> None:
    """It ended with "No problem" and nothing to do next."""
    person = sit_down("5-slow", language, computer("sound"))
    person.says("no sound from the speakers", "je n'ai plus de son")
    person.enter()
    person.sees("Nothing we checked explains this.")
    person.sees("Things to try")
    person.sees("Contact the help desk", "button")
    person.shot()
    assert person.decisions == 1


@pytest.mark.spread(2, 1)
@every_language
def test_a_suspicious_email(sit_down: SitDown, language: str) -> None:
    """To unplug the computer stood before the report, and no phone."""
    person = sit_down("6-mail", language, SilentMachine(Platform.LINUX))
    person.says("suspicious email", "e-mail suspect")
    person.shot()
    person.enter()
    person.shot()
    assert person.decisions == 1


@pytest.mark.spread(2, 0)
@every_language
def test_what_was_changed_is_undone(sit_down: SitDown, language: str) -> None:
    printer = Printer()
    person = sit_down(
        "7-undo", language, SilentMachine(Platform.LINUX), lambda app: offer(app, printer, _PrintFix)
    )
    person.says("printer stuck", "mon imprimante n'imprime plus")
    person.enter()
    person.decide("Cancel your documents")
    person.decide("Do it")
    person.sees("Fixed. {goal}")
    person.choose("More", "History")
    person.decisions = 1
    person.sees("Undo: {title}", "button")
    person.shot()
    assert person.decisions + 1 == 2


@pytest.mark.spread(2, 1)
@every_language
def test_what_it_can_see_and_the_language(sit_down: SitDown, language: str) -> None:
    person = sit_down("8-privacy", language, SilentMachine(Platform.LINUX))
    person.choose("More", "What IT can see and do")
    person.decisions += 1
    person.sees("Show details", "button")
    person.shot()
    TASKS["language"]["mouse"](person)  # the menu, the settings, the list
    person.decisions += 2
    person.shot()
    assert person.decisions == 3
