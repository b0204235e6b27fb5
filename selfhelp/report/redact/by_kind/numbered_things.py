"""Rules for further labelled numbers: staff, members, mandates, deposits, terminals and locks.

Sources: SAP infotype 0000 (PERNR), the EPC's mandate references, Matter Core Specification 5.1 (setup codes),
HomeKit Accessory Protocol (setup codes), NIP-19 and BIP-173 (bech32).
"""

# Patterns and lists of words read better on one line.
# ruff: noqa: E501
from __future__ import annotations

from collections.abc import Iterator

from selfhelp.report.redact.aliases import Aliases, contains_placeholder
from selfhelp.report.redact.by_kind.label_forms import count_digits, fits_login
from selfhelp.report.redact.by_kind.one_time import SAFES, replace_dialled_code
from selfhelp.report.redact.by_line.line_rules import Line, ReplacedPart, make_late_line_rule
from selfhelp.report.redact.positional_names import is_kernel_line
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import (
    NO_WORD,
    Replace,
    Rule,
    make_hiding_replacer,
    make_secret_placeholder,
    replace_group,
)
from selfhelp.report.redact.strong_values import looks_like_typed_password
from selfhelp.report.redact.told_passwords import is_likely_password
from selfhelp.report.redact.vocabulary.listed_words import is_word

_IS = r"[\"']?[ \t]{0,12}(?:[:=#|>]|is|est|ist|lautet)?[ \t]{0,12}[\"'“«(]?"
_NO = r"(?:[ -]?(?:nummer|number|num(?:é|e)ro|nrs?\.?|no\.?|n°|id|code|kennung))"
_STAFF = (
    r"pernr|mitarbeiter-?kennung|mitarbeiter-?id|(?:pers|ma)-(?:id|nr\.?)|betriebsst(?:ä|ae)tten-?(?:nr\.?|nummer)|schwerbehinderten-?ausweis(?:-?(?:nr\.?|nummer))?"
    r"|personeels-?(?:nr\.?|nummer)|stamboeknummer|werknemers?nummer|gewerkschafts-?(?:ausweis|nr\.?|nummer)|(?:trade )?union(?: card| member(?:ship)?)?{no}"
    r"|carte syndicale(?:{no})?|(?:air)?crew(?: member| card)?{no}|crew-?(?:nr|nummer)|(?:insurance |scheme |plan )?group {no}|groupe {no}|stempelkarte|mensakarte|zeitkarte|licence(?: [a-z]+)? n°|dienstausweis|(?:kst\.?/)?pers\.?"
    r"|(?:fahrer|piloten|dienst|zug|lizenz|mitglieds|teilnehmer|probanden|pati?enten|fall|akten)-?(?:nr\.?|nummer|kennung)|(?:operator|driver|pilot|player|participant|volunteer|squad|shift){no}"
).replace("{no}", _NO)
_NUMBER = r"(?P<v>[A-Za-z]{0,4}[-/]?[0-9]{2,10}(?:[-/][A-Za-z0-9]{1,6}){0,2}|[A-Z]{2,4}[-/][0-9]{2,6}(?:/[0-9]{2,4})?)"
_STAFF_NUMBER = rf"(?i)(?:^|[^\pL\pN_-])(?:{_STAFF}){_IS}{_NUMBER}"
_COLLEAGUE = r"(?i)(?:kolleg\pL*|colleague|coll(?:è|e)gue|users?|benutzer\pL*|utilisat\pL+|nutzer\pL*|account|compte|konto)[ ]\((?P<v>(?-i:[a-z]{3,12}[0-9]{0,3}))\)"
_CARD = r"(?i)(?:badge|ausweis\pL*|transponder|rfid|nfc|mifare|desfire|keycard|key ?fob|zutrittskarte|chipkarte)[^\r\n]*?[:= ](?P<v>0x[0-9a-f]{6,14}|[0-9a-f]{2}(?::[0-9a-f]{2}){3}(?:(?::[0-9a-f]{2}){3})?)"


