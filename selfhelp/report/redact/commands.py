"""Rules for secrets on command lines: ``--password x``, ``curl -u a:b``, ``mysql -px``, ``net use … x``."""

# A pattern reads better on one line.
# ruff: noqa: E501, SIM905
from __future__ import annotations

from selfhelp.report.redact.aliases import Aliases, is_placeholder
from selfhelp.report.redact.block_words import make_word_sieve
from selfhelp.report.redact.in_context.made_up_words import JOINED, MADE_UP, rate_word
from selfhelp.report.redact.name_value_pairs import split_name_into_words
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import Replace, Rule, make_secret_placeholder, replace_group
from selfhelp.report.redact.word_lists import NO_ARGUMENT

_ARG = r"(?:\\?\"(?P<a>[^\"\r\n\\]+)|'(?P<b>[^'\r\n]+)|(?P<c>[^\s\"'\\]\S*))"
_SEP = r"(?:\\?\"?,?\s{1,4}\\?\"?|=)"  # "-p x", -p=x, and ["-p", "x"] as JSON writes an argument list
_FILES = (
    ".pem",
    ".key",
    ".crt",
    ".cer",
    ".der",
    ".pfx",
    ".p12",
    ".pub",
    ".txt",
    ".json",
    ".yml",
    ".yaml",
    ".conf",
)
_SP = r"(?:^|[\s\"',\[(])"

