"""What is read on this computer, and what of it stays readable in a ticket."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from selfhelp.core.text import N_, NN_, Text
from selfhelp.privacy import Known, Point, Topic

MARKS: Mapping[str, Text] = MappingProxyType(
    {
        "person": N_("names of people, account names, email addresses"),
        "host": N_("names of computers"),
        "address": N_("network addresses"),
        "hardware": N_("serial numbers and hardware addresses"),
        "network": N_("names of networks, VPNs and shares"),
        "device": N_("names of printers, disks and cameras"),
        "path": N_("names of files and folders"),
    }
)
"""What may stay readable, by the marks of `policy.READABLE`."""


def topic(known: Known) -> Topic:
    """Return what is read."""
    points = [*_sections(known), *_stand_ins(known), *_ticket(known), *_pictures(known)]
    return Topic("reading", N_("What is collected"), points)


def _sections(known: Known) -> Iterator[Point]:
    offered = [c for c in known.catalog.collectors.values() if not c.private]
    read = [c.title for c in offered if c.id not in known.unwanted]
    left_out = [c.title for c in offered if c.id in known.unwanted]
    off = [c.title for c in known.catalog.switched_off()]
    if read:
        text = NN_(
            "For a ticket, {count} kind of fact about this computer is collected. You see it "
            "before you send it.",
            "For a ticket, {count} kinds of facts about this computer are collected. You see them"
            " before you send them.",
            len(read),
        )
        yield Point(text, True, read)
    if left_out:
        yield Point(
            NN_(
                "{count} kind isn't collected, as you chose.",
                "{count} kinds aren't collected, as you chose.",
                len(left_out),
            ),
            False,
            left_out,
        )
    if off:
        text = NN_(
            "{count} kind is never collected: your organisation turned it off.",
            "{count} kinds are never collected: your organisation turned them off.",
            len(off),
        )
        yield Point(text, False, off)
    seconds = round(known.policy.evidence.budget)
    yield Point(N_("Collecting stops after {seconds} seconds.", seconds=seconds))


def _stand_ins(known: Known) -> Iterator[Point]:
    readable = known.policy.evidence.readable
    hidden = [text for mark, text in MARKS.items() if mark not in readable]
    if hidden:
        yield Point(N_("Placeholders replace what identifies you."), True, hidden)
    if readable:
        text = N_("Your organisation keeps this readable.")
        yield Point(text, True, [MARKS[mark] for mark in MARKS if mark in readable])


def _ticket(known: Known) -> Iterator[Point]:
    evidence = known.policy.evidence
    computer = N_("A ticket names this computer: its name, model, serial number and asset tag.")
    no_computer = N_("A ticket doesn't name this computer.")
    yield Point(computer if evidence.computer else no_computer, evidence.computer)
    account = N_("A ticket names your account.")
    yield Point(account if evidence.account else N_("A ticket doesn't name your account."), evidence.account)
    cleaned = N_("Secrets and names are removed from text files that you attach.")
    as_they_are = N_("Files that you attach are sent unchanged. Passwords in your message are removed.")
    yield Point(cleaned if evidence.clean_attached else as_they_are)


def _pictures(known: Known) -> Iterator[Point]:
    if known.policy.evidence.screenshots:
        yield Point(N_("A screenshot is taken only when you click. You see it before you send it."))
    else:
        yield Point(N_("Screenshots are turned off by your organisation."), False)
