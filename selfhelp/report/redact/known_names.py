"""Replace known strings: the user's and this computer's names, and secrets passed in by value."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from selfhelp.core.model import PrivacyClass
from selfhelp.report.redact import spellings
from selfhelp.report.redact.aliases import Aliases, normalise_value
from selfhelp.report.redact.number_checks import parse_ip_address
from selfhelp.report.redact.positional_names import is_universal_name
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import Rule, make_secret_placeholder
from selfhelp.report.redact.vocabulary.name_parts import NameParts
from selfhelp.report.redact.word_lists import COMMON, TECHNICAL

SHORTEST_SECRET = 4
_KINDS = {
    PrivacyClass.PERSON: "user",
    PrivacyClass.HOST: "host",
    PrivacyClass.HARDWARE: "hw",
    PrivacyClass.NETWORK: "network",
    PrivacyClass.DEVICE: "device",
}
_BEFORE_USER = ("/home/", "\\home\\", "/users/", "\\users\\", "user=", "username=", "logname=", "%5cusers%5c")
_BEFORE_HOST = ("@", "//", "\\\\", "host=", "hostname=", "hostname: ", "computername=", "computer: ")
_ORDINARY = COMMON | TECHNICAL
_SYSLOG_TIME = r"(?:^|\n)[A-Z][a-z]{2} [ 0-3][0-9] [0-9]{2}:[0-9]{2}:[0-9]{2} \z"


class KnownSecrets:
    """Secrets passed in by value; they are found in every spelling, even across line breaks."""

    def __init__(self, secrets: Iterable[str]) -> None:
        values = spellings.sort_longest_first(s for s in secrets if len(s) >= SHORTEST_SECRET)
        forms = {form for value in values for form in spellings.list_secret_spellings(value)}
        self._forms = spellings.sort_longest_first(f for f in forms if len(f) >= SHORTEST_SECRET)
        self._wrapped = [
            (value[:4], spellings.make_line_wrap_pattern(value)) for value in values if len(value) >= 8
        ]

    def replace_secrets(self, text: str, counts: Counter[str]) -> str:
        """Return the text with the secrets replaced."""
        for form in self._forms:
            if form in text:
                counts["known"] += text.count(form)
                text = text.replace(form, make_secret_placeholder("known"))
        if "\n" in text:
            for head, pattern in self._wrapped:
                if head in text:
                    text, number = _replace_all(pattern, text, make_secret_placeholder("known"))
                    counts["known"] += number
        return text


@dataclass(frozen=True, slots=True)
class _NameSpelling:
    """One spelling of a name.

    Attributes:
        text: the spelling in lowercase.
        stand_in: its replacement.
        place: the places where it matches: ``anywhere``; ``whole`` (no adjacent letter); ``part`` (whole and
            capitalised); ``user`` or ``host`` (only in a place for one).
    """

    text: str
    stand_in: str
    place: str


class KnownNames:
    """Known names; each has one placeholder, whatever its spelling.

    A name of one or two characters, or one that is an ordinary word (``test``, ``pc``, ``admin``), is
    replaced only in a place for names: after ``/home/``, before ``@``, in ``user=``. Names that exist on
    every computer (``root``, ``localhost``) stay readable.
    """

    def __init__(self, known: Mapping[PrivacyClass, Sequence[str]], aliases: Aliases) -> None:
        self._aliases = aliases
        self._stand_ins: dict[str, str] = {}
        self._spelled: list[_NameSpelling] = []
        self._forms: dict[str, list[_NameSpelling]] = {}
        self._roots: list[str] = []
        self._needles: list[tuple[str, str]] = []
        self._parts = NameParts(())
        self._coded: dict[str, str] = {}
        self._coded_pattern = ""
        self._wrapped: list[tuple[str, str, str, str]] = []
        self._sorted = True
        for reveals, values in known.items():
            for value in values:
                self.add(value.strip(), reveals, own=True)

    @property
    def spelling_count(self) -> int:
        """Return the number of known spellings."""
        return len(self._stand_ins)

    def add(self, value: str, reveals: PrivacyClass, *, own: bool = False) -> None:
        """Add a name.

        Args:
            value: the name.
            reveals: its privacy class.
            own: whether it belongs to the user or this computer. The first part of another host's name, such
                as ``login.hotel.example``, is added only if it isn't a word: *login* must stay in sentences.
        """
        kind = _KINDS.get(reveals)
        if kind is None or not value or len(value) > 200 or normalise_value(value) in self._stand_ins:
            return
        if is_universal_name(value) or parse_ip_address(value) is not None:
            return
        if reveals is PrivacyClass.HOST and value.startswith("."):
            self._add_spellings(value[1:], self._aliases.make_placeholder("dom", value[1:]), "dom")
        elif reveals is PrivacyClass.HOST and "." in value:
            self._add_full_name(value, own)
        elif reveals is PrivacyClass.PERSON and "@" in value:
            self._add_spellings(value, self._aliases.make_email_placeholder(*value.rsplit("@", 1)), "user")
        else:
            self._add_spellings(value, self._aliases.make_placeholder(kind, value), kind)
            self._add_parts(value, kind)

    def find_placeholder(self, value: str) -> str | None:
        """Return the placeholder of a whole value, or None if it is unknown."""
        return self._stand_ins.get(normalise_value(value))

    def replace_names(self, text: str, counts: Counter[str]) -> str:
        """Return the text with known names replaced by placeholders."""
        if not self._sorted:
            self._group_spellings()
        old, lower = text, _lower_keeping_length(text)
        absent = self._parts.find_absent(lower)
        for form in self._list_spellings_in_text(lower, absent):
            if form.text in lower:
                text, number = _replace_spelling(form, text, lower)
                if number:
                    counts[form.stand_in.partition("-")[0]] += number
                    lower = _lower_keeping_length(text)
        if self._coded:
            text = self._replace_encoded_names(text, counts)
        if text is not old:
            lower = _lower_keeping_length(text)
            absent = self._parts.find_absent(lower)
        return self._replace_wrapped_names(text, lower, absent, counts)

    def _list_spellings_in_text(self, lower: str, absent: frozenset[str]) -> list[_NameSpelling]:
        """Return the spellings whose needle a text has, the longest first.

        Many needles contain the same shortest one, so that is searched for first. A part of a name occurs in
        longer spellings with other needles. Replaced before a longer spelling, it would leave the given name
        in ``%C3%89lise%20Dupont``.
        """
        roots = {root for root in self._roots if root not in absent and root in lower}
        there = [needle for needle, root in self._needles if root in roots and needle in lower]
        return sorted(chain.from_iterable(self._forms[needle] for needle in there), key=_make_sort_key)

    def _replace_encoded_names(self, text: str, counts: Counter[str]) -> str:
        """Return the text with names inside Base64 and hexadecimal text replaced, all in one pass."""

        def replace_match(match: Match, aliases: Aliases) -> str:
            return self._coded[match[""]]

        return Rule("coded", (), self._coded_pattern, replace_match).apply(text, self._aliases, counts)

    def _group_spellings(self) -> None:
        """Group the spellings by a plain part they contain, so that the text is searched once per group."""
        self._forms = {}
        for form in sorted(self._spelled, key=_make_sort_key):
            self._forms.setdefault(_find_needle(form.text), []).append(form)
        self._roots = _find_shortest_needles(self._forms)
        self._needles = [
            (needle, next(root for root in self._roots if root in needle)) for needle in self._forms
        ]
        self._parts = NameParts([*self._roots, *(_find_wrapped_part(*names[:2]) for names in self._wrapped)])
        longest = spellings.sort_longest_first(self._coded)
        self._coded_pattern = "|".join(spellings.escape_pattern(form) for form in longest)
        self._sorted = True

    def _replace_wrapped_names(
        self, text: str, lower: str, absent: frozenset[str], counts: Counter[str]
    ) -> str:
        """Return the text with names replaced that contain line breaks or extra spaces.

        Nothing is searched unless the text without its spaces contains the name.
        """
        names = [names for names in self._wrapped if _find_wrapped_part(*names[:2]) not in absent]
        if not names:
            return text
        squeezed = spellings.remove_blanks(lower)
        bare = squeezed.replace("\\", "")  # an escape written more than twice leaves some
        cut = any(mark in text for mark in ("\n", "\\n", "  ", "\t"))
        there: dict[str, bool] = {"": True}
        for form, needle, pattern, stand_in in names:
            if needle not in there:
                there[needle] = needle in bare
            if there[needle] and (form in squeezed or (cut and not form.isascii())):
                text, number = _replace_all(pattern, text, stand_in)
                if number:
                    counts[stand_in.partition("-")[0]] += number
        return text

    def _add_full_name(self, name: str, own: bool) -> None:
        """Add a full host name, its first part and its domain."""
        first, _, domain = name.rstrip(".").partition(".")
        self._add_spellings(name.rstrip("."), self._aliases.make_full_host_placeholder(name), "host")
        if own or (len(first) >= 5 and any(c.isdigit() or c in "-_" for c in first)):
            self.add(first, PrivacyClass.HOST)
        if "." in domain or not is_universal_name(domain):
            self._add_spellings(domain, self._aliases.make_placeholder("dom", domain), "dom")

    def _add_parts(self, value: str, kind: str) -> None:
        """Add the parts of a full name that aren't ordinary words, such as the family name."""
        parts = [part.strip(",") for part in value.split()]
        if kind != "user" or not 2 <= len(parts) <= 4:
            return
        for part in parts:
            if (
                len(part) >= 5
                and normalise_value(part) not in _ORDINARY
                and part.isalpha()
                and part[:1].isupper()
            ):
                self._spelled.append(
                    _NameSpelling(
                        _lower_keeping_length(part), self._aliases.make_placeholder("user", part), "part"
                    )
                )
                self._sorted = False

    def _add_spellings(self, value: str, stand_in: str, kind: str) -> None:
        if normalise_value(value) in self._stand_ins:
            return
        self._stand_ins[normalise_value(value)] = stand_in
        for form in spellings.list_name_spellings(value, kind):
            ordinary = normalise_value(form) in _ORDINARY or len(form) < 3
            if not ordinary:
                self._spelled.append(
                    _NameSpelling(_lower_keeping_length(form), stand_in, _find_match_mode(form))
                )
            elif kind in ("user", "host"):
                self._spelled.append(_NameSpelling(_lower_keeping_length(form), stand_in, kind))
        if len(value) >= 6 and normalise_value(value) not in _ORDINARY:
            for form in spellings.list_encoded_spellings(value):
                self._coded.setdefault(form, stand_in)
            for form in (
                spellings.sort_longest_first(spellings.list_name_orders(value))
                if kind == "user"
                else (value,)
            ):
                pattern, small = (
                    spellings.make_line_wrap_pattern(form, name=True),
                    _lower_keeping_length(form),
                )
                self._wrapped.append((small.replace(" ", ""), _find_longest_run(small), pattern, stand_in))
        self._sorted = False


