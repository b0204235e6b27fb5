"""The topic of collection: the data that is read, and the data that stays readable in tickets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from selfhelp.core.text import N_, NN_, Size, Text
from selfhelp.privacy import PrivacyFacts, PrivacyPoint, PrivacyTopic

MARKS: Mapping[str, Text] = MappingProxyType(
    {
        "person": N_("names of people, account names, email addresses"),
        "host": N_("computer names"),
        "address": N_("network addresses"),
        "hardware": N_("serial numbers and hardware addresses"),
        "network": N_("names of networks, VPNs and shares"),
        "device": N_("names of cameras, headsets and other devices"),
        "path": N_("names of files and folders"),
    }
)
"""Descriptions of data that may stay readable, by the privacy classes in `policy.EXEMPT`."""


def build_topic(known: PrivacyFacts) -> PrivacyTopic:
    """Return the topic about the data that is read on this computer."""
    points = [
        *_iter_section_points(known),
        *_iter_placeholder_points(known),
        *_iter_identity_points(known),
        _build_attachment_point(known),
        *_iter_screenshot_points(known),
    ]
    return PrivacyTopic("collection", N_("What is collected"), points)


def _iter_section_points(known: PrivacyFacts) -> Iterator[PrivacyPoint]:
    offered = [c for c in known.catalog.collectors.values() if not c.private]
    read = [c.title for c in offered if c.id not in known.unwanted]
    left_out = [c.title for c in offered if c.id in known.unwanted]
    off = [c.title for c in known.catalog.list_disabled_collectors()]
    if read:
        text = NN_(
            "For a ticket, {count} section of facts about this computer is collected. You can "
            "review it before it's sent.",
            "For a ticket, {count} sections of facts about this computer are collected. You can "
            "review them before they're sent.",
            len(read),
        )
        yield PrivacyPoint(text, True, read)
    if left_out:
        yield PrivacyPoint(
            NN_(
                "You've turned off {count} section.",
                "You've turned off {count} sections.",
                len(left_out),
            ),
            False,
            left_out,
        )
    if off:
        text = NN_(
            "Your organisation has turned off {count} section.",
            "Your organisation has turned off {count} sections.",
            len(off),
        )
        yield PrivacyPoint(text, False, off)
    seconds = round(known.policy.evidence.budget)
    yield PrivacyPoint(N_("Collection stops after {seconds} seconds at most.", seconds=seconds))


def _iter_placeholder_points(known: PrivacyFacts) -> Iterator[PrivacyPoint]:
    readable = known.policy.redaction.exempt
    hidden = [text for mark, text in MARKS.items() if mark not in readable]
    if hidden:
        yield PrivacyPoint(
            N_("In these sections, placeholders replace anything that identifies you."), True, hidden
        )
    if readable:
        text = N_("Your organisation has chosen not to replace these details with placeholders.")
        yield PrivacyPoint(text, True, [MARKS[mark] for mark in MARKS if mark in readable])


def _iter_identity_points(known: PrivacyFacts) -> Iterator[PrivacyPoint]:
    evidence = known.policy.evidence
    computer = N_(
        "Outside these sections, tickets state this computer's name, model, serial number and asset tag. "
        "You can leave them out."
    )
    no_computer = N_("Tickets don't identify this computer.")
    yield PrivacyPoint(computer if evidence.computer else no_computer, evidence.computer)
    account = N_("Outside these sections, tickets state your account name. You can leave it out.")
    yield PrivacyPoint(
        account if evidence.account else N_("Tickets don't include your account name."),
        evidence.account,
    )
    yield PrivacyPoint(N_("Tickets include the names of this computer's printers."))


def _build_attachment_point(known: PrivacyFacts) -> PrivacyPoint:
    cleaned = N_("Secrets and names are removed from text files you attach.")
    as_they_are = N_("Files you attach are sent unchanged. Passwords in your message are removed.")
    return PrivacyPoint(cleaned if known.policy.redaction.attachments else as_they_are)


def _iter_screenshot_points(known: PrivacyFacts) -> Iterator[PrivacyPoint]:
    if known.policy.evidence.screenshots:
        yield PrivacyPoint(
            N_("Screenshots are only taken when you click. You can review them before they're sent.")
        )
    else:
        yield PrivacyPoint(N_("Your organisation has turned off screenshots."), False)
    yield from _iter_recording_points(known)


def _iter_recording_points(known: PrivacyFacts) -> Iterator[PrivacyPoint]:
    rules = known.policy.steps
    if not rules.enabled:
        yield PrivacyPoint(N_("Your organisation has turned off step recording."), False)
        return
    yield PrivacyPoint(
        N_(
            "While you record steps, the window you use is captured until you select “Done” in the "
            "bar. Images can total up to {size}.",
            size=Size(rules.megabytes * 1_000_000),
        )
    )
    if rules.separate_images:
        text = NN_(
            "The first image is also attached to the ticket on its own.",
            "Up to {count} images are also attached to the ticket one by one.",
            rules.separate_images,
        )
        yield PrivacyPoint(text)
    marked = N_("Browsers that don't mark private windows are recorded, even in private mode.")
    left_out = N_("Browsers that don't mark private windows aren't recorded unless you add a step yourself.")
    yield PrivacyPoint(marked if rules.unmarked_browsers else left_out, rules.unmarked_browsers)
    excluded = [*rules.exclude_programs, *rules.exclude_titles]
    if excluded:
        text = NN_(
            "Your organisation excludes {count} kind of window from recordings.",
            "Your organisation excludes {count} kinds of windows from recordings.",
            len(excluded),
        )
        yield PrivacyPoint(text, False, [N_("{name}", name=name) for name in excluded])
