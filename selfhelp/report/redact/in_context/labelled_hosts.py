"""Computers and accounts that a label, a command or a system's own format names."""

# A pattern reads better on one line.
# ruff: noqa: E501
from __future__ import annotations

from selfhelp.report.redact.aliases import Aliases, is_stand_in
from selfhelp.report.redact.numbers import ip
from selfhelp.report.redact.positional_names import account, plainly_known
from selfhelp.report.redact.re2_patterns import Match, compiled
from selfhelp.report.redact.rules import NO_WORD, Rule, around
from selfhelp.report.redact.words import NO_HOST, NO_SECRET, is_hidden_share

_HOST = r"[A-Za-z0-9][A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*"
_LABELS = (
    r"computer(?:[ _-]?name)?|(?:logon |source |client |caller )?workstation(?:[ _-]name)?|(?:caller |client |source |target )?(?:computer|machine|host|device|server)[ _-]?name|pscomputername|netbios(?: name)?|static hostname|node[ _-]name|(?:remote|target|source|client|peer)[ _-]?host|hostname|fqdn"
    r"|nom (?:de l['’]|d['’])?(?:ordinateur|hôte|hote|machine)|nom (?:du|de la) (?:poste|machine|serveur)|ordinateur|poste"
)
_LABELLED = rf"(?i)(?:^|[^\pL\pN_.-])(?:{_LABELS})[\"']?[ \t.]*(?:[:=]|[ ](?-i:is|est)|=>|[ \t])[ \t]*[\"']?(?P<v>{_HOST})"
_FACTORY = r"(?:^|[^\pL\pN_-])(?P<v>(?:DESKTOP|LAPTOP)-[A-Z0-9]{7,8}|WIN-[A-Z0-9]{11})"
"""Names that Windows Setup makes up."""
_COMMAND = rf"(?:^|[\s$#>;&|`(\"'])(?:ping6?|ssh|mosh|telnet|tracert|traceroute6?|mtr|nslookup|dig|nc|ncat|mstsc /v:|psexec \\\\|Test-(?:Net)?Connection(?: -ComputerName)?|Enter-PSSession(?: -ComputerName)?|Resolve-DnsName|wakeonlan)(?:[ ]-{{1,2}}[\w-]{{1,12}}(?:[ =][0-9]{{1,5}})?){{0,4}}[ ](?:[\w.-]{{1,32}}@)?(?P<v>{_HOST})"
_LDAP = rf"(?i)\b(?:ldaps?|smb|cifs|nfs|afp|rdp|vnc|ipps?|lpd)://(?:[^\s/@]{{1,64}}@)?(?P<v>{_HOST})"
_LONG_UNC = r"(?i)\\\\[?.]\\UNC\\(?P<v>[A-Za-z0-9][\w.-]{1,253})\\(?P<w>[\w$.-]{1,80})"
_BARE_UNC = r"(?i)(?:net view|pushd|explorer(?:\.exe)?|start|dir|test-path|ping)[ ][\"']?\\\\(?P<v>[A-Za-z0-9][\w.-]{1,63})[\"']?(?:\s|\z)"
_RESOLVED = (
    r"(?m)^(?:Server|Name|Serveur|Nom)[ ]?:[ \t]{1,12}(?P<v>[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+){2,6})[ \t]*\r?$"
)
"""As nslookup prints it."""
_MAILBOX = r"/var/(?:spool/)?mail/(?P<v>[A-Za-z_][\w.@-]{1,63})"
_SU = r"\bsu(?:\[[0-9]{1,8}\])?: (?:FAILED SU )?\(to [\w.-]{1,32}\) (?P<v>[A-Za-z_][\w.@-]{1,63}) on "
_SUBSCRIBER = r"(?i)(?:^|[^\pL])(?:imsi|imei|meid|iccid|esn|eid)(?:[ ]?(?:no\.?|number|n°|is|est|[:=#]))?[ ]{0,4}(?P<v>[0-9A-F](?:[0-9A-F-]{12,30})[0-9A-F])"
_WITHIN = r"(?:^|[^\pL\pN_.@/\\-]|//|[^\pL\pN_]@)(?P<v>[A-Za-z0-9_-]{2,63}\.(?:[A-Za-z0-9-]+\.){0,3}(?:corp|ad|intra|intern|internal|intranet|lan|local|domain)\.(?:[A-Za-z0-9-]+\.){0,2}[A-Za-z]{2,12})"
"""A part in the middle that organisations call their own network."""
_SCHEME = r"(?i)(?:^|[^\pL\pN_])(?:host|cifs|ldap|termsrv|mssqlsvc|nfs|wsman|restrictedkrbhost|imap|smtp)/(?P<v>[A-Za-z0-9_-]{2,63}(?:\.[A-Za-z0-9-]{1,63}){1,5})@"
"""A principal of Kerberos (RFC 1964): service, computer, realm."""
_NAMED = (
    r"(?:^|[^\pL\pN_.@/\\=-])(?P<v>[A-Z]{2,10}(?:-[A-Z]{2,10}){1,2}-[A-Z]?[0-9]{2,5}[A-Z]?)(?:[^\pL\pN_-]|\z)"
)
_CONNECTED = r"(?i)(?:^|[;\s\"'?&])(?:server|data source|host|hostname|servername|dbhost|db_host|addr|network address)=(?:tcp:|np:)?(?P<v>[A-Za-z][A-Za-z0-9_-]{1,62})(?:[,;:\\\s\"'&]|\z)"
_WHO = r"(?i)(?:whoami|user(?:[ _-]?name)?|account|logged (?:in|on)(?: as)?|login|owner|run(?:ning)? as|identity)[\"']?[ ]?[:=>]{0,2}[ ]{1,3}[\"']?(?P<d>[a-z][a-z0-9-]{1,14})\\{1,2}(?P<v>[a-z][\w.-]{2,31})"
_MACHINES = frozenset(
    [
        "PC",
        "LT",
        "WS",
        "NB",
        "SRV",
        "SERVER",
        "DESKTOP",
        "LAPTOP",
        "PRN",
        "PRINT",
        "TS",
        "DC",
        "VDI",
        "RDS",
        "NAS",
        "FS",
        "DB",
        "SQL",
        "WEB",
        "APP",
        "MAC",
        "LAP",
        "WKS",
        "CLT",
        "CITRIX",
        "FARM",
        "NOTEBOOK",
        "POSTE",
        "PORTABLE",
    ]
)
_REMOTE_USER = r"(?:^|[\s$#>;&|\"'])(?:ssh|scp|sftp|rsync|mosh|sshfs)[ ][^\r\n@]{0,60}?(?P<v>[A-Za-z_][\w.-]{1,31})@(?:[0-9]{1,3}\.[0-9]|\[|[A-Za-z][\w.-]{0,80}:[/~.])"
_ID = r"\b[eug]?[ug]id=[0-9]{3,10}\((?P<v>[A-Za-z_][\w.@\\$-]{1,63})\)"
_SUDO = r"(?m)\b(?:sudo|su|doas)(?:\[[0-9]{1,8}\])?:[ ]{1,12}(?P<v>[A-Za-z_][\w.@\\-]{1,63}) (?:: |is not (?:in|allowed) )"
_PUBLIC = r"(?i).*\.(?:com|org|net|io|dev|app|gov|edu|fr|de|uk|eu|be|ch|nl|it|es|us|ca|co|tv|me|cloud)"


