"""Notifications on a session bus of the test's own: with a notifier, with a strange one, with none."""

from __future__ import annotations

import select
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jeepney import (
    DBusAddress,
    HeaderFields,
    MessageType,
    message_bus,
    new_error,
    new_method_return,
    new_signal,
)
from jeepney import Message as Call
from jeepney.io.blocking import open_dbus_connection

from selfhelp.machine.desktop.linux_notifications import (
    LIMIT,
    NOTIFICATIONS,
    DesktopMessage,
    MessageResult,
    ShownMessage,
    show_message,
)

pytestmark = pytest.mark.skipif(not shutil.which("dbus-daemon"), reason="needs dbus-daemon")

HELLO = DesktopMessage("Acme Assist", "The help desk has received your ticket.", ["Show", "Mark as read"])
HOSTILE = DesktopMessage(
    "<b>pc</b>\x00\x1b",
    "<a href='x'>$(id)</a>\x00\x07 & Büro\u202e" + "x" * 10_000,
    ["Show\x00" + "y" * 1_000],
)

# No service folder: a query starts nothing.
CONFIG = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:dir={folder}</listen>
<policy context="default"><allow send_destination="*"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>"""


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of an empty session bus, which this process finds too."""
    config = tmp_path / "bus.conf"
    config.write_text(CONFIG.format(folder=tmp_path))
    argv = ["dbus-daemon", "--config-file", str(config), "--nofork", "--print-address=1"]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, text=True) as daemon:
        assert daemon.stdout is not None
        address = daemon.stdout.readline().strip()
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
        yield address
        daemon.terminate()


class Notifier:
    """Shows nothing, keeps what it was sent, and does afterwards what the test says."""

    def __init__(self, bus: str, capabilities: list[str], then: str = "", refuses: bool = False) -> None:
        self._bus = open_dbus_connection(bus)
        assert self._bus.send_and_get_reply(message_bus.RequestName(NOTIFICATIONS)).body[0] == 1
        self._capabilities, self._then, self._refuses = capabilities, then, refuses
        self.shown: list[Any] = []
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def close(self) -> None:
        self._stop.set()
        self._thread.join()
        self._bus.close()

    def _serve(self) -> None:
        while not self._stop.is_set():
            try:
                call = self._bus.receive(timeout=0.05)
            except TimeoutError:
                continue
            if call.header.message_type is MessageType.method_call:
                self._answer(call)

    def _answer(self, call: Call) -> None:
        if call.header.fields[HeaderFields.member] == "GetCapabilities":
            self._bus.send(new_method_return(call, "as", (self._capabilities,)))
        elif self._refuses:
            self._bus.send(new_error(call, f"{NOTIFICATIONS}.Error.ExcessNotificationGeneration"))
        else:
            self.shown.append(call.body)
            self._bus.send(new_method_return(call, "u", (7,)))
            self._after()

    def _after(self) -> None:
        self._signal("ActionInvoked", "us", (6, "default"))  # another app's message is clicked
        if self._then in ("default", "0", "1", "99", "odd"):
            self._signal("ActivationToken", "us", (7, "token-1"))
            self._signal("ActionInvoked", "us", (7, self._then))
        if self._then:
            self._signal("NotificationClosed", "uu", (7, 2))

    def _signal(self, name: str, signature: str, body: tuple[Any, ...]) -> None:
        address = DBusAddress("/org/freedesktop/Notifications", interface=NOTIFICATIONS)
        self._bus.send(new_signal(address, name, signature, body))


@pytest.fixture
def notifier(bus: str) -> Iterator[Callable[..., Notifier]]:
    """Return a function that starts a notifier."""
    started: list[Notifier] = []

    def start(*capabilities: str, **how: Any) -> Notifier:
        started.append(Notifier(bus, list(capabilities), **how))
        return started[-1]

    yield start
    for one in started:
        one.close()


Start = Callable[..., Notifier]


