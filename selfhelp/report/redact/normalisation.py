"""Rewrite text without colours, decomposed accents and escapes, and map redacted text back to the original.

A terminal, a code page or an encoder may split a secret. `remove_formatting` and `decode_escapes` return the intended text with
its original positions; `RewrittenText.restore_original` copies only the redacted parts into the original, byte for
byte.
"""

# A pattern reads better on one line.
# ruff: noqa: E501
from __future__ import annotations

import base64
import binascii
import bisect
import html
import quopri
import unicodedata
from collections.abc import Callable
from urllib.parse import unquote

from selfhelp.report.redact.aliases import contains_placeholder, find_whole_placeholders
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern

# -- text as a terminal shows it -------------------------------------------------------------------

_ESC = r"(?:\x{1b}|\x{9b}|\\x1[bB]|\\0?33|\\e|\\u001[bB]|#033|\^\[|␛|\x{2190})"
_COLOUR = rf"(?:\x{{9b}}|{_ESC}\[)[0-9;:]{{0,24}}m|\[[0-9]{{1,3}}(?:[;:][0-9]{{1,3}}){{0,8}}m|{_ESC}\[[0-9;?]{{0,12}}[A-HJKSTfhln]|{_ESC}\(B"
_LINK = r"\x{1b}\][0-9]{1,4};;?|\x{1b}\\"
_CONTROL = r"[^\r\n]\x{08}|[\x{01}-\x{08}\x{0b}\x{0c}\x{0e}-\x{1f}\x{7f}]"
_CONTINUED = (
    r"[\\^][ \t]*\r?\n[ \t]*|[A-Za-z0-9+/_.-]{16,}`\r?\n[ \t]*|[ \t]`[ \t]*\r?\n[ \t]*"
    r"|[\"'][ \t]{0,8}[+.&][ \t]{0,8}(?:_[ \t]{0,8})?(?:\r?\n[ \t]*)?[rbfu]?[\"']|(?:^|[^A-Za-z0-9])(?:[A-Za-z0-9] ){4,}(?:[!#$&*+._@?-] (?:[A-Za-z0-9] )*)?[A-Za-z0-9!#$&*?]|(?:^|[^A-Za-z0-9.])[A-Za-z](?:\.[A-Za-z0-9]){5,}"
)
"""Pattern for line continuations, concatenated strings, spaced letters."""
_ASCII = rf"{_COLOUR}|{_LINK}|{_CONTROL}|{_CONTINUED}"
_BLANK = r"[\x{a0}\x{2000}-\x{200a}\x{202f}\x{205f}\x{3000}]"
_NOTHING = r"[\x{ad}\x{034f}\x{061c}\x{180e}\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2060}-\x{2064}\x{2066}-\x{2069}\x{fe00}-\x{fe0f}\x{feff}]"
_COMPATIBLE = r"[\x{ff01}-\x{ff5e}\x{fe50}-\x{fe6b}\x{1d400}-\x{1d7ff}\x{2070}-\x{208e}]"
_DASH = r"[\x{2010}-\x{2012}\x{2212}]"
_COLON = r"[\x{2236}\x{a789}]"
_MARKED = r"\pL[\x{0300}-\x{036f}]{1,3}"
_CODES = {
    # French letters read with the wrong code page: CP850 as Windows-1252
    "\u201a": "é", "\u0160": "è", "\u02c6": "ê", "\u2026": "à", "\u2021": "ç", "\u201c": "ô", "\u2013": "û",
    "\u0152": "î", "\u2014": "ù", "\u0192": "â", "\u2030": "ë",
    # Windows-1252 as CP850
    "Ú": "é", "Þ": "è", "Û": "ê", "Ó": "à", "þ": "ç", "╔": "É", "¶": "ô", "Ô": "â", "¯": "î", "¹": "û", "¨": "ù", "╚": "È",
    # Mac OS Roman as Windows-1252, and undecodable characters
    "Ž": "é", "\u008f": "è", "\ufffd": "e",
}  # fmt: skip
_MISTAKEN = rf"[a-zA-Z](?:[{''.join(_CODES)}]{{1,2}})|\x{{fffd}}[a-z]|[╔][a-z]"
_DOUBLE = r"(?:Ã[\x{80}-\x{bf}\x{192}\x{2c6}\x{2dc}\x{160}\x{161}\x{152}\x{153}\x{17d}\x{17e}\x{178}\x{2013}-\x{203a}\x{20ac}\x{2122}]|Â[\x{a0}-\x{bf}]|├[\x{80}-\x{2bf}\x{2500}-\x{259f}\x{2017}]|┬[\x{a0}-\x{ff}])"
_TWINS = dict(
    zip(
        "асеорхуіјѕԁһԛԝАВСЕНКМОРТХЅІЈοανΑΒΕΗΙΚΜΝΟΡΤΥΧ",
        "aceopxyijsdhqwABCEHKMOPTXSIJoavABEHIKMNOPTYX",
        strict=True,
    )
)
"""Letters of other alphabets that look like Latin ones."""
_TWIN = rf"[A-Za-z][{''.join(_TWINS)}]+|[{''.join(_TWINS)}]+[A-Za-z]"
_UNICODE = (
    f"{_ASCII}|{_MARKED}|{_DOUBLE}|{_MISTAKEN}|{_TWIN}|{_BLANK}|{_NOTHING}|{_COMPATIBLE}|{_DASH}|{_COLON}"
)


