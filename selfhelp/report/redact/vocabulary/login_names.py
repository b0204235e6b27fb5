"""Recognise account names made from a person's name: initial and surname in either order, or two names."""

# Patterns and lists of words read better on one line.
# ruff: noqa: E501, SIM905
from __future__ import annotations

from functools import lru_cache

from selfhelp.core.paths import find_resource
from selfhelp.report.redact.block_words import cache_word_test
from selfhelp.report.redact.re2_patterns import get_lazy_pattern
from selfhelp.report.redact.vocabulary.given_names import GIVEN_NAMES
from selfhelp.report.redact.vocabulary.listed_names import is_listed_name
from selfhelp.report.redact.vocabulary.listed_words import is_word
from selfhelp.report.redact.word_lists import UNITS, WELL_KNOWN

_BEGINNINGS = frozenset(
    "bh bl br ch cl cr dh dr dw fl fr gh gl gn gr kh kl kn kr ph pl pn pr ps qu rh sc sh sk sl sm sn sp sq st sv sw th tr ts tw wh wr zw sz cz dj".split()
)
"""Pairs of consonants that begin words; in other pairs the first letter is an initial."""
_ENDINGS = r"\pL{2,}(?:mann|m[ae][iy]er|berger|bauer|hoff|stein|bach|hardt|wald|sk[iay]|czyk|wicz|ak|ek|son|sen|qvist|lund|berg|strom|gren|etti|elli|ini|ucci|oni|acci|ez|eira|inho|oglu|ova?|enko|ian|eau|ard|ault|aud|oux|i?ere?|ell?e|ette?|ton|ley|ford|field|worth|well|more|ham|shaw|stra|sma|kamp|huis|veld|illon|[io]t|ou?is|and|olt|elt|auer|[nlg]er|chi|zzi|ano|[ie]llo|ero|ado|ana)"
"""Pattern for endings of family names in many countries."""
_JOINED = r"[a-z]{1,14}[._-][a-z]{3,16}(?:-[a-z]{3,14})?"
_FILES = UNITS | frozenset(
    "exe bat cmd ps1 docx xlsx pptx pdf zip iso img bak old tmp csv org net com local lan intern corp home".split()
)


_TERMS = frozenset(
    "mscorlib mscoree netstandard manuel adler corona digests authuri vwififlt haskell gpredict jsemver kdeclarative gconjugue wfaroese kweathercore fpathconf ftruncate".split()
)
_MADE = r"[a-z]{1,10}[._-][a-z]{4,14}[0-9]{0,3}|[a-z]{4,14}[0-9]{1,3}|[A-Z]{6,12}[0-9]{0,3}"
_NONE = r"(?i).*(?:pass|wrong|auth|logon|login|error|denied|fail|invalid).*|(?:lib|golang|ldap|pam|use|fe|pg|systemd|auth|login|usage|speech|python|snmpv|xoauth|oauth|curl|gphoto|fusermount|sqlstate|bigint|timestamp|varchar|doctype|logname|brltty|tty|phpsessid|jsession|aspnet|commonname|https?|sha|md|utf|ntlm|kerb|krb|win|ipv|tls|ssl|wpa|wlan|eth|usb|mp|h26|aes|rsa|base|log4j|junit|nginx|mysql|sqlite|postgres|dovecot|xmlns|xsi|w3c).*|.*[._-](?:dot[xm]|docm|xlt[xm]|xls[mb]|pot[xm]|ppsx|vsdx|accdb|jsonl?|defs|usermap|tmpl|yaml|toml|lock|bak|html?|exe|dll|conf|tmpfiles|dispatcher|daemon|agent|service|server|client|users?|name|id|key|token|uri|url|host|size|type|mode|date|time|path|file|dir|list|count|hash)|(?-i:[A-Z]+(?:NAME|TIME|TYPE|STATE|STATUS|MODE|LEVEL|CODE|DATE|SIZE|USERS?))|(?:wb|nss|pam|get|sys|do|is|set|on|pre|post|max|min|num|has|to)_.*|.*(?:getpw|setpw|getgr).*"
"""Pattern for words next to words for accounts in programs and manuals; they aren't account names."""


@lru_cache(maxsize=1)
def _read_names_that_are_words() -> str:
    """Return the family names that are also words, in one string.

    Raises:
        OSError: the list is missing. All text is then removed instead of leaving names readable.
    """
    text = find_resource("words/surnames.txt").read_text(encoding="utf-8")
    return f" {text.partition(chr(10))[2].replace(chr(10), ' ')} "


def is_family_name(word: str) -> bool:
    """Return whether a lowercase word of at least four letters is a person's name."""
    return len(word) > 3 and (is_listed_name(word) or f" {word} " in _read_names_that_are_words())


_SAID = r"(?:[^aeiouy]{0,2}|sch[lmnrw]?|str|spr|chr)[aeiouy](?:[^aeiouy]{0,4}[aeiouy])*[^aeiouy]{0,4}"


def _is_pronounceable(word: str) -> bool:
    """Return whether a word of at least six letters is pronounceable and doesn't end in a dictionary word."""
    return (
        len(word) > 5
        and not _has_initial(word)
        and not any(is_word(word[n:]) for n in range(len(word) - 4))
        and get_lazy_pattern(_SAID).is_full_match(word)
    )


def _ends_like_name(word: str) -> bool:
    """Return whether a word is pronounceable and ends like a family name."""
    return _is_pronounceable(word) and get_lazy_pattern(_ENDINGS).is_full_match(word)


