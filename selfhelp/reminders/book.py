"""What was shown and answered, kept across restarts of the app and across changes of the clock.

Every moment that lies ahead of the clock was written by a clock that was wrong. It's moved back to now when
the book is opened: so nothing is shown again at once, and nothing stays silent until that moment comes.
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
"""Bytes of the file; a larger one is none of ours."""

MOST = 340
"""Entries that are kept, more than notices fill while they are told (`selfhelp.app.background_round`). Those
shown longest ago go first, and never an answer about a forecast."""

WEEK = timedelta(days=7)
HOUR = timedelta(hours=1)
MORNING = time(9)
"""Local time at which "tomorrow" is."""

MUTED_AT_LEAST = timedelta(days=30)
"""How long "Don't remind me about this" holds even if the matter was settled in between."""


@dataclass(frozen=True, slots=True)
class BookEntry:
    """What is known of one key.

    Attributes:
        shown: when it was last shown; None if never.
        asked, until: when the user put it off, and until when.
        muted: when the user wanted no more reminders of it.
        times, pressed: how often it was shown since it came up, and how often of these it was urgent.
    """

    shown: datetime | None = None
    asked: datetime | None = None
    until: datetime | None = None
    muted: datetime | None = None
    times: int = 0
    pressed: int = 0

    def is_hidden(self, now: datetime) -> bool:
        """Whether the user doesn't want to see it now."""
        return self.muted is not None or (self.until is not None and now < self.until)


@dataclass(frozen=True, slots=True)
class ReminderBook:
    """What is known by key, and when anything was shown in the last week.

    Attributes:
        entries: by key.
        shown: when something was shown unasked.
        repeated: when something was shown that the user had put off until then.
    """

    entries: Mapping[str, BookEntry] = field(default_factory=dict)
    shown: tuple[datetime, ...] = ()
    repeated: tuple[datetime, ...] = ()

    def entry(self, key: str) -> BookEntry:
        """Return the entry for a key, or an empty one."""
        return self.entries.get(key, BookEntry())

    def hidden_keys(self, now: datetime) -> frozenset[str]:
        """Return the keys that the user doesn't want to see now."""
        return frozenset(key for key, entry in self.entries.items() if entry.is_hidden(now))

    def with_shown(self, key: str, now: datetime, *, unasked: bool, urgent: bool = False) -> ReminderBook:
        """Return the book after something was shown, unasked or because the user had put it off."""
        old = self.entry(key)
        times, pressed = old.times + 1, old.pressed + urgent
        entry = replace(old, shown=now, asked=None, until=None, times=times, pressed=pressed)
        shown, repeated = (
            tuple(one for one in told if now - one < WEEK) for told in (self.shown, self.repeated)
        )
        if now not in (*shown, *repeated):  # the keys of one notification count once
            shown, repeated = ((*shown, now), repeated) if unasked else (shown, (*repeated, now))
        return ReminderBook({**self.entries, key: entry}, shown, repeated)

    def with_answer(self, key: str, answer: ReminderAnswer, now: datetime) -> ReminderBook:
        """Return the book after the user answered."""
        entry = replace(self.entry(key), asked=None, until=None)
        if answer is ReminderAnswer.HOUR:
            entry = replace(entry, asked=now, until=now + HOUR)
        elif answer is ReminderAnswer.TOMORROW:
            entry = replace(entry, asked=now, until=tomorrow_morning(now))
        elif answer is ReminderAnswer.NEVER:
            entry = replace(entry, muted=now)
        return replace(self, entries={**self.entries, key: entry})

    def without_settled(self, settled: Iterable[str], now: datetime) -> ReminderBook:
        """Return the book without settled reminders; if one recurs, it is shown again."""
        gone = {key for key in settled if key in self.entries and not _still_muted(self.entries[key], now)}
        return replace(self, entries={k: e for k, e in self.entries.items() if k not in gone})

    def with_right_clock(self, now: datetime) -> ReminderBook:
        """Return the book as if no moment had been written by a clock that was ahead of this one."""
        told = (tuple(min(one, now) for one in moments) for moments in (self.shown, self.repeated))
        return ReminderBook({key: _set_right(entry, now) for key, entry in self.entries.items()}, *told)


