"""Fix packs: fixes of the organisation's own, signed, made of our steps (docs/packs.md).

A pack is one file: a zip archive of ``pack.toml``, maybe scripts and transcripts, a manifest with the
hash of each, and a signature over the manifest. Only the machine's policy says which keys are trusted
and where packs lie, so a person, or malware that runs as them, cannot add one.

* `archive` reads the file; whatever our own writer would not have written is refused;
* `signature` proves who made it; `trust` decides whether the policy accepts it here and now;
* `manifest` reads ``pack.toml``; `step_registry` is the closed list of steps a pack may use;
* `scripts` runs a pack's scripts from memory; `fix` makes a `Fix` of it; `discovery` finds all of them.
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
    """Return the packs that are accepted on this computer as fixes, in the order of their ids.

    Each has, beside what a fix has, ``symptoms``: how people say it, by language. Never raises: what is
    refused is left out here, and `discovery.discover` says why. A computer without a policy of its own has
    none.
    """
    if not policy.packs.keys:  # no one is trusted: what reads packs need not be loaded
        return ()
    from selfhelp.packs import discovery

    return discovery.accepted_fixes(discovery.discover(policy, places), language)
