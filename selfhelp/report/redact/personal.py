"""Rules for values identified by form: network addresses, telephone numbers, numbers with check digits."""

# A pattern reads better on one line.
# ruff: noqa: E501
from __future__ import annotations

import string
from collections.abc import Callable
from functools import lru_cache
from urllib.parse import unquote

from selfhelp.report.redact.aliases import Aliases
from selfhelp.report.redact.number_checks import (
    IBAN_LENGTHS,
    find_octets,
    is_card,
    is_iban,
    is_nir,
    list_card_lengths,
    make_mac_placeholder,
    parse_ip_address,
)
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import (
    NO_WORD,
    Replace,
    Rule,
    ShortRule,
    find_line_start,
    make_left_boundary_pattern,
    make_secret_placeholder,
    replace_group,
)

_W = r"\pL\pN_"
_H = "[0-9A-Fa-f]"
_C = "(?::|%3[Aa])"
_LABEL = r"(?i:mac|ssid|addr|address|ether|src|dst|ip|ip6|ipv6|inet6?|host|from|gateway|dns|server|client|id|hwaddr|wlan[0-9]?|eth[0-9]?):"
_MAC = rf"(?:{make_left_boundary_pattern('0-9A-Za-z:.-')}|{_LABEL})(?P<v>{_H}{{2}}(?:(?:[:-]|%3[Aa]){_H}{{2}}){{5,19}})"
_CISCO = rf"{make_left_boundary_pattern(_W + '.:-')}(?P<v>{_H}{{4}}\.{_H}{{4}}\.{_H}{{4}})"
_BARE_MAC = rf"(?i)\b(?:mac|hwaddr|physical)(?:[ _-]?addr(?:ess)?)?[\"']?\s{{0,3}}[:=]\s{{0,8}}[\"']?(?P<v>{_H}{{12}})"
_DECIMAL = r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}"
_V4 = rf"(?:{make_left_boundary_pattern('0-9.')}|\.\.)(?P<v>{_DECIMAL})"
_AWS = r"(?i)\bip-(?P<v>[0-9]{1,3}(?:-[0-9]{1,3}){3})"
_GROUPS = rf"{_H}{{1,4}}(?:{_C}{_H}{{1,4}}){{0,6}}"
_V6 = (
    rf"(?:{make_left_boundary_pattern('0-9A-Za-z:.')}|{_LABEL})(?P<v>(?:{_H}{{1,4}}{_C}){{7}}{_H}{{1,4}}|(?:{_H}{{1,4}}{_C}){{6}}{_DECIMAL}"
    rf"|{_GROUPS}{_C}{_C}(?:(?:{_H}{{1,4}}{_C}){{0,5}}{_DECIMAL}|{_GROUPS})|{_H}{{1,4}}(?:{_C}{_H}{{1,4}}){{1,6}}{_C}{_C}"
    rf"|{_C}{_C}(?:(?:{_H}{{1,4}}{_C}){{0,5}}{_DECIMAL}|{_H}{{1,4}}(?:{_C}{_H}{{1,4}}){{1,6}}))"
)
_VERSIONS = (
    "version", "ver", "release", "build", "driver", "firmware", "bios", "revision", "rev", "pilote", "update",
    "mise à jour", " v",
)  # fmt: skip
_WITHIN = ("ver", "rev")
"""Version words that are also endings of other words: *server*, *nameserver*."""
_TO_HOST = (
    "from ", "to ", "addr ", "addr:", "address ", "address: ", "address=", "ip ", "ip=", "ip: ", "ip:", "[", "//", "@", "inet ",
    "host ", "host=", "server ", "server: ", "nameserver ", "ntp ", "peer ", "router ", "relay ", "logging ", "forwarder ", "forwarders ", "next-server ", "ssh ", "server=", "gateway ", "via ", "src=", "dst=", "ping ", "dns ", "=", ": ", "->",
    "client ", "peer ", "(", "for ", "by ", "%3d", "%2f", "src ", "dst ",
)  # fmt: skip
_FILE_NAME = f"{string.ascii_letters}{string.digits}_.-"
_HEXADECIMAL = frozenset(string.hexdigits)
_NUMBER = r"\pL\pN_.+/-"
_ALONE = rf"(?:{make_left_boundary_pattern(_NUMBER)}|[^\pN][.+-]|/)"
_PHONE = (
    r"(?P<v>(?:\+|%2[Bb]|00)33[ .-]?(?:\(0\))?[ .-]?[1-9](?:[ .-]?[0-9]{2}){4}"
    r"|07[1-9][0-9]{8}|01[5-7][0-9][ /-]?[0-9]{7,8}|\(0\)[1-9](?:[ .-]?[0-9]{2}){4}|0[1-9](?:(?:[ .-][0-9]{2}){4}|(?:[/_·][0-9]{2}){4}|(?: ?[–—,-] ?[0-9]{2}){4}|[0-9]{8})"
    r"|00(?:33|32|41|352)[ .-]?(?:\(0\))?[1-9](?:[ .-]?[0-9]){7,8}|00(?:44|49|39|34|31|43|45|46|47|48|351|353|1)[ .-]?(?:\(0\))?[1-9](?:[ .-]?[0-9]){8,10}|\+?1[ .-]\(?[2-9][0-9]{2}\)?[ .-][2-9][0-9]{2}[ .-][0-9]{4}|[2-9][0-9]{2}\.[2-9][0-9]{2}\.[0-9]{4}"
    r"|\+[1-9][0-9]{0,2}[ .-]?(?:\([0-9]{1,4}\)[ .-]?)?[0-9]{1,4}(?:[ .-]?[0-9]{2,4}){2,4}"
    r"|0[1-9][0-9]{2}(?:[ ./][0-9]{2}){3}|0[1-9][0-9]{3}[ ][0-9]{6}|0[1-9][0-9]{2}[ -][0-9]{3}[ -][0-9]{4}|0[1-9][0-9][ -][0-9]{4}[ -][0-9]{4}|0[1-9][0-9][ ][0-9]{3}(?:[ ][0-9]{2}){2}|0[1-9][0-9]{1,3}/[0-9]{4,8}"
    r"|\(0[1-9][0-9]{1,3}\)[ ]?[0-9]{3,6}[ -]?[0-9]{2,5}|\+[1-9][0-9][ ]?\(0\)[ ]?[0-9]{2,4}(?:[ ]?[/-]?[ ]?[0-9]{2,4}){2,4}|0(?: [0-9]){9}|\([0-9]{3}\) ?[0-9]{3}-[0-9]{4}|[2-9][0-9]{2}-[2-9][0-9]{2}-[0-9]{4})"
)
_PHONES = rf"(?:{make_left_boundary_pattern(_NUMBER)}|/|_){_PHONE}"
_SAID = r"(?i)(?:\b(?:tel|phone|mobile|portable|natel|gsm|handy|mob|cell|call|ring|text|sms|whatsapp|fax|joindre|joignable|appel\w*|rappel\w*|num(?:é|e)ro|number|reach (?:me|us)|contact|rückruf\pL*|durchwahl|erreichbar|anruf\pL*|festnetz|zentrale|nummer)|\b(?:t(?:é|e)l(?:é|e)?))[^\r\n0-9+]{0,48}(?P<v>\+?(?:\([0-9]{1,5}\)[ .-]?)?[0-9]{2,5}(?:[ ./_-]{1,2}[0-9]{2,4}){2,6})"
_LINKED = r"(?i)(?:wa\.me/|whatsapp\.com/send\?phone=|(?:tel|sms|sip|callto|skype|viber|facetime)(?::|%3a)/{0,2})(?P<v>\+?[0-9][0-9().-]{6,16})"
_EXTENSION = r"(?i)(?:\b(?:ext(?:ension|n)?\.?|poste|ligne interne|ddi|direct line|num(?:é|e)ro interne|interne)[ ]?(?:n°|no\.?|[:=#])?[ ]?|phone-[0-9a-f]{6,}[ ]?x)(?P<v>[0-9]{3,6})"
_CALLED = r"(?i)(?:\btel|\btél|phone|téléphone|telephone|mobile|portable|\bfax)[.:= n°#]{1,6}(?P<v>\+?[0-9](?:[ ./-]?[0-9]){5,14})"
_GAP = "(?:[ -]|%20)?"


