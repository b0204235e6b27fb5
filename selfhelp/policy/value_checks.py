"""Validates single policy values: type, form and range."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time

from selfhelp.core.model import Json
from selfhelp.core.text import N_, Text
from selfhelp.policy.fields import FieldRule
from selfhelp.policy.unknown_words import make_unknown_word_message

LONGEST_SHOWN = 200
"""Maximum length of a value repeated in a message, in characters."""

_WANTED: Mapping[type, Text] = {
    bool: N_("true or false without quotation marks"),
    int: N_("a whole number without quotation marks"),
    float: N_("a number without quotation marks"),
    str: N_("text in quotation marks"),
    tuple: N_("a list of text values in square brackets"),
}
_FOUND: Mapping[type, Text] = {
    bool: N_("true or false"),
    int: N_("a whole number"),
    float: N_("a number"),
    str: N_("text"),
    list: N_("a list"),
    dict: N_("a table"),
    datetime: N_("a date"),
    date: N_("a date"),
    time: N_("a time"),
}


def convert_policy_value(value: Json, default: Json) -> Json:
    """Return the value converted to the default's type, or None if that isn't possible."""
    match default:
        case bool():
            return value if isinstance(value, bool) else None
        case int():
            return value if isinstance(value, int) and not isinstance(value, bool) else None
        case float():
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            return float(value) if is_number else None
        case tuple():
            is_list = isinstance(value, list) and all(isinstance(v, str) for v in value)
            return tuple(value) if is_list else None
        case _:
            return value if isinstance(value, str) and value.isprintable() else None


def find_value_mistake(given: Json, default: Json, rule: FieldRule) -> Text | None:
    """Return the mistake in a value, or None if it is valid."""
    value = convert_policy_value(given, default)
    if value is None:
        return _describe_wrong_type(given, default)
    if rule.accepts(value):
        return None
    return rule.says(value) or _describe_out_of_range(value, rule) or N_("The format isn't valid.")


def make_value_printable(value: Json) -> str:
    """Return a value as one shortened line for a message."""
    import json

    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= LONGEST_SHOWN else f"{text[:LONGEST_SHOWN]}…"


def _describe_wrong_type(given: Json, default: Json) -> Text:
    wanted = _WANTED[type(default)]
    if isinstance(default, str) and isinstance(given, str):
        return N_("The value contains an invisible character.")
    if isinstance(default, tuple) and isinstance(given, list):
        odd = next(v for v in given if not isinstance(v, str))
        return N_(
            "{value} in the list isn't text. Put it in quotation marks.", value=make_value_printable(odd)
        )
    found = _FOUND.get(type(given), N_("something else"))
    return N_("Expected {wanted}, found {found}.", found=found, wanted=wanted)


def _describe_out_of_range(value: Json, rule: FieldRule) -> Text | None:
    """Return a message about a value outside the allowed list or range, or None."""
    if rule.choices:
        given = value if isinstance(value, tuple) else (value,)
        odd = next((one for one in given if one not in rule.choices), None)
        return None if odd is None else make_unknown_word_message(str(odd), rule.choices)
    if rule.bounds:
        low, high = rule.bounds
        return N_("The value must be between {low} and {high}.", low=f"{low:.15g}", high=f"{high:.15g}")
    return None
