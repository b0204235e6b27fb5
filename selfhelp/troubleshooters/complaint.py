"""A complaint: its possible causes in order, and the checks that must pass before it is solved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from selfhelp.core.resource_tables import ResourceTable
from selfhelp.core.text import Text


@dataclass(frozen=True, slots=True)
class Complaint:
    """A problem as users describe it.

    Attributes:
        subject: the category of its ticket, one of `selfhelp.fixes.Category`.
        checks: IDs of fixes and checks that could explain it; causes come before their consequences.
        goal: IDs of the checks that must all pass before it is solved.
        solved: the message shown once it is solved.
        fixes: IDs of the fixes and checks whose phrases describe this complaint; each belongs to one
            complaint only.
        also: IDs of checks whose findings are useful with it, but can't be its cause.
        otherwise: IDs of checks that are run only if the others find nothing.
        unseen: the message if no cause is found, because the app can't check everything; None if the checks
            cover all causes.
        now: the user's steps if no cause is found, in order.
        missing: the user's steps if the computer lacks the equipment, in order.
    """

    subject: str
    checks: Sequence[str]
    goal: Sequence[str]
    solved: Text
    fixes: Sequence[str] = ()
    also: Sequence[str] = ()
    otherwise: Sequence[str] = ()
    unseen: Text | None = None
    now: Sequence[Text] = ()
    missing: Sequence[Text] = ()


def complaint_from_table(table: ResourceTable) -> Complaint:
    """Return the complaint described by a table; without a goal, all of its checks must pass."""
    checks = table.read_words("checks", needed=True)
    return Complaint(
        subject=table.read_word("subject"),
        checks=checks,
        goal=table.read_words("goal") or checks,
        solved=table.read_sentence("solved"),
        fixes=table.read_words("fixes"),
        also=table.read_words("also"),
        otherwise=table.read_words("otherwise"),
        unseen=table.read_optional_sentence("unseen"),
        now=table.read_steps("now"),
        missing=table.read_sentences("missing"),
    )