def _make_iban_pattern() -> str:
    """Return a pattern for the IBANs of all countries: groups of four, up to the country's length."""
    forms = []
    for length in sorted(set(IBAN_LENGTHS.values())):
        countries = "|".join(sorted(c for c, own in IBAN_LENGTHS.items() if own == length))
        groups, rest = divmod(length - 4, 4)
        last = f"{_GAP}[A-Za-z0-9]{{{rest}}}" if rest else ""
        forms.append(f"(?i:{countries})[0-9]{{2}}(?:{_GAP}[A-Za-z0-9]{{4}}){{{groups}}}{last}")
    return "|".join(forms)


_IBAN = rf"{make_left_boundary_pattern('A-Za-z0-9')}(?P<v>{_make_iban_pattern()})"
_CARD = rf"{_ALONE}(?P<v>(?:3[0-9]|4[0-9]|5[0-8]|6[02-57]|2[2-7])(?:(?:[ -]|%20)?[0-9]){{10,17}})"
_NIR = rf"{_ALONE}(?P<v>[1-478][ .]?[0-9]{{2}}[ .]?[0-9]{{2}}[ .]?(?:[0-9]{{2}}|2[ABab])[ .]?[0-9]{{3}}[ .]?[0-9]{{3}}[ .-]?[0-9]{{2}})"
_WITHOUT_MARKS = str.maketrans("", "", " -.")
_REMEMBERED = 10_000
"""Maximum number of cached numbers; a text with more distinct ones hardly repeats them."""
_NO_OCTETS = frozenset({16, 20, 32})
"""Lengths in bytes of certificate fingerprints (MD5, SHA-1, SHA-256), which look like hardware addresses."""


