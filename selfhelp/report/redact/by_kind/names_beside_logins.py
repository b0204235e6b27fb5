"""Rules for computers and account names next to a login: after it in a link, in a bind DN, in settings.

Sources: RFC 3986 (3.2, authority), RFC 4514 (distinguished names), ldapsearch(1), ODBC.INI, Azure Storage
connection strings, klist(1), RFC 1035 (PTR).
"""

# Patterns read better on one line.
# ruff: noqa: E501, SIM905
from __future__ import annotations

from selfhelp.report.redact.aliases import Aliases, is_placeholder
from selfhelp.report.redact.by_kind.label_forms import is_technical_number
from selfhelp.report.redact.positional_names import is_universal_name
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import NO_WORD, Rule, replace_group
from selfhelp.report.redact.vocabulary.host_names import is_public_host

_NAME = r"[A-Za-z0-9_](?:[A-Za-z0-9_.-]*[A-Za-z0-9_])?"
_AFTER_LOGIN = (
    rf"\[secret:url-login\](?:@|%40)(?P<v>{_NAME}(?::[0-9]{{1,5}})?(?:,{_NAME}(?::[0-9]{{1,5}})?){{0,8}})"
)
_DOCUMENTED = r"(?i)(?:.*\.)?(?:localhost6?|localdomain6?|example|test|invalid|example\.(?:com|net|org)|localhost\.local)"
"""Pattern for names used in documentation, and names of the local computer (RFC 2606, RFC 6761)."""
_PLACEHOLDERS = frozenset(
    "host hostname host_name hostport server servername server_name domain domainname fqdn address addr ip "
    "hôte serveur domaine rechner your-host your-server your_host your_server my-host myhost myserver my-server "
    "db database localhost proxy proxyhost proxyserver proxy-server mysql postgres postgresql mariadb redis rabbitmq mongo mongodb".split()
)
"""Words that mean a computer in instructions, and services that containers address by product name."""


def _is_universal_name(name: str) -> bool:
    """Return whether a name is universal: it belongs to this computer, to documentation or to a public site."""
    small = name.casefold()
    if (
        small in _PLACEHOLDERS
        or get_lazy_pattern(r"[0-9.]+").is_full_match(small)
        or get_lazy_pattern(_DOCUMENTED).is_full_match(small)
    ):
        return True
    return is_placeholder(name) or is_public_host(small)


def _replace_hosts_after_login(match: Match, aliases: Aliases) -> str | None:
    """Replace each computer after the login of a link; *localhost* and *example.com* stay."""
    parts: list[str] = []
    for one in match["v"].split(","):
        name, colon, port = one.partition(":")
        shown = name if _is_universal_name(name) else aliases.make_full_host_placeholder(name)
        parts.append(f"{shown}{colon}{port}")
    return replace_group(match, "v", ",".join(parts))


_BIND = r"(?i)(?:[ ]-D[ ]?|bind_?dn|bind_?user|root_?dn|manager_?dn|(?:user|admin|auth\w*)_?dn|ldap_?user)[\"']?[ \t]{0,8}[:=]?[ \t]{0,8}[\"']?(?:cn|uid|samaccountname)=(?P<v>[^,\"'\r\n=\[]+),[ ]?(?:cn|ou|dc|o)="
_BOUND = r"(?i)(?:directory manager|admin\w*|manager|root|anonymous|users?|configuration|config)"


def _replace_bound_account(match: Match, aliases: Aliases) -> str | None:
    """Replace the account name in a bind DN: *-D "cn=sync,ou=…"*."""
    value = match["v"]
    if get_lazy_pattern(_BOUND).is_full_match(value) or is_placeholder(value):
        return None
    return replace_group(match, "v", aliases.make_placeholder("user", value))


_UID = (
    r"(?im)^[ \t]*(?:uid|user ?id|logonid|username|user)[ \t]?=[ \t]?(?P<v>[A-Za-z][A-Za-z0-9._-]+)[ \t]*\r?$"
)
_ODBC = r"(?im)^[ \t]*(?:pwd|password)[ \t]?=|^[ \t]*(?:driver|dsn|servername|database)[ \t]?="


def _replace_odbc_account(match: Match, aliases: Aliases) -> str | None:
    """Replace the account name of a data source if its section also has a driver or a password."""
    text, value = match.string, match["v"]
    near = text[max(0, match.start() - 300) : match.end() + 200]
    if (
        get_lazy_pattern(_ODBC).search(near) is None
        or is_universal_name(value)
        or value.casefold() in ("sa", "user")
    ):
        return None
    return replace_group(match, "v", aliases.make_placeholder("user", value))


def _replace_any_account(match: Match, aliases: Aliases) -> str | None:
    value = match["v"]
    if (
        is_universal_name(value)
        or is_placeholder(value)
        or value.casefold() in ("krbtgt", "host", "http", "cifs")
    ):
        return None
    return replace_group(match, "v", aliases.make_placeholder("user", value))


def _replace_any_host(match: Match, aliases: Aliases) -> str | None:
    value = match["v"]
    if _is_universal_name(value) or value.endswith(".arpa"):
        return None
    return replace_group(match, "v", aliases.make_full_host_placeholder(value))


_STORED = r"(?:^|[;\"'\s])AccountName=(?P<v>[a-z0-9]{3,24})(?:[;\"'\s]|\z)"
_TICKET = r"(?:[Cc]lient|[Pp]rincipal):[ ]+(?P<v>[A-Za-z][A-Za-z0-9._-]+)[ ]@[ ](?:[A-Z]|dom-)"
_DOMAIN = r"(?:(?i:domain(?:[ ]controller)? (?:in|for|of)|(?:in|to|from|of|for|the|joined) (?:the )?domain|(?:in|zur|an|der|die) dom(?:ä|ae)ne|(?:le|au|du|un) domaine)[ ][\"'«“]?)(?P<v>[A-Z][A-Z0-9-]{3,14})(?:[\s\"'»”,;:]|\.(?:\s|\z)|\z)"


def _replace_domain(match: Match, aliases: Aliases) -> str | None:
    """Replace a domain in capitals in a sentence: *a domain controller in domain FENLAND*."""
    value = match["v"]
    if value in (
        "WORKGROUP",
        "ARBEITSGRUPPE",
        "LDAP",
        "HTTP",
        "HTTPS",
        "DKIM",
        "DMARC",
        "FQDN",
        "NULL",
        "NONE",
    ):
        return None
    return (
        None
        if is_technical_number(value)
        else replace_group(match, "v", aliases.make_placeholder("dom", value))
    )


def login_host_rules() -> tuple[Rule, ...]:
    """Return the rule for the computers after a login in a link, for texts of every length."""
    return (
        Rule("host", ("[secret:url-login]",), _AFTER_LOGIN, _replace_hosts_after_login, NO_WORD, late=True),
    )


def rules() -> tuple[Rule, ...]:
    """Return the rules for computers and account names next to a login; they follow the rules for secrets."""
    return (
        Rule("user", (" -d", "dn", "bind", "ldap"), _BIND, _replace_bound_account),
        Rule("user", ("uid", "user id", "userid", "logonid", "username", "user ="), _UID, _replace_odbc_account, context=-1),
        Rule("host", ("accountname=",), _STORED, _replace_any_host),
        Rule("user", (" @ ",), _TICKET, _replace_any_account),
        Rule("host", ("domain", "domäne", "domaene"), _DOMAIN, _replace_domain),
    )  # fmt: skip
