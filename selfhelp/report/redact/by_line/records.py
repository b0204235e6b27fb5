"""Rules for secrets by their place in records: XML elements, YAML lists, failed logins, audit log arguments.

The name of the value is in the tag, the line above or the previous argument.
"""

from __future__ import annotations

from collections.abc import Iterator

from selfhelp.report.redact.by_line.line_rules import Line, ReplacedPart, make_line_rule
from selfhelp.report.redact.by_line.secret_labels import classify_secret_label
from selfhelp.report.redact.re2_patterns import get_lazy_pattern
from selfhelp.report.redact.rules import NO_WORD, Rule, make_hiding_replacer
from selfhelp.report.redact.value_shapes import is_plausible_secret, is_source_code

_ELEMENT = (
    r"<(?:[\w-]{1,16}:)?(?P<n>[\pL][\pL\pN_.-]{1,40})(?P<a>\s[^<>]{0,200})?>\s{0,8}(?:<!\[CDATA\[)?"
    r"(?P<v>[^\]\s][^\]\r\n]{1,200}?)(?:\]\]>)?\s{0,8}</"
)
_TITLE = r"(?i)(?:label|name|key|id|n|title)\s?=\s?[\"'](?P<n>[^\"'<>]{2,60})[\"']"


def _find_secret_elements(line: Line) -> Iterator[ReplacedPart]:
    """Yield the content of an XML element whose name or label denotes a secret."""
    for match in get_lazy_pattern(_ELEMENT).finditer(line.text):
        match.resume = match.start("v")
        title = get_lazy_pattern(_TITLE).search(match["a"]) if match["a"] else None
        named = classify_secret_label(match["n"].rpartition(".")[2]) or (
            title is not None and classify_secret_label(title["n"].rpartition(".")[2])
        )
        value = match["v"]
        if (
            named
            and "<" not in value.replace("<![CDATA[", "")[:1]
            and ("<" not in value or "CDATA" in line.text)
            and _is_secret_value(value)
        ):
            start = line.start + match.start("v")
            yield ReplacedPart(start, start + len(value), "password")


def _is_secret_value(value: str) -> bool:
    return (
        2 < len(value) < 120
        and is_plausible_secret(value)
        and not is_source_code(value)
        and len(value.split()) < 6
        and value[-1:] not in ".?:"
    )


_SECTION = r"^(?P<i>[ \t]*)(?:-[ ]+)?(?P<n>[\w\"'./:-]{2,60}?)[\"']?:[ \t]*(?:[|>][+-]?)?[ \t]*\r?$"
_ENTRY = (
    r"^(?P<i>[ \t]*)(?:-[ ]+)?[\"']?(?P<n>[\w./-]{1,60})[\"']?:[ \t]+[\"']?"
    r"(?P<v>[^\s\"'#&*!{\[][^\r\n\"'#]{1,300}?)[\"']?[ \t]*(?:#.*)?$"
)
_HOLDING = frozenset(
    [
        "value",
        "secure",
        "plain",
        "plaintext",
        "default",
        "data",
        "ciphertext",
        "secret",
        "content",
        "string",
        "raw",
        "encrypted",
    ]
)
_PLURAL = frozenset(["secrets", "credentials", "passwords", "tokens", "pwds", "logins"])
_LINES = 40


def _find_section_values(line: Line) -> Iterator[ReplacedPart]:
    """Yield the values below a name: Kubernetes secret data, entries of ``secrets:``, a list of logins."""
    section = get_lazy_pattern(_SECTION).match(line.text)
    if section is None:
        return
    name, depth = section["n"].strip("\"'").casefold(), len(section["i"])
    if name in ("data", "stringdata") and _is_secret_object(line):
        yield from _find_entries(line, depth, frozenset())
    elif name in _PLURAL or classify_secret_label(section["n"].rpartition(":")[2]):
        yield from _find_entries(line, depth, _HOLDING)
    elif name == "list" and any("chpasswd" in text for text in line.list_lines_before(3)):
        yield from _find_logins(line, depth)


