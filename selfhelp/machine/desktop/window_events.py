"""Events of the desktop's windows: a new one in front, a dialog, a program's end.

One interface, one source per system. No source uses a hook for the keyboard or the mouse, and none asks again
and again: each waits for what the system tells. X11 and sway are measured; Windows and macOS are from
documentation. Other Wayland desktops tell nothing.
"""

from __future__ import annotations

import importlib
import os
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

from selfhelp.core.errors import UnavailableError
from selfhelp.core.model import Platform
from selfhelp.machine.capture.open_windows import WindowArea

LONGEST_TITLE = 500
"""Characters of a title that is written. Of a longer one the middle is left out."""

MOST_READ = 20_000
"""Characters of a title in which is looked for what may not be recorded: such words may stand anywhere."""

SETTLE = 0.35
"""Seconds until a window that has just come to the front is painted."""


def one_line(text: str) -> str:
    """Return a title without control characters and marks that turn text around, in one line."""
    text = without_middle(text, MOST_READ)
    return " ".join("".join(c if unicodedata.category(c)[0] != "C" else " " for c in text).split())


def without_middle(text: str, most: int = LONGEST_TITLE) -> str:
    """Return a text of so many characters at most: a private window is marked at the end of its title."""
    half = most // 2
    return text if len(text) <= most else f"{text[: half - 3]} … {text[-half:]}"


class WindowHappening(StrEnum):
    """The kinds of event a source reports."""

    FOREGROUND = "foreground"
    DIALOG = "dialog"
    ENDED = "ended"
    HUNG = "hung"
    ANSWERS = "answers"


@dataclass(frozen=True, slots=True)
class WindowFacts:
    """A window of another program, at present.

    Attributes:
        handle: the system's own number of it; 0 if there is none.
        pid: the number of its program; 0 if it is not told.
        names: what the program and the system call it; foreign text.
        title: foreign text, in one line.
        area: with its frame, in pixels of the desktop; None if it is not shown.
        dialog: whether it belongs to another window, or says that it is a dialog.
        see_through: whether what lies behind it may shine through.
        title_bar: how high the bar with the title is that the system draws, in pixels; 0 if not told.
    """

    handle: int
    pid: int = 0
    names: tuple[str, ...] = ()
    title: str = ""
    area: WindowArea | None = None
    dialog: bool = False
    see_through: bool = False
    title_bar: int = 0

    @property
    def program(self) -> str:
        """The program's own name."""
        return self.names[0] if self.names else ""


@dataclass(frozen=True, slots=True)
class WindowEvent:
    """Something that happened to a window; ``at`` is in seconds since 1970."""

    what: WindowHappening
    window: WindowFacts
    at: float


@dataclass(frozen=True, slots=True)
class NearbyWindow:
    """A window that may share pixels with another one.

    Attributes:
        window: which.
        above: whether it lies over the other one.
        same_program: whether both belong to one program.
    """

    window: WindowFacts
    above: bool
    same_program: bool


Hear = Callable[[WindowEvent], None]


class WindowEventSource(Protocol):
    """Reports window events until it is stopped; calls back on its own thread."""

    manual_only: bool
    """Whether the desktop tells nothing, so that every step is taken by the user (most of Wayland)."""

    def start(self, hear: Hear) -> None:
        """Start reporting.

        Raises:
            UnavailableError: the desktop cannot be asked.
        """

    def stop(self) -> None:
        """Stop reporting; returns when no call is running."""

    def foreground(self) -> WindowFacts | None:
        """Return the window in front, ours not counted: then the one that was in front before."""

    def look_again(self, handle: int) -> WindowFacts | None:
        """Return a window's current state, even if it isn't in front; None if it is gone. On any thread.

        Raises:
            UnavailableError: the desktop doesn't say whether it is gone.
        """

    def nearby(self, handle: int) -> Sequence[NearbyWindow]:
        """Return the windows that may share pixels with one, topmost last."""

    def ask_whether_it_answers(self) -> None:
        """Check whether the foreground program still responds, if the desktop supports it."""


class ManualSource:
    """For desktops that don't report other programs' windows: the user captures every step."""

    manual_only = True

    def start(self, hear: Hear) -> None:
        """Do nothing."""

    def stop(self) -> None:
        """Do nothing."""

    def foreground(self) -> WindowFacts | None:
        """Return None; window details aren't available here."""
        return None

    def look_again(self, handle: int) -> WindowFacts | None:
        """Return None; window details aren't available here."""
        return None

    def nearby(self, handle: int) -> Sequence[NearbyWindow]:
        """Return an empty list: the desktop takes the screenshot and asks the user."""
        return ()

    def ask_whether_it_answers(self) -> None:
        """Do nothing."""


@runtime_checkable
class KeepsInSight(Protocol):
    """A source that can have our bar stay in front, where a program cannot do so for itself (Wayland)."""

    def keep_in_sight(self, title: str) -> None:
        """Keep our window with this title in front.

        Raises:
            UnavailableError: the desktop cannot be asked.
        """


_SOURCES: Mapping[Platform, Sequence[tuple[str, str]]] = {
    Platform.LINUX: (
        ("selfhelp.machine.desktop.x11_window_events", "X11WindowEvents"),
        ("selfhelp.machine.desktop.sway_window_events", "SwayWindowEvents"),
    ),
    Platform.WINDOWS: (("selfhelp.machine.desktop.win32_window_events", "Win32WindowEvents"),),
    Platform.MACOS: (("selfhelp.machine.desktop.macos_window_events", "MacWindowEvents"),),
}


def tells_notifications() -> bool:
    """Whether the desktop reports the areas of panels and notifications, so that they aren't recorded."""
    return not os.environ.get("SWAYSOCK")


def open_source(platform: Platform) -> WindowEventSource:
    """Return the source of this desktop; the manual one if the desktop reports no windows."""
    for module, name in _SOURCES[platform]:
        with suppress(UnavailableError, OSError):
            made: WindowEventSource = getattr(importlib.import_module(module), name)()
            return made
    return ManualSource()
