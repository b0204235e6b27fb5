"""Rules for one-time and access codes by a line's topic: messages, lists, keypads, safes, vouchers."""

# Patterns and lists of words read better on one line.
# ruff: noqa: E501
from __future__ import annotations

from collections.abc import Iterator

from selfhelp.report.redact.aliases import Aliases, is_placeholder
from selfhelp.report.redact.block_words import make_any_pattern_test
from selfhelp.report.redact.by_line.line_rules import Line, ReplacedPart, make_line_rule
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import Rule, make_hiding_replacer, make_secret_placeholder, replace_group
from selfhelp.report.redact.vocabulary.listed_words import is_word

_SENT = (
    r"otp|totp|one[- ]time|passcode|authenticator|(?:two|2)[- ]?(?:factor|step)|[2m]fa|text message|sms|(?:got|received|sent|by|the) (?:a |the |me a )?text|texted|texto|verification|v(?:é|e)rification|authentification|duo|okta|rsa|securid"
    r"|m?tan|sms-?tan|photo-?tan|chip-?tan|tan-?liste|einmal\pL*|bestätigungs\pL*|sicherheits-?code|double authentification|code re(?:ç|c)u|usage unique|zwei-?faktor\pL*|steam guard|temporary access pass|tap|bypass|from the app|l['’]appli(?:cation)? (?:affiche|donne|indique|montre)|app (?:zeigt|shows|says|displays|gives)|kod|cod(?: de)? verificare|codes? (?:que j['’]ai )?re(?:ç|c)us?|code par mail|c(?:ó|o)digo|codice|eenmalige code|verificatiecode|bestätigungs\pL*|verifizierungs\pL*|prepaid\pL*|guthaben\pL*|gutschein\pL*|carte cadeau|gift ?card|voucher|e-?carte|bitlocker"
)
_OPENS = (
    r"keypad|digicode|alarm\pL*|door|gate|lock ?box|key ?(?:box|safe)|safe|vault|padlock|locker|barrier|interphone|intercom|coffre(?:-fort)?|portail|portillon|porte|barri(?:è|e)re|cadenas|bo(?:î|i)t(?:e|ier) (?:à|a) cl(?:é|e)s?|bo(?:î|i)te vocale|r(?:é|e)pondeur|voice ?mail|messagerie vocale|mailbox pin"
    r"|türcode|tür|tor|tresor|\pL*schloss|\pL*tresor-?(?:code)?|\pL+-pin|\pL+-code|(?:fax|kopier|druck|park|kassen|sperr|entsperr|haus|eingangs|garagen|service|bildschirm|keller|hof|gäste|wlan|besucher|schranken|hotspot)-?code|portier|entrer le code|taper le code|tapez le code|schließfach|spind|schrank|schranke|schlüsselkasten|alarmanlage|sim|puk2?|pin2?|code pin|pin code|kiosk|fax lock|follow-?me|smart ?card|carte à puce|yubikey|rsa token|jeton rsa|hardware token"
)
_BEFORE_SIGNING_IN = r"(?:TAP|(?i:temporary access pass|befristeter zugriffspass|passe? d['’]acc(?:è|e)s temporaire))[^\r\n:=]*[:=][ ](?P<v>[A-Za-z0-9!#$%&*+@?_-]{6,20})(?:[\s,;]|\z)"
_BASE32 = r"(?i)(?:mfa|totp|otp|2fa|base32|authenticator)[^\r\n]{0,24}[ :=](?P<v>(?-i:[A-Z2-7]{16,64}))(?:[^A-Za-z0-9]|\z)"
_PRINTED = r"backup[ _-]codes?|recovery[ _-]codes?|scratch[ _-]codes?|emergency[ _-]codes?|codes? de (?:secours|r(?:é|e)cup(?:é|e)ration|sauvegarde)|wiederherstellungs-?codes?|notfall-?codes?|backup-?codes?|codes? (?:à|a) usage unique"
_TOPIC = rf"(?i)(?:^|[^\pL\pN_-])(?:{_SENT}|{_OPENS}|{_PRINTED})s?(?:[^\pL_]|\z)"
_SENT_NEAR = rf"(?i)(?:^|[^\pL\pN_-])(?:{_SENT})s?(?:[^\pL_]|\z)"
_CODE_WORD = r"(?i)(?:^|[^\pL])(?:codes?|digits|chiffres|number|num(?:é|e)ro|combinaison|combination|kombination|pin|puk|tan|nummer|ziffern|kennzahl|kennziffer|keypad)(?:[^\pL]|\z)"
_HALVES = r"[0-9]{9}|[0-9]{4}(?:[ -][0-9]{4}){2,4}|[0-9]{6}(?:-[0-9]{6})+|[0-9]{3}[ .-]?[0-9]{3}|[0-9]{4}[ -]?[0-9]{4}|[0-9]{3}[ -][0-9]{3}[ -][0-9]{3}|[0-9]{7}|[0-9](?: [0-9]){3,7}|[0-9]{2}(?:[ -][0-9]{2}){2,3}|[0-9]-[0-9](?:-[0-9]){2,5}"
_SHORT = (
    r"[#*]?[0-9]{4,5}[#*]?|[A-Z]{1,2}[0-9]{3,5}|[0-9]{2,4}[A-Z]{1,2}[0-9]{0,3}|[0-9]{2,3}[*#][0-9]{2,3}[#*]?"
)
_NUMBER = rf"(?:^|[^\pL\pN_.,:/+&$€£=@#-]|[:=,][ ]?|[.][ ]|\pL-|[ ][0-9]{{2}}[ ])(?P<v>{_HALVES}|{_SHORT})(?:[^\pL\pN_%€$:/-]|\.?\z|[:/-][^0-9])"
_NO_CODE = r"(?i)(?:^|[^\pL])(?:toner|cartridges?|cartouches?|patronen?|zähler(?:stand)?|compteur|counter|zählerstände|relev(?:é|e)|odometer|total|somme|summe|en|din|iec|nf|bs|err|errors?|erreur|fehler\pL*|event|http|exit|return|retour|statut|response|hresult|postal|postleitzahl|zip|country|area|version|build|line|ligne|zeile|page|port|pid|job|ticket|incident|inc|order|commande|bestell\pL*|invoice|facture|rechnung|article|request|vorgang|dossier|demande|kb|rfc|cve|iso|level|vlan|room|salle|raum|floor|(?:é|e)tage|stock|resolution|minutes?|seconds?|secondes?|hours?|heures?|since|depuis|seit|years?|default|model|mod(?:è|e)le|modell|serial|aes|sha|timeout|bytes?|users?|ans|jours|days?|tage|issue|release|chapter|section|figure|step|(?:é|e)tape|schritt|length|longueur|short code|offset|lag|index|blob|size|taille|größe|phone|t(?:é|e)l\pL*|ext|poste|id)(?:[^\pL]|\z)"
_AMOUNT = r"(?i)[ ]?(?:%|€|\$|£|°|(?:eur|usd|chf|ms|s|mb|gb|kb|mo|go|ko|min\w*|px|dpi|times|fois|mal|users?|people|pages?|files?|items?|bits?|bytes|octets|days?|jours?|tage|hours?|heures?|stunden|seconds?|secondes?|sekunden|digits?|chiffres|characters?|char\w*|zeichen|stellig|years?|ans|jahre|doors?|portes|lockers?|sites?|m|am|pm|x|of|h)\b)|[.,:/-][0-9]|[ ]\((?i:noir|black|schwarz|cyan|magenta|jaune|yellow|gelb|couleur|colou?r|farbe)\)"
_QUALIFIED = r"(?i)(?:guard|log ?in|sign[ -]?in|security|verification|backup|recovery|activation|voucher|gift(?: card)?|promo|coupon|invite|invitation|pairing|unlock|claim|redeem|redemption|licen[cs]e|registration|enrol+ment|access|confirmation|join|enter|type|tenant|organi[sz]ation|school|exam|firmen|mandanten|schul|einladungs|gutschein|aktivierungs|freischalt|zugangs|registrierungs|kopplungs|notfall|einmal|sicherheits|bestätigungs|prüf|tür|alarm|tresor|gäste|abhol|rabatt|teilnahme|kurs)[ -]?codes?(?: (?:for|für|of|von) [^\r\n=.;]{2,60}? (?:is|was|ist|lautet)| (?:is|was|ist|lautet))?[ ]?[:=]?[ ]{1,2}[\"'«“]?(?P<v>(?-i:(?:[A-Z0-9]{4,10}|[A-Z]{2,3}[ -][A-Z0-9]{2,8})(?:[ -][A-Z0-9]{2,8}){0,5}))(?:[\"'»”.,;)]|\s|\z)"
_QUALIFIED_FR = r"(?i)codes? (?:soci(?:é|e)t(?:é|e)|entreprise|(?:é|e)tablissement|(?:d['’]|de )(?:activation|invitation|d(?:é|e)blocage|d(?:é|e)verrouillage|parrainage|r(?:é|e)duction|promotion|appairage|jumelage|enr(?:ô|o)lement|secours|confirmation|acc(?:è|e)s|connexion|validation|s(?:é|e)curit(?:é|e)|v(?:é|e)rification|retrait|la carte cadeau))(?:[ ]?[»\"”])?(?: (?:est(?: le)?|(?:é|e)tait))?[ ]?[:=]?[ ]{1,2}[\"'«“]?[ ]?(?P<v>(?-i:(?:[A-Z0-9]{4,10}|[A-Z]{2,3}[ -][A-Z0-9]{2,8})(?:[ -][A-Z0-9]{2,8}){0,5}))(?:[\"'»”.,;)]|\s|\z)"
_VOUCHER = r"(?i)(?:^|[^\pL])(?:vouchers?|gutschein|coupon|tickets?|wlan-ticket|zugangsticket|bon(?: d['’]achat)?)(?: n°| nr\.?| no\.?)?[ ]?[:#]?[ ](?P<v>(?-i:[A-Z0-9]{3,10}(?:-[A-Z0-9]{3,10}){1,4}))(?:[\s,;.!?)]|\z)|(?:meet|meeting|réunion|reunion|besprechung|call|visio)[^\r\n]{0,24}[ /](?P<w>[a-z]{3}-[a-z]{4}-[a-z]{3})(?:[^a-z-]|\z)"
_RECEIVED = r"(?i)(?:^|[^\pL])codes?(?:[^\pL][^\r\n.;]{0,40})?(?:re(?:ç|c)u|got|received|sent|arrived|mail|letter|courrier|brief|app|erhalten|bekommen|geschickt)[^\r\n.;0-9]{0,24}[ :](?P<v>(?-i:[A-Z]{0,3}[0-9]{1,4}[A-Z]{1,3}[0-9A-Z]{0,5}[0-9A-Z]))(?:[\s,;.!)]|\z)"
_SEED = r"(?i)(?:manual entry|set-?up|secret|saisie manuelle|configuration|einrichtungs|totp|authenticator)[ -]?(?:key|code|schlüssel|clé|seed|secret)?[ ]?[:=]?[ ](?P<v>[a-z0-9]{4}(?:[ ][a-z0-9]{4}){3,7})(?:[\s,;.!)]|\z)"
_MIXED = (
    r"(?:^|[\s,;:\"'(])(?P<v>[A-Za-z0-9]{4,6}(?:-[A-Za-z0-9]{4,6}){1,3}|[0-9]{4} [0-9]{4})(?:[\s,;\"'.)]|\z)"
)


