"""An email program that works offline, or has messages waiting to be sent."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from types import MappingProxyType

from selfhelp.core.model import Answers, Finding, Json, Platform
from selfhelp.core.text import N_, NN_, Text
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Reading, Step
from selfhelp.machine.apps.known_apps import QuitKnownApp, find_running_processes
from selfhelp.machine.apps.outlook import ExchangeMode, OutlookConnection, read_outlook_connection
from selfhelp.machine.apps.thunderbird import (
    ONLINE,
    STARTUP,
    WANTED,
    SetThunderbirdPreference,
    ThunderbirdPreference,
    count_unsent_messages,
    read_thunderbird_preferences,
)
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.network.connections import OPEN, probe_port
from selfhelp.machine.organisation import read_organisation

PATIENCE = timedelta(minutes=10)  # a message being sent isn't stuck

REMEMBER, OFFLINE = "0", "3"  # values of offline.startup_state
OFFLINE_MODES = (ExchangeMode.OFFLINE, ExchangeMode.CACHED_OFFLINE)
DISCONNECTED_MODES = (ExchangeMode.DISCONNECTED, ExchangeMode.CACHED_DISCONNECTED)

HTTPS = 443


class OutlookNotSyncing(Fix):
    """Finds an email program that works offline or doesn't send messages.

    On Windows, classic Outlook is queried; on Linux and macOS Thunderbird's settings are read. The new
    Outlook and Outlook for Mac don't report their connection. Outlook's data file is never renamed or
    removed: an .ost may hold messages that exist nowhere else, and a .pst is the mailbox itself. Thunderbird
    saves its offline state only when it closes.
    """

    id = "outlook-not-syncing"
    title = N_("Fix sending and receiving email")
    category = Category.OFFICE_MAIL
    looks = N_("Checking your email app's connection…")
    collectors = ("network", "applications", "disks")
    by_hand = ("mail-online",)
    prevention = N_(
        "Work offline in your email app only while you travel, and go back online "
        "afterwards. Send large files as links, not as attachments."
    )

    def diagnose(self, machine: Machine) -> Finding | None:
        """Check whether messages can be sent and received."""
        return _LOOKS[machine.platform](machine)

    def find_blocked_reason(self, machine: Machine, finding: Finding) -> Text | None:
        """Return why the fix can't run if the mail server doesn't respond: the cause is elsewhere."""
        host = read_organisation(machine).mail_host if finding.data.get("disconnected") else ""
        if host and machine.read(Reading(probe_port, {"host": host, "port": HTTPS})) != OPEN:
            return N_(
                "Your organisation's mail server {host} isn't responding, so your email app isn't the "
                "cause. Check the network first, or wait a few minutes.",
                host=host,
            )
        return None

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return steps that end the program's offline state; manual steps come last."""
        data = finding.data
        steps: list[Step] = [QuitKnownApp("outlook")] if data["disconnected"] else []
        steps += [ByHand("close-thunderbird")] if data["open"] else []
        steps += [SetThunderbirdPreference(**setting) for setting in data["settings"]]
        return steps + [ByHand(action) for action in data["hands"]]


def _to_finding_data(
    *hands: str, settings: Sequence[Json] = (), is_open: bool = False, disconnected: bool = False
) -> Mapping[str, Json]:
    settings = list(settings)
    return {"hands": list(hands), "settings": settings, "open": is_open, "disconnected": disconnected}


# -- Outlook ---------------------------------------------------------------------------------------


def _diagnose_outlook(machine: Machine) -> Finding | None:
    said = read_outlook_connection(machine)
    evidence = {
        "Outlook": f"connection mode {said.mode}, offline {said.offline}",
        "outbox": f"{said.waiting} waiting, oldest {said.age} s",
    }
    if said.mode in OFFLINE_MODES or (said.mode == ExchangeMode.NO_EXCHANGE and said.offline):
        return Finding(
            N_("Outlook is set to work offline."),
            N_(
                "You can't send or receive email until Outlook is back online. We'll show you "
                "where to change this."
            ),
            evidence,
            _to_finding_data("mail-online", "outlook-send-all"),
        )
    if said.mode in DISCONNECTED_MODES:
        return Finding(
            N_("Outlook has lost its connection to the mail server."),
            N_("You can't send or receive email. To reconnect, close Outlook and open it again."),
            evidence,
            _to_finding_data("open-outlook", disconnected=True),
        )
    return _make_outbox_finding(said, evidence)


def _make_outbox_finding(said: OutlookConnection, evidence: Mapping[str, str]) -> Finding | None:
    if not said.waiting or said.age < PATIENCE.total_seconds():
        return None
    return Finding(
        NN_(
            "{count} message is waiting in Outlook's Outbox.",
            "{count} messages are waiting in Outlook's Outbox.",
            said.waiting,
        ),
        N_("These messages haven't been sent. Often one message is too large and blocks the others."),
        evidence,
        _to_finding_data("outlook-send-all", "outlook-outbox"),
    )


# -- Thunderbird -----------------------------------------------------------------------------------


def _diagnose_thunderbird(machine: Machine) -> Finding | None:
    settings = read_thunderbird_preferences(machine)
    waiting = machine.read(Reading(count_unsent_messages))
    evidence = {
        "Thunderbird": ", ".join(f"{s.name} {s.value} in {s.file}" for s in settings.values()) or "as usual",
        "unsent": f"{waiting['count']} waiting for {waiting['age']} s",
    }
    if guilty := _find_offline_setting(settings):
        is_open = bool(find_running_processes(machine, "thunderbird"))
        return Finding(
            N_("Thunderbird is set to work offline."),
            N_("You can't send or receive email. We can set Thunderbird to start online."),
            evidence,
            _to_finding_data(
                *(("open-thunderbird",) if is_open else ()),
                settings=[_to_setting_change(guilty)],
                is_open=is_open,
            ),
        )
    if not waiting["count"] or waiting["age"] < PATIENCE.total_seconds():
        return None
    return Finding(
        NN_(
            "{count} message is waiting to be sent in Thunderbird.",
            "{count} messages are waiting to be sent in Thunderbird.",
            waiting["count"],
        ),
        N_("These messages haven't been sent. You can send them from the menu in Thunderbird."),
        evidence,
        _to_finding_data("thunderbird-send-unsent"),
    )


def _find_offline_setting(settings: Mapping[str, ThunderbirdPreference]) -> ThunderbirdPreference | None:
    """Return the setting that makes Thunderbird start offline, or None."""
    startup, online = settings.get(STARTUP), settings.get(ONLINE)
    if startup is None:
        return None
    if startup.value == OFFLINE:
        return startup
    was_offline = online is not None and online.value == "false"
    return online if startup.value == REMEMBER and was_offline else None


def _to_setting_change(guilty: ThunderbirdPreference) -> Json:
    return {
        "file": guilty.file,
        "preference": guilty.name,
        "value": WANTED[guilty.name],
        "former": guilty.value,
    }


_LOOKS: Mapping[Platform, Callable[[Machine], Finding | None]] = MappingProxyType(
    {
        Platform.WINDOWS: _diagnose_outlook,
        Platform.LINUX: _diagnose_thunderbird,
        Platform.MACOS: _diagnose_thunderbird,
    }
)
