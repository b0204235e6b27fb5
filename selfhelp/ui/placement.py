"""Compute the window's position next to the tray icon; without Qt."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

GAP = 8
"""Distance between the window and the screen's edge, in logical pixels."""


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle in logical pixels; ``right`` and ``bottom`` are exclusive."""

    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """The x coordinate of the first column beyond the right edge."""
        return self.left + self.width

    @property
    def bottom(self) -> int:
        """The y coordinate of the first row beyond the bottom edge."""
        return self.top + self.height

    @property
    def centre(self) -> tuple[int, int]:
        """The centre of the rectangle, as (x, y)."""
        return self.left + self.width // 2, self.top + self.height // 2

    def compute_overlap_area(self, other: Area) -> int:
        """Return the number of pixels shared by two rectangles."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(across, 0) * max(down, 0)


def compute_area_beside_icon(icon: Area, screen: Area, width: int, height: int) -> Area:
    """Return the area of a window that is placed next to the tray icon.

    The window touches the screen edge nearest to the icon, where the taskbar is. Along that edge, it is
    centred on the icon.

    Args:
        icon: the tray icon, or the position of a click on it.
        screen: the icon's screen without taskbars and docks.
        width: width of the window with its frame.
        height: height of the window with its frame.
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
    return compute_fitted_area(Area(left, top, width, height), screen)


def compute_centred_area(screen: Area, width: int, height: int) -> Area:
    """Return the area of a window centred on a screen."""
    x, y = screen.centre
    return compute_fitted_area(Area(x - width // 2, y - height // 2, width, height), screen)


def compute_resized_area(window: Area, screen: Area, width: int, height: int) -> Area:
    """Return the area of a resized window; the sides nearest to the screen's edges stay in place."""
    left = window.left
    if screen.right - window.right < window.left - screen.left:
        left = window.right - width
    top = window.top
    if screen.bottom - window.bottom < window.top - screen.top:
        top = window.bottom - height
    return compute_fitted_area(Area(left, top, width, height), screen)


def compute_fitted_area(window: Area, screen: Area) -> Area:
    """Return a window's area, moved and reduced if necessary to fit on the screen."""
    width = min(window.width, max(screen.width - 2 * GAP, 1))
    height = min(window.height, max(screen.height - 2 * GAP, 1))
    left = min(max(window.left, screen.left + GAP), screen.right - GAP - width)
    top = min(max(window.top, screen.top + GAP), screen.bottom - GAP - height)
    return Area(left, top, width, height)


def find_screen_of(window: Area, screens: Sequence[Area]) -> Area:
    """Return the screen that shows the largest part of a window; if none shows a part, the first screen.

    Args:
        window: the window's area.
        screens: the areas of the screens, at least one; the primary screen comes first.
    """
    return max(screens, key=window.compute_overlap_area)


def is_on_taskbar(x: int, y: int, whole: Area, free: Area) -> bool:
    """Return whether a point is on the screen's taskbar or dock, where tray icons are."""
    outside = not (free.left <= x < free.right and free.top <= y < free.bottom)
    return outside and whole.left <= x < whole.right and whole.top <= y < whole.bottom
