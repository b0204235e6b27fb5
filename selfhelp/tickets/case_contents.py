"""The input of a letter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from selfhelp.core.model import CheckResult, Snapshot
from selfhelp.tickets.form.added_files import AddedFiles
from selfhelp.tickets.form.message import TicketMessage
from selfhelp.tickets.review.review_decisions import ReviewDecisions


@dataclass(frozen=True, slots=True)
class CaseContents:
    """A copy of everything in a case that the user can change; the case may change on in the meantime.

    Attributes:
        ref: the correlation ID of the ticket.
        message: what the user wrote and answered, without their address.
        review: what the user left out, replaced and removed.
        added: pictures and files.
        snapshot: the redacted evidence, if there is any.
        runs: fix runs, by their names in the journal.
        checks: results of checks, by the id of the check.
        said: what the user said of manual tests, by the English title of the test.
    """

    ref: str
    message: TicketMessage
    review: ReviewDecisions
    added: AddedFiles
    snapshot: Snapshot | None = None
    runs: Sequence[str] = ()
    checks: Mapping[str, CheckResult] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)
