"""Drafts that the user left for another ticket."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from selfhelp.core.errors import UsageError
from selfhelp.core.reference import create_ticket_ref
from selfhelp.core.text import N_
from selfhelp.tickets.form.draft_store import StoredDraft
from selfhelp.tickets.form.earlier_drafts import MOST, EarlierDrafts
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
