"""Secrets that the place gives away: what stands in a header, a cookie or a link."""

# A pattern reads better on one line.
from __future__ import annotations

from selfhelp.report.redact.aliases import Aliases, is_stand_in
from selfhelp.report.redact.linear import Match, compiled
from selfhelp.report.redact.rules import Rule, around, hide, secret

_Q = r"(?:\\{0,3}[\"'`]|&quot;|&#34;|%22)?"
_SCHEMES = (
    r"(?:basic|bearer|negotiate|ntlm|digest|token|apikey|api-key|key|kerberos|hawk|user_token|geniekey|"
    r"aws4-hmac-sha256|sharedaccesssignature|sso-key|oauth|jwt|bot)"
)
_AUTHORIZATION = (
    rf"(?i)authorization{_Q}\s{{0,3}}(?:[:=]|=>|,|%3a)\s{{0,3}}{_Q}"
    rf"(?:{_SCHEMES}(?:\s|%20|\+){{1,3}}(?P<v>(?:\\.|[^\r\n\"'\\])+)|(?P<w>[^\s\"'\\]+))"
)
_DIGEST = r"(?i)(?:authorization|authenticate)\S{0,3}\s{0,3}digest\s(?P<v>[^\r\n]+)"
_BARE = (
    r"(?i)(?:^|[^\pL\pN_])(?:bearer|basic|negotiate|ntlm)(?:\s|%20){1,3}(?P<v>[A-Za-z0-9._~+/-]{8,}={0,2})"
)
_COOKIE = rf"(?i)cookie2?{_Q}\s{{0,3}}[:=]\s{{0,3}}{_Q}(?P<v>[^\s=;:\"']{{1,100}}=[^\r\n\"']+)"
_LOGIN = (
    r"(?i):(?://|%2f%2f|\\/\\/)(?P<v>[^\s/?#\"'<>@:]{0,128}:[^\s\"'<>@]{1,128}(?:@[^\s/?#\"'<>@]{1,64})?"
    r"|[^\s/?#\"'<>@:%]{16,128}|[^\s/?#\"'<>@:]{0,128}%3a[^\s\"'<>@]{1,128}?)(?:@|%40)"
)
_QUERY = (
    r"(?i)(?:[?&;#]|%3f|%26|&amp;|\\u0026)"
    r"(?:(?:access_?|id_?|refresh_?|auth_?|api_?|session_?|csrf_?|reset_?|security_?|sas_?)?token|sig|signature|code|key|"
    r"(?:api|access|subscription|function)[_-]?key|apikey|password|passwd|pwd|pass|secret|client_secret|auth|"
    r"saml(?:response|request|art)|relaystate|session_?state|x-(?:amz|goog)-(?:signature|credential|security-token)|"
    r"awsaccesskeyid|googleaccessid|session|session_?id|sid|ticket|jwt|otp|client_assertion|assertion|"
    r"code_verifier|code_challenge|device_code|user_code|state|nonce|invite|hmac)"
    r"(?:=|%3d)(?P<v>(?:%(?:[013-9a-f][0-9a-f]|2[0-57-9a-f])|[^&\s#\"'<>%\\])+)"
)


def _authorization(match: Match, aliases: Aliases) -> str | None:
    """Hide what follows the scheme; a word such as *failed* is no credential."""
    group = match.first("v", "w")
    if is_stand_in(match[group]) or not looks_random(match[group]):
        return None
    return around(match, group, secret("authorization"))


def looks_random(value: str) -> bool:
    """Tell a credential from an ordinary word: it has a digit or padding, or is long, or mixes cases."""
    head = next(iter(value.split()), "")
    if any(c.isdigit() for c in head) or head.endswith("=") or len(head) > 24:
        return True
    inner = head[1:]
    return len(head) >= 8 and inner.lower() != inner and inner.upper() != inner and head.isalnum()


def _is_login(value: str) -> bool:
    """``host:8080/path`` is no name and password."""
    return not compiled(r"[^:]*:[0-9]{1,5}[/?#]").match(value)


def _query_value(value: str) -> bool:
    """Error codes and small words stay readable in a link."""
    return not compiled(r"(?i)0x[0-9a-f]{1,16}|-?[0-9]{1,3}|true|false|null|none|ok|error").full(value)


def rules() -> tuple[Rule, ...]:
    """Return the rules, most certain first."""
    bare = ("bearer", "basic", "negotiate", "ntlm")
    return (
        Rule("authorization", ("digest",), _DIGEST, hide("authorization")),
        Rule("authorization", ("authorization",), _AUTHORIZATION, _authorization),
        Rule("authorization", bare, _BARE, hide("authorization", looks_random)),
        Rule("cookie", ("cookie",), _COOKIE, hide("cookie")),
        Rule("url-login", ("@", "%40"), _LOGIN, hide("url-login", _is_login)),
    )


def late_rules() -> tuple[Rule, ...]:
    """Return the rules that go after those for tokens: a form says more than a place."""
    return (Rule("url-key", ("=", "%3d"), _QUERY, hide("url-key", _query_value)),)
