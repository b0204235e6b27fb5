"""Rules for street addresses with a number, by words for streets; a further language adds words."""

# Lists of words read better as words.
# ruff: noqa: E501
from __future__ import annotations

from collections.abc import Iterator

from selfhelp.report.redact.aliases import Aliases, contains_placeholder
from selfhelp.report.redact.by_line.line_rules import Line, ReplacedPart, make_late_line_rule
from selfhelp.report.redact.by_shape.addresses import may_be_address_word
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import Rule, replace_group
from selfhelp.report.redact.vocabulary.listed_words import is_word
from selfhelp.report.redact.vocabulary.ordinary_words import is_ordinary_word
from selfhelp.report.redact.word_lists import TECHNICAL

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
"""Words before a street name: French, Italian, Spanish, Portuguese, Polish."""
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
"""Postal abbreviations of words before a street name."""
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
"""Words after a street name."""
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
"""Endings of street names: German, Dutch, Nordic."""

_P = r"(?:(?:de la|de l['’]|de|du|des|d['’]|la|le|les|l['’]|et|en|sur|sous|aux?|à|del|della|dei|di|da|do|dos|DE|DU|DES|LA|LE|LES|SAINT|ST|STE)[ ]?)"
_CAP = r"(?:\p{Lu}[\pL'’.-]*)"
_NUMBER = r"(?P<n>[0-9]{1,4}(?:[ ]?(?:bis|ter|quater|BIS|TER|[A-Da-d]))?),?[ ]{1,3}"
_FRENCH = rf"(?:^|[^\pL\pN_.,/-])(?P<v>{_NUMBER}(?:(?i:{'|'.join(_BEFORE)})|(?:{'|'.join((*_SHORT, *map(str.upper, _SHORT), *map(str.title, _SHORT)))})\.?)[ ](?:{_P}{{0,2}}{_CAP}[ ]?){{1,6}})"
_ENGLISH = rf"(?:^|[^\pL\pN_.,/-])(?P<v>[0-9]{{1,4}}[A-Za-z]?,?[ ](?:{_CAP}[ ]){{1,3}}(?:{'|'.join(map(str.title, _BEHIND))})\.?)"
_GERMAN = rf"(?:^|[^\pL\pN_-])(?P<v>\p{{Lu}}[\pL-]*(?:[ ]\p{{Lu}}?[\pL-]+)?(?i:{'|'.join(_ENDINGS)})[ ][0-9]{{1,3}}[ ]?[a-h]?)"
_AT = rf"(?:^|[^\pL\pN_-])(?P<v>(?:Am|An der|An den|Auf der|Auf dem|Im|In der|In den|Zum|Zur|Beim|Hinter dem|Hinter der|Unter den|Vor dem|Alte|Alter|Neue|Neuer)[ ]{_CAP}(?:[ ]{_CAP})?[ ][0-9]{{1,3}}[ ]?[a-h]?)"
_NAMED_BEFORE = r"rue|avenue|av\.|boulevard|bd\.?|chaussée|chemin|ch\.|place|quai|route|rte|drève|impasse|allée|via|viale|v\.le|corso|c\.so|piazza|p\.(?:zz)?a|largo|vicolo|strada|calle|c/|avenida|avda\.?|avd\.|plaza|pza\.?|paseo|pº|ronda|carrer|camino|carretera|ctra\.?|rua|travessa|praça|estrada|ul\.|ulica|aleja|al\.|os\.|pl\."
_BEHIND_NAME = rf"(?:^|[^\pL\pN_.-])(?P<v>(?i:(?:{_NAMED_BEFORE})[ ]|c/|ul\.|al\.|os\.|av\.)(?:{_P}{{0,2}}{_CAP}[ ,]{{1,2}}){{1,5}}(?:n[°º.][ ]?)?[0-9]{{1,4}}[ ]?[a-zA-Z]?(?:[/-][0-9A-Za-z]{{1,4}}){{0,2}}(?:,?[ ](?:bus|bte|boîte|box|m\.|int\.|piso|[0-9][ºª°])[ ]?[0-9A-Za-z]{{0,6}}){{0,2}})"
"""Pattern for a number after the street name: Belgium, Switzerland, Italy, Spain, Portugal, Poland."""
_PLACE = r"place-[0-9a-f]{6}"
_EIRCODE = r"[ACDEFHKNPRTVWXY][0-9][0-9W][ ]?[0-9ACDEFHKNPRTVWXY]{4}"
_IRISH = rf"(?:^|[^\pL\pN])(?P<v>(?:{_CAP}(?:[ ]{_CAP}){{0,3}},[ ]){{0,3}}(?:Co\.|County)[ ]{_CAP}(?:,?[ ]{_EIRCODE})?|(?:(?i:eircode)[ ]?[:=]?[ ]?|Dublin,?[ ]|Cork,?[ ]|Galway,?[ ]|Limerick,?[ ]|Ireland,?[ ]|Co\.[ ]\pL{{3,12}},?[ ]|{_PLACE},[ ]){_EIRCODE})"
_POSTCODE = rf"(?:(?:[A-Z]{{1,2}}[ ]?-[ ]?)?[0-9]{{4,5}}(?:[ ]?[A-Z]{{2}}\b)?|[0-9]{{3}}[ ][0-9]{{2}}|[0-9]{{2}}-[0-9]{{3}}|[0-9]{{4}}-[0-9]{{3}}|[A-Z]{{1,2}}[0-9][0-9A-Z]?[ ]?[0-9][A-Z]{{2}}|{_EIRCODE}|[A-Z][0-9][A-Z][ ]?[0-9][A-Z][0-9])"
_CODED = rf"(?i:code postal|postal code|zip code|post ?code|plz|postleitzahl|eircode|código postal|cap)[ ](?:is[ ]|est[ ]|ist[ ]|lautet[ ])?(?P<v>{_POSTCODE})"
_BOX = r"(?:^|[^\pL\pN])(?P<v>(?i:p\.?[ ]?o\.?[ ]?box|gpo box|private bag|postfach|postbus|case postale|boîte postale|apartado(?: de correos)?|casella postale|skr\. poczt\.)[ ](?:n[°º.][ ]?)?[0-9][0-9 ]{0,8}[0-9]|(?:BP|B\.P\.|CS|TSA)[ ](?:n[°º.][ ]?)?[0-9]{2,3}[ ]?[0-9]{2,3})"
_ZONE = rf"(?:^|[^\pL\pN])(?P<v>(?:Z\.?[AI]\.?(?:C\.?)?|Zone (?:artisanale|industrielle|d['’]activités)|Parc (?:d['’]activités|d['’]affaires|tertiaire|technologique)|Technopôle|Gewerbepark|Industriestraße|Lieu-?dit|lieu-?dit|hameau|Hameau|au lieu-?dit)[ ](?:{_P}{{0,2}}{_CAP}[ ]?){{1,4}})"
_DOORS = r"(?:^|[^\pL\pN])(?P<v>(?i:b(?:â|a)t(?:iment|\.)?|esc(?:alier|\.)?|tour|entrée|flat|apartment|apt\.?|appt\.?|appartement|unit|suite|étage|porte|top|stiege)[ ][0-9A-Z]{1,4}(?:[ ]?,?[ ](?i:appt\.?|appartement|apt\.?|porte|esc\.?|escalier|étage|top|tür)[ ][0-9A-Z]{1,4}){0,2})[, –-]{1,3}place-[0-9a-f]{6}"
_TOWN = rf"{_CAP}(?:(?:[ -]|[ -](?:am|an|der|den|sur|sous|le|la|les|lès|de|del|upon|on|in|en|im)[ -]|-){_CAP}){{0,4}}(?:[ -]d['’]{_CAP})?"
_JOINT = r"(?:,?\r?\n[ \t>]{0,8}|[ ]?[,;|–/(\t-]{1,2}[ ]{0,2}(?:à |in |en )?|[ ](?:à|in|at|au|zu|a|en|near|près de|bei)[ ]|[ ])"
_FLOOR = r"(?:,?[ ](?:[0-9]{1,2}[.ºª°]?(?:e|er|ème|th|st|nd|rd)?[ ]?(?i:stock|étage|og|floor|piso|dcha|izq|andar|piano|verdieping)\.?(?:[ ](?i:gauche|droite|links|rechts))?|(?i:bte|bus|box|apt\.?|ste\.?|suite|app\.?|top|tür|unit|flat)[ ]?[0-9A-Z]{1,4}))"
_RIGHT = rf"{_FLOOR}?(?:[ ](?:[0-9A-Za-z/-]{{1,12}})(?P<j>[, )]))?{_JOINT}(?P<v>{_POSTCODE}[ ,]{{1,2}}{_TOWN}(?:[ ]\([A-Z]{{2}}\)|[ ](?i:cedex)(?:[ ][0-9]{{1,2}})?)?|{_TOWN}(?:,?[ ]{_TOWN})?,?[ ]\(?{_POSTCODE}\)?|{_POSTCODE}|{_TOWN}(?:,[ ]{_TOWN})?(?:[ ][0-9]{{1,2}})?)(?:[^\pL\pN]|\z)"
"""Pattern for text after a street: postal code and town in any order, or a town alone."""
_LEFT = rf"(?:^|[\s:(\"'|;>])(?P<v>(?:(?:{_CAP}|[0-9]{{1,4}}[a-zA-Z]?)[ ]){{0,4}}(?:{_CAP}|[0-9]{{1,4}}[a-zA-Z]?|n°[ ]?[0-9]+),?)[ ]?[,–-]?[ ]{{0,2}}\z"
_HOUSE = r"(?i)(?:.*[^\pL])?(?:house|cottages?|lodge|farm|barn|hall|manor|mill|forge|villa|grange|vicarage|rectory|court|park|business|lane|street|road|résidence|residence|res\.|rés\.|bât\.?|bâtiment|immeuble|tour|clos|domaine|parc|centre|center|flat|unit|suite|floor|apt\.?|appt\.?|campus|estate|rue|chemin|route|allée|hof|haus|quartier|zone|z\.?[ai]\.?c?|bp|cs)(?:[^\pL].*)?"
"""Pattern for words for the building named before a street."""
_LIVES = r"(?i)wohn|nachbar|adress|anschrift|paket|liefer|zustell|briefkasten|umzug|umgezogen|hinterhaus|hausnummer|plz|[^0-9][0-9]{5}[ ]\p{Lu}"


