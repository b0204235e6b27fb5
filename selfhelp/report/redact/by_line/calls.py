"""Rules for secrets among the arguments of calls, by function name; ten languages share the syntax.

An argument's position makes it a secret, whatever its value: ``smtp.login("me", "plum")``.
"""

# ruff: noqa: E501, SIM905
from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass

from selfhelp.report.redact.aliases import is_placeholder
from selfhelp.report.redact.by_line.line_rules import Line, ReplacedPart, make_line_rule
from selfhelp.report.redact.name_value_pairs import is_secret_name, split_name_into_words
from selfhelp.report.redact.re2_patterns import get_lazy_pattern
from selfhelp.report.redact.rules import Rule
from selfhelp.report.redact.value_shapes import is_plausible_secret

_BY_PLACE: dict[int, str] = {
    0: "fernet setpassword set_password withpassword with_password secretkeyspec keyspec hashpw hash_password password_hash "
    "generate_password_hash check_password verify_password checkpassword verifypassword pbkdf2 pbkdf2sync scrypt scryptsync "
    "setpass setsecret set_secret setapikey set_api_key setclientsecret setaccesstoken set_access_token bearerauth bearertoken "
    "aesgcm chacha20poly1305 secretbox hmac hmacsha256 sendpassword enterpassword typepassword set_passwd setpasswd "
    "setstorepassword setkeypassword setkeystorepassword protectionparameter passwordprotection setdefaultpassword apikey api_key "
    "setencryptionkey set_encryption_key pbekeyspec tochararray_of unlock unprotect",
    1: "login log_in signin sign_in logon authenticate auth basicauth basic_auth httpbasicauth httpdigestauth digestauth "
    "basiccredentials usernamepasswordcredentials passwordauthentication passwordcredential networkcredential pscredential credentials "
    "usernamepasswordauthenticationtoken usernamepassword plainauthenticator setbasicauth set_basic_auth withcredentials "
    "with_credentials setcredentials set_credentials authenticate_with plaintextauthprovider begin sp_addlogin aes_decrypt aes_encrypt "
    "pgp_sym_decrypt pgp_sym_encrypt des_decrypt des_encrypt decryptbypassphrase_ sign createhmac createcipheriv createdecipheriv createcipher "
    "createdecipher openssl_encrypt_ imap_login connectwithpassword check_credentials adduser create_user createuser add_user "
    "verifyuser changepassword change_password setuserpassword login_user plainauth_ authplain add_login ftp_login ssh2_auth_password_ "
    "usernamepasswordprovider userpass userpassword with_auth withbasicauth credentialsprovider",
    2: "mysqli pdo mysql_connect mysqli_connect pg_connect_ getconnection dblogin plainauth plain_auth connect_db oci_connect "
    "ftp_ssl_login ldap_bind ftp_login ssh2_auth_password sp_addlinkedsrvlogin_ drivermanager logonuser openssl_encrypt connectdb sqlconnect createconnection "
    "imap_open ldap_bind ftp_login odbc_connect ibase_connect db2_connect opendatabase",
}
"""Lowercase function names by the position of the secret argument, counted from 0."""
_PLACES = {name: place for place, names in _BY_PLACE.items() for name in names.split()}
_CRYPT = {
    "aes.new": 0,
    "des3.new": 0,
    "hmac.new": 0,
    "jwt.encode": 1,
    "jwt.decode": 1,
    "jwt.sign": 1,
    "jwt.verify": 1,
    "wifi.begin": 1,
    "db.auth": 1,
}
"""Qualified functions and the position of their secret argument, for names that are ambiguous alone."""
_LAST = (
    r"(?i).*(?:(?:pw|password|pass)_?set|set_?user\w*_?(?:pw|password)|login|logon|log_in|sign_?in\w*"
    r"|authenticat\w*|credentials?|ldap_bind|connectdb|userpass\w*|basic_?auth\w*|changeuserpassword"
    r"|change_?password|set_?user_?password|add_?linked_?srv_?login|ssh2_auth_password)"
)
"""Pattern for functions whose last string is the secret if another argument comes before it."""
_ONLY = r"(?i)(?:bcrypt|argon2\w*|scrypt|pbkdf2\w*|passlib|pwd_context|hasher|encoder|passwordencoder)\.?\w*"
_CODED = frozenset(
    (
        "encrypt decrypt aesencrypt aesdecrypt encryptstring decryptstring encipher decipher seal unseal"
    ).split()
)
_COMPARING = frozenset(
    (
        "strcmp strcasecmp strncmp strncasecmp hash_equals compare equals equal verify check matches "
        "assertequals constanttimecompare compare_digest timing_safe_equal"
    ).split()
)
_BARE_NAMES = (
    r"basic_auth|http_basic_auth|authenticate|login|Open|Unprotect|Protect|credentials|sp_password"
    r"|sp_addlogin|sp_addlinkedsrvlogin|set_password|setPassword|CONNECT|Connect"
)
_BARE_CALL = rf"(?:^|[\s.;])(?P<name>{_BARE_NAMES})[ ](?:Password:=)?(?P<rest>[\"'][^\r\n]{{2,300}})"
"""Pattern for calls without brackets: Ruby, Visual Basic, SQL."""
_ANYTHING = frozenset("begin sign auth hmac credentials new unlock check_credentials unprotect".split())
"""Ambiguous function names; they need two arguments, or a known object they are called on."""
_SETTING = frozenset(
    (
        "put set setproperty setenv putenv setitem setattribute add append header addheader setheader "
        "set_header setrequestheader "
        "fill type fillin fill_in sendkeys send_keys setvalue set_value store save write config option "
        "setting define param setparameter set_option "
        "setstring addparameter with withenv env property entry replace update setconfig input enter setx "
        "register"
    ).split()
)
"""Functions that take a name and a value."""
_TYPING = frozenset(
    (
        "type send_keys sendkeys fill setvalue set_value val settext set_text typetext entertext input "
        "presssequentially value setval"
    ).split()
)
_STRING = (
    r"[@bNLurf$]{0,2}(?:\"(?P<d>(?:[^\"\\\r\n]|\\.)*)\"|'(?P<s>(?:[^'\\\r\n]|\\.)*)'|`(?P<b>[^`\r\n]*)`)"
)
_CALL = r"(?P<on>[\pL_$][\w$]*(?:\(\))?(?:\.|->|::))?(?P<name>[\pL_$][\w$]*)(?:!|<[\w., ]{1,40}>)?\s?\("
_HINT = (
    r"(?i)(?:(?:login|log_in|signin|sign_in|logon|auth\w*|credential\w*|passw\w*|mysqli?\w*|pdo"
    r"|connect\w*|getconnection|begin|crypt\w*|decrypt|encrypt|sign|verify|hmac\w*|cipher\w*|new|encode"
    r"|decode|fernet|keyspec|pass|token|secret|hash\w*|spec|bearer\w*|apikey|key|aesgcm|secretbox|unlock"
    r"|adduser|user|dblogin|open|put|set|setproperty|setenv|setitem|add|append|header|fill|type|sendkeys"
    r"|send_keys|val|setvalue|config|define|store|pgp_sym_\w+|aes_\w+)\w*!?\s?\()[^\r\n\"'`]{0,120}[\"'`]"
)


