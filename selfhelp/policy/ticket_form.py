"""The organisation's ticket form: form questions, categories, the ticket's text.

Each question and each category is one line of text, so that the same policy fits a TOML list, a list of
strings in the registry and an array in a property list. Parts of a line are separated by ``|``:

    room|required|en=Which room are you in?|fr=Dans quelle pièce êtes-vous ?
    site|choice:north,south|for:printing|en=Which site?|en:north=North building|en:south=South building
    printing|en=Printers|fr=Imprimantes

Titles and texts are templates: ``{name}`` stands for a value of a closed list. Nothing in them runs.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import field
from typing import TypeVar

from selfhelp.core.errors import ConfigurationError
from selfhelp.core.languages import SOURCE_LANGUAGE
from selfhelp.core.records import record
from selfhelp.core.text import N_, Text

QUESTIONS = 12
OPTIONS = 60
CATEGORIES = 60
LABEL = 120
"""Maximum length of a question, option or category, in characters."""

ANSWER = 120
"""Maximum length of an answer, in characters."""

LINES = 60
"""Maximum number of lines in the policy's template for the ticket text."""

FIELDS = ("category", "affected", "can-work")
"""Form fields that policy can make mandatory."""

TITLE_NAMES = frozenset(
    {"subject", "reference", "category", "problem", "computer", "login", "affected", "can_work"}
)
BODY_NAMES = TITLE_NAMES | {"description", "answers", "facts"}

_KEY = r"[a-z][a-z0-9_-]{0,31}"
_PLACE = r"\{([a-z_]+(?::[a-z0-9_-]+)?)\}"
_WORDS = r"([a-z]{2})(?::([a-z0-9_-]+))?=(.*)"

T = TypeVar("T")


@record
class TranslatedWords:
    """A text in several languages."""

    by_language: Mapping[str, str]

    def get_text_in_language(self, language: str) -> str:
        """Return the text in a language, or in English, or in the first language available."""
        known = (self.by_language.get(code) for code in (language, SOURCE_LANGUAGE))
        return next(filter(None, known), next(iter(self.by_language.values()), ""))


@record
class FormQuestion:
    """A form question of the organisation.

    Attributes:
        key: the answer's name in templates and for the desk.
        words: the question.
        required: whether the form can't be sent without an answer.
        options: the choices; empty: free text.
        only: categories and problems it is asked for; empty: always.
    """

    key: str
    words: TranslatedWords
    required: bool = False
    options: Mapping[str, TranslatedWords] = field(default_factory=dict)
    only: frozenset[str] = frozenset()

    def applies_to(self, category: str, problem: str = "") -> bool:
        """Return whether the question is asked for this category or problem."""
        return not self.only or category in self.only or problem in self.only

    def format_answer(self, given: str, language: str) -> str:
        """Return an answer for display: the label of the chosen option, or the text entered."""
        return self.options[given].get_text_in_language(language) if given in self.options else given


@record
class OwnCategory:
    """A category that the organisation defines for the form."""

    key: str
    words: TranslatedWords


# -- lines -----------------------------------------------------------------------------------------


def parse_question(line: str) -> FormQuestion:
    """Return the form question in a line of the policy.

    Raises:
        ConfigurationError: it is invalid; the message gives the reason.
    """
    key, parts = _split_line(line)
    flags = [part for part in parts if not re.fullmatch(_WORDS, part)]
    for flag in flags:
        if flag not in ("required", "text") and not flag.startswith(("choice:", "for:")):
            raise _make_invalid_line_error(key, N_("“{part}” isn't valid here.", part=flag[:LABEL]))
    chosen = [part.partition(":")[2] for part in flags if part.startswith("choice:")]
    if len(chosen) > 1 or (chosen and "text" in flags):
        raise _make_invalid_line_error(key, N_("Use either “text” or one list of options."))
    names = _parse_listed_names(key, chosen[0]) if chosen else ()
    only = [
        name for part in flags if part.startswith("for:") for name in _parse_listed_names(key, part[4:], 1)
    ]
    words = _parse_translated_words(key, parts, names)
    options = {name: words.get(name, TranslatedWords({SOURCE_LANGUAGE: name})) for name in names}
    return FormQuestion(key, words[""], "required" in flags, options, frozenset(only))


def _parse_category(line: str) -> OwnCategory:
    """Return the ticket category in a line of the policy.

    Raises:
        ConfigurationError: it is invalid; the message gives the reason.
    """
    key, parts = _split_line(line)
    for part in parts:
        if not re.fullmatch(_WORDS, part):
            raise _make_invalid_line_error(key, N_("“{part}” isn't valid here.", part=part[:LABEL]))
    return OwnCategory(key, _parse_translated_words(key, parts, ())[""])


