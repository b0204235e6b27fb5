"""Computes the window's position beside the tray icon; without Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

GAP = 8
"""Logical pixels between the window and the edge of the screen."""


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle in logical pixels. ``right`` and ``bottom`` are the first pixels outside it."""

    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The first column to the right of the rectangle."""
        return self.left + self.width

    @property
    def bottom(self) -> int:
        """The first row below it."""
        return self.top + self.height

    @property
    def centre(self) -> tuple[int, int]:
        """The pixel in its middle."""
        return self.left + self.width // 2, self.top + self.height // 2

    def overlap(self, other: Area) -> int:
        """Return the number of pixels that two rectangles share."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(across, 0) * max(down, 0)


def beside(icon: Area, screen: Area, width: int, height: int) -> Area:
    """Return where a window belongs that opens from the tray icon.

    It touches the edge of the screen that the icon is nearest to, which is where the taskbar is, and is
    centred on the icon along that edge.

    Args:
        icon: the tray icon, or where it was clicked.
        screen: what is free of taskbars and docks on the icon's screen.
        width: of the window with its frame.
        height: of the window with its frame.
    """
    x, y = icon.centre
    left, top = x - width // 2, y - height // 2
    distances = {
        "bottom": screen.bottom - y,
        "top": y - screen.top,
        "right": screen.right - x,
        "left": x - screen.left,
    }
    match min(distances, key=lambda edge: distances[edge]):
        case "bottom":
            top = screen.bottom - height
        case "top":
            top = screen.top
        case "right":
            left = screen.right - width
        case _:
            left = screen.left
    return inside(Area(left, top, width, height), screen)


def centred(screen: Area, width: int, height: int) -> Area:
    """Return the placement of a window in the middle of a screen."""
    x, y = screen.centre
    return inside(Area(x - width // 2, y - height // 2, width, height), screen)


def resized(window: Area, screen: Area, width: int, height: int) -> Area:
    """Return where a window goes that takes another size: the sides nearest to the screen's edge stay."""
    left = window.left
    if screen.right - window.right < window.left - screen.left:
        left = window.right - width
    top = window.top
    if screen.bottom - window.bottom < window.top - screen.top:
        top = window.bottom - height
    return inside(Area(left, top, width, height), screen)


def inside(window: Area, screen: Area) -> Area:
    """Return the placement of a window moved, and made smaller if need be, so that all is on the screen."""
    width = min(window.width, max(screen.width - 2 * GAP, 1))
    height = min(window.height, max(screen.height - 2 * GAP, 1))
    left = min(max(window.left, screen.left + GAP), screen.right - GAP - width)
    top = min(max(window.top, screen.top + GAP), screen.bottom - GAP - height)
    return Area(left, top, width, height)


def screen_for(window: Area, screens: Sequence[Area]) -> Area:
    """Return the screen that shows most of a window; the first where its screen has gone.

    Args:
        window: where it is.
        screens: at least one, the main one first.
    """
    return max(screens, key=window.overlap)


def at_edge(x: int, y: int, whole: Area, free: Area) -> bool:
    """Return whether a point of a screen is on its taskbar or dock, where tray icons are."""
    outside = not (free.left <= x < free.right and free.top <= y < free.bottom)
    return outside and whole.left <= x < whole.right and whole.top <= y < whole.bottom
