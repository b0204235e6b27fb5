"""Keeps earlier snapshots, on this computer only, to show technicians what changed since.

A folder of the user's data with one file per snapshot and the key that fingerprints are made with. A file
holds in clear only what tells nothing about anyone (program names, versions …); of every value with
another mark it holds a fingerprint, from which the value cannot be read. Nothing of it is ever sent.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
import re
import secrets
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from selfhelp import __version__
from selfhelp.core import app_files, durable_files, own_folder
from selfhelp.core.model import Json, PrivacyClass, Scalar, Snapshot, SnapshotChanges
from selfhelp.core.paths import make_private_folder
from selfhelp.core.safe_removal import Removal
from selfhelp.report import changes
from selfhelp.report.changes import ComparableSnapshot, ComparedItem, ComparedSection, ComparedValue
from selfhelp.report.redact import Redactor

_log = logging.getLogger(__name__)

SCHEMA = 1
YESTERDAY = timedelta(hours=12)
"""A snapshot of this age is compared with by default: "since yesterday" must not mean "since the try
an hour ago", and the one of this morning isn't yesterday's yet."""

OF_TODAY = 10
"""Snapshots that are kept of the last day."""

DAYS_KEPT = 60
"""Days of which the newest snapshot is kept."""

LIMIT = 10_000_000
"""Bytes of one kept snapshot; a larger file is none of ours."""

_KINDS: Mapping[PrivacyClass, str] = {
    PrivacyClass.PERSON: "user",
    PrivacyClass.HOST: "host",
    PrivacyClass.ADDRESS: "ip",
    PrivacyClass.HARDWARE: "hw",
    PrivacyClass.NETWORK: "network",
    PrivacyClass.DEVICE: "device",
    PrivacyClass.PATH: "file",
}
"""First word of the stand-in of a value that is gone; "text" for all others."""

_MOMENT = "%Y-%m-%dT%H%M%S.%fZ"
_KEY = re.compile(r"key(?:-[0-9a-f]{8})?")
_REPORT = re.compile(r"\d{4}-\d\d-\d\d-\d{6}")


@dataclass(frozen=True, slots=True)
class StoredSnapshot:
    """One stored snapshot."""

    created: datetime
    size: int
    path: Path


