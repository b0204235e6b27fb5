"""Rules for dates of birth: after a word in three languages, in the answer below a question, after a star.

Other dates stay; a technician needs them.
"""

# Patterns read better on one line.
# ruff: noqa: E501
from __future__ import annotations

from collections.abc import Iterator

from selfhelp.report.redact.aliases import contains_placeholder
from selfhelp.report.redact.by_kind.pattern_tables import Row, make_rows_rule
from selfhelp.report.redact.by_line.line_rules import Line, ReplacedPart, make_line_rule
from selfhelp.report.redact.re2_patterns import get_lazy_pattern
from selfhelp.report.redact.rules import Rule

_MONTH = r"(?:jan|feb|fe|mar|m(?:ä|ae)r|apr|avr|ma[iy]|jun|juin|jul|juil|aug|ao(?:u|û)|sep|okt|oct|nov|dec|dez|d(?:é|e)c|gen|mag|giu|lug|ago|set|ott|dic|ene|abr|mrt|mei)\pL{0,7}\.?"
_YEAR = r"(?:(?:19|20)[0-9]{2}|['’]?[0-9]{2})"
_DATE = rf"(?:[0-3]?[0-9][ ]?[/.-][ ]?[01]?[0-9][ ]?[/.-][ ]?{_YEAR}|(?:19|20)[0-9]{{2}}[-/.][01]?[0-9][-/.][0-3]?[0-9]|[0-3]?[0-9](?:er|st|nd|rd|th|\.)?[ ](?:of |de |d['’])?{_MONTH},?[ ](?:de |del )?{_YEAR}|{_MONTH}[ ][0-3]?[0-9](?:st|nd|rd|th)?,?[ ]{_YEAR}|[0-3][0-9]-{_MONTH}-{_YEAR})"
_DAY = rf"(?:[0-3]?[0-9][/.][01]?[0-9]\.?|[0-3]?[0-9](?:er|st|nd|rd|th|\.)?[ ](?:of |de |d['’])?{_MONTH}|{_MONTH}[ ][0-3]?[0-9](?:st|nd|rd|th)?)"
_BORN = r"(?:^|[^\pL])(?:d\.?o\.?b\.?|b-?day\pL*|birth ?days?|birth ?dates?|date[ _-]?of[ _-]?birth|year of birth|birth|born|n(?:é|e)e?[ ](?:le|en|au)|née?|naissance|naiss\.?|date[ _]naiss\w*|anniv\pL*|geb\.?|geboren\pL*|geburts\pL*|geb-?dat\pL*|geb\.?-?datum|jg\.?|jahrgang|nascita|nasc(?:i|id[oa])|nat[oa] il|nat[oa]|data di nascita|nacimiento|nac(?:í|i|ió|id[oa])|geboortedatum|syntymäaika|data urodzenia|urodzon[ya])"
_END = r"(?:[^\pL\pN]|\z)"
_NEEDS = ("nac", "dob", "d.o.b", "day", "birth", "born", "né", "ne le", "nee ", "naiss", "anniv", "geb", "jg", "jahrgang", "nasc", "nat", "naci", "urod", "synt", "geboorte")  # fmt: skip
_AFTER = Row(_NEEDS, rf"(?i){_BORN}[^0-9\r\n]{{0,40}}?[^\pL\pN.](?P<v>{_DATE}){_END}", "birth")
_COMPACT = Row(_NEEDS, r"(?i)(?:^|[^\pL])(?:d\.?o\.?b\.?|date[ _-]?of[ _-]?birth|birth ?date|naissance|geburts(?:datum|tag)|geb-?dat\w*|date[ _]naiss\w*)[\"' ]{0,2}[:=;, ]{1,3}[\"']?(?P<v>(?:19|20)[0-9]{6}|[0-3][0-9][01][0-9](?:19|20)?[0-9]{2})(?:[^\pL\pN.]|\z)", "birth")  # fmt: skip
_OF_YEAR = Row(_NEEDS, r"(?i)(?:^|[^\pL])(?:jg\.?|jahrgang|geburtsjahr|born(?: in)?|n(?:é|e)e? en|year of birth|birth ?year|ann(?:é|e)e de naissance)[ :=]{1,3}(?P<v>(?:19[2-9]|20[01])[0-9]|['’][0-9]{2})(?:[^\pL\pN-]|\z)", "birth")  # fmt: skip
_ON_DAY = Row(_NEEDS, rf"(?i)(?:^|[^\pL])(?:birthday|b-?day|anniversaire|anniv|geburtstag)(?:['’]s|[ ](?:is|est|ist|on|am|le|c['’]est|tombe)){{0,3}}[ :]{{1,3}}(?:le |am |on )?(?P<v>{_DAY}){_END}", "birth")  # fmt: skip
_STAR = Row(("*",), r"(?:\pL[.,]?[ ]|[(])\*[ ]?(?P<v>[0-3]?[0-9]\.[ ]?[01]?[0-9]\.[ ]?(?:19|20)[0-9]{2})(?:[^\pN]|\z)", "birth")  # fmt: skip

