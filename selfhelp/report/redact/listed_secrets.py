"""Rules for secrets identified by the lines around them: account files, lists of codes, seed phrases, notes.

The line alone isn't enough; the lines above it, or secrets found near it, identify it.
"""

# A pattern reads better on one line.
# ruff: noqa: E501
from __future__ import annotations

from collections import Counter

from selfhelp.report.redact.aliases import Aliases, contains_placeholder, is_placeholder
from selfhelp.report.redact.block_words import make_any_pattern_test
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import (
    Replace,
    Rule,
    make_hiding_replacer,
    make_secret_placeholder,
    replace_group,
)
from selfhelp.report.redact.strong_values import looks_like_typed_password
from selfhelp.report.redact.told_passwords import is_likely_password
from selfhelp.report.redact.value_shapes import is_plausible_secret

_ACCOUNT_FILE = r"(?i)passwd|htpasswd|pgpass|netrc|sasl|smtp|relay|credential|logins?\b|accounts?\b|identifiants|comptes|users?\b|zugang"
_ACCOUNT_LINE = (
    r"(?m)^[ \t]*(?:[^\s:]{2,80}(?::[0-9]{1,5})?[ \t]+)?[\w.@+\\-]{2,40}:(?P<v>[^\s:/]{6,64})[ \t]*\r?$"
)
_PAIR_VALUE = r"(?m)[A-Z][A-Z0-9]*(?:_+[A-Z0-9]+)+[\"']?[ ]?[:=][ ]?[\"']?[\w.-]{1,32}:(?P<v>[^\s:/\"']{6,64})[\"']?[ \t]*\r?$"
_DATA = r"(?m)^(?P<pad>[ \t]*)(?:stringData|secrets|credentials|passwords|mots_de_passe):[ \t]*\r?\n(?P<rows>(?:[ \t]+[\w./-]+:[ \t]+[^\r\n]+(?:\r?\n|\z))+)"
_ROW = r"(?m)^[ \t]+[\w./-]+:[ \t]+[\"']?(?P<v>[^\s\"'#{}|>&*!-][^\r\n\"']*?)[\"']?[ \t]*\r?$"
_CODES_HEAD = r"(?im)(?:(?:recovery|backup|scratch|emergency|one[ -]time|single[ -]use|2fa|mfa|two[ -]factor|rescue|bypass|reserve|spare|wiederherstellungs|notfall|ersatz|einmal)[ -]?(?:codes?|keys?|passwords?|tokens?|schl(?:ü|ue)ssel)|codes? (?:de |d['’]|à |a )?(?:secours|r(?:é|e)cup(?:é|e)ration|sauvegarde|usage unique|urgence|d(?:é|e)pannage|rechange))[^\r\n]{0,120}\r?\n(?P<rows>(?:[^\r\n]{0,16}\r?\n)?(?:[ \t>*•–—-]{0,6}(?:[0-9]{1,2}[.):] ?)?[ \t]*(?:[A-Za-z0-9]{3,12}(?:[ -][A-Za-z0-9]{3,8}){0,4}(?:[ \t,;|]+|\z|\r?$))+(?:\r?\n|\z))+)"
_CODE_ROW = r"(?m)(?:^[ \t>*•–—-]{0,6}(?:[0-9]{1,2}[.):] ?)?[ \t]*|[,;|\t][ \t]*|[ ]{2,})(?P<v>[A-Za-z0-9]{3,12}(?:[ -][A-Za-z0-9]{3,8}){0,4})"
_SEED = r"(?i)(?:^|[^\pL])(?:seed|mnemonic|(?:12|24|twelve|twenty[- ]four|douze|vingt-quatre)[ -](?:words?|mots)|(?:recovery|backup|secret) (?:phrase|words)|phrase (?:secr(?:è|e)te|de r(?:é|e)cup(?:é|e)ration)|wiederherstellungsphrase)[^\r\n:=]{0,24}[:=]?[\s\"'«“]{1,6}(?P<v>(?-i:[a-z]{3,8}(?:[ ,\t]+[a-z]{3,8}){11,23}))(?:[^a-z]|\z)"
_TRACK_ONE = r"%?B[0-9]{12,19}\^[^?\r\n]{2,90}\??"
_TRACK_TWO = r"(?:^|[^0-9A-Za-z]);?(?P<v>[0-9]{13,19}=[0-9]{7,24})\??"
_DUMPED = r"(?m)^[ \t]*(?:0x)?[0-9a-fA-F]{4,10}:?[ \t]{1,3}(?P<v>[0-9a-fA-F]{2,8}(?:[ ]{1,2}[0-9a-fA-F]{2,8}){1,31})[ \t]{1,12}\|?[^\r\n]*\[secret:"
_SECOND_ANSWER = r"\[secret:password\][ \t]*\r?\n[\w <>:.\[\]-]{0,24}?(?P<v>[A-Za-z0-9+/]{8,64}={1,2})[ \t]*(?:\r?$|\r?\n|\z)"
_NOTE = r"(?m)^[ \t>*•-]{0,6}[\pL][\pL\pN '’/-]{1,30}[ ]?(?:[:=→]|->)[ ]?(?P<v>[^\s:=]{5,40})[ \t]*\r?$"
_LEADER = r"(?i)(?:pass(?:word|code|wort)?|mot de passe|mdp|kennwort|pin|pwd)[ ]?\.{3,60}[ ]?(?P<v>[^\s.][^\s]{3,40})"
_FACT = r"[A-Z_]+=|(?i:[ \t>*•-]{0,6}[\pL\pN '’/-]{0,24}(?:host|server|serveur|user|login|user ?name|name|nom|port|database|db|url|mail|e-mail|id|version|build|date|type|model|serial|ssid|realm|domain|site|zone|device|address|adresse|file|path|state)[ ]?[:=]|.*[:=→>][ ]?[a-z0-9-]+(?:\.[a-z0-9-]+)+[ \t]*\r?$)"
_NEAR_NOTE = 160


