"""Rules for numbers of staff: cost centres, cards and tags at readers, numbers at the time clock."""

# Patterns read better on one line.
# ruff: noqa: E501
from __future__ import annotations

from selfhelp.report.redact.aliases import Aliases, contains_placeholder
from selfhelp.report.redact.by_kind.shapes import count_digits, is_technical_number
from selfhelp.report.redact.positional_names import is_kernel_line
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import Rule, make_secret_placeholder, replace_group

_NO = r"(?:[ ._-]?(?:number|numéro|nummer|no\.?|nr\.?|n°|num|id|#)){0,2}"
_END = r"(?:[\s,;:!?)\"'/]|\.(?:\s|\z)|\z)"
_COST_CENTRE = rf"(?i)(?:^|[^\pL])(?:cost[ _-]?cent(?:re|er)|centres? de co(?:û|u)ts?|kostenstelle|kostentr(?:ä|ae)ger|kst|section analytique|code analytique|compte analytique){_NO}\.?[\"']?(?:[ .]{{0,8}}[:=][ \"']{{0,3}}|[ ](?:is|est|ist|lautet)[ ]|[ \"']{{1,3}})(?P<v>[A-Z0-9][A-Z0-9]{{0,7}}(?:[-./][A-Z0-9]{{1,8}}){{0,4}}){_END}"
_CHARGED = rf"(?i)(?:bill|charge|book|imput\w+|buch\w*|budget|kontier\w*)[^\r\n]{{0,24}}[ :](?:CC|KST|UO|OTP)[ -]?(?P<v>[0-9][A-Z0-9]{{1,7}}(?:[-.][A-Z0-9]{{1,8}}){{0,4}}){_END}"
_PASS = rf"(?i)(?:^|[^\pL])(?:(?:mitarbeiter|dienst|werks|firmen|besucher|schlüssel|zutritts)-?(?:ausweis|karte)|ausweis|badge|agent n°|staff (?:card|pass)|employee (?:card|badge)|carte (?:agent|professionnelle|d['’]accès)|(?:operator|driver|proximity|access|key|smart) ?card){_NO}[ ]?[:=]?[ ](?P<v>[0-9]{{2,4}}(?:[ ][0-9]{{2,4}}){{1,3}}|[0-9]{{5,10}}){_END}"
_AT_A_READER = r"(?i)(?:^|[^\pL])(?:badge\w*|reader|leser|lecteur|turnstile|tourniquet|drehkreuz|clocking|time ?clock|pointeuse|stempel\w*|zeiterfassung\w*|zutritt\w*|gesperrt|proximity|facility|access control|contrôle d['’]accès)(?:[^\pL]|\z)"
_TAG = rf"(?i)(?:^|[^\pL])(?:card|tag|chip|karte|carte|transponder|fob){_NO}[ ]?[:=#]?[ ](?P<v>[0-9][0-9A-F]{{4,13}}){_END}"
_OF_FACILITY = (
    rf"(?i)facility[^\r\n]{{0,16}}[ ](?:number|no\.?|card|user)[ :]{{1,2}}(?P<v>[0-9]{{3,8}}){_END}"
)
_OWN_NUMBER = r"(?i)(?:my|mon|meine?)[ ](?:number|numéro|nummer)[^\r\n.;]{0,30}(?:clock|pointeuse|badgeuse|stempel\w*|terminal|zeiterfassung|payroll|canteen|cantine|kantine)[^\r\n.;0-9]{0,16}[ ](?:is|est(?: le)?|ist|lautet)(?: die)?[ ](?P<v>[0-9]{3,8})(?:[^\r\n0-9]{1,40}(?:is|est(?: le)?|ist)(?: die)?[ ](?P<u>[0-9]{3,8}))?"
_KNOWN_TO_CLOCK = r"(?i)(?:stechuhr|stempeluhr|zeiterfassung|pointeuse|badgeuse|time ?clock)[^\r\n.;]{0,30}[ ](?:nummer|number|numéro|nr\.?|n°)[ :]{1,2}(?P<v>[0-9]{3,8})(?:[^\pL\pN]|\z)"
_HR_NUMBER = rf"(?i)(?:^|[^\pL])(?:(?:HR|RH|payroll|paie|lohn|personal)[ -]?(?:number|no\.?|nr\.?|numéro|nummer|n°|id)|(?:num(?:é|e)ro|n°)[ ](?:RH|de paie|paie|interne RH))[ ]?[:=]?[ ](?P<v>[A-Z]?[0-9]{{1,3}}[-/.][0-9]{{3,8}}|[0-9]{{4,8}}){_END}"


def _replace_number(match: Match, aliases: Aliases) -> str | None:
    """Replace a number of at least three digits that is no time, version or amount."""
    value = match["v"]
    if count_digits(value) < 3 or contains_placeholder(value) or is_kernel_line(match.string, match.start()):
        return None
    if is_technical_number(value) and not get_lazy_pattern(
        r"[0-9]+(?:[-.][0-9]{2,})+|[0-9]+[A-Z]?[-][0-9]+"
    ).is_full_match(value):
        return None
    return replace_group(match, "v", make_secret_placeholder("id-number"))


def _replace_tag(match: Match, aliases: Aliases) -> str | None:
    """Replace the number of a card or tag in a line about readers."""
    text, start = match.string, match.start("v")
    low, high = text.rfind("\n", max(0, start - 200), start) + 1, text.find("\n", start, start + 120)
    line = text[max(low, start - 200) : high if high >= 0 else start + 120]
    if get_lazy_pattern(_AT_A_READER).search(line) is None or count_digits(match["v"]) < 4:
        return None
    return _replace_number(match, aliases)


def _replace_own_number(match: Match, aliases: Aliases) -> str | None:
    """Replace the number by which a clock knows the writer, and that of a colleague beside it."""
    hidden = make_secret_placeholder("id-number")
    whole, (start, end) = match.span(), match.span("v")
    behind = match.string[end : whole[1]]
    if match.has_group("u") and match["u"]:
        behind = behind[: match.start("u") - end] + hidden + behind[match.end("u") - end :]
    return match.string[whole[0] : start] + hidden + behind


def rules() -> tuple[Rule, ...]:
    """Return the rules for numbers of staff."""
    cards = ("card", "tag", "chip", "karte", "carte", "transponder", "fob")
    return (
        Rule("id-number", ("cost", "coût", "cout", "kosten", "kst", "analytique"), _COST_CENTRE, _replace_number),
        Rule("id-number", ("cc", "kst", "uo", "otp"), _CHARGED, _replace_number),
        Rule("id-number", ("ausweis", "badge", "card", "karte", "staff pass", "carte", "agent n°"), _PASS, _replace_number),
        Rule("id-number", cards, _TAG, _replace_tag, context=-1),
        Rule("id-number", ("facility",), _OF_FACILITY, _replace_number),
        Rule("id-number", ("number", "numéro", "nummer"), _OWN_NUMBER, _replace_own_number),
        Rule("id-number", ("uhr", "zeiterfassung", "pointeuse", "badgeuse", "clock"), _KNOWN_TO_CLOCK, _replace_number),
        Rule("id-number", ("hr", "rh", "payroll", "paie", "lohn", "personal"), _HR_NUMBER, _replace_number),
    )  # fmt: skip
