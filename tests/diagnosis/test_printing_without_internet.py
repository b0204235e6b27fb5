"""A printer is complained about while the internet is down: the printer's own state is the answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from selfhelp.core.model import Json
from selfhelp.core.progress import Progress
from selfhelp.core.text import ENGLISH
from selfhelp.diagnosis.verdict import Verdict, VerdictKind
from selfhelp.machine.transcript import TranscriptEntry
from tests.diagnosis.recorded_computer import computer, diagnosis

TEXT = "my printer does not print"
OFFLINE = "net-no-internet/debian-13--gateway-gone"
CABLE_OUT = "net-no-internet/debian-13--cable-out"
HOME = "socket://192.168.1.9:9100"
CLOUD = "ipps://print.cloud.example:443"


def printer(name: str, device: str, *, state: int = 3, default: bool = True) -> Json:
    options = {
        "printer-state": str(state),
        "printer-is-accepting-jobs": "true",
        "device-uri": device,
        "printer-uri-supported": f"ipp://localhost/printers/{name}",
    }
    return {"name": name, "instance": "", "default": default, "options": options}


def printers(*listed: Json) -> TranscriptEntry:
    said = {"service": "running", "printers": list(listed), "jobs": {}, "printing": []}
    return TranscriptEntry({"reading": "print_queues.read_cups_printers"}, {"answer": said})


def probe(host: str, port: int, reply: str) -> TranscriptEntry:
    asked = {"reading": "connections.probe_port", "params": {"host": host, "port": port}}
    return TranscriptEntry(asked, {"answer": reply})


def route(there: bool) -> TranscriptEntry:
    return TranscriptEntry({"reading": "connections.has_default_route"}, {"answer": there})


USER = TranscriptEntry(
    {"reading": "print_jobs.read_print_user"},
    {"answer": {"name": "anna", "now": "2026-11-24T17:20:15", "admin": False}},
)
NO_JOBS = TranscriptEntry(
    {"run": ["lpstat", "-W", "not-completed", "-l", "-o"]}, {"code": 0, "stdout": "", "stderr": ""}
)


def verdict(folder: Path, broken: str, *extra: TranscriptEntry) -> Verdict:
    return diagnosis(computer("printing", broken, extra=(*extra, USER, NO_JOBS)), folder).diagnose(
        TEXT, Progress()
    )


def cause(found: Verdict) -> str | None:
    return found.cause.id if found.cause else None


@pytest.mark.parametrize("broken", [OFFLINE, CABLE_OUT])
def test_a_printer_that_answers_or_is_local_is_not_stopped_by_the_internet(
    broken: str, tmp_path: Path
) -> None:
    for device in (HOME, "usb://HP/LaserJet"):
        found = verdict(
            tmp_path, broken, printers(printer("hall", device)), probe("192.168.1.9", 9100, "open")
        )
        assert cause(found) is None
        assert found.kind is VerdictKind.NOTHING_FOUND
        assert found.proposed_fix is None
        assert [other.id for other in found.others] == ["net-no-internet"]
        ready = "The printer hall is ready." in ENGLISH.translate(found.reason or found.summary)
        assert ready is (device == HOME)  # a USB printer reports nothing until a document is printed


@pytest.mark.parametrize(("state", "reply"), [(5, "open"), (3, "silent"), (3, "refused")])
def test_the_printer_s_own_fault_comes_before_the_internet(state: int, reply: str, tmp_path: Path) -> None:
    here = printers(printer("hall", HOME, state=state))
    found = verdict(tmp_path, OFFLINE, here, probe("192.168.1.9", 9100, reply), route(True))
    assert cause(found) == "print-offline"
    assert "net-no-internet" in [other.id for other in found.others]


@pytest.mark.parametrize(
    ("device", "host", "port", "reply", "there"),
    [
        (CLOUD, "print.cloud.example", 443, "no such name", True),  # the name is found on the internet only
        ("ipp://1.1.1.1/print", "1.1.1.1", 631, "silent", True),
        (HOME, "192.168.1.9", 9100, "unreachable", False),  # no network at all
    ],
)
def test_a_printer_that_is_reached_over_the_broken_network_is_explained_by_it(
    device: str, host: str, port: int, reply: str, there: bool, tmp_path: Path
) -> None:
    far = printers(printer("hall", device))
    found = verdict(tmp_path, CABLE_OUT, far, probe(host, port, reply), route(there))
    assert cause(found) == "net-no-internet"
    assert found.proposed_fix_id == "net-no-internet"


def test_a_cloud_printer_is_told_as_such_where_the_internet_works(tmp_path: Path) -> None:
    far = printers(printer("hall", CLOUD))
    asked = probe("print.cloud.example", 443, "no such name")
    found = verdict(tmp_path, "net-no-internet/debian-13--healthy", far, asked, route(True))
    assert cause(found) == "print-offline"


def test_the_default_printer_that_works_is_named_beside_a_paused_one(tmp_path: Path) -> None:
    both = printers(
        printer("office", "socket://192.168.1.8:9100", state=5, default=False), printer("hall", HOME)
    )
    answers = "net-no-internet/debian-13--healthy"
    found = verdict(tmp_path, answers, both, probe("192.168.1.9", 9100, "open"))
    assert cause(found) == "print-offline"
    assert found.reason is not None
    reason = ENGLISH.translate(found.reason)
    assert "Only an administrator can resume office." in reason
    assert "Your default printer hall is ready, so you can print there." in reason
    silent = verdict(tmp_path, answers, both, probe("192.168.1.9", 9100, "silent"), route(True))
    assert silent.reason is not None
    assert "is ready" not in ENGLISH.translate(silent.reason)
