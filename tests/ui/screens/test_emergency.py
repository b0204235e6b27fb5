"""What cannot wait: two clicks from the start, what to do first, then one box."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.core.paths import AppPaths
from selfhelp.policy.emergency import MOST_STEPS, Emergency, select_emergency_steps
from selfhelp.policy.support import SupportPolicy
from selfhelp.ticket_topics.ticket_topic import load_topic
from selfhelp.tickets.form.emergency_drafts import EmergencyDraft
from selfhelp.tickets.form.triage import Urgency
from selfhelp.ui.navigation import EmergencyPage, HomePage
from selfhelp.ui.screens.ask import AskScreen
from selfhelp.ui.screens.emergency import KINDS, EmergencyScreen
from selfhelp.ui.screens.home import HomeScreen
from selfhelp.ui.screens.review import ReviewScreen
from selfhelp.ui.window import AppWindow
from tests.ui.desk_window import make_app, make_window, on_top
from tests.ui.fakes import HOSTILE

NOTHING, NOWHERE = Emergency(), SupportPolicy()


def rules(app: App, emergency: Emergency = NOTHING, support: SupportPolicy = NOWHERE) -> None:
    """Let the organisation say something."""
    changed = replace(app.policy, emergency=emergency, support=support)
    app.__dict__["loaded_policy"] = replace(app.loaded_policy, policy=changed)


def emergency(window: AppWindow, kind: str) -> EmergencyScreen:
    window.open(EmergencyPage(kind))
    screen = on_top(window)
    assert isinstance(screen, EmergencyScreen)
    return screen


def said(screen: EmergencyScreen) -> str:
    QApplication.processEvents()  # a label put into a layout is shown a moment later
    return "\n".join(label.text() for label in screen.findChildren(QLabel) if label.isVisible())


@pytest.fixture
def app(places: AppPaths) -> App:
    return make_app(places)


@pytest.fixture
def window(qtbot: QtBot, app: App) -> AppWindow:
    rules(
        app,
        support=SupportPolicy(
            phone="+33 1 23 45 67 89", emergency="+33 6 00 00 00 00", hours=("Mo-Su 00:00-24:00",)
        ),
    )
    return make_window(qtbot, app)


@pytest.mark.parametrize(
    ("button", "title"),
    [
        ("cannot_work", "I can't work at all"),
        ("mail", "Suspicious email"),
        ("device", "Lost or stolen device"),
    ],
)
def test_one_click_on_the_first_screen_leads_there(window: AppWindow, button: str, title: str) -> None:
    window.open(HomePage())
    home = on_top(window)
    assert isinstance(home, HomeScreen)
    getattr(home._contact, button).click()
    assert on_top(window).title() == title


def test_the_number_is_first_and_has_the_focus(window: AppWindow, qtbot: QtBot) -> None:
    screen = emergency(window, "work")
    assert screen.contact.number.text().replace("\N{NO-BREAK SPACE}", " ") == "+33 1 23 45 67 89"
    assert screen.contact.pos().y() < screen.form.pos().y()
    assert QApplication.focusWidget() is screen.contact.call
    assert "The help desk is always open." in said(screen)
    assert not screen.now.isVisible()


def test_one_sentence_becomes_an_urgent_ticket(window: AppWindow, qtbot: QtBot) -> None:
    screen = emergency(window, "work")
    screen.words.setFocus()
    qtbot.keyClicks(screen.words, "It stays black")
    qtbot.keyClick(screen.words, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    sheet = on_top(window)
    assert isinstance(sheet, ReviewScreen)
    case = sheet._case
    assert case is not None
    assert (case.message.body, case.message.can_work) == ("It stays black", Urgency.NO)


@pytest.mark.parametrize(("kind", "problem"), [("mail", "phishing"), ("device", "lost-or-stolen-device")])
def test_the_ticket_is_of_that_kind(window: AppWindow, kind: str, problem: str) -> None:
    screen = emergency(window, kind)
    screen.words.setPlainText("From my boss, apparently")
    screen.send.click()
    sheet = on_top(window)
    assert isinstance(sheet, ReviewScreen)
    assert sheet._case is not None
    assert (sheet._case.message.problem, sheet._case.message.category) == (problem, "security")


def test_nothing_is_made_of_an_empty_box(window: AppWindow) -> None:
    screen = emergency(window, "mail")
    screen.send.click()
    assert on_top(window) is screen
    assert window._notice.words.text() == "Who does the email claim to be from, and what does it ask for?"
    assert QApplication.focusWidget() is screen.words


def test_the_words_of_each_stay_until_they_were_sent(window: AppWindow) -> None:
    screen = emergency(window, "mail")
    screen.words.setPlainText("odd mail")
    emergency(window, "device").words.setPlainText("my phone")
    assert emergency(window, "mail").words.toPlainText() == "odd mail"
    assert not screen.can_be_freed()
    screen._make_current_case().report = "sent"
    assert emergency(window, "mail").words.toPlainText() == ""
    assert emergency(window, "device").words.toPlainText() == "my phone"


def test_an_email_is_reported_first(window: AppWindow) -> None:
    screen = emergency(window, "mail")
    assert screen.contact.number.isVisible(), "IT can be called as well"
    assert screen.contact.y() < screen.form.y() < screen.now.y()
    words = said(screen)
    assert words.index("Don't click anything in the email") < words.index("Don't delete the email")
    assert "Change your password" in said(emergency(window, "device"))
    screen = emergency(window, "device")
    assert screen.now.y() < screen.form.y(), "a loss says first to call"


def test_the_page_and_the_topic_give_the_same_advice_in_the_same_order() -> None:
    topic, page = list(load_topic("phishing").now), list(KINDS["mail"].risky)
    assert page == [step for step in topic if step in page]
    reports = next(place for place, step in enumerate(topic) if str(step).startswith("Report it now"))
    assert reports < topic.index(page[1]), "before the network is disconnected"
    told = [str(step) for step in page]
    assert "change it now" in told[0], "attackers use a password within minutes"
    assert "unplug" in told[1]
    assert "from another device" in told[1], "an unplugged computer can't forward anything"


def test_only_who_clicked_is_told_to_unplug(window: AppWindow) -> None:
    screen = emergency(window, "mail")
    assert "unplug" not in said(screen)
    screen._touched_choice.buttons["yes"].click()
    words = said(screen)
    assert words.index("change it now") < words.index("unplug the network cable")
    screen.words.setPlainText("From my boss")
    assert screen._make_current_case().observations == {"Clicked, opened or typed something": "Yes"}
    screen._touched_choice.buttons["no"].click()
    assert "unplug" not in said(screen)
    emergency(window, "device")
    assert not screen.touched.isVisible()


@pytest.mark.parametrize(
    ("words", "acted"),
    [
        ("I clicked a link in a suspicious email and typed my password", True),
        ("j'ai cliqué sur le lien d'un mail suspect", True),
        ("Ich habe den Anhang einer verdächtigen Mail geöffnet", True),
        ("I got a suspicious email but I didn't click anything", False),
        ("je n'ai pas cliqué sur le lien du mail suspect", False),
        ("Ich habe auf nichts geklickt", False),
    ],
)
def test_who_says_to_have_clicked_is_not_asked_again(window: AppWindow, words: str, acted: bool) -> None:
    window.open(EmergencyPage("mail", words))
    screen = on_top(window)
    assert isinstance(screen, EmergencyScreen)
    assert screen.words.toPlainText() == words
    assert screen._touched_choice.get_chosen_key() == ("yes" if acted else "")
    assert screen.risky.isVisible() is acted
    QApplication.processEvents()
    assert not acted or screen.form.y() < screen.risky.y() < screen.now.y()


def test_a_number_is_copied_where_nothing_can_call(
    window: AppWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A link that no program opens ended in "Failed to open URI"."""
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url) or True)
    dials = [False]
    monkeypatch.setattr("selfhelp.ui.parts.contact_card.can_dial_numbers", lambda _app, _progress: dials[0])
    screen = emergency(window, "work")
    qtbot.wait(50)
    assert screen.contact.call.text() == "Copy"
    assert screen.send.property("primary"), "copying is not the way on"
    screen.contact.call.click()
    assert QApplication.clipboard().text() == "+33 1 23 45 67 89"
    assert opened == []
    dials[0], screen.contact._asked = True, False
    screen.contact.update_contact_details()
    qtbot.waitUntil(lambda: screen.contact.call.text() == "Call")
    assert (screen.contact.call.property("primary"), screen.send.property("primary")) == (True, False)
    screen.contact.call.click()
    assert [url.toString() for url in opened] == ["tel:+33123456789"]


