"""Rules for values identified by form and place without a label: hosts in URLs, UUIDs, lists of codes."""

# Patterns and conditions of many words read better on one line.
# ruff: noqa: E501
from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from selfhelp.report.redact.aliases import Aliases, is_placeholder
from selfhelp.report.redact.by_kind import label_forms
from selfhelp.report.redact.by_line.line_rules import Line, ReplacedPart, make_line_rule
from selfhelp.report.redact.number_checks import parse_ip_address
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import Rule, make_secret_placeholder, replace_group
from selfhelp.report.redact.vocabulary.host_names import may_be_host
from selfhelp.report.redact.vocabulary.listed_words import is_word
from selfhelp.report.redact.vocabulary.public_domains import is_public_domain

_URL = r"(?i)[a-z][a-z0-9+.-]{1,14}://(?:[^\s/@:\"']{1,40}(?::[^\s/@\"']{0,40})?@)?(?P<v>[a-z][a-z0-9-]{1,40}(?:\.[a-z0-9-]{1,40}){0,4})(?:[/:?#\s\"'<>)\],;.]|\z)"
_MOUNTED = r"(?m)(?:^|[ \t\"'=])(?P<v>[A-Za-z][A-Za-z0-9-]{2,40}(?:\.[A-Za-z0-9-]{1,40}){0,4}):/[A-Za-z]"
_SYSLOG = r"(?m)^(?:<[0-9]{1,3}>[0-9]?[ ]?)?(?:[A-Z][a-z]{2}[ ]{1,2}[0-9]{1,2}[ ][0-9:]{8}|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.]{8,15}(?:Z|[+-][0-9:]{4,6})?)[ ](?P<v>[A-Za-z][A-Za-z0-9.-]{2,62})[ ][A-Za-z][\w./()-]{1,40}(?:\[[0-9]+\])?:"
_LISTENING = r"(?P<v>[0-9]{1,3}(?:\.[0-9]{1,3}){3})\.[0-9]{1,5}(?:[ ]>[ ](?P<w>[0-9]{1,3}(?:\.[0-9]{1,3}){3})\.[0-9]{1,5})?"
_TCPDUMP = rf"(?:^|[ ])IP6?[ ]{_LISTENING}"
_PRIVATE = r"(?i).*\.(?:local|lan|corp|internal|intern|interne|intra|intranet|priv|prive|home|ad|loc|dom|dmz|prod|lab)"


_PUBLIC = frozenset(
    [
        "localhost",
        "example",
        "host",
        "hostname",
        "server",
        "servername",
        "web",
        "app",
        "api",
        "db",
        "database",
        "redis",
        "backend",
        "frontend",
        "nginx",
        "proxy",
        "registry",
        "mysql",
        "postgres",
        "mongo",
        "elasticsearch",
        "kafka",
        "rabbitmq",
        "minio",
        "localstack",
        "service",
        "www",
        "test",
        "dev",
        "none",
        "null",
        "undefined",
        "your-server",
        "my-server",
        "yourserver",
        "myserver",
    ]
)


def _is_internal_host(name: str) -> bool:
    """Return whether a host in a URL is a single word; no public host has such a name."""
    return (
        name.casefold() not in _PUBLIC
        and len(name) > 3
        and (
            "-" in name
            or get_lazy_pattern(r"[A-Za-z]{3,}[0-9]{1,4}").is_full_match(name)
            or (name.isalpha() and not is_word(name))
        )
    )


def _replace_host_in_url(match: Match, aliases: Aliases) -> str | None:
    """Replace the host of a URL: a single word, or a name with a non-public top-level domain."""
    value = match["v"].rstrip(".")
    if is_placeholder(value) or match[""][:6].lower() in ("data:/", "about:"):
        return None
    if not (
        _is_internal_host(value) if "." not in value else get_lazy_pattern(_PRIVATE).is_full_match(value)
    ):
        return None
    return replace_group(match, "v", aliases.make_full_host_placeholder(value) + match["v"][len(value) :])


