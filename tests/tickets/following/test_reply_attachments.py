"""What is added to an answer stays until it is sent, whatever lies in its folder."""

from __future__ import annotations

import json
import stat
from pathlib import Path

import pytest

from selfhelp.core.errors import StorageError
from selfhelp.tickets.following.conversations import Conversations
from selfhelp.tickets.following.reply_attachments import FILE, ReplyAttachments
from selfhelp.tickets.form.added_file import AddedFile, open_added_file
from selfhelp.tickets.form.attachment_store import split_missing_attachments
from tests.tickets.test_case import PNG


@pytest.fixture
def kept(tmp_path: Path) -> ReplyAttachments:
    return ReplyAttachments(tmp_path / "tickets" / "answers")


def picture(name: str = "a.png", data: bytes = PNG) -> AddedFile:
    return AddedFile("picture", name, len(data), data)


def test_images_and_files_are_restored_in_order(kept: ReplyAttachments, tmp_path: Path) -> None:
    notes = tmp_path / "notes é.txt"
    notes.write_text("hello")
    kept.store("sh-1", [picture(), open_added_file(notes)])
    kept.store("sh-2", [picture("b.png", PNG + b"2")])
    first, second = ReplyAttachments(kept.folder).read("sh-1")
    assert (first.name, first.content, second.content) == ("a.png", PNG, notes)
    notes.unlink()
    there, gone = split_missing_attachments([first, second])
    assert [one.name for one in there] == ["a.png"]
    assert len(gone) == 1
    for path in (kept.folder, kept.folder / "sh-1"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o700


def test_edited_or_removed_images_leave_nothing(kept: ReplyAttachments) -> None:
    kept.store("sh-1", [picture(), picture("b.png", PNG + b"secret")])
    kept.store("sh-1", [picture()])
    assert all(b"secret" not in file.read_bytes() for file in (kept.folder / "sh-1").iterdir())
    kept.store("sh-1", [])
    assert not kept.exists_on_disk()
    assert not (kept.folder / "sh-1").exists()


def test_they_go_with_their_ticket(tmp_path: Path) -> None:
    talks = Conversations(tmp_path / "tickets")
    for report in ("sh-1", "sh-2", "sh-3"):
        talks.answers.store(report, [picture()])
    assert talks.has_any_conversation()
    talks.delete_conversation("sh-1")
    talks.delete_expired_conversations(["sh-2"], 0)
    assert [bool(talks.answers.read(report)) for report in ("sh-1", "sh-2", "sh-3")] == [False, True, False]
    talks.delete_all_conversations()
    assert not talks.answers.exists_on_disk()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        '{"schema": 2, "added": []}',
        '{"schema": 1, "added": [{"name": "x", "on": true, "file": "../../secret.png"}]}',
        '{"schema": 1, "added": [{"name": "x"}]}',
        '{"schema": 1, "added": 7}',
        "[" * 100_000,
    ],
)
def test_a_list_that_was_tampered_with_brings_nothing(text: str, kept: ReplyAttachments) -> None:
    kept.store("sh-1", [picture()])
    (kept.folder.parent / "secret.png").write_bytes(PNG)
    (kept.folder / "sh-1" / FILE).write_text(text)
    assert kept.read("sh-1") == []


@pytest.mark.parametrize("report", ["", "..", "../x", "a/b", "/etc", "x" * 300])
def test_a_name_that_is_no_ticket_s_is_kept_nowhere(report: str, kept: ReplyAttachments) -> None:
    kept.store(report, [picture()])
    assert kept.read(report) == []
    assert not kept.folder.exists()


def test_where_nothing_can_be_written_what_was_kept_stays(
    kept: ReplyAttachments, monkeypatch: pytest.MonkeyPatch
) -> None:
    from selfhelp.core import durable_files

    kept.store("sh-1", [picture()])

    def full(path: Path, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(durable_files, "write_private_file", full)
    with pytest.raises(StorageError):
        kept.store("sh-1", [picture("b.png", PNG + b"2")])
    (one,) = kept.read("sh-1")
    assert one.name == "a.png"
    assert json.loads((kept.folder / "sh-1" / FILE).read_text())["schema"] == 1
