"""Notify the user about their tickets, even while the window is closed."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from selfhelp.core.model import Platform
from selfhelp.core.progress import Progress
from selfhelp.core.secret_placeholders import make_secrets_readable
from selfhelp.core.text import N_, NAME, NN_, Text, shorten_text
from selfhelp.core.ticket import DeliveryState, TicketState
from selfhelp.machine.desktop import linux_notifications
from selfhelp.tickets.outbox.outbox_items import ReplyItem
from selfhelp.tickets.outbox.stored_messages import is_waiting_for_sign_in
from selfhelp.tickets.recipient import is_only_on_this_computer
from selfhelp.ui.navigation import ConversationPage, Destination, OutboxPage, SignInPage, TicketsPage
from selfhelp.ui.state_texts import DELIVERIES, NEEDS_ATTENTION, describe_unconfirmed, needs_user_action
from selfhelp.ui.tray.problem_message import ProblemMessage

if TYPE_CHECKING:
    from selfhelp.app.composition import App
    from selfhelp.tickets.following.status_poller import TicketUpdate
    from selfhelp.tickets.outbox.outbox import OutboxItem
    from selfhelp.ui.background.outbox_sender import FailedAttempt, SendRound
    from selfhelp.ui.running_app import RunningApp

LATER_MS = 600_000
"""Milliseconds until a postponed notification is retried; until then, the tray menu shows its text."""


def withdraw_settled_problem(session: RunningApp) -> None:
    """Close the latest message about a problem, and its tooltip, once it no longer applies."""
    problem = session.problem
    if problem is not None:
        session.jobs.start_job(
            partial(_is_settled, session.app, problem), partial(_withdraw_if_settled, session, problem)
        )


def _is_settled(app: App, problem: ProblemMessage, _progress: Progress) -> bool:
    outbox = app.get_outbox()
    concerned: list[OutboxItem | ReplyItem] = [
        *(item for item in outbox.list_items() if item.report in problem.refs),
        *(reply for reply in outbox.list_replies() if reply.ref in problem.refs),
    ]
    if problem.failed:
        return all(one.state is DeliveryState.DELIVERED for one in concerned)
    return not any(needs_user_action(one.stage, one.reason) for one in concerned)


def _withdraw_if_settled(session: RunningApp, problem: ProblemMessage, settled: bool) -> None:
    if settled and session.problem is problem:  # otherwise there is a newer one
        session.problem = None
        session.tray.set_tool_tip(None)
        if session.window is not None:
            session.window.withdraw_message(problem.sentence)


def notify_deliveries(session: RunningApp, round_: SendRound) -> None:
    """Report a round's deliveries: in the window if it is visible, otherwise in a notification."""
    failed = {one.ref for one in round_.failed}
    _notify_refused_replies(session, round_, failed)
    described = [(item, _describe_delivery(session, item)) for item in round_.changed]
    told = [(item, sentence) for item, sentence in described if sentence is not None]
    if round_.failed:
        _notify_failed_attempts(session, round_.failed)
    if not told:
        return
    needing = [sentence for item, sentence in told if item.state is not DeliveryState.DELIVERED]
    session.tray.set_tool_tip(needing[-1] if needing else None)
    window = session.window
    told = [one for one in told if one[0].report not in failed]
    told = [one for one in told if window is None or not window.shows_ticket(one[0].report)]  # shown once
    if not told:
        return
    item, sentence = told[-1]
    if len(told) > 1 and (needing or not any(_is_only_here(session, one) for one, _ in told)):
        sentence = _summarise_deliveries([one for one, _ in told])
    asking = [one for one, _ in told if one.stage is DeliveryState.SIGN_IN_NEEDED]
    waits = any(is_waiting_for_sign_in(one.stage, one.reason) for one in asking)
    sign_in = NotificationAction(N_("Sign in"), lambda: session.open(SignInPage()))
    if refs := {one.report for one, _ in told if one.state is not DeliveryState.DELIVERED}:
        session.problem = ProblemMessage(sentence, refs)
    notify_user(session, sentence, TicketsPage(item.report), [sign_in] if waits else [])


