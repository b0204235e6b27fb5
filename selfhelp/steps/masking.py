"""Which parts of a picture of one window are covered before anything is written.

A picture shows one window and what its own program puts over it. Whatever another program has above it, and
what is excluded from recordings and could shine through, is made opaque; so are password fields and the
areas that the user hides. Most windows that could be transparent are not, so what may be private below one is
covered only where people make windows transparent: in terminals.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from selfhelp.machine.capture.open_windows import WindowArea
from selfhelp.machine.desktop.window_events import NearbyWindow, WindowFacts
from selfhelp.steps.exclusions import Exclusions, is_ours, is_terminal
from selfhelp.steps.recording import Withheld


@dataclass(frozen=True, slots=True)
class HiddenArea:
    """A part that the user hides: of a window, counted from its corner, or of the desktop (``handle`` 0)."""

    handle: int
    area: WindowArea


def covered_areas(
    window: WindowFacts, nearby: Sequence[NearbyWindow], rules: Exclusions, hidden: Sequence[HiddenArea] = ()
) -> Sequence[WindowArea]:
    """Return the areas to mask in a picture of a window, in pixels of the picture."""
    if window.area is None:
        return ()
    found = [one.window.area for one in nearby if one.window.area is not None and _covers(window, one, rules)]
    found += [_on_desktop(one, window.area) for one in hidden if one.handle in {0, window.handle}]
    return [part for area in found if (part := clip(area, window.area)) is not None]


def clip(area: WindowArea, frame: WindowArea) -> WindowArea | None:
    """Return the part of an area to mask within a frame, from the frame's corner; None if none is."""
    left, top = max(area.x, frame.x), max(area.y, frame.y)
    right = min(area.x + area.width, frame.x + frame.width)
    bottom = min(area.y + area.height, frame.y + frame.height)
    if right <= left or bottom <= top:
        return None
    return WindowArea(left - frame.x, top - frame.y, right - left, bottom - top)


def _covers(window: WindowFacts, other: NearbyWindow, rules: Exclusions) -> bool:
    reason = rules.reason(other.window)
    excluded = is_ours(other.window) or reason is not Withheld.NO
    if other.above:
        return excluded or not other.same_program
    certain = reason in {Withheld.EXCLUDED, Withheld.PRIVATE}
    return window.see_through and (certain or (excluded and is_terminal(window)))


def _on_desktop(hidden: HiddenArea, frame: WindowArea) -> WindowArea:
    area = hidden.area
    if not hidden.handle:
        return area
    return WindowArea(frame.x + area.x, frame.y + area.y, area.width, area.height)
