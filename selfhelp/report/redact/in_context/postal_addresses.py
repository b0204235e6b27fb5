"""Rules for postal addresses by form: street and number next to a postal code and town, or after a label.

Forms: Universal Postal Union, addressing systems (street before or after the number; code before or after
the town).
"""

# A pattern reads better on one line.
# ruff: noqa: E501
from __future__ import annotations

from selfhelp.report.redact.aliases import Aliases, contains_placeholder
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import Rule, replace_group

_CAPITAL = r"\p{Lu}[\pL'’.-]+"
_TOWN = rf"{_CAPITAL}(?:[ -](?:{_CAPITAL}|am|an|der|sur|sous|le|la|les|de|del|upon|in)){{0,4}}"
_CODE = r"(?:(?:[A-Z]{1,2}-)?[0-9]{4,5}(?:[ ][A-Z]{2})?|[0-9]{3}[ ][0-9]{2}|[0-9]{2}-[0-9]{3})"
_NUMBERED = rf"(?:^|[^\pL\pN_])(?P<v>(?:{_CAPITAL}|rue|allée|avenue|chemin|place|quai|route|boulevard|via|viale|piazza|calle|rua|ul\.)(?:[ ][\pL'’.-]+){{0,4}}[ ][0-9]{{1,4}}[ ]?[a-zA-Z]?(?:[ ,/-]{{1,3}}[0-9º°A-Z]{{1,4}}){{0,3}}(?:[ ](?:bte|bus|boîte)[ ][0-9A-Z]{{1,4}})?[ ]?(?:,|\r?\n|[ ]in[ ])[ \t]{{0,8}}{_CODE}[ ]{_TOWN})"
"""Pattern for a street, number, postal code and town, as in most of Europe."""
_LABEL = (
    r"(?:(?:home |postal |mailing |shipping |delivery |street |billing )?address|adresse(?: postale| personnelle| de livraison)?|(?:privat|liefer|post)?anschrift|wohnhaft(?: in)?|domicilio|direcci(?:ó|o)n|indirizzo|residente (?:in|en)|adres|adresa|endereço|morada|adress|osoite"
    r"|domicili(?:é|e)e?(?: à| au)?|demeurant(?: à| au)?|j['’]habite(?: à| au)?|habite(?: à| au)?|lives? at|living at|resid(?:es|ing) at|ship(?:ped)? (?:it )?to|deliver(?:ed)? (?:it )?to|livrer (?:à|au))"
)
_LABELLED = rf"(?i)(?:^|[^\pL\pN_])(?P<label>{_LABEL})[ \t]{{0,3}}[:=]?[ \t]{{0,12}}[\"']?(?-i:(?P<v>(?:[0-9]{{1,5}}[ ,]|[\pL]{{2,}}[.]?[ ])[^\r\n;|\"<>=]{{4,90}}))"
_IS_ONE = r"(?i)(?:^|[ ,.])(?:street|st|road|rd|avenue|ave|lane|drive|close|court|crescent|terrace|way|square|gardens|hill|park|place|row|mews|rue|all(?:é|e)e|bd|boulevard|chemin|impasse|quai|route|cours|via|viale|piazza|corso|calle|avenida|plaza|paseo|carrer|rua|travessa|ulica|ul)(?:[ ,.]|\z)|(?:stra(?:ß|ss)e|str\.|weg|platz|allee|gasse|gracht|straat|laan|plein|gata|gatan|gade|vej|veien|katu|tie)(?:[ ,]|\z)"


def _replace_labelled_address(match: Match, aliases: Aliases) -> str | None:
    """Replace labelled text with a word for streets and a number, or with a postal code and a town."""
    value = match["v"].rstrip(" .,)")
    cut = get_lazy_pattern(
        r"[.!?][ ]+\p{Lu}\p{Ll}+[ ]\p{Ll}|[ ](?:and|but|et|mais|und|because|parce|please|svp|or)[ ]"
    ).search(value)
    if cut is not None:
        value = value[: cut.start()]
    if contains_placeholder(value) or not any(map(str.isdigit, value)) or "://" in value or "\\" in value:
        return None
    if get_lazy_pattern(r"(?:field|is|was|must|has|ist|est|champ|feld)[ ].*").is_full_match(value):
        return None  # a sentence about addresses
    street = (
        get_lazy_pattern(_IS_ONE).search(value) is not None
        and get_lazy_pattern(r"(?:^|[ ,])[0-9]{1,5}[ ]?[a-zA-Z]?(?:[ ,]|\z)").search(value) is not None
    )
    if not street and get_lazy_pattern(rf"(?:^|[ ,]){_CODE}[ ]\p{{Lu}}\pL").search(value) is None:
        return None
    start = match.start("v")
    rest = match["v"][len(value) :]
    return f"{match.string[match.start() : start]}{aliases.make_placeholder('place', value)}{rest}{match.string[match.end('v') : match.end()]}"


def _replace_numbered_street(match: Match, aliases: Aliases) -> str | None:
    value = match["v"]
    years = get_lazy_pattern(
        r"(?i).*\b(?:version|release|build|page|kb|error|windows|office|server|line|port|table|figure|room)\b.*|.*[ ](?:19|20)[0-9]{2}[ ].*"
    ).is_full_match(value.replace("\n", " "))
    return (
        None
        if contains_placeholder(value) or years
        else replace_group(match, "v", aliases.make_placeholder("place", value))
    )


def rules() -> tuple[Rule, ...]:
    """Return the rules for postal addresses; they run after the rules for values with a distinctive form."""
    return (
        Rule("place", ("address", "adres", "anschrift", "wohnhaft", "domicil", "direcci", "indirizzo", "residen", "resid", "endereço", "morada", "osoite", "demeurant", "habite", "live", "living", "ship", "deliver", "livrer"), _LABELLED, _replace_labelled_address),
        Rule("place", (",", "\n", " in "), _NUMBERED, _replace_numbered_street, r"[\pL\pN_]", sieve=_has_postal_code),
    )  # fmt: skip


def _has_postal_code(block: str) -> bool:
    """Return whether a street's number is followed by a postal code and a capitalised word."""
    return (
        get_lazy_pattern(rf"[0-9][a-zA-Z]?(?:,|\r?\n)[ \t]{{0,8}}{_CODE}[ ]\p{{Lu}}").search(block)
        is not None
        or get_lazy_pattern(
            rf"[0-9][a-zA-Z]?(?:[ ]in|[ ](?:bte|bus|boîte)[ ][0-9A-Z]{{1,4}},?)\s{{1,8}}{_CODE}[ ]\p{{Lu}}"
        ).search(block)
        is not None
        or get_lazy_pattern(rf"º[^\r\n]{{0,6}},[ ]{_CODE}[ ]\p{{Lu}}").search(block) is not None
    )