def _notify_failed_attempts(session: RunningApp, failed: Sequence[FailedAttempt]) -> None:
    """Report that "Send again" failed, with the reason, unless the current screen shows the reason."""
    window = session.window
    failed = [one for one in failed if window is None or not window.shows_failed_attempt(one.ref)]
    if failed:
        sentence = _describe_failed_attempts(failed)
        session.problem = ProblemMessage(sentence, {one.ref for one in failed}, failed=True)
        notify_user(session, sentence, OutboxPage(failed[0].ref))


def _describe_failed_attempts(failed: Sequence[FailedAttempt]) -> Text:
    """Return a sentence about items that couldn't be sent, with the reason if it is the same for all."""
    first = failed[0]
    unconfirmed = describe_unconfirmed([one.state for one in failed])
    if unconfirmed is not None and len(failed) == 1 and first.reason is not None:
        return N_("Not confirmed by the help desk yet. {reason}", reason=first.reason)
    if unconfirmed is not None:
        return unconfirmed if len(failed) > 1 else DELIVERIES[DeliveryState.UNKNOWN][1]
    reason = first.reason
    if reason is None and len(failed) == 1 and first.subject:
        return N_("Your ticket “{subject}” hasn't been sent", subject=shorten_text(first.subject, 80))
    if reason is None or any(one.reason != reason for one in failed):
        count = len(failed)
        return NN_("{count} message couldn't be sent.", "{count} messages couldn't be sent.", count)
    if len(failed) > 1:
        return NN_(
            "{count} message couldn't be sent. {reason}",
            "{count} messages couldn't be sent. {reason}",
            len(failed),
            reason=reason,
        )
    if first.subject:
        return N_(
            "“{subject}” couldn't be sent. {reason}", subject=shorten_text(first.subject, 80), reason=reason
        )
    return N_("Your reply couldn't be sent. {reason}", reason=reason)


def _notify_refused_replies(session: RunningApp, round_: SendRound, told: Collection[str]) -> None:
    """Report replies that can't be sent without an action of the user, except those already reported."""
    needing = [reply for reply in round_.answers if reply.stage in NEEDS_ATTENTION and reply.ref not in told]
    if needing:
        sentence = _describe_failed_attempts([_make_failed_attempt(one) for one in needing])
        session.tray.set_tool_tip(sentence)
        session.problem = ProblemMessage(sentence, {reply.ref for reply in needing})
        notify_user(session, sentence, OutboxPage(needing[-1].ref))


def notify_replies(session: RunningApp, news: Sequence[TicketUpdate]) -> None:
    """Report new replies: in the window if it is visible, otherwise in one notification.

    The notification doesn't quote the reply, because other people may see it.
    """
    if not session.app.policy.ticket_updates.notify:
        return
    if len(news) > 1:
        text = NN_(
            "{count} ticket has been updated.", "{count} of your tickets have been updated.", count=len(news)
        )
        notify_user(session, text, TicketsPage())
    elif news:
        report = news[0].report
        notify_user(
            session,
            _describe_update(news[0]),
            ConversationPage(report),
            [_build_mark_read_action(session, report)],
        )


def _describe_update(news: TicketUpdate) -> Text:
    subject = shorten_text(news.subject, 120)
    if news.last is not None:
        return N_("The help desk replied: “{subject}”.", subject=subject)
    if news.state in (TicketState.SOLVED, TicketState.CLOSED):
        return N_("The help desk says “{subject}” is resolved.", subject=subject)
    if news.state is TicketState.WAITING:
        return N_("The help desk is waiting for your reply: “{subject}”.", subject=subject)
    return N_("There's an update to “{subject}”.", subject=subject)


@dataclass(frozen=True, slots=True)
class NotificationAction:
    """A button of a notification: its label and its function."""

    label: Text
    run: Callable[[], None]


