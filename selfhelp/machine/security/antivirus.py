"""Antivirus protection: its state, its definitions, and the organisation's own security services.

Linux needs no antivirus program by default. ClamAV's signatures are checked if it is installed, and so are
the services that the organisation names. The Windows and macOS rows were written from documentation and not
tested.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Any, ClassVar

from selfhelp.core.errors import NotOfferedError, ProbeError
from selfhelp.core.foreign_functions import load_windows_function
from selfhelp.core.model import Json, Platform
from selfhelp.core.text import N_, Text
from selfhelp.machine import Command, File, Machine, Probe, Reading, elevate
from selfhelp.machine.command_output import (
    read_script_output_object,
    read_script_output_objects,
    to_bool,
    to_int,
    to_text,
)
from selfhelp.machine.organisation import read_organisation


@dataclass(frozen=True, slots=True)
class AntivirusState:
    """State of the antivirus software.

    Attributes:
        program: its name; may be external text.
        on: whether its real-time protection is active.
        age: the age of its definitions; None if unknown.
        stopped: the organisation's services that aren't running.
        changeable: whether the user may try to turn the protection on.
    """

    program: str
    on: bool
    age: timedelta | None = None
    stopped: Sequence[str] = ()
    changeable: bool = False


UNKNOWN = N_("Couldn't check whether virus protection is on.")


# -- Windows ---------------------------------------------------------------------------------------

ANTIVIRUS = 4
GOOD, NOT_MONITORED, POOR, SNOOZED = 0, 1, 2, 3
"""Number of the antivirus provider, and the health values of a provider (Microsoft Learn, wscapi.h).

They are WSC_SECURITY_PROVIDER_ANTIVIRUS and WSC_SECURITY_PROVIDER_HEALTH.
"""


def read_security_center_products() -> Json:
    """Return the antivirus state of Windows Security Center; None on Windows Server, which lacks it."""
    import ctypes

    library: Any = ctypes
    health = ctypes.c_int(NOT_MONITORED)
    result = load_windows_function(library, "wscapi", "WscGetSecurityProviderHealth")(
        ANTIVIRUS, ctypes.byref(health)
    )
    return health.value if result == 0 else None


WINDOWS = (
    "$s=Get-MpComputerStatus -ErrorAction SilentlyContinue;"
    'if($s){[pscustomobject]@{mode="$($s.AMRunningMode)";enabled=$s.AntivirusEnabled;'
    "realtime=$s.RealTimeProtectionEnabled;age=[int64]$s.AntivirusSignatureAge;tamper=$s.IsTamperProtected}}"
)
"""Script that reads Defender's state; the mode isn't localised, the age is in days.

Source: Microsoft Learn, Get-MpComputerStatus.

If another vendor's program is active, the mode is Passive, or there's no response at all.
"""


def _read_antivirus_windows(machine: Machine) -> AntivirusState:
    stopped = _find_stopped_windows_services(machine)
    found = read_script_output_object(machine, WINDOWS)
    if found.get("mode") == "Normal":
        on = to_bool(found.get("enabled")) is not False and to_bool(found.get("realtime")) is not False
        days = to_int(found.get("age"))
        age = timedelta(days=days) if days is not None and days < NEVER_FETCHED else None
        return AntivirusState("Microsoft Defender", on, age, stopped, changeable=True)
    health = machine.read(Reading(read_security_center_products))
    if health is None:
        raise ProbeError(UNKNOWN, detail=to_text(found.get("mode")))
    return AntivirusState("another program", health not in (POOR, SNOOZED), None, stopped)


NEVER_FETCHED = 65_535
"""Value of AntivirusSignatureAge if there are no signatures yet."""


RUNNING_SERVICES = (
    "Get-CimInstance Win32_Service -Filter \"State='Running'\"|"
    "ForEach-Object{[pscustomobject]@{name=$_.Name}}"
)
"""Constant script that lists the names of the running services (Win32_Service)."""


def _find_stopped_windows_services(machine: Machine) -> Sequence[str]:
    wanted = read_organisation(machine).security_services
    if not wanted:
        return ()
    running = {
        to_text(entry.get("name")).casefold()
        for entry in read_script_output_objects(machine, RUNNING_SERVICES)
    }
    return [name for name in wanted if name.casefold() not in running]


# -- Linux -----------------------------------------------------------------------------------------

CLAMAV = ("/var/lib/clamav/daily.cld", "/var/lib/clamav/daily.cvd")
"""Files with ClamAV's daily signatures: the updated file, or the installed file."""