def test_the_organisations_steps_replace_the_built_in_ones(qtbot: QtBot, app: App) -> None:
    own = Emergency(
        mail=("en=Press the fish button", f"en={HOSTILE[:200]}", "fr=Appuyez"),
        mail_address="abuse@example.com",
        mail_page="https://example.com/mail",
    )
    rules(app, own)
    window = make_window(qtbot, app)
    window.resize(400, 560)
    screen = emergency(window, "mail")
    words = said(screen)
    assert "Press the fish button" in words
    assert "<b>&amp;" in words
    assert "Forward the email to abuse@example.com as an attachment." in words
    assert "Don't click" not in words
    assert screen.page.isVisible()
    assert window.width() == 400
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in screen.findChildren(QLabel))


def test_a_page_that_is_no_page_is_never_opened(
    qtbot: QtBot, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url) or True)
    rules(app, Emergency(device_page="https://example.com/lock"))
    window = make_window(qtbot, app)
    screen = emergency(window, "device")
    screen.page.click()
    screen._open_link("file:///etc/passwd")
    screen._open_link("javascript:alert(1)")
    assert [url.toString() for url in opened] == ["https://example.com/lock"]


def test_without_a_number_it_says_so_and_the_box_has_the_focus(qtbot: QtBot, app: App) -> None:
    window = make_window(qtbot, app)
    screen = emergency(window, "work")
    assert not screen.contact.isVisible()
    assert "set a phone number" in said(screen)
    assert QApplication.focusWidget() is screen.words


