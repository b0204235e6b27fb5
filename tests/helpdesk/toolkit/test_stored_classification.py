"""What a ticket is filed under is kept as it is, and read again whoever wrote it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfhelp.core.ticket import ComputerId, ItilLevel, TicketDetails
from selfhelp.helpdesk.toolkit.stored_classification import classification_from_json, classification_to_json
from selfhelp.tickets.letter import Letter
from selfhelp.tickets.outbox.outbox import Outbox

FULL = TicketDetails(
    problem="print-offline",
    urgency=ItilLevel.HIGH,
    impact=ItilLevel.LOW,
    login="alice",
    computer=ComputerId("pc-1", "S123", "u-u", "A\N{PRINTER}"),
    answers={"floor": "3 \udce9"},
    incident="INC7",
)


@pytest.mark.parametrize("details", [FULL, TicketDetails(), TicketDetails(problem="x")])
def test_it_comes_back_from_the_outbox(tmp_path, details):
    outbox = Outbox(tmp_path / "o")
    report = outbox.save_ticket(Letter("s", "b", "r", details=details))
    outbox.close()
    again = Outbox(tmp_path / "o")
    assert again.read_ticket(report).details == details
    again.close()


STRANGE = [
    "",
    "{",
    "[]",
    "null",
    "7",
    '{"urgency": "extreme", "impact": 3, "computer": [1], "answers": "x", "problem": null}',
    "[" * 100_000,
]


@pytest.mark.parametrize("kept", STRANGE)
def test_what_cannot_be_read_is_left_out(kept):
    assert classification_from_json(kept) == TicketDetails()


def test_a_newer_program_may_know_more():
    data = json.loads(classification_to_json(FULL)) | {"mood": "fine"}
    data["computer"]["colour"] = "grey"
    data["answers"]["list"] = ["a"]
    assert classification_from_json(json.dumps(data)) == FULL


@pytest.mark.slow
@given(
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(),
        lambda c: (
            st.lists(c)
            | st.dictionaries(
                st.sampled_from(
                    ["problem", "urgency", "impact", "login", "computer", "answers", "incident", "name"]
                ),
                c,
            )
        ),
    )
)
def test_any_json_is_read(data):
    details = classification_from_json(json.dumps(data))
    assert classification_from_json(classification_to_json(details)) == details