_TOOLS: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (("mysql", "mariadb"), r"\b(?:mysql|mariadb)[\w-]{0,16}(?:\.exe)?\b", rf"{_SP}-p(?:\"(?P<a>[^\"\r\n]+)|'(?P<b>[^'\r\n]+)|(?P<c>[^\s\"'=\\]\S*))"),
    (("sshpass", "psexec", "docker", "podman", "mongo", "az", "rdesktop", "smbmap", "crackmapexec", "login"),
     r"\b(?:sshpass|psexec(?:64)?(?:\.exe)?|(?:docker|podman|helm|nerdctl|oc|az) (?:registry )?login|mongo\w{0,8}|rdesktop|smbmap|crackmapexec|netexec|nxc)\b",
     rf"{_SP}-p{_SEP}?{_ARG}"),
    (("7z",), r"\b7z[ar]?(?:\.exe)?\b", rf"{_SP}-p{_ARG}"),
    (("rar",), r"\b(?:un)?rar(?:\.exe)?\b", rf"{_SP}-h?p{_ARG}"),
    (("zip", "sqlcmd", "bcp", "osql"), r"\b(?:un)?zip\b|\b(?:sqlcmd|bcp|osql)(?:\.exe)?\b", rf"{_SP}-P\s{{0,4}}{_ARG}"),
    (("plink", "pscp", "psftp", "putty", "winscp"), r"\b(?:plink|pscp|psftp|putty|kitty)(?:\.exe)?\b", rf"{_SP}-pw{_SEP}{_ARG}"),
    (("ldap",), r"\bldap[a-z]{3,8}\b", rf"{_SP}-w{_SEP}{_ARG}"),
    (("redis-cli",), r"\bredis-cli\b", rf"{_SP}-a{_SEP}{_ARG}"),
    (("openssl",), r"\bopenssl\b", rf"{_SP}-(?:k|K|passin|passout){_SEP}(?:pass:)?{_ARG}"),
    (("curl", "wget", "http"), r"\b(?:curl|wget)(?:\.exe)?\b|\bhttps?[ \t]",
     rf"{_SP}(?:-[a-zA-Z]{{0,6}}u|-U|-a|--user|--proxy-user|--auth){_SEP}?(?:\\?\"(?P<a>[^\"\s:\\]{{0,128}}:[^\"\r\n\\]+)|'(?P<b>[^'\s:]{{0,128}}:[^'\r\n]+)|(?P<c>[^\s\"':\\]{{0,128}}:\S+))"),
    (("curl",), r"\bcurl(?:\.exe)?\b", rf"{_SP}(?:-b|--cookie|--oauth2-bearer|--pass|--proxy-pass){_SEP}{_ARG}"),
    (("smbclient", "rpcclient", "smbget", "net rpc", "net ads"), r"\b(?:smbclient|rpcclient|smbget|net (?:rpc|ads))\b",
     rf"{_SP}(?:-U|--user){_SEP}[^\s%]{{1,64}}%{_ARG}"),
    (("mount", "username="), r"\bmount(?:\.cifs)?\b", rf"[, ](?:password|pass)={_ARG}"),
    (("net use", "net1 use", "net.exe use", "net1.exe use"), r"(?i)\bnet1?(?:\.exe)? use\b", r"\\\\[^\s\"]{2,255}\"?\s{1,4}(?:\\?\"(?P<a>[^\"\r\n\\]+)|(?P<c>[^\s\"'/*\\]\S*))"),
    (("net use", "net1 use", "net.exe use", "net1.exe use"), r"(?i)\bnet1?(?:\.exe)? use\b", r"(?i)/u(?:ser)?:\S{1,128}\s{1,4}(?:\\?\"(?P<a>[^\"\r\n\\]+)|(?P<c>[^\s\"'/*\\]\S*))"),
    (("net use", "net1 use", "net.exe use", "net1.exe use"), r"(?i)\bnet1?(?:\.exe)? user\b", r"(?i)user\s{1,4}[^\s/]{1,64}\s{1,4}(?:\\?\"(?P<a>[^\"\r\n\\]+)|(?P<c>[^\s\"'/*\\]\S*))"),
    (("htpasswd",), r"\bhtpasswd\b", rf"-[a-zA-Z]{{0,6}}b[a-zA-Z]{{0,6}}\s{{1,4}}\S{{1,255}}\s{{1,4}}\S{{1,64}}\s{{1,4}}{_ARG}"),
    (("sudo",), r"\becho\b[^|\r\n]{1,200}\|\s{0,4}sudo -S", rf"\becho\s{{1,4}}{_ARG}"),
    (("chpasswd",), r"\becho\b[^|\r\n]{1,200}\|\s{0,4}(?:sudo )?chpasswd", r"\becho\s{1,4}(?:\\?\"(?P<a>[^\"\r\n\\]+)|'(?P<b>[^'\r\n]+)|(?P<c>[^\s\"']\S*))"),
    (("securestring",), r"(?i)convertto-securestring\b", r"(?i)securestring\s{1,4}(?:-(?:asplaintext|force|string|s|a|f)\s{1,4})*(?:\"(?P<a>[^\"\r\n]+)|'(?P<b>[^'\r\n]+)|(?P<c>[^\s\"'()-][^\s()]*))"),
    (("wpa_passphrase",), r"\bwpa_passphrase\b", rf"wpa_passphrase\s{{1,4}}(?:\"[^\"]{{1,40}}\"|\S{{1,40}})\s{{1,4}}{_ARG}"),
    (("kinit", "vpnc", "xfreerdp", "mstsc", "cmdkey", "runas"), r"\b(?:kinit|xfreerdp|cmdkey)", rf"/p:{_ARG}"),
    (("pscredential",), r"(?i)pscredential\b", r"\(\s{0,3}[\"'][^\"'\r\n]{0,128}[\"']\s{0,3},\s{0,3}[\"'](?P<a>[^\"'\r\n]+)"),
    (("ssh-keygen",), r"\bssh-keygen\b", rf"{_SP}-[NP]{_SEP}?{_ARG}"),
    (("lftp",), r"\blftp\b", rf"{_SP}-u{_SEP}[^\s,]{{1,64}},{_ARG}"),
    (("reg",), r"(?i)\breg(?:\.exe)? add\b[^\r\n]*(?:passw|pwd|secret)", rf"(?i)/d\s{{1,4}}{_ARG}"),
    (("generic-password", "internet-password", "unlock-keychain"), r"\bsecurity [a-z-]*(?:password|keychain)", rf"{_SP}-[wp]{_SEP}{_ARG}"),
    (("dscl",), r"\bdscl\b", rf"-passwd\s{{1,4}}\S{{1,255}}\s{{1,4}}{_ARG}"),
    (("dscl",), r"\bdscl\b", rf"-passwd\s{{1,4}}\S{{1,255}}\s{{1,4}}\S{{1,64}}\s{{1,4}}{_ARG}"),
    (("sysadminctl", "dsimport", "fdesetup"), r"\b(?:sysadminctl|dsimport|fdesetup)\b", rf"(?i)-(?:new|old|admin)?password\s{{1,4}}{_ARG}"),
    (("printf",), r"\bprintf\b[^|\r\n]{1,200}\|\s{0,4}(?:sudo )?[\w./-]*(?:passwd|chpasswd|cryptsetup|kinit|ssh-add)", rf"\bprintf\s{{1,4}}(?:'[^'\r\n]{{1,40}}'|\"[^\"\r\n]{{1,40}}\")\s{{1,4}}{_ARG}"),
    (("printf",), r"\bprintf\b[^|\r\n]{1,200}\|\s{0,4}(?:sudo )?[\w./-]*(?:passwd|chpasswd|cryptsetup|kinit|ssh-add)", r"\bprintf\s{1,4}(?:'[^'\r\n]{1,40}'|\"[^\"\r\n]{1,40}\")\s{1,4}\S{1,64}\s{1,4}(?P<c>[^\s\"'|]\S*)"),
    (("net user", "net1 user"), r"(?i)\bnet1?(?:\.exe)? user\b", r"(?i)user\s{1,4}[^\s/]{1,64}\s{1,4}(?:\\?\"(?P<a>[^\"\r\n\\]+)|(?P<c>[^\s\"'/*\\]\S*))"),
    (("requirepass", "masterauth", "auth "), r"(?i)\b(?:config set )?(?:requirepass|masterauth)\b", rf"(?i)(?:requirepass|masterauth)\s{{1,4}}{_ARG}"),
    (("auth ", "priv "), r"(?i)\b(?:snmp|usm|v3)\b", r"(?i)\bauth(?:entication)?[ ](?:sha|md5)[0-9-]{0,8}[ ](?P<c>\S{6,64})"),
    (("auth ", "priv "), r"(?i)\b(?:snmp|usm|v3)\b", r"(?i)\bpriv(?:acy)?[ ](?:aes|des|3des)[0-9-]{0,4}(?:[ ][0-9]{2,3})?[ ](?P<c>\S{6,64})"),
    (("createuser",), r"(?i)\bcreateuser\b", r"(?i)createuser\s{1,4}(?:-\w+\s{1,4}){0,3}\S{1,64}\s{1,4}(?:MD5|SHA[0-9-]*)\s{1,4}\"?(?P<c>[^\s\"]{6,64})"),
    (("--stdin",), r"\becho\b[^|\r\n]{1,200}\|\s{0,4}(?:sudo )?passwd", rf"\becho\s{{1,4}}{_ARG}"),
    (("useradd", "usermod"), r"\buser(?:add|mod)\b", rf"{_SP}(?:-p|--password){_SEP}{_ARG}"),
    (("_pw",), r"\b(?:pdftk|qpdf)\b", rf"\b(?:user|owner|input)_pw\s{{1,4}}{_ARG}"),
    (("http-basic",), r"\bhttp-basic\.", rf"http-basic\.\S{{1,80}}\s{{1,4}}\S{{1,64}}\s{{1,4}}{_ARG}"),
    (("rasdial",), r"(?i)\brasdial(?:\.exe)?\b", rf"(?i)rasdial(?:\.exe)?\s{{1,4}}(?:\"[^\"]{{1,60}}\"|\S{{1,60}})\s{{1,4}}[^\s/]{{1,64}}\s{{1,4}}{_ARG}"),
    (("rabbitmqctl",), r"\brabbitmqctl\b", rf"(?:add_user|change_password|authenticate_user)\s{{1,4}}\S{{1,64}}\s{{1,4}}{_ARG}"),
    (("mysqladmin", "mariadb-admin"), r"\b(?:mysqladmin|mariadb-admin)\b", rf"\bpassword\s{{1,4}}{_ARG}"),
    (("vault",), r"\bvault login\b", rf"login\s{{1,4}}(?:-[\w=-]{{1,40}}\s{{1,4}})*{_ARG}"),
    (("iwconfig", "ifconfig", "wlanconfig"), r"\b(?:iwconfig|ifconfig|wlanconfig)\b", rf"\b(?:key|enc|nwkey|wepkey)\s{{1,4}}(?:s:)?{_ARG}"),
    (("snmp",), r"\bsnmp[a-z]{2,12}\b", rf"{_SP}-[AXcxaK]\s{{1,4}}{_ARG}"),
    (("steamcmd", "+login"), r"\+login\b", rf"\+login\s{{1,4}}\S{{1,64}}\s{{1,4}}{_ARG}"),
    (("input text",), r"\binput text\b", rf"\btext\s{{1,4}}{_ARG}"),
    (("savecred",), r"(?i)/savecred\b", rf"(?i)/savecred\s{{1,4}}{_ARG}"),
    (("ldapmodify", "ldappasswd", "smbpasswd"), r"\b(?:ldappasswd|smbpasswd)\b", rf"{_SP}-[saw]\s{{1,4}}{_ARG}"),
    (("expect", "send", "sendkeys", "typewrite", "sendline"), r"(?i)\b(?:send(?:keys|line|_user|wait)?|typewrite|send-keys|write_line)\b", r"(?i)\b(?:send(?:keys|line|wait)?|typewrite|send-keys|write_line)(?:\s{1,3}|\s?\(\s{0,3})(?:--\s)?(?:\"(?P<a>[^\"\\\r\n{]{5,})|'(?P<b>[^'\\\r\n{]{5,}))"),
    (("radtest",), r"\bradtest\b", rf"radtest\s{{1,4}}\S{{1,64}}\s{{1,4}}{_ARG}"),
    (("radtest",), r"\bradtest\b", rf"radtest\s{{1,4}}(?:\S{{1,80}}\s{{1,4}}){{4}}{_ARG}"),
    (("signtool", "certutil", "pvk2pfx", "importpfx", "keytool"), r"(?i)\b(?:signtool|certutil|pvk2pfx|importpfx|keytool)(?:\.exe)?\b", rf"(?:^|\s)[/-](?:p|po|pi)\s{{1,4}}{_ARG}"),
    (("pass:",), r"\bpass:", r"pass:(?P<c>[^\s*\"']\S*)"),
)  # fmt: skip

