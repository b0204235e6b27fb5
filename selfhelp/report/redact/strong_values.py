"""Rules for passwords by their own form in a line about a login, an account or a secret.

In a sentence, ``Mead_68667bracken`` or ``2W0FIi!4iBfV!`` can only be a password. The more distinctive the
form, the further away a word for secrets may be.
"""

# A pattern reads better on one line.
# ruff: noqa: E501, SIM905
from __future__ import annotations

from itertools import pairwise, permutations

from selfhelp.report.redact.aliases import Aliases, contains_placeholder, is_whole_placeholder
from selfhelp.report.redact.block_words import DELIMITERS, cache_word_test, make_word_sieve
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import (
    Rule,
    find_line_start,
    make_hiding_replacer,
    make_secret_placeholder,
    replace_group,
)
from selfhelp.report.redact.value_shapes import is_plausible_secret
from selfhelp.report.redact.word_lists import UNITS
from selfhelp.report.secret_names import load_secret_names

_SIGNS = "!#$%&*?^~@€£§+"
_T = r"[^\s\"'“”‘’«»<>()\[\]{}`,;|\\/=:]"


def _make_orders_pattern(*kinds: str) -> str:
    """Return a pattern for a word with a character of each kind, in any order."""
    return "|".join(_T + "*" + f"{_T}*".join(order) + _T + "*" for order in permutations(kinds))


