"""selfhelp check: side by side, what is measured afterwards, and told in the order of the catalogue."""

from __future__ import annotations

import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from selfhelp.cli.check import run_command
from selfhelp.core.model import Finding, Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import ENGLISH, N_
from selfhelp.engine.engine import Engine
from selfhelp.engine.journal import Journal
from selfhelp.fixes import Category, Check
from selfhelp.machine import Machine
from selfhelp.machine.local_machine import LocalMachine


class Looks(Check):
    title = looks = N_("Looks")
    category = Category.OTHER

    def __init__(self, name: str, seconds: float, ended: list[str], *, alone: bool = False) -> None:
        self.id, self.alone = name, alone  # type: ignore[misc]
        self._seconds, self._ended = seconds, ended

    def diagnose(self, machine: Machine) -> Finding | None:
        time.sleep(self._seconds)
        self._ended.append(self.id)
        return None


def test_results_are_printed_in_order_and_measuring_comes_last(tmp_path: Path) -> None:
    ended: list[str] = []
    checks = [
        Looks("measures", 0.0, ended, alone=True),
        Looks("slow", 0.4, ended),
        Looks("quick", 0.0, ended),
    ]
    said: list[str] = []
    machine = LocalMachine(Platform.LINUX)
    catalog = SimpleNamespace(checks={check.id: check for check in checks})
    app = SimpleNamespace(catalog=catalog, engine=Engine(machine, Journal(tmp_path)))
    options = SimpleNamespace(ids=[], quick=False)
    call: Any = SimpleNamespace(
        app=app,
        options=options,
        is_json_output=False,
        progress=Progress(),
        print_line=said.append,
        translate_line=ENGLISH.translate,
    )
    assert run_command(call) == 0
    assert ended == ["quick", "slow", "measures"]
    assert [line.split()[1] for line in said] == ["measures", "slow", "quick"]
