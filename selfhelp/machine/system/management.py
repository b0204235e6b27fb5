r"""Management tools of this computer: the time of each tool's last sync, and starting a sync.

This module accepts no command from outside: policy names tools of a closed list, and each tool has fixed
arguments. The module was written from documentation and not tested on a real fleet:

* Group Policy: ``gpupdate /target:user`` (Microsoft Learn); the time when policies were last applied to the
user is below ``Group Policy\State\<SID>``, as two halves of a file time. * Intune: the enrolment
(``ProviderID`` "MS DM Server") and ``ServerLastSuccessTime`` of its OMA-DM account; an administrator starts
its task ``PushLaunch``, a user presses "Sync" in the settings. * Jamf: ``jamf policy``, which needs root and
writes ``/var/log/jamf.log``; Munki: ``managedsoftwareupdate --checkonly``, which writes
``ManagedInstallReport.plist`` at its end. * Puppet: ``puppet agent --onetime``, which writes
``last_run_summary.yaml``; Salt: ``salt-call state.apply``; SSSD: ``sss_cache -E``, which renews the files in
``/var/lib/sss/mc``.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import ClassVar

from selfhelp.core.errors import StepError
from selfhelp.core.model import Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.machine import Command, Machine, Probe, PropertyList, Reading, Row, Step, elevate
from selfhelp.machine.command_output import read_script_output_object, to_bool, to_int
from selfhelp.machine.organisation import read_organisation


class ManagementTool(StrEnum):
    """A tool that delivers settings and apps to a computer."""

    GROUP_POLICY = "group-policy"
    INTUNE = "intune"
    JAMF = "jamf"
    MUNKI = "munki"
    PUPPET = "puppet"
    SALT = "salt"
    SSSD = "sssd"


TITLES: Mapping[ManagementTool, str] = MappingProxyType(
    {
        ManagementTool.GROUP_POLICY: "Group Policy",
        ManagementTool.INTUNE: "Intune",
        ManagementTool.JAMF: "Jamf",
        ManagementTool.MUNKI: "Munki",
        ManagementTool.PUPPET: "Puppet",
        ManagementTool.SALT: "Salt",
        ManagementTool.SSSD: "SSSD",
    }
)
"""Product names of the tools, the same in every language."""

OPERATIONS: Mapping[ManagementTool, str] = MappingProxyType(
    {
        ManagementTool.INTUNE: "sync-intune",
        ManagementTool.JAMF: "sync-jamf",
        ManagementTool.MUNKI: "sync-munki",
        ManagementTool.PUPPET: "sync-puppet",
        ManagementTool.SALT: "sync-salt",
        ManagementTool.SSSD: "refresh-sssd",
    }
)
"""Operations of the helper by tool; Group Policy needs no operation."""


@dataclass(frozen=True, slots=True)
class ManagedBy:
    """A tool that manages this computer, and its last sync.

    Attributes:
        manager: the tool.
        age: time since its last complete sync; None if unknown.
        errors: problems of its last sync. External text.
    """

    manager: ManagementTool
    age: timedelta | None = None
    errors: Sequence[str] = ()


# -- reading ---------------------------------------------------------------------------------------

PROGRAMS: Mapping[ManagementTool, Sequence[str]] = MappingProxyType(
    {
        ManagementTool.JAMF: ("/usr/local/jamf/bin/jamf", "/usr/local/bin/jamf"),
        ManagementTool.MUNKI: ("/usr/local/munki/managedsoftwareupdate",),
        ManagementTool.PUPPET: ("/opt/puppetlabs/bin/puppet", "/usr/bin/puppet"),
        ManagementTool.SALT: ("/usr/bin/salt-call",),
        ManagementTool.SSSD: ("/usr/sbin/sss_cache",),
    }
)
MUNKI_REPORT = "/Library/Managed Installs/ManagedInstallReport.plist"
STAMPS: Mapping[ManagementTool, Sequence[str]] = MappingProxyType(
    {
        ManagementTool.JAMF: ("/var/log/jamf.log",),
        ManagementTool.MUNKI: (MUNKI_REPORT,),
        ManagementTool.PUPPET: (
            "/opt/puppetlabs/puppet/public/last_run_summary.yaml",
            "/var/cache/puppet/public/last_run_summary.yaml",
            "/var/lib/puppet/public/last_run_summary.yaml",
        ),
        ManagementTool.SSSD: ("/var/lib/sss/mc/passwd", "/var/lib/sss/mc/group"),
    }
)
"""Files by tool that change with a sync, if every user may read their status."""


def read_sync_stamps(programs: list[str], stamps: list[str]) -> Json:
    """Return whether one of the programs exists, and the seconds since the newest change of the files."""
    newest = None
    for path in stamps:
        try:
            newest = max(newest or 0.0, Path(path).stat().st_mtime)
        except OSError:
            continue
    age = None if newest is None else max(0, round(time.time() - newest))
    return {"installed": any(Path(path).is_file() for path in programs), "age": age}


def _read_management_unix(machine: Machine, managers: Sequence[ManagementTool]) -> Sequence[ManagedBy]:
    found = []
    for manager in managers:
        params = {"programs": list(PROGRAMS[manager]), "stamps": list(STAMPS.get(manager, ()))}
        answer = machine.read(Reading(read_sync_stamps, params))
        if answer["installed"]:
            found.append(ManagedBy(manager, _to_timedelta(answer["age"])))
    return found


def _to_timedelta(seconds: Json) -> timedelta | None:
    number = to_int(seconds)
    return None if number is None or number < 0 else timedelta(seconds=number)


def _read_management_tools_linux(machine: Machine) -> Sequence[ManagedBy]:
    """Return the tools named by the organisation; other tools may be installed without being used."""
    named = read_organisation(machine).management
    return _read_management_unix(
        machine,
        [one for one in (ManagementTool.PUPPET, ManagementTool.SALT, ManagementTool.SSSD) if one in named],
    )


def _read_management_tools_macos(machine: Machine) -> Sequence[ManagedBy]:
    found = _read_management_unix(machine, (ManagementTool.JAMF, ManagementTool.MUNKI))
    return [_add_munki_errors(machine, one) if one.manager is ManagementTool.MUNKI else one for one in found]


def _add_munki_errors(machine: Machine, munki: ManagedBy) -> ManagedBy:
    report = machine.read(PropertyList(MUNKI_REPORT))
    errors = report.get("Errors") if isinstance(report, dict) else None
    return ManagedBy(munki.manager, munki.age, [str(one)[:300] for one in errors or ()][:5])


WINDOWS = (
    "$ErrorActionPreference='SilentlyContinue';$now=[DateTime]::UtcNow;"
    "$sid=(whoami.exe /user /fo csv /nh|ConvertFrom-Csv -Header 'name','sid').sid;"
    "$state='HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Group Policy\\State\\'+$sid+"
    "'\\Extension-List\\{00000000-0000-0000-0000-000000000000}';"
    "$g=Get-ItemProperty $state;$gpo=-1;"
    "if($g.endTimeHi){$t=([int64]$g.endTimeHi -shl 32) -bor ([int64]$g.endTimeLo -band 4294967295);"
    "$gpo=[int64]($now-[DateTime]::FromFileTimeUtc($t)).TotalSeconds};"
    "$e=Get-ChildItem HKLM:\\SOFTWARE\\Microsoft\\Enrollments|Get-ItemProperty|"
    "Where-Object ProviderID -eq 'MS DM Server'|Select-Object -First 1;$mdm=-1;"
    "if($e){$s=(Get-ItemProperty ('HKLM:\\SOFTWARE\\Microsoft\\Provisioning\\OMADM\\Accounts\\'+"
    "$e.PSChildName+'\\Protected\\ConnInfo')).ServerLastSuccessTime;"
    "if($s){$mdm=[int64]($now-[DateTime]::ParseExact($s,'yyyyMMddTHHmmssZ',$null,"
    "'AssumeUniversal,AdjustToUniversal')).TotalSeconds}};"
    "[pscustomobject]@{domain=(Get-CimInstance Win32_ComputerSystem).PartOfDomain;gpo=$gpo;"
    "enrolled=[bool]$e;mdm=$mdm}"
)
"""Script that reads the tools.

