"""Rules for telephone numbers in national forms with dashes, dots and slashes, and for broken email addresses.

Sources: Ofcom, ComReg, ARCEP, BAKOM, Bundesnetzagentur, RTR, AGCOM, ACM, BIPT and NANPA (numbering plans).
"""

# Patterns read better on one line.
# ruff: noqa: E501
from __future__ import annotations

from selfhelp.report.redact.by_kind.label_forms import count_digits
from selfhelp.report.redact.by_kind.pattern_tables import Row, Table
from selfhelp.report.redact.by_line.line_rules import make_line_rule
from selfhelp.report.redact.re2_patterns import get_lazy_pattern
from selfhelp.report.redact.rules import Rule

_J = r"[ ./-]"
_FORMS = (
    rf"07[0-9]{{3}}{_J}[0-9]{{3}}{_J}?[0-9]{{3}}|07[0-9]{{2}}{_J}[0-9]{{3}}{_J}[0-9]{{4}}|01[0-9]1{_J}[0-9]{{3}}{_J}[0-9]{{4}}|01[0-9]{{3}}{_J}[0-9]{{3}}{_J}?[0-9]{{3}}|02[0-9]{_J}[0-9]{{4}}{_J}[0-9]{{4}}|0[38][0-9]{{2}}{_J}[0-9]{{3}}{_J}[0-9]{{3,4}}",  # United Kingdom
    rf"08[35-9]{_J}[0-9]{{3}}{_J}?[0-9]{{4}}|01{_J}[0-9]{{3}}{_J}[0-9]{{4}}|0[2-9][0-9]{_J}[0-9]{{3}}{_J}[0-9]{{4}}",  # Ireland
    rf"0[1-9](?:{_J}[0-9]{{2}}){{4}}",  # France
    rf"0[2-9][0-9]{_J}[0-9]{{3}}{_J}[0-9]{{2}}{_J}[0-9]{{2}}|0[2-9][0-9][/-][0-9]{{7}}|0800{_J}[0-9]{{3}}{_J}[0-9]{{3}}",  # Switzerland
    r"01[567][0-9]{1,2}[ /-][0-9]{3,4}[ -]?[0-9]{3,5}|0[2-9][0-9]{1,3}[/-][0-9]{3,4}[ -]?[0-9]{2,5}(?:-[0-9]{1,4})?|\(0[1-9][0-9]{1,4}\)[ ]?[0-9]{3,8}(?:[ -][0-9]{1,5})?",  # Germany
    r"06[0-9]{2}[ /-][0-9]{3,4}[ ]?[0-9]{3,5}|0[1-7][0-9]{0,3}/[0-9]{3,8}(?:-[0-9]{1,4})?",  # Austria
    r"3[0-9]{2}-[0-9]{7}|3[0-9]{2}[ ./-][0-9]{3}[ ./-][0-9]{4}|0[1-9][0-9]{0,2}[-/][0-9]{6,8}",  # Italy
    r"06-[0-9]{8}|06[ -][0-9]{2}(?:[ -][0-9]{2}){3}|0[1-9][0-9]-[0-9]{7}|0[1-9][0-9]{2}-[0-9]{6}",  # Netherlands
    rf"04[0-9]{{2}}[/.-][0-9]{{2}}{_J}[0-9]{{2}}{_J}[0-9]{{2}}|0[1-9]/[0-9]{{3}}{_J}[0-9]{{2}}{_J}[0-9]{{2}}|0[1-9][0-9]/[0-9]{{2}}{_J}[0-9]{{2}}{_J}[0-9]{{2}}|04[0-9]{{2}}/[0-9]{{3}}{_J}?[0-9]{{3}}",  # Belgium
    r"(?:1[ .-])?\([2-9][0-9]{2}\)[ ]?[2-9][0-9]{2}[ .-][0-9]{4}|(?:1[ .-])?[2-9][0-9]{2}[.-][2-9][0-9]{2}[.-][0-9]{4}",  # United States
    r"\+[1-9][0-9]{0,2}(?:[ ./()-]{1,2}[0-9]{1,4}){2,6}",
)
_NUMBER = Row(
    (),
    rf"(?:^|[^\pL\pN_.,/+:#=\[-]|[:>][ ]?)(?P<v>{'|'.join(_FORMS)})(?:[^\pL\pN_/-]|\z)",
    "phone",
    lambda value: 8 <= count_digits(value) <= 15 and get_lazy_pattern(_DATE).is_full_match(value) is False,
)
_DATE = r"[0-3][0-9][./-][01][0-9][./-](?:19|20)[0-9]{2}(?:[ ].*)?|[0-9]{1,3}(?:\.[0-9]{1,3}){3}|0[0-9]{3}[./-][0-9]{3}[./-][0-9]{3}-[0-9]{2,}"
_CALLED = Row(
    ("rückruf", "erreich", "anruf", "tel", "durchwahl", "call", "ring", "rappel", "joign", "ruf", "phone", "handy", "natel", "mobil", "appel", "number", "nummer", "numéro", "dial", "text "),
    r"(?i)(?:^|[^\pL])(?:rückruf|erreich\pL*|anruf\pL*|tel\.?|telefon(?:nummer)?|durchwahl|call(?:back)?|ring|rappel\pL*|joignable|rufen sie|phone|handy|natel|mobile?|appel\pL*|dial|text)(?:[ ](?:unter|auf|at|on|au|sur|bitte|me|mich|us|him|her|number|nummer|nr\.?|no\.?|is|ist|est|perso\w*|privat|direct|direkt|intern|the|der|die|le|la)){0,5}[ :]{1,3}(?P<v>[0-9]{5,8}|[0-9]{3}[ -][0-9]{2}[ -][0-9]{2}|[0-9]{3}[ -][0-9]{4}|[0-9]{2}(?:[ .][0-9]{2}){2,4})(?:[^\pL\pN:%/-]|\z)",
    "phone",
    lambda value: get_lazy_pattern(r"(?:19|20)[0-9]{2}(?:[0-9]{4})?").is_full_match(value) is False,
)  # fmt: skip
_LOCAL = r"[\pL\pN][\pL\pN._%+-]*"
_DOMAIN = r"[\pL\pN][\pL\pN-]+"
_TOP = "ch|de|fr|at|com|net|org|uk|eu|it|be|nl|io|li|lu|ie|es|info"
_BROKEN = Row(
    ("@",),
    rf"(?:^|[\s<(\[\"'=:;,>|/])(?P<v>{_LOCAL}@@+{_DOMAIN}(?:\.{_DOMAIN}){{0,3}}|{_LOCAL}@\.{_DOMAIN}(?:\.{_DOMAIN}){{0,2}}\.(?:{_TOP})|{_LOCAL}@{_DOMAIN}(?:\.{_DOMAIN}){{0,2}}(?:\.\.|[ ]\.|\.[ ]|,|;|\.,|/)(?:{_TOP})|\pL{{2,}}[._]\pL{{2,}}@{_DOMAIN})(?:[\s>)\]\"',;:|!?]|\.(?:\s|\z)|\z)",
    "user",
)


def rules() -> tuple[Rule, ...]:
    """Return the rules for telephone numbers and broken addresses."""
    return (
        make_line_rule("phone", (), r"[0-9][ ./()-]{0,2}[0-9][ ./()-]{0,2}[0-9][ ./()-]{0,2}[0-9][ ./()-]{0,2}[0-9]", Table(_NUMBER, _CALLED).find),
        make_line_rule("user", ("@",), "@", Table(_BROKEN).find),
    )  # fmt: skip
