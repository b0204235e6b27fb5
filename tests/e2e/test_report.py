"""snapshot, send, outbox and tickets through the command line, to the local desk."""

from __future__ import annotations

import hashlib
import json
import os
import re
import resource
from pathlib import Path

import jsonschema
import pytest

from selfhelp.core.paths import find_resource as packaged
from selfhelp.core.ticket_reference import shorten_reference
from tests.e2e.terminal import Terminal

SEND = ("send", "--subject", "Printer \u00e9teint <b>$(id)</b>", "--body", "It does not print.\nSecond line.")


@pytest.fixture
def desk(selfhelp: Terminal) -> Path:
    """Where the local desk keeps its tickets unless policy says otherwise."""
    return selfhelp.person.home / "data" / "selfhelp" / "desk"


def test_snapshot_writes_two_files_that_keep_to_the_schema(selfhelp: Terminal) -> None:
    selfhelp.json("snapshot", "-o", "report")
    folder = selfhelp.person.home / "report"
    assert sorted(p.name for p in folder.iterdir()) == ["report.html", "report.json"]
    document = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    schema = json.loads(packaged("schemas/report.json").read_text(encoding="utf-8"))
    jsonschema.validate(document, schema)
    assert len(document["sections"]) >= 10
    for name, section in document["sections"].items():
        assert section["status"] in {"ok", "unavailable"}, name
        assert section["reason"] or section["status"] == "ok", name
    html = (folder / "report.html").read_text(encoding="utf-8")
    assert not re.search(r"<script|\son\w+=|src=[\"']?http", html, re.IGNORECASE)


def test_a_snapshot_has_no_names(selfhelp: Terminal) -> None:
    text = json.dumps(selfhelp.json("snapshot"))
    assert not re.search(rf"\b{re.escape(selfhelp.person.name)}\b", text)
    assert str(selfhelp.person.home) not in text


def test_snapshot_of_chosen_sections(selfhelp: Terminal) -> None:
    assert set(selfhelp.json("snapshot", "--only", "system", "load")["sections"]) == {"system", "load"}
    assert "load" not in selfhelp.json("snapshot", "--skip", "load")["sections"]


def test_a_ticket_reaches_the_local_desk(selfhelp: Terminal, desk: Path) -> None:
    content = os.urandom(100_000)
    evidence = selfhelp.person.home / "-evil \u202e$(id)'\"<b>.bin"
    evidence.write_bytes(content)
    sent = selfhelp.json(*SEND, "--attach", str(evidence), "--wait", "30")
    assert set(sent) >= {"schema", "report", "state", "ticket", "url"}
    assert (sent["state"], sent["ticket"]) == ("delivered", "LOCAL-0001")
    (ticket,) = selfhelp.json("tickets", "list")["tickets"]
    assert set(ticket) >= {
        *("ticket", "report", "connector", "subject", "state", "created", "updated", "url", "path")
    }
    assert (ticket["ticket"], ticket["report"]) == ("LOCAL-0001", sent["report"])
    assert (ticket["connector"], ticket["state"]) == ("folder", "open")
    assert ticket["subject"] == SEND[2]
    assert Path(ticket["path"]).is_dir()
    assert Path(ticket["path"]).is_relative_to(desk)
    shown = selfhelp.json("tickets", "show", "LOCAL-0001")
    attachments = {a["sha256"]: a for a in shown["attachments"]}
    assert attachments[hashlib.sha256(content).hexdigest()]["size"] == len(content)
    assert "report.html" in {a["name"] for a in shown["attachments"]}
    assert isinstance(shown["comments"], list)
    assert selfhelp.json("outbox", "list")["items"] == []


def test_a_ticket_without_a_report(selfhelp: Terminal) -> None:
    selfhelp.json(*SEND, "--no-snapshot", "--wait", "30")
    names = [a["name"] for a in selfhelp.json("tickets", "show", "LOCAL-0001")["attachments"]]
    assert "report.html" not in names
    assert "report.json" not in names


def test_a_reference_that_was_read_out_finds_the_ticket(selfhelp: Terminal) -> None:
    """As it is heard: small letters, a blank for the hyphen. One wrong letter finds nothing."""
    report = selfhelp.json(*SEND, "--no-snapshot", "--wait", "30")["report"]
    code = shorten_reference(report)
    (ticket,) = selfhelp.json("tickets", "list")["tickets"]
    told = "".join(p.read_text("utf-8") for p in Path(ticket["path"]).glob("*") if p.is_file())
    assert code in told
    heard = code.lower().replace("-", " ")
    assert selfhelp.json("tickets", "show", heard)["tickets"][0]["report"] == report
    wrong = ("B" if code[0] != "B" else "C") + code[1:]
    assert selfhelp("tickets", "show", wrong).status == 2


def test_numbers_count_up(selfhelp: Terminal) -> None:
    numbers = [selfhelp.json(*SEND, "--no-snapshot", "--wait", "30")["ticket"] for _ in range(3)]
    assert numbers == ["LOCAL-0001", "LOCAL-0002", "LOCAL-0003"]


def test_a_desk_that_cannot_be_reached_loses_nothing(selfhelp: Terminal) -> None:
    selfhelp.write_policy(
        '[desk]\nemail = "a@example.com"\nconnector = "rt"\n[desk.rt]\nurl = "http://127.0.0.1:9"\n'
    )
    token = {"SELFHELP_TOKEN": "1-23-" + "a" * 32}
    sent = selfhelp.json(*SEND, "--no-snapshot", env=token)
    assert (sent["state"], sent["ticket"]) == ("queued", None)
    (item,) = selfhelp.json("outbox", "list")["items"]
    assert set(item) >= {"report", "state", "subject", "bytes", "attempts", "next_try", "reason"}
    assert (item["report"], item["state"]) == (sent["report"], "queued")
    assert item["reason"]
    assert item["attempts"] >= 1
    selfhelp.json("outbox", "export", sent["report"], "-o", "kept")
    assert any(path.is_file() for path in (selfhelp.person.home / "kept").rglob("*"))
    selfhelp.json("outbox", "delete", sent["report"])
    assert selfhelp.json("outbox", "list")["items"] == []