def _is_secret_object(line: Line) -> bool:
    near = line.whole[max(0, line.start - 1_500) : line.end + 1_500]
    return (
        get_lazy_pattern(r"(?m)^[ \t-]*[\"']?kind[\"']?:[ ]*[\"']?(?:Sealed)?Secret[\"']?[ \t]*\r?$").search(
            near
        )
        is not None
    )


def _find_lines_below(line: Line, depth: int) -> Iterator[Line]:
    """Yield the following lines that are indented more deeply."""
    for inner in line.iter_lines_after(_LINES):
        text = inner.text
        if text.strip() and len(text) - len(text.lstrip()) <= depth and not text.lstrip().startswith("- "):
            return
        yield inner


def _find_entries(line: Line, depth: int, names: frozenset[str]) -> Iterator[ReplacedPart]:
    for inner in _find_lines_below(line, depth):
        entry = get_lazy_pattern(_ENTRY).match(inner.text)
        if (
            entry is not None
            and (not names or entry["n"].casefold() in names)
            and is_plausible_secret(entry["v"])
            and entry["v"][:1] not in "$<%"
        ):
            yield ReplacedPart(inner.start + entry.start("v"), inner.start + entry.end("v"), "secret")


def _find_logins(line: Line, depth: int) -> Iterator[ReplacedPart]:
    for inner in _find_lines_below(line, depth):
        entry = get_lazy_pattern(r"^[ \t]*(?:-[ ])?[\w.-]{1,32}:(?P<v>[^\s:]{2,200})[ \t]*$").match(
            inner.text
        )
        if entry is not None:
            yield ReplacedPart(inner.start + entry.start("v"), inner.start + entry.end("v"), "password")