_TENANT = r"(?i)(?:^|[^A-Za-z0-9.-])(?P<v>[a-z0-9][a-z0-9-]{1,40})\.(?:sharepoint|service-now|atlassian|okta|zendesk|onmicrosoft|slack|webex|zoom|freshservice|freshdesk|salesforce|my\.salesforce|crm[0-9]*\.dynamics|visualstudio|azurewebsites|zammad|myshopify|workday|bamboohr|personio|pipedrive|easyvista|glpi-network|halopsa|bitwarden|duosecurity|auth0|cloudapp\.azure|sophos|1password|jamfcloud|kandji|fastmail|monday|notion|lucca|ilucca|payfit|factorial)\.(?:com|net|us|fr|de|io|site|eu)"
_TENANTS_OF_ALL = frozenset(
    [
        "www",
        "login",
        "support",
        "help",
        "docs",
        "api",
        "status",
        "admin",
        "portal",
        "static",
        "cdn",
        "community",
        "developer",
        "developers",
        "app",
        "apps",
        "download",
        "vault",
        "downloads",
        "account",
        "accounts",
        "id",
        "my",
        "mail",
        "go",
        "learn",
        "blog",
        "assets",
        "files",
        "web",
        "us",
        "eu",
        "shop",
        "store",
        "auth",
        "sso",
        "dev",
    ]
)


def _replace_tenant(match: Match, aliases: Aliases) -> str | None:
    """Replace the organisation's name before a service that gives each customer a subdomain."""
    return (
        None
        if is_placeholder(match["v"]) or match["v"].casefold() in _TENANTS_OF_ALL
        else replace_group(match, "v", aliases.make_placeholder("dom", match["v"]))
    )


_TOOLS = "sharepoint jira confluence wiki glpi intranet portail extranet gitlab git nexus jenkins grafana sso adfs vpn webmail owa erp crm sap citrix rds tse helpdesk nas zabbix nagios redmine mantis ged rh hr paie timesheet bastion supervision pointage planning tickets proxy kibana sonar artifactory harbor rdweb remote gateway mail exchange autodiscover ftp sftp ldap radius moodle"
_OWN_TOOL = rf"(?i)://(?:[a-z0-9-]{{1,20}}\.)?(?P<v>(?:{'|'.join(_TOOLS.split())})[0-9]{{0,2}}\.(?:[a-z0-9-]{{2,40}}\.){{1,3}}[a-z]{{2,8}})(?:[/:?#\s\"'<>)\],;]|\z)"


def _replace_office_tool_host(match: Match, aliases: Aliases) -> str | None:
    """Replace an office tool's host below a domain that isn't a public service."""
    value = match["v"]
    return (
        None
        if is_placeholder(value) or is_public_domain(value)
        else replace_group(match, "v", aliases.make_full_host_placeholder(value))
    )


_ENDED = r"(?:^|[^\pL\pN_.@/\\-])(?P<v>[A-Za-z][A-Za-z0-9-]{1,40}(?:\.[A-Za-z0-9-]{1,40}){1,4}\.(?:intern|interne|intra|priv|prive|dmz|loc|dom|lab|lan|corp))(?:[^\pL\pN_.(=-]|\.[^\pL\pN]|\z)"


def _replace_full_host(match: Match, aliases: Aliases) -> str | None:
    return (
        None
        if is_placeholder(match["v"])
        else replace_group(match, "v", aliases.make_full_host_placeholder(match["v"]))
    )


_DEVICE_PATH = r"(?i)(?:usbstor|usb|scsi|bthenum|usbprint|swd|hid)\\[^\\\s\"]{2,160}\\(?P<v>[0-9A-Z]{8,40})(?:[&_#\s\"]|\z)"
_LINKED = r"(?:^|[^A-Za-z0-9])(?:usb|ata|nvme|scsi)-[\w.-]{2,60}_(?P<v>[0-9A-Za-z]{8,32})(?:[-:\s]|\z)"


def _replace_device_path(match: Match, aliases: Aliases) -> str | None:
    """Replace the serial number at the end of a device path."""
    return (
        replace_group(match, "v", aliases.make_placeholder("hw", match["v"]))
        if label_forms.count_digits(match["v"]) > 3 and not is_placeholder(match["v"])
        else None
    )


def _replace_host_in_address(match: Match, aliases: Aliases) -> str | None:
    """Replace a host in an address: a single word with a number or dash, or a non-public top-level domain."""
    value = match["v"].rstrip(".")
    if is_placeholder(value) or not (
        label_forms.fits_host(value) or may_be_host(value)
        if "." not in value
        else get_lazy_pattern(_PRIVATE).is_full_match(value)
    ):
        return None
    return replace_group(match, "v", aliases.make_full_host_placeholder(value) + match["v"][len(value) :])


