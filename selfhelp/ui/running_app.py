"""What the parts of the running app share: window, tray icon, core, background jobs."""

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
    """The app while it runs; its parts are made when they are asked for first
    (`selfhelp.ui.main.AppSession`).

    Attributes:
        window: the window, while there is one.
        tray: the tray icon.
    """

    window: AppWindow | None
    tray: TrayIcon

    @property
    def app(self) -> App:
        """The core."""

    @property
    def jobs(self) -> JobRunner:
        """Runs slow work elsewhere."""

    @property
    def notes(self) -> DesktopNotifications:
        """Notifications of a Linux desktop."""

    def open(self, destination: Destination) -> None:
        """Show the window with a screen."""

    def put_off_reminder(self) -> None:
        """Check again in an hour: the user postponed a reminder."""
