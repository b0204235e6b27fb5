"""Rules for passwords in sentences, with one grammar for English, French and words of other languages.

A sentence reveals a password if three conditions meet: it is about passwords or signing in, a word that
introduces a value precedes (*is*, *from*, *typing*, *avec*), and the value looks made up. How made-up it must
look depends on how near the topic is.
"""

# A pattern reads better on one line.
# ruff: noqa: E501, SIM905
from __future__ import annotations

from selfhelp.report.redact.aliases import Aliases, contains_placeholder
from selfhelp.report.redact.block_words import cache_word_test, list_words_in_block, make_word_sieve
from selfhelp.report.redact.in_context.made_up_words import JOINED, MADE_UP, ONE_DOT, PLAIN, T, rate_word
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import (
    Rule,
    find_line_start,
    make_hiding_replacer,
    make_secret_placeholder,
    replace_group,
)
from selfhelp.report.redact.strong_values import TYPED, trim_trailing_punctuation
from selfhelp.report.redact.told_passwords import TOPIC
from selfhelp.report.redact.value_shapes import is_plausible_secret
from selfhelp.report.redact.vocabulary.makers import follows_maker
from selfhelp.report.redact.vocabulary.ordinary_words import is_ordinary_word

_NOUN = (
    rf"(?:{TYPED}|passphrases?|pass ?words?|phrase (?:secr(?:è|e)te|de passe)|mots?[ -]de[ -]?pas+e?|mo de passe|mpd|s(?:é|e)same|clave|contrase(?:ñ|n)a"
    r"|has(?:ł|l)o|пароль|heslo|parola|lösenord|adgangskode|passord|salasana|master (?:key|pw)|pw)"
)
_ONE = r"(?:(?:new|old|next|previous|last|temporary|current|first|second|other) (?:one|password)|(?:le |l['’])(?:nouveau|ancien|provisoire|prochain|pr(?:é|e)c(?:é|e)dent))"
"""Pattern for indirect references to a password."""
_IS = (
    r"(?:is|was|are|were|has been (?:re)?set (?:as|to)|(?:is|was) (?:re)?set (?:as|to)|is now|will be|(?:is|was) (?:going|supposed|meant) to be|should be|becomes?|reads?|(?:re)?set (?:back )?to"
    r"|est|(?:é|e)tait|sera|serait|c['’]est|c['’](?:é|e)tait|est maintenant|devient|deviendra|doit (?:ê|e)tre|a (?:é|e)t(?:é|e) (?:mis|chang(?:é|e)) (?:à|en)|lautet|ist|war|è|é|es|jest|to|from|as|[:=>→–—-])"
)
_FILL = r"(?:[ ,][\pL\pN'’.-]{1,16}){0,6}?"
_OPEN = r"[ ,:]{1,3}(?:(?:just|only|simply|now|still|always|again|actually|juste|seulement|toujours|maintenant|encore) )?[\"“«'‘(]?[ ]?\z"
_NAMED = rf"(?i)(?:^|[^\pL]){_NOUN}[\"”»)]?{_FILL}[ ,]{{0,2}}{_IS}{_OPEN}"
_BESIDE = rf"(?i)(?:^|[^\pL])(?:{_NOUN}|master)(?: (?:for|of|du|de|de la|pour|ma(?:î|i)tre|master|the|le|la|keepass|bitwarden))*(?: \pL{{2,12}})?[ ]{{1,3}}[\"“«']?\z"
"""Pattern for a noun and value without a verb between them."""
_POINTED = rf"(?i)(?:^|[^\pL]){_ONE}{_FILL}[ ]{_IS}{_OPEN}"
_LABELLED = r"(?i)(?:^|[,;/(.][ ]*|[ ])(?:old|new|previous|current|before|after|ancien(?:ne)?|nouveau|nouvelle|avant|apr(?:è|e)s|actuel(?:le)?|alt|neu)[ ]?:[ ]{1,2}[\"“«']?\z"
_CHANGED = rf"(?i)(?:^|[^\pL])(?:chang\pL*|(?:re)?set|r(?:é|e)initialis\pL*|modifi\pL*|rempla\pL*|replac\w*|switch\w*|updat\w*|pass(?:é|er|e))[^\r\n;]{{0,60}}?[ ](?:from|to|by|with|for|de|à|en|par|pour){_OPEN}"
_VERB = (
    r"(?:(?:mis|re)?typ(?:e|ed|es|ing)(?: in)?|mistyped|misspelt|tr(?:y|ied|ies|ying)|us(?:e|ed|es|ing)|enter(?:ed|s|ing)?|put(?:ting|s)?(?: in)?|input|key(?:ed)? in|(?:wo|do|does|did)n['’]?t (?:take|accept|like)|(?:not?|longer|never) (?:takes?|accepts?)|reject(?:s|ed|ing)?|refuse[sd]?|refusing"
    r"|(?:log|logged|logging|sign|signed|signing|get|got|getting)(?: \w+){0,3} (?:with|using)|unlock\pL*(?: \w+){0,2} with|opens? with|works? with"
    r"|rentr(?:e|é|er|ez)|tap(?:e|é|er|ez|ais)|saisi\pL*|entr(?:e|é|er|ez)|utilis\pL*|essay\pL*|mett(?:re|ez)|mets|mis|donn(?:é|e|ez)|(?:prend|accepte|passe|veut)(?: \w+)? (?:plus|pas)|connect\pL+ avec|marche(?: \w+)? avec|ouvr\pL+ avec)"
)
_TYPED_IN = rf"(?i)(?:^|[^\pL]){_VERB}(?: (?:it|this|always|toujours|still|both|only|exactly|in|as|le|la|the|my|mon|password|mot de passe|mdp|code|encore|bien))*{_OPEN}"
_SURELY_TYPED = r"(?i)(?:^|[^\pL])(?:(?:keep|kept) (?:typ|enter|us|try)ing|(?:wo|does)n['’]?t (?:take|accept)|no longer (?:takes|accepts)|(?:re)?set it (?:back )?to|put in|log in as me with|tape toujours|(?:il faut|dois|faut) (?:saisir|taper|mettre|entrer)|(?:prend|accepte) plus|chang(?:ed?|er|é) (?:it |le )?(?:to|en|pour))[ ][\"“«]?\z"
_PAIR = (
    r"(?i)(?:^|[^\pL])(?:creds?|credentials?|identifiants?|logins?|log(?:ged|ging)? ?(?:in|on)|sign(?:ed|ing)? ?(?:in|on)|connect\pL*|acc(?:è|e)s|user(?: ?name)?|utilisateur|account|compte|admin(?:istrat\w+)?|enter)"
    r"(?:[ :,]+(?:for|pour|to|de|[\w-]+ (?=are|is|sont|est)))?(?:[ :,]+(?:are|is|sont|est|with|avec|as|en|using))*[ :]*(?:[\w.@\\-]{2,32})?(?:[ ]?/[ ]?|,? (?:and|et|then|puis|with|avec|und|y|e) )[\"“«']?\z"
).replace("(?=are|is|sont|est)", "")
_ABOUT = rf"(?i)(?:^|[^\pL]){_NOUN}(?:[^\pL]|\z)"
_IS_ONE = rf"(?i)[\"”»’'),]{{0,2}}[ ](?:(?:is|are|was|were|est|sont|était|ist|war)[ ](?:refused|rejected|refus(?:é|e)s?|rejet(?:é|e)s?|not accepted)?[ ]?(?:as|comme)?|as|comme|that['’]?s|c['’](?:est|était)|too similar to|which is|my|mon|our|notre)[ ](?:[\pL'’]{{1,9}}[ ]){{0,3}}?{_NOUN}(?:[^\pL]|\z)"
_IS_TYPED = r"(?i)[\"”»’']?,? (?:is|was|est|était|c['’]est) (?:what|ce que) (?:i|we|he|she|they|j['’]|je|nous|on)[ ]?(?:\pL+ ){0,3}?(?:typ|us|enter|tr(?:y|ied)|put|tap|saisi|utilis|met|rentr)"
_FOUND = rf"(?:(?m:^)|[\pL0-9.!?’'\])][ ]?(?:[,:=→>/–-]|->|=>)?[ ]{{1,2}}|(?i:admin|root|user|login|guest)/|[\pL][ ][(])[\"“«'‘(]{{0,2}}[ ]?(?P<v>{ONE_DOT})(?:[\s\"”»’',;:!?)\]]|[.](?:[\s\"”»)]|\z)|\z)"
_SIGN_IN = (
    r"(?i)(?:^|[^\pL])(?:log(?:s|ged|ging)?[ -]?(?:in|on)|sign(?:s|ed|ing)?(?: \w+)?[ -]?in|connexion|connect(?:e[rz]?|é)|session|compte|account|unlock\w*|d(?:é|e)verrouill\pL*|ouvr\pL+|reset|r(?:é|e)initialis\pL*|forced change|changement"
    r"|vpn|lock ?screen|(?:and|puis|et) (?:press(?:ed)? )?(?:enter|entr(?:é|e)e)|verify|v(?:é|e)rifier|credentials?|identifiants?|shared pc|(?:do not|don['’]t) share|ne (?:le |la )?partagez|poste partag(?:é|e)|wi-?fi)(?:[^\pL]|\z)"
)
_REFUSED = r"(?i)(?:^|[^\pL])(?:(?:not|no longer|isn['’]t|n['’]est (?:plus|pas)|(?:est|is|was|wird) (?:nicht )?)[ ]?(?:accept\pL*|recogni[sz]ed|reconnu\pL*|akzeptiert)|refus\pL*|reject\pL*|incorrect\pL*|(?:says|dit|met)(?: \w+)? (?:wrong|incorrect|erreur|error|faux)|as before|comme avant|remettre)(?:[^\pL]|\z)"
_LESS = r"(?i)(?:^|[^\pL])(?:for|on|of|user|users|at|in|by|named?|called|de|du|des|sur|pour|dans|chez|server|host|account|an?|the|this|our|un|une|le|la|les|ce|cette|machine|computer|laptop|compte|utilisateur|since|depuis|until|than|bei|für|von|version|model|via|per|d['’])[ ][\"“«]?\z"
"""Pattern for words before a thing or a person rather than a password."""
_OF_PRODUCTS = r"(?i)(?:ike|snmp|ntlm|tls|ssl|smb|nfs|ldap|imap|dhcp|ip|eap|oauth|saml|wpa)v?[0-9](?:\.[0-9])?|(?:microsoft|ersteller|domänen|domain|administrator|intune|azure|windows|office|outlook|teams|google|apple|android|samsung|app|api|web|it|vpn|wlan|pc|usb|sso|mfa|ad|entra|session|online|server|client|admin|user|benutzer|cloud|exchange|sharepoint|onedrive|sap|linux|mac|knox)-\pL{4,40}"
"""Pattern for a product or a thing joined to a word, as in German: *Intune-Administrator*."""
_HARD = r"\pL{3,}[0-9]*[!%$*#^&]\pL{3,}[0-9]*[!?]?|[A-Za-z]+[0-9]+[!$%^*#]+[A-Za-z0-9]+"
"""Pattern for punctuation that occurs between letters only in passwords."""
_CALLED = rf"(?:^|[^\pL\pN_./@-])[\"“«']?(?P<v>{T}{{4,48}})(?P<is>(?i)[\"”»’'),]{{0,2}}[ ](?:is|are|as|that['’]?s|c['’]est|comme|est|sont|which is|was|était|my|mon)[ ](?:[\pL'’]{{1,9}}[ ]){{0,4}}?{_NOUN})(?:[^\pL]|\z)"
_CASED = r"(?i)(?:(?:lower|upper)[ -]?case|minuscules?|majuscules?|small letters|capitals)[ ,:]{1,3}[\"“«']?(?P<v>\pL{4,40})"
_CAPITAL = r"(?P<v>[\pL0-9]{3,40})[\"”»]?[ ](?i:with|avec)[ ](?i:an?|une?|deux|two)[ ](?i:(?:capital|upper)[ -]?(?:case )?\pL|\pL[ ]majuscule|majuscule|capital)(?:[ ,][^\r\n.0-9]{0,30}?(?i:then|puis|and|et|followed by|suivi de)[ ](?P<w>[0-9]{2,8}))?"
_REPLIED = rf"(?m)^(?P<q>[^\r\n]{{3,160}}\?)[ \t]*\r?\n[ \t>]{{0,4}}(?:[\pL][\pL .'-]{{0,24}}[:>-][ ]{{0,2}})?[\"“«]?(?P<v>{MADE_UP})[\"”»]?[ \t]*(?:\r?$|\z)"


