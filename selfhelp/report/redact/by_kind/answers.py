"""Rules for numbers in conversations: one line asks for a number, and a later line contains little else."""

# Patterns read better on one line.
# ruff: noqa: E501, SIM905
from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from selfhelp.report.redact.by_kind import label_forms
from selfhelp.report.redact.by_line.line_rules import Line, ReplacedPart, make_line_rule
from selfhelp.report.redact.re2_patterns import get_lazy_pattern
from selfhelp.report.redact.rules import Rule


@dataclass(frozen=True, slots=True)
class _NumberRequest:
    """A kind of number that a line may ask for.

    Attributes:
        words: pattern of the words that ask for the number.
        stand_in: kind of the answer's placeholder.
        fits: returns whether a value can be the answer.
    """

    words: str
    stand_in: str
    fits: Callable[[str], bool]


_STAFF = r"staff|employee|payroll|personnel|personal-?(?:nr|nummer)|matricules?|agent|clock(?:ing)?|badge|mitarbeiter\pL*|worker|works|dienst-?nummer|ausweis\pL*|student|matrikel\pL*|numen|identifiant rh|n[.°o ]{1,2}s(?:é|e)cu|ppr|kennziffer"
_DEVICE = r"serial|s/n|snid|service ?tag|asset(?: tag)?|s(?:é|e)rie|serien\pL*|inventaire|inventar\pL*|inventory|parc|imei|(?:é|e)tiquette|aufkleber|sticker|label|tag|barcode|code[ -]barres|geräte-?(?:nr|nummer)"
_CODE = (
    r"codes?|otp|tan|pin|puk|passcode|text|sms|texto|token|digits|chiffres|combination|combinaison|ziffern"
)


def _is_staff_number(value: str) -> bool:
    return label_forms.fits_number(value, 4) or label_forms.fits_prefixed_number(value)


def _is_device_number(value: str) -> bool:
    return (
        label_forms.fits_serial(value)
        or label_forms.is_generated_serial(value)
        or label_forms.fits_number(value, 4)
    )


def _is_access_code(value: str) -> bool:
    return get_lazy_pattern(
        r"[0-9]{3}[ .-]?[0-9]{3}|[0-9]{4,8}|[0-9]{4}[ -][0-9]{4}|[0-9]{2}(?:[ -][0-9]{2}){2,3}|[A-Z]-[0-9]{5,8}|[A-Z0-9]{4,5}-[A-Z0-9]{4,5}"
    ).is_full_match(value) and not get_lazy_pattern(r"(?:19|20)[0-9]{2}").is_full_match(value)


_KINDS = (
    _NumberRequest(_CODE, "code", _is_access_code),
    _NumberRequest(_DEVICE, "hw", _is_device_number),
    _NumberRequest(_STAFF, "id-number", _is_staff_number),
)
"""The kinds of numbers; if a line names two, the later kind applies: *code agent*, *staff badge number*."""
_TIME = (
    r"(?:[\[(]?[0-9/., T-]{0,12}[0-9]{1,2}[:h][0-9]{2}(?::[0-9]{2})?(?:[ ]?[AaPp][Mm])?[\])]?[ ,>–-]{0,3})?"
)
_SAID = rf"^[ \t>*•]{{0,4}}{_TIME}(?:[–—-][ ]|<?[\pL][\pL .'’_-]{{0,24}}>?(?:-[0-9a-f]{{6}})?[ ]?[:>][ ])"
"""Pattern for the start of a conversation line: a time, the speaker's name or a dash."""
_LED = r"(?:(?:it['’]?s|its|is|it says|c['’]est(?: le)?|es ist(?: die)?|ist|sure|ok|okay|oui|yes|ja|voil(?:à|a)|here|voici|tiens|alors|so|hm+|um|the sticker says|got|now|new one|jetzt|maintenant|another one|got another one|encore un)[ ,:]{1,3}){0,3}"
_VALUE = r"(?P<v>[A-Za-z0-9](?:[A-Za-z0-9/_-]|[ .][0-9]){2,30}[A-Za-z0-9#*]?)"
_ANSWER = rf"(?i){_SAID}{_LED}{_VALUE}(?:[ ]?(?:[.,;!?…(]|\.{{2,3}}).{{0,80}})?[ \t?!.]*$"
_BARE = rf"^[ \t]*{_VALUE}[ \t.]*$"
"""Pattern for the line below a question that consists of the answer."""
_ASKS_FOR_STAFF = rf"(?i)(?:^|[^\pL])(?:{_STAFF})(?:[^\pL]|\z)"
_FURTHER = r"(?i)(?:^|[ ])(?:non|no|nein|sorry|pardon|nicht|before|avant(?: c['’](?:é|e)tait)?|old one|previous(?:ly)?|früher|vorher|then|puis|or|ou|oder|and|et|und|now|jetzt|wait|correction)[ ,:]{1,2}(?:[\pL'’]{1,9}[ ,:]{1,2}){0,3}(?P<v>[A-Z]{0,3}[0-9]{3,12})(?:[ .,;!?)]|$)"
_HINT = rf"(?i)(?:{_CODE}|{_DEVICE}|{_STAFF})"
_OTHERWISE = r"(?i)[0-9]{3}|error|erreur|fehler|country|postal|exit|qr|build|version|port(?:[^\pL]|\z)"
"""Pattern for lines that contain a number, or ask for a number that isn't secret."""
_ASKS_ON = r"(?i)(?:build|version|port|model|mod(?:è|e)le|modell|screen|(?:é|e)cran|room|salle|raum|floor|ticket|time|heure|date)[^\r\n]{0,20}\?"
"""Pattern for questions for something else, such as a version or a room."""
_AHEAD = 6
"""Maximum number of lines after a question that are searched for the answer."""


