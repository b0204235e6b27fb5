"""What parts say about themselves: what is chance and what is a fault."""

from __future__ import annotations

import pytest

from selfhelp.core.model import Json, Platform
from selfhelp.machine.system.hardware_health import MEMORY_FAULTS
from tests.fake_machine import FakeMachine


def windows(*answer: Json) -> FakeMachine:
    """A Windows whose PowerShell answers so."""
    return FakeMachine(Platform.WINDOWS, objects=answer)


@pytest.mark.parametrize(
    ("fatal", "corrected", "faults"), [(0, 2, 0), (1, 2, 1), (0, 100, 100), (1, 100, 101)]
)
def test_a_few_corrected_errors_are_chance(fatal: int, corrected: int, faults: int) -> None:
    events = [{"Id": 46}] * fatal + [{"Id": 47}] * corrected
    assert MEMORY_FAULTS.read(windows(*events)) == faults
