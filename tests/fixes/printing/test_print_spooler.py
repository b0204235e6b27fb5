"""A print service that does not run: started, unless it is off on purpose or cannot last."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from selfhelp.core.errors import NotOfferedError, ProbeError
from selfhelp.core.model import Json
from selfhelp.core.text import ENGLISH
from selfhelp.fixes.printing.print_spooler import PrintSpooler
from selfhelp.machine.printing.print_service import RestartPrintService, StartPrintService, StopPrintService
from selfhelp.machine.replay import ReplayMachine
from tests.fake_machine import FakeMachine

FIX = PrintSpooler()
Replay = Callable[[str], ReplayMachine]


def stopped(unit: str = "", organisation: tuple[str, ...] = (), **traces: Json) -> FakeMachine:
    """Return a Linux computer whose print service does not answer."""
    found = {"server": "localhost", "printers": False, "systemd": bool(unit)}
    return FakeMachine(
        programs={"systemctl": unit},
        readings={
            "print_queues.read_cups_printers": {"service": "stopped", "printers": []},
            "print_service.read_print_setup_facts": found | traces,
            "organisation.read_policy_values": {"printers": list(organisation)},
        },
    )


def test_it_is_started_and_undo_stops_it() -> None:
    finding = FIX.diagnose(stopped(organisation=("ipp://print.example/printers/floor3",)))
    assert finding is not None
    (step,) = FIX.plan_steps(finding, {})
    assert step == StartPrintService()
    assert step.admin
    assert step.risk is not None
    assert step.make_undo_step(stopped()) == StopPrintService()


def test_one_that_does_not_respond_is_restarted() -> None:
    """Starting a service that runs does nothing."""
    machine = stopped("UnitFileState=enabled\n")
    machine = replace(
        machine,
        readings={
            **machine.readings,
            "print_queues.read_cups_printers": {"service": "hanging", "printers": []},
        },
    )
    finding = FIX.diagnose(machine)
    assert finding is not None
    assert ENGLISH.translate(finding.summary) == "This computer's print service isn't responding."
    assert FIX.find_blocked_reason(machine, finding) is None
    (step,) = FIX.plan_steps(finding, {})
    assert step == RestartPrintService()
    assert step.make_undo_step(machine) is None


def test_a_computer_without_printing_lacks_nothing() -> None:
    with pytest.raises(NotOfferedError, match="No printer is set up"):
        FIX.diagnose(stopped())
    with pytest.raises(NotOfferedError):
        FIX.diagnose(stopped("UnitFileState=disabled\n"))


@pytest.mark.parametrize(
    "machine",
    [stopped("UnitFileState=enabled\n"), stopped(printers=True), stopped(server="/run/other/socket")],
    ids=["enabled", "a printer was set up", "told of a socket"],
)
def test_who_misses_it(machine: FakeMachine) -> None:
    assert FIX.diagnose(machine) is not None


def test_a_print_server_elsewhere_cannot_be_started_here() -> None:
    with pytest.raises(ProbeError, match="The print server <b>print</b> isn't responding"):
        FIX.diagnose(stopped(server="<b>print</b>"))


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
    refusal = FIX.find_blocked_reason(machine, finding)
    assert words in ENGLISH.translate(refusal) if words and refusal else refusal is None
