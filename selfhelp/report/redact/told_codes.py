"""Rules for codes in sentences without a label: door codes, codes from messages, codes spelled aloud.

A code is a short number, so its context decides: the sentence is about locks, alarms, messages or phones, and
nothing near the number makes it an amount, date, version or error number.
"""

# A pattern reads better on one line.
# ruff: noqa: E501, SIM905
from __future__ import annotations

from selfhelp.report.redact.aliases import Aliases
from selfhelp.report.redact.block_words import has_dashes
from selfhelp.report.redact.by_kind.label_forms import is_model_of_maker, is_standard_term
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import (
    NO_WORD,
    Rule,
    find_line_start,
    make_secret_placeholder,
    replace_group,
)

_OPENED = (
    r"alarm\w*|disarm|(?:dé|de)?sarm\w*|d(?:é|e)sactiv\w*|duress|keypad|key ?safe|safe|lock ?box|lock(?:er|ed)?|padlock|unlock\w*|gate|barrier|door|entry ?phone|intercom|vault|locker|safe box|voice ?mail|letter ?box|garage"
    r"|digicode|cadenas|coffre(?:-fort)?|boîte à cl(?:é|e)s?|portail|portillon|porte|barri(?:è|e)re|interphone|badgeuse|verrou\w*|d(?:é|e)verrou\w*|copieur|photocopieu\w*|copier|messagerie vocale|r(?:é|e)pondeur|ouvr\w+|tresor|türcode|schloss|alarmanlage"
    r"|text message|sms|texto|one[- ]time|otp|2fa|mfa|authenticator|pin|puk|tan|passcode|codes?|combination|combinaison|code secret"
)
_NUMBER = r"(?:[A-Z]-)?[0-9](?:[ -]?[0-9]){2,9}[A-Z#*]?[0-9]{0,3}|[A-Z][0-9]{3,6}[A-Z]?"
_CODE = rf"(?:^|[^\pL\pN_.,:/+#&$€£=@-])(?P<v>{_NUMBER})"
_NEAR = rf"(?i)(?:^|[^\pL\pN_-])(?:{_OPENED})(?:[^\pL\pN_-]|\z)"
_NO_CODE = r"(?i)short code|messages? (?:no|nr|id|class)\b|\berr\b|issue|default|section|chapter|picture|screen|resolution|tentative|attempt|(?:é|e)chec|failed|error|erreur|fehler|exit|return|retour|status|statut|stop ?code|event|http|response|bug ?check|hresult|postal|zip|country|area|qr|bar ?code|source|version|build|\blines?\b|ligne|page|port |pid|job|ticket|incident|order|commande|invoice|facture|article|change|request|vorgang|intervention|dossier|demande|case|record|ref\b|r(?:é|e)f(?:é|e)rence|model|mod(?:è|e)le|serial|s(?:é|e)rie|byte|octet|exception|signal|errno|kb[0-9]|rfc|cve|iso|level|result|vlan|room|salle [0-9]|floor|(?:company|tax|cost|currency|language|material|reason|colour|color|posting|group|plant) codes?\b|buchungskreis|process(?:us)?\b|prozess\b|thread\b"
_UNIT = r"[ ]?[×x*/][ ]?[0-9]|[ ](?:to|bis)[ ][0-9]{3,6}[^0-9]|[ ]?(?:×|%|€|\$|£|°|(?i:years?|months?|days?|hours?|minutes?|seconds?|ms|s|mb|gb|kb|mo|go|ko|jours?|mois|ans|heures?|secondes?|fois|times|char\w*|digits?|caract\w*|chiffres|letters|attempts?|tentatives|bits?|bytes|octets|pages?|users?|people|m|px|dpi|euros?|dollars?|am|pm|x|of|files?|items?|rows?|entries)\b)|[.,:/-][0-9]|[\pL_]"
_DATE = r"(?:19|20)[0-9]{2}(?:[ -](?:19|20)[0-9]{2})?|[0-9]{1,2}[ -](?:19|20)[0-9]{2}|(?:19|20)[0-9]{2}-[0-9]{2}(?:-[0-9]{2})?|[0-9]{1,3}(?: 000)+"
_OF_OURS = r"[a-z]-[0-9a-f]{0,12}\z|[×x*/+][ ]?\z"


