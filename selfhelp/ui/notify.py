"""Tells the person what became of her tickets, also while the window is closed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from selfhelp.machine import desktop_bus
from selfhelp.progress import Progress
from selfhelp.text import N_, NN_, Text
from selfhelp.ticket import Delivery
from selfhelp.ui.tray import NAME

if TYPE_CHECKING:
    from selfhelp.report.outbox import OutboxItem
    from selfhelp.ui.main import Session
    from selfhelp.ui.post import Round


def tell(session: Session, round_: Round) -> None:
    """Say it in the window where she sees it, else in one notification that opens "My tickets"."""
    told = [(item, sentence) for item in round_.changed if (sentence := _sentence(item)) is not None]
    if not told:
        return
    needing = [sentence for item, sentence in told if item.state is not Delivery.DELIVERED]
    session.tray.set_tip(needing[-1] if needing else None)
    item, sentence = told[-1]
    if len(told) > 1:
        sentence = _together(len(told), needing)
    say(session, sentence, "tickets", report=item.report)


def say(session: Session, sentence: Text, screen: str, **what: object) -> None:
    """Say a sentence in the window where she sees it, else in a notification that opens a screen."""
    window = session.window
    if window is not None and window.isVisible() and not window.isMinimized():
        window.say(sentence)
    else:
        _notify(session, sentence, screen, what)


def _together(count: int, needing: Sequence[Text]) -> Text:
    """After an outage many arrive at once: one sentence for all."""
    if needing:
        return NN_(
            "One of your reports needs your attention.",
            "{count} of your reports need your attention.",
            count=len(needing),
        )
    return NN_(
        "The help desk has one of your reports.", "The help desk has {count} of your reports.", count=count
    )


def _sentence(item: OutboxItem) -> Text | None:
    match item.state:
        case Delivery.DELIVERED:
            return N_("The help desk has your report. Its number is {number}.", number=item.ticket)
        case Delivery.ATTENTION | Delivery.SIGN_IN_NEEDED | Delivery.EXPIRED:
            return N_("Your report “{subject}” needs your attention.", subject=item.subject)
    return None


def _notify(session: Session, sentence: Text, screen: str, what: Mapping[str, object]) -> None:
    show = session.app.translator.show
    message = desktop_bus.Message(show(NAME), show(sentence), show(N_("Show")))

    def work(progress: Progress) -> bool:
        return desktop_bus.notify(message, lambda: progress.cancelled)

    def done(clicked: bool) -> None:
        if clicked:
            session.open(screen, **what)

    session.jobs.start(work, done)