_FAILED = (
    r"(?i)(?:(?:login|log-?on|auth\w*|sign-?in|password|ssh) attempts?|(?:invalid|bad|wrong|failed"
    r"|rejected|incorrect) (?:credentials?|login|log-?on|password|auth\w*)|brute\w*)(?: (?:for|with|from"
    r"|by|using|of))?:?[ ][\[(\"'](?:b?['\"])?[\w.@\\-]{1,40}['\"]?(?:/|:"
    r"|, ?b?)['\"]?(?P<v>[^\s\[\]()/\"',:]{3,64})['\"]?[\])\"']"
)
_FAILED_BEFORE = (
    r"(?i)[\[(\"'][\w.@-]{1,40}(?:/|:|, )(?P<v>[^\s\[\]()/\"',:]{3,64})[\])\"'][ ](?:login|log-?on"
    r"|auth\w*|sign-?in)[ ]?(?:attempt )?(?:failed|failure|succeeded|denied|rejected|refused)"
)
_SENT = r"(?m)^(?:[ \t]*(?:>{1,3}|C:|-->|CLIENT:|\*)[ \t]{0,3})?PASS[ ](?P<v>[^\s\r\n]{3,128})[ \t]*\r?$"
_LOGGED_IN = (
    r"(?m)^(?:[ \t]*(?:>{1,3}|C:|CLIENT:)[ \t]{0,3})?(?:[\w.]{1,8}[ ])?LOGIN[ ]\"?[\w.@-]{1,64}\"?[ ]\"?"
    r"(?P<v>[^\s\r\n\"]{3,128})\"?[ \t]*\r?$"
)
_BESIDE_USER = (
    r"(?:^|[\s\"'])(?:-u|-U|-l|--user(?:name)?"
    r"|-user(?:name)?)[ =]{1,2}[\"']?[A-Za-z][\w.@\\-]{0,63}[\"']?[ ]{1,3}(?:-p|-P|-w|-pw"
    r"|-pass)[ =]{0,2}[\"']?(?P<v>[^\s\"'-][^\s\"']{2,63})"
)
_ARGUED = (
    r"[\"']--?(?:\w+-)*(?:password|passwd|pass|pw|pwd|token|secret|api-?key|key"
    r"|passphrase)[\"'][,\s]{1,4}(?:\w{1,8}(?:\[[0-9]+\])?=)?[\"'](?P<v>[^\"'\r\n]{2,128})[\"']"
)
_FLAT = (
    r"[\"'](?:\w*[_-])?(?:password|passwd|pwd|passphrase|secret|mdp|token"
    r"|pin)[\"'],[ ]?[\"'](?P<v>[^\"'\r\n]{3,128})[\"'][ ]?[\])]"
)
_EZCONNECT = (
    r"(?:^|[\s=\"'])[A-Za-z][\w$]{0,30}/(?P<v>[^\s/@:\"']{3,40})@(?://)?[\w.-]+(?::[0-9]{2,5})?/[\w.]+"
)
_AT_ADDRESS = (
    r"(?:^|[\s\"'=>])(?:[A-Z]|[a-ln-z]|m[b-z]|ma[a-hj-z])[\w.-]{0,31}:(?P<v>[^\s:@/\"'<>()]{3,64})@"
    r"(?:[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}|[a-z][\w-]*(?:\.[\w-]+)+)"
)
_PUTTY = r"(?m)^(?:Private-MAC|Private-Hash): (?P<v>[0-9a-f]{8,128})"
_SEED = (
    r"(?i)(?:totp|otp|2fa|mfa|authenticator|seed|setup key|secret key)(?:[ ](?:seed|secret|key"
    r"|code))?[ ]?(?:is|:|=|->|–|—)?[ ]{1,2}(?P<v>(?-i:[A-Z2-7]{16,64}))"
)
_KEYED = (
    r"(?i)(?:wep|wpa2?|wi-?fi|network|product|licen[cs]e|activation|serial|recovery|emergency|zigbee|app"
    r"|nwk|encryption|master|unlock|enrol?lment|installation|lizenz|produkt|netzwerk)[ -]?(?:key|code|kit"
    r"|schl(?:ü|ue)ssel|s-code)s?[ ]?(?:\([\w ]{1,12}\))?[ ]?(?:[—–:=-]|is"
    r"|->)?[ ]{1,3}(?P<v>(?-i:[A-Z0-9]{2,}(?:[-][A-Z0-9]{2,})*))"
)
_PARAMETER = (
    r"(?i)(?:^|[?&\s\"';])(?:sid|nonce|code_verifier|oauth[ _]verifier|verifier|user[ _]code"
    r"|device[ _]code|otc|auth[ _]code|relaystate)(?:=|[ ](?:is |= ?)?"
    r"|: ?)[\"']?(?P<v>[A-Za-z0-9_-]{6,128})"
)
_INVITED = (
    r"/(?:invite|invitation|join|magic|verify|confirm|activate|unsubscribe|share|s/reset|reset|token"
    r"|auth)/(?P<v>[A-Za-z0-9_-]{12,200})"
)
_DJANGO = (
    r"(?:pbkdf2_sha(?:1|256|512)|bcrypt_sha256|argon2|scrypt|sha1|md5)\$(?P<v>[0-9A-Za-z$./+=_-]{10,200})"
)
_DIGEST = (
    r"(?i)(?:pass|pwd|passwd|password|secret|mdp)\w*[\"'`]?[ ]?=[ ]?(?:md5|sha1|sha2|sha256|sha512"
    r"|password|old_password|crypt|encrypt|to_base64|encode)\([ ]?[\"'](?P<v>[^\"'\r\n]{2,128})"
)


def _is_mixed(value: str) -> bool:
    return any(map(str.isdigit, value)) and any(map(str.isalpha, value)) and is_plausible_secret(value)


def _looks_like_key(value: str) -> bool:
    return len(value) > 7 and sum(map(str.isdigit, value)) > 1 and bool(set(value) - set("xX-"))


def _is_plain_value(value: str) -> bool:
    return (
        is_plausible_secret(value)
        and not is_source_code(value)
        and value[:1] not in "$<%{["
        and value not in ("user", "global")
    )


