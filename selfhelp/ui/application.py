"""Sets the application's identity for the desktop: name, icon, and the handling of its links."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from selfhelp.core import deep_links
from selfhelp.core.deep_links import DeepLink
from selfhelp.ui.tray.tray_icon import load_app_icon

IS_FUSION = "selfhelp_fusion"
"""The property that says that the style is Fusion: its name cannot be asked, a style sheet hides it."""


class Application(QApplication):
    """The application object of one process.

    Signals:
        led: a link was opened; carries the `DeepLink`. macOS sends links to the program that runs, as an
            event (Qt: QFileOpenEvent); elsewhere they are arguments of a second start.
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
        """Open the app's own links; a file dropped on the program's icon isn't a link."""
        if event.type() != QEvent.Type.FileOpen:
            return super().event(event)
        if (
            isinstance(event, QFileOpenEvent)
            and (where := destination_of_link(event.url().toString())) is not None
        ):
            self.led.emit(where)
        return True


def destination_of_link(link: str) -> DeepLink | None:
    """Return the destination of a link passed by the system, or None for a foreign link."""
    return deep_links.parse_link(link) if deep_links.is_link(link) else None


def set_application_name(name: str) -> None:
    """Set the name by which the desktop shows the program.

    Screen readers are told the application's name, not the display name (Qt, QAccessibleApplication::text).
    Call it once a window is on the screen: X11's class of a window, by which a desktop finds its launcher,
    is made of the same name with the first one and must stay as it is.
    """
    Application.setApplicationDisplayName(name)
    Application.setApplicationName(name)
