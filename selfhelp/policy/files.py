"""Reads the organisation's policy from its sources and reports mistakes in it.

`load_policy` merges the sources in this order, so that later values apply: the machine's defaults,
``policy.toml``, ``policy.d/*.toml`` in name order, and the values forced by device management
(`selfhelp.policy.managed_settings`). Tables are merged, lists replaced, and lists below ``extend`` appended.
If the machine has a policy, the user's own policy file is ignored. A wrong value is reported with its source,
line, key, reason and accepted values, and the key's *strict* value applies. For a file that others could have
written, the strict values of all keys apply.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from pathlib import Path
from typing import Any, cast

from selfhelp.core.model import Json
from selfhelp.core.paths import AppPaths
from selfhelp.core.records import record
from selfhelp.core.text import N_, Text
from selfhelp.policy import toml_file, value_checks
from selfhelp.policy.fields import FieldRule
from selfhelp.policy.file_locations import POLICY_FILE, list_misnamed_files, list_policy_files
from selfhelp.policy.former_keys import FORMER
from selfhelp.policy.policy import Policy, iter_policy_keys
from selfhelp.policy.required_keys import find_missing_keys
from selfhelp.policy.ticket import find_form_disagreements
from selfhelp.policy.toml_file import FILE_LIMIT as FILE_LIMIT  # noqa: PLC0414 - the limit of a property list, too
from selfhelp.policy.unknown_words import find_closest_word

EXTEND = "extend."
"""Prefix of a key whose list is added to the existing list."""

MOST_MEANT = 20
"""Maximum number of unknown keys per source that get suggestions, which are slow to compute."""

_SECRET_NAME = re.compile(r"(?:^|_)(?:token|password|passwd|secret|api_?key)$", re.IGNORECASE)

_Declared = tuple[dataclasses.Field[Any], FieldRule]


@record
class PolicyMistake:
    """A mistake in the policy.

    Attributes:
        file: its source as an administrator knows it: a file, a registry key.
        key: the dotted key; "" if it concerns a whole file.
        message: the reason.
        allowed: the accepted values; English.
        line: its line in a file, from 1; 0 if unknown.
        value: the given value; None if there is none, or it is confidential.
        counts: whether the value applies anyway, so that its correction isn't urgent.
    """

    file: str
    key: str
    message: Text
    allowed: str
    line: int = 0
    value: Json = None
    counts: bool = False

    @property
    def location(self) -> str:
        """The source of the mistake: the file, and its line if known."""
        return f"{self.file}:{self.line}" if self.line else self.file


@record
class PolicySource:
    """The values of one policy source: a file, a registry key or a property list.

    Attributes:
        source: its location as an administrator knows it.
        values: by dotted key, in the types of TOML; unknown keys are reported.
        locked: whether the user may not choose otherwise.
        broken: the reason why it couldn't be read although it exists; its content is unknown.
        line: the line that couldn't be read; 0 if unknown.
        text: the file as read, for finding lines in it.
    """

    source: str
    values: Mapping[str, Json] = field(default_factory=dict)
    locked: bool = True
    broken: Text | None = None
    line: int = 0
    text: str = field(default="", repr=False)

    def find_setting_line(self, name: str) -> int:
        """Return the line of a key, or of the table around it; 0 if neither has one."""
        return toml_file.find_key_line(self.text, name)


def accept_any_file(_: Path) -> None:
    """Accept every file, on systems where the permissions of the folder protect the policy."""


@record
class ManagedSettings:
    """Settings of the system's device management, below and above the policy files in rank.

    Attributes:
        doubt: returns the reason why a machine file isn't trusted; None if it is.
    """

    defaults: Sequence[PolicySource] = ()
    forced: Sequence[PolicySource] = ()
    doubt: Callable[[Path], Text | None] = accept_any_file

    def merge_with_files(self, files: Sequence[Path]) -> Sequence[PolicySource]:
        """Return all sources of the machine's policy, the lowest rank first."""
        return [*self.defaults, *map(self._read_trusted_source, files), *self.forced]

    def find_doubts(self, files: Sequence[Path], machine_policy: Path) -> Iterator[PolicyMistake]:
        """Yield a mistake for each machine policy file among ``files`` that isn't trusted."""
        for file in files:
            place = file.absolute()
            is_machine_file = machine_policy in (place.parent, place.parent.parent)
            if is_machine_file and (doubt := self.doubt(place)) is not None:
                yield PolicyMistake(str(file), "", doubt, "a readable policy")

    def _read_trusted_source(self, file: Path) -> PolicySource:
        """Return the values of a file if it is trusted; an untrusted file counts as unreadable."""
        doubt = self.doubt(file)
        return _read_policy_source(file) if doubt is None else PolicySource(str(file), broken=doubt)


