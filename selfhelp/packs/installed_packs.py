"""Loads the accepted packs on this computer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from selfhelp.core.languages import SOURCE_LANGUAGE
from selfhelp.core.paths import AppPaths
from selfhelp.policy.policy import Policy

if TYPE_CHECKING:
    from selfhelp.packs.pack_fix import PackFix


def load_packs(policy: Policy, places: AppPaths, language: str = SOURCE_LANGUAGE) -> Sequence[PackFix]:
    """Return the accepted packs on this computer as fixes, sorted by ID.

    Each also has ``symptoms``, the ways people describe it, by language. Never raises: refused packs are
    omitted, and `discovery.discover_packs` has the reasons. A computer without its own policy has none.
    """
    if not policy.packs.keys:  # no one is trusted: what reads packs need not be loaded
        return ()
    from selfhelp.packs import discovery

    return discovery.build_accepted_fixes(discovery.discover_packs(policy, places), language)
