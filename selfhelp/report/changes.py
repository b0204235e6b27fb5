"""Finds what is new, gone or changed between two snapshots of one computer.

What is compared is said if it is collected: a key column tells which thing a row is about, a tracked
column or fact is what a technician wants to hear of (see `selfhelp.report.collectors`). Load, uptime and
free space are neither, so they never count as a change.

Two redacted reports cannot be compared, because every report has stand-ins of its own. So each value is
compared by a fingerprint (HMAC-SHA256 with a key of this computer that never leaves it), made before
redaction; what is shown of it is always the redacted value.
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

_STAND_IN = re.compile(rf"\b({'|'.join((*KINDS, 'text'))})(?:-[a-z]{{6,7}})?(?:-[0-9a-f]{{4,64}}){{1,2}}\b")

MOST = 300
"""Changes that a report lists; the rest is counted."""

CROWD = 20
"""So many things of one table that are new, gone or changed at once are an upgrade or a new computer."""

NOT_KNOWN = ("not available", "not readable", "not known")
"""How a value begins that says why there is none: it is compared with nothing."""

SOMETHING = "*"
"""Among what is unknown of a section: that something could not be read, maybe under another name."""

POINTS = 10.0
"""Percentage points that count as a change: a disk that fills up does, one that breathes does not."""

SHARE = 0.05
"""Of a size in bytes: memory that a kernel keeps for itself differs from start to start."""


@dataclass(frozen=True, slots=True)
class ComparedValue:
    """One value of one snapshot.

    Attributes:
        fingerprint: equal for equal values of the same place, on this computer only.
        shown: what a report may show of it.
        clear: what may stand on the disk: the value, where it tells nothing about anyone, else None.
        reveals: its mark.
        unit: as of an `Item`.
    """

    fingerprint: str
    shown: Scalar
    clear: Scalar = None
    reveals: PrivacyClass = PrivacyClass.NOTHING
    unit: str = ""


@dataclass(frozen=True, slots=True)
class ComparedItem:
    """One row or fact: which one it is, its name, and its tracked values by column ("" for a fact)."""

    id: str
    name: ComparedValue
    values: Mapping[str, ComparedValue]


@dataclass(frozen=True, slots=True)
class ComparedSection:
    """The compared content of one section.

    Attributes:
        things: rows by their table's name, single facts by their own.
        unknown: tables that were cut or could not be read.
        rolling: tables of the latest of something.
    """

    things: Mapping[str, Sequence[ComparedItem]] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()
    rolling: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ComparableSnapshot:
    """The comparable content of a whole snapshot.

    Attributes:
        created: when.
        version: of this program; another version may look at more, which isn't a change of the computer.
        sections: by the collector's id; a section that was not available is not there.
    """

    created: datetime
    version: str
    sections: Mapping[str, ComparedSection]


def to_comparable(raw: Snapshot, clean: Snapshot, prints: ValueHasher, version: str) -> ComparableSnapshot:
    """Return the comparable content of a snapshot.

    Args:
        raw: the snapshot as it was collected.
        clean: the same one, redacted for the report.
        prints: makes the fingerprints.
        version: of this program.
    """
    pairs = zip(raw.sections, clean.sections, strict=True)
    sections = {section.id: _build_section(section, shown, prints) for section, shown in pairs if section.ok}
    return ComparableSnapshot(raw.created, version, sections)


def compare_snapshots(before: ComparableSnapshot, after: ComparableSnapshot) -> SnapshotChanges:
    """Return the changes, in the order of the later snapshot's sections; large groups come last.

    Hundreds of new versions are one event, and must not hide the one firewall that is off.
    """
    same = before.version == after.version
    found = [
        change
        for id_, seen in after.sections.items()
        if id_ in before.sections
        for change in _section(id_, before.sections[id_], seen, same)
    ]
    alike = Counter((change.section, change.kind, change.change) for change in found)
    found.sort(key=lambda change: alike[change.section, change.kind, change.change] > CROWD)
    return SnapshotChanges(before.created, found[:MOST], max(0, len(found) - MOST))


def select_sections(snapshot: Snapshot, sections: Collection[str]) -> Snapshot:
    """Return a snapshot with some of its sections; what changed in the others goes with them.

    Args:
        snapshot: the whole one.
        sections: ids of what stays.
    """
    kept = [section for section in snapshot.sections if section.id in sections]
    changed = snapshot.changes
    if changed is not None:
        left_out = changed.left_out if len(kept) == len(snapshot.sections) else 0  # of which, no one knows
        items = [change for change in changed.items if change.section in sections]
        changed = SnapshotChanges(changed.since, items, left_out)
    return replace(snapshot, sections=kept, changes=changed)


class ValueHasher(Protocol):
    """Says which values are equal."""

    def fingerprint(self, *parts: Scalar) -> str:
        """Return the fingerprint of a value and its place."""


class Fingerprints:
    """Makes fingerprints with one key; a value has another one at every other place."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def fingerprint(self, *parts: Scalar) -> str:
        """Return the fingerprint of a value and its place."""
        return hmac.digest(self._key, json.dumps(parts).encode(), "sha256").hex()[:32]


