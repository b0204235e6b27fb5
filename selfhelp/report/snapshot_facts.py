"""Looks up facts of a snapshot by section and name; a missing fact is None, not an error."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from selfhelp.core.model import FactTable, Item, Scalar, Snapshot, SnapshotSection
from selfhelp.policy.health import HealthLimits

USUAL = HealthLimits()


class FactRow:
    """One row of a table, accessed by column name; a missing column is None."""

    def __init__(self, values: Mapping[str, Scalar]) -> None:
        self._values = values

    def __getitem__(self, column: str) -> Scalar:
        return self._values.get(column)

    def get_number(self, column: str) -> float | None:
        """Return the value of a column as a number; None if the value isn't a number."""
        return to_number(self._values.get(column))

    def get_text(self, column: str) -> str:
        """Return the column's value as text; "" if unknown."""
        return to_text(self._values.get(column))


class SnapshotFacts:
    """A snapshot's facts and tables by section and name; a table and a fact may share a name.

    Attributes:
        limits: the organisation's thresholds.
    """

    def __init__(self, snapshot: Snapshot, limits: HealthLimits = USUAL) -> None:
        self.limits = limits
        self._sections: Mapping[str, SnapshotSection] = {section.id: section for section in snapshot.sections}

    def find_value(self, section: str, name: str) -> Scalar:
        """Return the first fact with this name, or None if there is none."""
        return next((item.value for item in self.list_section_facts(section) if item.name == name), None)

    def find_number(self, section: str, name: str) -> float | None:
        """Return a fact's value as a number; None if the value isn't a number."""
        return to_number(self.find_value(section, name))

    def find_text(self, section: str, name: str) -> str:
        """Return a fact as text; "" if unknown."""
        return to_text(self.find_value(section, name))

    def list_table_rows(self, section: str, table: str) -> Sequence[FactRow]:
        """Return a table's rows; empty if it is missing."""
        for item in self._list_section_items(section):
            if isinstance(item, FactTable) and item.name == table:
                names = [column.name for column in item.columns]
                return [FactRow(dict(zip(names, row, strict=False))) for row in item.rows]
        return []

    def list_section_facts(self, section: str) -> Sequence[Item]:
        """Return the facts of a section, without its tables."""
        return [item for item in self._list_section_items(section) if isinstance(item, Item)]

    def _list_section_items(self, section: str) -> Sequence[Item | FactTable]:
        found = self._sections.get(section)
        return found.items if found else ()


def to_number(value: Scalar) -> float | None:
    """Return a number below 1e18 as a float; None for anything else, including booleans."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return float(value) if abs(value) < 1e18 else None


def to_text(value: Scalar) -> str:
    """Return a fact's value as text; "" if None."""
    return "" if value is None else str(value)