def _is_told(name: str, *, sure: bool) -> bool:
    """Return whether this is a computer's name: it has a digit, hyphen or dot, or the place is certain."""
    if len(name) > 253 or is_stand_in(name) or name.casefold() in NO_HOST | NO_SECRET or plainly_known(name):
        return False
    if ip(name) is not None or name.replace(".", "").isdigit():
        return False
    if compiled(
        r"(?i)v?[0-9]+(?:\.[0-9]+)+|0x[0-9a-f]+|[0-9a-f-]{36}|.*\.(?:exe|dll|log|txt|conf|py|sh|ps1|md|html?)"
    ).full(name):
        return False  # fmt: skip
    return sure or any(map(str.isdigit, name)) or ("-" in name and name.upper() == name)


def _labelled(match: Match, aliases: Aliases) -> str | None:
    """Behind a blank alone a name needs a digit and a letter: *the computer name is wrong*."""
    name = match["v"]
    between = match.string[match.start() : match.start("v")].rstrip("\"' \t")
    tight = between.endswith((":", "=", ">"))
    mixed = any(map(str.isdigit, name)) and any(map(str.isalpha, name))
    if not _is_told(name, sure=False) or not (tight or (mixed and len(name) > 4)):
        return None
    return around(match, "v", aliases.full_host(name))


def _of_a_command(match: Match, aliases: Aliases) -> str | None:
    """What a command is pointed at, unless everyone knows that address."""
    name = match["v"]
    first = name.partition(".")[0]
    numbered = any(map(str.isdigit, first)) and any(map(str.isalpha, first))
    if not _is_told(name, sure=False) or not numbered or compiled(_PUBLIC).full(name):
        return None
    return around(match, "v", aliases.full_host(name))


def _of_a_link(match: Match, aliases: Aliases) -> str | None:
    if not _is_told(match["v"], sure="." in match["v"]):
        return None
    return around(match, "v", aliases.full_host(match["v"]))


def _named(match: Match, aliases: Aliases) -> str | None:
    """Capitals and a number with a part that organisations call their machines by: *HR-PC-12*."""
    parts = match["v"].split("-")
    if not _MACHINES.intersection(parts[:-1]) or is_stand_in(match["v"]):
        return None
    return around(match, "v", aliases.of("host", match["v"]))


def _connected(match: Match, aliases: Aliases) -> str | None:
    return around(match, "v", aliases.of("host", match["v"])) if _is_told(match["v"], sure=False) else None


