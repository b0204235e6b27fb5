"""What is told of a program's password fields where the interface for screen readers is missing or silent."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from selfhelp.machine.capture import accessible_text
from selfhelp.machine.capture.accessible_text import ProgramInspection, inspect_program_windows

pytest.importorskip("jeepney")


def nothing(_text: str) -> tuple[()]:
    return ()


def fail(error: Exception) -> Callable[[float], str]:
    def address(_end: float) -> str:
        raise error

    return address


@pytest.mark.parametrize(
    "address",
    [
        lambda _end: "",
        fail(KeyError("DBUS_SESSION_BUS_ADDRESS")),
        fail(ConnectionRefusedError()),
        fail(FileNotFoundError()),
    ],
    ids=["nobody has started it", "no session bus", "a dead session bus", "its socket is gone"],
)
def test_where_nothing_can_speak_everything_was_seen(
    monkeypatch: pytest.MonkeyPatch, address: Callable[[float], str]
) -> None:
    monkeypatch.setattr(accessible_text, "_find_accessibility_bus_address", address)
    assert inspect_program_windows(1, nothing) == ProgramInspection(speaks=False, complete=True)


@pytest.mark.parametrize(
    "address",
    [fail(TimeoutError()), fail(ValueError("no reply")), lambda _end: "unix:path=/nonexistent/at-spi"],
    ids=["its service hangs", "its service answers nonsense", "its bus is gone"],
)
def test_where_it_cannot_be_asked_who_speaks_nothing_was_seen(
    monkeypatch: pytest.MonkeyPatch, address: Callable[[float], str]
) -> None:
    monkeypatch.setattr(accessible_text, "_find_accessibility_bus_address", address)
    assert not inspect_program_windows(1, nothing).complete


def test_a_registry_that_refuses_is_no_registry_without_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    search = accessible_text._AccessibleTextSearch(None, 0.0, nothing)
    monkeypatch.setattr(search, "_call_methods", lambda _questions: [None])
    search.inspect_program(1)
    assert not search.get_inspection_so_far().complete
