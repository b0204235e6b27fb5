"""System updates that fail, hang or were interrupted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from types import MappingProxyType

from selfhelp.core.model import Answers, ChoiceQuestion, Finding, Option, Platform
from selfhelp.core.text import N_, NN_, Size, Text
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Step
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.guidance.settings_pages import OpenPage
from selfhelp.machine.power.restart import RestartComputer
from selfhelp.machine.power.sensors import SENSORS
from selfhelp.machine.storage.disk_space import VOLUMES
from selfhelp.machine.updates.linux_packages import FinishInstallation
from selfhelp.machine.updates.stuck_updates import LONG, STUCK, DownloadAfresh, StuckReason, StuckUpdates

HOW, RETRY, AFRESH = "how", "retry", "afresh"

ROOM: Mapping[Platform, int] = MappingProxyType(
    {Platform.LINUX: 1_000_000_000, Platform.WINDOWS: 10_000_000_000, Platform.MACOS: 10_000_000_000}
)
"""Minimum free space for retrying an installation, in bytes, by platform."""


class OsUpdateStuck(Fix):
    """Completes or retries an update; a running installer isn't interrupted, and no lock is removed.

    Of the steps on Microsoft's page about resetting Windows Update, only renaming the download cache is used.
    The other steps (thirty-six registrations, service permissions) are left out on purpose. The user must
    wait for the screen "Do not turn off your computer" to end. An interrupted rpm transaction is visible only
    to root.
    """

    id = "os-update-stuck"
    title = N_("Fix stuck updates")
    category = Category.UPDATES
    looks = N_("Checking what's blocking updates…")
    collectors = ("updates", "disks", "errors", "power")
    lifetime = timedelta(minutes=2)
    prevention = N_(
        "When an update asks you to restart, plug in the charger first. Never turn off "
        "the computer while it's installing updates."
    )
    by_hand = ("update-retry",)

    def diagnose(self, machine: Machine) -> Finding | None:
        """Check for a running installation first, because half-installed packages are then normal."""
        stuck = STUCK.read(machine)
        if stuck is None:
            return None
        return Finding(
            summary=_make_summary(stuck),
            meaning=_make_explanation(stuck),
            evidence={
                "what keeps the updates": stuck.why,
                "details": ", ".join(stuck.details)[:2000],
                "managed": "yes" if stuck.managed else "no",
            },
            data={"why": stuck.why, "managed": stuck.managed, "fast_startup": stuck.fast_startup},
        )

    def find_blocked_reason(self, machine: Machine, finding: Finding) -> Text | None:
        """Return why the fix can't run on battery power or without enough disk space for the installation."""
        if finding.data["why"] not in (StuckReason.INTERRUPTED, StuckReason.FAILS):
            return None
        battery = SENSORS.read(machine).battery
        if battery is not None and battery.plugged is False:
            return N_("The computer is running on battery. Plug in the charger and try again.")
        least = min((volume.free for volume in VOLUMES.read(machine)), default=ROOM[machine.platform])
        if least < ROOM[machine.platform]:
            return N_(
                "Only {free} of disk space is left. Free up some space and try again.", free=Size(least)
            )
        return None

    def list_questions(self, finding: Finding) -> Sequence[ChoiceQuestion]:
        """Return a question asking how to retry, if there is more than one way."""
        if finding.data["why"] != StuckReason.FAILS or finding.data["managed"]:
            return ()
        return (ChoiceQuestion(HOW, N_("How would you like to try again?"), _WAYS),)

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return the steps for the cause; a service that someone turned off isn't turned on."""
        match finding.data["why"]:
            case StuckReason.BUSY:
                return (ByHand("wait-for-update"),)
            case StuckReason.INTERRUPTED:
                return (FinishInstallation(),)
            case StuckReason.RESTART:
                return (RestartComputer(finding.data["fast_startup"]),)
            case StuckReason.SWITCHED_OFF:
                return ()
        by_hand = (OpenPage("updates"), ByHand("update-retry"))
        return (DownloadAfresh(), *by_hand) if AFRESH in answers.get(HOW, ()) else by_hand


_WAYS = (
    Option(RETRY, N_("Try again"), N_("This usually helps."), chosen=True),
    Option(AFRESH, N_("Download everything again"), N_("This option needs administrator permission.")),
)


def _make_summary(stuck: StuckUpdates) -> Text:
    first = stuck.names[0] if stuck.names else ""
    match stuck.why:
        case StuckReason.BUSY:
            return N_("{program} is installing or updating software right now.", program=first)
        case StuckReason.INTERRUPTED if first:
            return NN_(
                "An installation was interrupted: {package} is only partly installed.",
                "An installation was interrupted: {count} packages are only partly installed, including "
                "{package}.",
                len(stuck.names),
                package=first,
            )
        case StuckReason.INTERRUPTED:
            return N_("An installation was interrupted.")
        case StuckReason.RESTART:
            return N_("Updates are partly installed and waiting for a restart.")
        case StuckReason.SWITCHED_OFF:
            return N_("Updates are turned off on this computer.")
        case StuckReason.FAILS:
            return N_("This update failed: {update}.", update=first)
    return N_("This computer hasn't checked for updates for {span}.", span=stuck.span)


def _make_explanation(stuck: StuckUpdates) -> Text:
    match stuck.why:
        case StuckReason.BUSY if stuck.span > LONG:
            return N_(
                "The update has been running for {span}, longer than usual. Leave the computer on: stopping "
                "it can cause damage. If it doesn't finish, contact the help desk.",
                span=stuck.span,
            )
        case StuckReason.BUSY:
            return N_("Nothing else can be installed in the meantime. Wait half an hour, then check again.")
        case StuckReason.INTERRUPTED:
            return N_(
                "Updates can't be installed until this installation is finished. We can finish it for you."
            )
        case StuckReason.RESTART:
            return N_("No other updates can be installed until you restart.")
        case StuckReason.SWITCHED_OFF:
            return N_("Your organisation may have turned off updates on purpose. Contact the help desk.")
    return N_("Security vulnerabilities remain until the update is installed. We can try again.")
