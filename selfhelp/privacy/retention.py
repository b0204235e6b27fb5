"""The topic of retention: how long data is stored on this computer."""

from __future__ import annotations

from collections.abc import Sequence

from selfhelp.core.text import N_, NN_, Text
from selfhelp.engine.journal import KEPT_RUNS
from selfhelp.privacy import PrivacyFacts, PrivacyPoint, PrivacyTopic
from selfhelp.tickets.recipient import find_recipient


def build_topic(known: PrivacyFacts) -> PrivacyTopic:
    """Return the topic about the retention periods of data on this computer."""
    evidence, outbox, updates = known.policy.evidence, known.policy.outbox, known.policy.ticket_updates
    points = [
        _build_retention_point(
            evidence.snapshot_days,
            N_("Snapshots, for comparison"),
            N_("No snapshots are stored."),
        ),
        _build_retention_point(
            evidence.sent_items_days,
            N_("Sent items and the text of sent tickets"),
            N_("No sent items are stored."),
        ),
        _build_retention_point(
            updates.keep_days, N_("Conversations with the help desk"), N_("No conversations are stored.")
        ),
        *_build_file_points(outbox.days),
        PrivacyPoint(
            N_("Unsent tickets, and the list of sent tickets with their titles: until you delete them.")
        ),
        _build_retention_point(outbox.days, N_("Drafts"), N_("No drafts are stored.")),
        _build_retention_point(
            known.policy.steps.keep_days,
            N_("Recorded steps that aren't in a ticket"),
            N_("No recorded steps are stored."),
        ),
        PrivacyPoint(
            N_("History of fixes: the last {count} runs, so that you can undo them.", count=KEPT_RUNS)
        ),
        PrivacyPoint(N_("Log files: up to four files of one megabyte each, without secrets.")),
        PrivacyPoint(N_("You can export or delete this data in Settings at any time.")),
    ]
    if find_recipient(known.policy).reaches_people:
        points.append(
            PrivacyPoint(N_("What you've sent stays with the help desk, even if you delete it here."))
        )
    return PrivacyTopic("retention", N_("How long data is stored on this computer"), points)


def _build_file_points(days: int) -> Sequence[PrivacyPoint]:
    """Return the points on the files of sent tickets; ``days`` applies to rejected files."""
    kept = N_("Files of sent tickets that the help desk doesn't have")
    return [
        PrivacyPoint(N_("Files of sent tickets: until the help desk has them all.")),
        _build_retention_point(days, kept, N_("No files of sent tickets are stored.")),
    ]


def _build_retention_point(days: int, what: Text, none: Text) -> PrivacyPoint:
    if days < 1:
        return PrivacyPoint(none, False)
    return PrivacyPoint(NN_("{what}: {count} day.", "{what}: {count} days.", days, what=what))
