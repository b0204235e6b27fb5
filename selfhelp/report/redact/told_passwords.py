"""Rules for passwords in sentences without an adjacent label: typed, tried, set, used, answered.

The phrase decides; the value only needs letters and a digit. Two lines of a conversation count as one
sentence: a question and the first words below it.
"""

# A pattern reads better on one line.
# ruff: noqa: E501, SIM905
from __future__ import annotations

from selfhelp.report.redact.aliases import Aliases, contains_placeholder
from selfhelp.report.redact.block_words import cache_word_test, make_word_sieve
from selfhelp.report.redact.conversations import SAID
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import Rule, make_secret_placeholder, replace_group
from selfhelp.report.redact.strong_values import (
    TYPED,
    looks_like_password,
    looks_like_typed_password,
    trim_trailing_punctuation,
)
from selfhelp.report.redact.value_shapes import is_plausible_secret

_W = r"[^\s\"“”«»<>()\[\]`,;|=]"
_DRAWN = rf"{_W}*[0-9]{_W}*"
_SOME = r"(?:[ ][\pL'’]{1,14}){0,3}?"
_IS = r"[ ]?(?:[:=]|->|→|,|\(|–|—)?[ ]{0,2}[\"'“«(]?[ ]?"
_TURNS = (
    rf"(?:re)?set{_SOME}[ ](?:back )?to|reset{_SOME}[ ](?:to|on)|chang(?:ed?|ing|é|er|ez){_SOME}[ ](?:to|en|par|pour)|replac(?:ed?|ing)|rempla(?:c|ç)\pL*|temporary one|provisoire|(?:new|old|other|next|first|last|previous|current|same) one[ ](?:is|was)|uses?|using|utilis\w*|typed?(?: in)?|types?|put in|enter(?:ed)?|tried|try|trying|essa(?:y|i)\w*|tap(?:e|é|er|ez)|saisi\w*|mis"
    r"|default (?:was|is)|before that(?: it was)?|then|puis|dann|und dann|it['’]?s|c['’](?:est|était)|celui(?:-ci)?|becomes?|devient|spelled|should (?:read|be)|usual|d['’]habitude|at the end|le même|la même|the same|opens? with|s['’]ouvre avec|logs? in with|sign(?:ed|s)? in with|works? with|marche avec|unlock(?:ed|s)? (?:it )?with|(?:alte|neue|erste|letzte)[ ](?:war|ist|lautet)|versuch(?:t)? mit|verwende\w*|benutze|getippt|eingegeben|par|thing is|wrote|not|pas|oder|ou|or"
    r"|tomorrow|today|demain|aujourd['’]hui|remember|rappel\w*|written|écrit|noted|noté"
)
_TOLD = rf"(?i)(?:^|[^\pL\pN_-])(?:{_TURNS}){_SOME}{_IS}(?P<v>{_DRAWN})"
TOPIC = rf"(?i)(?:^|[^\pL])(?:{TYPED}|log[ -]?(?:in|on)|logged|sign(?:ed)?[ -]?in|einlog\w*|anmeld\w*|wi-?fi|wlan|ssid|hot ?spot|unlock\w*|lock(?:ed|s)|opens?|ouvr\w+|verrou\w*|keyboard|lid|post-it|sticky|guest|invité|visitor|account|compte|konto|session|bank|everything|everywhere|partout|shared? (?:drive|mailbox|folder)|dossier partagé|refuses?d?|reject\w*|wrong|faux|falsch|incorrect|denied|simple\w*|expir\w*|reset me|same as usual|habitude|voicemail|nas|router|box|vpn|intranet|typo|birthday|caps|lower ?case|upper ?case|majuscule\w*|minuscule\w*|works?|worked|marche|geht nicht|doesn['’]t|ne (?:passe|marche|fonctionne)|secret|vault|kee ?pass|remember|forgot|oubli\w*|vergessen|remplac\w*|replaced)(?:[^\pL]|\z)"
_NEAR = rf"(?i)(?:^|[^\pL]){TYPED}(?:[ ][\pL'’]{{1,14}}){{0,4}}?{_IS}(?P<v>{_DRAWN})"
_KEYS = rf"(?i)(?:^|[^\pL])(?:(?:wlan|wi-?fi|ssid|hot ?spot|r(?:é|e)seau|network(?: name)?|guest|box|livebox|freebox|router|routeur|accesspoint)(?:[ ]?(?:name|is|est|:|=))?[ ]?[\"“«]?[\w .'’-]{{0,32}}?[\"”»]?[ ]?(?:->|→|[:=/,–—-]|is|est|,)[ ]?(?:(?:the |la |le )?(?:(?:security |network |wi-?fi )?key|cl(?:é|e)(?: wi-?fi)?|code|pass\w*|mdp|psk)[ ]?(?:is|est|[:=])?[ ]?)?)[\"'“«]?(?P<v>{_W}{{8,63}})"
_NET_KEY = rf"(?i)(?:^|[^\pL])(?:(?:security|network|wi-?fi|wpa2?|wlan)[ -](?:key|schl(?:ü|ue)ssel)[ ]?(?:is|ist|[:=])?[ ]?|cl(?:é|e)[ ](?:wi-?fi|wpa2?|r(?:é|e)seau|de la box)[ ]?(?:est|[:=])?[ ]?)[\"'“«]?(?P<v>{_W}{{8,63}})"
_SSID_KEY = r"(?i)(?:^|[^\pL])(?:ssid|wi-?fi|wlan|r(?:é|e)seau|network)[^\r\n<>]{0,40}?[/,;|][ ]?(?:cl(?:é|e)|key|code|pass(?:e|es|w\w*|phrase|code)?|mdp|psk|schl(?:ü|ue)ssel)[ ]?[:=]?[ ]?[\"'“«]?(?P<v>[^\s\"'“”«»,;<>]{8,63})"
_PAIR = rf"(?:^|[\s\"'(:;,])(?P<u>[A-Za-z][\w.@+\\-]{{1,48}})[ ]/[ ](?P<v>{_W}{{4,64}})"
_ASKS = rf"(?:[^\r\n]{{0,80}}?(?:what|which|quoi|quel\w*|was|welche\w*|how|comment|wie|and for|et pour|und für)[^\r\n]{{0,48}}(?:type|tape[rz]?|put in|enter|use|get in|log ?in|sign in|unlock|connect\w*|saisi\w*|mets?|combin\w*|code|login|ouvr\w*|open|nas|scanner|printer|wi-?fi|{TYPED})[^\r\n]{{0,48}}[?:.]?|[^\r\n]{{0,60}}(?:{TYPED}|code|combin\w+|pin)[^\r\n]{{0,40}}\?)"
_ANSWER = rf"(?im)^(?P<q>{_ASKS})[ \t]*\r?\n{SAID}(?:(?:it['’]?s|c['’]est|sure|ok|yes|oui|ja|voilà|here|tiens|try|essaie|use|it is|admin / |root / )[ :,]{{1,2}}){{0,2}}[\"'“«`]?(?P<v>[^\s\"'“”«»`,;]*[0-9][^\s\"'“”«»`,;]*)"
_PHRASED = rf"(?i)(?:^|[^\pL])(?:{TYPED}|master|kee ?pass\w*)(?:[ ]master)?(?:['’]s|(?:[ ](?:is|was|are|est|était|ist|now))+|[ ]?[:=])[ ]?[\"'“«]?(?P<v>\pL{{3,12}}(?:[ ]\pL{{3,12}}){{3,7}})[\"'”»)]"
_QUOTED = r"(?i)(?:^|[^\pL])(?:put in|typed?(?: in)?|enter(?:ed)?|tap(?:e|é|ez)|saisi\w*|tried|essa(?:y|i)\w*|used?|set (?:it )?to|told|answer(?:ed)?)[ ][\"“«][ ]?(?P<v>[^\"”»\r\n]{4,48}?)[ ]?[\"”»](?P<rest>[^\r\n]{0,60})"
_WAS = rf"(?i)[\"“«][ ]?(?P<v>[^\"“”«»\r\n]{{4,60}}?)[ ]?[\"”»][ ](?:is|was|est|était|ist|war|as|comme)[ ](?:the|my|our|your|le|la|mon|ma|notre|votre|das|mein)[ ](?:new |old |nouveau |ancien )?{TYPED}"
_WORD = rf"(?i){TYPED}[^\r\n.]{{0,30}}?(?:just|simply|only|juste|simplement|nur)?[ ](?:the word|le mot|das wort)[ ][\"'“«]?(?P<v>\pL{{4,40}})"
_REPLY = r"(?im)^[ \t>*-]{0,6}(?:security |secret |your )?(?:answer|r(?:é|e)ponse|antwort)(?:[ ]?[0-9])?[ ]?[:=][ \t]{0,4}(?P<v>[^\r\n]{2,60}?)[ \t]*(?:\r?$|\z)"
_ASKED_FOR = r"(?i)(?:question secr(?:è|e)te|r(?:é|e)ponse (?:à la question )?secr(?:è|e)te|security question|secret question|memorable (?:word|place|name)|sicherheitsfrage)[^\r\n]{0,60}?(?:est|is|:|=|→|ist|lautet)[ ][\"'“«]?(?P<v>\p{Lu}[\pL'’-]{2,30}(?:[ ]\p{Lu}[\pL'’-]{2,30}){0,2})[\"'”».,]?[ \t]*(?:\r?$|\z)"
_FILE = r"(?m)^auth-user-pass[^\r\n]*\r?\n[^\s\r\n]{1,64}\r?\n(?P<v>[^\s\r\n]{4,64})\r?$"
_RESPONSE = r"(?i)\b334\b[^\r\n]{0,40}?[;:>][ ]?(?:C|SMTP|client)?[>:]?[ ]?(?P<v>[A-Za-z0-9+/]{6,}={0,2})[ \t]*(?:\r?$|\z)"

