"""Collects the state that the privacy page needs: helper, packs, remote support tools."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from selfhelp.core.errors import ProbeError
from selfhelp.core.paths import AppPaths
from selfhelp.machine import Machine, elevate
from selfhelp.packs import discovery
from selfhelp.policy.files import LoadedPolicy
from selfhelp.privacy import PrivacyFacts, PrivacyTopic
from selfhelp.privacy.topics import build_privacy_topics

if TYPE_CHECKING:
    from selfhelp.catalog.catalog import Catalog
    from selfhelp.remote.remote_support import RemoteSupport


def collect_topics(
    loaded: LoadedPolicy,
    catalog: Catalog,
    unwanted: Sequence[str],
    handover: RemoteSupport,
    here: tuple[Machine, AppPaths],
) -> Sequence[PrivacyTopic]:
    """Return the privacy page's topics for this computer; unreadable state counts as missing."""
    machine, places = here
    try:
        operations = elevate.list_available_operations(machine)
    except ProbeError:
        operations = ()
    known = PrivacyFacts(
        loaded,
        catalog,
        frozenset(unwanted),
        operations,
        discovery.discover_packs(loaded.policy, places),
        handover.list_offers(),
        places.data / "desk",
        managed=any(setting.locked for setting in loaded.settings),
    )
    return build_privacy_topics(known)
