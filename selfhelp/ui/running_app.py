"""The interface of the running app: window, tray icon, core, background jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from selfhelp.app.composition import App
    from selfhelp.ui.jobs import JobRunner
    from selfhelp.ui.navigation import Destination
    from selfhelp.ui.tray.desktop_notifications import DesktopNotifications
    from selfhelp.ui.tray.tray_icon import TrayIcon
    from selfhelp.ui.window import AppWindow


class RunningApp(Protocol):
    """The running app; its parts are created on first use (`selfhelp.ui.main.AppSession`).

    Attributes:
        window: the window, or None while there is none.
        tray: the tray icon.
    """

    window: AppWindow | None
    tray: TrayIcon

    @property
    def app(self) -> App:
        """The core."""

    @property
    def jobs(self) -> JobRunner:
        """The runner for background jobs."""

    @property
    def desktop_notifications(self) -> DesktopNotifications:
        """The notifications of a Linux desktop."""

    def open(self, destination: Destination) -> None:
        """Show the window with a page."""

    def schedule_reminder(self) -> None:
        """Check again in an hour, because the user postponed a reminder."""
