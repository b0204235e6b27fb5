"""Reasons why the system's updates don't progress, such as a failed or interrupted installation.

Windows uses the Windows Update Agent, macOS its Software Update preferences; both rows were written from the
vendors' documentation and not tested.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import ClassVar

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Platform
from selfhelp.core.text import N_, Text
from selfhelp.machine import Command, Machine, Probe, Reading, Registry, elevate
from selfhelp.machine.command_output import to_int, to_objects, to_text
from selfhelp.machine.power.restart import RESTART
from selfhelp.machine.updates import windows_update_agent
from selfhelp.machine.updates.linux_packages import PROGRAMS, PackageSystemUser, read_packages
from selfhelp.machine.updates.update_status import UPDATES

MONTH = timedelta(days=30)

LONG = timedelta(minutes=30)
"""Duration above which an installation is unusual; this app still never interrupts it."""


class StuckReason(StrEnum):
    """Reason why updates don't progress."""

    BUSY = "another program is installing"
    INTERRUPTED = "an installation was interrupted"
    RESTART = "a restart is waited for"
    SWITCHED_OFF = "the update service is switched off"
    FAILS = "an update fails"
    NOT_ASKED = "no update was looked for in a month"


@dataclass(frozen=True, slots=True)
class StuckUpdates:
    """The problem that blocks updates.

    Attributes:
        why: the reason why updates are stuck.
        names: programs, packages or updates, the most relevant first. External text.
        details: the names with technical details.
        span: the duration, if known.
        fast_startup: whether "Shut down" isn't a restart here (Windows).
        managed: whether the organisation manages updates (Windows).
    """

    why: StuckReason
    names: Sequence[str] = ()
    details: Sequence[str] = ()
    span: timedelta = timedelta()
    fast_startup: bool = False
    managed: bool = False


def _read_stuck_updates_linux(machine: Machine) -> StuckUpdates | None:
    state = read_packages(machine)
    if state.users:
        return _require_stuck_lock_user(state.users)
    if state.unfinished or state.journal:
        details = [f"{name}: {word}" for name, word in state.unfinished]
        journal = ["dpkg: notes in updates/"] if state.journal else []
        return StuckUpdates(
            StuckReason.INTERRUPTED, [name for name, _ in state.unfinished], [*details, *journal]
        )
    return None


def _require_stuck_lock_user(users: Sequence[PackageSystemUser]) -> StuckUpdates:
    """Return the programs that lock the package system; raise an error during an ordinary installation.

    Raises:
        ProbeError: an installation is in progress, so half-installed packages aren't a fault.
    """
    span = timedelta(seconds=max(user.seconds for user in users))
    details = [f"{user.name} (pid {user.pid}, {user.account})" for user in users]
    if span <= LONG and all(user.name in PROGRAMS for user in users):
        message = N_(
            "{program} is installing or updating software, which is normal. Wait half an "
            "hour, then check again.",
            program=users[0].name,
        )
        raise ProbeError(message, detail=", ".join(details))
    return StuckUpdates(StuckReason.BUSY, [user.name for user in users], details, span)


SERVICE = Registry("HKLM\\SYSTEM\\CurrentControlSet\\Services\\wuauserv", "Start")
"""Registry value with the start type of the update service; 4 is disabled.

Source: Microsoft Learn, CreateService, dwStartType.
"""

SERVER = Registry("HKLM\\SOFTWARE\\Policies\\Microsoft\\Windows\\WindowsUpdate", "WUServer")
"""Registry value with the organisation's own update server.

Source: Microsoft Learn, "Manage additional Windows Update settings".
"""

DISABLED = 4


def _read_stuck_updates_windows(machine: Machine) -> StuckUpdates | None:
    restart = RESTART.read(machine)
    if restart.pending:
        return StuckUpdates(
            StuckReason.RESTART, restart.pending, restart.pending, fast_startup=restart.fast_startup
        )
    managed = bool(machine.read(SERVER))
    if machine.read(SERVICE) == DISABLED:
        return StuckUpdates(StuckReason.SWITCHED_OFF, details=["wuauserv: disabled"], managed=managed)
    failing = [
        (to_text(o.get("Title")), to_text(o.get("Code")))
        for o in to_objects(machine.read(Reading(windows_update_agent.query_failing_updates)))
    ]
    if failing:
        details = [f"{title} ({code})" for title, code in failing]
        return StuckUpdates(StuckReason.FAILS, [title for title, _ in failing], details, managed=managed)
    return None


def _read_stuck_updates_macos(machine: Machine) -> StuckUpdates | None:
    checked = UPDATES.read(machine).checked
    now = to_int(machine.run(Command(("date", "+%s"))).stdout)
    if checked is None or now is None:
        raise ProbeError(N_("This computer has never checked for updates."))
    span = datetime.fromtimestamp(now, UTC) - checked
    return (
        StuckUpdates(StuckReason.NOT_ASKED, details=[f"last looked {checked.isoformat()}"], span=span)
        if span > MONTH
        else None
    )


STUCK: Probe[StuckUpdates | None] = Probe(
    "what keeps the system's updates",
    {
        Platform.LINUX: _read_stuck_updates_linux,
        Platform.WINDOWS: _read_stuck_updates_windows,
        Platform.MACOS: _read_stuck_updates_macos,
    },
)


@dataclass(frozen=True, slots=True)
class DownloadAfresh(elevate.ElevatedStep):
    """Step that renames Windows' download cache of updates through the privileged helper.

    Windows then downloads the updates again.
    """

    name: ClassVar[str] = "download-updates-afresh"
    risk: ClassVar[Text | None] = N_(
        "The update history will be cleared, and large downloads will start over. This can't be undone."
    )
    duration: ClassVar[timedelta] = timedelta(minutes=2)
    operations: ClassVar[Mapping[Platform, str]] = MappingProxyType({Platform.WINDOWS: "reset-update-cache"})

    def describe_action(self) -> Text:
        """Return the sentence shown before downloading the updates again."""
        return N_("Download Windows updates again.")
