"""Strings known beforehand: this person's names, this computer's, and secrets given by value."""

from __future__ import annotations

import base64
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import quote

from selfhelp.model import Reveals
from selfhelp.report.redact.aliases import Aliases, plain
from selfhelp.report.redact.personal import ip, plainly_known
from selfhelp.report.redact.rules import secret
from selfhelp.report.redact.words import COMMON

SHORTEST_SECRET = 4
_KINDS = {
    Reveals.PERSON: "user",
    Reveals.HOST: "host",
    Reveals.HARDWARE: "hw",
    Reveals.NETWORK: "network",
    Reveals.DEVICE: "device",
}
_USER_PLACES = (
    r"(?:(?<=[/\\]home[/\\])|(?<=[/\\]Users[/\\])|(?<=[A-Z0-9]\\)|(?<=user=)|(?<=USER=)|(?<=USERNAME=)|(?<=LOGNAME=))"
    r"{0}(?![\w-])|(?<![\w.-]){0}(?=(?:@|%40)[A-Za-z])"
)
_HOST_PLACES = (
    r"(?:(?<=@)|(?<=//)|(?<=\\\\)|(?<=host=)|(?<=hostname=)|(?<=hostname: )|(?<=HOSTNAME=)|(?<=COMPUTERNAME=)"
    r"|(?<=^[A-Z][a-z]{{2}} [ 0-3][0-9] [0-9]{{2}}:[0-9]{{2}}:[0-9]{{2}} )){0}(?![\w-])"
    r"|(?<![\w.-]){0}(?=\$(?!\w))"
)


class KnownSecrets:
    """Finds secrets given by value, in every spelling, also wrapped."""

    def __init__(self, secrets: Iterable[str]) -> None:
        values = sorted({s for s in secrets if len(s) >= SHORTEST_SECRET}, key=len, reverse=True)
        self._forms = sorted({form for value in values for form in _spellings(value)}, key=len, reverse=True)
        self._wrapped = [(v[:4], _wrapped(v)) for v in values if len(v) >= 8]

    def hide(self, text: str, counts: Counter[str]) -> str:
        """Return the text without them."""
        for form in self._forms:
            if form in text:
                counts["known"] += text.count(form)
                text = text.replace(form, secret("known"))
        if "\n" in text:
            for head, pattern in self._wrapped:
                if head in text:
                    text = re.sub(pattern, secret("known"), text)
        return text