_OWN = 20
"""Number of lines with one host above which a log is this computer's own; the system reports its name."""


@lru_cache(maxsize=8)
def _is_host_of_log(block: str, host: str) -> bool:
    return block.count(f" {host} ") > _OWN


def _replace_syslog_host(match: Match, aliases: Aliases) -> str | None:
    """Replace the host of a syslog line (RFC 3164, RFC 5424), except this computer's in its own long log."""
    host = match["v"]
    if is_placeholder(host) or not label_forms.fits_host(host) or _is_host_of_log(match.string, host):
        return None
    return replace_group(match, "v", aliases.make_full_host_placeholder(host))


def _replace_captured_addresses(match: Match, aliases: Aliases) -> str | None:
    """Replace addresses in the output of tcpdump, which joins the port with a dot."""
    new = match[""]
    for group in ("w", "v"):
        found = parse_ip_address(match[group]) if match[group] else None
        if found is not None:
            start = match.start(group) - match.start()
            new = new[:start] + aliases.make_ip_placeholder(found) + new[start + len(match[group]) :]
    return new


_UUID = rf"(?:^|[^0-9A-Za-z_-])\{{?(?P<v>{label_forms.UUID})(?:[^0-9A-Za-z_-]|\z)"


def _replace_uuid(match: Match, aliases: Aliases) -> str | None:
    """Replace a random UUID (version 4, RFC 9562) of a device, account or key in prose or a short listing."""
    value, start = match["v"], match.start("v")
    if (
        value[:8].casefold() in label_forms.PUBLISHED
        or value[14] != "4"
        or value[19] not in "89abAB"
        or len(set(value)) < 8
    ):
        return None
    low = max(0, start - 160)
    before = match.string[low:start]
    after = match.string[match.end("v") : match.end("v") + 40].split("\n")[0]
    return (
        None
        if label_forms.is_component_uuid(before + after)
        else replace_group(match, "v", aliases.make_placeholder("hw", value))
    )


_GROUPED = r"(?:^|[^0-9A-Za-z_/.-])(?P<v>[A-Z0-9]{4,8}(?:-[A-Z0-9]{4,8}){2,7})(?:[^0-9A-Za-z_/-]|\z)"


def _replace_grouped_code(match: Match, aliases: Aliases) -> str | None:
    """Replace groups of random capitals and digits, most of them mixed: a licence or recovery code."""
    groups = match["v"].split("-")
    mixed = sum(any(map(str.isdigit, g)) and any(map(str.isalpha, g)) for g in groups)
    even = len({len(g) for g in groups}) == 1
    return (
        replace_group(match, "v", make_secret_placeholder("code"))
        if even and mixed * 2 >= len(groups) and mixed > 1
        else None
    )


_CODE_LINE = (
    r"[ \t>*•-]*(?:[0-9]{1,2}[.):][ ]{1,3})?(?P<v>[A-Za-z0-9]{4,10}(?:[ -][A-Za-z0-9]{3,10}){0,5})[ \t,;]*"
)
_LISTED = (
    r"(?m)^[ \t>*•-]*(?:[0-9]{1,2}[.):][ ]{1,3})?[A-Za-z0-9]{4,10}(?:[ -][A-Za-z0-9]{3,10}){0,5}[ \t,;]*\r?$"
)


def _find_listed_codes(line: Line) -> Iterator[ReplacedPart]:
    """Yield codes of one form on three or more consecutive lines, one code per line."""
    first = _find_code_on_own_line(line)
    if first is None:
        return
    parts, form = [first], _make_code_form(line.whole[first.start : first.end])
    for following in line.iter_lines_after(24):
        part = _find_code_on_own_line(following)
        if part is None or _make_code_form(line.whole[part.start : part.end]) != form:
            break
        parts.append(part)
    values = [line.whole[part.start : part.end] for part in parts]
    drawn = sum(any(map(str.isdigit, v)) for v in values)
    grouped = any(" " in v or "-" in v for v in values)
    mixed = sum(any(map(str.isalpha, v)) and any(map(str.isdigit, v)) for v in values)
    if (
        len(set(values)) < 3
        or drawn * 2 < len(values)
        or not (mixed * 2 >= len(values) or (grouped and drawn == len(values)))
    ):
        return
    if all(
        get_lazy_pattern(
            r"[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?|[A-Za-z]{2,5}[- ]?[0-9]{1,8}|[0-9a-f]{7,10}"
        ).is_full_match(v)
        for v in values
    ):
        return
    yield from parts


