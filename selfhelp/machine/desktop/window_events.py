"""Reports the desktop's window events: a new foreground window, a dialog, a program's end.

There is one interface, and one source per system. No source hooks the keyboard or the mouse, and no source
polls: each waits for the system's events. The sources for X11 and sway were tested; the sources for Windows
and macOS were written from documentation. Other Wayland desktops report nothing.
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
"""Maximum number of characters in a title; the middle of a longer title is left out."""

MOST_READ = 20_000
"""Maximum number of characters in a title that are searched for words that must not be recorded."""

SETTLE = 0.35
"""Seconds after which a new foreground window is assumed to be painted."""


def join_into_one_line(text: str) -> str:
    """Return a title in one line, without control and bidirectional characters."""
    text = shorten_middle(text, MOST_READ)
    return " ".join("".join(c if unicodedata.category(c)[0] != "C" else " " for c in text).split())


def shorten_middle(text: str, most: int = LONGEST_TITLE) -> str:
    """Return a text shortened in the middle to ``most`` characters; its end may mark a window as private."""
    half = most // 2
    return text if len(text) <= most else f"{text[: half - 3]} … {text[-half:]}"


class WindowEventKind(StrEnum):
    """Types of window event, such as a new foreground window or a hung program."""

    FOREGROUND = "foreground"
    DIALOG = "dialog"
    ENDED = "ended"
    HUNG = "hung"
    ANSWERS = "answers"


@dataclass(frozen=True, slots=True)
class WindowFacts:
    """The current state of another program's window.

    Attributes:
        handle: the system's window handle; 0 if there is none.
        pid: its process ID; 0 if unknown.
        names: names of the program; external text.
        title: external text, in one line.
        area: with its frame, in pixels of the desktop; None if it isn't visible.
        dialog: whether it belongs to another window, or is marked as a dialog.
        see_through: whether it may be translucent.
        title_bar: height of the title bar drawn by the system, in pixels; 0 if unknown.
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
        """The first of the program's names; "" if unknown."""
        return self.names[0] if self.names else ""


@dataclass(frozen=True, slots=True)
class WindowEvent:
    """An event of a window; ``at`` is its time in seconds since 1970."""

    what: WindowEventKind
    window: WindowFacts
    at: float


@dataclass(frozen=True, slots=True)
class NearbyWindow:
    """A window that may share pixels with another window.

    Attributes:
        window: the window.
        above: whether it is above the other window.
        same_program: whether both windows belong to the same program.
    """

    window: WindowFacts
    above: bool
    same_program: bool


Hear = Callable[[WindowEvent], None]


class WindowEventSource(Protocol):
    """Base class of sources that report window events on their own thread until stopped."""

    manual_only: bool
    """Whether the desktop reports nothing, so that the user captures every step (most of Wayland)."""

    def start_listening(self, hear: Hear) -> None:
        """Start reporting events to ``hear``.

        Raises:
            UnavailableError: the desktop doesn't respond.
        """

    def stop_listening(self) -> None:
        """Stop reporting events; returns when no callback is running."""

    def read_foreground_window(self) -> WindowFacts | None:
        """Return another program's foreground window, or the last such window if this app is in front."""

    def read_window(self, handle: int) -> WindowFacts | None:
        """Return a window's current state, even if it isn't in front; None if it no longer exists.

        May be called on any thread.

        Raises:
            UnavailableError: the desktop doesn't respond.
        """

    def list_nearby_windows(self, handle: int) -> Sequence[NearbyWindow]:
        """Return the windows that may share pixels with a window, topmost last."""

    def report_hung_windows(self) -> None:
        """Report the foreground program if it no longer responds; not all desktops support this."""


class ManualWindowEventSource:
    """Source for desktops that don't report other programs' windows: the user captures every step."""

    manual_only = True

    def start_listening(self, hear: Hear) -> None:
        """Do nothing: this desktop reports no events."""

    def stop_listening(self) -> None:
        """Do nothing: this desktop reports no events."""

    def read_foreground_window(self) -> WindowFacts | None:
        """Return None; window details aren't available here."""
        return None

    def read_window(self, handle: int) -> WindowFacts | None:
        """Return None; window details aren't available here."""
        return None

    def list_nearby_windows(self, handle: int) -> Sequence[NearbyWindow]:
        """Return an empty list: the desktop takes the screenshot and asks the user."""
        return ()

    def report_hung_windows(self) -> None:
        """Do nothing: this desktop reports no hung programs."""


@runtime_checkable
class KeepsWindowOnTop(Protocol):
    """A source that can keep a window of this app in front, where programs can't do so alone (Wayland)."""

    def keep_window_on_top(self, title: str) -> None:
        """Keep this app's window with this title in front.

        Raises:
            UnavailableError: the desktop doesn't respond.
        """


_SOURCES: Mapping[Platform, Sequence[tuple[str, str]]] = {
    Platform.LINUX: (
        ("selfhelp.machine.desktop.x11_window_events", "X11WindowEvents"),
        ("selfhelp.machine.desktop.sway_window_events", "SwayWindowEvents"),
    ),
    Platform.WINDOWS: (("selfhelp.machine.desktop.win32_window_events", "Win32WindowEvents"),),
    Platform.MACOS: (("selfhelp.machine.desktop.macos_window_events", "MacWindowEvents"),),
}


def does_desktop_report_notifications() -> bool:
    """Return whether the desktop reports the areas of panels and notifications for redaction."""
    return not os.environ.get("SWAYSOCK")


def open_window_event_source(platform: Platform) -> WindowEventSource:
    """Return this desktop's event source; a `ManualWindowEventSource` if the desktop reports no windows."""
    for module, name in _SOURCES[platform]:
        with suppress(UnavailableError, OSError):
            made: WindowEventSource = getattr(importlib.import_module(module), name)()
            return made
    return ManualWindowEventSource()
