"""Decides on a request without side effects; returns a plan or a refusal, never raises."""

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
"""Maximum size of a request, in bytes."""

FRESH = 60.0
"""Maximum age of a request, in seconds."""

AHEAD = 5.0
"""Maximum time by which a request may be dated in the future, in seconds; the clock may be set."""

NOT_A_QUEUE = re.compile(r"[^A-Za-z0-9_]+")
"""Characters that are removed from a queue's name; CUPS accepts the others (lpadmin(8))."""

PORT = re.compile(r":\d+$")

SAYS_NOTHING = frozenset({"", "ipp", "print", "printers"})
"""Generic parts of a printer's address (PWG 5100.12: ``/ipp/print``; CUPS: ``/printers/NAME``)."""

LARGEST_NUMBER = 2**53
"""Largest accepted number; JSON parsers differ above it (RFC 8259, section 6)."""

MOST_DIGITS = 40
"""Maximum length of a number, in characters."""

TOGETHER = 30
"""Maximum number of requests per user and minute."""


@dataclass(frozen=True, slots=True)
class Caller:
    """The caller as identified by the system, never by the request.

    Attributes:
        uid: the user ID; None if unknown.
        operation: the operation that the system's own policy allowed, if any.
        administrator: True if the transport proves an administrator's consent.
    """

    uid: int | None
    operation: str = ""
    administrator: bool = False


@dataclass(frozen=True, slots=True)
class HelperPolicy:
    """The policy settings of the helper."""

    enabled: bool
    deny: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class HostFacts:
    """The facts about this computer that a plan depends on.

    Attributes:
        platform: the platform.
        exists: returns whether a path exists.
        names: reads the names of a list (`parameters`); empty if they can't be read.
    """

    platform: Platform
    exists: Callable[[str], bool]
    names: Callable[[str], Sequence[str]]


@dataclass(frozen=True, slots=True)
class RequestHistory:
    """The current time and earlier requests; times are seconds since 1970.

    Attributes:
        now: the current time.
        nonces: the nonces of accepted requests.
        times: the times of each operation's requests, for all callers.
        caller_times: the times of all requests by this caller.
    """

    now: float
    nonces: Collection[str] = ()
    times: Mapping[str, Sequence[float]] = field(default_factory=dict)
    caller_times: Sequence[float] = ()


@dataclass(frozen=True, slots=True)
class RequestPlan:
    """The commands that a request leads to."""

    operation: str
    commands: tuple[tuple[str, ...], ...]
    timeout: float
    nonce: str
    params: Mapping[str, str | int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refusal:
    """A refused request, with a reason from a closed list and technical details."""

    reason: str
    detail: str = ""
    operation: str = ""


class _RequestRefusedError(Exception):
    """Internal error that carries a refusal out of a check."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.reason, self.detail = reason, detail


def plan_request(
    request: bytes, caller: Caller, here: HostFacts, allowed: HelperPolicy, seen: RequestHistory
) -> RequestPlan | Refusal:
    """Return the plan or the refusal for a request; never raises.

    Args:
        request: the received bytes, from anyone.
        caller: the caller as identified by the system.
        here: the facts about this computer.
        allowed: the organisation's policy.
        seen: the current time and earlier requests.

    Returns:
        A plan whose arguments contain nothing from the request: only constants, words and numbers of the
            table, and names that the helper read itself. Or a refusal.
    """
    operation = ""
    try:
        if sum(time > seen.now - 60 for time in seen.caller_times) >= TOGETHER:
            raise _RequestRefusedError("too-often", "minute")
        if caller.uid is None:
            raise _RequestRefusedError("unknown-caller")
        asked = _parse_request(request)
        known = _find_operation(asked["operation"], caller)
        operation = known.id
        _require_fresh_request(asked, seen)
        _require_permitted_operation(known, allowed)
        _require_administrator(known, caller)
        _require_within_hourly_limit(known, seen)
        way = _find_platform_row(known, here)
        values = _resolve_parameters(way, asked["params"], here)
    except _RequestRefusedError as refused:
        return Refusal(refused.reason, refused.detail, operation)
    commands = tuple(tuple(_fill_argument(word, values) for word in argv) for argv in way.commands)
    return RequestPlan(known.id, commands, way.timeout, asked["nonce"], values)


def path_exists(path: str) -> bool:
    """Return whether a path in a plan exists; False without access."""
    try:
        Path(path).stat()
    except OSError:
        return False
    return True


def find_command(operation: Operation, here: HostFacts) -> PlatformCommand | None:
    """Return the first command of an operation that this computer has, or None."""
    for way in operation.ways.get(here.platform, ()):
        needed = [way.needs] if way.needs else []
        if all(here.exists(path) for path in (*needed, *(argv[0] for argv in way.commands))):
            return way
    return None


def compute_name_fingerprint(name: str) -> str:
    """Return the fingerprint that identifies a name in a request: hexadecimal SHA-256 of its UTF-8."""
    return hashlib.sha256(name.encode("utf-8", "surrogatepass")).hexdigest()


def derive_queue_name(address: str) -> str:
    """Return a print queue's name in plain letters, derived from a printer's address.

    It is the last distinctive part of its path, else the host: most driverless printers share the same path.
    """
    _, _, rest = address.partition("://")
    host, *path = rest.split("/") if rest else [address]
    telling = [part for part in path if part not in SAYS_NOTHING]
    word = NOT_A_QUEUE.sub("-", unquote(telling[-1] if telling else PORT.sub("", host)))
    return word.strip("-")[:60] or "printer"


# -- the checks, in order --------------------------------------------------------------------------


def _parse_request(request: bytes) -> dict[str, Any]:
    """Return the parsed request, which must have exactly four distinct keys."""
    if len(request) > LARGEST:
        raise _RequestRefusedError("malformed", "too large")
    try:
        asked = json.loads(
            request.decode("utf-8"),
            object_pairs_hook=_reject_duplicate_keys,
            parse_constant=_reject_constant,
            parse_int=_parse_integer,
            parse_float=_parse_decimal,
        )
    except (ValueError, RecursionError):
        raise _RequestRefusedError("malformed", "not JSON") from None
    if not isinstance(asked, dict) or set(asked) != {"operation", "params", "nonce", "time"}:
        raise _RequestRefusedError("malformed", "keys")
    right = isinstance(asked["operation"], str) and isinstance(asked["params"], dict)
    if not right or not _is_hex_number(asked["nonce"], 32):
        raise _RequestRefusedError("malformed", "types")
    moment = asked["time"]
    if isinstance(moment, bool) or not isinstance(moment, int | float):
        raise _RequestRefusedError("malformed", "time")
    return asked


def _reject_duplicate_keys(pairs: Sequence[tuple[str, Json]]) -> dict[str, Json]:
    """Return the pairs as a dict; raise an error for duplicate keys, which parsers read differently."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key is there twice")
    return found


