"""Rules for secrets in network protocols and server files: email, FTP, LDAP, Redis, VPN, databases."""

# A pattern reads better on one line.
# ruff: noqa: E501
from __future__ import annotations

from selfhelp.report.redact.aliases import Aliases, is_placeholder
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import (
    Replace,
    Rule,
    make_hiding_replacer,
    make_secret_placeholder,
    replace_group,
)
from selfhelp.report.redact.value_shapes import is_plausible_secret
from selfhelp.report.redact.vocabulary.listed_words import is_word

_B64 = r"[A-Za-z0-9+/]{3,}={0,2}"
_MECHANISMS = r"(?:PLAIN|LOGIN|XOAUTH2|OAUTHBEARER|CRAM-MD5|DIGEST-MD5|NTLM|GSSAPI|GSS-SPNEGO|SCRAM-SHA-[0-9-]{1,5}(?:PLUS)?)"
_AUTH = rf"(?i)\bAUTH(?:ENTICATE)?[ \t]+{_MECHANISMS}(?:[ \t]+(?P<v>{_B64}|=)|(?:\\r)?(?:\r?\n|\\n)(?:[^\r\n0-9+]{{0,40}}?[ \t>:\]])?(?P<w>[A-Za-z0-9+/]{{8,}}={{0,2}})[ \t\r]*(?:\n|\\n|\z))"
_ANSWER = rf"(?m)(?:^|[ \t>:<\]])(?:334|\+)(?:[ \t]+[A-Za-z0-9+/=]*)?[ \t]*(?:\\r)?(?:\r?\n|\\n)(?:[^\r\n]{{0,60}}?[ \t>:\]])?(?P<v>{_B64})[ \t]*(?:\\r)?(?:\r?$|\\n)"
_SASL = r"(?i)<(?:\w+:)?(?:auth|response|challenge)\b[^<>]{0,200}sasl[^<>]{0,200}>\s{0,20}(?P<v>[A-Za-z0-9+/=]{4,})"
_IMAP = r"(?:^|[\s>:\]\"'`(+=;|]|\\n)(?:[A-Za-z]{1,4}[0-9]{1,8}|[0-9]{1,6})[ \t]+(?:LOGIN|login)[ \t]+(?:\"[^\"\r\n]{1,128}\"|[^\s\"{}]{1,128})[ \t]+(?:\"(?P<dq>(?:[^\"\\\r\n]|\\.)+)\"|(?P<v>[^\s\"{}(\[][^\s\"'`)<]*)|\{[0-9]{1,5}\+?\}[^\r\n]{0,20}\r?\n(?:[^\r\n]{0,40}?\+[^\r\n]{0,60}\r?\n)?(?:[^\r\n]{0,40}[>:\]] ?)?(?P<w>[^\r\n]+))"
_IMAP_LITERAL = r"\bLOGIN[ \t]+\{[0-9]{1,5}\+?\}[^\r\n]{0,20}\r?\n(?:[^\r\n]{0,40}?\+[^\r\n]{0,60}\r?\n)?[^\r\n]{1,128}[ \t]\{[0-9]{1,5}\+?\}[ \t]*\r?\n(?:[^\r\n]{0,40}?\+[^\r\n]{0,60}\r?\n)?(?:[^\r\n]{0,40}[>:\]] ?)?(?P<v>[^\r\n]+)"
_FTP = r"(?m)(?:^|[>:\]\t\"] ?|\\n|[0-9] |> )PASS[ \t]+(?P<v>[^\s\"\\][^\r\n\"\\]*)"
_APOP = r"\bAPOP[ \t]+\S{1,128}[ \t]+(?P<v>[0-9a-fA-F]{32})"
_REDIS = r"(?m)(?:^|[>\]] |\")AUTH(?:[ \t]+(?:\"[^\"\s]{1,64}\"|[\w.@-]{1,64}))?[ \t]+\"?(?P<v>[^\s\"'<\\]{3,})(?:\"?[ \t]*\r?$|[\"'<\\])"
_RESP = r"(?i)\$[0-9]{1,3}(?:\\r)?(?:\r?\n|\\n)AUTH(?:\\r)?(?:\r?\n|\\n)(?:\$[0-9]{1,4}(?:\\r)?(?:\r?\n|\\n)[^\r\n\\$]{1,200}(?:\\r)?(?:\r?\n|\\n))?\$[0-9]{1,4}(?:\\r)?(?:\r?\n|\\n)(?P<v>[^\r\n\\]+)"
_NICK = r"(?i)\b(?:nickserv[^\r\n]{0,20}?|ns )[: ]{1,3}identify[ \t]+(?:[^\s]{1,40}[ \t]+)?(?P<v>\S{4,})[ \t]*(?:\r|\n|\z)"
_SETTINGS = (
    r"bind_?pw|root_?bind_?pw|rootpw|olcRootPW|adminpw|(?:ldap_default_)?authtok|requirepass|masterauth|primaryauth|r[ow]community6?|trapcommunity"
    r"|wpa_passphrase|passphrase|password|passwd|passwort|secret|pwd|pass|psk|wep-key[0-3]|(?:ftp|https?|proxy|ppp|auth|priv|sftp|smtp|imap|mail|db|user|admin|root|bind|wifi|login|client)[_-](?:password|passwd|pass|pwd|secret)"
    r"|cookie[_-]secret|(?:authentication|shared|preshared|pre[_-]shared|access|api|secret|private|encryption)[_-]?key|shared[_-]?secret|(?:access|api|auth|client)[_-]token|set[ \t]+(?:passwd|password|psksecret|secret|passphrase|key|auth-pwd|priv-pwd|[\w-]{0,20}(?:passwd|password|secret|psk))(?:[ \t]+ENC)?"
)
_SETTING = (
    rf"(?im)(?:^[ \t>#+*-]{{0,24}}|[\"'`>|=][ ]?)(?P<k>{_SETTINGS})(?:[ \t]+(?:ascii-text|hexadecimal|encrypted|ENC|plaintext|cleartext|sha256|sha512))?"
    r"[ \t]+(?:\"(?P<dq>[^\"\r\n]+)\"|'(?P<sq>[^'\r\n]+)'|(?P<v>[^\s\"'=:<][^\s\"'<]*))[ \t]*(?P<rest>[^\r\n]{0,60})"
)
_NETRC = r"(?i)\b(?:login|account|user|machine)[ \t\r\n]+\S{1,128}[\s]+(?:account\s+\S{1,60}\s+)?password[ \t\r\n]+(?P<v>\"[^\"\r\n]+\"|\S+)"
_PGPASS = r"(?m)(?:^|[ \t\"'>=])(?:[\w.*-]{1,253}|\[[0-9a-f:]{2,40}\]):(?:[0-9]{2,5}|\*):[\w.*$-]{1,64}:[\w.*@+-]{1,64}:(?P<v>[^\r\n:\"'<\\]+(?:\\:[^\r\n:\"'<\\]+)*)[ \t]*(?:\r?$|[\"'<\\])"
_OVPN = r"(?is)<auth-user-pass>\s{0,8}[^\r\n<]{1,128}\r?\n(?P<v>[^\r\n<]+)"
_STATIC = r"(?i)<(?:tls-auth|tls-crypt(?:-v2)?|secret|key|pkcs12|sig|http-proxy-user-pass)>\s{0,20}(?P<v>[A-Za-z0-9+/=][A-Za-z0-9+/=\s]{20,}[A-Za-z0-9+/=])\s{0,20}</"
_SWAN = r"(?m)(?:^|[\s:]):?[ \t]*(?:PSK|EAP|XAUTH|NTLM|RSA|ECDSA|P12|PIN)[ \t]+(?:[\w./%-]{1,200}[ \t]+)?(?:\"(?P<dq>[^\"\r\n]+)\"|(?P<v>0[sx][A-Za-z0-9+/=]{8,}|[^\s\"|]*[^\pL\s\"|][^\s|]{4,}|[^\s\"|]{4,}[^\pL\s\"|][^\s|]*))[ \t]*\r?$"
_CHAP = r"(?m)^[ \t]*(?:\"[^\"\r\n]{1,64}\"|[^\s\"#]{1,64})[ \t]+(?:\*|\"[^\"\r\n]{0,64}\"|l2tpd|pptpd|pppoe|xl2tpd|[\w.-]{1,64})[ \t]+\"?(?P<v>[^\s\"]{4,})\"?[ \t]+(?:\*|\"\*\"|[0-9.]{7,15})[ \t]*\r?$"
_QUOTED_AFTER = r"(?i)management-query:? password \"[^\"]{1,40}\" \"(?P<v>[^\"\r\n]+)|>PASSWORD:[^\r\n]{0,80}\r?\npassword \"[^\"]{0,40}\" (?P<w>\S+)|(?m:^)password \"[^\"\r\n]{1,40}\" \"?(?P<x>[^\"\r\n\s]+)"
_CISCO = (
    r"(?i)\b(?:(?:radius|tacacs)(?:-server| server)?[^\r\n]{0,120}?[ \t]key(?:[ ][0-9])?|isakmp key|crypto isakmp key|ntp authentication-key [0-9]{1,6} md5|neighbor \S{1,64} password|pre-shared-key(?:[ \t]+(?:ascii-text|hexadecimal|local|remote|address \S{1,64} key|ascii|plain|cipher|simple|[0-9]))*"
    r"|snmp-server community|snmp-agent community (?:read|write)(?: cipher)?|set community|community-map|authentication-mode md5|password (?:simple|cipher|encrypted|irreversible-cipher)|secret (?:sha256|sha512)|enable (?:secret|password)(?: level [0-9]{1,2})?(?: [0-9])?"
    r"|username \S{1,64}(?: privilege [0-9]{1,2})? (?:password|secret)(?: [0-9]{1,2}| encrypted)?|ikev[12] (?:local|remote)-authentication pre-shared-key(?: [0-9])?|ip ospf (?:message-digest-key [0-9]{1,3} md5|authentication-key)(?: [0-9])?|key-string(?: [0-9])?|standby [0-9]{1,3} authentication(?: md5 key-string)?|wpa-psk (?:ascii|hex)(?: [0-9])?"
    r"|ppp (?:chap|pap) (?:password|sent-username \S{1,64} password)(?: [0-9])?|set pre-shared-key|vpn ipsec[^\r\n]{0,80}pre-shared-secret|plaintext-password|encrypted-password|authentication-order password|md5 [0-9]{1,3} key)"
    r"[ \t]+(?:\"(?P<dq>[^\"\r\n]+)\"|'(?P<sq>[^'\r\n]+)'|(?P<v>[^\s\"';*][^\s\"';]*))"
)
_SNMP = r"(?i)\bcreateUser[ \t]+(?:-e \S{1,80} )?\S{1,64}[ \t]+(?:MD5|SHA[0-9-]{0,4})[ \t]+(?:\"(?P<dq>[^\"\r\n]+)\"|(?P<v>[^\s\"]+))"
_SNMP_PRIV = r"(?i)\b(?:AES[0-9]{0,3}|DES)[ \t]+\"(?P<v>[^\"\r\n]{6,})\"|\bcreateUser[^\r\n]{0,200}[ \t](?:AES[0-9]{0,3}|DES)[ \t]+(?P<w>[^\s\"]{6,})"
_ORACLE = r"(?i)(?:jdbc:oracle:(?:thin|oci8?):|\b(?:(?:sqlplus|sqlldr|exp|expdp?|impdp?|rman target|connect|conn)[ \t]+|userid=[ \t]*)(?:-[sSlL][ \t]+)*[\"']?)(?:\"?[\w$#.]{1,64}\"?)/(?:\"(?P<dq>[^\"\r\n]+)\"|(?P<v>[^\s@/\"'][^\s@\"']*))(?:@|[\s\"']|\z)"
_SQL = r"(?i)\b(?:identified (?:with \S{1,40} )?by(?: password| values)?|(?:with|encrypted|login|unencrypted|valid) password|set password(?: for [^=\r\n]{1,120})?\s?=|master_password\s?=|old_password\s?=|password_hash\s?=|(?:^|[ (=])password\s?\()\s{0,4}(?:=\s{0,3})?(?:password\s?\(\s?)?(?:N?'(?P<sq>(?:[^'\\\r\n]|''|\\.)+)'|N?\"(?P<dq>[^\"\r\n]+)\"|(?P<v>[^\s'\";(,&\\][^\s'\";,)]*))"
_THREE = r"(?i)\b(?:pdo|getconnection|mysqli_connect|mysqli|mysql_connect|ldap_bind|ldap3?\.connection|imap_open|ftp_connect|connect)\s?\(\s{0,8}@?[\"'$]?[^\"'(),]{0,200}[\"']?\s?,\s{0,8}[\"'][^\"'\r\n]{0,128}[\"']\s?,\s{0,8}[\"'](?P<v>[^\"'\r\n]{4,})[\"']"
_CALL = (
    r"(?i)\b(?:login|connect|authenticate|auth|credentials?|networkcredential|pscredential|basicauth|httpbasicauth|pg_connect|simple_bind_s?|bind|logon|signin|sign_in|passwordauthentication|usernamepasswordcredentials|usernamepasswordcredential|setcredentials|basic_auth|set_credentials|withcredentials|driver|auth\.basic|ftp_login|ssh2_auth_password|imap_open|runas\w*|createprocess\w*|impersonate\w*|logonuser|newcredential|wifi\.(?:begin|softap|connect)|softap)"
    r"(?:\]?(?:::|\.)new)?\s?(?:\(|=\s?\(|:\s?\[)\s{0,8}(?:[^\s\"'(),]{1,60}\s?,\s{0,8}|@?N?[\"'][^\"'\r\n]{0,200}[\"']\s?,\s{0,8}){1,3}?(?:[\w.]{1,20}\s?=\s?)?[\"'](?P<v>[^\"'\r\n]{4,})[\"']"
)
_HTTP_AUTH = r"(?i)\b(?:auth|creds?|credentials?|login|account)[\"']?\s?[=:]\s?[\[(]\s?(?:[\"'][^\"'\r\n]{0,128}[\"']|\w{1,40})\s?,\s?[\"'](?P<v>[^\"'\r\n]+)"
_SAID = r"(?i)(?:request )?command: PASS\b[^\r\n]*\r?\n[ \t]*(?:request )?arg(?:ument)?: (?P<v>[^\r\n]+)|\.16[12]:[^\r\n]{0,40}?\bC=\"?(?P<w>[^\"\s]+)|validcommunities\][ \t]*\r?\n[ \t]*\"(?P<x>[^\"\r\n]+)\"|\bPLAIN\b[^\r\n]{0,40}?response[=: ]{1,2}(?P<y>\S+)|\b(?:setuser|user)[ ]\S{1,64}(?:[ ]\S{1,40}){0,6}[ ]>(?P<z>\S{4,})"
_MD5 = r"(?:^|[^A-Za-z0-9])md5(?P<v>[0-9a-f]{32})"
_SCHEME = r"\{(?i:S?SHA(?:256|384|512)?|S?MD5|CRYPT|PBKDF2[\w-]{0,10}|ARGON2|BCRYPT|PKCS5S2|CLEARTEXT|NTLM|NT|PLAIN|SMD5|enc|cipher|b64|base64|noop|xor|DES)\}(?P<v>[A-Za-z0-9+/=$.,\\_-]{6,})"
_SHADOW = r"(?m)(?:^|\n)[a-z_][\w.-]{0,31}:(?P<v>[./A-Za-z0-9]{13}|[./A-Za-z0-9]{13,}|_[./A-Za-z0-9]{19}|![^:\s]{6,}):[0-9]{0,6}:[0-9]{0,6}:[0-9]{0,6}:"
_HTPASSWD = r"(?m)^[\w.@-]{1,64}:(?P<v>[./A-Za-z0-9]{13})\r?$"
_DCC = r"\$(?:DCC2?|MSCASH|krb5\w*|NETNTLM(?:v2)?|NETLM|office|pdf|zip2?|7z|rar5?|RAR3|keepass|bitcoin|ethereum|gpg|sshng|ssh2|vnc|odf|luks|truecrypt|veracrypt|itunes|wpapsk|WPAPSK|mysqlna|postgres|racf|sspr|fortigate|ml|pbkdf2-\w+)\$[^\s\"']{12,}|WPA\*0[12]\*[0-9a-f*]{40,}|pbkdf2_sha[0-9]{1,3}\$[0-9]{1,9}\$[^\s\"'$]{4,}\$[A-Za-z0-9+/=]{16,}|pbkdf2:sha[0-9]{1,3}:[0-9]{1,8}\$[^\s\"'$]{1,64}\$[0-9a-f]{16,}|scrypt:[0-9:]{3,20}\$[^\s\"'$]{1,64}\$[0-9a-f]{16,}|SCRAM-SHA-[0-9]{1,3}\$[0-9]{3,7}:[A-Za-z0-9+/=]{4,}\$[A-Za-z0-9+/=]{10,}:[A-Za-z0-9+/=]{10,}|argon2\$[^\s\"']{20,}|sha(?:1|256|512)\$[^\s\"'$]{1,64}\$[0-9a-f]{32,}|0x0[12]00[0-9A-Fa-f]{40,}|\*[0-9A-F]{40}|O5LOGON"
_DUMPED = r"(?i)\b(?:ntlm|nt[ _-]?hash|lm[ _-]?hash|nt ?(?::|=)|lm ?(?::|=)|sha1|rc4_hmac(?:_\w{1,8})?|aes(?:128|256)(?:[_-]hmac|[_-]cts[\w-]{0,24})?|des_cbc_md5|des3[\w-]{0,24}|arcfour-hmac|hashntlm|hashlm|master key|masterkey|dpapi_machinekey|dpapi_userkey|nl\$km|session key|clear ?text|cleartext|plain_password_hex|machine\.acc)\)?[ \t]{0,20}[:=(]{0,2}[ \t]{0,4}\(?(?:0x)?(?P<v>[0-9a-fA-F]{32,})(?::(?P<w>[0-9a-fA-F]{32}))?"
_KEYTAB = r"(?i)\((?:aes|arcfour|rc4|des)[\w-]{2,40}\)\s{1,4}\(0x(?P<v>[0-9a-fA-F]{16,})\)"
_ACCOUNTS = r"(?m)(?:^|[\s\"'>])(?P<user>[\w.-]{1,32}):(?:x|\*|!|\*{8})?:(?P<uid>[0-9]{1,10}):[0-9]{1,10}:(?P<v>[^:\r\n]{2,200}):/[^:\r\n]{0,200}:"


