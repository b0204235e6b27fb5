"""Transcripts for the tests of fixes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from selfhelp.machine.replay import ReplayMachine
from selfhelp.machine.transcript import Transcript
from tests.people import ROOT

TRANSCRIPTS = ROOT / "tests" / "transcripts"


@pytest.fixture
def replay() -> Callable[[str], ReplayMachine]:
    """Return a machine that answers from a transcript, named ``clock-skew/debian-13--slow``."""
    return lambda name: ReplayMachine(Transcript.load(TRANSCRIPTS / f"{name}.toml"))
