"""Translatable sentences: marked where they are written, translated when they are shown.

Code writes ``N_("{count} jobs wait.", count=3)`` and passes the `Text` around. A front end calls
`Translator.translate` last, so that the same finding is French on the screen and English in the ticket.
Catalogues are GNU gettext files in ``resources/locale/<language>/LC_MESSAGES``.
"""

from __future__ import annotations

import gettext
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Union

from selfhelp.core.languages import (
    SOURCE_LANGUAGE,
    Language,
    list_supported_languages,
    load_language,
    make_catalogue_path,
)
from selfhelp.core.plain_data import Json

DIRECTIONS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Bidirectional control characters (Unicode Bidi_Control), which can disguise a name."""

_UNSEEN = {code: f"\\x{code:02x}" for code in (*range(9), *range(10, 32), *range(0x7F, 0xA0))} | {
    code: f"\\u{code:04x}" for code in (0x2028, 0x2029, *map(ord, DIRECTIONS))
}
"""Replacements for characters that could control a terminal: control characters, line breaks, directions."""


@dataclass(frozen=True, slots=True)
class Size:
    """A number of bytes, shown as 1.2 GB or 1,2 Go."""

    bytes: int


Value = Union[str, int, float, Size, timedelta, datetime, time, "Text"]


@dataclass(frozen=True, slots=True)
class Text:
    """An English sentence with its values.

    Attributes:
        template: English, with ``{name}`` placeholders. It is the key in the catalogue.
        values: the values of the placeholders. Foreign strings (printer names …) are values, never template.
        plural: the English plural form of a sentence with ``count`` among its values.
    """

    template: str
    values: Mapping[str, Value] = field(default_factory=dict)
    plural: str = ""

    def __str__(self) -> str:
        return ENGLISH.translate(self)

    def __hash__(self) -> int:
        return hash((self.template, tuple(sorted((k, str(v)) for k, v in self.values.items()))))


def N_(template: str, /, **values: Value) -> Text:  # noqa: N802 - the customary gettext name
    """Return an English sentence marked for translation; values fill its ``{names}``."""
    return Text(template, values)


def NN_(one: str, many: str, /, count: int, **values: Value) -> Text:  # noqa: N802
    """Return a sentence with a plural form marked for translation; ``{count}`` selects the form."""
    return Text(one, {"count": count, **values}, many)


LISTED = 5
"""Maximum number of names listed in a sentence."""

NAME = N_("Self-help")
"""The app's name; the organisation can change it."""


