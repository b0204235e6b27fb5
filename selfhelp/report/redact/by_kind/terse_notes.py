"""Rules for notes and messages in few words: an account and its password, what replaced what, numbers after labels.

The label or the phrase decides, not the value's check digits.
"""

# Patterns read better on one line.
# ruff: noqa: E501, SIM905
from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from selfhelp.report.redact.aliases import contains_placeholder
from selfhelp.report.redact.by_kind.label_forms import is_technical_number
from selfhelp.report.redact.by_kind.pattern_tables import Row, make_rows_rule
from selfhelp.report.redact.by_line.line_rules import Line, ReplacedPart, make_line_rule
from selfhelp.report.redact.positional_names import is_universal_name
from selfhelp.report.redact.re2_patterns import get_lazy_pattern
from selfhelp.report.redact.rules import Rule
from selfhelp.report.redact.strong_values import TYPED
from selfhelp.report.redact.value_shapes import is_plausible_secret
from selfhelp.report.redact.vocabulary.listed_words import is_word
from selfhelp.report.redact.vocabulary.ordinary_words import is_ordinary_word

_NAME = r"(?P<v>[A-Za-z][\w.-]{2,40})"
_B = r"(?:^|[^\pL\pN_-])"
_E = r"(?:[\s,;:!?)\"'»”<]|\.(?:\s|\z)|\z)"


def _is_account(value: str) -> bool:
    return not is_universal_name(value) and not value.startswith("-")


def _is_account_no_word(value: str) -> bool:
    return (
        _is_account(value)
        and len(value) > 3
        and not is_word(value)
        and "//" not in value
        and not value.isdigit()
    )


def _is_drawn(value: str) -> bool:
    """Return whether a value mixes capitals, digits or signs as passwords do."""
    if len(value) < 6 or is_technical_number(value) or not is_plausible_secret(value):
        return False
    if not any(map(str.isalpha, value)) or get_lazy_pattern(
        r"(?i)https?:.*|[\w.+-]+@[\w.-]+|[\w-]+\.[a-z]{2,4}|[A-Z]{2,}-?[0-9]+"
    ).is_full_match(value):
        return False
    return get_lazy_pattern(r"\p{Ll}\p{Lu}|\pL[0-9]|[0-9]\pL|[!#$%&*+=@_]").search(value) is not None


def _is_value(value: str) -> bool:
    return len(value) > 3 and is_plausible_secret(value) and not is_word(value)


