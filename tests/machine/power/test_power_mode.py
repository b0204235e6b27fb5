"""Whether a computer saves power: one row for each system, and a computer that cannot tell does not.

The answers are written from powerprofilesctl(1), pmset(1) and Microsoft's SYSTEM_POWER_STATUS; no computer
with a battery was at hand.
"""

from __future__ import annotations

from typing import Any

import pytest

from selfhelp.app.composition import App
from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Json, Platform
from selfhelp.core.paths import AppPaths
from selfhelp.core.text import N_
from selfhelp.machine import Command, Output, Reading
from selfhelp.machine.power.power_mode import SAVER, is_battery_saver_on


class Answering:
    """Answers one question."""

    def __init__(self, platform: Platform, answer: Any) -> None:
        self.platform, self.answer = platform, answer
        self.asked: list[str] = []

    def run(self, command: Command) -> Output:
        self.asked.append(command.argv[0])
        if self.answer is None:
            raise ProbeError(N_("not installed"))
        return Output(0, self.answer, "")

    def read(self, source: Any) -> Json:
        assert isinstance(source, Reading)
        assert source.function is is_battery_saver_on
        return self.answer

    def change(self, action: Any) -> Json:
        raise AssertionError("nothing is changed")


@pytest.mark.parametrize(
    ("platform", "answer", "saves"),
    [
        (Platform.LINUX, "power-saver\n", True),
        (Platform.LINUX, "balanced\n", False),
        (Platform.LINUX, None, False),
        (Platform.MACOS, "System-wide:\n lowpowermode         1\n", True),
        (Platform.MACOS, " lowpowermode         0\n", False),
        (Platform.MACOS, " powermode            1\n", True),
        (Platform.MACOS, " powermode            0\n", False),
        (Platform.MACOS, " powermode            2\n", False),
        (Platform.WINDOWS, True, True),
        (Platform.WINDOWS, False, False),
    ],
)
def test_each_system_says_so_in_its_way(platform: Platform, answer: Any, saves: bool) -> None:
    assert SAVER.read(Answering(platform, answer)) is saves


def test_a_computer_that_cannot_tell_saves_nothing(places: AppPaths) -> None:
    app = App(Answering(Platform.MACOS, None), places, {})
    assert app.is_saving_power() is False
