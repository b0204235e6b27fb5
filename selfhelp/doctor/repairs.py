"""What can be done here: fixes, the administrator's helper, remote tools, packs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from selfhelp.app.composition import App
from selfhelp.core.paths import resource
from selfhelp.core.text import N_, NN_
from selfhelp.doctor import Health, Line
from selfhelp.machine import elevate
from selfhelp.machine.apps.remote_tools import INSECURE
from selfhelp.machine.elevate import Installed


def catalogue(app: App) -> Line:
    """Say how many fixes are offered, and which rows nobody tried on a real machine of this kind."""
    offered, total = app.catalog.fixes, len(app.catalog.known)
    if broken := app.catalog.left_out():
        return Line(
            "catalogue", Health.MISSING, N_("Missing from the catalogue: {what}", what="; ".join(broken))
        )
    platform = str(app.machine.platform)
    tried = json.loads(resource("tried.json").read_text(encoding="utf-8"))
    untried = [id_ for id_ in offered if platform not in tried.get(id_, ())]
    text = N_("{count} of {total} fixes are available here.", count=len(offered), total=total)
    if untried:
        text = N_(
            "{count} of {total} fixes are available here. Not tested on real hardware: {ids}.",
            count=len(offered),
            total=total,
            ids=", ".join(untried),
        )
    return Line("catalogue", Health.WARNING if untried else Health.OK, text)


def helper(app: App) -> Line:
    """Say whether the administrator's helper can be asked; most repairs need none."""
    if not app.policy.helper.enabled:
        return Line("helper", Health.NOT_APPLICABLE, N_("The privileged helper is turned off by policy."))
    return _HELPER[elevate.installed(app.machine.platform)]


_HELPER: Mapping[Installed, Line] = MappingProxyType(
    {
        Installed.MISSING: Line(
            "helper", Health.NOT_APPLICABLE, N_("The privileged helper isn't installed.")
        ),
        Installed.UNTRUSTED: Line(
            "helper",
            Health.WARNING,
            N_(
                "Users other than administrators can change the privileged helper, so it isn't used. "
                "Reinstall it."
            ),
        ),
        Installed.TRUSTED: Line("helper", Health.OK, N_("The privileged helper is installed and trusted.")),
    }
)


def remote(app: App) -> Line:
    """Say which tools for remote help are there; one that others could have changed is not started."""
    handover = app.handover
    if not handover.allowed:
        return Line("remote", Health.NOT_APPLICABLE, N_("Remote support is turned off by policy."))
    offers = handover.offers()
    changed = [offer.tool.title for offer in offers if offer.found.obstacle == INSECURE]
    if changed:
        names = ", ".join(changed)
        text = N_(
            "Users other than administrators can change these remote support tools, so they're "
            "blocked: {names}",
            names=names,
        )
        return Line("remote", Health.WARNING, text)
    ready = [offer.tool.title for offer in offers if offer.ready]
    if not ready:
        return Line("remote", Health.NOT_APPLICABLE, N_("No remote support tool is installed."))
    return Line("remote", Health.OK, N_("Remote support tools: {names}", names=", ".join(ready)))


def packs(app: App) -> Line:
    """Say how many of the organisation's packs are used."""
    if not app.policy.packs.keys:
        return Line("packs", Health.NOT_APPLICABLE, N_("No packs are used: the policy has no trusted keys."))
    count = len(app.catalog.packs)
    return Line("packs", Health.OK, NN_("{count} pack is in use.", "{count} packs are in use.", count=count))


def refused_packs(app: App) -> Sequence[Line]:
    """Say of every pack that is refused why; nothing reads packs where nobody is trusted."""
    if not app.policy.packs.keys:
        return ()
    from selfhelp.packs import discovery

    return [
        Line("pack", Health.WARNING, N_("{file}: {reason}", file=found.path.name, reason=found.problem))
        for found in discovery.look(app.policy, app.places)
        if found.problem is not None
    ]
