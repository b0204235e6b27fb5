"""Rules for passwords and keys that people tell in conversations: as an answer, as *the old one*, spelled out.

A line asks for a password or announces it, and one of the next lines contains it among few words; or a
sentence tells what the password was, is now or was set to.
"""

# Patterns and lists of words read better on one line.
# ruff: noqa: E501
from __future__ import annotations

from collections.abc import Iterator

from selfhelp.report.redact.aliases import contains_placeholder, is_placeholder
from selfhelp.report.redact.by_kind.label_forms import UUID, is_technical_number
from selfhelp.report.redact.by_kind.pattern_tables import Row, Table, iter_matches
from selfhelp.report.redact.by_line.line_rules import Line, ReplacedPart, make_line_rule
from selfhelp.report.redact.re2_patterns import get_lazy_pattern
from selfhelp.report.redact.rules import Rule
from selfhelp.report.redact.strong_values import (
    TYPED,
    is_altered_word,
    looks_like_password,
    looks_like_typed_password,
    trim_trailing_punctuation,
)
from selfhelp.report.redact.value_shapes import is_plausible_secret
from selfhelp.report.redact.vocabulary.listed_words import is_word
from selfhelp.report.redact.vocabulary.login_names import is_name_login
from selfhelp.report.redact.word_lists import UNITS

_ASKED = rf"(?i)(?:^|[^\pL])(?:{TYPED}|sign-?in|log-?in|zugang\w*|anmelde\w*|acc(?:è|e)s|protected|prot(?:é|e)g(?:é|e)e?|geschützt|verschlüsselt|encrypted|chiffr(?:é|e)e?|gesperrt|locked|verrouill(?:é|e)e?|\bzip\b|wi-?fi|wlan|hotspot|ssid|r(?:é|e)seau|passwort\w*|kennwort\w*|\pL*passwort|\pL*kennwort|schlüssel|wpa[23]?|passphrase|temporary|initial\w*|provisoire|pw|mdp|psk)(?:[^\pL]|\z)"
_SAID = r"^[ \t>*•–—→-]{0,6}(?:\[?[0-9/.: ]{0,12}[0-9]{1,2}[:h][0-9]{2}(?::[0-9]{2})?(?:[ ]?[AaPp][Mm])?\]?[ ,>-]{0,3})?(?:<?[\pL][\pL\pN .()'’_-]*>?[ ]?[:>][ \t]{1,4})?"
_CANDIDATE = (
    r"(?:^|[\s\"'`«“„(])(?P<v>[\pL\pN!#$%&*+?@_][\pL\pN!#$%&*+?@._~^§-]{5,})(?:[\s\"'`»”“),;]|[.:!?]?\z)"
)
_FILE = r"(?i)(?:.*\.(?:exe|dll|sys|conf|cfg|ini|xml|json|ya?ml|py|js|sh|ps1|bat|txt|log|md|html?|php|sql|csv|docx?|xlsx?|pptx?|pdf|png|jpe?g|zip|gz|iso|pem|key|crt|com|org|net|fr|io|de|ch|uk|eu|at|be|lan|local|internal|example)|[\w.+-]+@[\w.-]+|https?:.*|www\..*|#[0-9]{1,7}|[A-Z]{2,8}-[0-9]+|(?:inc|req|ritm|chg|kb|prb|task|sctask|case)[-_]?[0-9]+)"
_LONGEST = 40
"""Maximum length of a password that people tell, in characters."""
_PARTS = r"(?:[\pL0-9]{2,}[-._+!#*]){1,4}[\pL0-9]{2,}[!?#*+]?"
_NO_NAME = r"(?i)wpa[23]?[-/].*|(?:windows|office|outlook|exchange|server|word|excel|teams|build|version|android|iphone|ipad|ios|macos|ubuntu|debian|fedora|chrome|firefox|edge|java|python|wpa|wifi|wlan|ipv|error|fehler|erreur|event|code|port|vlan|room|raum|salle|page|seite|step|level|etage|floor|ticket|case|q|kw|week|usb|hdmi|office365|o|m|p|h|covid|bluetooth|win|sp|rev|release|patch|update|galaxy|pixel|surface|thinkpad|elitebook|latitude|laserjet|photoshop|acrobat|autocad|sage|datev|sap|oracle|sql|mysql|postgres|php|http|tls|sha|md|aes|mp|x|utf|base)[-_ ]?[0-9]+[a-z]{0,2}[!?.]?"