def _is_word_on_next_line(match: Match, group: str) -> bool:
    """Return whether a plain word on the next line belongs to a form instead of being the label's value."""
    before = match.string[max(match.start(), match.start(group) - 8) : match.start(group)]
    return match[group].isalpha() and "\n" in before


def _make_password_replacer(kind: str, *groups: str) -> Replace:
    """Return a function that replaces the first of these groups with a value."""

    def replace(match: Match, aliases: Aliases) -> str | None:
        group = match.find_first_group(*groups)
        value = match[group] if group else ""
        if (
            len(value) < 3
            or value[:2] == "--"
            or _is_word_on_next_line(match, group)
            or (value[-1] in ".!?" and value[:-1].isalpha() and is_word(value[:-1]))
            or is_placeholder(value)
            or not is_plausible_secret(value)
        ):
            return None
        return replace_group(match, group, make_secret_placeholder(kind))

    return replace


def _replace_initial_response(match: Match, aliases: Aliases) -> str | None:
    """Replace the Base64 response that a client sends on the AUTH line."""
    group = match.find_first_group("v", "w")
    value = match[group]
    if (
        (value.isalpha() and (value[1:].lower() == value[1:] or value.upper() == value))
        or len(value) < 4
        or is_placeholder(value)
    ):
        return None
    return replace_group(match, group, make_secret_placeholder("password"))


