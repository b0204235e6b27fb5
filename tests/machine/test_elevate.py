"""Asking the administrator's helper: what is offered, what is sent, and what a refusal says."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from selfhelp.core.errors import StepError
from selfhelp.core.model import Json, Platform
from selfhelp.core.text import ENGLISH
from selfhelp.helper.operation import TrustLevel
from selfhelp.helper.operations import OPERATIONS
from selfhelp.helper.plan import compute_name_fingerprint
from selfhelp.machine import Command, Native, Output, Reading, child, elevate
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.machine.organisation import PolicyTables
from selfhelp.machine.printing.print_queue_steps import ResumeAsAdministrator
from selfhelp.policy.policy import HelperPolicyKeys


@dataclass
class Asked:
    """A machine whose helper answers what the test says."""

    answer: Mapping[str, str] = field(default_factory=dict)
    platform: Platform = Platform.LINUX

    def read(self, source: Reading) -> Json:
        assert source.name == "elevate.list_operations"
        return ["flush-dns"]

    def change(self, action: Native) -> Json:
        assert action.name == "elevate.run_operation"
        assert action.params["params"] == {"queue": "Office"}
        return self.answer


def test_what_the_helper_said_goes_to_the_journal() -> None:
    machine: Any = Asked({"result": "done", "detail": "exit 0"})
    assert elevate.list_available_operations(machine) == ["flush-dns"]
    assert (
        elevate.request_operation(machine, "resume-print-queue", queue="Office")
        == "resume-print-queue: exit 0"
    )


@pytest.mark.parametrize(
    ("result", "words"),
    [
        ("dismissed", "You didn't confirm"),
        ("not-authorized", "Only an administrator"),
        ("needs-administrator", "Only an administrator"),
        ("forbidden", "which this app doesn't have here"),
        ("too-often", "already been performed several times"),
        ("not-listed", "no longer exists"),
        ("failed", "action failed"),
        ("a word of a newer helper", "action failed"),
    ],
)
def test_a_refusal_is_a_plain_sentence(result: str, words: str) -> None:
    machine: Any = Asked({"result": result, "detail": "<b>"})
    with pytest.raises(StepError, match=words):
        elevate.request_operation(machine, "resume-print-queue", queue="Office")


def test_a14_without_the_helper_nothing_is_offered(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    missing = MappingProxyType(dict.fromkeys(Platform, tmp_path / "helper"))
    monkeypatch.setattr(elevate, "INSTALLED", missing)
    for platform in Platform:
        assert elevate.list_operations(platform, PolicyTables()) == []
        assert elevate.run_operation(platform, "flush-dns", {}, PolicyTables())["result"] == "not-installed"


def test_what_the_helper_refuses_on_macos_is_not_offered_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(elevate, "require_trusted_file", lambda _: None)
    monkeypatch.setattr(elevate, "path_exists", lambda _: True)
    needing = {operation.id for operation in OPERATIONS.values() if operation.trust is TrustLevel.ADMIN}
    assert not needing & set(elevate.list_operations(Platform.MACOS, PolicyTables()))
    assert "flush-dns" in elevate.list_operations(Platform.MACOS, PolicyTables())
    assert (
        elevate.run_operation(Platform.MACOS, "use-network-time", {}, PolicyTables())["result"]
        == "not-installed"
    )
    assert needing & set(elevate.list_operations(Platform.LINUX, PolicyTables()))
    assert elevate._can_prove_operation(OPERATIONS["use-network-time"], Platform.WINDOWS)


@pytest.fixture
def pkexec(monkeypatch: pytest.MonkeyPatch) -> list[Command]:
    """The system's own programs are there, and pkexec answers with status 0."""
    started: list[Command] = []

    def run(command: Command, _: Platform) -> Output:
        started.append(command)
        return Output(0, '{"result": "done", "detail": "exit 0"}\n')

    monkeypatch.setattr(elevate, "require_trusted_file", lambda _: None)
    monkeypatch.setattr(elevate, "path_exists", lambda _: True)
    monkeypatch.setattr(child, "run", run)
    return started


def test_names_are_fingerprinted_and_unused_parameters_dropped(
    pkexec: list[Command],
) -> None:
    answer = elevate.run_operation(
        "linux", "resume-print-queue", {"queue": "$(id)", "other": "x"}, PolicyTables()
    )
    assert answer == {"result": "done", "detail": "exit 0"}
    (command,) = pkexec
    assert command.argv[-1] == "resume-print-queue"
    sent = json.loads(command.stdin)
    assert sent["params"] == {"queue": compute_name_fingerprint("$(id)")}
    assert b"$(id)" not in command.stdin


@pytest.mark.parametrize(
    ("output", "result"),
    [
        (Output(126, "", "dismissed"), "dismissed"),
        (Output(127, "", "Not authorized"), "not-authorized"),
        (Output(1, "not JSON", "boom"), "failed"),
        (Output(3, '{"result": "too-often", "detail": "hour"}'), "too-often"),
        (Output(4, "[]", "helper: /usr: others may write to it"), "failed"),
    ],
)
def test_how_pkexec_ended_is_understood(
    pkexec: list[Command], monkeypatch: pytest.MonkeyPatch, output: Output, result: str
) -> None:
    monkeypatch.setattr(child, "run", lambda *_: output)
    assert elevate.run_operation("linux", "flush-dns", {}, PolicyTables())["result"] == result


def test_the_policy_takes_operations_away(pkexec: list[Command]) -> None:
    def offered(**rules: Any) -> Sequence[str]:
        told = PolicyTables(helper=HelperPolicyKeys(**rules))
        return elevate.list_available_operations(LocalMachine(Platform.LINUX, lambda: told))

    assert "flush-dns" in offered()
    assert "flush-dns" not in offered(deny=("flush-dns",))
    assert offered(deny=("*",)) == []
    assert offered(enabled=False) == []


def test_what_needs_the_administrator_is_named() -> None:
    steps = (ByHand("printer-on"), ResumeAsAdministrator("<b>office"))
    why = elevate.explain_missing_helper(steps, Platform.LINUX)
    assert ENGLISH.translate(why) == "Only an administrator can resume <b>office."
    assert "Contact the help desk" not in ENGLISH.translate(why), "the button says what to do"
    both = elevate.explain_missing_helper((*steps, ResumeAsAdministrator("hall")), Platform.LINUX)
    assert ENGLISH.translate(both) == "Only an administrator can resume <b>office and hall."
    assert elevate.explain_missing_helper(steps[:1], Platform.LINUX) == elevate.NOT_HERE