@dataclass(frozen=True, slots=True)
class Argument:
    """String literal among arguments.

    Attributes:
        value: its content.
        start: position of the content in the line.
        place: index of the argument, counted from 0.
    """

    value: str
    start: int
    place: int


def _find_call_secrets(line: Line) -> Iterator[ReplacedPart]:
    """Yield the secrets among the arguments of the calls in a line."""
    text = line.text
    for call in get_lazy_pattern(_CALL).finditer(text):
        name = call["name"].casefold()
        found = _parse_arguments(text, call.end())
        whole = (call["on"].rstrip(".->:").removesuffix("()") + "." + name).casefold()
        place = _CRYPT.get(whole, _PLACES.get(name, -1) if name not in _ANYTHING or len(found) > 1 else -1)
        for argument in found:
            if argument.place == place and _is_secret(argument.value):
                yield _make_part(line, argument)
        if place < 0:
            yield from _find_secret_by_name(
                line, call["on"].casefold(), name, found, text[call.end() : call.end() + 80]
            )
        if name in _SETTING:
            yield from _find_named_values(line, found)
        if name in _TYPING and len(found) == 1 and _is_secret_field(text[: call.start("name")]):
            yield _make_part(line, found[0])


def _find_secret_by_name(
    line: Line, on: str, name: str, found: list[Argument], inside: str
) -> Iterator[ReplacedPart]:
    """Yield the secret in a call whose name only resembles a known name."""
    chosen: list[Argument] = []
    if (
        (found and found[-1].place > 0 and get_lazy_pattern(_LAST).is_full_match(name))
        or (name == "connect" and found and found[-1].place > 2)
        or (name in _CODED and found and found[-1].place == 1)
    ):
        chosen = found[-1:]
    elif len(found) == 1 and not found[0].place and get_lazy_pattern(_ONLY).is_full_match(on + name):
        chosen = found
    elif name in _COMPARING and len(found) == 1:
        other = inside.split(",")[1 - found[0].place] if inside.count(",") else ""
        chosen = found if _is_secret_name(other.strip(" )(;").rpartition(".")[2].rpartition(">")[2]) else []
    for argument in chosen:
        if _is_secret(argument.value):
            yield _make_part(line, argument)