@record
class EffectiveSetting:
    """A policy key with its effective value and source.

    Attributes:
        source: the source of the value, or "default".
        locked: whether the user may not choose otherwise.
        overrode: the values of weaker sources, the weakest first, each with its source.
    """

    key: str
    value: Json
    source: str
    locked: bool
    overrode: Sequence[tuple[str, Json]] = ()


@record
class LoadedPolicy:
    """A policy with the source of each value, mistakes in the sources, and warnings."""

    policy: Policy = field(default_factory=Policy)
    settings: Sequence[EffectiveSetting] = ()
    problems: Sequence[PolicyMistake] = ()
    warnings: Sequence[PolicyMistake] = ()


def find_misnamed_files(*folders: Path) -> Sequence[PolicyMistake]:
    """Return a warning for each file in these folders that looks like a policy, but isn't read."""
    message = N_(
        "This isn't read as a policy. Only the file policy.toml and files ending in .toml in the folder "
        "policy.d are read."
    )
    found = [path for folder in folders for path in list_misnamed_files(folder)]
    return [PolicyMistake(str(path), "", message, "policy.toml, policy.d/*.toml") for path in found]


def load_policy(places: AppPaths, managed: ManagedSettings | None = None) -> LoadedPolicy:
    """Return the machine's policy or, without one, the user's own."""
    try:
        files = list_policy_files(places.machine_policy)
    except OSError:  # an unreadable folder is assumed to have files, which apply strictly
        files = [places.machine_policy / POLICY_FILE]
    sources = (managed or ManagedSettings()).merge_with_files(files)
    if sources:
        return merge_policy_sources(sources)
    try:
        return read_policy_files(list_policy_files(places.config), locked=False)
    except OSError:
        return DEFAULT


def read_policy_files(files: Sequence[Path], *, locked: bool) -> LoadedPolicy:
    """Return the policy in files. Never raises: the result lists mistakes, and strict values apply."""
    return merge_policy_sources(
        [dataclasses.replace(_read_policy_source(file), locked=locked) for file in files]
    )


def _read_policy_source(file: Path) -> PolicySource:
    """Return the values in a TOML file; an unreadable file is marked as broken."""
    found = toml_file.parse_toml_file(file)
    if isinstance(found, toml_file.BrokenFile):
        return PolicySource(str(file), broken=found.reason, line=found.line)
    return PolicySource(str(file), dict(flatten_table(found.values)), text=found.text)


def find_key_line(source: str, name: str) -> int:
    """Return the line of a key in a file; 0 if the source isn't a file, or has no such key."""
    found = None if source == "default" else toml_file.parse_toml_file(Path(source))
    if not isinstance(found, toml_file.ParsedTables):
        return 0
    spelled = EXTEND + name if f"{EXTEND}{name}" in dict(flatten_table(found.values)) else name
    return toml_file.find_key_line(found.text, spelled)


