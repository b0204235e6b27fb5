"""Values that their form and place give away without a label: hosts of addresses, UUIDs, drawn codes in lines of their own."""

# Patterns and conditions of many words read better on one line.
# ruff: noqa: E501
from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from selfhelp.report.redact.aliases import Aliases, is_stand_in
from selfhelp.report.redact.by_kind import shapes
from selfhelp.report.redact.by_line.lines import Line, Part, line_rule
from selfhelp.report.redact.numbers import ip
from selfhelp.report.redact.re2_patterns import Match, compiled
from selfhelp.report.redact.rules import Rule, around, secret

_URL = r"(?i)[a-z][a-z0-9+.-]{1,14}://(?:[^\s/@:\"']{1,40}(?::[^\s/@\"']{0,40})?@)?(?P<v>[a-z][a-z0-9-]{1,40}(?:\.[a-z0-9-]{1,40}){0,4})(?:[/:?#\s\"'<>)\],;.]|\z)"
_MOUNTED = r"(?m)(?:^|[ \t\"'=])(?P<v>[A-Za-z][A-Za-z0-9-]{2,40}(?:\.[A-Za-z0-9-]{1,40}){0,4}):/[A-Za-z]"
_SYSLOG = r"(?m)^(?:<[0-9]{1,3}>[0-9]?[ ]?)?(?:[A-Z][a-z]{2}[ ]{1,2}[0-9]{1,2}[ ][0-9:]{8}|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,15}(?:Z|[+-][0-9:]{4,6})?)[ ](?P<v>[A-Za-z][A-Za-z0-9.-]{2,62})[ ][A-Za-z][\w./()-]{1,40}(?:\[[0-9]+\])?:"
_LISTENING = r"(?P<v>[0-9]{1,3}(?:\.[0-9]{1,3}){3})\.[0-9]{1,5}(?:[ ]>[ ](?P<w>[0-9]{1,3}(?:\.[0-9]{1,3}){3})\.[0-9]{1,5})?"
_TCPDUMP = rf"(?:^|[ ])IP6?[ ]{_LISTENING}"
_PRIVATE = r"(?i).*\.(?:local|lan|corp|internal|intern|interne|intra|intranet|priv|prive|home|ad|loc|dom|dmz|prod|lab)"


def _host(match: Match, aliases: Aliases) -> str | None:
    """A host of an address: one word with a number or a dash, or one whose ending is of no public network."""
    value = match["v"].rstrip(".")
    if is_stand_in(value) or not (shapes.fits_host(value) if "." not in value else compiled(_PRIVATE).full(value)):
        return None
    return around(match, "v", aliases.full_host(value) + match["v"][len(value) :])


_OWN = 20
"""Lines behind which a log is one computer's own, whose name the system told already."""


@lru_cache(maxsize=8)
def _is_own(block: str, host: str) -> bool:
    return block.count(f" {host} ") > _OWN


def _logged(match: Match, aliases: Aliases) -> str | None:
    """The host of a line of syslog (RFC 3164, RFC 5424); in a long log of one host it is this computer."""
    host = match["v"]
    if is_stand_in(host) or not shapes.fits_host(host) or _is_own(match.string, host):
        return None
    return around(match, "v", aliases.full_host(host))


def _captured(match: Match, aliases: Aliases) -> str | None:
    """Addresses of tcpdump, which joins the port by a dot."""
    new = match[""]
    for group in ("w", "v"):
        found = ip(match[group]) if match[group] else None
        if found is not None:
            start = match.start(group) - match.start()
            new = new[:start] + aliases.address(found) + new[start + len(match[group]) :]
    return new


_UUID = rf"(?:^|[^0-9A-Za-z_-])\{{?(?P<v>{shapes.UUID})(?:[^0-9A-Za-z_-]|\z)"

def _uuid(match: Match, aliases: Aliases) -> str | None:
    """A random UUID (version 4, RFC 9562) in words of a person or a short listing: of a device, an account, a key."""
    value, start = match["v"], match.start("v")
    if value[14] != "4" or value[19] not in "89abAB" or len(set(value)) < 8:
        return None
    low = max(0, start - 160)
    before = match.string[low:start]
    after = match.string[match.end("v") : match.end("v") + 40].split("\n")[0]
    return None if shapes.is_component(before + after) else around(match, "v", aliases.of("hw", value))


