"""The rules in the order in which they are tried, built once at the first use."""

from __future__ import annotations

from functools import cache

from selfhelp.report.redact import announced, commands, credentials, keyed, personal, places, tokens
from selfhelp.report.redact.rules import Rule, Rules


def _secret() -> tuple[Rule, ...]:
    """What stands in a place, then forms, then words."""
    return (
        *credentials.rules(),
        *tokens.rules(),
        *credentials.late_rules(),
        *commands.rules(),
        *keyed.rules(),
        *announced.rules(),
    )


@cache
def secret_rules() -> Rules:
    """Return the rules for what must never be read."""
    return Rules(_secret())


@cache
def all_rules() -> Rules:
    """Return all rules, those for secrets first."""
    return Rules(_secret() + places.rules() + personal.rules())
