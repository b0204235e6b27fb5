"""The few fixes that the menu in the tray offers: what service desks are asked most often."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from selfhelp.app.composition import App
    from selfhelp.core.text import Text

MOST = 4
"""A menu that is longer is searched, not read."""

_ASKED = (
    "ladder:account",
    "fix:net-no-internet",
    "fix:print-stuck-queue",
    "fix:mic-not-heard",
    "ladder:slow",
)


def frequent(app: App) -> Sequence[tuple[str, Text]]:
    """Return what is offered here, as screen:id with its title; slow the first time, call it elsewhere."""
    from selfhelp.troubleshooters import ladders

    offered, families = app.catalog.fixes, ladders()
    titles = {f"fix:{id_}": fix.title for id_, fix in offered.items() if f"fix:{id_}" in _ASKED}
    titles |= {f"ladder:{id_}": family.title for id_, family in families.items()}
    return [(key, titles[key]) for key in _ASKED if key in titles][:MOST]