_IDENTIFIER = r"_*[A-Za-z]+(?:_[A-Za-z]*)+[0-9]?|[a-z]+(?:[A-Z][a-z]+)+[0-9]?|[A-Z]{2,}(?:[_-][A-Z0-9]+)+|(?:[a-z]+-)*[a-z]+@?[0-9.]+"
"""Pattern for names in programs, and of packages with their version."""


def _is_told_secret(value: str) -> bool:
    """Return whether a value may be a password that someone tells: a word with digits or signs."""
    bare = trim_trailing_punctuation(value)
    if (
        not 6 <= len(bare) <= _LONGEST
        or get_lazy_pattern(_IDENTIFIER).is_full_match(bare)
        or get_lazy_pattern(UUID).is_full_match(bare)
        or is_placeholder(value)
        or contains_placeholder(value)
        or not is_plausible_secret(bare)
        or is_technical_number(bare)
        or get_lazy_pattern(_FILE).is_full_match(bare)
        or get_lazy_pattern(_NO_NAME).is_full_match(bare)
        or bare.rpartition(".")[2].casefold() in UNITS
        or sum(map(str.isalpha, bare)) < 3
    ):
        return False
    if looks_like_password(bare) or looks_like_typed_password(bare):
        return True
    if get_lazy_pattern(
        r"\pL{4,20}[0-9]{1,6}[!?#$%&*+@]{0,3}|\pL{3,20}[#$%&*+@=_][\pL\pN]{1,12}[!#$*]?"
    ).is_full_match(bare):
        return True
    if get_lazy_pattern(_PARTS).is_full_match(bare) and any(map(str.isdigit, bare)):
        return not bare.islower() or bare.count("-") != 1
    ends = get_lazy_pattern(
        r"(?:\pL{4,20}[._-]?){1,3}[0-9]{1,6}[!?#$%&*+@]{0,3}|\pL{5,24}[#$%&*+@]"
    ).is_full_match(bare)
    shouted = bare.endswith("!") and bare[:-1].isalpha() and len(bare) > 8 and not is_word(bare[:-1])
    return (ends or shouted) and not is_name_login(bare)


def _has_mark(value: str) -> bool:
    """Return whether a value can only be a password, also without a word for one nearby."""
    bare = trim_trailing_punctuation(value)
    return _is_told_secret(value) and (
        looks_like_password(bare)
        or any(c in "#$%&*+" for c in bare[1:])
        or (bare[-1] in "!?" and any(map(str.isdigit, bare)))
        or get_lazy_pattern(r"\p{Lu}\p{Ll}{3,}(?:1[0-9]|20)?[0-9]{2}").is_full_match(bare)
    )


_PROGRAM = r"^[ \t]*(?:at |import |from \w+ import|def |class |return |for \w+ in |if .*:[ \t]*$|else|elif |while |with .*:[ \t]*$|self\.|npm |error[: ]|warn\w*[: ]|kernel|[\w.]+\(|[{}<#/@|+]|\[[0-9 ]+\.[0-9]+\]|(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}[T ][0-9]|[A-Z][a-z]{2}[ ]{1,2}[0-9]{1,2}[ ][0-9:]{8}[ ]|[0-9a-f]{7,40}[ ])|==|->[ ]?\w+:|::|\w=\S+[ ]\w+=|\(\)|\);|[;{][ \t]*$|[ ]=[ ][\w.]+\(|\w\[[0-9]+\]: "
"""Pattern for lines of programs: code, logs, messages with a module's name."""


def _is_prose(text: str) -> bool:
    """Return whether a line is written by a person, not a line of code or of a log."""
    return get_lazy_pattern(_PROGRAM).search(text) is None


_BUSY = 9
"""Maximum number of words of a line that only tells a password."""
_SIGN = r"https?://|[=]|\\|[/]|[0-9]{4}-[0-9]{2}-[0-9]{2}T|=="


