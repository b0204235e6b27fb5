"""Rules for unusual spellings of addresses and device names: with spaces, defanged, at the end of a lease."""

# Patterns and lists of words read better on one line.
# ruff: noqa: E501, SIM905
from __future__ import annotations

from selfhelp.report.redact.aliases import Aliases, is_placeholder
from selfhelp.report.redact.number_checks import make_mac_placeholder
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import (
    NO_WORD,
    Rule,
    find_last_but_one_word,
    make_deviation_pattern,
    replace_group,
)

_H = "[0-9A-Fa-f]"
_SPACED = rf"(?i)\bmac\b[^\r\n]{{0,48}}?(?P<v>{_H}{{2}}(?: {_H}{{2}}){{5}})"
_HALVES = rf"(?:^|[^\pL\pN:.-])(?P<v>{_H}{{6}}[:-]{_H}{{6}})"
_DOT = r"(?: ?\[\.\] ?| ?\(\.\) ?|\{\.\}|\[dot\]|\(dot\)| dot )"
_DEFANGED = rf"(?i)(?:^|[^0-9A-Za-z.])(?P<v>[0-9]{{1,3}}(?:{_DOT}[0-9]{{1,3}}){{3}})"
_ADDRESS = rf"(?:{_H}{{2}}(?:[:-]{_H}{{2}}){{5}}|{_H}{{4}}\.{_H}{{4}}\.{_H}{{4}}|mac-[0-9a-f]+)"
_LEASE = rf"{_ADDRESS}[^\r\n]{{0,60}}?[0-9]{{1,3}}(?:\.[0-9]{{1,3}}){{3}}[ \t]+(?P<v>[A-Za-z][A-Za-z0-9_-]{{3,40}})[ \t]*(?:\r?\n|\z)"
_NAMED = r"(?i)\b(?:rechnername|computername|gerätename|hostname|device name|computer name|nom (?:du|de l['’]|de la) ?(?:poste|ordinateur|appareil|machine|pc))[ \t]{0,20}[:=]?[ \t]{1,20}[\"'«]?[ ]?(?P<v>[A-Za-z][A-Za-z0-9]{0,20}(?:-[A-Za-z0-9]{1,20}){1,3})"
_PROMPT = r"\[[a-z_][a-z0-9_-]{0,31}@(?P<v>[A-Za-z][A-Za-z0-9-]{2,40}) [~/][^\]\r\n]{0,60}\][#$]"
_TIME = r"(?:^|\n)(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[ ]{1,2}[0-9]{1,2} [0-9:]{8} "
_LOGGED = (
    rf"{_TIME}[A-Za-z][A-Za-z0-9]{{1,30}}(?:-[A-Za-z0-9]{{1,30}}){{1,4}} [\w.()/-]{{2,40}}(?:\[[0-9]+\])?:"
)
_GRANTED = r"DHCP[A-Z]{3,8} (?:on|for|from|to) [^\r\n(]{6,60}\([A-Za-z][A-Za-z0-9_-]{2,40}\)"
_INVENTORY = r"(?:^|[\s;,{])(?:NAME|Name|HOSTNAME|COMPUTERNAME)[ \t]{1,4}(?P<v>(?:PC|NB|LT|WS|LAP|DESKTOP|LAPTOP)-[A-Za-z0-9-]{2,30})"
_PORTED = r"(?:^|[ \t>])(?P<v>[0-9]{1,3}(?:\.[0-9]{1,3}){3})\.[0-9]{1,5}(?: >|:)"
_OUI = rf"(?i)\b(?:oui|mac)\b[^\r\n]{{0,24}}?(?P<v>{_H}{{12}})"
_NO_NAMES = frozenset(
    "dynamic static permanent reachable stale delay failed complete incomplete active inactive authenticated".split()
)


_UNREPLACED = _TIME + make_deviation_pattern((*"host-", *["0-9a-f"] * 6))
"""Pattern for the start of a log line whose computer isn't replaced yet; most are by now."""


def _has_unreplaced_host(block: str) -> bool:
    return get_lazy_pattern(_UNREPLACED).search(block) is not None


def _replace_mac(match: Match, aliases: Aliases) -> str | None:
    value = match["v"]
    new = make_mac_placeholder(aliases, "".join(c for c in value if c.isalnum()))
    digits, letters = any(map(str.isdigit, value)), any(map(str.isalpha, value))
    return replace_group(match, "v", new) if new and digits and letters else None


def _replace_defanged_address(match: Match, aliases: Aliases) -> str | None:
    plain = ".".join(found[""] for found in get_lazy_pattern(r"[0-9]+").finditer(match["v"]))
    new = aliases.make_ipv4_placeholder(plain)
    return None if new is None or new == plain else replace_group(match, "v", new)


def _replace_host(match: Match, aliases: Aliases) -> str | None:
    name = match["v"]
    if is_placeholder(name) or name.lower() in _NO_NAMES:
        return None
    return replace_group(match, "v", aliases.make_placeholder("host", name))


def _find_name_in_brackets(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the start and end of the name at the end of a match, without its brackets."""
    return text.rfind("(", start, end) + 1, end - 1


def rules() -> tuple[Rule, ...]:
    """Return the rules for addresses and device names in unusual spellings."""
    return (
        Rule("mac", ("mac",), _SPACED, _replace_mac, NO_WORD),
        Rule("mac", (":", "-"), _HALVES, _replace_mac, r"[\pL\pN_:-]"),
        Rule("ip", ("[.]", "(.)", "{.}", "[dot]", "(dot)", " dot "), _DEFANGED, _replace_defanged_address),
        Rule("host", (":", ".", "mac-"), _LEASE, _replace_host),
        Rule("host", ("]#", "]$"), _PROMPT, _replace_host),
        Rule(
            "host",
            ("jan ", "feb ", "mar ", "apr ", "may ", "jun ", "jul ", "aug ", "sep ", "oct ", "nov ", "dec "),
            _LOGGED,
            _replace_host,
            by_value=find_last_but_one_word,
            sieve=_has_unreplaced_host,
        ),
        Rule("host", ("dhcp",), _GRANTED, _replace_host, by_value=_find_name_in_brackets),
        Rule("host", ("name",), _INVENTORY, _replace_host, NO_WORD),
        Rule("ip", (" >", ":"), _PORTED, _replace_defanged_address),
        Rule("mac", ("oui", "mac"), _OUI, _replace_mac, NO_WORD),
        Rule("host", ("name", "poste", "ordinateur", "appareil", "machine"), _NAMED, _replace_host, NO_WORD),
    )