def merge_policy_sources(sources: Sequence[PolicySource]) -> LoadedPolicy:
    """Return the policy merged from sources, lowest rank first. Never raises: the result lists mistakes."""
    rules = {name: (item, rule) for name, item, rule in iter_policy_keys()}
    problems = [
        PolicyMistake(g.source, "", g.broken, "a readable policy", g.line) for g in sources if g.broken
    ]
    problems += [problem for given in sources for problem in _iter_unknown_keys(given, rules)]
    warnings: list[PolicyMistake] = []
    settings = [_resolve_setting(name, rules[name], sources, problems, warnings) for name in rules]
    policy = cast("Policy", _build_table(Policy, {s.key: s.value for s in settings}))
    by_source = {given.source: given for given in sources}
    said = {s.key: by_source.get(s.source, PolicySource(s.source)) for s in settings}
    for name, message in find_form_disagreements(policy.ticket, policy.desk.fields):
        given = said[name]
        problems.append(
            PolicyMistake(
                given.source,
                name,
                message,
                rules[name][1].allowed,
                given.find_setting_line(name),
                given.values.get(name),
            )
        )
    wrong = {problem.key for problem in problems}
    for name, asks, message in find_missing_keys(policy):
        if name not in wrong:
            given = said[asks]
            problems.append(
                PolicyMistake(
                    given.source, name, message, rules[name][1].allowed, given.find_setting_line(asks)
                )
            )
    return LoadedPolicy(policy, settings, problems, warnings)


def _iter_unknown_keys(given: PolicySource, rules: Mapping[str, _Declared]) -> Iterator[PolicyMistake]:
    """Yield the unknown keys of a source, with suggestions."""
    unknown = 0
    for name in given.values:
        plain = name.removeprefix(EXTEND)
        if plain not in rules:
            unknown += 1
            meant = FORMER.get(plain, "") or (
                find_closest_word(plain, rules) if unknown <= MOST_MEANT else ""
            )
            yield PolicyMistake(
                given.source,
                name,
                _describe_unknown_key(plain, meant, rules),
                _list_similar_keys(plain, rules),
                given.find_setting_line(name),
            )
        elif plain != name and not isinstance(rules[plain][0].default, tuple):
            message = N_("Only lists can be extended.")
            yield PolicyMistake(
                given.source, name, message, rules[plain][1].allowed, given.find_setting_line(name)
            )


def _describe_unknown_key(name: str, meant: str, rules: Mapping[str, _Declared]) -> Text:
    table, _, last = name.rpartition(".")
    if _SECRET_NAME.search(last) and any(known.startswith(f"{table}.") for known in rules):
        return N_("Unknown key. Never write a secret into the policy, because users can read it.")
    if meant:
        return N_("Unknown key. Did you mean “{meant}”?", meant=meant)
    return N_("Unknown key.")


def _resolve_setting(
    name: str,
    declared: _Declared,
    sources: Sequence[PolicySource],
    problems: list[PolicyMistake],
    warnings: list[PolicyMistake],
) -> EffectiveSetting:
    """Return one key's effective value; an unreadable source counts as the strictest value."""
    item, rule = declared
    added = EXTEND + name if isinstance(item.default, tuple) else name
    said = [given for given in sources if name in given.values or added in given.values]
    broken = [given for given in sources if given.broken]
    decided = max((place for place, given in enumerate(sources) if name in given.values), default=-1)
    if not said or (broken and sources.index(broken[-1]) > decided):
        locked = any(given.locked for given in broken)
        weaker = tuple((given.source, _find_given_value(given, name)) for given in said)
        return EffectiveSetting(name, rule.strict if broken else item.default, "default", locked, weaker)
    last = said[-1]
    weaker = tuple((given.source, _find_given_value(given, name)) for given in said[:-1])
    if isinstance(item.default, tuple):
        value = _merge_list(name, declared, said, problems, warnings)
    else:
        value = _check_given_value(name, name, declared, last, problems)
    return EffectiveSetting(name, value, last.source, last.locked, weaker)


def _find_given_value(given: PolicySource, name: str) -> Json:
    return given.values[name] if name in given.values else given.values[EXTEND + name]


