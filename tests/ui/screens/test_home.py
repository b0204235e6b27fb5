"""The first screen by keyboard: typing, arrows, Enter; and what it says about this computer."""

# mypy: disable-error-code="assignment"

from __future__ import annotations

import dataclasses
import re
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.catalog.app_functions import load_app_functions
from selfhelp.catalog.catalog import Catalog
from selfhelp.catalog.manual_tests import TRIALS
from selfhelp.core.errors import StorageError
from selfhelp.core.model import Finding, Platform
from selfhelp.core.paths import find_resource
from selfhelp.core.text import ENGLISH, N_, Translator
from selfhelp.engine import health
from selfhelp.fixes import Category
from selfhelp.machine import Machine
from selfhelp.policy.files import PolicyMistake
from selfhelp.policy.support import SupportPolicy
from selfhelp.ui import links
from selfhelp.ui.home.app_functions import OPENS
from selfhelp.ui.home.greeting import find_greeting
from selfhelp.ui.navigation import BrowsePage, Destination, DiagnosisPage, FixPage, HomePage
from selfhelp.ui.parts import catalog_loader, category_pictures
from selfhelp.ui.parts.footer import Footer, SupportFacts
from selfhelp.ui.parts.health_panel import CLOCK, FRESH
from selfhelp.ui.screens.ask import AskScreen
from selfhelp.ui.screens.diagnosis import DiagnosisScreen
from selfhelp.ui.screens.home import HELP, HomeScreen
from selfhelp.ui.screens.ticket_topic import TicketTopicScreen
from selfhelp.ui.widgets.card_list import Card
from selfhelp.ui.widgets.misclick_guard import MisclickGuard
from selfhelp.ui.widgets.page_area import PageArea
from selfhelp.ui.widgets.status_icons import StatusIcon
from selfhelp.ui.window import AppWindow
from tests.ui.desk_window import on_top
from tests.ui.fakes import HOSTILE, Broken, Printer, _PrintFix
from tests.ui.pages import Make


def home(make_window: Make, qtbot: QtBot) -> HomeScreen:
    screen = make_window().get_current_screen()
    assert isinstance(screen, HomeScreen)
    qtbot.waitUntil(lambda: screen._answers.catalog is not None)
    return screen


def words(screen: QWidget) -> str:
    said = [label.text() for label in screen.findChildren(QLabel) if label.isVisible()]
    return "\n".join(
        [*said, *(card.join_full_text() for card in screen.findChildren(Card) if card.isVisible())]
    )


def test_the_box_has_the_focus_and_suggests(make_window: Make, qtbot: QtBot) -> None:
    screen = home(make_window, qtbot)
    assert screen._box.hasFocus()
    qtbot.keyClicks(screen._box, "print job stuck")
    assert screen._found.list_shown_keys()[:2] == ["diagnosis", "fix:print-stuck-queue"]
    assert screen._found.list_shown_keys().count(HELP) == 1
    assert not screen._overview.isVisible()


def test_the_text_of_an_earlier_search_is_replaced_by_typing_after_a_click(
    make_window: Make, qtbot: QtBot
) -> None:
    screen = home(make_window, qtbot)
    left, window = Qt.MouseButton.LeftButton, screen.context
    qtbot.keyClicks(screen._box, "theme sombre")
    assert not screen._contact.isVisible()
    window.open(BrowsePage())
    window.open(HomePage())
    assert screen._contact.isVisible(), "the phone number is there until the user types"
    qtbot.mouseClick(screen._box, left)
    assert screen._box.selectedText() == "theme sombre"
    qtbot.keyClicks(screen._box, "imprimante")
    assert screen._box.text() == "imprimante"
    assert not screen._contact.isVisible()
    qtbot.mouseClick(screen._box, left)
    assert not screen._box.hasSelectedText(), "the text is the user's current one"


def test_the_text_of_an_earlier_search_can_be_kept(make_window: Make, qtbot: QtBot) -> None:
    screen = home(make_window, qtbot)
    qtbot.keyClicks(screen._box, "theme")
    screen.context.open(BrowsePage())
    screen.context.open(HomePage())
    for _ in range(2):
        qtbot.mouseClick(screen._box, Qt.MouseButton.LeftButton)
    assert not screen._box.hasSelectedText(), "a second click places the cursor"
    qtbot.keyClick(screen._box, Qt.Key.Key_End)
    qtbot.keyClicks(screen._box, "s")
    assert screen._box.text() == "themes"


