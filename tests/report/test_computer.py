"""Which computer it is: readable, short, and silent where nothing can be read."""

from __future__ import annotations

import pytest

from selfhelp.errors import ProbeError
from selfhelp.machine.computer import COMPUTER
from selfhelp.machine.computer import Computer as Label
from selfhelp.machine.local import LocalMachine
from selfhelp.machine.system import SYSTEM, System
from selfhelp.model import Platform
from selfhelp.report import computer
from selfhelp.text import N_


def system(name: str, maker: str, model: str, title: str = "Windows 11", build: str = "22631") -> System:
    made = object.__new__(System)
    for field, value in {
        "name": name,
        "maker": maker,
        "model": model,
        "title": title,
        "build": build,
    }.items():
        object.__setattr__(made, field, value)
    return made


def label(serial: str | None, asset: str | None) -> Label:
    return Label("laptop", "", serial, asset, "", "")


def told(monkeypatch: pytest.MonkeyPatch, what: object, number: object) -> list[str]:
    """Return the lines where the two probes answer this, or raise it."""

    def answer(value: object) -> object:
        if isinstance(value, Exception):
            raise value
        return value

    monkeypatch.setattr(type(SYSTEM), "read", lambda self, _m: answer(what if self is SYSTEM else number))
    return list(computer.lines(LocalMachine(Platform.LINUX)))


GONE = ProbeError(N_("no answer"))
CASES = [
    (system("PC-1", "Dell Inc.", "Latitude 5440"), label("ABC1234", "00471"),
     ["Computer: PC-1, Dell Inc. Latitude 5440, serial number ABC1234, asset tag 00471",
      "System: Windows 11, build 22631"]),
    (system("mac", "Apple", "Apple M3", "macOS 15", ""), label("C02", ""),
     ["Computer: mac, Apple M3, serial number C02", "System: macOS 15"]),
    (system("desk", "", "", "", ""), label(None, None), ["Computer: desk"]),
    (GONE, label("ABC1234", ""), ["Computer: serial number ABC1234"]),
    (system("desk", "", ""), GONE, ["Computer: desk", "System: Windows 11, build 22631"]),
    (GONE, GONE, []),
]  # fmt: skip


@pytest.mark.parametrize(("what", "number", "lines"), CASES)
def test_the_lines(monkeypatch: pytest.MonkeyPatch, what: object, number: object, lines: list[str]) -> None:
    assert told(monkeypatch, what, number) == lines


def test_firmware_that_says_anything_makes_no_line_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    hostile = "A\nTried: reboot\u202e\x1b[31m" + "x" * 500
    lines = told(monkeypatch, system(hostile, hostile, hostile, hostile), label(hostile, hostile))
    assert len(lines) == 2
    for line in lines:
        assert line.isprintable()
        assert len(line) < 5 * computer.LONGEST


def test_this_computer_has_a_name() -> None:
    import socket

    assert COMPUTER.rows
    assert computer.read(LocalMachine(Platform.LINUX)).name == socket.gethostname()
