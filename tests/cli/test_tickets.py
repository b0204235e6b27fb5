"""The list of tickets, the conversation and the answers, as a script reads them."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from selfhelp.cli import main
from selfhelp.core import log
from selfhelp.core.errors import (
    DISK_FULL,
    DeskRefusedError,
    DeskUnreachableError,
    OutcomeUnknownError,
    StorageError,
)
from selfhelp.core.model import Platform
from selfhelp.core.paths import AppPaths
from selfhelp.core.text import N_
from selfhelp.helpdesk import open_sessions
from selfhelp.helpdesk.connectors.folder.connector import FolderConnector
from selfhelp.tickets.case import Case
from selfhelp.tickets.delivery.delivery_service import DeliveryService
from selfhelp.tickets.following.status_poller import StatusPoller
from selfhelp.tickets.letter import Letter


@pytest.fixture(autouse=True)
def desk(own_home: Path) -> Path:
    """A folder that the organisation shares, so that the help desk reads it."""
    shared, config = own_home / "shared", AppPaths.create_for_current_user(Platform.LINUX).config
    config.mkdir(parents=True)
    (config / "policy.toml").write_text(f'[desk]\nconnector = "folder"\n[desk.folder]\npath = "{shared}"\n')
    return shared


@pytest.fixture
def ask(capsys: pytest.CaptureFixture[str]) -> Iterator[Any]:
    def ask(*words: str, status: int = 0) -> Any:
        assert main.run([*words, "--json"]) == status
        log.close_log_file()  # as a program that ended
        return json.loads(capsys.readouterr().out)

    yield ask
    log.close_log_file()


@pytest.fixture
def number(ask: Any) -> str:
    sent = ask("send", "--subject", "No sound", "--body", "Since today", "--no-snapshot")
    return str(sent["ticket"])


def answer(desk: Path, number: str, text: str, name: str = "bob") -> None:
    place = desk / number / "comments"
    place.mkdir(exist_ok=True)
    (place / f"{name}.txt").write_text(text)


def away(monkeypatch: pytest.MonkeyPatch) -> None:
    def poll(*_: object) -> Any:
        raise DeskUnreachableError(N_("The desk is away."))

    monkeypatch.setattr(FolderConnector, "poll_ticket", poll)
    for name in (
        "submit_ticket",
        "add_comment",
        "has_comment",
        "reopen_ticket",
        "mark_ticket_resolved",
        "find_ticket",
    ):
        monkeypatch.setattr(FolderConnector, name, poll)


def test_the_list_tells_the_last_answer_and_what_is_unread(ask: Any, desk: Path, number: str) -> None:
    (row,) = ask("tickets", "list")["tickets"]
    assert (row["ticket"], row["state"], row["unread"], row["last_message"]) == (number, "open", 0, None)
    answer(desk, number, "Try the\nother socket")
    (row,) = ask("tickets", "list")["tickets"]
    assert row["unread"] == 1
    assert row["last_message"]["text"] == "Try the other socket"
    assert row["last_message"]["author"] == "bob"
    assert not row["last_message"]["mine"]
    assert ask("tickets", "list", "--offline")["tickets"] == [row]


def test_offline_sends_no_request(ask: Any, desk: Path, number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    answer(desk, number, "hello")

    def never(*_: object) -> None:
        raise AssertionError("nobody is asked")

    monkeypatch.setattr(FolderConnector, "poll_ticket", never)
    (row,) = ask("tickets", "list", "--offline")["tickets"]
    assert row["unread"] == 0
    shown = ask("tickets", "show", number, "--offline")
    assert shown["comments"] == []
    assert shown["tickets"][0]["cached"]


def test_a_conversation_is_read_offline_and_says_so(
    ask: Any, desk: Path, number: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(desk, number, "Try it now")
    shown = ask("tickets", "show", number)
    assert [c["text"] for c in shown["comments"]] == ["Try it now"]
    assert not shown["tickets"][0]["cached"]
    assert shown["tickets"][0]["unread"] == 1
    away(monkeypatch)
    again = ask("tickets", "show", number)
    assert again["comments"] == shown["comments"]
    assert again["tickets"][0]["cached"]
    assert again["tickets"][0]["unread"] == 0
    assert main.run(["tickets", "show", number, "--lang", "en"]) == 0
    out = capsys.readouterr()
    assert "Try it now" in out.out
    assert "Last updated" in out.out
    assert "The desk is away." in out.err


def test_a_ticket_of_which_nothing_is_known_is_an_error_while_the_desk_is_away(
    ask: Any, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    away(monkeypatch)
    assert ask("tickets", "show", number, status=3)["error"]["code"] == "desk-unreachable"


def test_a_comment_with_a_file_arrives_once(ask: Any, desk: Path, number: str, tmp_path: Path) -> None:
    file = tmp_path / "log.txt"
    file.write_text("lines")
    got = ask("tickets", "comment", number, "--body", "More: ü 🎉", "--attach", str(file))
    assert (got["state"], got["ticket"], got["kind"]) == ("delivered", number, "comment")
    for offline in (["--offline"], []):
        (comment,) = ask("tickets", "show", number, *offline)["comments"]
        assert (comment["text"], comment["mine"], comment["state"]) == ("More: ü 🎉", True, "delivered")
    assert (desk / number / "attachments" / "log.txt").read_text() == "lines"


def test_what_cannot_be_sent_now_waits_and_is_marked(
    ask: Any, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask("tickets", "show", number)
    with monkeypatch.context() as patch:
        away(patch)
        assert ask("tickets", "comment", number, "--body", "Later")["state"] == "queued"
        assert (
            ask("tickets", "comment", number, "--body", "And", "--wait", "0.1", status=3)["state"] == "queued"
        )
        (row,) = ask("tickets", "list")["tickets"]
        assert row["pending"] == 2
        shown = ask("tickets", "show", number)
        assert [(c["text"], c["state"], c["mine"]) for c in shown["comments"]] == [
            ("Later", "queued", True),
            ("And", "queued", True),
        ]
    ask("outbox", "retry")
    shown = ask("tickets", "show", number)
    assert [(c["text"], c["state"]) for c in shown["comments"]] == [
        ("Later", "delivered"),
        ("And", "delivered"),
    ]


def test_solved_and_not_solved(ask: Any, number: str) -> None:
    assert ask("tickets", "solve", number, "--body", "It works")["state"] == "delivered"
    shown = ask("tickets", "show", number)
    assert shown["tickets"][0]["state"] == "solved"
    assert [c["text"] for c in shown["comments"]] == ["It works"]
    assert ask("tickets", "reopen", number)["state"] == "delivered"
    assert ask("tickets", "show", number)["tickets"][0]["state"] == "open"


def able(monkeypatch: pytest.MonkeyPatch, **more: bool) -> None:
    monkeypatch.setattr(FolderConnector, "abilities", replace(FolderConnector.abilities, **more))


def test_words_with_an_approval_are_one_reply(ask: Any, number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    able(monkeypatch, approve=True)
    said: list[tuple[Any, ...]] = []
    monkeypatch.setattr(FolderConnector, "change_state", lambda _desk, *what: said.append(what[:4]) or ())
    got = ask("tickets", "solve", number, "--body", "It works")
    assert (got["state"], got["kind"]) == ("delivered", "solve")
    assert [(what[0], str(what[1]), what[3]) for what in said] == [(number, "solve", "It works")]


def test_words_that_reopen_are_one_reply(ask: Any, number: str, monkeypatch: pytest.MonkeyPatch) -> None:
    able(monkeypatch, comment_reopens=True)
    said: list[tuple[Any, ...]] = []
    monkeypatch.setattr(FolderConnector, "change_state", lambda _desk, *what: said.append(what[:4]) or ())
    got = ask("tickets", "reopen", number, "--body", "Still blank")
    assert (got["state"], got["kind"]) == ("delivered", "reopen")
    assert [(what[0], str(what[1]), what[3]) for what in said] == [(number, "reopen", "Still blank")]


def test_a_message_that_reopens_is_warned_of_before_it_is_sent(
    ask: Any, number: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    able(monkeypatch, comment_reopens=True)
    assert ask("tickets", "comment", number, "--body", "More")["state"] == "delivered"
    assert "reopens" not in capsys.readouterr().err
    ask("tickets", "solve", number)
    assert main.run(["tickets", "comment", number, "--body", "More", "--lang", "en"]) == 0
    assert f"Ticket {number} is resolved. A message reopens it." in capsys.readouterr().err


def test_a_terminal_asks_and_accepts_no(
    ask: Any, number: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    able(monkeypatch, comment_reopens=True)
    ask("tickets", "solve", number)
    monkeypatch.setattr("sys.stdin", Terminal("n\ny\n"))
    assert main.run(["tickets", "comment", number, "--body", "More", "--lang", "en"]) == 1
    assert "Nothing was sent." in capsys.readouterr().err
    assert ask("tickets", "show", number)["comments"] == []
    assert main.run(["tickets", "comment", number, "--body", "More", "--lang", "en"]) == 0
    capsys.readouterr()
    assert [c["text"] for c in ask("tickets", "show", number)["comments"]] == ["More"]


def test_thanks_to_a_ticket_that_is_solved_are_not_sent_where_they_would_reopen_it(
    ask: Any, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    able(monkeypatch, comment_reopens=True)
    ask("tickets", "solve", number)
    error = ask("tickets", "solve", number, "--body", "Thanks", status=2)["error"]
    assert "a message would reopen it" in error["message"]
    assert ask("tickets", "show", number)["comments"] == []


def test_the_sessions_that_a_command_opened_are_ended_with_it(
    ask: Any, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Session:
        ended = limit = 0.0

        def limit_time(self, seconds: float | None) -> None:
            self.limit = seconds or 0.0

        def end(self) -> None:
            self.ended += 1

    session = Session()
    monkeypatch.setattr(
        FolderConnector, "poll_ticket", lambda *_: open_sessions.register_session(session) or fail()
    )
    main.run(["tickets", "show", number])
    assert session.ended == 1
    assert 0 < session.limit <= 3
    open_sessions.end_open_sessions()
    assert session.ended == 1


def fail() -> None:
    raise DeskUnreachableError(N_("The desk is away."))


class Terminal(io.StringIO):
    """What a person types."""

    def isatty(self) -> bool:
        return True


def test_wrong_use_is_told(ask: Any, number: str, tmp_path: Path) -> None:
    assert ask("tickets", "show", "999", status=2)["error"]["code"] == "usage"
    assert ask("tickets", "comment", number, "--body", " ", status=2)["error"]["code"] == "usage"
    gone = str(tmp_path / "gone")
    assert ask("tickets", "comment", number, "--body", "x", "--attach", gone, status=2)
    assert ask("tickets", "comment", number, "--body", "x", "--wait", "-1", status=2)
    assert ask("tickets", "show", number)["comments"] == []


def test_open_prints_where_it_is_without_a_display(
    ask: Any, number: str, desk: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    got = ask("tickets", "open", number)
    assert (got["path"], got["url"], got["opened"]) == (str(desk / number), None, False)
    assert main.run(["tickets", "open", number]) == 0
    assert capsys.readouterr().out.strip() == str(desk / number)


def test_a_terminal_gets_no_control_characters(
    ask: Any, number: str, desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    answer(desk, number, "\x1b[31mred\u202e\x07")
    for words in (["tickets", "list"], ["tickets", "show", number]):
        assert main.run(words) == 0
        out = capsys.readouterr().out
        assert "\x1b" not in out
        assert "\u202e" not in out


def test_the_reference_finds_it_too(ask: Any, number: str) -> None:
    from selfhelp.core.ticket_reference import shorten_reference

    report = ask("tickets", "list")["tickets"][0]["report"]
    assert ask("tickets", "show", shorten_reference(report))["tickets"][0]["ticket"] == number


def test_deleting_user_data_deletes_conversations(ask: Any, number: str, desk: Path, own_home: Path) -> None:
    answer(desk, number, "secret words")
    ask("tickets", "list")
    kept = own_home / "data" / "selfhelp" / "tickets" / "seen.db"
    assert b"secret words" in kept.read_bytes()
    copy = own_home / "copy"
    ask("data", "export", str(copy))
    (talk,) = copy.glob("tickets/*/conversation.txt")
    assert "secret words" in talk.read_text()
    ask("data", "delete", "--yes")
    assert not kept.exists()


def test_an_answer_is_sent_without_secrets(ask: Any, own_home: Path, number: str) -> None:
    """The help desk got "[secret:iban]" in a reply, but "[bank details hidden]" in a ticket."""
    said = (
        "My IBAN is CH93 0076 2011 6238 5295 7. New password: hunter2-secret, and "
        "ghp_"
        "abcdefghijklmnopqrstuvwxyz0123456789"
    )
    assert ask("tickets", "comment", number, "--body", said)["state"] == "delivered"
    assert ask("tickets", "reopen", number, "--body", said)["state"] == "delivered"
    texts = [comment["text"] for comment in ask("tickets", "show", number)["comments"]]
    assert len(texts) == 2
    assert all("[bank details hidden]" in text and "[password hidden]" in text for text in texts)
    assert not any("[secret:" in text for text in texts)
    kept = b"".join(p.read_bytes() for p in own_home.rglob("*") if p.is_file())
    assert b"hunter2-secret" not in kept
    assert b"ghp_abc" not in kept


def test_a_failed_reopening_with_a_file_reopens_nothing(ask: Any, number: str, tmp_path: Path) -> None:
    words = ("tickets", "reopen", number, "--body", "again", "--attach", str(tmp_path / "missing.txt"))
    assert ask(*words, status=2)["error"]["code"] == "usage"
    assert ask("outbox", "list")["items"] == []


def test_a_ticket_deleted_concurrently_is_a_message(
    ask: Any, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(follow: Any, report: str) -> None:
        follow._outbox.delete(report)

    monkeypatch.setattr(StatusPoller, "poll_ticket", gone)
    assert ask("tickets", "show", number, status=2)["error"]["code"] == "usage"


def test_the_list_says_why_a_ticket_was_not_sent(
    ask: Any, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> Any:
        raise DeskRefusedError(N_("Sign in to the help desk again."))

    monkeypatch.setattr(FolderConnector, "submit_ticket", refuse)
    ask("send", "--subject", "s", "--body", "b", "--no-snapshot", status=1)
    assert main.run(["tickets", "list"]) == 0
    first, second, *_ = capsys.readouterr().out.splitlines()
    assert first.startswith("-  queued")
    assert second == "    Sign in to the help desk again."


def test_what_is_saved_is_said_to_be_even_where_its_result_could_not_be(
    ask: Any, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """ "Nothing was saved" would make the user send it a second time."""

    def full(*_: object) -> Any:
        raise StorageError(N_("The disk is full, so nothing was saved. Free up some space."))

    monkeypatch.setattr(DeliveryService, "deliver_by_ref", full)
    sent = ask("send", "--subject", "s", "--body", "b", "--no-snapshot")
    assert sent["state"] == "queued"
    assert sent["report"]
    assert ask("tickets", "comment", number, "--body", "more")["state"] == "queued"
    assert len(ask("outbox", "list")["items"]) == 2


def test_a_full_disk_names_the_command_that_frees_space(
    ask: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object) -> Any:
        raise StorageError(DISK_FULL)

    monkeypatch.setattr(Case, "save_to_outbox", full)
    assert main.run(["send", "--subject", "s", "--body", "b", "--no-snapshot"]) == 3
    assert capsys.readouterr().err.splitlines() == [
        "selfhelp: The disk is full, so nothing was saved. Free up some space.",
        "To free up disk space, run: selfhelp fix disk-full",
    ]


def test_a_delivered_reply_removed_at_once_still_reports_delivered(
    ask: Any, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bring = DeliveryService.deliver_by_ref

    def forgotten(delivery: Any, ref: str, wait: float) -> Any:
        state = bring(delivery, ref, wait)
        delivery._outbox.erase_sent_text(2e10)
        return state

    monkeypatch.setattr(DeliveryService, "deliver_by_ref", forgotten)
    assert ask("tickets", "comment", number, "--body", "more")["state"] == "delivered"


def test_a_file_that_changes_while_it_is_sent_is_refused_and_nothing_is_saved(
    ask: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, write = tmp_path / "notes.txt", Case.build_letter
    file.write_text("as it was")

    def changed_after(self: Case) -> Letter:
        letter = write(self)
        file.write_text("as it is.")
        return letter

    monkeypatch.setattr(Case, "build_letter", changed_after)
    words = ("send", "--subject", "No sound", "--body", "b", "--no-snapshot", "--attach", str(file))
    refused = ask(*words, status=2)
    assert refused["error"]["code"] == "changed"
    assert "notes.txt has changed" in refused["error"]["message"]
    assert ask("outbox", "list")["items"] == []
    monkeypatch.setattr(Case, "build_letter", write)
    assert ask(*words)["state"] == "delivered"


def test_a_ticket_only_on_this_computer_says_so_and_takes_no_reply(
    ask: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """The list called it open, and a reply was "sent" to a folder that no one else reads."""
    (AppPaths.create_for_current_user(Platform.LINUX).config / "policy.toml").unlink()
    number = ask("send", "--subject", "No sound", "--body", "Since today", "--no-snapshot")["ticket"]
    (row,) = ask("tickets", "list")["tickets"]
    assert row["local"] is True
    for words in (["list"], ["show", number]):
        assert main.run(["tickets", *words]) == 0
        log.close_log_file()
        printed = capsys.readouterr().out
        assert "  Saved on this computer  No sound" in printed
        assert "give it to your IT department" in printed
        assert "hasn't been updated" not in printed
    for action in ("comment", "solve", "reopen"):
        refused = ask("tickets", action, number, "--body", "Hello?", status=2)
        assert (
            refused["error"]["message"] == f"Ticket {number} is only on this computer. Replies aren't sent."
        )
    assert ask("outbox", "list")["items"] == []


def test_a_local_ticket_can_be_sent_from_the_app_once_there_is_a_help_desk(
    ask: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    """It said to print the ticket, and to give it to IT, where the app can send it."""
    policy = AppPaths.create_for_current_user(Platform.LINUX).config / "policy.toml"
    desk = policy.read_text("utf-8")
    policy.unlink()
    number = ask("send", "--subject", "No sound", "--body", "Since today", "--no-snapshot")["ticket"]
    policy.write_text(desk, "utf-8")
    assert ask("tickets", "list")["tickets"][0]["local"] is True
    for words in (["list"], ["show", number]):
        assert main.run(["tickets", *words]) == 0
        log.close_log_file()
        printed = capsys.readouterr().out
        assert "open the ticket in the app and select “Send to the help desk…”" in printed
        assert "give it to your IT department" not in printed


def test_a_reply_of_unknown_outcome_is_not_called_waiting(
    ask: Any, number: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def lost(*_: object) -> Any:
        raise OutcomeUnknownError(N_("The desk is away."))

    ask("tickets", "show", number)
    with monkeypatch.context() as patch:
        away(patch)
        patch.setattr(FolderConnector, "add_comment", lost)
        patch.setattr(FolderConnector, "has_comment", lambda *_: False)
        assert ask("tickets", "comment", number, "--body", "Later")["state"] == "unknown"
        assert main.run(["tickets", "show", number, "--offline"]) == 0
        log.close_log_file()
    printed = capsys.readouterr().out
    assert "not confirmed by the help desk yet" in printed
    assert "waiting to be sent" not in printed
