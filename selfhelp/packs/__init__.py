"""Fix packs: an organisation's own signed fixes, built from built-in steps (docs/packs.md).

A pack is one ZIP archive of ``pack.toml``, optional scripts and transcripts, a manifest with the hash of
each, and a signature over the manifest. Only the machine's policy defines the trusted keys and the packs'
folder, so neither a user nor malware running as the user can add a pack.

* `archive` reads the file and refuses anything its own writer wouldn't have written;
* `signature` verifies the author; `trust` decides whether the policy accepts it;
* `manifest` reads ``pack.toml``; `step_registry` is the closed list of steps a pack may use;
* `scripts` runs a pack's scripts from memory; `fix` creates a `Fix` from it; `discovery` finds all packs.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from selfhelp.core.languages import SOURCE_LANGUAGE
from selfhelp.core.paths import AppPaths
from selfhelp.policy.policy import Policy

if TYPE_CHECKING:
    from selfhelp.packs.fix import PackFix


def load_packs(policy: Policy, places: AppPaths, language: str = SOURCE_LANGUAGE) -> Sequence[PackFix]:
    """Return the accepted packs on this computer as fixes, sorted by ID.

    Each also has ``symptoms``, the ways people describe it, by language. Never raises: refused packs are
    omitted, and `discovery.discover_packs` has the reasons. A computer without its own policy has none.
    """
    if not policy.packs.keys:  # no one is trusted: what reads packs need not be loaded
        return ()
    from selfhelp.packs import discovery

    return discovery.build_accepted_fixes(discovery.discover_packs(policy, places), language)