@pytest.mark.parametrize("text", ["get help", "Help", "obtenir de l'aide", "Hilfe"])
def test_who_asks_for_help_alone_gets_an_empty_ticket(make_window: Make, qtbot: QtBot, text: str) -> None:
    screen = home(make_window, qtbot)
    qtbot.keyClicks(screen._box, text)
    assert screen._found.list_shown_keys()[0] == HELP
    assert screen._found.list_shown_keys().count(HELP) == 1
    qtbot.keyClick(screen._box, Qt.Key.Key_Return)
    asked = on_top(screen.window())
    assert isinstance(asked, AskScreen)
    assert asked.words.toPlainText() == ""


def test_the_name_of_a_function_finds_it_first(make_window: Make, qtbot: QtBot) -> None:
    screen = home(make_window, qtbot)
    for code in ("en", "fr", "de"):
        screen.context.language.translator = Translator(code)
        for id_, one in load_app_functions().items():
            if screen._answers.functions._is_function_offered(one.opens):
                name = Translator(code).translate(one.title)
                assert screen._answers.find_answers(name)[0].key == f"function:{id_}", name


def test_a_suggestion_does_not_sound_as_if_it_had_begun(make_window: Make, qtbot: QtBot) -> None:
    screen = home(make_window, qtbot)
    qtbot.waitUntil(lambda: screen._answers.catalog is not None)
    qtbot.keyClicks(screen._box, "printer stuck")
    (card,) = [c for c in screen._answers.find_answers("printer stuck") if c.key == "fix:print-stuck-queue"]
    assert card.sub == "Printing"


def test_a_fix_that_deletes_documents_says_so_and_comes_last(make_window: Make, qtbot: QtBot) -> None:
    screen = home(make_window, qtbot)
    screen._answers.catalog = None  # as in the first moment: a card that moves later is clicked by mistake
    cards = [card for card in screen._answers.find_answers("printer offline, jobs stuck") if card.key != HELP]
    assert cards[0].key == "diagnosis"
    assert len(cards) > 2
    assert cards[-1].key == "fix:print-stuck-queue"
    assert cards[-1].sub == "Deletes your documents that are waiting to be printed"


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("smoke comes out of my laptop", "swollen-battery"),
        ("quelqu'un au téléphone veut mon mot de passe", "phishing"),
        ("I need a new mouse", "new-hardware"),
        ("il me faut les droits sur le dossier compta", "access-to-share"),
        ("jai besoin de lacces a lapli compta", "access-to-application"),
        ("my screen is cracked", "broken-screen"),
    ],
)
def test_what_only_a_person_can_answer_leads_to_the_help_desk_before_any_check(
    make_window: Make, qtbot: QtBot, text: str, topic: str
) -> None:
    screen = home(make_window, qtbot)
    qtbot.waitUntil(lambda: screen._answers.index is not None)
    screen._box.setText(text)
    shown = screen._found.list_shown_keys()
    assert shown[0] == f"referral:{topic}"
    assert shown[1] == "diagnosis"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("Whatever you did to my sound this morning, please reverse it.", "function:undo"),
        ("peut-on assombrir l'affichage de cette appli", "function:theme"),
        ("I need a new laptop", "referral:new-hardware"),
        ("I got a new laptop", "function:checklist"),
        ("did the technician respond to what I wrote on Monday", "function:tickets"),
        ("I can see my camera light on all the time, is somebody spying on me?", "diagnosis"),
        ("my windows is suddenly in Polish, can I have English back", "referral:desktop-settings"),
        ("new starter here, which printer do i pick? there isn't any in the list", "diagnosis"),
        (
            "I've just sent the salary list to the wrong Martin, outside the company, what now?",
            "referral:data-leak",
        ),
    ],
)
def test_a_sentence_about_the_app_leads_to_its_function_and_a_complaint_never(
    make_window: Make, qtbot: QtBot, text: str, first: str
) -> None:
    screen = home(make_window, qtbot)
    qtbot.waitUntil(lambda: screen._answers.index is not None)
    qtbot.waitUntil(lambda: screen._answers.functions._finder is not None)
    screen._box.setText(text)
    assert screen._found.list_shown_keys()[0] == first


@pytest.mark.parametrize("text", ["I want to talk to a human", "je veux parler à quelqu'un"])
def test_who_asks_for_a_person_is_led_straight_to_the_help_desk(
    make_window: Make, qtbot: QtBot, text: str
) -> None:
    screen = home(make_window, qtbot)
    qtbot.waitUntil(lambda: screen._answers.index is not None)
    screen._box.setText(text)
    shown = screen._found.list_shown_keys()
    assert shown[0] == HELP
    assert "diagnosis" not in shown