def _replace_account_in_brackets(match: Match, aliases: Aliases) -> str | None:
    """Replace the account name in brackets after a word for a person: *beim Kollegen (wyssm)*."""
    value = match["v"]
    return (
        None
        if is_word(value) or not fits_login(value)
        else replace_group(match, "v", aliases.make_placeholder("user", value))
    )


def _replace_staff_number(match: Match, aliases: Aliases) -> str | None:
    """Replace a number of at least four characters and three digits; years stay."""
    value = match["v"]
    if (
        count_digits(value) < 3
        or len(value) < 4
        or get_lazy_pattern(r"(?:19|20)[0-9]{2}").is_full_match(value)
        or contains_placeholder(value)
    ):
        return None
    return replace_group(match, "v", make_secret_placeholder("id-number"))


# -- bank and devices --------------------------------------------------------------------------------

_MANDATE = rf"(?i)(?:mandats?-?ref(?:erenz)?\.?(?:-?nr\.?)?|mandate[ -]ref(?:erence)?\.?|r(?:é|e)f(?:é|e)rence (?:unique )?(?:du|de) mandat|(?:n° (?:de )?|num(?:é|e)ro de )mandat|mandats-?(?:nr\.?|nummer)){_IS}(?P<v>[A-Z0-9][A-Z0-9/.-]{{3,33}}[A-Z0-9])"
_DEPOSIT = rf"(?i)(?:depot-?(?:nummer|nr\.?|konto)|wertpapierdepot|securities account|brokerage account|compte[- ]titres|compte (?:é|e)pargne|sparkonto|loan(?: account)?|darlehens-?(?:konto|nr\.?|nummer)){_NO}?{_IS}(?P<v>[0-9](?:[ -]?[0-9]){{5,14}})"
_MACHINE = rf"(?i)(?:^|[^\pL])masch(?:inen)?\.?-?(?:nr\.?|nummer){_IS}(?P<v>(?-i:[A-Z0-9]{{2,4}}(?:[ -][A-Z0-9]{{2,6}}){{1,3}}|[A-Z0-9]{{5,14}}))"
_TERMINAL = r"(?i)(?:terminal|verifone|ingenico|worldline|sumup|kasse\pL*|caisse|tpe|pos|ec-?gerät|kartenleser|card machine|pin ?pad)[^\r\n]{0,40}?(?-i:[^A-Za-z]TID|[^A-Za-z]VU-?Nr\.?|[^A-Za-z]MID)[ ]?[:=]?[ ]?(?P<v>[0-9]{6,15})"


def _replace_account_number(match: Match, aliases: Aliases) -> str | None:
    value = match["v"]
    if (
        count_digits(value) < 3
        or contains_placeholder(value)
        or get_lazy_pattern(r"(?:19|20)[0-9]{2}-[0-9]{2}(?:-[0-9]{2})?").is_full_match(value)
    ):
        return None
    return replace_group(match, "v", make_secret_placeholder("account"))


def _replace_device(match: Match, aliases: Aliases) -> str | None:
    value = match["v"]
    return (
        replace_group(match, "v", aliases.make_placeholder("hw", value))
        if count_digits(value) > 2 and not contains_placeholder(value)
        else None
    )


_HARDWARE = r"(?i)(?:^|[^\pL])(?:mac(?:[ _-]?(?:addr\w*|adresse|id))?|(?:hardware|hw|physical|ethernet|wlan|wi-?fi|lan|bluetooth|bt)[ _-](?:mac|addr(?:ess|\.)?|adresse?)|adresse (?:mac|physique)|physi(?:sche|kalische) adresse)[ ]?[.]{0,40}[ ]?[:=]?[ ]{0,8}(?P<v>[0-9A-Fa-f]{12})"
_DASHED = r"(?i)(?:^|[^\pL])(?:(?:host|ip|ipv4|inet|dhcp|lan|wan|network)[ _-]?(?:addr(?:ess|esse|\.)?|adresse)|adresse ip|ip)[ ]?[.]{0,40}[ ]?[:=]?[ ]{0,8}(?P<v>[0-9]{1,3}(?:-[0-9]{1,3}){3})(?:[^\pN-]|\z)"


