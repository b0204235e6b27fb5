"""What waits can be looked at, changed and sent again on the command line."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from selfhelp.cli import main
from selfhelp.core import log
from selfhelp.core.errors import DeskRefusedError
from selfhelp.core.text import N_
from selfhelp.helpdesk.connectors.folder.connector import FolderConnector


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Iterator[Any]:
    def ask(*words: str, status: int = 0) -> Any:
        assert main.run([*words, "--json"]) == status
        return json.loads(capsys.readouterr().out)

    yield ask
    log.close_log_file()


@pytest.fixture
def refused(own_home: Path, ask: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """A ticket that the desk refused once."""

    def no(*_: object) -> Any:
        raise DeskRefusedError(N_("The help desk's server rejected the request: too large"))

    big = tmp_path / "big.txt"
    big.write_text("canary-file")
    with monkeypatch.context() as patch:
        patch.setattr(FolderConnector, "submit_ticket", no)
        words = ("send", "--subject", "Old", "--body", "canary-body", "--no-snapshot", "--attach", str(big))
        sent = ask(*words, status=1)
    assert sent["state"] == "attention"
    return str(sent["report"])


def test_the_list_says_what_is_in_it(ask: Any, refused: str) -> None:
    (row,) = ask("outbox", "list", status=1)["items"]
    assert (row["report"], row["files"]) == (refused, [{"name": "big.txt", "size": 11}])
    assert "too large" in row["reason"]


def test_new_words_are_sent_without_secrets(ask: Any, own_home: Path, refused: str) -> None:
    body = "New. password=hunter2-secret"
    assert ask("outbox", "edit", refused, "--subject", "New", "--body", body)["items"] == []
    desk = own_home / "data" / "selfhelp" / "desk" / "LOCAL-0001"
    text = (desk / "message.txt").read_text()
    assert text.startswith("New. password=[password hidden]")
    assert json.loads((desk / "ticket.json").read_text())["subject"] == "New"
    kept = b"".join(
        p.read_bytes() for p in (own_home / "data" / "selfhelp" / "outbox").rglob("*") if p.is_file()
    )
    assert b"canary-body" not in kept
    (record,) = ask("sent", "list")["sent"]
    shown = ask("sent", "show", refused)["ticket"]["items"]
    assert record["subject"] == "New"
    assert shown[0]["size"] == len(f"New\n\n{text}".encode())


def test_a_file_is_left_out_and_the_rest_is_sent(ask: Any, own_home: Path, refused: str) -> None:
    assert ask("outbox", "detach", refused, "other.txt", status=2)["error"]["code"] == "usage"
    assert ask("outbox", "detach", refused, "big.txt")["items"] == []
    desk = own_home / "data" / "selfhelp" / "desk" / "LOCAL-0001"
    assert list((desk / "attachments").iterdir()) == []
    assert "big.txt" not in [i["name"] for i in ask("sent", "show", refused)["ticket"]["items"]]


@pytest.mark.parametrize("words", [("edit",), ("edit", "--body", "x"), ("detach", "big.txt")])
def test_what_has_arrived_is_not_changed(ask: Any, refused: str, words: tuple[str, ...]) -> None:
    ask("outbox", "retry", refused)
    action, *rest = words
    assert ask("outbox", action, refused, *rest, status=2)["error"]["code"] == "usage"


def test_the_record_is_true_where_the_second_name_is_wrong(ask: Any, refused: str) -> None:
    assert ask("outbox", "detach", refused, "big.txt", "other.txt", status=2)["error"]["code"] == "usage"
    assert "big.txt" not in [i["name"] for i in ask("sent", "show", refused)["ticket"]["items"]]


@pytest.fixture
def incomplete(own_home: Path, ask: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """A ticket that arrived without one of its files."""
    for name in ("big.log", "ok.txt"):
        (tmp_path / name).write_text(name)
    monkeypatch.setattr(FolderConnector, "find_missing_attachments", lambda *_: ["big.log"])
    monkeypatch.setattr(FolderConnector, "find_max_file_size", lambda _desk: 6)
    words = ("send", "--subject", "Old", "--body", "b", "--no-snapshot", "--attach")
    sent = ask(*words, str(tmp_path / "big.log"), str(tmp_path / "ok.txt"))
    assert sent["state"] == "delivered"
    return str(sent["report"])


TOLD = "big.log is too large (7 B): the help desk system accepts files up to 6 B."


def test_a_file_that_the_desk_did_not_take_is_listed_with_the_reason(ask: Any, incomplete: str) -> None:
    said = ask("outbox", "list")
    assert said["items"] == []
    (row,) = said["incomplete"]
    assert (row["report"], row["state"], row["left_out"]) == (incomplete, "delivered", ["big.log"])
    assert TOLD in row["reason"].replace("\xa0", " ")


def test_an_export_says_where_it_is_and_which_file_the_desk_does_not_have(
    ask: Any, incomplete: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main.run(["outbox", "export", incomplete, "-o", str(tmp_path / "out"), "--lang", "en"]) == 0
    told = capsys.readouterr().out.replace("\xa0", " ")
    assert f"Saved to {tmp_path / 'out' / incomplete}." in told
    assert TOLD in told
    assert ask("outbox", "export", incomplete, "-o", str(tmp_path / "two"))["exported"].endswith(incomplete)
    assert (tmp_path / "two" / incomplete / "attachments" / "big.log").read_text() == "big.log"


def test_its_conversation_tells_it_too(ask: Any, incomplete: str, capsys: pytest.CaptureFixture[str]) -> None:
    (row,) = ask("tickets", "show", "LOCAL-0001")["tickets"]
    assert [reason.replace("\xa0", " ")[-len(TOLD) :] for reason in row["incomplete"]] == [TOLD]
    assert main.run(["tickets", "show", "LOCAL-0001", "--lang", "en"]) == 0
    assert TOLD in capsys.readouterr().out.replace("\xa0", " ")


def test_the_record_of_what_was_sent_does_not_list_it_as_sent(
    ask: Any, incomplete: str, capsys: pytest.CaptureFixture[str]
) -> None:
    items = ask("sent", "show", incomplete)["ticket"]["items"]
    assert [item["name"] for item in items if not item["accepted"]] == ["big.log"]
    (row,) = ask("sent", "list")["sent"]
    assert row["items"] == len(items) - 1
    assert main.run(["sent", "show", incomplete, "--lang", "en"]) == 0
    (line,) = [line for line in capsys.readouterr().out.splitlines() if "big.log" in line]
    assert "rejected by the help desk system" in line


def test_what_needs_someone_is_not_said_to_be_sent_soon(
    own_home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> Any:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(FolderConnector, "_ensure_desk_folder", refuse)
    main.run(["send", "--subject", "s", "--body", "b", "--no-snapshot"])
    said = capsys.readouterr().out
    log.close_log_file()
    assert "but not sent. A problem must be fixed first" in said
    assert "as soon as possible" not in said


def test_a_ticket_only_on_this_computer_is_not_called_sent(
    own_home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = main.run(
        ["send", "--subject", "No sound", "--body", "Since today", "--no-snapshot", "--wait", "5"]
    )
    out = capsys.readouterr().out
    assert (said, out.splitlines()[0]) == (0, "Saved on this computer: LOCAL-0001")
    assert "give it to your IT department" in out
    assert main.run(["sent", "list", "--lang", "en"]) == 0
    (line,) = capsys.readouterr().out.splitlines()
    assert ", only on this computer  " in line
    assert " sent " not in line


def test_a_look_up_that_is_refused_leaves_the_outcome_unknown(own_home: Path, ask: Any, refused: str) -> None:
    """It said "attention", and the help desk had the ticket."""
    with closing(sqlite3.connect(next(own_home.rglob("outbox.db")))) as kept, kept:
        kept.execute("UPDATE reports SET submitted = 1")
    (row,) = ask("outbox", "list", status=1)["items"]
    assert (row["state"], row["next_try"]) == ("unknown", None)
    assert "too large" in row["reason"]
