"""The icon in the panels of real desktops (Xfce, LXQt, MATE, Plasma) is seen; a click on it opens the app.

Each panel starts as its desktop delivers it. The panel draws the icon and its menu, not Qt. The icon's own
colour tells where it is in a picture of the display.
"""

from __future__ import annotations

import re
import shutil
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from tests.live.desk import Desk, wait_for

PANELS = {"XFCE": "xfce4-panel", "LXQt": "lxqt-panel", "MATE": "mate-panel"}
"""The program of each desktop, by the name that the desktop gives itself."""

PLASMA, PLASMA_SHELL, PLASMA_TRAY = "KDE", "plasmashell", "kded6"
PLASMA_SETTINGS = {"KDE_FULL_SESSION": "true", "KDE_SESSION_VERSION": "6", "QT_QUICK_BACKEND": "software"}
"""What a session of Plasma sets (startplasma-x11); its panel is drawn without a graphics card here."""

TRAY = [sys.executable, "-m", "selfhelp", "--tray"]
PICTURES = Path(__file__).parents[2] / "build" / "screens"
BLUE = bytes.fromhex("c25f0aff")
"""The colour of the icon's ring (`resources/icons`), as a picture has it: blue, green, red, 255."""

SMALLEST = 60
"""Pixels of the ring that are seen at least: a tray draws the icon 16 to 24 pixels wide."""

pytestmark = [
    pytest.mark.live,
    pytest.mark.gui,
    pytest.mark.skipif(
        not all(map(shutil.which, ("Xvfb", *PANELS.values()))), reason="needs " + ", ".join(PANELS.values())
    ),
]


@dataclass(frozen=True, slots=True)
class Panel:
    """A desktop with a panel, and the app's icon in it."""

    desk: Desk
    name: str

    def place(self) -> tuple[int, int] | None:
        """Return the middle of the icon, or None where it isn't seen."""
        picture = self.picture("panel").convertToFormat(QImage.Format.Format_RGB32)
        data, wide = bytes(picture.constBits()), picture.width()
        found = [at.start() // 4 for at in re.finditer(re.escape(BLUE), data) if at.start() % 4 == 0]
        if len(found) < SMALLEST:
            return None
        across, down = sorted(place % wide for place in found), sorted(place // wide for place in found)
        return (across[0] + across[-1]) // 2, (down[0] + down[-1]) // 2

    def steady_place(self) -> tuple[int, int]:
        """Wait until the icon stays where it is: a panel makes room for it step by step."""
        last: tuple[int, int] | None = None

        def steady() -> bool:
            nonlocal last
            before, last = last, self.place()
            return last is not None and last == before

        wait_for(steady, 30)
        assert last is not None
        return last

    def picture(self, what: str) -> QImage:
        """Return a picture of the display, which is kept, too."""
        path = PICTURES / f"live-{self.name.lower()}-{what}.png"
        self.desk.shot(path)
        return QImage(str(path))

    def steady_picture(self, what: str) -> QImage:
        """Return a picture of the display once it no longer changes: a menu that fades in takes no key."""
        last = self.picture(what)

        def steady() -> bool:
            nonlocal last
            before, last = last, self.picture(what)
            return before == last

        wait_for(steady, 20)
        return last

    def click(self, button: int) -> None:
        """Click on the icon."""
        place = self.steady_place()
        self.desk.run(["xdotool", "mousemove", *map(str, place), "sleep", "0.2", "click", str(button)])


WITH_PLASMA = [
    *PANELS,
    pytest.param(
        PLASMA,
        marks=[
            pytest.mark.soak,
            pytest.mark.skipif(shutil.which(PLASMA_SHELL) is None, reason=f"needs {PLASMA_SHELL}"),
        ],
    ),
]


@pytest.fixture(params=WITH_PLASMA)
def panel(request: pytest.FixtureRequest) -> Iterator[Panel]:
    """A desktop whose panel shows the icon."""
    name = request.param
    settings = {"XDG_CURRENT_DESKTOP": name, "XDG_CONFIG_DIRS": "/etc/xdg:/usr/share"}  # as startlxqt does
    if name == PLASMA:
        settings |= PLASMA_SETTINGS
    program = PANELS.get(name, PLASMA_SHELL)
    with Desk(size="1000x600x24", extra=settings) as desk:
        if name == PLASMA:
            desk.spawn([PLASMA_TRAY])  # knows who has an icon
        desk.spawn([program])
        made = Panel(desk, name)
        wait_for(lambda: b"_NET_WM_STRUT" in _properties(desk, program), 60)
        assert made.place() is None, "something else of this colour is on the display"
        app = desk.spawn(TRAY)
        made.steady_place()
        yield made
        assert app.poll() is None
        assert "Traceback" not in desk.log_of(app)


def _properties(desk: Desk, program: str) -> bytes:
    """Return the properties of all windows of a program."""
    windows = desk.run(["xdotool", "search", "--class", program]).stdout.decode().split()
    return b"".join(desk.run(["xprop", "-id", window]).stdout for window in windows)


def test_a_click_on_the_icon_opens_the_window(panel: Panel) -> None:
    assert panel.desk.windows("Self-help") == []
    panel.click(1)
    wait_for(lambda: panel.desk.windows("Self-help"))
    panel.picture("window")


def test_the_menu_that_the_panel_draws_opens_the_window(panel: Panel) -> None:
    before = panel.picture("before")
    panel.click(3)
    wait_for(lambda: _changed(before, panel.picture("menu")) > 20_000, 30)
    wait_for(lambda: _first_entry_opens(panel), 60)


def _first_entry_opens(panel: Panel) -> bool:
    """Go to the first entry and choose it; a panel that is told of the common fixes meanwhile forgets it."""
    shown = panel.steady_picture("menu")
    panel.desk.run(["xdotool", "key", "Down"])
    wait_for(lambda: _changed(shown, panel.picture("menu")), 20)
    panel.desk.run(["xdotool", "key", "Return"])
    end = time.monotonic() + 20
    while not (opened := panel.desk.windows("Self-help")) and time.monotonic() < end:
        time.sleep(0.1)
    return bool(opened)


def _changed(before: QImage, after: QImage) -> int:
    """Return how many pixels differ, of every second one in both directions times four."""
    places = [(x, y) for x in range(0, before.width(), 2) for y in range(0, before.height(), 2)]
    return 4 * sum(before.pixel(x, y) != after.pixel(x, y) for x, y in places)
