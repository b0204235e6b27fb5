"""The real app on a real (private) desktop: sign, menu, window, second start, late tray, quitting."""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.live.desk import STALONETRAY, Desk, wait_for
from tests.live.sni import Sign, TrayHost

pytestmark = [
    pytest.mark.live,
    pytest.mark.gui,
    pytest.mark.skipif(not shutil.which("Xvfb"), reason="needs Xvfb"),
]
APP = [sys.executable, "-m", "selfhelp"]
TRAY = [*APP, "--tray"]
PICTURES = Path(__file__).parents[2] / "build" / "screens"
MENU = [
    *("What's wrong?", "Get help", "My tickets", "Take a screenshot", "Record steps"),
    *("Common fixes", "Self-help", "Quit"),
]


@pytest.fixture
def desk() -> Iterator[Desk]:
    with Desk() as desk:
        yield desk


@contextmanager
def host(desk: Desk) -> Iterator[TrayHost]:
    tray = TrayHost(desk.environment["DBUS_SESSION_BUS_ADDRESS"])
    try:
        yield tray
    finally:
        tray.close()


@contextmanager
def sign_of(desk: Desk, tray: TrayHost) -> Iterator[Sign]:
    sign = Sign(desk.environment["DBUS_SESSION_BUS_ADDRESS"], tray.items[-1])
    try:
        yield sign
    finally:
        sign.close()


def close_window(desk: Desk) -> None:
    """Close the window as a person does: by keys, again where the focus had not come yet."""

    def closed() -> bool:
        shown = desk.windows("Self-help")
        if shown:
            desk.run(["xdotool", "windowactivate", shown[0]])
            time.sleep(0.2)
            desk.run(["xdotool", "key", "alt+F4"])
            time.sleep(0.2)
        return not shown

    wait_for(closed)


def quiet(desk: Desk, app: subprocess.Popen[bytes]) -> None:
    """Nothing went wrong behind the person's back."""
    assert "Traceback" not in desk.log_of(app)
    for log in desk.home.rglob("selfhelp.log"):
        assert "ERROR" not in log.read_text()


def test_the_sign_has_a_picture_and_the_menu(desk: Desk) -> None:
    with host(desk) as tray:
        app = desk.spawn(TRAY)
        tray.wait()
        with sign_of(desk, tray) as sign:
            assert sign.labels() == MENU
            properties = sign.properties()
            assert properties["IconPixmap"]
            assert "Self-help" in properties["ToolTip"][2]
        assert desk.windows("Self-help") == []
        quiet(desk, app)


def test_the_menu_speaks_french(desk: Desk) -> None:
    with host(desk) as tray:
        desk.spawn(TRAY, LANG="fr_FR.UTF-8", LC_ALL="")
        tray.wait()
        with sign_of(desk, tray) as sign:
            assert len(sign.labels()) == len(MENU)
            assert sign.labels() != MENU


@pytest.mark.parametrize("entry", ["What's wrong?", "Get help", "My tickets"])
def test_an_entry_opens_the_window(desk: Desk, entry: str) -> None:
    with host(desk) as tray:
        app = desk.spawn(TRAY)
        tray.wait()
        with sign_of(desk, tray) as sign:
            sign.click(entry)
            wait_for(lambda: desk.windows("Self-help"))
        quiet(desk, app)


def test_quit_ends_the_app(desk: Desk) -> None:
    with host(desk) as tray:
        app = desk.spawn(TRAY)
        tray.wait()
        with sign_of(desk, tray) as sign:
            sign.click("Quit")
        assert app.wait(60) == 0
        quiet(desk, app)


def test_a_click_opens_and_closing_stays_in_the_tray(desk: Desk) -> None:
    with host(desk) as tray:
        app = desk.spawn(TRAY)
        tray.wait()
        with sign_of(desk, tray) as sign:
            for _ in range(2):
                sign.activate()
                wait_for(lambda: desk.windows("Self-help"))
                close_window(desk)
                wait_for(lambda: not desk.windows("Self-help"))
                assert app.poll() is None
        quiet(desk, app)