def _is_telling(text: str) -> bool:
    """Return whether a line is a short statement of a person, not output of a program."""
    return len(text.split()) <= _BUSY and get_lazy_pattern(_SIGN).search(text) is None and _is_prose(text)


def _find_told_secrets(line: Line) -> Iterator[ReplacedPart]:
    """Yield the passwords in short lines below one that asks for a password or announces it."""
    text = line.text
    if len(text) > 200 or get_lazy_pattern(_ASKED).search(text) is None:
        return
    if "=" in text or not _is_prose(text):
        return
    for reply in line.iter_lines_after(3):
        said = get_lazy_pattern(_SAID).match(reply.text)
        begin = said.end() if said is not None else 0
        spoken = reply.text[begin:]
        if not _is_telling(spoken):
            continue
        alone = begin > 0 or len(spoken.split()) < 4
        for found, place in iter_matches(_CANDIDATE, spoken):
            value = trim_trailing_punctuation(found["v"])
            if alone and _is_told_secret(value):
                start = reply.start + begin + place + found.start("v")
                yield ReplacedPart(start, start + len(value))


_VALUE = r"[\"'`«“„(]{0,2}(?P<v>[\pL\pN!#$%&*+?@_][\pL\pN!#$%&*+?@._~^§/-]{4,})"
_PW = rf"(?:{TYPED}|one|pw|passwort|kennwort|code|key|clé|schlüssel)"
_END = r"(?:[\s\"'`»”“),;]|[.:!?]?\z)"
_OLD = Row(
    ("old", "alt", "ancien", "previous", "früher", "usual", "same", "normal", "gleiche", "habituel", "même", "üblich", "last one", "vorige", "letzte", "précédent"),
    rf"(?i)(?:^|[^\pL])(?:my|the|his|her|our|mein\w*|das|dem|sein\w*|ihr\w*|mon|ma|l[’']|le|la|son|notre)[ ]?(?:old|previous|usual|same|normal|last|alte[ns]?|vorige[ns]?|letzte[ns]?|frühere[ns]?|gleiche[ns]?|übliche[ns]?|ancien(?:ne)?|précédente?|même|habituel(?:le)?)(?:[ ]+(?:one|{_PW}))?(?:[ ,:(]+(?:as well|too|also|again|auch|nochmals?|aussi|encore|geht|ging|funktioniert|nicht|mehr|war|was|is|est|était|c['’]est|i\.e\.|wie|immer|comme|toujours|always|still|it['’]?s)){{0,5}}[ ,:(]+{_VALUE}{_END}",
    "password",
    _has_mark,
)  # fmt: skip
_NOW = Row(
    ("now", "maintenant", "jetzt", "désormais", "changed", "changé", "geändert", "set ", "reset", "remis", "zurückgesetzt", "gesetzt", "new one", "neue", "nouveau"),
    rf"(?i)(?:it['’]?s now|it is now|is now|now it['’]?s|now is|maintenant(?: c['’]est)?|désormais(?: c['’]est)?|c['’]est maintenant|(?:lautet|ist|heißt)(?: es)? jetzt|jetzt(?: ist es| heißt es| lautet es)?|(?:changed|reset|set|switched)(?: it| them| mine| that)?(?: back)? to|(?:chang|remis|réinitialis|modifi|pass)\w*(?: le| la)? (?:à|en|par|sur)|(?:geändert|zurückgesetzt|gesetzt|umgestellt)(?: es)? auf|the new one(?:['’]s| is)|the new {_PW}(?:['’]s| is)|(?:das )?neue(?: ist| lautet)|le nouveau(?: c['’]est| est))[ :]{{1,3}}{_VALUE}{_END}",
    "password",
    _has_mark,
)  # fmt: skip
_SORRY = Row(
    ("sorry", "pardon", "oups", "oops", "entschuldigung", "ah ", "oh ", "correction", "korrektur", "nochmal", "try ", "probier", "essaie", "versuch"),
    rf"(?i)(?:^|[:>][ ]|[ ])(?:(?:ah|oh|ach|äh|hm+|um|uh|mist|shit|argh)[ ,]+)?(?:sorry|pardon|oups|oops|entschuldigung|sry|correction|korrektur|my bad|try|probier(?:s| mal)?|essaie|versuch(?:s| mal)?)[ ,:!–-]{{1,3}}{_VALUE}[.!]?[ \t]*$",
    "password",
    _has_mark,
)  # fmt: skip
_PAIR = Row(
    ("/",),
    rf"(?:^|[ :>\t(])(?:[a-z][a-z0-9._-]{{2,24}}|[A-Z]{{3,12}}[0-9]{{0,3}}|user-[0-9a-f]{{6}})[ ]/[ ]{_VALUE}{_END}",
    "password",
    _is_told_secret,
)
_PROTECTED = Row(
    ("protected", "geschützt", "protég", "proteg", "encrypted", "verschlüsselt", "locked", "gesperrt", "schutz", "protection", "unlock", "entsperr", "déverr"),
    rf"(?i)(?:protected|geschützt|prot(?:é|e)g(?:é|e)e?s?|encrypted|verschlüsselt|locked|\pL*schutz|protection|unlocks?|entsperr\w*|d(?:é|e)verr?ouill\w*)(?:[ ](?:with|by|mit|durch|par|avec|is|ist|est|pw|key|file|sheet|de la feuille)){{0,3}}[ ,:=–-]{{1,3}}{_VALUE}{_END}",
    "password",
    _has_mark,
)  # fmt: skip
_KNOWN = Row(
    ("birth", "geburt", "naiss", "year", "jahr", "année", "dog", "hund", "chien", "street", "strasse", "name"),
    rf"(?i)(?:^|[^\pL])(?:{TYPED}|\pL*passwort|\pL*kennwort)[ ]?(?:=|:|is|ist|est|c['’]est)[ ](?:[\pL+']{{1,14}}[ ]){{1,5}}[(]?(?P<v>[0-9]{{6,8}}|[a-z]{{2,12}}[0-9]{{2,6}}){_END}",
    "password",
)  # fmt: skip
_SPELLED = r"(?:all |alles |tout )?(?:en |in )?(?:lower ?-?case|lower|upper ?-?case|caps|small letters|one word|single word|no spaces|kleingeschrieben|klein(?:buchstaben)?|grossbuchstaben|großbuchstaben|zusammen(?:geschrieben)?|einem wort|ein wort|ohne leerzeichen|ohne leerschlag|minuscules?|majuscules?|attach(?:é|e)|un mot|un seul mot|sans espaces?|capital \pL|mit grossem \pL|mit großem \pL|avec (?:un )?\pL majuscule)"
_DICTATED = Row(
    ("lower", "upper", "caps", "letters", "word", "space", "klein", "gross", "groß", "zusammen", "wort", "leer", "minuscul", "majuscul", "attach", " mot", "espace", "capital"),
    rf"(?i)(?:(?:^|[ ,(]){_SPELLED}[ ]?[:,–-][ ](?P<v>[\pL\pN!#$%&*+?@_.-]{{6,}})(?:[\s),;]|[.!]?\z)|(?:^|[\s\"'«“:])(?P<w>[\pL\pN!#$%&*+?@_.-]{{6,}})[\"'»”]?(?:,[ ]|[ ]?\(){_SPELLED}(?:[\s),;]|[.!]?\z))",
    "password",
    lambda value: _is_told_secret(value) or (value.isalpha() and len(value) > 7 and not is_word(value)),
)  # fmt: skip
_OLD_AND_NEW = Row(
    ("alt", "old", "ancien", "neu", "new", "nouveau", "vorher", "avant", "before"),
    rf"(?i)(?:^|[^\pL])(?:alt|old|ancien|vorher|avant|before)(?:es|er|[ ](?:pw|{_PW}))?[ ]?[:=]?[ ]{_VALUE}[ ,;/|>–-]{{1,4}}(?:neu|new|nouveau|nachher|après|after|now|jetzt)(?:es|er|[ ](?:pw|{_PW}))?[ ]?[:=]?[ ](?P<w>[\pL\pN!#$%&*+?@_.-]{{5,}}){_END}",
    "password",
    _is_told_secret,
)  # fmt: skip
_FIRST = Row(
    ("erst", "first", "premi", "initial", "start", "kenncode", "entpack", "unpack", "extract", "décompress", "öffn", "open", "ouvr", "entsperr", "unlock"),
    rf"(?i)(?:^|[^\pL])(?:erst(?:anmeldung|login|e anmeldung)|first (?:log-?in|sign-?in)|premi(?:è|e)re connexion|initial(?:passwort|kennwort)?|start(?:passwort|kennwort)|kenncode|entpack\w*|unpack\w*|extract\w*|d(?:é|e)compress\w*|öffne[nt]?|opens?|ouvr\w+|entsperr\w*|unlocks?)[ ]?(?:mit|with|avec|by using|using|:|=|ist|is)?[ ]{_VALUE}{_END}",
    "password",
    _has_mark,
)  # fmt: skip
_ACCESS = Row(
    ("zugang", "zugangsdaten", "accès", "access", "creds", "credentials", "login", "webmail", "identifiants", "anmeldedaten", "konto", "account", "compte", "user-"),
    rf"(?i)(?:^|[^\pL])(?:\pL*zugang(?:sdaten)?|acc(?:è|e)s|access|creds?|credentials|log-?in|webmail|identifiants?|anmeldedaten|konto|account|compte|portal|portail|vpn)[ ]?[:=]?[ ](?:[A-Za-z][A-Za-z0-9._-]{{2,30}}|user-[0-9a-f]{{6,10}}(?:@dom-[0-9a-f]{{6}})?)(?:[ ]?[,|;/][ ]?|[ ]){_VALUE}{_END}",
    "password",
    _is_told_secret,
)  # fmt: skip
_SHARED = Row(
    ("uses", "knows", "utilise", "connaît", "benutzt", "kennt", "verwendet", "shared", "weitergegeben", "circule", "passwort", "password"),
    rf"(?i)(?:everyone|everybody|we all|all of us|jeder|alle|tout le monde|tous)[ ](?:uses?|knows?|utilisent?|conna(?:î|i)t|benutz\w+|kenn\w+|verwende\w+|nimmt|nehmen)[ ](?:das |the |le )?{_VALUE}{_END}",
    "password",
    lambda value: _has_mark(value) or is_altered_word(value),
)  # fmt: skip
_BY_PHONE = Row(
    ("telefon", "phone", "téléphon", "kunden", "secret word", "code word", "codewort", "kennwort", "losung", "mot secret"),
    r"(?i)(?:^|[^\pL])(?:telefon|kunden|rückruf|abhol)-?(?:kennwort|passwort|codewort)[ ]?(?:[:=]|ist|lautet|heißt)?[ ](?P<v>\p{Lu}\pL{3,20}[0-9]{0,4})(?:[\s,.;)]|\z)|(?:mot de passe|mot)[ ]t(?:é|e)l(?:é|e)phonique[ ]?(?:[:=]|est|c['’]est)?[ ](?P<w>\pL{4,20}[0-9]{0,4})(?:[\s,.;)]|\z)",
    "password",
    lambda value: value.casefold() not in ("wurde", "nicht", "wird", "fehlt", "falsch", "oublié", "perdu", "erroné", "vergessen", "ändern"),
)  # fmt: skip
_CELL = Row(("|",), rf"^[ \t|]*(?:[a-z][a-z0-9._-]{{2,24}}|user-[0-9a-f]{{6,10}})[ \t]*[|][ \t]*{_VALUE}[ \t|]*$", "password", _is_told_secret)  # fmt: skip
_STATEMENTS = (
    _OLD,
    _NOW,
    _SORRY,
    _PAIR,
    _PROTECTED,
    _KNOWN,
    _DICTATED,
    _OLD_AND_NEW,
    _FIRST,
    _ACCESS,
    _SHARED,
    _BY_PHONE,
    _CELL,
)

