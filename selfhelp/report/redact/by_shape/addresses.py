"""Rules for postal addresses by their last part, a postal code and town; the words before it are the street.

Forms: Universal Postal Union, addressing systems. A code of four or five digits isn't enough: a word for
streets or a country prefix (``D-24837``) must precede it.
"""

# Patterns and lists of words read better on one line.
# ruff: noqa: E501, SIM905
from __future__ import annotations

import re
from collections.abc import Iterator

from selfhelp.report.redact.aliases import Aliases, contains_placeholder
from selfhelp.report.redact.by_line.line_rules import Line, ReplacedPart, make_line_rule
from selfhelp.report.redact.by_shape.person_shapes import fold_text
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import Rule, make_hiding_replacer, replace_group

_CAPITAL = r"\p{Lu}[\pL'’.-]*"
_TOWN = rf"{_CAPITAL}(?:[ -](?:{_CAPITAL}|am|an|der|den|sur|sous|le|la|les|lès|de|del|upon|in|en|im)){{0,4}}"
_UK = r"(?:GIR 0AA|[A-Z]{1,2}[0-9][0-9A-Z]? [0-9][A-Z]{2})"
_STATES = (
    "AL|AK|AZ|AR|CA|CO|CT|DE|FL|GA|HI|IA|IL|IN|KS|KY|LA|MA|MD|ME|MI|MN|MO|MS|MT|NC|ND|NE|NH|NJ|NM|NV|NY|OH|OK|OR|PA|RI"
    "|SC|SD|TN|TX|UT|VA|VT|WA|WI|WV|WY|DC"
)
_US = rf"{_CAPITAL}(?: {_CAPITAL}){{0,2}},? (?:(?:{_STATES}) [0-9]{{5}}|ID 83[0-9]{{3}})(?:-[0-9]{{4}})?"
"""Pattern for a US town, state and code; for *ID* (Idaho) the code begins with 83, so *Event ID 10016*
doesn't match."""
_AU = rf"{_CAPITAL}(?: {_CAPITAL}){{0,2}},? (?:NSW|VIC|QLD|SA|WA|TAS|ACT|NT) [0-9]{{4}}"
_CA = r"[ABCEGHJ-NPRSTVXY][0-9][A-Z][ -][0-9][A-Z][0-9]"
_NL = rf"[1-9][0-9]{{3}} ?[A-Z]{{2}} {_TOWN}"
_SIGNED = rf"(?:A|B|CH|D|DE|F|FR|I|L|LU|NL|BE|AT|ES|PL)[ ]?[-–][ ]?[0-9]{{4,5}} {_TOWN}"
_PLAIN = rf"[0-9]{{4,5}} {_TOWN}(?: (?:CEDEX|Cedex)(?: [0-9]{{1,2}})?)?"

_STREETS = re.compile(
    r"(?:rue|r\.|sente|traverse|villa|clos|mail|cour|av|av\.|ave|avenue|bd|bd\.|bld|boul|boulevard|all(?:é|e)es?|all\.|imp|imp\.|impasse|ch|ch\.|chemin|pl|pl\.|place|quai"
    r"|rte|rte\.|route|cours|square|sq\.|passage|sentier|r(?:é|e)sidence|r(?:é|e)s\.?|lotissement|faubourg|hameau|esplanade|promenade"
    r"|ruelle|venelle|cit(?:é|e)|lieu-dit|lieudit|zone|za|zi|street|st|st\.|road|rd|rd\.|lane|ln|drive|dr|close|court|crescent|terrace"
    r"|way|gardens|grove|parkway|hill|row|mews|walk|parade|rise|farm|cottage|house|via|viale|piazza|corso|calle|avenida|plaza|paseo|rua"
    r"|travessa|ulica|ul\.|.*(?:stra(?:ß|ss)e|str\.|weg|platz|gasse|allee|gracht|straat|laan|plein|kade|steeg|gatan|gade|vej|veien))\Z"
)
_JOINING = frozenset(
    "de du des d la le les l à a au aux en sur sous der die das den dem am an im in zum zur zu vor hinter auf van von ter het bis quater "
    "étage etage porte gauche droite appt apt appartement bât bat bâtiment escalier esc r. rue avenue av. boulevard bd bd. allée allee "
    "impasse chemin place quai route cours square passage résidence residence lieu-dit lieudit lotissement n° no c/o apartment flat unit "
    "suite floor of the and et".split()
)
"""Lowercase words that occur in addresses."""
_NUMBER = re.compile(r"#?[0-9]{1,5}(?:[a-zA-Z]{1,2})?(?:[/.-][0-9A-Za-z]{1,5})?\Z")
_ORDINAL = re.compile(r"[0-9]{1,2}(?:er|e|ème|eme|st|nd|rd|th)\Z")
_CAPITALISED = re.compile(r"[^\W\d_][\w'’.-]*\Z")
_LABELS = frozenset(
    "adresse address adressen anschrift livraison delivery facturation billing postale home shipping domicile ship to from".split()
)
_REACH = 90
"""Maximum number of characters before the town in an address."""
_TOKEN = re.compile(r"\S+")