def _has_initial(word: str) -> bool:
    """Return whether the first letter is an initial: no word begins with the first two letters."""
    return word[0] not in "aeiou" and word[1] not in "aeiouy" and word[:2] not in _BEGINNINGS


@cache_word_test
def is_name_login(value: str) -> bool:
    """Return whether a value is an account name wherever it occurs: *jbielecki*, *h.vasseur*, *mgarnier4*.

    This holds for 7 of 10 account names of this form, and for 3 of 50,000 words in manuals.
    """
    if get_lazy_pattern(r"svc[-_.][a-z0-9][a-z0-9_-]{2,24}").is_full_match(value):
        return True
    word = _remove_final_digits(_remove_role(value))
    name = word[1:]
    if not word.isalpha():
        return _has_two_names(word)
    if len(word) < 6 or is_word(word) or word in _TERMS:
        return False
    apart = _has_initial(word)
    if is_family_name(name):
        return len(name) > 5 or (not is_word(name) and (apart or name[0] not in "aeiouylrh"))
    return apart and word[0] != "x" and (_ends_like_name(name) or (len(name) > 6 and _is_pronounceable(name)))


_ROLE = r"(?P<b>(?:adm|a|ext|x|sa|t[0-2]|p|svc|da|admin|ad|prest|presta|stag|stg|int|guest|srv|priv|pa|user)[-_.])?(?P<v>[a-z]{5,24}[0-9]{0,3})(?P<e>[-_.](?:vpn|adm|admin|ext|pro|sa|priv|t[0-2]|test|old|new|da|svc|x|bis|rdp|su|pa|local|prod|dev|a|p|lab))?"


def _remove_role(value: str) -> str:
    """Return an account name without the role before or after it: *mgarnier-adm*, *ext-lkumar*."""
    found = get_lazy_pattern(_ROLE).match(value) if "-" in value or "_" in value or "." in value else None
    whole = found is not None and found.end() == len(value)
    return found["v"] if whole and found is not None else value


def is_code_or_first_name(value: str) -> bool:
    """Return whether a value near a word for accounts is an account name: *kl20481*, *lena.k*."""
    if get_lazy_pattern("[a-f]+[0-9]+").is_full_match(value) and len(value) in (7, 8):
        return False  # a commit
    if get_lazy_pattern(r"[a-z]{1,3}[0-9]{4,7}").is_full_match(value):
        return not get_lazy_pattern(
            r"(?:kb|id|no|nr|v|rc|ip|x|cve|h|p|r|rev|e|err|ev|inc|req|chg|ms|hp|us|en|iso|din|rfc|cp|utf|sha|md|win|sp|ver).*"
        ).is_full_match(value)
    first, _, initial = value.rstrip("0123456789").replace("_", ".").replace("-", ".").partition(".")
    return len(initial) == 1 and (first.capitalize() in GIVEN_NAMES or is_family_name(first))


def _remove_final_digits(value: str) -> str:
    """Return a lowercase value without up to three trailing digits, or a space for any other value."""
    word = value.rstrip("0123456789")
    fits = len(word) <= 30 and len(value) - len(word) < 4 and value.isascii() and value.islower()
    return word if fits and word[-1:].isalpha() else " "


def _has_two_names(word: str) -> bool:
    """Return whether a word is an initial or given name joined to a family name: *n.holtz*."""
    if not get_lazy_pattern(_JOINED).is_full_match(word):
        return False
    joint = next(c for c in word if c in "._-")
    first, _, last = word.partition(joint)
    name = last.partition("-")[0]
    if name in _FILES:
        return False
    if len(first) == 1:
        return joint != "-" and not is_word(name) and (is_family_name(name) or _ends_like_name(name))
    return first.capitalize() in GIVEN_NAMES and (not is_word(name) or is_family_name(name))


def is_name_with_optional_initial(value: str) -> bool:
    """Return whether a value is a name, alone or with an initial: *bergt*, *jroux*, *ZIMMERLK*."""
    word = _remove_final_digits(value.lower() if value.isupper() else value)
    if not word.isalpha():
        return _has_two_names(word)
    if len(word) < 5 or is_word(word):
        return False
    return word not in _TERMS and (
        is_name_login(word)
        or is_family_name(word)
        or (len(word) > 5 and is_family_name(word[:-1]))
        or (_has_initial(word) and is_family_name(word[1:]))
        or (_has_initial(word) and _is_pronounceable(word[1:]))
    )


def is_account_near_keyword(value: str) -> bool:
    """Return whether a value is an account name near a word for accounts: *m_okonjo*, *bnord2*."""
    if not get_lazy_pattern(_MADE).is_full_match(value) or get_lazy_pattern(_NONE).is_full_match(value):
        return False
    word = value.rstrip("0123456789")
    last = next((word[n + 1 :] for n, c in enumerate(word) if c in "._-"), word)
    known = is_word(last) or is_word(word) or word[: -len(last) - 1] in WELL_KNOWN or last in WELL_KNOWN
    return not known and value not in _TERMS and word not in _TERMS


def may_be_name_login(value: str) -> bool:
    """Return whether a value may be an account name in a column or after a label for people."""
    word = _remove_final_digits(value)
    if len(word) < 5 or is_word(word):
        return False
    return is_name_with_optional_initial(value) or _has_initial(word) or _ends_like_name(word[1:])