def _read_antivirus_linux(machine: Machine) -> AntivirusState:
    wanted = read_organisation(machine).security_services
    stopped = [name for name in wanted if not _is_service_running_linux(machine, name)]
    age = _read_clamav_age(machine)
    if age is None and not wanted:
        raise NotOfferedError(
            N_(
                "Your organisation hasn't specified an antivirus app for this computer, and "
                "this system doesn't include one."
            )
        )
    return AntivirusState(", ".join(wanted) or "ClamAV", on=True, age=age, stopped=stopped)


def _is_service_running_linux(machine: Machine, service: str) -> bool:
    """Return whether systemd reports a service as active; the word isn't localised (systemctl(1))."""
    said = machine.run(Command(("systemctl", "is-active", "--", service), timeout=5.0)).stdout.strip()
    if not said:
        raise ProbeError(UNKNOWN, detail=f"systemctl is-active {service}")
    return said in ("active", "activating", "reloading")


def _read_clamav_age(machine: Machine) -> timedelta | None:
    """Return the age of ClamAV's signatures; None if it isn't installed.

    The first line is ``ClamAV-VDB:16 Sep 2023 03-38 -0400:27033:…``, always in English (ClamAV, cvd.c).
    """
    texts = [machine.read(File(path, limit=512)) for path in CLAMAV]
    built = next((found for text in texts if text and (found := BUILT.match(text))), None)
    now = to_int(machine.run(Command(("date", "+%s"))).stdout) if built else None
    if built is None or now is None:
        return None
    moment = datetime.strptime(built[1], "%d %b %Y").replace(tzinfo=UTC)
    return max(timedelta(0), datetime.fromtimestamp(now, UTC) - moment)


BUILT = re.compile(r"ClamAV-VDB:(\d\d (?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec) \d{4}) ")


# -- macOS -----------------------------------------------------------------------------------------


def _read_antivirus_macos(machine: Machine) -> AntivirusState:
    """Return the state of Gatekeeper, which checks programs before they start (spctl(8)).

    XProtect itself can't be turned off.

    An organisation's service is running if launchctl(1) ``print`` shows ``state = running``.
    """
    said = machine.run(Command(("spctl", "--status"))).stdout
    if "assessments" not in said:
        raise ProbeError(UNKNOWN, detail=said[:200])
    wanted = read_organisation(machine).security_services
    stopped = [name for name in wanted if not _is_service_running_macos(machine, name)]
    return AntivirusState("Gatekeeper", "assessments enabled" in said, None, stopped)


def _is_service_running_macos(machine: Machine, service: str) -> bool:
    output = machine.run(Command(("launchctl", "print", f"system/{service}"), timeout=5.0))
    return output.code == 0 and "state = running" in output.stdout


PROTECTION: Probe[AntivirusState] = Probe(
    "whether the virus protection is on",
    {
        Platform.WINDOWS: _read_antivirus_windows,
        Platform.LINUX: _read_antivirus_linux,
        Platform.MACOS: _read_antivirus_macos,
    },
)

UPDATE = "update-virus-signatures"


@dataclass(frozen=True, slots=True)
class UpdateSignatures(elevate.ElevatedStep):
    """Step that downloads the newest antivirus definitions.

    Undo isn't needed.
    """

    name: ClassVar[str] = "update-virus-signatures"
    duration: ClassVar[timedelta] = timedelta(minutes=2)
    operations: ClassVar[Mapping[Platform, str]] = MappingProxyType(
        {Platform.WINDOWS: UPDATE, Platform.LINUX: UPDATE}
    )

    def describe_action(self) -> Text:
        """Return the sentence shown before updating the definitions."""
        return N_("Update the antivirus definitions.")
