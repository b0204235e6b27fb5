"""The rules in the order in which they are tried, built once at the first use."""

from __future__ import annotations

from functools import cache

from selfhelp.report.redact import (
    commands,
    credentials,
    email_spellings,
    keyed,
    labelled_people,
    name_value_pairs,
    personal,
    positional_names,
    private_keys,
    protocols,
    spoken_codes,
    spoken_secrets,
    table_columns,
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
        *spoken_secrets.first_rules(),
        *commands.rules(),
        *name_value_pairs.rules(),
        *table_columns.rules(),
        *keyed.rules(),
        *spoken_codes.rules(),
        *spoken_secrets.rules(),
        *spoken_secrets.number_rules(),
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
            *labelled_people.early_rules(),
            *email_spellings.rules(),
            *labelled_people.rules(),
            *positional_names.rules(),
            *personal.rules(),
        )
    )
