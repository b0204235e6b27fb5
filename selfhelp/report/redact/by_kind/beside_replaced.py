"""Rules for values beside a value that an earlier rule replaced: further entries of a list, the account or
password of the same command or sentence.
"""

# Patterns read better on one line.
# ruff: noqa: E501
from __future__ import annotations

from collections.abc import Callable, Iterator

from selfhelp.report.redact.aliases import contains_placeholder
from selfhelp.report.redact.by_kind.label_forms import is_technical_number
from selfhelp.report.redact.by_line.line_rules import Line, ReplacedPart, make_late_line_rule
from selfhelp.report.redact.by_shape.host_listings import is_own_host
from selfhelp.report.redact.positional_names import is_kernel_line, is_universal_name
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import Rule
from selfhelp.report.redact.strong_values import looks_like_typed_password
from selfhelp.report.redact.told_passwords import is_likely_password
from selfhelp.report.redact.value_shapes import is_plausible_secret
from selfhelp.report.redact.vocabulary.listed_words import is_word

Row = tuple[str, Callable[[str, Match], bool], str]
"""Pattern of a value, whether a value found by it is replaced, and the class of its placeholder."""

_USER = r"user-[0-9a-f]{6,8}"
_OF_STAFF = r"(?P<v>[A-Z]{0,4}-?[0-9]{4,10})"
_LONG_AGO = r"(?:[0-3]?[0-9][./-][01]?[0-9][./-](?:19[3-9][0-9]|200[0-9]|[3-9][0-9])|(?:19[3-9][0-9]|200[0-9])(?:-[01][0-9]-[0-3][0-9]|(?:0[1-9]|1[0-2])(?:[0-2][0-9]|3[01])))"
"""Pattern for a date that lies at least sixteen years back, as a date of birth does."""
_IN_BRACKETS = rf"{_USER}[ ]\({_OF_STAFF}[,)]"
_BETWEEN = rf"{_USER}[ ]?[,;|/]?[ ]{_OF_STAFF}[ ]?(?:/|[,;|]?[ ](?:user-|host-|phone-|[a-z]{{2,12}}[0-9]{{1,3}}[ ,;]))"
_BEFORE_NAME = rf"^[ \t•*|-]{{0,6}}{_OF_STAFF}[ ,;\t|–-]{{1,12}}{_USER}[^\r\n]*(?:birth-|user-|[;|])"
_BESIDE_BIRTH = rf"(?:birth-[0-9a-f]{{6}}|(?:^|[ ,;|\t]){_LONG_AGO})[ ]?[,;|\t ][ ]{{0,12}}(?P<v>[A-Z]{{1,3}}-?[0-9]{{3,8}}|[0-9]{{4,8}})(?:[,;|\s]|\z)"
_BORN = rf"{_USER}[ ]?[,;(|\t][ ]?(?P<v>{_LONG_AGO})(?:[),;|\s]|\z)"
_IN_ROW = rf"(?:[;\t|]|[ ]{{2}})(?P<v>{_LONG_AGO})(?:[;\t|]|[ ]{{2}}|\z)"
_GIVEN_NAME = rf"{_USER}[;|\t](?P<v>\p{{Lu}}\p{{Ll}}{{2,}})[;|\t]birth-"
_ACCOUNT_OF_NAME = rf"^[ \t•*-]{{0,6}}(?P<v>[a-z]{{3,12}}[0-9]{{1,4}})[ ](?:[-–—:=]|->|=>|→)[ ]{_USER}"
_IN_A_ROW = rf"(?:\[secret:id-number\]|{_USER}(?:[ ,;/|]{{1,3}}[0-9]{{4,8}})?)[ ,;/|]{{1,3}}(?P<v>[a-z][a-z0-9._-]{{2,20}}[0-9])[ ,;/|]{{1,3}}(?:host-|phone-|\[secret:id)"
_LISTED_ACCOUNT = rf"{_USER},[ ](?P<v>[A-Z]{{3,8}}_?[0-9]{{2,6}})(?:[,;.]|[ ](?:and|et|und)[ ])"
_OF_NUMBER = r"\[secret:id-number\][ ]?\((?P<v>\p{Lu}[\pL'’-]+(?:[ ]\p{Lu}[\pL'’-]+){0,2})\)"
_ACCOUNT_WORD = r"(?:user(?:[ _-]?(?:name|id))?|login(?:name)?|account|kennung|anmeldename|benutzer(?:name)?|konto|utilisateur|identifiant|compte|profile?)"
_ACCOUNT_OPTION = r"(?i)(?:^|\s)(?:-[uU][ ]?|--?(?:user|username|user-name|login|uid|account)[ =])[\"']?(?P<v>[A-Za-z][\w.-]{2,31})[\"']?(?:\s|\z)"
_ELEMENT = rf"(?i)<(?:\w+:)?{_ACCOUNT_WORD}(?:[ ][^<>\r\n]{{0,40}})?>(?P<v>[A-Za-z][\w.-]{{2,40}})</"
_BEFORE_PASSWORD = rf"(?i)(?:^|[^\pL]){_ACCOUNT_WORD}[ ](?:is |ist |est |war |was |= ?|: ?)?[\"'“„«]?(?P<v>[A-Za-z][\w.-]{{2,31}})[\"'”“»]?(?:[ ](?:und|and|et|with|mit|avec)[ ]|,[ ]?|[ ]?/[ ]?)[^\r\n]{{0,24}}?\[secret:password\]"
_TUPLE = r"[(\[][ ]?[\"'](?P<v>[A-Za-z][\w.-]{2,31})[\"'],[ ]?[\"']\[secret:(?:password|argument)\]"
_JOINED = r"(?:(?:[ ](?:-[uU]|--?(?:user|userpwd|proxy-user|basic-auth)|auth|basic|login)(?:[ ]|=))[\"']?|:[0-9]{2,5}:[^:\s]{1,40}:|[ \"'/\\](?-i:[A-Za-z][A-Za-z0-9-]{1,14}[/\\]))(?P<v>[A-Za-z][\w.-]{2,40})[:%]\[secret:(?:password|argument)"
_PERCENT = r"(?:[ \"'=])(?P<v>[A-Za-z][\w.-]{2,40})%\[secret:(?:password|argument)"
_BEFORE_ARGUMENT = (
    r"(?:^|[$>#] ?)[^\s$>#]{2,40}[ ](?:[^\r\n]{0,60}[ ])?(?P<v>[A-Za-z][\w.-]{3,31})[ ]\[secret:argument\]"
)
_AT_HOST = r"\[secret:(?:password|argument)\][\"']?@(?P<v>[A-Za-z][\w-]*(?:\.[\w-]+)*)"
_AFTER_ACCOUNT = (
    r"[ ]-[uU][ ]?user-[0-9a-f]{6}\S*[ ](?:[^\r\n]{0,60}[ ])?-[pPwW][ ]?[\"']?(?P<v>[^\s\"'/$][^\s\"']{4,})"
)
_BESIDE_DEVICE = r"(?i)(?:^|[,;:|][ ]?)(?:laptop|pc|computer|rechner|ordinateur|portable|tablet|tablette|router|routeur|box|wi-?fi|wlan|mail|nas|windows|vpn|sap|server|serveur|intranet)[ ](?P<v>[^\s,;]{6,})[ ]?(?:[,;|]|\z)"
_LISTED_PERSON = r"user-[0-9a-f]{6,8}[ ]\([^()\r\n]{2,24}\)(?:,| et| and| und|;)[ ](?P<v>\p{Lu}[\pL'’-]+(?:[ ](?:\p{Lu}[\pL'’-]+|de|du|le|la|von|van|der)){1,3})[ ]\("


