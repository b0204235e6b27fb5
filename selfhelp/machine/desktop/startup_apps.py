"""Programs that start with the user's session; the user may turn off optional programs.

Linux: files ``*.desktop`` in the autostart folders; a file of the user hides the system's file of the same
name (freedesktop.org, "Desktop Application Autostart Specification" 0.5; keys: "Desktop Entry Specification"
1.5); `selfhelp.machine.desktop.startup_switch` turns a program off. On Windows and macOS the programs are
only counted: Windows' record of their state (StartupApproved) isn't documented, so only the settings page
should write it. macOS shows its login items only to administrators (sfltool(8)), so only launch agents are
counted (launchd.plist(5)). The Windows and macOS rows are untested on real computers. The report also lists
the system's own programs and disabled programs.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from selfhelp.core import plists
from selfhelp.core.model import Json, Platform
from selfhelp.machine import Machine, Probe, Reading, xdg
from selfhelp.machine.command_output import read_script_output_objects, to_bool, to_int, to_objects, to_text

LARGEST = 65_536
"""Maximum number of bytes of a desktop entry that are read, and kept for undo."""

HARMLESS = frozenset(
    {
        *("spotify", "steam", "discord", "skype", "skypeforlinux", "telegram", "telegram-desktop", "zoom"),
        *("whatsapp", "viber", "signal", "signal-desktop", "lutris", "epicgameslauncher", "itunes"),
        *("ituneshelper", "transmission-gtk", "transmission-qt", "qbittorrent", "deluge", "caprine"),
        *("adobegcclient", "creative cloud", "ccxprocess", "jusched", "opera", "battle.net", "gog galaxy"),
    }
)
"""Programs not needed before the user starts them, by lowercase file name."""

KEPT = re.compile(
    r"vpn|openconnect|globalprotect|pangp|anyconnect|forti|zscaler|tailscale|nm-applet|network"  # sign-out
    r"|clam|defender|falcon|sentinel|sophos|eset|security|wdav|mcafee|trellix|polkit|keyring|agent"  # safety
    r"|backup|deja-dup|borg|onedrive|nextcloud|owncloud|dropbox|googledrive|sync"  # files of the user
    r"|intune|jamf|landscape|ansible|puppet|management"  # administration
    r"|pulseaudio|pipewire|realtek|rtk|audio|synaptics|touchpad|ibus|fcitx|wacom|orca|at-spi|print"  # devices
    r"|gnome-|xfce|xfsettings|kde|plasma|mate-|cinnamon|lxqt|tracker|update|selfhelp",  # the desktop, and us
    re.IGNORECASE,
)
"""Pattern of program names that always stay: security, work, or parts of the session."""


@dataclass(frozen=True, slots=True)
class StartupEntry:
    """One program that starts with the session.

    Attributes:
        name: its display name; external text.
        program: its file name.
        file: the desktop entry that turns it off (Linux); "" elsewhere.
        own: whether it's in the user's own settings.
    """

    name: str
    program: str
    file: str = ""
    own: bool = True

    @property
    def is_harmless(self) -> bool:
        """Whether the app is known to be dispensable at sign-in."""
        return self.program.casefold().removesuffix(".exe") in HARMLESS

    @property
    def is_optional(self) -> bool:
        """Whether the user may turn off the program; a system entry only if it is harmless."""
        if any(KEPT.search(word) for word in (self.name, self.program, self.file)):
            return False
        return self.own or self.is_harmless


# -- Linux -----------------------------------------------------------------------------------------


def find_own_autostart_folder() -> Path:
    """Return the path of the user's own autostart folder."""
    return xdg.find_config_folder() / "autostart"


def list_system_autostart_folders() -> Sequence[Path]:
    """Return the system's autostart folders, highest priority first."""
    told = os.environ.get("XDG_CONFIG_DIRS", "") or "/etc/xdg"
    return [Path(folder) / "autostart" for folder in told.split(":") if folder.startswith("/")]


def read_desktop_entries() -> Json:
    """Return the apps that start with this user's session."""
    found: dict[str, Json] = {}
    for folder in (find_own_autostart_folder(), *list_system_autostart_folders()):
        for path in sorted(folder.glob("*.desktop")):
            if path.name not in found:
                found[path.name] = {
                    **_read_desktop_entry(path),
                    "file": path.name,
                    "own": folder == find_own_autostart_folder(),
                }
    return [
        {name: entry[name] for name in ("name", "program", "file", "own")}
        for entry in found.values()
        if entry["starts"]
    ]


def _read_desktop_entry(path: Path) -> Json:
    """Return a desktop entry's name, program and state; an unreadable entry doesn't start."""
    try:
        keys = parse_desktop_entry(read_desktop_entry_bytes(path).decode("utf-8", "replace"))
    except OSError:
        keys = {}
    program = _parse_executable_name(keys.get("Exec", ""))
    return {
        "name": keys.get("Name") or path.stem,
        "program": program,
        "starts": _does_entry_start_here(keys),
    }


def _parse_executable_name(command: str) -> str:
    """Return the program of an ``Exec`` line: ``spotify`` for ``"/opt/My apps/spotify" %U``."""
    path = command[1:].partition('"')[0] if command.startswith('"') else re.split(r"\s", command)[0]
    return path.rpartition("/")[2]


def parse_desktop_entry(text: str) -> Mapping[str, str]:
    """Return the keys of the group ``Desktop Entry``; of repeated keys, the first key applies."""
    keys: dict[str, str] = {}
    group = ""
    for line in text.splitlines():
        if line.startswith("["):
            group = line.strip()
        name, equals, value = line.partition("=")
        if equals and group == "[Desktop Entry]":
            keys.setdefault(name.strip(), value.strip())
    return keys


