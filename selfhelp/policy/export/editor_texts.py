"""Texts around each policy in the Windows policy editor, from ``policy.toml`` in a language's folder."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import field
from functools import cache

from selfhelp.core.languages import list_supported_languages, load_language
from selfhelp.core.records import record
from selfhelp.core.resource_tables import ResourceError

FILE = "policy.toml"


@record
class EditorTexts:
    """The texts in one language, each with ``{0}`` as placeholder for its value.

    Attributes:
        default: the value if the policy isn't set.
        allowed: the accepted values.
        file: its name in the policy file.
        since: the first version that supports it.
        longest: the maximum length of a text.
        wordings: translations of English wordings of accepted values; the first match applies.
        tables: the subject of each table, by its dotted name; empty in English.
    """

    default: str
    allowed: str
    file: str
    since: str
    longest: str
    wordings: Sequence[tuple[re.Pattern[str], str]] = ()
    tables: Mapping[str, str] = field(default_factory=dict)

    def describe_table(self, name: str, english: str) -> str:
        """Return a table's title in this language.

        Raises:
            ValueError: the language translates tables, but not this one.
        """
        if not self.tables:
            return english
        if name not in self.tables:
            message = f"no text in {FILE} for the table: {name}"
            raise ValueError(message)
        return self.tables[name]

    def describe_allowed(self, said: str) -> str:
        """Return a description of accepted values, translated to this language.

        Raises:
            ValueError: there's no translation for this wording; add one.
        """
        if not self.wordings:
            return said
        for english, translated in self.wordings:
            if english.fullmatch(said):
                return english.sub(translated, said)
        message = f"no wording in {FILE} for: {said}"
        raise ValueError(message)


def list_editor_languages() -> Sequence[str]:
    """Return the codes of languages with these texts and a Windows culture name."""
    known = map(load_language, list_supported_languages())
    return [one.code for one in known if one.windows and one.make_file_path(FILE).is_file()]


@cache
def load_editor_texts(language: str) -> EditorTexts:
    """Return the texts in one of `list_editor_languages`.

    Raises:
        ResourceError: a text is missing, or a wording isn't a regular expression.
    """
    import tomllib

    try:
        values = tomllib.loads(load_language(language).make_file_path(FILE).read_text(encoding="utf-8"))
        wordings = [(re.compile(english), translated) for english, translated in values.pop("wordings", ())]
        return EditorTexts(**values, wordings=wordings)
    except (OSError, ValueError, TypeError, re.error) as error:
        raise ResourceError(f"locale/{language}/{FILE}", str(error)) from error