def _find_wrapped_part(form: str, needle: str) -> str:
    """Return the part of a name without which its wrapped form isn't searched for."""
    return form if form.isascii() else needle


def _find_match_mode(form: str) -> str:
    """Return the match mode of a spelling; only long distinctive names also match inside words."""
    mixed = any(c.isdigit() for c in form) and any(c.isalpha() for c in form)
    return "anywhere" if len(form) >= 8 and mixed else "whole"


def _make_sort_key(form: _NameSpelling) -> tuple[int, str]:
    """Return a sort key: the longest spelling first, and a fixed order for equal lengths."""
    return -len(form.text), form.text


def _find_needle(form: str) -> str:
    """Return the longest run of plain letters and digits in a spelling; without one, all of it."""
    return _find_longest_run(form) or form


def _find_longest_run(form: str) -> str:
    runs = "".join(c if c.isascii() and c.isalnum() else " " for c in form).split()
    return max(runs, key=len, default="")


def _find_shortest_needles(needles: Iterable[str]) -> list[str]:
    """Return the search strings that contain no other search string; a text without them lacks all the
    others."""
    roots: list[str] = []
    for needle in sorted(needles, key=len):
        if not any(root in needle for root in roots):
            roots.append(needle)
    return roots


def _lower_keeping_length(text: str) -> str:
    """Return a text in lowercase with the same length, so that positions are the same in both."""
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    return "".join(small if len(small := c.lower()) == 1 else c for c in text)