_is_about_accounts = make_any_pattern_test(_ACCOUNT_FILE)
"""Return whether a block is about accounts."""


def _replace_password_of_account(match: Match, aliases: Aliases) -> str | None:
    """Replace the password of ``host user:password`` in a file whose name or text is about accounts."""
    value = match["v"]
    around_it = match.string[max(0, match.start() - 400) : match.start("v")]
    if (
        contains_placeholder(value)
        or not is_plausible_secret(value)
        or get_lazy_pattern(_ACCOUNT_FILE).search(around_it) is None
    ):
        return None
    return (
        replace_group(match, "v", make_secret_placeholder("password"))
        if is_likely_password(value) or looks_like_typed_password(value)
        else None
    )


def _replace_password_of_pair(match: Match, aliases: Aliases) -> str | None:
    value = match["v"]
    fits = is_likely_password(value) or looks_like_typed_password(value)
    return (
        replace_group(match, "v", make_secret_placeholder("password"))
        if fits and not is_placeholder(value)
        else None
    )


def _make_rows_replacer(pattern: str, kind: str, least: int) -> Replace:
    """Return a function that replaces the values in the rows of a match if enough of them are codes.

    Args:
        pattern: pattern of one value, in group ``v``.
        kind: class of the secrets.
        least: minimum number of codes.
    """

    def replace(match: Match, aliases: Aliases) -> str | None:
        rows = match["rows"]
        values = [found["v"] for found in get_lazy_pattern(pattern).finditer(rows) if _is_code(found["v"])]
        if len(values) < least:
            return None
        one = make_hiding_replacer(kind, _is_code if kind == "code" else _is_secret_value)
        changed = Rule(kind, (), pattern, one).apply(rows, aliases, Counter())
        return None if changed == rows else replace_group(match, "rows", changed)

    return replace