def _replace_street(match: Match, aliases: Aliases) -> str | None:
    """Replace a street, unless most of its words are ordinary words: *2 Windows Server Drive* stays."""
    value = match["v"].rstrip(" .,'’")
    words = [word for word in value.split() if word[:1].isupper()]
    if contains_placeholder(value) or not words or sum(map(is_ordinary_word, words)) > len(words) / 2:
        return None
    return replace_group(match, "v", aliases.make_placeholder("place", value) + match["v"][len(value) :])


def _replace_unmarked_street(match: Match, aliases: Aliases) -> str | None:
    """Replace a street without a word for streets, in a line about living somewhere or a parcel."""
    text = match.string
    least = max(0, match.start() - 120)
    low = max(text.rfind("\n", least, match.start("v")) + 1, least)
    near = text[low : match.end() + 120]
    return _replace_street(match, aliases) if get_lazy_pattern(_LIVES).search(near) is not None else None


def _replace_post_office_box(match: Match, aliases: Aliases) -> str | None:
    """Replace a post office box: its full name, or an abbreviation near a postal code."""
    short = match["v"][:1] in "BCT" and match["v"][:2].isupper()
    near = match.string[max(0, match.start() - 60) : match.end() + 60]
    coded = get_lazy_pattern(rf"{_PLACE}|[0-9]{{5}}[ ]\p{{Lu}}|(?i:cedex)").search(near)
    return (
        None
        if short and coded is None
        else replace_group(match, "v", aliases.make_placeholder("place", match["v"]))
    )