_LOG_HEAD = r"[ \t]*[\[(]?(?:[0-9]{4}-)?[0-9]{2}[-/.][0-9]{2}[ T][0-9]{1,2}:[0-9]{2}(?::[0-9.,]{2,10})?Z?[\])]?[0-9 \t:]*"
"""Pattern for the beginning of a log line whose time is followed by process and thread numbers."""


def _split_context(text: str, start: int, end: int) -> tuple[str, str]:
    """Return the text before and after a value in its line, up to 70 and 48 characters."""
    before = text[find_line_start(text, start, 70) : start]
    behind = text[end : end + 48].partition("\n")[0]
    return before, behind


def _is_number_of_process_or_row(before: str, behind: str) -> bool:
    """Return whether a number is that of a process or build, or begins a row of comma-separated values."""
    if get_lazy_pattern(r"[0-9]\.[0-9]+ \(\z").search(before) is not None:
        return True
    if before[-1:] == "[" and behind[:1] == "]":
        return before[-2:-1].isalnum() or before[-2:-1] == "]"
    return not before and get_lazy_pattern(r",[^\s,][^,]*,").match(behind) is not None


def _replace_told_code(match: Match, aliases: Aliases) -> str | None:
    value, text = match["v"], match.string
    start, end = match.span("v")
    digits = sum(map(str.isdigit, value))
    if digits < 3 or (digits < 4 and value.isdigit()) or get_lazy_pattern(_DATE).is_full_match(value):
        return None
    before, behind = _split_context(text, start, end)
    if value[1] == "-" and not before and behind[:3] == " : ":
        return None  # the code of a message
    if _is_number_of_process_or_row(before, behind):
        return None
    if value[0].isalpha() and get_lazy_pattern(r"-\pL").match(behind) is not None:
        return None  # a model: *I225-V*
    if (
        get_lazy_pattern(_NO_CODE).search(before) is not None
        or get_lazy_pattern(_UNIT).match(behind) is not None
    ):
        return None
    if value[0].isalpha() and (is_model_of_maker(before, value) or is_standard_term(value)):
        return None
    if (
        get_lazy_pattern(_OF_OURS).search(before) is not None
        or get_lazy_pattern(_NO_CODE).search(behind[:16]) is not None
        or get_lazy_pattern(_LOG_HEAD).is_full_match(before)
    ):
        return None
    failed = (
        get_lazy_pattern(r"(?i)install|(?:é|e)chou|fail|error|erreur|fehl|exit").search(before[-80:])
        is not None
    )
    if (failed and value.isdigit() and len(value) < 5) or not _is_about_access(before, behind):
        return None
    return replace_group(match, "v", make_secret_placeholder("code"))


def _is_about_access(before: str, behind: str) -> bool:
    """Return whether the words around a value are about locks or access, not a program's field names."""
    if get_lazy_pattern(_NEAR).search(before) is None and get_lazy_pattern(_NEAR).search(behind) is None:
        return False
    near = before[-24:] + " " + behind[:24]
    return get_lazy_pattern(r"\pL{2,}[ '’:,]").search(near) is not None and not get_lazy_pattern(
        r"[{}<>\\]|\w=\S"
    ).search(near)


