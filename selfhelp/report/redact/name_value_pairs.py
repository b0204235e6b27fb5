"""Rules for secrets in name and value pairs in any format: HAR, Kubernetes, AWS, XML, property lists, tables.

A rule finds the pair by its format; the name decides whether the value is a secret.
"""

# A pattern reads better on one line.
# ruff: noqa: E501, SIM905
from __future__ import annotations

from itertools import pairwise

from selfhelp.report.redact.aliases import Aliases, contains_placeholder, is_placeholder
from selfhelp.report.redact.credentials import is_harmless_cookie
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import Replace, Rule, make_secret_placeholder, replace_group
from selfhelp.report.redact.value_shapes import is_plausible_secret, is_random_token
from selfhelp.report.secret_names import load_secret_names

_WORDS_FOR_SECRETS = load_secret_names()
_CERTAIN = frozenset(_WORDS_FOR_SECRETS.names) | frozenset(
    "password passwords passwd passphrase passcode pwd pass pw passw psk pin otp totp cvv cvc contraseña contrasena "
    "secret secrets token tokens cookie cookies credential credentials authorization apikey bearer jwt sid sessionid "
    "csrf xsrf csrftoken sessid phpsessid jsessionid authkey accesskey secretkey privatekey sharedkey userpassword dbpassword "
    "passkey presharedkey clientsecret accesstoken refreshtoken idtoken authtoken hmac samlresponse samlrequest "
    "connectionstring dsn credz storepass keypass webhook sastoken psksecret sharedsecret signingkey encryptionkey masterkey "
    "wifipassword rootpw bindpw keymaterial tgt tgc wresult rlkey".split()
)
"""Words that make a name denote a secret."""
_PAIRED = frozenset(
    "api access private secret encryption encrypt master account shared auth signing license licence storage session service "
    "client product recovery security host activation wep wpa wpa2 wifi vpn network deploy admin ssh gpg pgp aes hmac jwt "
    "subscription functions function app application primary secondary preshared decryption instrumentation ingest fernet validation".split()
)
"""Words before *key* that make it a secret."""
_HARMLESS = frozenset(
    "id name type length policy url uri expires expiry expiration age count ttl path file filename hint min max enabled required "
    "changed lifetime days timeout attempts failures format version status date time created updated modified algorithm alg size endpoint "
    "issuer audience manager store reset help label title description message field placeholder reader writer usage last "
    "language manual adapter ring guide book reader generator holder board card page form sheet screen cover wallet safe box domain domains samesite secure httponly consent policies banner notice never set class provider vault limit "
    "history complexity strength rotation mode method prompt validator valid scope kind ref exists owner env location dir".split()
)
"""Last words of names for facts about a secret."""


def is_secret_name(name: str) -> bool:
    """Return whether a name denotes a secret: *DB_PASSWORD*, *x-api-key*, *clientSecret*, *Mot de passe*."""
    words = split_name_into_words(name)
    if words[-2:] in (["session", "id"], ["sess", "id"]):
        return True
    if not words or (words[-1] in _HARMLESS and len(words) > 1):
        return False
    joined = "".join(words)
    if joined in _CERTAIN or (
        len(words) < 6 and any(word in _CERTAIN or word.endswith(_ENDINGS) for word in words)
    ):
        return True
    if "motdepasse" in joined or "motdepass" in joined:
        return True
    for first, second in pairwise(words):
        if second in ("key", "keys") and first in _PAIRED:
            return True
        if first in _WORDS_FOR_SECRETS.key_words and second in _WORDS_FOR_SECRETS.key_kinds:
            return True
        if (first, second) in (("code", "pin"), ("auth", "code")):
            return True
    return joined in ("auth", "sessionkey", "session", "credentials")


_ENDINGS = (
    "password",
    "passwd",
    "passphrase",
    "secret",
    "token",
    "sessionid",
    "apikey",
    "sessid",
    "pwd",
    "cookie",
    "authkey",
)