_LONG_LINE = 3_000
"""Length in characters above which the line before a line isn't looked at."""


def _split_context(match: Match, group: str = "v") -> tuple[str, str, str]:
    """Return the text before a value in its line, the line before that, and the text after it."""
    text, (start, end) = match.string, match.span(group)
    low = find_line_start(text, start, _LONG_LINE)
    former = text[max(0, low - 160) : low - 1].rpartition("\n")[2] if text[low - 1 : low] == "\n" else ""
    return text[max(low, start - 160) : start], former, text[end : end + 90].partition("\n")[0]


def _is_program_output(line: str) -> bool:
    """Return whether a line is from a log or a program rather than a sentence."""
    return (
        get_lazy_pattern(
            r"^(?:[0-9]{4}-[0-9]{2}-[0-9]{2}|\[|[A-Z][a-z]{2} [ 0-9][0-9] [0-9]{2}:)|[{};]\s*$|\w\(\)|==|::|->\w"
        ).search(line)
        is not None
    )


@cache_word_test
def _is_prose(line: str) -> bool:
    """Return whether a person wrote a line: mostly plain words, with two function words."""
    bare = line.strip(" >*-")
    if (
        get_lazy_pattern(r"\t|\S  +\S|[={}<>]|\w[(\[]|\"[:,]|\w_\w+_|^[0-9a-f]{6,40} ").search(bare)
        is not None
    ):
        return False
    found = [word.strip(".,;:!?()\"'«»“”’") for word in bare.replace("'", " ").replace("’", " ").split()]
    plain = sum(word.replace("-", "").isalpha() for word in found)
    return (
        plain > 2 and plain * 10 >= len(found) * 7 and len(_JOINING.intersection(map(str.lower, found))) > 1
    )