_COMMANDS = (
    Row(("mysql", "mariadb", "sudo", "docker", "podman", "crontab", "mongo", "psql", "pg_dump"), rf"(?:mysql\w*|mariadb[\w-]*|sudo|(?:docker|podman) login|psql|crontab|mongo\w*|pg_dump)(?:[ ][^\r\n|;]{{0,80}})?[ ](?:-u|-U|--user(?:name)?)[ =]?[\"']?{_NAME}", "user", _is_account),
    Row(("htpasswd",), rf"htpasswd(?:[ ]-\w+)*(?:[ ][\w./-]*[./][\w./-]*)?[ ]{_NAME}(?:[ ](?P<w>[^\s/]\S{{3,}}))?", "user", _is_account),
    Row(("net user", "runas", "net1 user"), rf"(?i)(?:net1?(?:\.exe)? user|runas[^\r\n]{{0,40}}/user:(?:[\w.-]+\\)?)[ ]?[\"']?{_NAME}", "user", _is_account),
    Row(("chown", "sqlplus", "su "), rf"(?:^|[\s$#])(?:chown(?: -\w+)?|sqlplus(?: -\w+)?|su(?: -l?)?)[ ]{_NAME}(?:[:/@. ]|\z)", "user", _is_account_no_word),
)  # fmt: skip
_ACCOUNTS = (
    Row(("login", "gebruiker", "usager", "account", "compte", "admin", "username"), rf"(?i){_B}(?:login|gebruiker(?:snaam)?|(?:nom d['’])?usager|account|compte|admin|user ?name)[ ]?[:=>]?[ ]?{_NAME}{_E}", "user", lambda value: _is_account_no_word(value) and get_lazy_pattern(r"[._0-9]").search(value) is not None and not get_lazy_pattern(r"(?i)[\w-]+\.\w{2,3}").is_full_match(value)),
    Row(("gebruiker",), rf"(?i)^[ \t]*gebruiker(?:snaam)?[ :=]+{_NAME}[ \t]*$", "user", _is_account),
    Row(("admin",), rf"(?i){_B}admin[ ]?=[ ]?{_NAME}{_E}", "user", _is_account_no_word),
)  # fmt: skip
_SECRETS = (
    Row(("puis", "pis", "then", " ; ", " / ", "/"), r"(?:^|[\s(:,])[a-z][\w.-]{2,40}(?:@[\w.-]+)?(?:[ ](?:puis|pis|(?:and )?then|et puis)[ ]|[ ][;/][ ])(?P<v>[^\s,;()]{6,40})", "password", _is_drawn),
    Row(("root/", "admin/"), rf"(?i){_B}(?:root|admin)/(?P<v>[^\s/,;()]{{4,40}}){_E}", "password", lambda value: _is_value(value) and not value.startswith("user") and "admin" not in value),
    Row(("clef", "clé", "key", "cle"), r"(?i)(?:^|[^\pL])(?:clef|clé|cle|key)[ ]*(?:\.{3,}|[=:]|[ ])[ ]?(?P<v>[^\r\n,;\"]{8,48}?)(?:[ ]?[,;.]|[ \t]*$)", "password", lambda value: _is_value(value) and ("=" in value or " " not in value or len(value.split()) > 3), r"(?i)ssid|wi-?fi|wlan|r(?:é|e)seau|network", 3),
    Row(("phrase", "magique", "word"), r"(?i)(?:^|[^\pL])(?:(?:phrase|passphrase)[ ]?[:=]|mots? magiques?[ ]?:?|(?:site|safe|magic|duress)[ -]word(?: is)?[ ]?:?)[ ](?P<v>[^\r\n,;.]{4,60}?)(?:[,;.]|[ \t]*$|[ ]\()", "password", is_plausible_secret, r"(?i)admin|nas|vpn|mdp|acc(?:è|e)s|magi|word|lien"),
    Row(("pel", "spel"), r"(?i)(?:épel|epel|spel)\pL*[ ]?:[ ](?P<v>[^\s,;]{6,40})", "password", _is_drawn),
    Row(("laps",), r"(?i)(?:^|[^\pL])laps[^\r\n:=]{0,50}[ ]?[:=][ ](?P<v>[^\s]{10,40})(?:\s|\z)", "password", _is_drawn),
    Row(("log", "sqlplus", "connect", "anmeld", "angemeldet"), r"(?i)(?:^|[^\pL])(?:logg(?:ing|ed) (?:in|on) (?:as|with)|log (?:in|on) (?:as|with)|sqlplus|connect(?:ing|ed)?(?: as| with)?|anmelden als|angemeldet als|connect(?:é|er) (?:avec|en tant que))[ ][\"']?[a-z][a-z0-9_]{2,30}/(?P<v>[^\s/\"'@]{5,40})(?:[@\s\"'.,]|\z)", "password", _is_drawn),
    Row(("code", "losung", "sicherheitswort", "safe", "mot "), r"(?i)(?:^|[^\pL])(?:code-?wo?rt|code ?word|losungswort|sicherheitswort|safe ?word|mot (?:de code|convenu|secret))(?:[ ][\pL -]{1,24})?[ ]?[:=][ ](?P<v>[\pL-]{4,30})(?:[\s,;.!]|\z)", "password"),
    Row(("vpn", "wifi", "nas"), r"(?i)(?:^|[^\pL])(?:vpn|wi-?fi|nas)[ ]?=[ ](?P<v>[^\r\n\"»”;,]{6,48})(?:[\"»”]|[ \t]*$)", "password", is_plausible_secret),
)  # fmt: skip
_TOPIC = rf"(?i)(?:{_B}(?:{TYPED}|mots? de passe|\pL*passwor[dt]|\pL*kennwort|zugang(?:sdaten)?|acc(?:è|e)s|log-?ins?|rotate|leaked|compromised)(?:[^\\pL]|\\z))"
_FEW = r"(?:[\pL\pN'’-]+[ ]){2,6}[\pL\pN'’-]+"
_PHRASE = r"(?:pass ?-?phrase|phrase (?:secr(?:è|e)te|de passe)|merksatz|passwortsatz)"
_SURE = ("pass", "mdp", "pw", "kennwort", "mot", "zugang", "acc", "login", "log-in", "rotate", "leaked", "compromised")  # fmt: skip


