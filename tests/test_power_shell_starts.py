"""All checks of a Windows need few starts of PowerShell; a program that counts answers from transcripts."""

from __future__ import annotations

import json
import re
import threading
import time
import tomllib
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from selfhelp.catalog.catalog import Catalog
from selfhelp.core.errors import ProbeError
from selfhelp.core.model import CheckResult, CheckState, Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_
from selfhelp.engine.engine import Engine
from selfhelp.engine.journal import Journal
from selfhelp.machine import Action, Command, Output, PowerShell, Source
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.machine.powershell import PROGRAM, build_batch_script
from selfhelp.machine.transcript import make_question_key
from selfhelp.policy.policy import Policy

TRANSCRIPTS = Path(__file__).parent / "transcripts"
MOST = 8
"""Starts that all checks may need."""


@cache
def recorded() -> dict[str, dict[str, Json]]:
    """Return what Windows computers answered, by the question; healthy ones come first."""
    found: dict[str, dict[str, Json]] = {}
    paths = sorted(TRANSCRIPTS.rglob("*windows-*.toml"), key=lambda path: "healthy" not in path.name)
    for path in paths:
        for asked in tomllib.loads(path.read_text("utf-8")).get("asked", ()):
            question = {
                n: v
                for n, v in asked.items()
                if n in ("powershell", "registry", "value", "reading", "params", "run", "file")
            }
            key = json.dumps(question, sort_keys=True, ensure_ascii=False)
            if "failed" not in asked and "change" not in asked:
                found.setdefault(key, asked)
    return found


class Windows(LocalMachine):
    """Answers from the transcripts; PowerShell is started as a program, and counted."""

    def __init__(self, broken: str = "") -> None:
        super().__init__(Platform.WINDOWS)
        self.starts: list[list[str]] = []
        self.broken, self.lock = broken, threading.Lock()

    def run(self, command: Command) -> Output:
        if command.argv[0] != PROGRAM:
            asked = self._known(command)
            return Output(asked.get("code", 0), asked.get("stdout", ""), asked.get("stderr", ""))
        questions = re.findall(
            r"Number=(\d+);Said=\(.*?-InputObject @\(& \{ (.*?) \}\)\)\}\)\}catch", command.argv[-1]
        )
        assert command.argv[-1] == build_batch_script([script for _, script in questions])
        assert len(command.argv[-1]) < 32_000
        with self.lock:
            self.starts.append([script for _, script in questions])
        time.sleep(0.3)
        return Output(0, "".join(self._line(int(number), script) for number, script in questions))

    def _line(self, number: int, script: str) -> str:
        if script == self.broken:
            told = {"Number": number, "Failed": "Accès refusé", "Id": "X", "Kind": "PermissionDenied"}
        else:
            asked = recorded().get(make_question_key(PowerShell(script)))
            said = "[]" if asked is None else asked.get("json") or json.dumps(asked["answer"])
            told = {"Number": number, "Said": said}
        return json.dumps(told) + "\r\n"

    def read(self, source: Source) -> Json:
        if isinstance(source, PowerShell):
            return super().read(source)
        asked = self._known(source)
        return json.loads(asked["json"]) if "json" in asked else asked.get("answer", asked.get("text"))

    def _known(self, source: Source | Command) -> dict[str, Json]:
        asked = recorded().get(make_question_key(source))
        if asked is None:
            raise ProbeError(N_("This computer returned an unexpected response."))
        return asked

    def change(self, action: Action) -> Json:
        raise AssertionError(f"changed: {action}")


def look(machine: Windows, folder: Path) -> dict[str, CheckResult]:
    checks = list(Catalog(Policy(), Platform.WINDOWS).checks.values())
    results = Engine(machine, Journal(folder)).run_all_checks(checks, Progress())
    return {result.id: result for result in results}


@pytest.mark.slow
def test_all_checks_start_powershell_seldom_and_ask_nothing_twice(tmp_path: Path) -> None:
    machine = Windows()
    results = look(machine, tmp_path)
    asked = Counter(script for start in machine.starts for script in start)
    assert len(asked) > 25
    assert len(machine.starts) <= MOST, [len(start) for start in machine.starts]
    assert [script for script, times in asked.items() if times > 1] == []
    assert sum(result.state is CheckState.HEALTHY for result in results.values()) > 20


def test_a_script_that_fails_costs_only_the_checks_that_need_it(tmp_path: Path) -> None:
    from selfhelp.machine.printing.printers import WINDOWS as BROKEN

    before = look(Windows(), tmp_path / "a")
    after = look(Windows(broken=BROKEN), tmp_path / "b")
    changed = {id_ for id_ in before if before[id_].state is not after[id_].state}
    assert all(after[id_].state is CheckState.INCONCLUSIVE for id_ in changed)
    assert all("access denied (X): Accès refusé" in after[id_].why for id_ in changed)
    assert len(changed) < 5


@pytest.mark.slow
def test_every_check_that_could_not_look_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """As under Wine, which has no PowerShell: each check says so, and so does the log, without names."""
    monkeypatch.setenv("SYSTEMROOT", "/nowhere")
    results = look_at_nothing(tmp_path)
    blind = [result for result in results if result.state is CheckState.INCONCLUSIVE]
    assert len(blind) > 20
    assert [result.id for result in blind if not result.evidence.get("why")] == []
    named = [result for result in blind if "powershell.exe: program not found" in result.why]
    assert len(named) > 15
    for result in blind:
        assert f"check {result.id} is inconclusive: " in caplog.text
    assert "anne" not in caplog.text


def look_at_nothing(folder: Path) -> list[CheckResult]:
    checks = list(Catalog(Policy(), Platform.WINDOWS).checks.values())
    return list(Engine(LocalMachine(Platform.WINDOWS), Journal(folder)).run_all_checks(checks, Progress()))