def _replace_irish_place(match: Match, aliases: Aliases) -> str | None:
    """Replace an Irish county or Eircode; *Electronics Co. Ltd* stays."""
    company = get_lazy_pattern(
        r"(?i).*[ ](?:ltd|limited|inc|llc|kg|gmbh|ag|sa|court|council|corp)\.?"
    ).is_full_match(match["v"])
    return None if company else _replace_place(match, aliases)


def _replace_district(match: Match, aliases: Aliases) -> str | None:
    """Replace a district or hamlet near an address."""
    value = match["v"].rstrip(" .,'’")
    near = match.string[max(0, match.start() - 80) : match.end() + 120]
    if (
        contains_placeholder(value)
        or get_lazy_pattern(rf"{_PLACE}|[0-9]{{5}}[ ]\p{{Lu}}").search(near) is None
    ):
        return None
    return replace_group(match, "v", aliases.make_placeholder("place", value) + match["v"][len(value) :])


def _replace_place(match: Match, aliases: Aliases) -> str | None:
    return (
        None
        if contains_placeholder(match["v"])
        else replace_group(match, "v", aliases.make_placeholder("place", match["v"]))
    )


def _replace_town_in_brackets(match: Match, aliases: Aliases) -> str | None:
    """Replace a town and its postal code in brackets: *à Montreuil (93100)*."""
    return _replace_place(match, aliases) if not any(map(is_word, match["v"].split()[:-1])) else None


