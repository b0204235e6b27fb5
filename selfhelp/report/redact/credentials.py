"""Rules for secrets identified by their place: in a header, a cookie or a link."""

# A pattern reads better on one line.
# ruff: noqa: E501
from __future__ import annotations

from selfhelp.report.redact.aliases import Aliases, is_placeholder
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import (
    Rule,
    find_wrapped_end,
    make_hiding_replacer,
    make_secret_placeholder,
    replace_group,
)

_Q = r"(?:\\{0,3}[\"'`]|&quot;|&#34;|%22)?"
_SCHEMES = (
    r"(?:basic|bearer|negotiate|ntlm|digest|token|apikey|api-key|key|kerberos|hawk|user_token|geniekey|"
    r"aws4-hmac-sha256|sharedaccesssignature|sso-key|oauth|jwt|bot)"
)
_AUTHORIZATION = (
    rf"(?i)authorization{_Q}\s{{0,3}}(?:[:=]|=>|,|%3a)\s{{0,3}}{_Q}"
    rf"(?:{_SCHEMES}(?:\s|%20|\+){{1,3}}(?P<v>(?:\\.|[^\r\n\"'\\]|[\"'][^\r\n\"'\\]{{0,400}}[\"'])+)|[A-Za-z][\w-]{{2,30}}[ ](?P<x>[^\r\n]{{16,}})|(?P<w>[^\s\"'\\]+))"
)
_DIGEST = r"(?i)(?:authorization|authenticate)\S{0,3}\s{0,3}digest\s(?P<v>[^\r\n]+)"
_BARE = r"(?i)(?:^|[^\pL\pN_])(?:bearer|basic|negotiate|ntlm)(?:[ \t]|\r?\n[ \t]|%20){1,3}(?P<v>[A-Za-z0-9._~+/-]{8,}={0,2})"
_COOKIE = rf"(?i)cookies?2?{_Q}\s{{0,3}}[:=]\s{{0,3}}{_Q}(?:(?P<v>[^\s=;:\"']{{1,100}}=[^\r\n\"']+)|(?P<w>[A-Za-z0-9._~+/%-]{{16,}}={{0,2}}))"
_COOKIE_REPR = r"(?i)<cookie [\w.-]{1,80}=(?P<v>[^\s<>]{6,})"
_LOGIN = (
    r"(?i):(?://|%2f%2f|\\/\\/)(?P<v>[^\s/?#\"'<>@:]{0,128}:[^\s\"'<>@]{1,128}(?:@[^\s/?#\"'<>@]{1,128})?"
    r"|[^\s/?#\"'<>@:%]{16,128}|[^\s/?#\"'<>@:]{0,128}%3a[^\s\"'<>@]{1,128}?)(?:@|%40)"
)
_QUERY = (
    r"(?i)(?:[?&;#]|%3f|%26|&amp;|\\u0026)"
    r"(?P<n>(?:access_?|id_?|refresh_?|auth_?|api_?|session_?|csrf_?|reset_?|security_?|sas_?)?token|sig|signature|code|key|"
    r"(?:api|access|subscription|function)[_-]?key|apikey|password|passwd|pwd|pass|secret|client_secret|auth|"
    r"saml(?:response|request|art)|relaystate|session_?state|x-(?:amz|goog)-(?:signature|credential|security-token)|"
    r"awsaccesskeyid|googleaccessid|session|session_?id|sid|ticket|jwt|otp|client_assertion|assertion|"
    r"code_verifier|code_challenge|device_code|user_code|state|nonce|invite|hmac|mdp|passphrase|passcode|pin|psk|policy|key-pair-id|wresult|mtid|rlkey|resourcekey|cookie|"
    r"phpsessid|jsessionid|aspsessionid\w*|authkey|auth_?key|accesskey|secretkey|magic|link_?token|login_?token|verification|verify|activation|confirm(?:ation)?_?(?:key|code|token)?|reset|otc|ott|tk|tok|t|hash_?key|shared_?key|api_?secret|app_?secret|consumer_?(?:key|secret)|oauth_(?:token|signature|verifier|nonce)|sso|samlart|h|x-amz-credential|token_?id|guest_?token|share_?token|sharekey|unsubscribe|pass_?code|meeting_?pass\w*|pwd_?hash|e|auth_?token|credential)"
    r"(?:=|%3d)(?P<v>(?:%(?:[013-9a-f][0-9a-f]|2[0-57-9a-f])|[^&\s#\"'<>%\\])+)"
)


