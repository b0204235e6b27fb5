"""Finds unknown ids in the policy: a misspelt fix would silently stay allowed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from types import ModuleType

from selfhelp.core.paths import AppPaths
from selfhelp.core.text import N_
from selfhelp.policy.fields import pairs_to_table
from selfhelp.policy.files import EffectiveSetting, LoadedPolicy, PolicyMistake, find_key_line
from selfhelp.policy.policy import Policy, iter_keys
from selfhelp.policy.unknown_words import unknown_word_message

GENERAL = frozenset({"*", "-"})
"""Stand for all and for none."""

WITH_PACKS = ("fixes", "problems")
"""Kinds of ids that a pack of the organisation's own may bring."""

LEVELS = ("high", "medium", "low")
_OTHERWISE = {"program": "selfhelp"}
"""Files whose id is not their name."""


def check_installation_ids(loaded: LoadedPolicy, places: AppPaths, *folders: Path) -> LoadedPolicy:
    """Return a policy with the mistakes only this installation can find: unknown ids, unusable logos.

    Args:
        loaded: the policy as it was read.
        places: where packs and logos are.
        folders: beside which logos may lie as well.
    """
    from selfhelp import packs
    from selfhelp.app import branding

    def own() -> Sequence[str]:
        return [pack.id for pack in packs.load_packs(loaded.policy, places)]

    return branding.validate_logos(check_known_ids(loaded, own), *folders, places.machine_policy)


def check_known_ids(loaded: LoadedPolicy, packs: Callable[[], Iterable[str]] = tuple) -> LoadedPolicy:
    """Return the policy with each unknown id listed as an error; values are unchanged.

    Where packs are trusted, an unknown id may be that of a pack that comes later, so it is only a warning.

    Args:
        loaded: the policy.
        packs: returns the ids of the organisation's own packs that are here; asked where one is missing.
    """
    problems, warnings = list(loaded.problems), list(loaded.warnings)
    wrong = {problem.key for problem in problems}
    settings = {setting.key: setting for setting in loaded.settings}
    for name, _, rule in iter_keys():
        setting = settings.get(name)
        if not rule.ids or setting is None or not setting.value or name in wrong:
            continue
        own = packs if rule.ids in WITH_PACKS and loaded.policy.packs.keys else None
        for problem in islice(_unknown(setting, rule.ids, loaded.policy, own), MOST_TOLD):
            (problems if own is None else warnings).append(problem)
    return replace(loaded, problems=problems, warnings=warnings)


def known_ids(kind: str, policy: Policy) -> frozenset[str]:
    """Return all ids of one kind, including the organisation's own tools and categories."""
    from selfhelp import checks, fixes, ticket_topics, troubleshooters
    from selfhelp.helper.operations import OPERATIONS
    from selfhelp.policy.remote import KNOWN, parse_own_tool
    from selfhelp.report import collectors

    match kind:
        case "fixes":
            return _files(fixes, checks)
        case "sections":
            return _files(collectors)
        case "operations":
            return frozenset(OPERATIONS)
        case "remote tools":
            own = (parse_own_tool(line) for line in policy.remote.tools)
            return frozenset(KNOWN) | {tool.id for tool in own if tool}
        case "levels":
            return frozenset(LEVELS)
        case _:
            own_categories = {category.key for category in policy.ticket.parse_own_categories()}
            others = {*troubleshooters.troubleshooter_ids(), *ticket_topics.topic_ids(), *fixes.Category}
            return _files(fixes, checks) | others | own_categories


def _files(*packages: ModuleType) -> frozenset[str]:
    """Return the ids that the files of some folders have: none of them is loaded."""
    import pkgutil  # only where a policy names ids

    found = (m for p in packages for m in pkgutil.walk_packages(p.__path__, f"{p.__name__}.") if not m.ispkg)
    named = (module.name.rpartition(".")[2] for module in found)
    return frozenset(_OTHERWISE.get(name, name.replace("_", "-")) for name in named)


def _unknown(
    setting: EffectiveSetting, kind: str, policy: Policy, packs: Callable[[], Iterable[str]] | None
) -> Iterator[PolicyMistake]:
    """Yield every id of a list that is unknown, with the source that brought it."""
    there = known_ids(kind, policy) | GENERAL
    unknown = [word for word in _ids_in_list(setting, policy) if word not in there]
    if unknown and packs is not None:
        there |= {*packs(), *pairs_to_table(policy.packs.min_versions)}
    for word in unknown:
        if word in there:
            continue
        source = _brought_by(setting, word)
        message = unknown_word_message(word, there)
        if packs is not None:
            message = N_("Neither selfhelp nor an installed pack provides “{word}”.", word=word[:80])
        allowed = "an id that selfhelp knows: " + ", ".join(sorted(there - GENERAL)[:MOST_NAMED])
        yield PolicyMistake(
            source, setting.key, message, allowed, find_key_line(source, setting.key), word, True
        )


MOST_NAMED, MOST_TOLD = 80, 50
"""IDs that are listed as allowed, and unknown ones of one key that are told."""


def _ids_in_list(setting: EffectiveSetting, policy: Policy) -> Iterable[str]:
    """Return the ids in a list: each entry, or the part before its “=” or after its ``for:``."""
    if setting.key == "ticket.questions":
        return [word for question in policy.ticket.parse_own_questions() for word in question.only]
    return [str(entry).partition("=")[0].strip() for entry in setting.value]


def _brought_by(setting: EffectiveSetting, word: str) -> str:
    """Return the source whose list has the word: what a weaker one brought was added to."""
    return next((source for source, value in setting.overrode if _names_id(value, word)), setting.source)


def _names_id(entries: object, word: str) -> bool:
    lines = entries if isinstance(entries, list | tuple) else ()
    return any(word == str(line).partition("=")[0].strip() or f"for:{word}" in str(line) for line in lines)
