"""Installed programs; libraries and documentation are only counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Json, Platform
from selfhelp.core.text import N_
from selfhelp.machine import Command, Machine, Probe, Reading
from selfhelp.machine.command_output import read_script_output_objects, to_text

QUIET = (
    *("libs", "oldlibs", "libdevel", "doc", "debug", "localization", "fonts", "introspection", "python"),
    *("perl", "ruby", "javascript", "rust", "golang", "java", "php", "haskell", "ocaml", "devel", "kernel"),
)
"""Sections of Debian's archive without programs that users start (Debian policy 2.4)."""

DPKG = Command(
    ("dpkg-query", "--show", "-f=${db:Status-Status}\\t${Package}\\t${Version}\\t${Section}\\n"), 4
)
RPM = Command(("rpm", "-qa", "--qf", "installed\\t%{NAME}\\t%{VERSION}-%{RELEASE}\\t\\n"), 4)

WINDOWS = (
    "Get-ItemProperty 'HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\*',"
    "'HKLM:\\SOFTWARE\\WOW6432Node\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\*',"
    "'HKCU:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Uninstall\\*' -ErrorAction SilentlyContinue |"
    "Where-Object { $_.DisplayName -and -not $_.SystemComponent } | ForEach-Object {"
    "[pscustomobject]@{Name=$_.DisplayName; Version=$_.DisplayVersion} }"
)
"""Script that lists the installed apps (Microsoft Learn, "Uninstall registry key")."""


@dataclass(frozen=True, slots=True)
class InstalledApplication:
    """One installed program and its source."""

    name: str
    version: str
    source: str


@dataclass(frozen=True, slots=True)
class Applications:
    """The programs, and the number of packages including libraries."""

    programs: Sequence[InstalledApplication]
    packages: int


def list_app_bundles(folders: list[str], suffix: str) -> Json:
    """Return the names of the app bundles in these folders, without the suffix."""
    from pathlib import Path

    found = {
        p.name.removesuffix(suffix)
        for folder in folders
        for p in Path(folder).expanduser().glob(f"*{suffix}")
    }
    return sorted(found)


def read_app_versions(folders: list[str]) -> Json:
    """Return the name and version of the macOS apps in these folders, from their Info.plist."""
    from pathlib import Path

    from selfhelp.core import plists

    found = []
    for app in sorted(app for folder in folders for app in Path(folder).expanduser().glob("*.app")):
        try:
            version = plists.load_plist((app / "Contents" / "Info.plist").read_bytes()).get(
                "CFBundleShortVersionString", ""
            )
        except (OSError, ValueError):
            version = ""
        found.append((app.stem, str(version)))
    return found


def _read_applications_linux(machine: Machine) -> Applications:
    packages = _list_packages(machine, {"dpkg": DPKG, "rpm": RPM})
    programs = [
        InstalledApplication(name, version, source)
        for source, name, version, section in packages
        if section not in QUIET
    ]
    return Applications([*programs, *_list_flatpaks(machine), *_list_snaps(machine)], len(packages))


def _list_packages(machine: Machine, commands: dict[str, Command]) -> Sequence[tuple[str, str, str, str]]:
    """Return source, name, version and section of installed packages, from the first program that succeeds.

    Raises:
        ProbeError: no program exists, or no program succeeded.
    """
    for source, command in commands.items():
        try:
            output = machine.run(command)
        except ProbeError:
            continue
        if output.code == 0 and output.stdout:
            fields = (entry.split("\t") for entry in output.stdout.splitlines())
            return [
                (source, f[1], f[2], f[3].rpartition("/")[2])
                for f in fields
                if len(f) == 4 and f[0] == "installed"
            ]
    raise ProbeError(N_("The list of installed apps couldn't be read."))


def _list_flatpaks(machine: Machine) -> Sequence[InstalledApplication]:
    """List the apps installed by flatpak (flatpak(1), FILES)."""
    folders = ["/var/lib/flatpak/app", "~/.local/share/flatpak/app"]
    return [
        InstalledApplication(n, "", "flatpak")
        for n in machine.read(Reading(list_app_bundles, {"folders": folders, "suffix": ""}))
    ]


def _list_snaps(machine: Machine) -> Sequence[InstalledApplication]:
    """List the apps installed by snapd, from its NAME_REVISION.snap files."""
    names = machine.read(Reading(list_app_bundles, {"folders": ["/var/lib/snapd/snaps"], "suffix": ".snap"}))
    pairs = (name.rpartition("_") for name in names)
    return [InstalledApplication(name, f"revision {revision}", "snap") for name, _, revision in pairs if name]


def _read_applications_windows(machine: Machine) -> Applications:
    found = read_script_output_objects(machine, WINDOWS)
    programs = sorted(
        {(to_text(a.get("Name")), to_text(a.get("Version"))) for a in found},
        key=lambda program: program[0].lower(),
    )
    return Applications([InstalledApplication(n, v, "installer") for n, v in programs if n], len(programs))


def _read_applications_macos(machine: Machine) -> Applications:
    folders = ["/Applications", "/Applications/Utilities", "~/Applications"]
    found = machine.read(Reading(read_app_versions, {"folders": folders}))
    return Applications([InstalledApplication(name, version, "app") for name, version in found], len(found))


APPLICATIONS = Probe(
    "which programs are installed",
    {
        Platform.LINUX: _read_applications_linux,
        Platform.WINDOWS: _read_applications_windows,
        Platform.MACOS: _read_applications_macos,
    },
)
