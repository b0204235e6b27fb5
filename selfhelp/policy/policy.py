"""The organisation's policy: one typed definition of every key, read-only for the program.

The dataclasses below are the only source of the policy's keys. A key has a type, a default, a help sentence
and accepted values. `selfhelp.policy.files` reads them from files.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator
from dataclasses import field
from typing import Any, cast

from selfhelp.core.records import record
from selfhelp.core.text import N_, Text
from selfhelp.policy.approved_printers_and_drives import (
    DRIVE_EXAMPLE,
    PRINTER_EXAMPLE,
    find_approved_drives_mistake,
    find_approved_printers_mistake,
)
from selfhelp.policy.branding import Branding, ProgramPolicy
from selfhelp.policy.checklist import ChecklistPolicy
from selfhelp.policy.emergency import Emergency
from selfhelp.policy.fields import (
    FieldRule,
    declare_address,
    declare_checked_key,
    declare_key,
    declare_names,
    declare_number,
    make_rejecting_validator,
)
from selfhelp.policy.fields import is_server_address as is_server_address  # noqa: PLC0414 - a policy value is checked so
from selfhelp.policy.foresight import ForesightPolicy, RemindersPolicy
from selfhelp.policy.health import HealthLimits
from selfhelp.policy.help_desk import CONNECTORS as CONNECTORS  # noqa: PLC0414 - part of the one definition
from selfhelp.policy.help_desk import HelpDeskPolicy
from selfhelp.policy.remote_support import RemotePolicy
from selfhelp.policy.steps_recorder import StepsPolicy
from selfhelp.policy.support import SupportPolicy
from selfhelp.policy.text_formats import (
    FILE,
    FOLDER,
    HOST,
    find_bypass_mistake,
    find_host_mistake,
    find_min_version_mistake,
    find_pack_key_mistake,
    find_path_mistake,
    find_zone_mistake,
    is_host,
    make_characters_validator,
    make_list_validator,
)
from selfhelp.policy.ticket import TicketForm
from selfhelp.policy.usage_stats import UsageStats


def _is_proxy_value(value: str) -> bool:
    """Return whether a proxy value is empty, ``direct``, ``host:port`` or ``http://host:port``."""
    if value in ("", "direct"):
        return True
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(value if "://" in value else f"http://{value}")
        host, port = parts.hostname, parts.port
    except ValueError:
        return False
    plain = value.isascii() and value.isprintable() and " " not in value and "@" not in value
    return (
        plain
        and parts.scheme in ("http", "https")
        and is_host(host or "")
        and bool(port)
        and parts.path in ("", "/")
    )


def _is_script_url_or_empty(value: str) -> bool:
    """Return whether a value is empty, or the URL of a script on the web or on this computer."""
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    plain = value.isascii() and value.isprintable() and " " not in value and "@" not in parts.netloc
    web = parts.scheme in ("http", "https") and is_host(host or "")
    return not value or (plain and (web or (parts.scheme == "file" and not host)))


@record
class NetworkPolicy:
    """Proxy and certificates."""

    ca_file: str = declare_checked_key(
        "",
        N_("File with additional certificate authorities (PEM), trusted in addition to the system's own."),
        allowed=FILE,
        says=find_path_mistake,
    )
    proxy: str = declare_key(
        "",
        N_(
            "Proxy for all servers, such as proxy.example.com:3128; direct for no proxy. Empty: the "
            "system proxy."
        ),
        allowed="host:port, an address such as http://proxy.example.com:3128, or direct",
        accepts=_is_proxy_value,
        says=make_rejecting_validator(N_("Enter host:port or an http:// address, without a password.")),
    )
    pac: str = declare_key(
        "",
        N_("URL of the proxy auto-configuration script (PAC). Empty: the system setting."),
        allowed="an address such as http://proxy.example.com/proxy.pac",
        accepts=_is_script_url_or_empty,
        says=make_rejecting_validator(N_("Enter an https:, http: or file: URL.")),
    )
    pac_fallback_direct: bool = declare_key(
        False,
        N_("Connect without a proxy if the PAC script fails."),
        strict=False,
    )
    no_proxy: tuple[str, ...] = declare_checked_key(
        (),
        N_("Hosts reached without the proxy set in network.proxy: names, *.example.com, or networks."),
        allowed="a list of texts such as intranet, *.example.com or 10.0.0.0/8",
        says=make_list_validator(find_bypass_mistake),
    )


@record
class FixesPolicy:
    """Available fixes."""

    allow: tuple[str, ...] = declare_key(
        (), N_("Fixes to make available. Empty: all."), strict=("-",), ids="fixes"
    )
    deny: tuple[str, ...] = declare_key((), N_("Fixes to turn off; * for all."), strict=("*",), ids="fixes")
    tips: bool = declare_key(True, N_("Show a short tip after a fix."), strict=False)
    weekly_tidy: bool = declare_key(
        True, N_("Offer users a weekly tidy-up with harmless fixes that can be undone."), strict=False
    )