def split_name_into_words(name: str) -> list[str]:
    """Return the words of a name in lowercase, split at capitals, digits, punctuation and spaces."""
    spaced = "".join(
        f" {c}" if c.isupper() and before.islower() else c
        for before, c in zip(f" {name}", name, strict=False)
    )
    return "".join(c.lower() if c.isalpha() else " " for c in spaced).split()


_Q = r"(?:\\{0,7}[\"']|&quot;|&#34;)"
_NAMES = r"(?:name|key|header|field|variable|var|option_?name|parameter_?(?:key|name)|label|setting|prop(?:erty)?|id|k|nom|parametername|attribute|title|envvar)"
_VALUES = r"(?:value|values|val|v|parameter_?value|string_?value|option_?value|content|valeur|data|default|text|secret_?string|plaintext|current_?value|defaultvalue|new(?:_?value)?|old(?:_?value)?)"
_NAME = rf"(?P<nq>{_Q})?(?P<name>[\pL_@$-][^\"'\\\r\n,;={{}}<>&]{{1,80}}?){_Q}?"
_LAST = r"(?P<nq>(?:\\{0,7}[\"']|&quot;|&#34;))?(?P<name>[\pL_@$-][^\"'\\\r\n,;={}<>&]{1,80})"
_VALUE = (
    r"(?:!!str\s{1,4})?(?:\\{1,7}[\"'](?P<esc>[^\"\\\r\n]+)(?:\\{1,7}[\"'])?|&quot;(?P<ent>[^&\r\n]+)|\"(?P<dq>[^\"\\\r\n]*(?:\\.[^\"\\\r\n]*)*)\"|'(?P<sq>[^'\r\n]+)'"
    r"|[|>][+-]?[ \t]*\r?\n[ \t]+(?P<block>[^\r\n]+)|(?P<bare>[^\s\"'{}\[\],|>][^\r\n,\"'{}]*))"
)
_IS = rf"{_Q}?[ \t]{{0,20}}(?:[:=]|=>)\s{{0,8}}"
_BETWEEN = rf"(?:\s{{0,40}},?\s{{0,40}}|\s{{0,40}},?\s{{0,40}}(?:{_Q}?[\w-]{{1,24}}{_IS}[^,{{}}<>\r\n]{{0,60}}(?:,\s{{0,40}}|\r?\n[ \t]{{0,40}})){{1,5}})"
_PAIR = rf"(?i)(?:^|[^\pL\pN]){_NAMES}{_IS}{_NAME}{_BETWEEN}{_Q}?{_VALUES}{_IS}{_VALUE}"
_TURNED = rf"(?i)(?:^|[^\pL\pN]){_VALUES}{_IS}{_VALUE}{_BETWEEN}{_Q}?{_NAMES}{_IS}{_LAST}(?:{_Q}|[ \t]*(?:[,}}<\r\n]|\z))"
_ATTRIBUTES = rf"(?i)[\s<](?:name|key|id|n|property|param(?:eter)?|field)\s?=\s?{_Q}(?P<name>[^\"'<>\\&]{{2,80}}){_Q}[^<>]{{0,200}}?\s(?:value|content|val|v|password|data)\s?=\s?(?:\\{{0,7}}\"(?P<dq>[^\"\\<>]+)|'(?P<sq>[^'<>]+)|&quot;(?P<ent>[^&]+))"
_TURNED_ATTRIBUTES = rf"(?i)[\s<](?:value|content|val|v)\s?=\s?(?:\\{{0,7}}\"(?P<dq>[^\"\\<>]+)|'(?P<sq>[^'<>]+)|&quot;(?P<ent>[^&]+)){_Q}[^<>]{{0,120}}?\s(?:name|key|id|n)\s?=\s?{_Q}(?P<name>[^\"'<>\\&]{{2,80}}){_Q}"
_CDATA = r"(?:<!\[CDATA\[)?"
_NAMED_ELEMENT = rf"(?i)[\s<](?:name|key|id|n|k|property|field)\s?=\s?{_Q}(?P<name>[^\"'<>\\&]{{2,80}}){_Q}[^<>]{{0,120}}>\s{{0,40}}(?:<(?:value|string|data|val|v|text)[^<>]{{0,40}}>\s{{0,40}})?{_CDATA}(?P<bare>[^<>\s][^<>]*?)\s*(?:\]\]>)?</"
_ELEMENTS = rf"(?i)<(?:\w{{1,12}}:)?(?:name|key|param-name|property|k|header|id|th|td|dt|b|strong|label|span)(?:\s[^<>]{{0,80}})?>\s{{0,20}}(?:<b>|<strong>)?(?P<name>[^<>\r\n]{{2,60}}?)\s?:?\s{{0,20}}(?:</(?:b|strong)>)?\s?:?</[\w:-]{{1,24}}>\s?:?\s{{0,60}}(?:<(?:\w{{1,12}}:)?(?:value|string|data|param-value|val|v|td|dd|span|code|p|b|tt|kbd|em|i)(?:\s[^<>]{{0,80}})?>\s{{0,40}}){{0,3}}{_CDATA}(?P<bare>[^<>\s][^<>\r\n]*)"
_TUPLE = rf"[\[({{,]\s{{0,20}}{_Q}(?P<name>[A-Za-zÀ-ÿ][\wÀ-ÿ. -]{{2,40}}){_Q}\s{{0,8}}(?:,|=>)\s{{0,8}}(?:\\{{1,7}}[\"'](?P<esc>[^\"\\\r\n]+)|\"(?P<dq>[^\"\\\r\n]+)|'(?P<sq>[^'\r\n]+))"
_FORM_PART = r"(?i)form-data;[ \t]{0,4}name=\"?(?P<name>[^\"\r\n;]{1,80})\"?(?:;[^\r\n]*)?(?:\r?\n[\w-]+:[^\r\n]*){0,4}\r?\n\r?\n(?P<bare>[^\r\n]+)"
_EMPHASIS = r"(?:\*\*|__|\*|_)(?P<name>[\pL][\pL\pN_' -]{1,40}?)[ \t]{0,3}(?::(?:\*\*|__|\*|_)|(?:\*\*|__|\*|_)[ \t]{0,3}:)[ \t]{1,3}(?:\*\*|`|\*)?(?P<bare>[^\s*`][^\s`]*)"
_JAR = r"(?m)(?:^|\\n|[\"'>=])(?:#HttpOnly_)?[\w.-]{1,253}(?:\t|\\t| +)(?:TRUE|FALSE)(?:\t|\\t| +)[^\s\\]{1,200}(?:\t|\\t| +)(?:TRUE|FALSE)(?:\t|\\t| +)[0-9.]{1,20}(?:\t|\\t| +)[^\s\\]{1,200}(?:\t|\\t| +)(?P<v>[^\s\\]+)"
_GROUPS = ("esc", "ent", "dq", "sq", "block", "bare")