_USER = r"(?:^|[\s\"'])(?:-u|-U|-l|-L|-user|-username|--user(?:name)?|--login|/user|/u|-D|--account|-i|-lu)(?:[ =:]{1,2}|\b)[^\s-]\S*[^\r\n]*"
"""Pattern for options that name a user; such a line probably has the password after one of the other options.
"""
_WITH_USER = r"(?:^|[\s\"',])(?:-p|-P|-pw|-w|-W|-H|-pass|-a)(?:[ =:]{1,2})?(?:\\?\"(?P<a>[^\"\r\n\\]{4,})|'(?P<b>[^'\r\n]{4,})|(?P<c>[^\s\"'\\-]\S{3,}))"
_PIPED = r"(?i)\b(?:echo|printf|write-output|write-host)(?:[ \t]{1,3}-[neE]{1,3})*[ \t]{1,3}(?:\"(?P<a>[^\"\r\n]+)\"|'(?P<b>[^'\r\n]+)'|(?P<c>[^\s\"'|-][^\s\"'|]*))[ \t]{0,3}\|[ \t]{0,3}(?:sudo(?: -S)?|docker login|podman login|[\w./-]*passw\w*|cryptsetup|gpg2?|openssl|base64|su\b|kinit|helm|vault|age|gh auth|glab auth|npm login|oc login|htpasswd|secret-tool|security|clip|xclip|pbcopy|wl-copy|wpa_passphrase|smbpasswd|vncpasswd|chpasswd|kubectl create secret|ssh-add|mount|veracrypt|bw |op |mkpasswd|argon2|sha256sum|md5sum|md5|sshpass|az |aws |gcloud|curl|nc )"
_READS = r"(?i)(?:\b(?:echo|printf|write-output)(?:[ \t]{1,3}(?:-[neE]{1,3}|['\"]%s(?:\\\\n)?['\"]))*[ \t]{1,3}(?:\"(?P<a>[^\"\r\n$]{3,})\"|'(?P<b>[^'\r\n$]{3,})'|(?P<c>[^\s\"'|$-][^\s\"'|]{2,}))[ \t]{0,3}\|[ \t]{0,3}(?:sudo )?(?:runas|kinit|su|passwd|smbpasswd|vncpasswd|cryptsetup|keepassxc-cli|gpg2?|ssh-add|ssh-keygen|sshpass|openconnect|vpnc|openvpn|mount|net |pwsh|unlock|docker login|podman login|veracrypt|restic|borg)\b|\b(?:keepassxc-cli|kinit|cryptsetup|gpg2?|passwd|su|sudo -S|openssl|ssh-add|openconnect|smbpasswd|veracrypt)\b[^\r\n]{0,80}<<<[ \t]{0,3}(?:\"(?P<d>[^\"\r\n]{3,})\"|'(?P<e>[^'\r\n]{3,})'|(?P<f>[^\s\"'$]{3,})))"
"""Pattern for input of a program that asks for a password; any word counts."""
_HERE = r"<<<[ \t]{0,3}(?:\"(?P<a>[^\"\r\n]+)|'(?P<b>[^'\r\n]+)|(?P<c>[^\s\"'$][^\s\"']*))"
_INTO = r"(?i)(?:\"(?P<a>[^\"\r\n$]{4,})\"|'(?P<b>[^'\r\n]{4,})')[ \t]{0,3}\|[ \t]{0,3}convertto-securestring"
_DOMAIN_LOGIN = r"(?:^|[\s\"'])(?:[\w.-]{1,64}/)[\w.$-]{1,64}:(?P<c>[^\s@/:]{4,64})@[\w.-]{2,}"
_VALUE = r"(?:\\?\"(?P<a>[^\"\r\n\\]+)|'(?P<b>[^'\r\n]+)|(?P<c>[^\s\"'\\-]\S*))"
_OPTION = (
    r"(?i)(?:^|[^\pL\pN_\\-])--?(?:[a-z0-9]{1,30}-){0,4}(?:src|dest|dst|source|target|key|store|new|old|root|admin|db|user|pfx|cert|ca|truststore|keystore|proxy|smtp|ftp|sa|domain|bind|ldap|login|api|client|master|vault|require|set|adminuser|sudo|become|host|device|disk|volume|file|zip|pdf|archive|restore|backup|repo|registry|my|pg|es|rabbit|redis|mqtt|amqp|imap|pop|http|basic|web|ssh|rdp|vnc|wifi|vpn)?(?:password|passwd|passphrase|passwort|pass|pwd|psw|token|secret|"
    r"credentials?|api-?key|access-?key|secret-?key|private-?key|auth-?key|psk|pin|otp|storepass|keypass|"
    rf"bearer|webhook|mdp)(?:\\?\"?,\s{{0,4}}|=|\s{{1,4}}){_VALUE}"
)
_SLASH = (
    r"(?i)(?:^|[^\pL\pN_/])/(?:p|pass|password|passwd|pwd|rp|secret|token|key|mdp)(?::|=)"
    r"(?:\\?\"(?P<a>[^\"\r\n\\]+)|'(?P<b>[^'\r\n]+)|(?P<c>[^\s\"'*\\]\S*))"
)
_RP = r"(?i)(?:^|[^\pL\pN_/])/rp\s{1,4}(?:\\?\"(?P<a>[^\"\r\n\\]+)|'(?P<b>[^'\r\n]+)|(?P<c>[^\s\"'*/\\]\S*))"
_DASHED = rf"(?i)(?:^|[^\pL\pN_\\-])-(?:password|passwd|pass|pw|pwd|token|secret|key|apikey)\s{{1,4}}{_VALUE}"