def _spellings(value: str) -> set[str]:
    """Return how a secret may be written: as it is, in JSON, HTML, a link, hexadecimal, Base64."""
    raw = value.encode("utf-8", "surrogatepass")
    percent = quote(raw, safe="")
    lower = re.sub("%[0-9A-F]{2}", lambda m: m[0].lower(), percent)
    forms = {value, json.dumps(value)[1:-1], json.dumps(value, ensure_ascii=False)[1:-1], percent, lower}
    forms |= {percent.replace("%20", "+"), json.dumps(json.dumps(value)[1:-1])[1:-1]}
    forms |= {value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")}
    if len(raw) >= 6:
        forms |= (
            {raw.hex(), raw.hex().upper()}
            | _base64(raw)
            | _base64(value.encode("utf-16-le", "surrogatepass"))
        )
    return {form for form in forms if len(form) >= SHORTEST_SECRET}


def _base64(raw: bytes) -> set[str]:
    """Return the part of the Base64 text that the bytes alone decide, at each of three offsets."""
    found = set()
    for offset in range(3):
        coded = base64.b64encode(b"\0" * offset + raw).decode()
        first = (offset * 8 + 5) // 6
        last = (offset + len(raw)) * 8 // 6
        found |= {coded[first:last], coded[first:last].replace("+", "-").replace("/", "_")}
    return found


def _wrapped(value: str) -> str:
    """Return a pattern for a value that line ends cut."""
    return r"(?:\\\r?\n|\r?\n)?[ \t]{0,8}".join(re.escape(c) for c in value)


class KnownNames:
    """Finds names known beforehand; each has one stand-in whatever its spelling.

    A name of one or two characters, or one that is an ordinary word (``test``, ``pc``, ``admin``), is
    replaced only where the place says that it is a name: after ``/home/``, before ``@``, in
    ``user=``. Names that exist on every computer (``root``, ``localhost``) stay.
    """

    def __init__(self, known: Mapping[Reveals, Sequence[str]], aliases: Aliases) -> None:
        self._aliases = aliases
        self._stand_ins: dict[str, str] = {}
        self._rules: list[tuple[str, re.Pattern[str], str]] = []
        for reveals, values in known.items():
            for value in values:
                self.add(value.strip(), reveals)

    def add(self, value: str, reveals: Reveals) -> None:
        """Learn one more name."""
        kind = _KINDS.get(reveals)
        if kind is None or not value or len(value) > 200 or plain(value) in self._stand_ins:
            return
        if plainly_known(value) or ip(value) is not None:
            return
        if reveals is Reveals.HOST and "." in value:
            self._add_full_name(value)
        elif reveals is Reveals.PERSON and "@" in value:
            self._register(value, self._aliases.mail(*value.rsplit("@", 1)), "user")
        else:
            self._register(value, self._aliases.of(kind, value), kind)

    def find(self, value: str) -> str | None:
        """Return the stand-in of a whole value, where it is known."""
        return self._stand_ins.get(plain(value))

    def hide(self, text: str, counts: Counter[str]) -> str:
        """Return the text with stand-ins instead of names."""
        lower = text.lower()
        for needle, pattern, stand_in in self._rules:
            if needle in lower:
                text, number = pattern.subn(stand_in, text)
                if number:
                    counts[stand_in.partition("-")[0]] += number
        return text

    def _add_full_name(self, name: str) -> None:
        """A full host name teaches itself, its first part and its domain."""
        first, _, domain = name.rstrip(".").partition(".")
        self._register(name.rstrip("."), self._aliases.full_host(name), "host")
        self.add(first, Reveals.HOST)
        if "." in domain or not plainly_known(domain):
            self._register(domain, self._aliases.of("dom", domain), "dom")

    def _register(self, value: str, stand_in: str, kind: str) -> None:
        self._stand_ins[plain(value)] = stand_in
        for form in _name_forms(value, kind):
            if plain(form) in COMMON or len(form) < 3:
                places = _USER_PLACES if kind == "user" else _HOST_PLACES
                pattern = places.format(re.escape(form)) if kind in ("user", "host") else ""
            else:
                pattern = _whole(form)
            if pattern:
                self._rules.append(
                    (_needle(form), re.compile(pattern, re.IGNORECASE | re.MULTILINE), stand_in)
                )
        self._rules.sort(key=lambda rule: len(rule[1].pattern), reverse=True)


def _whole(form: str) -> str:
    """Return a pattern for a name that stands alone; long distinctive ones are found inside words too."""
    escaped = re.escape(form)
    if len(form) >= 8 and any(c.isdigit() for c in form) and any(c.isalpha() for c in form):
        return escaped
    free = r"(?:(?<![^\W_])|(?<=%[0-9A-Fa-f][0-9A-Fa-f])|(?<=\\[nrt]))"
    return rf"{free}{escaped}(?![^\W_])(?!-[0-9a-f]{{6}}(?![0-9a-z]))"


def _needle(form: str) -> str:
    """Return the longest part of a form that has one spelling in lower case."""
    return max(re.split(r"[^\x21-\x7e]+", form), key=len).lower()


def _name_forms(value: str, kind: str) -> list[str]:
    """Return the spellings of a name, without regard to case."""
    forms = {value, unicodedata.normalize("NFC", value), unicodedata.normalize("NFD", value)}
    words = value.split()
    if kind == "user" and 2 <= len(words) <= 4:
        orders = (words, words[::-1], [*words[1:], words[0]])
        forms |= {join.join(order) for order in orders for join in (" ", ".", "_", "-", ", ", "+", "")}
    if kind == "host" and len(value) > 15 and "." not in value:
        forms.add(value[:15])  # NetBIOS keeps fifteen characters
    forms |= {_without_accents(form) for form in forms}
    for form in tuple(forms):
        forms |= {
            json.dumps(form)[1:-1],
            quote(form, safe=""),
            quote(form.encode("latin-1", "replace"), safe=""),
        }
    return sorted((f for f in forms if len(_needle(f)) > 0), key=len, reverse=True)


def _without_accents(value: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", value) if not unicodedata.combining(c))