def _find_bare_call_secrets(line: Line) -> Iterator[ReplacedPart]:
    """Yield the secret of a call without brackets: its last string."""
    for call in get_lazy_pattern(_BARE_CALL).finditer(line.text):
        call.resume = call.start("rest")
        found = _parse_arguments(line.text, call.start("rest"))
        several = call["name"] in ("sp_password",)
        lone = call["name"].casefold() in ("unprotect", "protect", "set_password", "setpassword")
        if len(found) < 2 and not lone:
            continue
        for argument in found[: 2 if several else len(found)] if several else found[-1:]:
            if _is_secret(argument.value):
                yield _make_part(line, argument)


_DEFAULTED = (
    r"(?P<n>[\pL_$][\w$.]{1,60})[ ]?(?::=|=|:)[ ]?[\w.$\[\]\"'(), ]{1,80}?(?:\|\||\bor\b|\?\?"
    r"|\?:)[ ]?(?:\"(?P<d>[^\"\r\n]{3,120})\"|'(?P<s>[^'\r\n]{3,120})')"
)
_UNPACKED = (
    r"[\[(]?(?P<names>[\w$]{1,40}(?:,[ ]?[\w$]{1,40}){1,5})[\])]?[ ]?:?=[ ]?[\[(]?"
    r"(?P<values>[\"'][^\r\n;]{3,300})"
)
_SECURED = (
    r"(?:\"(?P<d>[^\"\r\n]{3,120})\"|'(?P<s>[^'\r\n]{3,120})')\.(?i:ToSecureString|AsSecureString"
    r"|to_secure|toSecret)\b"
)


def _find_default_value_secrets(line: Line) -> Iterator[ReplacedPart]:
    """Yield default values of parameters named as secrets, and strings converted to secure strings."""
    for pattern in (_DEFAULTED, _SECURED):
        for match in get_lazy_pattern(pattern).finditer(line.text):
            group = match.find_first_group("d", "s")
            if (
                group
                and (pattern is _SECURED or _is_secret_name(match["n"].rpartition(".")[2]))
                and _is_secret(match[group])
            ):
                yield _make_part(line, Argument(match[group], match.start(group), 0))
    unpacked = get_lazy_pattern(_UNPACKED).search(line.text)
    if unpacked is not None:
        names = [name.strip() for name in unpacked["names"].split(",")]
        for argument in _parse_arguments(line.text, unpacked.start("values")):
            if (
                argument.place < len(names)
                and _is_secret_name(names[argument.place])
                and _is_secret(argument.value)
            ):
                yield _make_part(line, argument)


def _parse_arguments(text: str, start: int) -> list[Argument]:
    """Return the string literals up to the bracket that closes the call."""
    found: list[Argument] = []
    depth, place, at = 1, 0, start
    while at < len(text) and depth and at < start + 600:
        sign = text[at]
        if sign in "\"'`":
            match = get_lazy_pattern(_STRING).match(text[at:])
            if match is None:
                break
            group = match.find_first_group("d", "s", "b")
            if depth == 1 and group:
                found.append(Argument(match[group], at + match.start(group), place))
            at += match.end()
            continue
        depth += (sign in "([{") - (sign in ")]}")
        place += sign == "," and depth == 1
        at += 1
    return found


def _is_secret(value: str) -> bool:
    if not 3 <= len(value) <= 200 or is_placeholder(value) or not is_plausible_secret(value):
        return False
    return not (
        value.startswith(("http://", "https://", "/", "./", "${", "%", "{", "<", "#"))
        or is_secret_name(value)
    )


def _find_named_values(line: Line, found: list[Argument]) -> Iterator[ReplacedPart]:
    """Yield the value of each adjacent name and value: ``put("mail.password", "x")``."""
    for first, second in itertools.pairwise(found):
        if second.place == first.place + 1 and _is_secret_name(first.value) and _is_secret(second.value):
            yield _make_part(line, second)


def _is_secret_name(name: str) -> bool:
    """Return whether a name or field selector denotes a secret."""
    bare = name.strip("#.[]()*/@ ").rpartition("=")[2].strip("\"' ]").rpartition(".")[2]
    parts = split_name_into_words(bare)
    return (
        0 < len(parts) < 6
        and len(name) < 80
        and " " not in bare.strip()
        and (is_secret_name(bare) or parts[-1] in ("pwd", "pw", "pass", "mdp"))
    )


