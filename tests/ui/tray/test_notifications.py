"""What became of a ticket is said once: not at the foot of the window where its card says it already."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from selfhelp.core.text import Text
from selfhelp.core.ticket import DeliveryState
from selfhelp.ui.background.outbox_sender import SendRound
from selfhelp.ui.tray.notifications import notify_send_round


class Seeing:
    """A window in which the card of one ticket is seen."""

    def __init__(self) -> None:
        self.said: list[str] = []

    def isVisible(self) -> bool:
        return True

    def isMinimized(self) -> bool:
        return False

    def shows_ticket(self, report: str) -> bool:
        return report == "sh-1"

    def show_message(self, text: Text) -> None:
        self.said.append(str(text))


def sent(report: str, number: str) -> Any:
    return SimpleNamespace(report=report, ticket=number, state=DeliveryState.DELIVERED, subject="No sound")


def test_what_the_screen_shows_is_not_said_at_the_foot_as_well() -> None:
    window = Seeing()
    session: Any = SimpleNamespace(window=window, tray=SimpleNamespace(set_tool_tip=lambda _tip: None))
    notify_send_round(session, SendRound(None, [sent("sh-1", "7")]))
    assert window.said == []
    notify_send_round(session, SendRound(None, [sent("sh-2", "8"), sent("sh-1", "7")]))
    assert window.said == ["The help desk has received your ticket. Its number is 8."]
