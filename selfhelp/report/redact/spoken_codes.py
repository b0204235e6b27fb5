"""Rules for values right after their name: codes, identity numbers, a password next to its account name."""

from __future__ import annotations

from selfhelp.report.redact.re2_patterns import get_lazy_pattern
from selfhelp.report.redact.rules import Rule, make_hiding_replacer, make_left_boundary_pattern

_E, _OF = "(?:é|e)", "(?:de |d['’]|du |des |à )(?:la |l['’]|ma |mon )?"
_CODES_OF = (
    "verification|confirmation|one[ -]time|single[ -]use|unlock|unlocking|door|gate|entry|security|access|"
    "authenticator|authentication|activation|recovery|backup|log[ -]?in|sign[ -]?in|alarm|safe|"
    "puk|pin|sms|2fa|mfa"
)
_CODES_DE = (
    f"d{_E}verrouillage|v{_E}rification|d{_E}blocage|porte|portail|immeuble|entr{_E}e|activation|validation|"
    f"connexion|confirmation|secours|acc(?:è|e)s|usage|s{_E}curit{_E}|coffre|alarme|authentification|double"
)
_CODE = (
    rf"(?:{_CODES_OF})[ -]codes?|codes? {_OF}(?:{_CODES_DE})|codes? (?:puk|pin|sms|unique|confidentiel)|puk"
)

_PAPERS = (
    "social security|national insurance|passport|identity card|driv(?:ers?|er['’]s|ing) licen[cs]e|tax id"
)
_PAPIERS = f"passeport|carte d['’]identit{_E}|permis(?: de conduire)?|s{_E}curit{_E} sociale"
_PERSON = rf"ssn|nino|(?:{_PAPERS})(?: (?:number|no\.?|#))?|(?:num{_E}ro|n[°º]) {_OF}(?:{_PAPIERS})"

_ACCOUNT = "log[ -]?in|log[ -]?on|sign[ -]?in|account|credentials?|identifiants?|compte"
_IS = (
    r"(?:[ \t](?:is|was|are|est|était|sont)|[ \t]?c['’](?:est|était)|[ \t]?(?:[:=#→]|->|=>))"
    r"(?:[ \t]?:)?[ \t]{0,3}[\"'“«]?\s?"
)
_MORE = r"(?:[ \t][\pL'’-]+){0,6}?"
_NUMBER = r"(?:[A-Z]{1,3}[ -]?)?[0-9](?:[ .-]?[0-9]){3,11}(?:[ -]?[A-Z]\b)?[#*]?"
_MIXED = r"(?:[A-Za-z]{1,6}[ -]?)?[0-9][0-9A-Za-z]*(?:[ -]?[0-9][0-9A-Za-z]*){0,4}(?:[ -]?[A-Z]\b)?[#*]?"
_NO_MORE = r"[\pL\pN_]|[.:][0-9]"
_DATE = r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}"
_PAIR = (
    rf"{make_left_boundary_pattern('A-Za-z_')}(?i:{_ACCOUNT})(?i:{_MORE}{_IS})[\w.@\\-]{{2,60}}"
    r"[ \t]{0,2}[/|,][ \t]{0,2}(?P<v>[^\s/|,\"”»]{6,64})"
)


def _is_code(value: str) -> bool:
    """Return whether a value is a code, and not a word, count, date or error number."""
    digits = sum(letter.isdigit() for letter in value)
    return digits >= 4 and not value.startswith(("0x", "0X")) and not get_lazy_pattern(_DATE).match(value)


def _is_password(value: str) -> bool:
    """Return whether a value is a password, not a word, path or date: letters with digits or punctuation."""
    letters = any(letter.isalpha() for letter in value)
    more = any(letter.isdigit() or letter in "!#$%&*+=@€£§" for letter in value)
    return letters and more and not get_lazy_pattern(_DATE).match(value)


def _make_number_rules(name: str, needs: tuple[str, ...], announced: str) -> tuple[Rule, Rule]:
    """Return the rules for a number right after its name, and for one after its name and a verb."""
    begin, judge = (
        rf"{make_left_boundary_pattern('A-Za-z_')}(?i:{announced})",
        make_hiding_replacer(name, _is_code),
    )
    return (
        Rule(name, needs, rf"{begin}[ \t]{{1,3}}(?P<v>{_NUMBER})", judge, _NO_MORE),
        Rule(name, needs, rf"{begin}(?i:{_MORE}{_IS})(?P<v>{_MIXED})", judge, _NO_MORE),
    )


def rules() -> tuple[Rule, ...]:
    """Return the rules for spoken codes; they run after the rules for a value after a single keyword."""
    papers = (
        "ssn",
        "nino",
        "social",
        "insurance",
        "passport",
        "passeport",
        "identi",
        "licen",
        "permis",
        "tax",
    )
    accounts = ("log", "sign", "compte", "account", "credential", "identifiant")
    return (
        *_make_number_rules("code", ("code", "puk"), _CODE),
        *_make_number_rules("id-number", papers, _PERSON),
        Rule("password", accounts, _PAIR, make_hiding_replacer("password", _is_password)),
    )
