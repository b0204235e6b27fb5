"""Rules for keys, licences and codes named some words before them: *the freshdesk key is …*.

The value decides, as in ``labelled_keys``: randomly generated, or in groups like a licence.
"""

# A pattern reads better on one line.
# ruff: noqa: E501
from __future__ import annotations

from selfhelp.report.redact.aliases import Aliases, contains_placeholder
from selfhelp.report.redact.block_words import make_word_sieve
from selfhelp.report.redact.labelled_keys import has_frequent_class_changes, is_generated_key
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import (
    Rule,
    make_hiding_replacer,
    make_keywords_with_joints,
    make_secret_placeholder,
    replace_group,
)
from selfhelp.report.redact.value_shapes import is_plausible_secret, is_random_token
from selfhelp.report.redact.vocabulary.listed_words import is_word

_FILL = r"(?:[ ][\pL\pN'’.()-]{1,20}){0,6}?"
_SAYS = (
    r"(?:[ ](?:is|was|are|est|était|sont|ist|lautet|c['’]est)|[ ]?[:=→]|[ ]?->|[ ]?=>)[ ]{0,3}[\"'“«(`]?[ ]?"
)
_SAID = rf"(?i)(?:^|[^\pL])(?:key|keys|token|secret|jeton|cl(?:é|e)|seed|credential|pat|schl(?:ü|ue)ssel){_FILL}{_SAYS}(?P<v>[A-Za-z0-9+/_=.~-]{{16,}})"
_LICENCE = (
    r"(?i)(?:^|[^\pL])(?:serial(?:s| number| no\.?| key)?|licen[cs]e(?:s| number| key| code| no\.?)?|num(?:é|e)ro de (?:licence|s(?:é|e)rie|produit)|product (?:key|code)|cl(?:é|e)s? (?:de (?:licence|produit|s(?:é|e)rie)|d['’]activation|produit)|activation (?:code|key)|code d['’]activation|n° de (?:licence|s(?:é|e)rie)|volume key|seriennummer|lizenz\w*|registration (?:code|key))"
    rf"{_FILL}(?:{_SAYS}|[ ])(?P<v>[A-Z0-9]{{2,10}}(?:-[A-Z0-9]{{2,10}}){{1,8}})"
).replace("(?P<v>", "(?-i:(?P<v>") + ")"
_DIGITS = r"(?:^|[^0-9A-Za-z-])(?P<v>[0-9]{4}(?:-[0-9]{4}){5})"
"""Pattern for six groups of four digits, as in Adobe serial numbers."""
_SEED = r"(?i)(?:^|[^\pL])(?:totp|otp|mfa|2fa|authenticator|two-factor|google auth\w*)[ ]?(?:seed|secret|key|cl(?:é|e))?(?:[ ][\pL'’.-]{1,16}){0,6}?(?:[ ](?:is|est)|[ ]?[:=])[ ]{0,3}[\"'“«]?(?-i:(?P<v>[A-Z2-7]{16,64}))"


_PREFIXED = r"(?:^|[^A-Za-z0-9_./%+-])(?P<v>[a-z]{2,12}(?:_[a-z]{1,8})?(?:_|-(?:[a-z]{2,6}-)?|\.)(?:[A-Za-z0-9_-]{40,120}|[A-Za-z0-9]{28,120}))"
"""Pattern for a vendor prefix and a long random body, also for unlisted vendors."""


def _replace_prefixed_key(match: Match, aliases: Aliases) -> str | None:
    value = match["v"]
    body = get_lazy_pattern(r"[a-z]{2,12}(?:_[a-z]{1,8})?(?:_|-(?:[a-z]{2,6}-)?|\.)").match(value)
    rest = value[body.end() :] if body is not None else ""
    before = match.string[max(0, match.start() - 40) : match.start("v")]
    if get_lazy_pattern(r"[0-9a-f]+|[0-9A-F]+|[0-9a-f-]{36}").is_full_match(rest) or contains_placeholder(
        value
    ):
        return None
    if (
        get_lazy_pattern(
            r"(?i)sha[0-9]*|md5|blake\w*|integrity|lib\w*|node|webpack|chunk\w*|urn|cid|doi"
        ).is_full_match(value[: body.end()].rstrip("_-.") if body else "")
        or get_lazy_pattern(_OTHER).search(before) is not None
    ):
        return None
    parts = [part for part in value.split("-") if part]
    if sum(part.isalpha() and is_word(part) for part in parts) * 2 > len(parts) > 3:
        return None  # a heading's anchor
    return (
        replace_group(match, "v", make_secret_placeholder("key"))
        if is_random_token(rest) and sum(map(str.isdigit, rest)) > 2
        else None
    )