_FIELDS = frozenset(
    "size installed depends section version priority filename homepage source package architecture breaks replaces provides recommends suggests conflicts enhances description tag tags build level status state type "
    "count total time date port pid uid gid line lines page pages model id index length offset bytes files users height width depth weight taille version größe anzahl länge nombre zeile ligne seite".split()
)
"""Words that begin a field of program output, not a statement of a person."""
_FIELD = r"[ \t>*•]{0,4}(?P<v>[\pL][\pL -]{0,24})[ ]?:[ ]"


def _is_conversation_line(text: str) -> bool:
    """Return whether a line begins like one of a conversation, not like program output: *Size: 8288*."""
    if get_lazy_pattern(_SAID).match(text) is None:
        return False
    field = get_lazy_pattern(_FIELD).match(text)
    words = [] if field is None else field["v"].replace("-", " ").split()
    return not words or words[0].casefold() not in _FIELDS


def _find_requested_kind(text: str) -> _NumberRequest | None:
    """Return the kind of number that a conversation line asks for; None if it contains a number itself."""
    if not _is_conversation_line(text) or len(text) > 160:
        return None
    bare = text[get_lazy_pattern(_SAID).match(text).end() :]  # type: ignore[union-attr]
    if get_lazy_pattern(_OTHERWISE).search(bare) is not None or not ("?" in bare or bare.count(" ") > 1):
        return None
    found = None
    for kind in _KINDS:
        if get_lazy_pattern(rf"(?i)(?:^|[^\pL])(?:{kind.words})(?:[^\pL]|\z)").search(bare) is not None:
            found = kind
    return found


def find_answers(line: Line) -> Iterator[ReplacedPart]:
    """Yield the numbers that answer a line, up to the next line that asks for something else."""
    asked = _find_requested_kind(line.text)
    if asked is None:
        yield from _find_bare_answer(line)
        return
    for reply in line.iter_lines_after(_AHEAD):
        if not reply.text.strip():
            return
        found = get_lazy_pattern(_ANSWER).match(reply.text)
        if found is not None and asked.fits(found["v"]) and _is_conversation_line(reply.text):
            start, end = found.span("v")
            yield ReplacedPart(reply.start + start, reply.start + end, asked.stand_in)
            for more in get_lazy_pattern(_FURTHER).finditer(reply.text[end:]):
                if asked.fits(more["v"]):
                    low, high = more.span("v")
                    yield ReplacedPart(reply.start + end + low, reply.start + end + high, asked.stand_in)
        elif (
            _find_requested_kind(reply.text) is not None
            or get_lazy_pattern(_ASKS_ON).search(reply.text) is not None
        ):
            return


def _find_bare_answer(line: Line) -> Iterator[ReplacedPart]:
    """Yield the staff number that is all of the line below a question of a form: *> Employee number?*."""
    text = line.text.rstrip()
    if text[-1:] != "?" or len(text) > 80 or get_lazy_pattern(_ASKS_FOR_STAFF).search(text) is None:
        return
    for reply in line.iter_lines_after(1):
        found = get_lazy_pattern(_BARE).match(reply.text)
        if found is not None and _is_staff_number(found["v"].replace(" ", "")):
            start, end = found.span("v")
            yield ReplacedPart(reply.start + start, reply.start + end, "id-number")


def rules() -> tuple[Rule, ...]:
    """Return the rule for answers in conversations."""
    return (make_line_rule("number", (), _HINT, find_answers),)