_MULTICAST = rf"(?i)01[:-]00[:-]5e(?:[:-]{_H}{{2}}){{3}}|33[:-]33(?:[:-]{_H}{{2}}){{4}}"
"""Pattern for multicast addresses; seven bytes from 01 on are a DHCP client ID with a computer's address."""


def _replace_mac(match: Match, aliases: Aliases) -> str | None:
    new = _find_mac_placeholder(match["v"], aliases)
    return new and replace_group(match, "v", new)


def _replace_plain_mac(match: Match, aliases: Aliases) -> str | None:
    new = make_mac_placeholder(aliases, match["v"])
    return new and replace_group(match, "v", new)


def _replace_ipv4(match: Match, aliases: Aliases) -> str | None:
    """Replace an IPv4 address; the text around it distinguishes it from a four-part version."""
    new = _find_ipv4_placeholder(match.string, *match.span("v"), aliases)
    return None if new is None else match.string[match.start() : match.start("v")] + new


def _find_ipv4_placeholder(text: str, start: int, end: int, aliases: Aliases) -> str | None:
    """Return the replacement of four numbers joined by dots, or None if they stay."""
    value = text[start:end]
    known = aliases.remembered
    new = known[value] if value in known else _find_address_placeholder(value, aliases)
    if new is None or _announces_version(text[max(0, start - 32) : start]):
        return None
    if new.startswith("ip-private"):
        return new
    named = get_lazy_pattern(_NAMED_PROGRAM).search(text[max(0, start - 48) : start]) is not None
    return None if named or _is_version(text, start, end) else new


_NAMED_PROGRAM = r"\p{Lu}\pL+[ ](?:Client|Agent|Player|Reader|Viewer|Browser|Connect|Suite|Studio|Desktop|Launcher|Toolkit|Plugin|Edge|Chrome|Chromium|Firefox|Defender)[ ]\z"
"""Pattern for the name of a program, which its version follows: *Cisco Secure Client 5.1.3.62*."""


def _find_cached_mac_placeholder(text: str, start: int, end: int, aliases: Aliases) -> str | None:
    value = text[start:end]
    known = aliases.remembered
    found = known.get(value)
    if found is None and value not in known:
        short = len(value) == _SIX_OCTETS and "%" not in value and value[:2] not in _MULTICAST_BEGINS
        found = make_mac_placeholder(aliases, value) if short else _find_mac_placeholder(value, aliases)
        known[value] = found
    return found


