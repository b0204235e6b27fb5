"""The local desk: a number belongs to one ticket, and a ticket is there whole or not at all."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from selfhelp.core.errors import DeskRefusedError, DeskUnreachableError
from selfhelp.core.paths import AppPaths
from selfhelp.core.ticket import (
    ComputerId,
    FileRef,
    ItilLevel,
    RemoteFile,
    Ticket,
    TicketDetails,
    TicketState,
)
from selfhelp.helpdesk.connectors.folder.connector import FolderConnector, build_connector
from selfhelp.network.proxy_router import ProxyRouter
from selfhelp.policy.policy import Policy

HELLO = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824"


def ticket(ref="sh-1", *names):
    return Ticket(ref, "Sübject", "body", "alice", files=tuple(FileRef(n, 5, HELLO) for n in names))


def opener(ref):
    return io.BytesIO(b"hello")


@pytest.fixture
def desk(tmp_path):
    return FolderConnector(tmp_path / "desk")


def test_a_ticket_is_a_folder_with_everything(desk, tmp_path):
    receipt = desk.submit_ticket(ticket("sh-1", "é $(x) <b>.txt"), opener)
    folder = tmp_path / "desk" / "LOCAL-0001"
    assert receipt.number == "LOCAL-0001"
    assert desk.find_ticket_folder(receipt.number) == folder
    about = json.loads((folder / "ticket.json").read_text(encoding="utf-8"))
    assert (about["ref"], about["state"], about["requester"]) == ("sh-1", "open", "alice")
    assert (folder / "message.txt").read_text(encoding="utf-8") == "body"
    assert (folder / "attachments" / "é $(x) <b>.txt").read_bytes() == b"hello"
    assert folder.stat().st_mode & 0o077 == 0
    assert desk.find_ticket("sh-1") == receipt
    assert desk.find_ticket("sh-2") is None
    assert desk.find_missing_attachments(receipt.number, ticket("sh-1", "é $(x) <b>.txt").files) == []


def test_the_ticket_contains_its_category(desk, tmp_path):
    details = TicketDetails("disk-full", ItilLevel.HIGH, None, "anna", ComputerId("PC-42"), {"room": "2.14"})
    desk.submit_ticket(replace(ticket("sh-1"), details=details), opener)
    about = json.loads((tmp_path / "desk" / "LOCAL-0001" / "ticket.json").read_text(encoding="utf-8"))
    assert (about["urgency"], about["problem"], about["login"]) == ("high", "disk-full", "anna")
    assert (about["computer"], about["answers"]) == ({"name": "PC-42"}, {"room": "2.14"})
    assert not {"impact", "incident"} & set(about)


def test_a_broken_attempt_is_continued_under_its_own_number(desk, tmp_path):
    def broken(ref):
        raise OSError(5, "I/O error")

    with pytest.raises(DeskUnreachableError):
        desk.submit_ticket(ticket("sh-1", "a.txt"), broken)
    assert desk.find_ticket("sh-1") is None
    desk.submit_ticket(ticket("sh-2"), opener)
    assert desk.submit_ticket(ticket("sh-1", "a.txt"), opener).number == "LOCAL-0001"
    assert sorted(p.name for p in (tmp_path / "desk").glob("LOCAL-*")) == ["LOCAL-0001", "LOCAL-0002"]


def test_it_may_edit_the_state_and_answer_with_a_file(desk, tmp_path):
    number = desk.submit_ticket(ticket(), opener).number
    folder = tmp_path / "desk" / number
    about = json.loads((folder / "ticket.json").read_text())
    (folder / "ticket.json").write_text(
        "\ufeff" + json.dumps({**about, "state": "waiting"}), encoding="utf-8"
    )
    assert not desk.has_comment(number, "c-1")
    desk.add_comment(number, "c-1", "please <b>help</b>", ticket("sh-1", "shot.png").files, opener)
    assert desk.has_comment(number, "c-1")
    assert desk.add_comment(number, "c-1", "please <b>help</b>", (), opener) == ()
    (folder / "comments" / "bob.txt").write_text("On my way")
    status = desk.fetch_status(number)
    assert status.state is TicketState.WAITING
    assert [(c.author, c.text, c.mine) for c in status.comments] == [
        ("alice", "please <b>help</b>", True),
        ("bob", "On my way", False),
    ]
    assert [(f.name, f.sha256) for f in status.attachments] == [("shot.png", HELLO)]
    desk.reopen_ticket(number)
    assert desk.fetch_status(number).state is TicketState.OPEN


@pytest.mark.parametrize("text", ["", "{", "[]", "\0", "[" * 100_000])
def test_a_file_damaged_by_hand_is_a_message(desk, tmp_path, text):
    number = desk.submit_ticket(ticket(), opener).number
    (tmp_path / "desk" / number / "ticket.json").write_text(text)
    with pytest.raises(DeskRefusedError, match="damaged"):
        desk.fetch_status(number)


def test_values_of_the_wrong_kind_are_read_as_nothing_special(desk, tmp_path):
    number = desk.submit_ticket(ticket(), opener).number
    wrong = '{"state": ["x"], "created": "soon", "subject": 7}'
    (tmp_path / "desk" / number / "ticket.json").write_text(wrong)
    assert desk.fetch_status(number).state is TicketState.OPEN


@pytest.mark.parametrize("number", ["LOCAL-0009", "../../etc", "LOCAL-../..", "", "x" * 9000])
def test_there_is_no_way_out_of_the_desk(desk, number):
    desk.submit_ticket(ticket(), opener)
    with pytest.raises(DeskRefusedError):
        desk.fetch_status(number)


def test_a_lost_file_is_restored(desk, tmp_path):
    files = ticket("sh-1", "a.txt", "b.txt").files
    number = desk.submit_ticket(ticket("sh-1", "a.txt", "b.txt"), opener).number
    (tmp_path / "desk" / number / "attachments" / "b.txt").write_bytes(b"hell")
    assert desk.find_missing_attachments(number, files) == ["b.txt"]
    desk.attach_files(number, files, opener)
    assert desk.find_missing_attachments(number, files) == []


CLIENT = """
import io, sys
from dataclasses import replace
from pathlib import Path
from selfhelp.core.ticket import Ticket
from selfhelp.helpdesk.connectors.folder.connector import FolderConnector
for n in range(50):
    FolderConnector(Path(sys.argv[1])).submit_ticket(Ticket(f"sh-{sys.argv[2]}-{n}", "s", "b", "r"), None)
