"""Rules for secrets in ordinary sentences in English, French and German.

A sentence reveals a secret by one of a few constructions. Each is a function in the module named after the
word that reveals it:

* `told_by_noun.named`: a noun, words between, a verb, the value (*pw for the NAS is still the old one, x*);
* `told_by_noun.pointed`: a pronoun for the password, a verb and the value (*mine is x, yours is y*);
* `told_by_verb.called`: the value, *is*, *as* or *comme*, the noun (*use x as the password*);
* `told_by_verb.used`: a verb of typing, setting or opening, the value (*tried x and y*, *s'ouvre avec x*);
* `told_by_verb.changed`: from the old one to the new one;
* `told_beside.beside`: an account and the value (*log in with ana and x*);
* `told_otherwise.answered`: the answer to a security question (*nom de jeune fille*).

The construction decides how much a value must look like a password: a plain word counts only right after
*is* or a similar verb, and only if it isn't a word used in sentences about passwords (`ordinary_words`).
"""

# Patterns, lists of words and conditions of many words read better on one line.
# fmt: off
# ruff: noqa: E501
from __future__ import annotations

from collections.abc import Iterator

from selfhelp.report.redact.block_words import remembered, sieve
from selfhelp.report.redact.by_line import told_beside, told_by_noun, told_by_verb, told_otherwise
from selfhelp.report.redact.by_line.lines import Line, Part, rule_for_each_line
from selfhelp.report.redact.by_line.sentence import Sentence
from selfhelp.report.redact.by_line.sentence_words import Token, tokens
from selfhelp.report.redact.by_line.spoken_words import ANSWER_CUES, TITLED
from selfhelp.report.redact.in_context.made_up_words import JOINED, shape
from selfhelp.report.redact.re2_patterns import compiled
from selfhelp.report.redact.rules import Rule
from selfhelp.report.redact.vocabulary.ordinary_words import JOINING

_READINGS = (
    told_by_noun.named,
    told_by_noun.pointed,
    told_by_noun.shown,
    told_by_verb.called,
    told_by_verb.used,
    told_by_verb.changed,
    told_by_noun.refused,
    told_beside.beside,
    told_beside.side_by_side,
    told_beside.wireless,
    told_beside.beside_another,
    told_otherwise.enclosed,
    told_otherwise.spelled_after,
    told_otherwise.answered,
)
"""Readers of the constructions, in the order in which they are tried."""


def read(line: Line) -> Iterator[Part]:
    """Yield the secrets that a sentence reveals."""
    words = tokens(line.text)
    if not 2 <= len(words) <= 400 or not _is_prose(words):
        return
    about = Sentence(line, words)
    for reading in _READINGS:
        for first, last, kind in reading(about):
            yield Part(line.start + words[first].start, line.start + words[last].end, kind)


_PROGRAM = (
    r"^[ \t]*(?:[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}|\[[0-9]|[A-Z][a-z]{2} [ 0-9][0-9] [0-9]{2}:"
    r"|<[\w!?/]|[#%]include|import |from \w+ import|def |class |return |if \(|\$\w)|[{};]\s*$|\w\(\)|=="
    r"|::|->\w|</\w|\w\(\w+[,)]|\w+=\"|\|\||&&|^[ \t]*[\w.]+ = [\w.]+$|^[ \t]*at [\w.$<>]+\("
    r"|\"(?:GET|POST|PUT|HEAD|OPTIONS|DELETE) /"
)
"""Beginnings of log lines, programs, markup and requests; ends of statements, calls, assignments."""


def _is_program(text: str) -> bool:
    """Return whether a line is from a log, a program or markup rather than written by a person."""
    bare = text.lstrip()
    if bare[:4].isdigit() or bare.startswith(("at ", "{", "<", "#!", "//")):
        return True
    return compiled(_PROGRAM).search(text) is not None