def _make_pair_replacer(certain: bool = False) -> Replace:
    """Return a function that replaces the value of a pair whose name denotes a secret."""

    def replace(match: Match, aliases: Aliases) -> str | None:
        group = match.find_first_group(*_GROUPS)
        value = match[group].strip() if group else ""
        name = match["name"].strip()
        if not value or not is_secret_value(name, value) or ("ookie" in name and is_harmless_cookie(value)):
            return None
        if group == "bare" and (
            value[:2] == "--" or match.string[match.end() : match.end() + 1] in ("(", "[")
        ):
            return None
        if not is_secret_name(name) and not _is_likely_secret(name, value):
            return None
        start = match.start(group) + match[group].find(value)
        kept = value.rstrip(" \t,;") if group == "bare" else value
        if group == "bare" and certain:
            kept = value
        return (
            match.string[match.start() : start]
            + make_secret_placeholder(_classify_secret_name(name))
            + match.string[start + len(kept) : match.end()]
        )

    return replace


_SOFT = frozenset(
    "session sess auth login remember user state nonce code ticket signature sig license licence key keys id sso samesite jar hash salt seed data blob".split()
)


def _is_likely_secret(name: str, value: str) -> bool:
    """Return whether a name may denote a secret and its value looks like one."""
    words = split_name_into_words(name)
    if not words or words[-1] in _HARMLESS - {"id"} or not set(words) & _SOFT:
        return False
    return (
        len(value) >= 20
        and is_random_token(value)
        and not get_lazy_pattern(r"[0-9a-f]{32,64}|[0-9a-fA-F-]{36}").is_full_match(value)
    )