_WIRELESS = r"(?i)(?:^|[^\pL])(?:wi-?fi|wlan|w-lan|ssid|hotspot|routers?|routeur|\pL*box|r(?:é|e)seau|netz(?:werk)?|funk\pL*|wpa[23]?|repeater|access ?point|gäste-?netz|guest network|network)(?:[^\pL]|\z)"
_GROUPS = Row(
    ("key", "schlüssel", "clé", "clef", "code", "pass", "kennwort", "pw", "psk", "wpa"),
    r"(?i)(?:^|[^\pL])(?:keys?|\pL*schlüssel|\pL*key|cl(?:é|e)f?|code|pass(?:word|wort|phrase)?|kennwort|mot de passe|mdp|pw|psk|wpa[23]?)[^\r\n:=]{0,60}?(?:[:=]|[ ](?:is|ist|est|lautet|now))[ ]{0,3}(?P<v>[0-9]{4}(?:[ -][0-9]{4}){2,5}|[0-9A-F]{4}(?:[ -][0-9A-F]{2,4}){2,7}|[0-9]{12,24}|[0-9A-Fa-f]{16,64})(?:[^\pL\pN]|\z)",
    "password",
    bool,
    _WIRELESS,
    2,
)  # fmt: skip
_KEY_WORD = r"(?:keys?|schlüssel|cl(?:é|e)f?|pass(?:word|wort|phrase)?|kennwort|mot de passe|mdp|pw|psk|code)"
_NETWORK_KEY = Row(
    ("key", "schlüssel", "clé", "cle", "clef", "pass", "kennwort", "pw", "psk", "code", "mdp"),
    rf"(?i)(?:^|[^\pL]){_KEY_WORD}[ ]?(?:[:=]|is|ist|est|lautet|wi-?fi|wlan|du wi-?fi)?(?:[ ](?:du|de la|der|des|of the|for the|vom)[ ]\pL{{2,12}})?[ ]?:?[ ](?P<v>[\pL\pN!#$%&*+?@_.-]{{8,}}){_END}",
    "password",
    lambda value: _is_told_secret(value) or (value.isalpha() and not is_word(value)),
    _WIRELESS,
    2,
)  # fmt: skip
_WPA = Row(
    ("wpa", "psk"),
    r"(?i)(?:^|[^\pL])(?:wpa[23]?(?:[-/ ]?(?:psk|key|pass\w*))?|psk)[ ]?[:=][ ]?[\"'«]?(?P<v>[^\s\"'»;,]{8,63})(?:[\s\"'»;,]|\z)",
    "password",
    lambda value: is_plausible_secret(value) and get_lazy_pattern(r"(?i)(?:personal|enterprise|wpa|aes|tkip|ccmp|sae|eap|psk|mixed|enabled|disabled|required|optional|supported|mandatory|transition|entreprise|personnel)[\w/+-]*").is_full_match(value) is False,
)  # fmt: skip
_NETWORK_NAME = Row(
    ("wifi", "wi-fi", "wlan", "ssid", "hotspot", "network", "réseau", "netz"),
    rf"(?i)(?:^|[^\pL])(?:wi-?fi|wlan|ssid|hotspot|network|r(?:é|e)seau|netz(?:werk)?)(?:[ ](?:is|ist|est|heißt|gäste|gast|guest|invit(?:é|e)s?|name|staff|for guests|für gäste)){{0,3}}[ ]?:?[ ][\"'«“„]?(?P<v>[\pL\pN][\pL\pN_.-]{{3,31}})[\"'»”“]?[ ]?(?:,|/|;|-|und|and|et|with|mit|avec)?[ ](?:the |der |la |le |all |alles |tout )?(?:{_KEY_WORD}|lower|klein|caps|minuscules){_END}",
    "network",
    lambda value: not is_word(value) and not value.isdigit(),
)  # fmt: skip


