"""The application's identity on the desktop: its name and icon."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QApplication

from selfhelp.ui.tray.tray_icon import load_app_icon

IS_FUSION = "selfhelp_fusion"
"""Name of the property that is set for the Fusion style, because a style sheet hides the style's name."""


class Application(QApplication):
    """The application object of the process.

    Signals:
        led: a link was opened; carries the `DeepLink`. Only on macOS (`selfhelp.ui.macos_links`).
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


def set_application_name(name: str) -> None:
    """Set the app's name as shown by the desktop.

    Screen readers read the application name, not the display name (Qt, QAccessibleApplication::text). Call
    this function once a window is visible. The X11 class of the first window is made from the same name;
    desktops find the launcher by that class, so it must not change.
    """
    Application.setApplicationDisplayName(name)
    Application.setApplicationName(name)