def _replace_authorization(match: Match, aliases: Aliases) -> str | None:
    """Replace the credential after an authorisation scheme; a word such as *failed* stays."""
    group = match.find_first_group("v", "w", "x")
    value = match[group]
    if is_placeholder(value) or not (_contains_random_value(value) if group == "x" else looks_random(value)):
        return None
    if group == "x":
        kept = value.rstrip(" \t\"',;)}]\\")
        return (
            match.string[match.start() : match.start("x")]
            + make_secret_placeholder("authorization")
            + value[len(kept) :]
            + match.string[match.end("x") : match.end()]
        )
    return replace_group(match, group, make_secret_placeholder("authorization"))


def _contains_random_value(value: str) -> bool:
    """Return whether a text after an unlisted scheme contains a credential, alone or among parameters."""
    words = get_lazy_pattern(r"[A-Za-z0-9+/_.~%:-]{16,}").finditer(value)
    return any(any(c.isdigit() for c in w[""]) and any(c.isalpha() for c in w[""]) for w in words)


def _find_wrapped_value_end(match: Match) -> int:
    return find_wrapped_end(match)


def _replace_cookie(match: Match, aliases: Aliases) -> str | None:
    group = match.find_first_group("v", "w")
    if (
        is_placeholder(match[group])
        or is_harmless_cookie(match[group])
        or (group == "w" and not looks_random(match["w"]))
    ):
        return None
    return replace_group(match, group, make_secret_placeholder("cookie"))


_HARMLESS_COOKIE = (
    r"(?i)(?:[\w.-]{1,40}=(?:[a-z]{2}(?:[-_][a-z]{2})?|true|false|yes|no|on|off|[0-9]{1,2}|light|dark|\[\w+\]|<\w+>|\*+|deleted|)"
    r"|path=[^;]*|domain=[^;]*|max-age=[0-9-]+|expires=[^;]*|samesite=\w+|secure|httponly|partitioned|priority=\w+)"
)


def is_harmless_cookie(value: str) -> bool:
    """Return whether a cookie holds only a language, a colour scheme, hidden values or attributes."""
    return all(
        get_lazy_pattern(_HARMLESS_COOKIE).is_full_match(part.strip(" \t"))
        for part in value.split(";")
        if part.strip()
    )


def looks_random(value: str) -> bool:
    """Return whether a value is a credential, not a word: it has digits or padding, is long or mixes case."""
    head = next(iter(value.split()), "")
    if any(c.isdigit() for c in head) or head.endswith("=") or len(head) > 24:
        return True
    inner = head[1:]
    return len(head) >= 8 and inner.lower() != inner and inner.upper() != inner and head.isalnum()


def _has_name_and_password(value: str) -> bool:
    """Return whether a value is a name and password, not ``host:8080/path``."""
    return not get_lazy_pattern(r"[^:]*:[0-9]{1,5}[/?#]").match(value)


def _is_long_query_value(value: str) -> bool:
    """Return whether a query value is more than an error code or short word; those two stay readable."""
    return not get_lazy_pattern(
        r"(?i)0x[0-9a-f]{1,16}|-?[0-9]{1,3}|true|false|null|none|ok|error"
    ).is_full_match(value)


def rules() -> tuple[Rule, ...]:
    """Return the rules for credentials in headers, cookies and links, the most reliable first."""
    bare = ("bearer", "basic", "negotiate", "ntlm")
    return (
        Rule("authorization", ("digest",), _DIGEST, make_hiding_replacer("authorization")),
        Rule(
            "authorization",
            ("authorization",),
            _AUTHORIZATION,
            _replace_authorization,
            extend=_find_wrapped_value_end,
        ),
        Rule(
            "authorization",
            bare,
            _BARE,
            make_hiding_replacer("authorization", looks_random),
            extend=_find_wrapped_value_end,
        ),
        Rule("cookie", ("<cookie ",), _COOKIE_REPR, make_hiding_replacer("cookie")),
        Rule("cookie", ("cookie",), _COOKIE, _replace_cookie),
        Rule("url-login", ("@", "%40"), _LOGIN, make_hiding_replacer("url-login", _has_name_and_password)),
    )