@pytest.mark.parametrize(
    "text",
    [
        "numéro de téléphone du support",
        "what's the help desk's phone number",
        "Telefonnummer vom Helpdesk",
    ],
)
def test_who_asks_for_the_number_of_the_help_desk_reads_it_first(
    make_window: Make, app: App, qtbot: QtBot, text: str
) -> None:
    policy = replace(app.policy, support=SupportPolicy(phone="+33 1 23 45 67 89"))
    app.__dict__["loaded_policy"] = replace(app.loaded_policy, policy=policy)
    screen = home(make_window, qtbot)
    screen._box.setText(text)
    assert screen._found.list_shown_keys()[0] == HELP
    first = next(card for card in screen._found.findChildren(Card) if card.isVisible())
    assert "+33 1 23 45 67 89" in first.join_full_text().replace("\xa0", " ")


@pytest.mark.parametrize("text", ["tel hotline apres 18h", "who can I call at night", "wen nachts anrufen"])
def test_who_asks_whom_to_call_at_night_reads_the_number_for_it(
    make_window: Make, app: App, qtbot: QtBot, text: str
) -> None:
    support = SupportPolicy(phone="+33 1 23 45 67 89", emergency="+33 6 11 22 33 44", hours=("24/7",))
    app.__dict__["loaded_policy"] = replace(app.loaded_policy, policy=replace(app.policy, support=support))
    screen = home(make_window, qtbot)
    screen._box.setText(text)
    assert screen._found.list_shown_keys()[0] == HELP
    first = next(card for card in screen._found.findChildren(Card) if card.isVisible())
    shown = first.join_full_text().replace("\xa0", " ")
    assert "Help desk: +33 1 23 45 67 89" in shown
    assert "Help desk outside opening hours: +33 6 11 22 33 44" in shown


@pytest.mark.parametrize("text", ["I want to kill myself", "mon chef me harcèle"])
def test_a_personal_matter_is_answered_by_who_can_help(make_window: Make, qtbot: QtBot, text: str) -> None:
    screen = home(make_window, qtbot)
    qtbot.waitUntil(lambda: screen._answers.index is not None)
    screen._box.setText(text)
    assert screen._found.list_shown_keys() == ["diagnosis"], "no ticket is offered"
    card = next(card for card in screen._found.findChildren(Card) if card.isVisible())
    assert "Talk to someone you trust" in card.join_full_text()
    qtbot.keyClick(screen._box, Qt.Key.Key_Return)
    window = screen.window()
    assert isinstance(window, AppWindow)
    qtbot.waitUntil(lambda: isinstance(window.get_current_screen(), DiagnosisScreen))


def test_a_weak_topic_does_not_lead(make_window: Make, qtbot: QtBot) -> None:
    screen = home(make_window, qtbot)
    qtbot.waitUntil(lambda: screen._answers.index is not None)
    screen._box.setText("i'm lost")
    assert screen._found.list_shown_keys()[:2] == ["diagnosis", HELP], "not a lost or stolen device"


def test_the_help_desk_is_offered_where_nothing_fits(make_window: Make, qtbot: QtBot) -> None:
    screen = home(make_window, qtbot)
    qtbot.keyClicks(screen._box, "zzqx wvkj")
    assert screen._found.list_shown_keys()[:2] == ["diagnosis", HELP]


def test_arrows_and_enter(make_window: Make, qtbot: QtBot) -> None:
    screen = home(make_window, qtbot)
    qtbot.keyClicks(screen._box, "printer stuck")
    qtbot.keyClick(screen._box, Qt.Key.Key_Down)
    first = QApplication.focusWidget()
    assert first is not screen._box
    qtbot.keyClick(first, Qt.Key.Key_Up)
    assert screen._box.hasFocus()
    qtbot.keyClick(screen._box, Qt.Key.Key_Return)
    window = screen.window()
    assert isinstance(window, AppWindow)
    assert window._history == [HomePage, DiagnosisPage]
    window.go_back()


def test_a_rejected_topic_is_not_the_first_answer_again(make_window: Make, qtbot: QtBot) -> None:
    """ "Something else" led back to the same words and the same first answer."""
    screen = home(make_window, qtbot)
    screen._box.setText("smoke is coming out of my laptop")
    topic, *others = screen._found.list_shown_keys()
    assert topic == "referral:swollen-battery"
    window = screen.window()
    assert isinstance(window, AppWindow)
    screen._found.open_card(0)
    window.go_back()
    assert screen._found.list_shown_keys()[0] == topic, "Back is no answer"
    screen._found.open_card(0)
    opened = window.get_current_screen()
    assert isinstance(opened, TicketTopicScreen)
    opened._back.click()
    shown = screen._found.list_shown_keys()
    assert sorted(shown) == sorted([topic, *others])
    assert shown.index(topic) > 0
    screen._box.setText("my laptop smokes and sparks")
    assert screen._found.list_shown_keys()[0] == topic, "other words are another problem"


