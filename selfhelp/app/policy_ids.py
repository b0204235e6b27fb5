"""Finds unknown IDs in the policy, because a misspelt ID would have no effect."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from types import ModuleType

from selfhelp.core.paths import AppPaths
from selfhelp.core.text import N_
from selfhelp.policy.fields import pairs_to_mapping
from selfhelp.policy.files import EffectiveSetting, LoadedPolicy, PolicyMistake, find_key_line
from selfhelp.policy.policy import Policy, iter_policy_keys
from selfhelp.policy.unknown_words import make_unknown_word_message

GENERAL = frozenset({"*", "-"})
"""List entries that stand for all IDs ("*") or for no ID ("-")."""

WITH_PACKS = ("fixes", "problems")
"""Kinds of IDs that the organisation's own packs may also define."""

LEVELS = ("high", "medium", "low")
_OTHERWISE = {"program": "selfhelp"}
"""IDs of modules that differ from the module's file name, by file name."""


def check_installation_ids(loaded: LoadedPolicy, places: AppPaths, *folders: Path) -> LoadedPolicy:
    """Return the policy with the errors that depend on this installation: unknown IDs, invalid logos.

    Args:
        loaded: the policy as read.
        places: the folders, which contain the packs and logos.
        folders: further folders for logos.
    """
    from selfhelp.app import branding
    from selfhelp.packs.installed_packs import load_packs

    def list_pack_ids() -> Sequence[str]:
        return [pack.id for pack in load_packs(loaded.policy, places)]

    return branding.validate_logos(check_known_ids(loaded, list_pack_ids), *folders, places.machine_policy)


def check_known_ids(loaded: LoadedPolicy, packs: Callable[[], Iterable[str]] = tuple) -> LoadedPolicy:
    """Return the policy with an error for each unknown ID; the values are unchanged.

    If packs are trusted, an unknown ID is only a warning, because a later pack may define it.

    Args:
        loaded: the policy.
        packs: returns the IDs of the installed packs; called only if an ID is unknown.
    """
    problems, warnings = list(loaded.problems), list(loaded.warnings)
    wrong = {problem.key for problem in problems}
    settings = {setting.key: setting for setting in loaded.settings}
    for name, _, rule in iter_policy_keys():
        setting = settings.get(name)
        if not rule.ids or setting is None or not setting.value or name in wrong:
            continue
        own = packs if rule.ids in WITH_PACKS and loaded.policy.packs.keys else None
        for problem in islice(_iter_unknown_ids(setting, rule.ids, loaded.policy, own), MOST_TOLD):
            (problems if own is None else warnings).append(problem)
    return replace(loaded, problems=problems, warnings=warnings)


def list_known_ids(kind: str, policy: Policy) -> frozenset[str]:
    """Return all known IDs of a kind, including the organisation's own tools and categories."""
    from selfhelp import checks, fixes
    from selfhelp.helper.operations import OPERATIONS
    from selfhelp.policy.remote_support import KNOWN, parse_own_tool
    from selfhelp.report import collectors
    from selfhelp.ticket_topics import ticket_topic
    from selfhelp.troubleshooters import troubleshooter

    match kind:
        case "fixes":
            return _list_module_ids(fixes, checks)
        case "sections":
            return _list_module_ids(collectors)
        case "operations":
            return frozenset(OPERATIONS)
        case "remote tools":
            own = (parse_own_tool(line) for line in policy.remote.tools)
            return frozenset(KNOWN) | {tool.id for tool in own if tool}
        case "levels":
            return frozenset(LEVELS)
        case _:
            own_categories = {category.key for category in policy.ticket.parse_own_categories()}
            others = {
                *troubleshooter.list_troubleshooter_ids(),
                *ticket_topic.list_topic_ids(),
                *fixes.Category,
            }
            return _list_module_ids(fixes, checks) | others | own_categories


def _list_module_ids(*packages: ModuleType) -> frozenset[str]:
    """Return the IDs of all modules in the given packages, without importing the modules."""
    import pkgutil  # only where a policy names ids

    found = (m for p in packages for m in pkgutil.walk_packages(p.__path__, f"{p.__name__}.") if not m.ispkg)
    named = (module.name.rpartition(".")[2] for module in found)
    return frozenset(_OTHERWISE.get(name, name.replace("_", "-")) for name in named)


def _iter_unknown_ids(
    setting: EffectiveSetting, kind: str, policy: Policy, packs: Callable[[], Iterable[str]] | None
) -> Iterator[PolicyMistake]:
    """Yield an error for each unknown ID in a setting's list, with the source of the entry."""
    there = list_known_ids(kind, policy) | GENERAL
    unknown = [word for word in _extract_ids(setting, policy) if word not in there]
    if unknown and packs is not None:
        there |= {*packs(), *pairs_to_mapping(policy.packs.min_versions)}
    for word in unknown:
        if word in there:
            continue
        source = _find_policy_source(setting, word)
        message = make_unknown_word_message(word, there)
        if packs is not None:
            message = N_("Neither selfhelp nor an installed pack provides “{word}”.", word=word[:80])
        allowed = "an id that selfhelp knows: " + ", ".join(sorted(there - GENERAL)[:MOST_NAMED])
        yield PolicyMistake(
            source, setting.key, message, allowed, find_key_line(source, setting.key), word, True
        )


MOST_NAMED, MOST_TOLD = 80, 50
"""Maximum number of allowed IDs in a message, and of unknown IDs reported for each key."""


def _extract_ids(setting: EffectiveSetting, policy: Policy) -> Iterable[str]:
    """Return the IDs in a list: each entry's part before “=”; for ticket questions, their conditions."""
    if setting.key == "ticket.questions":
        return [word for question in policy.ticket.parse_own_questions() for word in question.only]
    return [str(entry).partition("=")[0].strip() for entry in setting.value]


def _find_policy_source(setting: EffectiveSetting, word: str) -> str:
    """Return the policy source of a list entry; merged lists have several sources."""
    return next(
        (source for source, value in setting.overrode if _does_any_entry_name_id(value, word)), setting.source
    )


def _does_any_entry_name_id(entries: object, word: str) -> bool:
    lines = entries if isinstance(entries, list | tuple) else ()
    return any(word == str(line).partition("=")[0].strip() or f"for:{word}" in str(line) for line in lines)
