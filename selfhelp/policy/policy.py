"""What the organisation allows: one typed definition of every key, read-only for the program.

The dataclasses below are the only source of the policy's keys. A key has a type, a default, a help
sentence and what is allowed. `selfhelp.policy.files` reads them from files.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import urlsplit

from selfhelp.core.text import N_
from selfhelp.policy.branding import Branding, Program
from selfhelp.policy.emergency import Emergency
from selfhelp.policy.fields import Rule, address, key, names, number, reason
from selfhelp.policy.fields import is_address as is_address  # noqa: PLC0414 - a policy value is checked so
from selfhelp.policy.health import Limits
from selfhelp.policy.help_desk import CONNECTORS as CONNECTORS  # noqa: PLC0414 - part of the one definition
from selfhelp.policy.help_desk import Desk
from selfhelp.policy.remote import Remote
from selfhelp.policy.support import Support
from selfhelp.policy.ticket import TicketForm
from selfhelp.policy.usage_stats import UsageStats


def is_proxy(value: str) -> bool:
    """Whether it is empty, ``direct``, ``host:port`` or ``http://host:port``; never with a password in it."""
    if value in ("", "direct"):
        return True
    try:
        parts = urlsplit(value if "://" in value else f"http://{value}")
        host, port = parts.hostname, parts.port
    except ValueError:
        return False
    plain = value.isascii() and value.isprintable() and " " not in value and "@" not in value
    return plain and parts.scheme in ("http", "https") and bool(host and port) and parts.path in ("", "/")


def is_script(value: str) -> bool:
    """Whether it is empty, or the address of a script in the web or on this computer."""
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    plain = value.isascii() and value.isprintable() and " " not in value and "@" not in parts.netloc
    web = parts.scheme in ("http", "https") and bool(host)
    return not value or (plain and (web or (parts.scheme == "file" and not host)))


@dataclass(frozen=True, slots=True)
class Network:
    """Proxy and certificates."""

    ca_file: str = key(
        "", N_("File with the company's own certificate authorities (PEM), added to the system's.")
    )
    proxy: str = key(
        "",
        N_("Proxy for all servers, such as proxy.example.com:3128; direct for none; empty: the computer's."),
        allowed="host:port, an address such as http://proxy.example.com:3128, or direct",
        accepts=is_proxy,
        says=reason(N_("It must be host:port or an http:// address, without a password.")),
    )
    pac: str = key(
        "",
        N_("Address of the script that names the proxy (PAC); empty: as the computer is set up."),
        allowed="an address such as http://proxy.example.com/proxy.pac",
        accepts=is_script,
        says=reason(N_("It must be an https:, http: or file: address.")),
    )
    pac_fallback_direct: bool = key(
        False,
        N_("Whether servers are reached without a proxy where the script does not work."),
        strict=False,
    )
    no_proxy: tuple[str, ...] = names(
        N_("Hosts that policy's proxy is not used for: names, *.example.com, or networks.")
    )


@dataclass(frozen=True, slots=True)
class Fixes:
    """Available fixes."""

    allow: tuple[str, ...] = key(
        (), N_("Only these fixes are offered; empty: all."), strict=("-",), ids="fixes"
    )
    deny: tuple[str, ...] = key((), N_("These fixes are not offered; * for all."), strict=("*",), ids="fixes")
    tips: bool = key(True, N_("Whether a short tip may be shown after a repair."), strict=False)


def is_plain_page(value: str) -> bool:
    """Whether it is empty or an address that a login page can step in front of: http, not https."""
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    plain = value.isascii() and value.isprintable() and " " not in value
    return not value or (parts.scheme == "http" and bool(host) and plain)


_NO_PLAIN_PAGE = reason(N_("It must be an http:// address; a login page cannot intercept https."))