_CANDIDATE = (
    rf"{_make_orders_pattern('[A-Za-z]', '[0-9]', '[!#$%&*?^~@€£§+]')}|{_make_orders_pattern('[A-Z]', '[a-z]', '[!#$%&*?^~@€£§+]')}|{_make_orders_pattern('[A-Z]', '[a-z]', '[0-9]', '[._-]')}"
    rf"|[A-Za-z]+[0-9]+[A-Za-z]+{_T}*|[a-z]+[._-][0-9]+{_T}*|[A-Z][a-z]+[0-9][0-9]+{_T}*|[a-z]+-[a-z]+-[a-z]+-[a-z]+(?:-[a-z]+)*"
)
"""Pattern of candidates, searched in all text; cheaper than the full test."""
_PASSWORDS = "|".join(load_secret_names().passwords)
TYPED = rf"(?:p[as]{{2,4}}[wor]{{1,5}}[dt]s?|pass(?:[ -]?(?:phrase|code|key|e|wd))?|pw[ds]?|{_PASSWORDS}|mo?ts? ?d[e']? ?pas+es?|mdp|contrase[nñ]a|wachtwoord|senha|sésame|creds?|credentials?|identifiants?|secret|psk|post-it|sticky note|code wi-?fi)"
"""Pattern for words for passwords, including misspellings."""
_ABOUT = rf"(?:{TYPED}|login|log ?in|log ?on|runas|auth\w*|user\w*|account|compte|admin\w*|root|session|connect\w*|sql\w*|bind\w*|relay\w*|sasl|vault\w*|acc(?:è|e)s|community|token|jeton|key|cl(?:é|e)|unlock|setuser|sign ?in|type|tape[rz]?|spell\w*|(?:é|e)pel\w*|peer|proxy)"
_TYPED = rf"(?i)(?:^|[^\pL]){TYPED}(?:[^\pL]|\z)"
_NAMED = rf"(?i)(?:^|[^\pL]|_){_ABOUT}(?:[^\pL]|\z)"
_WORD = rf"{_T}{{6,64}}"
_THREE = rf"(?i)(?:{TYPED}|token|key|cl(?:é|e))[\w.\"'-]{{0,24}}[ \t]{{0,12}}[:=][ \t]{{0,12}}(?:'{{3}}|\"\"\")\s{{0,12}}(?P<v>[^'\"\r\n]{{3,}})"
_NEXT_ONE = rf"\[secret:[a-z-]+\][\"'`]?[ \t]{{0,4}}(?:->|→|=>|to|into|then|now|à|en|puis)[ \t]{{0,4}}(?:\"(?P<q>[^\"\r\n]{{3,}})|(?P<v>{_WORD}))"
_ORDINARY = (
    r"(?i)(?:(?:sha-?[0-9]{1,3}|md5|blake[0-9a-z]{1,3}|h1)[-:=]|\w+://|www\.|[\w.+-]+@[\w-]+\.[\w.-]+\z|[~./\\%$@&*#-]|[0-9]{1,4}[-./][0-9]{1,2}[-./]|[0-9]{1,2}[:h][0-9]{2}|0x|v?[0-9]+(?:\.[0-9]+)+|KB[0-9]|CVE-|[A-Z]{2,6}-[0-9]{1,6}\z|S-1-|(?-i:[a-z_][a-z0-9_]*(?:\.[a-z_]\w*)*\.[A-Z][A-Za-z0-9]*\z)|[\w.-]+\.(?:exe|dll|sys)!|\w+\+0x[0-9a-f]+\z|\{?[0-9a-f]{8}-[0-9a-f]{4}-|[0-9a-f]{2}(?::[0-9a-f]{2})+|[0-9a-f-]+\z"
    r"|[\w.+-]*\.(?:exe|dll|sys|conf|cfg|ini|xml|json|ya?ml|py|js|ts|java|cs|cpp|c|h|so|sh|ps1|bat|txt|log|md|html?|php|sql|csv|docx?|xlsx?|pdf|png|jpe?g|gif|svg|zip|t?gz|tar|bz2|xz|deb|rpm|whl|jar|iso|img|pem|key|crt|pub|service|scope|slice|mount|socket|target|timer|com|org|net|fr|io|de|uk|eu|lan|local|internal|example)(?:[.:]\S*)?\z"
    r"|(?:sha|md|aes|rsa|utf|iso|win|x|ipv|wpa|pbkdf|base|tls|ssl|http|oauth|ed|des|pkcs|fido|ecdsa|hmac|cp|gb|koi|python|libc?|windows|office|server|ubuntu|debian)-?[0-9]{1,4}(?:[-_.]\w{1,16})*[!?]?\z|[\w.+~:-]*-(?:[0-9]+|[a-z0-9]+\.[0-9.]+)(?:[~+.:-]\S*)?\z)"
)
_TITLED = r"[A-Z][a-z]{3,14}[0-9]{2,5}[!?*#$%&@+.]?"
_PRODUCTS = r"(?:Windows|Office|Server|Exchange|Visual|Outlook|Build|Version|Level|Windows|Python|Java|Chapter|Page|Line|Room|Table|Figure|Step|Port|Slot|Disk|Ubuntu|Debian|Fedora|Base|Utf|Event|Error|Code|Test|User|Item|Type|Part|Class|Block|Unit|Section|Group|Layer|Phase|Stage|Bug|Issue|Ticket|Update|Note|Mode|Week|Month|Year|Node|Host|Site|Floor|Zone|Task|Job|Desk|Form|Case|Rule|Option|Value|Column|Field|Param|Thread|Worker|Channel|Input|Output|Index|Route|Card|Tier|Release|Revision)[0-9]+"
_JOINED = r"[A-Z][a-z]{2,14}[0-9]?[._-](?:[0-9]{2,5}[A-Za-z]{0,3}|[A-Z][a-z]{2,14})"
"""Pattern for a capitalised word, punctuation, and a number or another word; one of the two has a digit."""
_PARTED = r"[A-Za-z][a-z]{2,14}(?:[._-][a-z]{2,14})?[._-][0-9]{1,4}[._-][A-Za-z][a-z]{2,14}"
"""Pattern for words and a number joined by punctuation: *marmalade-40-ducks*."""
_LEET = r"[A-Z]?[a-z]{0,8}[01345789][a-z]{2,12}(?:[01345789][a-z]{1,10})?(?:[._!-][A-Za-z0-9]{1,8})?|[A-Z]?[a-z]{2,10}(?:[01345789][a-z]{1,10}){1,2}(?:[._!-][A-Za-z0-9]{1,8})?"
"""Pattern for a word with digits for letters: *n0is3tte*."""
_TERMS = r"(?i)(?:x86|x64|utf|base|sha|md|mp|ipv|win|log4|oauth|h26|e2fs|b64|v4l|d3d|p11|s3|k8|i18|l10|web|http|tls|aes|rsa|sql|java|lib|amd|arm|wlp|enp|eth|vm|py|ext|fat|ntfs|usb|pci|nvme|a2dp|wpa|vp|av1|n11|opensc|gtk|qt|mysql|http2|ecma|es20|iso|cp|latin|gb|unix)[0-9]|.*(?:[0-9](?:st|nd|rd|th|px|ms|mb|gb|kb|hz|ghz|bit|dpi|min|sec|kg|km|cm|mm|h|x)|[0-9](?:am|pm|go|mo|ko))\z|[0-9a-f]+\z"
_PHRASE = r"[a-z]{3,10}(?:-[a-z]{3,10}){3,6}"
_MADE = _PRODUCTS.replace(")[0-9]+", ")")
_WORDLIKE = r"[A-Z]?[a-z]+[0-9]{0,2}|[A-Z]+[0-9]{0,2}|[0-9]*|(?:[A-Z][a-z]+)+[0-9]{0,2}|[a-z]+(?:[A-Z][a-z]+)+[0-9]{0,2}|[0-9a-f]{5,}|[0-9]+[a-z]{1,2}|[A-Z][0-9]{1,3}|[0-9A-F]{4,}"