"""


def test_two_hundred_clients_at_once_give_two_hundred_tickets(tmp_path):
    root = tmp_path / "desk"
    clients = [subprocess.Popen([sys.executable, "-c", CLIENT, root, str(i)]) for i in range(4)]
    assert [client.wait(120) for client in clients] == [0] * 4
    refs = [json.loads(path.read_text())["ref"] for path in root.glob("LOCAL-*/ticket.json")]
    assert len(refs) == len(set(refs)) == 200
    assert len(list(root.glob("LOCAL-*"))) == 200
    assert all(FolderConnector(root).find_ticket(ref) for ref in refs)


def test_threads_of_one_program_do_not_share_a_number(desk, tmp_path):
    numbers: list[str] = []
    work = [
        threading.Thread(
            target=lambda i=i: numbers.append(desk.submit_ticket(ticket(f"sh-{i}"), opener).number)
        )
        for i in range(40)
    ]
    for thread in work:
        thread.start()
    for thread in work:
        thread.join()
    assert len(set(numbers)) == 40


@pytest.mark.skipif(not Path("/proc").exists(), reason="needs a place where nobody can write")
def test_a_share_that_cannot_be_used_is_a_sentence_and_a_retry():
    desk = FolderConnector(Path("/proc/desk"))
    for call in (desk.check_connection, lambda: desk.submit_ticket(ticket(), opener)):
        with pytest.raises(DeskUnreachableError, match="/proc/desk"):
            call()


@pytest.mark.lab
@pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
def test_a_full_share_is_named_and_the_ticket_goes_through_later(tmp_path):
    share = tmp_path / "share"
    share.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", share], check=True)
    try:
        desk = FolderConnector(share)
        (share / "ballast").write_bytes(b"x" * 40_000)
        with pytest.raises(DeskUnreachableError, match="no space left"):
            desk.submit_ticket(ticket("sh-1", *(f"{i}.txt" for i in range(9))), opener)
        (share / "ballast").unlink()
        assert desk.submit_ticket(ticket("sh-1"), opener).number == "LOCAL-0001"
    finally:
        subprocess.run(["umount", share], check=True)


def test_without_policy_it_lies_in_the_persons_own_folder(places: AppPaths):
    desk = build_connector(Policy(), places, None, None, ProxyRouter())  # type: ignore[arg-type]
    assert desk.find_ticket_folder("LOCAL-0001") == places.data / "desk" / "LOCAL-0001"
    assert desk.find_requester_address()


def named(name, data):
    return FileRef(name, len(data), hashlib.sha256(data).hexdigest())


def test_files_of_a_comment_write_over_nothing(desk, tmp_path):
    contents = {"a.txt": b"ticket", "b.txt": b"same"}
    files = [named(name, data) for name, data in contents.items()]
    first = Ticket("sh-1", "s", "b", "alice", files=files)
    number = desk.submit_ticket(first, lambda ref: io.BytesIO(contents[ref.name])).number
    later = {"a.txt": b"comment", "b.txt": b"same", "c": b"new"}
    refs = [named(name, data) for name, data in later.items()]
    desk.add_comment(number, "c-1", "see", refs, lambda ref: io.BytesIO(later[ref.name]))
    place = tmp_path / "desk" / number / "attachments"
    assert {p.name: p.read_bytes() for p in place.iterdir()} == {
        "a.txt": b"ticket",
        "b.txt": b"same",
        "a-2.txt": b"comment",
        "c": b"new",
    }
    assert desk.find_missing_attachments(number, refs) == desk.find_missing_attachments(number, files) == []
    (comment,) = desk.fetch_status(number).comments
    assert [(f.name, f.size, f.id) for f in comment.files] == [
        ("a.txt", 7, "a-2.txt"),
        ("b.txt", 4, "b.txt"),
        ("c", 3, "c"),
    ]
    target = io.BytesIO()
    desk.download_file(number, comment.files[0], target)
    assert target.getvalue() == b"comment"


def test_a_comment_that_broke_off_is_written_once(desk, tmp_path):
    number = desk.submit_ticket(ticket(), opener).number
    files = ticket("sh-1", "a.txt", "b.txt").files

    def broken(ref):
        if ref.name == "b.txt":
            raise OSError(5, "I/O error")
        return opener(ref)

    with pytest.raises(DeskUnreachableError):
        desk.add_comment(number, "c-1", "see", files, broken)
    assert not desk.has_comment(number, "c-1")
    desk.add_comment(number, "c-1", "see", files, opener)
    desk.add_comment(number, "c-1", "see", files, opener)
    assert sorted(p.name for p in (tmp_path / "desk" / number / "attachments").iterdir()) == [
        "a.txt",
        "b.txt",
    ]
    assert len(desk.fetch_status(number).comments) == 1


@pytest.mark.parametrize("name", ["../ticket.json", "/etc/passwd", "..", "", "none"])
def test_only_its_own_files_are_fetched(desk, name):
    number = desk.submit_ticket(ticket("sh-1", "a.txt"), opener).number
    with pytest.raises(DeskRefusedError, match="contain a file"):
        desk.download_file(number, RemoteFile("x", 1, "", name), io.BytesIO())


def test_a_number_that_became_anothers_is_not_found(desk, tmp_path):
    desk.submit_ticket(ticket("sh-1"), opener)
    (tmp_path / "desk" / ".refs" / "sh-2").write_text("LOCAL-0001")
    assert desk.find_ticket("sh-2") is None
    assert desk.submit_ticket(ticket("sh-2"), opener).number == "LOCAL-0002"
