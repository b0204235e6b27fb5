"""The system clock: its offset from a time server, automatic setting, and correcting it."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise
from typing import ClassVar

from selfhelp.core.errors import ProbeError, StepError
from selfhelp.core.model import Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.machine import Command, File, Machine, Output, Probe, Reading, Registry, Row, Step, elevate
from selfhelp.machine.clock import http_time, sntp
from selfhelp.machine.command_output import parse_assignments, read_file_content, to_text
from selfhelp.machine.network.captive_portal import list_portal_probe_pages
from selfhelp.machine.proxy.proxy_settings import read_web_proxy

W32TIME = "HKLM\\SYSTEM\\CurrentControlSet\\Services\\W32Time\\Parameters"

DEFAULTS: Mapping[Platform, tuple[str, ...]] = {
    Platform.WINDOWS: ("time.windows.com",),
    Platform.MACOS: ("time.apple.com",),
    Platform.LINUX: ("pool.ntp.org",),
}
"""Each system's default time server."""

PATIENCE = timedelta(seconds=20)
"""Maximum time for the time service to set the clock."""

SYNC = "sync-clock"
"""Helper operation's ID, and the step's name."""

PASSWORD_TIME = 120.0
"""Seconds allowed for a command that may ask for an administrator's password."""


@dataclass(frozen=True, slots=True)
class ClockState:
    """The computer's clock compared with a server's.

    Attributes:
        offset: difference from the server's time; positive if this clock is fast. The times are compared in
            UTC, so the time zone doesn't matter.
        server: the server that was queried.
        automatic: whether the system sets the clock automatically; None if unknown.
        settable: whether the time came from a time server, not from a web page.
    """

    offset: timedelta
    server: str
    automatic: bool | None
    settable: bool = True


@dataclass(frozen=True, slots=True)
class TimeKeeping:
    """Settings of the system's time service; None and "" if unknown."""

    synchronised: bool | None
    enabled: bool | None
    source: str


def _measure_clock_offset(machine: Machine, servers: Sequence[str], automatic: bool | None) -> ClockState:
    """Return the clock's state, measured with time servers, or with web pages if these are blocked."""
    asked = list(servers)
    try:
        answer = machine.read(Reading(sntp.measure_sntp_offset, {"servers": asked[:4]}))
    except ProbeError:
        return replace(read_clock_by_http(machine), automatic=automatic)
    return ClockState(timedelta(seconds=answer["offset"]), answer["server"], automatic)


def read_clock_by_http(machine: Machine) -> ClockState:
    """Return the clock's state, measured with web pages, through the proxy if a direct connection fails.

    Raises:
        ProbeError: no page returned the time.
    """
    pages = [list(page) for page in list_portal_probe_pages(machine)]
    try:
        answer = machine.read(Reading(http_time.measure_http_offset, {"pages": pages, "proxy": ""}))
    except ProbeError:
        proxy = read_web_proxy(machine)
        if not proxy:
            raise
        answer = machine.read(Reading(http_time.measure_http_offset, {"pages": pages, "proxy": proxy}))
    return ClockState(timedelta(seconds=answer["offset"]), answer["server"], None, settable=False)


def _list_linux_servers(machine: Machine) -> Sequence[str]:
    """Return the servers configured for chrony or timesyncd (also by DHCP)."""
    text = machine.read(File("/etc/chrony/chrony.conf")) or machine.read(File("/etc/chrony.conf"))
    configured = _parse_chrony_servers(text or "") + _list_timesyncd_servers(machine)
    return configured or DEFAULTS[Platform.LINUX]


def _read_clock_linux(machine: Machine) -> ClockState:
    return _measure_clock_offset(machine, _list_linux_servers(machine), _is_clock_set_automatically(machine))


def _parse_chrony_servers(text: str) -> list[str]:
    """Return the servers in ``server``, ``pool`` and ``peer`` lines, with the port (chrony.conf(5))."""
    servers = []
    for line in text.splitlines():
        said = line.split()
        if len(said) > 1 and said[0] in ("server", "pool", "peer"):
            port = dict(pairwise(said)).get("port")
            servers.append(f"{said[1]}:{port}" if port and port.isdecimal() else said[1])
    return servers


TIMESYNC_KEYS = ("LinkNTPServers", "SystemNTPServers", "FallbackNTPServers")