_JOINING = frozenset(
    "i my me we our you your he she his her they them it its the a an this that is was are were be been do does did has have had will can could would to with and or but not no if when after before for from as at on in of by so just still only again "
    "je j mon ma mes moi nous notre vous votre il elle on le la les l un une des du de d ce cette ça ca c est était suis ai as a ont et ou mais pas ne n plus que qu qui quand après avant pour avec sur dans en au aux si se s sa son "
    "ich mein meine der die das ist war und oder nicht mit für auf el mi es y no con la il mio e non per".split()
)


def _may_be_made_up(word: str) -> bool:
    if word.isalpha():
        return not word[1:].islower() and not word.isupper() and len(word) > 3 and rate_word(word) == JOINED
    if word.upper() == word or not word.strip("0123456789abcdefx.-+"):
        return False
    return 3 < len(word) <= 64 and word.rstrip(".,").count(".") < 2 and rate_word(word) >= JOINED


_holds_made_up = make_word_sieve(_may_be_made_up)
_OF_LOGS = frozenset("for from to in on of by at as so no not el la a an if".split())
_SPEAKING = _JOINING - _OF_LOGS | frozenset(
    "old new previous current ancien nouveau creds credentials login logins identifiants identifiant password passwort kennwort mdp mpd pass pwd pw user utilisateur admin administrator root passphrase passcode code hasło has wachtwoord senha contraseña parola heslo sésame wifi wi-fi retype again box".split()
)
_SPOKEN = _SPEAKING | {word.title() for word in _SPEAKING} | {word.upper() for word in _SPEAKING}