_OPENED_BY = rf"(?i)(?:^|[^\pL])(?:{_OPENS})(?:[ ](?:is|est|ist|c['’]est|lautet|was))?(?:[ ](?:le|au|the))?[ ]?[:=]?[ ]\z"
_RECORD = r"^[ \t]*(?:20[0-9]{2}-[0-9]{2}-[0-9]{2}[T ]|[0-9]{7}[ ]\p{Lu}|index [0-9a-f]|\[[0-9 ]+\.[0-9]+\]|[A-Z][a-z]{2} [ 0-9]{2} [0-9:]{8})"
"""Pattern for beginnings of lines in logs and histories; the line above such a line isn't its context."""


def _find_one_time_codes(line: Line) -> Iterator[ReplacedPart]:
    """Yield the numbers of a line if it or the two lines before are about a one-time or access code."""
    text = line.text
    above = "\n".join(line.list_lines_before(2))
    here = get_lazy_pattern(_TOPIC).search(text) is not None
    if (
        not here
        and get_lazy_pattern(_SENT_NEAR).search(above) is None
        and not _is_number_before_code_line(line)
    ):
        return
    told = get_lazy_pattern(_CODE_WORD).search(text) is not None
    place = 0
    while place < len(text):
        found = get_lazy_pattern(_NUMBER).search(text[place:])
        if found is None:
            return
        start, end = place + found.start("v"), place + found.end("v")
        place = end
        if _is_code(text, start, end, here=here, told=told):
            yield ReplacedPart(line.start + start, line.start + end, "code")


