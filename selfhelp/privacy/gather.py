"""Reads the state that the page needs: the helper, the packs, the tools for remote help."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from selfhelp import privacy
from selfhelp.core.errors import ProbeError
from selfhelp.core.paths import Places
from selfhelp.machine import Machine, elevate
from selfhelp.packs import discovery
from selfhelp.policy.files import Loaded
from selfhelp.privacy import Known, Topic

if TYPE_CHECKING:
    from selfhelp.catalog.catalog import Catalog
    from selfhelp.remote.remote_support import Handover


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
        discovery.look(loaded.policy, places),
        handover.offers(),
        places.data / "desk",
        managed=any(setting.locked for setting in loaded.settings),
    )
    return privacy.topics(known)
