"""The open windows on the desktop: titles and positions."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

LONGEST_TITLE = 80
MOST = 60
"""Maximum number of windows to list."""


@dataclass(frozen=True, slots=True)
class WindowArea:
    """A rectangle of the desktop, in physical pixels (macOS: points)."""

    x: int
    y: int
    width: int
    height: int

    def overlaps_area(self, other: WindowArea) -> bool:
        """Return whether two areas share a pixel."""
        across = self.x < other.x + other.width and other.x < self.x + self.width
        return across and self.y < other.y + other.height and other.y < self.y + self.height


@dataclass(frozen=True, slots=True)
class OpenWindow:
    """A window of another program.

    Attributes:
        handle: the system's window handle.
        title: external text, in one line of at most 80 characters.
        area: with its frame, without its shadow.
    """

    handle: int
    title: str
    area: WindowArea


def clean_window_title(text: str) -> str:
    """Return a title in one line of limited length, without control and bidirectional characters."""
    shown = " ".join("".join(c if unicodedata.category(c)[0] != "C" else " " for c in text).split())
    return shown if len(shown) <= LONGEST_TITLE else shown[: LONGEST_TITLE - 1] + "…"