_HOSTLIKE = r"(?i)(?:srv|server|serveur|pc|host|node|vm|lt|ws|nb|nas|switch|sw|ap|printer|imprimante|room|salle|port|vlan|floor|level|ticket|inc|req|chg|user|test|step|page|slot|disk|disque|win|windows|office|build|version|release|update|event|error|erreur|code|line|ligne|bug|issue|usb|com|lpt|hp|dell|canon|epson|brother|lexmark|xerox|ricoh|thinkpad|latitude|optiplex|elitebook|iphone|ipad|galaxy|pixel|week|day|month|year|python|java|php|exchange|outlook|chrome|firefox|edge|debian|ubuntu|fedora|centos|rhel|macos|ios|android|article|kb|rfc|cve|iso|din|ref|lot|case|dossier|etage|étage|bureau|desk|poste|batiment|bâtiment|zone|site|group|groupe|class|option|type|model|mod(?:è|e)le|part|chapter|section|table|figure|fig|core|cpu|gpu|eth|wlan|tty|sd|nvme|ttyusb|mp|md|sha|utf|base|aes|rsa|ipv|x|v|h|id|no|n°|rev|sp|fy|q|t|a|b|m|s|p|r)[-_ .]?[0-9]"
_NO_VALUE = r"(?i)(?:[0-9]+(?:st|nd|rd|th|er|e|ème|eme|px|ms|s|m|h|d|k|mb|gb|kb|mo|go|ko|hz|ghz|mhz|bit|bits|dpi|min|mins|sec|kg|km|cm|mm|am|pm|x|v|w|a|°|€|j|jours|days|hours|g|p|fps)(?:\+|/\w+)?|[0-9.:/-]+[a-z]?|[0-9]{1,2}h[0-9]{0,2}|(?:[0-9]+:)?v?[0-9]+(?:\.[0-9a-z]+)+(?:[-+~:][\w.+~-]*)?|wpa[23]?(?:[-/]\w+)+|0x[0-9a-f]+|[\w.-]+@[\w.-]+\.\w+|\w+://.*|[\w.-]+\.(?:exe|dll|com|org|net|fr|de|uk|lan|local|txt|log|pdf|docx?|xlsx?|zip|py|js|sh|conf|msi|iso|png|jpe?g|scope|service|slice|mount|socket|target|timer)\b.*|(?-i:[A-Z]{1,6}-?[0-9]{1,8})|S-1-.*|\{.*|\$.*|%.*|#.*|@.*|[~./\\].*|[A-Z]:\\.*|[0-9]+[-–][0-9]+.*)"