def test_escape_empties_the_box(make_window: Make, qtbot: QtBot) -> None:
    screen = home(make_window, qtbot)
    qtbot.keyClicks(screen._box, "printer")
    qtbot.keyClick(screen._box, Qt.Key.Key_Escape)
    assert screen._box.text() == ""
    assert screen._overview.isVisible()


def test_what_is_found_is_said_and_leads_to_its_fix(
    make_window: Make, qtbot: QtBot, printer: Printer
) -> None:
    screen = home(make_window, qtbot)
    qtbot.waitUntil(lambda: "A document waits for Office." in words(screen))
    assert screen._health._problems.list_shown_keys() == ["print-stuck-queue"]


def test_nothing_is_said_about_a_computer_on_which_nothing_was_found(
    make_window: Make, qtbot: QtBot, printer: Printer
) -> None:
    """A few quick checks prove nothing: it said "No problem" while the ticket listed a stopped printer."""
    printer.stuck = False
    told: list[health.HealthState] = []
    screen = home(make_window, qtbot)
    window = screen.window()
    assert isinstance(window, AppWindow)
    window.looked.connect(told.append)
    screen._health._looked = float("-inf")
    screen._health.run_checks(screen.context.app.catalog)
    qtbot.waitUntil(lambda: told[-1:] == [health.HealthState.FINE])
    assert screen._health.isHidden()
    assert [sign.kind for sign in screen.findChildren(StatusIcon) if sign.isVisible()] == []
    assert "problem" not in words(screen)