def _replace_argument(match: Match, aliases: Aliases) -> str | None:
    """Replace a secret argument, with or without quotes."""
    group = match.find_first_group("a", "b", "c")
    value = match[group] if group else ""
    if not group or is_placeholder(value) or _is_variable(value) or value.casefold() in NO_ARGUMENT:
        return None
    if group == "c" and (
        _is_help_option(match, value) or value.rpartition(":")[2].strip("[]().,").casefold() in _KIND
    ):
        return None
    if value.startswith(("(", "<(", "$(")) and not any(c.isdigit() for c in value):
        return None  # the option that names it follows
    if value.casefold().endswith(_FILES) or get_lazy_pattern(r"[a-zA-Z_]+=[\"'\w].*|[a-z_]+,").is_full_match(
        value
    ):
        return None
    kept = len(value) - len(value.rstrip("\\\",'])}")) if group == "c" else 0
    (start, end), whole = match.span(group), match.span()
    return (
        match.string[whole[0] : start]
        + make_secret_placeholder("argument")
        + match.string[end - kept : whole[1]]
    )


_METAVARIABLE = r"[A-Z]{2,}(?:[_-][A-Z]+){0,4}[])}.,]*"
_KIND = frozenset(
    "key token secret password passwd passphrase pass pin otp string text value file path name user id hex code url var env pwd psk bearer cred credential credentials arg argument wort passwort kennwort mdp jeton datei fichier schluessel cle code bits size".split()
)


