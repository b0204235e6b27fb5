"""The application's identity on the desktop: its name, icon and link handling."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from selfhelp.core import deep_links
from selfhelp.core.deep_links import DeepLink
from selfhelp.ui.tray.tray_icon import load_app_icon

IS_FUSION = "selfhelp_fusion"
"""Name of the property that is set for the Fusion style, because a style sheet hides the style's name."""


class Application(QApplication):
    """The application object of the process, which opens the app's own links.

    Signals:
        led: a link was opened; carries the `DeepLink`. macOS sends links to the running app as events (Qt:
          QFileOpenEvent); on other systems, links are arguments of a second start.
    """

    led = Signal(object)

    def __init__(self, arguments: Sequence[str]) -> None:
        # Set later, the style is handed to Python, which names its 500 constants for that: 5 ms of a window.
        super().__init__([*(arguments or ("selfhelp",)), "-style", "fusion"])
        self.setProperty(IS_FUSION, True)
        self.setQuitOnLastWindowClosed(False)
        self.setApplicationName("selfhelp")
        self.setDesktopFileName("selfhelp")
        self.setWindowIcon(load_app_icon())

    def event(self, event: QEvent) -> bool:
        """Handle the app's own links, ignore files dropped on the icon; return whether the event was used."""
        if event.type() != QEvent.Type.FileOpen:
            return super().event(event)
        if (
            isinstance(event, QFileOpenEvent)
            and (where := parse_own_link(event.url().toString())) is not None
        ):
            self.led.emit(where)
        return True


def parse_own_link(link: str) -> DeepLink | None:
    """Return the page that a link requests; None for a link of another app."""
    return deep_links.parse_deep_link(link) if deep_links.is_deep_link(link) else None


def set_application_name(name: str) -> None:
    """Set the app's name as shown by the desktop.

    Screen readers read the application name, not the display name (Qt, QAccessibleApplication::text). Call
    this function once a window is visible. The X11 class of the first window is made from the same name;
    desktops find the launcher by that class, so it must not change.
    """
    Application.setApplicationDisplayName(name)
    Application.setApplicationName(name)
