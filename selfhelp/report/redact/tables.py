"""The rules in the order in which they are tried, built once at the first use."""

from __future__ import annotations

from functools import cache

from selfhelp.report.redact import (
    announced,
    columns,
    commands,
    credentials,
    keyed,
    mailed,
    pairs,
    people,
    personal,
    places,
    private_keys,
    protocols,
    spoken,
    tokens,
)
from selfhelp.report.redact.rules import Rule, Rules


def _secret() -> tuple[Rule, ...]:
    """What stands in a place, then forms, then words."""
    return (
        *private_keys.rules(),
        *protocols.hashes(),
        *credentials.rules(),
        *tokens.rules(),
        *credentials.late_rules(),
        *protocols.rules(),
        *spoken.first_rules(),
        *commands.rules(),
        *pairs.rules(),
        *columns.rules(),
        *keyed.rules(),
        *announced.rules(),
        *spoken.rules(),
        *spoken.number_rules(),
    )


@cache
def secret_rules() -> Rules:
    """Return the rules for what must never be read."""
    return Rules(_secret())


@cache
def all_rules() -> Rules:
    """Return all rules, those for secrets first."""
    return Rules(
        (
            *_secret(),
            *protocols.personal_rules(),
            *people.early_rules(),
            *mailed.rules(),
            *people.rules(),
            *places.rules(),
            *personal.rules(),
        )
    )
