"""The user's own files: what takes a file's place between the look and the click is not sent, and nothing
hangs."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from selfhelp.core.errors import ChangedError, SelfhelpError, TooLargeError, UsageError
from selfhelp.core.text import ENGLISH
from selfhelp.policy.policy import Policy, Redaction
from selfhelp.tickets.case import Case
from selfhelp.tickets.form.added_file import AddedFile, open_added_file
from tests.tickets.test_case import tools


def _grown(path: Path) -> None:
    with path.open("ab") as file:
        file.truncate(10_000_000_000)


def _pipe(path: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def _folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


def _link_to_another(path: Path) -> None:
    other = path.with_suffix(".secret")
    other.write_text("somebody else's words")
    path.unlink()
    path.symlink_to(other)


def _dead_link(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.with_suffix(".nowhere"))


def _link_to_itself(path: Path) -> None:
    path.unlink()
    path.symlink_to(path)


SWAPS = [_grown, _pipe, _folder, _link_to_another, _dead_link, _link_to_itself, Path.unlink]


def case_with(tmp_path: Path, path: Path, *, clean: bool) -> Case:
    case = Case(tools(tmp_path, Policy(redaction=Redaction(attachments=clean))), "It does not print")
    case.message.requester = "a@example.com"
    path.write_text("reviewed")
    case.add_file(path)
    return case


@pytest.mark.parametrize("swap", SWAPS)
def test_what_takes_its_place_is_not_sent(tmp_path: Path, swap: Callable[[Path], None]) -> None:
    path = tmp_path / "log.txt"
    case = case_with(tmp_path, path, clean=False)
    letter = case.build_letter()
    swap(path)
    with pytest.raises(ChangedError):
        case.save_to_outbox(letter)
    again = case.build_letter().items[-1]
    assert again.sha256 != letter.items[-1].sha256
    if swap is not _link_to_another:
        assert again.sha256 == ""
        words = "is too large" if swap is _grown else "doesn't exist or can't be read"
        assert words in ENGLISH.translate(again.note or ""), "the note says so"
        with pytest.raises((UsageError, TooLargeError)):
            case.save_to_outbox(case.build_letter())
    outbox = case._tools.outbox()
    assert not outbox.list_items()
    assert not list((outbox.folder / "files").glob("*"))


@pytest.mark.parametrize("swap", SWAPS)
def test_a_text_that_was_cleaned_leaves_as_it_was_read(tmp_path: Path, swap: Callable[[Path], None]) -> None:
    path = tmp_path / "log.txt"
    case = case_with(tmp_path, path, clean=True)
    letter = case.build_letter()
    swap(path)
    (ref,) = case._tools.outbox().read_ticket(case.save_to_outbox(letter)).files
    assert ref.sha256 == letter.items[-1].sha256


@pytest.mark.parametrize("swap", [swap for swap in SWAPS if swap is not _link_to_another])
def test_an_unreadable_text_file_stops_the_review(tmp_path: Path, swap: Callable[[Path], None]) -> None:
    path = tmp_path / "log.txt"
    case = case_with(tmp_path, path, clean=True)
    swap(path)
    with pytest.raises(SelfhelpError, match=r"log\.txt"):
        case.build_letter()


def test_a_pipe_without_writer_is_refused_immediately(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UsageError, match="pipe"):
        open_added_file(tmp_path / "pipe")
    raced = AddedFile("file", "pipe", 0, tmp_path / "pipe")
    with pytest.raises(UsageError):
        raced.redact_content(bytes.decode)


def test_looking_at_the_draft_reads_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The window asks for this whenever something changes; a large file would hold it up each time."""
    case = case_with(tmp_path, tmp_path / "log.txt", clean=False)

    def never(_path: Path) -> None:
        raise AssertionError("read")

    monkeypatch.setattr("selfhelp.core.durable_files.open_regular_file", never)
    (item,) = case.list_added_items()
    assert (item.title, item.size, item.note) == ("log.txt", len("reviewed"), item.note)
    with pytest.raises(AssertionError):
        case.build_letter()
