"""Who may connect to this computer: tools for remote help, and that only the person starts them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from selfhelp.core.text import N_, NN_, Text
from selfhelp.privacy import Known, Point, Topic
from selfhelp.remote.remote_support import NEVER_ASKED, Offer


def topic(known: Known) -> Topic:
    """Return who may connect."""
    points = _off() if not known.policy.remote.enabled else _on(known)
    return Topic("connecting", N_("Who may connect"), [*points, Point(NEVER_ASKED)])


def _off() -> Iterator[Point]:
    yield Point(N_("Remote help is turned off by your organisation."), False)


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
        yield Point(N_("No one: no remote help tool is installed."), False)
    if others:
        yield Point(N_("These are allowed but can't be started here."), False, others)
    if known.policy.remote.download:
        page = known.policy.remote.download
        yield Point(N_("Your organisation's download page: {page}", page=page))
    words = known.policy.remote.ticket_words
    some = N_("A ticket has two verification words that only a genuine caller knows.")
    yield Point(some if words else N_("Tickets have no verification words."), words)
    yield Point(
        N_("Tools installed by your organisation may have their own settings, which this page doesn't show.")
    )


def _named(offers: Sequence[Offer], *, ready: bool) -> Sequence[Text | str]:
    return [offer.tool.title for offer in offers if offer.ready is ready]
