"""Reads the organisation's policy from its files, and says what is wrong with them.

`load` reads ``policy.toml`` and then ``policy.d/*.toml`` in name order: tables merge, lists replace.
A machine policy makes the person's own policy file ignored. A wrong value is reported with file, key
and what is allowed, and its *strict* value counts.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

from selfhelp.model import Json
from selfhelp.places import Places
from selfhelp.policy import Policy, keys
from selfhelp.schema import Rule
from selfhelp.text import N_, Text

FILE_LIMIT = 1_000_000
"""Bytes of one file."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a policy file."""

    file: str
    key: str
    message: Text
    allowed: str


@dataclass(frozen=True, slots=True)
class Setting:
    """One key as it stands; ``source`` is a file or "default"; ``locked``: the machine's policy says so."""

    key: str
    value: Json
    source: str
    locked: bool


@dataclass(frozen=True, slots=True)
class Loaded:
    """A policy, where each value came from, and what was wrong with the files."""

    policy: Policy = field(default_factory=Policy)
    settings: Sequence[Setting] = ()
    problems: Sequence[Problem] = ()


def load(places: Places) -> Loaded:
    """Read the machine's policy, or the person's own where the machine has none."""
    try:
        machine = files_in(places.machine_policy)
    except OSError:  # a folder that hides its files has some: they count strictly
        machine = [places.machine_policy / "policy.toml"]
    if machine:
        return read(machine, locked=True)
    try:
        return read(files_in(places.config), locked=False)
    except OSError:
        return DEFAULT


def files_in(folder: Path) -> Sequence[Path]:
    """Return the policy files of a folder in the order they are read.

    Raises:
        OSError: the folder may not be looked into.
    """
    more = sorted((folder / "policy.d").glob("*.toml"))
    return [p for p in (folder / "policy.toml", *more) if p.is_file() or p.is_symlink()]


def read(files: Sequence[Path], *, locked: bool) -> Loaded:
    """Read policy files into one policy. Never raises: mistakes are listed, strict values count."""
    values: dict[str, tuple[Json, str]] = {}
    problems: list[Problem] = []
    broken = False
    for file in files:
        table = _parse(file, problems)
        broken = broken or table is None
        for name, value in _flatten(table or {}):
            values[name] = (value, str(file))
    rules = {name: (item, rule) for name, item, rule in keys()}
    problems += [
        Problem(source, name, N_("There is no such key."), _near(name, rules))
        for name, (_, source) in values.items()
        if name not in rules
    ]
    settings = []
    for name, (item, rule) in rules.items():
        if name in values:
            value = _settle(name, item.default, rule, values[name], problems)
            settings.append(Setting(name, value, values[name][1], locked))
        else:  # a file that could not be read may have said anything: the strict value stands for it
            settings.append(
                Setting(name, rule.strict if broken else item.default, "default", locked and broken)
            )
    return Loaded(cast("Policy", _build(Policy, {s.key: s.value for s in settings})), settings, problems)


def _parse(file: Path, problems: list[Problem]) -> Mapping[str, Json] | None:
    import tomllib

    try:
        with file.open("rb") as stream:
            data = stream.read(FILE_LIMIT + 1)
        if len(data) > FILE_LIMIT:
            raise ValueError("larger than 1 MB")
        return tomllib.loads(data.decode("utf-8-sig"))
    except OSError as error:
        message = N_("The policy file cannot be read: {reason}", reason=error.strerror or "?")
    except (ValueError, RecursionError) as error:
        message = N_("The policy file is not valid TOML: {reason}", reason=str(error)[:200])
    problems.append(Problem(str(file), "", message, "a TOML file in UTF-8"))
    return None


def _flatten(table: Mapping[str, Json], prefix: str = "") -> Iterator[tuple[str, Json]]:
    for name, value in table.items():
        if isinstance(value, dict) and prefix + name not in _leafnames():
            yield from _flatten(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


def _leafnames() -> frozenset[str]:
    return frozenset(name for name, _, _ in keys())


def _near(name: str, rules: Mapping[str, Json]) -> str:
    """Name the keys of the same table, or the tables, so that a spelling mistake is seen."""
    table = name.rpartition(".")[0]
    same = [k for k in rules if k.rpartition(".")[0] == table]
    return ", ".join(same or sorted({k.rpartition(".")[0] for k in rules}))


def _settle(name: str, default: Json, rule: Rule, given: tuple[Json, str], problems: list[Problem]) -> Json:
    """Return the value given, or the strict one where it is not allowed."""
    value = _convert(given[0], default)
    if value is not None and rule.accepts(value):
        return value
    problems.append(Problem(given[1], name, N_("This value is not allowed."), rule.allowed))
    return rule.strict


def _convert(value: Json, default: Json) -> Json:
    """Return the value in the type of the default, or None where it has another one."""
    match default:
        case bool():
            return value if isinstance(value, bool) else None
        case int():
            return value if isinstance(value, int) and not isinstance(value, bool) else None
        case float():
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            return float(value) if is_number else None
        case tuple():
            is_list = isinstance(value, list) and all(isinstance(v, str) for v in value)
            return tuple(value) if is_list else None
        case _:
            return value if isinstance(value, str) and value.isprintable() else None


def _build(table: type, values: Mapping[str, Json], prefix: str = "") -> Json:
    arguments = {
        item.name: values[prefix + item.name]
        if "rule" in item.metadata
        else _build(cast("type", item.default_factory), values, f"{prefix}{item.name}.")
        for item in dataclasses.fields(table)
    }
    return table(**arguments)


DEFAULT: Loaded = Loaded(settings=tuple(Setting(n, i.default, "default", False) for n, i, _ in keys()))