def tomorrow_morning(now: datetime) -> datetime:
    """Return when a reminder that was put off comes back: tomorrow morning by the local clock."""
    local = now.astimezone()
    return datetime.combine(local.date() + timedelta(days=1), MORNING).astimezone().astimezone(UTC)


def _still_muted(entry: BookEntry, now: datetime) -> bool:
    return entry.muted is not None and now - entry.muted < MUTED_AT_LEAST


def _set_right(entry: BookEntry, now: datetime) -> BookEntry:
    asked, until = entry.asked, entry.until
    if asked is not None and until is not None and asked > now:
        asked, until = now, now + min(until - asked, timedelta(days=2))
    shown, muted = _not_after(entry.shown, now), _not_after(entry.muted, now)
    return replace(entry, shown=shown, asked=asked, until=until, muted=muted)


def _not_after(moment: datetime | None, now: datetime) -> datetime | None:
    return None if moment is None else min(moment, now)


class ReminderStore:
    """Stores one `ReminderBook` in a file that only this user can read."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._one = threading.Lock()

    def open_book(self, now: datetime) -> ReminderBook:
        """Return the book with corrected times, and save it; a damaged file is an empty book."""
        book = self._load()
        right = book.with_right_clock(now)
        if right != book:
            with suppress(OSError):  # set right again the next time; nothing is shown that can't be noted
                self.save(right)
        return right

    def save(self, book: ReminderBook) -> None:
        """Store the book.

        Raises:
            OSError: it was not written, so nothing may be shown: it would be shown again and again.
        """
        newest = sorted(book.entries.items(), key=lambda item: _keeping_order(*item), reverse=True)[:MOST]
        data: Json = {
            "schema": 1,
            "shown": [one.isoformat() for one in book.shown[-MOST:]],
            "repeated": [one.isoformat() for one in book.repeated[-MOST:]],
            "entries": {key: _entry_to_json(entry) for key, entry in newest},
        }
        make_private_folder(self._folder)
        durable_files.write_private_file(self._folder / FILE, json.dumps(data).encode("ascii"))

    def answer(self, key: str, answer: ReminderAnswer, now: datetime) -> None:
        """Note an answer.

        Raises:
            OSError: it was not written.
        """
        self.change(lambda book: book.with_answer(key, answer, now), now)

    def change(self, how: Callable[[ReminderBook], ReminderBook], now: datetime) -> None:
        """Change the book; of two changes at once on several threads, both stay.

        Raises:
            OSError: it was not written.
        """
        with self._one:
            self.save(how(self.open_book(now)))

    def _load(self) -> ReminderBook:
        try:
            with durable_files.open_regular_file(self._folder / FILE) as file:
                data = json.loads(file.read(LARGEST))
            entries = {str(key)[:300]: _entry_from_json(row) for key, row in data["entries"].items()}
            told = (data["shown"], data.get("repeated", ()))
            return ReminderBook(entries, *(tuple(map(_moment, moments)) for moments in told))
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError):
            return ReminderBook()


def _keeping_order(key: str, entry: BookEntry) -> tuple[bool, datetime]:
    moments = [at for at in (entry.shown, entry.asked, entry.muted) if at is not None]
    return not key.startswith(NOTICE), max(moments, default=datetime.min.replace(tzinfo=UTC))


def _entry_to_json(entry: BookEntry) -> Json:
    moments = {"shown": entry.shown, "asked": entry.asked, "until": entry.until, "muted": entry.muted}
    written = {name: at.isoformat() for name, at in moments.items() if at is not None}
    return {**written, "times": entry.times, "pressed": entry.pressed}


def _entry_from_json(row: Mapping[str, Json]) -> BookEntry:
    names = ("shown", "asked", "until", "muted")
    moments = {name: _moment(row[name]) for name in names if name in row}
    return BookEntry(**moments, times=int(row.get("times", 0)), pressed=int(row.get("pressed", 0)))


def _moment(text: Json) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("no time zone")
    return moment.astimezone(UTC)
