"""The clock is compared with time servers of our own; the clock of this computer is never set."""

from __future__ import annotations

import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfhelp.core.errors import ProbeError, StepError
from selfhelp.core.model import Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.machine import Command, File, Native, Output, Reading, elevate
from selfhelp.machine.clock import sntp
from selfhelp.machine.clock import system_clock as module
from selfhelp.machine.clock.system_clock import CLOCK, SyncClock, UseNetworkTime

Answer = Callable[[bytes], bytes | None]


def answer(ahead: float = 0.0, *, first: int = 0x24, stratum: int = 2, mark: bytes | None = None) -> Answer:
    """Return a time server that is ``ahead`` seconds before this computer."""

    def reply(question: bytes) -> bytes:
        now = time.time() + ahead + sntp.SINCE_1970
        stamp = struct.pack("!II", int(now) % 2**32, int(now % 1 * 2**32))
        head = struct.pack("!BBBb12x8x", first, stratum, 6, -20)
        return head + (mark or question[40:48]) + stamp + stamp

    return reply


@pytest.fixture
def serve() -> Iterator[Callable[[Answer], str]]:
    """Start time servers on this computer; gives their address."""
    links: list[socket.socket] = []

    def start(reply: Answer) -> str:
        link = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        link.bind(("127.0.0.1", 0))
        links.append(link)
        threading.Thread(target=talk, args=(link, reply), daemon=True).start()
        return f"127.0.0.1:{link.getsockname()[1]}"

    yield start
    for link in links:
        link.sendto(b"", link.getsockname())  # wakes the thread, which closes the link


def talk(link: socket.socket, reply: Answer) -> None:
    with link:
        while True:
            question, who = link.recvfrom(100)
            if not question:
                return
            if said := reply(question):
                link.sendto(said, who)


@pytest.mark.parametrize("ahead", [0.0, 600.0, -600.0, 3e8, -7e8])
def test_the_offset_is_measured_and_has_the_right_sign(serve: Any, ahead: float) -> None:
    """A server ahead of us means that this clock is slow."""
    measured = sntp.measure_sntp_offset([serve(answer(ahead))])["offset"]
    assert measured == pytest.approx(-ahead, abs=0.2)


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(lambda question: None, id="silent"),
        pytest.param(lambda question: b"", id="empty"),
        pytest.param(lambda question: b"short", id="short"),
        pytest.param(lambda question: b"\xff" * 48, id="garbage"),
        pytest.param(lambda question: question, id="echo"),
        pytest.param(answer(600, mark=b"\x01" * 8), id="another's answer"),
        pytest.param(answer(600, first=0xE4), id="does not know the time"),
        pytest.param(answer(600, stratum=0), id="kiss of death"),
        pytest.param(answer(600, stratum=16), id="not synchronised"),
    ],
)
def test_an_answer_not_to_rely_on_is_none(serve: Any, reply: Answer) -> None:
    with pytest.raises(ProbeError, match="No time server responded"):
        sntp.measure_sntp_offset([serve(reply)], patience=0.3)


def test_one_good_server_is_enough(serve: Any) -> None:
    good = serve(answer(300))
    said = sntp.measure_sntp_offset(["no-such-host.invalid", serve(lambda question: None), good])
    assert said["server"] == good