def _is_phrase(value: str) -> bool:
    """Return whether the words after *passphrase* are one: at most half of them are words of any sentence."""
    words = value.split()
    plain = sum(is_ordinary_word(word) for word in words if not word.isdigit())
    return 2 * plain <= len(words) and not contains_placeholder(value)


def _is_signed(value: str) -> bool:
    """Return whether a value has a sign inside, as passwords and few other words do."""
    return (
        is_plausible_secret(value)
        and not is_technical_number(value)
        and get_lazy_pattern(r"\pL[\pL\pN_-]*[!#$%&*+?°][\pL\pN]").search(value) is not None
        and get_lazy_pattern(r"(?i)\w{1,3}&\w{1,3}|https?:.*|[\w.+-]+@[\w.-]+").is_full_match(value) is False
    )


def _is_mixed(value: str) -> bool:
    """Return whether a value changes often between letters of both cases, digits and signs."""
    kinds = [c.isdigit() + 2 * c.islower() + 4 * c.isupper() for c in value]
    return sum(a != b for a, b in pairwise(kinds)) > 5 and is_plausible_secret(value) and len(set(kinds)) > 3


def _is_random(value: str) -> bool:
    """Return whether a long value mixes letters and digits, and isn't a checksum."""
    switches = sum(a.isdigit() != b.isdigit() for a, b in pairwise(value))
    return switches > 7 and not get_lazy_pattern(r"[0-9a-f]+|[0-9A-F]+").is_full_match(value)


def _is_guessed(value: str) -> bool:
    """Return whether a value after *I think it's* isn't a word: joined, in mixed case or unknown."""
    return (
        is_plausible_secret(value)
        and not is_technical_number(value)
        and not value.isdigit()
        and not is_word(value)
        and get_lazy_pattern(r"(?i)\pL['’].*|.*[.:]\pL{2,4}").is_full_match(value) is False
    )


def _is_joined(value: str) -> bool:
    """Return whether words joined by hyphens after *password* are the password and no kind of account."""
    return (
        value.casefold().split("-")[0] not in _NOT_JOINED
        and value.casefold().split("-")[-1] not in _NOT_JOINED
    )