def _is_account(text: str, found: Match) -> bool:
    return not is_universal_name(found["v"]) and not is_word(found["v"])


def _is_own_account(text: str, found: Match) -> bool:
    """Return whether an account beside a password is the user's own, even if its name is a word."""
    return not is_universal_name(found["v"])


def _is_host(text: str, found: Match) -> bool:
    return is_own_host(found["v"], sure=True)


def _is_argument(text: str, found: Match) -> bool:
    """Return whether a word before a password is an account name: no word, file or kind of secret."""
    value = found["v"]
    return (
        not is_universal_name(value)
        and not is_word(value.rstrip("0123456789") if not value[-1:].isdigit() else value)
        and not is_technical_number(value)
        and get_lazy_pattern(_KIND_OF_SECRET).search(value) is None
    )


_KIND_OF_SECRET = r"(?i)pass|pwd|passwd|secret|key|token|psk|community|md5|sha[0-9]?|des|aes|wpa|ascii|hex|\.(?:exe|sh|ps1|bat|cmd|py)"  # noqa: S105


def _is_password(text: str, found: Match) -> bool:
    value = found["v"]
    return is_plausible_secret(value) and not value.isdigit() and not is_word(value)


def _is_marked_password(text: str, found: Match) -> bool:
    value = found["v"]
    return is_likely_password(value) or looks_like_typed_password(value)


