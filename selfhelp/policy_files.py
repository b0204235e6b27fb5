"""Reads the organisation's policy from its files, and says what is wrong with them.

`load` puts several sources together, the weakest first: a value of a later one counts. Between the
machine's defaults and what Group Policy or managed preferences force (`selfhelp.policy_managed`) stand
``policy.toml`` and then ``policy.d/*.toml`` in name order: tables merge, lists replace. Anything of the
machine's makes the person's own policy file ignored. A wrong value is reported with its source, key and
what is allowed, and its *strict* value counts; so do all of a file that others could have written.
"""

from __future__ import annotations

import dataclasses
import errno
import os
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast

from selfhelp.model import Json
from selfhelp.places import Places
from selfhelp.policy import Policy, keys
from selfhelp.policy_ticket import disagreements
from selfhelp.schema import Rule
from selfhelp.text import N_, Text

FILE_LIMIT = 1_000_000
"""Bytes of one file."""

_Declared = tuple[dataclasses.Field[Any], Rule]


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a policy file."""

    file: str
    key: str
    message: Text
    allowed: str


@dataclass(frozen=True, slots=True)
class Given:
    """What one source says: a file, a key of the registry, a property list.

    Attributes:
        source: where that is, as an administrator knows it.
        values: by dotted key, in the types of TOML; a key that is none of ours is reported.
        locked: whether the person may not choose otherwise.
        broken: why it could not be read although it is there; it may have said anything.
    """

    source: str
    values: Mapping[str, Json] = field(default_factory=dict)
    locked: bool = True
    broken: Text | None = None


def _no_doubt(_: Path) -> None:
    """Believe a file: where the system keeps others out of its folder there is nothing to ask."""


@dataclass(frozen=True, slots=True)
class Managed:
    """What the system's own management says: weaker and stronger than the machine's files.

    Attributes:
        doubt: says why a file of the machine's is not believed; None where it is.
    """

    defaults: Sequence[Given] = ()
    forced: Sequence[Given] = ()
    doubt: Callable[[Path], Text | None] = _no_doubt

    def around(self, files: Sequence[Path]) -> Sequence[Given]:
        """Return everything of the machine's, the weakest first."""
        return [*self.defaults, *map(self._told, files), *self.forced]

    def _told(self, file: Path) -> Given:
        """Read a file, where it is believed: one that is not stands as one that cannot be read."""
        doubt = self.doubt(file)
        return of_file(file) if doubt is None else Given(str(file), broken=doubt)


@dataclass(frozen=True, slots=True)
class Setting:
    """One key as it stands.

    Attributes:
        source: where the value came from, or "default".
        locked: whether the person may not choose otherwise.
        overrode: the values of weaker sources, the weakest first, each with its source.
    """

    key: str
    value: Json
    source: str
    locked: bool
    overrode: Sequence[tuple[str, Json]] = ()


@dataclass(frozen=True, slots=True)
class Loaded:
    """A policy, where each value came from, and what was wrong with the sources."""

    policy: Policy = field(default_factory=Policy)
    settings: Sequence[Setting] = ()
    problems: Sequence[Problem] = ()


def load(places: Places, managed: Managed | None = None) -> Loaded:
    """Read the machine's policy, or the person's own where the machine has none."""
    try:
        files = files_in(places.machine_policy)
    except OSError:  # a folder that hides its files has some: they count strictly
        files = [places.machine_policy / "policy.toml"]
    sources = (managed or Managed()).around(files)
    if sources:
        return merged(sources)
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
    return merged([dataclasses.replace(of_file(file), locked=locked) for file in files])


def of_file(file: Path) -> Given:
    """Read one TOML file; what cannot be read is broken."""
    table = _parse(file)
    if isinstance(table, Text):
        return Given(str(file), broken=table)
    return Given(str(file), dict(flat(table)))


def merged(sources: Sequence[Given]) -> Loaded:
    """Put sources together, the weakest first. Never raises: mistakes are listed, strict values count."""
    rules = {name: (item, rule) for name, item, rule in keys()}
    problems = [Problem(g.source, "", g.broken, "a policy that can be read") for g in sources if g.broken]
    for given in sources:
        problems += [
            Problem(given.source, name, N_("There is no such key."), _near(name, rules))
            for name in given.values
            if name not in rules
        ]
    settings = [_setting(name, declared, sources, problems) for name, declared in rules.items()]
    policy = cast("Policy", _build(Policy, {s.key: s.value for s in settings}))
    said = {s.key: s.source for s in settings}
    for name, message in disagreements(policy.ticket, policy.desk.fields):
        problems.append(Problem(said[name], name, message, rules[name][1].allowed))
    return Loaded(policy, settings, problems)


def _setting(name: str, declared: _Declared, sources: Sequence[Given], problems: list[Problem]) -> Setting:
    """Return one key as it stands; a source that cannot be read stands strictly for what it may have said."""
    item, rule = declared
    said = [given for given in sources if name in given.values]
    if said:
        last = said[-1]
        value = _settle(name, item.default, rule, (last.values[name], last.source), problems)
        weaker = tuple((given.source, given.values[name]) for given in said[:-1])
        return Setting(name, value, last.source, last.locked, weaker)
    broken = [given for given in sources if given.broken]
    locked = any(given.locked for given in broken)
    return Setting(name, rule.strict if broken else item.default, "default", locked)


def _parse(file: Path) -> Mapping[str, Json] | Text:
    """Return a file's tables, or what is wrong with it."""
    import tomllib

    try:
        return tomllib.loads(_content(file).decode("utf-8-sig"))
    except OSError as error:
        return N_("The policy file cannot be read: {reason}", reason=error.strerror or "?")
    except (ValueError, RecursionError) as error:
        return N_("The policy file is not valid TOML: {reason}", reason=str(error)[:200])


def _content(file: Path) -> bytes:
    """Return the bytes of a plain file; a pipe, a device or a log of the kernel is not waited for.

    Raises:
        OSError: it cannot be read, or is no plain file.
        ValueError: it is too large.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    with os.fdopen(os.open(file, flags), "rb", buffering=0) as stream:
        if not stat.S_ISREG(os.fstat(stream.fileno()).st_mode):
            raise OSError(errno.EINVAL, "not a plain file")
        data = bytearray()
        while len(data) <= FILE_LIMIT:
            block = stream.read(FILE_LIMIT + 1 - len(data))
            if block is None:
                raise OSError(errno.EAGAIN, "not a plain file")
            if not block:
                return bytes(data)
            data += block
    raise ValueError("larger than 1 MB")


def flat(table: Mapping[str, Json], prefix: str = "") -> Iterator[tuple[str, Json]]:
    """Yield the values of nested tables by dotted key."""
    for name, value in table.items():
        if isinstance(value, dict) and prefix + name not in _leafnames():
            yield from flat(value, f"{prefix}{name}.")
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
    message = rule.says(value) if value is not None else None
    problems.append(Problem(given[1], name, message or N_("This value is not allowed."), rule.allowed))
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
