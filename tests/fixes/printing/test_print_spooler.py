"""A print service that does not run: started, unless it is off on purpose or cannot last."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from selfhelp.core.errors import NotOfferedError, ProbeError
from selfhelp.core.model import Json, Platform
from selfhelp.core.text import ENGLISH
from selfhelp.fixes.printing.print_spooler import PrintSpooler
from selfhelp.machine import Output
from selfhelp.machine.printing.print_service import StartPrintService, StopPrintService
from selfhelp.machine.replay import ReplayMachine

FIX = PrintSpooler()
Replay = Callable[[str], ReplayMachine]


class Stopped:
    """A Linux computer whose print service does not answer."""

    platform = Platform.LINUX

    def __init__(self, unit: str = "", organisation: tuple[str, ...] = (), **traces: Json) -> None:
        self.unit = unit
        self.answers = {
            "print_queues.read_cups_printers": {"service": "stopped", "printers": []},
            "print_service.read_print_traces": {
                "server": "localhost",
                "printers": False,
                "systemd": bool(unit),
            }
            | traces,
            "organisation.read_policy_values": {"printers": list(organisation)},
        }

    def read(self, source: Any) -> Json:
        return self.answers[source.name]

    def run(self, command: object) -> Output:
        return Output(0, self.unit)

    def change(self, action: object) -> Any:
        raise AssertionError("nothing is changed while looking")


def test_it_is_started_and_undo_stops_it() -> None:
    finding = FIX.diagnose(Stopped(organisation=("ipp://print.example/printers/floor3",)))
    assert finding is not None
    (step,) = FIX.steps(finding, {})
    assert step == StartPrintService()
    assert step.admin
    assert step.risk is not None
    assert step.undo_step(Stopped()) == StopPrintService()


def test_a_computer_where_nobody_prints_misses_nothing() -> None:
    with pytest.raises(NotOfferedError, match="No printer is set up"):
        FIX.diagnose(Stopped())
    with pytest.raises(NotOfferedError):
        FIX.diagnose(Stopped("UnitFileState=disabled\n"))


@pytest.mark.parametrize(
    "machine",
    [Stopped("UnitFileState=enabled\n"), Stopped(printers=True), Stopped(server="/run/other/socket")],
    ids=["enabled", "a printer was set up", "told of a socket"],
)
def test_who_misses_it(machine: Stopped) -> None:
    assert FIX.diagnose(machine) is not None


def test_a_print_server_elsewhere_cannot_be_started_here() -> None:
    with pytest.raises(ProbeError, match="The print server <b>print</b> isn't responding"):
        FIX.diagnose(Stopped(server="<b>print</b>"))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("debian-13--masked", "on purpose"),
        ("windows-11--disabled", "on purpose"),
        ("debian-13--start-limit", "keeps stopping"),
        ("windows-11-french--crashes", "keeps stopping"),
        ("windows-11--stopped", ""),
        ("macos-15--stopped", ""),
    ],
)
def test_when_it_is_left_to_the_help_desk(replay: Replay, name: str, words: str) -> None:
    machine = replay(f"print-spooler/{name}")
    finding = FIX.diagnose(machine)
    assert finding is not None
    refusal = FIX.blocked_reason(machine, finding)
    assert words in ENGLISH.translate(refusal) if words and refusal else refusal is None