_SIX_OCTETS = 17
"""Length of a hardware address as logs write it, in characters."""
_MULTICAST_BEGINS = ("01", "33")


def _find_mac_placeholder(value: str, aliases: Aliases) -> str | None:
    """Return the placeholder of a hardware address, or None.

    Six byte pairs are one; seven, eight and more may contain one (client ID, EUI-64, DUID). A multicast
    address (RFC 1112 and 2464) isn't a computer's.
    """
    shown = unquote(value) if "%" in value else value
    if shown[:2] in _MULTICAST_BEGINS and get_lazy_pattern(_MULTICAST).is_full_match(shown):
        return None
    new = make_mac_placeholder(aliases, shown)
    if new is None and len(value) > 17:
        digits = shown.replace(":", "").replace("-", "").lower()
        new = None if len(digits) // 2 in _NO_OCTETS | {6} else aliases.make_placeholder("mac", digits)
    return new


def _find_address_placeholder(value: str, aliases: Aliases) -> str | None:
    """Return the replacement of a network address, or None if the value isn't one."""
    if value not in aliases.remembered:
        if ":" in value:
            address = parse_ip_address(value)
            new = None if address is None else aliases.make_ip_placeholder(address)
            aliases.remembered[value] = None if new is None or parse_ip_address(new) == address else new
        elif value.startswith("0."):
            aliases.remembered[value] = None  # rather a version
        else:
            aliases.remembered[value] = aliases.make_ipv4_placeholder(value)
    return aliases.remembered[value]


def _has_small_parts(value: str) -> bool:
    return all(len(part) < 3 and int(part) < 32 for part in value.split("."))


def _is_version(text: str, start: int, end: int) -> bool:
    """Return whether a public address is rather a version, by its numbers and the text around it."""
    before, value = text[max(0, start - 24) : start], text[start:end]
    if end - start < 12 and "." in value[:3] and _has_small_parts(value):
        return not before.rstrip("\"'").lower().endswith(_TO_HOST)  # 5.0.1.0 is more likely a version
    line = text[find_line_start(text, start, 80) : start]
    return _is_version_by_context(before, line, text[end : end + 2]) or _is_below_version(text, start)


@lru_cache(maxsize=_REMEMBERED)
def _is_version_by_context(before: str, line: str, after: str) -> bool:
    """Return whether the text around a number says that it is a version; log lines repeat."""
    if line and _follows_version_word(line):
        return True
    glued = after[:1] in ("-", "~", "+", "_") and after[1:].isalnum()
    return _is_joined_to_name(before) or glued or (after[:1].isascii() and after[:1].islower())


@lru_cache(maxsize=_REMEMBERED)
def _announces_version(before: str) -> bool:
    """Return whether a word for a version precedes a number; log lines repeat, so the cache helps."""
    word = before.rstrip(" \t:=_([/\"'").lower()
    return any(
        word.endswith(name) and not (word[: -len(name)][-1:].isalpha() and name in _WITHIN)
        for name in _VERSIONS
    )


_VERSION_NEAR = r"(?i)(?:^|[^\pL])(?:versions?|firmware|drivers?|treiber|pilotes?|updated?|upgraded?|mise à jour|patch|release|build)(?P<v>(?:[ ,:]{1,2}[\pL\pN()./+-]+){0,9}[ ,:(]{1,2})\z"
_ABOUT_VERSIONS = (
    "version",
    "firmware",
    "driver",
    "treiber",
    "pilote",
    "update",
    "upgrade",
    "jour",
    "patch",
    "release",
    "build",
)
_ADDRESSED = r"(?i)(?:^|[^\pL])(?:hosts?|servers?|serveurs?|ip|address\w*|adress\w*|adresse|dns|gateway|proxy|router|client|peer|port|ping|nodes?|at|via|by|sur|on|auf|über|unter|http\w*|url|site|network|netz|réseau|subnet|packet\w*|zone|record|iface|tcp|udp|connect\w*|reach\w*|download\w*)(?:[^\pL]|\z)"