def _replace_query(match: Match, aliases: Aliases) -> str | None:
    """Replace a query value; for ambiguous parameter names, only a value that looks like a secret."""
    value = match["v"]
    name = match["n"].lower() if match.has_group("n") else ""
    if not value or is_placeholder(value) or not _is_long_query_value(value):
        return None
    if name == "state" and value.isalpha() and value.islower() and len(value) < 12:
        return None  # the state of a list: *open*, *closed*
    if match[""][:1] == ";" and name in ("password", "passwd", "pwd", "pass", "mdp", "secret", "pin", "psk"):
        return None  # a connection string, whose values end elsewhere
    if name in (
        "t",
        "h",
        "tk",
        "verify",
        "reset",
        "sso",
        "policy",
        "magic",
        "verification",
    ) and not _is_random_identifier(value):
        return None
    if name == "e" and (
        len(value) != 6 or "sharepoint" not in match.string[max(0, match.start() - 200) : match.start()]
    ):
        return None
    return replace_group(match, "v", make_secret_placeholder("url-key"))


def _find_query_end(match: Match) -> int:
    """Return the end of a query value; a percent sign that doesn't start an escape belongs to it."""
    end = match.end()
    if match.string[end : end + 1] != "%" or match.string[end : end + 3] == "%26":
        return end
    more = get_lazy_pattern(r"[^&\s#\"'<>\\]*").match(match.string[end : end + 300])
    return end + (more.end() if more is not None else 0)


def _is_random_identifier(value: str) -> bool:
    """Return whether an identifier is random: long, with digits and letters, without words."""
    bare = value.replace("-", "").replace("_", "").replace(".", "").replace("%", "")
    digits = sum(c.isdigit() for c in bare)
    if (
        len(bare) < 16
        or not digits
        or digits == len(bare)
        or get_lazy_pattern(r"[a-z]{2,20}(?:[-_.][a-z0-9]{1,20}){1,12}|[0-9a-fA-F-]{36}").is_full_match(value)
    ):
        return False
    return digits >= 2 or bare.lower() != bare


_OTHER = r"(?i)(?:[?&;#]|&amp;|\\u0026)(?P<n>[a-z_][\w.-]{0,30})=(?P<v>[A-Za-z0-9_~.%+/=-]{20,})"
_NO_SECRET = frozenset(
    [
        "v",
        "ver",
        "version",
        "hash",
        "rev",
        "cb",
        "etag",
        "integrity",
        "md5",
        "sha1",
        "sha256",
        "checksum",
        "commit",
        "build",
        "id",
        "uuid",
        "guid",
        "utm_source",
        "utm_medium",
        "utm_campaign",
        "utm_content",
        "utm_term",
        "q",
        "query",
        "search",
        "url",
        "redirect",
        "redirect_uri",
        "return",
        "returnurl",
        "next",
        "file",
        "filename",
        "path",
        "name",
        "title",
        "page",
        "lang",
        "client_id",
        "clientid",
        "tenant",
        "appid",
        "requestid",
        "correlationid",
        "traceid",
        "correlation_id",
        "request_id",
        "src",
        "ref",
        "referrer",
        "referer",
        "folder",
        "dir",
        "host",
        "user",
        "email",
        "mail",
        "callback",
        "continue",
        "dest",
        "destination",
        "target",
    ]
)


def _replace_url_key(match: Match, aliases: Aliases) -> str | None:
    value = match["v"].rstrip(".")
    if (
        match["n"].lower() in _NO_SECRET
        or ("/" in value[1:-1] and not value.endswith("="))
        or "%2F" in value[:12]
        or is_placeholder(value)
    ):
        return None
    if (
        len(value) < 24
        or not _is_random_identifier(value)
        or get_lazy_pattern(r"[0-9a-f]{32}|[0-9a-f]{40}|[0-9a-f]{64}").is_full_match(value)
    ):
        return None
    return replace_group(match, "v", make_secret_placeholder("url-key"))