def _who(match: Match, aliases: Aliases) -> str | None:
    """An account behind its domain, both small, where the words before say that it is one."""
    if plainly_known(match["v"]) or match["d"] in ("nt", "builtin", "home", "users", "c"):
        return None
    start, (low, high) = match.start("d"), match.span("v")
    whole, text = match.span(), match.string
    return f"{text[whole[0] : start]}{aliases.of('dom', match['d'])}{text[match.end('d') : low]}{account(aliases, match['v'])}{text[high : whole[1]]}"


def _of_a_network(match: Match, aliases: Aliases) -> str | None:
    if is_stand_in(match["v"]) or compiled(r"(?i)(?:com|org|net|java|system|www|usr|rc|sun|io)\..*").full(
        match["v"]
    ):
        return None
    return around(match, "v", aliases.full_host(match["v"]))


def _holds_backslash(block: str) -> bool:
    return "\\" in block


def _host(match: Match, aliases: Aliases) -> str | None:
    return None if is_stand_in(match["v"]) else around(match, "v", aliases.full_host(match["v"]))


def _share(match: Match, aliases: Aliases) -> str | None:
    host = match["v"]
    if is_stand_in(host) or host.casefold() in NO_HOST:
        return None
    address = ip(host)
    shown = aliases.address(address) if address else aliases.full_host(host)
    share = match["w"] if is_hidden_share(match["w"]) else aliases.of("network", match["w"])
    start = match.start("v")
    return f"{match.string[match.start() : start]}{shown}\\{share}"


def _account(match: Match, aliases: Aliases) -> str | None:
    return around(match, "v", account(aliases, match["v"]))


def _subscriber(match: Match, aliases: Aliases) -> str | None:
    if is_stand_in(match["v"]) or sum(map(str.isdigit, match["v"])) < 10:
        return None
    return around(match, "v", aliases.of("hw", match["v"]))


def rules() -> tuple[Rule, ...]:
    """Return the rules for computers and accounts behind a label."""
    return (
        Rule("host", ("\\unc\\",), _LONG_UNC, _share),
        Rule("host", ("computer", "workstation", "hostname", "netbios", "fqdn", "nom d", "ordinateur", "poste", *(f"{thing}{mark}{end}" for thing, end in (("machine", "name"), ("host", "name"), ("device", "name"), ("server", "name"), ("node", "name"), ("remote", "host"), ("target", "host"), ("source", "host"), ("client", "host"), ("peer", "host")) for mark in ("", " ", "_", "-"))), _LABELLED, _labelled, rf"{NO_WORD}|[@\\]"),
        Rule("host", ("desktop-", "laptop-", "win-"), _FACTORY, _host, NO_WORD),
        Rule("host", ("ping", "ssh", "mosh", "telnet", "tracert", "traceroute", "mtr ", "nslookup", "dig ", "nc ", "ncat", "mstsc", "psexec", "test-connection", "test-netconnection", "pssession", "dnsname", "wakeonlan"), _COMMAND, _of_a_command, rf"{NO_WORD}|[@(\\]"),
        Rule("host", ("ldap://", "ldaps://", "smb://", "cifs://", "nfs://", "afp://", "rdp://", "vnc://", "ipp://", "ipps://", "lpd://"), _LDAP, _of_a_link),
        Rule("host", tuple(f".{part}." for part in ("corp", "ad", "intra", "intern", "internal", "intranet", "lan", "local", "domain")), _WITHIN, _of_a_network, rf"{NO_WORD}|-"),
        Rule("host", tuple(f"{name.lower()}-" for name in sorted(_MACHINES)), _NAMED, _named, rf"{NO_WORD}|-"),
        Rule("host", tuple(f"{name}=" for name in ("server", "source", "host", "hostname", "servername", "addr", "address")), _CONNECTED, _connected),
        Rule("host", ("host/", "cifs/", "ldap/", "termsrv/", "mssqlsvc/", "nfs/", "wsman/", "imap/", "smtp/"), _SCHEME, _host),
        Rule("user", ("whoami", "user", "account", "logged", "login", "owner", "run", "identity"), _WHO, _who, sieve=_holds_backslash),
        Rule("user", ("ssh ", "scp ", "sftp ", "rsync ", "mosh ", "sshfs "), _REMOTE_USER, _account),
        Rule("host", ("\\\\",), _BARE_UNC, _host),
        Rule("host", ("server:", "name:", "serveur", "nom "), _RESOLVED, _of_a_command),
        Rule("user", ("/mail/",), _MAILBOX, _account),
        Rule("user", ("(to ",), _SU, _account),
        Rule("hardware", ("imsi", "imei", "meid", "iccid", "esn", "eid"), _SUBSCRIBER, _subscriber, NO_WORD),
        Rule("user", ("uid=", "gid="), _ID, _account),
        Rule("user", ("sudo", "su:", "su[", "doas"), _SUDO, _account),
    )  # fmt: skip
