"""Stores shown and answered reminders, across app restarts and clock changes.

Times in the future were written while the clock was wrong. They are set to now when the book is opened, so
that no reminder is repeated immediately, or suppressed until that time.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path

from selfhelp.core import durable_files
from selfhelp.core.model import Json
from selfhelp.core.paths import make_private_folder
from selfhelp.reminders import NOTICE, ReminderAnswer

FILE = "reminders.json"
LARGEST = 200_000
"""Maximum size of the file, in bytes; a larger file isn't this app's."""

MOST = 340
"""Maximum number of entries, more than notices need (`selfhelp.app.background_round`).

Entries shown longest ago are dropped first, but never answers about forecasts.
"""

WEEK = timedelta(days=7)
HOUR = timedelta(hours=1)
MORNING = time(9)
"""Local time at which a reminder postponed until tomorrow is shown."""

MUTED_AT_LEAST = timedelta(days=30)
"""Minimum duration of "Don't remind me about this", even if the subject was resolved meanwhile."""


@dataclass(frozen=True, slots=True)
class BookEntry:
    """The stored data of one reminder key.

    Attributes:
        shown: when it was last shown; None if never. asked, until: when the user postponed it, and until
            when.
        muted: when the user muted it. times, pressed: number of times it was shown since it came up, and
            number of these times as urgent.
    """

    shown: datetime | None = None
    asked: datetime | None = None
    until: datetime | None = None
    muted: datetime | None = None
    times: int = 0
    pressed: int = 0

    def is_reminder_hidden(self, now: datetime) -> bool:
        """Return whether the user has hidden the reminder at this time."""
        return self.muted is not None or (self.until is not None and now < self.until)


@dataclass(frozen=True, slots=True)
class ReminderBook:
    """All entries by key, and the times of reminders shown in the last week.

    Attributes:
        entries: by key.
        shown: times of unrequested reminders.
        repeated: times of postponed reminders.
    """

    entries: Mapping[str, BookEntry] = field(default_factory=dict)
    shown: tuple[datetime, ...] = ()
    repeated: tuple[datetime, ...] = ()

    def get_entry(self, key: str) -> BookEntry:
        """Return the entry for a key, or an empty entry."""
        return self.entries.get(key, BookEntry())

    def list_hidden_keys(self, now: datetime) -> frozenset[str]:
        """Return the keys of the reminders that the user has hidden at this time."""
        return frozenset(key for key, entry in self.entries.items() if entry.is_reminder_hidden(now))

    def record_reminder_shown(
        self, key: str, now: datetime, *, unasked: bool, urgent: bool = False
    ) -> ReminderBook:
        """Return the book after a reminder was shown, either unrequested or postponed by the user."""
        old = self.get_entry(key)
        times, pressed = old.times + 1, old.pressed + urgent
        entry = replace(old, shown=now, asked=None, until=None, times=times, pressed=pressed)
        shown, repeated = (
            tuple(one for one in told if now - one < WEEK) for told in (self.shown, self.repeated)
        )
        if now not in (*shown, *repeated):  # the keys of one notification count once
            shown, repeated = ((*shown, now), repeated) if unasked else (shown, (*repeated, now))
        return ReminderBook({**self.entries, key: entry}, shown, repeated)

    def record_answer(self, key: str, answer: ReminderAnswer, now: datetime) -> ReminderBook:
        """Return the book after the user answered a reminder."""
        entry = replace(self.get_entry(key), asked=None, until=None)
        if answer is ReminderAnswer.HOUR:
            entry = replace(entry, asked=now, until=now + HOUR)
        elif answer is ReminderAnswer.TOMORROW:
            entry = replace(entry, asked=now, until=compute_tomorrow_morning(now))
        elif answer is ReminderAnswer.NEVER:
            entry = replace(entry, muted=now)
        return replace(self, entries={**self.entries, key: entry})

    def drop_settled_entries(self, settled: Iterable[str], now: datetime) -> ReminderBook:
        """Return the book without settled reminders, so that they are shown again if they recur."""
        gone = {key for key in settled if key in self.entries and not _is_still_muted(self.entries[key], now)}
        return replace(self, entries={k: e for k, e in self.entries.items() if k not in gone})

    def clamp_future_times(self, now: datetime) -> ReminderBook:
        """Return the book with future times, caused by a wrong clock, set to now."""
        told = (tuple(min(one, now) for one in moments) for moments in (self.shown, self.repeated))
        return ReminderBook({key: _clamp_entry(entry, now) for key, entry in self.entries.items()}, *told)


def compute_tomorrow_morning(now: datetime) -> datetime:
    """Return the time of the next morning, to which reminders are postponed, in local time."""
    local = now.astimezone()
    return datetime.combine(local.date() + timedelta(days=1), MORNING).astimezone().astimezone(UTC)


def _is_still_muted(entry: BookEntry, now: datetime) -> bool:
    return entry.muted is not None and now - entry.muted < MUTED_AT_LEAST


def _clamp_entry(entry: BookEntry, now: datetime) -> BookEntry:
    asked, until = entry.asked, entry.until
    if asked is not None and until is not None and asked > now:
        asked, until = now, now + min(until - asked, timedelta(days=2))
    shown, muted = _clamp_time(entry.shown, now), _clamp_time(entry.muted, now)
    return replace(entry, shown=shown, asked=asked, until=until, muted=muted)


def _clamp_time(moment: datetime | None, now: datetime) -> datetime | None:
    return None if moment is None else min(moment, now)


class ReminderStore:
    """Stores one `ReminderBook` in a file that only this user can read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._one = threading.Lock()

    def open_book(self, now: datetime) -> ReminderBook:
        """Return the stored book after correcting and saving its times; empty if it is damaged."""
        book = self._load_book()
        right = book.clamp_future_times(now)
        if right != book:
            with suppress(OSError):  # corrected again the next time; nothing is shown that can't be recorded
                self.save(right)
        return right

    def save(self, book: ReminderBook) -> None:
        """Store the book.

        Raises:
            OSError: it wasn't written, so nothing may be shown: it would be repeated.
        """
        newest = sorted(book.entries.items(), key=lambda item: _make_retention_key(*item), reverse=True)[
            :MOST
        ]
        data: Json = {
            "schema": 1,
            "shown": [one.isoformat() for one in book.shown[-MOST:]],
            "repeated": [one.isoformat() for one in book.repeated[-MOST:]],
            "entries": {key: _entry_to_json(entry) for key, entry in newest},
        }
        make_private_folder(self._folder)
        durable_files.write_private_file(self._folder / FILE, json.dumps(data).encode("ascii"))

    def store_answer(self, key: str, answer: ReminderAnswer, now: datetime) -> None:
        """Record the user's answer to a reminder.

        Raises:
            OSError: it wasn't written.
        """
        self.update_book(lambda book: book.record_answer(key, answer, now), now)

    def update_book(self, how: Callable[[ReminderBook], ReminderBook], now: datetime) -> None:
        """Apply a change to the stored book; concurrent changes of several threads are all kept.

        Raises:
            OSError: it wasn't written.
        """
        with self._one:
            self.save(how(self.open_book(now)))

    def _load_book(self) -> ReminderBook:
        try:
            with durable_files.open_regular_file(self._folder / FILE) as file:
                data = json.loads(file.read(LARGEST))
            entries = {str(key)[:300]: _entry_from_json(row) for key, row in data["entries"].items()}
            told = (data["shown"], data.get("repeated", ()))
            return ReminderBook(entries, *(tuple(map(_parse_stored_time, moments)) for moments in told))
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError):
            return ReminderBook()


def _make_retention_key(key: str, entry: BookEntry) -> tuple[bool, datetime]:
    moments = [at for at in (entry.shown, entry.asked, entry.muted) if at is not None]
    return not key.startswith(NOTICE), max(moments, default=datetime.min.replace(tzinfo=UTC))


def _entry_to_json(entry: BookEntry) -> Json:
    moments = {"shown": entry.shown, "asked": entry.asked, "until": entry.until, "muted": entry.muted}
    written = {name: at.isoformat() for name, at in moments.items() if at is not None}
    return {**written, "times": entry.times, "pressed": entry.pressed}


def _entry_from_json(row: Mapping[str, Json]) -> BookEntry:
    names = ("shown", "asked", "until", "muted")
    moments = {name: _parse_stored_time(row[name]) for name in names if name in row}
    return BookEntry(**moments, times=int(row.get("times", 0)), pressed=int(row.get("pressed", 0)))


def _parse_stored_time(text: Json) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("no time zone")
    return moment.astimezone(UTC)