def _follows_version_word(before: str) -> bool:
    """Return whether a word for versions precedes a number by a few words, none of them about addresses."""
    small = before.lower()
    if not any(word in small for word in _ABOUT_VERSIONS):  # most addresses: RE2 takes ten times as long
        return False
    found = get_lazy_pattern(_VERSION_NEAR).search(before)
    return found is not None and get_lazy_pattern(_ADDRESSED).search(found["v"]) is None


def _is_below_version(text: str, start: int) -> bool:
    """Return whether a number stands in a column whose heading is about versions."""
    if text[start - 2 : start] != "  " and text[start - 1 : start] not in ("\t", "|"):
        return False
    above = text.rfind("\n\n", max(0, start - _TABLE), start)
    low = above + 2 if above >= 0 else 0
    heading = text[low : low + 400].partition("\n")[0]
    line = text.rfind("\n", max(0, start - 400), start)
    if line < 0 and start > 400:
        return False
    place = start - line - 1
    return (
        "version" in heading[max(0, place - 2) : place + 16].lower()
        and "version" not in heading[: max(0, place - 2)].lower()[-8:]
    )


_TABLE = 6_000
"""Maximum distance of a number from the heading of its column, in characters."""


def _is_joined_to_name(before: str) -> bool:
    """Return whether a name is joined to a number (``Chrome/1.2.3.4``); an escape isn't a name."""
    last, name = before[-1:], before[-2:-1]
    if not (last.isalpha() or (last in ("-", "_", "/") and name.isalpha()) or before.endswith(".so.")):
        return False
    if last == "/" and before[:-1].rstrip(_FILE_NAME)[-1:] in ("/", "\\"):  # a path, unlike Chrome/1.2.3.4
        return False
    if name == "\\" and last in "nrt":
        return False
    return before[-3:-2] != "%" or not set(before[-2:]) <= _HEXADECIMAL


def _replace_aws_host(match: Match, aliases: Aliases) -> str | None:
    address = parse_ip_address(match["v"].replace("-", "."))
    return replace_group(match, "v", aliases.make_ip_placeholder(address)) if address else None


def _replace_ipv6(match: Match, aliases: Aliases) -> str | None:
    value = match["v"]
    new = _find_address_placeholder(unquote(value) if "%" in value else value, aliases)
    return None if new is None or new == value else replace_group(match, "v", new)


# -- numbers with a check digit: the part of a long run that is one --------------------------------


def _find_beginning(value: str, count: int) -> str:
    """Return the beginning of a value with ``count`` letters and digits, or all of it."""
    if value[:count].isalnum():
        return value[:count]
    place = 0
    while count and place < len(value):
        step = 3 if value.startswith("%20", place) else 1
        count -= value[place].isalnum()
        place += step
    return value[:place]


def _remove_separators(value: str) -> str:
    if value.isalnum():
        return value
    return (value.replace("%20", "") if "%" in value else value).translate(_WITHOUT_MARKS)


def _find_iban(match: Match) -> str:
    return _find_checked_part(match, (IBAN_LENGTHS.get(match["v"][:2].upper(), 0),), is_iban)


_COUNTED = r"(?i)(?:^|[^\pL])(?:tid|pid|thread|ts|seq|trace|offset|size|bytes|inode|job|id|tick|time|timestamp|epoch|handle|ptr|addr|nonce|span|request)[ :=#]{1,2}\z"


def _find_card(match: Match) -> str:
    if match["v"].isdigit() and get_lazy_pattern(_COUNTED).search(
        match.string[max(0, match.start("v") - 12) : match.start("v")]
    ):
        return ""
    part = _find_checked_part(match, list_card_lengths(_remove_separators(match["v"][:14])[:4]), is_card)
    groups = [len(group) for group in part.replace("%20", " ").replace("-", " ").split(" ")]
    return "" if 6 in groups and groups[:2] == [4, 6] and groups[2:] not in ([4], [5]) else part


def _find_checked_part(match: Match, lengths: tuple[int, ...], check: Callable[[str], bool]) -> str:
    """Return the part of a match with correct check digits that stands alone, or an empty string."""
    place, whole = match.start("v"), _remove_separators(match["v"])
    for length in lengths:
        if len(whole) < length or not check(whole[:length]):
            continue
        part = _find_beginning(match["v"], length)
        following = match.string[place + len(part) : place + len(part) + 2]
        if not following[:1].isalnum() and not (following[:1] in ".-" and following[1:].isdigit()):
            return part
    return ""


