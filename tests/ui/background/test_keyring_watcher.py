"""A keyring that is waited for: heard once it is open, also where that was just before; never asked again."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from selfhelp.machine.keyring import unlock_listener
from selfhelp.machine.keyring.keyring_lock import COLLECTION
from selfhelp.machine.keyring.unlock_listener import UnlockListener, listen_for_unlock
from selfhelp.ui.background.keyring_watcher import KeyringWatcher
from selfhelp.ui.jobs import JobRunner

OPEN, SHUT = {"Locked": ("b", False)}, {"Locked": ("b", True)}


class Bus:
    """A connection to a session in which a test says what is told."""

    def __init__(self) -> None:
        self.sock, self._there = socket.socketpair()
        self._told: list[object] = []
        self.closed = self.gone = False

    def tell(self, *body: object, member: str = "PropertiesChanged") -> None:
        from jeepney import HeaderFields

        self._told.append(
            SimpleNamespace(body=body, header=SimpleNamespace(fields={HeaderFields.member: member}))
        )
        self._there.send(b".")

    def end(self) -> None:
        self.gone = True
        self._there.close()

    def receive(self, *, timeout: float) -> object:
        assert timeout == 0
        if self.gone:
            raise ConnectionResetError
        if not self._told:
            raise TimeoutError
        self.sock.recv(1)
        return self._told.pop(0)

    def close(self) -> None:
        self.closed = True
        self.sock.close()
        self._there.close()


@pytest.fixture
def bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bus]:
    bus = Bus()
    monkeypatch.setattr(unlock_listener, "listen_for_unlock", lambda: UnlockListener(bus, already=False))
    yield bus
    bus.close()


@pytest.fixture
def heard(jobs: JobRunner) -> list[str]:
    return []


@pytest.fixture
def unlocked(jobs: JobRunner, heard: list[str]) -> KeyringWatcher:
    unlocked = KeyringWatcher(jobs)
    unlocked.happened.connect(lambda: heard.append("open"))
    return unlocked


def begin(qtbot: QtBot, unlocked: KeyringWatcher) -> None:
    unlocked.set_listening(True)
    qtbot.waitUntil(lambda: unlocked._open is not None, timeout=5_000)


def test_only_an_open_keyring_is_heard(
    qtbot: QtBot, unlocked: KeyringWatcher, heard: list[str], bus: Bus
) -> None:
    begin(qtbot, unlocked)
    odd: list[tuple[Any, ...]] = [
        (COLLECTION, SHUT, []),
        ("other", OPEN, []),
        (COLLECTION, 7, []),
        (),
        ("x",),
    ]
    for body in odd:
        bus.tell(*body)
    bus.tell(COLLECTION, OPEN, [], member="NameAcquired")
    qtbot.waitUntil(lambda: not bus._told, timeout=5_000)
    assert heard == []
    bus.tell(COLLECTION, OPEN, [])
    qtbot.waitUntil(lambda: heard == ["open"], timeout=5_000)


def test_what_was_open_when_the_listening_began_is_said_once(
    qtbot: QtBot, unlocked: KeyringWatcher, heard: list[str], bus: Bus, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(unlock_listener, "listen_for_unlock", lambda: UnlockListener(bus, already=True))
    begin(qtbot, unlocked)
    assert heard == ["open"]
    unlocked.set_listening(True)  # something waits still
    qtbot.wait(100)
    assert heard == ["open"]


def test_who_does_not_wait_any_more_holds_no_connection(
    qtbot: QtBot, unlocked: KeyringWatcher, bus: Bus
) -> None:
    begin(qtbot, unlocked)
    unlocked.set_listening(False)
    assert bus.closed


def test_an_answer_that_comes_too_late_is_put_away(qtbot: QtBot, unlocked: KeyringWatcher, bus: Bus) -> None:
    unlocked.set_listening(True)
    unlocked.set_listening(False)
    qtbot.waitUntil(lambda: bus.closed, timeout=5_000)
    assert unlocked._open is None


def test_a_session_that_ends_is_not_listened_to_for_ever(
    qtbot: QtBot, unlocked: KeyringWatcher, bus: Bus
) -> None:
    begin(qtbot, unlocked)
    bus.end()
    qtbot.waitUntil(lambda: bus.closed, timeout=5_000)


@pytest.mark.parametrize("address", ["", "unix:path=/nonexistent", "nonsense"])
def test_without_a_session_there_is_no_wait(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    assert listen_for_unlock() is None
