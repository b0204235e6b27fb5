"""A check on the command line looks as long as it takes; the quick look of the overview doesn't."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from selfhelp.cli import main
from selfhelp.core import log
from selfhelp.core.model import Finding
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_
from selfhelp.fixes.files.disk_full import DiskFull
from selfhelp.machine import Machine


@pytest.fixture
def full(
    own_home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Any]:
    """Return a function that checks a disk whose first look took too long."""

    def look(_check: DiskFull, _machine: Machine) -> Finding:
        return Finding(N_("It is full."), evidence={"own files": "some, not finished"}, unfinished=True)

    def closer(_check: DiskFull, _machine: Machine, finding: Finding, _progress: Progress) -> Finding:
        return Finding(finding.summary, evidence={"largest folder 1": "9 bytes in 1 files: ~/Videos"})

    monkeypatch.setattr(DiskFull, "diagnose", look)
    monkeypatch.setattr(DiskFull, "complete_finding", closer)

    def check(*words: str) -> Any:
        assert main.run(["check", "disk-full", *words, "--json"]) == 1
        return json.loads(capsys.readouterr().out)["checks"][0]["evidence"]

    yield check
    log.close_log_file()


def test_the_evidence_is_complete(full: Any) -> None:
    assert full() == {"largest folder 1": "9 bytes in 1 files: ~/Videos"}


def test_a_quick_look_stays_quick(full: Any) -> None:
    assert full("--quick") == {"own files": "some, not finished"}
