"""Asking for news of a ticket costs one request where nothing has moved, at each desk that tells so."""

from __future__ import annotations

import pytest

from selfhelp.core.ticket import Ticket
from tests.desks.freshservice import FreshserviceStand
from tests.desks.servicenow import NowStand
from tests.desks.zammad import ZammadStand
from tests.desks.zendesk import ZendeskStand
from tests.helpdesk.connectors.samples import REF, opener

TICKET = Ticket(REF, "No sound", "Since Monday", "alice@example.test", category="sound")


@pytest.mark.parametrize("stand_of", [FreshserviceStand, NowStand, ZammadStand, ZendeskStand])
def test_news_cost_one_request_where_nothing_moved(stand_of, tmp_path):
    with stand_of(tmp_path) as stand:
        desk = stand.connector()
        number = desk.submit_ticket(TICKET, opener).number
        mark = desk.poll_ticket(number).mark
        before = len(stand.server.asked)
        assert desk.poll_ticket(number, mark).status is None
        assert len(stand.server.asked) == before + 1
        stand.answer(number, "news")
        assert desk.poll_ticket(number, mark).status is not None
        stand.settled()
