"""Keys, licences and codes of which words say what they are, some words away: *the freshdesk key is …*.

The value decides as in ``labelled_keys``: drawn by a program, or in groups as licences are printed.
"""

# A pattern reads better on one line.
# ruff: noqa: E501
from __future__ import annotations

from selfhelp.report.redact.aliases import Aliases, holds_stand_in
from selfhelp.report.redact.labelled_keys import is_key, is_switching
from selfhelp.report.redact.re2_patterns import Match, compiled
from selfhelp.report.redact.rules import Rule, around, hide, secret
from selfhelp.report.redact.value_shapes import is_value

_FILL = r"(?:[ ][\pL\pN'’.()-]{1,20}){0,6}?"
_SAYS = r"(?:[ ](?:is|was|are|est|était|sont|ist|lautet|c['’]est)|[ ]?[:=→]|[ ]?->|[ ]?=>)[ ]{0,3}[\"'“«(`]?[ ]?"
_SAID = rf"(?i)(?:^|[^\pL])(?:key|keys|token|secret|jeton|cl(?:é|e)|seed|credential|pat|schl(?:ü|ue)ssel){_FILL}{_SAYS}(?P<v>[A-Za-z0-9+/_=.~-]{{16,}})"
_LICENCE = (
    r"(?i)(?:^|[^\pL])(?:serial(?:s| number| no\.?| key)?|licen[cs]e(?:s| number| key| code| no\.?)?|num(?:é|e)ro de (?:licence|s(?:é|e)rie|produit)|product (?:key|code)|cl(?:é|e)s? (?:de (?:licence|produit|s(?:é|e)rie)|d['’]activation|produit)|activation (?:code|key)|code d['’]activation|n° de (?:licence|s(?:é|e)rie)|volume key|seriennummer|lizenz\w*|registration (?:code|key))"
    rf"{_FILL}(?:{_SAYS}|[ ])(?P<v>[A-Z0-9]{{2,10}}(?:-[A-Z0-9]{{2,10}}){{1,8}})"
).replace("(?P<v>", "(?-i:(?P<v>") + ")"
_DIGITS = r"(?:^|[^0-9A-Za-z-])(?P<v>[0-9]{4}(?:-[0-9]{4}){5})"
"""Six groups of four digits, as Adobe prints serial numbers."""
_SEED = r"(?i)(?:^|[^\pL])(?:totp|otp|mfa|2fa|authenticator|two-factor|google auth\w*)[ ]?(?:seed|secret|key|cl(?:é|e))?(?:[ ][\pL'’.-]{1,16}){0,6}?(?:[ ](?:is|est)|[ ]?[:=])[ ]{0,3}[\"'“«]?(?-i:(?P<v>[A-Z2-7]{16,64}))"


def _said(match: Match, aliases: Aliases) -> str | None:
    value = match["v"].rstrip(".")
    match.resume = match.start("v")
    before = match.string[max(0, match.start() - 60) : match.start("v")]
    if holds_stand_in(value) or not is_value(value) or compiled(_OTHER).search(before) is not None:
        return None
    if not (is_key(value) or _is_drawn(value)):
        return None
    start = match.start("v")
    return f"{match.string[match.start() : start]}{secret('key')}{match.string[start + len(value) : match.end()]}"


_OTHER = r"(?i)public|kernel|cert|build|x\.509|commit|checksum|primary|foreign|finger|thumb|sort|hash|digest|registry|hk(?:ey|lm|cu)|partition|object|cache|index|peer|key ?id|clsid|guid"


def _is_drawn(value: str) -> bool:
    """Tell letters of both sizes in no order, with or without digits."""
    return value.isalnum() and is_switching(value) and not compiled(r"(?:[A-Z][a-z]{2,}[0-9]*)+|[a-z]+(?:[A-Z][a-z]{2,}[0-9]*)+").full(value)  # fmt: skip


def _licence(match: Match, aliases: Aliases) -> str | None:
    """Groups with four digits or more; a date, a version and the number of a ticket are none."""
    value = match["v"]
    match.resume = match.start("v")
    digits = sum(map(str.isdigit, value))
    if digits < 4 or len(value) < 9 or holds_stand_in(value) or set(value) <= set("X-0"):
        return None
    if compiled(r"[0-9]{1,4}-[0-9]{1,2}-[0-9]{1,4}|(?:INC|REQ|CHG|KB|CVE|RFC|ISO|CTX)[0-9-]+").full(value):
        return None
    return around(match, "v", secret("key"))


def rules() -> tuple[Rule, ...]:
    """Return the rules; what stands right behind its name was found before."""
    return (
        Rule("key", ("key", "token", "secret", "jeton", "clé", "cle", "seed", "credential", "pat", "schl"), _SAID, _said, context=-1, sieve=has_opaque_run),
        Rule("key", ("serial", "licen", "série", "serie", "product", "produit", "activation", "volume", "serien", "lizenz", "registration"), _LICENCE, _licence, "[A-Za-z0-9-]", context=-1),
        Rule("key", ("-",), _DIGITS, hide("key"), "[0-9A-Za-z-]", sieve=has_long_run_of_groups),
        Rule("totp", ("otp", "mfa", "2fa", "authenticator", "two-factor", "google auth"), _SEED, hide("totp"), "[A-Za-z0-9]"),
    )  # fmt: skip


def has_opaque_run(block: str) -> bool:
    """Tell whether a block has sixteen characters in a row that a program may have drawn."""
    return compiled(r"[A-Za-z0-9+/_-]{16}").search(block) is not None


def has_long_run_of_groups(block: str) -> bool:
    """Tell whether a block has groups of four digits with dashes."""
    return compiled(r"[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{4}-").search(block) is not None
