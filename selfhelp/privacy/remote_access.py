"""The topic of remote access: the support tools, which only the user can start."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from selfhelp.core.text import N_, NN_, Text
from selfhelp.privacy import PrivacyFacts, PrivacyPoint, PrivacyTopic
from selfhelp.remote.remote_support import NEVER_ASKED, ToolOffer


def build_topic(known: PrivacyFacts) -> PrivacyTopic:
    """Return the topic about remote access to this computer."""
    points = _iter_points_when_off() if not known.policy.remote.enabled else _iter_points_when_on(known)
    return PrivacyTopic("remote-access", N_("Who can connect"), [*points, PrivacyPoint(NEVER_ASKED)])


def _iter_points_when_off() -> Iterator[PrivacyPoint]:
    yield PrivacyPoint(N_("Your organisation has turned off remote support."), False)


def _iter_points_when_on(known: PrivacyFacts) -> Iterator[PrivacyPoint]:
    ready, others = _list_tool_titles(known.offers, ready=True), _list_tool_titles(known.offers, ready=False)
    if ready:
        text = NN_(
            "A technician, with {count} tool that you start yourself.",
            "A technician, with one of {count} tools that you start yourself.",
            len(ready),
        )
        yield PrivacyPoint(text, True, ready)
    else:
        yield PrivacyPoint(N_("No one: no remote support tool is installed."), False)
    if others:
        yield PrivacyPoint(
            N_("These tools are allowed, but can't be started on this computer."), False, others
        )
    if known.policy.remote.download:
        page = known.policy.remote.download
        yield PrivacyPoint(N_("Download page for your organisation's tool: {page}", page=page))
    words = known.policy.remote.caller_verification
    some = N_("Each ticket has two verification words, so that you can verify a caller.")
    yield PrivacyPoint(some if words else N_("Tickets have no verification words."), words)
    yield PrivacyPoint(N_("Tools installed by your organisation can have settings that aren't shown here."))


def _list_tool_titles(offers: Sequence[ToolOffer], *, ready: bool) -> Sequence[Text | str]:
    return [offer.tool.title for offer in offers if offer.is_ready is ready]
