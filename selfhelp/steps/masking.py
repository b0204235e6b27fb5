"""Masks parts of a window's screenshot before anything is written.

An image shows one window and its own program's overlays. Other programs' windows above it, and excluded
windows that could shine through, are made opaque; so are password fields and the areas that the user hides.
As most windows are opaque, windows below are masked only under terminals, which users make translucent.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from selfhelp.machine.capture.open_windows import WindowArea
from selfhelp.machine.desktop.window_events import NearbyWindow, WindowFacts
from selfhelp.steps.exclusions import Exclusions, is_own_window, is_terminal
from selfhelp.steps.recording import MissingImageReason


@dataclass(frozen=True, slots=True)
class HiddenArea:
    """An area that the user hides, relative to a window's corner or (``handle`` 0) to the desktop."""

    handle: int
    area: WindowArea


def find_areas_to_mask(
    window: WindowFacts, nearby: Sequence[NearbyWindow], rules: Exclusions, hidden: Sequence[HiddenArea] = ()
) -> Sequence[WindowArea]:
    """Return the areas to mask in a window's image, in pixels of the image."""
    if window.area is None:
        return ()
    found = [
        one.window.area
        for one in nearby
        if one.window.area is not None and _must_window_be_masked(window, one, rules)
    ]
    found += [_to_desktop_area(one, window.area) for one in hidden if one.handle in {0, window.handle}]
    return [part for area in found if (part := clip_area(area, window.area)) is not None]


def clip_area(area: WindowArea, frame: WindowArea) -> WindowArea | None:
    """Return the part of an area inside a frame, relative to the frame; None if there is none."""
    left, top = max(area.x, frame.x), max(area.y, frame.y)
    right = min(area.x + area.width, frame.x + frame.width)
    bottom = min(area.y + area.height, frame.y + frame.height)
    if right <= left or bottom <= top:
        return None
    return WindowArea(left - frame.x, top - frame.y, right - left, bottom - top)


def _must_window_be_masked(window: WindowFacts, other: NearbyWindow, rules: Exclusions) -> bool:
    reason = rules.find_exclusion_reason(other.window)
    excluded = is_own_window(other.window) or reason is not MissingImageReason.NO
    if other.above:
        return excluded or not other.same_program
    certain = reason in {MissingImageReason.EXCLUDED, MissingImageReason.PRIVATE}
    return window.see_through and (certain or (excluded and is_terminal(window)))


def _to_desktop_area(hidden: HiddenArea, frame: WindowArea) -> WindowArea:
    area = hidden.area
    if not hidden.handle:
        return area
    return WindowArea(frame.x + area.x, frame.y + area.y, area.width, area.height)
