"""Declares policy keys: type, default, help, and accepted values."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from typing import Any, TypeVar

from selfhelp.core.errors import ConfigurationError
from selfhelp.core.model import Json
from selfhelp.core.records import record
from selfhelp.core.text import N_, Text
from selfhelp.policy.text_formats import is_host

T = TypeVar("T")
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

TYPE_NAMES: Mapping[type, str] = {
    str: "a text",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    tuple: "a list of texts",
}


@record
class FieldRule:
    """The accepted values of a key, beyond its type.

    Attributes:
        help: one sentence for the administrator.
        strict: the value used instead of an invalid one; the default unless that is too permissive.
        allowed: a description of the accepted values.
        accepts: returns whether a value of the right type is accepted.
        bounds: the minimum and maximum number, both included; None for other types.
        choices: the only texts, or the only members of a list; empty: any.
        since: the first version that supports it.
        sensitive: whether its value is left out of support bundles.
        says: returns the mistake in a value, or None.
        ids: the kind of IDs in the list: one of `IDS`; "": none.
    """

    help: Text
    strict: Json
    allowed: str
    accepts: Callable[[Json], bool]
    bounds: tuple[float, float] | None = None
    choices: Sequence[str] = ()
    since: str = "0.1"
    sensitive: bool = False
    says: Callable[[Json], Text | None] = lambda _value: None
    ids: str = ""


IDS = ("fixes", "sections", "operations", "remote tools", "problems", "levels")
"""Kinds of IDs in policy lists, see `selfhelp.app.policy_ids`."""


def declare_key(  # noqa: PLR0913 - the words of a declaration, given by name
    default: T,
    help: Text,  # noqa: A002 - the field's own word
    *,
    strict: T | None = None,
    allowed: str = "",
    accepts: Callable[[Any], bool] = lambda value: True,
    bounds: tuple[float, float] | None = None,
    choices: Sequence[str] = (),
    since: str = "0.1",
    sensitive: bool = False,
    says: Callable[[Any], Text | None] = lambda _value: None,
    ids: str = "",
) -> T:
    """Declare a policy key and return its dataclass field; arguments as in `FieldRule`."""
    rule = FieldRule(
        help,
        default if strict is None else strict,
        allowed or TYPE_NAMES[type(default)],
        accepts,
        bounds,
        choices,
        since,
        sensitive,
        says,
        ids,
    )
    declared: T = field(default=default, metadata={"rule": rule})
    return declared


def declare_checked_key(  # noqa: PLR0913 - see declare_key
    default: T,
    help: Text,  # noqa: A002
    *,
    allowed: str,
    says: Callable[[Any], Text | None],
    ids: str = "",
    strict: T | None = None,
) -> T:
    """Declare a policy key with a validator; ``says`` returns the mistake in a value, or None."""
    safe = default if strict is None else strict
    rule = FieldRule(help, safe, allowed, lambda value: says(value) is None, says=says, ids=ids)
    declared: T = field(default=default, metadata={"rule": rule})
    return declared


def declare_number(default: T, low: float, high: float, help: Text) -> T:  # noqa: A002
    """Declare a key for a number between two inclusive bounds."""
    return declare_key(
        default,
        help,
        allowed=f"a number from {low:.15g} to {high:.15g}",
        accepts=lambda v: low <= v <= high,
        bounds=(low, high),
    )


def declare_choice(default: str, choices: Sequence[str], help: Text, *, strict: str | None = None) -> str:  # noqa: A002
    """Declare a key for one of several fixed texts."""
    return declare_key(
        default,
        help,
        strict=strict,
        allowed="one of " + ", ".join(choices),
        accepts=lambda v: v in choices,
        choices=choices,
    )


def declare_address(help: Text) -> str:  # noqa: A002
    """Declare a key for a server's URL: https, or http to this computer only."""
    return declare_key(
        "",
        help,
        allowed="an address such as https://desk.example.com",
        accepts=is_server_address,
        says=find_address_mistake,
    )


def is_server_address(value: str) -> bool:
    """Return whether a URL is valid for a server; http is only valid for this computer."""
    return find_address_mistake(value) is None


def make_lines_validator(check: Callable[[Sequence[str]], object]) -> Callable[[Sequence[str]], Text | None]:
    """Return a validator of a list of lines for a parser that raises its mistakes as errors."""

    def find_line_mistake(lines: Sequence[str]) -> Text | None:
        try:
            check(lines)
        except ConfigurationError as error:
            return error.message
        return None

    return find_line_mistake


def find_address_mistake(value: str) -> Text | None:
    """Return the mistake in a server's URL, or None."""
    from urllib.parse import urlsplit  # loads half a megabyte with ipaddress

    if not value:
        return None
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return N_("The host or port isn't valid.")
    if parts.scheme == "http" and host and host not in LOOPBACK:
        return N_("Use https. Unencrypted http is only allowed for connections to this computer.")
    if parts.scheme not in ("http", "https"):
        return N_("The address must start with https://.")
    if parts.username is not None:
        return N_("Remove the user name and password from the address.")
    if parts.query or parts.fragment:
        return N_("Remove “?” or “#” and everything after it.")
    if not host:
        return N_("The host is missing.")
    if not is_host(host):
        return N_("The host or port isn't valid.")
    plain = value.isprintable() and " " not in value
    return None if plain else N_("The value contains a space or an invisible character.")


def declare_names(help: Text, ids: str = "") -> tuple[str, ...]:  # noqa: A002
    """Declare a key for a list of printable names or addresses of at most 500 characters."""
    return declare_key(
        (), help, accepts=lambda v: _find_invalid_name(v) is None, says=_find_invalid_name, ids=ids
    )


def _find_invalid_name(lines: Sequence[str]) -> Text | None:
    """Return the mistake in the first line that is too long or has invisible characters, or None."""
    for line in lines:
        if len(line) > LONGEST_LINE:
            return N_("“{line}…” is longer than {most} characters.", line=line[:40], most=LONGEST_LINE)
        if not line.isprintable():
            return N_("“{line}” contains an invisible character.", line=line[:80])
    return None


LONGEST_LINE = 500
"""Maximum length of a list entry, in characters."""


def declare_pairs(help: Text, ids: str = "") -> tuple[str, ...]:  # noqa: A002
    """Declare a key that maps the app's values to the organisation's, as a list of ``name=value``."""
    return declare_key(
        (),
        help,
        allowed="a list of texts such as name=value",
        accepts=lambda v: _find_invalid_pair(v) is None,
        says=_find_invalid_pair,
        ids=ids,
    )


def _find_invalid_pair(lines: Sequence[str]) -> Text | None:
    odd = next((line for line in lines if not line.partition("=")[0].strip() or "=" not in line), None)
    if odd is not None:
        return N_("“{line}” isn't in the form name=value.", line=odd[:80])
    return _find_invalid_name(lines)


def make_rejecting_validator(sentence: Text) -> Callable[[Any], Text | None]:
    """Return a validator that rejects every value with the same message."""
    return lambda _value: sentence


def pairs_to_mapping(given: Sequence[str]) -> Mapping[str, str]:
    """Return the pairs of `declare_pairs` as a mapping; for repeated names, the last pair applies."""
    split = (pair.partition("=") for pair in given)
    return {name.strip(): value.strip() for name, _, value in split}
