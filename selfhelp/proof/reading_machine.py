"""A machine that refuses all changes to the computer, as a safety net for proofs.

`Machine.change` is always refused. A program is started only if this file lists it with arguments that only
read; a script only if none of its commands changes something. Other checks are *inconclusive* in the proof;
it names the program.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from pathlib import PureWindowsPath
from types import MappingProxyType

from selfhelp.core.errors import AnswerFailure, Cause, ProbeError, StepError
from selfhelp.core.model import Json
from selfhelp.core.text import N_
from selfhelp.machine import Action, Command, Machine, Output, PowerShell, Reading, Source

ANYTHING = r".*"
ENGINE = "--proxy-engine"
"""Argument that starts this app as a proxy script evaluator (`selfhelp.machine.proxy.pac_engine`)."""

READING_PROGRAMS: Mapping[str, str] = MappingProxyType(
    {
        "anydesk": r"--get-id|--version|--get-status",
        "arp": r"-n .*",
        "auditpol": r"/get .*",
        "busctl": r"(--\S+ )*(call org\.\S+ \S+ org\.freedesktop\.DBus\.(ObjectManager GetManagedObjects|"
        r"Properties Get(All)?)\b.*|call \S+ \S+ org\.gnome\.Mutter\.DisplayConfig GetCurrentState"
        r"|get-property .*|list\b.*|tree\b.*)",
        "chage": r"-i -l -- \S+",
        "csrutil": r"status",
        "date": r"(-u )?\+.*",
        "defaults": r"(read|export) .*",
        "dnf": r"-q -C needs-restarting -r",
        "dpkg-query": r"--show .*",
        "dsconfigad": r"-show",
        "dscl": r"-plist \. -read .*",
        "dsregcmd": r"/status",
        "env": r"TZ=UTC0 klist( -\S+)*",
        "fdesetup": r"status",
        "firewall-cmd": r"--state",
        "gio": r"mount --list",
        "gsettings": r"(get|writable) .*",
        "ifconfig": r"\w+",
        "ioreg": r"-.*",
        "ip": r"-j (-\S+ )*(route|neigh|addr|address|link)( (show|get)\b.*)?",
        "journalctl": r"--output=json .*",
        "klist": ANYTHING,
        "kscreen-doctor": r"-j",
        "launchctl": r"(print|list)\b.*",
        "loginctl": r"(show-session|show-user|list-sessions)\b.*",
        "lpstat": ANYTHING,
        "lsappinfo": r"list",
        "lsblk": ANYTHING,
        "mdutil": r"-s .*",
        "mount": r"-t smbfs",
        "networksetup": r"-(get|list)\w+\b.*",
        "nmcli": r"-t (?!.*\b(up|down|connect|disconnect|modify|add|delete|set|on|off|reapply)\b).*",
        "onedrive": r"--display-sync-status.*|--version",
        "osascript": r"-e get volume settings",
        "pactl": r"(-f json )?(info|list\b.*|--version|get-\S+.*)|--version",
        "passwd": r"-S.*",
        "pmset": r"-g\b.*",
        "powercfg": r"/(getactivescheme|list|query)\b.*",
        "powerprofilesctl": r"(get|list)",
        "profiles": r"status .*",
        "pw-dump": r"--no-colors",
        "pwpolicy": r"-getaccountpolicies",
        "quota": ANYTHING,
        "route": r"-n get .*",
        "rpm": r"-q.*",
        "rustdesk": r"--get-id|--version",
        "scutil": r"--(proxy|dns|get \S+|nc list|nc status .*)",
        "security": r"(dump-keychain|find-certificate)\b.*",
        "setxkbmap": r"-query",
        "socketfilterfw": r"--get\w+.*",
        "spctl": r"--status",
        "sw_vers": ANYTHING,
        "swaymsg": r"-r -t get_\w+|-t get_\w+.*",
        "sysctl": r"-n [\w.]+",
        "system_profiler": ANYTHING,
        "systemctl": r"(--user )?(show|is-active|is-enabled|list-units|list-unit-files)\b.*",
        "systemd-detect-virt": ANYTHING,
        "teamviewer": r"info|--info|--version",
        "timedatectl": r"(show|show-timesync|status)\b.*",
        "ufw": r"status.*",
        "wlr-randr": r"(--json)?",
        "xrandr": r"--query",
        "xrdb": r"-query",
    }
)
"""Programs that a check may start, with the pattern of their arguments (from manual pages)."""

_CHANGING = re.compile(
    r"\b(?:Set|Remove|Stop|Start|Restart|Clear|Disable|Enable|Add|Rename|Move|Copy|Invoke|Install|Uninstall"
    r"|Register|Unregister|Suspend|Resume|Reset|Update|Repair|Send|Save|Mount|Dismount|Initialize|Import|Export)"
    r"-[A-Z]\w+",
    re.IGNORECASE,
)
"""Verbs of PowerShell commands that make changes (Microsoft Learn, "Approved Verbs")."""


class ReadingMachine:
    """Forwards requests that only read, and refuses all others."""

    def __init__(self, inner: Machine) -> None:
        self.platform = inner.platform
        self._inner = inner

    def run(self, command: Command) -> Output:
        """Run a program on the list of read-only commands, and return its output.

        Raises:
            ProbeError: it isn't on the list, or running it fails.
        """
        if not is_read_only_command(command):
            raise _build_refused_error(_get_program_name(command))
        return self._inner.run(command)

    def read(self, source: Source) -> Json:
        """Return plain data from a source that is only read.

        Raises:
            ProbeError: a script would change something, or reading fails.
        """
        if isinstance(source, PowerShell) and _CHANGING.search(source.script):
            raise _build_refused_error("PowerShell")
        if isinstance(source, Reading) and source.progress is not None:
            source = Reading(source.function, source.params, told=source.told)
        return self._inner.read(source)

    def change(self, action: Action) -> Json:
        """Refuse every change by raising an error.

        Raises:
            StepError: always.
        """
        raise StepError(N_("Nothing can be changed during a check."))


def is_read_only_command(command: Command) -> bool:
    """Return whether a program is on the list of read-only commands, and its arguments only read."""
    if command.argv[-1] == ENGINE:
        return command.argv[0] == sys.executable
    pattern = READING_PROGRAMS.get(_get_program_name(command))
    return pattern is not None and re.fullmatch(pattern, " ".join(command.argv[1:]), re.DOTALL) is not None


def _get_program_name(command: Command) -> str:
    """Return the name of a program without its path, for both path separators."""
    name = PureWindowsPath(command.argv[0]).name.casefold()
    return name.removesuffix(".exe")


def _build_refused_error(program: str) -> ProbeError:
    message = N_("This command wasn't run because it might change something.")
    return ProbeError(message, detail=program, why=AnswerFailure(program, Cause.DENIED, "not on the list"))