def _reject_constant(_: str) -> Json:
    raise ValueError("not a number")


def _parse_integer(digits: str) -> int:
    return int(_require_bounded_number(digits))


def _parse_decimal(digits: str) -> float:
    return float(_require_bounded_number(digits))


def _require_bounded_number(digits: str) -> str:
    """Return the text of a number that isn't too large to be compared with floats."""
    if len(digits) > MOST_DIGITS or not abs(float(digits)) <= LARGEST_NUMBER:
        raise ValueError("a number is too large")
    return digits


def _is_hex_number(value: Json, digits: int) -> bool:
    return isinstance(value, str) and len(value) == digits and set(value) <= set("0123456789abcdef")


def _find_operation(name: str, caller: Caller) -> Operation:
    """Return the requested operation; it must be the operation that the system authorised."""
    known = OPERATIONS.get(name)
    if known is None:
        raise _RequestRefusedError("unknown-operation")
    if caller.operation and caller.operation != name:
        raise _RequestRefusedError("other-operation")
    return known


def _require_fresh_request(asked: Mapping[str, Any], seen: RequestHistory) -> None:
    if not seen.now - FRESH <= asked["time"] <= seen.now + AHEAD:
        raise _RequestRefusedError("stale", "time")
    if asked["nonce"] in seen.nonces:
        raise _RequestRefusedError("stale", "nonce")


def _require_permitted_operation(operation: Operation, allowed: HelperPolicy) -> None:
    if not allowed.enabled:
        raise _RequestRefusedError("forbidden", "helper.enabled")
    if {operation.id, "*"} & allowed.deny:
        raise _RequestRefusedError("forbidden", "helper.deny")


def _require_administrator(operation: Operation, caller: Caller) -> None:
    """Refuse an operation that needs an administrator if the transport proves none."""
    if operation.trust is not TrustLevel.HARMLESS and not caller.administrator:
        raise _RequestRefusedError("needs-administrator")


def _require_within_hourly_limit(operation: Operation, seen: RequestHistory) -> None:
    if sum(time > seen.now - 3600 for time in seen.times.get(operation.id, ())) >= operation.hourly:
        raise _RequestRefusedError("too-often", "hour")


def _find_platform_row(operation: Operation, here: HostFacts) -> PlatformCommand:
    way = find_command(operation, here)
    if way is None:
        raise _RequestRefusedError("not-here")
    return way


def _resolve_parameters(
    way: PlatformCommand, params: Mapping[str, Json], here: HostFacts
) -> Mapping[str, str | int]:
    """Return the value of each parameter; no value is taken from the request."""
    if set(params) != set(way.params):
        raise _RequestRefusedError("malformed", "params")
    return {name: _resolve_parameter(kind, params[name], here) for name, kind in way.params.items()}


def _resolve_parameter(kind: Parameter, given: Json, here: HostFacts) -> str | int:
    match kind:
        case ChoiceParameter():
            found: Sequence[str | int] = [word for word in kind.of if word == given]
        case IntParameter():
            whole = isinstance(given, int) and not isinstance(given, bool)
            found = [given] if whole and kind.low <= given <= kind.high else []
        case ListParameter():
            if not _is_hex_number(given, 64):
                raise _RequestRefusedError("malformed", "params")
            found = [name for name in here.names(kind.list) if compute_name_fingerprint(name) == given]
            if not found:
                raise _RequestRefusedError("not-listed", kind.list)
    if not found:
        raise _RequestRefusedError("malformed", "params")
    return found[0]


def _fill_argument(word: str, values: Mapping[str, str | int]) -> str:
    """Return an argument in which ``{name}`` and ``{name.queue}`` are replaced by the parameter."""
    for name, value in values.items():
        if word == f"{{{name}}}":
            return str(value)
        if word == f"{{{name}.queue}}":
            return derive_queue_name(str(value))
    return word
