"""Test the form of a value: a secret, a sample value, a program's reference, a random token."""

# A pattern reads better on one line.
# ruff: noqa: E501
from __future__ import annotations

import math
from collections import Counter

from selfhelp.report.redact.aliases import is_placeholder
from selfhelp.report.redact.re2_patterns import get_lazy_pattern
from selfhelp.report.redact.word_lists import NO_SECRET

_NO_VALUE = r"\)|\+ |\.{1,2}[/\\]|/(?:[\w.-]+/)+[\w.-]*[%$]?\w?$|/(?:bin|etc|usr|var|run|home|opt|tmp|dev|proc|root)(?:/|$)"
"""Pattern for closing brackets and file paths."""
_REFERENCE = r"(?:this|self|props|config|settings|options|args|params|env|process\.env|req|request)\.\w+[\w.]*[,);]*$|[A-Z]+_[A-Z_]+$|[A-Z]{2,}(?:_[A-Z]{2,}|_[0-9]{1,3}){2,6}$|[a-z_]\w*\.[A-Z][A-Za-z]*[,)]?$|[a-z_]\w*\.\w+\(|\$\{?\w+\}?$|\$\{\{ ?[\w.]+ ?\}\}$|%\w+%$|\{\{|<[\w -]+>$|[\w.]+\(\)?$"
_AMOUNT = r"[0-9][0-9 .,\x{a0}\x{202f}]*(?:€|£|[$]|%|(?i:eur|usd|gbp|chf))"
"""Pattern for a price or percentage."""
CODE = (
    r"(?:new|await|async|self|this|raise|return|lambda|function|typeof|null|nil|undefined|const|let|var|def|fn|func|class|if|else|for|not|try|yield|break|continue|pass|throw|throws|final|static|void|readonly|optional|import|from|assert|del|print|echo|write|read|none)[,;:)}\]]*$"
    r"|[A-Za-z_$@][\w$]*(?:(?:\.|->|::|\?\.)\w+)*[!?]?[(\[<]|[a-zA-Z_]\w*=[^=\s]\S*$|[A-Za-z_$]\w*(?:(?:\.|->|::)[A-Za-z_]\w*)+[,;:)}\]]*$|\$[({\w]|0x[0-9a-fA-F]+[,)]|(?:Get|Set|New|Remove|Convert(?:To|From)?|Import|Export|Read|Write|Invoke|Start|Stop|Test|Select|Out|Where|Add|Clear|Enter|Exit|Update|Content|Accept|Cache|Proxy|User|Www|Last|If|Transfer|Access|Strict|Multi|Two|Single|Auto|Self|Pre|Sec|Ocp|Private|Public|Access)-[A-Z][A-Za-z]+$|\\?[(\[{]|[&|]{1,2}$|<|=|@\w+$|%[({sdr]|-[a-zA-Z]$|[*&]\w+"
)
"""Pattern for beginnings of source code values: calls, attributes, references, keywords."""
PLAIN = r"[A-Za-z][a-z]*(?:[-_ ][A-Za-z][a-z]*)*[,;:)}\]]*"


_TERM = r"(?i)#[0-9a-f]{6}|aadsts[0-9]{3,8}|caa[0-9a-f]{5}|x?oauth2?|pkcs[#-]?[0-9]{1,2}|x\.?509(?:v3)?|sha-?[0-9]{1,3}|md5|aes-?[0-9]{3}|utf-?[0-9]{1,2}|base-?64|ms-?chap(?:-?v2)?|ntlm(?:v2)?|eap-[a-z]+"
"""Pattern for values of password and key settings: formats, methods, a colour."""
_TERM_BEGINS = frozenset("#pPxXsSmMaAuUbBnNeE0123456789abcdefABCDEF")


def is_plausible_secret(value: str) -> bool:
    """Return whether a value is a secret, and not a sample value, reference or word such as *required*."""
    bare = value.strip(" .,;:!?()[]{}*\"'\\_-…")
    if len(bare) < 2 or is_placeholder(value) or not any(c.isalnum() for c in value):
        return False
    if get_lazy_pattern(_ORDINARY_SHAPE).is_full_match(bare):
        return False
    first = bare.casefold().split()[0].rstrip(",.;:!")
    if bare.casefold() in NO_SECRET or first in NO_SECRET or not set(bare) - set("xX•?-"):
        return False
    if value[0] in ")+/." and get_lazy_pattern(_NO_VALUE).match(value) is not None:
        return False
    if (
        value[:4] in ("http", "file")
        and get_lazy_pattern(r"(?:https?|file)://[^?@\s]*$").match(value) is not None
    ):
        return False
    if bare[:1] in _TERM_BEGINS and get_lazy_pattern(_TERM).is_full_match(
        bare if value[0] != "#" else value.rstrip(".,;:)")
    ):
        return False
    if value[0].isdigit() and value[-1] in "€£$%rRdDpPfF" and get_lazy_pattern(_AMOUNT).is_full_match(value):
        return False
    looks = value[0] in "$%{<" or value[-1] in "()" or "." in value or "_" in value
    return not looks or get_lazy_pattern(_REFERENCE).match(value) is None or _is_joined_words(value)