def _is_number_before_code_line(line: Line) -> bool:
    """Return whether a short line is only a number and the next line is about a code."""
    below = next(iter(line.iter_lines_after(1)), None)
    if (
        below is None
        or get_lazy_pattern(r".{0,40}[:>\] ][0-9]{3}[ -]?[0-9]{3}[ .]*").is_full_match(line.text) is False
    ):
        return False
    return get_lazy_pattern(_SPOKEN_OF).search(below.text) is not None


_SPOKEN_OF = r"(?i)text message|sms|(?:that|this)(?: is|['’]s) the code|c['’]est le code|der code|one[- ]time|verification"
_may_have_codes = make_any_pattern_test(_TOPIC, _SENT_NEAR, _SPOKEN_OF)
"""Test for blocks about one-time codes, so that the lines of most logs needn't be tested."""


def _is_code(text: str, start: int, end: int, *, here: bool, told: bool) -> bool:
    """Return whether a number is a code, not an amount, date, version or reference."""
    value = text[start:end]
    before, behind = text[max(0, start - 60) : start], text[end : end + 12]
    digits = sum(map(str.isdigit, value))
    if (
        get_lazy_pattern(_AMOUNT).match(behind) is not None
        or get_lazy_pattern(_NO_CODE).search(before[-16:]) is not None
    ):
        return False
    if get_lazy_pattern(
        r"(?:19|20)[0-9]{2}[ -](?:19|20)[0-9]{2}|(?:19|20)[0-9]{2}(?:[ .-]?(?:0[1-9]|1[0-2])(?:[ .-]?[0-3][0-9])?)?|[0-9]{1,3}(?:[ .]000)+|[0-3][0-9][.-][01][0-9][.-][0-9]{2}"
    ).is_full_match(value):
        return False
    if get_lazy_pattern(r"(?:[01][0-9]|2[0-3])[0-5][05]").is_full_match(value) and get_lazy_pattern(
        r"(?i)(?:^|[^\pL])(?:at|um|vers|until|till|since|ab|bis|after|before)[ ]\z"
    ).search(before):
        return False  # a time of day
    if digits >= 6:
        return here or not (len(text) > 120 or get_lazy_pattern(_RECORD).search(text))
    if here and get_lazy_pattern(_OPENED_BY).search(before) is not None:
        return True
    near = before + text[end : end + 30] if digits > 4 else before
    return told and here and "(" not in before[-2:] and get_lazy_pattern(_TOPIC).search(near) is not None