_NOT_JOINED = frozenset(
    "e mail self service wi fi log in sign reset re manager policy admin windows single pre hard soft auto on off up re non net web".split()
)
_GUESS = r"(?:un truc comme|quelque chose comme|genre|something like|i (?:think|believe|guess) it(?:['’]?s| is| was)|think it (?:is|was)|je crois que c['’](?:est|(?:é|e)tait)|so ?was wie|irgendwas wie|ich glaube,? (?:es )?(?:ist|war|heißt|lautet)(?: es)?)"
_PROSE = (
    Row(("–", "—", " / "), r"(?:^|[\s\"«“(:•])(?:[a-z][a-z0-9]*(?:[._-][a-z0-9]+){0,3}|user-[0-9a-f]{6})[ ][–—/][ ](?P<v>[^\s,;()\"]{6,40})", "password", _is_signed),
    Row((", ",), r"(?:^|[\s\"«“(:•])(?:[a-z]+[._-]?[0-9][a-z0-9._-]*|[a-z]+[._-][a-z][a-z0-9._-]*|user-[0-9a-f]{6}),[ ](?P<v>[^\s,;()\"]{8,40})(?:[\s;)\"]|\z)", "password", _is_signed, _TOPIC),
    Row(("phrase", "satz"), rf"(?i){_B}{_PHRASE}(?:[ ][^\r\n.«\"“„]{{0,40}}?[ ](?:is|was|war(?: bisher)?|ist|lautet|est|(?:é|e)tait|c['’]est)|[ ]?:)?[ ](?P<v>{_FEW})(?:[,.;)]|[ \t]*$|[ ]\()", "password", _is_phrase),
    Row(("phrase", "satz"), rf"(?i){_B}(?:phrase|{_PHRASE})[^\r\n«\"“„]{{0,60}}[«\"“„][ ]?(?P<v>{_FEW})[ ]?[»\"”“]", "password", _is_phrase),
    Row(("pw", "mdp", "pass", "kennwort", "psw"), r"(?i)(?:^|[^\pL])(?:mdp|pwd?|psw|kennwort|passwort|password|mot de passe)[ ](?P<v>\pL{3,}(?:-\pL{2,}){1,5}[0-9]{0,4})(?:[,;)!]|[ \t]*$|\.(?:\s|\z))", "password", _is_joined),
    Row(("pw", "mdp", "pass", "kennwort"), rf"(?i){_B}{TYPED}[ :]{{1,2}}(?P<v>[^\s=,;\"'«»]{{2,20}}=[^\s=,;\"'«»]{{2,20}}){_E}", "password", lambda value: get_lazy_pattern(r".*[0-9!#$%&*].*").is_full_match(value)),
    Row(("mot ", "wort", "word", "parole"), r"(?i)(?:^|[^\pL])(?:mot (?:convenu|secret|de code|de s(?:é|e)curit(?:é|e))|code ?-?word|code-?wort|safe ?-?word|security word|losung(?:swort)?|sicherheitswort|parole)(?:[ ,][^\r\n«\"“„]{0,30})?[ ][«\"“„][ ]?(?P<v>[\pL-]{3,30})[ ]?[»\"”“]", "password"),
    Row(_SURE, rf"(?i){_B}{_GUESS}[ :]{{1,2}}[\"«“]?(?P<v>[^\s\"»”,;]{{5,40}})", "password", _is_guessed, rf"(?i){_B}(?:{TYPED}|mots? de passe|passwor[dt]|kennwort)(?:[^\pL]|\z)"),
    Row(_SURE, r"[ ]\((?P<v>[^\s():/\"]{8,40})\)", "password", _is_mixed, _TOPIC),
    Row(("?",), rf"(?i){_B}(?:{TYPED}|mot de passe|passwor[dt]|kennwort)(?:[^\pL?\r\n][^?\r\n]{{0,60}})?[ \x{{a0}}]?\?[ ](?P<v>[^\s.?!,:;]{{5,30}})[.!](?:\s|\z)", "password", _is_guessed),
    Row(("app",), r"(?:^|[^a-z])(?P<v>[a-z]{4}(?: [a-z]{4}){3})(?:[^a-z ]|[ ]*$|[ ][(])", "token", lambda value: sum(map(is_word, value.split())) < 2, r"(?i)app(?:lication)?(?:[- ]?specific)?[- ]?passwor[dt]|app-?kennwort|mot de passe d['’]app", 2),
    Row(("token", "pat ", "pat.", "jeton", "api"), r"(?:^|[\s:=\"'(])(?P<v>[A-Za-z0-9]{30,90})(?:[\s\"'),;.]|\z)", "token", _is_random, r"(?:^|[^\pL])(?:PAT|(?i:token|jeton|api[ -]?key))(?:[^\pL]|\z)"),
)  # fmt: skip
"""Passwords in sentences: a pair, a passphrase, a guess, a word agreed upon."""
_PLACE = r"(?:pavé(?: num\pL+)?|digicode|keypad|alarme?|key ?safe|override|cadenas|padlock|locker|casier|grille|portail|gate|chaudi(?:è|e)re|boiler|bo(?:î|i)te vocale|voicemail|vending machine|service menu|nip)"
_PLACES = ("pavé", "digicode", "keypad", "alarm", "safe", "override", "cadenas", "lock", "casier", "grille", "portail", "gate", "chaudi", "boiler", "vocale", "voicemail", "menu", "nip")  # fmt: skip
_CODES = (
    Row(_PLACES, rf"(?i){_B}{_PLACE}(?:[ ][^0-9\r\n]{{0,60}}?)?(?:faites|composez|tapez|turn to|press|dial|is|est|=|c['’]est|c[ée]|:|not|nip|\()[ ]?(?P<v>[0-9]{{3,8}}[#*]?|[0-9](?: [0-9]){{3,7}}){_E}(?:[^\r\n0-9]{{0,16}}it['’]s[ ](?P<w>[0-9]{{3,8}}))?", "code"),
    Row(_PLACES, rf"(?i)^[ \t]*{_PLACE}[ \t]+(?P<v>[0-9]{{3,8}}[#*]?)(?:[ ]\(.*)?[ \t]*$", "code"),
    Row(("chiffres", "digits"), r"(?i)(?:trois|3|three)(?: derniers| last)? (?:chiffres|digits)[^0-9\r\n]{0,30}[ ](?P<v>[0-9]{3,4})(?:[^0-9]|\z)", "card"),
    Row(("guard", "sms", "texto"), r"(?i)(?:guard|sms|texto)[ ](?:a dit|dit|says?|said|:)[ ](?P<v>[A-Z0-9]{5,8})(?:[^\pL\pN]|\z)", "code", lambda value: any(map(str.isdigit, value))),
)  # fmt: skip
_HOLDER = r"(?:user|master|engineer|installer|admin|guest|panic|duress|ma(?:î|i)tre|technicien|utilisateur|installateur|benutzer|meister|haupt|techniker|errichter|bediener|chef|kassier(?:er)?|manager|cashier|caissier)"
_FURTHER = (
    Row(("code", "pin"), rf"(?i){_B}{_HOLDER}[ -]?code[ ]?:?[ ](?P<v>[0-9]{{3,8}}|[0-9]{{1,4}}(?:[*#-][0-9]{{1,4}}){{1,3}}){_E}|{_B}(?:{_HOLDER}[ -]?pin|code[ ]{_HOLDER})[ ]?:?[ ](?P<w>[0-9]{{2,8}}|[0-9]{{1,4}}(?:[*#-][0-9]{{1,4}}){{1,3}}){_E}", "code"),
    Row(("sorry", "pardon", "sry", "oups", "oops", "correction", "korrektur", "entschuldigung", "i mean", "meine", "voulais dire"), r"(?i)(?:^|[^\pL])(?:sorry|sry|pardon|oups|oops|correction|korrektur|entschuldigung|i mean|ich meine|je voulais dire)[ ,:]{1,3}(?P<v>[0-9]{3,8}[#*]?)[\"»”.!]?[ \t]*$", "code", bool, r"(?i)(?:^|[^\pL])(?:\pL*codes?|pin|combination|combinaison|kombination|digicode)(?:[^\pL]|\z)", 4),
    Row(("=",), r"(?:^|[ ,;:])\pL{2,15}[ ]?=[ ]?(?P<v>[0-9]{3,6})[,;][ ]\pL{2,15}[ ]?=[ ]?(?P<w>[0-9]{3,6})(?:[\s,;.]|\z)", "code", bool, r"(?i)(?:^|[^\pL])(?:(?:a|un|einen?|the|le|den|son|ses|les|des) (?:\pL+ )?(?:codes?|pins?)|codes? (?:par|per|pro|service|copieur|copier)|kopier-?codes?|abteilungscodes?)(?:[^\pL]|\z)"),
    Row(("code ",), r"(?:^|[^\pL])[Cc]ode[ ](?:down )?(?:as|wie|comme)[ ](?P<v>[A-Z0-9]{2,5}-[A-Z0-9]{2,5})(?:[\s,;.]|\z)", "code"),
)  # fmt: skip
"""A second code in a text: another person's, a correction, one of each team."""
_OF_CODES = r"(?i)(?:^|[^\pL])(?:\pL*codes?|pin|otp|2fa|mfa|token|jeton|qr|authenticat\pL*)(?:[^\pL]|\z)"
_SIGNING_IN = r"(?i)(?:^|[^\pL])(?:passwor[dt]|mot de passe|mdp|kennwort|log-?in|logon|vpn|anyconnect|sign[ -]in|anmeld\pL*|connexion)(?:[^\pL]|\z)"
_STATED = (
    Row(("mien", "mine", "meine", "nouveau", "nouvelle", "ancien", "neue", "alte", "new one", "old one"), r"(?i)(?:^|[^\pL])(?:l[ea] mien(?:ne)?|mine|meine[rs]?|(?:le )?nouveau|(?:la )?nouvelle|l['’]ancien(?:ne)?|(?:der|das|die) (?:neue|alte)|(?:the )?(?:new|old) one)(?:[ ](?:is|ist|est|was|war|était))?[ :,]{1,3}(?P<v>[0-9]{4,8}|[0-9]{3}[ ][0-9]{3})(?:[\s,;!?)]|\.(?:\s|\z)|\z)", "code", lambda value: value[:2] not in ("19", "20") or len(value) != 4, _OF_CODES, 2),
    Row(("génère", "genere", "generate", "generiert", "erzeugt"), r"(?i)(?:g(?:é|e)n(?:è|e)re|generates?|generated|generiert|erzeugt)[ ](?P<v>[0-9]{3}[ ]?[0-9]{3})(?:[\s,;!?)]|\.(?:\s|\z)|\z)", "code"),
    Row(("then", "puis", "dann"), r"(?i)(?:^|[^\pL])(?:typed?|enter(?:ed)?|tap(?:e|é)|saisi\pL*|tippe|gebe)[ ][^\r\n.0-9]{0,60}?(?:then|puis|dann)[ ](?P<v>[0-9]{6})(?:[\s,;!?)]|\.(?:\s|\z)|\z)", "code", bool, _SIGNING_IN),
    Row(("number match", "nummernabgl", "zahlenabgl", "correspondance de num", "correspondance des num"), r"(?:^|[^\pL\pN.,:/-])(?P<v>[0-9]{2})(?:[\s,;!?)]|\.(?:\s|\z)|\z)", "code"),
    Row(("installation", "confirmation", "activation", "aktivierung", "bestätigung"), r"(?:^|[^0-9-])(?P<v>[0-9]{6,7}(?:[ -][0-9]{6,7}){4,9})(?:[^0-9-]|\z)", "code"),
    Row(("enrolment key", "enrollment key", "einschreibeschlüssel", "inscription", "kursschlüssel", "join key"), r"(?i)(?:enroll?ment key|join key|einschreibeschlüssel|kursschlüssel|cl(?:é|e)f? d['’]inscription)(?:[ ](?:is|ist|est|lautet))?[ ]?[:=]?[ ][\"'«“]?(?P<v>[^\s\"'»”,;]{5,40})", "code", lambda value: _is_value(value) and get_lazy_pattern(r"[0-9_-]").search(value) is not None),
    Row(("recovery", "bitlocker", "wiederherstellung", "récupération"), r"(?:^|[^\pL])ID(?i:[ ](?:starts|begins|beginnt|commence)(?:[ ](?:with|mit|par))?)?[ ]?[:=]?[ ](?P<v>[0-9A-F]{8})(?:[\s,;!?)]|\.(?:\s|\z)|\z)", "hw"),
    Row(("code ", "pin "), r"(?i)(?:^|[^\pL])(?:code|pin)[ ](?:war|was|était|ist|is|est)[ ](?P<v>(?:19|20)[0-9]{2})(?:[\s,;!?)]|\.(?:\s|\z)|\z)", "code"),
    Row(("texts me", "text me", "emails", "sends", "schickt", "envoie"), r"(?:^|[\s:\"'(])(?P<v>[A-Z]{1,2}[0-9]?-[0-9]{4,6})(?:[\s,;!?)\"']|\.(?:\s|\z)|\z)", "code", bool, r"(?i)(?:^|[^\pL])(?:codes?|number|nummer|numéro)(?:[^\pL]|\z)"),
    Row(("is your", "ist ihr", "ist dein", "est votre"), r"(?:^|[\s:\"'(<])(?P<v>[A-Z0-9]{1,4}-[0-9]{4,6})[ ](?:is your|ist (?:ihr|Ihr|dein)|est votre)[ ]", "code"),
)  # fmt: skip
"""Codes that a sentence states after the word for them, or whose form decides."""
_HEADS_CODES = r"(?i)^[^\r\n:]{0,50}(?:^|[^\pL])(?:\pL*codes|pins)(?:[ ][^\r\n:]{0,40})?[ ]?:[ \t]*\r?$"
_OTHER_CODES = r"(?i)error|exit|status|country|postal|post-?codes|zip|area|return|erreur|fehler|produ[ck]t|article|colou?r|länder|codes postaux|http"
_ITEM = r"^[ \t•*–-]{0,4}\pL[\pL\pN .'’&/-]{0,30}?[ ]?[:=–-]?[ ]{1,3}(?P<v>[0-9]{4,8}[#*]?)(?:[ \t]*$|[ ]?[(,;–-])"
_ASKED = r"(?i)(?:question (?:secr(?:è|e)te|de s(?:é|e)curit(?:é|e))|security question|secret question|sicherheitsfrage|geheime frage)[^\r\n]{0,80}\?[ \t\"»]*\r?$"
_WIRELESS = r"(?i)(?:^|[^\pL])(?:wi-?fi|wlan|hotspot)(?:[^\pL\r\n?][^\r\n?]{0,40})?[ ]?\?[ \t]*\r?$"
_PAIRED = r"^[^\r\n/]{0,60}?(?:^|[:>][ ])(?P<n>[^\s:/]{3,32})[ ]/[ ](?P<v>[^\s/]{8,63})[ \t]*$"


