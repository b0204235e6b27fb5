"""Sections replayed from the computers that `selfhelp prove` recorded: every adopted file is a test."""

from __future__ import annotations

from pathlib import Path

import pytest

from selfhelp.catalog.catalog import Catalog
from selfhelp.machine.replay import ReplayMachine
from selfhelp.machine.transcript import RECORDED, Transcript
from selfhelp.policy.policy import Policy

FILES = sorted((Path(__file__).parent / "recorded" / "proofs").glob("*.toml"))


def test_there_are_some() -> None:
    assert len(FILES) > 10


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_recorded_section_can_be_read_again(path: Path) -> None:
    transcript = Transcript.load(path)
    assert transcript.source == RECORDED
    id_ = path.stem.partition("--")[2].rpartition("-")[0]
    machine = ReplayMachine(transcript)
    items = Catalog(Policy(), transcript.platform).collectors[id_].collect_facts(machine)
    machine.check_complete()
    assert items
