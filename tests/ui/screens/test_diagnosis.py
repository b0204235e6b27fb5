"""From a sentence to one answer in the window, on recorded computers."""

# mypy: disable-error-code="attr-defined"

from __future__ import annotations

import copy
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core.model import CheckResult, CheckState, Finding, FixRun, Outcome, Platform
from selfhelp.core.paths import AppPaths
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_
from selfhelp.diagnosis import diagnosis as core
from selfhelp.diagnosis.complaints import get_complaint
from selfhelp.diagnosis.verdict import PreparedTicket, ProposedFix, Verdict, VerdictKind
from selfhelp.fixes import Category, Check
from selfhelp.machine import Machine, Probe
from selfhelp.machine.transcript import Transcript, TranscriptEntry
from selfhelp.policy.support import SupportPolicy
from selfhelp.ui import theme
from selfhelp.ui.jobs import JobRunner
from selfhelp.ui.navigation import (
    AskPage,
    Destination,
    DiagnosisPage,
    FixPage,
    HomePage,
    JournalPage,
    TicketTopicPage,
)
from selfhelp.ui.screens.ask import AskScreen
from selfhelp.ui.screens.diagnosis import DiagnosisScreen
from selfhelp.ui.screens.fix import FixScreen
from selfhelp.ui.screens.home import HomeScreen
from selfhelp.ui.screens.journal import JournalScreen
from selfhelp.ui.screens.ticket_topic import TicketTopicScreen
from selfhelp.ui.widgets.status_icons import ASK, BAD, GOOD, NOTE, OFF, UNKNOWN, WARN
from selfhelp.ui.window import SMALLEST, AppWindow
from tests.diagnosis.recorded_computer import computer
from tests.diagnosis.test_after import LETTER, SILENT, changed_default, silent_default
from tests.ui.fakes import Printer
from tests.ui.pages import Make
from tests.ui.screens.test_fix import with_another

STUCK = "print-stuck-queue/debian-13--paused"
ELSEWHERE = "print-wrong-default/debian-13--stopped"
NO_NAMES = "net-no-internet/debian-13--no-names"
MUTED = "audio-no-sound/debian-13--muted"
ENGLISH, FRENCH, GERMAN = "en_GB.UTF-8", "fr_FR.UTF-8", "de_DE.UTF-8"
HERE = TranscriptEntry(
    {"reading": "remote_session.read_remote_transport", "params": {"platform": "linux"}}, {"answer": ""}
)
NOTHING_OPEN = TranscriptEntry(
    {
        "reading": "open_programs.list_open_programs",
        "params": {
            "folders": [
                "/usr/local/share/applications",
                "/usr/share/applications",
                "/var/lib/flatpak/exports/share/applications",
                "/var/lib/snapd/desktop/applications",
            ]
        },
    },
    {"answer": []},
)
NOW = datetime(2026, 11, 30, tzinfo=UTC)

Show = Callable[..., AppWindow]


class Desk:
    """A computer that is another one once it is repaired."""

    def __init__(self, now: Any, repaired: Any = None) -> None:
        self.now, self.repaired = now, repaired

    def __getattr__(self, name: str) -> Any:
        return getattr(self.now, name)


@pytest.fixture
def show(qapp: QApplication, qtbot: QtBot, places: AppPaths, jobs: JobRunner) -> Show:
    """Return a function that shows a screen in the window on a recorded computer."""

    def make(machine: Any, page: Destination, language: str = ENGLISH) -> AppWindow:
        theme.apply_theme(qapp, "light")
        window = AppWindow(App(machine, places, {"LANG": language}), jobs)
        qtbot.addWidget(window)
        window.open(page)
        window.show()

        def is_active() -> bool:
            window.activateWindow()  # again, if the window of the test before has closed in the meantime
            return window.isActiveWindow()

        qtbot.waitUntil(is_active)
        return window

    return make


def words(screen: QWidget) -> str:
    """Everything that can be read."""
    return "\n".join(label.text() for label in screen.findChildren(QLabel) if label.isVisible())


def answered(window: AppWindow, qtbot: QtBot) -> DiagnosisScreen:
    screen = window.get_current_screen()
    assert isinstance(screen, DiagnosisScreen)
    qtbot.waitUntil(screen._card.isVisible, timeout=20_000)
    return screen


def repairs(window: AppWindow, monkeypatch: pytest.MonkeyPatch, machine: Desk | None = None) -> list[str]:
    """Let every fix ask, and work: what was recorded has no changes. Return what was run."""
    app, done = window._app, []

    def run(fix: Any, prompts: Any, progress: Progress, *, found: Any = None) -> FixRun:
        result = app.engine.check(fix, progress)
        proposal = app.engine.make_proposal(fix, result.finding)
        if not prompts.ask_consent(proposal):
            return FixRun("", fix.id, Outcome.DECLINED, result, (), None, NOW, NOW)
        done.append(fix.id)
        if machine is not None and machine.repaired is not None:
            machine.now = machine.repaired
        after = CheckResult(fix.id, CheckState.HEALTHY)
        return FixRun("", fix.id, Outcome.FIXED, result, (), after, NOW, NOW)

    monkeypatch.setattr(app.engine, "run", run)
    return done


def ended(window: AppWindow, qtbot: QtBot) -> FixScreen:
    screen = window.get_current_screen()
    assert isinstance(screen, FixScreen)
    qtbot.waitUntil(screen._proposal.yes.isVisible, timeout=10_000)
    screen._proposal.yes.click()
    qtbot.waitUntil(lambda: screen._job is None and screen._ending.isVisible(), timeout=15_000)
    return screen


@pytest.mark.parametrize(
    ("language", "text", "shown"),
    [
        (
            ENGLISH,
            "my printer does not print and my password is Sommer2024!",
            "my printer does not print and my password is [password hidden]",
        ),
        (
            FRENCH,
            "mon imprimante n'imprime plus, mon mot de passe est Sommer2024!",
            "mon imprimante n'imprime plus, mon mot de passe est [mot de passe masqué]",
        ),
        (
            "de_DE.UTF-8",
            "mein Drucker druckt nicht, mein Passwort ist Sommer2024!",
            "mein Drucker druckt nicht, mein Passwort ist [Passwort ausgeblendet]",
        ),
    ],
)
def test_a_password_in_the_description_is_never_shown_beside_the_answer(
    language: str, text: str, shown: str, show: Show, qtbot: QtBot
) -> None:
    """The home page and the drafts hid it, but not the bubble above the answer."""
    screen = show(computer("printing", STUCK), DiagnosisPage(text), language).get_current_screen()
    assert isinstance(screen, DiagnosisScreen)
    bubble = screen._own_words.words
    assert "Sommer2024!" not in bubble.text() + bubble.accessibleName()
    qtbot.waitUntil(lambda: bubble.text() == shown, timeout=20_000)
    assert "Sommer2024!" not in bubble.accessibleName()


@pytest.mark.parametrize(
    ("language", "text", "button"),
    [
        (ENGLISH, "my printer does not print", "Contact the help desk"),
        (FRENCH, "mon imprimante n'imprime plus", "Contacter l’assistance"),
    ],
)
def test_a_paused_printer_is_found_first_and_leads_to_a_ticket(
    language: str, text: str, button: str, show: Show, qtbot: QtBot
) -> None:
    """No decision lies between the sentence and the truth: only the help desk can resume the printer."""
    window = show(computer("printing", STUCK), DiagnosisPage(text), language)
    screen = answered(window, qtbot)
    assert screen._card.sign.kind == WARN
    assert screen._card.primary.accessibleName() == button
    assert not screen._card.help.isVisible()  # the same twice
    qtbot.waitUntil(lambda: screen._own_words.words.text() == text)
    screen._card.primary.click()
    form = window.get_current_screen()
    assert isinstance(form, AskScreen)
    assert form.case is not None
    assert form.case.message.problem == "print-offline"
    assert form.case.message.category == "printing"
    assert form.case.message.body == text
    assert {"print-offline", "print-stuck-queue"} <= set(form.case._looks)