def is_http_url_or_empty(value: str) -> bool:
    """Return whether a value is empty, or a URL that a login page can intercept: http, not https."""
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    plain = value.isascii() and value.isprintable() and " " not in value
    return not value or (parts.scheme == "http" and is_host(host or "") and plain)


_NO_PLAIN_PAGE = make_rejecting_validator(
    N_("Enter an http:// URL. A captive portal can only be detected over http.")
)


def _declare_host(help: Text) -> str:  # noqa: A002 - the field's own word
    return declare_checked_key("", help, allowed=HOST, says=find_host_mistake)


LINUX_MANAGERS = ("puppet", "salt", "sssd")
"""Tools of `selfhelp.machine.system.management` that may be unused on a Linux computer."""


@record
class OrganisationPolicy:
    """The organisation, its network and its security requirements."""

    name: str = declare_key("", N_("Name of the organisation, as shown to users."))
    reset_page: str = declare_address(N_("URL of the page for resetting a forgotten or expired password."))
    identity_host: str = _declare_host(N_("Host name of the identity provider, such as login.example.com."))
    realm: str = declare_checked_key(
        "",
        N_("Kerberos realm, such as EXAMPLE.COM."),
        allowed="a text such as EXAMPLE.COM",
        says=make_characters_validator(r"[\w.-]"),
    )
    internal_name: str = _declare_host(
        N_("Host name that can only be resolved inside the organisation's network.")
    )
    internal_port: int = declare_number(
        443, 1, 65535, N_("Port of the internal host (organisation.internal_name).")
    )
    vpn_gateway: str = _declare_host(N_("Host name of the VPN gateway, such as vpn.example.com."))
    vpn_name: str = declare_key("", N_("Name of the VPN connection, as shown to users."))
    vpn_page: str = declare_address(N_("URL of the VPN instructions."))
    mail_host: str = _declare_host(N_("Host name of the email server, such as outlook.office365.com."))
    time_zones: tuple[str, ...] = declare_checked_key(
        (),
        N_("Time zones expected on the computers, using each system's own names, such as Europe/Paris."),
        allowed="a list of texts such as Europe/Paris or Romance Standard Time",
        says=make_list_validator(find_zone_mistake),
    )
    printers: tuple[str, ...] = declare_checked_key(
        (),
        N_("Printers that users can add: address, and optionally name, building, floor, room and driver."),
        allowed=f"a list of lines such as {PRINTER_EXAMPLE}, see admin.md",
        says=find_approved_printers_mistake,
    )
    drives: tuple[str, ...] = declare_checked_key(
        (),
        N_(
            "Network drives for users: the address and, if needed, the name, groups, "
            "sites, and whether the drive is optional."
        ),
        allowed=f"a list of lines such as {DRIVE_EXAMPLE}, see admin.md",
        says=find_approved_drives_mistake,
    )
    probe_page: str = declare_key(
        "",
        N_(
            "URL (http) of a page with fixed text, used to test internet access. If there "
            "is no time server, it is also used to check the clock. Empty: the test pages "
            "of Mozilla and the system vendor."
        ),
        allowed="an address such as http://probe.example.com/ok.txt",
        accepts=is_http_url_or_empty,
        says=_NO_PLAIN_PAGE,
    )
    probe_text: str = declare_key("success", N_("Complete text of the page used to test internet access."))
    speed_page: str = declare_key(
        "",
        N_("URL (http) of a file of a few megabytes, to measure download speed. Empty: no measurement."),
        allowed="an address such as http://probe.example.com/10mb.bin",
        accepts=is_http_url_or_empty,
        says=_NO_PLAIN_PAGE,
    )
    security_services: tuple[str, ...] = declare_names(N_("Security software services that must be running."))
    management: tuple[str, ...] = declare_key(
        (),
        N_("Linux management tools that users can sync with."),
        allowed="a list of: " + ", ".join(LINUX_MANAGERS),
        accepts=lambda v: set(v) <= set(LINUX_MANAGERS),
        choices=LINUX_MANAGERS,
    )
    require_firewall: bool = declare_key(
        False,
        N_("Require a firewall, even on systems that leave it off by default."),
        strict=True,
    )
    require_encryption: bool = declare_key(False, N_("Require disk encryption."), strict=True)


@record
class HelperPolicyKeys:
    """The privileged helper."""

    enabled: bool = declare_key(True, N_("Allow the privileged helper."), strict=False)
    deny: tuple[str, ...] = declare_key(
        (), N_("Operations of the privileged helper to block; * for all."), strict=("*",), ids="operations"
    )