def _is_help_option(match: Match, value: str) -> bool:
    """Return whether the match is a command's help text: ``--api-key KEY``, ``--password   the …``."""
    if get_lazy_pattern(_METAVARIABLE).is_full_match(value) and any(
        word in _KIND for word in split_name_into_words(value.lower())
    ):
        return True
    before = match.string[max(0, match.start("c") - 3) : match.start("c")]
    if get_lazy_pattern(r"\[[a-z]+|(?:new|old|current)_[a-z]+\]").is_full_match(value):
        return True  # an optional word
    described = before.endswith(("  ", "\t")) or "\n" in before
    return (
        described
        and get_lazy_pattern(r"\pL[\pL'’-]*[,;:]?").is_full_match(value)
        and value[1:].lower() == value[1:]
    )


def _is_variable(value: str) -> bool:
    """Return whether a value is a reference (``$TOKEN``, ``%TOKEN%``, ``<token>``) or a mask (``****``)."""
    return get_lazy_pattern(
        r"\$\{?\w+\}?|%\w+%|<[^>]*>(?:[:@/]<[^>]*>)*|\{\{.*\}\}|[*•xX.]+|-"
    ).is_full_match(value)


def _make_option_replacer(flag: str) -> Replace:
    """Return a function that replaces one option's argument in the rest of a command line."""

    def replace(match: Match, aliases: Aliases) -> str:
        from collections import Counter

        return Rule("argument", (), flag, _replace_argument).apply(match[""], aliases, Counter())

    return replace


