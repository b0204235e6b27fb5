"""How the help desk is reached, on a computer that can't dial."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PySide6.QtWidgets import QApplication, QLabel

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
    policy = replace(app.policy, support=SupportPolicy(phone="+33 1 23 45 67 89"))
    app.__dict__["loaded_policy"] = replace(app.loaded_policy, policy=policy)
    window = make_window(TicketTopicPage("lost-or-stolen-device"))
    card = window.get_current_screen().findChild(ContactCard)
    assert card is not None
    assert card.standing.text().startswith("The help desk opens ")
    assert card.standing.text().endswith("Send a ticket now, and call when the help desk opens.")
    assert all("desk now" not in label.text() for label in window.findChildren(QLabel))


def test_without_a_number_there_is_nothing_to_copy(make_window: Make, app: App) -> None:
    policy = replace(app.policy, support=SupportPolicy(email="help@example.com"))
    app.__dict__["loaded_policy"] = replace(app.loaded_policy, policy=policy)
    card = make_window(EmergencyPage("work")).findChild(ContactCard)
    assert card is not None
    assert not card.number.isVisible()
    assert not card.call.isVisible()
