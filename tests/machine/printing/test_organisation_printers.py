"""Addresses of printers: which are the same, which can be added, and under which name."""

from __future__ import annotations

import json
from typing import Any

import pytest

from selfhelp.core.errors import ProbeError, StepError
from selfhelp.core.model import Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import ENGLISH
from selfhelp.machine import Command, Output, PowerShell
from selfhelp.machine.printing.default_printer import RestorePrinterChoice
from selfhelp.machine.printing.organisation_printers import (
    AddPrinter,
    ChooseCompanyPrinter,
    RemovePrinter,
    filter_addable_addresses,
    find_free_queue_name,
    find_missing_printers,
    find_probe_target,
    is_same_printer,
    make_printer_label,
)
from selfhelp.machine.printing.print_queues import PrintQueue

IPP = "ipp://office-2.example.com/ipp/print"
SHARED = "ipp://print.example.com/printers/floor3"
QUEUE = r"\\print.example.com\floor3"


@pytest.mark.parametrize(
    ("alike", "one", "other"),
    [
        (True, IPP, "ipps://OFFICE-2.example.com:631/ipp/print/"),
        (True, IPP, "socket://office-2.example.com"),
        (True, SHARED, "ipp://print.example.com:631/printers/floor3"),
        (False, SHARED, "ipp://print.example.com/printers/floor4"),
        (False, IPP, "socket://office-2.example.com:9101"),
        (True, QUEUE, r"\\PRINT.example.com\Floor3"),
        (False, QUEUE, r"\\print.example.com\floor4"),
        (False, IPP, "ipp://[broken"),
    ],
)
def test_which_addresses_are_the_same_printer(alike: bool, one: str, other: str) -> None:
    assert is_same_printer(one, other) is alike
    assert is_same_printer(other, one) is alike


def test_what_is_missing() -> None:
    here = [PrintQueue("a", device="usb://HP"), PrintQueue(QUEUE, device="x"), PrintQueue("b", device=IPP)]
    assert find_missing_printers([IPP, SHARED, QUEUE], here) == [SHARED]


@pytest.mark.parametrize(
    "address", ["", "x", "ipp://", "ipp://h:99999/", "ipp://[x", "file:///etc", "\\\\", "$(id)"]
)
def test_what_is_no_address_is_neither_knocked_at_nor_added(address: str) -> None:
    assert find_probe_target(address) is None
    assert filter_addable_addresses(Platform.LINUX, [address]) == []
    assert filter_addable_addresses(Platform.WINDOWS, [address]) == []


def test_each_system_adds_its_own_kind() -> None:
    assert filter_addable_addresses(Platform.LINUX, [IPP, QUEUE, "socket://h", "ipp://h/a\nb"]) == [IPP]
    assert filter_addable_addresses(Platform.WINDOWS, [IPP, QUEUE]) == [QUEUE]


@pytest.mark.parametrize(
    ("address", "name"),
    [
        (SHARED, "floor3"),
        (IPP, "office-2-example-com"),
        ("ipp://h/printers/%C3%89tage%202%3B$(id)", "tage-2-id"),
        ("ipp://h/printers/-rf", "rf"),
        ("ipp://h/printers/" + "x" * 300, "x" * 60),
        ("ipp://h/printers/taken", "taken-2"),
    ],
)
def test_names_that_a_print_service_takes(address: str, name: str) -> None:
    assert find_free_queue_name(address, ["taken"]) == name


def test_what_a_person_calls_it() -> None:
    assert make_printer_label("ipp://h/printers/%C3%89tage%202") == "Étage 2"
    assert make_printer_label(QUEUE) == "floor3"
    assert make_printer_label("") == ""