def _find_code_on_own_line(line: Line) -> ReplacedPart | None:
    match = get_lazy_pattern(_CODE_LINE).match(line.text)
    if match is None or match.end() != len(line.text) or is_placeholder(match["v"]):
        return None
    return ReplacedPart(line.start + match.start("v"), line.start + match.end("v"), "code")


def _make_code_form(value: str) -> str:
    """Return a value with each letter and digit replaced by one character; punctuation stays."""
    return "".join("x" if c.isalnum() else c for c in value) + ("A" if value.upper() == value else "a")


_COMMANDS = r"(?im)(?:^|[\s$#>;&|`(\"'])(?:su(?:[ ]-l?)?|chown(?:[ ]-\w+)?|chage(?:[ ]-\w+)?|usermod[^\r\n|;]{0,40}|useradd[^\r\n|;]{0,40}|userdel(?:[ ]-r)?|adduser|deluser|kinit|klist|crontab[ ]-u|sudo[ ]-u|net[ ]user|[A-Za-z]{3,10}-(?:AD(?:User|Account|AccountPassword|PrincipalGroupMembership)|LocalUser|MgUser|MsolUser|AzureADUser|Mailbox|MailboxPermission|MailboxFolderPermission|CASMailbox|RemoteMailbox)(?:[ ]-Identity)?)[ ][\"']?(?P<v>[A-Za-z][A-Za-z0-9._-]{2,31})(?:[\s\"':;|)]|\z)"
_ASKED_FOR = r"(?m)^(?:[^\r\n]{0,40}[$#>%][ ])?(?:id|groups|finger|passwd|last|who)[ ](?P<v>[a-z][a-z0-9._-]{2,31})[ \t]*\r?$"
_PROMPT = r"(?m)^(?:\[|\([\w.-]{1,20}\)[ ])?(?P<v>[A-Za-z][A-Za-z0-9._-]{2,31})@(?P<w>[A-Za-z][A-Za-z0-9-]{1,40})[: ][~/][^\r\n$#]{0,60}[$#%](?:[ ]|\r?$)"
_ENTRY = r"(?m)^(?P<v>[A-Za-z][A-Za-z0-9._-]{2,31}):[x*!]:[0-9]{4,10}:[0-9]{1,10}:"
_TILDE = r"(?:/~(?P<v>[A-Za-z][A-Za-z0-9._-]{2,31})(?:[/\s\"'?#]|\z)|(?:^|[\s\"'=:])~(?P<u>[A-Za-z][A-Za-z0-9._-]{2,31})/)"
_DISTINCT = r"(?i)(?:^|[\s,\"'=:<(])(?:uid|samaccountname|userid)=(?P<v>[A-Za-z][A-Za-z0-9._-]{2,31}),"
_ANSWERED = r"(?im)^[^\r\n]{0,20}whoami[ \t]*\r?\n[ \t]*(?:(?P<d>[A-Za-z][A-Za-z0-9-]{1,14})\\)?(?P<v>[A-Za-z][A-Za-z0-9._-]{2,31})[ \t]*\r?$"
_SESSIONS = r"(?m)(?:rdp-tcp#[0-9]{1,5}|console|pts/[0-9]{1,4}|tty[0-9])[ \t]{1,20}(?P<v>[A-Za-z][A-Za-z0-9._-]{2,31})[ \t]{1,20}(?:[0-9]|\()"
_LISTED_FILE = r"(?m)^[bcdlps-][rwxsStT-]{9}[.+@]?[ ]{1,4}[0-9]{1,6}[ ](?P<v>[A-Za-z][A-Za-z0-9._-]{2,31})[ ]"