_BY_HAND = r"(?i)(?:manual(?:ly)?|setup|set-up|secret|this|following|instead|enter|clé|cle|key|schlüssel|manuelle?|saisi\pL*|geheim\pL*)[^\r\n]{0,40}?[:=][ ](?P<v>(?-i:[A-Z2-7]{16,64}))(?:[^A-Za-z0-9]|\z)"
"""Pattern for a two-factor seed that is typed instead of scanned as a QR code (RFC 4648, Base32)."""
_SAFE = r"(?i)(?:^|[^\pL])(?:safe|coffre(?:-fort)?|tresor|vault|lock(?:er)?|padlock|cadenas|schloss|schließfach|dial|combination|combinaison|kombination)(?:[^\pL]|\z)"


SAFES = (
    "safe",
    "coffre",
    "tresor",
    "vault",
    "lock",
    "cadenas",
    "schloss",
    "schließ",
    "dial",
    "combin",
    "kombin",
)
"""Keywords of the rules for combination dials."""


def replace_dialled_code(match: Match, aliases: Aliases) -> str | None:
    """Replace the numbers of a combination dial if a safe or lock is mentioned near them."""
    near = match.string[max(0, match.start() - 80) : match.end() + 40]
    return (
        replace_group(match, "v", make_secret_placeholder("code"))
        if get_lazy_pattern(_SAFE).search(near) is not None
        else None
    )