def _may_reveal_password(block: str) -> bool:
    """Return whether a block has a made-up word and a word of sentences or of the topic."""
    return not _SPOKEN.isdisjoint(list_words_in_block(block)) and _holds_made_up(block)


def _is_product(match: Match) -> bool:
    """Return whether a product's maker, or a word for models and spare parts, is right before a word."""
    low, start = find_line_start(match.string, match.start("v"), 40), match.start("v")
    before = match.string[low:start]
    return follows_maker(before) or get_lazy_pattern(_OF_A_PART).search(before) is not None


_OF_A_PART = r"(?i)(?:^|[^\pL])(?:models?|modell|modèle|part|spare part|ersatzteil|cartridges?|cartouches?|toner)[ :]{1,2}\z"
_UPDATE = r"\p{Lu}\p{Ll}+-(?:Updates?|Versionen|Version|Treiber|Dienste?|Einstellungen|Meldung|Fehler|Adapter|Anschluss|Kabel)"
"""Pattern for German compounds of a device or program: *Firmware-Update*."""
_OPTION = r"[ ](?:/[a-z?]{2}|--[a-z])"
"""Pattern for an option of a command."""


def _replace_made_up_word(match: Match, aliases: Aliases) -> str | None:
    """Replace a made-up word if the sentence around it reveals a password."""
    value = match["v"]
    match.resume = match.end("v") - 1  # the next one may follow immediately
    form = rate_word(value)
    if form < JOINED or get_lazy_pattern(_OF_PRODUCTS).is_full_match(value):
        return None
    if get_lazy_pattern(_UPDATE).is_full_match(value) or _is_product(match):
        return None
    if get_lazy_pattern(_OPTION).match(match.string[match.end("v") : match.end("v") + 8]) is not None:
        return None  # a command: *w32tm /resync*
    before, former, behind = _split_context(match)
    if _is_program_output(before + value + behind) or match.string[match.end("v") : match.end("v") + 1] in (
        "/",
        "\\",
        "(",
    ):
        return None
    hard = get_lazy_pattern(_HARD).is_full_match(trim_trailing_punctuation(value)) and _is_prose(
        f"{before}x{behind}"
    )
    if not hard and not _reveals_password(form, before, former, behind):
        return None
    return _replace_value(match, value)


