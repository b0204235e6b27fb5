"""The rules in the order in which they are tried, built once at the first use."""

from __future__ import annotations

from functools import cache

from selfhelp.report.redact import commands, credentials, keyed, personal, places, tokens
from selfhelp.report.redact.rules import Rule


@cache
def secret_rules() -> tuple[Rule, ...]:
    """Return the rules for what must never be read: what stands in a place, then forms, then words."""
    return (
        *credentials.rules(),
        *tokens.rules(),
        *credentials.late_rules(),
        *commands.rules(),
        *keyed.rules(),
    )


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return all rules, those for secrets first."""
    return secret_rules() + places.rules() + personal.rules()
