"""Stores earlier snapshots on this computer, to show technicians what has changed since.

One file per snapshot, and the key for the fingerprints. A file contains in clear only values that identify no
one (app names, versions …); every other value is stored as a fingerprint, from which it can't be recovered.
No stored data is ever sent.
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
from selfhelp.core.safe_removal import SafeRemoval
from selfhelp.report import changes
from selfhelp.report.changes import ComparableSnapshot, ComparedItem, ComparedSection, ComparedValue
from selfhelp.report.redact import Redactor

_log = logging.getLogger(__name__)

SCHEMA = 1
YESTERDAY = timedelta(hours=12)
"""Minimum age of the snapshot used for the default comparison."""

OF_TODAY = 10
"""Maximum number of snapshots kept for the last 24 hours."""

DAYS_KEPT = 60
"""Number of earlier days for which the newest snapshot is kept."""

LIMIT = 10_000_000
"""Maximum size of a stored snapshot, in bytes; a larger file wasn't written by the app."""

_KINDS: Mapping[PrivacyClass, str] = {
    PrivacyClass.PERSON: "user",
    PrivacyClass.HOST: "host",
    PrivacyClass.ADDRESS: "ip",
    PrivacyClass.HARDWARE: "hw",
    PrivacyClass.NETWORK: "network",
    PrivacyClass.DEVICE: "device",
    PrivacyClass.QUEUE: "device",
    PrivacyClass.PATH: "file",
}
"""Prefix of the placeholder for a value that isn't stored in clear; "text" for all others."""

_MOMENT = "%Y-%m-%dT%H%M%S.%fZ"
_KEY = re.compile(r"key(?:-[0-9a-f]{8})?")
_REPORT = re.compile(r"\d{4}-\d\d-\d\d-\d{6}")


@dataclass(frozen=True, slots=True)
class StoredSnapshot:
    """A snapshot stored on disk: its creation time, size in bytes, and path."""

    created: datetime
    size: int
    path: Path