def _replace_likely_argument(match: Match, aliases: Aliases) -> str | None:
    """Replace an argument that isn't a number, path or plain word."""
    value = match[match.find_first_group("a", "b", "c")]
    if (
        (not any(c.isalpha() for c in value) and value[:1] != "\\")
        or value.startswith(("/", "./", "~", "http", "-", "$", "{", "<"))
        or len(value) < 4
    ):
        return None
    made_up = any(c.isdigit() or c in "!#$%&*+=?@^~" for c in value) or rate_word(value) >= JOINED
    if not made_up or (" " in value and len(value.split()) > 3):
        return None
    return _replace_argument(match, aliases)


def _replace_program_input(match: Match, aliases: Aliases) -> str | None:
    value = match[match.find_first_group("a", "b", "c", "d", "e", "f")]
    if (
        is_placeholder(value)
        or _is_variable(value)
        or "\\n" in value[:-2]
        or (" " in value.strip() and "'" in value)
    ):
        return None
    start, end = match.span(match.find_first_group("a", "b", "c", "d", "e", "f"))
    return (
        match.string[match.start() : start]
        + make_secret_placeholder("argument")
        + match.string[end : match.end()]
    )


def _replace_option_with_user(match: Match, aliases: Aliases) -> str:
    from collections import Counter

    return Rule("argument", (), _WITH_USER, _replace_likely_argument).apply(match[""], aliases, Counter())


