"""What the organisation allows: one typed definition of every key, read-only for the program.

The dataclasses below are the only source of the policy's keys. A key has a type, a default, a help
sentence and what is allowed; a wrong value is reported with file, key and what is allowed, and its
*strict* value counts. `load` reads ``policy.toml`` and then ``policy.d/*.toml`` in name order:
tables merge, lists replace. A machine policy makes the person's own policy file ignored.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from selfhelp.model import Json
from selfhelp.places import Places
from selfhelp.schema import Rule, address, key, names, number
from selfhelp.schema import is_address as is_address  # noqa: PLC0414 - a policy value is checked so
from selfhelp.text import N_, Text

FILE_LIMIT = 1_000_000
CONNECTORS = (
    "folder",
    "rt",
    "glpi",
    "servicenow",
    "redmine",
    "zammad",
    "jira",
    "zendesk",
    "freshservice",
    "osticket",
    "django-helpdesk",
    "mail",
    "webhook",
)


@dataclass(frozen=True, slots=True)
class FolderDesk:
    """The local desk: tickets as folders."""

    path: str = key(
        "", N_("Folder for tickets; may be a network share. Empty: in the person's own data folder.")
    )


@dataclass(frozen=True, slots=True)
class RtDesk:
    """Request Tracker 5."""

    url: str = address(N_("Address of Request Tracker, without /REST/2.0."))
    queue: str = key("General", N_("Queue that new tickets go to."))
    ref_field: str = key("ClientRef", N_("Custom field that finds a ticket again after a lost answer."))


@dataclass(frozen=True, slots=True)
class GlpiDesk:
    """GLPI 10 and 11."""

    url: str = address(N_("Address of GLPI, without apirest.php."))
    app_token: str = key("", N_("Application token of the API client, where GLPI asks for one."))
    entity: int = number(
        0, 0, 2**31 - 1, N_("Number of the entity that tickets belong to; 0 is the default one.")
    )
    category: int = number(0, 0, 2**31 - 1, N_("Number of the ticket category; 0 leaves it open."))
    request_source: int = number(0, 0, 2**31 - 1, N_("Number of the request source; 0 leaves it open."))


@dataclass(frozen=True, slots=True)
class ServiceNowDesk:
    """ServiceNow."""

    url: str = address(N_("Address of the ServiceNow instance."))
    client_id: str = key("", N_("Client id of the OAuth application."))
    table: str = key("incident", N_("Table that tickets are written to."))


@dataclass(frozen=True, slots=True)
class Desk:
    """Which help desk, and who asks."""

    connector: str = key(
        "folder",
        N_("The kind of help desk."),
        strict="",
        allowed="one of " + ", ".join(CONNECTORS),
        accepts=lambda v: v in CONNECTORS,
    )
    email: str = key("", N_("Address of the person who asks; {login} stands for the account name."))
    folder: FolderDesk = field(default_factory=FolderDesk)
    rt: RtDesk = field(default_factory=RtDesk)
    glpi: GlpiDesk = field(default_factory=GlpiDesk)
    servicenow: ServiceNowDesk = field(default_factory=ServiceNowDesk)


@dataclass(frozen=True, slots=True)
class Network:
    """How servers are reached."""

    ca_file: str = key(
        "", N_("File with the company's own certificate authorities (PEM), added to the system's.")
    )


@dataclass(frozen=True, slots=True)
class Fixes:
    """Which fixes are offered."""

    allow: tuple[str, ...] = key((), N_("Only these fixes are offered; empty: all."), strict=("-",))
    deny: tuple[str, ...] = key((), N_("These fixes are not offered."))


def is_plain_page(value: str) -> bool:
    """Whether it is empty or an address that a login page can step in front of: http, not https."""
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port
    except ValueError:
        return False
    plain = value.isascii() and value.isprintable() and " " not in value
    return not value or (parts.scheme == "http" and bool(host) and plain)


@dataclass(frozen=True, slots=True)
class Organisation:
    """What only the organisation knows, and what checks need to tell its network from any other."""

    name: str = key("", N_("Name of the organisation, as people say it."))
    reset_page: str = address(N_("Page where people reset a forgotten or expired password."))
    identity_host: str = key("", N_("Host of the sign-in service, such as login.example.com."))
    realm: str = key("", N_("Kerberos realm, such as EXAMPLE.COM."))
    internal_name: str = key("", N_("A host name that only resolves inside the organisation's network."))
    internal_port: int = number(443, 1, 65535, N_("Port on that host that answers inside the network."))
    vpn_gateway: str = key("", N_("Host of the VPN gateway, such as vpn.example.com."))
    vpn_name: str = key("", N_("Name of the VPN connection as people see it."))
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
    )
    probe_text: str = key("success", N_("The whole text of that page."))
    speed_page: str = key(
        "",
        N_("Web page in plain http with a file of some megabytes, to measure how fast the network is."),
        allowed="an address such as http://probe.example.com/10mb.bin",
        accepts=is_plain_page,
    )
    security_services: tuple[str, ...] = names(N_("System services of the security software that must run."))
    require_firewall: bool = key(
        False, N_("Whether a firewall must be on also where the system leaves it off by default.")
    )
    require_encryption: bool = key(False, N_("Whether the disk of every computer must be encrypted."))


@dataclass(frozen=True, slots=True)
class Privileges:
    """The administrator's helper, which does a closed list of things that need an administrator's rights."""

    enabled: bool = key(True, N_("Whether the privileged helper may be used at all."), strict=False)
    deny: tuple[str, ...] = key((), N_("Operations of the helper that are not allowed."))


@dataclass(frozen=True, slots=True)
class Packs:
    """Fixes of the organisation's own; only the machine's policy counts here."""

    folder: str = key(
        "", N_("Folder with the organisation's fix packs. Empty: packs, beside the machine's policy.")
    )
    keys: tuple[str, ...] = names(
        N_("Public keys whose packs are trusted, in hexadecimal, each maybe with an end: KEY 2027-12-31.")
    )
    floors: tuple[str, ...] = names(N_("The oldest version of a pack that is accepted, such as vpn-reset=3."))
    scripts: bool = key(False, N_("Whether signed packs may run scripts, with the person's rights."))


READABLE = ("person", "host", "address", "hardware", "network", "device", "path")
"""What may stay readable in a report: the marks of `selfhelp.model.Reveals` that are not free text."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a report may hold, and how long this computer keeps it."""

    screenshots: bool = key(True, N_("Whether a person may add screenshots."), strict=False)
    skip: tuple[str, ...] = key((), N_("Sections of the snapshot that are never collected."))
    budget: float = number(10.0, 1, 120, N_("Seconds that a snapshot may take."))
    readable: tuple[str, ...] = key(
        (),
        N_("What stays readable in a report instead of getting a stand-in."),
        allowed="a list of: " + ", ".join(READABLE),
        accepts=lambda v: set(v) <= set(READABLE),
    )
    computer: bool = key(
        True,
        N_("Whether a ticket names the computer: its name, serial number and asset tag."),
        strict=False,
    )
    clean_attached: bool = key(
        False,
        N_("Whether text files that a person attaches are cleaned of secrets and names as well."),
        strict=True,
    )
    picture_megabytes: int = number(
        5, 1, 100, N_("Megabytes of the largest picture; a larger one is made smaller.")
    )
    keep_days: int = number(
        90, 0, 3650, N_("Days that a snapshot stays on this computer to tell what changed; 0 keeps none.")
    )
    receipt_days: int = number(
        180, 0, 3650, N_("Days that a record of what was sent stays on this computer; 0 keeps none.")
    )


