"""Spellings of a string: escaped, encoded, reordered, split by a line break."""

from __future__ import annotations

import base64
import html
import json
import unicodedata
from collections.abc import Iterable
from html.entities import codepoint2name
from urllib.parse import quote

SHORTEST_CODE = 7
"""Minimum number of Base64 characters that must match an encoded name."""


def list_secret_spellings(value: str) -> set[str]:
    """Return the spellings of a secret: plain, in JSON, HTML, a link, hexadecimal and Base64."""
    raw = value.encode("utf-8", "surrogatepass")
    percent = quote(raw, safe="")
    forms = _list_escaped_spellings(value) | {
        percent.replace("%20", "+"),
        json.dumps(json.dumps(value)[1:-1])[1:-1],
    }
    if len(raw) >= 6:
        forms |= {raw.hex(), raw.hex().upper(), *_find_base64_forms(raw)}
        forms |= _find_base64_forms(value.encode("utf-16-le", "surrogatepass"))
        forms |= _find_base64_forms(value.encode("utf-16-be", "surrogatepass"))
    return forms


def _list_escaped_spellings(value: str) -> set[str]:
    """Return a value plain and as escaped in JSON, HTML, XML and links."""
    percent = quote(value.encode("utf-8", "surrogatepass"), safe="")
    forms = {value, json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1], percent}
    forms |= {
        _lower_percent_escapes(percent),
        quote(value.encode("latin-1", "replace"), safe=""),
        html.escape(value),
    }
    forms |= {value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("'", "&apos;")}
    if not value.isascii():
        forms |= {
            _escape_entities(value, "&#{};", named=False),
            _escape_entities(value, "&#x{:x};", named=False),
        }
        forms |= {
            _escape_entities(value, "&#x{:X};", named=False),
            _escape_entities(value, "&#{};", named=True),
        }
    return forms


def _lower_percent_escapes(percent: str) -> str:
    parts = percent.split("%")
    return "%".join([parts[0], *(part[:2].lower() + part[2:] for part in parts[1:])])


def _escape_entities(value: str, form: str, *, named: bool) -> str:
    def escape_character(c: str) -> str:
        if c.isascii():
            return html.escape(c)
        return f"&{codepoint2name[ord(c)]};" if named and ord(c) in codepoint2name else form.format(ord(c))

    return "".join(escape_character(c) for c in value)


def list_name_spellings(value: str, kind: str) -> list[str]:
    """Return the spellings of a name, longest first, to be matched without regard to case."""
    forms = {value, unicodedata.normalize("NFC", value), unicodedata.normalize("NFD", value)}
    words = [word.strip(",") for word in value.split()]
    if kind == "user" and 2 <= len(words) <= 4:
        orders = (words, words[::-1], [*words[1:], words[0]], [words[-1], *words[:-1]])
        forms |= {
            join.join(order) for order in orders for join in (" ", ".", "_", "-", ", ", ",", "+", "", "  ")
        }
        forms |= _make_logins(words)
    elif len(words) > 1:
        forms |= {join.join(words) for join in ("_", "-", "+", "")}  # as part of a file name or link
    if kind == "host" and len(value) > 15 and "." not in value:
        forms.add(value[:15])  # NetBIOS keeps 15 characters
    forms |= {_remove_accents(form) for form in forms}
    for mark in ("'", "’"):
        forms |= {
            form.replace(mark, other)
            for form in forms
            if mark in form
            for other in ("'", "’", "", "\\'", " ")
        }
    for form in tuple(forms):
        forms |= (
            _list_escaped_spellings(form)
            if form.isascii()
            else _list_escaped_spellings(form.lower())
            | _list_escaped_spellings(form.upper())
            | _list_escaped_spellings(form)
        )
    forms |= {json.dumps(json.dumps(form)[1:-1])[1:-1] for form in tuple(forms)}
    return sort_longest_first(form for form in forms if form.strip())


def sort_longest_first(forms: Iterable[str]) -> list[str]:
    """Return the texts without duplicates, longest first; texts of equal length are in a fixed order."""
    return sorted(set(forms), key=lambda form: (-len(form), form))


def _make_logins(words: list[str]) -> set[str]:
    """Return common account names of a person: ``mdupont``, ``m.dupont``, ``dupontm``, ``dupont.m``."""
    first, last = words[0], "".join(words[1:])
    if len(last) < 4:
        return set()
    return {f"{first[0]}{last}", f"{first[0]}.{last}", f"{last}{first[0]}", f"{last}.{first[0]}"}