class RewrittenText:
    """A text in a rewritten form.

    Attributes:
        text: the rewritten text.
    """

    __slots__ = ("_original", "_replaced", "_starts", "text")

    def __init__(self, original: str, found: list[tuple[int, int, str]]) -> None:
        parts: list[str] = []
        self._replaced: list[tuple[int, int, int, int]] = []
        place = length = 0
        for start, end, new in found:
            length += start - place
            parts += (original[place:start], new)
            self._replaced.append((length, length + len(new), start, end))
            length, place = length + len(new), end
        parts.append(original[place:])
        self.text = "".join(parts)
        self._original = original
        self._starts = [span[0] for span in self._replaced]

    def restore_original(self, clean: str) -> str:
        """Return the original with the redactions of ``clean``, the redacted form of the rewritten text.

        Between two placeholders, the original text is kept if it can be located, else the rewritten text.
        """
        if clean == self.text:
            return self._original
        place = 0
        parts: list[str] = []
        pieces = _split_at_placeholders(clean)
        for number, (literal, stand_in) in enumerate(pieces):
            last = number == len(pieces) - 1
            found = self.text.rfind(literal) if last else self.text.find(literal, place)
            if found < place or (last and found + len(literal) != len(self.text)):
                return self._restore_changed_middle(clean)
            if number == 0 and found:
                return self._restore_changed_middle(clean)
            done = number > 0 and found == place
            parts += (
                "" if done and not literal else self._restore_part(found, found + len(literal), done),
                stand_in,
            )
            place = found + len(literal)
        return "".join(parts)

    def _restore_changed_middle(self, clean: str) -> str:
        """Return the original with only the differing middle of ``clean`` replaced."""
        least = min(len(clean), len(self.text))
        head = next((n for n in range(least) if clean[n] != self.text[n]), least)
        tail = next((n for n in range(least - head) if clean[-1 - n] != self.text[-1 - n]), least - head)
        size = len(self.text)
        return (
            self._restore_part(0, head)
            + clean[head : len(clean) - tail]
            + self._restore_part(size - tail, size)
        )

    def _restore_part(self, start: int, end: int, done: bool = False) -> str:
        """Return the original of a part; if it cuts into a rewritten place, the rewritten text of that place.

        Args:
            start: its start in the rewritten text.
            end: its end in the rewritten text.
            done: whether parts at its start that were rewritten to nothing are already written.
        """
        parts: list[str] = []
        here = start
        n = max(0, bisect.bisect_left(self._starts, start) - 1)
        offset = self._find_offset(n)
        for low, high, first, last in self._replaced[n:]:
            if high < start or (high == start and (low < high or done)):
                offset = last - high
                continue
            if low >= end and not (low == high == end):
                break
            if low < start or high > end:
                if low > here:
                    parts.append(self._original[here + offset : low + offset])
                parts.append(self.text[max(low, start) : min(high, end)])
                here = min(high, end)
                offset = last - high
                continue
            parts.append(self._original[here + offset : low + offset] if low > here else "")
            parts.append(self._original[first:last])
            here, offset = high, last - high
        if here < end:
            parts.append(self._original[here + offset : end + offset])
        return "".join(parts)

    def _find_offset(self, n: int) -> int:
        """Return the offset of the original from the rewritten text before the n-th rewritten place."""
        if not n:
            return 0
        _, high, _, last = self._replaced[n - 1]
        return last - high