def _is_person(text: str, found: Match) -> bool:
    return not all(map(is_word, found["v"].split()))


def _is_any(text: str, found: Match) -> bool:
    return True


def _is_number(text: str, found: Match) -> bool:
    """Return whether a number beside a person isn't a year, version or ticket."""
    return get_lazy_pattern(
        r"(?:19|20)[0-9]{2}|(?:KB|INC|REQ|CHG|RITM|TASK|TK|CS|PRB)-?[0-9]+"
    ).is_full_match(found["v"]) is False and not get_lazy_pattern(_PROCESS).search(text)


_PROCESS = r"(?i)(?:^|[^\pL])(?:pid|process|audit|kernel|%cpu|tty[0-9]?|pts/[0-9]+|port|ssh2)(?:[^\pL]|\z)"
_BESIDE_NUMBERS: tuple[Row, ...] = (
    (_OF_NUMBER, _is_person, "user"),
    (_BESIDE_BIRTH, _is_number, "id-number"),
    (_IN_ROW, _is_any, "birth"),
)
_BESIDE_SECRETS: tuple[Row, ...] = (
    (_TUPLE, _is_own_account, "user"),
    (_ACCOUNT_OPTION, _is_own_account, "user"),
    (_ELEMENT, _is_own_account, "user"),
    (_JOINED, _is_own_account, "user"),
    (_PERCENT, _is_own_account, "user"),
    (_BEFORE_ARGUMENT, _is_argument, "user"),
    (_AT_HOST, _is_host, "host"),
    (_BEFORE_PASSWORD, _is_account, "user"),
    (_BESIDE_DEVICE, _is_marked_password, "password"),
)
_BESIDE_NAMES: tuple[Row, ...] = (
    (_IN_BRACKETS, _is_number, "id-number"),
    (_BETWEEN, _is_number, "id-number"),
    (_BEFORE_NAME, _is_number, "id-number"),
    (_BORN, _is_any, "birth"),
    (_GIVEN_NAME, _is_any, "user"),
    (_ACCOUNT_OF_NAME, _is_account, "user"),
    (_LISTED_ACCOUNT, _is_account, "user"),
    (_IN_A_ROW, _is_account, "user"),
    (_AFTER_ACCOUNT, _is_password, "password"),
    (_LISTED_PERSON, _is_person, "user"),
)


def _find_values_beside_secrets(line: Line) -> Iterator[ReplacedPart]:
    """Yield accounts and passwords beside a secret, and further codes and numbers of a list."""
    if is_kernel_line(line.text, 0):
        return
    if "[secret:argument]" in line.text or "[secret:password]" in line.text:
        yield from _find_values(line, _BESIDE_SECRETS)
    elif "[secret:code]" in line.text:
        yield from _find_values(line, _BESIDE_SECRETS[-1:])
    if "[secret:code]" in line.text:
        yield from _find_listed(line, "code", _CODE)
    if "[secret:id-number]" in line.text:
        yield from _find_further_numbers(line)