class PlaceholderNormaliser:
    """Compares two reports as shown; the stand-ins of one mean nothing in the other.

    So all stand-ins of one kind are alike: two printers that became three are one new printer.
    """

    def fingerprint(self, *parts: Scalar) -> str:
        """Return the values with every stand-in as its kind."""
        return json.dumps([_STAND_IN.sub(r"\1", part) if isinstance(part, str) else part for part in parts])


# -- what is looked at -----------------------------------------------------------------------------


def _build_section(section: SnapshotSection, shown: SnapshotSection, prints: ValueHasher) -> ComparedSection:
    things: dict[str, list[ComparedItem]] = {}
    unknown: set[str] = set()
    rolling: set[str] = set()
    for raw, clean in zip(section.items, shown.items, strict=True):
        if isinstance(raw, FactTable) and isinstance(clean, FactTable):
            if any(column.key for column in raw.columns):
                things.setdefault(raw.name, []).extend(_rows(section.id, raw, clean, prints))
                rolling |= {raw.name} if raw.rolling else set()
        elif isinstance(raw, Item) and isinstance(clean, Item):
            if raw.tracked and not _says_nothing(raw.value):
                things.setdefault(raw.name, []).append(_fact(section.id, raw, clean, prints))
            elif raw.name.endswith(f": {LEFT_OUT}"):
                unknown.add(raw.name.removesuffix(f": {LEFT_OUT}"))
            elif _says_nothing(raw.value):
                unknown |= {raw.name, SOMETHING}
    return ComparedSection(things, frozenset(unknown), frozenset(rolling))


def _fact(section: str, raw: Item, clean: Item, prints: ValueHasher) -> ComparedItem:
    fingerprint = prints.fingerprint(section, raw.name, "", _lasting(raw.value, raw.reveals))
    return ComparedItem("", ComparedValue("", ""), {"": _value(fingerprint, raw.value, clean.value, raw)})


def _rows(section: str, raw: FactTable, clean: FactTable, prints: ValueHasher) -> Iterator[ComparedItem]:
    keys = [place for place, column in enumerate(raw.columns) if column.key]
    watched = [place for place, column in enumerate(raw.columns) if column.tracked]
    for row, shown in zip(raw.rows, clean.rows, strict=True):
        cells = {
            place: _value(
                prints.fingerprint(
                    section,
                    raw.name,
                    raw.columns[place].name,
                    _lasting(row[place], raw.columns[place].reveals),
                ),
                row[place],
                shown[place],
                raw.columns[place],
            )
            for place in {*keys, *watched}
            if place in keys or not _says_nothing(row[place])
        }
        id_ = prints.fingerprint(*(cells[place].fingerprint for place in keys))
        yield ComparedItem(
            id_, cells[keys[0]], {raw.columns[p].name: cells[p] for p in watched if p in cells}
        )


def _value(fingerprint: str, raw: Scalar, shown: Scalar, of: Item | Column) -> ComparedValue:
    """Store a value in clear only if it is marked as revealing nothing and redaction leaves it unchanged."""
    clear = raw if of.reveals is PrivacyClass.NOTHING and raw == shown else None
    return ComparedValue(fingerprint, shown, clear, of.reveals, of.unit)


def _lasting(value: Scalar, reveals: PrivacyClass) -> Scalar:
    """Return the lasting part of a value: not what changes without a cause. Addresses have no order."""
    if not isinstance(value, str):
        return value
    if reveals is PrivacyClass.ADDRESS:
        return " ".join(sorted({network for part in value.split() if (network := _network(part))}))
    if reveals is PrivacyClass.HARDWARE and _MADE_UP.fullmatch(value):
        return "made up"
    return value


_MADE_UP = re.compile(r"[0-9a-fA-F][26aeAE](?:[:-][0-9a-fA-F]{2}){5}")
"""A hardware address that a system gives itself (IEEE 802, locally administered): a new one for each Wi-Fi,
for each day, for each start of a bridge."""