def trim_trailing_punctuation(value: str) -> str:
    """Return a value without the trailing punctuation of a sentence or bracket."""
    return value.rstrip(".,:;)»”]}")


@cache_word_test
def looks_like_password(value: str) -> bool:
    """Return whether a value looks like a password: letters and digits mixed with punctuation."""
    bare = trim_trailing_punctuation(value)
    if bare.isalnum() or not 7 <= len(bare) <= 64 or contains_placeholder(value):
        return False
    if (
        not is_plausible_secret(bare)
        or get_lazy_pattern(_ORDINARY).match(bare) is not None
        or value.count("-") > 4
        or ":" in bare
        or "&#" in bare
        or get_lazy_pattern("%[0-9A-F]{2}").search(bare) is not None
    ):
        return False
    lower, upper, digits = (sum(map(kind, bare)) for kind in (str.islower, str.isupper, str.isdigit))
    signs = sum(c in _SIGNS for c in bare)
    if lower + upper < 3:
        return False
    if signs:
        if (
            "@" in bare[1:-1]
            and signs == bare.count("@")
            and get_lazy_pattern(r"[\w.+-]+@[\w.-]+").is_full_match(bare)
        ):
            return False
        if not digits and get_lazy_pattern(r"[A-Z]?[a-z]*(?:[^\pL][A-Z]?[a-z]*)+").is_full_match(bare):
            return False  # Ctrl+Alt+Delete
        return bool(digits and (upper or digits > 1)) or (
            lower > 1 and upper > 2 and _has_frequent_class_changes(bare)
        )
    wordlike = get_lazy_pattern(_WORDLIKE)
    odd = [p for p in split_word_parts(bare) if len(p) > 2 and not wordlike.is_full_match(p)]
    return (
        bool(odd)
        and digits > 0
        and lower > 1
        and (upper > 0 or digits > 3)
        and len(bare) > len(max(odd, key=len))
    )


def _has_frequent_class_changes(value: str) -> bool:
    return sum(a.isupper() and b.islower() for a, b in pairwise(value)) > 1


def split_word_parts(value: str) -> list[str]:
    """Return the parts of a word between its dots, dashes and underscores."""
    return value.replace("-", ".").replace("_", ".").split(".")


@cache_word_test
def looks_like_typed_password(value: str) -> bool:
    """Return whether a value near a word for passwords is a password: *Word19*, four joined words."""
    if len(value) > _LONGEST:
        return False
    if looks_like_password(value):
        return True
    bare = trim_trailing_punctuation(value)
    digits = any(map(str.isdigit, bare))
    title = bare[:1].isupper()
    if (
        digits
        and title
        and get_lazy_pattern(_JOINED).is_full_match(bare)
        and not get_lazy_pattern(_MADE).match(bare)
    ):
        return not contains_placeholder(value)
    if digits and is_altered_word(bare):
        return not contains_placeholder(value)
    if ("-" in bare and get_lazy_pattern(_PHRASE).is_full_match(bare)) or (
        title
        and get_lazy_pattern(_TITLED).is_full_match(bare)
        and not get_lazy_pattern(_PRODUCTS).match(bare)
    ):
        return not contains_placeholder(value)
    return False


@cache_word_test
def is_altered_word(value: str) -> bool:
    """Return whether a value is altered words: a number between them, or digits for letters."""
    if len(value) < 6 or value.rstrip("0123456789").isalpha():
        return False  # a word and a number, before the slow tests
    if get_lazy_pattern(_TERMS).match(value) is not None:
        return False
    if get_lazy_pattern(_PARTED).is_full_match(value):
        return not get_lazy_pattern(_MADE).match(value.title()) and value.rpartition(".")[2] not in UNITS
    if get_lazy_pattern(_ORDINARY).match(value) is not None:
        return False
    return len(value) > 6 and get_lazy_pattern(_LEET).is_full_match(value)


_LONGEST = 80
_BEFORE, _BEHIND = 150, 70
"""Maximum distance, in characters, from a value to a word for passwords before or after it in the line."""


def _may_be_typed_password(word: str) -> bool:
    if "?" in word and word.split("?", 1)[1].isalnum():
        return False  # the end of a link
    if len(word) < 7 or word.isalpha() or not word.strip("0123456789abcdef.-+") or word[:2] == "0x":
        return False  # a word, a number, hexadecimal
    return not is_whole_placeholder(word) and looks_like_typed_password(word)