def _find_values_beside_names(line: Line) -> Iterator[ReplacedPart]:
    """Yield the password of a replaced account, and the next person of a list."""
    yield from _find_values(line, _BESIDE_NAMES)


def _find_values_beside_numbers(line: Line) -> Iterator[ReplacedPart]:
    """Yield the person in brackets after a number, and the further numbers and dates of a row."""
    yield from _find_values(line, _BESIDE_NUMBERS)


def _find_values(line: Line, rows: tuple[Row, ...]) -> Iterator[ReplacedPart]:
    for pattern, judge, kind in rows:
        for found in get_lazy_pattern(pattern).finditer(line.text):
            if not contains_placeholder(found["v"]) and judge(line.text, found):
                yield ReplacedPart(line.start + found.start("v"), line.start + found.end("v"), kind)


_WORD = r"[^\s,;|/]+"
_CODE = r"[0-9a-z]{3,8}(?:-[0-9a-z]{3,8}){1,4}|[0-9A-Z]{3,8}(?:-[0-9A-Z]{3,8}){1,4}"


def _find_listed(line: Line, kind: str, form: str) -> Iterator[ReplacedPart]:
    """Yield the values of a form before or after a replaced value of the same list."""
    words = [found.span() for found in get_lazy_pattern(_WORD).finditer(line.text)]
    known = [line.text[a:b].startswith(f"[secret:{kind}]") for a, b in words]
    for step in (range(1, len(words)), range(len(words) - 2, -1, -1)):
        back = 1 if step.step < 0 else -1
        for n in step:
            low, high = words[n]
            gap = line.text[words[n][1] : words[n + 1][0]] if back > 0 else line.text[words[n - 1][1] : low]
            joined = len(gap) < 4 and (kind == "code" or gap.strip())
            if not known[n] and known[n + back] and joined and _has_form(line.text[low:high], form):
                known[n] = True
                yield ReplacedPart(line.start + low, line.start + high, kind)


def _has_form(value: str, form: str) -> bool:
    return (
        get_lazy_pattern(form).is_full_match(value)
        and any(map(str.isdigit, value))
        and not is_technical_number(value)
    )


_STAFF_NUMBER = r"[A-Z]{0,3}[0-9]{4,8}(?:-[0-9]{1,4})?"
_ABOUT_STAFF = r"(?i)(?:^|[^\pL])(?:matricules?|personal-?(?:nr\.?|nummern?|id)|mitarbeiter\w*|ma-nr\.?|stammnummern?|employees?|workers?|staff|payroll|badges?|agents?|salariés?|ausweis\w*|card|carte|chip|customers?|clients?|kunden?\w*|pernr)(?:[^\pL]|\z)"
_FURTHER = r"(?i)(?:auch|also|aussi|and|und|et|or|oder|ou|not|pas|nicht|statt|instead of|au lieu de|new|neue?|nouveau|nouvelle|now|jetzt|puis|then|->|=>|→)[ ](?:n°[ ]?|nr\.?[ ]?|no\.?[ ]?)?(?P<v>[A-Z]{0,3}[0-9]{4,8}(?:-[0-9]{1,4})?)(?:[\s,;:!?)]|\.(?:\s|\z)|\z)"


def _find_further_numbers(line: Line) -> Iterator[ReplacedPart]:
    """Yield the further numbers of a line about staff: *matricule 48213 et non 48231*."""
    if get_lazy_pattern(_ABOUT_STAFF).search(line.text) is None:
        return
    yield from _find_listed(line, "id-number", _STAFF_NUMBER)
    place = 0
    while (found := get_lazy_pattern(_FURTHER).search(line.text[place:])) is not None:
        start, end = place + found.start("v"), place + found.end("v")
        place = end
        if not is_technical_number(found["v"]):
            yield ReplacedPart(line.start + start, line.start + end, "id-number")