def _reveals_password(form: int, before: str, former: str, behind: str) -> bool:
    """Return whether a sentence reveals a password at this place."""
    if any(get_lazy_pattern(p).search(before) is not None for p in (_NAMED, _PAIR)):
        return True
    line = before + " " + behind
    if get_lazy_pattern(_BESIDE).search(before) is not None and (
        form > JOINED or behind.strip(" .,;)\"'»”") == ""
    ):
        return True
    about = get_lazy_pattern(_ABOUT).search(line) is not None
    if about and (
        get_lazy_pattern(_CHANGED).search(before) is not None
        or get_lazy_pattern(_TYPED_IN).search(before) is not None
        or get_lazy_pattern(_IS_ONE).match(behind) is not None
        or get_lazy_pattern(r"(?i)\[secret:password\][\"”»]?[ ](?:and|et|or|ou|und|to|à|en|puis|then)[ ][\"“«]?\z").search(before) is not None
    ):  # fmt: skip
        return True
    if get_lazy_pattern(_SURELY_TYPED).search(before) is not None and (
        form > JOINED or _is_prose(f"{before}x{behind}")
    ):
        return True
    if form > JOINED and get_lazy_pattern(_IS_TYPED).match(behind) is not None:
        return True
    if form > JOINED and get_lazy_pattern(_LABELLED).search(before) is not None:
        return True
    if get_lazy_pattern(_POINTED).search(before) is not None:
        return form > JOINED or get_lazy_pattern(TOPIC).search(line) is not None
    topic = get_lazy_pattern(TOPIC).search(f"{former} \n {line}") is not None
    if topic and (
        get_lazy_pattern(_TYPED_IN).search(before) is not None
        or get_lazy_pattern(_SURELY_TYPED).search(before) is not None
    ):
        return True
    if get_lazy_pattern(_LESS).search(before) is not None or not _is_prose(f"{before}x{behind}"):
        return False
    if about or get_lazy_pattern(_SIGN_IN).search(line) is not None:
        return True
    return form > JOINED and get_lazy_pattern(_REFUSED).search(line) is not None


