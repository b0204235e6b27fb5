"""How a key of the policy is declared: its type, its default, its help, and what it accepts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import urlsplit

from selfhelp.model import Json
from selfhelp.text import Text

T = TypeVar("T")
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})

TYPE_NAMES: Mapping[type, str] = {
    str: "a text",
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    tuple: "a list of texts",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """What a key accepts beyond its type.

    Attributes:
        help: one sentence for the administrator.
        strict: what counts where the value given is wrong; the default unless that is too generous.
        allowed: the sentence that names what is accepted.
        accepts: whether a value of the right type is accepted.
        bounds: the smallest and the largest number, both included; None for other types.
        choices: the only texts, or the only members of a list; empty: not a closed list.
        since: the version that knew it first.
        sensitive: whether its value is kept out of support bundles.
        says: what exactly is wrong with a value that is not accepted, or None.
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


def key(  # noqa: PLR0913 - the words of a declaration, given by name
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
) -> T:
    """Declare a policy key; the arguments are those of `Rule`."""
    rule = Rule(
        help,
        default if strict is None else strict,
        allowed or TYPE_NAMES[type(default)],
        accepts,
        bounds,
        choices,
        since,
        sensitive,
    )
    declared: T = field(default=default, metadata={"rule": rule})
    return declared


def checked(
    default: T,
    help: Text,  # noqa: A002
    *,
    allowed: str,
    says: Callable[[Any], Text | None],
) -> T:
    """Declare a policy key of a form of its own; ``says`` names the mistake in a value, or is None."""
    rule = Rule(help, default, allowed, lambda value: says(value) is None, says=says)
    declared: T = field(default=default, metadata={"rule": rule})
    return declared


def number(default: T, low: float, high: float, help: Text) -> T:  # noqa: A002
    """Declare a number within bounds, both included."""
    return key(
        default,
        help,
        allowed=f"a number from {low:.15g} to {high:.15g}",
        accepts=lambda v: low <= v <= high,
        bounds=(low, high),
    )


def one_of(default: str, choices: Sequence[str], help: Text, *, strict: str | None = None) -> str:  # noqa: A002
    """Declare a text out of a closed list."""
    return key(
        default,
        help,
        strict=strict,
        allowed="one of " + ", ".join(choices),
        accepts=lambda v: v in choices,
        choices=choices,
    )


def address(help: Text) -> str:  # noqa: A002
    """Declare a server's address: https, or http to this computer only."""
    return key("", help, allowed="an address such as https://desk.example.com", accepts=is_address)


def is_address(value: str) -> bool:
    """Whether a server may be spoken to at this address; plain http only on this computer."""
    if not value:
        return True
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname or "", parts.port
    except ValueError:
        return False
    plain = parts.username is None and not parts.query and not parts.fragment and value.isprintable()
    secure = parts.scheme == "https" or (parts.scheme == "http" and host in LOOPBACK)
    return plain and secure and bool(host) and " " not in value


def names(help: Text) -> tuple[str, ...]:  # noqa: A002
    """Declare a list of names or addresses, each printable and at most 500 characters."""
    return key((), help, accepts=lambda v: all(name.isprintable() and len(name) <= 500 for name in v))


def pairs(help: Text) -> tuple[str, ...]:  # noqa: A002
    """Declare a table of ours to the organisation's, as a list of ``name=value``; read it with `table`."""
    return key(
        (),
        help,
        allowed="a list of texts such as name=value",
        accepts=lambda v: all(
            pair.isprintable() and len(pair) <= 500 and pair.partition("=")[0].strip() and "=" in pair
            for pair in v
        ),
    )


def table(given: Sequence[str]) -> Mapping[str, str]:
    """Return what `pairs` declared as a table; of two lines for the same name the later counts."""
    split = (pair.partition("=") for pair in given)
    return {name.strip(): value.strip() for name, _, value in split}
