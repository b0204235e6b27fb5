"""Rules for account names printed by programs: sign-in logs, lists of files and sessions, directories.

Each pattern matches one program's format; the name is the group ``v``. Accounts that exist on every system
stay readable. Sources: sshd(8), pam_unix(8), id(1), ls(1), quser, the Windows security log (events 4624,
4625, 4720) and the attributes of Active Directory.
"""

from __future__ import annotations

from selfhelp.report.redact.aliases import Aliases, contains_placeholder, is_placeholder
from selfhelp.report.redact.positional_names import is_universal_name
from selfhelp.report.redact.re2_patterns import Match
from selfhelp.report.redact.rules import NO_WORD, Rule, replace_group

_NAME = r"(?P<v>[A-Za-z][A-Za-z0-9._-]{1,31})"
_MODE = r"[bcdlps-][r-][w-][xsS-][r-][w-][xsS-][r-][w-][xtT-][.+@]?"

_SIGN_IN = (
    r"(?:(?:Accepted|Failed|Postponed) [a-z/-]+ for (?:invalid user )?|[Ii]nvalid user |authenticating user "
    rf"|session (?:opened|closed) for user |"
    rf"Starting session: [^\r\n]{{2,40}} for "
    rf"|attempts exceeded for (?:invalid user )?|\bruser=|\blogname=){_NAME}"
)
_NUMBERED = rf"[=,][0-9]{{1,9}}\({_NAME}\)"
_BY = rf"\) by {_NAME}\(uid="
_OWNER = rf"(?:^|\n){_MODE}[ ]+[0-9]+[ ]+{_NAME}[ ]+[\w.-]+[ ]+[0-9]"
_STATES = r"(?:Active|Disc|Actif|Déco|Aktiv|Getr)"
_SESSION = rf"(?:^|\n)[ >]{_NAME}[ ]+(?:console|rdp-tcp#[0-9]+|services)[ ]+[0-9]+[ ]+{_STATES}"
_EVENT = rf"""(?:Target|Subject|Sam|Caller|Logon)(?:Account|User)?Name["']?[ ]?[>=:][ ]?["']?{_NAME}"""
_KEYS = "sam|samaccountname|upn_prefix|uid|actor|logon|loginname|owner"
_DIRECTORY = rf"""(?i)["'](?:{_KEYS})["'][ ]?:[ ]?["']{_NAME}["']"""
_COMMAND = rf"(?i)(?:\bvalid users[ ]?=[ ]?|[ ]/user:(?:[\w.-]+\\)?){_NAME}"
_REMOTE = rf"(?i)(?:^|[ \t`'\"]){_NAME}@(?:localhost|127\.0\.0\.1)\b"

_EVERYWHERE = frozenset(
    (
        *(
            "root",
            "admin",
            "administrator",
            "administrateur",
            "guest",
            "nobody",
            "daemon",
            "bin",
            "sys",
            "sync",
            "mail",
        ),
        *(
            "www-data",
            "system",
            "network",
            "local",
            "service",
            "postgres",
            "mysql",
            "backup",
            "operator",
            "staff",
            "wheel",
        ),
        *(
            "users",
            "user",
            "sudo",
            "adm",
            "docker",
            "games",
            "nogroup",
            "lp",
            "cups",
            "messagebus",
            "systemd-network",
        ),
        *(
            "ubuntu",
            "debian",
            "vagrant",
            "git",
            "ftp",
            "http",
            "nginx",
            "apache",
            "sshd",
            "polkitd",
            "everyone",
            "test",
        ),
        *(
            "the",
            "this",
            "that",
            "an",
            "a",
            "your",
            "my",
            "all",
            "any",
            "each",
            "new",
            "every",
            "default",
            "current",
        ),
        *(
            "invalid",
            "user",
            "users",
            "from",
            "localsystem",
            "anonymous",
            "name",
            "names",
            "id",
            "account",
            "password",
            "none",
            "null",
            "public",
            "kernel",
            "cron",
        ),
    )
)
"""Accounts and groups that exist on every system, and words in the place of a name."""


def _replace_account(match: Match, aliases: Aliases) -> str | None:
    """Return the match with the account name replaced, or None for a name that exists on every system."""
    name = match["v"]
    small = name.lower().rstrip(".-")
    if (
        small in _EVERYWHERE
        or is_universal_name(small)
        or small.startswith(("systemd-", "_"))
        or is_placeholder(name)
        or contains_placeholder(name)
    ):
        return None
    return replace_group(match, "v", aliases.make_placeholder("user", name))


def rules() -> tuple[Rule, ...]:
    """Return the rules for account names that programs print."""
    return (
        Rule(
            "user",
            (" for ", "invalid user", "authenticating", "ruser=", "logname="),
            _SIGN_IN,
            _replace_account,
        ),
        Rule("user", ("uid=", "gid=", "groups="), _NUMBERED, _replace_account),
        Rule("user", (" by ",), _BY, _replace_account),
        Rule("user", ("rwx", "rw-", "r--", "r-x"), _OWNER, _replace_account),
        Rule("user", ("console", "rdp-tcp#", "services"), _SESSION, _replace_account),
        Rule("user", ("username", "accountname", "samname", "logonname"), _EVENT, _replace_account, NO_WORD),
        Rule(
            "user",
            ('"sam', "'sam", "upn_prefix", '"uid"', '"actor"', '"logon', '"owner"'),
            _DIRECTORY,
            _replace_account,
        ),
        Rule("user", ("valid users", "/user:"), _COMMAND, _replace_account, NO_WORD),
        Rule("user", ("@localhost", "@127.0.0.1"), _REMOTE, _replace_account),
    )
