"""A message within moments of a ticket's creation is a confirmation, not a reply."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from selfhelp.core.ticket import TicketComment, TicketState, TicketStatus
from selfhelp.helpdesk.toolkit.automatic_messages import mark_automatic_messages

BEGUN = datetime(2026, 12, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("created", "seconds", "mine", "automatic"),
    [
        (BEGUN, 0, False, True),
        (BEGUN, 5, False, True),
        (BEGUN, 6, False, False),
        (BEGUN, -1, False, False),
        (BEGUN, 1, True, False),
        (datetime.fromtimestamp(0, UTC), 0, False, False),
    ],
)
def test_only_the_desk_answers_at_once(created: datetime, seconds: int, mine: bool, automatic: bool) -> None:
    comment = TicketComment("Bob", created + timedelta(seconds=seconds), "Received", mine)
    status = TicketStatus("7", "s", TicketState.OPEN, created, created, "", comments=[comment])
    assert [one.automatic for one in mark_automatic_messages(status).comments] == [automatic]