@cache_word_test
def is_likely_password(value: str) -> bool:
    """Return whether a value may be a password in a sentence: letters and digits, not the name of a thing."""
    bare = trim_trailing_punctuation(value).strip("'’*")
    letters, digits = sum(map(str.isalpha, bare)), sum(map(str.isdigit, bare))
    if (
        not 5 <= len(bare) <= 48
        or letters < 3
        or not digits
        or contains_placeholder(value)
        or "/" in bare[1:]
        or ":" in bare
    ):
        return False
    if get_lazy_pattern(_NO_VALUE).is_full_match(bare) or get_lazy_pattern(_HOSTLIKE).match(bare) is not None:
        return False
    return is_plausible_secret(bare) and not get_lazy_pattern(
        r"[0-9a-f]{8,}|[0-9a-f]{8}-.*|.*\(.*"
    ).is_full_match(bare)


def _may_be_password(word: str) -> bool:
    if "?" in word and word.split("?", 1)[1].isalnum():
        return False  # the end of a link
    if len(word) < 5 or word.isalpha() or not word.strip("0123456789abcdef.-+:") or word[:2] == "0x":
        return False
    return is_likely_password(word) or looks_like_typed_password(word)


may_be_likely = make_word_sieve(_may_be_password)
"""Return whether a word of a block may be a password in a sentence."""
_NOT_BEFORE = r"(?i)(?:^|[^\pL])(?:for|on|of|user|at|in|by|from|de|du|des|sur|pour|server|host|account|an|the|machine|computer|compte|utilisateur|since|depuis|until|per|than|least|minimum|maximum|bei|für|von|version|model)[ ]\z"


