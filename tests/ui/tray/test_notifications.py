"""What became of a ticket is said once: not at the foot of the window where its card says it already."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from selfhelp.core.text import N_, Text
from selfhelp.core.ticket import DeliveryState
from selfhelp.policy.help_desk import HelpDeskPolicy
from selfhelp.policy.policy import Policy
from selfhelp.ui.background.outbox_sender import FailedAttempt, SendRound
from selfhelp.ui.tray.notifications import notify_deliveries


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

    def shows_failed_attempt(self, ref: str) -> bool:
        return ref == "sh-1"

    def show_message(self, text: Text) -> None:
        self.said.append(str(text))


def sent(report: str, number: str, connector: str = "", path: str = "", reason: Text | None = None) -> Any:
    state = DeliveryState.DELIVERED
    return SimpleNamespace(
        report=report,
        ticket=number,
        state=state,
        stage=state,
        subject="No sound",
        connector=connector,
        path=path,
        reason=reason,
    )


def session_of(window: Seeing, connector: str = "rt") -> Any:
    places = SimpleNamespace(data=Path("/data"))
    app = SimpleNamespace(policy=Policy(desk=HelpDeskPolicy(connector=connector)), places=places)
    return SimpleNamespace(app=app, window=window, tray=SimpleNamespace(set_tool_tip=lambda _tip: None))


def test_without_a_help_desk_none_has_received_it() -> None:
    window = Seeing()
    for tickets in ([sent("sh-2", "8")], [sent("sh-2", "8"), sent("sh-3", "9")]):
        notify_deliveries(session_of(window, "folder"), SendRound(None, tickets))
    assert window.said == ["Saved on this computer", "Saved on this computer"]


def test_a_ticket_of_the_local_folder_was_received_by_no_help_desk_even_if_there_is_one_now() -> None:
    window = Seeing()
    local = sent("sh-2", "LOCAL-0001", "folder", "/data/desk/LOCAL-0001")
    notify_deliveries(session_of(window, "rt"), SendRound(None, [local]))
    assert window.said == ["Saved on this computer"]


def test_what_the_screen_shows_is_not_said_at_the_foot_as_well() -> None:
    window = Seeing()
    session: Any = session_of(window)
    notify_deliveries(session, SendRound(None, [sent("sh-1", "7")]))
    assert window.said == []
    notify_deliveries(session, SendRound(None, [sent("sh-2", "8"), sent("sh-1", "7")]))
    assert window.said == ["The help desk has received your ticket “No sound”. Its number is 8."]


def test_a_ticket_that_arrived_incompletely_or_not_for_certain_is_not_simply_called_received() -> None:
    """With the user's email app, the help desk was said to have a message that was only open there."""
    window, note = Seeing(), N_("The message is open in your email app.")
    notify_deliveries(session_of(window), SendRound(None, [sent("sh-2", "8", reason=note)]))
    assert window.said == ["The message is open in your email app."]


def test_sending_again_in_vain_is_said_with_its_reason_and_nothing_else() -> None:
    window = Seeing()
    session: Any = session_of(window)
    reason = N_("You don't have permission. Contact your administrator.")
    queued = FailedAttempt("sh-2", "No sound", DeliveryState.QUEUED, reason)
    notify_deliveries(session, SendRound(None, (), failed=[queued]))
    assert window.said == [f"“No sound” couldn't be sent. {reason}"]
    window.said.clear()
    state = DeliveryState.ATTENTION
    item = SimpleNamespace(report="sh-2", state=state, stage=state, subject="No sound", reason=reason)
    refused = FailedAttempt("sh-2", "No sound", DeliveryState.ATTENTION, reason)
    notify_deliveries(session, SendRound(None, [item], failed=[refused]))  # type: ignore[list-item]
    assert window.said == [f"“No sound” couldn't be sent. {reason}"]
    window.said.clear()
    notify_deliveries(session, SendRound(None, (), failed=[refused, queued]))
    assert window.said == [f"2 messages couldn't be sent. {reason}"]
    window.said.clear()
    other = FailedAttempt("sh-3", "No sound", DeliveryState.QUEUED, N_("The server is busy."))
    notify_deliveries(session, SendRound(None, (), failed=[refused, other]))
    assert window.said == ["2 messages couldn't be sent."], "not with the reason of one of them"
    window.said.clear()
    unknown = FailedAttempt("sh-3", "No sound", DeliveryState.UNKNOWN, reason)
    notify_deliveries(session, SendRound(None, (), failed=[refused, queued, unknown]))
    assert window.said == [
        "2 messages haven't been sent · 1 message hasn't been confirmed by the help desk yet"
    ]
    window.said.clear()
    shown = FailedAttempt("sh-1", "Nothing prints", DeliveryState.QUEUED, reason)
    notify_deliveries(session, SendRound(None, (), failed=[shown]))
    assert window.said == [], "the screen says it"


def test_a_placeholder_in_a_long_subject_is_not_cut() -> None:
    window = Seeing()
    ticket = sent("sh-2", "8")
    ticket.subject = "x" * 72 + " [secret:pin] is wrong"
    notify_deliveries(session_of(window), SendRound(None, [ticket]))
    assert window.said == [f"The help desk has received your ticket “{'x' * 72}…”. Its number is 8."]