def _replace_bare_hardware_address(match: Match, aliases: Aliases) -> str | None:
    value = match["v"].lower()
    return None if len(set(value)) < 3 else replace_group(match, "v", aliases.make_mac_placeholder(value))


def _replace_dashed_address(match: Match, aliases: Aliases) -> str | None:
    shown = aliases.make_ipv4_placeholder(match["v"].replace("-", "."))
    return None if shown is None else replace_group(match, "v", shown)


# -- codes -------------------------------------------------------------------------------------------

_SETUP = r"(?i)(?:^|[^\pL])(?:matter|home ?kit|thread|zigbee|z-wave|smart ?home|set-?up|pairing|kopplungs|koppel|appairage|einrichtungs|jumelage)[ -]?(?:set-?up|pairing|manual|accessory|device)?[ -]?(?:code|pin|key|nr\.?|number)?[ ]?[:=]?[ ]?(?P<v>[0-9]{4}-[0-9]{3}-[0-9]{4}|[0-9]{3}-[0-9]{2}-[0-9]{3}|MT:[A-Z0-9.]{12,40}|[0-9]{11})"
_DIALLED = r"(?i)(?:^|[^\pL\pN])(?P<v>(?:(?:left|right|links|rechts|(?:à |a )?(?:gauche|droite)|[lrgd])(?: to| auf| bis| jusqu['’](?:à|a)| sur)?[ :]?[ ]?[0-9]{1,2}(?:[ ]?[,;/>-]?[ ]?(?:then |puis |dann |et |and |und )?)){2,5}(?:left|right|links|rechts|(?:à |a )?(?:gauche|droite)|[lrgd])(?: to| auf| bis| jusqu['’](?:à|a)| sur)?[ :]?[ ]?[0-9]{1,2})"
_LETTERED = r"(?-i:[A-Z]{1,4}-[0-9]{3,6}|[A-Z]{2}[0-9]{2}-[0-9]{2,4})"
_ENTERED = rf"(?i)(?:(?:saisi\pL*|entre[rz]|tape[rz]|rentre[rz]|enter|type|reply(?: with)?|use|gib|bitte)[ ](?:(?:le |the |den )?code )?(?P<v>{_LETTERED})(?:[\s,;!?)]|\.(?:\s|\z)|\z)|(?P<u>{_LETTERED})[ ](?:eingeben|eintippen|ein|(?:reçue?|received|erhalten) (?:par|by|per|via) (?:sms|texto|text|mail)))"
_SENT = r"(?i)(?:^|[^\pL])(?:sms|texto|text message|otp|tan|code|vérif\pL*|verif\pL*|valider|bestätig\pL*)(?:[^\pL]|\z)"


def _replace_entered_code(match: Match, aliases: Aliases) -> str | None:
    text, group = match.string, match.find_first_group("v", "u")
    near = text[max(0, match.start() - 60) : match.end() + 60]
    return (
        replace_group(match, group, make_secret_placeholder("code"))
        if get_lazy_pattern(_SENT).search(near) is not None
        else None
    )


_SERIES = r"(?i)(?:celui|celle|code|that|the one|one|der|die|das|für|for|pour)(?:[ ](?:of the|for the|of|for|de la|de l['’]|du|des|le|la|les|the|den|die|das|dem|der))?[ ](?:l['’])?[\pL'’-]{3,20}(?:[ ](?:is|est|ist|:)|:)?[ ](?P<v>[A-Z0-9]{1,3}-[0-9]{2,4}[A-Z]?|[A-Z]{1,2}[0-9]{3,5}|[0-9]{4,6}[A-Z#*]?)(?:[\s,;!?)]|\.(?:\s|\z)|\z)"
_OPENED = r"(?i)(?:^|[^\pL])(?:portail|portillon|porte|barri(?:è|e)re|gate|door|barrier|keypad|digicode|entrance|tor|tür|schranke|eingang|garage|alarm\pL*|codes?|türcode)(?:[^\pL]|\z)"


