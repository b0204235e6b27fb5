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
            "catalogue", Health.MISSING, N_("Left out of the catalogue: {what}", what="; ".join(broken))
        )
    platform = str(app.machine.platform)
    tried = json.loads(resource("tried.json").read_text(encoding="utf-8"))
    untried = [id_ for id_ in offered if platform not in tried.get(id_, ())]
    text = N_("{count} of {total} fixes are offered here.", count=len(offered), total=total)
    if untried:
        text = N_(
            "{count} of {total} fixes are offered here. Not tried on a real machine: {ids}.",
            count=len(offered),
            total=total,
            ids=", ".join(untried),
        )
    return Line("catalogue", Health.WARNING if untried else Health.OK, text)


def helper(app: App) -> Line:
    """Say whether the administrator's helper can be asked; most repairs need none."""
    if not app.policy.helper.enabled:
        return Line(
            "helper", Health.NOT_APPLICABLE, N_("The policy switches the administrator's helper off.")
        )
    return _HELPER[elevate.installed(app.machine.platform)]


_HELPER: Mapping[Installed, Line] = MappingProxyType(
    {
        Installed.MISSING: Line(
            "helper", Health.NOT_APPLICABLE, N_("The administrator's helper is not installed.")
        ),
        Installed.UNTRUSTED: Line(
            "helper",
            Health.WARNING,
            N_("Others than the administrator can change the helper, so it is not used; install it again."),
        ),
        Installed.TRUSTED: Line(
            "helper", Health.OK, N_("The administrator's helper is installed and trusted.")
        ),
    }
)


def remote(app: App) -> Line:
    """Say which tools for remote help are there; one that others could have changed is not started."""
    handover = app.handover
    if not handover.allowed:
        return Line("remote", Health.NOT_APPLICABLE, N_("The policy allows no remote help."))
    offers = handover.offers()
    changed = [offer.tool.title for offer in offers if offer.found.obstacle == INSECURE]
    if changed:
        names = ", ".join(changed)
        text = N_(
            "Others than the administrator can change these, so they are not started: {names}", names=names
        )
        return Line("remote", Health.WARNING, text)
    ready = [offer.tool.title for offer in offers if offer.ready]
    if not ready:
        return Line("remote", Health.NOT_APPLICABLE, N_("No tool for remote help is installed here."))
    return Line("remote", Health.OK, N_("For remote help there are: {names}", names=", ".join(ready)))


def packs(app: App) -> Line:
    """Say how many of the organisation's packs are used."""
    if not app.policy.packs.keys:
        return Line("packs", Health.NOT_APPLICABLE, N_("The policy trusts no key, so no packs are used."))
    count = len(app.catalog.packs)
    return Line("packs", Health.OK, NN_("{count} pack is used.", "{count} packs are used.", count=count))


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