@dataclass(frozen=True, slots=True)
class Organisation:
    """The organisation, its network and its security requirements."""

    name: str = key("", N_("Name of the organisation, as people say it."))
    reset_page: str = address(N_("Page where people reset a forgotten or expired password."))
    identity_host: str = key("", N_("Host of the sign-in service, such as login.example.com."))
    realm: str = key("", N_("Kerberos realm, such as EXAMPLE.COM."))
    internal_name: str = key("", N_("A host name that only resolves inside the organisation's network."))
    internal_port: int = number(443, 1, 65535, N_("Port on that host that answers inside the network."))
    vpn_gateway: str = key("", N_("Host of the VPN gateway, such as vpn.example.com."))
    vpn_name: str = key("", N_("Name of the VPN connection as people see it."))
    vpn_page: str = address(N_("Page with instructions for the VPN."))
    mail_host: str = key("", N_("Host of the mail server, such as outlook.office365.com."))
    time_zones: tuple[str, ...] = names(
        N_("Time zones its computers use, by the names of each system, such as Europe/Paris.")
    )
    printers: tuple[str, ...] = names(
        N_("Print queues people may add, such as ipp://print.example.com/printers/floor3.")
    )
    drives: tuple[str, ...] = names(
        N_("Network drives people should have, such as G:=\\\\files.example.com\\team or smb://files/team.")
    )
    probe_page: str = key(
        "",
        N_(
            "Web page in plain http that always says the same, to see whether the internet answers, and what "
            "time it is where no time server does; empty: pages of Mozilla and of the system's maker."
        ),
        allowed="an address such as http://probe.example.com/ok.txt",
        accepts=is_plain_page,
        says=_NO_PLAIN_PAGE,
    )
    probe_text: str = key("success", N_("The whole text of that page."))
    speed_page: str = key(
        "",
        N_("Web page in plain http with a file of some megabytes, to measure how fast the network is."),
        allowed="an address such as http://probe.example.com/10mb.bin",
        accepts=is_plain_page,
        says=_NO_PLAIN_PAGE,
    )
    security_services: tuple[str, ...] = names(N_("System services of the security software that must run."))
    require_firewall: bool = key(
        False,
        N_("Whether a firewall must be on also where the system leaves it off by default."),
        strict=True,
    )
    require_encryption: bool = key(
        False, N_("Whether the disk of every computer must be encrypted."), strict=True
    )


@dataclass(frozen=True, slots=True)
class Privileges:
    """The privileged helper."""

    enabled: bool = key(True, N_("Whether the privileged helper may be used at all."), strict=False)
    deny: tuple[str, ...] = key(
        (), N_("Operations of the helper that are not allowed; * for all."), strict=("*",), ids="operations"
    )


@dataclass(frozen=True, slots=True)
class Packs:
    """Fix packs of the organisation; read from the machine policy only."""

    folder: str = key(
        "", N_("Folder with the organisation's fix packs. Empty: packs, beside the machine's policy.")
    )
    keys: tuple[str, ...] = names(
        N_("Public keys whose packs are trusted, in hexadecimal, each maybe with an end: KEY 2027-12-31.")
    )
    min_versions: tuple[str, ...] = names(
        N_("The oldest version of a pack that is accepted, such as vpn-reset=3.")
    )
    scripts: bool = key(False, N_("Whether signed packs may run scripts, with the person's rights."))


@dataclass(frozen=True, slots=True)
class Evidence:
    """Content of reports and tickets, and retention on this computer."""

    screenshots: bool = key(True, N_("Whether a person may add screenshots."), strict=False)
    exclude_sections: tuple[str, ...] = key(
        (),
        N_("Sections of the snapshot that are never collected; * for all."),
        strict=("*",),
        ids="sections",
    )
    budget: float = number(10.0, 1, 120, N_("Seconds that a snapshot may take."))
    computer: bool = key(
        True,
        N_("Whether a ticket names the computer: its name, serial number and asset tag."),
        strict=False,
    )
    account: bool = key(
        True, N_("Whether a ticket names the account that the person signed in with."), strict=False
    )
    image_megabytes: int = number(
        5, 1, 100, N_("Megabytes of the largest picture; a larger one is made smaller.")
    )
    snapshot_days: int = number(
        90, 0, 3650, N_("Days that a snapshot stays on this computer to tell what changed; 0 keeps none.")
    )
    sent_items_days: int = number(
        180, 0, 3650, N_("Days that a record of what was sent stays on this computer; 0 keeps none.")
    )


EXEMPT = ("person", "host", "address", "hardware", "network", "device", "path")
"""What may be exempt from redaction: the marks of `selfhelp.core.model.Reveals` that are not free text."""


@dataclass(frozen=True, slots=True)
class Redaction:
    """Redaction of reports and attachments."""

    exempt: tuple[str, ...] = key(
        (),
        N_("What stays readable in a report instead of getting a stand-in."),
        allowed="a list of: " + ", ".join(EXEMPT),
        accepts=lambda v: set(v) <= set(EXEMPT),
        choices=EXEMPT,
    )
    attachments: bool = key(
        False,
        N_("Whether text files that a person attaches are cleaned of secrets and names as well."),
        strict=True,
    )