_PATH = (
    r"(?i)/(?:invit(?:e|ation)s?|join|reset(?:[-_]?password)?|password[-_]?reset|passwords?/(?:reset|edit)|recover|recovery|activat(?:e|ion)|verif(?:y|ication)|confirm(?:ation|-email)?|validat(?:e|ion)|magic(?:-?link)?|token|tokens|unsubscribe|optout|opt-out|unlock|share[ds]?|sharing|dl|hook|hooks|webhooks?|incoming|services|secret|secrets|pastes?|onetime|one-time|login|signin|auth|sso|oauth|accept|claim|redeem|download|drop|send|v/[a-z]|ical|feed|feeds|rss|calendar|sign|document|esign|envelope|meeting|meet|session|sessions|scl/fi|scl/fo|sh|folders?|receipt|preview|access|key|apikey|with/key|t/\w{1,20}|"
    r"catch(?:/[0-9]{1,12})?|hook/v2|bot/v2/hook|:[a-z]:/[a-z](?:/[\w.-]{1,40}){0,3}|calendar/(?:ical/)?[^\s/]{1,80}|accounts?/(?:reset|confirm|activate)(?:/[\w-]{1,12})?)(?:/[0-9]{1,12})?/(?:private-)?(?P<v>[A-Za-z0-9_~.:+=-]{6,})"
)
_BOT = r"(?i)/bot(?P<v>[0-9]{5,16}:[A-Za-z0-9_-]{20,})"
_MEETING = r"(?i)(?:zoom\.us|zoomgov\.com)/(?:j|my|w|s|wc/join)/(?P<v>[0-9]{9,12})"
_CALLBACK = r"(?i)(?:^|[^\pL\pN_])[a-z][a-z0-9+.-]{5,40}(?:callback|auth|login|sso|oauth)[a-z]{0,10}:(?://)?(?P<v>[A-Za-z0-9+/=_.-]{24,})"
_WEBSOCKET = r"(?i)sec-websocket-protocol[\"']?\s{0,3}[:=,]\s{0,3}[\"']?(?:[\w.-]{1,60},\s{0,3}){1,4}(?P<v>[A-Za-z0-9+/=_.-]{16,})"
_HUB = r"(?i)\b(?:x-hub-signature(?:-256)?|x-[\w-]{0,40}(?:signature|nonce|hmac|secret|token|key|session|auth)[\w-]{0,12}|stripe-signature|x-wp-nonce)\\{0,3}[\"']?\s{0,3}[:=,]\s{0,3}\\{0,3}[\"']?(?:sha(?:1|256|512)=|t=[0-9]+,v1=)?(?P<v>[A-Za-z0-9+/=_.-]{10,})"
_TICKET = r"(?:^|[^A-Za-z0-9])(?P<v>(?:TGT|ST|PT|PGT|PGTIOU|TGC)-[0-9]{1,8}-[A-Za-z0-9.-]{16,})"
_ASSERTION = r"(?i)(?:saml(?:response|request|art|assertion)|wresult|id_token_hint|client_assertion|assertion)\\{0,3}[\"']?(?:\s{0,4}(?:=|:|%3d|=>)|[\"']?\s{1,4}value=)\s{0,4}\\{0,3}[\"']?(?P<v>[A-Za-z0-9+/=%_.-]{20,})"
_SIGNED = r"(?i)<(?:\w{1,12}:)?(?:SignatureValue|CipherValue|BinarySecurityToken|SecurityToken|Assertion|Nonce|BinarySecret|SessionToken|AccessToken|Ticket)(?:\s[^<>]{0,300})?>\s{0,40}(?P<v>[A-Za-z0-9+/=\s_.-]{16,}?)\s{0,40}</"
_NAMED = r"(?i)(?:^|[;\s\"'&?,({<\[|])(?P<n>[\w.-]{0,24}?(?:sess(?:ion)?(?:[_-]?id)?|sid|aspxauth|samlauth|msisauth\w{0,2}|fedauth|rtfa|estsauth\w*|tgc|castgc|csrf\w{0,12}|xsrf\w{0,12}|jwt|logged_in\w*|remember\w*|auth(?:[_-]?\w{0,10})?|sapisid|apisid|psid\w{0,4}|connect\.sid|_shibsession_\w*|mod_auth_openidc_session|ltpatoken2?|smsession|bigipserver\w*|incap_ses\w*|datr|c_user|xs|li_at|oauth\w{0,12}))=(?P<v>[^\s;\"'<>&,]{12,})"


