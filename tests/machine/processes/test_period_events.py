"""What the system noted between two moments: only that, in its order, told once."""

from __future__ import annotations

import json
from typing import Any

import pytest

from selfhelp.core.model import Json, Platform
from selfhelp.machine import Command, Output, PowerShell, Reading
from selfhelp.machine.processes.event_log import read_crash_reports
from selfhelp.machine.processes.period_events import SHOWN, make_period_events_probe

START, END = 1_764_489_600.0, 1_764_489_660.0


class Told:
    """A computer whose log says what a test wants."""

    def __init__(self, platform: Platform, lines: list[tuple[float, dict[str, Any]]] | Json = ()) -> None:
        self.platform, self._lines = platform, lines
        self.commands: list[Command] = []

    def run(self, command: Command) -> Output:
        self.commands.append(command)
        lines = [
            json.dumps({"__REALTIME_TIMESTAMP": str(int(at * 1e6)), **entry}) for at, entry in self._lines
        ]
        return Output(0, "\n".join([*lines, "{broken", "[]", '{"MESSAGE": null}']))

    def read(self, source: Any) -> Json:
        if isinstance(source, Reading):
            assert source.function is read_crash_reports
        else:
            assert isinstance(source, PowerShell)
        return self._lines


def texts(machine: Told) -> list[str]:
    return [event.text for event in make_period_events_probe(START, END).read(machine)]


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        ({"COREDUMP_COMM": "soffice", "COREDUMP_SIGNAL_NAME": "SIGSEGV"}, "soffice crashed (SIGSEGV)"),
        ({"MESSAGE": "usb 1-2: Product: USB Receiver"}, "Device connected: USB Receiver"),
        ({"MESSAGE": "usb 1-2: USB disconnect, device number 9"}, "A USB device was disconnected"),
        ({"MESSAGE": "e1000e 00:1f.6 enp0s31: NIC Link is Down"}, "Network connection lost: enp0s31"),
        ({"MESSAGE": "e1000e 0000:00:1f.6 enp0s31f6: NIC Link is Up 1000 Mbps"},
         "Network connection restored: enp0s31f6"),
        ({"MESSAGE": "manager: NetworkManager state is now DISCONNECTED"}, "Network connection lost"),
        ({"MESSAGE": "manager: NetworkManager state is now CONNECTED_GLOBAL"}, "Network connection restored"),
        ({"MESSAGE": "write failed: No space left on device"}, "A disk was full"),
        ({"MESSAGE": list(b"No space left on device \xff")}, "A disk was full"),
    ],
)  # fmt: skip
def test_what_a_line_of_the_journal_means(entry: dict[str, Any], text: str) -> None:
    assert texts(Told(Platform.LINUX, [(START + 5, entry)])) == [text]


def test_other_lines_are_not_told() -> None:
    said = (
        {"MESSAGE": "Started Session 4 of user mcurie"},
        {"MESSAGE": "usb 1-2: new full-speed USB device"},
    )
    assert texts(Told(Platform.LINUX, [(START + 1, entry) for entry in said])) == []


def test_only_the_span_counts_and_the_same_line_again_is_told_once() -> None:
    full = {"MESSAGE": "No space left on device"}
    lines = [(START - 5, full), (START + 9.5, full), (START + 9, full), (START + 30, full), (END + 50, full)]
    assert texts(Told(Platform.LINUX, lines)) == ["A disk was full"] * 2


def test_the_journal_is_asked_for_the_span_in_a_clock_that_no_zone_moves() -> None:
    machine = Told(Platform.LINUX)
    texts(machine)
    (command,) = machine.commands
    assert "--since=2025-11-30 08:00:00" in command.argv
    assert "--until=2025-11-30 08:01:01" in command.argv
    assert ("TZ", "UTC") in command.variables


def test_a_flood_is_cut() -> None:
    lines = [(START + n / 2, {"MESSAGE": f"usb 1-2: Product: Device {n}"}) for n in range(100)]
    assert len(texts(Told(Platform.LINUX, lines))) == SHOWN


def test_windows_from_documentation() -> None:
    told = [
        {"Id": 1000, "What": "OUTLOOK.EXE", "Time": START + 1},
        {"Id": 10001, "What": "Office", "Time": START + 2.5},
        {"Id": 9999, "What": "?", "Time": START + 3},
        {"Id": 410, "What": "USB", "Time": None},
    ]
    assert texts(Told(Platform.WINDOWS, told)) == ["OUTLOOK.EXE crashed", "Network connection lost: Office"]


def test_macos_from_documentation() -> None:
    told = [["Microsoft Word-2025-11-30-101112.ips", int(START) + 4]]
    assert texts(Told(Platform.MACOS, told)) == ["Microsoft Word crashed"]
