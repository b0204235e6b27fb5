"""How long what is kept about the person stays on this computer."""

from __future__ import annotations

from selfhelp.core.text import N_, NN_, Text
from selfhelp.engine.journal import KEPT_RUNS
from selfhelp.privacy import Known, Point, Topic


def topic(known: Known) -> Topic:
    """Return how long it is kept."""
    evidence, outbox, follow = known.policy.evidence, known.policy.outbox, known.policy.follow
    points = [
        _days(
            evidence.keep_days,
            N_("Collected facts, to detect changes"),
            N_("Collected facts aren't stored."),
        ),
        _days(
            evidence.receipt_days,
            N_("Sent items and the text of sent tickets"),
            N_("Sent items aren't stored."),
        ),
        _days(follow.keep_days, N_("Conversations with the help desk"), N_("Conversations aren't stored.")),
        _days(
            outbox.days,
            N_("Unsent tickets and the files of sent ones"),
            N_("Unsent tickets aren't stored."),
        ),
        _days(outbox.days, N_("Draft of a ticket"), N_("Drafts aren't stored.")),
        Point(N_("History: the last {count} fixes, so that you can undo them.", count=KEPT_RUNS)),
        Point(N_("Log: up to four files of one megabyte, without secrets.")),
        Point(N_("All of it stays on this computer. You can copy or delete it in Settings at any time.")),
    ]
    return Topic("keeping", N_("How long data is stored"), points)


def _days(days: int, what: Text, none: Text) -> Point:
    if days < 1:
        return Point(none, False)
    return Point(NN_("{what}: {count} day.", "{what}: {count} days.", days, what=what))