Ages are in seconds; -1 if a value doesn't exist, or only an administrator may read it.
"""


def _read_management_tools_windows(machine: Machine) -> Sequence[ManagedBy]:
    facts = read_script_output_object(machine, WINDOWS)
    found = []
    if to_bool(facts.get("domain")):
        found.append(ManagedBy(ManagementTool.GROUP_POLICY, _to_timedelta(facts.get("gpo"))))
    if to_bool(facts.get("enrolled")):
        found.append(ManagedBy(ManagementTool.INTUNE, _to_timedelta(facts.get("mdm"))))
    return found


MANAGEMENT: Probe[Sequence[ManagedBy]] = Probe(
    "which tools manage this computer, and when they last synced",
    {
        Platform.LINUX: _read_management_tools_linux,
        Platform.MACOS: _read_management_tools_macos,
        Platform.WINDOWS: _read_management_tools_windows,
    },
)


# -- steps -----------------------------------------------------------------------------------------


def _run_gpupdate(_step: RefreshGroupPolicy, machine: Machine, _progress: Progress) -> str:
    """Refresh the user's policies with gpupdate, and the computer's if permitted; return the command."""
    output = machine.change(Command(("gpupdate.exe", "/target:user"), timeout=180.0))
    if output.code != 0:
        message = N_("Group Policy wasn't refreshed. Connect to your organisation's network or VPN first.")
        raise StepError(message, detail=f"gpupdate ended with {output.code}: {output.stdout.strip()[:300]}")
    return "gpupdate /target:user"


@dataclass(frozen=True, slots=True)
class RefreshGroupPolicy(Step):
    """Step that fetches the user's Group Policy now.

    Undo isn't needed, because the policy would have been fetched later anyway.
    """

    name: ClassVar[str] = "refresh-group-policy"
    duration: ClassVar[timedelta] = timedelta(minutes=1)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType({Platform.WINDOWS: _run_gpupdate})

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the management tool."""
        return N_("Fetch the latest {name} settings.", name=TITLES[ManagementTool.GROUP_POLICY])


