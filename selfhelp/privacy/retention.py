"""The topic of retention: how long data is stored on this computer."""

from __future__ import annotations

from selfhelp.core.text import N_, NN_, Text
from selfhelp.engine.journal import KEPT_RUNS
from selfhelp.privacy import PrivacyFacts, PrivacyPoint, PrivacyTopic


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
        _build_retention_point(
            outbox.days,
            N_("Unsent tickets, and files of sent tickets"),
            N_("No tickets are waiting to be sent."),
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
        PrivacyPoint(
            N_(
                "All of this data stays on this computer. You can export or delete it in "
                "Settings at any time."
            )
        ),
    ]
    return PrivacyTopic("retention", N_("How long data is stored"), points)


def _build_retention_point(days: int, what: Text, none: Text) -> PrivacyPoint:
    if days < 1:
        return PrivacyPoint(none, False)
    return PrivacyPoint(NN_("{what}: {count} day.", "{what}: {count} days.", days, what=what))