def _find_putty_key_lines(line: Line) -> Iterator[ReplacedPart]:
    """Yield the lines of a PuTTY private key."""
    count = get_lazy_pattern(r"^Private-Lines: (?P<n>[0-9]{1,3})").match(line.text)
    if count is None:
        return
    for inner in line.iter_lines_after(min(int(count["n"]), 200)):
        if inner.text.strip() and ":" not in inner.text:
            yield ReplacedPart(inner.start, inner.end, "private-key")


_INVITED_NEEDS = (
    "/invite/", "/invitation/", "/join/", "/magic/", "/verify/", "/confirm/", "/activate/", "/unsubscribe/",
    "/share/", "/reset/", "/token/", "/auth/",
)  # fmt: skip
_TAGGED = r"(?i)<[^<>]{0,200}(?:pass|pwd|secret|token|key|pin|mdp|psk|hash|cred|wort|code)[^<>]{0,200}>"
_NAMED = r"(?im)^[ \t-]*[\w\"'./:-]{2,60}:[ \t]*[|>]?[+-]?[ \t]*\r?$"
_SEED_NEEDS = ("otp", "2fa", "mfa", "authenticator", "seed", "setup key", "secret key")
_PARAMETER_NEEDS = ("sid", "nonce", "verifier", "code", "otc", "relaystate")
_DJANGO_NEEDS = ("pbkdf2_", "bcrypt_", "argon2$", "scrypt$", "sha1$", "md5$")


def _is_operand(value: str) -> bool:
    return _is_plain_value(value) and not value.isdigit() and value[:1] not in "/.~"


def _has_digits(value: str) -> bool:
    return any(map(str.isdigit, value))


def rules() -> tuple[Rule, ...]:
    """Return the rules for records; they run after the rules for settings."""
    tags = ("pass", "pwd", "secret", "token", "key", "pin", "mdp", "psk", "hash", "cred", "wort", "code")
    sections = ("data:", "secret", "credential", "password", "token", "pass", "pwd", "login", "list:", "key:")
    logins = ("login", "logon", "log-on", "auth", "sign", "credential", "password", "attempt", "brute")
    hide_password = make_hiding_replacer("password", _is_plain_value)
    hide_argument = make_hiding_replacer("argument", _is_plain_value)
    return (
        make_line_rule("password", tags, _TAGGED, _find_secret_elements),
        make_line_rule("secret", sections, _NAMED, _find_section_values),
        Rule("password", logins, _FAILED, hide_password),
        Rule("password", logins, _FAILED_BEFORE, hide_password),
        Rule("password", ("pass ",), _SENT, hide_password),
        Rule("password", ("login ",), _LOGGED_IN, hide_password),
        Rule("argument", ("-u", "-l"), _BESIDE_USER, make_hiding_replacer("argument", _is_operand)),
        Rule("argument", ("pass", "pw", "token", "secret", "key"), _ARGUED, hide_argument),
        Rule("password", ("pass", "pwd", "secret", "mdp", "token", "pin"), _FLAT, hide_password),
        Rule("password", ("@",), _EZCONNECT, hide_password),
        Rule("password", ("@",), _AT_ADDRESS, hide_password),
        Rule("private-key", ("private-mac", "private-hash"), _PUTTY, make_hiding_replacer("private-key")),
        make_line_rule(
            "private-key", ("private-lines",), r"(?m)^Private-Lines: [0-9]", _find_putty_key_lines
        ),
        Rule("totp", _SEED_NEEDS, _SEED, make_hiding_replacer("totp", _has_digits), NO_WORD),
        Rule(
            "key",
            ("key", "code", "kit", "schlüssel", "schluessel"),
            _KEYED,
            make_hiding_replacer("key", _looks_like_key),
            NO_WORD,
        ),
        Rule("token", _PARAMETER_NEEDS, _PARAMETER, make_hiding_replacer("token", _is_mixed), NO_WORD),
        Rule("token", _INVITED_NEEDS, _INVITED, make_hiding_replacer("token", _is_mixed)),
        Rule("hash", _DJANGO_NEEDS, _DJANGO, make_hiding_replacer("hash", _is_mixed)),
        Rule("password", ("pass", "pwd", "secret", "mdp"), _DIGEST, hide_password),
    )
