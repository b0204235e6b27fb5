"""Real faults on this Linux: root makes them, a plain user repairs them, the system's tools prove it."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.lab.table import PROPERTY, Row, Rows, Table
from tests.people import ROOT, Person

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root: it makes real faults")


def interpreter(person: Person) -> str:
    """Return a Python the user may start: ours, or the system's where ours lies in a private folder."""
    ours = Path(sys.executable).resolve()
    return sys.executable if person.can_read(ours) else "/usr/bin/python3"


@dataclass(frozen=True)
class Desk:
    """Someone at this computer: their commands, and fixes run as that account."""

    person: Person
    environment: Mapping[str, str] = field(default_factory=dict)
    before: tuple[str, ...] = ()

    def fix(self, *arguments: str) -> dict[str, Any]:
        """Run ``tests/lab/drive.py`` as the user and return what it printed."""
        site = next((path for path in sys.path if path.endswith("site-packages")), "")
        environment = {**self.environment, "PYTHONPATH": f"{ROOT}:{site}", "PYTHONDONTWRITEBYTECODE": "1"}
        argv = [*self.before, interpreter(self.person), str(ROOT / "tests" / "lab" / "drive.py"), *arguments]
        done = self.person.run(argv, environment)
        assert done.returncode == 0, done.stderr
        answer: dict[str, Any] = json.loads(done.stdout)
        return answer

    def run(self, *argv: str) -> str:
        """Run a command of the system as the user; it must work."""
        done = self.person.run([*self.before, *argv], self.environment)
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


_ROWS = Rows()


@pytest.fixture
def table(request: pytest.FixtureRequest) -> Table:
    """What a test adds its fault with when everything held, for the table that is printed at the end."""
    return Table(request.node.user_properties)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """Take in the rows of a test, whichever process ran it."""
    if report.when == "teardown":
        for name, value in report.user_properties:
            if name == PROPERTY:
                _ROWS.add(Row(**json.loads(str(value))))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what was broken and repaired."""
    lines = _ROWS.lines()
    if lines:
        terminalreporter.section("fault → proven → found → repaired → undone")
        for line in lines:
            terminalreporter.write_line(line)
        _ROWS.write(ROOT / "build")