@record
class PacksPolicy:
    """Fix packs of the organisation; read from the machine policy only."""

    folder: str = declare_checked_key(
        "",
        N_("Folder with the organisation's fix packs. Empty: the “packs” folder next to the machine policy."),
        allowed=FOLDER,
        says=find_path_mistake,
    )
    keys: tuple[str, ...] = declare_checked_key(
        (),
        N_(
            "Trusted public keys for packs, in hexadecimal, each with an optional expiry date: KEY "
            "2027-12-31."
        ),
        allowed="a list of texts of 64 hexadecimal digits, each with an optional date such as 2027-12-31",
        says=make_list_validator(find_pack_key_mistake),
    )
    min_versions: tuple[str, ...] = declare_checked_key(
        (),
        N_("Minimum versions of packs, such as vpn-reset=3."),
        strict=("*=2000000000",),  # instead of a value that isn't valid, no pack is accepted
        allowed="a list of texts such as vpn-reset=3",
        says=make_list_validator(find_min_version_mistake),
    )
    scripts: bool = declare_key(False, N_("Allow signed packs to run scripts with the user's permissions."))


@record
class EvidencePolicy:
    """Content of reports and tickets, and retention on this computer."""

    screenshots: bool = declare_key(True, N_("Allow screenshots."), strict=False)
    exclude_sections: tuple[str, ...] = declare_key(
        (),
        N_("Sections to leave out of snapshots; * for all."),
        strict=("*",),
        ids="sections",
    )
    budget: float = declare_number(10.0, 1, 120, N_("Time limit for a snapshot, in seconds."))
    computer: bool = declare_key(
        True,
        N_("Include the computer's name, serial number and asset tag in tickets."),
        strict=False,
    )
    account: bool = declare_key(
        True, N_("Include the name of the signed-in account in tickets."), strict=False
    )
    image_megabytes: int = declare_number(
        5, 1, 100, N_("Maximum image size, in megabytes. Larger images are scaled down.")
    )
    snapshot_days: int = declare_number(
        90, 0, 3650, N_("Days to keep snapshots on this computer for comparison. 0: keep none.")
    )
    sent_items_days: int = declare_number(
        180, 0, 3650, N_("Days to keep records of sent items on this computer. 0: keep none.")
    )


EXEMPT = ("person", "host", "address", "hardware", "network", "device", "path")
"""Privacy classes that can be exempt from redaction; `selfhelp.core.model.PrivacyClass` without free text."""


@record
class Redaction:
    """Redaction of reports and attachments."""

    exempt: tuple[str, ...] = declare_key(
        (),
        N_("Kinds of values exempt from redaction in reports."),
        allowed="a list of: " + ", ".join(EXEMPT),
        accepts=lambda v: set(v) <= set(EXEMPT),
        choices=EXEMPT,
    )
    attachments: bool = declare_key(
        False,
        N_("Redact secrets and names in attached text files."),
        strict=True,
    )


@record
class OutboxPolicy:
    """Limits and retries of tickets waiting to be sent."""

    tickets: int = declare_number(50, 1, 10_000, N_("Maximum number of tickets waiting to be sent."))
    megabytes: int = declare_number(
        200, 1, 100_000, N_("Maximum total size of tickets waiting to be sent, in megabytes.")
    )
    file_megabytes: int = declare_number(25, 1, 10_000, N_("Maximum size of an attached file, in megabytes."))
    days: int = declare_number(30, 1, 365, N_("Days before an unsent ticket expires."))
    min_interval: float = declare_number(0.1, 0, 60, N_("Minimum interval between two tickets, in seconds."))
    replies: int = declare_number(200, 1, 10_000, N_("Maximum number of replies waiting to be sent."))
    reply_length: int = declare_number(20_000, 200, 1_000_000, N_("Maximum reply length, in characters."))
    retry_min: float = declare_number(
        5.0,
        1,
        3600,
        N_("Maximum delay before the first retry, in seconds. The delay doubles with each retry."),
    )
    retry_max: float = declare_number(1800.0, 10, 86_400, N_("Maximum delay between retries, in seconds."))
    lookup_delay: float = declare_number(
        10.0,
        1,
        600,
        N_("Delay after a lost response before checking whether the ticket arrived, in seconds."),
    )
    resend_delay: float = declare_number(
        120.0,
        60,
        3600,
        N_(
            "Delay before resending a ticket after a lost response, in seconds. It must exceed the "
            "server's request timeout."
        ),
    )
    server_errors: int = declare_number(
        3, 1, 20, N_("Number of server errors for one ticket before the user is asked what to do.")
    )
    startup_jitter: float = declare_number(
        60.0,
        0,
        3600,
        N_(
            "Random delay after startup or wake-up before waiting tickets are sent, in "
            "seconds. Tickets sent by the user are never delayed."
        ),
    )


