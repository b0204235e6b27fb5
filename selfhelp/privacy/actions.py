"""The topic of actions: fixes, the privileged helper, the organisation's packs."""

from __future__ import annotations

from collections.abc import Iterator

from selfhelp.core.text import N_, NN_, Text
from selfhelp.helper.operations import OPERATIONS
from selfhelp.privacy import PrivacyFacts, PrivacyPoint, PrivacyTopic


def build_topic(known: PrivacyFacts) -> PrivacyTopic:
    """Return the topic about the actions that can run on this computer."""
    points = [
        *_iter_fix_points(known),
        *_iter_helper_points(known),
        *_iter_pack_points(known),
        *_iter_reminder_points(known),
    ]
    return PrivacyTopic("actions", N_("Fixes and administrator actions"), points)


def _iter_reminder_points(known: PrivacyFacts) -> Iterator[PrivacyPoint]:
    if known.policy.reminders.enabled:
        text = N_(
            "Once a day, the app checks for upcoming problems and reminds you. The results "
            "stay on this computer."
        )
        yield PrivacyPoint(text)
    else:
        yield PrivacyPoint(N_("Your organisation has turned off reminders."), False)
    if known.policy.incidents.feed:
        text = N_("IT can show you notices and count, anonymously, how many people read them.")
        yield PrivacyPoint(text)


def _iter_fix_points(known: PrivacyFacts) -> Iterator[PrivacyPoint]:
    offered = known.catalog.fixes
    if offered:
        text = NN_(
            "{count} fix. It checks for the problem first, shows what it will do, and asks for your consent.",
            "{count} fixes. Each checks for the problem first, shows what it will do, and "
            "asks for your consent.",
            len(offered),
        )
        yield PrivacyPoint(text, True, [fix.title for fix in offered.values()])
    else:
        yield PrivacyPoint(N_("No fixes."), False)
    if any(fix.harmless for fix in offered.values()) and known.policy.fixes.weekly_tidy:
        yield PrivacyPoint(
            N_(
                "Only if you turn on the weekly tidy-up in Settings do safe fixes that can be undone run "
                "without asking each time."
            )
        )
    here = [fix for fix in known.catalog.all_fixes.values() if known.catalog.does_fix_support_platform(fix)]
    denied = [fix.title for fix in here if fix.id not in offered]
    if denied:
        text = NN_(
            "Your organisation has turned off {count} fix.",
            "Your organisation has turned off {count} fixes.",
            len(denied),
        )
        yield PrivacyPoint(text, False, denied)


def _iter_helper_points(known: PrivacyFacts) -> Iterator[PrivacyPoint]:
    if not known.policy.helper.enabled or "*" in known.policy.helper.deny:
        yield PrivacyPoint(N_("Your organisation has turned off administrator actions."), False)
    elif not known.operations:
        yield PrivacyPoint(
            N_("Administrator actions aren't available: the privileged helper isn't installed."), False
        )
    else:
        titles: list[Text | str] = [
            OPERATIONS[name].title if name in OPERATIONS else name for name in known.operations
        ]
        text = NN_(
            "{count} administrator action, from a fixed list, with your consent.",
            "{count} administrator actions, from a fixed list, with your consent.",
            len(titles),
        )
        yield PrivacyPoint(text, True, titles)
    denied: list[Text | str] = [
        OPERATIONS[name].title for name in known.policy.helper.deny if name in OPERATIONS
    ]
    if denied and known.policy.helper.enabled and "*" not in known.policy.helper.deny:
        yield PrivacyPoint(N_("Your organisation blocks these administrator actions."), False, denied)


def _iter_pack_points(known: PrivacyFacts) -> Iterator[PrivacyPoint]:
    accepted = [found.pack for found in known.packs if found.pack]
    if accepted:
        names: list[Text | str] = [f"{pack.id} {pack.version}" for pack in accepted]
        text = NN_(
            "{count} fix created and signed by your organisation.",
            "{count} fixes created and signed by your organisation.",
            len(names),
        )
        yield PrivacyPoint(text, True, names)
    else:
        yield PrivacyPoint(N_("No fixes created by your organisation."), False)
    refused: list[Text | str] = [found.path.name for found in known.packs if found.pack is None]
    if refused:
        yield PrivacyPoint(
            N_("These packs are blocked: they're incomplete or not signed with a trusted key."),
            False,
            refused,
        )
    scripts = known.policy.packs.scripts
    allowed = N_("Fixes created by your organisation can run signed scripts with your permissions.")
    yield PrivacyPoint(
        allowed if scripts else N_("Fixes created by your organisation can't run scripts."), scripts
    )