def _is_path_secret(value: str) -> bool:
    if "." in value and get_lazy_pattern(r".*\.[A-Za-z]{1,5}[0-9]?(?::[0-9]+)*").is_full_match(value):
        return False
    return _is_random_identifier(value)


def _replace_sign_in_cookie(match: Match, aliases: Aliases) -> str | None:
    """Replace a cookie or parameter whose name shows that it keeps a user signed in."""
    value = match["v"]
    if is_placeholder(value) or match["n"].lower() in (
        "auth_type",
        "authtype",
        "authmethod",
        "author",
        "authority",
        "authenticator",
    ):
        return None
    digits = any(c.isdigit() for c in value)
    if (
        not digits
        or not any(c.isalpha() for c in value)
        or "://" in value
        or get_lazy_pattern(r"[\w.-]+@[\w.-]+|/.*").is_full_match(value)
    ):
        return None
    return replace_group(match, "v", make_secret_placeholder("cookie"))


def _has_letters_and_digits(value: str) -> bool:
    return any(c.isdigit() for c in value) and any(c.isalpha() for c in value)


def _replace_webhook_secret(match: Match, aliases: Aliases) -> str | None:
    value = match["v"]
    place = match[""].lower()
    if place.startswith("/catch/"):
        return replace_group(match, "v", make_secret_placeholder("webhook"))
    if _is_path_secret(value) and not is_placeholder(value):
        return replace_group(match, "v", make_secret_placeholder("url-key"))
    match.resume = match.start("v") - 1
    return None


_PLACES = (
    "/invit", "/join", "/reset", "/password", "/recover", "/activat", "/verif", "/confirm", "/validat",
    "/magic", "/token", "/unsub", "/opt", "/unlock", "/share", "/sharing", "/dl", "/hook", "/webhook",
    "/incoming", "/service", "/secret", "/paste", "/onetime", "/one-", "/login", "/signin", "/auth",
    "/sso", "/oauth", "/accept", "/claim", "/redeem", "/download", "/drop", "/send", "/v/", "/ical",
    "/feed", "/rss", "/calendar", "/sign", "/document", "/esign", "/envelope", "/meet", "/session",
    "/scl/", "/sh", "/folder", "/receipt", "/preview", "/access", "/key", "/apikey", "/with/", "/t/",
    "/catch", "/bot/", "/:", "/account",
)  # fmt: skip
"""Path prefixes before a secret in a link; see ``_PATH``."""


def late_rules() -> tuple[Rule, ...]:
    """Return the rules for credentials that run after the more specific rules for tokens."""
    return (
        Rule(
            "url-key",
            ("saml", "wresult", "assertion", "id_token_hint"),
            _ASSERTION,
            make_hiding_replacer("url-key"),
        ),
        Rule("url-key", ("</",), _SIGNED, make_hiding_replacer("url-key")),
        Rule("token", ("sec-websocket",), _WEBSOCKET, make_hiding_replacer("token")),
        Rule("token", ("x-", "stripe-sig"), _HUB, make_hiding_replacer("token", _has_letters_and_digits)),
        Rule("token", ("/bot",), _BOT, make_hiding_replacer("token")),
        Rule("url-key", ("zoom",), _MEETING, make_hiding_replacer("url-key")),
        Rule(
            "url-key",
            ("callback", "auth", "login", "sso"),
            _CALLBACK,
            make_hiding_replacer("url-key", _is_random_identifier),
        ),
        Rule("token", ("tgt-", "st-", "pt-", "pgt", "tgc-"), _TICKET, make_hiding_replacer("token")),
        Rule("url-key", ("=", "%3d"), _QUERY, _replace_query, extend=_find_query_end, context=200),
        Rule("url-key", ("?", "&", "#"), _OTHER, _replace_url_key),
        Rule("url-key", _PLACES, _PATH, _replace_webhook_secret, context=-1),
        Rule("cookie", ("=",), _NAMED, _replace_sign_in_cookie),
    )