def _replace_auth_response(match: Match, aliases: Aliases) -> str | None:
    """Replace a client's response in an exchange that began with AUTH or AUTHENTICATE."""
    before = match.string[max(0, match.start() - 1500) : match.end()].upper()
    if "334" not in match[""][:8] and "AUTHENTICATE" not in before and "AUTH " not in before:
        return None
    value = match["v"]
    if (
        value.isdigit()
        or is_placeholder(value)
        or value.upper() in ("QUIT", "NOOP", "RSET", "AUTH", "MAIL", "HELO", "EHLO", "LOGIN", "OK")
    ):
        return None
    match.resume = match.end("v") - 1
    return (
        match.string[match.start() : match.start("v")]
        + make_secret_placeholder("password")
        + match.string[match.end("v") : match.end()]
    )


def _replace_pass_command(match: Match, aliases: Aliases) -> str | None:
    """Replace the password after PASS, unless a test result with a path, time or sentence follows."""
    value = match["v"].strip()
    before = match.string[max(0, match.start() - 400) : match.start("v") - 5]
    prefix = before.rsplit("\n", 1)[-1]
    known = get_lazy_pattern(r"(?i)\b(?:USER|APOP|AUTH|CAPA|NICK|331)\b").search(before) is not None
    following = match.string[match.end() : match.end() + 80]
    known = (
        known
        or get_lazy_pattern(r"^\s{0,4}(?:[^\r\n]{0,20}?)(?:230|530|\+OK|-ERR|332)").search(following)
        is not None
    )
    if (
        not known
        and not get_lazy_pattern(r"(?:>|C:|Command:|Request:|→|\]|PASV)\s*\z").search(
            prefix.rstrip(" \t") or "-"
        )
        and not _has_letters_and_digits(value)
    ):
        return None
    if not is_plausible_secret(value) or (
        not known and (" " in value or "/" in value or "::" in value or ".py" in value)
    ):
        return None
    return replace_group(match, "v", make_secret_placeholder("password"))