def _merge_list(
    name: str,
    declared: _Declared,
    said: Sequence[PolicySource],
    problems: list[PolicyMistake],
    warnings: list[PolicyMistake],
) -> Json:
    """Return the merged list: the last list that was set, followed by the added entries."""
    set_in = [given for given in said if name in given.values]
    warnings += _find_lost_entries(name, said, declared[1])
    counts = said[said.index(set_in[-1]) :] if set_in else said
    whole: tuple[str, ...] = cast("tuple[str, ...]", declared[0].default)
    for given in counts:
        for spelled in (name, EXTEND + name):
            if spelled not in given.values:
                continue
            before = len(problems)
            value = _check_given_value(name, spelled, declared, given, problems)
            if len(problems) > before:
                return declared[1].strict
            whole = value if spelled == name else tuple(dict.fromkeys((*whole, *value)))
    if len(counts) > 1 and not declared[1].accepts(whole):  # each is valid alone, but not combined
        return _check_given_value(
            name, name, declared, dataclasses.replace(counts[-1], values={name: list(whole)}), problems
        )
    return whole


def _find_lost_entries(name: str, said: Sequence[PolicySource], rule: FieldRule) -> Iterator[PolicyMistake]:
    """Yield a warning for each source whose list removes entries of an earlier list."""
    kept: dict[str, str] = {}
    for given in said:
        entries = given.values.get(name)
        if isinstance(entries, list):
            lost = [entry for entry in kept if entry not in entries]
            if lost:
                table, _, last = name.rpartition(".")
                message = N_(
                    "This list replaces the one in {source}. These entries no longer apply: {entries}. "
                    "To keep them, put “{key}” under [extend.{table}].",
                    source=kept[lost[0]],
                    entries=", ".join(lost)[:200],
                    key=last,
                    table=table,
                )
                yield PolicyMistake(given.source, name, message, rule.allowed, given.find_setting_line(name))
            kept = {}
        both = (entries, given.values.get(EXTEND + name))
        kept |= {e: given.source for given_list in both for e in _filter_texts(given_list)}


def _filter_texts(value: Json) -> Iterable[str]:
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else ()


def flatten_table(table: Mapping[str, Json], prefix: str = "") -> Iterator[tuple[str, Json]]:
    """Yield the values in a policy file's nested tables, by dotted key."""
    for name, value in table.items():
        if isinstance(value, dict) and prefix + name not in _map_key_names():
            yield from flatten_table(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


def _map_key_names() -> frozenset[str]:
    return frozenset(name for name, _, _ in iter_policy_keys())


def _list_similar_keys(name: str, rules: Mapping[str, Json]) -> str:
    """Return the keys of the same table, or all tables, as a hint for a misspelt key."""
    table = name.rpartition(".")[0]
    same = [k for k in rules if k.rpartition(".")[0] == table]
    return ", ".join(same or sorted({k.rpartition(".")[0] for k in rules}))


def _check_given_value(
    name: str, spelled: str, declared: _Declared, given: PolicySource, problems: list[PolicyMistake]
) -> Json:
    """Return a source's value for a key, or the strict value if it isn't allowed.

    Args:
        name: the key.
        spelled: the source's spelling: below ``extend``, or not.
        declared: its definition.
        given: the source.
        problems: receives mistakes.
    """
    item, rule = declared
    value = given.values[spelled]
    wrong = value_checks.find_value_mistake(value, item.default, rule)
    if wrong is None:
        return value_checks.convert_policy_value(value, item.default)
    told = None if rule.sensitive else value
    problems.append(
        PolicyMistake(given.source, spelled, wrong, rule.allowed, given.find_setting_line(spelled), told)
    )
    return rule.strict


def _build_table(table: type, values: Mapping[str, Json], prefix: str = "") -> Json:
    arguments = {
        item.name: values[prefix + item.name]
        if "rule" in item.metadata
        else _build_table(cast("type", item.default_factory), values, f"{prefix}{item.name}.")
        for item in dataclasses.fields(table)
    }
    return table(**arguments)


DEFAULT: LoadedPolicy = LoadedPolicy(
    settings=tuple(EffectiveSetting(n, i.default, "default", False) for n, i, _ in iter_policy_keys())
)