def _list_timesyncd_servers(machine: Machine) -> list[str]:
    """Return timesyncd's servers; the network's servers come first (org.freedesktop.timesync1(5)).

    If it isn't running, its configuration file still lists them (timesyncd.conf(5)).
    """
    found = _read_timedate_properties(machine, "show-timesync", *TIMESYNC_KEYS)
    if found:
        return " ".join(found.get(key, "") for key in TIMESYNC_KEYS).split()
    text = machine.read(File("/etc/systemd/timesyncd.conf")) or ""
    named = {name: servers for name, _, servers in (line.partition("=") for line in text.splitlines())}
    return f"{named.get('NTP', '')} {named.get('FallbackNTP', '')}".split()


def _is_clock_set_automatically(machine: Machine) -> bool | None:
    """Return whether a Linux computer sets its clock from the network; None if unknown."""
    return {"yes": True, "no": False}.get(_read_timedate_properties(machine, "show", "NTP").get("NTP", ""))


def _read_timedate_properties(machine: Machine, verb: str, *names: str) -> Mapping[str, str]:
    """Return properties of timedatectl(1) by name; {} if the service doesn't respond."""
    wanted = [word for name in names for word in ("-p", name)]
    try:
        output = machine.run(Command(("timedatectl", verb, *wanted), timeout=2.0))
    except ProbeError:
        return {}
    pairs = (line.partition("=") for line in output.stdout.splitlines())
    return {name: value for name, equals, value in pairs if equals}


def _list_windows_servers(machine: Machine) -> Sequence[str]:
    """Return the time service's servers: the domain controller, or the configured servers.

    Type is NT5DS for a domain member, NTP for a list of servers, NoSync for none (learn.microsoft.com,
    "Windows Time service tools and settings"). Untested on Windows.
    """
    if machine.read(Registry(W32TIME, "Type")) == "NT5DS":
        logon_server = machine.read(Registry("HKCU\\Volatile Environment", "LOGONSERVER")) or ""
        servers = [logon_server.strip("\\")] if logon_server else []
    else:
        listed = machine.read(Registry(W32TIME, "NtpServer")) or ""
        servers = [entry.partition(",")[0] for entry in listed.split()]
    return servers or DEFAULTS[Platform.WINDOWS]


def _read_clock_windows(machine: Machine) -> ClockState:
    automatic = machine.read(Registry(W32TIME, "Type")) != "NoSync"
    return _measure_clock_offset(machine, _list_windows_servers(machine), automatic)


def _list_macos_servers(machine: Machine) -> Sequence[str]:
    """Return the date settings' time servers; ``systemsetup`` writes them to /etc/ntp.conf."""
    return _parse_chrony_servers(machine.read(File("/etc/ntp.conf")) or "") or DEFAULTS[Platform.MACOS]


def _read_clock_macos(machine: Machine) -> ClockState:
    """Return the clock's state on macOS.

    Whether it is set automatically is unknown: only administrators can read that setting. Untested on macOS.
    """
    return _measure_clock_offset(machine, _list_macos_servers(machine), None)


SERVERS: Probe[Sequence[str]] = Probe(
    "whom this system asks what time it is",
    {
        Platform.WINDOWS: _list_windows_servers,
        Platform.MACOS: _list_macos_servers,
        Platform.LINUX: _list_linux_servers,
    },
)


CLOCK: Probe[ClockState] = Probe(
    "how far the clock is off",
    {
        Platform.WINDOWS: _read_clock_windows,
        Platform.MACOS: _read_clock_macos,
        Platform.LINUX: _read_clock_linux,
    },
)


def _read_time_settings_linux(machine: Machine) -> TimeKeeping:
    output = machine.run(Command(("timedatectl", "show"), timeout=3))
    if output.code != 0:
        raise ProbeError(
            N_("The clock's time source isn't available on this computer."), detail=output.stderr[:300]
        )
    said = parse_assignments(output.stdout)
    return TimeKeeping(said.get("NTPSynchronized") == "yes", said.get("NTP") == "yes", "")


def _read_time_settings_windows(machine: Machine) -> TimeKeeping:
    """Return the time service's settings from the registry; the output of ``w32tm /query`` is localised."""
    kind = to_text(machine.read(Registry(W32TIME, "Type")))
    server = to_text(machine.read(Registry(W32TIME, "NtpServer")))
    return TimeKeeping(None, kind != "NoSync" if kind else None, "domain" if kind == "NT5DS" else server)


def _read_time_settings_macos(machine: Machine) -> TimeKeeping:
    servers = _parse_chrony_servers(read_file_content(machine, "/etc/ntp.conf", 4096))
    return TimeKeeping(None, None, servers[0] if servers else "")