_CASE = r"(?:capital|upper ?case|lower ?case|big|small|majuscule|minuscule|capitale|groß|klein|cap)"
_SIGN = r"(?:hash|pound|dash|hyphen|underscore|star|asterisk|dot|point|exclamation(?: mark| point)?|at(?: sign)?|dollar|percent|plus|slash|di(?:è|e)se|tiret(?: du (?:bas|6|8))?|(?:é|e)toile|arobase|bang|ampersand|question mark|raute|bindestrich|punkt|stern|ausrufezeichen)"
_DIGIT = r"(?:zero|one|two|three|four|five|six|seven|eight|nine|z(?:é|e)ro|un|deux|trois|quatre|cinq|sept|huit|neuf|null|eins|zwei|drei|vier|fünf|sechs|sieben|acht|neun|[0-9]{1,4})"
_ALPHABET = r"(?:alfa|alpha|bravo|charlie|delta|echo|foxtrot|golf|hotel|india|juliett?|kilo|lima|mike|november|oscar|papa|quebec|romeo|sierra|tango|uniform|victor|whisk[ey]{1,2}|x-?ray|yankee|zulu)"
_LETTER = rf"(?:(?:{_CASE}[ ])?[A-Za-z]|(?:{_CASE}[ ])?{_ALPHABET}|[A-Za-z][ ]{_CASE}|{_CASE}[ ]\pL{{2,12}}|double[ ]\pL{{1,4}})"
_ITEM = rf"(?:{_LETTER}|{_SIGN}|{_DIGIT})"
_SPELLED = rf"(?i)(?:^|[^\pL\pN_])(?P<v>{_ITEM}(?:(?:,[ ]?|[ ]?[-–/][ ]?|[ ]|[ ]then[ ]|[ ]puis[ ]){_ITEM}){{3,}})(?:[^\pL\pN_]|\z)"
_SURE = rf"(?i)(?:^|[^\pL])(?:{_CASE}[ ]\pL|\pL[ ]{_CASE}|{_ALPHABET}[ ,-]+{_ALPHABET})"
_DASHED = r"(?:^|[^\pL\pN_-])(?P<v>[A-Za-z0-9](?:-[A-Za-z0-9!#$%&*+?@_.]){5,30})(?:[^\pL\pN_-]|\z)"


def _replace_spelled_code(match: Match, aliases: Aliases) -> str | None:
    """Replace a value spelled aloud: single letters, their case, digits and punctuation as words."""
    value = match["v"]
    if get_lazy_pattern(_SURE).search(value) is None or not any(c in " ,-" for c in value):
        return None
    return (
        replace_group(match, "v", make_secret_placeholder("password"))
        if len(value.replace(",", " ").split()) >= 4
        else None
    )


def _replace_dashed_code(match: Match, aliases: Aliases) -> str | None:
    value = match["v"]
    letters, digits = any(map(str.isalpha, value)), any(map(str.isdigit, value))
    return replace_group(match, "v", make_secret_placeholder("password")) if letters and digits else None


_NEEDS = (
    *tuple(
        "alarm arm duress keypad safe lock gate barrier door intercom phone vault voicemail mail letter garage digicode cadenas coffre boîte portail porte portillon barri interphone verrou copieur copier pondeur ouvr tresor schloss türcode sms texto one-time otp mfa authenticator pin puk tan passcode code combin".split()
    ),
    " 2fa",
    "2fa ",
    "text message",
)


def _names_letter_case(block: str) -> bool:
    """Return whether a block mentions a letter's case, or has a spelling-alphabet word for a letter."""
    return get_lazy_pattern(_SURE).search(block) is not None


def _has_number(block: str) -> bool:
    return get_lazy_pattern(r"[0-9][ -]?[0-9][ -]?[0-9]").search(block) is not None


def rules() -> tuple[Rule, ...]:
    """Return the rules for codes in sentences; they run after the rules for labels."""
    return (
        Rule("password", ("capital", "case", "majuscule", "minuscule", "big ", "small ", "groß", "klein", "cap ", "alfa", "alpha", "bravo", "tango", "echo", "kilo", "sierra", "lima", "oscar", "romeo"), _SPELLED, _replace_spelled_code, sieve=_names_letter_case),
        Rule("password", ("-",), _DASHED, _replace_dashed_code, sieve=has_dashes),
        Rule("code", _NEEDS, _CODE, _replace_told_code, NO_WORD, context=72, sieve=_has_number),
    )  # fmt: skip