def _is_prose(words: list[Token]) -> bool:
    joining = sum(word.low in JOINING for word in words)
    return joining > 1 or (joining > 0 and len(words) < 12) or len(words) < 7

_THE_WORD = (
    r"pass(?:[ -]?(?:words?|phrases?|codes?|wd))?|passwor[td]\pL{0,3}|p(?:w|wd|sw)s?|mdp|mpd|kennwort"
    r"|\pL*passwort|mots? de passe?|phrase secrète|sésame|contrase(?:ñ|n)a|clave|senha|wachtwoord|parola"
    r"|heslo|hasło"
)
_SAYS_CODE = r"codes?|pins?|puk|otp|tan|psk|digicode|kombination|combination|combinaison"
_SAYS_KEY = r"\pL*schl(?:ü|ue)ssel|keys?|cl(?:é|e)f?|zugangscode|türcode|freischaltcode|geheim\pL*|losung\pL*"
_SAYS_OPENED = r"(?:protected|encrypted|opens?|locked) with|(?:s['’]ouvre|protégée?|chiffrée?) avec"
_QUESTIONS = (
    r"maiden|first|premi(?:er|ère)|pet|question|memorable|favou?rite|préférée?|jeune fille|childhood"
    r"|enfance|mädchenname"
)
_SAYS_SPELLING = r"(?:lower|upper)[ -]?case|minuscules|majuscules?|capital"
_SAYS_LOCK = (
    r"cadenas|alarm\pL*|keypad|clavier|serrure|portail|coffre|screen lock|d(?:é|e)verrouill\pL*"
    r"|unlock\pL*"
)
_SAYS_SHOWN = r"authenticator|token|sms|texto|affich\pL*|born in|text (?:said|says|message)"
_SAYS_LOGIN = (
    r"log(?:ged|ging)? in|sign(?:ed)? in|connect\pL* (?:with|avec)|session (?:\pL+ )?(?:avec|with|mit)"
    r"|creds|credentials|identifiants|anmeld\pL*|zugang\pL*|same word|usual|habitude|habituel"
)
_SUBJECT = (
    rf"(?i)(?:^|[^\pL])(?:{_THE_WORD}|{_SAYS_CODE}|{_SAYS_KEY}|{_SAYS_OPENED}|{_QUESTIONS}"
    rf"|{_SAYS_SPELLING}|{_SAYS_LOCK}|{_SAYS_SHOWN}|{_SAYS_LOGIN})(?:[^\pL]|\z)"
)


@remembered
def _is_odd(word: str) -> bool:
    """Return whether a word may be made up: letters mixed with digits, punctuation or capitals."""
    if len(word) < 4 or (word.isalpha() and (word[1:].islower() or word.isupper())):
        return False
    if not word.strip("0123456789abcdefx.:-+%/") or word.count(".") > 2 or "://" in word:
        return False
    bare = word.strip("\"'“”«»().,;:!?[]*")
    if bare.startswith(("Apple", "Chrome", "Mozilla")):
        return False
    return len(bare) > 3 and (shape(bare) >= JOINED or compiled(TITLED).full(bare))


def _may_reveal_secret(text: str) -> bool:
    """Return whether a line names a secret or has a word that may be one."""
    return any(map(_is_odd, text.split())) or compiled(_SUBJECT).search(text) is not None or compiled(ANSWER_CUES).search(text) is not None


def _is_worth_reading(text: str) -> bool:
    return not _is_program(text) and _may_reveal_secret(text)


_holds_odd = sieve(_is_odd)


def _block_may_reveal_secret(block: str) -> bool:
    return _holds_odd(block) or compiled(_SUBJECT).search(block) is not None or compiled(ANSWER_CUES).search(block) is not None


def rules() -> tuple[Rule, ...]:
    """Return the rule for spoken secrets; it runs after those for a word and its form."""
    return (rule_for_each_line("password", read, _is_worth_reading, _block_may_reveal_secret),)
