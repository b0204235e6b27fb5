"""What is read on this computer, and what of it stays readable in a ticket."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from selfhelp.core.text import N_, NN_, Text
from selfhelp.privacy import Known, Point, Topic

MARKS: Mapping[str, Text] = MappingProxyType(
    {
        "person": N_("names of people, account names, e-mail addresses"),
        "host": N_("names of computers"),
        "address": N_("network addresses"),
        "hardware": N_("serial numbers and hardware addresses"),
        "network": N_("names of networks, VPNs and shares"),
        "device": N_("names of printers, disks and cameras"),
        "path": N_("names of files and folders"),
    }
)
"""What may stay readable, by the marks of `policy.EXEMPT`."""


def topic(known: Known) -> Topic:
    """Return what is read."""
    points = [*_sections(known), *_stand_ins(known), *_ticket(known), *_pictures(known)]
    return Topic("collection", N_("What is read"), points)


def _sections(known: Known) -> Iterator[Point]:
    offered = [c for c in known.catalog.collectors.values() if not c.private]
    read = [c.title for c in offered if c.id not in known.unwanted]
    left_out = [c.title for c in offered if c.id in known.unwanted]
    off = [c.title for c in known.catalog.switched_off()]
    if read:
        text = NN_(
            "For a ticket, {count} kind of fact about this computer is collected. You see it all before it "
            "is sent.",
            "For a ticket, {count} kinds of facts about this computer are collected. You see them all before "
            "they are sent.",
            len(read),
        )
        yield Point(text, True, read)
    if left_out:
        yield Point(
            NN_(
                "{count} kind is left out, as you chose.",
                "{count} kinds are left out, as you chose.",
                len(left_out),
            ),
            False,
            left_out,
        )
    if off:
        text = NN_(
            "{count} kind is never collected: your organisation switched it off.",
            "{count} kinds are never collected: your organisation switched them off.",
            len(off),
        )
        yield Point(text, False, off)
    seconds = round(known.policy.evidence.budget)
    yield Point(N_("Looking takes {seconds} seconds at most; then it stops.", seconds=seconds))


def _stand_ins(known: Known) -> Iterator[Point]:
    readable = known.policy.redaction.exempt
    hidden = [text for mark, text in MARKS.items() if mark not in readable]
    if hidden:
        yield Point(N_("In these facts stand-ins replace what identifies you."), True, hidden)
    if readable:
        text = N_("Your organisation wants this readable in them.")
        yield Point(text, True, [MARKS[mark] for mark in MARKS if mark in readable])


def _ticket(known: Known) -> Iterator[Point]:
    evidence = known.policy.evidence
    computer = N_("A ticket names this computer: its name, model, serial number and asset tag.")
    no_computer = N_("A ticket does not name this computer.")
    yield Point(computer if evidence.computer else no_computer, evidence.computer)
    account = N_("A ticket names the account that you signed in with.")
    yield Point(account if evidence.account else N_("A ticket does not name your account."), evidence.account)
    cleaned = N_("Text files that you attach are cleaned of secrets and names first.")
    as_they_are = N_("Files that you attach are sent as they are; passwords in what you write are removed.")
    yield Point(cleaned if known.policy.redaction.attachments else as_they_are)


def _pictures(known: Known) -> Iterator[Point]:
    if known.policy.evidence.screenshots:
        yield Point(
            N_(
                "A picture of the screen (screenshot) is only taken when you click; you see it before it "
                "is sent."
            )
        )
    else:
        yield Point(N_("Pictures of the screen (screenshots) are switched off by your organisation."), False)
