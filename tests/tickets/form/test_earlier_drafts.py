"""Drafts that the user left for another ticket."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from selfhelp.core.errors import UsageError
from selfhelp.core.text import N_
from selfhelp.core.ticket_reference import create_ticket_ref
from selfhelp.tickets.form.added_file import AddedFile
from selfhelp.tickets.form.draft_store import DraftStore, StoredDraft
from selfhelp.tickets.form.earlier_drafts import (
    MOST,
    EarlierDrafts,
    delete_draft_for_good,
    list_all_unsent_drafts,
    list_all_unsent_summaries,
)
from selfhelp.tickets.form.ticket_message import TicketMessage

NOW = datetime.now(UTC)


class Outbox:
    """An outbox without tickets."""

    def find_item(self, _report: str) -> Any:
        raise UsageError(N_("It isn't there."))


def draft(words: str, hours: int = 0) -> StoredDraft:
    return StoredDraft(create_ticket_ref(), TicketMessage(body=words), saved=NOW - timedelta(hours=hours))


def words(store: EarlierDrafts) -> list[str]:
    return [one.message.body for one in store.list_unsent_drafts(Outbox)]  # type: ignore[arg-type]


@pytest.fixture
def store(tmp_path: Path) -> EarlierDrafts:
    return EarlierDrafts(tmp_path / "earlier-drafts", 30)


def test_they_come_back_newest_first_with_their_times(store: EarlierDrafts) -> None:
    older, newer = draft("older", 5), draft("newer", 1)
    store.store_drafts([newer, older])
    assert words(store) == ["newer", "older"]
    assert [one.saved for one in store.list_unsent_drafts(Outbox)] == [newer.saved, older.saved]  # type: ignore[arg-type]


def test_one_that_stays_is_not_written_again_and_the_others_go_last(store: EarlierDrafts) -> None:
    first, second, third = draft("1", 3), draft("2", 2), draft("3", 1)
    store.store_drafts([first, second])
    store.store_drafts([third, dataclasses.replace(first, message=TicketMessage(body="changed"))])
    assert set(words(store)) == {"1", "3"}, "the one that is left made room"
    store.delete_other_drafts([third, first])
    assert words(store) == ["3", "1"]


def test_only_the_newest_are_kept(store: EarlierDrafts) -> None:
    many = [draft(str(number), number) for number in range(MOST + 2)]
    store.store_drafts(many)
    assert words(store) == [str(number) for number in range(MOST)]


def test_they_expire(tmp_path: Path, store: EarlierDrafts) -> None:
    store.store_drafts([draft("old", 24 * 40), draft("new", 1)])
    store.delete_expired_drafts()
    assert words(store) == ["new"]
    assert len(list(store.folder.rglob("draft.json"))) == 1


def test_lists_read_the_words_but_no_images(store: EarlierDrafts, tmp_path: Path) -> None:
    current = DraftStore(tmp_path / "draft", 30)
    image = AddedFile("picture", "screen.png", 9, b"\x89PNG\r\n\x1a\n1")
    first = dataclasses.replace(draft("first"), added=[image])
    current.store_draft(first)
    store.store_drafts([dataclasses.replace(draft("older", 5), added=[image]), draft("newer", 1), first])
    found = list_all_unsent_summaries(current, store, Outbox)  # type: ignore[arg-type]
    whole = list_all_unsent_drafts(current, store, Outbox)  # type: ignore[arg-type]
    assert [one.words for one in found] == [one.message.body for one in whole] == ["first", "newer", "older"]
    assert [one.ref for one in found] == [one.ref for one in whole]
    for file in tmp_path.rglob("*.png"):
        file.unlink()
        file.mkdir()  # reading it would fail
    assert list_all_unsent_summaries(current, store, Outbox) == found  # type: ignore[arg-type]


def test_a_draft_in_the_outbox_is_not_listed_and_is_deleted(store: EarlierDrafts, tmp_path: Path) -> None:
    class Full(Outbox):
        def find_item(self, _report: str) -> Any:
            return None

    current = DraftStore(tmp_path / "draft", 30)
    current.store_draft(draft("sent"))
    assert list_all_unsent_summaries(current, store, Full) == []  # type: ignore[arg-type]
    assert current.read_draft() is None


def test_one_is_deleted_wherever_it_is_and_remembered(store: EarlierDrafts, tmp_path: Path) -> None:
    current, now, earlier, other = (
        DraftStore(tmp_path / "draft", 30),
        draft("now"),
        draft("a", 1),
        draft("b", 2),
    )
    current.store_draft(now)
    store.store_drafts([now, earlier, other])
    delete_draft_for_good(current, store, earlier.ref)
    assert current.read_draft() is not None
    assert words(store) == ["now", "b"]
    delete_draft_for_good(current, store, now.ref)
    assert current.read_draft() is None
    assert words(store) == ["b"]
    assert store.deleted == {now.ref, earlier.ref}