def _find_codes_below_heading(line: Line) -> Iterator[ReplacedPart]:
    """Yield the numbers of the lines below a heading such as *Copier codes:*."""
    if (
        get_lazy_pattern(_HEADS_CODES).search(line.text) is None
        or get_lazy_pattern(_OTHER_CODES).search(line.text) is not None
    ):
        return
    for row in line.iter_lines_after(20):
        if not row.text.strip():
            return
        found = get_lazy_pattern(_ITEM).match(row.text)
        if found is not None:
            yield ReplacedPart(row.start + found.start("v"), row.start + found.end("v"), "code")


def _find_answers_to_questions(line: Line) -> Iterator[ReplacedPart]:
    """Yield the answer below a security question, or the network and key below a question for them."""
    asked = get_lazy_pattern(_ASKED).search(line.text) is not None
    if not asked and get_lazy_pattern(_WIRELESS).search(line.text) is None:
        return
    for reply in line.iter_lines_after(1 if asked else 2):
        found = get_lazy_pattern(_ANSWER if asked else _PAIRED).match(reply.text)
        if found is None:
            continue
        yield ReplacedPart(reply.start + found.start("v"), reply.start + found.end("v"), "password")
        if not asked:
            yield ReplacedPart(reply.start + found.start("n"), reply.start + found.end("n"), "network")


