"""When something is shown: the limits, the answers, and clocks that move."""

from __future__ import annotations

import json
import stat
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfhelp.reminders import NOTICE, Candidate, ReminderAnswer
from selfhelp.reminders.book import (
    FILE,
    MOST,
    BookEntry,
    ReminderBook,
    ReminderStore,
    compute_tomorrow_morning,
)
from selfhelp.reminders.plan import (
    MOST_IN_A_DAY,
    MOST_PRESSED,
    choose_reminder,
    compute_time_until_postponed,
    compute_time_until_repeat,
)

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
PASSWORD = Candidate("password-expiry", days=9)
URGENT = Candidate("password-expiry", urgent=True, days=1)
BACKUP = Candidate("backup-age", days=-3)


def shown(*candidates: Candidate, at: datetime = NOW) -> ReminderBook:
    book = ReminderBook()
    for one in candidates:
        book = book.record_reminder_shown(one.key, at, unasked=True)
    return book


def test_the_nearest_first_and_one_a_day() -> None:
    assert choose_reminder([BACKUP, PASSWORD], ReminderBook(), NOW, 3).candidate is PASSWORD
    assert choose_reminder([BACKUP, PASSWORD], shown(PASSWORD), NOW + HOUR, 3) is None
    assert choose_reminder([BACKUP, PASSWORD], shown(PASSWORD), NOW + DAY, 3).candidate is BACKUP


def test_not_twice_around_midnight() -> None:
    late = datetime(2026, 11, 24, 23, 30).astimezone()
    assert choose_reminder([PASSWORD], shown(BACKUP, at=late), late + HOUR, 3) is None


def test_three_a_week_unless_urgent() -> None:
    book = ReminderBook()
    for n in range(3):
        book = book.record_reminder_shown(f"matter-{n}", NOW + n * DAY, unasked=True)
    later = NOW + 3 * DAY
    assert choose_reminder([PASSWORD], book, later, 3) is None
    assert choose_reminder([URGENT], book, later, 3).candidate is URGENT
    assert choose_reminder([PASSWORD], book, NOW + 7 * DAY, 3).candidate is PASSWORD
    assert choose_reminder([PASSWORD], ReminderBook(), NOW, 0) is None, "policy wants none"


def test_urgent_ones_come_daily_and_have_a_limit_too() -> None:
    assert choose_reminder([URGENT], shown(URGENT), NOW + HOUR, 3) is None
    assert choose_reminder([URGENT], shown(URGENT), NOW + DAY, 3) is not None
    full = ReminderBook()
    for n in range(MOST_IN_A_DAY):
        full = full.record_reminder_shown(f"matter-{n}", NOW + n * timedelta(minutes=1), unasked=True)
    assert choose_reminder([URGENT], full, NOW + HOUR, 3) is None


def test_all_keys_of_one_notification_count_once() -> None:
    """One notification may tell of many notices, each with two keys; an urgent reminder still comes."""
    book = ReminderBook()
    for key in ("notice", "notice:a", "notice:a:words", "notice:b", "notice:b:words"):
        book = book.record_reminder_shown(key, NOW, unasked=key == "notice")
    assert (len(book.shown), book.repeated) == (1, ())
    assert len(book.entries) == 5
    assert choose_reminder([URGENT], book, NOW + HOUR, 3) is not None


def test_pauses_shorten_as_the_date_comes_near() -> None:
    pauses = [compute_time_until_repeat(Candidate("x", days=days), BookEntry()) for days in (30, 10, 4, 1)]
    assert pauses == [7 * DAY, 5 * DAY, 2 * DAY, 2 * DAY]


def test_ignored_reminders_become_rarer() -> None:
    over = [compute_time_until_repeat(BACKUP, BookEntry(times=times)) for times in (1, 2, 3, 9)]
    assert over == [7 * DAY, 14 * DAY, 28 * DAY, 28 * DAY]
    assert compute_time_until_repeat(URGENT, BookEntry(pressed=MOST_PRESSED - 1)) < DAY
    assert compute_time_until_repeat(URGENT, BookEntry(pressed=MOST_PRESSED)) == 2 * DAY


def test_what_stops_work_goes_first() -> None:
    password = Candidate("password-expiry", days=9, stops_work=True)
    assert (
        choose_reminder([BACKUP, Candidate("x", days=2), password], ReminderBook(), NOW, 3).candidate
        is password
    )


def test_in_an_hour_is_kept_despite_other_reminders() -> None:
    book = shown(PASSWORD).record_answer(PASSWORD.key, ReminderAnswer.HOUR, NOW)
    assert choose_reminder([PASSWORD], book, NOW + HOUR / 2, 3) is None
    assert compute_time_until_postponed([PASSWORD], book, NOW) == HOUR
    choice = choose_reminder([PASSWORD, BACKUP], book, NOW + HOUR, 0)
    assert choice is not None
    assert (choice.candidate, choice.asked) == (PASSWORD, True)
    after = book.record_reminder_shown(PASSWORD.key, NOW + HOUR, unasked=False)
    assert len(after.shown) == 1, "what the user asked for is no interruption"
    assert choose_reminder([PASSWORD], after, NOW + 2 * HOUR, 3) is None
    assert compute_time_until_postponed([PASSWORD], after, NOW + 2 * HOUR) is None


