"""selfhelp send: what a ticket is filed under, and the organisation's questions, from a script."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.terminal import Terminal

SEND = ("send", "--subject", "Printer", "--body", "It does not print.", "--no-snapshot", "--wait", "30")
POLICY = """
[ticket]
title = "[{category}] {subject}"
questions = ["room|required|en=Which room?", "site|choice:north,south|en=Which site?"]
"""


@pytest.fixture
def ruled(selfhelp: Terminal) -> Terminal:
    selfhelp.write_policy(POLICY)
    return selfhelp


def ticket(selfhelp: Terminal) -> str:
    """All that the desk has of the ticket."""
    desk: Path = selfhelp.person.home / "data" / "selfhelp" / "desk" / "LOCAL-0001"
    return "\n".join(path.read_text(encoding="utf-8") for path in desk.iterdir() if path.is_file())


def test_a_script_says_how_urgent_it_is(ruled: Terminal) -> None:
    sent = ruled.json(
        *SEND,
        *("--affected", "everyone", "--can-work", "no", "--category", "printing"),
        *("--answer", "room=2.14 = left", "--answer", "site=north"),
    )
    assert sent["state"] == "delivered"
    text = ticket(ruled)
    assert "[printing] Printer" in text
    for line in (
        "Who is affected: The whole organisation",
        "Can still work: No",
        "Which room: 2.14 = left",
        "north",
    ):
        assert line in text


def test_a_script_need_not_answer(ruled: Terminal) -> None:
    assert ruled.json(*SEND)["state"] == "delivered"


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (("--affected", "me too"), "affected"),
        (("--can-work", "maybe"), "can-work"),
        (("--answer", "room"), "KEY=VALUE"),
        (("--answer", "=x"), "KEY=VALUE"),
        (("--answer", "floor=3"), "floor"),
        (("--answer", "site=east"), "north, south"),
    ],
)
def test_what_is_wrong_is_told_before_anything_is_saved(
    ruled: Terminal, wrong: tuple[str, str], told: str
) -> None:
    answer = ruled.json(*SEND, *wrong, status=2)
    assert told in answer["error"]["message"]
    assert ruled.json("outbox", "list")["items"] == []


@pytest.mark.parametrize("nothing", ["", "  \t", "\u200b\u2060", "\n"])
def test_a_ticket_without_a_word_is_not_sent(selfhelp: Terminal, nothing: str) -> None:
    given = ("send", "--subject", nothing, "--body", nothing, "--no-snapshot", "--wait", "30")
    error = selfhelp.json(*given, status=2)["error"]
    assert error["code"] == "usage"
    assert "Describe the problem" in error["message"]
    assert selfhelp.json("outbox", "list")["items"] == []
    assert selfhelp.json("tickets", "list")["tickets"] == []


def test_one_of_the_two_is_enough(selfhelp: Terminal) -> None:
    sent = selfhelp.json("send", "--subject", "", "--body", "No sound", "--no-snapshot", "--wait", "30")
    assert sent["state"] == "delivered"
    assert "No sound" in ticket(selfhelp)
    assert "Help needed" not in ticket(selfhelp)