def may_be_address_word(word: str) -> bool:
    """Return whether a word may be part of an address."""
    bare = word.strip(",()")
    if len(bare) == 1 and bare in "abcdefgh":
        return True
    if not bare or bare in "/-–":
        return bare != "" or word == ","
    if (
        _NUMBER.match(bare)
        or _ORDINAL.match(bare)
        or fold_text(bare) in _JOINING
        or bare.casefold() in _JOINING
    ):
        return True
    if _STREETS.match(bare.casefold()):
        return True
    return bare[0].isupper() and _CAPITALISED.match(bare) is not None


def _find_street_start(before: str) -> int:
    """Return the position at which the address words before a town begin."""
    start = len(before)
    for token in reversed(list(_TOKEN.finditer(before))):
        word = token[0]
        if not may_be_address_word(word) or (
            word.endswith((".", ":", ";", "!", "?")) and start < len(before) and not _is_abbreviation(word)
        ):
            break
        if word.endswith((":", ";")):
            break
        start = token.start()
    return start


def _is_abbreviation(word: str) -> bool:
    """Return whether a word with a dot is an abbreviation (``av.``, ``Bât.``), not the end of a sentence."""
    return len(word) <= 5 and word.count(".") == 1 and not (len(word) == 2 and word[0].isupper())


def _skip_introduction(before: str, start: int) -> int:
    """Return the start after words that only introduce an address."""
    for token in _TOKEN.finditer(before, start):
        word = token[0].strip(",").casefold()
        if word in _LABELS or (
            word in _JOINING
            and word
            not in ("c/o", "lieu-dit", "lieudit", "flat", "unit", "suite", "apt", "appt", "bât", "rue", "r.")
        ):
            continue
        return token.start()
    return len(before)


def _has_street_word(words: list[str]) -> bool:
    """Return whether address words include a word for streets and at least one other word."""
    return len(words) > 1 and any(_STREETS.match(word.strip(",()").casefold()) for word in words)


_RECORD = r"[0-9]{2,6}[ \t]+IN[ \t]+(?:A|AAAA|MX|NS|TXT|CNAME|SOA|SRV|PTR|CAA)(?:[^\pL]|\z)"
"""Pattern for the time to live and type of an entry in a zone file (RFC 1035)."""


def _find_addresses(line: Line) -> Iterator[ReplacedPart]:
    """Yield the addresses in a line: each town with its postal code, and the street before it."""
    text, place = line.text, 0
    for match in get_lazy_pattern(_TOWNS).finditer(text):
        start, end = match.span("t")
        low = max(place, start - _REACH)
        low += max(text[low:start].rfind(sign) + 1 for sign in '\t;|="<>{}')
        before = text[low:start]
        begin = _skip_introduction(before, _find_street_start(before))
        words = before[begin:].split()
        numbered = any(any(map(str.isdigit, word)) for word in words) or "lieu" in before[begin:].casefold()
        place_name = len(words) > 1 and words[-1] in ("–", "-") and words[-2][:1].isupper()
        joined = before.rstrip()[-1:] in (",", "–") and _has_street_word(words)
        if get_lazy_pattern(_RECORD).match(text[start : end + 8]) is not None:
            continue
        if start < place or not (
            match["s"] or place_name or joined or (_has_street_word(words) and numbered)
        ):
            continue
        place = end
        yield ReplacedPart(line.start + low + begin, line.start + end, "place")


