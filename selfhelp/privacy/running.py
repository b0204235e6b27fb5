"""What can run on this computer: repairs, the administrator's helper, packs of the organisation."""

from __future__ import annotations

from collections.abc import Iterator

from selfhelp.core.text import N_, NN_, Text
from selfhelp.helper.operations import OPERATIONS
from selfhelp.privacy import Known, Point, Topic


def topic(known: Known) -> Topic:
    """Return what can run."""
    points = [*_fixes(known), *_helper(known), *_packs(known)]
    return Topic("running", N_("What can run"), points)


def _fixes(known: Known) -> Iterator[Point]:
    offered = known.catalog.fixes
    if offered:
        text = NN_(
            "{count} fix. It checks first, shows the proposed fix and waits for your consent.",
            "{count} fixes. Each checks first, shows the proposed fix and waits for your consent.",
            len(offered),
        )
        yield Point(text, True, [fix.title for fix in offered.values()])
    else:
        yield Point(N_("No fixes."), False)
    here = [fix for fix in known.catalog.known.values() if known.catalog.made_for_here(fix)]
    denied = [fix.title for fix in here if fix.id not in offered]
    if denied:
        text = NN_(
            "{count} fix is turned off by your organisation.",
            "{count} fixes are turned off by your organisation.",
            len(denied),
        )
        yield Point(text, False, denied)


def _helper(known: Known) -> Iterator[Point]:
    if not known.policy.helper.enabled or "*" in known.policy.helper.deny:
        yield Point(N_("Administrator actions are turned off by your organisation."), False)
    elif not known.operations:
        yield Point(
            N_("Administrator actions aren't available: the privileged helper isn't installed."), False
        )
    else:
        titles: list[Text | str] = [
            OPERATIONS[name].title if name in OPERATIONS else name for name in known.operations
        ]
        text = NN_(
            "{count} administrator action from a fixed list, with your consent.",
            "{count} administrator actions from a fixed list, with your consent.",
            len(titles),
        )
        yield Point(text, True, titles)
    denied: list[Text | str] = [
        OPERATIONS[name].title for name in known.policy.helper.deny if name in OPERATIONS
    ]
    if denied and known.policy.helper.enabled and "*" not in known.policy.helper.deny:
        yield Point(N_("Your organisation doesn't allow these."), False, denied)


def _packs(known: Known) -> Iterator[Point]:
    accepted = [found.pack for found in known.packs if found.pack]
    if accepted:
        names: list[Text | str] = [f"{pack.id} {pack.version}" for pack in accepted]
        text = NN_(
            "{count} fix made and signed by your organisation.",
            "{count} fixes made and signed by your organisation.",
            len(names),
        )
        yield Point(text, True, names)
    else:
        yield Point(N_("Your organisation has no fixes of its own."), False)
    refused: list[Text | str] = [found.path.name for found in known.packs if found.pack is None]
    if refused:
        yield Point(
            N_("These are blocked: they're incomplete or not signed with a trusted key."), False, refused
        )
    scripts = known.policy.packs.scripts
    allowed = N_(
        "Your organisation's own fixes can run scripts with your permissions, from signed files only."
    )
    yield Point(allowed if scripts else N_("Your organisation's own fixes can't run scripts."), scripts)