_ANSWER = r"^[ \t>]{0,4}(?P<v>[\pL\pN][\pL\pN '’-]{2,30})[ \t.]*$"
_NUMBER = r"(?P<v>[A-Z]{0,3}-?[0-9]{4,10}(?:[ ][0-9]{3,5}){0,2})"
_NUMBERS = (
    Row(("nas", "sin", "sociale", "social", "ni n"), r"(?:^|[^\pL])(?:NAS|SIN|(?i:assurance sociale|social insurance))[^0-9\r\n]{0,60}[^0-9\pL](?P<v>[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{3})(?:[^0-9]|\z)"),
    Row(("mat", "emp", "customer", "staff", "client n"), rf"(?i){_B}(?:matr?\.|matricule|emp(?:loyee)?\.?[ ]?(?:no|id|#|number)|customer|staff (?:id|no)|client n°)[ .:n°#]{{1,4}}(?-i:{_NUMBER}){_E}"),
    Row(("(",), r"\p{Lu}\pL+ \p{Lu}[\pL'’-]+ \((?P<v>[A-Z]{1,2}-?[0-9]{4,6})\)"),
    Row(("salari", "agent", "employ", "card no", "badge no"), rf"(?i){_B}(?:salari(?:é|e)e?|agent|employ(?:é|e)e?|(?:card|badge) no\.?(?: \pL+)?)[ ]?:?[ ](?-i:(?P<v>[A-Z]{{1,2}}-?[0-9]{{3,6}}|[0-9]{{2,5}}-[0-9]{{2,6}}(?:-[A-Z0-9]{{1,3}})?)){_E}"),
    Row(("nummer", "nr", "matricule", "number", "id", " no"), rf"(?i){_B}(?:personal(?:nr\.?|nummer)|mitarbeiter(?:nr\.?|nummer)|matricule|(?:employee|staff|payroll) (?:no\.?|id|number))[ :]{{1,2}}(?:[0-9]{{4,8}}|\[secret:id-number\])[^0-9\r\n]{{1,40}}(?:aber|but|mais|not|nicht|pas|einmal|jetzt|now|statt|instead|lieu|neue?|new|nouveau|sondern|plut(?:ô|o)t|früher|before|avant|richtig|correct|seit|since|depuis)[^0-9\r\n]{{1,24}}(?P<v>[0-9]{{4,8}}){_E}", "id-number", lambda value: value[:2] not in ("19", "20") or len(value) != 4),
    Row(("nebenstelle", "durchwahl", "extension", "ext", "poste"), rf"(?i){_B}(?:nebenstelle|durchwahl|extension|ext\.?|poste)[ ](?:[0-9]{{2,5}}|phone-[0-9a-f]{{6}})[ ](?:\pL+[ ]){{0,3}}(?:auf|to|vers|sur|zu)[ ](?P<v>[0-9]{{2,5}}){_E}", "phone"),
    Row((", x", "(x"), r"(?:\p{Lu}\p{Ll}+|user-[0-9a-f]{6})(?:,[ ]|[ ]\()(?P<v>x[0-9]{3,5})(?:[\s,;)]|\.(?:\s|\z)|\z)", "phone"),
)  # fmt: skip
_MONTH = r"(?i:jan|f(?:é|e)v|feb|mar|avr|apr|ma[iy]|jui|jun|jul|ao|aug|sep|oct|nov|d(?:é|e)c)\pL{0,7}\.?"
_DATE = rf"(?:[0-3]?[0-9](?:er|st|nd|rd|th)?[ ]{_MONTH}[ ](?:19|20)[0-9]{{2}}|(?:19|20)[0-9]{{2}}-[01][0-9]-[0-3][0-9]|[0-3]?[0-9][/.-][01]?[0-9][/.-](?:19|20)?[0-9]{{2}})"
_BIRTHS = (
    Row(("fête", "fete"), rf"(?i)date de f(?:ê|e)te[^0-9\r\n]{{0,16}}(?P<v>{_DATE})", "birth"),
)  # fmt: skip