_CEDEX = r"[0-9]{5} \p{Lu}[\pL'’. -]{1,30} (?:CEDEX|Cedex|cedex)(?: [0-9]{1,2})?"
_SURE = rf"(?:(?:{_TOWN},? )?{_UK}|{_CEDEX}|{_US}|{_AU}|(?:{_TOWN},? (?:[A-Z]{{2}} )?)?{_CA}|{_NL}|{_SIGNED})"
_TOWNS = rf"(?:^|[^\pL\pN_.-])(?P<t>(?P<s>{_SURE})|{_PLAIN})"
_CODES = rf"(?:(?:^|[\s,;(-])[0-9]{{4,5}} ?(?:[A-Z]{{2}} )?\p{{Lu}}|[0-9][A-Z]{{2}}\b|(?:{_STATES}|ID|NSW|VIC|QLD|SA|WA|TAS|ACT|NT) [0-9]{{4}}|[A-Z][0-9][A-Z][ -][0-9][A-Z][0-9])"
"""Pattern that matches in every form; cheaper than the forms."""

_PARTS = r"(?im)(?:^|[;,|\t{ ])[\"']?(?:[\w.-]{0,20}(?:address|adresse|addr|street)[_-]?(?:line)?[_-]?[2-4]|(?:addr(?:ess)?_?)?line[1-4]|compl(?:é|e)ment(?: d['’]adresse)?|stra(?:ß|ss)e|plz(?: ?/ ?ort)?|wohnort|l)[\"']?[ \t]{0,20}[:=][ \t]{0,12}[\"']?(?P<v>[^\r\n\"';|]{2,60})"


_SMALL_STREET = (
    r"(?:^|[^\pL\pN_.-])(?P<v>[0-9]{1,5}[a-z]? (?:\p{Lu}[\pL'’-]+ ){1,3}(?:st|rd|ave|ln|dr|blvd)\b)"
)
_DOOR = r"(?i)\b(?:(?:code|digicode) (?:de la |du |d['’]|de l['’])?(?:porte|portail|immeuble|entr(?:é|e)e|interphone|acc(?:è|e)s)|digicode|(?:door|gate|entry) code)[ \t]{0,3}(?:is|est|:|=)?[ \t]{0,3}(?P<v>[A-Za-z]?[0-9]{1,6}[A-Za-z*#]?[0-9*#]{0,6}[A-Za-z]?)"


def _replace_part_of_street(match: Match, aliases: Aliases) -> str | None:
    return (
        None
        if contains_placeholder(match["v"])
        else replace_group(match, "v", aliases.make_placeholder("place", match["v"]))
    )


def _replace_address_part(match: Match, aliases: Aliases) -> str | None:
    value = match["v"].strip()
    return (
        None
        if contains_placeholder(value)
        or value[:1] in "$%{\\"
        or (
            value[:1].isdigit()
            and get_lazy_pattern(r"(?i)(?:^|.*[^\pL])l[\"']?[ ]?[:=][ ]?[\"']?").is_full_match(
                match.string[match.start() : match.start("v")]
            )
        )
        or value.casefold() in ("null", "none", "-", "n/a")
        else replace_group(match, "v", aliases.make_placeholder("place", value))
    )


def rules() -> tuple[Rule, ...]:
    """Return the rules for addresses that end with a postal code and a town."""
    return (
        make_line_rule("place", (), _CODES, _find_addresses),
        Rule(
            "place",
            (
                "address",
                "adresse",
                "addr",
                "street",
                "line",
                "complément",
                "complement",
                "straße",
                "strasse",
                "plz",
                "ort:",
                "l:",
            ),
            _PARTS,
            _replace_address_part,
        ),
        Rule("place", (" st", " rd", " ave", " ln", " dr"), _SMALL_STREET, _replace_part_of_street),
        Rule(
            "code",
            ("code p", "code d", "code i", "digicode", "door code", "gate code"),
            _DOOR,
            make_hiding_replacer("code"),
            r"[\pL\pN_]",
        ),
    )
