"""Checks of fixes, the privileged helper, remote support tools and packs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from selfhelp.app.composition import App
from selfhelp.core.paths import find_resource
from selfhelp.core.text import N_, NN_
from selfhelp.doctor import DoctorLine, PartStatus
from selfhelp.machine import elevate
from selfhelp.machine.apps.remote_tools import INSECURE
from selfhelp.machine.elevate import HelperState


def check_catalogue(app: App) -> DoctorLine:
    """Report the number of available fixes, and the number not tested on this platform."""
    offered, total = app.catalog.fixes, len(app.catalog.all_fixes)
    if broken := app.catalog.list_load_errors():
        return DoctorLine(
            "catalogue", PartStatus.MISSING, N_("Missing from the catalogue: {what}", what="; ".join(broken))
        )
    platform = str(app.machine.platform)
    tried = json.loads(find_resource("tried.json").read_text(encoding="utf-8"))
    untried = [id_ for id_ in offered if platform not in tried.get(id_, ())]
    text = N_("{count} of {total} fixes are available here.", count=len(offered), total=total)
    if untried:
        text = N_(
            "{count} of {total} fixes are available here. Not tested on real hardware: {ids}.",
            count=len(offered),
            total=total,
            ids=", ".join(untried),
        )
    return DoctorLine("catalogue", PartStatus.WARNING if untried else PartStatus.OK, text)


def check_helper(app: App) -> DoctorLine:
    """Check whether the privileged helper is available; most fixes don't need it."""
    if not app.policy.helper.enabled:
        return DoctorLine(
            "helper", PartStatus.NOT_APPLICABLE, N_("The privileged helper is turned off by policy.")
        )
    return _HELPER[elevate.find_helper_state(app.machine.platform)]


_HELPER: Mapping[HelperState, DoctorLine] = MappingProxyType(
    {
        HelperState.MISSING: DoctorLine(
            "helper", PartStatus.NOT_APPLICABLE, N_("The privileged helper isn't installed.")
        ),
        HelperState.UNTRUSTED: DoctorLine(
            "helper",
            PartStatus.WARNING,
            N_(
                "Users other than administrators can change the privileged helper, so it isn't used. "
                "Reinstall it."
            ),
        ),
        HelperState.TRUSTED: DoctorLine(
            "helper", PartStatus.OK, N_("The privileged helper is installed and trusted.")
        ),
    }
)


def check_remote(app: App) -> DoctorLine:
    """Report the installed remote support tools, and the insecure tools, which aren't started."""
    handover = app.remote_support
    if not handover.is_allowed:
        return DoctorLine("remote", PartStatus.NOT_APPLICABLE, N_("Remote support is turned off by policy."))
    offers = handover.list_offers()
    changed = [offer.tool.title for offer in offers if offer.found.obstacle == INSECURE]
    if changed:
        names = ", ".join(changed)
        text = N_(
            "Users other than administrators can change these remote support tools, so they're "
            "blocked: {names}",
            names=names,
        )
        return DoctorLine("remote", PartStatus.WARNING, text)
    ready = [offer.tool.title for offer in offers if offer.is_ready]
    if not ready:
        return DoctorLine("remote", PartStatus.NOT_APPLICABLE, N_("No remote support tool is installed."))
    return DoctorLine("remote", PartStatus.OK, N_("Remote support tools: {names}", names=", ".join(ready)))


def check_packs(app: App) -> DoctorLine:
    """Report the number of the organisation's packs that are in use."""
    if not app.policy.packs.keys:
        return DoctorLine(
            "packs", PartStatus.NOT_APPLICABLE, N_("No packs are used: the policy has no trusted keys.")
        )
    count = len(app.catalog.pack_fixes)
    return DoctorLine(
        "packs", PartStatus.OK, NN_("{count} pack is in use.", "{count} packs are in use.", count=count)
    )


def list_refused_packs(app: App) -> Sequence[DoctorLine]:
    """Return a line with the reason for each rejected pack; empty if no key is trusted."""
    if not app.policy.packs.keys:
        return ()
    from selfhelp.packs import discovery

    return [
        DoctorLine(
            "pack", PartStatus.WARNING, N_("{file}: {reason}", file=found.path.name, reason=found.problem)
        )
        for found in discovery.discover_packs(app.policy, app.places)
        if found.problem is not None
    ]
