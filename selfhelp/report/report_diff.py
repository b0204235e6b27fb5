"""Compares two redacted reports without their fingerprint keys, even of different computers."""

from __future__ import annotations

from selfhelp.core.errors import UsageError
from selfhelp.core.model import Item, Snapshot, SnapshotChanges
from selfhelp.core.text import N_
from selfhelp.report import changes


def compare_reports(before: Snapshot, after: Snapshot) -> SnapshotChanges:
    """Return the differences between two redacted snapshots, see `changes.PlaceholderNormaliser`.

    Raises:
        UsageError: one of them contains nothing to compare.
    """
    forms = changes.PlaceholderNormaliser()
    sights = [
        changes.make_comparable_snapshot(one, one, forms, _find_app_version(one)) for one in (before, after)
    ]
    if not all(any(seen.things for seen in sight.sections.values()) for sight in sights):
        raise UsageError(
            N_(
                "One of these reports contains nothing that can be compared. It may be from an "
                "older version, or contain only sections that always change."
            )
        )
    return changes.compare_snapshots(*sights)


def _find_app_version(report: Snapshot) -> str:
    """Return the app version that created a report; "" if it isn't included."""
    for section in report.sections:
        for item in section.items:
            if section.id == "selfhelp" and isinstance(item, Item) and item.name == "version":
                return str(item.value)
    return ""