def _split_at_placeholders(clean: str) -> list[tuple[str, str]]:
    """Return pairs of text and the placeholder after it; the last pair has no placeholder."""
    pieces: list[tuple[str, str]] = []
    place = 0
    for start, end in find_whole_placeholders(clean):
        pieces.append((clean[place:start], clean[start:end]))
        place = end
    return [*pieces, (clean[place:], "")]


def _rewrite_matches(text: str, pattern: str, change: Callable[[Match], str | None]) -> RewrittenText | None:
    found: list[tuple[int, int, str]] = []
    for match in get_lazy_pattern(pattern).finditer(text):
        new = change(match)
        if new is not None:
            found.append((*match.span(), new))
    return RewrittenText(text, found) if found else None


def remove_formatting(text: str) -> RewrittenText | None:
    """Return a text without colours and overstruck or invisible characters, or None if it has none.

    Accents are composed.
    """
    pattern = _ASCII if text.isascii() else _UNICODE
    if "=" in text and get_lazy_pattern(_IS_MAIL).search(text) is not None:
        pattern = f"{_QUOTED}|{pattern}"
    return _rewrite_matches(text, pattern, _rewrite_for_display)


def _rewrite_for_display(match: Match) -> str | None:
    value = match[""]
    first = value[0]
    if value.isascii():
        return (
            _decode_quoted_printable(value)
            if first == "=" and get_lazy_pattern(_QUOTED).is_full_match(value)
            else _remove_line_joint(value)
            if value[-1] in "\n\t \"'" or " " in value[1:3] or "." in value[1:3]
            else _separator_to_blank(value)
        )
    if first in "Ã├Â┬" and len(value) == 2:
        return _undo_double_encoding(value)
    if len(value) > 1 and unicodedata.combining(value[-1]):
        return unicodedata.normalize("NFC", value)
    if len(value) > 1 and (value[0] in _TWINS or value[-1] in _TWINS):
        return "".join(_TWINS.get(c, c) for c in value)
    if len(value) > 1:
        if _closes_quotation(match):
            return None
        return "".join(_CODES.get(c, c) for c in value) if any(c in _CODES for c in value) else None
    if first in "\u2236\ua789":
        return ":"
    if unicodedata.category(first) == "Zs":
        return " "
    if first in "\u2010\u2011\u2012\u2212":
        return "-"
    shown = unicodedata.normalize("NFKC", first)
    return "" if unicodedata.category(first) in ("Cf", "Mn", "Cc") else shown


def _closes_quotation(match: Match) -> bool:
    """Return whether a match ends with a German closing quotation mark, not with wrongly decoded text."""
    text, start = match.string, match.start()
    low = max(0, start - 200)
    return match[""][-1] == "“" and text.rfind("„", low, start) > text.rfind("“", low, start)


def _decode_quoted_printable(value: str) -> str | None:
    """Return the decoded form of a quoted-printable run, or None for a single byte that encoders don't write.

    Encoders leave letters and digits as they are and write no Latin-1 control characters: ``id=89BA…`` is a
    value.
    """
    if "\n" in value:
        return ""
    data = bytes.fromhex(value.replace("=", ""))
    if len(data) == 1 and ((chr(data[0]).isalnum() and data[0] < 0x80) or 0x80 <= data[0] < 0xA0):
        return None
    return _decode_bytes(data)


