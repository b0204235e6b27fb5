"""The interface of the running app: window, tray icon, core and background jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from selfhelp.app.composition import App
    from selfhelp.ui.jobs import JobRunner
    from selfhelp.ui.navigation import Destination
    from selfhelp.ui.tray.desktop_notifications import DesktopNotifications
    from selfhelp.ui.tray.problem_message import ProblemMessage
    from selfhelp.ui.tray.tray_icon import TrayIcon
    from selfhelp.ui.window import AppWindow


class RunningApp(Protocol):
    """The parts of the running app, as an interface; implemented by `selfhelp.ui.main.AppSession`.

    Attributes:
        window: the window, or None while no window exists.
        tray: the tray icon.
        problem: the latest message about items that couldn't be sent, while it applies.
    """

    window: AppWindow | None
    tray: TrayIcon
    problem: ProblemMessage | None

    @property
    def app(self) -> App:
        """The core of the app."""

    @property
    def jobs(self) -> JobRunner:
        """The runner for background jobs on pool threads."""

    @property
    def desktop_notifications(self) -> DesktopNotifications:
        """The service for notifications on a Linux desktop."""

    def open(self, destination: Destination) -> None:
        """Open a page in the window, and show the window."""

    def schedule_reminder(self) -> None:
        """Schedule a daily check in an hour, because the user postponed a reminder."""