def _replace_value(match: Match, value: str) -> str:
    kept = len(trim_trailing_punctuation(value)) if len(trim_trailing_punctuation(value)) > 3 else len(value)
    return replace_group(match, "v", make_secret_placeholder("password") + value[kept:])


def _replace_word_before_password(match: Match, aliases: Aliases) -> str | None:
    """Replace a made-up or plain word before *is the password*."""
    value = match["v"]
    match.resume = match.end("v")
    form = rate_word(value)
    before, _, behind = _split_context(match)
    if form < PLAIN or contains_placeholder(value) or _is_program_output(before + value + behind):
        return None
    if form == PLAIN:
        turned = get_lazy_pattern(
            r"(?i)[\"”»’',]{1,2}[ ](?:c['’]est|that['’]?s|is|est)[ ](?:the|my|our|le|mon|notre)[ ]"
        ).match(match["is"])
        quoted = match.string[match.start("v") - 1 : match.start("v")] in tuple("\"“«'")
        if turned is None or not (
            quoted or before.rstrip(" ,").lower().endswith(("minuscules", "case", "majuscules"))
        ):
            return None
    return _replace_value(match, value) if is_plausible_secret(trim_trailing_punctuation(value)) else None  # fmt: skip


def _replace_spelled_word(match: Match, aliases: Aliases) -> str | None:
    """Replace a word if a sentence about passwords describes its spelling."""
    before, _, behind = _split_context(match)
    if is_ordinary_word(match["v"]) or match["v"].casefold() in ("lower", "upper"):
        return None  # *majuscules, minuscules, chiffres*: requirements for passwords
    if get_lazy_pattern(_ABOUT).search(f"{before} {behind}") is None or not is_plausible_secret(match["v"]):
        return None
    return replace_group(match, "v", make_secret_placeholder("password"))


def _replace_capitalised_word(match: Match, aliases: Aliases) -> str | None:
    before, _, _ = _split_context(match)
    rest = match.string[match.end() : match.end() + 90].partition("\n")[0]
    stood = match["v"] in ("password]",) or "[secret:" in before[-10:]
    if get_lazy_pattern(_ABOUT).search(f"{before} {rest}") is None or not (
        stood or is_plausible_secret(match["v"])
    ):
        return None
    (start, end), whole = match.span("v"), match.span()
    text = match.string
    new = text[whole[0] : start] + (match["v"] if stood else make_secret_placeholder("password"))
    low, high = match.span("w")
    return new + (
        text[end : whole[1]]
        if low < 0
        else text[end:low] + make_secret_placeholder("password") + text[high : whole[1]]
    )


def _replace_reply(match: Match, aliases: Aliases) -> str | None:
    """Replace a line below a question about a password or Wi-Fi if it is only a made-up word."""
    match.resume = match.start("v")
    asked = get_lazy_pattern(rf"(?i)(?:{_NOUN}|wi-?fi|wlan|login|log in|code)").search(match["q"]) is not None
    return _replace_value(match, match["v"]) if asked and rate_word(match["v"]) >= JOINED else None


_ABOUT_WORDS = (
    "pass", "pas", "psa", "pss", "pw", "mdp", "mpd", "mot", "mo de", "kennwort", "contrase", "wachtwoord", "senha", "clave", "sésame", "sesame", "hasło", "haslo", "пароль",
    "heslo", "parola", "lösenord", "salasana", "cred", "identifiant", "secret", "log", "sign", "user", "utilisateur", "admin", "account", "compte", "conne", "session", "unlock", "wi-fi", "wifi",
    "old:", "new:", "previous:", "current:", "ancien :", "ancien:", "nouveau :", "nouveau:", "remettre", "as before", "comme avant", "incorrect", "erreur", "error", "reset", "réinit", "change", "verrou", "ouvr", "vpn", "lock", "verif", "vérif", "typ", "tap", "saisi", "enter", "entr", "put in", "reject", "refus", "take", "prend", "accept", "one", "nouveau", "ancien", "set it", "utilis", "use", "essay", "tri",
)  # fmt: skip
_NOUN_WORDS = _ABOUT_WORDS[: _ABOUT_WORDS.index("log")]


