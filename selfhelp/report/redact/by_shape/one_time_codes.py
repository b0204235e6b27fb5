"""Rules for one-time codes: six digits near a word for them, a YubiKey's output, a sign-in link."""

# Patterns and lists of words read better on one line.
# ruff: noqa: E501
from __future__ import annotations

from collections.abc import Iterator

from selfhelp.report.redact.by_line.line_rules import Line, ReplacedPart, make_line_rule
from selfhelp.report.redact.re2_patterns import get_lazy_pattern
from selfhelp.report.redact.rules import Rule, make_hiding_replacer

_DIGITS = r"(?:^|[^0-9A-Za-z.,/:-])(?P<v>[0-9]{3}[ -][0-9]{3})(?:[^0-9A-Za-z/:-]|\z)"
_NAMED = r"(?i)\b(?:otp|one[- ]time|passcode|six digits?|6 digits?|authenticator|2fa|mfa|sms code|code (?:par |reçu par )?sms|code à usage unique|double authentification|sechsstellig\w*|einmalcode)\b"
_MODHEX = r"(?:^|[^A-Za-z0-9])(?P<v>[cbdefghijklnrtuv]{44})"
_LINK = r"(?i)/(?:magi(?:c|que)(?:-?link)?|reset(?:-password)?|verify|activate|activation|invite|invitation|confirm|unsubscribe|one-?time|sso|token)/(?P<v>[A-Za-z0-9_-]{20,200})"


def _find_one_time_codes(line: Line) -> Iterator[ReplacedPart]:
    """Yield each pair of three-digit groups if the line or one of the three before names a one-time code."""
    if not get_lazy_pattern(_NAMED).search("\n".join([line.text, *line.list_lines_before(3)])):
        return
    place = 0
    text = line.text
    while (match := next(iter(get_lazy_pattern(_DIGITS).finditer(text[place:])), None)) is not None:
        start, end = match.span("v")
        yield ReplacedPart(line.start + place + start, line.start + place + end, "code")
        place += end


def rules() -> tuple[Rule, ...]:
    """Return the rules for one-time codes."""
    return (
        make_line_rule("code", (), r"[0-9]{3}[ -][0-9]{3}(?:[^0-9]|\z)", _find_one_time_codes),
        Rule("token", ("cccc",), _MODHEX, make_hiding_replacer("token"), r"[A-Za-z0-9]"),
        Rule(
            "token",
            (
                "magi",
                "reset",
                "verify",
                "activat",
                "invit",
                "confirm",
                "unsubscribe",
                "time/",
                "sso/",
                "token/",
            ),
            _LINK,
            make_hiding_replacer("token"),
            r"[A-Za-z0-9_-]",
        ),
    )