_QUESTION = rf"(?i)(?:{_B}(?:{TYPED}|wi-?fi|psw|mots? d['’]passe)(?:[^\pL][^?\r\n]{{0,60}})?\?)[ \t]*$"
_REPLY = r"^[ \t>*•–—-]{0,6}(?:\[?[0-9/.: ]{0,12}[0-9]{1,2}[:h][0-9]{2}\]?[ ,>-]{0,3})?(?:<?\pL[\pL\pN .()'’_-]*>?[ ]?[:>][ \t]{1,4})?(?:(?:c['’]est|it['’]s|oui|yes|tiens|voilà|here)[ ,:]{1,3}){0,2}[\"«“]?(?P<v>[^\s\"»”?]{5,40})[\"»”.]?[ \t]*$"


def _find_replies(line: Line) -> Iterator[ReplacedPart]:
    """Yield the only word of a line below a question for a password or a wireless network."""
    if len(line.text) > 160 or get_lazy_pattern(_QUESTION).search(line.text) is None:
        return
    for reply in line.iter_lines_after(1):
        found = get_lazy_pattern(_REPLY).match(reply.text)
        if found is not None and _is_value(found["v"]) and not contains_placeholder(found["v"]):
            yield ReplacedPart(reply.start + found.start("v"), reply.start + found.end("v"), "password")


def secret_rules() -> tuple[Rule, ...]:
    """Return the rules for passwords, codes and numbers."""
    return (
        make_rows_rule("password", *_SECRETS),
        make_rows_rule("password", *_PROSE),
        make_rows_rule("code", *_CODES, *_FURTHER, *_STATED),
        make_line_rule(
            "code",
            ("codes", "pins"),
            r"(?i)(?:codes|pins)[^\r\n]*:[ \t]*(?:\r?\n|\z)",
            _find_codes_below_heading,
        ),
        make_line_rule(
            "password",
            ("question", "sicherheitsfrage", "frage", "wi-fi", "wifi", "wlan", "hotspot"),
            r"\?[ \t\"»]*(?:\r?\n|\z)",
            _find_answers_to_questions,
        ),
        make_rows_rule("id-number", *_NUMBERS),
        make_line_rule("password", ("?",), _QUESTION, _find_replies),
    )


def rules() -> tuple[Rule, ...]:
    """Return the rules for accounts and dates of birth."""
    return (make_rows_rule("user", *_COMMANDS, *_ACCOUNTS), make_rows_rule("birth", *_BIRTHS))