def _replace_street_with_number_after(match: Match, aliases: Aliases) -> str | None:
    """Replace a street with its number after it, unless its name is a word (*via Teams 2*)."""
    words = [word.strip(",") for word in match["v"].split() if word[:1].isupper()]
    ours = any(is_ordinary_word(word) or word.casefold() in TECHNICAL for word in words[1:] or words)
    return None if ours and not _is_followed_by_place(match) else _replace_street(match, aliases)


def _is_followed_by_place(match: Match) -> bool:
    """Return whether a postal code or a replaced place follows the match."""
    behind = match.string[match.end() : match.end() + 40]
    return get_lazy_pattern(rf"[ ,;–-]{{1,4}}(?:{_POSTCODE}[ ]\p{{Lu}}|{_PLACE})").match(behind) is not None


def _find_neighbouring_address_parts(line: Line) -> Iterator[ReplacedPart]:
    """Yield the other parts of an address near a replaced part: town, building, lines above."""
    text = line.text
    for found in get_lazy_pattern(_PLACE).finditer(text):
        yield from _find_parts_beside(line, found.start(), found.end())
    if len(get_lazy_pattern(_PLACE).search(text)[""]) + 30 > len(text.strip()):  # type: ignore[index]
        yield from _find_lines_above(line)
        below = next(line.iter_lines_after(1), None)
        alone = (
            None
            if below is None
            else get_lazy_pattern(rf"[ \t>]*(?P<v>(?:{_POSTCODE}[ ])?{_TOWN})[ ,\t]*").match(below.text)
        )
        if (
            below is not None
            and alone is not None
            and alone.end() == len(below.text)
            and _is_town(alone["v"])
        ):
            yield ReplacedPart(below.start + alone.start("v"), below.start + alone.end("v"), "place")


def _find_parts_beside(line: Line, start: int, end: int) -> Iterator[ReplacedPart]:
    text = line.text
    right = get_lazy_pattern(_RIGHT).match(text[end : end + 120])
    if right is not None and _is_town(right["v"]):
        yield ReplacedPart(line.start + end + right.start("v"), line.start + end + right.end("v"), "place")
    low = max(0, start - 60)
    left = get_lazy_pattern(_LEFT).search(text[low:start])
    if (
        left is not None
        and not contains_placeholder(left["v"])
        and (left["v"][:1].isdigit() or get_lazy_pattern(_HOUSE).is_full_match(left["v"]))
    ):
        yield ReplacedPart(
            line.start + low + left.start("v"),
            line.start + low + left.start("v") + len(left["v"].rstrip(" ,")),
            "place",
        )