@dataclass(frozen=True, slots=True)
class Outbox:
    """Limits of the tickets that wait on this computer."""

    tickets: int = number(50, 1, 10_000, N_("Tickets that may wait at the same time."))
    megabytes: int = number(200, 1, 100_000, N_("Megabytes that may wait at the same time."))
    file_megabytes: int = number(25, 1, 10_000, N_("Megabytes of the largest file."))
    days: int = number(30, 1, 365, N_("Days until a ticket that could not be sent is given up."))
    pause: float = number(0.1, 0, 60, N_("Seconds between two tickets."))


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything an administrator can set."""

    desk: Desk = field(default_factory=Desk)
    network: Network = field(default_factory=Network)
    fixes: Fixes = field(default_factory=Fixes)
    organisation: Organisation = field(default_factory=Organisation)
    helper: Privileges = field(default_factory=Privileges)
    packs: Packs = field(default_factory=Packs)
    evidence: Evidence = field(default_factory=Evidence)
    outbox: Outbox = field(default_factory=Outbox)


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a policy file."""

    file: str
    key: str
    message: Text
    allowed: str


@dataclass(frozen=True, slots=True)
class Setting:
    """One key as it stands; ``source`` is a file or "default"; ``locked``: the machine's policy says so."""

    key: str
    value: Json
    source: str
    locked: bool


@dataclass(frozen=True, slots=True)
class Loaded:
    """A policy, where each value came from, and what was wrong with the files."""

    policy: Policy = field(default_factory=Policy)
    settings: Sequence[Setting] = ()
    problems: Sequence[Problem] = ()


def keys(table: type = Policy, prefix: str = "") -> Iterator[tuple[str, dataclasses.Field[Any], Rule]]:
    """Walk all keys: dotted name, field, rule."""
    for item in dataclasses.fields(table):
        rule = item.metadata.get("rule")
        if rule is None:
            yield from keys(cast("type", item.default_factory), f"{prefix}{item.name}.")
        else:
            yield prefix + item.name, item, rule