_ORDINARY_SHAPE = (
    r"(?i)[0-9]{1,5}/(?:tcp|udp|sctp|dccp)|(?:dword|qword):[0-9a-f]{1,16}|[a-z]{2,16}:/[a-z0-9_./-]+"
    r"|(?:pass(?:wd|word)?|pwd|token|secret|key|cred(?:ential)?s?|auth)_[a-z]{2,12}|[a-z]{2,12}_(?:pass(?:wd|word|phrase)?|pwd|token|secret|key)"
    r"|(?:ssh|ecdsa|sk-ssh|rsa-sha2|scram|hmac|pbkdf2|argon2|bcrypt|scrypt|yescrypt|md5|sha[0-9]?|aes|chacha20|curve25519|diffie)[a-z]{0,8}(?:-[a-z0-9]{1,12}){0,6}"
    r"|microsoft-windows-[a-z-]+|microsoft(?:office|edge|teams|windows|outlook)[0-9]{0,4}(?:_data)?(?::[a-z:_-]{2,24})?|(?:sim|ph-sim|ph-net)-(?:pin|puk)[0-9]?|(?:ms)?teams|legacygeneric:target"
    r"|(?:src|tests?|lib)/[\w./-]+|idx[0-9]{5}|aadsts[0-9]{4,6}|--[a-z-]+"
    r"|[0-9]{1,3} (?:caract(?:è|e)res?|characters?|chars?|zeichen|letters|lettres|digits|chiffres)(?: .{1,30})?|[0-9]{1,3}[.,]?[0-9]?-(?:inch|zoll|pouces|core|pin|port|bay|day|minute|hour)"
    r"|0xc[0-9a-f]{7}|(?:alt|ctrl|shift|strg|maj|cmd|win|fn)\+[a-z0-9]{1,9}|(?:debug|info|warn|error)[0-9]?|1password|microsoft_authentication_package[a-z0-9_]*|ms-?chap[a-z0-9-]*|(?:cve|cwe|ghsa|rt|lp|gh|bug)[-#:][0-9-]+|#[0-9]{3,8}|[0-9]{1,3}%|[0-9]{3,5}-bit|[a-z]{2}[-_][a-z]{2}(?:\.utf-?8)?|reason=[0-9]{1,4}"
)
"""A protocol's port, a registry number, a path after a name, a program's variable, an algorithm, a Windows
status, a key combination, a log level."""

_MEMBER = (
    r"(?i).*(?:pass|pwd|pw|secret|token|key|cred|auth|log|user|account|name|value|text|data|string|char|byte|get|set|new|default|conf|setting|env|param|arg|opt|field|input|form|request|response|"
    r"body|header|result|state|prop|length|size|type|content|empty|none|null|self|this|app|module|class|object|node|item|list|dict|map|json|file|path|url|host|client|server|service|session|"
    r"system|util|common|core|base|main|test|model|view|hash|encod|decod|crypt|digest|code|flag|const|enum|label|property|net|http|info|error|event|msg|message|cookie|context|ctx|store|vault|cache|db|sql|query|row|cell|column|read|write|load|save|parse|valid|check|create|update|delete|make|build|random|uuid|os|sys|io|std).*"
)
"""Pattern for names in programs; a dot between such words is a reference."""


def _is_joined_words(value: str) -> bool:
    """Return whether a value is two words joined by a dot (*jumping.Jay*), not a code reference."""
    first, dot, second = value.rstrip(".,;:!?)]}").partition(".")
    if not dot or not first.isalnum() or not second.isalnum() or len(first) < 3 or len(second) < 2:
        return False
    if get_lazy_pattern(_MEMBER).is_full_match(first) or get_lazy_pattern(_MEMBER).is_full_match(second):
        return False
    digits = any(map(str.isdigit, first)) or any(map(str.isdigit, second))
    return digits or (second[0].isupper() and second[1:].islower())


def is_source_code(value: str) -> bool:
    """Return whether a value begins like source code: a call, attribute, reference or keyword."""
    return get_lazy_pattern(CODE).match(value) is not None and not _is_joined_words(value)


def looks_random(value: str) -> bool:
    """Return whether the text before a bracket looks random: digits, and mixed case or punctuation."""
    head = value.split("(", maxsplit=1)[0].split("[", maxsplit=1)[0].split("<", maxsplit=1)[0]
    return (
        len(head) >= 6
        and any(c.isdigit() for c in head)
        and (head.lower() != head or any(c in "!#$%&*+?@^~" for c in head))
        and not get_lazy_pattern(r"[\w.]+").is_full_match(head)
    )


def is_more_than_plain_word(value: str) -> bool:
    """Return whether a value isn't a plain word."""
    bare = value.rstrip(".,;:!?)»\"'")
    return any(not c.isalpha() and c not in "-'’" for c in bare) or (
        bare[1:].lower() != bare[1:] and bare.upper() != bare
    )


def is_random_token(value: str) -> bool:
    """Return whether a value is a token, by its length, characters and entropy; paths and UUIDs aren't."""
    if (
        get_lazy_pattern(
            r"[A-Z]?[a-z_-]+[0-9]{0,2}|(?:[a-z0-9]{3,9}|ecdsa|dsa)-?[Ww]ith-?[A-Za-z0-9]{3,16}[.,;]?"
        ).is_full_match(value)
        or value.count("/") > 3
        or value.count(".") > 2
        or get_lazy_pattern("[0-9a-fA-F-]{36}").is_full_match(value)
    ):
        return False
    if not any(c.isdigit() for c in value) or not any(c.isalpha() for c in value):
        return False
    shares = [n / len(value) for n in Counter(value).values()]
    return -sum(share * math.log2(share) for share in shares) >= 3.3