def _has_letters_and_digits(value: str) -> bool:
    if get_lazy_pattern(r"[a-z_]+[\w.]*|[0-9.]+|[\w./-]+\(.*").is_full_match(value):
        return False
    return any(c.isdigit() for c in value) and any(c.isalpha() for c in value)


def _replace_sql_password(match: Match, aliases: Aliases) -> str | None:
    """Replace the password of an SQL statement.

    An unquoted value counts only after IDENTIFIED BY, or if it isn't a plain word.
    """
    group = match.find_first_group("sq", "dq", "v")
    value = match[group] if group else ""
    if len(value) < 3 or is_placeholder(value) or not is_plausible_secret(value):
        return None
    if group == "v":
        before = match.string[match.start() : match.start("v")]
        if before[-1:] == "(" or ("dentified" not in before.lower() and not _has_letters_and_digits(value)):
            return None
    return replace_group(match, group, make_secret_placeholder("password"))


def _replace_setting(match: Match, aliases: Aliases) -> str | None:
    """Replace the value of a setting: a word at the start of a line, a space and a value."""
    group = match.find_first_group("dq", "sq", "v")
    value, key = match[group] if group else "", match["k"].lower()
    rest = match["rest"].strip()
    if rest[:1] in ('"', "'", "<", "`", "|", "}"):
        rest = ""
    if (
        not is_plausible_secret(value)
        or is_placeholder(value)
        or len(value) < 3
        or value in ("{", "(", "=>", "->", "|")
    ):
        return None
    if (
        group == "v"
        and key in _PLAIN_WORDS
        and "\t" in match[""][: match.start("v") - match.start()].lstrip()
        and len(rest.split()) < 4
    ):
        whole = match.string[match.start("v") : match.end()].rstrip()
        return (
            match.string[match.start() : match.start("v")]
            + make_secret_placeholder("password")
            + match.string[match.start("v") + len(whole) : match.end()]
        )
    if group == "v" and key in _PLAIN_WORDS:
        strong = any(not c.isalpha() for c in value.rstrip(".,;:!?)")) or not (
            value.islower() or value.istitle()
        )
        if (rest and not rest.startswith(("#", ";", "//"))) or not strong:
            return None
    elif rest and group == "v" and "community" not in key and not rest.startswith(("#", ";", "/")):
        return None
    return replace_group(match, group, make_secret_placeholder("key" if "key" in key else "password"))


