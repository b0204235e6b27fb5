"""How long what is kept about the person stays on this computer."""

from __future__ import annotations

from selfhelp.core.text import N_, NN_, Text
from selfhelp.engine.journal import KEPT_RUNS
from selfhelp.privacy import Known, Point, Topic


def topic(known: Known) -> Topic:
    """Return how long it is kept."""
    evidence, outbox, updates = known.policy.evidence, known.policy.outbox, known.policy.ticket_updates
    points = [
        _days(
            evidence.snapshot_days,
            N_("What was read, to tell what changed"),
            N_("Nothing that was read is kept."),
        ),
        _days(
            evidence.sent_items_days,
            N_("Records of what was sent, and the text of sent tickets"),
            N_("No record of what was sent is kept."),
        ),
        _days(updates.keep_days, N_("Conversations with the help desk"), N_("No conversations are kept.")),
        _days(
            outbox.days,
            N_("Tickets that could not be sent, and the files of sent ones"),
            N_("Nothing waits."),
        ),
        _days(outbox.days, N_("A ticket that you began and did not send"), N_("No draft is kept.")),
        Point(N_("What was repaired: the last {count} runs, so that you can undo it.", count=KEPT_RUNS)),
        Point(N_("The app's own notes: four files of one megabyte at most, without secrets.")),
        Point(
            N_("All of it stays on this computer. Under Settings you can copy it or delete it at any time.")
        ),
    ]
    return Topic("retention", N_("How long it is kept"), points)


def _days(days: int, what: Text, none: Text) -> Point:
    if days < 1:
        return Point(none, False)
    return Point(NN_("{what}: {count} day.", "{what}: {count} days.", days, what=what))