_GROUPED = r"(?:^|[^0-9A-Za-z_/.-])(?P<v>[A-Z0-9]{4,8}(?:-[A-Z0-9]{4,8}){2,7})(?:[^0-9A-Za-z_/-]|\z)"


def _grouped(match: Match, aliases: Aliases) -> str | None:
    """Groups of drawn capitals and digits: a licence, a code to restore; most groups mix both."""
    groups = match["v"].split("-")
    mixed = sum(any(map(str.isdigit, g)) and any(map(str.isalpha, g)) for g in groups)
    even = len({len(g) for g in groups}) == 1
    return around(match, "v", secret("code")) if even and mixed * 2 >= len(groups) and mixed > 1 else None


_CODE_LINE = r"[ \t>*•-]*(?:[0-9]{1,2}[.):][ ]{1,3})?(?P<v>[A-Za-z0-9]{4,10}(?:[ -][A-Za-z0-9]{3,10}){0,5})[ \t,;]*"
_LISTED = r"(?m)^[ \t>*•-]*(?:[0-9]{1,2}[.):][ ]{1,3})?[A-Za-z0-9]{4,10}(?:[ -][A-Za-z0-9]{3,10}){0,5}[ \t,;]*\r?$"


def read_list(line: Line) -> Iterator[Part]:
    """Return codes that stand in three lines and more, one each, all drawn alike."""
    first = _alone(line)
    if first is None:
        return
    parts, form = [first], _form(line.whole[first.start : first.end])
    for following in line.following(24):
        part = _alone(following)
        if part is None or _form(line.whole[part.start : part.end]) != form:
            break
        parts.append(part)
    values = [line.whole[part.start : part.end] for part in parts]
    drawn = sum(any(map(str.isdigit, v)) for v in values)
    grouped = any(" " in v or "-" in v for v in values)
    mixed = sum(any(map(str.isalpha, v)) and any(map(str.isdigit, v)) for v in values)
    if len(set(values)) < 3 or drawn * 2 < len(values) or not (mixed * 2 >= len(values) or (grouped and drawn == len(values))):
        return
    if all(compiled(r"[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?|[A-Za-z]{2,5}[- ]?[0-9]{1,8}|[0-9a-f]{7,10}").full(v) for v in values):
        return
    yield from parts


def _alone(line: Line) -> Part | None:
    match = compiled(_CODE_LINE).match(line.text)
    if match is None or match.end() != len(line.text) or is_stand_in(match["v"]):
        return None
    return Part(line.start + match.start("v"), line.start + match.end("v"), "code")


def _form(value: str) -> str:
    """Return a value with each letter and digit alike, its signs as they are."""
    return "".join("x" if c.isalnum() else c for c in value) + ("A" if value.upper() == value else "a")


_PROFILE = r"(?i)(?:^|[\\/])(?:users?|homes?|profils?|profiles?|perso|personnel|userdata|redirections?|redirected|folderredirection|benutzer|utilisateurs?|home ?dirs?|roaming)\$?\\+(?P<v>[A-Za-z][A-Za-z0-9._-]{2,40})(?:\\|/|\s|[\"'<>,;)]|\z)"


def _profile(match: Match, aliases: Aliases) -> str | None:
    """The folder of one person below that of all: ``\\profiles$\\name.V6``."""
    value = compiled(r"(?i)\.(?:v[2-9]|dom[a-z]*|old|bak|[0-9]{3})\b.*").search(match["v"])
    name = match["v"][: value.start()] if value is not None else match["v"]
    if is_stand_in(name) or not shapes.fits_login(name):
        return None
    return around(match, "v", aliases.of("user", name) + match["v"][len(name) :])


def rules() -> tuple[Rule, ...]:
    """Return the rules."""
    return (
        Rule("host", ("://",), _URL, _host),
        Rule("host", (":/",), _MOUNTED, _host),
        Rule("host", (), _SYSLOG, _logged),
        Rule("ip", ("ip ", "ip6 "), _TCPDUMP, _captured),
        Rule("user", ("\\",), _PROFILE, _profile),
        Rule("hardware", ("-4", "-5"), _UUID, _uuid, context=-1),
        Rule("code", ("-",), _GROUPED, _grouped),
        line_rule("code", (), _LISTED, read_list),
    )
