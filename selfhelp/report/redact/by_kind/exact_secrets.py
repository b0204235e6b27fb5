"""Rules for secrets before their name, in elements and beside comments, and for numbers in words: *Lisbon-Tram28
is the Wi-Fi password*, *oh seven seven double-oh nine*.
"""

# Patterns read better on one line.
# ruff: noqa: E501
from __future__ import annotations

from selfhelp.report.redact.by_kind.pattern_tables import Row, make_rows_rule
from selfhelp.report.redact.re2_patterns import get_lazy_pattern
from selfhelp.report.redact.rules import Rule
from selfhelp.report.redact.strong_values import TYPED
from selfhelp.report.redact.value_shapes import is_plausible_secret
from selfhelp.report.redact.vocabulary.listed_words import is_word

_WORD = rf"(?:{TYPED}|mots? de passe|passwor[dt]|kennwort|passwort)"
_OF_SECRET = ("pass", "mdp", "pw", "mot", "kennwort", "psk", "secret", "cred")
_IS = r"(?:[ ]?[,;]?[ ](?:c['’](?:est|était)|est|était|is|was|ist|war|as|comme|als)|[ ]?(?:=>?|->|→|<-|←))[ ]"
_ARTICLES = r"(?:(?:le|la|the|my|mon|ma|our|notre|your|votre|das|mein|dein|unser|its|his|her|their|son|leur|ancien|nouveau|new|old)[ ]){0,2}"
_WHOSE = rf"{_ARTICLES}(?:[\pL-]{{2,16}}[ ]){{0,2}}?"


def _is_element(value: str) -> bool:
    """Return whether the content of an element for a password is one, and not a reference to it."""
    return not is_word(value) and value[0] not in "$%{@*&" and not value.isdigit() and "***" not in value


def _is_told(value: str) -> bool:
    """Return whether a value before its name is one that someone made up: it has digits, signs or capitals."""
    if len(value) < 5 or is_word(value.strip(".,")) or not any(map(str.islower, value)):
        return False
    if get_lazy_pattern(
        r"(?i)https?:.*|[\w.+-]+@[\w.-]+|[\w-]+\.(?:[a-z]{2,4}|local)|[\w-]+(?:\.[\w-]+){2,6}|.*[\\].*"
    ).is_full_match(value):
        return False
    made = (
        get_lazy_pattern(r"\p{Ll}\p{Lu}|[\pL_-][0-9]|[0-9]\pL|[!#$%&*+=@]|\pL[._]\pL").search(value)
        is not None
    )
    return made and (is_plausible_secret(value) or value.count(".") == 1)


def _is_assigned(value: str) -> bool:
    return any(map(str.isalpha, value)) and not is_word(value) and value[0] not in "$%{<*/\\"


def _is_key(value: str) -> bool:
    return any(map(str.isdigit, value)) and any(map(str.isalpha, value))


_SECRETS = (
    Row(("<pass", "<pwd", "<mdp", "<motdepasse", "<mot_de_passe", "<kennwort", "<secret"), r"(?i)<(?:\w+:)?(?:pass(?:word|wd|phrase|wort|code)?|pwd|mot_?de_?passe|mdp|kennwort|secret)>(?P<v>[^<>\r\n]{4,80})</", "password", _is_element),
    Row(_OF_SECRET, rf"(?i)[=:(][ ]*[\"'](?P<v>[^\"'\s]{{5,80}})[\"'][ )\];,]*(?:#|//|--|;|/\*|<!--|rem |')[^\r\n]{{0,40}}?(?:^|[^\pL]){_WORD}(?:[^\pL(]|\z)", "password", _is_assigned),
    Row(_OF_SECRET, rf"(?i)(?:^|[\s\"'«“(>,])(?P<v>[^\s\"'»”,;()<>]{{5,40}})[\"'»”]?(?:{_IS}{_WHOSE}|,[ ]{_ARTICLES}){_WORD}(?:[^\pL_(\[:=-]|\z)", "password", _is_told),
    Row(_OF_SECRET, rf"(?i)(?:^|[\s\"'«“>,])(?P<v>[^\s\"'»”,;()<>]{{5,40}})[\"'»”]?[ ]\({_WHOSE}{_WORD}(?:[ ][\pL -]{{2,24}})?\)", "password", _is_told),
)  # fmt: skip
"""Passwords in elements, before a comment that names them, and before their name in a sentence."""
_KEYS = (
    Row(("clé", "cle", "clef", "key", "schlüssel", "code"), r"(?i)(?:^|[^\pL])(?:cl(?:é|e)f?s?|key|(?:netzwerk|sicherheits|wlan-?)?schlüssel|code)(?:[ ](?:de |du |of |der |für )?[\pL-]+){0,5}[ ](?-i:(?P<v>[0-9A-F]{10,64}|[A-Z0-9]{16,64}|[0-9a-z]{12,63}))(?:[^\w-]|\z)", "key", _is_key, r"(?i)wi-?fi|wpa|wep|wlan|box|(?:clé|key) (?:de )?s(?:é|e)curi|livebox|freebox|router|routeur"),
)  # fmt: skip
_ENTERED = r"(?:j['’]ai (?:bien )?(?:mis|tapé|entré|saisi|rentré|fait|composé|essayé|utilisé)|(?:je|on) (?:mets|tape|fais|fait|met|rentre|compose)|(?:i|we)(?:['’]ve)? (?:put|typed?|entere?d?|tried|used?|keyed|key)(?: in)?|(?:ich|wir) (?:habe|haben|gebe|geben|tippe|nehme))"
_CODES = (
    Row(("code", "pin", "nip", "digicode"), rf"(?i)(?:^|[^\pL]){_ENTERED}[ ](?:le |la |the |den |my |mon )?(?:code |pin )?(?P<v>[0-9]{{3,8}}[#*]?)(?:[^0-9:h%€.,]|[.,](?:\s|\z)|\z)", "code", bool, r"(?i)(?:^|[^\pL])(?:code|pin|nip|digicode)s?(?:[^\pL]|\z)"),
)  # fmt: skip
_CARD = Row((" ",), r"(?:^|[,;|\t ])(?P<v>[3-6][0-9]{3}(?:[ -][0-9]{4}){3})(?:[,;|\t .]|\z)", "card", bool, r"(?i)(?:^|[^\pL])(?:card|carte|karte|cb|pan|visa|mastercard|kreditkarte|cc)(?:[^\pL]|\z)", 8)  # fmt: skip