_LOGIN_KEY = r"(?i)(?:^|[^\pL\pN])(?:[\w.@-]{0,40}?(?:user(?:[ _.-]?(?:name|id))?|login(?:[ _.-]?(?:name|id))?|logon|uid|usr|principal(?:[ _.-]?name)?)|(?:account|benutzer|anmelde|konto)(?:[ _.-]?name)?|kennung|utilisateur|nom d['’]utilisateur|identifiant|compte)[\"']?[ \t.]{0,24}(?:=>|[:=]|</key>[ ]?<string>|\"[ ]value=)[ \t]{0,12}N?[\"'«“]?(?P<v>[A-Za-z][\w.-]{2,40})(?:[\"'»”\s;,<&)\]}]|\z)"
_NAME_KEY = r"(?i)(?:^[ \t]*(?:-[ ])?[\"']?name[\"']?[ ]?[:=][ ]?|<name>|[ ]--name=)[\"']?(?P<v>[A-Za-z][\w.-]{2,40})[\"']?(?:[\s,<]|\z)"
_LOGIN_HINT = r"(?i)user|login|logon|uid|usr|principal|account|benutzer|anmelde|konto|kennung|utilisateur|identifiant|compte|name[\"']?[ ]?[:=]|<name>"
_PASSWORD_KEY = r"(?i)pass|kennwort|mdp|pwd"  # noqa: S105
_NO_LOGIN = frozenset("true false yes no none null string text password optional required name value user users username login default any all self local ldap kerberos ntlm basic oauth".split())  # fmt: skip  # noqa: SIM905
_NAMES_A_SETTING = r"[A-Z]+(?:_[A-Z0-9]+)+|(?i:.*(?:passw|secret|token|credential|key|auth).*)"


def _find_accounts_near_passwords(line: Line) -> Iterator[ReplacedPart]:
    """Yield the account of a setting up to two lines from the setting of its replaced password."""
    after = [row.text for row in line.iter_lines_after(3)]
    after = after[: after.index("")] if "" in after else after
    for pattern, near in (
        (_LOGIN_KEY, [line.text, *line.list_lines_before(2), *after]),
        (_NAME_KEY, [line.text, *after]),
    ):
        if not any(map(_has_replaced_password, near)):
            continue
        for found in get_lazy_pattern(pattern).finditer(line.text):
            if _is_login(found["v"], sure=pattern is _LOGIN_KEY):
                yield ReplacedPart(line.start + found.start("v"), line.start + found.end("v"), "user")


def _has_replaced_password(text: str) -> bool:
    return (
        "[secret:" in text
        and get_lazy_pattern(_PASSWORD_KEY).search(text.partition("[secret:")[0]) is not None
    )


def _is_login(value: str, *, sure: bool) -> bool:
    """Return whether the value of a setting is an account; that of *name* must not be a word."""
    return (
        not is_universal_name(value)
        and not contains_placeholder(value)
        and value.casefold() not in _NO_LOGIN
        and not get_lazy_pattern(_NAMES_A_SETTING).is_full_match(value)
        and (sure or not is_word(value))
    )


def late_rules() -> tuple[Rule, ...]:
    """Return the rules for values beside placeholders; they run after the rules that write these."""
    return (
        make_late_line_rule("password", ("[secret:",), r"\[secret:", _find_values_beside_secrets),
        make_late_line_rule("user", ("[secret:",), _LOGIN_HINT, _find_accounts_near_passwords),
        make_late_line_rule("user", ("user-",), "user-[0-9a-f]{6}", _find_values_beside_names),
        make_late_line_rule(
            "id-number",
            ("birth-", "[secret:id"),
            r"birth-[0-9a-f]{6}|\[secret:id",
            _find_values_beside_numbers,
        ),
    )
