"""Who may connect to this computer: tools for remote help, and that only the person starts them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from selfhelp.core.text import N_, NN_, Text
from selfhelp.privacy import Known, Point, Topic
from selfhelp.remote.remote_support import NEVER_ASKED, Offer


def topic(known: Known) -> Topic:
    """Return who may connect."""
    points = _off() if not known.policy.remote.enabled else _on(known)
    return Topic("remote-access", N_("Who may connect"), [*points, Point(NEVER_ASKED)])


def _off() -> Iterator[Point]:
    yield Point(N_("Remote help is not started from this app: your organisation switched it off."), False)


def _on(known: Known) -> Iterator[Point]:
    ready, others = _named(known.offers, ready=True), _named(known.offers, ready=False)
    if ready:
        text = NN_(
            "A technician, with {count} tool that you start yourself.",
            "A technician, with one of {count} tools that you start yourself.",
            len(ready),
        )
        yield Point(text, True, ready)
    else:
        yield Point(N_("Nobody from here: no tool for remote help is installed."), False)
    if others:
        yield Point(N_("These are allowed, but cannot be started here."), False, others)
    if known.policy.remote.download:
        page = known.policy.remote.download
        yield Point(N_("Your organisation's page to get its tool: {page}", page=page))
    words = known.policy.remote.caller_verification
    some = N_("A ticket has two words by which you know a genuine caller.")
    yield Point(some if words else N_("Tickets have no words by which you know a genuine caller."), words)
    yield Point(
        N_("Tools that your organisation installed may have settings of their own that are not seen here.")
    )


def _named(offers: Sequence[Offer], *, ready: bool) -> Sequence[Text | str]:
    return [offer.tool.title for offer in offers if offer.ready is ready]