TIME_KEEPING = Probe(
    "how the clock is kept",
    {
        Platform.LINUX: _read_time_settings_linux,
        Platform.WINDOWS: _read_time_settings_windows,
        Platform.MACOS: _read_time_settings_macos,
    },
)


def _set_network_time(step: UseNetworkTime, machine: Machine, progress: Progress) -> str:
    """Turn the system's time service on or off; the service asks for administrator permission (polkit)."""
    argv = ("timedatectl", "set-ntp", "true" if step.on else "false")
    _require_command_success(machine.change(Command(argv, timeout=PASSWORD_TIME)))
    return _wait_until_clock_set(machine, progress) if step.on else "network time off"


def _wait_until_clock_set(machine: Machine, progress: Progress) -> str:
    deadline = time.monotonic() + PATIENCE.total_seconds()
    while _read_timedate_properties(machine, "show", "NTPSynchronized").get("NTPSynchronized") != "yes":
        if time.monotonic() > deadline:
            return "the time service has not set the clock yet"
        progress.check()
        time.sleep(0.5)
    return "set by the time service"


def _sync_clock_linux(step: SyncClock, machine: Machine, progress: Progress) -> str:
    """Set the clock with the helper, or else let the system ask for permission (polkit)."""
    if SYNC in elevate.list_available_operations(machine):
        elevate.request_operation(machine, SYNC)
    else:
        _require_command_success(machine.change(Command(_find_sync_command(machine), timeout=PASSWORD_TIME)))
    return _wait_until_clock_set(machine, progress)


def _find_sync_command(machine: Machine) -> tuple[str, ...]:
    """Return the command that makes chrony step the clock (chronyc(1)), or restarts timesyncd."""
    if _is_unit_active(machine, "chrony.service") or _is_unit_active(machine, "chronyd.service"):
        return ("chronyc", "makestep")
    return ("systemctl", "restart", "systemd-timesyncd.service")


def _is_unit_active(machine: Machine, unit: str) -> bool:
    return machine.run(Command(("systemctl", "is-active", "--quiet", unit))).code == 0


def _sync_clock_by_helper(step: SyncClock, machine: Machine, progress: Progress) -> str:
    """Set the clock with the helper: w32tm and sntp(1) need administrator permission."""
    return elevate.request_operation(machine, SYNC)


def _require_command_success(output: Output) -> None:
    """Raise an error unless the program succeeded.

    Raises:
        StepError: the program failed, usually because administrator permission is missing.
    """
    if output.code != 0:
        message = N_("The clock couldn't be set. Contact the help desk.")
        raise StepError(message, detail=f"exit status {output.code}: {output.stderr.strip()[:500]}")


@dataclass(frozen=True, slots=True)
class UseNetworkTime(Step):
    """Step that turns network time on or off (Linux)."""

    on: bool = True

    name: ClassVar[str] = "use-network-time"
    risk: ClassVar[Text | None] = N_(
        "The clock will jump to the correct time, so reminders and scheduled tasks may start right away."
    )
    duration: ClassVar[timedelta] = PATIENCE
    admin: ClassVar[bool] = True
    rows: ClassVar[Mapping[Platform, Row]] = {Platform.LINUX: _set_network_time}

    def describe_action(self) -> Text:
        """Return the sentence shown before turning network time on or off."""
        if self.on:
            return N_("Set the clock from the network, now and in future.")
        return N_("Stop setting the clock from the network.")

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the step that restores the current setting."""
        before = _is_clock_set_automatically(machine)
        if before is None:
            raise ProbeError(N_("Couldn't check whether the clock is set from the network."))
        return UseNetworkTime(on=before)


@dataclass(frozen=True, slots=True)
class SyncClock(Step):
    """Step that makes the time service set the clock now. Undo isn't offered: a wrong time isn't restored."""

    name: ClassVar[str] = SYNC
    risk: ClassVar[Text | None] = N_(
        "The clock will jump to the correct time, so reminders and scheduled tasks may start right away."
    )
    duration: ClassVar[timedelta] = PATIENCE
    operations: ClassVar[Mapping[Platform, str]] = {Platform.WINDOWS: SYNC, Platform.MACOS: SYNC}
    rows: ClassVar[Mapping[Platform, Row]] = {
        Platform.WINDOWS: _sync_clock_by_helper,
        Platform.MACOS: _sync_clock_by_helper,
        Platform.LINUX: _sync_clock_linux,
    }

    def describe_action(self) -> Text:
        """Return the sentence shown before setting the clock."""
        return N_("Set the clock from the time server now.")
