"""Printers as their own systems name them, hostile ones among them."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from selfhelp.core.errors import NotOfferedError, ProbeError
from selfhelp.core.model import Json, Platform
from selfhelp.machine.printing import print_queues
from selfhelp.machine.printing.print_queues import DESTINATIONS, STOPPED, PrintQueue, read_cups_printers
from tests.fake_machine import FakeMachine


def answering(platform: Platform, answer: Json) -> FakeMachine:
    """A computer that answers every question with one thing."""
    return FakeMachine(platform, answer=answer)


def cups(*printers: Json) -> list[PrintQueue]:
    answer = {"service": "running", "printers": list(printers)}
    return list(DESTINATIONS.read(answering(Platform.LINUX, answer)))


def printer(name: str, *, instance: str = "", default: bool = False, **options: str) -> Json:
    plain = {key.replace("_", "-"): value for key, value in options.items()}
    return {"name": name, "instance": instance, "default": default, "options": plain}


def windows(**fields: Json) -> PrintQueue:
    (found,) = DESTINATIONS.read(answering(Platform.WINDOWS, [{"Name": "P", "Status": 0} | fields]))
    return found


def test_a_printer_is_read_by_numbers_and_keywords() -> None:
    (found,) = cups(
        printer(
            "étage-2",
            default=True,
            printer_state="5",
            printer_state_reasons="paused,media-empty-error",
            printer_is_accepting_jobs="false",
            job_hold_until="indefinite",
            device_uri="ipp://print.example/ipp/print",
        )
    )
    assert (found.name, found.state, found.default) == ("étage-2", STOPPED, True)
    assert found.reasons == ("paused", "media-empty-error")
    assert (found.accepting, found.holds, found.paperless) == (False, True, False)
    assert found.door == ("print.example", 631)


def test_an_odd_printer_does_not_hide_the_others() -> None:
    odd, fine = cups(printer("odd", printer_state="<b>", device_uri="socket://[x"), printer("fine"))
    assert (odd.state, odd.door, fine.name) == (None, None, "fine")


def test_only_a_printer_that_was_sent_pages_is_printing() -> None:
    answer = {"service": "running", "printers": [printer("a"), printer("b")], "printing": ["b"]}
    found = DESTINATIONS.read(answering(Platform.LINUX, answer))
    assert [queue.printing for queue in found] == [False, True]
    assert not cups(printer("a"))[0].printing, "a service that doesn't say so"


def test_an_instance_is_no_printer_of_its_own_but_makes_it_the_default() -> None:
    (found,) = cups(printer("office"), printer("office", instance="duplex", default=True))
    assert found.default


@pytest.mark.parametrize(
    ("paperless", "options"),
    [
        (True, {"device_uri": "cups-pdf:/"}),
        (True, {"device_uri": "file:///dev/null"}),
        (True, {"device_uri": "socket://h", "printer_type": str(0x40000)}),
        (False, {"device_uri": "file:///dev/null", "printer_type": str(0x1)}),
        (False, {"device_uri": "usb://HP/LaserJet?serial=1", "printer_type": "4"}),
        (False, {"device_uri": "ipp://files.example/pdf", "printer_type": "x"}),
    ],
)
def test_what_puts_nothing_on_paper(paperless: bool, options: dict[str, str]) -> None:
    (found,) = cups(printer("p", **options))
    assert found.paperless is paperless


def test_without_a_service_nothing_is_claimed() -> None:
    with pytest.raises(NotOfferedError):
        DESTINATIONS.read(answering(Platform.LINUX, {"service": "absent", "printers": []}))
    with pytest.raises(ProbeError):
        DESTINATIONS.read(answering(Platform.LINUX, {"service": "stopped", "printers": []}))


def test_windows_is_read_by_numbers() -> None:
    found = windows(Status=0x1 | 0x10, Offline=True, Port="IP_1", Host="192.0.2.7", Number=9100)
    assert (found.state, found.door) == (STOPPED, ("192.0.2.7", 9100))
    assert found.reasons == ("paused", "media-empty", "offline")
    assert windows(Port="PORTPROMPT:").paperless
    assert windows(Port="TS003").remote
    assert not windows(Port="TSUBAME").remote
    assert windows(Port="WSD-1", Host=None, Number=None).door is None


def test_a_service_that_says_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    done = threading.Event()
    monkeypatch.setattr(print_queues, "_query_cups_printers", done.wait)
    said = read_cups_printers(limit=0.05)
    done.set()
    assert said == {"service": "hanging", "printers": []}
    with pytest.raises(ProbeError, match="isn't responding"):
        DESTINATIONS.read(answering(Platform.LINUX, said))


def test_without_the_library_there_is_no_print_service(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(print_queues, "LIBRARIES", ("libnosuchthing.so",))
    assert read_cups_printers() == {"service": "absent", "printers": []}


def test_a_service_that_cups_was_told_of_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CUPS_SERVER", "/nonexistent/socket")
    if print_queues._load_libcups() is None:
        pytest.skip("libcups is not installed")
    assert read_cups_printers() == {"service": "stopped", "printers": []}


@pytest.mark.parametrize(
    ("missed", "server", "head", "drivers"),
    [
        (False, "localhost", 128, ()),
        (True, "localhost", 450, ()),
        (True, "localhost", 0, ("office.ppd",)),
        (True, "/run/other/socket", 0, ()),
        (True, "print.example", 0, ()),
    ],
)
def test_a_stopped_service_matters_if_printers_are_used(
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    missed: bool,
    server: str,
    head: int,
    drivers: tuple[str, ...],
) -> None:
    (tmp_path / "ppd").mkdir()
    for name in drivers:
        (tmp_path / "ppd" / name).touch()
    (tmp_path / "printers.conf").write_bytes(b"#" * head)
    monkeypatch.setattr(print_queues, "CONFIGURATION", tmp_path)
    monkeypatch.setattr(print_queues, "SERVERS", (str(tmp_path),))
    monkeypatch.setattr(print_queues, "is_systemd_running", lambda: False)
    assert print_queues._is_print_service_expected(server) is missed