_PLAIN_WORDS = frozenset(("password", "passwd", "passwort", "secret", "pwd", "pass", "psk", "passphrase"))


def _replace_gecos(match: Match, aliases: Aliases) -> str | None:
    """Replace the GECOS field of a person's account (name, room, telephone); service descriptions stay."""
    value = match["v"]
    name = value.split(",")[0].strip()
    if int(match["uid"]) < 500 or not name or match["uid"] == "65534":
        return None
    return replace_group(match, "v", aliases.make_placeholder("user", name))


def _replace_dumped_hash(match: Match, aliases: Aliases) -> str | None:
    label = match[""][: match.start("v") - match.start()].lower()
    if label.startswith("sha1") and "*" not in match.string[max(0, match.start() - 8) : match.start()]:
        return None
    end = match.end("w") if match["w"] else match.end("v")
    return (
        match.string[match.start() : match.start("v")]
        + make_secret_placeholder("hash")
        + match.string[end : match.end()]
    )


def _replace_chap_secret(match: Match, aliases: Aliases) -> str | None:
    return (
        replace_group(match, "v", make_secret_placeholder("password"))
        if _has_letters_and_digits(match["v"]) or f'"{match["v"]}"' in match[""] or "chap" in match.string
        else None
    )


def rules() -> tuple[Rule, ...]:
    """Return the rules for secrets in protocols and server settings."""
    return (
        Rule("password", ("auth",), _AUTH, _replace_initial_response),
        Rule("password", ("334", "auth"), _ANSWER, _replace_auth_response, extend=_find_match_end, context=-1),
        Rule("password", ("sasl",), _SASL, make_hiding_replacer("password")),
        Rule("password", ("login",), _IMAP, _make_password_replacer("password", "dq", "v", "w")),
        Rule("password", ("login",), _IMAP_LITERAL, _make_password_replacer("password", "v")),
        Rule("password", ("pass",), _FTP, _replace_pass_command, context=-1),
        Rule("password", ("apop",), _APOP, make_hiding_replacer("password")),
        Rule("password", ("$",), _RESP, make_hiding_replacer("password")),
        Rule("password", ("auth",), _REDIS, _make_password_replacer("password", "v")),
        Rule("password", ("identify",), _NICK, _make_password_replacer("password", "v")),
        Rule("password", ("createuser",), _SNMP, _make_password_replacer("password", "dq", "v")),
        Rule("password", ("createuser", "aes", "des"), _SNMP_PRIV, _make_password_replacer("password", "v", "w")),
        Rule("password", ("key", "community", "secret", "password", "authentication"), _CISCO, _make_password_replacer("password", "dq", "sq", "v")),
        Rule("password", ("pass", "pw", "secret", "key", "auth", "community", "psk", "token"), _SETTING, _replace_setting),
        Rule("password", ("password",), _NETRC, _make_password_replacer("password", "v")),
        Rule("password", (":",), _PGPASS, _replace_pgpass_password),
        Rule("password", ("auth-user-pass",), _OVPN, _make_password_replacer("password", "v")),
        Rule("private-key", ("</",), _STATIC, make_hiding_replacer("private-key", _is_key_material)),
        Rule("password", ("psk", "eap", "xauth", "rsa", "ntlm", "ecdsa", "p12", "pin"), _SWAN, _make_password_replacer("password", "dq", "v")),
        Rule("password", ("*", "l2tpd", "pptpd"), _CHAP, _replace_chap_secret, context=-1),
        Rule("password", ("password",), _QUOTED_AFTER, _make_password_replacer("password", "v", "w", "x")),
        Rule("password", ("/",), _ORACLE, _make_password_replacer("password", "dq", "v")),
        Rule("password", ("password", "identified"), _SQL, _replace_sql_password),
        Rule("password", ("pdo(", "pdo (", "connect(", "connect (", "connection(", "connection (", "_bind(", "mysql", "ldap", "imap_open"), _THREE, make_hiding_replacer("password", is_plausible_secret)),
        Rule("password", ("login", "connect", "auth", "credential", "pdo", "mysqli", "bind", "logon", "sign", "imap_open", "driver", "wifi", "runas", "createprocess", "impersonate"), _CALL, make_hiding_replacer("password", _is_argument), sieve=_has_quote),
        Rule("password", ("request arg", "c=", "validcomm", "response", ">"), _SAID, _make_password_replacer("password", "v", "w", "x", "y", "z")),
        Rule("password", ("auth", "cred", "login", "account"), _HTTP_AUTH, _make_password_replacer("password", "v")),
    )  # fmt: skip