def _make_checked_replacer(kind: str, part_of: Callable[[Match], str]) -> Replace:
    """Return a function that replaces a number with correct check digits."""

    def replace(match: Match, aliases: Aliases) -> str | None:
        start, end = match.span("v")
        seen = match.string[start : end + 2]
        part, new = aliases.numbers.get(seen) or _cache_checked_number(match, aliases, seen)
        if not part:
            match.resume = _find_next_group(match)
            return None
        match.resume = start + part
        return match.string[match.start() : start] + new

    def _cache_checked_number(match: Match, aliases: Aliases, seen: str) -> tuple[int, str]:
        part = part_of(match)
        if len(aliases.numbers) >= _REMEMBERED:
            aliases.numbers.clear()
        found = aliases.numbers[seen] = (
            len(part),
            aliases.make_placeholder(kind, _remove_separators(part)) if part else "",
        )
        return found

    return replace


def _make_checked_hider(kind: str, part_of: Callable[[Match], str]) -> Replace:
    """Return a function that hides a number with correct check digits, except a tracking number."""

    def hide(match: Match, aliases: Aliases) -> str | None:
        start, part = match.start("v"), part_of(match)
        before = match.string[max(0, start - _TRACKING_REACH) : start]
        match.resume = start + len(part) if part else _find_next_group(match)
        if not part or (part.isdigit() and get_lazy_pattern(_TRACKING).search(before) is not None):
            return None
        return match.string[match.start() : start] + make_secret_placeholder(kind)

    return hide


def _find_long_card(match: Match) -> str:
    """Return a card number of 14 digits or more; many parcels and orders have shorter numbers."""
    part = _find_card(match)
    return part if len(_remove_separators(part)) >= _LONG_CARD else ""


_LONG_CARD = 14
_TRACKING_REACH = 40
_TRACKING = r"(?i)(?:track\w*|parcel|shipment|colis|suivi|sendung\w*|paket\w*)(?: (?:number|no\.?|id|code|nr\.?|nummer|n°))?(?: (?:is|est|ist))?[ :#=]{0,3}\z"
"""Pattern of the words directly before a tracking number."""


def _find_next_group(match: Match) -> int:
    """Return the position in a failed match where another such number could begin, or -1."""
    following = get_lazy_pattern(r"[ -](?:[A-Z]{2}[0-9]{2}|[2-6][0-9]{3})").search(match[""][1:])
    return match.start() + 1 + following.start() if following is not None else -1


def _find_resume_position(match: Match) -> int:
    return match.resume


def _replace_nir(match: Match, aliases: Aliases) -> str | None:
    bare = _remove_separators(match["v"])
    return replace_group(match, "v", aliases.make_placeholder("nir", bare)) if is_nir(bare) else None


def _replace_phone(match: Match, aliases: Aliases) -> str | None:
    value = match["v"]
    shown = value if value.isalnum() else unquote(value).replace("(0)", "")
    digits = shown if shown.isdigit() else "".join(c for c in shown if c.isdigit() or c == "+")
    if (
        value[4:5] == "/"
        and len(value) == 11
        and match.string[match.start("v") - 1 : match.start("v")] == "["
    ):
        return None  # month, day and time in a browser's log
    if match.string[max(0, match.start("v") - 6) : match.start("v")].count(",") > 1 and "," in value:
        return None  # bytes of the registry: *hex:9e,1e,07,80,12,00*
    if digits == "0123456789" or not 6 <= len(digits) - digits.count("+") <= 15:
        return None
    for prefix in ("+33", "0033"):
        if digits.startswith(prefix):
            digits = "0" + digits.removeprefix(prefix)
    return replace_group(match, "v", aliases.make_placeholder("phone", digits))