_WIRELESS = r"(?i)(?:^|[^\pL])(?:cl(?:é|e)|key|code|pass\w*|mdp|mot de passe)(?:[ ][\pL'’]{1,10}){0,3}?[ ](?:wi-?fi|wlan|r(?:é|e)seau|box)(?:[ ][\pL'’]{1,12}){0,3}?[ ]?(?::|is|est|=|c['’]est)[ ]{1,2}[\"“«]?(?P<v>[^\s\"”»]{8,63}?)[\"”»]?[.,]?[ \t]*(?:\r?$|\z)"
_OF_WIRELESS = r"(?i)(?:^|[^\pL])(?:wi-?fi|wlan)[ -](?:key|code|pass\w*|pin)(?:[ ][\pL'’]{1,12}){0,6}?[ ](?:is|was|reads|:|=)[ ]{1,2}[\"“«]?(?P<v>[^\s\"”»]{8,63}?)[\"”»]?[.,]?[ \t]*(?:\r?$|\z)"
_PART = rf"(?i)(?:^|[^\pL]){_NOUN}[^\r\n.]{{0,24}}?[ ](?:(?:starts?|begins?) (?:with|in)|commence par|d(?:é|e)bute par)[ ][\"“«']?(?P<v>[^\s\"”»,]{{2,24}})[\"”»']?(?:[ ](?:and|et)[^\r\n]{{0,12}}?[ ](?:ends? (?:with|in)|(?:finit|se termine) par)[ ][\"“«']?(?P<w>[^\s\"”»,.]{{2,24}}))?"


def _is_wireless_password(value: str) -> bool:
    return is_plausible_secret(value) and (any(map(str.isdigit, value)) or rate_word(value) >= JOINED)


def _replace_password_part(match: Match, aliases: Aliases) -> str | None:
    """Replace the beginning or end of a password; *a letter*, *un chiffre* are general requirements."""
    value = match["v"]
    if value.casefold() in (
        "an",
        "une",
        "un",
        "the",
        "one",
        "two",
        "at",
        "letters",
        "capital",
        "des",
    ) or not is_plausible_secret(value):
        return None
    text, (start, end), (low, high) = match.string, match.span("v"), match.span("w")
    head = text[match.start() : start] + make_secret_placeholder("password")
    return head + (
        text[end : match.end()]
        if low < 0
        else text[end:low] + make_secret_placeholder("password") + text[high : match.end()]
    )


def rules() -> tuple[Rule, ...]:
    """Return the rules for passwords in sentences; they run after the rules for labelled values."""
    return (
        Rule("password", _ABOUT_WORDS, _FOUND, _replace_made_up_word, context=-1, sieve=_may_reveal_password),
        Rule("password", _NOUN_WORDS, _CALLED, _replace_word_before_password, context=-1),
        Rule("password", ("case", "minuscule", "majuscule", "small letters", "capitals"), _CASED, _replace_spelled_word, context=160),
        Rule("password", ("capital", "majuscule", "upper"), _CAPITAL, _replace_capitalised_word, context=-1),
        Rule("password", ("wi-fi", "wifi", "wlan", "seau", "box"), _WIRELESS, make_hiding_replacer("password", is_plausible_secret)),
        Rule("password", ("wi-fi", "wifi", "wlan"), _OF_WIRELESS, make_hiding_replacer("password", _is_wireless_password)),
        Rule("password", ("starts with", "start with", "starts in", "begins with", "begin with", "begins in", "commence par", "débute par", "debute par"), _PART, _replace_password_part),
        Rule("password", ("?\n", "? \n", "?\r\n"), _REPLIED, _replace_reply, context=-1),
    )  # fmt: skip