def _replace_listed_value(match: Match, aliases: Aliases) -> str | None:
    """Replace the value of a name and value in a list; adjacent plain words stay."""
    value = match[match.find_first_group("esc", "dq", "sq")]
    if (
        len(value) < 6
        or len(value.split()) > 3
        or value[:1] == "-"
        or not any(not c.isalpha() and c not in "-_ ." for c in value)
    ):
        return None
    return _make_pair_replacer()(match, aliases)


def _classify_secret_name(name: str) -> str:
    """Return the class of a secret with this name."""
    words = "".join(split_name_into_words(name))
    for kind in ("cookie", "token", "key", "secret"):
        if kind in words:
            return kind
    return (
        "authorization"
        if "authorization" in words
        else "token"
        if "sess" in words or words == "sid"
        else "password"
    )


def is_secret_value(name: str, value: str) -> bool:
    """Return whether a value is a secret, not a flag, count, reference or sample value."""
    if (
        not is_plausible_secret(value)
        or is_placeholder(value)
        or contains_placeholder(value[:200])
        or "${" in value
        or value[:1] in "$`<"
    ):
        return False
    if get_lazy_pattern(r"[A-Za-z_]\w*(?:\.\w+)*[(\[].*|[a-z_]+\([^)]*|[\w.]+\(.*").is_full_match(value):
        return False
    if get_lazy_pattern(
        r"(?i)(?:\\+[nrt]\s*)+|-?[0-9]{1,3}|true|false|[0-9]{1,5}(?:s|ms|m|h|d)"
    ).is_full_match(value):
        return False
    return not get_lazy_pattern(
        r"(?:text|password|hidden|String|SecureString|integer|boolean|REG_SZ)"
    ).is_full_match(value)


def _replace_cookie_of_jar(match: Match, aliases: Aliases) -> str | None:
    value = match["v"]
    return (
        None
        if len(value) < 4 or is_placeholder(value)
        else replace_group(match, "v", make_secret_placeholder("cookie"))
    )


_COOKIE_OBJECT = rf"(?i){_Q}name{_IS}{_Q}(?P<name>[^\"'\\\r\n]{{1,80}}){_Q}{_BETWEEN}{_Q}value{_IS}(?:\\{{1,7}}\"(?P<esc>[^\"\\\r\n]+)|\"(?P<dq>[^\"\\\r\n]+))"


def _replace_cookie(match: Match, aliases: Aliases) -> str | None:
    """Replace a cookie with a random value; it may be a sign-in cookie, whatever its name."""
    group = match.find_first_group("esc", "dq")
    value = match[group] if group else ""
    if len(value) < 16 or not is_random_token(value.replace("%", "")) or is_placeholder(value):
        return None
    return replace_group(match, group, make_secret_placeholder("cookie"))


_VARIABLE = r"(?i)\b(?:variable|parameter|secret|resource|output|param|setting)[ \t]{1,4}\"(?P<name>[\w.-]{2,80})\"[^{}]{0,80}\{[^{}]{0,400}?\b(?:default|value|secret_string|plaintext|password)\s{0,12}=\s{0,4}\"(?P<dq>[^\"\r\n]+)"
_SETX = r"(?i)\b(?:setx|set-item|set-content|putenv|setenv|environ\.setdefault|os\.putenv|env:|export|fish_set|set -gx|set -x|set -lx|config:set|config set|secret set|secrets set|variable set|put-parameter --name|kv set|vars set|env set|setproperty|setattribute|setrequestheader|addheader|setheader|set_header|headers\.(?:add|set|append)|header|add_header|proxy_set_header|requestheader set|set_cookie|setcookie|cookies\.set|jar\.set|set_password|defaults write [\w.-]{1,80}|git config (?:--\w+ )?[\w.-]{0,60}?|npm config set|reg(?:\.exe)? add [^\r\n]{0,200}? /v|-name)[ \t(]{1,4}[\"']?(?P<name>[\w./:@-]{2,80})[\"']?(?:[ \t]{0,4},[ \t]{0,4}|[ \t]{1,4}|[ \t]{1,4}(?:/t \w{1,16} )?/d[ \t]{1,4}|[ \t]{1,4}-value[ \t]{1,4})(?:\"(?P<dq>[^\"\r\n]+)|'(?P<sq>[^'\r\n]+)|(?P<bare>[^\s\"'(),/-][^\s\"'(),]*))"
_ENVIRONMENT = r"(?m)(?:^|[\s\"'])(?P<name>[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)[\"']?(?:[ \t]*[,;\t|][ \t]*[\"']?(?P<bare>[^\s,;\"'|]{4,})|[ \t]+\"(?P<dq>[^\"\r\n]{3,})\")"


