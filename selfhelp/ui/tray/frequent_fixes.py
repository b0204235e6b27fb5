"""The few fixes that the menu in the tray offers: what service desks are asked most often."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from selfhelp.core.resource_tables import Table, record

if TYPE_CHECKING:
    from selfhelp.app.composition import App
    from selfhelp.core.text import Text

MOST = 4
"""A menu that is longer is searched, not read."""

FILE = "frequent-fixes.toml"


def offered(table: Table) -> Sequence[str]:
    """Return what the file offers, as screen:id, best first."""
    return table.words("offered", needed=True)


def frequent(app: App) -> Sequence[tuple[str, Text]]:
    """Return what is offered here, as screen:id with its title; slow the first time, call it elsewhere."""
    from selfhelp.troubleshooters import troubleshooters

    asked, fixes = record(FILE, offered), app.catalog.fixes
    titles = {f"fix:{id_}": fix.title for id_, fix in fixes.items() if f"fix:{id_}" in asked}
    titles |= {f"ladder:{id_}": family.title for id_, family in troubleshooters().items()}
    return [(key, titles[key]) for key in asked if key in titles][:MOST]