@dataclass(frozen=True, slots=True)
class Outbox:
    """Limits and retries of tickets waiting to be sent."""

    tickets: int = number(50, 1, 10_000, N_("Tickets that may wait at the same time."))
    megabytes: int = number(200, 1, 100_000, N_("Megabytes that may wait at the same time."))
    file_megabytes: int = number(25, 1, 10_000, N_("Megabytes of the largest file."))
    days: int = number(30, 1, 365, N_("Days until a ticket that could not be sent is given up."))
    min_interval: float = number(0.1, 0, 60, N_("Seconds between two tickets."))
    replies: int = number(200, 1, 10_000, N_("Replies to tickets that may wait at the same time."))
    reply_length: int = number(20_000, 200, 1_000_000, N_("Characters of the longest reply."))
    retry_min: float = number(
        5.0, 1, 3600, N_("Seconds within which a ticket is tried again the first time; then twice as many.")
    )
    retry_max: float = number(
        1800.0, 10, 86_400, N_("Seconds within which a ticket is tried again at the latest.")
    )
    lookup_delay: float = number(
        10.0, 1, 600, N_("Seconds after a lost answer until the desk is asked whether the ticket is there.")
    )
    resend_delay: float = number(
        120.0,
        60,
        3600,
        N_(
            "Seconds after a lost answer until a ticket that is not there is sent again; longer than the "
            "server works on one request."
        ),
    )
    server_errors: int = number(
        3, 1, 20, N_("Times that the server may fail at the same ticket until the person is asked.")
    )
    startup_jitter: float = number(
        60.0,
        0,
        3600,
        N_(
            "Seconds over which waiting tickets are spread when computers start or wake; what a person "
            "sends goes at once."
        ),
    )


@dataclass(frozen=True, slots=True)
class TicketUpdates:
    """Status updates and replies of sent tickets."""

    enabled: bool = key(True, N_("Whether the desk is asked by itself how open tickets stand."), strict=False)
    min_interval_minutes: int = number(
        5,
        1,
        1440,
        N_("Minutes between two questions about the same ticket, at least; quiet ones wait longer."),
    )
    notify: bool = key(
        True, N_("Whether a new answer of the help desk is shown as a notification."), strict=False
    )
    keep_days: int = number(
        90, 1, 3650, N_("Days that a conversation stays on this computer after the desk was last asked.")
    )


@dataclass(frozen=True, slots=True)
class Incidents:
    """Known issues, shown before a user writes a ticket."""

    feed: str = address(
        N_("Address of a feed of known trouble: JSON, RSS 2.0 or Atom. Empty: what the desk itself tells.")
    )
    refresh_minutes: int = number(10, 1, 1440, N_("Minutes that a feed counts as fresh."))
    max_age_days: int = number(
        3, 1, 365, N_("Days that an entry of an RSS or Atom feed is shown; JSON feeds say themselves.")
    )


@dataclass(frozen=True, slots=True)
class Feedback:
    """Feedback questions."""

    ask: bool = key(
        True,
        N_("Whether a person is asked after a repair or a closed ticket if it helped. Counted, never named."),
        strict=False,
    )


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything an administrator can set."""

    desk: Desk = field(default_factory=Desk)
    ticket: TicketForm = field(default_factory=TicketForm)
    support: Support = field(default_factory=Support)
    emergency: Emergency = field(default_factory=Emergency)
    network: Network = field(default_factory=Network)
    fixes: Fixes = field(default_factory=Fixes)
    organisation: Organisation = field(default_factory=Organisation)
    helper: Privileges = field(default_factory=Privileges)
    packs: Packs = field(default_factory=Packs)
    evidence: Evidence = field(default_factory=Evidence)
    redaction: Redaction = field(default_factory=Redaction)
    outbox: Outbox = field(default_factory=Outbox)
    ticket_updates: TicketUpdates = field(default_factory=TicketUpdates)
    incidents: Incidents = field(default_factory=Incidents)
    feedback: Feedback = field(default_factory=Feedback)
    usage_stats: UsageStats = field(default_factory=UsageStats)
    health: Limits = field(default_factory=Limits)
    remote: Remote = field(default_factory=Remote)
    branding: Branding = field(default_factory=Branding)
    app: Program = field(default_factory=Program)


def keys(table: type = Policy, prefix: str = "") -> Iterator[tuple[str, dataclasses.Field[Any], Rule]]:
    """Walk all keys: dotted name, field, rule."""
    for item in dataclasses.fields(table):
        rule = item.metadata.get("rule")
        if rule is None:
            yield from keys(cast("type", item.default_factory), f"{prefix}{item.name}.")
        else:
            yield prefix + item.name, item, rule