def _find_further_codes(line: Line) -> Iterator[ReplacedPart]:
    """Yield further codes in a line in which a door code was replaced: *celui des piétons A4-20*."""
    if get_lazy_pattern(_OPENED).search(line.text) is None:
        return
    place = 0
    while (found := get_lazy_pattern(_SERIES).search(line.text[place:])) is not None:
        start, end = place + found.start("v"), place + found.end("v")
        place = end
        if not get_lazy_pattern(r"(?:19|20)[0-9]{2}").is_full_match(found["v"]):
            yield ReplacedPart(line.start + start, line.start + end, "code")


# -- passwords ---------------------------------------------------------------------------------------

_BECH32 = r"(?:^|[^A-Za-z0-9])(?P<v>(?:nsec|ncryptsec|suiprivkey|ed25519e?_sk|(?:addr|acct|root|stake)_xsk|bls_sk|secret-token)1[02-9ac-hj-np-z]{38}[02-9ac-hj-np-z]*)"
_W = r"[^\s\"“”«»,;()\[\]<>]"
_GUEST = r"https?://[^\s?#]+/[^\s?#]*\?(?:k|c|s|i|r|u|g|p|x|tk|inv|auth)=(?P<v>[A-Za-z0-9_-]+)"
_CANDIDATE = rf"(?i)(?:^|[\s\"“«(])(?P<v>{_W}+)[\"”»]?[ ](?:und|and|et|or|oder|ou|then|dann|puis)[ ](?:auch |also |aussi )?[\"“«]?\[secret:password\]"
_TRIED = r"(?i)(?:^|[^\pL])(?:tried|try|versucht|probiert|getestet|essay\pL+|test(?:ed|é|ée)|wrong|falsch|faux)(?:[^\pL]|\z)"
_NOTED = r"(?i)(?:i|we|ich|wir|j['’]ai|on a)[ ](?:had |have |habe |haben )?(?:wrote down|written down|noted(?: down)?|noté|écrit)[ ][\"“«]?(?P<v>[a-z]+(?:[ -][a-z]+){2,7})(?:[\"”»]|[;,.](?:\s|\z)|\s*\z)"
_MAYBE = r"(?i)(?:maybe|perhaps|or|possibly|vielleicht|peut-être|oder|ou)[ ](?:it(?:['’]s| was| is) |c['’](?:est|était) |war es |es war |ist es )[\"“«]?(?P<v>[a-z]+(?:-[a-z]+){2,7})(?:[\"”»\s]|[;,.](?:\s|\z)|\z)"
_PHRASES = r"(?i)(?:^|[^\pL])(?:pass ?(?:phrase|word|code)s?|mots? de passe|phrases? de passe|kennwort|passwort|passwörter)(?:[^\pL]|\z)"


def _replace_tried_password(match: Match, aliases: Aliases) -> str | None:
    """Replace a tried password near a password that was replaced."""
    value, text = match["v"], match.string
    near = text[max(0, match.start() - 100) : match.end() + 80]
    if (
        not 5 <= len(value) <= 32
        or get_lazy_pattern(_TRIED).search(near) is None
        or not (is_likely_password(value) or looks_like_typed_password(value))
    ):
        return None
    return replace_group(match, "v", make_secret_placeholder("password"))


def _make_replacer_near(words: str, judge: Replace) -> Replace:
    """Return a function that replaces a match only if ``words`` occur up to 120 characters before it."""

    def replace(match: Match, aliases: Aliases) -> str | None:
        near = match.string[max(0, match.start() - 120) : match.end()]
        return judge(match, aliases) if get_lazy_pattern(words).search(near) is not None else None

    return replace


def _is_random_parameter(value: str) -> bool:
    """Return whether a link parameter looks random: 10 to 64 characters, with digits and both cases."""
    cased = value.lower() != value and value.upper() != value
    return 10 <= len(value) <= 64 and count_digits(value) > 0 and cased