def _is_secret_field(before: str) -> bool:
    """Return whether the field selector before a typing call names a secret."""
    strings = [
        match[match.find_first_group("d", "s", "b")]
        for match in get_lazy_pattern(_STRING).finditer(before[-160:])
        if match.find_first_group("d", "s", "b")
    ]
    return bool(strings) and before.rstrip()[-1:] == "." and _is_secret_name(strings[-1])


_LABELLED = (
    r"\(\s?(?:\"(?P<d>[^\"\r\n]{3,120})\"|'(?P<s>[^'\r\n]{3,120})')\s?,\s?(?:forKey|for|key|account"
    r"|service|name|withKey)\s?:\s?[\"'](?P<n>[\w.-]{2,60})[\"']"
)
_COMPARED = (
    r"(?P<n>[\pL_$][\w$.\[\]-]{1,60}?)\)?\s?(?:[!=]==?|<>|-eq|-ne|-ceq|\beq\b|\bne\b|\.equals\(|<-"
    r"|:=)\s?\(?(?:\"(?P<d>[^\"\r\n]{3,120})\"|'(?P<s>[^'\r\n]{3,120})')"
)
_DEFINED = (
    r"\((?:def|define|defvar|defparameter|setq|defonce|setf|def-secret)\s+(?P<n>[\w*./?!-]{2,60})\s+\""
    r"(?P<d>[^\"\r\n]{3,120})\""
)
_WRAPPED = (
    r"(?P<n>[\pL_$][\w$.]{1,60})[\"']?[ ]?(?::[ ]?[\w<>\[\] ]{1,30})?(?::=|="
    r"|:)[ ]?(?:new )?(?:String::from|SecretStr|Secret\w*|String|str|Some|Ok|bytes|Buffer\.from"
    r"|[\w.]*GetBytes|SecureString|Password|quote|Literal|Box::new|Arc::new|strdup|NSString\w*|unicode"
    r"|u8)\([ ]?(?:\"(?P<d>[^\"\r\n]{3,120})\"|'(?P<s>[^'\r\n]{3,120})')"
)
_DSN = r"(?:^|[\s\"'`(=])[\w.-]{1,40}:(?P<d>[^\s:@/\"'`]{3,80})@(?:tcp|udp|unix|protocol)\("


def _find_named_secrets(line: Line) -> Iterator[ReplacedPart]:
    """Yield values that a secret's name is compared with, defined as, or used as a key for."""
    for pattern in (_LABELLED, _COMPARED, _DEFINED, _WRAPPED):
        for match in get_lazy_pattern(pattern).finditer(line.text):
            group = match.find_first_group("d", "s")
            match.resume = match.end() - 1
            if group and _is_secret_name(match["n"].rpartition(".")[2]) and _is_secret(match[group]):
                yield _make_part(line, Argument(match[group], match.start(group), 0))


def _find_data_source_passwords(line: Line) -> Iterator[ReplacedPart]:
    """Yield the password in a Go data source name (``user:x@tcp(host)/db``)."""
    for match in get_lazy_pattern(_DSN).finditer(line.text):
        if _is_secret(match["d"]):
            yield _make_part(line, Argument(match["d"], match.start("d"), 0))


def _make_part(line: Line, argument: Argument) -> ReplacedPart:
    start = line.start + argument.start
    return ReplacedPart(start, start + len(argument.value), "argument")


def rules() -> tuple[Rule, ...]:
    """Return the rules for calls; they run after the rules for settings."""
    names = ("passw", "passphr", "pwd", "secret", "token", "pass", "key", "mdp", "pin", "pw")
    return (
        make_line_rule("argument", ('"', "'", "`"), _HINT, _find_call_secrets),
        make_line_rule(
            "argument",
            names,
            r"(?i)(?:pass|pwd|secret|token|key|mdp|pin|pw)[^\r\n\"']{0,40}[ :=<(]{1,3}[\"']",
            _find_named_secrets,
        ),
        make_line_rule(
            "argument",
            names,
            r"(?i)(?:pass|pwd|secret|token|key|mdp|pin|pw|secure)[^\r\n]{0,80}(?:\|\||\bor\b|\?\?|\?:|=[ ]?[\[(]?[\"']|ToSecureString)",
            _find_default_value_secrets,
        ),
        make_line_rule(
            "argument",
            ("auth", "login", "open", "protect", "credentials", "sp_", "password", "connect"),
            _BARE_CALL,
            _find_bare_call_secrets,
        ),
        make_line_rule(
            "argument",
            ("@tcp(", "@unix(", "@udp(", "@protocol("),
            r"@(?:tcp|udp|unix|protocol)\(",
            _find_data_source_passwords,
        ),
    )