def _replace_spelling(form: _NameSpelling, text: str, lower: str) -> tuple[str, int]:
    """Return the text with one spelling replaced, and the number of replacements."""
    parts: list[str] = []
    done, size = 0, len(form.text)
    whole = form.place == "whole"
    place = lower.find(form.text)
    while place >= 0:
        end = place + size
        apart = whole and lower[place - 1 : place] in _APART and lower[end : end + 1] in _APART
        if apart or _is_name_here(form, text, lower, place):
            parts += (text[done:place], form.stand_in)
            done = place + size
            place = lower.find(form.text, done)
        else:
            place = lower.find(form.text, place + 1)
    return "".join((*parts, text[done:])), len(parts) // 2


_APART = frozenset(' \n"')
"""Characters around most names in a log; between them no further test is needed."""


def _is_name_here(form: _NameSpelling, text: str, lower: str, place: int) -> bool:
    end = place + len(form.text)
    match form.place:
        case "anywhere":
            return True
        case "part" if not text[place].isupper():
            return False
        case "whole" | "part":
            return (
                _is_word_start(text, place)
                and not text[end : end + 1].isalnum()
                and not _is_start_of_placeholder(lower, end)
            )
        case "user":
            return _is_in_user_place(text, lower, place, end)
        case _:
            return _is_in_host_place(text, lower, place, end)