def ended(shown: ShownMessage | None, seconds: float = 5) -> MessageResult | None:
    """Wait as the window does, but without a window: until something is to be read."""
    assert shown is not None
    end = time.monotonic() + seconds
    over = shown.poll_result()
    while over is None and time.monotonic() < end:
        select.select([shown.descriptor], [], [], end - time.monotonic())
        over = shown.poll_result()
    shown.close()
    return over


@pytest.mark.parametrize(
    ("then", "over"),
    [
        ("default", MessageResult(0, "token-1")),
        ("0", MessageResult(0, "token-1")),
        ("1", MessageResult(1, "token-1")),
        ("99", MessageResult(0, "token-1")),
        ("odd", MessageResult(0, "token-1")),
        ("close", MessageResult()),
    ],
)
def test_it_is_heard_which_button_was_pressed(notifier: Start, then: str, over: MessageResult) -> None:
    one = notifier("body", "actions", then=then)
    assert ended(show_message(HELLO)) == over
    name, _, icon, title, body, actions, hints, _ = one.shown[0]
    assert (name, icon, title, body) == (HELLO.title, "selfhelp", HELLO.title, HELLO.body)
    assert actions == ["default", "Show", "0", "Show", "1", "Mark as read"]
    assert hints["desktop-entry"] == ("s", "selfhelp")


def test_foreign_text_is_escaped_where_the_body_is_markup(notifier: Start) -> None:
    one = notifier("body-markup", then="close")
    ended(show_message(HOSTILE))
    title, body = one.shown[0][3:5]
    assert body.startswith("&lt;a href='x'&gt;$(id)&lt;/a&gt;   &amp; Büro ")
    assert title == "<b>pc</b>  "  # never markup, whoever shows it
    assert body.endswith("…")


def test_foreign_text_is_not_escaped_where_it_would_be_seen(notifier: Start) -> None:
    one = notifier("body", then="close")
    ended(show_message(HOSTILE))
    body = one.shown[0][4]
    assert body.startswith("<a href='x'>$(id)</a>   & Büro ")
    assert len(body) == LIMIT + 1


def test_foreign_labels_are_cut_and_cannot_end_the_connection(notifier: Start) -> None:
    one = notifier("body", then="close")
    ended(show_message(HOSTILE))
    assert "\0" not in one.shown[0][5][1]
    assert len(one.shown[0][5][1]) == LIMIT + 1


def test_no_notifier_ends_at_once(bus: str) -> None:
    began = time.monotonic()
    assert show_message(HELLO) is None
    assert time.monotonic() - began < 4.5  # a call on the bus is waited for 5 s


def test_a_notifier_that_refuses_ends_at_once(notifier: Start) -> None:
    notifier("body", refuses=True)
    began = time.monotonic()
    assert show_message(HELLO) is None
    assert time.monotonic() - began < 4.5  # a call on the bus is waited for 5 s


@pytest.mark.parametrize("address", ["", "unix:path=/nonexistent/bus", "nonsense", "tcp:host=x"])
def test_no_bus_is_no_error(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    assert show_message(HELLO) is None


def test_no_reaction_blocks_nothing(notifier: Start) -> None:
    notifier("body")
    shown = show_message(HELLO)
    assert shown is not None
    began = time.monotonic()
    for _ in range(100):
        assert shown.poll_result() is None
    assert time.monotonic() - began < 3  # to wait a twentieth of a second each time would take five
    shown.close()


def test_a_desktop_that_goes_ends_it(notifier: Start, bus: str) -> None:
    notifier("body")
    shown = show_message(HELLO)
    assert shown is not None
    shown._bus.sock.shutdown(socket.SHUT_RDWR)
    assert shown.poll_result() == MessageResult()
    shown.close()


def test_one_that_failed_leaves_no_connection_open(bus: str) -> None:
    before = len(list(Path("/proc/self/fd").iterdir()))
    for _ in range(20):
        assert show_message(HELLO) is None
    assert len(list(Path("/proc/self/fd").iterdir())) <= before + 1