def test_a_cancelled_document_next_to_a_paused_printer_is_never_green(
    show: Show, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = show(computer("printing", STUCK), HomePage())
    assert repairs(window, monkeypatch) == []
    window.open(FixPage("print-stuck-queue"))
    screen = ended(window, qtbot)
    assert screen._ending.icon_kind == WARN
    assert GOOD not in (screen._path.stops["check"].icon_kind, screen._path.stops["end"].icon_kind)
    assert "is paused" in screen._ending.heading.text()
    assert screen._ending.help.isVisible()
    assert not screen._ending.done.isVisible()
    assert not screen.helped.isVisible()
    screen._ending.help.click()
    form = window.get_current_screen()
    assert isinstance(form, AskScreen)
    assert form.case is not None
    assert form.case.message.problem == "print-offline"


@pytest.mark.parametrize(
    ("language", "text", "solved"),
    [
        (ENGLISH, "websites do not open", "Fixed. "),
        (FRENCH, "les sites web ne s'ouvrent pas", "Réparé. "),
    ],
)
def test_names_that_are_not_found_are_repaired_and_only_then_it_is_green(
    language: str, text: str, solved: str, show: Show, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    machine = Desk(computer("browser", NO_NAMES), computer("browser"))
    window = show(machine, DiagnosisPage(text), language)
    screen = answered(window, qtbot)
    assert screen._verdict is not None
    assert screen._verdict.proposed_fix_id == "net-dns"
    shown = screen.context.translate(N_("Show what to do"))  # only the user can do it
    assert screen._card.primary.accessibleName() == shown
    done = repairs(window, monkeypatch, machine)
    screen._card.primary.click()
    fix = ended(window, qtbot)
    assert done == ["net-dns"]
    assert fix._ending.icon_kind == GOOD
    assert fix._ending.heading.text().startswith(solved)


def test_from_the_sentence_to_the_truth_are_at_most_two_decisions(
    show: Show, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    healthy = computer("printing", "print-offline/debian-13--healthy")
    elsewhere = Desk(computer("printing", ELSEWHERE), healthy)
    window = show(elsewhere, HomePage())
    repairs(window, monkeypatch, elsewhere)
    home = window.get_current_screen()
    assert isinstance(home, HomeScreen)
    qtbot.waitUntil(lambda: home._answers.catalog is not None, timeout=20_000)
    home._box.setText("my printer doesn't print")
    qtbot.keyClick(home._box, Qt.Key.Key_Return)
    clicks = []
    screen = answered(window, qtbot)
    qtbot.mouseClick(screen._card.primary, Qt.MouseButton.LeftButton)
    clicks.append(screen._card.primary.accessibleName())
    fix = window.get_current_screen()
    assert isinstance(fix, FixScreen)
    qtbot.waitUntil(fix._proposal.yes.isVisible, timeout=10_000)
    qtbot.mouseClick(fix._proposal.yes, Qt.MouseButton.LeftButton)
    clicks.append(fix._proposal.yes.text())
    qtbot.waitUntil(lambda: fix._job is None and fix._ending.isVisible(), timeout=15_000)
    assert clicks == ["Make hall your default printer", "Do it"]
    assert fix._ending.heading.text() == "Fixed. You can print again."


@pytest.mark.parametrize(
    ("language", "text"),
    [(ENGLISH, "I spilt coffee on my laptop"), (FRENCH, "j'ai renversé du café sur mon clavier")],
)
def test_what_only_a_person_can_solve_shows_what_to_do_now(
    language: str, text: str, show: Show, qtbot: QtBot
) -> None:
    window = show(computer("sound"), DiagnosisPage(text), language)
    screen = answered(window, qtbot)
    topic = window._app.catalog.topics["liquid-spill"]
    for sentence in topic.now:
        assert screen.context.translate(sentence) in words(screen)
    assert screen._checks.lines == {}
    assert not screen._card.again.isVisible()
    assert not screen._further.isVisible()
    button = screen._card.primary
    assert button.hasFocus(), "Enter did nothing, and no ring was to be seen"
    assert screen._card.heading.text() in button.accessibleDescription(), "the answer is heard with it"
    assert screen.title() == screen.context.translate(N_("What you can do")), "nothing was looked for"
    qtbot.keyClick(button, Qt.Key.Key_Return)
    form = window.get_current_screen()
    assert isinstance(form, AskScreen)
    assert form.case is not None
    assert form.case.message.problem == "liquid-spill"


@pytest.mark.parametrize(
    ("language", "text"),
    [
        (ENGLISH, "I don't want to live any more"),
        (ENGLISH, "my boss is bullying me"),
        (FRENCH, "je ne veux plus vivre"),
        (FRENCH, "mon chef me harcèle"),
    ],
)
def test_the_help_desk_does_not_lead_if_other_people_can_help(
    language: str, text: str, show: Show, qtbot: QtBot
) -> None:
    window = show(computer("sound"), HomePage(), language)
    with_phone(window)
    window.open(DiagnosisPage(text))
    screen = answered(window, qtbot)
    assert screen._verdict is not None
    assert screen._verdict.personal
    buttons = [b for b in window.findChildren(QPushButton) if b.isVisible() and b.property("primary")]
    assert buttons == []
    assert screen._card.primary.isVisible(), "the help desk can still be reached"
    assert screen._card.heading.hasFocus(), "Enter would have written to the help desk"
    assert "desk" not in screen._card.primary.text().casefold()
    assert screen.make_help_case() is None
    screen._card.primary.click()
    form = window.get_current_screen()
    assert isinstance(form, AskScreen)
    assert form.words.toPlainText() == "", "the user's intimate words aren't for technicians"


@pytest.fixture
def in_switzerland(monkeypatch: pytest.MonkeyPatch) -> None:
    """The country that the computer tells; on the recorded ones, nothing is known about it."""
    here = Probe("where", dict.fromkeys(Platform, lambda _machine: "CH"))
    monkeypatch.setattr("selfhelp.machine.desktop.country.COUNTRY", here)


@pytest.mark.usefixtures("in_switzerland")
@pytest.mark.parametrize(
    ("language", "text", "numbers"),
    [
        (
            ENGLISH,
            "I don't want to live any more",
            {
                "Emergency services (Switzerland)": "112",
                "Someone to talk to, at any hour (Switzerland)": "143",
            },
        ),
        (FRENCH, "de la fumée sort de mon portable", {"Pompiers (Suisse)": "118"}),
    ],
)
def test_a_danger_shows_whom_to_call_in_this_country(
    language: str, text: str, numbers: dict[str, str], show: Show, qtbot: QtBot
) -> None:
    """It said to call "the emergency number", without digits."""
    window = show(computer("sound"), DiagnosisPage(text), language)
    screen = answered(window, qtbot)
    qtbot.waitUntil(screen._numbers.isVisible)
    assert {row.who.text(): row.phone.text() for row in screen._numbers.rows} == numbers
    own = [row for row in screen._numbers.rows if row.phone.text() == "118"]
    shown = [row for row in screen._numbers.rows if row.also.isVisible()]
    assert shown == own, "112 is shown beside another number, and not beside the crisis line"
    for row in own:
        assert row.also.text() == "Également le 112."
        assert row.also.y() < row.button.geometry().bottom(), "it takes no line of its own"
    for row in screen._numbers.rows:
        row.button.click()
        assert QApplication.clipboard().text() == row.phone.text()
    window.open(DiagnosisPage("no sound"))
    screen = answered(window, qtbot)
    assert not screen._numbers.isVisible()


@pytest.mark.usefixtures("in_switzerland")
def test_in_a_fire_the_fire_brigade_comes_before_the_help_desk(show: Show, qtbot: QtBot) -> None:
    window = show(computer("sound"), HomePage())
    with_phone(window)
    for page in (DiagnosisPage("smoke comes out of my laptop"), TicketTopicPage("swollen-battery")):
        window.open(page)
        screen = window.get_current_screen()
        assert isinstance(screen, DiagnosisScreen | TicketTopicScreen)
        numbers, contact = (
            (screen._numbers, screen._contact)
            if isinstance(screen, DiagnosisScreen)
            else (screen.numbers, screen.contact)
        )
        qtbot.waitUntil(lambda shown=numbers: shown.isVisible(), timeout=20_000)
        QApplication.processEvents()
        assert (
            numbers.mapTo(screen, numbers.rect().topLeft()).y()
            < contact.mapTo(screen, contact.rect().topLeft()).y()
        )
        assert "Help desk" in words(contact).splitlines(), "whose number is the second?"
        assert "Call the help desk, and send" not in words(screen)


@pytest.mark.usefixtures("in_switzerland")
def test_in_a_fire_the_focus_is_on_the_fire_brigades_number(show: Show, qtbot: QtBot) -> None:
    """The closed help desk's "Copy" had the focus, and a ticket was asked for before the steps."""
    window = show(computer("sound"), HomePage())
    with_phone(window)
    app = window._app
    support = replace(app.policy.support, hours=("Mo 00:00-00:01",))
    app.__dict__["loaded_policy"] = replace(app.loaded_policy, policy=replace(app.policy, support=support))
    for page in (DiagnosisPage("smoke comes out of my laptop"), TicketTopicPage("swollen-battery")):
        window.open(page)
        screen = window.get_current_screen()
        assert isinstance(screen, DiagnosisScreen | TicketTopicScreen)
        diagnosed = isinstance(screen, DiagnosisScreen)
        numbers, contact = (
            (screen._numbers, screen._contact) if diagnosed else (screen.numbers, screen.contact)
        )
        main = screen._card.primary if diagnosed else screen._help
        qtbot.waitUntil(lambda shown=numbers: shown.isVisible(), timeout=20_000)
        qtbot.waitUntil(lambda rows=numbers.rows: window.focusWidget() is rows[0].button)
        assert [bool(one.property("primary")) for one in (numbers.rows[0].button, contact.call, main)] == [
            True,
            False,
            False,
        ]
        assert "closed" in words(contact)
        assert "Send a ticket" not in words(contact)


def test_without_a_country_the_sentence_stays_without_digits(show: Show, qtbot: QtBot) -> None:
    window = show(computer("sound"), DiagnosisPage("I don't want to live any more"))
    screen = answered(window, qtbot)
    qtbot.wait(100)
    assert not screen._numbers.isVisible()
    assert "call the emergency services now" in words(screen)


def test_the_organisations_own_number_is_shown_in_any_country(show: Show, qtbot: QtBot) -> None:
    window = show(computer("sound"), HomePage())
    app = window._app
    policy = replace(app.policy, emergency=replace(app.policy.emergency, phone="2222"))
    app.__dict__["loaded_policy"] = replace(app.loaded_policy, policy=policy)
    window.open(DiagnosisPage("smoke comes out of my laptop"))
    screen = answered(window, qtbot)
    qtbot.waitUntil(screen._numbers.isVisible)
    assert [row.phone.text() for row in screen._numbers.rows] == ["2222"]


def with_phone(window: AppWindow) -> None:
    app = window._app
    support = SupportPolicy(phone="+33 1 23 45 67 89", hours=("Mo-Su 00:00-24:00",))
    app.__dict__["loaded_policy"] = replace(app.loaded_policy, policy=replace(app.policy, support=support))


def test_a_danger_is_the_headline_and_the_fault_comes_second(show: Show, qtbot: QtBot) -> None:
    window = show(computer("printing", "print-offline/debian-13--paused"), HomePage())
    with_phone(window)
    window.open(DiagnosisPage("nothing comes out of the printer and smoke comes out of my laptop"))
    screen = answered(window, qtbot)
    card = screen._card
    assert "Danger of fire" in card.heading.text()
    assert "Also: The printer office is paused." in card.detail.text()
    assert screen._further.other_cards.list_shown_keys() == ["print-offline"]
    assert card.sign.kind == WARN
    assert card.primary.text() == "Send from this device anyway", "no fix is proposed"
    places = [
        one.mapTo(screen, one.rect().topLeft()).y() for one in (card.heading, screen._contact, card.hands)
    ]
    assert places == sorted(places), "whom to call, then what to do"
    assert not card.again.isVisible()


def test_a_danger_is_shown_before_the_checks_end(show: Show, qtbot: QtBot) -> None:
    window = show(computer("sound"), HomePage())
    window.open(DiagnosisPage("I have no sound and my laptop was stolen"))
    screen = window.get_current_screen()
    qtbot.waitUntil(lambda: "The sooner, the better" in words(screen), timeout=20_000)
    answered(window, qtbot)


def test_a_device_to_turn_off_is_not_asked_for_a_ticket(show: Show, qtbot: QtBot) -> None:
    """Beside "turn it off" and "from another device", the blue button led to a ticket from this device."""
    window = show(computer("sound"), HomePage())
    with_phone(window)
    window.open(DiagnosisPage("I spilled coffee on my laptop"))
    screen = answered(window, qtbot)
    card, contact = screen._card, screen._contact
    assert card.primary.text() == "Send from this device anyway"
    assert (contact.call.property("primary"), card.primary.property("primary")) == (True, False)
    card.primary.click()
    form = window.get_current_screen()
    assert "from another device" in words(form)


@pytest.mark.parametrize(
    ("language", "text", "first"),
    [
        (ENGLISH, "I got a weird mail and clicked the link", "Report it now, even if you only clicked"),
        (FRENCH, "j'ai cliqué sur un lien dans un mail bizarre", "Signalez-le maintenant, même si"),
        (ENGLISH, "I left my work phone in a taxi", "Call the help desk."),
    ],
)
def test_where_a_report_comes_first_its_button_stands_before_the_steps(
    language: str, text: str, first: str, show: Show, qtbot: QtBot
) -> None:
    window = show(computer("sound"), HomePage(), language)
    with_phone(window)
    window.open(DiagnosisPage(text))
    screen = answered(window, qtbot)
    card, contact = screen._card, screen._contact
    steps = [label.text() for label in card.hands.findChildren(QLabel) if label.isVisible()]
    assert any(the.startswith(first) for the in steps[:3]), "after hanging up and the password"
    parts = (card.heading, contact.number, card.primary, card.hands)
    places = [part.mapTo(screen, part.rect().topLeft()).y() for part in parts]
    assert places == sorted(places)
    assert card.primary.property("primary"), "this computer can't dial"
    contact.dials = True
    contact.dialling_known.emit()
    assert (contact.call.property("primary"), card.primary.property("primary")) == (True, False)


@pytest.mark.parametrize(
    ("language", "text"), [(ENGLISH, "no sound from the speakers"), (FRENCH, "je n'ai plus de son")]
)
def test_where_nothing_is_found_the_ticket_carries_what_was_checked(
    language: str, text: str, show: Show, qtbot: QtBot
) -> None:
    window = show(computer("sound"), DiagnosisPage(text), language)
    screen = answered(window, qtbot)
    assert screen._card.sign.kind == NOTE
    assert screen._verdict is not None
    checked = [result.id for result in screen._verdict.checks]
    assert list(screen._further.lines.lines) == checked
    assert not screen._further.checked.inside.isVisible()  # folded
    screen._further.checked.line.click()
    assert screen._further.lines.lines["audio-no-sound"].sign.kind == GOOD
    screen._card.primary.click()
    form = window.get_current_screen()
    assert isinstance(form, AskScreen)
    assert form.case is not None
    assert list(form.case._looks) == checked


def test_manual_steps_are_shown_if_nothing_is_found(show: Show, qtbot: QtBot) -> None:
    window = show(computer("internet"), DiagnosisPage("no internet"))
    screen = answered(window, qtbot)
    assert "Things to try" in words(screen)
    assert screen._card.hands.accessibleName() == "Things to try"
    assert screen._card.hands.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_a_loss_shows_what_to_do_now_before_anything_else(show: Show, qtbot: QtBot) -> None:
    window = show(computer("missing-files"), DiagnosisPage("I lost a file, three days of work gone"))
    screen = answered(window, qtbot)
    assert "What to do now" in words(screen)
    assert "Stop working in the file" in words(screen)
    assert "nothing wrong" not in words(screen)
    assert screen._card.steps_heading.y() < screen._card.buttons.y()


def test_the_other_problem_is_mentioned_below_the_cause(show: Show, qtbot: QtBot) -> None:
    machine = computer("printing", STUCK, "audio-no-sound/debian-13--healthy")
    window = show(machine, DiagnosisPage("I have no sound and nothing comes out of the printer"))
    screen = answered(window, qtbot)
    assert "is paused" in screen._card.heading.text()
    also = "\n\nAlso: We didn't find the cause of your other problem."
    assert also in screen._card.detail.text(), "another problem has a paragraph of its own"


TWO = "jai pas internet sur certaine page et lordi rame"
TWO_FAULTS = ("perf-high-usage/debian-13--busy", "net-dns/debian-13--server-stopped", NO_NAMES)


def test_two_problems_have_two_answers_and_a_ticket_with_both(show: Show, qtbot: QtBot) -> None:
    window = show(computer("slow", *TWO_FAULTS), DiagnosisPage(TWO))
    screen = answered(window, qtbot)
    assert "can't find the addresses" in screen._card.heading.text()
    assert screen._second.isVisible()
    assert screen._second.heading.text().startswith("Also: ")
    assert "busy" in screen._second.heading.text()
    assert screen._further.others.isHidden(), "the second answer isn't folded away"
    case = screen.make_help_case()
    assert case is not None
    window.open(AskPage(case))
    form = window.get_current_screen()
    assert isinstance(form, AskScreen)
    second = screen._second.heading.text().removeprefix("Also: ")
    qtbot.waitUntil(lambda: "can't find the addresses" in words(form) and second in words(form))
    body = case.build_letter().body
    assert "can't find the addresses" in body
    assert second in body
    window.open(DiagnosisPage(TWO))
    answered(window, qtbot)
    screen._second.button.click()
    assert isinstance(window.get_current_screen(), FixScreen)


def test_a_file_that_was_also_seen_is_named_and_can_be_opened(show: Show, qtbot: QtBot) -> None:
    window = show(computer("saving-files", "file-permission/debian-13--read-only"), HomePage())
    window.open(DiagnosisPage("I can't save my Excel file"))
    screen = answered(window, qtbot)
    assert "We found no cause" in words(screen)
    assert "Also: ~/Documents/letter.txt is write-protected." in words(screen)
    assert screen._further.other_cards.list_shown_keys() == ["file-permission"]
    (card,) = screen._further.other_cards.get_card_contents()
    assert card.sub == "Make a read-only file editable"


def test_a_restart_for_later_ends_calmly(show: Show, qtbot: QtBot) -> None:
    machine = computer("updates", "reboot-needed/debian-13--packages-wait", extra=(HERE, NOTHING_OPEN))
    window = show(machine, DiagnosisPage("windows wants to restart at the worst moment"))
    screen = answered(window, qtbot)
    assert screen._card.primary.accessibleName() == "Restart this computer"
    screen._card.primary.click()
    fix = window.get_current_screen()
    assert isinstance(fix, FixScreen)
    qtbot.waitUntil(fix._question.yes.isVisible, timeout=10_000)
    fix._question.yes.click()  # later, as is preselected
    qtbot.waitUntil(lambda: fix._job is None and fix._ending.isVisible(), timeout=15_000)
    assert not fix._proposal.isVisible()
    assert fix._ending.icon_kind == WARN
    assert "when it suits you" in words(fix)
    assert "Unsaved work" not in words(fix)
    signs = {stop.icon_kind for stop in fix._path.stops.values() if stop.isVisible()}
    assert not signs & {BAD, OFF}, "a cross"


def test_by_keyboard_alone_from_the_words_to_the_ticket(show: Show, qtbot: QtBot) -> None:
    window = show(computer("printing", STUCK), HomePage())
    home = window.get_current_screen()
    assert isinstance(home, HomeScreen)
    qtbot.waitUntil(lambda: home._answers.catalog is not None, timeout=20_000)
    qtbot.keyClicks(QApplication.focusWidget(), "my printer does not print")
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    screen = answered(window, qtbot)
    assert QApplication.focusWidget() is screen._card.heading
    stops = []
    for _ in range(4):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        stops.append(QApplication.focusWidget())
    assert stops[0] is screen._card.primary
    assert screen._further.checked.line in stops
    screen._card.primary.setFocus()
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Return)
    assert isinstance(window.get_current_screen(), AskScreen)
    qtbot.keyClick(window, Qt.Key.Key_Escape)
    assert window.get_current_screen() is screen
    assert QApplication.focusWidget() is screen._card.heading


class Hanging(Check):
    """A check that waits until the test lets it go."""

    id = "print-spooler"
    title = N_("Wait")
    category = Category.PRINTING
    looks = N_("Looking")

    def __init__(self) -> None:
        self.go, self.begun = threading.Event(), 0

    def diagnose(self, machine: Machine) -> Finding | None:
        self.begun += 1
        self.go.wait(20)
        return None


@pytest.fixture
def hanging() -> Iterator[Hanging]:
    check = Hanging()
    yield check
    check.go.set()


def with_check(window: AppWindow, check: Check) -> None:
    catalog = window._app.catalog
    catalog.__dict__["checks"] = {**catalog.checks, check.id: check}


def test_checks_are_shown_live_and_the_first_finding_immediately(
    show: Show, qtbot: QtBot, hanging: Hanging
) -> None:
    window = show(computer("printing", STUCK), HomePage())
    with_check(window, hanging)
    window.open(DiagnosisPage("my printer does not print"))
    screen = window.get_current_screen()
    assert isinstance(screen, DiagnosisScreen)
    qtbot.waitUntil(screen._first.isVisible, timeout=10_000)
    assert "So far: " in words(screen)
    assert "is paused" in screen._first_words.text()
    assert not screen._card.isVisible()
    qtbot.waitUntil(lambda: sum(one.sign.kind != "busy" for one in screen._checks.lines.values()) == 6)
    seen = [line for line in screen._checks.lines.values() if line.isVisible()]
    assert len(seen) == 4
    assert screen._checks.lines["print-spooler"].words.text() == "Looking…"
    assert "3 more checks" in words(screen)
    assert QAccessible.queryAccessibleInterface(screen._checks).role() == QAccessible.Role.List
    hanging.go.set()
    qtbot.waitUntil(screen._card.isVisible, timeout=10_000)
    assert not screen._first.isVisible()


class SlowFinding(Hanging):
    """A check that finds something after the others, although it comes before them."""

    def diagnose(self, machine: Machine) -> Finding | None:
        super().diagnose(machine)
        return Finding(N_("The finding of the first check."))


def test_the_likeliest_cause_so_far_is_shown_and_announced_once(
    show: Show, qtbot: QtBot, hanging: Hanging, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was the finding of the fastest check, until the answer named another one."""
    said: list[str] = []
    monkeypatch.setattr(
        "selfhelp.ui.screens.diagnosis.announce_politely", lambda _widget, sentence: said.append(sentence)
    )
    window = show(computer("printing", STUCK), HomePage())
    monkeypatch.setattr(core, "CHECKING", 15.0)
    slow, (slow.id, *_, hanging.id) = SlowFinding(), get_complaint("printing").checks
    with_check(window, hanging)
    with_check(window, slow)
    window.open(DiagnosisPage("my printer does not print"))
    screen = window.get_current_screen()
    assert isinstance(screen, DiagnosisScreen)
    qtbot.waitUntil(screen._first.isVisible, timeout=10_000)
    qtbot.waitUntil(lambda: sum(one.sign.kind != "busy" for one in screen._checks.lines.values()) == 5)
    assert "is paused" in screen._first_words.text()
    assert said == [], "not before it has stood for a moment"
    qtbot.waitUntil(lambda: len(said) == 1, timeout=5_000)
    slow.go.set()
    qtbot.waitUntil(lambda: screen._first_words.text() == "So far: The finding of the first check.")
    qtbot.waitUntil(lambda: len(said) == 2, timeout=5_000)
    assert said[1] == screen._first_words.text()
    screen._stop.click()
    hanging.go.set()
    qtbot.waitUntil(screen._card.isVisible, timeout=10_000)
    assert not screen._tell_later.isActive()
    assert len(said) == 2


def test_a_check_that_hangs_is_not_waited_for(
    show: Show, qtbot: QtBot, hanging: Hanging, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(core, "CHECKING", 0.5)
    window = show(computer("printing", STUCK), HomePage())
    with_check(window, hanging)
    window.open(DiagnosisPage("my printer does not print"))
    screen = answered(window, qtbot)
    assert screen._verdict is not None
    assert screen._verdict.unfinished == ["print-spooler"]
    assert screen._further.lines.lines["print-spooler"].sign.kind == UNKNOWN
    assert screen._card.sign.kind == WARN


def test_a_check_of_the_complaint_that_timed_out_gets_more_time(
    show: Show, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(core, "CHECKING", 0.5)
    window = show(computer("printing", STUCK), HomePage())
    slow = Hanging()
    slow.id = "app-frozen"
    with_check(window, slow)
    window.open(DiagnosisPage("my app is frozen", complaint="frozen-app"))
    screen = answered(window, qtbot)
    assert screen._card.primary.text() == "Check again with more time"
    assert screen._card.help.isVisible()
    assert not screen._card.again.isVisible()
    screen._card.primary.click()
    qtbot.waitUntil(lambda: slow.begun == 2, timeout=10_000)
    qtbot.wait(700)
    assert not screen._card.isVisible(), "it still has time"
    slow.go.set()
    assert answered(window, qtbot)._card.primary.text() == "Contact the help desk"
    assert screen._verdict is not None
    assert screen._verdict.unfinished == []


def test_back_stops_the_check_and_coming_back_begins_again(
    show: Show, qtbot: QtBot, hanging: Hanging
) -> None:
    window = show(computer("printing", STUCK), HomePage())
    with_check(window, hanging)
    window.open(DiagnosisPage("my printer does not print"))
    screen = window.get_current_screen()
    assert isinstance(screen, DiagnosisScreen)
    qtbot.waitUntil(lambda: hanging.begun == 1, timeout=10_000)
    job = screen._job
    assert job is not None
    window.go_back()
    assert isinstance(window.get_current_screen(), HomeScreen)
    with pytest.raises(Exception, match=r".*"):
        job.progress.check()
    window.open(DiagnosisPage("my printer does not print"))
    assert screen._job not in (None, job)  # not the one that was stopped
    hanging.go.set()
    assert answered(window, qtbot)._verdict is not None
    assert "The check was stopped." not in words(screen)


def test_stop_says_so_and_offers_to_check_again(show: Show, qtbot: QtBot, hanging: Hanging) -> None:
    window = show(computer("printing", STUCK), HomePage())
    with_check(window, hanging)
    window.open(DiagnosisPage("my printer does not print"))
    screen = window.get_current_screen()
    assert isinstance(screen, DiagnosisScreen)
    qtbot.waitUntil(lambda: hanging.begun == 1, timeout=10_000)
    screen._stop.click()
    hanging.go.set()
    qtbot.waitUntil(screen._card.isVisible, timeout=10_000)
    assert "The check was stopped." in words(screen)
    screen._card.primary.click()
    qtbot.waitUntil(lambda: screen._verdict is not None, timeout=10_000)


def is_busy(screen: DiagnosisScreen) -> bool:
    return screen._job is not None


def test_the_same_words_are_not_checked_twice_in_a_row(
    show: Show, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = show(computer("sound", MUTED), DiagnosisPage("no sound"))
    screen = answered(window, qtbot)
    first = screen._verdict
    window.go_back()
    window.open(DiagnosisPage("no sound"))
    assert not is_busy(screen)
    assert screen._verdict is first
    screen._card.again.click()
    qtbot.waitUntil(lambda: screen._job is None and screen._verdict is not first, timeout=10_000)
    monkeypatch.setattr("selfhelp.ui.screens.diagnosis.SAME", 0.0)
    window.go_back()
    window.open(DiagnosisPage("no sound"))
    assert is_busy(screen)
    qtbot.waitUntil(lambda: screen._job is None, timeout=10_000)


def test_after_a_fix_the_old_answer_is_not_shown_again(
    make_window: Make, qtbot: QtBot, printer: Printer
) -> None:
    """Whoever goes back would read that a document is stuck, and it was cancelled a moment ago."""
    window = make_window(DiagnosisPage("printer stuck"))
    screen = answered(window, qtbot)
    assert screen._card.primary.accessibleName() == "Cancel your documents"
    screen._card.primary.click()
    ended(window, qtbot)
    assert printer.done == ["cancel"]
    window.go_back()
    assert window.get_current_screen() is screen
    assert not screen._card.isVisible()
    answered(window, qtbot)
    assert screen._card.heading.text() == "You can print again."
    assert screen._card.sign.kind == GOOD
    screen._card.again.click()
    qtbot.waitUntil(lambda: not is_busy(screen), timeout=10_000)
    assert screen._card.heading.text() == "You can print again."
    printer.stays_paused = True
    screen._card.again.click()
    qtbot.waitUntil(lambda: not is_busy(screen), timeout=10_000)
    assert screen._card.heading.text() == "Nothing we checked explains this.", "the goal isn't reached"
    assert screen._card.sign.kind == NOTE
    printer.stays_paused = False
    screen._card.again.click()
    qtbot.waitUntil(lambda: not is_busy(screen), timeout=10_000)
    screen._card.primary.click()
    assert isinstance(window.get_current_screen(), HomeScreen)


def test_a_goal_that_is_reached_later_stands_in_the_history(
    make_window: Make, qtbot: QtBot, printer: Printer
) -> None:
    """The fix ended amber, and the check that turned green later was recorded nowhere."""
    printer.stays_paused = True
    window = make_window(DiagnosisPage("printer stuck"))
    screen = answered(window, qtbot)
    screen._card.primary.click()
    ended(window, qtbot)
    journal = window._app.journal
    (run,) = journal.list_runs()
    assert run.goal is None
    window.go_back()
    answered(window, qtbot)
    assert screen._card.sign.kind == NOTE
    printer.stays_paused = False
    screen._card.again.click()
    qtbot.waitUntil(lambda: screen._card.sign.kind == GOOD, timeout=10_000)
    assert journal.list_runs()[0].goal == N_("You can print again.")
    window.open(JournalPage())
    history = window.get_current_screen()
    assert isinstance(history, JournalScreen)
    qtbot.waitUntil(lambda: "You can print again." in words(history))


def test_a_cause_that_is_gone_without_a_fix_is_green(
    make_window: Make, qtbot: QtBot, printer: Printer
) -> None:
    """The printer was resumed and the document printed, and the answer was to turn off the printer."""
    window = make_window(DiagnosisPage("printer stuck"))
    screen = answered(window, qtbot)
    assert screen._card.sign.kind == WARN
    printer.stuck = False
    printer.stays_paused = True
    screen._card.again.click()
    qtbot.waitUntil(lambda: not is_busy(screen), timeout=10_000)
    assert screen._card.sign.kind == NOTE, "the goal isn't reached"
    printer.stays_paused = False
    for _ in range(2):
        screen._card.again.click()
        qtbot.waitUntil(lambda: not is_busy(screen), timeout=10_000)
        assert screen._card.heading.text() == "You can print again."
        assert screen._card.sign.kind == GOOD


def back_at_the_window(screen: DiagnosisScreen, qtbot: QtBot, *, after: float = 11.0) -> None:
    """Return to the window some seconds after the answer, and wait until all is checked."""
    screen._looked_at -= after
    screen.on_window_activated()
    qtbot.waitUntil(lambda: screen._quiet_job is None and not screen._steady._soon.isActive(), timeout=20_000)


def test_a_cause_that_is_gone_is_noticed_when_the_user_is_back_at_the_window(
    make_window: Make, qtbot: QtBot, printer: Printer
) -> None:
    """IT resumed the printer, and the screen still said that it was paused."""
    screen = answered(make_window(DiagnosisPage("printer stuck")), qtbot)
    back_at_the_window(screen, qtbot)
    assert screen._card.heading.text() == "A document waits for Office."
    printer.stuck = False
    back_at_the_window(screen, qtbot, after=0.0)
    assert screen._card.heading.text() == "A document waits for Office.", "it was checked a moment ago"
    back_at_the_window(screen, qtbot)
    assert screen._card.heading.text() == "You can print again."
    assert screen._card.sign.kind == GOOD
    assert screen._card.heading.hasFocus(), "screen readers read the new answer"


def test_another_problem_of_the_same_cause_is_noticed(show: Show, qtbot: QtBot) -> None:
    """IT resumed the printer, which then didn't respond; the screen still said that it was paused."""
    machine = Desk(computer("printing", "print-offline/debian-13--paused"))
    screen = answered(show(machine, DiagnosisPage("my printer won't print")), qtbot)
    assert "paused" in screen._card.heading.text()
    machine.now = computer("printing", "print-offline/debian-13--silent")
    back_at_the_window(screen, qtbot)
    assert "isn't responding" in screen._card.heading.text()
    assert screen._card.sign.kind == WARN


def test_a_cause_that_is_still_there_is_checked_alone_and_changes_nothing(
    make_window: Make, qtbot: QtBot, printer: Printer, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = make_window(DiagnosisPage("printer stuck"))
    screen = answered(window, qtbot)
    verdict, checked = screen._verdict, []
    run = window._app.engine.run_all_checks

    def run_checks(checks: Sequence[Check], *args: Any) -> Sequence[CheckResult]:
        checked.append([check.id for check in checks])
        return run(checks, *args)

    monkeypatch.setattr(window._app.engine, "run_all_checks", run_checks)
    screen._card.again.setFocus()
    shown = words(screen)
    back_at_the_window(screen, qtbot)
    assert checked == [["print-stuck-queue"]]
    assert screen._verdict is verdict
    assert words(screen) == shown
    assert screen._card.again.hasFocus()


def checks_quietly(screen: DiagnosisScreen) -> bool:
    """Return to the window after a long time; return whether a quiet check is running."""
    screen._looked_at = -100.0
    screen.on_window_activated()
    return screen._quiet_job is not None


def test_nothing_is_checked_quietly_while_checks_run_or_the_page_is_hidden(
    make_window: Make, qtbot: QtBot, printer: Printer
) -> None:
    window = make_window(DiagnosisPage("printer stuck"))
    screen = answered(window, qtbot)
    printer.look.clear()
    assert checks_quietly(screen)
    first = screen._quiet_job
    assert checks_quietly(screen)
    assert screen._quiet_job is first
    screen._card.again.click()
    assert not checks_quietly(screen), "the checks run"
    printer.look.set()
    answered(window, qtbot)
    printer.look.clear()
    assert checks_quietly(screen)
    window.open(HomePage())
    assert screen._quiet_job is None
    assert not checks_quietly(screen), "the page is hidden"
    printer.look.set()


def test_the_finding_of_the_home_page_counts_as_found_before(
    make_window: Make, qtbot: QtBot, printer: Printer
) -> None:
    printer.stuck = False
    finding = Finding(N_("The printer is paused."), data={"printers": []})
    found = CheckResult("print-stuck-queue", CheckState.FOUND, finding)
    screen = answered(make_window(DiagnosisPage(complaint="printing", found=found)), qtbot)
    assert screen._card.heading.text() == "You can print again."
    assert screen._card.sign.kind == GOOD


def test_a_dead_router_has_something_to_try_and_the_phone_number(show: Show, qtbot: QtBot) -> None:
    """A ticket can't be sent now, and the only button was "Contact the help desk"."""
    window = show(computer("internet", "net-no-internet/debian-13--gateway-gone"), HomePage())
    with_phone(window)
    window.open(DiagnosisPage("no internet"))
    screen = answered(window, qtbot)
    assert screen._card.heading.text() == "Your router isn't responding."
    assert "At home, restart the router. At work, contact the help desk." in screen._card.detail.text()
    assert screen._card.primary.text() != "Contact the help desk"
    assert screen._card.primary.property("primary")
    assert screen._contact.isVisible()
    assert screen._card.sign.kind == WARN


def test_without_a_fix_a_second_check_claims_no_repair(
    make_window: Make, qtbot: QtBot, printer: Printer
) -> None:
    printer.stuck = False
    screen = answered(make_window(DiagnosisPage("printer stuck")), qtbot)
    screen._card.again.click()
    qtbot.waitUntil(lambda: not is_busy(screen), timeout=10_000)
    assert screen._card.heading.text() == "Nothing we checked explains this."


def test_another_printer_is_offered_before_the_cancelling_after_a_manual_fix_that_did_not_help(
    show: Show, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = show(silent_default(LETTER), DiagnosisPage("my printer isn't responding"))
    screen = answered(window, qtbot)
    repairs(window, monkeypatch)
    screen._card.primary.click()
    panel = ended(window, qtbot)._ending
    assert panel.icon_kind == WARN
    assert "isn't ready, but hall is" in panel.detail.text()
    assert (panel.next.accessibleName(), panel.instead.accessibleName()) == (
        "Make hall your default printer",
        "Cancel your waiting print job on office",
    )
    assert panel.instead.isVisible()
    panel.next.click()
    fix = window.get_current_screen()
    assert isinstance(fix, FixScreen)
    assert fix._fix is not None
    assert fix._fix.id == "print-wrong-default"
    assert fix._tried == ("print-offline",)


def test_the_answer_is_read_once_because_it_gets_the_focus(
    show: Show, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Orca drops announcements less than 0.1 s apart unless their source has the focus."""
    said: list[tuple[bool, str]] = []

    def hear(widget: QWidget, sentence: str) -> None:
        said.append((widget.hasFocus(), sentence))

    monkeypatch.setattr("selfhelp.ui.widgets.announcements.announce_politely", hear)
    monkeypatch.setattr("selfhelp.ui.screens.diagnosis.announce_politely", hear)
    window = show(computer("sound", MUTED), HomePage())
    window.open(DiagnosisPage("no sound"))
    screen = answered(window, qtbot)
    assert said == []
    group = QAccessible.queryAccessibleInterface(screen)
    assert (group.role(), group.text(QAccessible.Text.Name)) == (
        QAccessible.Role.Grouping,
        "What we found",
    )
    assert screen._card.heading.hasFocus()
    screen._card.focus_answer()
    assert said == [(True, f"{screen._card.heading.text()} {screen._card.detail.text()}".strip())]
    heading = QAccessible.queryAccessibleInterface(screen._card.heading)
    assert heading.role() == QAccessible.Role.StaticText
    assert heading.text(QAccessible.Text.Name) == screen._card.heading.text()
    assert heading.text(QAccessible.Text.Description) == screen._card.detail.text()
    screen.run_checks_again()
    assert said[1:] == [(True, "Finding the cause")], "the focus stays on the page: its name is not told"
    answered(window, qtbot)


def test_the_focus_is_seen_on_the_answer(show: Show, qtbot: QtBot) -> None:
    """After "What we found", keyboard users didn't see where they were."""
    window = show(computer("sound", MUTED), HomePage())
    window.open(DiagnosisPage("no sound"))
    heading = answered(window, qtbot)._card.heading
    qtbot.waitUntil(heading.hasFocus)
    focused = heading.grab().toImage()
    heading.clearFocus()
    assert heading.grab().toImage() != focused


def test_a_vague_complaint_is_a_diagnosis_with_things_to_try(show: Show, qtbot: QtBot) -> None:
    window = show(computer("sound"), DiagnosisPage(complaint="check-my-computer"))
    screen = answered(window, qtbot)
    assert screen._own_words.words.text() == "Check this computer"
    assert "keyboard" in list(screen._further.trial_cards.list_shown_keys())
    assert screen._further.trials.inside.isVisible()
    screen._further.trial_cards.open_card(0)
    assert window._history[-1].name == "trial"


def test_what_is_no_complaint_is_turned_back(show: Show) -> None:
    window = show(computer("sound"), HomePage())
    window.open(DiagnosisPage(complaint="nothing"))
    assert isinstance(window.get_current_screen(), HomeScreen)


def two_ways(finding: Finding) -> Verdict:
    """A verdict with two fixes, for the made-up printer."""
    ways: Sequence[ProposedFix] = (
        ProposedFix("print-stuck-queue", N_("Cancel stuck print jobs"), finding),
        ProposedFix("other", N_("Choose another printer"), Finding(N_("Another printer is ready."))),
    )
    return Verdict(
        VerdictKind.CAUSE,
        finding.summary,
        PreparedTicket(finding.summary, "printing", "print-stuck-queue"),
        complaints=("printing",),
        complaint=get_complaint("printing"),
        ways=ways,
    )


def test_no_twice_ends_at_the_ticket(make_window: Make, qtbot: QtBot, app: App, printer: Printer) -> None:
    with_another(app)
    verdict = two_ways(Finding(N_("A document waits for {printer}.", printer="Office")))
    window = make_window(FixPage("print-stuck-queue", "nothing prints", verdict=verdict))
    screen = ended(window, qtbot)
    assert screen._ending.icon_kind == GOOD
    screen.helped.no.click()
    assert screen._ending.icon_kind == WARN
    assert screen._ending.heading.text() == "Another printer is ready."
    assert "Thank you." not in words(screen)
    assert screen._ending.next.accessibleName() == "Choose another printer"
    screen._ending.next.click()
    qtbot.waitUntil(lambda: screen._fix.id == "other" and screen._ending.isVisible(), timeout=10_000)
    qtbot.waitUntil(screen.helped.no.isVisible, timeout=10_000)
    screen.helped.no.click()
    assert screen._ending.heading.text() == "We couldn't check this computer for other causes."
    assert screen._ending.help.isVisible()
    screen._ending.help.click()
    form = window.get_current_screen()
    assert isinstance(form, AskScreen)
    assert form.case is not None
    assert [run.id for run in form.case.runs] == ["print-stuck-queue", "other"]


@pytest.mark.parametrize("works", [True, False], ids=["yes", "no"])
def test_what_cannot_be_proven_is_asked(works: bool, make_window: Make, qtbot: QtBot, app: App) -> None:
    fixes = app.catalog.fixes
    app.catalog.__dict__["checks"] = dict(fixes)  # the goal can't be checked here
    window = make_window(FixPage("print-stuck-queue"))
    screen = ended(window, qtbot)
    assert screen._ending.icon_kind == ASK
    assert "Is it working again?" in words(screen)
    (screen._ending.yes if works else screen._ending.no).click()
    assert screen._ending.icon_kind == (NOTE if works else WARN)
    assert screen._ending.done.isVisible() is works
    assert screen._ending.help.isVisible() is not works


def test_one_button_is_the_most_important(show: Show, qtbot: QtBot) -> None:
    window = show(computer("sound", MUTED), DiagnosisPage("no sound"))
    answered(window, qtbot)
    buttons = [b for b in window.findChildren(QPushButton) if b.isVisible() and b.property("primary")]
    assert len(buttons) == 1


def test_what_is_below_the_answer_begins_where_its_words_do(show: Show, qtbot: QtBot) -> None:
    window = show(computer("sound"), DiagnosisPage("no sound"))
    card = answered(window, qtbot)._card
    left = card.heading.mapTo(card, card.heading.contentsRect().topLeft()).x()
    assert card.detail.mapTo(card, card.detail.contentsRect().topLeft()).x() == left
    assert card.primary.mapTo(card, card.primary.rect().topLeft()).x() == left


@pytest.mark.parametrize("language", [ENGLISH, FRENCH])
@pytest.mark.parametrize("phone", ["+33 1 23 45 67 89", ""])
def test_what_to_do_in_danger_is_in_sight_on_the_smallest_window(
    show: Show, qtbot: QtBot, language: str, phone: str
) -> None:
    """The step in front of a fire stood below the fold, and so did the button for the help desk."""
    french = language == FRENCH
    texts = {
        "de la fumée sort de mon portable" if french else "smoke comes out of my laptop": True,
        "tous mes fichiers sont chiffrés et on me demande une rançon"
        if french
        else "all my files are encrypted and they want money": True,
        "quelqu'un au téléphone veut mon mot de passe"
        if french
        else "someone on the phone wants my password": False,
    }
    window = show(computer("sound"), HomePage(), language)
    support = SupportPolicy(phone=phone, hours=("Mo-Su 00:00-24:00",) if phone else ())
    policy = replace(window._app.policy, support=support)
    window._app.__dict__["loaded_policy"] = replace(window._app.loaded_policy, policy=policy)
    window.resize(400, 560)
    for text, steps_first in texts.items():
        window.open(DiagnosisPage(text))
        screen = answered(window, qtbot)
        first = screen._card.steps.layout().itemAt(0).widget()
        assert first is not None
        wanted: list[QWidget] = [screen._contact.call] if phone else []
        wanted += [] if phone and steps_first else [screen._card.primary]
        wanted += [first] if steps_first or not phone else []
        qtbot.waitUntil(lambda parts=wanted: all(map(in_sight, parts)))


@pytest.mark.usefixtures("in_switzerland")
@pytest.mark.parametrize(
    ("language", "texts"),
    [
        (ENGLISH, ("someone on the phone wants my password", "my laptop was stolen")),
        (
            FRENCH,
            (
                "quelqu'un au téléphone veut mon mot de passe",
                "on m'a volé mon portable",
                "j'ai envoyé des données confidentielles à la mauvaise personne",
                "mon ordinateur m'a donné une décharge électrique",
            ),
        ),
    ],
)
def test_the_danger_and_the_first_step_are_in_sight_beside_the_number_on_the_smallest_window(
    show: Show, qtbot: QtBot, language: str, texts: Sequence[str]
) -> None:
    """In French, the description and the button stood above the fold, and the first step below it."""
    window = show(computer("sound"), HomePage(), language)
    with_phone(window)
    window.resize(400, 560)
    for text in texts:
        window.open(DiagnosisPage(text))
        screen = answered(window, qtbot)
        step = screen._card.steps.find_first_sentence()
        assert step is not None
        qtbot.waitUntil(partial(shows_danger, screen, step))
    window.resize(900, 900)
    window.open(DiagnosisPage(texts[0]))
    qtbot.waitUntil(lambda: in_sight(answered(window, qtbot)._own_words))


@pytest.mark.parametrize("phone", ["+33 1 23 45 67 89", ""])
def test_a_danger_chosen_in_the_list_shows_whom_to_call_on_the_smallest_window(
    show: Show, qtbot: QtBot, phone: str
) -> None:
    window = show(computer("sound"), HomePage(), FRENCH)
    support = SupportPolicy(phone=phone, hours=("Mo-Su 00:00-24:00",) if phone else ())
    policy = replace(window._app.policy, support=support)
    window._app.__dict__["loaded_policy"] = replace(window._app.loaded_policy, policy=policy)
    window.resize(400, 560)
    case = window._app.create_case("il y a un truc vraiment bizarre sur mon ordinateur et j'ai très peur")
    for topic in ("swollen-battery", "phishing", "ransomware"):
        window.open(TicketTopicPage(topic, case=case))
        screen = window.get_current_screen()
        assert isinstance(screen, TicketTopicScreen)
        qtbot.waitUntil(lambda bubble=screen._own_words.words: len(bubble.text()) > 1)
        first = screen._steps.layout().itemAt(0).widget()
        wanted = [screen.contact.call if phone else screen._help, first]
        qtbot.waitUntil(lambda parts=wanted: all(map(in_sight, parts)))


@pytest.mark.usefixtures("in_switzerland")
@pytest.mark.parametrize("hours", ["Mo-Su 00:00-24:00", "Mo 00:00-00:01"])
@pytest.mark.parametrize(
    ("language", "text"),
    [
        (ENGLISH, "smoke comes out of my laptop"),
        (FRENCH, "mon ordinateur m'a donné une décharge électrique"),
        (GERMAN, "im Büro riecht es nach Gas"),
    ],
)
def test_in_a_fire_the_number_and_all_of_the_first_step_are_in_sight_on_the_smallest_window(
    language: str, text: str, hours: str, show: Show, qtbot: QtBot
) -> None:
    """In French and German, the first step was partly below the fold on the topic's page."""
    window = show(computer("sound"), HomePage(), language)
    with_phone(window)
    app = window._app
    support = replace(app.policy.support, hours=(hours,))
    app.__dict__["loaded_policy"] = replace(app.loaded_policy, policy=replace(app.policy, support=support))
    window.resize(SMALLEST)
    for page in (DiagnosisPage(text), TicketTopicPage("swollen-battery")):
        window.open(page)
        screen = window.get_current_screen()
        assert isinstance(screen, DiagnosisScreen | TicketTopicScreen)
        diagnosed = isinstance(screen, DiagnosisScreen)
        numbers, steps = (
            (screen._numbers, screen._card.steps) if diagnosed else (screen.numbers, screen._steps)
        )
        qtbot.waitUntil(lambda shown=numbers: shown.isVisible(), timeout=20_000)
        (row,), step = numbers.rows, steps.find_first_sentence()
        assert step is not None
        wanted = [row.who, row.phone, row.button, row.also, step]
        qtbot.waitUntil(lambda parts=wanted: all(map(in_sight, parts)))
        assert row.also.y() < row.button.geometry().bottom(), "it takes no line of its own"


def shows_danger(screen: DiagnosisScreen, step: QWidget) -> bool:
    """Return whether the danger, the call and two lines of a step, or all of a shorter one, can be seen."""
    least = min(step.height(), 2 * step.fontMetrics().lineSpacing())
    begins = step.isVisible() and step.visibleRegion().boundingRect().height() >= least
    return begins and in_sight(screen._card.heading) and in_sight(screen._contact.call)


def in_sight(part: QWidget) -> bool:
    return part.isVisible() and part.visibleRegion().boundingRect() == part.rect()


def no_default_and_paused() -> Any:
    """Return a computer without a default printer; one is paused, the other is a USB printer."""
    entries = [replace(e, answer=copy.deepcopy(e.answer)) for e in Transcript.load(SILENT).entries]
    said = next(e.answer["answer"] for e in entries if "read_cups_printers" in e.key)
    for printer in said["printers"]:
        printer["default"] = False
    said["printers"][1]["options"]["device-uri"] = "usb://Vendor/Hall"
    return computer("printing", STUCK, extra=tuple(entries))


def test_a_further_finding_offers_its_own_fix_although_the_cause_has_none(show: Show, qtbot: QtBot) -> None:
    """ "No default printer is set" led to the help desk, although the app can choose one."""
    window = show(no_default_and_paused(), DiagnosisPage("my printer does not print"))
    screen = answered(window, qtbot)
    assert "paused" in screen._card.heading.text()
    assert screen._card.primary.accessibleName() == "Contact the help desk"
    (card,) = screen._further.other_cards.get_card_contents()
    assert (card.title, card.sub) == ("No default printer is set.", "Choose the default printer")
    screen._further.other_cards.open_card(0)
    assert isinstance(window.get_current_screen(), FixScreen)


def test_two_printers_are_both_explained_and_the_silent_one_is_offered(show: Show, qtbot: QtBot) -> None:
    """The headline named both; the text spoke only of the one that an administrator must resume."""
    window = show(changed_default(silent=True), DiagnosisPage("my printer does not print"))
    screen = answered(window, qtbot)
    assert "office (paused), hall (not responding)" in screen._card.heading.text()
    told = screen._card.detail.text()
    assert "office: Nothing will print until the printer is resumed, and that needs administrator" in told
    assert "hall: The printer may be off or asleep." in told
    assert screen._card.primary.text() == "Show what to do"
    assert screen._card.help.isVisible()
