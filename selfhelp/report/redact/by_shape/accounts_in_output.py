"""Rules for account names that commands print or accept: processes, sessions, directories, credential files.

Sources: ps(1), loginctl(1), getent(1), quser and net (learn.microsoft.com), openvpn(8) ``--auth-user-pass``,
ipsec.secrets(5), auditd(8), FortiOS and Asterisk configuration.
"""

# Patterns and lists of words read better on one line.
# ruff: noqa: E501
from __future__ import annotations

from selfhelp.report.redact.aliases import Aliases
from selfhelp.report.redact.by_shape.person_shapes import is_account
from selfhelp.report.redact.positional_names import is_universal_name
from selfhelp.report.redact.re2_patterns import Match
from selfhelp.report.redact.rules import NO_WORD, Rule, make_secret_placeholder, replace_group
from selfhelp.report.redact.word_lists import WELL_KNOWN

_NAME = r"(?P<v>[A-Za-z][A-Za-z0-9._-]{1,39})"
_PROCESS = rf"(?:^|\n){_NAME}\+?[ ]+[0-9]{{1,7}}[ ]+[0-9]{{1,3}}\.[0-9][ ]+[0-9]{{1,3}}\.[0-9][ ]+[0-9]+[ ]+[0-9]+[ ]"
_SESSION = rf"(?:^|\n)[ ]*[0-9c]{{1,5}}[ ]+[0-9]{{1,6}}[ ]+{_NAME}[ ]+(?:seat[0-9]+|-|tty|pts|[ ]{{3}})"
_WHO = rf"(?:^|\n){_NAME}[ ]+(?:pts/[0-9]+|tty[0-9S]+|:[0-9]+|console)[ ]+"
_QUSER = rf"(?:^|\n)[ >]{_NAME}[ ]{{3,40}}[0-9]{{1,4}}[ ]+(?:Active|Disc|Actif|Déco|Aktiv|Getr|Dis)"
_PASSWD = rf"(?:^|\n){_NAME}:[x*!]{{1,2}}:[0-9]+:[0-9]+:"
_TOOLS = (
    r"net\d? user|net user|id|passwd|chage(?: -[a-z]+)?|su(?: -[lm]?)?|finger|lastlog -u|last|quser|query user|usermod(?: -[\w]+(?: [\w,/]+)?)*"
    r"|userdel(?: -r)?|useradd(?: -\w+(?: \S+)?)*|loginctl (?:user-status|terminate-user|kill-user)|smbpasswd(?: -a)?|pdbedit -u"
    r"|getent passwd|groups|crontab -u|sudo -u|Get-ADUser(?: -Identity)?|Unlock-ADAccount(?: -Identity)?|Get-LocalUser(?: -Name)?|dsquery user -samid|kinit|pkill -u|ps -u"
)
_COMMAND = rf"(?:^|[\n>$#`'\"(] ?)(?:sudo )?(?:(?:{_TOOLS})[ ]|gpresult /user[ :]|runas /user:)[\"']?(?:[A-Za-z0-9-]+\\)?{_NAME}[\"']?(?:[ \t]*[\r\n;|&`'\")]|[ ]+[-/]|\z)"
_LABELLED = rf"(?i)\b(?:acct|samaccountname|sam_account_name|loginname|logonname|userprincipalname|ruser|luser|login_name|wts_user)[ ]?[=:][ ]?[\"']?{_NAME}"
_EDIT = rf"(?i)config user local\s+edit \"{_NAME}\""
_XAUTH = rf"(?:^|\n){_NAME} : (?:XAUTH|EAP|PSK|NTLM)\b"
_TWO_LINES = rf"(?i)auth-user-pass[^\r\n]{{0,40}}\r?\n{_NAME}\r?\n(?P<p>\S{{6}}\S*)(?:\r?\n|\z)"
_CALLER = r"(?i)callerid[ ]?[=:][ ]?\"?(?P<v>[^\"<>\r\n]+?)\"?[ ]?<\+?[0-9]"
_POP = rf"(?m)^(?:C: ?)?USER {_NAME}[ \t]*\r?$"
_AS_USER = rf"(?i)\b(?:as user|for user|quota:|by user)[ ]{_NAME}[ ](?:\(uid|[+-]{{2}} )"


def _replace_account(match: Match, aliases: Aliases) -> str | None:
    name = match["v"]
    if match.string[match.end("v") : match.end("v") + 1] == "+" and any(
        known.startswith(name) for known in WELL_KNOWN
    ):
        return None  # the beginning of a long name, as ps prints it
    if match.string[match.end("v") : match.end("v") + 1] == "=":
        return None  # the next field after an empty one: *ruser= rhost=*
    return (
        replace_group(match, "v", aliases.make_placeholder("user", name))
        if is_account(name.rstrip(".")) and not is_universal_name(name)
        else None
    )


def _replace_name_and_password(match: Match, aliases: Aliases) -> str | None:
    """Replace both lines of a file with a name and a password."""
    text, name, password = match.string, match.span("v"), match.span("p")
    user = aliases.make_placeholder("user", match["v"])
    return f"{text[match.start() : name[0]]}{user}{text[name[1] : password[0]]}{make_secret_placeholder('password')}{text[password[1] : match.end()]}"


def _replace_caller(match: Match, aliases: Aliases) -> str | None:
    return (
        replace_group(match, "v", aliases.make_placeholder("person", match["v"]))
        if match["v"].strip()
        else None
    )


def rules() -> tuple[Rule, ...]:
    """Return the rules for account names in the output and options of commands."""
    tools = (
        "user",
        "passwd",
        "chage",
        "finger",
        "lastlog",
        "quser",
        "adaccount",
        "kinit",
        "crontab",
        "groups",
        "su -",
        "sudo",
        "id ",
        "pdbedit",
    )
    numbered = (".0 ", ".1 ", ".2 ", ".3 ", ".4 ", ".5 ", ".6 ", ".7 ", ".8 ", ".9 ")
    return (
        Rule("user", numbered, _PROCESS, _replace_account),
        Rule("user", ("seat", "session"), _SESSION, _replace_account),
        Rule("user", ("pts/", "tty", ":0", "console"), _WHO, _replace_account),
        Rule("user", ("activ", "actif", "disc", "aktiv", "déco", "getr"), _QUSER, _replace_account),
        Rule("user", (":x:", ":*:", ":!:"), _PASSWD, _replace_account),
        Rule("user", tools, _COMMAND, _replace_account),
        Rule(
            "user",
            ("acct", "samaccount", "loginname", "logonname", "principalname", "ruser", "login_name"),
            _LABELLED,
            _replace_account,
            NO_WORD,
        ),
        Rule("user", ("config user local",), _EDIT, _replace_account),
        Rule("user", ("xauth", " : eap", " : psk"), _XAUTH, _replace_account),
        Rule("user", ("user ",), _POP, _replace_account),
        Rule("user", ("user", "quota:"), _AS_USER, _replace_account),
        Rule("password", ("auth-user-pass",), _TWO_LINES, _replace_name_and_password),
        Rule("person", ("callerid",), _CALLER, _replace_caller),
    )