@dataclass(frozen=True, slots=True)
class ToolSync(elevate.ElevatedStep):
    """Step that starts one tool's own sync through the privileged helper."""

    manager: ClassVar[ManagementTool]
    duration: ClassVar[timedelta] = timedelta(minutes=3)

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the management tool."""
        return N_("Fetch the latest {name} settings.", name=TITLES[self.manager])


@dataclass(frozen=True, slots=True)
class SyncIntune(ToolSync):
    """Step that starts Intune's own sync task."""

    name: ClassVar[str] = "sync-intune"
    manager: ClassVar[ManagementTool] = ManagementTool.INTUNE
    operations: ClassVar[Mapping[Platform, str]] = MappingProxyType({Platform.WINDOWS: "sync-intune"})


@dataclass(frozen=True, slots=True)
class SyncJamf(ToolSync):
    """Step that runs Jamf's check-in."""

    name: ClassVar[str] = "sync-jamf"
    manager: ClassVar[ManagementTool] = ManagementTool.JAMF
    operations: ClassVar[Mapping[Platform, str]] = MappingProxyType({Platform.MACOS: "sync-jamf"})


@dataclass(frozen=True, slots=True)
class SyncMunki(ToolSync):
    """Step that makes Munki check for updates; Munki then offers them to the user."""

    name: ClassVar[str] = "sync-munki"
    manager: ClassVar[ManagementTool] = ManagementTool.MUNKI
    operations: ClassVar[Mapping[Platform, str]] = MappingProxyType({Platform.MACOS: "sync-munki"})


@dataclass(frozen=True, slots=True)
class SyncPuppet(ToolSync):
    """Step that runs Puppet's agent once."""

    name: ClassVar[str] = "sync-puppet"
    manager: ClassVar[ManagementTool] = ManagementTool.PUPPET
    operations: ClassVar[Mapping[Platform, str]] = MappingProxyType({Platform.LINUX: "sync-puppet"})


@dataclass(frozen=True, slots=True)
class SyncSalt(ToolSync):
    """Step that makes Salt's minion apply its states once."""

    name: ClassVar[str] = "sync-salt"
    manager: ClassVar[ManagementTool] = ManagementTool.SALT
    operations: ClassVar[Mapping[Platform, str]] = MappingProxyType({Platform.LINUX: "sync-salt"})


@dataclass(frozen=True, slots=True)
class RefreshSssd(ToolSync):
    """Step that makes SSSD refresh accounts and groups from the directory."""

    name: ClassVar[str] = "refresh-sssd"
    manager: ClassVar[ManagementTool] = ManagementTool.SSSD
    operations: ClassVar[Mapping[Platform, str]] = MappingProxyType({Platform.LINUX: "refresh-sssd"})


SYNCS: Mapping[ManagementTool, type[ToolSync]] = MappingProxyType(
    {one.manager: one for one in (SyncIntune, SyncJamf, SyncMunki, SyncPuppet, SyncSalt, RefreshSssd)}
)
"""Sync steps by tool, for the tools that need the helper."""

APPS: Mapping[ManagementTool, str] = MappingProxyType(
    {
        ManagementTool.JAMF: "com.jamfsoftware.selfservice.mac",
        ManagementTool.MUNKI: "com.googlecode.munki.ManagedSoftwareCenter",
    }
)
"""Bundle IDs of the tools' own apps (Jamf: Self Service; Munki: Managed Software Center)."""


def _open_tool_app(step: OpenToolApp, machine: Machine, _progress: Progress) -> str:
    bundle = APPS[ManagementTool(step.manager)]
    if machine.change(Command(("open", "-b", bundle))).code != 0:
        raise StepError(N_("The app couldn't be opened. Open it yourself."), detail=bundle)
    return f"open -b {bundle}"


@dataclass(frozen=True, slots=True)
class OpenToolApp(Step):
    """Step that opens a tool's own app, in which the user starts the sync.

    Attributes:
        manager: a key of `APPS`.
    """

    manager: str

    name: ClassVar[str] = "open-tool-app"
    duration: ClassVar[timedelta] = timedelta(seconds=5)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType({Platform.MACOS: _open_tool_app})

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the tool's app."""
        return N_("Open the {name} app.", name=TITLES[ManagementTool(self.manager)])
