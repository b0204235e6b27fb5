"""Mail that does not flow: what keeps a mail program offline, and what is done about it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from selfhelp.core.errors import NotOfferedError
from selfhelp.core.model import Finding, Json, Platform
from selfhelp.core.text import ENGLISH
from selfhelp.fixes.apps.outlook_not_syncing import OutlookNotSyncing
from selfhelp.machine import organisation
from selfhelp.machine.apps import outlook
from selfhelp.machine.apps.known_apps import QuitKnownApp
from selfhelp.machine.apps.thunderbird import SetThunderbirdPreference
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.network import connections
from selfhelp.machine.replay import ReplayMachine

FIX = OutlookNotSyncing()
Replay = Callable[[str], ReplayMachine]


class Mail:
    """A computer with a Thunderbird: the lines of its settings, and what waits to be sent."""

    platform = Platform.LINUX

    def __init__(self, *lines: tuple[str, str, str], waiting: int = 0, age: int = 0) -> None:
        self.answers: dict[str, Json] = {
            "thunderbird.scan_mail_preferences": [{"file": f, "name": n, "value": v} for f, n, v in lines],
            "thunderbird.count_unsent_messages": {"count": waiting, "age": age},
            "known_apps.find_own_processes": [],
        }

    def read(self, source: object) -> Json:
        return self.answers[source.name]  # type: ignore[attr-defined]

    def run(self, command: object) -> Json:
        raise AssertionError("nothing is started")

    change = run


STARTUP, ONLINE = "offline.startup_state", "network.online"


def look(machine: Mail) -> Finding | None:
    return FIX.diagnose(machine)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("lines", "guilty"),
    [
        ([], ""),
        ([("prefs.js", STARTUP, "2")], ""),
        ([("prefs.js", STARTUP, "1")], ""),  # it asks at every start
        ([("prefs.js", ONLINE, "false")], ""),  # it goes online when it starts, whatever was before
        ([("prefs.js", STARTUP, "3")], STARTUP),
        ([("prefs.js", ONLINE, "false"), ("prefs.js", STARTUP, "0")], ONLINE),
        ([("prefs.js", ONLINE, "true"), ("prefs.js", STARTUP, "0")], ""),
        ([("prefs.js", STARTUP, "2"), ("user.js", STARTUP, "3")], STARTUP),
        ([("prefs.js", STARTUP, "3"), ("user.js", STARTUP, "2")], ""),
    ],
)
def test_which_setting_keeps_it_offline(lines: list[tuple[str, str, str]], guilty: str) -> None:
    finding = look(Mail(*lines))
    assert [s["preference"] for s in (finding.data["settings"] if finding else [])] == [guilty][
        : bool(guilty)
    ]


def test_the_effective_file_is_changed() -> None:
    finding = look(Mail(("prefs.js", STARTUP, "2"), ("user.js", STARTUP, "3")))
    assert finding is not None
    assert FIX.plan_steps(finding, {}) == [SetThunderbirdPreference("user.js", STARTUP, "2", "3")]


def test_a_message_on_its_way_is_not_stuck() -> None:
    assert look(Mail(waiting=1, age=599)) is None
    finding = look(Mail(waiting=2, age=600))
    assert finding is not None
    assert ENGLISH.translate(finding.summary) == "2 messages are waiting to be sent in Thunderbird."


def test_an_open_thunderbird_is_closed_by_the_person(replay: Replay) -> None:
    finding = FIX.diagnose(replay("outlook-not-syncing/macos-15--offline"))
    assert finding is not None
    assert [type(step) for step in FIX.plan_steps(finding, {})] == [ByHand, SetThunderbirdPreference, ByHand]


def test_outlook_reports_its_state(replay: Replay) -> None:
    offline = FIX.diagnose(replay("outlook-not-syncing/windows-11--offline"))
    lost = FIX.diagnose(replay("outlook-not-syncing/windows-11--disconnected"))
    stuck = FIX.diagnose(replay("outlook-not-syncing/windows-11-french--outbox"))
    assert offline is not None
    assert lost is not None
    assert stuck is not None
    assert ENGLISH.translate(stuck.summary) == "2 messages are waiting in Outlook's Outbox."
    assert [type(step) for step in FIX.plan_steps(lost, {})] == [QuitKnownApp, ByHand]
    assert {type(step) for step in (*FIX.plan_steps(offline, {}), *FIX.plan_steps(stuck, {}))} == {ByHand}


class Windows:
    """A Windows computer whose Outlook says something, in an organisation with a mail server."""

    platform = Platform.WINDOWS

    def __init__(self, said: Json, server: str = "") -> None:
        self.said, self.server = said, server

    def read(self, source: object) -> Json:
        function = getattr(source, "function", None)
        if function is organisation.read_policy_values:
            return {"mail_host": "mail.example.com"}
        return self.server if function is connections.probe_port else self.said


def test_a_silent_mail_server_is_not_outlooks_fault() -> None:
    said = [{"Mode": outlook.ExchangeMode.DISCONNECTED, "Offline": True, "Waiting": 0, "Age": 0}]
    finding = FIX.diagnose(Windows(said))  # type: ignore[arg-type]
    assert finding is not None
    refusal = FIX.find_blocked_reason(Windows(said, connections.REFUSED), finding)  # type: ignore[arg-type]
    assert refusal is not None
    assert "mail.example.com" in ENGLISH.translate(refusal)
    assert FIX.find_blocked_reason(Windows(said, connections.OPEN), finding) is None  # type: ignore[arg-type]


def test_an_outlook_that_is_not_open_tells_nothing() -> None:
    with pytest.raises(NotOfferedError):
        FIX.diagnose(Windows([]))  # type: ignore[arg-type]