class Translator:
    """Formats texts, sizes, durations and dates in one language."""

    def __init__(self, language: str, name: str = "", own: Mapping[str, str] | None = None) -> None:
        """Create a translator for a language, with the organisation's own name and wordings."""
        self.language = language if language in list_supported_languages() else SOURCE_LANGUAGE
        self._name, self._own = name, own or {}
        self._catalogue: gettext.NullTranslations | None = None

    def translate(self, text: Text | str) -> str:
        """Return the text in this language; a plain string is returned unchanged."""
        if isinstance(text, str):
            return text
        if text.plural:
            template = self._messages.ngettext(text.template, text.plural, int(str(text.values["count"])))
        else:
            template = self._messages.gettext(text.template) if text.template else ""
        template = self._own.get(text.template, template)
        values = {name: self._format_value(value) for name, value in text.values.items()}
        if self._name and NAME.template in text.template:  # it has no placeholders, whatever its braces
            values["program_name"] = self._name
            template = template.replace(self._messages.gettext(NAME.template), "{program_name}")
        return _PLACE.sub(lambda m: values.get(m[1], m[0]), template)

    def apply_organisation_terms(self, text: str) -> str:
        """Return a help text with button labels as worded by the organisation."""
        for english, own in self._own.items():
            name = self._messages.gettext(english)
            before, after = self._facts.quotes
            text = text.replace(f"{before}{name}{after}", f"{before}{own}{after}")
        return text

    def format_size(self, count: int) -> str:
        """Return a number of bytes in decimal units: 1.2 GB, 1,2 Go."""
        amount = float(count)
        for unit in ("", "k", "M", "G", "T"):
            if abs(amount) < 1000 or unit == "T":
                break
            amount /= 1000
        digits = 0 if unit in ("", "k") or amount >= 100 else 1
        return f"{self._localise_decimal(f'{amount:.{digits}f}')}\N{NO-BREAK SPACE}{unit}{self._facts.byte}"

    def format_duration(self, span: timedelta) -> str:
        """Return a duration in its largest fitting unit: 3 days, 2 min, 1.5 min, 40 s."""
        seconds = abs(span.total_seconds())
        if seconds >= 2 * 86400:
            return self.translate(NN_("{count} day", "{count} days", count=int(seconds // 86400)))
        if seconds >= 2 * 3600:
            return self.translate(NN_("{count} hour", "{count} hours", count=int(seconds // 3600)))
        if seconds >= 60:
            minutes = round(seconds / 60) if seconds >= 120 else round(seconds / 30) / 2
            return self.translate(N_("{minutes} min", minutes=minutes))
        return self.translate(N_("{seconds} s", seconds=round(seconds)))

    def format_moment(self, when: datetime) -> str:
        """Return a local date and time as written in this language."""
        local = when.astimezone()
        return self._facts.moment.format(date=self.format_day(local), time=f"{local:%H:%M}")

    def format_clock_time(self, when: time) -> str:
        """Return a time of day as it is written in a sentence of this language: 08:30, 8 h 30."""
        usual, full_hour = self._facts.clock
        pattern = usual if when.minute else full_hour
        return pattern.format(hour=when.hour, hh=f"{when.hour:02}", mm=f"{when.minute:02}")

    def format_day(self, when: date) -> str:
        """Return a date as written in this language."""
        months = self._facts.months  # not strftime's, which use the system's language
        name = months[when.month - 1] if months else ""
        return self._facts.date.format(
            day=when.day, dd=f"{when.day:02}", month=name, mm=f"{when.month:02}", year=when.year
        )

    def _format_value(self, value: Value) -> str:
        match value:
            case Text():
                return self.translate(value)
            case Size():
                return self.format_size(value.bytes)
            case timedelta():
                return self.format_duration(value)
            case datetime():
                return self.format_moment(value)
            case time():
                return self.format_clock_time(value)
            case float():
                return self._localise_decimal(f"{value:g}")
            case _:
                return str(value)

    def _localise_decimal(self, number: str) -> str:
        return number.replace(".", self._facts.decimal)

    @property
    def _facts(self) -> Language:
        """The date and number formats of this translator's language."""
        return load_language(self.language)

    @property
    def _messages(self) -> gettext.NullTranslations:
        if self._catalogue is None:
            self._catalogue = _load_message_catalogue(self.language)
        return self._catalogue


_PLACE = re.compile(r"\{([a-z_]+)\}")


@lru_cache
def _load_message_catalogue(language: str) -> gettext.NullTranslations:
    """Return a language's catalogue; if it is missing or damaged, the source language's."""
    if language == SOURCE_LANGUAGE:
        return gettext.NullTranslations()
    try:
        with make_catalogue_path(language).open("rb") as file:
            return gettext.GNUTranslations(file)
    except (OSError, ValueError, UnicodeError):
        return gettext.NullTranslations()


ENGLISH = Translator(SOURCE_LANGUAGE)


def join_names(names: Sequence[str]) -> Text | str:
    """Return one or more names as part of a sentence: "a", "a and b", "a, b and c", or the first of many."""
    if len(names) > LISTED:
        return N_("{some}, and {number} more", some=", ".join(names[:LISTED]), number=len(names) - LISTED)
    *some, last = names
    return N_("{some} and {one}", some=", ".join(some), one=last) if some else last


def get_clock_time(when: datetime) -> time:
    """Return the local time of day of a moment, to the minute, as a value of a sentence."""
    return when.astimezone().time().replace(second=0, microsecond=0)


def text_to_json(text: Text | str) -> Json:
    """Return a text as plain data, so that it can be stored and translated later."""
    if isinstance(text, str):
        return text
    values = {name: _value_to_json(value) for name, value in text.values.items()}
    return {"template": text.template, "values": values, "plural": text.plural}


def text_from_json(data: Json) -> Text | str:
    """Return the text that `text_to_json` converted; other data becomes a plain string."""
    try:
        values = {name: _value_from_json(value) for name, value in data["values"].items()}
        return Text(str(data["template"]), values, str(data["plural"]))
    except (KeyError, TypeError, AttributeError, ValueError, OverflowError):
        return str(data)


def _value_to_json(value: Value) -> Json:
    match value:
        case Text():
            return {"text": text_to_json(value)}
        case Size():
            return {"bytes": value.bytes}
        case timedelta():
            return {"seconds": value.total_seconds()}
        case datetime():
            return {"moment": value.isoformat()}
        case time():
            return {"clock": value.isoformat()}
        case _:
            return value


def _value_from_json(data: Json) -> Value:
    match data:
        case {"text": text}:
            return text_from_json(text)
        case {"bytes": int(count)}:
            return Size(count)
        case {"seconds": float(seconds)}:
            return timedelta(seconds=seconds)
        case {"moment": str(moment)}:
            return datetime.fromisoformat(moment)
        case {"clock": str(clock)}:
            return time.fromisoformat(clock)
        case _:
            return data if isinstance(data, int | float) else str(data)


_UNDIVIDED = re.compile(r"\[[^][\n]{1,40}\]|\b[a-z]+-[0-9a-f]{6}\b")
"""Pattern of what stands for a removed value, such as [secret:password] or user-1a2b3c."""

_LONGEST_UNDIVIDED = 64


def cut_text(text: str, most: int) -> str:
    """Return the beginning of a text, up to ``most`` characters; a placeholder is never cut in two."""
    if len(text) <= most:
        return text
    near = max(0, most - _LONGEST_UNDIVIDED)
    for found in _UNDIVIDED.finditer(text, near, most + _LONGEST_UNDIVIDED):
        if found.start() < most < found.end():
            return text[: found.start()].rstrip()
    return text[:most]


def shorten_text(text: str, most: int) -> str:
    """Return a text with at most ``most`` characters; if it was longer, it ends after a word and with "…"."""
    if len(text) <= most:
        return text
    kept = cut_text(text, most - 1)
    if not text[len(kept)].isspace():
        words = kept.rpartition(" ")[0]
        kept = cut_text(text, len(words)) if 2 * len(words) > len(kept) else kept
    return f"{kept.rstrip(' .,;:')}…"


def escape_to_one_line(text: str) -> str:
    """Return a text as one line for a log or a terminal, with control characters escaped."""
    return text.translate(_UNSEEN).encode("utf-8", "backslashreplace").decode()


def escape_foreign_text(text: str) -> str:
    """Return external text on one line, with control and bidirectional characters escaped."""
    return "".join(
        c if c.isprintable() or c == "\N{NO-BREAK SPACE}" else c.encode("unicode_escape").decode()
        for c in text
    )
