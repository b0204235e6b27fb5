"""Translates the error messages of ``argparse``.

``argparse`` only provides complete English sentences (Python 3.11 to 3.13, argparse.py), which are matched
with patterns. `tests/cli/test_argument_errors.py` compares the patterns with the Python version in use.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from selfhelp.core.text import N_, Text

NO_FOLDER = N_("the folder name is missing")
NO_REGION = N_("a region must be four numbers: X,Y,W,H")

SENTENCES: Mapping[str, Text] = MappingProxyType(
    {
        "argument {argument}: {message}": N_("argument {argument}: {message}"),
        "the following arguments are required: {names}": N_("the following arguments are required: {names}"),
        "unrecognized arguments: {names}": N_("unknown arguments: {names}"),
        "one of the arguments {names} is required": N_("one of the arguments {names} is required"),
        "not allowed with argument {other}": N_("not allowed with argument {other}"),
        "expected one argument": N_("a value is missing"),
        "expected at most one argument": N_("at most one value is allowed"),
        "expected at least one argument": N_("at least one value is required"),
        "expected {count} argument": N_("the number of values must be {count}"),
        "expected {count} arguments": N_("the number of values must be {count}"),
        "invalid int value: {value}": N_("“{value}” isn't a whole number"),
        "invalid float value: {value}": N_("“{value}” isn't a number"),
        "invalid {type} value: {value}": N_("“{value}” isn't valid"),
        "invalid choice: {value} (choose from {choices})": N_(
            "“{value}” isn't one of the choices: {choices}"
        ),
        "unknown parser {value} (choices: {choices})": N_("“{value}” isn't one of the choices: {choices}"),
        "ambiguous option: {value} could match {choices}": N_("“{value}” matches several options: {choices}"),
        "ignored explicit argument {value}": N_("this option takes no value, but got “{value}”"),
        "unexpected option string: {names}": N_("unknown arguments: {names}"),
        str(NO_FOLDER): NO_FOLDER,
        str(NO_REGION): NO_REGION,
    }
)
"""English error sentences of ``argparse`` with placeholders, and translations; the first match wins."""

_LONG_ROW = 10
_QUOTED = re.compile(r"'((?:[^'\\]|\\.)*)'|\"((?:[^\"\\]|\\.)*)\"")


def translate_argument_error(message: str) -> Text:
    """Return an ``argparse`` error message as a translatable sentence; an unknown message stays English."""
    for pattern, text in _compile_patterns():
        found = pattern.fullmatch(message)
        if found is not None:
            return Text(
                text.template,
                {name: _translate_value(name, said) for name, said in found.groupdict().items()},
            )
    return N_("{reason}", reason=message)


@cache
def _compile_patterns() -> tuple[tuple[re.Pattern[str], Text], ...]:
    blank = re.compile(r"\\\{([a-z]+)\\\}")
    return tuple(
        (re.compile(blank.sub(r"(?P<\1>.+?)", re.escape(english)), re.DOTALL), text)
        for english, text in SENTENCES.items()
    )


def _translate_value(name: str, said: str) -> Text | str:
    """Return a placeholder's value: a translated nested sentence, or the words without Python's quotes."""
    if name == "message":
        return translate_argument_error(said)
    words = _QUOTED.sub(lambda found: found[1] if found[1] is not None else found[2], said)
    return _shorten_choices(words) if name == "choices" else words


def _shorten_choices(choices: str) -> str:
    """Return a list of more than ten numbers from 0 on as a range such as "0–60"; other lists unchanged."""
    words = choices.split(", ")
    is_row = len(words) > _LONG_ROW and words == [str(number) for number in range(len(words))]
    return f"{words[0]}\N{EN DASH}{words[-1]}" if is_row else choices