def parse_questions(lines: Iterable[str]) -> Sequence[FormQuestion]:
    """Return the questions in lines of the policy. Raises `ConfigurationError` as `parse_question`."""
    return _parse_all_lines(lines, parse_question, QUESTIONS, lambda found: found.key)


def parse_categories(lines: Iterable[str]) -> Sequence[OwnCategory]:
    """Return the categories in lines of the policy. Raises `ConfigurationError` as `_parse_category`."""
    return _parse_all_lines(lines, _parse_category, CATEGORIES, lambda found: found.key)


def _parse_all_lines(
    lines: Iterable[str], read: Callable[[str], T], most: int, key: Callable[[T], str]
) -> Sequence[T]:
    found = [read(line) for line in lines]
    keys = [key(one) for one in found]
    double = next((name for name in keys if keys.count(name) > 1), "")
    if double:
        raise ConfigurationError(N_("“{key}” is defined twice.", key=double))
    if len(found) > most:
        raise ConfigurationError(N_("At most {most} entries are allowed.", most=most))
    return found


def _split_line(line: str) -> tuple[str, Sequence[str]]:
    """Return the key and the other parts of a line."""
    key, *parts = (part.strip() for part in line.split("|"))
    if not re.fullmatch(_KEY, key):
        raise _make_invalid_line_error(
            key[:LABEL], N_("The line must start with a name made of a–z, 0–9, - and _, such as room.")
        )
    if not line.isprintable():
        raise _make_invalid_line_error(key, N_("The value contains an invisible character."))
    return key, parts


def _parse_listed_names(key: str, listed: str, least: int = 2) -> Sequence[str]:
    """Return the names in a list such as north,south."""
    names = [name.strip() for name in listed.split(",")]
    odd = next((name for name in names if not re.fullmatch(_KEY, name)), None)
    if odd is not None:
        raise _make_invalid_line_error(
            key, N_("“{part}” isn't a name made of a–z, 0–9, - and _.", part=odd[:LABEL])
        )
    if len(set(names)) < len(names) or not least <= len(names) <= OPTIONS:
        raise _make_invalid_line_error(
            key, N_("A question needs {least} to {most} different options.", least=least, most=OPTIONS)
        )
    return names


def _parse_translated_words(
    key: str, parts: Sequence[str], names: Sequence[str]
) -> Mapping[str, TranslatedWords]:
    """Return the translated question under the key "", and each option's texts under its name."""
    found: dict[str, dict[str, str]] = {}
    for part in parts:
        match = re.fullmatch(_WORDS, part)
        if match is None:
            continue
        language, name, text = match[1], match[2] or "", match[3].strip()
        if name and name not in names:
            raise _make_invalid_line_error(key, N_("The option “{part}” is unknown.", part=name[:LABEL]))
        if not text or len(text) > LABEL:
            raise _make_invalid_line_error(
                key, N_("Text must be 1 to {most} characters long: {part}", most=LABEL, part=part[:LABEL])
            )
        if language in found.setdefault(name, {}):
            raise _make_invalid_line_error(key, N_("“{part}” is defined twice.", part=part.partition("=")[0]))
        found[name][language] = text
    if "" not in found:
        raise _make_invalid_line_error(
            key, N_("The question text is missing. Add it in the form en=Which room?")
        )
    return {name: TranslatedWords(by_language) for name, by_language in found.items()}


def _make_invalid_line_error(key: str, reason: Text) -> ConfigurationError:
    return ConfigurationError(N_("{key}: {reason}", key=key or "?", reason=reason))


# -- templates -------------------------------------------------------------------------------------


def find_placeholders(template: str) -> frozenset[str]:
    """Return the names of the placeholders in a template of the ticket form."""
    return frozenset(re.findall(_PLACE, template))


def fill_template(template: str, values: Mapping[str, str]) -> str:
    """Return a template with its placeholders filled in; placeholders in values aren't expanded."""
    return re.sub(_PLACE, lambda found: values.get(found[1], ""), template)


def check_template(template: str, names: frozenset[str], keys: Iterable[str] = ()) -> None:
    """Raise an error if a template of the ticket form has unknown placeholders.

    Args:
        template: one line.
        names: the allowed placeholders.
        keys: questions whose answers are allowed as ``{answer:key}``.

    Raises:
        ConfigurationError: there is an unknown placeholder, or an unmatched brace.
    """
    answers = {f"answer:{key}" for key in keys}
    for name in sorted(find_placeholders(template)):
        if name not in names and name not in answers:
            allowed = ", ".join(sorted(names | answers))
            raise ConfigurationError(
                N_("The placeholder “{name}” is unknown. Allowed: {allowed}", name=name, allowed=allowed)
            )
    rest = re.sub(_PLACE, "", template)
    if "{" in rest or "}" in rest:
        raise ConfigurationError(N_("“{text}” has an unmatched brace.", text=template[:LABEL]))