def _replace_account(match: Match, aliases: Aliases) -> str | None:
    """Replace an account name in a command, a listing or a system file."""
    group = match.find_first_group("v", "u")
    value = match[group].rstrip(".")
    if is_placeholder(value) or not label_forms.fits_login(value) or is_word(value):
        return None
    new = replace_group(match, group, aliases.make_placeholder("user", value) + match[group][len(value) :])
    for other, kind in (("d", "dom"), ("w", "host")):
        if match.has_group(other) and match[other] and not is_placeholder(match[other]):
            new = new.replace(match[other], aliases.make_placeholder(kind, match[other]), 1)
    return new


_PROFILE = r"(?i)(?:^|[\\/])(?:users?|homes?|profils?|profiles?|perso|personnel|userdata|redirections?|redirected|folderredirection|benutzer|utilisateurs?|home ?dirs?|roaming)\$?\\+(?P<v>[A-Za-z][A-Za-z0-9._-]{2,40})(?:\\|/|\s|[\"'<>,;)]|\z)"


def _replace_profile_folder(match: Match, aliases: Aliases) -> str | None:
    """Replace a user's folder below a profile share: ``\\profiles$\\name.V6``."""
    value = get_lazy_pattern(r"(?i)\.(?:v[2-9]|dom[a-z]*|old|bak|[0-9]{3})\b.*").search(match["v"])
    name = match["v"][: value.start()] if value is not None else match["v"]
    if is_placeholder(name) or not label_forms.fits_login(name):
        return None
    return replace_group(match, "v", aliases.make_placeholder("user", name) + match["v"][len(name) :])


def _make_account_rules() -> tuple[Rule, ...]:
    """Return the rules for account names in commands, prompts, listings and paths."""
    return (
        Rule("user", ("\\",), _PROFILE, _replace_profile_folder),
        Rule(
            "user",
            (
                "su ",
                "chown ",
                "chage ",
                "usermod ",
                "useradd ",
                "userdel ",
                "adduser ",
                "deluser ",
                "kinit ",
                "klist ",
                "crontab -u",
                "net user",
                "-ad",
                "localuser",
                "mguser",
                "msoluser",
                "azuread",
                "mailbox",
            ),
            _COMMANDS,
            _replace_account,
        ),
        Rule("user", ("id ", "groups ", "finger ", "passwd ", "last ", "who "), _ASKED_FOR, _replace_account),
        Rule("user", ("@",), _PROMPT, _replace_account),
        Rule("user", (":x:", ":*:", ":!:"), _ENTRY, _replace_account),
        Rule("user", ("~",), _TILDE, _replace_account),
        Rule("user", ("uid=", "samaccountname=", "userid="), _DISTINCT, _replace_account),
        Rule("user", ("whoami",), _ANSWERED, _replace_account),
        Rule("user", ("rdp-tcp#", "console", "pts/", "tty"), _SESSIONS, _replace_account),
        Rule("user", ("rw", "r-"), _LISTED_FILE, _replace_account),
    )


def rules() -> tuple[Rule, ...]:
    """Return the rules for values identified by form and place."""
    return (
        Rule("host", ("://",), _URL, _replace_host_in_url),
        Rule("host", ("://",), _OWN_TOOL, _replace_office_tool_host),
        Rule(
            "domain",
            ("sharepoint", "service-now", ".com", ".net", ".us", ".site", ".io", ".fr", ".eu", ".de"),
            _TENANT,
            _replace_tenant,
        ),
        Rule(
            "host",
            (".intern", ".intra", ".priv", ".dmz", ".loc", ".dom", ".lab", ".lan", ".corp"),
            _ENDED,
            _replace_full_host,
        ),
        Rule("hardware", ("\\",), _DEVICE_PATH, _replace_device_path),
        Rule("hardware", ("usb-", "ata-", "nvme-", "scsi-"), _LINKED, _replace_device_path),
        Rule("host", (":/",), _MOUNTED, _replace_host_in_address),
        Rule("host", (), _SYSLOG, _replace_syslog_host),
        Rule("ip", ("ip ", "ip6 "), _TCPDUMP, _replace_captured_addresses),
        *_make_account_rules(),
        Rule("hardware", ("-4", "-5"), _UUID, _replace_uuid, context=-1),
        Rule("code", ("-",), _GROUPED, _replace_grouped_code),
        make_line_rule("code", (), _LISTED, _find_listed_codes),
    )