def _does_entry_start_here(keys: Mapping[str, str]) -> bool:
    """Return whether an entry applies to the running desktop and isn't hidden."""
    here = set(os.environ.get("XDG_CURRENT_DESKTOP", "").split(":")) - {""}
    only, never = (set(keys.get(key, "").split(";")) - {""} for key in ("OnlyShowIn", "NotShowIn"))
    off = keys.get("Hidden") == "true" or keys.get("X-GNOME-Autostart-enabled") == "false"
    elsewhere = (bool(only) and not only & here) or bool(never & here)
    tried = keys.get("TryExec", "")
    return bool(keys.get("Exec")) and not off and not elsewhere and (not tried or bool(shutil.which(tried)))


def read_desktop_entry_bytes(path: Path) -> bytes:
    """Return the first bytes of an autostart entry; pipes and devices are rejected."""
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(descriptor, "rb") as stream:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(f"not a plain file: {path}")
        return stream.read(LARGEST)


def _read_startup_apps_linux(machine: Machine) -> Sequence[StartupEntry]:
    return [StartupEntry(**entry) for entry in machine.read(Reading(read_desktop_entries))]


# -- Windows and macOS -----------------------------------------------------------------------------

WINDOWS = (
    "$k='HKCU:\\Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\StartupApproved\\'; $a=@{};"
    "foreach($p in 'Run','StartupFolder'){ $i=Get-ItemProperty ($k+$p) -ErrorAction SilentlyContinue;"
    "foreach($n in $i.PSObject.Properties){ if($n.Value -is [byte[]]){"
    "$a[($n.Name -replace '\\.lnk$','')]=[int]$n.Value[0] } } };"
    "Get-CimInstance Win32_StartupCommand | Where-Object { $_.Location -like 'HKU*' -or"
    " $_.Location -eq 'Startup' } | ForEach-Object { [pscustomobject]@{ Name=$_.Name; Command=$_.Command;"
    "State=$a[$_.Name] } }"
)
"""Script that lists the user's own entries, with the first byte of their state.

Source: Microsoft Learn, Win32_StartupCommand.
"""


def _read_startup_apps_windows(machine: Machine) -> Sequence[StartupEntry]:
    """Return the enabled entries; the first byte of a disabled entry's state is odd."""
    return [
        StartupEntry(to_text(entry.get("Name")), parse_program_of_command(to_text(entry.get("Command"))))
        for entry in read_script_output_objects(machine, WINDOWS)
        if to_text(entry.get("Name")) and not (to_int(entry.get("State")) or 0) % 2
    ]


def parse_program_of_command(command: str) -> str:
    r"""Return the program of a Windows command: ``Spotify.exe`` for ``"C:\…\Spotify.exe" --autostart``."""
    path = command[1:].partition('"')[0] if command.startswith('"') else re.split(r"(?<=\.exe)\s", command)[0]
    return path.rpartition("\\")[2]


def read_launch_agents(folder: str) -> Json:
    """Return the user's launch agents that start with the session."""
    found = []
    for path in sorted(Path(folder).expanduser().glob("*.plist")):
        try:
            agent = plists.load_plist(read_desktop_entry_bytes(path))
        except (OSError, ValueError):
            continue
        if agent.get("Disabled") is True or not agent.get("RunAtLoad"):
            continue
        words_of = agent.get("ProgramArguments")
        program = agent.get("Program") or (words_of[0] if isinstance(words_of, list) and words_of else "")
        found.append({"name": path.stem, "program": str(program).rpartition("/")[2]})
    return found


def _read_startup_apps_macos(machine: Machine) -> Sequence[StartupEntry]:
    return [
        StartupEntry(**entry)
        for entry in machine.read(Reading(read_launch_agents, {"folder": "~/Library/LaunchAgents"}))
    ]


STARTUP: Probe[Sequence[StartupEntry]] = Probe(
    "which programs start with the person's session",
    {
        Platform.LINUX: _read_startup_apps_linux,
        Platform.WINDOWS: _read_startup_apps_windows,
        Platform.MACOS: _read_startup_apps_macos,
    },
)


# -- all entries, for the report ---------------------------------------------------------------------

WINDOWS_EVERYTHING = (
    "Get-CimInstance Win32_StartupCommand | ForEach-Object {[pscustomobject]@{ Name=$_.Name;"
    "Command=$_.Command; Own=($_.Location -like 'HKU*' -or $_.Location -eq 'Startup') } }"
)


def _read_all_startup_windows(machine: Machine) -> Sequence[StartupEntry]:
    return [
        StartupEntry(
            to_text(entry.get("Name")),
            parse_program_of_command(to_text(entry.get("Command"))),
            own=to_bool(entry.get("Own")) is True,
        )
        for entry in read_script_output_objects(machine, WINDOWS_EVERYTHING)
        if to_text(entry.get("Name"))
    ]


FOLDERS = (("~/Library/LaunchAgents", True), ("/Library/LaunchAgents", False))


def _read_all_startup_macos(machine: Machine) -> Sequence[StartupEntry]:
    return [
        StartupEntry(to_text(entry.get("name")), to_text(entry.get("program")), own=own)
        for folder, own in FOLDERS
        for entry in to_objects(machine.read(Reading(read_launch_agents, {"folder": folder})))
    ]


STARTUP_LIST: Probe[Sequence[StartupEntry]] = Probe(
    "everything that starts with the person's session",
    {
        Platform.LINUX: _read_startup_apps_linux,
        Platform.WINDOWS: _read_all_startup_windows,
        Platform.MACOS: _read_all_startup_macos,
    },
)