def test_the_page_is_checked_again_when_the_user_returns_after_a_minute(
    make_window: Make, qtbot: QtBot, printer: Printer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An open page said "paused" long after IT had resumed the printer, and the reverse."""
    monkeypatch.setattr(Catalog, "overview_checks", ("print-stuck-queue",))
    screen = home(make_window, qtbot)
    window, panel = screen.window(), screen._health
    activated = QEvent(QEvent.Type.ActivationChange)
    monkeypatch.setattr(AppWindow, "isActiveWindow", lambda _window: True)
    qtbot.waitUntil(panel.isVisible)
    qtbot.waitUntil(lambda: not panel._waiting)
    assert re.search(r"Checked at \d\d:\d\d", words(screen))
    printer.stuck = False
    QApplication.sendEvent(window, activated)
    assert not panel._waiting, "the result is still new"
    panel._looked -= FRESH
    QApplication.sendEvent(window, activated)
    qtbot.waitUntil(panel.isHidden, timeout=20_000)
    printer.stuck = True
    panel._looked -= FRESH
    QApplication.sendEvent(window, activated)
    qtbot.waitUntil(panel.isVisible, timeout=20_000)


def test_checking_again_says_what_was_found_and_keeps_the_focus(
    make_window: Make, qtbot: QtBot, printer: Printer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        Catalog, "overview_checks", ("print-stuck-queue",)
    )  # all that this computer answers for
    screen = home(make_window, qtbot)
    qtbot.waitUntil(screen._health.isVisible)
    qtbot.waitUntil(lambda: not screen._health._waiting)  # else it is checking already
    printer.stuck = False
    screen._health._again.setFocus()
    screen._health._again.click()
    qtbot.waitUntil(screen._health.isHidden, timeout=20_000)
    assert screen._box.hasFocus(), "what goes hands the focus on to the box"
    window = screen.window()
    assert isinstance(window, AppWindow)
    said = "Checked again. We found no problem."
    qtbot.waitUntil(lambda: window._notice.words.text() == said)


def test_an_example_fills_the_box(make_window: Make, qtbot: QtBot) -> None:
    screen = home(make_window, qtbot)
    example, *others = screen._examples.buttons
    assert len(others) in (2, 3)
    example.click()
    assert screen._box.text() == "My printer won't print"
    assert screen._box.hasFocus()
    assert not screen._examples.isVisible(), "they have done what they are for"
    first, second, *_ = screen._found.list_shown_keys()
    assert first == "diagnosis"
    assert second.startswith("fix:print-")


def test_all_fixes_are_one_quiet_link_away_by_keyboard(make_window: Make, qtbot: QtBot) -> None:
    screen = home(make_window, qtbot)
    window = screen.window()
    assert isinstance(window, AppWindow)
    screen._browse.setFocus()
    qtbot.keyClick(screen._browse, Qt.Key.Key_Return)
    assert window._history == [HomePage, BrowsePage]


def test_what_can_only_be_checked_opens_its_check(make_window: Make, qtbot: QtBot) -> None:
    screen = home(make_window, qtbot)
    screen._box.setText("my laptop is overheating")
    assert screen._found.list_shown_keys()[1] == "check:heat"
    screen._found.open_card(1)
    window = screen.window()
    assert isinstance(window, AppWindow)
    opened = window.get_current_screen()
    assert isinstance(opened, DiagnosisScreen)
    assert opened._asked.complaint == "heat"
    assert opened._asked.words == "my laptop is overheating"
    window.go_back()


def test_weak_answers_are_left_out_and_never_more_than_six_shown(make_window: Make, qtbot: QtBot) -> None:
    screen = home(make_window, qtbot)
    for typed in ("printer", "undo", "screenshot", "no sound in teams", "mes tickets", "slow"):
        screen._box.setText(typed)
        assert 1 <= len(screen._found.list_shown_keys()) <= 6, typed
    screen._box.setText("undo")
    assert screen._found.list_shown_keys() == ["function:undo", HELP], (
        "it listed stuck updates and a data leak"
    )


@pytest.mark.parametrize(
    ("typed", "key", "there"),
    [
        ("undo", "function:undo", "journal"),
        ("changer la langue", "function:language", "settings"),
        ("delete my data", "function:own-data", "settings"),
        ("exporter mes données", "function:own-data", "settings"),
        ("meine Daten löschen", "function:own-data", "settings"),
        ("my tickets", "function:tickets", "tickets"),
        ("qui m'appelle", "function:remote", "remote"),
        ("sent items", "function:sent-items", "receipts"),
    ],
)
def test_the_app_s_own_functions_are_found_by_words(
    typed: str, key: str, there: str, make_window: Make, qtbot: QtBot
) -> None:
    screen = home(make_window, qtbot)
    screen._box.setText(typed)
    assert screen._found.list_shown_keys()[0] == key
    qtbot.keyClick(screen._box, Qt.Key.Key_Return)
    assert screen.window().get_current_screen().objectName() == there  # type: ignore[attr-defined]


def test_a_function_the_organisation_turned_off_is_not_found(
    make_window: Make, qtbot: QtBot, app: App
) -> None:
    rules = replace(app.policy, evidence=replace(app.policy.evidence, screenshots=False))
    app.__dict__["loaded_policy"] = replace(app.loaded_policy, policy=rules)
    screen = home(make_window, qtbot)
    screen._box.setText("screenshot")
    assert "function:screenshot" not in list(screen._found.list_shown_keys())


def test_the_organisation_s_pages_are_found_and_opened(
    make_window: Make, qtbot: QtBot, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    branding = replace(app.policy.branding, links=("Cafeteria & <i>menu=https://intranet.example.com/food",))
    app.__dict__["loaded_policy"] = replace(app.loaded_policy, policy=replace(app.policy, branding=branding))
    opened: list[str] = []
    monkeypatch.setattr(links, "open_link", lambda url: not opened.append(url.toString()))
    screen = home(make_window, qtbot)
    screen._box.setText("cafeteria")
    assert "link:0" in list(screen._found.list_shown_keys())
    screen._box.setText("cafeteria menu")
    assert screen._found.list_shown_keys()[0] == "link:0"
    assert "Cafeteria & <i>menu" in words(screen)
    screen._found.open_card(0)
    qtbot.waitUntil(lambda: opened == ["https://intranet.example.com/food"])


def test_enter_goes_through_one_place(
    make_window: Make, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(HomeScreen, "_open_diagnosis", lambda _self, words: asked.append(words))
    screen = home(make_window, qtbot)
    qtbot.keyClicks(screen._box, "no sound")
    qtbot.keyClick(screen._box, Qt.Key.Key_Return)
    assert asked == ["no sound"]


def test_news_that_arrives_late_does_not_move_the_links(make_window: Make, qtbot: QtBot) -> None:
    screen = home(make_window, qtbot)
    late = (screen._notices, screen._news, screen._health, screen._upcoming)
    column = screen._overview.layout()
    assert column is not None
    places = [column.itemAt(place) for place in range(column.count())]
    widgets = [item.widget() for item in places]
    links = next(at for at, item in enumerate(places) if item.layout() is not None)
    assert all(links < widgets.index(part) for part in late)


def test_the_footer_can_be_copied(make_window: Make, qtbot: QtBot) -> None:
    screen = home(make_window, qtbot)
    footer = screen.findChild(Footer)
    assert footer is not None
    qtbot.waitUntil(lambda: "pc-1234 · 192.0.2.7 · " in footer.make_copyable_text())
    footer._copy.click()
    assert QApplication.clipboard().text() == footer.make_copyable_text()


def test_one_click_copies_one_fact_and_says_so(make_window: Make, qtbot: QtBot) -> None:
    screen = home(make_window, qtbot)
    window = screen.window()
    assert isinstance(window, AppWindow)
    footer = screen._footer
    qtbot.waitUntil(footer.facts["name"].isVisible)
    footer._on_facts_loaded(SupportFacts("pc-1234", "<b>A&B</b>", "192.0.2.7", ""))
    assert footer.facts["asset"].text() == "Asset tag: <b>A&&B</b>"
    footer.facts["asset"].click()
    assert QApplication.clipboard().text() == "<b>A&B</b>"
    assert window._notice.words.text() == "Copied: <b>A&B</b>"
    assert footer.facts["vpn"].text() == "VPN: not connected"
    assert "VPN: not connected" in footer.make_copyable_text()


def test_a_fact_that_is_not_told_is_not_shown(make_window: Make, qtbot: QtBot) -> None:
    footer = home(make_window, qtbot)._footer
    qtbot.waitUntil(footer.facts["name"].isVisible)
    assert not footer.facts["asset"].isVisible()
    assert not footer.facts["vpn"].isVisible()
    footer._on_facts_loaded(SupportFacts("x" * 500))
    assert len(footer.facts["name"].text()) < 50
    footer.facts["name"].click()
    assert QApplication.clipboard().text() == "x" * 500


@pytest.mark.parametrize(
    ("hour", "said"),
    [(0, "Hello."), (4, "Hello."), (5, "Good morning."), (12, "Good afternoon."), (18, "Good evening.")],
)
def test_the_greeting_uses_local_time(hour: int, said: str) -> None:
    assert ENGLISH.translate(find_greeting(hour)) == said


def test_no_time_based_greeting_if_the_clock_is_wrong(
    make_window: Make, qtbot: QtBot, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = Path(health.__file__).stat().st_mtime
    assert not health.is_clock_behind(made)
    assert health.is_clock_behind(0.0)  # a dead battery: 1970
    for module in ("home.greeting", "parts.health_panel"):
        monkeypatch.setattr(f"selfhelp.ui.{module}.is_clock_behind", lambda: True)
    assert ENGLISH.translate(find_greeting(9)) == "Hello."
    clock = Broken()
    clock.id = CLOCK  # type: ignore[misc]
    clock.cheap = False  # type: ignore[misc]
    clock.diagnose = lambda _machine: Finding(N_("The clock is wrong."))  # type: ignore[method-assign]
    app.catalog.__dict__["checks"] = {**app.catalog.checks, CLOCK: clock}
    screen = home(make_window, qtbot)
    qtbot.waitUntil(lambda: "The clock is wrong." in words(screen))
    assert "Hello." in words(screen)
    assert "Good" not in words(screen)


def test_a_link_only_points_at_a_fix(make_window: Make, qtbot: QtBot, printer: Printer) -> None:
    screen = home(make_window, qtbot)
    window = screen.window()
    assert isinstance(window, AppWindow)
    window.open(HomePage(fix="print-stuck-queue"))
    assert window._history == [HomePage]
    qtbot.waitUntil(lambda: list(screen._found.list_shown_keys())[:1] == ["fix:print-stuck-queue"])
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.accessibleName() == "Cancel stuck print jobs"
    assert printer.asked == []
    window.open(HomePage(fix="no-such-thing"))
    qtbot.waitUntil(lambda: window._notice.words.text() == "This isn't available on this computer.")
    assert window._history == [HomePage]


def test_where_nothing_can_be_loaded_it_says_why_and_the_help_desk_is_there(
    make_window: Make, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = threading.Event()

    def broken(_loading: object, _pictures: object, _also: object, _progress: object) -> None:
        seen.wait(60)
        raise StorageError(N_("The disk is gone."))

    monkeypatch.setattr(catalog_loader.CatalogLoader, "_load_index", broken)
    screen = make_window().get_current_screen()
    assert isinstance(screen, HomeScreen)
    seen.set()
    qtbot.waitUntil(lambda: "The disk is gone." in words(screen))
    qtbot.keyClicks(screen._box, "printer")
    assert screen._found.list_shown_keys() == [HELP]


def test_typing_has_priority_over_loading_fixes(
    make_window: Make, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on, read = threading.Event(), threading.Event(), threading.Event()

    def slowly(catalog: Catalog, between: Callable[[], object]) -> None:
        begun.set()
        go_on.wait(30)
        between()
        read.set()

    monkeypatch.setattr(catalog_loader, "PATIENCE", 30)
    monkeypatch.setattr(Catalog, "preload_fixes_and_topics", slowly)
    screen = make_window().get_current_screen()
    assert isinstance(screen, HomeScreen)
    qtbot.waitUntil(begun.is_set)
    screen._box.setText("printer stuck")
    go_on.set()
    assert not read.wait(0.3), "a file was read while the answer was not drawn yet"
    qtbot.waitUntil(read.is_set)
    qtbot.waitUntil(lambda: screen._answers.catalog is not None)


@pytest.mark.parametrize("pointer", ["away", "over the page"])
def test_check_again_while_a_check_goes_on_is_said_and_checks_once_more(
    make_window: Make, qtbot: QtBot, printer: Printer, monkeypatch: pytest.MonkeyPatch, pointer: str
) -> None:
    """With the pointer over the page, as after a click, the result was said while the finding stayed."""
    monkeypatch.setattr(MisclickGuard, "_is_pointer_over_target", lambda _guard: pointer != "away")
    checks: list[str] = []

    class Counted(_PrintFix):
        def diagnose(self, machine: Machine) -> Finding | None:
            found = not printer.look.is_set() or printer.stuck
            checks.append("begun")
            printer.look.wait(30)
            return Finding(N_("A document waits.")) if found else None

    screen = home(make_window, qtbot)
    qtbot.waitUntil(lambda: screen._health.isVisible() and not screen._health._waiting)
    window, fix = screen.window(), Counted(printer)
    assert isinstance(window, AppWindow)
    monkeypatch.setattr(Catalog, "overview_checks", (fix.id,))
    screen.context.app.catalog.__dict__["checks"] = {fix.id: fix}
    printer.look.clear()
    screen._health.invalidate_results()
    screen._health.run_checks(screen.context.app.catalog)
    qtbot.waitUntil(lambda: checks == ["begun"])
    screen._health._again.click()
    assert window._notice.words.text() == "Checking this computer…"
    printer.stuck = False  # after the first check saw it
    printer.look.set()
    qtbot.waitUntil(lambda: checks == ["begun", "begun"])
    said = "Checked again. We found no problem."
    qtbot.waitUntil(lambda: window._notice.words.text() == said)
    assert screen._health.isHidden()


def test_what_needed_attention_is_checked_again_after_its_fix_was_opened(
    make_window: Make, qtbot: QtBot, printer: Printer
) -> None:
    """Within a minute the first screen would still say what was fixed a moment ago."""
    screen = home(make_window, qtbot)
    qtbot.waitUntil(lambda: screen._health.isVisible() and not screen._health._waiting)
    screen._health._problems.chosen.emit("print-stuck-queue")
    printer.stuck = False
    screen.context.back()
    assert screen.context.app.catalog
    qtbot.waitUntil(screen._health.isHidden, timeout=10_000)


def test_a_finding_that_no_fix_made_opens_its_diagnosis(make_window: Make, qtbot: QtBot) -> None:
    health = home(make_window, qtbot)._health
    opened: list[Destination] = []
    health._context = dataclasses.replace(health._context, open=opened.append)
    health._problems.chosen.emit("can-print")
    health._problems.chosen.emit("print-stuck-queue")
    assert opened == [DiagnosisPage(complaint="can-print"), FixPage("print-stuck-queue")]


def test_where_it_offers_nothing_it_says_so(make_window: Make, qtbot: QtBot, app: App) -> None:
    app.catalog.__dict__.update(all_fixes={}, fixes={}, checks={}, fix_titles={})
    screen = home(make_window, qtbot)
    assert "Your organisation has turned off fixes on this computer." in words(screen)
    assert not screen._browse.isVisible(), "there is nothing to browse"


def test_where_the_policy_is_broken_it_does_not_say_that_it_was_turned_off(
    make_window: Make, qtbot: QtBot, app: App
) -> None:
    app.catalog.__dict__.update(all_fixes={}, fixes={}, checks={}, fix_titles={})
    broken = PolicyMistake("/etc/selfhelp/policy.toml", "", N_("The file is empty."), "")
    app.__dict__["loaded_policy"] = replace(app.loaded_policy, problems=[broken])
    shown = words(home(make_window, qtbot)).replace("\u200b", "")
    said = "The policy contains an error. Contact your administrator."
    assert f"{said} /etc/selfhelp/policy.toml: The file is empty." in shown
    assert "turned off" not in shown


def test_every_subject_has_a_picture(make_window: Make) -> None:
    for category in Category:
        source = find_resource(f"icons/categories/{category}.svg").read_text(encoding="utf-8")
        assert 'stroke="currentColor"' in source, category
        assert 'stroke-width="1.8"' in source, "one style"


def test_a_card_shows_its_thing_and_not_only_its_category(app: App) -> None:
    """A loudspeaker stood before the microphone and the camera, a mouse before the second screen."""
    real = Catalog(app.policy, Platform.LINUX)
    offered = {**real.fixes, **real.topics}
    assert set(category_pictures._OWN) <= {*offered, *TRIALS}, "a picture for something that does not exist"
    for picture in category_pictures._OWN.values():
        source = find_resource(f"icons/categories/{picture}.svg").read_text(encoding="utf-8")
        assert 'stroke="currentColor" stroke-width="1.8"' in source, "one style"
    assert category_pictures.find_icon_name("mic-not-heard", Category.AUDIO_VIDEO) == "microphone"
    assert category_pictures.find_icon_name("audio-no-sound", Category.AUDIO_VIDEO) == "audio-video"


@pytest.mark.parametrize(
    ("typed", "kind"),
    [
        ("I can't work at all", "work"),
        ("I cannot work at all", "work"),
        ("help, suspicious email!", "mail"),
        ("a suspicious mail", "mail"),
        ("lost or stole", "device"),
    ],
)
def test_typing_an_emergency_label_opens_it(typed: str, kind: str, make_window: Make, qtbot: QtBot) -> None:
    """What was offered first was to clear print jobs."""
    screen = home(make_window, qtbot)
    screen._box.setText(typed)
    assert screen._found.list_shown_keys()[0] == f"emergency:{kind}"
    screen._found.open_card(0)
    there = screen.window().get_current_screen()  # type: ignore[attr-defined]
    assert there.objectName() == "emergency"
    assert there._name == kind
    screen._box.setText("work")
    assert not screen._found.list_shown_keys()[0].startswith("emergency")


def test_a_hostile_finding_does_not_widen_the_window(
    make_window: Make, qtbot: QtBot, printer: Printer
) -> None:
    printer.name = HOSTILE
    screen = home(make_window, qtbot)
    qtbot.waitUntil(lambda: "<b>&amp;" in words(screen))
    screen.window().resize(400, 560)
    qtbot.wait(20)
    assert screen.window().width() == 400
    assert screen.width() <= 400


def test_everything_in_focus_has_a_name_and_tab_reaches_it(make_window: Make, qtbot: QtBot) -> None:
    screen = home(make_window, qtbot)
    qtbot.waitUntil(screen._health.isVisible)
    root = QAccessible.queryAccessibleInterface(screen.window())
    unnamed = [i.object() for i in _tree(root) if _focusable(i) and not i.text(QAccessible.Text.Name)]
    assert unnamed == []
    seen: list[QWidget] = []
    while (now := QApplication.focusWidget()) not in seen:
        seen.append(now)
        qtbot.keyClick(now, Qt.Key.Key_Tab)
    names = {widget.accessibleName() or getattr(widget, "text", str)() for widget in seen}
    wanted = {"Get help", "More", "Check again", "A document waits for Office.", "What's wrong?"}
    assert wanted <= names
    assert {"My printer won't print", "Browse all fixes", "My tickets", "I can't work at all"} <= names


def _tree(node: QAccessibleInterface) -> list[QAccessibleInterface]:
    children = [node.child(n) for n in range(node.childCount())]
    return [node, *(found for child in children if child for found in _tree(child))]


def _focusable(node: QAccessibleInterface) -> bool:
    state = node.state()
    return bool(state.focusable) and not state.invisible


def test_every_function_of_the_app_leads_somewhere() -> None:
    opened = {one.opens for one in load_app_functions().values()}
    assert opened == set(OPENS)


@pytest.mark.slow
def test_in_a_small_window_help_stays_in_the_header_while_one_types(make_window: Make, qtbot: QtBot) -> None:
    """It left the header, and its card was below the fold."""
    window = make_window()
    home = window.get_current_screen()
    assert isinstance(home, HomeScreen)
    qtbot.waitUntil(lambda: home._answers.index is not None, timeout=10_000)
    window.resize(920, 720)
    home._box.setText("printer")
    assert (home.offers_help(), HELP in home._found.list_shown_keys()) == (True, True)
    window.resize(400, 560)
    qtbot.waitUntil(lambda: HELP not in home._found.list_shown_keys())
    assert not home.offers_help(), "the header does"
    window.resize(920, 720)
    qtbot.waitUntil(home.offers_help)


def test_who_comes_back_sees_the_focused_box(make_window: Make, qtbot: QtBot) -> None:
    """The page stayed scrolled down, so that the focus was out of sight."""
    screen = home(make_window, qtbot)
    window = screen.window()
    assert isinstance(window, AppWindow)
    window.resize(400, 560)
    area = window.findChild(PageArea, screen.objectName())
    assert area is not None
    bar = area.verticalScrollBar()
    screen._footer.setMinimumHeight(1000)  # as with many cards
    qtbot.waitUntil(lambda: bar.maximum() > 600)
    bar.setValue(bar.maximum())
    assert screen._box.visibleRegion().isEmpty()
    window.open(BrowsePage())
    window.go_back()
    qtbot.waitUntil(lambda: not screen._headline.visibleRegion().isEmpty())
    assert screen._box.hasFocus()
    assert screen._box.visibleRegion().boundingRect().size() == screen._box.size()
