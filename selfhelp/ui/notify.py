"""Tells the person what became of her tickets, also while the window is closed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from selfhelp.machine import desktop_bus
from selfhelp.model import Platform
from selfhelp.progress import Progress
from selfhelp.text import N_, NAME, NN_, Text
from selfhelp.ticket import Delivery, TicketState
from selfhelp.ui.states import NEEDS_HER

if TYPE_CHECKING:
    from selfhelp.report.following.follow import News
    from selfhelp.report.outbox.outbox import OutboxItem
    from selfhelp.ui.main import Session
    from selfhelp.ui.post import Round


def tell(session: Session, round_: Round) -> None:
    """Say it in the window where she sees it, else in one notification that opens "My tickets"."""
    _tell_answers(session, round_)
    told = [(item, sentence) for item in round_.changed if (sentence := _sentence(item)) is not None]
    if not told:
        return
    needing = [sentence for item, sentence in told if item.state is not Delivery.DELIVERED]
    session.tray.set_tip(needing[-1] if needing else None)
    item, sentence = told[-1]
    if len(told) > 1:
        sentence = _together(len(told), needing)
    say(session, sentence, "tickets", report=item.report)


def _tell_answers(session: Session, round_: Round) -> None:
    """Tell her about answers of hers that only she can send on."""
    needing = [reply for reply in round_.answers if reply.state in NEEDS_HER]
    if needing:
        sentence = N_("Your answer to the help desk needs your attention.")
        session.tray.set_tip(sentence)
        say(session, sentence, "outbox", report=needing[-1].ref)


def tell_news(session: Session, news: Sequence[News]) -> None:
    """Say that the help desk answered: in the window where she sees it, else in one notification.

    What was answered is not in it: a notification may be seen by others.
    """
    if not session.app.policy.follow.notify:
        return
    if len(news) > 1:
        text = NN_("{count} ticket has news.", "{count} of your tickets have news.", count=len(news))
        say(session, text, "tickets")
    elif news:
        say(session, _news(news[0]), "conversation", report=news[0].report)


def _news(news: News) -> Text:
    subject = news.subject[:120]
    if news.last is not None:
        return N_("The help desk answered: “{subject}”.", subject=subject)
    if news.state in (TicketState.SOLVED, TicketState.CLOSED):
        return N_("The help desk says it is solved: “{subject}”.", subject=subject)
    if news.state is TicketState.WAITING:
        return N_("The help desk waits for your answer: “{subject}”.", subject=subject)
    return N_("There is news about “{subject}”.", subject=subject)


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
    """Show it the way this system has, never taking the focus; a click opens the screen."""
    show = session.app.translator.show
    way = _WAYS.get(session.app.machine.platform, _by_the_sign)
    way(session, show(sentence), lambda: session.open(screen, **what))


def _by_the_sign(session: Session, sentence: str, clicked: Callable[[], None]) -> None:
    session.tray.message(session.app.translator.show(NAME), sentence, clicked)


def _over_the_bus(session: Session, sentence: str, clicked: Callable[[], None]) -> None:
    """The desktop's own service keeps it back while she presents or wants quiet."""
    show = session.app.translator.show
    message = desktop_bus.Message(show(NAME), sentence, show(N_("Show")))

    def work(progress: Progress) -> bool:
        return desktop_bus.notify(message, lambda: progress.cancelled)

    def done(was_clicked: bool) -> None:
        if was_clicked:
            clicked()

    session.jobs.start(work, done)


_WAYS = {Platform.LINUX: _over_the_bus}