_ONE = r"(?:double[ -]?(?:oh|zero|one|two|three|four|five|six|seven|eight|nine)|zero|oh|nought|one|two|three|four|five|six|seven|eight|nine)"
_EINS = r"(?:null|eins|zwei|zwo|drei|vier|f(?:ü|ue)nf|sechs|sieben|acht|neun)"
_UN = r"(?:(?:quatre-vingts?|soixante|cinquante|quarante|trente|vingt|septante|huitante|nonante)(?:(?:[ -]et[ -]|[ -])(?:dix(?:-(?:sept|huit|neuf))?|onze|douze|treize|quatorze|quinze|seize|une?|deux|trois|quatre|cinq|six|sept|huit|neuf))?|dix(?:-(?:sept|huit|neuf))?|z(?:é|e)ros?|une?|deux|trois|quatre|cinq|six|sept|huit|neuf|onze|douze|treize|quatorze|quinze|seize)"
_S = r"(?:[ ,.-]{1,2}|[ ]-[ ])"
_PHONES = (
    Row(("oh", "zero", "nought", "double", "null", "zéro"), rf"(?i)(?:^|[^\pL])(?P<v>(?:plus{_S})?(?:(?:oh|zero|nought|double[ -]?(?:oh|zero)){_S}{_ONE}(?:{_S}{_ONE}){{4,11}}|null{_S}{_EINS}(?:{_S}{_EINS}){{5,12}}|z(?:é|e)ro{_S}{_UN}(?:{_S}{_UN}){{3,9}}))(?:[^\pL]|\z)", "phone"),
    Row(("phone", "call", "ring", "text", "mobile", "cell", "number", "reach"), rf"(?i)(?:^|[^\pL])(?P<v>{_ONE}(?:{_S}{_ONE}){{6,12}})(?:[^\pL]|\z)", "phone", lambda value: "one two three" not in value.casefold()),
    Row(("-",), r"(?:^|[^\w.+-])(?P<v>(?:\+?1[ .-])?(?:\([2-9][0-9]{2}\)|[2-9][0-9]{2})[ ][2-9][0-9]{2}-[0-9]{4})(?:[^\w-]|\z)", "phone"),
    Row(("suis", "joi", "appel", "rappel", "sonne", "contact"), r"(?i)(?:^|[^\pL])(?:je suis|joignable|(?:r?appel|sonn|joign|contact|t(?:é|e)l(?:é|e)phon)(?:er?|ez)(?:[- ](?:moi|nous|le|la))?|me joindre|nous joindre)[ ](?:\pL+[ ]){0,2}?(?:au|sur le)[ ](?P<v>[0-9]{3,5})(?:[\s,;!?)]|\.(?:\s|\z)|\z)", "phone", lambda value: not (len(value) == 4 and value[:2] in ("19", "20"))),
    Row(("erreich", "ruf", "durchwahl", "klingel"), r"(?i)(?:^|[^\pL])(?:erreichbar|erreich\w*|anrufen|ruf\w*|zurückrufen|klingel\w*|durchwahl)[ ](?:\pL+[ ]){0,3}?(?:unter|auf|an|über)[ ](?:der )?(?P<v>[0-9]{2,5})(?:[\s,;!?)]|\.(?:\s|\z)|\z)", "phone"),
)  # fmt: skip
"""Phone numbers in words, North American numbers, and short numbers where someone can be reached."""


def secret_rules() -> tuple[Rule, ...]:
    """Return the rules for passwords, keys, codes and cards."""
    return (
        make_rows_rule("password", *_SECRETS),
        make_rows_rule("key", *_KEYS),
        make_rows_rule("code", *_CODES),
        make_rows_rule("card", _CARD),
    )


def rules() -> tuple[Rule, ...]:
    """Return the rule for phone numbers."""
    return (make_rows_rule("phone", *_PHONES),)
