"""Rules for passphrases and spelled codes: after a word for them, in quotes, by digit, by letter."""

# Lists of words read better as words.
# ruff: noqa: E501
from __future__ import annotations

from collections.abc import Iterator

from selfhelp.report.redact.aliases import contains_placeholder
from selfhelp.report.redact.by_line.line_rules import Line, ReplacedPart, make_line_rule
from selfhelp.report.redact.re2_patterns import get_lazy_pattern
from selfhelp.report.redact.rules import Rule
from selfhelp.report.redact.vocabulary.ordinary_words import is_ordinary_word

_ABOUT = r"(?i)(?:pass ?-?phrases?|phrase|phrases? de passe|phrase secr(?:è|e)te|recovery words|seed words|mots? de r(?:é|e)cup(?:é|e)ration|mot magique|mots magiques|magic words?|kennphrase|passphrase|passsatz|merksatz|mot de passe|mdp|password|passwort|kennwort|unlock|d(?:é|e)verrouill\pL*|entsperr\pL*|bitlocker|luks|crypt\w*|veracrypt|filevault|vault|coffre)"
_QUOTED = r"[\"“«'‘](?P<v>[ ]?\pL{2,}(?:[ ]\pL{1,}){2,8}(?:[ ][0-9]{1,4})?[ ]?)[\"”»'’]"
_TOLD = r"(?i)(?:pass ?-?phrase|phrase|phrase de passe|phrase secr(?:è|e)te|recovery words|seed words|seed|mots? de r(?:é|e)cup(?:é|e)ration|mots? magiques?|magic words?|kennphrase|merksatz)(?:[ ](?:is|was|est|c['’]est|(?:é|e)tait|ist|lautet|are|sont))?[ ]?(?:[:=]|[ ](?:is|was|est|(?:é|e)tait|ist|lautet|are|sont)[ ])[ ]?(?P<v>\pL{2,}(?:[ ]\pL+){2,11}(?:[ ][0-9]{1,4})?)"
_TYPED = r"(?i)(?:je (?:mets|tape|saisis|rentre)|i (?:type|enter|put)|ich (?:tippe|gebe))[ ](?P<v>(?:le |la |les |un |une |the |a |my )?\pL+(?:[ ]\pL+){2,9}[ ][0-9]{1,4})"
_DIGIT = r"(?:zero|oh|one|two|three|four|five|six|seven|eight|nine|double|triple|z(?:é|e)ro|un|deux|trois|quatre|cinq|sept|huit|neuf|null|eins|zwei|zwo|drei|vier|f(?:ü|ue)nf|sechs|sieben|acht|neun)"
_COUNTED = rf"(?i)(?:^|[^\pL])(?P<v>{_DIGIT}(?:[ ,-]{{1,2}}{_DIGIT}){{3,11}})(?:[^\pL]|\z)"
_NATO = r"(?:alpha|alfa|bravo|charlie|delta|echo|foxtrot|golf|hotel|india|juliett?|kilo|lima|mike|november|oscar|papa|quebec|romeo|sierra|tango|uniform|victor|whiske?y|x-?ray|yankee|zulu|anton|berta|c(?:ä|ae)sar|dora|emil|friedrich|gustav|heinrich|ida|julius|kaufmann|ludwig|martha|nordpol|otto|quelle|richard|samuel|theodor|ulrich|viktor|wilhelm|xanthippe|ypsilon|zacharias|zeppelin)"
_SPELLED = rf"(?i)(?:^|[^\pL])(?P<v>(?:{_NATO}|{_DIGIT}|[0-9])(?:[ ,-]{{1,2}}(?:{_NATO}|{_DIGIT}|[0-9])){{3,15}})(?:[^\pL]|\z)"
_CODES = r"(?i)code|pin|combin|alarm|digicode|coffre|safe|badge|porte|door|schl(?:ü|ue)ssel|kennz|passwor|mot de passe|mdp"


_NAMED = frozenset(
    {"mot de passe", "mots de passe", "password", "passphrase", "phrase de passe", "pass phrase"}
)
"""Names of such secrets; the names aren't secrets themselves."""


def _find_passphrases(line: Line) -> Iterator[ReplacedPart]:
    """Yield the passphrases in a line about passwords, and not the words of its sentences."""
    text = line.text
    for pattern, most in ((_QUOTED, 1 / 3), (_TOLD, 1 / 2), (_TYPED, 2 / 3)):
        for match in get_lazy_pattern(pattern).finditer(text):
            value = match["v"].strip()
            words = value.split()
            if (
                contains_placeholder(value)
                or sum(map(is_ordinary_word, words)) > len(words) * most
                or value.casefold() in _NAMED
                or (pattern == _QUOTED and value != value.lower())
            ):
                continue
            start = match.start("v") + match["v"].find(value)
            yield ReplacedPart(line.start + start, line.start + start + len(value))


def _find_spelled_codes(line: Line) -> Iterator[ReplacedPart]:
    """Yield spelled codes: in a spelling alphabet anywhere, in digits only in a line about a code."""
    text = line.text
    for match in get_lazy_pattern(_SPELLED).finditer(text):
        if get_lazy_pattern(_NATO).search(match["v"].lower()) is not None and not get_lazy_pattern(
            rf"(?i){_DIGIT}(?:[ ,-]+{_DIGIT})*"
        ).is_full_match(match["v"]):
            yield ReplacedPart(line.start + match.start("v"), line.start + match.end("v"), "code")
    if get_lazy_pattern(_CODES).search(text) is not None:
        for match in get_lazy_pattern(_COUNTED).finditer(text):
            yield ReplacedPart(line.start + match.start("v"), line.start + match.end("v"), "code")


def rules() -> tuple[Rule, ...]:
    """Return the rules for passphrases and spelled codes."""
    needs = (
        "phrase",
        "pass",
        "mdp",
        "mot",
        "word",
        "seed",
        "unlock",
        "verrouill",
        "entsperr",
        "bitlocker",
        "luks",
        "crypt",
        "filevault",
        "vault",
        "coffre",
        "kennwort",
        "merksatz",
    )
    return (
        make_line_rule("password", needs, rf"{_ABOUT}", _find_passphrases),
        make_line_rule(
            "code",
            (),
            rf"(?i)(?:^|[^\pL])(?:{_NATO}|{_DIGIT})[ ,-]{{1,2}}(?:{_NATO}|{_DIGIT}|[0-9])[ ,-]",
            _find_spelled_codes,
        ),
    )