def test_without_a_network_it_says_that_the_ticket_waits(
    window: AppWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("selfhelp.ui.screens.emergency.is_computer_offline", lambda: True)
    app = window.context.app
    desk = replace(app.policy.desk, connector="glpi")
    app.__dict__["loaded_policy"] = replace(app.loaded_policy, policy=replace(app.policy, desk=desk))
    assert "isn't connected to a network" in said(emergency(window, "work"))


def test_a_file_that_is_pasted_goes_to_the_form(window: AppWindow) -> None:
    screen = emergency(window, "work")
    screen.words.setPlainText("see the picture")
    screen.more.click()
    ask = on_top(window)
    assert isinstance(ask, AskScreen)
    assert ask.words.toPlainText() == "see the picture"
    assert ask.can_work.get_chosen_key() == "no"


def test_steps_are_read_by_language() -> None:
    lines = ("en=One", "fr=Un", "en=Two")
    assert select_emergency_steps(lines, "en") == ["One", "Two"]
    assert select_emergency_steps(lines, "fr") == ["Un"]
    assert select_emergency_steps(lines, "de") == ["One", "Two"]
    assert select_emergency_steps(("fr=Un",), "en") == ["Un"]
    assert select_emergency_steps((), "en") == []
    assert len(select_emergency_steps(["en=x"] * 50, "en")) == MOST_STEPS


def test_a_restored_draft_can_be_discarded_until_leaving(qtbot: QtBot, app: App) -> None:
    app.emergency_drafts.store(
        {"work": EmergencyDraft("It stays black"), "mail": EmergencyDraft("From my boss")}
    )
    window = make_window(qtbot, app)
    screen = emergency(window, "work")
    qtbot.waitUntil(screen.back.isVisible, timeout=5_000)
    assert "has been restored" in screen.back.heading.text()
    assert screen.words.toPlainText() == "It stays black"
    screen.back.button.click()
    assert screen.words.toPlainText() == ""
    qtbot.keyClicks(screen.words, "and hums")
    screen.back.button.click()  # the user wants it after all
    assert screen.words.toPlainText() == "It stays black\nand hums"
    screen.back.button.click()
    emergency(window, "mail")  # each emergency has its own
    assert screen.back.isVisible()
    assert screen.words.toPlainText() == "From my boss"
    emergency(window, "device")
    assert not screen.back.isVisible()
    emergency(window, "work")
    assert not screen.back.isVisible()
    assert screen.words.toPlainText() == ""
    qtbot.waitUntil(lambda: list(app.emergency_drafts.read()) == ["mail"], timeout=5_000)


@pytest.mark.parametrize("clicked", [False, True])
def test_the_answer_whether_one_clicked_is_kept_with_the_draft(qtbot: QtBot, app: App, clicked: bool) -> None:
    """Only the text came back when the page was left and opened again."""
    window = make_window(qtbot, app)
    if clicked:
        screen = emergency(window, "mail")
        screen._touched_choice.buttons["yes"].click()
        assert not screen.can_be_freed()
        screen.words.setPlainText("From my boss")
    else:
        window.open(EmergencyPage("mail", "I clicked a link in a suspicious email"))
    emergency(window, "device")
    screen = emergency(window, "mail")
    assert screen._touched_choice.get_chosen_key() == "yes"
    assert screen.risky.isVisible()
    window.open(HomePage())
    qtbot.waitUntil(lambda: "mail" in app.emergency_drafts.read(), timeout=5_000)
    later = emergency(make_window(qtbot, app), "mail")
    qtbot.waitUntil(later.back.isVisible, timeout=5_000)
    assert later._touched_choice.get_chosen_key() == "yes"
    assert later.risky.isVisible()
    later.back.button.click()
    assert later._touched_choice.get_chosen_key() == ""
    later.back.button.click()
    assert later._touched_choice.get_chosen_key() == "yes"
    later._make_current_case().report = "sent"
    later.on_shown(EmergencyPage("mail"))
    assert later._touched_choice.get_chosen_key() == "", "another email"