def list_hash_rules() -> tuple[Rule, ...]:
    """Return the rules for password hashes in server files; they run before the more general hash rules."""
    return (
        Rule("hash", ("md5",), _MD5, make_hiding_replacer("hash"), "[0-9a-fA-F]"),
        Rule("hash", ("}",), _SCHEME, make_hiding_replacer("hash")),
        Rule("hash", (":::", ":7:", ":0:", ":99999:"), _SHADOW, make_hiding_replacer("hash", _is_hash)),
        Rule("hash", (":",), _HTPASSWD, make_hiding_replacer("hash", _is_hash)),
        Rule("hash", ("$", "pbkdf2", "scrypt", "scram", "0x0", "*", "o5logon"), _DCC, make_hiding_replacer("hash")),
        Rule("hash", ("ntlm", "sha1", "hmac", "des_cbc", "des3", "aes128", "aes256", "lm:", "lm=", "lm :", "lm =", "nt:", "nt=", "nt :", "nt =", "master", "session key", "dpapi_", "clear", "l$km", "machine.acc", "hash", "plain_"), _DUMPED, _replace_dumped_hash, context=12),
        Rule("hash", ("(0x",), _KEYTAB, make_hiding_replacer("hash")),
    )  # fmt: skip


def personal_rules() -> tuple[Rule, ...]:
    """Return the rules for names in account files of servers and in their protocols."""
    return (Rule("user", (":/",), _ACCOUNTS, _replace_gecos),)


def _find_match_end(match: Match) -> int:
    return match.end()


def _has_quote(block: str) -> bool:
    return '"' in block or "'" in block


def _replace_pgpass_password(match: Match, aliases: Aliases) -> str | None:
    value = match["v"].strip()
    if not is_plausible_secret(value) or value.startswith("/") or len(value) < 3:
        return None
    return replace_group(match, "v", make_secret_placeholder("password"))


def _is_key_material(value: str) -> bool:
    return any(c.isdigit() for c in value) and not any(word in value for word in ("BEGIN", "END"))


def _is_argument(value: str) -> bool:
    return (
        is_plausible_secret(value)
        and not get_lazy_pattern(
            r"[\w.-]{0,30}://.*|[^@\s]{1,64}@[^@\s]{1,64}|\w{1,12}|[a-zA-Z]+(?:[ -][a-zA-Z]+){1,5}"
        ).is_full_match(value)
    ) or (
        is_plausible_secret(value)
        and any(c.isdigit() for c in value)
        and any(c.isalpha() for c in value)
        and "://" not in value
    )


def _is_hash(value: str) -> bool:
    mixed = any(c.isdigit() for c in value) or (value.lower() != value and value.upper() != value)
    return mixed and any(c.isalpha() for c in value)