may_hold = make_word_sieve(_may_be_typed_password)
"""Return whether a word of a block has the form of a password."""


_CELLS = r"(?i)(?:sheet|feuil|feuille|tabelle|blatt|hoja|foglio)[0-9]+!.*"
"""Pattern for references to cells of a spreadsheet."""


_UNIT = r"\.(?:service|socket|target|timer|path|mount|slice|scope)(?:[^\pL\pN]|\z)"
"""Pattern for the end of a systemd unit's name."""


def _replace_password(match: Match, aliases: Aliases) -> str | None:
    """Replace a candidate if a word for passwords, an account name or an equals sign is near."""
    value, text = match[""], match.string
    start, end = match.span()
    if (
        not looks_like_typed_password(value)
        or (start and text[start - 1] not in DELIMITERS)
        or text[start - 1 : start] in ("/", "\\")
    ):
        return None
    if value.startswith("systemd-") or get_lazy_pattern(_UNIT).match(text[end : end + 10]) is not None:
        return None
    if text[end : end + 1] in ("(", "/", "\\", "=") or get_lazy_pattern(_CELLS).is_full_match(value):
        return None
    line = text[find_line_start(text, start, _BEFORE) : start]
    if not (
        _is_about_secrets(value, line, text[end : end + _BEHIND])
        or _is_setting_value(value, line, text[end : end + 1])
    ):
        return None
    return make_secret_placeholder("password") + value[len(trim_trailing_punctuation(value)) :]


def _is_about_secrets(value: str, before: str, behind: str) -> bool:
    """Return whether the line is about passwords or, for a distinctive value, about accounts."""
    behind = behind.partition("\n")[0]
    if (
        get_lazy_pattern(_TYPED).search(before) is not None
        or get_lazy_pattern(_TYPED).search(behind) is not None
    ):
        return "[secret:" not in before[-9:]
    return looks_like_password(value) and get_lazy_pattern(_NAMED).search(before[-_BEHIND * 2 :]) is not None


def _is_setting_value(value: str, before: str, following: str) -> bool:
    """Return whether a value belongs to a setting, or follows an account name and a colon or space."""
    if get_lazy_pattern(_ACCOUNT).search(before) is not None and looks_like_password(value):
        return True
    signs = any(c in _SIGNS for c in value)
    login = get_lazy_pattern(_LOGIN).search(before)
    if login is not None and following.strip("\"')") == "":
        name = login["v"].lower()
        known = name in _ACCOUNTS or "user" in name
        return (looks_like_password(value) and (signs or known)) or (
            looks_like_typed_password(value) and known
        )
    quoted = before[-1:] in "\"'`" and following in ('"', "'", "`")
    sure = (
        signs and looks_like_password(value) and any(map(str.isupper, value)) and any(map(str.islower, value))
    )
    if not sure or not before or before.rstrip(" \t\"'`")[-1:] not in ("=", ":", ">", ",", "(", "["):
        return False
    return quoted or not any(c in "$%&*+?^~@#" for c in value) or value[-1] in "!*#$&?@"


_ACCOUNT = r"(?:^|[\s\"'(])[A-Za-z][\w.-]{1,31}@[\w-]{2,}(?:\.[\w-]+)*[ \t]{1,4}\z"
_LOGIN = r"(?:^|[\s\"'(=])(?P<v>[A-Za-z][\w.-]{1,31}):\z"
_ACCOUNTS = frozenset(
    "admin root sa user administrator administrateur postgres guest ops svc service test demo".split()
)


def _replace_new_secret(match: Match, aliases: Aliases) -> str | None:
    """Replace the new secret that follows a replaced secret and an arrow."""
    group = match.find_first_group("q", "v")
    value = match[group]
    fair = any(c.isdigit() for c in value) and any(c.isalpha() for c in value)
    if (
        contains_placeholder(value)
        or not is_plausible_secret(value)
        or not (group == "q" or (fair and "-" not in value[:1]))
    ):
        return None
    return replace_group(match, group, make_secret_placeholder("password"))


def rules() -> tuple[Rule, ...]:
    """Return the rules for strong passwords; they run after the rules for labelled values."""
    return (
        Rule("password", ("'''", '"""'), _THREE, make_hiding_replacer("password", is_plausible_secret)),
        Rule("password", ("[secret:",), _NEXT_ONE, _replace_new_secret, late=True),
        Rule("password", (), _CANDIDATE, _replace_password, context=-1, sieve=may_hold),
    )  # fmt: skip
