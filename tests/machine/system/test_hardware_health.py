"""What parts say about themselves: what is chance and what is a fault."""

from __future__ import annotations

from typing import Any

import pytest

from selfhelp.core.model import Json, Platform
from selfhelp.machine.system.hardware_health import MEMORY_FAULTS


class Windows:
    """A Windows whose PowerShell answers so."""

    platform = Platform.WINDOWS

    def __init__(self, *answer: Json) -> None:
        self.answer = list(answer)

    def read(self, source: object) -> Json:
        return self.answer

    def run(self, command: object) -> Any:
        raise AssertionError("no program is needed")

    change = run


@pytest.mark.parametrize(
    ("fatal", "corrected", "faults"), [(0, 2, 0), (1, 2, 1), (0, 100, 100), (1, 100, 101)]
)
def test_a_few_corrected_errors_are_chance(fatal: int, corrected: int, faults: int) -> None:
    events = [{"Id": 46}] * fatal + [{"Id": 47}] * corrected
    assert MEMORY_FAULTS.read(Windows(*events)) == faults