_SIX = r"(?i)(?:^|[^\pL])(?:text|sms|texto|message|mail)(?: message)?(?:[ ][\pL'’]{1,12}){0,3}?[ ](?:with|containing|saying|avec|contenant|disant|:)[ ](?:the |le |code |a |un ){0,2}(?P<v>[0-9]{3}[ -][0-9]{3}|[0-9]{4,8})(?:[^0-9.,:/-]|[.,](?:[^0-9]|\z)|\z)"
_ENTERED = r"(?i)(?:^|[^\pL])(?:entered|typed(?: in)?|put in|entr(?:é|er)|tap(?:é|er)|saisi[rts]?|rentr(?:é|er))[ ](?:the |le )?(?:code )?(?P<v>[0-9]{6}|[0-9]{3}[ -][0-9]{3})[ ](?:from|as|and|but|in|into|dans|de|du|mais|et|comme)[ ]"
_GROUPED_KEY = r"(?:^|[^\pL\pN])(?i:[\w.-]{0,40}(?:key|licen[cs]e|serial|cl(?:é|e)))[\"']?[ ]?[=:][ ]?[\"']?(?P<v>[A-Z0-9]{4,6}(?:-[A-Z0-9]{4,6}){2,7})"
_COMMUNITY = r"(?im)(?:\bset snmp community|\bsnmp[ -](?:server )?community|^[ \t]*com2sec6?[ \t]+\S+[ \t]+\S+|^[ \t]*(?:trap2?sink|informsink)[ \t]+\S+|\bsnmp-server host \S+(?: traps?| informs?)?(?: version \S+)?(?: v?[123]c?)?|^[ \t]*r[ow]community6?)[ \t]+[\"']?(?P<v>[^\s\"']{4,64})"
_CHAP = r"(?m)^[ \t]*(?:\"[^\"\r\n]{1,64}\"|[\w.*@-]{1,64})[ \t]+(?:\*|[\w.-]{1,64})[ \t]+(?:\"(?P<v>[^\"\r\n]{3,64})\"|(?P<w>[^\s\"*]{4,64}))[ \t]+(?:\*|-|[0-9a-f.:/]{7,40}|ip-[\w-]+)[ \t]*\r?$"
"""Pattern for a line of ppp's chap-secrets or pap-secrets (pppd(8)): client, server, secret, addresses."""


def _replace_chap_secret(match: Match, aliases: Aliases) -> str | None:
    group = match.find_first_group("v", "w")
    head = match.string[max(0, match.start() - 400) : match.start()].lower()
    starred = " * " in match[""].replace("\t", " ") or match[""].rstrip().endswith("*")
    if (
        not starred
        or not ("secret" in head or "chap" in head or "pap" in head)
        or not is_plausible_secret(match[group])
    ):
        return None
    return replace_group(match, group, make_secret_placeholder("password"))


def _replace_snmp_community(match: Match, aliases: Aliases) -> str | None:
    value = match["v"].casefold()
    known = value in (
        "public",
        "private",
        "read-only",
        "read-write",
        "string",
        "strings",
        "name",
        "version",
        "authorization",
        "view",
    )
    return (
        None
        if known or not is_plausible_secret(match["v"])
        else replace_group(match, "v", make_secret_placeholder("password"))
    )


def _replace_key_in_sentence(match: Match, aliases: Aliases) -> str | None:
    value = match["v"].rstrip(".")
    match.resume = match.start("v")
    before = match.string[max(0, match.start() - 60) : match.start("v")]
    if (
        contains_placeholder(value)
        or not is_plausible_secret(value)
        or get_lazy_pattern(_OTHER).search(before) is not None
    ):
        return None
    if not (is_generated_key(value) or _is_random_letters(value)):
        return None
    start = match.start("v")
    return f"{match.string[match.start() : start]}{make_secret_placeholder('key')}{match.string[start + len(value) : match.end()]}"


_OTHER = r"(?i)public|kernel|cert|build|x\.509|commit|checksum|primary|foreign|finger|thumb|sort|hash|digest|registry|hk(?:ey|lm|cu)|partition|object|cache|index|peer|key ?id|clsid|guid"


