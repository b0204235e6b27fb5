"""Decides about one request, without touching anything: it becomes a plan or a refusal, never an error."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from selfhelp.core.model import Json, Platform
from selfhelp.helper.operation import (
    ChoiceParameter,
    IntParameter,
    ListParameter,
    Operation,
    Parameter,
    PlatformCommand,
    TrustLevel,
)
from selfhelp.helper.operations import OPERATIONS

LARGEST = 4096
"""Bytes of a request."""

FRESH = 60.0
"""Seconds after which a request is too old."""

AHEAD = 5.0
"""Seconds by which a request may come from the future: the clock may be set in between."""

NOT_A_QUEUE = re.compile(r"[^A-Za-z0-9_]+")
"""What is left out of a queue's name: CUPS takes the rest without trouble (lpadmin(8))."""

PORT = re.compile(r":\d+$")

SAYS_NOTHING = frozenset({"", "ipp", "print", "printers"})
"""Parts of an address that every printer has (PWG 5100.12: ``/ipp/print``; CUPS: ``/printers/NAME``)."""

LARGEST_NUMBER = 2**53
"""Numbers beyond this are refused: JSON readers disagree about them (RFC 8259, 6)."""

MOST_DIGITS = 40
"""Characters of a number; a longer one is refused unread."""

TOGETHER = 30
"""Requests of one person in a minute, whatever they ask for."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, as the system says: never as the request says.

    Attributes:
        uid: the number of the account; None if the system did not tell.
        operation: the operation that the system's own policy was asked about, where it names one.
        administrator: whether the way the request came proves that an administrator agreed to it.
    """

    uid: int | None
    operation: str = ""
    administrator: bool = False


@dataclass(frozen=True, slots=True)
class HelperPolicy:
    """What the organisation's policy says about the helper."""

    enabled: bool
    deny: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class HostFacts:
    """The facts about this computer that a plan depends on.

    Attributes:
        platform: which system it is.
        exists: whether a path is there.
        names: reads the names of a list (`lists`); empty if they cannot be read.
    """

    platform: Platform
    exists: Callable[[str], bool]
    names: Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class RequestHistory:
    """The present moment, and what was asked before; moments are seconds since 1970.

    Attributes:
        now: the present moment.
        nonces: of requests that were taken up.
        times: when each operation was, no matter who asked for it.
        caller_times: when this caller asked for anything.
    """

    now: float
    nonces: Collection[str] = ()
    times: Mapping[str, Sequence[float]] = field(default_factory=dict)
    caller_times: Sequence[float] = ()


@dataclass(frozen=True, slots=True)
class RequestPlan:
    """What will be done."""

    operation: str
    commands: tuple[tuple[str, ...], ...]
    timeout: float
    nonce: str
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why nothing is done: a word of a closed list, and technical words. Neither is from the request."""

    reason: str
    detail: str = ""
    operation: str = ""


class _RefusedError(Exception):
    """Carries a refusal out of a check."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason, self.detail = reason, detail


def plan_request(
    request: bytes, caller: Caller, here: HostFacts, allowed: HelperPolicy, seen: RequestHistory
) -> RequestPlan | Refusal:
    """Decide about a request.

    Args:
        request: the bytes as they came, from anyone.
        caller: who asks.
        here: what this computer has.
        allowed: the organisation's policy.
        seen: the present moment, and what was asked before.

    Returns:
        A plan whose arguments hold nothing of the request: only constants, words and numbers of the
        table, and names that the helper read itself. Or a refusal. Never raises.
    """
    operation = ""
    try:
        if sum(time > seen.now - 60 for time in seen.caller_times) >= TOGETHER:
            raise _RefusedError("too-often", "minute")
        if caller.uid is None:
            raise _RefusedError("unknown-caller")
        asked = _parse(request)
        known = _operation(asked["operation"], caller)
        operation = known.id
        _require_fresh(asked, seen)
        _permitted(known, allowed)
        _trusted(known, caller)
        _not_too_often(known, seen)
        way = _find_platform_row(known, here)
        values = _values(way, asked["params"], here)
    except _RefusedError as refused:
        return Refusal(refused.reason, refused.detail, operation)
    commands = tuple(tuple(_fill_argument(word, values) for word in argv) for argv in way.commands)
    return RequestPlan(known.id, commands, way.timeout, asked["nonce"], values)


def path_exists(path: str) -> bool:
    """Whether a path in a plan exists; one without access doesn't count."""
    try:
        Path(path).stat()
    except OSError:
        return False
    return True


def command_for_host(operation: Operation, here: HostFacts) -> PlatformCommand | None:
    """Return the first command of an operation that a plan for this computer has, or None."""
    for way in operation.ways.get(here.platform, ()):
        needed = [way.needs] if way.needs else []
        if all(here.exists(path) for path in (*needed, *(argv[0] for argv in way.commands))):
            return way
    return None


def name_fingerprint(name: str) -> str:
    """Return the fingerprint of a name in a request: SHA-256 of its UTF-8, in hexadecimal."""
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()


