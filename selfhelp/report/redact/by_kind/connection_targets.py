"""Rules for user, password and host in the targets of any program, and for hosts that people connect to.

Passwords in such targets may contain slashes, which no URL allows: ``sftp:user:pass/word@host:/folder``.
"""

# Patterns read better on one line.
# ruff: noqa: E501
from __future__ import annotations

from collections.abc import Iterator

from selfhelp.report.redact.aliases import contains_placeholder, is_placeholder
from selfhelp.report.redact.by_kind.label_forms import fits_host
from selfhelp.report.redact.by_kind.pattern_tables import Row, Table, iter_matches
from selfhelp.report.redact.by_line.line_rules import Line, ReplacedPart, make_line_rule
from selfhelp.report.redact.re2_patterns import get_lazy_pattern
from selfhelp.report.redact.rules import Rule
from selfhelp.report.redact.vocabulary.listed_words import is_word

_HOST = r"[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9-]+)*"
_TARGET = rf"(?:(?:^|[\s\"'`=,(])(?:[a-z][a-z0-9+]{{1,12}}:)?|://)(?P<u>[A-Za-z][A-Za-z0-9._\\-]{{1,32}}|user-[0-9a-f]{{6}}):(?P<v>[^\s:@\"'<>]{{4,48}})@(?P<w>{_HOST}|(?:host|ip)-[a-z0-9-]+(?:\.dom-[0-9a-f]+)?|[0-9]{{1,3}}(?:\.[0-9]{{1,3}}){{3}})(?:[:/\s\"'`,;)]|\z)"
_NO_USER = frozenset(("pkg", "npm", "mailto", "user", "username", "http", "https", "file", "data", "workspace", "link", "patch", "git", "sip", "sips", "tel", "xmpp", "acct", "image", "jsr", "catalog", "benutzer", "utilisateur"))  # fmt: skip
_EXCLUDED = r"/.*|[0-9]{1,5}(?:/.*)?|(?:[a-z0-9.-]+/)+[a-z0-9.-]+|\$.*|\{.*|[*xX•.]+|(?i:pass(?:word|wd)?|pw|pwd|secret|mot[_-]?de[_-]?passe|passwort|kennwort|token)|v?[0-9.]+|[~^].*|latest|stable"


def _find_targets(line: Line) -> Iterator[ReplacedPart]:
    """Yield the password and the host of each target that contains them."""
    for found, place in iter_matches(_TARGET, line.text):
        user, password, host = found["u"], found["v"], found["w"]
        if (
            user.casefold() in _NO_USER
            or host.casefold().startswith(("sha256", "sha512", "localhost", "example"))
            or contains_placeholder(password)
            or get_lazy_pattern(_EXCLUDED).is_full_match(password)
        ):
            continue
        start = line.start + place + found.start("v")
        yield ReplacedPart(start, start + len(password))
        if not is_placeholder(host) and not host[0].isdigit():
            start = line.start + place + found.start("w")
            yield ReplacedPart(start, start + len(host), "host")


def _is_host(value: str) -> bool:
    """Return whether a value after a command for remote work is a host's name, not a word."""
    return (
        get_lazy_pattern(_HOST).is_full_match(value)
        and not (value.isalpha() and (is_word(value) or (value.islower() and len(value) < 4)))
        and value.casefold()
        not in ("localhost", "server", "computer", "host", "hostname", "pc", "servername")
    )


_REMOTE = Row(
    ("termsrv", "mstsc", "vncviewer", "tvnviewer", "xfreerdp", "rdesktop", "remmina", "psexec", "pskill", "pslist", "psinfo", "psloggedon", "winrs", "plink", "putty", "cmdkey", "msra", "shadow", "sc \\\\", "dameware", "ultravnc", "quser", "qwinsta", "rsh", "telnet", "virt-viewer", "spicy"),
    rf"(?i)(?:termsrv/|/(?:add|delete|generic):[a-z0-9-]{{3,12}}/|mstsc(?:\.exe)?[^\r\n]{{0,40}}?/v:[ ]?|(?:vncviewer|tvnviewer|ultravnc)[ ](?:-\S+[ ]){{0,3}}|xfreerdp[^\r\n]{{0,60}}?/v:|rdesktop[ ](?:-\S+[ ]\S+[ ]){{0,3}}|(?:psexec|pskill|pslist|psinfo|psloggedon)(?:64)?(?:\.exe)?[ ](?:-\S+[ ]){{0,3}}\\\\|sc[ ]\\\\|winrs[ ][-/]r:|msra[ ]/offerra[ ]|(?:quser|qwinsta|query session)[ ]/server:|telnet[ ]|cmdkey[ ]/(?:delete|generic|add):(?:termsrv/)?)(?P<v>{_HOST})(?:[:\s\"'/\\,;]|\z)",
    "host",
    _is_host,
)  # fmt: skip
_RDP = Row(
    ("rdp", "remote desktop", "remotedesktop", "bureau à distance", "vnc", "ssh", "teamviewer", "terminalserver", "remote"),
    r"(?i)(?:^|[^\pL])(?:rdp|remote ?desktop|remotedesktop(?:verbindung)?|bureau (?:à|a) distance|vnc|ssh|remote)(?:[- ]?(?:verbindung|session|sitzung|connection|connexion|zugriff|access))?[ ](?:auf|to|on|zu|zum|sur|vers|into|onto|nach|via)[ ](?:den |die |das |the |le |la |l['’]|server |rechner |pc |host ){0,2}(?P<v>(?-i:[A-Z]{2,8}-?[A-Z0-9]{2,10}(?:-[A-Z0-9]{1,8}){0,3}|[a-z]{2,10}[0-9]{1,3}|[a-z]{2,10}-[a-z0-9]{2,12}(?:-[a-z0-9]{1,8})?))(?:[\s,;:!?)]|\.(?:\s|\z)|\z)",
    "host",
    lambda value: _is_host(value) and not is_word(value) and (fits_host(value) or "-" in value or value[-1].isdigit()),
)  # fmt: skip
_DENIED = Row(
    (
        "denied",
        "refused",
        "closed",
        "timed out",
        "unreachable",
        "no route",
        "reset by",
        "verweigert",
        "refusé",
        "failed",
        "lost connection",
        "'s password",
        "’s password",
    ),
    rf"(?i)(?:^|[\s\"'(])(?:[A-Za-z][A-Za-z0-9._-]{{1,32}}|user-[0-9a-f]{{6}})@(?P<v>{_HOST})(?:: (?:permission denied|connection|no route|host)|['’]s password)",
    "host",
    _is_host,
)
_HINT = r"(?i)@|termsrv|mstsc|vnc|rdp|remote|rdesktop|\\\\|winrs|msra|cmdkey|telnet|/server:|ssh|bureau"


def rules() -> tuple[Rule, ...]:
    """Return the rules for targets with a password."""
    return (make_line_rule("password", ("@",), _TARGET, _find_targets),)


def host_rules() -> tuple[Rule, ...]:
    """Return the rule for hosts that a command or sentence connects to."""
    return (make_line_rule("host", (), _HINT, Table(_REMOTE, _RDP, _DENIED).find),)