def _remove_line_joint(value: str) -> str:
    if value[0] in "\"'\\^":
        return ""
    if "`" in value:
        return value[: value.index("`")]
    if "." in value and " " not in value[1:]:
        return value[: not value[0].isalnum()] + value[not value[0].isalnum() :].replace(".", "")
    return value[: not value[0].isalnum()] + value[not value[0].isalnum() :].replace(" ", "")


def _separator_to_blank(value: str) -> str:
    """Return a space for protocol separators and link ends, "" for colours and overstruck letters."""
    return " " if value in ("\x01", "\x1b\\", "\x07", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x1f") else ""


def _undo_double_encoding(value: str) -> str | None:
    """Return the characters whose UTF-8 was decoded as Windows-1252, Latin-1 or CP850, or None."""
    for code in ("cp850",) if value[0] in "├┬" else ("cp1252", "latin-1"):
        try:
            return value.encode(code).decode("utf-8").replace("\xa0", " ")
        except UnicodeError:
            continue
    return "à " if value == "Ã " else None


# -- escapes that encoders write -------------------------------------------------------------------

_PERCENT = r"%%[0-9A-Fa-f]*|(?:%(?:25)*[0-9A-Fa-f]{2})+"
_CODED_PERCENT = r"(?:^|[^%])%[0-9A-Fa-f]{2}|%%%"
"""Pattern that matches wherever `_PERCENT` finds an escape; Windows events have many doubled percent signs."""
_ENTITY = r"&(?:[a-zA-Z]{2,8}|#[0-9]{1,6}|#[xX][0-9a-fA-F]{1,5});"
_LINES = r"\\{1,4}[nt]"
_HINT = r"(?i)pass|pwd|key|token|(?:^|[^\[])secret|login|auth|mdp|cookie|true|nom|name"
"""Pattern for words near which escaped line breaks are decoded; most logs contain such line breaks.

A placeholder isn't such a word: after ``\\\\net`` was replaced, each *\\\\n* would begin a line to search.
"""
_INLINE = r"(?i)</?(?:mark|b|i|u|em|strong|span|font|wbr|small|big|kbd|tt|code|sub|sup|ins)(?:\s[^<>\r\n]{0,80})?/?>"
"""Pattern for markup that only changes the appearance of a word and may split a value."""
_PREFIX = r"\n(?:>[> ]{0,5}|\+)"
_BACKSLASH = r"(?:\\[0-3][0-7]{2}){4,}|(?:\\{1,8}u[0-9A-Fa-f]{4})+|(?:\\{1,8}x[0-9A-Fa-f]{2})+|(?:\\u\{[0-9A-Fa-f]{1,6}\})+"
_MAIL_WORD = r"=\?(?P<set>[\w-]{2,40})(?:\*[\w-]{2,12})?\?(?P<how>[QqBb])\?(?P<coded>[^?\s]{1,400})\?="
_QUOTED = r"(?:=[0-9A-F]{2})+|=[ \t]{0,8}\r?\n"
_IS_MAIL = r"(?i:quoted-printable)|(?s:=(?:3D|C[23]=[89AB][0-9A-F]|20|09).*[^\s=]=\r?\n[^\s=])|(?s:[^\s=]=\r?\n[^\s=].*=(?:3D|C[23]=[89AB][0-9A-F]))"
"""Pattern for signs of quoted-printable text (RFC 2045, 6.7): its name, or an encoded equals sign and a soft
line break."""
_IS_QUOTED = r"=3D|=C[23]=[89AB][0-9A-F]|=E[0-9A-F][a-z]|[A-Za-z0-9.,@/-]=\r?\n[A-Za-z0-9]"


def decode_escapes(text: str) -> RewrittenText | None:
    """Return a text decoded from the escapes of links, markup and email, or None if it has none."""
    forms = []
    if "%" in text and get_lazy_pattern(_CODED_PERCENT).search(text) is not None:
        forms.append(_PERCENT)
    if "&" in text:
        forms.append(_ENTITY)
    if "\\" in text:
        forms.append(_BACKSLASH)
        if get_lazy_pattern(_HINT).search(text) is not None:
            forms.append(_LINES)
    if "\n>" in text or "\n+" in text:
        forms.append(_PREFIX)
    if "</" in text:
        forms.append(_INLINE)
    if "=?" in text:
        forms.append(_MAIL_WORD)
    if "=" in text and get_lazy_pattern(_IS_QUOTED).search(text) is not None:
        forms.append(_QUOTED)
    if not forms:
        return None
    found: list[tuple[int, int, str]] = []
    for match in get_lazy_pattern("|".join(forms)).finditer(text):
        new = _decode_escape(match)
        if new is not None:
            found.append((*match.span(), new))
    return RewrittenText(text, _add_gaps(text, found)) if found else None


def _add_gaps(text: str, found: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Return the rewritten places plus gaps that drop text far from any escape.

    Only the words around a link's escapes, or the line around other escapes, are kept. The dropped text has
    been searched already; it is replaced by a line break.
    """
    whole: list[tuple[int, int, str]] = []
    place = 0
    for start, end, new in found:
        if start >= place:
            mark = " " if text[start] == "%" else "\n"
            low = max(text.rfind(mark, place, start) + 1, place)
            if low - place > _GAP or (place == 0 and low > _GAP):
                whole.append((place, low, "\n"))
        whole.append((start, end, new))
        stops = [
            stop
            for mark in ((" ", "\n") if text[start] == "%" else ("\n",))
            if (stop := text.find(mark, end)) >= 0
        ]
        place = max(place, min(stops, default=len(text)))
    if len(text) - place > _GAP:
        whole.append((place, len(text), "\n"))
    return whole


_GAP = 24
"""Minimum length of a gap that is worth dropping, in characters."""


def _decode_escape(match: Match) -> str | None:
    value = match[""]
    if value.startswith("%"):
        return None if value.startswith("%%") else _decode_percent(value)
    if value.startswith("&"):
        shown = html.unescape(value)
        return None if shown == value else " " if shown == "\xa0" else shown
    if value[0] == "<":
        return ""
    if value[0] == "\n":
        return "\n"
    if value.startswith("\\"):
        line = value.lstrip("\\")
        return {"n": "\n", "t": "\t"}.get(line) or _decode_backslashes(value)
    return _decode_header_word(match) if value.startswith("=?") else _decode_quoted_printable(value)


def _decode_percent(value: str) -> str | None:
    while "%25" in value:
        value = value.replace("%25", "%")
    shown = unquote(value)
    if "\ufffd" in shown:
        shown = unquote(value, "latin-1")
    return None if "\0" in shown else shown


def _decode_bytes(raw: bytes) -> str:
    try:
        return raw.decode("utf-8").replace("\xa0", " ")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def _decode_backslashes(value: str) -> str | None:
    if value[1].isdigit():
        return _decode_bytes(bytes(int(code, 8) for code in value.split("\\") if code))
    codes = value.replace("{", "").replace("}", "").split("\\")
    points = [int(code[1:], 16) for code in codes if code]
    if any(code[:1] == "x" for code in codes):
        return _decode_bytes(bytes(points)) if all(points) else None
    shown = "".join(chr(min(point, 0x10FFFF)) for point in points)
    return shown.encode("utf-16", "surrogatepass").decode("utf-16", "replace").replace("\xa0", " ")


def _decode_header_word(match: Match) -> str | None:
    """Return the decoded form of an encoded word in a header (RFC 2047), or None."""
    coded = match["coded"]
    try:
        raw = (
            quopri.decodestring(coded.replace("_", " ").encode())
            if match["how"] in "qQ"
            else base64.b64decode(coded + "==")
        )
        shown = raw.decode(match["set"])
    except (ValueError, LookupError, binascii.Error):
        return None
    return None if contains_placeholder(coded) else shown