def _find_two_lines(match: Match, start: int, end: int) -> str:
    """Return the line of a position and the line before it."""
    text, least = match.string, max(0, start - 200)
    newline = text.rfind("\n", least, start)
    low = text.rfind("\n", least, newline if newline > 0 else start) + 1
    return text[max(low, least) : start] + " \0 " + text[end : end + 80].partition("\n")[0]


def _replace_told_password(match: Match, aliases: Aliases) -> str | None:
    """Replace a value after a phrase for passwords, if both lines are about signing in or opening."""
    value = match["v"]
    match.resume = match.start("v")
    start, end = match.span("v")
    if not is_likely_password(value) or match.string[start - 1 : start].isalpha():
        return None  # or the phrase is the beginning of a word: *org.freedesktop.hostname1*
    around_it = _find_two_lines(match, start, end)
    if (
        get_lazy_pattern(TOPIC).search(around_it) is None
        or get_lazy_pattern(_NOT_BEFORE).search(around_it.partition(" \0 ")[0]) is not None
    ):
        return None
    if (
        get_lazy_pattern(
            r"(?i)\b(?:kernel|systemd|thread|module|exception|stack|commit|branch|package|version|driver|pilote)\b"
        ).search(around_it)
        is not None
    ):
        return None
    match.resume = match.end()
    return _replace_value(match, value)


def _replace_near_password(match: Match, aliases: Aliases) -> str | None:
    """Replace a value at most four words after a word for passwords."""
    value = match["v"]
    match.resume = match.start("v")
    before = match.string[match.start() : match.start("v")]
    if (
        not is_likely_password(value)
        or before[-1:].isalnum()  # the keyword is part of a longer word: *passlib*
        or get_lazy_pattern(_NOT_BEFORE).search(before.rstrip("\"'“«(")) is not None
        or "." in before
    ):
        return None
    return _replace_value(match, value)


def _replace_value(match: Match, value: str) -> str:
    kept = len(trim_trailing_punctuation(value)) if len(trim_trailing_punctuation(value)) > 3 else len(value)
    return replace_group(match, "v", make_secret_placeholder("password") + value[kept:])


