"""Another printer, in the window: found among many by words or by place, added, or told to the help desk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core.model import Json, Outcome, Platform
from selfhelp.core.paths import AppPaths
from selfhelp.core.text import ENGLISH
from selfhelp.machine import Command, Output
from selfhelp.ui.navigation import DiagnosisPage, FixPage
from selfhelp.ui.screens.ask import AskScreen
from selfhelp.ui.screens.diagnosis import DiagnosisScreen
from selfhelp.ui.screens.fix import FixScreen
from selfhelp.ui.widgets.status_icons import GOOD, NOTE, WARN
from tests.ui.fakes import SilentMachine
from tests.ui.office import furnish
from tests.ui.pages import Make

BUILDINGS = ("Nord", "Süd <b>")
LINES = tuple(
    f"ipp://print.example.com/printers/{building[0]}{floor}{room}|name=Drucker {floor}.{room}|"
    f"building={building}|floor={floor}|room={floor}.{room}"
    for building in BUILDINGS
    for floor in (0, 1, 2)
    for room in (1, 2)
)
PLOTTER = r"\\print.example.com\plotter|name=Plotter|building=Nord|floor=3|driver=HP Universal PS"


class Company(SilentMachine):
    """A computer with one printer, in an organisation that approves many."""

    lines: Sequence[str] = (*LINES, PLOTTER)
    refuses = False

    def __init__(self) -> None:
        super().__init__(Platform.LINUX)
        self.queues = {"usual": "ipp://elsewhere/printers/usual", "S01": LINES[6].partition("|")[0]}
        self.default = "usual"

    def read(self, source: Any) -> Json:
        answers = {
            "print_queues.read_cups_printers": lambda: {
                "service": "running",
                "printers": [
                    {
                        "name": name,
                        "instance": "",
                        "default": name == self.default,
                        "options": {"device-uri": device, "printer-state": "3"},
                    }
                    for name, device in self.queues.items()
                ],
            },
            "organisation.read_policy_values": lambda: {"printers": list(self.lines)},
            "print_jobs.read_print_user": lambda: {
                "name": "anna",
                "now": "2026-11-24T17:20:15",
                "admin": True,
            },
            "connections.probe_port": lambda: "open",
            "default_printer.read_chosen_printer": lambda: {"file": self.default, "variable": ""},
            "default_printer.read_lpoptions_file": lambda: {"file": None, "folder": True},
        }
        name = getattr(source, "name", "")
        return answers[name]() if name in answers else super().read(source)

    def change(self, action: Any) -> Json:
        assert isinstance(action, Command)
        if self.refuses:
            return Output(1, "", "lpadmin: Forbidden")
        match action.argv:
            case ("lpadmin", "-p", name, "-v", device, "-E", "-m", "everywhere"):
                self.queues[name] = device
            case ("lpoptions", "-d", name):
                self.default = name
            case _:
                raise AssertionError(action)
        return Output(0, "")


@pytest.fixture
def company() -> Company:
    return Company()


@pytest.fixture
def app(places: AppPaths, company: Company, printer: Any) -> App:
    app = App(company, places, {"LANG": "en_GB.UTF-8"})
    furnish(app, printer)
    printer.stuck = False
    return app


def start(make_window: Make, qtbot: QtBot) -> FixScreen:
    screen = make_window(FixPage("print-missing")).get_current_screen()
    assert isinstance(screen, FixScreen)
    qtbot.waitUntil(screen._question.yes.isVisible)
    return screen


def options(screen: FixScreen) -> list[str]:
    """What can be chosen, as it is seen."""
    return [button.text() for button in screen.findChildren(QRadioButton) if button.isVisible()]


def chosen(screen: FixScreen) -> list[str]:
    return [b.text() for b in screen.findChildren(QRadioButton) if b.isVisible() and b.isChecked()]


def words(screen: QWidget) -> str:
    return "\n".join(label.text() for label in screen.findChildren(QLabel) if label.isVisible())


def test_a_printer_is_found_by_its_building_and_floor(make_window: Make, qtbot: QtBot) -> None:
    screen = start(make_window, qtbot)
    building, floor = screen._question.finder.places
    assert [building.itemText(n) for n in range(building.count())] == ["All buildings", *BUILDINGS]
    assert len(options(screen)) == 13
    assert "Nord · floor 2" in words(screen)
    building.setCurrentIndex(2)
    assert [floor.itemText(n) for n in range(floor.count())] == [
        "All floors",
        "floor 0",
        "floor 1",
        "floor 2",
    ]
    floor.setCurrentIndex(3)
    assert options(screen) == ["Drucker 2.1", "Drucker 2.2"]
    assert chosen(screen) == ["Drucker 2.1"], "what can't be seen is not the answer"
    assert "Nord" not in words(screen)
    assert "Options shown: 2" in words(screen)
    building.setCurrentIndex(0)
    assert floor.currentIndex() == 0


def test_a_printer_is_found_by_words_of_its_name_and_place(make_window: Make, qtbot: QtBot) -> None:
    screen = start(make_window, qtbot)
    assert screen._question.finder.box.hasFocus()
    qtbot.keyClicks(screen._question.finder.box, "sud 2.2")
    assert options(screen) == ["Drucker 2.2"]
    qtbot.keyClicks(screen._question.finder.box, " none")
    assert options(screen) == []
    assert not screen._question.yes.isEnabled()
    screen._question.finder.box.clear()
    qtbot.keyClicks(screen._question.finder.box, "0.1")
    assert "already in your list" in words(screen)
    assert screen._question.yes.isEnabled()


def test_the_answer_to_a_wish_is_no_warning(make_window: Make, qtbot: QtBot) -> None:
    screen = make_window(DiagnosisPage("I need the printer on the second floor")).get_current_screen()
    assert isinstance(screen, DiagnosisScreen)
    qtbot.waitUntil(lambda: "12 more printers" in words(screen), timeout=10_000)
    qtbot.waitUntil(lambda: screen._card.sign.kind == NOTE)  # the verdict comes after the finding
    buttons = [button.text() for button in screen.findChildren(QPushButton) if button.isVisible()]
    assert "Add a printer" in buttons


def test_it_is_added_and_the_default_is_a_question_of_its_own(
    make_window: Make, qtbot: QtBot, company: Company
) -> None:
    screen = start(make_window, qtbot)
    qtbot.keyClicks(screen._question.finder.box, "sud 2.2")
    qtbot.mouseClick(screen._question.yes, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "default printer?" in words(screen))
    assert options(screen) == ["Keep usual", "Make this printer the default"]
    assert not screen._question.finder.isVisible()
    screen.findChildren(QRadioButton)[-1].click()
    qtbot.mouseClick(screen._question.yes, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(screen._proposal.yes.isVisible)
    assert "Add the printer Drucker 2.2 (Süd <b>, floor 2)." in words(screen)
    qtbot.mouseClick(screen._proposal.yes, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(screen._ending.isVisible)
    assert screen._ending.icon_kind == GOOD
    assert "\nThe printer is in your list and accepts documents." in words(screen), "nothing was wrong"
    assert company.default == "S22"


def test_what_was_refused_is_a_ticket_about_that_printer(
    make_window: Make, qtbot: QtBot, company: Company
) -> None:
    screen = start(make_window, qtbot)
    qtbot.keyClicks(screen._question.finder.box, "plotter")
    qtbot.mouseClick(screen._question.yes, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "default printer?" in words(screen))
    qtbot.mouseClick(screen._question.yes, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(screen._ending.isVisible)
    said = "The printer Plotter (Nord, floor 3) needs the driver HP Universal PS."
    assert screen._ended_as is not None
    assert screen._ended_as.run.outcome is Outcome.REFUSED
    assert screen._ending.icon_kind == WARN
    assert said in words(screen)
    screen._ending.help.click()
    ask = screen.window().get_current_screen()  # type: ignore[attr-defined]
    assert isinstance(ask, AskScreen)
    case = ask.case
    assert case is not None
    assert case.message.category == "printing"
    assert case.message.subject.startswith(said)


def test_a_print_service_that_forbids_it_is_told_by_name(
    make_window: Make, qtbot: QtBot, company: Company
) -> None:
    company.refuses = True
    screen = start(make_window, qtbot)
    qtbot.keyClicks(screen._question.finder.box, "nord 1.2")
    qtbot.mouseClick(screen._question.yes, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "default printer?" in words(screen))
    qtbot.mouseClick(screen._question.yes, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(screen._proposal.yes.isVisible)
    qtbot.mouseClick(screen._proposal.yes, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(screen._ending.isVisible)
    assert screen._ending.icon_kind == WARN
    assert "refused to add the printer Drucker 1.2 (Nord, floor 1)." in words(screen)


def test_whose_printers_are_all_there_is_told_so(make_window: Make, qtbot: QtBot, company: Company) -> None:
    company.lines = LINES[6:7]
    screen = make_window(FixPage("print-missing")).get_current_screen()
    assert isinstance(screen, FixScreen)
    qtbot.waitUntil(screen._ending.isVisible)
    assert "Your organisation's printer is already in your list: Drucker 0.1." in words(screen)


def choose_default(make_window: Make, qtbot: QtBot) -> FixScreen:
    """Open the choice of the default printer, and choose the last printer of the list."""
    screen = make_window(FixPage("print-wrong-default")).get_current_screen()
    assert isinstance(screen, FixScreen)
    qtbot.waitUntil(screen._question.yes.isVisible)
    screen.findChildren(QRadioButton)[-1].click()
    qtbot.mouseClick(screen._question.yes, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(screen._proposal.yes.isVisible)
    qtbot.mouseClick(screen._proposal.yes, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(screen._ending.isVisible)
    return screen


def test_a_right_default_printer_is_changed_on_request(
    make_window: Make, qtbot: QtBot, company: Company, app: App
) -> None:
    company.lines = ()
    company.queues["hp"] = "socket://hp.example"
    screen = choose_default(make_window, qtbot)
    assert company.default == "hp"
    assert screen._ending.icon_kind == GOOD
    assert "hp is your default printer now." in words(screen)
    assert screen._ended_as is not None
    entry = app.journal.read_entry(screen._ended_as.run.run)
    ((_, back),) = entry.list_undo_steps()
    assert back is not None
    assert ENGLISH.translate(back.describe_action()) == "Make usual your default printer again."
    assert entry.goal is not None
    assert ENGLISH.translate(entry.goal) == "hp is your default printer now."


def test_a_default_printer_that_did_not_change_is_not_called_changed(
    make_window: Make, qtbot: QtBot, company: Company, monkeypatch: pytest.MonkeyPatch
) -> None:
    company.lines = ()
    company.queues["hp"] = "socket://hp.example"
    monkeypatch.setattr(company, "change", lambda _action: Output(0, ""))
    screen = choose_default(make_window, qtbot)
    assert screen._ending.icon_kind == WARN
    assert "your default printer now" not in words(screen)