_INSERT = r"(?i)\binsert\s+(?:ignore\s+)?into\s+[\w.`\"\[\]]{1,80}\s{0,4}\((?P<names>[^()]{3,600})\)\s{0,8}values\s{0,8}(?P<rows>\([^;]+)"


def _replace_insert_values(match: Match, aliases: Aliases) -> str | None:
    """Replace the values of an INSERT in columns named as secrets."""
    names = [name.strip(' `"[]\r\n\t') for name in match["names"].split(",")]
    columns = [n for n, name in enumerate(names) if is_secret_name(name)]
    if not columns:
        return None
    rows = match["rows"]
    values = list(
        get_lazy_pattern(
            r"(?i)(?:N?'(?P<v>(?:[^'\\]|''|\\.)*)'|\"(?P<w>[^\"]*)\"|[^\s,()'\"][^,()'\"]*)"
        ).finditer(rows)
    )
    for n, found in list(enumerate(values))[::-1]:
        group = found.find_first_group("v", "w")
        if n % len(names) in columns and group and is_plausible_secret(found[group]):
            start, end = found.span(group)
            rows = rows[:start] + make_secret_placeholder("password") + rows[end:]
    return match.string[match.start() : match.start("rows")] + rows


_WORDS = (
    "pass", "pwd", "token", "jeton", "secret", "cookie", "credential", "authorization", "key", "csrf", "sess", "sid", "otp", "pin",
    "psk", "mdp", "dsn", "jwt", "auth", "connectionstring", "hmac", "bearer", "saml", "webhook", "pw", "cvv", "kennwort", "contrase",
)  # fmt: skip


def rules() -> tuple[Rule, ...]:
    """Return the rules for name and value pairs; they run before the rules for single words."""
    hidden = _make_pair_replacer()
    return (
        Rule("cookie", ("true", "false"), _JAR, _replace_cookie_of_jar),
        Rule("password", ("value", "val", "content", "valeur", "default", "string", "data", "plaintext"), _PAIR, hidden),
        Rule("password", ("value", "val", "content", "valeur"), _TURNED, hidden),
        Rule("password", ("<",), _ATTRIBUTES, hidden),
        Rule("password", ("<",), _TURNED_ATTRIBUTES, hidden),
        Rule("password", ("</",), _NAMED_ELEMENT, hidden),
        Rule("password", ("</",), _ELEMENTS, _make_pair_replacer(certain=True)),
        Rule("password", ("form-data",), _FORM_PART, _make_pair_replacer(certain=True)),
        Rule("password", ("**", "__", "`", "*"), _EMPHASIS, hidden),
        Rule("password", _WORDS, _TUPLE, _replace_listed_value),
        Rule("password", ("variable", "parameter", "secret", "resource", "output", "param", "setting"), _VARIABLE, hidden),
        Rule("password", ("set", "header", "putenv", "export", "env", "config", "cookie", "reg", "defaults", "-name", "parameter"), _SETX, hidden),
        Rule("password", ("pass", "pwd", "token", "secret", "key", "credential", "pin", "cookie", "dsn"), _ENVIRONMENT, hidden),
        Rule("cookie", ("httponly", "samesite", "cookies", "expirationdate", "hostonly"), _COOKIE_OBJECT, _replace_cookie),
        Rule("password", ("insert",), _INSERT, _replace_insert_values),
    )  # fmt: skip
