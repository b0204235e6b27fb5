"""The names that the helper finds itself."""

from __future__ import annotations

import pytest

from selfhelp.core.model import Platform
from selfhelp.helper import parameters
from selfhelp.helper.run import ProgramResult
from selfhelp.policy.files import LoadedPolicy
from selfhelp.policy.policy import OrganisationPolicy, Policy

ONE, TWO = "ipp://one.example.com/ipp/print", "ipp://two.example.com/printers/office"


@pytest.fixture
def queues(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What lpstat says; the machine's policy names two printers."""
    said: list[str] = []

    def run(argv: tuple[str, ...], _: float) -> ProgramResult:
        assert argv == ("/usr/bin/lpstat", "-v")
        return ProgramResult(0 if said else 1, "\n".join(said).encode(), 0.0)

    monkeypatch.setattr(parameters, "run_program", run)
    monkeypatch.setattr(parameters, "list_allowed_printers", lambda: [ONE, TWO])
    return said


def addable() -> list[str]:
    return list(parameters.list_names("company-printers", Platform.LINUX))


def test_without_any_printer_all_can_be_added(queues: list[str]) -> None:
    assert addable() == [ONE, TWO]


def test_another_printers_queue_is_never_taken(queues: list[str]) -> None:
    queues += ["device for office: usb://HP/LaserJet", "device for onlooker: ipp://elsewhere/"]
    assert addable() == [ONE]


def test_adding_twice_is_harmless(queues: list[str]) -> None:
    queues += [f"device for office: {TWO}"]
    assert addable() == [ONE, TWO]
    assert list(parameters.list_names("added-company-printers", Platform.LINUX)) == [TWO]


def test_the_helper_knows_an_approved_printer_by_its_address_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    lines = (f"{ONE}|name=Colour|building=North|floor=2", r"\\print\queue|driver=HP")
    policy = Policy(organisation=OrganisationPolicy(printers=lines))
    monkeypatch.setattr(parameters, "read_machine_policy", lambda _: LoadedPolicy(policy))
    assert list(parameters.list_allowed_printers()) == [ONE]