def _has_query(block: str) -> bool:
    return "?" in block and "=" in block


def secret_rules() -> tuple[Rule, ...]:
    """Return the rules for keys, codes and passwords."""
    phrase = _make_replacer_near(_PHRASES, make_hiding_replacer("password"))
    return (
        Rule("key", ("nsec1", "ncryptsec1", "suiprivkey1", "_sk1", "_xsk1", "secret-token1"), _BECH32, make_hiding_replacer("key"), NO_WORD),
        Rule("code", ("matter", "homekit", "home kit", "thread", "zigbee", "z-wave", "smart", "setup", "set-up", "pairing", "koppel", "kopplung", "appairage", "einrichtung", "jumelage"), _SETUP, make_hiding_replacer("code"), r"[\pL\pN_-]"),
        Rule("code", SAFES, _DIALLED, replace_dialled_code, NO_WORD, context=84),
        Rule("code", ("saisi", "entre", "tape", "enter", "type", "reply", "use", "gib", "bitte", "ein", "sms", "texto", "mail"), _ENTERED, _replace_entered_code, context=64),
        Rule("password", ("wrote down", "written down", "noted", "noté", "écrit"), _NOTED, phrase, context=124),
        Rule("password", ("maybe", "perhaps", "possibly", "vielleicht", "peut-être", " or ", "oder", " ou "), _MAYBE, phrase, context=124),
        Rule("url-key", ("http",), _GUEST, make_hiding_replacer("url-key", _is_random_parameter), sieve=_has_query),
        Rule("password", ("[secret:password]",), _CANDIDATE, _replace_tried_password, context=104, late=True),
        make_late_line_rule("code", ("[secret:code]",), r"\[secret:code\]", _find_further_codes),
    )  # fmt: skip


def _replace_card_number(match: Match, aliases: Aliases) -> str | None:
    """Replace a card's number; the kernel's lines about radio chips contain no such number."""
    if is_kernel_line(match.string, match.start("v")):
        return None
    return replace_group(match, "v", make_secret_placeholder("id-number"))


def rules() -> tuple[Rule, ...]:
    """Return the rules for numbers that identify someone, a device or a network."""
    return (
        Rule("id-number", ("pernr", "mitarbeiter", "pers-", "ma-", "betriebsst", "schwerbehind", "personeels", "stamboek", "werknemer", "gewerkschaft", "union", "syndicale", "crew", "group", "fahrer", "pilot", "dienst", "zug", "lizenz", "mitglied", "teilnehmer", "proband", "patient", "fall", "akten", "operator", "driver", "player", "participant", "volunteer", "squad", "shift"), _STAFF_NUMBER, _replace_staff_number, NO_WORD),
        Rule("user", ("kolleg", "colleague", "collègue", "collegue", "user", "benutzer", "utilisat", "nutzer", "account", "compte", "konto"), _COLLEAGUE, _replace_account_in_brackets),
        Rule("id-number", ("badge", "ausweis", "transponder", "rfid", "nfc", "mifare", "desfire", "keycard", "fob", "zutritts", "chipkarte"), _CARD, _replace_card_number, r"[\pL\pN_:]"),
        Rule("account", ("mandat",), _MANDATE, _replace_account_number, NO_WORD),
        Rule("account", ("depot", "securities", "brokerage", "titres", "pargne", "sparkonto", "loan", "darlehen"), _DEPOSIT, _replace_account_number, NO_WORD),
        Rule("hardware", ("masch",), _MACHINE, _replace_device, NO_WORD),
        Rule("hardware", ("tid", "vu-nr", "vunr", "mid"), _TERMINAL, _replace_device, NO_WORD),
        Rule("mac", ("mac", "addr", "adresse"), _HARDWARE, _replace_bare_hardware_address, NO_WORD),
        Rule("ip", ("addr", "ip"), _DASHED, _replace_dashed_address),
    )  # fmt: skip
