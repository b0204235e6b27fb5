"""What can run on this computer: repairs, the administrator's helper, packs of the organisation."""

from __future__ import annotations

from collections.abc import Iterator

from selfhelp.core.text import N_, NN_, Text
from selfhelp.helper.operations import OPERATIONS
from selfhelp.privacy import Known, Point, Topic


def topic(known: Known) -> Topic:
    """Return what can run."""
    points = [*_fixes(known), *_helper(known), *_packs(known)]
    return Topic("actions", N_("What can run"), points)


def _fixes(known: Known) -> Iterator[Point]:
    offered = known.catalog.fixes
    if offered:
        text = NN_(
            "{count} repair. It looks first, says what it would do, and waits for your yes.",
            "{count} repairs. Each looks first, says what it would do, and waits for your yes.",
            len(offered),
        )
        yield Point(text, True, [fix.title for fix in offered.values()])
    else:
        yield Point(N_("No repairs."), False)
    here = [fix for fix in known.catalog.known.values() if known.catalog.made_for_here(fix)]
    denied = [fix.title for fix in here if fix.id not in offered]
    if denied:
        text = NN_(
            "{count} repair is switched off by your organisation.",
            "{count} repairs are switched off by your organisation.",
            len(denied),
        )
        yield Point(text, False, denied)


def _helper(known: Known) -> Iterator[Point]:
    if not known.policy.helper.enabled or "*" in known.policy.helper.deny:
        yield Point(N_("Nothing with an administrator's rights: your organisation switched it off."), False)
    elif not known.operations:
        yield Point(N_("Nothing with an administrator's rights: the helper for it is not installed."), False)
    else:
        titles: list[Text | str] = [
            OPERATIONS[name].title if name in OPERATIONS else name for name in known.operations
        ]
        text = NN_(
            "{count} thing with an administrator's rights, from a closed list, after your yes.",
            "{count} things with an administrator's rights, from a closed list, after your yes.",
            len(titles),
        )
        yield Point(text, True, titles)
    denied: list[Text | str] = [
        OPERATIONS[name].title for name in known.policy.helper.deny if name in OPERATIONS
    ]
    if denied and known.policy.helper.enabled and "*" not in known.policy.helper.deny:
        yield Point(N_("Your organisation does not allow these."), False, denied)


def _packs(known: Known) -> Iterator[Point]:
    accepted = [found.pack for found in known.packs if found.pack]
    if accepted:
        names: list[Text | str] = [f"{pack.id} {pack.version}" for pack in accepted]
        text = NN_(
            "{count} repair of your organisation's own, signed by it.",
            "{count} repairs of your organisation's own, signed by it.",
            len(names),
        )
        yield Point(text, True, names)
    else:
        yield Point(N_("No repairs of your organisation's own."), False)
    refused: list[Text | str] = [found.path.name for found in known.packs if found.pack is None]
    if refused:
        yield Point(
            N_("These are refused: they are not signed by a trusted key, or not whole."), False, refused
        )
    scripts = known.policy.packs.scripts
    allowed = N_(
        "Repairs of your organisation's own may run scripts with your rights, from signed files only."
    )
    yield Point(
        allowed if scripts else N_("Repairs of your organisation's own may not run scripts."), scripts
    )