def test_tomorrow_is_the_next_morning() -> None:
    night = datetime(2026, 11, 24, 0, 20).astimezone()
    assert compute_tomorrow_morning(night).astimezone().strftime("%d %H:%M") == "25 09:00"


def test_never_is_never_until_it_was_settled_for_a_month() -> None:
    book = ReminderBook().record_answer(URGENT.key, ReminderAnswer.NEVER, NOW)
    assert choose_reminder([URGENT], book, NOW + 40 * DAY, 3) is None
    assert book.list_hidden_keys(NOW + 400 * DAY) == {URGENT.key}
    assert book.drop_settled_entries([URGENT.key], NOW + DAY) == book
    assert (
        choose_reminder([URGENT], book.drop_settled_entries([URGENT.key], NOW + 31 * DAY), NOW + 31 * DAY, 3)
        is not None
    )


def test_a_settled_reminder_returns_with_its_cause() -> None:
    book = shown(PASSWORD).drop_settled_entries([PASSWORD.key], NOW + DAY)
    assert choose_reminder([PASSWORD], book, NOW + DAY, 3) is not None


# -- clocks ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("back", [DAY, 400 * DAY])
def test_a_clock_that_moves_back_repeats_nothing_and_silences_nothing_for_ever(
    tmp_path: Path, back: timedelta
) -> None:
    store = ReminderStore(tmp_path)
    store.save(shown(PASSWORD).record_answer(BACKUP.key, ReminderAnswer.TOMORROW, NOW))
    then = NOW - back
    book = store.open_book(then)
    assert choose_reminder([PASSWORD], book, then, 3) is None
    assert choose_reminder([PASSWORD], store.open_book(then + 8 * DAY), then + 8 * DAY, 3) is not None
    asked = compute_time_until_postponed([BACKUP], store.open_book(then), then)
    assert asked is not None
    assert asked <= 2 * DAY


def test_a_clock_that_moves_ahead_and_back(tmp_path: Path) -> None:
    store, ahead = ReminderStore(tmp_path), NOW + 3650 * DAY
    store.save(store.open_book(ahead).record_reminder_shown(URGENT.key, ahead, unasked=True))
    assert choose_reminder([URGENT], store.open_book(NOW), NOW, 3) is None
    assert choose_reminder([URGENT], store.open_book(NOW + DAY), NOW + DAY, 3) is not None


@given(
    st.lists(st.tuples(st.integers(-400, 400), st.sampled_from(["a", "b", "c"]), st.booleans()), max_size=40)
)
def test_clock_changes_never_repeat_a_reminder(
    moves: list[tuple[int, str, bool]],
) -> None:
    book = ReminderBook()
    for days, key, urgent in moves:
        now = NOW + days * DAY
        book = book.clamp_future_times(now)
        choice = choose_reminder([Candidate(key, urgent, 1)], book, now, 3)
        if choice is not None:
            book = book.record_reminder_shown(key, now, unasked=True)
        again = book.clamp_future_times(now + HOUR)
        assert choose_reminder([Candidate(key, urgent, 1)], again, now + HOUR, 3) is None or choice is None


# -- the file --------------------------------------------------------------------------------------


def test_it_is_private_and_survives_a_restart(tmp_path: Path) -> None:
    ReminderStore(tmp_path / "data").store_answer("password-expiry", ReminderAnswer.NEVER, NOW)
    file = tmp_path / "data" / FILE
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert ReminderStore(tmp_path / "data").open_book(NOW).list_hidden_keys(NOW) == {"password-expiry"}


@pytest.mark.parametrize(
    "damage",
    [b"", b"[]", b'{"entries": 1}', b'{"entries": {"a": {"shown": "x"}}, "shown": []}', b"\xff" * 300_000],
)
def test_a_damaged_file_is_an_empty_book(tmp_path: Path, damage: bytes) -> None:
    (tmp_path / FILE).write_bytes(damage)
    assert ReminderStore(tmp_path).open_book(NOW) == ReminderBook()


def test_a_flood_of_notices_pushes_no_answer_out(tmp_path: Path) -> None:
    book = ReminderBook().record_answer("password-expiry", ReminderAnswer.NEVER, NOW - 300 * DAY)
    for n in range(2 * MOST):
        book = book.record_reminder_shown(f"{NOTICE}{n}", NOW + n * timedelta(minutes=1), unasked=False)
    store = ReminderStore(tmp_path)
    store.save(book)
    data = json.loads((tmp_path / FILE).read_text())
    assert len(data["entries"]) <= MOST
    assert store.open_book(NOW + DAY).list_hidden_keys(NOW + DAY) == {"password-expiry"}


def test_answers_at_the_same_time_all_stay(tmp_path: Path) -> None:
    store = ReminderStore(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda n: store.store_answer(f"matter-{n}", ReminderAnswer.NEVER, NOW), range(40)))
    assert len(store.open_book(NOW).list_hidden_keys(NOW)) == 40