@record
class TicketUpdates:
    """Status updates and replies of sent tickets."""

    enabled: bool = declare_key(True, N_("Check open tickets for updates automatically."), strict=False)
    min_interval_minutes: int = declare_number(
        5,
        1,
        1440,
        N_(
            "Minimum interval between checks of the same ticket, in minutes. Inactive tickets are "
            "checked less often. The ticket that the user is looking at is checked up to ten times as often."
        ),
    )
    notify: bool = declare_key(
        True, N_("Show a notification for a new reply from the help desk."), strict=False
    )
    keep_days: int = declare_number(
        90, 1, 3650, N_("Days to keep a conversation on this computer after its last update check.")
    )


_KEY = r"[0-9a-fA-F]{64}"


@record
class IncidentsPolicy:
    """Known issues, shown before a user writes a ticket."""

    feed: str = declare_address(
        N_(
            "URL of a feed of known issues: JSON, RSS 2.0 or Atom. Empty: known issues from the help "
            "desk system."
        )
    )
    refresh_minutes: int = declare_number(
        10, 1, 1440, N_("Minimum interval between updates of the known issues, in minutes.")
    )
    max_age_days: int = declare_number(
        3, 1, 365, N_("Days to show an entry of an RSS or Atom feed. JSON feeds set their own period.")
    )
    notify: bool = declare_key(True, N_("Show a notification for a new notice from IT."), strict=False)
    groups: tuple[str, ...] = declare_names(
        N_("Groups that this computer belongs to, used to target notices and network drives.")
    )
    sites: tuple[str, ...] = declare_names(
        N_("Sites that this computer belongs to, used to target notices and network drives.")
    )
    signing_keys: tuple[str, ...] = declare_key(
        (),
        N_("Public keys (Ed25519), one of which must have signed the feed. Empty: no signature is required."),
        strict=("0" * 64,),  # an invalid value matches no signature, so no feed is accepted
        allowed="a list of texts of 64 hexadecimal digits",
        accepts=lambda v: all(re.fullmatch(_KEY, one) for one in v),
        says=make_rejecting_validator(N_("A key must be 64 hexadecimal digits long.")),
    )


@record
class FeedbackPolicy:
    """Feedback questions."""

    ask: bool = declare_key(
        True,
        N_("Ask users for feedback after a fix or when a ticket is closed. Answers are counted anonymously."),
        strict=False,
    )


@record
class Policy:
    """Everything an administrator can set."""

    desk: HelpDeskPolicy = field(default_factory=HelpDeskPolicy)
    ticket: TicketForm = field(default_factory=TicketForm)
    support: SupportPolicy = field(default_factory=SupportPolicy)
    emergency: Emergency = field(default_factory=Emergency)
    network: NetworkPolicy = field(default_factory=NetworkPolicy)
    fixes: FixesPolicy = field(default_factory=FixesPolicy)
    organisation: OrganisationPolicy = field(default_factory=OrganisationPolicy)
    helper: HelperPolicyKeys = field(default_factory=HelperPolicyKeys)
    packs: PacksPolicy = field(default_factory=PacksPolicy)
    evidence: EvidencePolicy = field(default_factory=EvidencePolicy)
    steps: StepsPolicy = field(default_factory=StepsPolicy)
    redaction: Redaction = field(default_factory=Redaction)
    outbox: OutboxPolicy = field(default_factory=OutboxPolicy)
    ticket_updates: TicketUpdates = field(default_factory=TicketUpdates)
    incidents: IncidentsPolicy = field(default_factory=IncidentsPolicy)
    feedback: FeedbackPolicy = field(default_factory=FeedbackPolicy)
    usage_stats: UsageStats = field(default_factory=UsageStats)
    health: HealthLimits = field(default_factory=HealthLimits)
    foresight: ForesightPolicy = field(default_factory=ForesightPolicy)
    reminders: RemindersPolicy = field(default_factory=RemindersPolicy)
    checklist: ChecklistPolicy = field(default_factory=ChecklistPolicy)
    remote: RemotePolicy = field(default_factory=RemotePolicy)
    branding: Branding = field(default_factory=Branding)
    app: ProgramPolicy = field(default_factory=ProgramPolicy)


def iter_policy_keys(
    table: type = Policy, prefix: str = ""
) -> Iterator[tuple[str, dataclasses.Field[Any], FieldRule]]:
    """Yield the dotted name, dataclass field and rule of every key."""
    for item in dataclasses.fields(table):
        rule = item.metadata.get("rule")
        if rule is None:
            yield from iter_policy_keys(cast("type", item.default_factory), f"{prefix}{item.name}.")
        else:
            yield prefix + item.name, item, rule