def _replace_wireless_password(match: Match, aliases: Aliases) -> str | None:
    value = match["v"]
    match.resume = match.start("v")
    before = match.string[match.start() : match.start("v")]
    named = get_lazy_pattern(r"(?i)key|cl(?:é|e)|pass|mdp|psk|schl").search(before[-24:]) is not None
    fits = (
        is_likely_password(value)
        or looks_like_typed_password(value)
        or (named and get_lazy_pattern(r"[0-9a-fA-F]{8,63}").is_full_match(value))
    )
    return (
        _replace_value(match, value)
        if fits
        and is_plausible_secret(value)
        and not get_lazy_pattern(r"[0-9a-f:.-]+[0-9a-f]:.*").is_full_match(value)
        else None
    )


def _replace_network_key(match: Match, aliases: Aliases) -> str | None:
    return (
        _replace_value(match, match["v"])
        if is_plausible_secret(match["v"]) and not contains_placeholder(match["v"])
        else None
    )


_ACCOUNTS = frozenset(
    "admin root user administrator administrateur guest invité invite postgres sa support ubuntu pi service test demo operator".split()
)


def _replace_account_and_password(match: Match, aliases: Aliases) -> str | None:
    """Replace an account name, a slash and a password, for a usual account name or in a line about signing
    in."""
    value, user = match["v"], match["u"].casefold()
    if not (is_likely_password(value) or looks_like_password(value)):
        return None
    known = user in _ACCOUNTS or "@" in user or "\\" in user
    if (
        not known
        and get_lazy_pattern(TOPIC).search(_find_two_lines(match, match.start("v"), match.end("v"))) is None
    ):
        return None
    return _replace_value(match, value)


def _replace_answered_value(match: Match, aliases: Aliases) -> str | None:
    value = match["v"]
    bare = trim_trailing_punctuation(value)
    if bare.isdigit() or get_lazy_pattern(r"[0-9](?:[-. ][0-9]){3,9}").is_full_match(bare):
        code = 4 <= sum(map(str.isdigit, bare)) <= 10 and not get_lazy_pattern(
            r"(?:19|20)[0-9]{2}"
        ).is_full_match(bare)
        return (
            replace_group(match, "v", make_secret_placeholder("code") + value[len(bare) :]) if code else None
        )
    if get_lazy_pattern(r"[0-9a-f]{7,12}").is_full_match(bare) and get_lazy_pattern(r"[ ]\pL+").match(
        match.string[match.end("v") : match.end("v") + 12]
    ):
        return None  # a commit with its subject
    return _replace_value(match, value) if is_likely_password(value) or looks_like_password(value) else None


_STOP = frozenset(
    "the and for that this with you your must should not can cannot has have been was are from will when which les des une pour que qui dans est pas vous avec sur doit peut be no any all please contact reset expired required policy page form account user email address manager field box".split()
)


def _replace_passphrase(match: Match, aliases: Aliases) -> str | None:
    """Replace four plain words up to closing punctuation, without function words."""
    words = match["v"].casefold().split()
    return (
        None
        if any(word in _STOP for word in words) or not is_plausible_secret(match["v"])
        else replace_group(match, "v", make_secret_placeholder("password"))
    )


def _replace_quoted_password(match: Match, aliases: Aliases) -> str | None:
    value = match["v"]
    if (
        contains_placeholder(value)
        or not is_plausible_secret(value)
        or get_lazy_pattern(TOPIC).search(_find_two_lines(match, match.start(), match.start("rest"))) is None
    ):
        return None
    fits = (
        any(map(str.isdigit, value))
        and any(map(str.isalpha, value))
        and not get_lazy_pattern(_NO_VALUE).is_full_match(value)
    )
    return replace_group(match, "v", make_secret_placeholder("password")) if fits else None


def _replace_any_value(match: Match, aliases: Aliases) -> str | None:
    return (
        None
        if contains_placeholder(match["v"]) or not is_plausible_secret(match["v"])
        else replace_group(match, "v", make_secret_placeholder("password"))
    )