class SnapshotHistory:
    """The stored snapshots of one user on one computer."""

    def __init__(
        self, folder: Path, days: int, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        """Create the history without reading or writing anything.

        Args:
            folder: a folder private to this user; created when a snapshot is first stored.
            days: retention in days; 0 stores none.
            now: returns the current time.
        """
        self._folder, self._days, self._now = folder, days, now

    def redact_and_compare(
        self, raw: Snapshot, redactor: Redactor, *, until: datetime | None = None, keep: bool = True
    ) -> Snapshot:
        """Redact a snapshot, add its changes, and store it for later comparison.

        Args:
            raw: as collected; it is redacted before anything is written.
            redactor: redacts the report.
            until: compare with the newest snapshot up to this time; None: the newest not from today.
            keep: store it, so that the next snapshot can be compared with it.
        """
        clean = redactor.redact_snapshot(raw)
        try:
            self.delete_expired()
            if self._days == 0:
                return clean
            key = self._load_or_create_key(keep)
            seen = changes.make_comparable_snapshot(raw, clean, changes.Fingerprints(key), __version__)
            clean = replace(clean, changes=self._compare_with_latest(seen, key, until, redactor))
            if keep:
                self._write_snapshot(seen, key)
        except Exception:  # noqa: BLE001 - what changed is worth much, the report is worth more
            _log.warning("changes couldn't be determined", exc_info=True)
        return clean

    def list_stored_snapshots(self) -> Sequence[StoredSnapshot]:
        """Return the stored snapshots, newest first; other files are skipped."""
        found = []
        with suppress(OSError):
            for path in self._folder.glob("*.json"):
                with suppress(ValueError, OSError):
                    created = datetime.strptime(path.stem, _MOMENT).replace(tzinfo=UTC)
                    found.append(StoredSnapshot(created, path.stat().st_size, path))
        return sorted(found, key=lambda one: one.created, reverse=True)

    def list_comparable_snapshots(self, until: datetime | None = None) -> Sequence[StoredSnapshot]:
        """Return the stored snapshots, the most suitable for a comparison first."""
        now = self._now()
        past = [one for one in self.list_stored_snapshots() if one.created <= now]
        if until is not None:
            return [one for one in past if one.created <= until]
        young = [one for one in past if now - one.created < YESTERDAY]
        return [*past[len(young) :], *reversed(young)]

    def delete_expired(self) -> None:
        """Delete expired snapshots, and all but the newest of each earlier day.

        A snapshot dated in the future (wrong clock) is kept no longer than others.
        """
        now, days = self._now(), set[str]()
        today = 0
        for one in self.list_stored_snapshots():
            age, day = abs(now - one.created), f"{one.created:%Y-%m-%d}"
            if age < timedelta(days=1):
                today += 1
                stays = today <= OF_TODAY
            else:
                stays = day not in days and len(days) < DAYS_KEPT
                days.add(day)
            if not stays or age >= timedelta(days=self._days):
                _delete_if_possible(one.path)
        if self._days == 0:
            _delete_if_possible(self._folder / "key")

    def delete_all(self) -> int:
        """Delete all stored snapshots and the key; return how many snapshots there were.

        Raises:
            OSError: one couldn't be deleted.
        """
        kept = self.list_stored_snapshots()
        for one in kept:
            own_folder.remove_file(one.path)
        for key in self._folder.glob("key*"):  # one that was not finished is there after a crash
            if _KEY.fullmatch(key.name):
                own_folder.remove_file(key)
        return len(kept)

    def drop_sections(self, sections: Collection[str]) -> None:
        """Remove sections from every stored snapshot; disk errors are logged, not raised.

        Sections that a user removed from a ticket aren't kept here either. A file that can't be read or
        written is deleted.
        """
        for one in self.list_stored_snapshots() if sections else ():
            try:
                data = json.loads(one.path.read_bytes())
                left = {id_: held for id_, held in data["sections"].items() if id_ not in sections}
                if len(left) < len(data["sections"]):
                    durable_files.write_private_file(
                        one.path, json.dumps({**data, "sections": left}).encode("ascii")
                    )
            except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
                _delete_if_possible(one.path)

    def _compare_with_latest(
        self, seen: ComparableSnapshot, key: bytes, until: datetime | None, redactor: Redactor
    ) -> SnapshotChanges | None:
        """Return the changes since the most suitable readable snapshot."""
        for kept in self.list_comparable_snapshots(until):
            earlier = _load_snapshot(kept, key, redactor)
            if earlier is not None:
                return changes.compare_snapshots(earlier, seen)
        return None

    def _write_snapshot(self, seen: ComparableSnapshot, key: bytes) -> None:
        path = make_private_folder(self._folder) / f"{seen.created.astimezone(UTC):{_MOMENT}}.json"
        durable_files.write_private_file(path, json.dumps(_build_document(seen, key)).encode("ascii"))

    def _load_or_create_key(self, keep: bool) -> bytes:
        """Return this computer's fingerprint key; snapshots stored under a lost key can't be compared."""
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
        """Store a new key and return the stored key: another process's, if that process wrote first."""
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


def _delete_if_possible(path: Path) -> None:
    try:
        own_folder.remove_file(path)
    except own_folder.NotOursError as error:
        _log.warning("an old snapshot stays: %s", error)
    except OSError:
        _log.warning("an old snapshot could not be deleted", exc_info=True)


def delete_expired_reports(folder: Path, days: int) -> None:
    """Delete expired reports written by `selfhelp snapshot`; other files in the folder are kept.

    Args:
        folder: the default folder for reports.
        days: retention in days, at least one.

    Raises:
        OSError: the folder isn't the app's own, or can't be read.
    """
    oldest = datetime.now(UTC) - timedelta(days=max(1, days))
    with suppress(FileNotFoundError), own_folder.open_own_folder(folder) as reports:
        for name in filter(_REPORT.fullmatch, reports.list_names()):
            try:
                if datetime.fromtimestamp(reports.read_status(name).st_mtime, UTC) < oldest:
                    with reports.open_subfolder(name) as report:
                        SafeRemoval().remove_known_files(report, app_files.REPORT)
                    reports.remove_folder(name)
            except OSError:  # it holds something of the user's, or is open somewhere
                _log.info("an old report stays", exc_info=True)


# -- the file ----------------------------------------------------------------------------------------


def _compute_key_fingerprint(key: bytes) -> str:
    """Return a fingerprint of a key that doesn't reveal it."""
    return hmac.new(key, b"which key", hashlib.sha256).hexdigest()[:16]


def _build_document(seen: ComparableSnapshot, key: bytes) -> Json:
    return {
        "schema": SCHEMA,
        "version": seen.version,
        "key": _compute_key_fingerprint(key),
        "created": seen.created.astimezone(UTC).isoformat(),
        "sections": {
            id_: {
                "unknown": sorted(section.unknown),
                "rolling": sorted(section.rolling),
                "things": {
                    what: [_build_item_document(thing) for thing in things]
                    for what, things in section.things.items()
                },
            }
            for id_, section in seen.sections.items()
        },
    }


def _build_item_document(thing: ComparedItem) -> Json:
    values = {column: _build_value_document(value) for column, value in thing.values.items()}
    return {"id": thing.id, "name": _build_value_document(thing.name), "values": values}


def _build_value_document(value: ComparedValue) -> Json:
    return [value.fingerprint, value.clear, value.reveals.value]


def _load_snapshot(kept: StoredSnapshot, key: bytes, redactor: Redactor) -> ComparableSnapshot | None:
    """Return a stored snapshot; None if it is damaged, or has another key or schema."""
    try:
        if kept.size > LIMIT:
            raise ValueError("too large")
        data = json.loads(kept.path.read_bytes())
        if data["schema"] != SCHEMA or data["key"] != _compute_key_fingerprint(key):
            return None
        reader = _SnapshotParser(redactor)
        sections = {str(id_): reader.read_section(section) for id_, section in data["sections"].items()}
        return ComparableSnapshot(datetime.fromisoformat(data["created"]), str(data["version"]), sections)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        _log.warning("a kept snapshot cannot be read", exc_info=True)
        return None


class _SnapshotParser:
    """Parses stored snapshots; values not stored in clear get a unique placeholder."""

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor
        self._prints = changes.Fingerprints(secrets.token_bytes(32))

    def read_section(self, data: Json) -> ComparedSection:
        """Return the section parsed from its stored form."""
        things = {
            str(what): [self._parse_item(thing) for thing in listed]
            for what, listed in data["things"].items()
        }
        return ComparedSection(
            things, frozenset(map(str, data["unknown"])), frozenset(map(str, data["rolling"]))
        )

    def _parse_item(self, data: Json) -> ComparedItem:
        values = {str(column): self._parse_value(value) for column, value in data["values"].items()}
        return ComparedItem(str(data["id"]), self._parse_value(data["name"]), values)

    def _parse_value(self, data: Json) -> ComparedValue:
        fingerprint, clear, reveals = str(data[0]), data[1], PrivacyClass(data[2])
        return ComparedValue(
            fingerprint, self._make_display_value(fingerprint, clear, reveals), clear, reveals
        )

    def _make_display_value(self, fingerprint: str, clear: Scalar, reveals: PrivacyClass) -> Scalar:
        if clear is not None:
            return self._redactor.redact_value(clear, PrivacyClass.NOTHING)
        return (
            f"{_KINDS.get(reveals, 'text')}-{self._prints.fingerprint(fingerprint)[:8]}"
            if fingerprint
            else ""
        )
