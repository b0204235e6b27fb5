"""Compares two snapshots of one computer and returns the added, removed and changed entries.

Collectors declare which columns are compared (see `selfhelp.report.collectors`): key columns identify a row,
and only tracked columns and facts count as changes. Load, uptime and free space are never tracked.

Redacted values can't be compared, because every report uses its own placeholders. Each value is therefore
compared by a fingerprint made before redaction (HMAC-SHA256 with a key that never leaves this computer). Only
the redacted value is shown.
"""

from __future__ import annotations

import hmac
import json
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from ipaddress import IPv6Address, IPv6Network
from typing import Protocol

from selfhelp.core.model import (
    ChangeType,
    Column,
    FactTable,
    Item,
    PrivacyClass,
    Scalar,
    Snapshot,
    SnapshotChange,
    SnapshotChanges,
    SnapshotSection,
)
from selfhelp.core.text import ENGLISH
from selfhelp.report.redact.aliases import KINDS
from selfhelp.report.size_limits import LEFT_OUT

_STAND_IN = re.compile(
    rf"\b({'|'.join((*KINDS, 'redact_text'))})(?:-[a-z]{{6,7}})?(?:-[0-9a-f]{{4,64}}){{1,2}}\b"
)

MOST = 300
"""Maximum number of changes that a report lists; further changes are only counted."""

CROWD = 20
"""Number of similar changes in a table above which they are reported as one event, such as an upgrade."""

NOT_KNOWN = ("not available", "not readable", "not known")
"""Prefixes of values that only give the reason for a missing value; they are never compared."""

SOMETHING = "*"
"""Entry in a section's set of unknown tables if any of its tables couldn't be read."""

POINTS = 10.0
"""Minimum difference of a percentage that counts as a change, in percentage points."""

SHARE = 0.05
"""Minimum relative difference of a size that counts as a change: reserved memory varies between starts."""


@dataclass(frozen=True, slots=True)
class ComparedValue:
    """A value of a snapshot, in the forms used for comparing, showing and storing it.

    Attributes:
        fingerprint: equal for equal values in the same place, on this computer only.
        shown: the redacted value, as a report may show it.
        clear: the value as it may be stored on disk; None if it could identify someone.
        reveals: its privacy class.
        unit: as in `Item`.
    """

    fingerprint: str
    shown: Scalar
    clear: Scalar = None
    reveals: PrivacyClass = PrivacyClass.NOTHING
    unit: str = ""


@dataclass(frozen=True, slots=True)
class ComparedItem:
    """One row or fact: its ID, its name, and its tracked values by column ("" for a fact)."""

    id: str
    name: ComparedValue
    values: Mapping[str, ComparedValue]


@dataclass(frozen=True, slots=True)
class ComparedSection:
    """The compared content of one section.

    Attributes:
        things: rows by table name, single facts by their own name.
        unknown: tables that were truncated or couldn't be read.
        rolling: tables that list only the latest entries.
    """

    things: Mapping[str, Sequence[ComparedItem]] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()
    rolling: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ComparableSnapshot:
    """The comparable content of a whole snapshot.

    Attributes:
        created: when the snapshot was taken.
        version: the app version; another version may collect more; this isn't a change of the computer.
        sections: by collector ID; unavailable sections are omitted.
    """

    created: datetime
    version: str
    sections: Mapping[str, ComparedSection]


def make_comparable_snapshot(
    raw: Snapshot, clean: Snapshot, prints: ValueHasher, version: str
) -> ComparableSnapshot:
    """Return a snapshot's comparable content.

    Args:
        raw: the snapshot as collected.
        clean: the same snapshot, redacted for the report.
        prints: makes the fingerprints.
        version: the app version.
    """
    pairs = zip(raw.sections, clean.sections, strict=True)
    sections = {section.id: _build_section(section, shown, prints) for section, shown in pairs if section.ok}
    return ComparableSnapshot(raw.created, version, sections)


def compare_snapshots(before: ComparableSnapshot, after: ComparableSnapshot) -> SnapshotChanges:
    """Return the changes in the order of the later snapshot's sections, large groups last.

    Hundreds of new versions are one event and must not hide a firewall that was turned off.
    """
    same = before.version == after.version
    found = [
        change
        for id_, seen in after.sections.items()
        if id_ in before.sections
        for change in _iter_section_changes(id_, before.sections[id_], seen, same)
    ]
    alike = Counter((change.section, change.kind, change.change) for change in found)
    found.sort(key=lambda change: alike[change.section, change.kind, change.change] > CROWD)
    return SnapshotChanges(before.created, found[:MOST], max(0, len(found) - MOST))


def select_sections(snapshot: Snapshot, sections: Collection[str]) -> Snapshot:
    """Return a snapshot with only the given sections and their changes.

    Args:
        snapshot: the whole snapshot.
        sections: IDs of the sections to keep.
    """
    kept = [section for section in snapshot.sections if section.id in sections]
    changed = snapshot.changes
    if changed is not None:
        left_out = changed.left_out if len(kept) == len(snapshot.sections) else 0  # of which, no one knows
        items = [change for change in changed.items if change.section in sections]
        changed = SnapshotChanges(changed.since, items, left_out)
    return replace(snapshot, sections=kept, changes=changed)