has_option = make_word_sieve(
    lambda word: (word[:1] == "-" and word[1:2].isalpha()) or (word[:2] == "--" and len(word) > 2)
)
"""Return whether a block has command-line options."""
_CALL = r"(?i)\b\w{0,24}(?:credential|login|logon|signin|authenticat|connect|\.open|setpassword)\w{0,16}\s?\(?\s?[\"'][^\"'\r\n]{0,80}[\"']\s?,\s?(?:[\"'][^\"'\r\n]{0,60}[\"']\s?,\s?)?[\"'](?P<c>[^\"'\r\n]{4,64})[\"']"
_LOGIN_OPTION = rf"(?:^|\s)--?[A-Za-z][\w-]{{0,20}}[ =][\"']?[A-Za-z][\w.@-]{{1,32}}:(?P<c>{MADE_UP})"


_LOGIN_SETTING = rf"(?i)(?:^|[\s;&\"'])(?:login|auth|userpwd|credentials?|user)=[\"']?[A-Za-z][\w.@-]{{0,32}}:(?P<c>{MADE_UP})"


def _replace_account_and_password(match: Match, aliases: Aliases) -> str | None:
    """Replace an option's value that is an account name and a made-up word: ``-a monitor:owlet+Pine``."""
    return _replace_likely_argument(match, aliases) if rate_word(match["c"]) >= JOINED else None


def _replace_call_argument(match: Match, aliases: Aliases) -> str | None:
    """Replace a made-up word after an account name in a call that signs in: ``NetworkCredential("u", "…")``."""
    value = match["c"]
    fits = rate_word(value) >= JOINED and not is_placeholder(value)
    return replace_group(match, "c", make_secret_placeholder("argument")) if fits else None


def rules() -> tuple[Rule, ...]:
    """Return the rules for secrets on command lines; the rules for all tools come first."""
    return (
        Rule("argument", ("|", "<<<"), _READS, _replace_program_input),
        Rule("argument", ("|",), _PIPED, _replace_likely_argument),
        Rule("argument", ("<<<",), _HERE, _replace_likely_argument),
        Rule("argument", ("securestring",), _INTO, _replace_argument),
        Rule("argument", ("@",), _DOMAIN_LOGIN, _replace_likely_argument),
        Rule("argument", ("-",), _OPTION, _replace_argument),
        Rule("argument", ("/p", "/rp", "/secret", "/token", "/key", "/mdp"), _SLASH, _replace_argument),
        Rule("argument", ("/rp",), _RP, _replace_argument),
        Rule(
            "argument",
            ("credential", "login", "logon", "signin", "authenticat", "connect", ".open", "setpassword"),
            _CALL,
            _replace_call_argument,
        ),
        Rule(
            "argument",
            ("login=", "auth=", "userpwd=", "credential", "user="),
            _LOGIN_SETTING,
            _replace_account_and_password,
        ),
        Rule("argument", (":",), _LOGIN_OPTION, _replace_account_and_password, sieve=has_option),
        Rule("argument", ("-p", "-token", "-secret", "-key", "-apikey"), _DASHED, _replace_argument),
        *(
            Rule("argument", needs, rf"(?:{tool})[^\r\n]*", _make_option_replacer(flag))
            for needs, tool, flag in _TOOLS
        ),
        Rule("argument", ("-u", "-l", "/u", "-d", "-i", "--account"), _USER, _replace_option_with_user),
    )
