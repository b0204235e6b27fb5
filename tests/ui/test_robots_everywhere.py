"""A robot at every screen but the one of `tests.ui.test_robot`: 200 actions each.

They run beside other tests: a robot counts what the window itself computes, and knows a busy computer.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.ui.robot.room import ALWAYS, SCREENS_OF_ROBOTS
from tests.ui.test_robot import ACTIONS, robot

GROUPS = 5
"""Each loads the window once for every fifth screen: that takes as long as a hundred actions."""

OTHERS = [screen for screen in SCREENS_OF_ROBOTS if screen != ALWAYS]


@pytest.mark.slow
@pytest.mark.soak
@pytest.mark.parametrize("group", range(GROUPS))
def test_anything_may_be_done_to_every_screen(own_home: Path, loops: int, group: int) -> None:
    screens = OTHERS[group::GROUPS]
    status, said = robot(own_home, ",".join(screens), "20261128", str(ACTIONS * loops))
    assert status == 0, said
    assert re.findall(r"^(\w+), seed .* 0 wrong$", said, re.MULTILINE) == screens