def _is_code(value: str) -> bool:
    """Return whether a value is a code: digits and more than five characters, not a date or sentence."""
    if contains_placeholder(value) or get_lazy_pattern(
        r"(?:19|20)[0-9]{2}(?:-[0-9]{2}){0,2}|[0-9]{1,3}"
    ).is_full_match(value):
        return False
    return any(map(str.isdigit, value)) and len(value) > 5


def _is_secret_value(value: str) -> bool:
    return (
        not is_placeholder(value) and is_plausible_secret(value) and "{{" not in value and "${" not in value
    )


def _replace_dumped_bytes(match: Match, aliases: Aliases) -> str:
    """Replace the bytes of a hex dump line whose characters contained a secret."""
    return replace_group(match, "v", make_secret_placeholder("hex"))


def _replace_noted_password(match: Match, aliases: Aliases) -> str | None:
    """Replace the word in a line *thing: word with digits* near a line with a password: a password list."""
    value = match["v"]
    near = match.string[max(0, match.start() - _NEAR_NOTE) : match.end() + _NEAR_NOTE]
    if "[secret:password]" not in near and "[secret:code]" not in near:
        return None
    if (
        contains_placeholder(value)
        or not (is_likely_password(value) or looks_like_typed_password(value))
        or get_lazy_pattern(_FACT).match(match[""])
    ):
        return None
    if (
        sum(line.count(" ") > 6 for line in near.splitlines()) > 1
        or get_lazy_pattern(r"[{}<>;]|://").search(near) is not None
    ):
        return None
    return replace_group(match, "v", make_secret_placeholder("password"))


_CODE_WORDS = (
    "recovery",
    "backup",
    "scratch",
    "emergency",
    "one-time",
    "one time",
    "single",
    *(f"2fa{mark}{word}" for mark in " -" for word in ("code", "key", "pass", "token", "backup", "recovery")),
    "mfa",
    "factor",
    "rescue",
    "bypass",
    "reserve",
    "spare",
    "wiederher",
    "notfall",
    "ersatz",
    "einmal",
    "secours",
    "récup",
    "recup",
    "sauvegarde",
    "usage unique",
    "urgence",
    "dépannage",
    "depannage",
    "rechange",
)


def rules() -> tuple[Rule, ...]:
    """Return the rules for listed secrets; they run after the rules that need no context."""
    return (
        Rule("card", ("^",), _TRACK_ONE, lambda match, aliases: make_secret_placeholder("card")),
        Rule("card", ("=",), _TRACK_TWO, make_hiding_replacer("card")),
        Rule("seed", ("seed", "mnemonic", "word", "mots", "phrase"), _SEED, make_hiding_replacer("seed")),
        Rule("code", _CODE_WORDS, _CODES_HEAD, _make_rows_replacer(_CODE_ROW, "code", 2)),
        Rule("password", ("stringdata:", "secrets:", "credentials:", "passwords:", "mots_de_passe:"), _DATA, _make_rows_replacer(_ROW, "password", 0)),
        Rule("password", ("passwd", "pgpass", "netrc", "sasl", "smtp", "relay", "credential", "login", "account", "identifiant", "compte", "user", "zugang"), _ACCOUNT_LINE, _replace_password_of_account, context=-1, sieve=_is_about_accounts),
        Rule("password", ("_",), _PAIR_VALUE, _replace_password_of_pair),
        Rule("password", ("....", "..."), _LEADER, make_hiding_replacer("password", lambda value: is_plausible_secret(value) and any(map(str.isdigit, value)))),
        Rule("password", ("acct ",), r"(?m)^ACCT (?P<v>[^\s]{3,})", make_hiding_replacer("password")),
        Rule("password", ("[secret:password]\n", "[secret:password]\r"), _SECOND_ANSWER, make_hiding_replacer("password"), late=True),
        Rule("password", ("[secret:password]", "[secret:code]"), _NOTE, _replace_noted_password, context=-1, late=True),
        Rule("hex", ("[secret:",), _DUMPED, _replace_dumped_bytes, late=True),
    )  # fmt: skip
