"""Facts and tables of a section, as a test asks for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from selfhelp.core.model import FactTable, Item, Scalar


def facts(items: Sequence[Item | FactTable]) -> Mapping[str, Scalar]:
    """Return the facts by name; of several of one name the last."""
    return {item.name: item.value for item in items if isinstance(item, Item)}


def rows(items: Sequence[Item | FactTable], name: str) -> Sequence[Mapping[str, Scalar]]:
    """Return a table's rows by column name."""
    table = next(item for item in items if isinstance(item, FactTable) and item.name == name)
    return [dict(zip([c.name for c in table.columns], row, strict=True)) for row in table.rows]