def test_a_tray_that_starts_later_gets_the_sign(desk: Desk) -> None:
    app = desk.spawn(TRAY)
    lock = desk.home / "runtime_dir" / "selfhelp" / "app.socket"
    wait_for(lock.exists)  # the app has settled, and found no tray
    with host(desk) as tray:
        tray.wait()
        with sign_of(desk, tray) as sign:
            assert sign.labels() == MENU
            sign.click("What's wrong?")
            wait_for(lambda: desk.windows("Self-help"))
        quiet(desk, app)


def test_a_tray_that_starts_again_gets_the_sign_again(desk: Desk) -> None:
    app = desk.spawn(TRAY)
    for _ in range(2):
        with host(desk) as tray:
            tray.wait(seconds=15)
            with sign_of(desk, tray) as sign:
                assert sign.labels() == MENU
    quiet(desk, app)


def test_a_second_start_opens_the_window_of_the_first(desk: Desk) -> None:
    with host(desk) as tray:
        first = desk.spawn(TRAY)
        tray.wait()
        assert desk.run(TRAY).returncode == 0
        assert desk.windows("Self-help") == []
        assert desk.run(APP).returncode == 0
        wait_for(lambda: desk.windows("Self-help"))
        assert first.poll() is None
        assert len(tray.items) == 1
        quiet(desk, first)


def test_eight_simultaneous_starts_are_one_app(desk: Desk) -> None:
    with host(desk) as tray:
        apps = [desk.spawn(TRAY) for _ in range(8)]
        wait_for(lambda: sum(app.poll() is None for app in apps) == 1, seconds=30)
        assert all(app.poll() in (None, 0) for app in apps)
        assert len(tray.items) == 1


def test_a_killed_app_can_be_started_again(desk: Desk) -> None:
    with host(desk) as tray:
        app = desk.spawn(TRAY)
        tray.wait()
        app.kill()
        app.wait()
        again = desk.spawn(TRAY)
        tray.wait(2)
        assert again.poll() is None


def test_without_a_tray_closing_the_window_ends_the_app(desk: Desk) -> None:
    app = desk.spawn(APP)
    wait_for(lambda: desk.windows("Self-help"))
    close_window(desk)
    assert app.wait(60) == 0
    quiet(desk, app)


def test_without_a_display_it_says_so() -> None:
    env = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent"}
    done = subprocess.run(APP, env=env, capture_output=True, text=True, timeout=30)
    assert done.returncode == 3
    assert "display" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(not shutil.which("stalonetray"), reason="needs stalonetray")
def test_a_real_click_on_the_sign_opens_the_menu_and_the_window() -> None:
    with Desk(tray=STALONETRAY) as desk:
        app = desk.spawn(TRAY)
        wait_for(lambda: desk.run(["xdotool", "search", "--class", "selfhelp"]).returncode == 0)
        wait_for(lambda: (desk.home / "runtime_dir" / "selfhelp" / "app.socket").exists())
        desk.shot(PICTURES / "live-tray.png")
        x, y = _sign_position(desk)
        desk.run(["xdotool", "mousemove", str(x), str(y), "click", "3"])
        wait_for(lambda: _menus(desk))
        desk.shot(PICTURES / "live-menu.png")
        desk.run(["xdotool", "key", "Down", "Return"])
        wait_for(lambda: desk.windows("Self-help"))
        desk.shot(PICTURES / "live-window.png")
        quiet(desk, app)


def _sign_position(desk: Desk) -> tuple[int, int]:
    """Return the middle of the sign: the first slot of the tray's window."""
    window = desk.run(["xdotool", "search", "--class", "stalonetray"]).stdout.split()[-1].decode()
    told = desk.run(["xdotool", "getwindowgeometry", "--shell", window]).stdout.decode()
    place = dict(line.split("=") for line in told.split())
    height = int(place["HEIGHT"])
    return int(place["X"]) + height // 2, int(place["Y"]) + height // 2


def _menus(desk: Desk) -> bool:
    """Say whether a menu is open."""
    found = desk.run(["xdotool", "search", "--onlyvisible", "--class", "selfhelp"]).stdout.split()
    return any(
        b"_NET_WM_WINDOW_TYPE_POPUP_MENU" in desk.run(["xprop", "-id", window.decode()]).stdout
        for window in found
    )