def _is_random_letters(value: str) -> bool:
    """Return whether a value is random letters in both cases, with or without digits."""
    return value.isalnum() and has_frequent_class_changes(value) and not get_lazy_pattern(r"(?:[A-Z][a-z]{2,}[0-9]*)+|[a-z]+(?:[A-Z][a-z]{2,}[0-9]*)+").is_full_match(value)  # fmt: skip


_PORTS = r"(?i)(?:^|[^\pL])(?:ports?|tcp|udp|range|plage|bereich|anschl(?:u|ü)sse)[ :=]{1,3}\z"
"""Pattern for words before a range of ports: *uses ports 27000-27009*."""


def _replace_licence(match: Match, aliases: Aliases) -> str | None:
    """Replace a licence in groups with at least four digits; dates, versions and ticket numbers stay."""
    value = match["v"]
    match.resume = match.start("v")
    digits = sum(map(str.isdigit, value))
    if digits < 4 or len(value) < 9 or contains_placeholder(value) or set(value) <= set("X-0"):
        return None
    if (
        get_lazy_pattern(_PORTS).search(match.string[max(0, match.start("v") - 16) : match.start("v")])
        is not None
    ):
        return None
    if get_lazy_pattern(
        r"[0-9]{1,4}-[0-9]{1,2}-[0-9]{1,4}|(?:INC|REQ|CHG|KB|CVE|RFC|ISO|CTX)[0-9-]+"
    ).is_full_match(value):
        return None
    return replace_group(match, "v", make_secret_placeholder("key"))


def rules() -> tuple[Rule, ...]:
    """Return the rules for keys some words after their name; adjacent keys were replaced by other rules."""
    return (
        Rule("key", ("key", "token", "secret", "jeton", "clé", "cle", "seed", "credential", "pat", "schl"), _SAID, _replace_key_in_sentence, context=-1, sieve=_has_random_run),
        Rule("key", ("serial", "licen", "série", "serie", "product", "produit", "activation", "volume", "serien", "lizenz", "registration"), _LICENCE, _replace_licence, "[A-Za-z0-9-]", context=-1),
        Rule("key", ("-",), _DIGITS, make_hiding_replacer("key"), "[0-9A-Za-z-]", sieve=_has_four_digit_groups),
        Rule("key", ("_", "-", "."), _PREFIXED, _replace_prefixed_key, "[A-Za-z0-9_-]|[.][A-Za-z0-9]", sieve=has_drawn_word),
        Rule("code", ("sms", "texto", *(f"{thing} {word}" for thing in ("text", "message", "mail") for word in ("with", "containing", "saying", "avec", "contenant", "disant", "message", "i ", "that ", "came", "reçu"))), _SIX, make_hiding_replacer("code")),
        Rule("code", ("entered ", "typed ", "put in ", "entré ", "entrer ", "tapé ", "taper ", "saisi", "rentré ", "rentrer "), _ENTERED, make_hiding_replacer("code")),
        Rule("key", tuple(f"{name}{mark}" for name in ("key", "license", "licence", "serial", "clé", "cle") for mark in ("=", ":", " =", " :", '"', "'")), _GROUPED_KEY, _replace_licence, "[A-Za-z0-9-]", context=-1),
        Rule("password", ("snmp", "com2sec", "sink", "community"), _COMMUNITY, _replace_snmp_community),
        Rule("password", ("secret", "chap", "pap"), _CHAP, _replace_chap_secret, context=-1),
        Rule("totp", ("otp", "mfa", *make_keywords_with_joints("2fa"), "2fa s", "2fa k", "authenticator", "two-factor", "google auth"), _SEED, make_hiding_replacer("totp"), "[A-Za-z0-9]"),
    )  # fmt: skip


def _may_be_prefixed_key(word: str) -> bool:
    return len(word) > 30 and any(map(str.isdigit, word)) and any(mark in word for mark in "_-.")


has_drawn_word = make_word_sieve(_may_be_prefixed_key)
"""Return whether a word of a block may be a vendor prefix and a random body."""


def _has_random_run(block: str) -> bool:
    """Return whether a block has 16 consecutive characters that may be randomly generated."""
    return get_lazy_pattern(r"[A-Za-z0-9+/_-]{16}").search(block) is not None


def _has_four_digit_groups(block: str) -> bool:
    """Return whether a block has groups of four digits joined by dashes."""
    return get_lazy_pattern(r"[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{4}-").search(block) is not None