def test_without_a_network_the_answer_comes_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking up a name can take half a minute where nobody answers."""
    over = threading.Event()

    def look_up(*_: object, **__: object) -> None:
        over.wait(30)
        raise OSError("no answer")

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    started = time.monotonic()
    with pytest.raises(ProbeError):
        sntp.measure_sntp_offset(["a.example", "b.example"], patience=0.3)
    assert time.monotonic() - started < 10
    over.set()


@pytest.mark.parametrize(
    ("server", "address"),
    [
        ("time.example.com", ("time.example.com", 123)),
        ("time.example.com:1123", ("time.example.com", 1123)),
        ("2001:db8::1", ("2001:db8::1", 123)),
        ("[2001:db8::1]:1123", ("2001:db8::1", 1123)),
    ],
)
def test_a_server_may_carry_a_port(server: str, address: tuple[str, int]) -> None:
    assert sntp._split_host_and_port(server) == address


@given(st.binary(max_size=100))
def test_no_answer_whatever_its_bytes_breaks_it(reply: bytes) -> None:
    try:
        sntp._parse_sntp_reply(reply, b"12345678", near=time.time())
    except ValueError:
        return
    assert reply[24:32] == b"12345678"


def test_the_ntp_era_rollover_of_2036_is_handled() -> None:
    assert sntp._ntp_to_unix_time(100, 0, near=2_085_978_600.0) == 2**32 - sntp.SINCE_1970 + 100


# -- where the servers are named ---------------------------------------------------------------------


class Linux:
    """A Linux computer that is told to ask certain servers."""

    platform = Platform.LINUX

    def __init__(self, files: dict[str, str], properties: dict[str, str] | None = None) -> None:
        self.files, self.properties = files, properties or {}
        self.helper: list[str] = []
        self.asked: list[str] = []
        self.changed: list[tuple[str, ...]] = []

    def run(self, command: Command) -> Output:
        if command.argv[0] == "systemctl":
            return Output(0 if self.properties.get(command.argv[-1]) == "active" else 3, "")
        wanted = command.argv[3::2]
        lines = [f"{name}={self.properties[name]}" for name in wanted if name in self.properties]
        return Output(0, "\n".join(lines))

    def read(self, source: object) -> Json:
        if isinstance(source, File):
            return self.files.get(source.path)
        assert isinstance(source, Reading)
        if source.function is elevate.list_operations:
            return self.helper
        self.asked = source.params["servers"]
        return {"offset": 1.0, "server": self.asked[0]}

    def change(self, action: object) -> Json:
        if isinstance(action, Native):
            self.changed.append((action.params["operation"],))
            return {"result": "done", "detail": "chronyc -n makestep"}
        assert isinstance(action, Command)
        self.changed.append(action.argv)
        if "on" in self.properties:
            self.properties |= {"NTPSynchronized": "yes"}
        return Output(int(self.properties.get("exit", "0")), "", "Access denied")


CHRONY = (
    "# comment\nserver 10.0.0.1 iburst port 1123\npool 2.debian.pool.ntp.org iburst\nserver\nmakestep 1 3\n"
)


@pytest.mark.parametrize(
    ("files", "properties", "servers"),
    [
        ({}, {}, ["pool.ntp.org"]),
        ({"/etc/chrony/chrony.conf": CHRONY}, {}, ["10.0.0.1:1123", "2.debian.pool.ntp.org"]),
        ({"/etc/chrony.conf": "server ntp.example.com\n"}, {}, ["ntp.example.com"]),
        ({"/etc/systemd/timesyncd.conf": "[Time]\nNTP=a b\n#FallbackNTP=c\n"}, {}, ["a", "b"]),
        ({}, {"FallbackNTPServers": "c d", "LinkNTPServers": "dhcp"}, ["dhcp", "c", "d"]),
    ],
)
def test_the_companys_own_servers_are_asked(
    files: dict[str, str], properties: dict[str, str], servers: list[str]
) -> None:
    machine = Linux(files, properties)
    CLOCK.read(machine)
    assert machine.asked == servers


@pytest.mark.parametrize(("said", "automatic"), [("yes", True), ("no", False), ("", None)])
def test_automatic_time_is_detected(said: str, automatic: bool | None) -> None:
    assert CLOCK.read(Linux({}, {"NTP": said})).automatic is automatic


# -- setting it --------------------------------------------------------------------------------------


def test_network_time_is_switched_on_and_back_off() -> None:
    machine = Linux({}, {"NTP": "no", "on": ""})
    step = UseNetworkTime()
    back = step.make_undo_step(machine)
    assert back == UseNetworkTime(on=False)
    step.perform(machine, Progress())
    back.perform(machine, Progress())
    assert machine.changed == [("timedatectl", "set-ntp", "true"), ("timedatectl", "set-ntp", "false")]


def test_without_undo_nothing_is_changed() -> None:
    with pytest.raises(ProbeError):
        UseNetworkTime().make_undo_step(Linux({}))


def test_a_refusal_of_the_system_is_a_failed_step() -> None:
    machine = Linux({}, {"NTP": "no", "exit": "1"})
    with pytest.raises(StepError, match="Contact the help desk") as caught:
        UseNetworkTime().perform(machine, Progress())
    assert "Access denied" in caught.value.detail


def test_waiting_for_the_time_service_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PATIENCE", timedelta(seconds=0.1))
    said = UseNetworkTime().perform(Linux({}, {"NTP": "no"}), Progress())
    assert said == "the time service has not set the clock yet"


@pytest.mark.parametrize(
    ("unit", "argv"),
    [
        ("chrony.service", ("chronyc", "makestep")),
        ("chronyd.service", ("chronyc", "makestep")),
        ("", ("systemctl", "restart", "systemd-timesyncd.service")),
    ],
)
def test_the_running_service_is_asked_to_sync(unit: str, argv: tuple[str, ...]) -> None:
    machine = Linux({}, {unit: "active", "on": ""})
    SyncClock().perform(machine, Progress())
    assert machine.changed == [argv]


def test_the_helper_does_it_where_there_is_one() -> None:
    """chronyc and w32tm refuse a person who is no administrator, and do not ask for one."""
    machine = Linux({}, {"chrony.service": "active", "NTPSynchronized": "yes"})
    machine.helper = ["sync-clock"]
    assert SyncClock().perform(machine, Progress()) == "set by the time service"
    machine.platform = Platform.WINDOWS
    assert SyncClock().perform(machine, Progress()) == "sync-clock: chronyc -n makestep"
    assert machine.changed == [("sync-clock",), ("sync-clock",)]
    assert SyncClock.operations.keys() == {Platform.WINDOWS, Platform.MACOS}