_TICKET = (
    r"(?:INC|REQ|CHG|PRB|RITM|TASK|SCTASK|CASE|SR|WO|HD|IT|SD|CRQ|SUP|HELP|TKT)-?[0-9]{2,10}(?:-[0-9]{1,6})?"
)
"""Pattern for the number of a ticket, which many programs for support write alike."""


def _replace_voucher(match: Match, aliases: Aliases) -> str | None:
    """Replace capitals and digits after *voucher*, or the code in a link to a meeting."""
    group = match.find_first_group("v", "w")
    mixed = any(map(str.isdigit, match[group])) and any(map(str.isalpha, match[group]))
    if (
        (group == "v" and not mixed)
        or is_placeholder(match[group])
        or get_lazy_pattern(_TICKET).is_full_match(match[group])
        or all(map(is_word, match[group].split("-")))
    ):
        return None
    return replace_group(match, group, make_secret_placeholder("code"))


def _find_printed_codes(line: Line) -> Iterator[ReplacedPart]:
    """Yield the codes of a printable list, in this line and the lines below."""
    for row in (line, *line.iter_lines_after(12)):
        for found in get_lazy_pattern(_MIXED).finditer(row.text):
            value = found["v"]
            if any(map(str.isdigit, value)) and not get_lazy_pattern(
                r"(?:19|20)[0-9]{2}-[0-9]{2}.*"
            ).is_full_match(value):
                yield ReplacedPart(row.start + found.start("v"), row.start + found.end("v"), "code")
        if row is not line and not row.text.strip():
            return


def _find_qualified_codes(line: Line) -> Iterator[ReplacedPart]:
    """Yield the capitals and digits after *gift code*, *code d'activation*."""
    for pattern in (_QUALIFIED, _QUALIFIED_FR, _RECEIVED, _SEED):
        for found in get_lazy_pattern(pattern).finditer(line.text):
            value = found["v"]
            low, high = found.span("v")
            digits = sum(map(str.isdigit, value))
            if (
                digits
                and (value == value.upper() or pattern == _SEED)
                and not get_lazy_pattern(_AMOUNT).match(line.text[high : high + 12])
            ):
                yield ReplacedPart(line.start + low, line.start + high, "code")


_ALL_QUALIFIED = rf"{_QUALIFIED}|{_QUALIFIED_FR}|{_RECEIVED}|{_SEED}".replace("?P<v>", "?:")


def rules() -> tuple[Rule, ...]:
    """Return the rules for one-time and access codes."""
    return (
        make_line_rule(
            "code", ("code", "key", "seed", "totp", "schlüssel"), _ALL_QUALIFIED, _find_qualified_codes
        ),
        make_line_rule("code", ("code",), rf"(?i)(?:{_PRINTED})", _find_printed_codes),
        Rule(
            "code",
            (
                "voucher",
                "gutschein",
                "coupon",
                "ticket",
                "bon ",
                "bon:",
                "meet",
                "réunion",
                "reunion",
                "besprechung",
                "call",
                "visio",
            ),
            _VOUCHER,
            _replace_voucher,
        ),
        Rule("password", ("tap", "pass"), _BEFORE_SIGNING_IN, make_hiding_replacer("password")),
        Rule(
            "code",
            ("key", "clé", "cle", "schlüssel", "secret", "instead", "enter", "saisi", "manu", "geheim"),
            _BY_HAND,
            make_hiding_replacer("code"),
        ),
        Rule("code", ("mfa", "otp", "2fa", "base32", "authenticator"), _BASE32, make_hiding_replacer("code")),
        make_line_rule("code", (), _NUMBER, _find_one_time_codes, _may_have_codes),
    )
