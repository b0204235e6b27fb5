"""Describes policy values that don't exist on the desk, with the allowed values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from selfhelp.core.text import N_, Text

SHOWN = 12
"""Maximum number of allowed values in a message."""


@dataclass(frozen=True, slots=True)
class PolicyFault:
    """One policy key that is wrong or couldn't be checked.

    Attributes:
        text: the key, its value and the allowed values.
        certain: False if it couldn't be checked.
    """

    text: Text
    certain: bool = True


def make_unknown_value_fault(key: str, value: str, allowed: Iterable[str]) -> PolicyFault:
    """Return the fault for a value that doesn't exist on the desk."""
    names = [name for name in allowed if name]
    shown = ", ".join(names[:SHOWN]) + (", …" if len(names) > SHOWN else "")
    if not shown:
        return PolicyFault(
            N_(
                "{key} = {value}: this value doesn't exist in the help desk system.",
                key=key,
                value=value[:80],
            )
        )
    return PolicyFault(
        N_(
            "{key} = {value}: this value doesn't exist in the help desk system. Allowed: {allowed}.",
            key=key,
            value=value[:80],
            allowed=shown[:600],
        )
    )


def make_unverifiable_value_fault(key: str, value: str) -> PolicyFault:
    """Return a warning for a value that this account isn't allowed to look up."""
    text = N_(
        "{key} = {value} couldn't be checked: this account has no permission to look "
        "up the value. Check it in the first ticket.",
        key=key,
        value=value[:80],
    )
    return PolicyFault(text, certain=False)


def iter_table_values(key: str, values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield each value of a policy table with its key and row name."""
    for name, value in values.items():
        yield f"{key}: {name}", value