def _network(address: str) -> str:
    """Return the network of an IPv6 address: the rest changes daily (RFC 8981); "" if link-local."""
    try:
        found = IPv6Address(address.partition("/")[0].partition("%")[0])
    except ValueError:
        return address
    return "" if found.is_link_local else str(IPv6Network((found, 64), strict=False))


def _says_nothing(value: Scalar) -> bool:
    return value is None or (isinstance(value, str) and value.startswith(NOT_KNOWN))


# -- what is different -----------------------------------------------------------------------------


def _section(
    section: str, before: ComparedSection, after: ComparedSection, same_version: bool
) -> Iterator[SnapshotChange]:
    """A table that is not there is an empty one, unless a fact of the section says that something could not
    be read, or an older version of this program did not know it."""
    unknown = before.unknown | after.unknown
    for what in dict.fromkeys([*after.things, *before.things]):
        there = what in before.things and what in after.things
        if what in unknown or not (there or (same_version and SOMETHING not in unknown)):
            continue
        old, new = _group_by_id(before.things.get(what, ())), _group_by_id(after.things.get(what, ()))
        for id_ in dict.fromkeys([*new, *old]):
            for change in _same_id(section, what, old.get(id_, []), new.get(id_, [])):
                if change.change is not ChangeType.REMOVED or what not in before.rolling:
                    yield change


def _group_by_id(things: Sequence[ComparedItem]) -> dict[str, list[ComparedItem]]:
    groups: dict[str, list[ComparedItem]] = {}
    for thing in things:
        groups.setdefault(thing.id, []).append(thing)
    return groups


def _same_id(
    section: str, what: str, old: list[ComparedItem], new: list[ComparedItem]
) -> Iterator[SnapshotChange]:
    """Compare things of one identity; of several (two versions of one program) the equal ones go first."""
    old, new = _without_twins(old, new), _without_twins(new, old)
    for was, now in zip(old, new, strict=False):
        for column, then, value in _differences(was, now):
            name = f"{now.name.shown}: {column}" if len(now.values) > 1 else str(now.name.shown)
            yield SnapshotChange(
                section,
                what,
                ChangeType.CHANGED,
                name,
                _describe_number(then.shown, value),
                _describe_number(value.shown, value),
            )
    for thing in new[len(old) :]:
        yield SnapshotChange(section, what, ChangeType.ADDED, str(thing.name.shown), after=_summary(thing))
    for thing in old[len(new) :]:
        yield SnapshotChange(section, what, ChangeType.REMOVED, str(thing.name.shown), before=_summary(thing))


def _without_twins(things: Sequence[ComparedItem], others: Sequence[ComparedItem]) -> list[ComparedItem]:
    twins = Counter(_print(other) for other in others)
    left = []
    for thing in things:
        if twins[_print(thing)]:
            twins[_print(thing)] -= 1
        else:
            left.append(thing)
    return left


def _print(thing: ComparedItem) -> tuple[tuple[str, str], ...]:
    return tuple(sorted((column, value.fingerprint) for column, value in thing.values.items()))


def _differences(
    before: ComparedItem, after: ComparedItem
) -> Iterator[tuple[str, ComparedValue, ComparedValue]]:
    for column, value in after.values.items():
        then = before.values.get(column)
        if then is not None and then.fingerprint != value.fingerprint and _counts(then.shown, value):
            yield column, then, value


def _counts(before: Scalar, after: ComparedValue) -> bool:
    """Return whether a difference is more than noise, by the unit of what differs."""
    now = after.shown
    if (
        not isinstance(before, int | float)
        or not isinstance(now, int | float)
        or after.unit not in ("%", "B")
    ):
        return True
    least = POINTS if after.unit == "%" else SHARE * max(abs(before), abs(now))
    return abs(before - now) >= least


def _describe_number(shown: Scalar, of: ComparedValue) -> Scalar:
    """Return a number with its unit, as people write it: no one compares two numbers of twelve digits."""
    if isinstance(shown, bool) or not isinstance(shown, int | float) or not of.unit:
        return shown
    return ENGLISH.format_size(int(shown)) if of.unit == "B" else f"{shown:g} {of.unit}"


def _summary(thing: ComparedItem) -> Scalar:
    values = [
        (column, _describe_number(value.shown, value))
        for column, value in thing.values.items()
        if value.shown not in (None, "")
        and value.reveals is not PrivacyClass.HARDWARE  # a stand-in tells no one
    ]
    if len(thing.values) <= 1:
        return values[0][1] if values else None
    words = {True: "yes", False: "no"}
    return ", ".join(f"{c}: {words[v] if isinstance(v, bool) else v}" for c, v in values) or None