def print_queue_name(address: str) -> str:
    """Return the name of the print queue for a printer's address, in plain letters.

    It is the last part of its path that tells it from others, else its host: most printers that need no
    driver have the same path.
    """
    _, _, rest = address.partition("://")
    host, *path = rest.split("/") if rest else [address]
    telling = [part for part in path if part not in SAYS_NOTHING]
    word = NOT_A_QUEUE.sub("-", unquote(telling[-1] if telling else PORT.sub("", host)))
    return word.strip("-")[:60] or "printer"


# -- the checks, in order --------------------------------------------------------------------------


def _parse(request: bytes) -> dict[str, Any]:
    """Read the request: exactly four keys, none twice."""
    if len(request) > LARGEST:
        raise _RefusedError("malformed", "too large")
    try:
        asked = json.loads(
            request.decode("utf-8"),
            object_pairs_hook=_reject_duplicate_keys,
            parse_constant=_no_constant,
            parse_int=_parse_integer,
            parse_float=_decimal,
        )
    except (ValueError, RecursionError):
        raise _RefusedError("malformed", "not JSON") from None
    if not isinstance(asked, dict) or set(asked) != {"operation", "params", "nonce", "time"}:
        raise _RefusedError("malformed", "keys")
    right = isinstance(asked["operation"], str) and isinstance(asked["params"], dict)
    if not right or not _is_hex(asked["nonce"], 32):
        raise _RefusedError("malformed", "types")
    moment = asked["time"]
    if isinstance(moment, bool) or not isinstance(moment, int | float):
        raise _RefusedError("malformed", "time")
    return asked


def _reject_duplicate_keys(pairs: Sequence[tuple[str, Json]]) -> dict[str, Json]:
    """Refuse a key that is there twice: two readers could understand two things."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is there twice")
    return found


def _no_constant(_: str) -> Json:
    raise ValueError("not a number")


def _parse_integer(digits: str) -> int:
    return int(_bounded(digits))


def _decimal(digits: str) -> float:
    return float(_bounded(digits))


def _bounded(digits: str) -> str:
    """Return the characters of a number that is not too large; a comparison is safe with every float."""
    if len(digits) > MOST_DIGITS or not abs(float(digits)) <= LARGEST_NUMBER:
        raise ValueError("a number is too large")
    return digits


def _is_hex(value: Json, digits: int) -> bool:
    return isinstance(value, str) and len(value) == digits and set(value) <= set("0123456789abcdef")


def _operation(name: str, caller: Caller) -> Operation:
    """Find the operation; it must be the one that the system's policy was asked about."""
    known = OPERATIONS.get(name)
    if known is None:
        raise _RefusedError("unknown-operation")
    if caller.operation and caller.operation != name:
        raise _RefusedError("other-operation")
    return known


def _require_fresh(asked: Mapping[str, Any], seen: RequestHistory) -> None:
    if not seen.now - FRESH <= asked["time"] <= seen.now + AHEAD:
        raise _RefusedError("stale", "time")
    if asked["nonce"] in seen.nonces:
        raise _RefusedError("stale", "nonce")


def _permitted(operation: Operation, allowed: HelperPolicy) -> None:
    if not allowed.enabled:
        raise _RefusedError("forbidden", "helper.enabled")
    if {operation.id, "*"} & allowed.deny:
        raise _RefusedError("forbidden", "helper.deny")


def _trusted(operation: Operation, caller: Caller) -> None:
    """Refuse an operation that needs an administrator if the transport proves none."""
    if operation.trust is not TrustLevel.HARMLESS and not caller.administrator:
        raise _RefusedError("needs-administrator")


def _not_too_often(operation: Operation, seen: RequestHistory) -> None:
    if sum(time > seen.now - 3600 for time in seen.times.get(operation.id, ())) >= operation.hourly:
        raise _RefusedError("too-often", "hour")


def _find_platform_row(operation: Operation, here: HostFacts) -> PlatformCommand:
    way = command_for_host(operation, here)
    if way is None:
        raise _RefusedError("not-here")
    return way


def _values(way: PlatformCommand, params: Mapping[str, Json], here: HostFacts) -> Mapping[str, str | int]:
    """Return the value of every parameter; each is ours, not the request's."""
    if set(params) != set(way.params):
        raise _RefusedError("malformed", "params")
    return {name: _value(kind, params[name], here) for name, kind in way.params.items()}


def _value(kind: Parameter, given: Json, here: HostFacts) -> str | int:
    match kind:
        case ChoiceParameter():
            found: Sequence[str | int] = [word for word in kind.of if word == given]
        case IntParameter():
            whole = isinstance(given, int) and not isinstance(given, bool)
            found = [given] if whole and kind.low <= given <= kind.high else []
        case ListParameter():
            if not _is_hex(given, 64):
                raise _RefusedError("malformed", "params")
            found = [name for name in here.names(kind.list) if name_fingerprint(name) == given]
            if not found:
                raise _RefusedError("not-listed", kind.list)
    if not found:
        raise _RefusedError("malformed", "params")
    return found[0]


def _fill_argument(word: str, values: Mapping[str, str | int]) -> str:
    """Return an argument; one that is exactly ``{name}`` or ``{name.queue}`` stands for a parameter."""
    for name, value in values.items():
        if word == f"{{{name}}}":
            return str(value)
        if word == f"{{{name}.queue}}":
            return print_queue_name(str(value))
    return word
