"""A real GNOME Shell: its portal asks before a picture is taken, and remembers; the window needs no tray."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from tests.live.desk import wait_for
from tests.live.gnome import HEIGHT, NEEDED, PORTAL, RETURN, TAB, WIDTH, Gnome
from tests.people import ALICE, Person, person, product
from tests.pictures import shows_something

pytestmark = [
    pytest.mark.live,
    pytest.mark.gui,
    pytest.mark.soak,
    pytest.mark.skipif(
        not (all(map(shutil.which, NEEDED)) and PORTAL.exists()), reason="needs GNOME Shell and its portal"
    ),
]

NOT_ALLOWED = "Your desktop environment blocked the screenshot."


@pytest.fixture(scope="module")
def user(people: None) -> Iterator[Person]:
    """One home for the whole module, because a desktop takes its time to start."""
    with person(ALICE) as somebody:
        yield somebody


@pytest.fixture(scope="module")
def desktop(user: Person) -> Iterator[Gnome]:
    """GNOME Shell with one monitor."""
    with Gnome(user) as made:
        yield made


@pytest.fixture
def gnome(desktop: Gnome) -> Gnome:
    """The desktop, as long as nobody was asked."""
    desktop.forget_permissions()
    return desktop


def start_grab(gnome: Gnome, target: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "selfhelp.ui.capture.grab", "-o", str(target)]
    return gnome.spawn(command, QT_QPA_PLATFORM="wayland")


def answered(gnome: Gnome, grab: subprocess.Popen[str], *keys: int) -> int:
    """Wait for the desktop's question, press keys, and return how the program ended."""
    wait_for(gnome.asks, 20)
    gnome.press(*keys)
    return grab.wait(20)


def test_yes_gives_a_picture_and_is_asked_only_once(gnome: Gnome, user: Person) -> None:
    first, second = user.home / "first.png", user.home / "second.png"
    grab = start_grab(gnome, first)
    assert answered(gnome, grab, TAB, RETURN) == 0, gnome.log_of(grab)
    again = start_grab(gnome, second)
    assert again.wait(60) == 0, gnome.log_of(again)
    assert {(picture.width(), picture.height()) for picture in map(QImage, map(str, (first, second)))} == {
        (WIDTH, HEIGHT)
    }
    assert all(shows_something(QImage(str(file))) for file in (first, second)), "a picture of one colour"
    assert {path.name for path in user.home.rglob("*.png")} == {"first.png", "second.png"}, (
        "GNOME's own is gone"
    )


def test_no_is_remembered_and_the_sentence_says_what_helps(gnome: Gnome, user: Person) -> None:
    grab = start_grab(gnome, user.home / "none.png")
    assert answered(gnome, grab, RETURN) == 3  # "Deny" has the focus
    assert NOT_ALLOWED in gnome.log_of(grab)
    again = start_grab(gnome, user.home / "none.png")
    assert again.wait(60) == 3
    assert NOT_ALLOWED in gnome.log_of(again)
    assert not gnome.asks()
    assert not (user.home / "none.png").exists()


def test_without_a_tray_a_second_start_opens_the_window(gnome: Gnome, user: Person) -> None:
    app = gnome.spawn(product("--tray"), QT_QPA_PLATFORM="wayland")
    time.sleep(3)
    assert app.poll() is None, gnome.log_of(app)
    assert gnome.run(product("open", "ask"), QT_QPA_PLATFORM="wayland").returncode == 0
    wait_for(lambda: "Self-help" in gnome.titles(), 20)
    assert gnome.run(product("--quit"), QT_QPA_PLATFORM="wayland").returncode == 0
    assert app.wait(60) == 0
    assert "Traceback" not in gnome.log_of(app)
