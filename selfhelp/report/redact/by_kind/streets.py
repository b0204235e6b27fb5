"""Streets with a number by the words that streets are called by; a further language adds words."""

# Lists of words read better as words.
# ruff: noqa: E501
from __future__ import annotations

from selfhelp.report.redact.aliases import Aliases, holds_stand_in
from selfhelp.report.redact.re2_patterns import Match, compiled
from selfhelp.report.redact.rules import Rule, around
from selfhelp.report.redact.vocabulary.ordinary_words import is_ordinary

_BEFORE = [
    "rue",
    "avenue",
    "boulevard",
    "chemin",
    "impasse",
    "allée",
    "allées",
    "place",
    "quai",
    "route",
    "cours",
    "passage",
    "square",
    "résidence",
    "lotissement",
    "hameau",
    "lieu-dit",
    "voie",
    "montée",
    "sentier",
    "sente",
    "ruelle",
    "faubourg",
    "esplanade",
    "promenade",
    "rond-point",
    "traverse",
    "venelle",
    "côte",
    "domaine",
    "clos",
    "cité",
    "villa",
    "mail",
    "parvis",
    "ruette",
    "drève",
    "chaussée",
    "cour",
    "rampe",
    "escalier",
    "galerie",
    "via",
    "viale",
    "piazza",
    "corso",
    "vicolo",
    "calle",
    "avenida",
    "plaza",
    "paseo",
    "carrer",
    "camino",
    "rua",
    "travessa",
    "praça",
    "estrada",
    "largo",
    "ulica",
    "aleja",
    "strada",
]
"""Words before the name of a street: French, Italian, Spanish, Portuguese, Polish."""
_SHORT = [
    "r",
    "av",
    "ave",
    "bd",
    "bld",
    "blvd",
    "che",
    "chem",
    "imp",
    "all",
    "pl",
    "rte",
    "pass",
    "sq",
    "res",
    "rés",
    "lot",
    "ham",
    "zi",
    "za",
    "zac",
    "fg",
    "fbg",
    "espl",
    "prom",
    "trav",
    "rpt",
    "rd-pt",
]
"""The same as the post shortens them."""
_BEHIND = [
    "street",
    "road",
    "avenue",
    "lane",
    "drive",
    "close",
    "court",
    "crescent",
    "terrace",
    "square",
    "gardens",
    "row",
    "mews",
    "lofts",
    "wharf",
    "quay",
    "grove",
    "yard",
    "walk",
    "rise",
    "villas",
    "cottages",
    "parade",
    "circus",
    "heights",
    "mansions",
    "apartments",
    "croft",
    "fold",
    "vale",
    "meadow",
    "meadows",
    "boulevard",
    "parkway",
    "highway",
    "circle",
    "trail",
    "turnpike",
    "alley",
    "drove",
    "hill",
    "park",
    "place",
    "way",
    "green",
    "gate",
    "house",
    "chambers",
    "buildings",
    "st",
    "rd",
    "ave",
    "ln",
    "dr",
    "ct",
    "cres",
    "gdns",
    "blvd",
    "pkwy",
    "hwy",
]
"""Words behind the name of a street."""
_ENDINGS = [
    "straße",
    "strasse",
    "str.",
    "weg",
    "gasse",
    "platz",
    "allee",
    "ring",
    "damm",
    "ufer",
    "steig",
    "pfad",
    "graben",
    "markt",
    "berg",
    "chaussee",
    "promenade",
    "stieg",
    "kamp",
    "wall",
    "straat",
    "laan",
    "gracht",
    "plein",
    "dreef",
    "steenweg",
    "gatan",
    "vägen",
    "vej",
    "gade",
    "katu",
]
"""Endings of the name itself: German, Dutch, Nordic."""

_P = r"(?:(?:de la|de l['’]|de|du|des|d['’]|la|le|les|l['’]|et|en|sur|sous|aux?|à|del|della|dei|di|da|do|dos|DE|DU|DES|LA|LE|LES|SAINT|ST|STE)[ ]?)"
_CAP = r"(?:\p{Lu}[\pL'’.-]*)"
_NUMBER = r"(?P<n>[0-9]{1,4}(?:[ ]?(?:bis|ter|quater|BIS|TER|[A-Da-d]))?),?[ ]{1,3}"
_FRENCH = rf"(?:^|[^\pL\pN_.,/-])(?P<v>{_NUMBER}(?:(?i:{'|'.join(_BEFORE)})|(?:{'|'.join((*_SHORT, *map(str.upper, _SHORT), *map(str.title, _SHORT)))})\.?)[ ](?:{_P}{{0,2}}{_CAP}[ ]?){{1,6}})"
_ENGLISH = rf"(?:^|[^\pL\pN_.,/-])(?P<v>[0-9]{{1,4}}[A-Za-z]?,?[ ](?:{_CAP}[ ]){{1,3}}(?:{'|'.join(map(str.title, _BEHIND))})\.?)"
_GERMAN = rf"(?:^|[^\pL\pN_-])(?P<v>\p{{Lu}}[\pL-]*(?:[ ]\p{{Lu}}?[\pL-]+)?(?i:{'|'.join(_ENDINGS)})[ ][0-9]{{1,3}}[ ]?[a-h]?)"
_AT = rf"(?:^|[^\pL\pN_-])(?P<v>(?:Am|An der|An den|Auf der|Auf dem|Im|In der|In den|Zum|Zur|Beim|Hinter dem|Hinter der|Unter den|Vor dem|Alte|Alter|Neue|Neuer)[ ]{_CAP}(?:[ ]{_CAP})?[ ][0-9]{{1,3}}[ ]?[a-h]?)"
_LIVES = r"(?i)wohn|nachbar|adress|anschrift|paket|liefer|zustell|briefkasten|umzug|umgezogen|hinterhaus|hausnummer|plz|[^0-9][0-9]{5}[ ]\p{Lu}"


def _street(match: Match, aliases: Aliases) -> str | None:
    """A street unless a name of our subject stands in its place (*2 Windows Server Drive*)."""
    value = match["v"].rstrip(" .,'’")
    words = [word for word in value.split() if word[:1].isupper()]
    if holds_stand_in(value) or not words or sum(map(is_ordinary, words)) > len(words) / 2:
        return None
    return around(match, "v", aliases.of("place", value) + match["v"][len(value) :])


def _at(match: Match, aliases: Aliases) -> str | None:
    """A street without a word for one, in a line about living somewhere or a parcel."""
    text = match.string
    low = max(text.rfind("\n", 0, match.start("v")) + 1, match.start() - 120)
    near = text[low : match.end() + 120]
    return _street(match, aliases) if compiled(_LIVES).search(near) is not None else None


def rules() -> tuple[Rule, ...]:
    """Return the rules."""
    spelled = (*_BEFORE, *(f"{short} " for short in _SHORT), *(f"{short}." for short in _SHORT))
    after = r"[\pL\pN]"
    return (
        Rule("place", spelled, _FRENCH, _street, after),
        Rule("place", tuple(f" {word}" for word in _BEHIND), _ENGLISH, _street, after),
        Rule("place", tuple(_ENDINGS), _GERMAN, _street, after),
        Rule("place", ("am ", "an de", "auf de", "im ", "in de", "zum ", "zur ", "beim ", "hinter de", "unter de", "vor de", "alte", "neue"), _AT, _at, after, context=-1),
    )  # fmt: skip
