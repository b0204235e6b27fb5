"""A screen that is shown again, in another language or size, is the same screen: nothing piles up."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from selfhelp.ui import theme
from selfhelp.ui.navigation import AboutPage, EditorPage
from tests.ui.robot.room import SCREENS_OF_ROBOTS, Room
from tests.ui.robot.senses import settle

pytestmark = pytest.mark.slow
TIMES = 3


@pytest.fixture
def room_of(tmp_path: Path, qapp: QApplication) -> Iterator[Callable[[str], Room]]:
    made: list[Room] = []

    def make(screen: str) -> Room:
        made.append(Room(screen, tmp_path, random.Random(1), qapp))
        made[0].enter()
        made[0].jobs.hold(False)
        made[0].window.prebuild_screen(
            EditorPage
        )  # what a form creates after a moment is there from the start
        return made[0]

    yield make
    for room in made:
        assert room.leave() == ()
    theme.apply_theme(qapp, "light")


def counted(room: Room) -> Counter[str]:
    """Return how many objects of each kind the window has, once it is at rest.

    What a job finds is shown when it ends, on a busy computer seconds later.
    """
    room.waiter.wait(120)
    while not room.jobs.at_rest:
        room.waiter.waitUntil(lambda: room.jobs.at_rest, timeout=60_000)
        room.waiter.wait(120)  # what came is shown, and may begin the next job
    settle()
    return Counter(type(thing).__name__ for thing in room.window.findChildren(QObject))


def once(room: Room) -> None:
    """Go away and come back, in other words and another size."""
    app, window = room.app, room.window
    for language, width in (("fr", 900), ("en", 400)):
        window.open(AboutPage())
        window.go_back()
        app.apply_preferences(app.preferences.copy_with_changes(language=language))
        window.apply_preferences()
        window.resize(width, 600)
        window.notify_tickets_changed()
        room.waiter.wait(25)


def grown(room: Room) -> Counter[str]:
    once(room)
    once(room)
    before = counted(room)
    for _ in range(TIMES):
        once(room)
    return counted(room) - before


@pytest.mark.spread(3)
@pytest.mark.parametrize("screen", SCREENS_OF_ROBOTS)
def test_nothing_piles_up(room_of: Callable[[str], Room], screen: str) -> None:
    room = room_of(screen)
    more = grown(room)
    assert not {kind: count for kind, count in more.items() if count >= TIMES}, more


def test_what_piles_up_is_noticed(room_of: Callable[[str], Room], monkeypatch: pytest.MonkeyPatch) -> None:
    room = room_of("settings")
    screen = room.window.get_current_screen()
    assert screen is not None
    layout = screen.layout()
    assert isinstance(layout, QVBoxLayout)
    monkeypatch.setattr(screen, "on_tickets_changed", lambda: layout.addWidget(QWidget()))
    assert grown(room)["QWidget"] >= TIMES