def _is_town(value: str) -> bool:
    """Return whether a value is a town or a postal code, not the rest of a sentence."""
    words = [word for word in value.replace("-", " ").split() if word.isalpha() and len(word) > 2]
    coded = any(map(str.isdigit, value)) and len(value) > 3
    return coded or (bool(words) and not all(map(is_word, words)))


def _find_lines_above(line: Line) -> Iterator[ReplacedPart]:
    """Yield the lines above that belong to an address, up to the highest one with a building or number."""
    end, towns = line.start - 1, list[ReplacedPart]()
    for above in line.list_lines_before(3):
        bare = above.strip(" \t\r>,")
        start = line.whole.rfind(above, 0, end + 1)
        end = start - 1
        fits = (
            4 < len(bare) < 60
            and ":" not in bare
            and not contains_placeholder(bare)
            and all(map(may_be_address_word, bare.split()))
        )
        if not fits or start < 0:
            return
        low = start + above.find(bare)
        towns.append(ReplacedPart(low, low + len(bare), "place"))
        if (
            get_lazy_pattern(_HOUSE).is_full_match(bare)
            or bare[0].isdigit()
            or get_lazy_pattern(r".*\pL[ ][0-9]{1,4}[a-z]?").is_full_match(bare)
        ):
            yield from towns
            towns = []
        elif not _is_town(bare):
            return


def rules() -> tuple[Rule, ...]:
    """Return the rules for streets."""
    spelled = (*_BEFORE, *(f"{short} " for short in _SHORT), *(f"{short}." for short in _SHORT))
    after = r"[\pL\pN]"
    return (
        Rule("place", spelled, _FRENCH, _replace_street, after),
        Rule("place", tuple(f" {word}" for word in _BEHIND), _ENGLISH, _replace_street, after),
        Rule("place", tuple(_ENDINGS), _GERMAN, _replace_street, after),
        Rule("place", ("am ", "an de", "auf de", "im ", "in de", "zum ", "zur ", "beim ", "hinter de", "unter de", "vor de", "alte", "neue"), _AT, _replace_unmarked_street, after, context=-1),
        Rule("place", ("rue", "avenue", "av.", "boulevard", "bd", "chauss", "chemin", "ch.", "place", "quai", "route", "rte", "drève", "impasse", "allée", "via", "viale", "v.le", "corso", "c.so", "piazza", "p.za", "p.zza", "largo", "vicolo", "strada", "calle", "c/", "avenida", "avda", "avd.", "plaza", "pza", "paseo", "pº", "ronda", "carrer", "camino", "carretera", "ctra", "rua", "travessa", "praça", "estrada", "ul.", "ulica", "aleja", "al.", "os.", "pl."), _BEHIND_NAME, _replace_street_with_number_after, after, context=-1),
        Rule("place", ("co.", "co ", "county", "eircode", "dublin", "cork", "galway", "limerick", "ireland"), _IRISH, _replace_irish_place, after),
        Rule("place", ("box", "private bag", "post", "apartado", "casella", "poczt", "bp ", "b.p.", "cs ", "tsa "), _BOX, _replace_post_office_box, after, context=-1),
        Rule("place", ("za", "zi", "z.", "zone", "parc ", "techno", "gewerbe", "lieu", "hameau"), _ZONE, _replace_district, after, context=-1),
        Rule("place", ("postal", "zip code", "code", "plz", "postleitzahl", "cap "), _CODED, _replace_place, after),
        Rule("place", ("(",), rf"(?:^|[^\pL])(?:à|de|sur|in|at|en|,|;)[ ](?P<v>{_TOWN}[ ]\([0-9]{{5}}\))", _replace_town_in_brackets),
        Rule("place", ("place-",), _DOORS, _replace_place, late=True),
        make_late_line_rule("place", ("place-",), _PLACE, _find_neighbouring_address_parts),
    )  # fmt: skip
