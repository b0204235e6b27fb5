"""The fixes in the tray menu, chosen by the most frequent requests to help desks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from selfhelp.core.resource_tables import ResourceTable, read_record

if TYPE_CHECKING:
    from selfhelp.app.composition import App
    from selfhelp.core.text import Text
    from selfhelp.ui.navigation import Destination

MOST = 3
"""Maximum number of fixes in the tray menu."""

FILE = "frequent-fixes.toml"


def parse_frequent_fix_ids(table: ResourceTable) -> Sequence[str]:
    """Return the IDs in the resource file, each as fix:ID or troubleshooter:ID, most frequent first."""
    return table.read_words("offered", needed=True)


def list_frequent_fixes(app: App) -> Sequence[tuple[Destination, Text]]:
    """Return the pages and titles of the frequent fixes that are available on this computer.

    The first call is slow; call this function on a pool thread.
    """
    from selfhelp.troubleshooters.troubleshooter import load_troubleshooters
    from selfhelp.ui.navigation import DiagnosisPage, FixPage

    known: dict[str, tuple[Destination, Text]] = {}
    known |= {f"fix:{id_}": (FixPage(id_), fix.title) for id_, fix in app.catalog.fixes.items()}
    known |= {
        f"troubleshooter:{id_}": (DiagnosisPage(complaint=id_), family.title)
        for id_, family in load_troubleshooters().items()
    }
    return [known[key] for key in read_record(FILE, parse_frequent_fix_ids) if key in known][:MOST]
