"""selfhelp checklist: how far a new computer is set up, on the command line."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from selfhelp.cli.main import run
from selfhelp.core.paths import AppPaths, Platform
from selfhelp.machine.local_machine import LocalMachine
from tests.foresight.pretended_computer import PretendedComputer

DAY = timedelta(days=1)


@pytest.fixture
def computer(monkeypatch: pytest.MonkeyPatch) -> PretendedComputer:
    computer = PretendedComputer(now=datetime.now(UTC), backed_up=lambda now: now - 2 * DAY, capacity=90)
    monkeypatch.setattr(LocalMachine, "run", lambda _self, command: computer.run(command))
    monkeypatch.setattr(LocalMachine, "read", lambda _self, source: computer.read(source))
    config = AppPaths.create_for_current_user(Platform.LINUX).config
    config.mkdir(parents=True, exist_ok=True)
    (config / "policy.toml").write_text(
        '[checklist]\noff = ["internet", "files", "drive", "browser", "phone"]\n'
        'steps = ["Collect your badge"]\n'
    )
    return computer


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, object]]:
    status = run(["checklist", *arguments, "--json"])
    document: dict[str, object] = json.loads(capsys.readouterr().out)
    return status, document


def steps(document: dict[str, object]) -> dict[str, str]:
    listed = document["steps"]
    assert isinstance(listed, list)
    return {one["id"]: one["state"] for one in listed}


def test_a_check_proves_a_step_and_the_user_ticks_another(
    capsys: pytest.CaptureFixture[str], computer: PretendedComputer
) -> None:
    status, first = answer(capsys)
    told = steps(first)
    assert status == 1
    assert (told["restart"], told["backup"], told["mail"]) == ("proven", "proven", "open")
    assert first["next"] in told
    assert "browser" not in told
    assert steps(answer(capsys, "done", "mail")[1])["mail"] == "ticked"
    again = answer(capsys)[1]
    assert steps(again)["mail"] == "ticked", "it remembers its place"
    assert again["done"] == 1 + int(str(first["done"]))
    assert steps(answer(capsys, "reopen", "mail")[1])["mail"] == "open"


def test_only_manual_existing_items_can_be_ticked(
    capsys: pytest.CaptureFixture[str], computer: PretendedComputer
) -> None:
    assert answer(capsys, "done", "restart")[0] == 2
    assert answer(capsys, "done", "nothing-of-ours")[0] == 2


def test_the_organisations_own_step_is_last_and_can_be_ticked(
    capsys: pytest.CaptureFixture[str], computer: PretendedComputer
) -> None:
    own = list(steps(answer(capsys)[1]))[-1]
    assert own.startswith("own-")
    assert steps(answer(capsys, "done", own)[1])[own] == "ticked"
    assert run(["checklist"]) == 1
    assert "Collect your badge" in capsys.readouterr().out