_LONG_AGO = Row((*_NEEDS, "patient"), rf"(?i)(?:^|[^\pL\pN.])(?P<v>[0-3]?[0-9][/.-][01]?[0-9][/.-](?:19[3-9][0-9]|200[0-9])|(?:19[3-9][0-9]|200[0-9])-[01][0-9]-[0-3][0-9]){_END}", "birth", lambda value: get_lazy_pattern(_OF_A_CLOCK).is_full_match(value) is False, rf"(?i)(?:{_BORN}|(?:^|[^\pL])pati?ents?){_END}")  # fmt: skip
_OF_A_CLOCK = (
    r"0?1[/.-]0?1[/.-](?:1970|1980|2000|1900)|(?:1970|1980|2000)-01-01|31[/.-]12[/.-](?:1969|1999)|1969-12-31"
)
"""Pattern for the dates at which the clocks of computers begin; no one's birth."""
_SAID = r"^[ \t>*•–—-]{0,6}(?:\[?[0-9/.: ]{0,12}[0-9]{1,2}[:h][0-9]{2}(?::[0-9]{2})?(?:[ ]?[AaPp][Mm])?\]?[ ,>-]{0,3})?(?:<?[\pL][\pL\pN .()'’_-]*>?[ ]?[:>][ \t]{1,4})?"
_LED = r"(?:(?:it['’]?s|its|it is|is|c['’]est|es ist|ist|sure|ok|okay|oui|yes|yep|ja|klar|voil(?:à|a)|here|voici|le|am|the|on|so|hm+|um|am|der|den|born)[ ,:]{1,3}){0,4}"
_ANSWER = (
    rf"(?i){_SAID}{_LED}(?P<v>{_DATE}|[0-3][0-9][01][0-9](?:19|20)?[0-9]{{2}})[ \t]*(?:[.,;!?(–-].{{0,60}})?$"
)
_ASKED = rf"(?i){_BORN}{_END}"
_LOGGED = r"^[ \t]*[\[(]?(?:19|20)[0-9]{2}-[0-9]{2}-[0-9]{2}[T ]"


def _find_answered_birth_dates(line: Line) -> Iterator[ReplacedPart]:
    """Yield the date in one of the two lines below a line that asks for a date of birth."""
    text = line.text
    if len(text) > 160 or get_lazy_pattern(_ASKED).search(text) is None or contains_placeholder(text[-20:]):
        return
    if get_lazy_pattern(rf"(?i){_DATE}").search(text) is not None:
        return
    for reply in line.iter_lines_after(3):
        found = get_lazy_pattern(_ANSWER).match(reply.text)
        if found is not None and get_lazy_pattern(_LOGGED).match(reply.text) is None:
            start, end = found.span("v")
            yield ReplacedPart(reply.start + start, reply.start + end, "birth")
            return


def rules() -> tuple[Rule, ...]:
    """Return the rules for dates of birth."""
    rows = (_AFTER, _COMPACT, _OF_YEAR, _ON_DAY, _STAR, _LONG_AGO)
    return (
        make_rows_rule("birth", *rows),
        make_line_rule("birth", _NEEDS, _ASKED, _find_answered_birth_dates),
    )