_MARKED = Row(
    (),
    r"(?:^|[\s\"'`«“„(:>/])(?P<v>\p{Lu}\p{Ll}{3,}[#$%&*+][0-9]{1,6}[!?#*]{0,2}|\p{L}\p{Ll}{3,}[#$%*+][\pL][\pL0-9]+[0-9][!?#*]{0,2}|\p{Lu}\p{Ll}{3,}[0-9]{2,6}[#$%&*+!]{1,3}|\p{Lu}\p{Ll}{2,}[-_.]\p{Lu}\p{Ll}{2,}[0-9]{1,4}[!#*]?|\p{Lu}\p{Ll}{2,}[-_]\p{Lu}\p{Ll}{2,}[-_][0-9]{1,4}[!#*]?)(?:[\s\"'`»”“),;:]|[.?]?\z|[.](?:\s|\z))",
    "password",
    lambda value: _is_told_secret(value) and get_lazy_pattern(_COUNTED).is_full_match(value) is False,
)  # fmt: skip
"""A capitalised word with a sign and a number, which isn't written otherwise; or two joined words with one."""
_COUNTED = r"(?i)(?:tickets?|issues?|bugs?|case|pull|merge|orders?|room|raum|salle|pages?|seite|nr|no|num|team|group|gruppe|line|slide|folie|step|schritt|chapter|kapitel|item|task|channel|kanal|build|job|run|test|version|example|beispiel|euro|olymp\w*|windows|office|server|teams|python|version)[#&*+=$%]?[0-9]+[!?#*]*|.*(?:[-_.](?:pc|nb|lt|srv|dc)[0-9]+)|(?:[A-Z][a-z]+)[-_.](?:Version|Build|Teil|Part|Page|Step|Level|Phase|Gen|Type|Class|Server|Test|Rev|Vol|Tab|Nr|No|Tag|Day|Week|Woche|Jour|Semaine|Kw|Q|Update|Release|Serie|Series|Line|Room|Raum|Salle|Haus|Block|Stock|Etage|Floor|Team|Gruppe|Group)[-_]?[0-9]+"
_ADMIN = Row(
    ("root", "admin", "administrator", "sa ", "sa/", "postgres", "bios", "uefi", "ilo", "idrac", "router", "ipmi", "supervisor", "codewort"),
    rf"(?i)(?:^|[^\pL\pN])(?:(?:root|\.?\\?admin(?:istrator)?|sa|postgres|pi|supervisor|user-[0-9a-f]{{6}})(?:[ ]?[:/|][ ]?|[ ])|(?:bios|uefi|ilo|idrac|ipmi|firmware|codewort|code word|geheim)(?:-?(?:pw|passwort|kennwort|password))?(?:[ ]?[:=][ ]?|[ ])){_VALUE}{_END}",
    "password",
    _is_told_secret,
)  # fmt: skip
_LATER = Row(
    ("mail", "sms", "separat", "nachtrag", "zweite", "second", "folgt", "follow"),
    rf"(?i)(?:^|[^\pL])(?:2\.|zweite[rs]?|second|deuxième)[ ](?:e-?mail|mail|sms|message|nachricht|teil|part)[ ]?[:=-][ ]{_VALUE}[.!]?[ \t]*$",
    "password",
    _is_told_secret,
)
_HINTED = Row(
    ("hint", "hinweis", "indice"),
    r"(?i)(?:pass(?:word|wort)|kennwort|pw|mot de passe|mdp)[ _-]?(?:hint|hinweis|tipp|indice)[ ]?[:=][ ]?[\"'«“]?(?P<v>[\pL\pN][^\r\n\"'»”;,|]{2,})",
    "answer",
    lambda value: get_lazy_pattern(r"(?i)(?:none|keiner?|aucun|null|false|true|empty|leer|vide|optional|not set|nicht gesetzt)").is_full_match(value) is False,
)  # fmt: skip
_TABLE = Table(
    _MARKED,
    _HINTED,
    _ADMIN,
    _LATER,
    *_STATEMENTS,
    _GROUPS,
    _NETWORK_KEY,
    _WPA,
    _NETWORK_NAME,
)


def _find_stated_secrets(line: Line) -> Iterator[ReplacedPart]:
    """Yield the passwords and network keys that a sentence tells."""
    if _is_prose(line.text):
        yield from _TABLE.find(line)


_HINT = r"[\pL\pN][#$%&*+!?@_.-]?[0-9A-Za-z]{2}|\pL{6}"


def rules() -> tuple[Rule, ...]:
    """Return the rules for secrets that people tell."""
    return (
        make_line_rule("password", (), _ASKED, _find_told_secrets),
        make_line_rule("password", (), _HINT, _find_stated_secrets),
    )