_TELEPHONES = (
    "tel ", "tel:", "tel.", "tél", "telephone", "phone", "mobile", "portable", "natel", "gsm", "handy", "mob.", "mob ", "cell ", "cell:", "call ", "ring ", "text ", "sms", "whatsapp", "fax", "joindre",
    "joignable", "appel", "numéro", "numero", "number", "reach me", "reach us", "contact", "rückruf", "durchwahl", "erreichbar", "anruf", "festnetz", "zentrale", "nummer",
)  # fmt: skip
_NO_PHONE = r"[0-9]{1,4}[./-][0-9]{1,2}[./-][0-9]{1,4}|[0-9]{1,3}(?:\.[0-9]{1,3}){3}|(?:19|20)[0-9]{2}[ -].*|[0-9]{1,3}(?: [0-9]{3})+"


def _replace_spoken_phone(match: Match, aliases: Aliases) -> str | None:
    """Replace a number in groups that is called or named as a number: 8 to 15 digits, not a date."""
    value = match["v"]
    digits = sum(c.isdigit() for c in value)
    before = match.string[match.start() : match.start("v")].lower()
    if (
        not 8 <= digits <= 15
        or get_lazy_pattern(_NO_PHONE).is_full_match(value)
        or "version" in before
        or "série" in before
        or "serial" in before
    ):
        return None
    return _replace_phone(match, aliases)


def _replace_extension(match: Match, aliases: Aliases) -> str:
    return replace_group(match, "v", aliases.make_placeholder("phone", match["v"]))


_QUICK_V4 = ShortRule(_DECIMAL, "0123456789.", _find_ipv4_placeholder)
_QUICK_MAC = ShortRule(
    rf"{_H}{{2}}(?:(?:[:-]|%3[Aa]){_H}{{2}}){{5,19}}",
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz:.-",
    _find_cached_mac_placeholder,
    find_octets,
)


def payment_rules() -> tuple[Rule, ...]:
    """Return the rules for the user's own words: IBANs and card numbers are secrets there, too."""
    return (
        Rule("iban", (), _IBAN, _make_checked_hider("iban", _find_iban), "", _find_resume_position, -1),
        Rule("card", (), _CARD, _make_checked_hider("card", _find_long_card), "", _find_resume_position, -1),
    )


def rules() -> tuple[Rule, ...]:
    """Return the rules for personal values with a known form; enclosing forms run first."""
    dotted = rf"[{_W}]|[.-][0-9]"
    return (
        Rule("mac", (":", "-", "%3a"), _MAC, _replace_mac, "[0-9A-Fa-f]|[:-][0-9A-Fa-f]", quick=_QUICK_MAC),
        Rule("mac", (".",), _CISCO, _replace_plain_mac, rf"[{_W}]|\.[0-9A-Fa-f]{{4}}"),
        Rule("mac", ("mac", "hwaddr", "physical"), _BARE_MAC, _replace_plain_mac, NO_WORD),
        Rule("iban", (), _IBAN, _make_checked_replacer("iban", _find_iban), "", _find_resume_position, -1),
        Rule("nir", (), _NIR, _replace_nir, dotted),
        Rule("card", (), _CARD, _make_checked_replacer("card", _find_card), "", _find_resume_position, -1),
        Rule("ip", ("::", "%3a%3a", ":", "%3a"), _V6, _replace_ipv6, rf"[{_W}:]|\.[0-9]"),
        Rule("ip", (".",), _V4, _replace_ipv4, r"[0-9]|\.[0-9]", context=-1, quick=_QUICK_V4),
        Rule("ip", ("ip-",), _AWS, _replace_aws_host, rf"[{_W}-]"),
        Rule("phone", ("tel", "tél", "phone", "mobile", "portable", "fax"), _CALLED, _replace_phone, NO_WORD),
        Rule("phone", (), _PHONES, _replace_phone, r"[\pL\pN-]|_[0-9]|\.[0-9]"),
        Rule(
            "phone",
            ("wa.me", "whatsapp", "tel:", "sms:", "sip:", "callto:", "skype:", "viber", "facetime", "%3a"),
            _LINKED,
            _replace_phone,
            r"[\pL\pN_]",
        ),
        Rule("phone", _TELEPHONES, _SAID, _replace_spoken_phone, r"[\pL\pN_-]|[.:/][0-9]"),
        Rule(
            "phone",
            ("ext", "poste", "intern", "ddi", "direct", "x"),
            _EXTENSION,
            _replace_extension,
            rf"[{_W}-]|[.:,][0-9]",
        ),
    )
