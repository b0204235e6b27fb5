"""How the help desk is reached, on a computer that can't dial."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from selfhelp.app.composition import App
from selfhelp.app.contact import HelpDeskAvailability
from selfhelp.policy.opening_hours import OpenStatus
from selfhelp.policy.support import SupportPolicy
from selfhelp.ui.navigation import EmergencyPage, TicketTopicPage
from selfhelp.ui.parts.contact_card import ContactCard
from tests.ui.pages import Make


def test_the_number_is_shown_and_can_be_copied(make_window: Make, app: App) -> None:
    """A click on "Call" ended in an error of the desktop, and the number was nowhere to copy."""
    policy = replace(app.policy, support=SupportPolicy(phone="+33 1 23 45 67 89"))
    app.__dict__["loaded_policy"] = replace(app.loaded_policy, policy=policy)
    window = make_window(EmergencyPage("work"))
    card = window.findChild(ContactCard)
    assert card is not None
    assert card.number.isVisible()
    assert card.number.text().replace("\N{NO-BREAK SPACE}", " ") == "+33 1 23 45 67 89"
    assert card.call.accessibleName() == "Copy +33 1 23 45 67 89"
    card.call.click()
    assert QApplication.clipboard().text() == "+33 1 23 45 67 89"


def test_an_urgent_page_says_at_night_to_send_a_ticket(
    make_window: Make, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    status = OpenStatus(False, datetime(2030, 3, 4, 7, tzinfo=UTC))
    monkeypatch.setattr(HelpDeskAvailability, "_read_opening_status", lambda _: status)
    support = SupportPolicy(phone="+33 1 23 45 67 89", email="help@example.com")
    policy = replace(app.policy, support=support)
    app.__dict__["loaded_policy"] = replace(app.loaded_policy, policy=policy)
    wet = make_window(TicketTopicPage("liquid-spill")).get_current_screen()
    said = " ".join(label.text() for label in wet.findChildren(QLabel))
    elsewhere = "Email help@example.com now from another device"
    assert said.count("The help desk is closed.") == said.count(elsewhere) == 1
    assert "Send a ticket now" not in said
    card = wet.findChild(ContactCard)
    assert card is not None
    assert card.write.isHidden(), "not from the wet computer"
    assert "Call the help desk from another device." not in said, "it is closed"
    fire = make_window(TicketTopicPage("swollen-battery")).get_current_screen()
    said = " ".join(label.text() for label in fire.findChildren(QLabel))
    assert said.count("The help desk is closed.") == 1
    assert "Send a ticket" not in said
    clicked = make_window(EmergencyPage("mail", words="I clicked on it")).get_current_screen()
    said = " ".join(label.text() for label in clicked.findChildren(QLabel))
    assert said.count("The help desk is closed.") == 1
    window = make_window(TicketTopicPage("lost-or-stolen-device"))
    card = window.get_current_screen().findChild(ContactCard)
    assert card is not None
    assert card.standing.text().startswith("The help desk is closed. It opens again ")
    assert card.standing.text().endswith(" Send a ticket now.")
    texts = [label.text() for label in window.get_current_screen().findChildren(QLabel)]
    assert "This is urgent." in texts, "the card with the number asks for the ticket"
    assert all("desk now" not in text and "Call the help desk, and" not in text for text in texts)


def test_the_steps_of_a_topic_say_at_night_when_the_help_desk_opens(
    make_window: Make, app: App, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The steps said "Call the help desk." below "The help desk is closed."."""
    status = OpenStatus(False, datetime(2030, 3, 4, 7, tzinfo=UTC))
    monkeypatch.setattr(HelpDeskAvailability, "_read_opening_status", lambda _: status)
    policy = replace(app.policy, support=SupportPolicy(phone="+33 1 23 45 67 89"))
    app.__dict__["loaded_policy"] = replace(app.loaded_policy, policy=policy)
    screen = make_window(TicketTopicPage("meeting-room")).get_current_screen()
    texts = [label.text() for label in screen.findChildren(QLabel)]
    assert any("If it's urgent, call the help desk. The help desk is closed. It opens" in t for t in texts)


def test_the_number_changes_when_the_help_desk_closes(
    make_window: Make, app: App, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    """A page that stayed open past the opening hours went on showing a number that no one answered."""
    status = [OpenStatus(True, datetime.now(UTC))]
    monkeypatch.setattr(HelpDeskAvailability, "_read_opening_status", lambda _: status[0])
    support = SupportPolicy(phone="+33 1 23 45 67 89", emergency="+33 6 00 00 00 00")
    app.__dict__["loaded_policy"] = replace(app.loaded_policy, policy=replace(app.policy, support=support))
    window = make_window(EmergencyPage("work"))
    card = window.get_current_screen().findChild(ContactCard)
    assert card is not None
    assert card.number.text().startswith("+33\N{NO-BREAK SPACE}1")
    status[0] = OpenStatus(False, datetime.now(UTC) + timedelta(hours=9))
    qtbot.waitUntil(lambda: card.number.text().startswith("+33\N{NO-BREAK SPACE}6"), timeout=5_000)
    assert "It opens again" in card.standing.text()


def test_without_a_number_there_is_nothing_to_copy(make_window: Make, app: App) -> None:
    policy = replace(app.policy, support=SupportPolicy(email="help@example.com"))
    app.__dict__["loaded_policy"] = replace(app.loaded_policy, policy=policy)
    card = make_window(EmergencyPage("work")).findChild(ContactCard)
    assert card is not None
    assert not card.number.isVisible()
    assert not card.call.isVisible()
