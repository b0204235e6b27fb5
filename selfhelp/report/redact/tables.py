"""The rules in the order in which they are tried, built once at the first use."""

from __future__ import annotations

from functools import cache

from selfhelp.report.redact import credentials, keyed, personal
from selfhelp.report.redact.rules import Rule


@cache
def secret_rules() -> tuple[Rule, ...]:
    """Return the rules for what must never be read."""
    return credentials.rules() + keyed.rules()


@cache
def all_rules() -> tuple[Rule, ...]:
    """Return all rules, those for secrets first."""
    return secret_rules() + personal.rules()