def _replace_security_answer(match: Match, aliases: Aliases) -> str | None:
    before = match.string[max(0, match.start() - 240) : match.start()]
    if get_lazy_pattern(r"(?i)question|frage|memorable").search(before) is None or contains_placeholder(
        match["v"]
    ):
        return None
    return (
        replace_group(match, "v", make_secret_placeholder("answer"))
        if is_plausible_secret(match["v"]) and len(match["v"].split()) < 6
        else None
    )


def _replace_password_word(match: Match, aliases: Aliases) -> str | None:
    return (
        replace_group(match, "v", make_secret_placeholder("password"))
        if is_plausible_secret(match["v"]) and match["v"].casefold() not in _STOP
        else None
    )


_TYPED_WORDS = (
    "pass",
    "pas",
    "psa",
    "pw",
    "mdp",
    "mot",
    "kennwort",
    "contrase",
    "wachtwoord",
    "senha",
    "cred",
    "identifiant",
    "secret",
    "psk",
    "code wi",
)
_TURN_WORDS = tuple(
    "set reset chang replac rempla temporary provisoire one use using utilis type put in enter tried try essa tap saisi mis default before then puis dann it's it’s its c'est c’est c'était celui become devient spelled should usual habitude at the end même same open ouvr logs sign work marche unlock alte neue erste letzte versuch verwende benutze getippt par thing wrote not pas oder ou or tomorrow today demain aujourd remember rappel written écrit noté".split()
)
_WIRELESS_WORDS = (
    "wlan",
    "wifi",
    "wi-fi",
    "ssid",
    "spot",
    "seau",
    "network",
    "guest",
    "box",
    "route",
    "clé",
    "cle",
    "security",
)


def rules() -> tuple[Rule, ...]:
    """Return the rules for passwords in sentences; they run after the rules for labels."""
    return (
        Rule("password", ("auth-user-pass",), _FILE, _replace_any_value),
        Rule("password", ("334 ",), _RESPONSE, _replace_any_value),
        Rule("answer", ("answer", "ponse", "antwort"), _REPLY, _replace_security_answer),
        Rule("answer", ("question", "ponse", "memorable", "sicherheitsfrage"), _ASKED_FOR, _replace_password_word),
        Rule("password", _TYPED_WORDS, _NEAR, _replace_near_password, context=-1, sieve=may_be_likely),
        Rule("password", tuple(f"{mark}{word}" for mark in ("/", "/ ", ",", ", ", ";", "; ", "|", "| ") for word in ("clé", "cle", "key", "code", "pass", "mdp", "psk", "schl")), _SSID_KEY, _replace_network_key),
        Rule("password", _WIRELESS_WORDS, _KEYS, _replace_wireless_password, sieve=may_be_likely),
        Rule("password", ("security key", "network key", "fi key", "wpa key", "wpa2 key", "wlan key", "-key", "schlüssel", "schluessel", "clé ", "cle "), _NET_KEY, _replace_wireless_password),
        Rule("password", (" / ",), _PAIR, _replace_account_and_password, context=-1, sieve=may_be_likely),
        Rule("password", ("?\n", "? \n", "?\r\n", "what", "which", "quoi", "quel", "welche", "comment ", "and for", "et pour"), _ANSWER, _replace_answered_value, context=-1),
        Rule("password", (*_TYPED_WORDS, "master", "pass"), _PHRASED, _replace_passphrase),
        Rule("password", tuple(f"{word} {mark}" for word in ("in", "type", "typed", "enter", "entered", "tape", "tapé", "tapez", "saisi", "saisis", "tried", "essayé", "essaye", "essaie", "use", "used", "to", "told", "answer", "answered") for mark in ('"', "“", "«")), _QUOTED, _replace_quoted_password, context=-1),
        Rule("password", tuple(f"{mark} {word} " for word in ("is", "was", "est", "était", "ist", "war", "as", "comme") for mark in ('"', "”", "»")), _WAS, _replace_any_value),
        Rule("password", ("word", "le mot", "das wort"), _WORD, _replace_password_word),
        Rule("password", _TURN_WORDS, _TOLD, _replace_told_password, context=-1, sieve=may_be_likely),
    )  # fmt: skip
