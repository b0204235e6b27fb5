"""Rules for secrets in ordinary sentences in English, French and German.

A sentence reveals a secret by one of a few constructions. Each is a function in the module named after the
word that reveals it:

* `secrets_by_noun.find_value_after_noun`: a noun, words between, a verb, the value (*pw for the NAS is still the old one, x*);
* `secrets_by_noun.find_values_after_pronouns`: a pronoun for the password, a verb and the value (*mine is x, yours is y*);
* `secrets_by_verb.find_value_before_noun`: the value, *is*, *as* or *comme*, the noun (*use x as the password*);
* `secrets_by_verb.find_value_after_verb`: a verb of typing, setting or opening, the value (*tried x and y*, *s'ouvre avec x*);
* `secrets_by_verb.find_changed_values`: from the old one to the new one;
* `secrets_beside_accounts.find_value_beside_account`: an account and the value (*log in with ana and x*);
* `secrets_between_marks.find_security_answer`: the answer to a security question (*nom de jeune fille*).

The construction determines the required resemblance of a value to a password: a plain word counts only right
after *is* or a similar verb, and only if it isn't a word used in sentences about passwords
(`ordinary_words`).
"""

# Patterns, lists of words and conditions of many words read better on one line.
# fmt: off
# ruff: noqa: E501
from __future__ import annotations

from collections.abc import Iterator

from selfhelp.report.redact.block_words import cache_word_test, make_word_sieve
from selfhelp.report.redact.by_line import (
    secrets_beside_accounts,
    secrets_between_marks,
    secrets_by_noun,
    secrets_by_verb,
)
from selfhelp.report.redact.by_line.line_rules import Line, ReplacedPart, make_each_line_rule
from selfhelp.report.redact.by_line.sentence import Sentence
from selfhelp.report.redact.by_line.sentence_words import Token, split_into_tokens
from selfhelp.report.redact.by_line.settings import POLICY
from selfhelp.report.redact.by_line.spoken_words import ANSWER_CUES, TITLED
from selfhelp.report.redact.in_context.made_up_words import JOINED, rate_word
from selfhelp.report.redact.re2_patterns import get_lazy_pattern
from selfhelp.report.redact.rules import Rule
from selfhelp.report.redact.vocabulary.ordinary_words import JOINING

_READINGS = (
    secrets_by_noun.find_value_after_noun,
    secrets_by_noun.find_values_after_pronouns,
    secrets_by_noun.find_number_beside_lock,
    secrets_by_verb.find_value_before_noun,
    secrets_by_verb.find_value_after_verb,
    secrets_by_verb.find_changed_values,
    secrets_by_noun.find_tried_passwords,
    secrets_beside_accounts.find_value_beside_account,
    secrets_beside_accounts.find_value_right_after_account,
    secrets_beside_accounts.find_wireless_password,
    secrets_beside_accounts.find_further_passwords,
    secrets_between_marks.find_enclosed_value,
    secrets_between_marks.find_value_by_spelling,
    secrets_between_marks.find_security_answer,
)
"""Readers of the constructions, in the order in which they are tried."""


def _find_spoken_secrets(line: Line) -> Iterator[ReplacedPart]:
    """Yield the secrets that a sentence reveals."""
    words = split_into_tokens(line.text)
    if not 2 <= len(words) <= 400 or not _is_prose(words):
        return
    about = Sentence(line, words)
    if get_lazy_pattern(POLICY).search(line.text) is not None and not about.is_personal():
        return
    for reading in _READINGS:
        for first, last, kind in reading(about):
            if _is_no_spoken_secret(line.text, words[first].start, words[last].end):
                continue
            yield ReplacedPart(line.start + words[first].start, line.start + words[last].end, kind)


_NUMBER_OF_VERSION = r"v?[0-9]{1,4}(?:\.[0-9]{1,6}){2,3}"
_SAYS_VERSION = r"(?i)(?:^|[^\pL])(?:versions?|builds?|releases?|firmware|updates?)(?:[^\pL]|\z)"


def _is_no_spoken_secret(text: str, start: int, end: int) -> bool:
    """Return whether a value is a version, a name of credentials, a kind of letters or an alarm's phrase."""
    value = text[start:end].strip(" .,;:\"'«»“”")
    if get_lazy_pattern(_NUMBER_OF_VERSION).is_full_match(value):
        return get_lazy_pattern(_SAYS_VERSION).search(text) is not None
    if value.endswith("-credentials"):
        return True
    if value.casefold() in ("upper case", "lower case", "uppercase", "lowercase"):
        return True
    changed = text[end : end + 15].lstrip("'\" ").startswith("changed from")
    return changed and len(value.split()) > 2 and not any(map(str.isdigit, value))


_PROGRAM = (
    r"^[ \t]*(?:[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}|\[[0-9]|[A-Z][a-z]{2} [ 0-9][0-9] [0-9]{2}:"
    r"|<[\w!?/]|[#%]include|import |from \w+ import|def |class |return |if \(|\$\w)|[{};]\s*$|\w\(\)|=="
    r"|::|->\w|</\w|\w\(\w+[,)]|\w+=\"|\|\||&&|^[ \t]*[\w.]+ = [\w.]+$|^[ \t]*at [\w.$<>]+\("
    r"|\"(?:GET|POST|PUT|HEAD|OPTIONS|DELETE) /"
)
"""Pattern for beginnings of log lines, programs, markup and requests; ends of statements, calls, assignments.
"""


def _is_program_output(text: str) -> bool:
    """Return whether a line is from a log, a program or markup rather than written by a person."""
    bare = text.lstrip()
    if bare[:4].isdigit() or bare.startswith(("at ", "{", "<", "#!", "//")):
        return True
    if '"GET /' in text or "::" in text:  # in `_PROGRAM`; this is a tenth of RE2's time per line of a log
        return True
    return get_lazy_pattern(_PROGRAM).search(text) is not None


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


@cache_word_test
def _may_be_made_up(word: str) -> bool:
    """Return whether a word may be made up: letters mixed with digits, punctuation or capitals."""
    if len(word) < 4 or (word.isalpha() and (word[1:].islower() or word.isupper())):
        return False
    if not word.strip("0123456789abcdefx.:-+%/") or word.count(".") > 2 or "://" in word:
        return False
    bare = word.strip("\"'“”«»().,;:!?[]*")
    if bare.startswith(("Apple", "Chrome", "Mozilla")):
        return False
    return len(bare) > 3 and (rate_word(bare) >= JOINED or get_lazy_pattern(TITLED).is_full_match(bare))


def _may_reveal_secret(text: str) -> bool:
    """Return whether a line names a secret or has a word that may be one."""
    return any(map(_may_be_made_up, text.split())) or get_lazy_pattern(_SUBJECT).search(text) is not None or get_lazy_pattern(ANSWER_CUES).search(text) is not None


def _is_worth_reading(text: str) -> bool:
    return not _is_program_output(text) and _may_reveal_secret(text)


_holds_odd = make_word_sieve(_may_be_made_up)


def _block_may_reveal_secret(block: str) -> bool:
    return _holds_odd(block) or get_lazy_pattern(_SUBJECT).search(block) is not None or get_lazy_pattern(ANSWER_CUES).search(block) is not None


def rules() -> tuple[Rule, ...]:
    """Return the rule for spoken secrets; it runs after the rules for a keyword and a certain form."""
    return (make_each_line_rule("password", _find_spoken_secrets, _is_worth_reading, _block_may_reveal_secret),)
