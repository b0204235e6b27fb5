"""Rules for keys that programs print or keep in files of their own: licence files, key files, lists of
cookies, files of an account name and a password.

Sources: the licence file format of FlexNet Publisher (SIGN, HOSTID), the XML key file of KeePass 2, isql(1)
of unixODBC, ``--auth-user-pass`` of openvpn(8).
"""

# Patterns read better on one line.
# ruff: noqa: E501
from __future__ import annotations

from collections.abc import Iterator

from selfhelp.report.redact.aliases import contains_placeholder
from selfhelp.report.redact.by_line.line_rules import Line, ReplacedPart, make_line_rule
from selfhelp.report.redact.re2_patterns import get_lazy_pattern
from selfhelp.report.redact.rules import Rule
from selfhelp.report.redact.value_shapes import is_plausible_secret
from selfhelp.report.redact.vocabulary.listed_words import is_word

_LICENCE = r"\b(?:SIGN2?|SIGNATURE|ck|authcode)=[\"']?(?P<v>[0-9A-F]{4}(?:[0-9A-F]| [0-9A-F]{4}){3,})"
_FINGERPRINT = r"\bHOSTID=[\"']?(?P<v>[0-9a-fA-F]{8,16})\b"
_KEY_FILE = (
    r"(?i)<(?:key|data|secret|value|seed)(?: [^<>\r\n]{0,60})?>[ ]?(?P<v>[0-9A-F]{8,}(?:[ ][0-9A-F]{8,}){3,})"
)
_COOKIE = r"(?i)(?:^|[\s\"'.])(?:xsrf|csrf|csrftoken|sess\w{0,12}|sid|hsid|ssid|auth\w{0,8}|token|remember\w{0,8})[ \t|]{1,12}(?P<v>[0-9a-f]{16,}|[0-9A-Za-z_-]*[0-9][0-9A-Za-z_-]{19,})(?:\s|\z)"
_ODBC = r"(?i)(?:^|[\s$#>])i?isql(?: -[a-z])*[ ][A-Za-z][\w-]*[ ](?P<u>[A-Za-z][\w.-]{1,31})[ ][\"']?(?P<v>[^\s\"'-][^\s\"']{3,})"
_SHOWN_FILE = r"(?i)(?:^|[\s$#>])(?:cat|type|more|less|head|gc|Get-Content)[ ]+[\"']?\S*(?:cred|pass|auth|login|secret|pwd)[\w.-]*[\"']?[ \t]*\z"

_ROWS = ((_LICENCE, "key"), (_FINGERPRINT, "mac"), (_KEY_FILE, "key"), (_COOKIE, "key"))
_NEEDS = ("sign", "ck=", "authcode=", "hostid=", "<key", "<data", "<secret", "<value", "<seed", "xsrf", "csrf", "sess", "sid", "auth", "token", "remember", "isql", "cat ", "type ", "more ", "less ", "head ", "gc ", "get-content")  # fmt: skip
_HINT = r"SIGN|ck=|authcode=|HOSTID=|(?i:<(?:key|data|secret|value|seed)[ >]|(?:xsrf|csrf|sess|sid|auth|token|remember)\w{0,12}[ \t|]|isql |(?:cat|type|more|less|head|gc|get-content) \S+[ \t]*$)"


def _find_printed_keys(line: Line) -> Iterator[ReplacedPart]:
    """Yield the keys of a line, and the password of a shown file below it."""
    for pattern, kind in _ROWS:
        for found in get_lazy_pattern(pattern).finditer(line.text):
            yield ReplacedPart(line.start + found.start("v"), line.start + found.end("v"), kind)
    for found in get_lazy_pattern(_ODBC).finditer(line.text):
        if is_word(found["v"]):
            continue  # a sentence about the program
        yield ReplacedPart(line.start + found.start("u"), line.start + found.end("u"), "user")
        yield ReplacedPart(line.start + found.start("v"), line.start + found.end("v"))
    if get_lazy_pattern(_SHOWN_FILE).search(line.text) is not None:
        yield from _find_password_below(line)


def _find_password_below(line: Line) -> Iterator[ReplacedPart]:
    """Yield the password of a file of one or two lines that a command shows."""
    words = []
    for row in line.iter_lines_after(2):
        if len(row.text.split()) != 1 or contains_placeholder(row.text):
            break
        words.append(row)
    if words and is_plausible_secret(value := words[-1].text.strip()):
        start = words[-1].start + words[-1].text.index(value)
        yield ReplacedPart(start, start + len(value))


def rules() -> tuple[Rule, ...]:
    """Return the rule for printed keys."""
    return (make_line_rule("key", _NEEDS, f"(?m){_HINT}", _find_printed_keys),)