class ValueHasher(Protocol):
    """Computes fingerprints of values: equal values in the same place have equal fingerprints."""

    def fingerprint(self, *parts: Scalar) -> str:
        """Return the fingerprint of a value and its place; both are passed as ``parts``."""


class Fingerprints:
    """Computes fingerprints with a secret key; the same value in another place has another fingerprint."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def fingerprint(self, *parts: Scalar) -> str:
        """Return the HMAC-SHA-256 of a value and its place, as 32 hexadecimal digits."""
        return hmac.digest(self._key, json.dumps(parts).encode(), "sha256").hex()[:32]


class PlaceholderNormaliser:
    """Makes redacted reports comparable by treating all placeholders of one kind as equal.

    Placeholders differ between reports, so only their number is compared: three printers instead of two are
    one new printer.
    """

    def fingerprint(self, *parts: Scalar) -> str:
        """Return the value and its place as JSON, with every placeholder replaced by its kind."""
        return json.dumps([_STAND_IN.sub(r"\1", part) if isinstance(part, str) else part for part in parts])


# -- what is compared ------------------------------------------------------------------------------


def _build_section(section: SnapshotSection, shown: SnapshotSection, prints: ValueHasher) -> ComparedSection:
    things: dict[str, list[ComparedItem]] = {}
    unknown: set[str] = set()
    rolling: set[str] = set()
    for raw, clean in zip(section.items, shown.items, strict=True):
        if isinstance(raw, FactTable) and isinstance(clean, FactTable):
            if any(column.key for column in raw.columns):
                things.setdefault(raw.name, []).extend(_iter_fact_rows(section.id, raw, clean, prints))
                rolling |= {raw.name} if raw.rolling else set()
        elif isinstance(raw, Item) and isinstance(clean, Item):
            if raw.tracked and not _is_missing_value(raw.value):
                things.setdefault(raw.name, []).append(_build_fact(section.id, raw, clean, prints))
            elif raw.name.endswith(f": {LEFT_OUT}"):
                unknown.add(raw.name.removesuffix(f": {LEFT_OUT}"))
            elif _is_missing_value(raw.value):
                unknown |= {raw.name, SOMETHING}
    return ComparedSection(things, frozenset(unknown), frozenset(rolling))


def _build_fact(section: str, raw: Item, clean: Item, prints: ValueHasher) -> ComparedItem:
    fingerprint = prints.fingerprint(section, raw.name, "", _strip_volatile_parts(raw.value, raw.reveals))
    return ComparedItem(
        "", ComparedValue("", ""), {"": _build_value(fingerprint, raw.value, clean.value, raw)}
    )


def _iter_fact_rows(
    section: str, raw: FactTable, clean: FactTable, prints: ValueHasher
) -> Iterator[ComparedItem]:
    keys = [place for place, column in enumerate(raw.columns) if column.key]
    watched = [place for place, column in enumerate(raw.columns) if column.tracked]
    for row, shown in zip(raw.rows, clean.rows, strict=True):
        cells = {
            place: _build_value(
                prints.fingerprint(
                    section,
                    raw.name,
                    raw.columns[place].name,
                    _strip_volatile_parts(row[place], raw.columns[place].reveals),
                ),
                row[place],
                shown[place],
                raw.columns[place],
            )
            for place in {*keys, *watched}
            if place in keys or not _is_missing_value(row[place])
        }
        id_ = prints.fingerprint(*(cells[place].fingerprint for place in keys))
        yield ComparedItem(
            id_, cells[keys[0]], {raw.columns[p].name: cells[p] for p in watched if p in cells}
        )


def _build_value(fingerprint: str, raw: Scalar, shown: Scalar, of: Item | Column) -> ComparedValue:
    """Return a compared value, in clear only if it reveals nothing and redaction left it unchanged."""
    clear = raw if of.reveals is PrivacyClass.NOTHING and raw == shown else None
    return ComparedValue(fingerprint, shown, clear, of.reveals, of.unit)


def _strip_volatile_parts(value: Scalar, reveals: PrivacyClass) -> Scalar:
    """Return the value without parts that change regularly; addresses become sorted networks."""
    if not isinstance(value, str):
        return value
    if reveals is PrivacyClass.ADDRESS:
        return " ".join(sorted({network for part in value.split() if (network := _mask_to_network(part))}))
    if reveals is PrivacyClass.HARDWARE and _MADE_UP.fullmatch(value):
        return "made up"
    return value


_MADE_UP = re.compile(r"[0-9a-fA-F][26aeAE](?:[:-][0-9a-fA-F]{2}){5}")
"""Matches locally administered hardware addresses (IEEE 802), which vary by Wi-Fi network, day or bridge."""


def _mask_to_network(address: str) -> str:
    """Return the network of an IPv6 address, "" if link-local: the rest changes daily (RFC 8981)."""
    try:
        found = IPv6Address(address.partition("/")[0].partition("%")[0])
    except ValueError:
        return address
    return "" if found.is_link_local else str(IPv6Network((found, 64), strict=False))


def _is_missing_value(value: Scalar) -> bool:
    return value is None or (isinstance(value, str) and value.startswith(NOT_KNOWN))


# -- the differences ------------------------------------------------------------------------------


def _iter_section_changes(
    section: str, before: ComparedSection, after: ComparedSection, same_version: bool
) -> Iterator[SnapshotChange]:
    """Yield the changes of one section.

    A missing table counts as empty, unless part of the section couldn't be read or an older app version
    didn't collect the table.
    """
    unknown = before.unknown | after.unknown
    for what in dict.fromkeys([*after.things, *before.things]):
        there = what in before.things and what in after.things
        if what in unknown or not (there or (same_version and SOMETHING not in unknown)):
            continue
        old, new = _group_by_id(before.things.get(what, ())), _group_by_id(after.things.get(what, ()))
        for id_ in dict.fromkeys([*new, *old]):
            for change in _iter_changes_of_id(section, what, old.get(id_, []), new.get(id_, [])):
                if change.change is not ChangeType.REMOVED or what not in before.rolling:
                    yield change


def _group_by_id(things: Sequence[ComparedItem]) -> dict[str, list[ComparedItem]]:
    groups: dict[str, list[ComparedItem]] = {}
    for thing in things:
        groups.setdefault(thing.id, []).append(thing)
    return groups


def _iter_changes_of_id(
    section: str, what: str, old: list[ComparedItem], new: list[ComparedItem]
) -> Iterator[SnapshotChange]:
    """Yield the changes between rows that share an ID; equal rows are paired first and omitted."""
    old, new = _remove_equal_items(old, new), _remove_equal_items(new, old)
    for was, now in zip(old, new, strict=False):
        for column, then, value in _iter_value_changes(was, now):
            name = f"{now.name.shown}: {column}" if len(now.values) > 1 else str(now.name.shown)
            yield SnapshotChange(
                section,
                what,
                ChangeType.CHANGED,
                name,
                _format_number_with_unit(then.shown, value),
                _format_number_with_unit(value.shown, value),
            )
    for thing in new[len(old) :]:
        yield SnapshotChange(
            section, what, ChangeType.ADDED, str(thing.name.shown), after=_summarise_item(thing)
        )
    for thing in old[len(new) :]:
        yield SnapshotChange(
            section, what, ChangeType.REMOVED, str(thing.name.shown), before=_summarise_item(thing)
        )


def _remove_equal_items(things: Sequence[ComparedItem], others: Sequence[ComparedItem]) -> list[ComparedItem]:
    twins = Counter(_list_fingerprints(other) for other in others)
    left = []
    for thing in things:
        if twins[_list_fingerprints(thing)]:
            twins[_list_fingerprints(thing)] -= 1
        else:
            left.append(thing)
    return left


def _list_fingerprints(thing: ComparedItem) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((column, value.fingerprint) for column, value in thing.values.items()))


def _iter_value_changes(
    before: ComparedItem, after: ComparedItem
) -> Iterator[tuple[str, ComparedValue, ComparedValue]]:
    for column, value in after.values.items():
        then = before.values.get(column)
        if (
            then is not None
            and then.fingerprint != value.fingerprint
            and _is_change_significant(then.shown, value)
        ):
            yield column, then, value


def _is_change_significant(before: Scalar, after: ComparedValue) -> bool:
    """Return whether two values differ by more than normal fluctuation, judged by their unit."""
    now = after.shown
    if (
        not isinstance(before, int | float)
        or not isinstance(now, int | float)
        or after.unit not in ("%", "B")
    ):
        return True
    least = POINTS if after.unit == "%" else SHARE * max(abs(before), abs(now))
    return abs(before - now) >= least


def _format_number_with_unit(shown: Scalar, of: ComparedValue) -> Scalar:
    """Return a number as text with its unit; other values unchanged."""
    if isinstance(shown, bool) or not isinstance(shown, int | float) or not of.unit:
        return shown
    return ENGLISH.format_size(int(shown)) if of.unit == "B" else f"{shown:g} {of.unit}"


def _summarise_item(thing: ComparedItem) -> Scalar:
    values = [
        (column, _format_number_with_unit(value.shown, value))
        for column, value in thing.values.items()
        if value.shown not in (None, "")
        and value.reveals is not PrivacyClass.HARDWARE  # a stand-in tells no one
    ]
    if len(thing.values) <= 1:
        return values[0][1] if values else None
    words = {True: "yes", False: "no"}
    return ", ".join(f"{c}: {words[v] if isinstance(v, bool) else v}" for c, v in values) or None