def _is_word_start(text: str, place: int) -> bool:
    """Return whether no word extends into this position; an escape (``%20``, ``\\n``) isn't a word."""
    if place == 0 or not text[place - 1].isalnum():
        return True
    if text[place - 2 : place] in ("\\n", "\\r", "\\t"):
        return True
    if text[place - 3 : place - 2] == "%" and _is_hexadecimal(text[place - 2 : place]):
        return True
    return text[place - 6 : place - 4] == "\\u" and _is_hexadecimal(text[place - 4 : place])


def _is_hexadecimal(digits: str) -> bool:
    return bool(digits) and all(c in "0123456789abcdefABCDEF" for c in digits)


def _is_start_of_placeholder(lower: str, end: int) -> bool:
    """Return whether a name is the start of a placeholder (a user called *user*: ``user-3f9a2c``)."""
    return (
        lower[end : end + 1] == "-"
        and get_lazy_pattern("-[0-9a-f]{6}(?:[^0-9a-z]|$)").match(lower[end : end + 8]) is not None
    )


def _is_in_user_place(text: str, lower: str, place: int, end: int) -> bool:
    after = text[end : end + 4]
    if after[:1].isalnum() or after[:1] in ("_", "-"):
        return False
    before = lower[max(0, place - 12) : place]
    if before.endswith(_BEFORE_USER):
        return True
    if text[place - 1 : place] == "\\" and text[max(0, place - 2) : place - 1].isalnum():
        return text[max(0, place - 2) : place - 1].isupper() or text[place - 2 : place - 1].isdigit()
    alone = place == 0 or not (text[place - 1].isalnum() or text[place - 1] in "_.-")
    addressed = (after[:1] == "@" and after[1:2].isalpha()) or (after[:3] == "%40" and after[3:4].isalpha())
    return alone and addressed


def _is_in_host_place(text: str, lower: str, place: int, end: int) -> bool:
    after = text[end : end + 2]
    if after[:1] == "$" and not after[1:].isalnum() and _is_word_start(text, place):
        return True
    if after[:1].isalnum() or after[:1] in ("_", "-"):
        return False
    before = lower[max(0, place - 14) : place]
    return before.endswith(_BEFORE_HOST) or (
        before.endswith(" ")
        and get_lazy_pattern(_SYSLOG_TIME).search(text[max(0, place - 17) : place]) is not None
    )


def _replace_all(pattern: str, text: str, new: str) -> tuple[str, int]:
    """Return the text with every match of a pattern replaced, and the number of matches."""
    parts: list[str] = []
    done = 0
    for match in get_lazy_pattern(pattern).finditer(text):
        start, end = match.span()
        parts += (text[done:start], new)
        done = end
    return "".join((*parts, text[done:])), len(parts) // 2