def _remove_accents(value: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", value) if not unicodedata.combining(c))


def list_name_orders(value: str) -> set[str]:
    """Return the orders of a full name: ``Ann Lee``, ``Lee, Ann``."""
    words = value.replace(",", " ").split()
    if not 2 <= len(words) <= 4:
        return {value}
    last = " ".join([words[-1], *words[:-1]])
    return {value, last, last.replace(" ", ", ", 1)}


def list_encoded_spellings(value: str) -> set[str]:
    """Return a name inside Base64 and hexadecimal text: as written, in lowercase and in uppercase."""
    found: set[str] = set()
    forms = list_name_orders(value)
    forms |= {change(form) for form in forms for change in (str.lower, str.upper, str.title)}
    first, _, last = value.rpartition(" ")
    if first:
        forms |= {f"{last.upper()} {first}", f"{first} {last.upper()}"}
    for form in forms | {_remove_accents(form) for form in forms}:
        for encoding in ("utf-8", "utf-16-le", "utf-16-be"):
            raw = form.encode(encoding, "replace")
            found |= _find_base64_forms(raw) | {raw.hex(), raw.hex().upper()}
    return {form for form in found if len(form) >= SHORTEST_CODE}


def _find_base64_forms(raw: bytes) -> set[str]:
    """Return the part of the Base64 text that depends on these bytes alone, at each of three offsets."""
    found = set()
    for offset in range(3):
        text = base64.b64encode(b"\0" * offset + raw).decode()
        first = (offset * 8 + 5) // 6
        last = (offset + len(raw)) * 8 // 6
        found |= {text[first:last], text[first:last].replace("+", "-").replace("/", "_")}
    return found


def make_line_wrap_pattern(value: str, *, name: bool = False) -> str:
    """Return a pattern for spellings of a value split by line breaks; case-insensitive for a name."""
    cut = r"(?:(?:\\?\r?\n|(?:\\{1,4}[rn]){1,2})[ \t]{0,8})?"
    parts = [r"\s+" if c == " " else _make_character_pattern(c) for c in value]
    return ("(?i)" if name else "") + cut.join(parts)


def _make_character_pattern(c: str) -> str:
    if c.isascii():
        return escape_pattern(c)
    forms = {form for shape in (c.lower(), c.upper()) for form in _list_escaped_spellings(shape)} | {
        _remove_accents(c)
    }
    return f"(?:{'|'.join(escape_pattern(form) for form in sorted(forms))})"


def escape_pattern(text: str) -> str:
    """Return a pattern that matches a text literally."""
    return "".join(c if c.isalnum() else f"\\x{{{ord(c):x}}}" for c in text)


_LINE_ENDS = {"\\\\r": "", "\\\\n": "\n", "\\r": "", "\\n": "\n", "\\\n": "\n"}
"""Escapes of line breaks, escaped once or twice, or a backslash that joins two lines; in order."""
_BLANK = b" \t\r\n"


def remove_blanks(text: str) -> str:
    """Return a text without spaces, tabs and line breaks, including escaped ones."""
    if "\\" in text:
        for escape, plain in _LINE_ENDS.items():
            text = text.replace(escape, plain)
    if text.isascii():
        return text.encode("ascii").translate(None, _BLANK).decode("ascii")
    for blank in " \t\r\n":
        text = text.replace(blank, "")
    return text


def remove_nulls(text: str) -> str:
    """Return a text without the NUL characters that UTF-16 leaves between letters, including escaped ones.

    A single NUL ends a string (an environment, a list of arguments); it becomes a line break.
    """
    for null, pattern in _ZEROS:
        if null[0] in text and null in text:  # a single character is found ten times as fast
            text = "".join(
                part.replace(null, "") if number % 2 else part
                for number, part in enumerate(_split_at_matches(pattern, text))
            )
    return text.replace("\0", "\n")


_ZEROS = tuple(
    (
        null,
        rf"(?s:(?:[^\x{{0}}\\]{escape_pattern(null)}){{3,}})|^{escape_pattern(null)}[^\x{{0}}]{escape_pattern(null)}",
    )
    for null in ("\0", "\\u0000", "\\x00", "%00")
)


def _split_at_matches(pattern: str, text: str) -> list[str]:
    """Return a text split at the matches of a pattern; matches are at odd indexes."""
    from selfhelp.report.redact.re2_patterns import get_lazy_pattern

    parts, place = [], 0
    for match in get_lazy_pattern(pattern).finditer(text):
        parts += [text[place : match.start()], match[""]]
        place = match.end()
    return [*parts, text[place:]]