def load(places: Places) -> Loaded:
    """Read the machine's policy, or the person's own where the machine has none."""
    try:
        machine = files_in(places.machine_policy)
    except OSError:  # a folder that hides its files has some: they count strictly
        machine = [places.machine_policy / "policy.toml"]
    if machine:
        return read(machine, locked=True)
    try:
        return read(files_in(places.config), locked=False)
    except OSError:
        return DEFAULT


def files_in(folder: Path) -> Sequence[Path]:
    """Return the policy files of a folder in the order they are read.

    Raises:
        OSError: the folder may not be looked into.
    """
    more = sorted((folder / "policy.d").glob("*.toml"))
    return [p for p in (folder / "policy.toml", *more) if p.is_file() or p.is_symlink()]


def read(files: Sequence[Path], *, locked: bool) -> Loaded:
    """Read policy files into one policy. Never raises: mistakes are listed, strict values count."""
    values: dict[str, tuple[Json, str]] = {}
    problems: list[Problem] = []
    broken = False
    for file in files:
        table = _parse(file, problems)
        broken = broken or table is None
        for name, value in _flatten(table or {}):
            values[name] = (value, str(file))
    rules = {name: (item, rule) for name, item, rule in keys()}
    problems += [
        Problem(source, name, N_("There is no such key."), _near(name, rules))
        for name, (_, source) in values.items()
        if name not in rules
    ]
    settings = []
    for name, (item, rule) in rules.items():
        if name in values:
            value = _settle(name, item.default, rule, values[name], problems)
            settings.append(Setting(name, value, values[name][1], locked))
        else:  # a file that could not be read may have said anything: the strict value stands for it
            settings.append(
                Setting(name, rule.strict if broken else item.default, "default", locked and broken)
            )
    return Loaded(cast("Policy", _build(Policy, {s.key: s.value for s in settings})), settings, problems)


def _parse(file: Path, problems: list[Problem]) -> Mapping[str, Json] | None:
    import tomllib

    try:
        with file.open("rb") as stream:
            data = stream.read(FILE_LIMIT + 1)
        if len(data) > FILE_LIMIT:
            raise ValueError("larger than 1 MB")
        return tomllib.loads(data.decode("utf-8-sig"))
    except OSError as error:
        message = N_("The policy file cannot be read: {reason}", reason=error.strerror or "?")
    except (ValueError, RecursionError) as error:
        message = N_("The policy file is not valid TOML: {reason}", reason=str(error)[:200])
    problems.append(Problem(str(file), "", message, "a TOML file in UTF-8"))
    return None


def _flatten(table: Mapping[str, Json], prefix: str = "") -> Iterator[tuple[str, Json]]:
    for name, value in table.items():
        if isinstance(value, dict) and prefix + name not in _leafnames():
            yield from _flatten(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


def _leafnames() -> frozenset[str]:
    return frozenset(name for name, _, _ in keys())


def _near(name: str, rules: Mapping[str, Json]) -> str:
    """Name the keys of the same table, or the tables, so that a spelling mistake is seen."""
    table = name.rpartition(".")[0]
    same = [k for k in rules if k.rpartition(".")[0] == table]
    return ", ".join(same or sorted({k.rpartition(".")[0] for k in rules}))


def _settle(name: str, default: Json, rule: Rule, given: tuple[Json, str], problems: list[Problem]) -> Json:
    """Return the value given, or the strict one where it is not allowed."""
    value = _convert(given[0], default)
    if value is not None and rule.accepts(value):
        return value
    problems.append(Problem(given[1], name, N_("This value is not allowed."), rule.allowed))
    return rule.strict


def _convert(value: Json, default: Json) -> Json:
    """Return the value in the type of the default, or None where it has another one."""
    match default:
        case bool():
            return value if isinstance(value, bool) else None
        case int():
            return value if isinstance(value, int) and not isinstance(value, bool) else None
        case float():
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            return float(value) if is_number else None
        case tuple():
            is_list = isinstance(value, list) and all(isinstance(v, str) for v in value)
            return tuple(value) if is_list else None
        case _:
            return value if isinstance(value, str) and value.isprintable() else None


def _build(table: type, values: Mapping[str, Json], prefix: str = "") -> Json:
    arguments = {
        item.name: values[prefix + item.name]
        if "rule" in item.metadata
        else _build(cast("type", item.default_factory), values, f"{prefix}{item.name}.")
        for item in dataclasses.fields(table)
    }
    return table(**arguments)


DEFAULT: Loaded = Loaded(settings=tuple(Setting(n, i.default, "default", False) for n, i, _ in keys()))