def notify_user(
    session: RunningApp, sentence: Text, destination: Destination, also: Sequence[NotificationAction] = ()
) -> None:
    """Show a sentence in the window if it is visible, otherwise in a notification.

    Args:
        session: the running app.
        sentence: the text.
        destination: the page that a click opens.
        also: further buttons, if the system supports them.
    """
    window = session.window
    if window is not None and window.isVisible() and not window.isMinimized():
        window.show_message(sentence)
        return
    first = NotificationAction(N_("Show"), lambda: session.open(destination))
    translator = session.app.translator
    text = make_secrets_readable(translator.translate(sentence), translator)
    show_desktop_notification(session, text, [first, *also])


def show_desktop_notification(
    session: RunningApp, sentence: str, actions: Sequence[NotificationAction]
) -> None:
    """Show a notification even if the window is visible; a click on it runs the first action."""
    way = _WAYS.get(session.app.machine.platform, _notify_by_icon)
    way(session, sentence, actions)


def _summarise_deliveries(items: Sequence[OutboxItem]) -> Text:
    """Return one sentence about the deliveries of several tickets, for example after an outage."""
    needing = [one for one in items if one.state is not DeliveryState.DELIVERED]
    if needing:
        return _describe_failed_attempts([_make_failed_attempt(one) for one in needing])
    return NN_(
        "The help desk has received one of your tickets.",
        "The help desk has received {count} of your tickets.",
        count=len(items),
    )


def _make_failed_attempt(item: OutboxItem | ReplyItem) -> FailedAttempt:
    from selfhelp.ui.background.outbox_sender import FailedAttempt  # it isn't needed for reminders

    if isinstance(item, ReplyItem):
        return FailedAttempt(item.ref, "", item.state, item.reason)
    return FailedAttempt(item.report, item.subject, item.state, item.reason)


def _is_only_here(session: RunningApp, item: OutboxItem) -> bool:
    """Return whether a ticket is only in a folder on this computer, so that no help desk receives it."""
    return is_only_on_this_computer(session.app.policy, session.app.places, item)


def _describe_delivery(session: RunningApp, item: OutboxItem) -> Text | None:
    match item.stage:
        case DeliveryState.DELIVERED:
            if _is_only_here(session, item):
                return N_("Saved on this computer")
            if item.reason is not None:  # files are missing, or the user's email app has the message
                return item.reason
            return N_(
                "The help desk has received your ticket “{subject}”. Its number is {number}.",
                subject=shorten_text(item.subject, 80),
                number=item.ticket,
            )
        case DeliveryState.ATTENTION | DeliveryState.SIGN_IN_NEEDED | DeliveryState.EXPIRED:
            return _describe_failed_attempts([_make_failed_attempt(item)])
    return None


def _build_mark_read_action(session: RunningApp, report: str) -> NotificationAction:
    """Return a notification button that marks a ticket as read, without opening the window."""

    def update_window(_nothing: object) -> None:
        if session.window is not None:
            session.window.notify_tickets_changed()

    def start_marking_as_read() -> None:
        conversations = session.app.conversations
        session.jobs.start_job(lambda _: conversations.mark_conversation_read(report), update_window)

    return NotificationAction(N_("Mark as read"), start_marking_as_read)


def _notify_by_icon(session: RunningApp, sentence: str, actions: Sequence[NotificationAction]) -> None:
    """Show a notification at the tray icon, without buttons; postpone it during "do not disturb"."""
    from selfhelp.machine.desktop.do_not_disturb import is_do_not_disturb_on

    if is_do_not_disturb_on(session.app.machine.platform):
        QTimer.singleShot(LATER_MS, session.tray, lambda: _notify_by_icon(session, sentence, actions))
        return
    session.tray.show_notification(session.app.translator.translate(NAME), sentence, actions[0].run)


def _notify_over_bus(session: RunningApp, sentence: str, actions: Sequence[NotificationAction]) -> None:
    """Show a notification through the desktop's service, which respects "do not disturb"."""
    show = session.app.translator.translate
    message = linux_notifications.DesktopMessage(
        show(NAME), sentence, [show(action.label) for action in actions]
    )
    session.desktop_notifications.show_notification(
        message, lambda place: actions[min(place, len(actions) - 1)].run()
    )


_WAYS = {Platform.LINUX: _notify_over_bus}