class SnapshotHistory:
    """The kept snapshots of one person on one computer."""

    def __init__(
        self, folder: Path, days: int, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        """Create the history without reading or writing anything.

        Args:
            folder: of this user alone; made when something is kept.
            days: how long a snapshot is kept; 0 keeps none.
            now: the clock.
        """
        self._folder, self._days, self._now = folder, days, now

    def redact_and_compare(
        self, raw: Snapshot, redactor: Redactor, *, until: datetime | None = None, keep: bool = True
    ) -> Snapshot:
        """Return a redacted snapshot with the changes; store it for later comparison.

        Args:
            raw: as it was collected; nothing of it is written before it is redacted.
            redactor: of the report.
            until: compare with the newest one that is not later; None: with the newest that is not of today.
            keep: whether the next one may be compared with this one.
        """
        clean = redactor.snapshot(raw)
        try:
            self.delete_expired()
            if self._days == 0:
                return clean
            key = self._key(keep)
            seen = changes.to_comparable(raw, clean, changes.Fingerprints(key), __version__)
            clean = replace(clean, changes=self._changes(seen, key, until, redactor))
            if keep:
                self._write_snapshot(seen, key)
        except Exception:  # noqa: BLE001 - what changed is worth much, the report is worth more
            _log.warning("changes couldn't be determined", exc_info=True)
        return clean

    def stored_snapshots(self) -> Sequence[StoredSnapshot]:
        """Return the stored snapshots, newest first; other files are skipped."""
        found = []
        with suppress(OSError):
            for path in self._folder.glob("*.json"):
                with suppress(ValueError, OSError):
                    created = datetime.strptime(path.stem, _MOMENT).replace(tzinfo=UTC)
                    found.append(StoredSnapshot(created, path.stat().st_size, path))
        return sorted(found, key=lambda one: one.created, reverse=True)

    def comparable_snapshots(self, until: datetime | None = None) -> Sequence[StoredSnapshot]:
        """Return the kept snapshots to compare with; the best one first."""
        now = self._now()
        past = [one for one in self.stored_snapshots() if one.created <= now]
        if until is not None:
            return [one for one in past if one.created <= until]
        young = [one for one in past if now - one.created < YESTERDAY]
        return [*past[len(young) :], *reversed(young)]

    def delete_expired(self) -> None:
        """Delete expired snapshots, and all but the newest of each earlier day.

        One from the future was made under a wrong clock; it stays no longer than any other.
        """
        now, days = self._now(), set[str]()
        today = 0
        for one in self.stored_snapshots():
            age, day = abs(now - one.created), f"{one.created:%Y-%m-%d}"
            if age < timedelta(days=1):
                today += 1
                stays = today <= OF_TODAY
            else:
                stays = day not in days and len(days) < DAYS_KEPT
                days.add(day)
            if not stays or age >= timedelta(days=self._days):
                _delete(one.path)
        if self._days == 0:
            _delete(self._folder / "key")

    def delete_all(self) -> int:
        """Delete all stored snapshots and the key; return how many there were.

        Raises:
            OSError: one could not be deleted.
        """
        kept = self.stored_snapshots()
        for one in kept:
            own_folder.remove_file(one.path)
        for key in self._folder.glob("key*"):  # one that was not finished is there after a crash
            if _KEY.fullmatch(key.name):
                own_folder.remove_file(key)
        return len(kept)

    def drop_sections(self, sections: Collection[str]) -> None:
        """Drop sections from everything that is kept. Never raises for a disk.

        What a person took out of a ticket is not kept here either; they are compared again from the next
        snapshot on. A file that cannot be read or written goes as a whole.
        """
        for one in self.stored_snapshots() if sections else ():
            try:
                data = json.loads(one.path.read_bytes())
                left = {id_: held for id_, held in data["sections"].items() if id_ not in sections}
                if len(left) < len(data["sections"]):
                    durable_files.write_private_file(
                        one.path, json.dumps({**data, "sections": left}).encode("ascii")
                    )
            except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
                _delete(one.path)

    def _changes(
        self, seen: ComparableSnapshot, key: bytes, until: datetime | None, redactor: Redactor
    ) -> SnapshotChanges | None:
        """Compare with the best one that can be read."""
        for kept in self.comparable_snapshots(until):
            earlier = _load(kept, key, redactor)
            if earlier is not None:
                return changes.compare_snapshots(earlier, seen)
        return None

    def _write_snapshot(self, seen: ComparableSnapshot, key: bytes) -> None:
        path = make_private_folder(self._folder) / f"{seen.created.astimezone(UTC):{_MOMENT}}.json"
        durable_files.write_private_file(path, json.dumps(_document(seen, key)).encode("ascii"))

    def _key(self, keep: bool) -> bytes:
        """Return this computer's key; snapshots stored under a lost key are no longer compared."""
        path = self._folder / "key"
        try:
            found = path.read_bytes()
        except FileNotFoundError:
            found = b""
        if len(found) == 32:
            return found
        fresh = secrets.token_bytes(32)
        return self._store_first_key(path, fresh) if keep else fresh

    def _store_first_key(self, path: Path, fresh: bytes) -> bytes:
        """Store a key and return it; of two snapshots at once, the first one's key counts."""
        mine = make_private_folder(self._folder) / f"key-{fresh.hex()[:8]}"
        durable_files.write_private_file(mine, fresh)
        try:
            path.hardlink_to(mine)
        except FileExistsError:
            found = path.read_bytes()
            if len(found) == len(fresh):
                return found
            mine.replace(path)  # the file holds no valid key
        except OSError:  # a file system that knows no second name
            mine.replace(path)
        finally:
            mine.unlink(missing_ok=True)
        return fresh


def _delete(path: Path) -> None:
    try:
        own_folder.remove_file(path)
    except own_folder.NotOursError as error:
        _log.warning("an old snapshot stays: %s", error)
    except OSError:
        _log.warning("an old snapshot could not be deleted", exc_info=True)


def delete_expired_reports(folder: Path, days: int) -> None:
    """Delete expired reports from the history of `selfhelp snapshot`; nothing else in the folder.

    Args:
        folder: where reports go that no one gave a place.
        days: how long one stays; at least one day, so that it can be looked at.

    Raises:
        OSError: the folder is not the app's own, or cannot be read.
    """
    oldest = datetime.now(UTC) - timedelta(days=max(1, days))
    with suppress(FileNotFoundError), own_folder.open_own_folder(folder) as reports:
        for name in filter(_REPORT.fullmatch, reports.names()):
            try:
                if datetime.fromtimestamp(reports.status(name).st_mtime, UTC) < oldest:
                    with reports.open_subfolder(name) as report:
                        Removal().remove_known_files(report, app_files.REPORT)
                    reports.remove_folder(name)
            except OSError:  # it holds something of the user's, or is open somewhere
                _log.info("an old report stays", exc_info=True)


# -- the file ----------------------------------------------------------------------------------------


def _mark(key: bytes) -> str:
    """Return a fingerprint of a key that doesn't reveal it."""
    return hmac.new(key, b"which key", hashlib.sha256).hexdigest()[:16]


def _document(seen: ComparableSnapshot, key: bytes) -> Json:
    return {
        "schema": SCHEMA,
        "version": seen.version,
        "key": _mark(key),
        "created": seen.created.astimezone(UTC).isoformat(),
        "sections": {
            id_: {
                "unknown": sorted(section.unknown),
                "rolling": sorted(section.rolling),
                "things": {
                    what: [_section_document(thing) for thing in things]
                    for what, things in section.things.items()
                },
            }
            for id_, section in seen.sections.items()
        },
    }


def _section_document(thing: ComparedItem) -> Json:
    values = {column: _cell(value) for column, value in thing.values.items()}
    return {"id": thing.id, "name": _cell(thing.name), "values": values}


def _cell(value: ComparedValue) -> Json:
    return [value.fingerprint, value.clear, value.reveals.value]


def _load(kept: StoredSnapshot, key: bytes, redactor: Redactor) -> ComparableSnapshot | None:
    """Return a stored snapshot; None if it is damaged, or has another key or schema."""
    try:
        if kept.size > LIMIT:
            raise ValueError("too large")
        data = json.loads(kept.path.read_bytes())
        if data["schema"] != SCHEMA or data["key"] != _mark(key):
            return None
        reader = _Reader(redactor)
        sections = {str(id_): reader.read_section(section) for id_, section in data["sections"].items()}
        return ComparableSnapshot(datetime.fromisoformat(data["created"]), str(data["version"]), sections)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        _log.warning("a kept snapshot cannot be read", exc_info=True)
        return None


class _Reader:
    """Reads snapshots back; values not kept in clear get a unique stand-in."""

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor
        self._prints = changes.Fingerprints(secrets.token_bytes(32))

    def read_section(self, data: Json) -> ComparedSection:
        """Return one section's content."""
        things = {
            str(what): [self._parse_item(thing) for thing in listed]
            for what, listed in data["things"].items()
        }
        return ComparedSection(
            things, frozenset(map(str, data["unknown"])), frozenset(map(str, data["rolling"]))
        )

    def _parse_item(self, data: Json) -> ComparedItem:
        values = {str(column): self._value(value) for column, value in data["values"].items()}
        return ComparedItem(str(data["id"]), self._value(data["name"]), values)

    def _value(self, data: Json) -> ComparedValue:
        fingerprint, clear, reveals = str(data[0]), data[1], PrivacyClass(data[2])
        return ComparedValue(fingerprint, self._pseudonym_of(fingerprint, clear, reveals), clear, reveals)

    def _pseudonym_of(self, fingerprint: str, clear: Scalar, reveals: PrivacyClass) -> Scalar:
        if clear is not None:
            return self._redactor.value(clear, PrivacyClass.NOTHING)
        return (
            f"{_KINDS.get(reveals, 'text')}-{self._prints.fingerprint(fingerprint)[:8]}"
            if fingerprint
            else ""
        )
