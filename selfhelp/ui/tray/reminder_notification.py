"""Show a reminder as a notification; if supported, with buttons for the user's answers.

On Linux, the four answers are buttons of the notification. On Windows and macOS (untested), the tray's
notification has no buttons; a click opens the home page, which offers the answers.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from selfhelp.core.model import Platform
from selfhelp.core.text import N_
from selfhelp.reminders import NOTICE, ReminderAnswer
from selfhelp.ui.navigation import HomePage, NoticesPage
from selfhelp.ui.tray.notifications import NotificationAction, show_desktop_notification

if TYPE_CHECKING:
    from selfhelp.ui.running_app import RunningApp


WITH_BUTTONS = frozenset({Platform.LINUX})
"""Platforms on which notifications support buttons."""


def notify_reminder(session: RunningApp, key: str, title: str, text: str) -> None:
    """Show a reminder as a notification.

    Args:
        session: the running app.
        key: the reminder's key, see `selfhelp.reminders.Candidate`.
        title: the text before the sentence, or "".
        text: the sentence, from the daily check or from IT.
    """
    sentence = f"{title}: {text}" if title else text
    if key.startswith(NOTICE):
        actions: Sequence[NotificationAction] = [
            NotificationAction(N_("Show"), partial(session.open, NoticesPage()))
        ]
    elif session.app.machine.platform in WITH_BUTTONS:
        actions = _build_answer_actions(session, key)
    else:
        actions = [NotificationAction(N_("Show"), partial(session.open, HomePage()))]
    show_desktop_notification(session, sentence, actions)
    if session.window is not None:
        session.window.notify_reminders_changed()


def _build_answer_actions(session: RunningApp, key: str) -> Sequence[NotificationAction]:
    from selfhelp.ui.home.upcoming_panel import LABELS

    acts = {answer: partial(_store_reminder_answer, session, key, answer) for answer in LABELS}
    acts[ReminderAnswer.NOW] = partial(_open_reminder_target, session, key)
    return [NotificationAction(label, acts[answer]) for answer, label in LABELS.items()]


def _open_reminder_target(session: RunningApp, key: str) -> None:
    from selfhelp.ui.parts.reminder_targets import open_reminder_target

    open_reminder_target(session.app, session.jobs, session.open, key)


def _store_reminder_answer(session: RunningApp, key: str, answer: ReminderAnswer) -> None:
    from selfhelp.ui.home.upcoming_panel import save_answer

    def on_answer_stored(_nothing: None) -> None:
        session.schedule_reminder()

    session.jobs.start_job(partial(save_answer, session.app, key, answer), on_answer_stored)
