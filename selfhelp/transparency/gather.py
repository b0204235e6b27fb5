"""Reads the state that the page needs: the helper, the packs, the tools for remote help."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from selfhelp import transparency
from selfhelp.errors import ProbeError
from selfhelp.machine import Machine, elevate
from selfhelp.packs import shelf
from selfhelp.places import Places
from selfhelp.policy_files import Loaded
from selfhelp.transparency import Known, Topic

if TYPE_CHECKING:
    from selfhelp.catalog import Catalog
    from selfhelp.handover import Handover


def topics(
    loaded: Loaded,
    catalog: Catalog,
    unwanted: Sequence[str],
    handover: Handover,
    here: tuple[Machine, Places],
) -> Sequence[Topic]:
    """Return the page for this computer; what cannot be asked now counts as not there."""
    machine, places = here
    try:
        operations = elevate.available(machine)
    except ProbeError:
        operations = ()
    known = Known(
        loaded,
        catalog,
        frozenset(unwanted),
        operations,
        shelf.look(loaded.policy, places),
        handover.offers(),
        places.data / "desk",
        managed=any(setting.locked for setting in loaded.settings),
    )
    return transparency.topics(known)