def test_waiting_for_a_desk_that_cannot_be_reached_is_status_3(selfhelp: Terminal) -> None:
    selfhelp.write_policy(
        '[desk]\nemail = "a@example.com"\nconnector = "rt"\n[desk.rt]\nurl = "http://127.0.0.1:9"\n'
    )
    token = {"SELFHELP_TOKEN": "1-23-" + "a" * 32}
    assert selfhelp.json(*SEND, "--no-snapshot", "--wait", "2", env=token, status=3)["state"] == "queued"


def test_a_waiting_ticket_is_delivered_when_the_desk_is_back(selfhelp: Terminal, desk: Path) -> None:
    desk.parent.mkdir(parents=True)
    for path in (desk.parent.parent, desk.parent):
        selfhelp.person.owns(path)
    desk.write_text("a file where the desk's folder should be")
    assert selfhelp.json(*SEND, "--no-snapshot")["ticket"] is None
    desk.unlink()
    selfhelp("outbox", "retry", "--json")
    assert [t["ticket"] for t in selfhelp.json("tickets", "list")["tickets"]] == ["LOCAL-0001"]


def test_a_policy_with_a_mistake_sends_nothing(selfhelp: Terminal, desk: Path) -> None:
    selfhelp.write_policy('[desk]\nconnector = "carrier-pigeon"\n')
    answer = selfhelp(*SEND, "--no-snapshot", "--json")
    assert answer.status == 2
    assert "policy.toml" in answer.error["message"]
    assert "desk.connector" in answer.error["message"]
    assert not desk.exists()


@pytest.mark.spread(2, 1)
@pytest.mark.parametrize(
    "junk", [b"", b"not a database", os.urandom(20_000), b"SQLite format 3\0" + b"\xff" * 5000]
)
def test_a_broken_database_is_told_and_kept(selfhelp: Terminal, junk: bytes) -> None:
    selfhelp.json(*SEND, "--no-snapshot", "--wait", "30")
    for database in _databases(selfhelp):
        database.write_bytes(junk)
    answer = selfhelp(*SEND, "--no-snapshot", "--json")
    assert answer.status in (0, 3), answer
    if answer.status == 3:
        assert answer.error["message"]
    assert selfhelp("outbox", "list").status in (0, 1, 3)
    assert selfhelp("tickets", "list").status in (0, 1, 3)


def _databases(selfhelp: Terminal) -> list[Path]:
    outbox = selfhelp.person.home / "data" / "selfhelp" / "outbox"
    found = [p for p in outbox.rglob("*") if p.is_file() and p.read_bytes()[:15] == b"SQLite format 3"]
    assert found, "no database in the outbox"
    return found


def test_an_unwritable_folder_is_a_sentence(selfhelp: Terminal) -> None:
    folder = selfhelp.person.home / "data"
    folder.mkdir()
    selfhelp.person.owns(folder).chmod(0o500)
    answer = selfhelp(*SEND, "--no-snapshot", "--json")
    assert answer.status == 3
    assert answer.error["message"]
    folder.chmod(0o700)
    assert selfhelp.json("tickets", "list")["tickets"] == []


def test_a_folder_that_cannot_take_the_report_is_a_sentence(selfhelp: Terminal) -> None:
    answer = selfhelp("snapshot", "-o", "/proc/report", "--only", "system", "--json")
    assert answer.status in (2, 3)
    assert answer.error["message"]


def test_a_two_gigabyte_file_is_refused_immediately(selfhelp: Terminal) -> None:
    huge = selfhelp.person.home / "huge.bin"
    with huge.open("wb") as stream:
        stream.truncate(2 * 1024**3)
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss  # kB; the largest child so far
    answer = selfhelp(*SEND, "--no-snapshot", "--attach", str(huge), "--json", timeout=60)
    assert answer.status == 2
    assert answer.error["code"] == "too-large"
    assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss <= max(before, 500_000)
    assert selfhelp.json("outbox", "list")["items"] == []


@pytest.mark.parametrize("kind", ["fifo", "folder", "device"])
def test_only_plain_files_are_attached(selfhelp: Terminal, kind: str) -> None:
    odd = selfhelp.person.home / "odd"
    match kind:
        case "fifo":
            os.mkfifo(odd)
            selfhelp.person.owns(odd)
        case "folder":
            odd.mkdir()
        case _:
            odd = Path("/dev/zero")
    answer = selfhelp(*SEND, "--no-snapshot", "--attach", str(odd), "--json", timeout=60)
    assert answer.status == 2
    assert answer.error["message"]


def test_the_token_is_nowhere(selfhelp: Terminal) -> None:
    secret = "1-23-" + "5ecre7" * 6
    selfhelp.json(*SEND, "--wait", "30", env={"SELFHELP_TOKEN": secret})
    for path in selfhelp.person.home.rglob("*"):
        if path.is_file():
            assert secret.encode() not in path.read_bytes(), path


def test_it_is_private(selfhelp: Terminal) -> None:
    selfhelp.json(*SEND, "--wait", "30")
    assert (selfhelp.person.home / "data" / "selfhelp").stat().st_mode & 0o077 == 0
