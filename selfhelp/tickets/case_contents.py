"""The immutable input from which a letter is written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from selfhelp.core.model import CheckResult, Snapshot
from selfhelp.tickets.form.added_files import AddedFiles
from selfhelp.tickets.form.ticket_message import TicketMessage
from selfhelp.tickets.review.review_decisions import ReviewDecisions


@dataclass(frozen=True, slots=True)
class CaseContents:
    """A copy of a case's user-editable content; the case may change in the meantime.

    Attributes:
        ref: the ticket's correlation ID.
        message: the user's text and answers, without their address.
        review: the user's exclusions, replacements and removals.
        added: images and files.
        snapshot: the redacted evidence, if any.
        runs: fix runs, by journal name.
        checks: check results, by check ID.
        said: the user's observations, by the English title of the test.
    """

    ref: str
    message: TicketMessage
    review: ReviewDecisions
    added: AddedFiles
    snapshot: Snapshot | None = None
    runs: Sequence[str] = ()
    checks: Mapping[str, CheckResult] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)
