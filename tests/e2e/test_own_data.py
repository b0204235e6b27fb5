"""receipts and data through the command line: exact, complete, and never deleted without a yes."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from tests.e2e.terminal import Terminal

CANARY = "canary-q7x9"
SEND = ("send", "--subject", f"Printer {CANARY}", "--body", f"It does not print. {CANARY}")
CLOSED = '[desk]\nemail = "a@example.com"\nconnector = "rt"\n[desk.rt]\nurl = "http://127.0.0.1:9"\n'
TOKEN = {"SELFHELP_TOKEN": "1-23-" + "a" * 32}


def left(selfhelp: Terminal) -> list[Path]:
    files = [
        p
        for p in selfhelp.person.home.rglob("*")
        if p.is_file() and not p.is_relative_to(selfhelp.person.home / "copy")
    ]
    return [p for p in files if CANARY.encode() in p.read_bytes()]


def test_the_receipt_is_what_the_desk_holds(selfhelp: Terminal) -> None:
    evidence = selfhelp.person.home / "log.bin"
    evidence.write_bytes(b"\x00evidence")
    sent = selfhelp.json(*SEND, "--attach", str(evidence), "--wait", "30")
    (row,) = selfhelp.json("sent", "list")["sent"]
    assert (row["report"], row["ticket"], row["connector"]) == (sent["report"], "LOCAL-0001", "folder")
    assert row["sent"]
    receipt = selfhelp.json("sent", "show", "LOCAL-0001")["ticket"]
    message, *files = [item for item in receipt["items"] if item["name"] != "filed-under"]
    held = {a["sha256"] for a in selfhelp.json("tickets", "show", "LOCAL-0001")["attachments"]}
    assert {item["sha256"] for item in files} == held
    assert hashlib.sha256(b"\x00evidence").hexdigest() in held
    assert message["name"] == "message"
    assert not any(item["stored"] for item in files), "the desk has them; they are gone here"
    assert CANARY not in json.dumps(message)
    assert "LOCAL-0001" in selfhelp("sent", "list").out
    assert selfhelp.json("sent", "delete", sent["report"])["sent"] == []
    assert selfhelp("sent", "show", sent["report"], "--json").status == 2
    assert len(selfhelp.json("tickets", "list")["tickets"]) == 1, "the ticket stays"


def test_policy_may_keep_no_receipts(selfhelp: Terminal) -> None:
    selfhelp.write_policy("[evidence]\nsent_items_days = 0\n")
    selfhelp.json(*SEND, "--no-snapshot", "--wait", "30")
    assert selfhelp.json("sent", "list")["sent"] == []
    outbox = selfhelp.person.home / "data" / "selfhelp" / "outbox"
    body = f"It does not print. {CANARY}".encode()
    assert not any(body in p.read_bytes() for p in outbox.rglob("*") if p.is_file()), "nor the text"


def test_everything_is_copied_and_then_gone(selfhelp: Terminal) -> None:
    selfhelp.json(*SEND, "--wait", "30")
    answer = selfhelp.json("data", "export", "copy")
    listed = json.loads((selfhelp.person.home / "copy" / "what-is-here.json").read_text())["files"]
    assert answer["files"] == len(listed) >= 5
    about = (selfhelp.person.home / "copy" / "READ-ME.txt").read_text("utf-8-sig").splitlines()
    assert len(about) > 5, "a list, line by line"
    assert selfhelp("data", "export", "copy", "--json").status == 2
    assert left(selfhelp)
    refused = selfhelp("data", "delete", "--json")
    assert refused.status == 1
    assert refused.error["code"] == "refused"
    assert left(selfhelp), "without a terminal the answer is no"
    gone = selfhelp.json("data", "delete", "--yes")
    assert gone["deleted"] >= 5
    assert gone["failed"] == []
    assert left(selfhelp) == []
    assert selfhelp.json("tickets", "list")["tickets"] == []


def test_what_waits_needs_a_second_yes(selfhelp: Terminal) -> None:
    selfhelp.write_policy(CLOSED)
    selfhelp.json(*SEND, "--no-snapshot", env=TOKEN)
    refused = selfhelp("data", "delete", "--yes", "--json", env=TOKEN)
    assert refused.status == 1
    assert CANARY in refused.error["message"], "it is named"
    assert len(selfhelp.json("outbox", "list", env=TOKEN)["items"]) == 1
    gone = selfhelp.json("data", "delete", "--yes", "--with-waiting", env=TOKEN)
    assert "Your organisation's settings are kept." in gone["retained"]
    assert left(selfhelp) == []