class Service:
    """A print service that adds and removes as it is told, or forbids it."""

    platform = Platform.LINUX

    door, said = "open", "lpadmin: Forbidden"

    def __init__(self, *devices: str, code: int = 0, **named: str) -> None:
        self.devices = {**{f"q{n}": device for n, device in enumerate(devices)}, **named}
        self.code = code
        self.asked: list[tuple[str, ...]] = []

    def read(self, source: Any) -> Json:
        if source.name == "connections.probe_port":
            return self.door
        printers = [
            {"name": name, "instance": "", "default": False, "options": {"device-uri": device}}
            for name, device in self.devices.items()
        ]
        if source.name == "default_printer.read_lpoptions_file":
            return {"file": None, "folder": True}
        return {"service": "running", "printers": printers}

    def run(self, command: object) -> Any:
        raise AssertionError("nothing else is asked")

    def change(self, action: Any) -> Output:
        assert isinstance(action, Command)
        self.asked.append(action.argv)
        return Output(self.code, "", self.said if self.code else "")


def test_a_printer_is_added_once_and_only_that_one_is_taken_away() -> None:
    machine = Service("usb://HP")
    step = AddPrinter(SHARED)
    assert step.perform(machine, Progress())
    assert machine.asked == [("lpadmin", "-p", "floor3", "-v", SHARED, "-E", "-m", "everywhere")]
    assert AddPrinter(SHARED).perform(Service(SHARED), Progress()) is None
    machine = Service("usb://HP", SHARED, floor3=SHARED)  # of the other queue for it the user has the driver
    assert step.make_undo_step(machine) == RemovePrinter(SHARED)
    assert RemovePrinter(SHARED).perform(machine, Progress()) == "removed floor3"
    assert machine.asked == [("lpadmin", "-x", "floor3")]
    assert RemovePrinter(SHARED).perform(Service("usb://HP"), Progress()) is None


def test_a_refusal_of_the_service_is_an_error() -> None:
    with pytest.raises(StepError) as caught:
        AddPrinter(SHARED).perform(Service(code=1), Progress())
    assert "Forbidden" in caught.value.detail
    assert "refused to add the printer floor3" in ENGLISH.translate(caught.value.message)


def test_a_failure_names_the_printer_and_its_place() -> None:
    service = Service(code=1)
    service.said = "lpadmin: Unable to query printer: no driver"
    with pytest.raises(StepError) as caught:
        AddPrinter(SHARED, "Colour", "North", "2").perform(service, Progress())
    assert ENGLISH.translate(caught.value.message) == (
        "The print service couldn't add the printer Colour (North, floor 2). It may need a driver."
    )


def test_a_printer_that_does_not_answer_is_not_added() -> None:
    service = Service()
    service.door = "silent"
    with pytest.raises(StepError, match=r"Colour \(Ground floor\) isn't responding"):
        AddPrinter(SHARED, "Colour", "", "Ground floor").perform(service, Progress())
    assert service.asked == []


def test_the_default_is_chosen_by_the_name_it_has_here_and_restored() -> None:
    service = Service(**{"floor3-2": SHARED})
    step = ChooseCompanyPrinter(SHARED, "Colour")
    back = step.make_undo_step(service)
    assert back == RestorePrinterChoice(None, True, "", None, "floor3-2", "")
    step.perform(service, Progress())
    assert service.asked == [("lpoptions", "-d", "floor3-2")]
    with pytest.raises(ProbeError, match="Colour isn't in the list"):
        step.make_undo_step(Service("usb://HP"))


class Windows:
    """A Windows computer without that printer, whose server refuses."""

    platform = Platform.WINDOWS

    def __init__(self, code: int = 0) -> None:
        self.code, self.sent = code, ""

    def read(self, source: Any) -> Json:
        return [] if isinstance(source, PowerShell) else "open"

    run = Service.run

    def change(self, action: Any) -> Output:
        self.sent = dict(action.variables).popitem()[1]
        assert QUEUE not in " ".join(action.argv)
        return Output(self.code, "", "0x80070bcb" if self.code else "")


def test_windows_connects_a_shared_queue_and_says_what_it_refused() -> None:
    computer = Windows()
    AddPrinter(QUEUE).perform(computer, Progress())
    assert json.dumps(QUEUE) in computer.sent
    with pytest.raises(StepError, match="install its driver") as caught:
        AddPrinter(QUEUE, "Colour", "North").perform(Windows(1), Progress())
    assert "Colour (North)" in ENGLISH.translate(caught.value.message)
    assert "0x80070bcb" in caught.value.detail
