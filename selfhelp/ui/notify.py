"""Tells the person what became of her tickets, also while the window is closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from selfhelp.machine import desktop_bus
from selfhelp.model import Delivery
from selfhelp.progress import Progress
from selfhelp.text import N_, Text
from selfhelp.ui.tray import NAME

if TYPE_CHECKING:
    from selfhelp.report.outbox import OutboxItem
    from selfhelp.ui.main import Session
    from selfhelp.ui.post import Round


def tell(session: Session, round_: Round) -> None:
    """Say it in the window where that is open, else as a notification that opens "My tickets"."""
    for item in round_.changed:
        sentence = _sentence(item)
        if sentence is None:
            continue
        session.tray.set_tip(None if item.state is Delivery.DELIVERED else sentence)
        if session.window is not None and session.window.isVisible():
            session.window.say(sentence)
        else:
            _notify(session, sentence, item.report)


def _sentence(item: OutboxItem) -> Text | None:
    match item.state:
        case Delivery.DELIVERED:
            return N_("The help desk has your report. Its number is {number}.", number=item.ticket)
        case Delivery.ATTENTION | Delivery.SIGN_IN_NEEDED | Delivery.EXPIRED:
            return N_("Your report “{subject}” needs your attention.", subject=item.subject)
    return None


def _notify(session: Session, sentence: Text, report: str) -> None:
    show = session.app.translator.show
    message = desktop_bus.Message(show(NAME), show(sentence), show(N_("Show")))

    def work(progress: Progress) -> bool:
        return desktop_bus.notify(message, lambda: progress.cancelled)

    def done(clicked: bool) -> None:
        if clicked:
            session.open("tickets", report=report)

    session.jobs.start(work, done)
