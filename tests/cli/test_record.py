"""selfhelp record: what a section asks is written down, and a test can read the section from it."""

from __future__ import annotations

from pathlib import Path

import pytest

from selfhelp.catalog.catalog import Catalog
from selfhelp.cli.main import run
from selfhelp.core.model import CheckState, Platform
from selfhelp.core.progress import Progress
from selfhelp.machine.replay import ReplayMachine
from selfhelp.machine.transcript import Transcript
from selfhelp.policy.policy import Policy
from selfhelp.report import snapshot


def test_a_section_is_recorded_and_can_be_read_from_the_recording(tmp_path: Path) -> None:
    file = tmp_path / "language--here.toml"
    assert run(["record", "--section", "language", "--about", "as it is", "-o", str(file)]) == 0
    transcript = Transcript.load(file)
    assert (transcript.expect, transcript.about) == (CheckState.HEALTHY, "as it is")
    assert transcript.entries
    collector = Catalog(Policy(), Platform.LINUX).collectors["language"]
    taken = snapshot.take_snapshot(ReplayMachine(transcript), [collector], progress=Progress())
    assert taken.sections[0].ok
    assert taken.sections[0].items


def test_a_section_that_is_unknown_is_wrong_use_and_the_known_ones_are_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["record", "--section", "printer", "-o", str(tmp_path / "x.toml")]) == 2
    assert "printers" in capsys.readouterr().err
    assert list(tmp_path.glob("*.toml")) == []


@pytest.mark.parametrize("wanted", [[], ["clock-skew", "--section", "printers"]])
def test_it_wants_a_check_or_a_section(wanted: list[str], tmp_path: Path) -> None:
    assert run(["record", *wanted, "-o", str(tmp_path / "x.toml")]) == 2
