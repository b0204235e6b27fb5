"""The app's life cycle: the tray icon is created first, all other objects when they are needed.

Importing this module and calling `run` loads only QtWidgets and the menu's texts, so that the icon appears
immediately and needs little memory. The local socket, the window's code
(`selfhelp.ui.background.preloading`), the core and the outbox sender are loaded later. No timer is periodic.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QLockFile, QObject, QTimer, Signal
from PySide6.QtWidgets import QApplication

from selfhelp.core.deep_links import HOME, DeepLink
from selfhelp.core.paths import AppPaths, Platform, detect_platform
from selfhelp.core.preferences import Preferences
from selfhelp.core.text import N_, Text, Translator
from selfhelp.policy import file_locations
from selfhelp.ui.application import Application
from selfhelp.ui.background import idle_collector
from selfhelp.ui.tray.tray_icon import TrayIcon
from selfhelp.ui.widgets.delayed_call import call_soon

if TYPE_CHECKING:
    from selfhelp.app.composition import App
    from selfhelp.core.progress import Progress
    from selfhelp.engine.health import HealthState
    from selfhelp.steps.recording import Recording
    from selfhelp.tickets.following.status_poller import TicketUpdate
    from selfhelp.ui.background.daily_check import DailyCheckScheduler
    from selfhelp.ui.background.outbox_sender import OutboxSender, SendRound
    from selfhelp.ui.background.reply_poller import ReplyPoller
    from selfhelp.ui.jobs import JobRunner
    from selfhelp.ui.local_server import LocalServer
    from selfhelp.ui.navigation import Destination
    from selfhelp.ui.single_instance import LaunchRequest
    from selfhelp.ui.steps.recording_controller import RecordingController
    from selfhelp.ui.tray.desktop_notifications import DesktopNotifications
    from selfhelp.ui.tray.problem_message import ProblemMessage
    from selfhelp.ui.window import AppWindow
    from selfhelp.ui.window_placement import WindowPlacement

SETTLE_MS = 150
"""Milliseconds between the tray icon and the rest of the start; the tray reads image and menu first."""

WATCH_MS = 5_000
"""Milliseconds until the daily check is scheduled, so that it doesn't delay the start."""

FREE_MS = 300_000
"""Milliseconds for which a closed window is kept in memory, in case it is opened again soon."""

STOP_MS = 3_000
"""Maximum milliseconds for which the app waits for its jobs on exit."""


def run(hidden: bool = False, words: str = "", link: DeepLink = HOME) -> int:
    """Run the app until the user quits it, or pass the request to the running instance.

    Args:
        hidden: show only the tray icon; if the desktop has no tray, wait for one.
        words: text for the search field "What's wrong?".
        link: the page to open.

    Returns:
        The exit status.
    """
    places = AppPaths.create_for_current_user(detect_platform())
    translator = Translator(Preferences.load(places.config).choose_language(os.environ))
    if not _has_display():
        return _print_failure(translator, _NO_DISPLAY)
    try:
        lock = _acquire_lock(places)
    except OSError:
        return _print_failure(translator, _NO_FOLDER)
    if lock is None:
        return (
            0
            if _send_to_running_instance(places, hidden, words, link)
            else _print_failure(translator, _NO_ANSWER)
        )
    if hidden and not _is_autostart_allowed(places):
        return 0
    application = _create_application(sys.argv[:1])
    session = AppSession(application, places, translator)
    application.led.connect(session.open_destination)
    idle_collector.IdleCollector(application)
    if not hidden:
        session.open_destination(link, words)
    status = application.exec()
    from selfhelp.helpdesk import open_sessions

    session.shut_down()
    open_sessions.end_open_sessions()
    lock.unlock()
    return status


class AppSession(QObject):
    """The objects of the running app, each created on first use."""

    _tickets_stored = Signal()

    def __init__(self, application: QApplication, places: AppPaths, translator: Translator) -> None:
        super().__init__()
        self._application = application
        self._places = places
        self.window: AppWindow | None = None
        self._placement: WindowPlacement | None = None
        self._door: LocalServer | None = None
        self.tray = TrayIcon(translator, self)
        self.tray.asked.connect(self._on_menu_choice)
        self.tray.chosen.connect(self.open)
        self.tray.opening.connect(self._fill_menu)
        self._menu_filled = False
        self._unsent = 0
        self._counting = self._count_again = False
        self._tickets_stored.connect(self._update_badges)
        self.problem: ProblemMessage | None = None
        self._recording: RecordingController | None = None
        self._free_later = QTimer(self, singleShot=True, interval=FREE_MS)
        self._free_later.timeout.connect(self.release_window)
        self._rest_of_start = QTimer(self, singleShot=True, interval=SETTLE_MS)
        self._rest_of_start.timeout.connect(self._finish_start)
        self._rest_of_start.start()
        self._first_daily_check = QTimer(self, singleShot=True, interval=WATCH_MS)
        self._first_daily_check.timeout.connect(self._start_daily_check)

    # -- parts made on first use -------------------------------------------------------------------

    @cached_property
    def app(self) -> App:
        """The core of the app; creating it also starts the log."""
        from selfhelp.app.composition import App
        from selfhelp.core import log
        from selfhelp.ui import error_reporting

        app = App.build()
        app.tickets_stored = self._report_stored_tickets
        log.start_log_on_first_record(app.start_log, "INFO")
        error_reporting.install_error_hooks(self._report_unexpected_error)
        return app

    @cached_property
    def jobs(self) -> JobRunner:
        """The runner for background jobs."""
        from selfhelp.ui.jobs import JobRunner

        return JobRunner(self)

    @cached_property
    def outbox_sender(self) -> OutboxSender:
        """The sender of the tickets and replies that are waiting."""
        from selfhelp.ui.background.outbox_sender import OutboxSender

        post = OutboxSender(self.app, self.jobs, self)
        post.ended.connect(self._on_delivery_run_ended)
        return post

    @cached_property
    def reply_poller(self) -> ReplyPoller:
        """The poller for new replies from the help desk."""
        from selfhelp.ui.background.reply_poller import ReplyPoller

        answers = ReplyPoller(self.app, self.jobs, self)
        answers.heard.connect(self._on_replies_polled)
        answers.resumed.connect(self.outbox_sender.send_due_items)
        return answers

    @cached_property
    def desktop_notifications(self) -> DesktopNotifications:
        """The service for notifications on a Linux desktop."""
        from selfhelp.ui.tray.desktop_notifications import DesktopNotifications

        return DesktopNotifications(self.jobs, self)

    @cached_property
    def daily_check(self) -> DailyCheckScheduler:
        """The scheduler of the daily check."""
        from selfhelp.ui.background.daily_check import DailyCheckScheduler

        return DailyCheckScheduler(self, self._places, self)

    # -- the window --------------------------------------------------------------------------------

    def open(self, destination: Destination) -> None:
        """Open a page in the window, and show the window."""
        from PySide6.QtCore import Qt  # its enumerations take 16 ms, so import it after the tray is shown

        window = self.window or self._create_window()
        self._free_later.stop()
        window.open(destination)
        if self._placement is not None:
            self._placement.place_window()
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()
        if "outbox_sender" in self.__dict__:
            self.outbox_sender.retry_after_unlock()

    def open_destination(self, link: DeepLink, words: str = "") -> None:
        """Open the page of a link, a command line call or a second start."""
        from selfhelp.ui import navigation

        self.open(navigation.find_destination(link, words))

    def release_window(self) -> None:
        """Delete a closed window to free its memory, unless user input would be lost."""
        window = self.window
        if window is not None and not window.isVisible() and window.can_be_freed():
            self.window = self._placement = None
            window.deleteLater()
            idle_collector.schedule_garbage_collection(self)
            call_soon(self, self.app.release_memory)  # after the collection

    def schedule_reminder(self) -> None:
        """Schedule a daily check in an hour, because the user postponed a reminder."""
        self.daily_check.schedule_reminder_soon()

    def shut_down(self) -> None:
        """Remove the tray icon and the socket, and stop all jobs and the rest of the start.

        A ticket that is being sent remains on disk.
        """
        self._rest_of_start.stop()
        self._first_daily_check.stop()
        self.tray.remove_icon()
        if self._recording is not None:
            self._recording.stop_without_finishing()
        for part in self.__dict__.keys() & {"desktop_notifications", "outbox_sender"}:
            getattr(self, part).stop_listening()
        if self._door is not None:
            self._door.stop_listening()
        if "jobs" in self.__dict__ and not self.jobs.stop_all(STOP_MS):
            os._exit(0)  # a thread is blocked; Qt would wait for it forever

    def _create_window(self) -> AppWindow:
        from selfhelp.ui import theme
        from selfhelp.ui.window import AppWindow
        from selfhelp.ui.window_placement import WindowPlacement

        theme.apply_theme(self._application, self.app.preferences.theme, self.app.policy.branding.accent)
        self._apply_language(self.app.translator)
        window = AppWindow(self.app, self.jobs)
        window.closed.connect(self._on_window_closed)
        window.language_changed.connect(self._apply_language)
        window.saved.connect(self._on_ticket_saved)
        window.looked.connect(self._on_health_checked)
        window.put_off.connect(self.schedule_reminder)
        window.recording_wanted.connect(self.start_or_show_recording)
        window.data_deleted.connect(self._update_badges)
        theme.connect_scheme_change(self._application, window.apply_preferences)
        self.window, self._placement = window, WindowPlacement(window, self.tray)
        window.show_unsent_count(self._unsent)
        if (self._places.data / "steps").is_dir():
            self.jobs.start_job(
                lambda _progress: self.app.recordings.find_interrupted_recording(), self._notify_interrupted
            )
        return window

    def _on_window_closed(self) -> None:
        """Keep running in the tray; without a tray, quit once no ticket is waiting to be sent."""
        self._update_badges()
        if self.tray.is_tray_available():
            self._free_later.start()
        elif not ("outbox_sender" in self.__dict__ and self.outbox_sender.is_active):
            self._application.quit()

    # -- recording steps ---------------------------------------------------------------------------

    def start_or_show_recording(self) -> None:
        """Start a recording; show the bar of a running recording, or review an interrupted recording."""
        from selfhelp.core.errors import SelfhelpError
        from selfhelp.ui.navigation import HomePage, StepsPage
        from selfhelp.ui.steps.recording_controller import RecordingController

        if self._recording is not None:
            self._recording.show_bar()
            return
        interrupted = self.app.recordings.find_interrupted_recording()
        if interrupted is not None:
            self.open(StepsPage(interrupted.id))
            return
        if self.window is None:
            self._create_window()
        try:
            self._recording = RecordingController(self.app, self.jobs, self)
        except SelfhelpError as error:
            self.open(HomePage())
            if self.window is not None:
                self.window.show_message(error.user_message)
            return
        self._recording.finished.connect(self._on_recording_finished)
        self._recording.cancelled.connect(self._on_recording_cancelled)
        if self.window is not None:
            self.window.hide()

    def _on_recording_finished(self, recording: Recording) -> None:
        from selfhelp.ui.navigation import StepsPage

        self._delete_recording_controller()
        self.open(StepsPage(recording.id))

    def _on_recording_cancelled(self) -> None:
        error = self._recording.session.end_error if self._recording is not None else None
        self._delete_recording_controller()
        if self.window is not None:
            self.window.show()
        if self.window is not None and error is not None:
            self.window.show_message(error.user_message)

    def _delete_recording_controller(self) -> None:
        if self._recording is not None:
            self._recording.deleteLater()
        self._recording = None

    def _notify_interrupted(self, recording: Recording | None) -> None:
        """Notify the user that the app ended during a recording, and that its steps can be reviewed."""
        if recording is not None and self.window is not None and self._recording is None:
            text = N_(
                "Your last recording was interrupted. Select “Get help”, then “Record steps”, to review it."
            )
            self.window.show_message(text)

    # -- what happens ------------------------------------------------------------------------------

    def _on_menu_choice(self, what: str) -> None:
        """Run the action of the chosen tray menu entry."""
        from selfhelp.ui.navigation import AskPage, HomePage, TicketsPage

        match what:
            case "open":
                self.open(HomePage())
            case "ask":
                self.open(AskPage())
            case "picture":
                self.open(AskPage(picture=True))
            case "steps":
                self.start_or_show_recording()
            case "tickets":
                self.open(TicketsPage())
            case "quit":
                self._application.quit()

    def _fill_menu(self) -> None:
        """Load the frequent fixes into the tray menu; only when the menu is first opened, to save memory."""
        from selfhelp.ui.tray.frequent_fixes import list_frequent_fixes

        if not self._menu_filled:
            self._menu_filled = True
            self.jobs.start_job(lambda _progress: list_frequent_fixes(self.app), self.tray.set_frequent_fixes)

    def _on_launch_request(self, wish: LaunchRequest) -> None:
        """Handle the request of a second start."""
        if wish.leave:
            self._application.quit()
        elif not wish.hidden:
            self.open_destination(wish.link, wish.words)

    def _on_health_checked(self, health: HealthState) -> None:
        self.tray.show_health(health)
        self.daily_check.store_health_state(health)

    def _on_ticket_saved(self) -> None:
        self.outbox_sender.send_on_user_request()

    def _on_delivery_run_ended(self, round_: SendRound) -> None:
        """Report the results of a round of sending; quit if the window was closed and there is no tray."""
        from selfhelp.ui.tray.notifications import notify_deliveries, withdraw_settled_problem

        notify_deliveries(self, round_)
        withdraw_settled_problem(self)
        self._refresh_tickets()
        hidden = self.window is None or not self.window.isVisible()
        if (
            hidden
            and not self.tray.is_tray_available()
            and not self.outbox_sender.is_active
            and self.window is not None
        ):
            self._application.quit()

    def _on_replies_polled(self, news: list[TicketUpdate]) -> None:
        """Notify the user of new replies from the help desk."""
        from selfhelp.ui.tray.notifications import notify_replies

        notify_replies(self, news)
        self._refresh_tickets()

    def _refresh_tickets(self) -> None:
        """Update the shown tickets, and schedule the next poll."""
        if self.window is not None:
            self.window.notify_tickets_changed()
        self.reply_poller.schedule_next_poll()
        self._update_badges()

    def _update_badges(self) -> None:
        """Show the numbers of new replies and unsent messages on the tray icon, after each change of them."""
        self._count_again = self._counting
        if not self._counting:
            self._counting = True
            self.jobs.start_job(self._count_messages, self._show_counts, lambda _error: self._end_counting())

    def _report_stored_tickets(self) -> None:
        """Report a change of tickets or replies; thread-safe."""
        with suppress(RuntimeError):  # the app has ended
            self._tickets_stored.emit()

    def _count_messages(self, _progress: Progress) -> tuple[int, int, int]:
        """Return the numbers of new replies, of undelivered items, and of those that may have arrived."""
        from selfhelp.tickets.outbox.overdue_items import find_unsent_items

        unread = self.app.conversations.count_unread()
        if not (self._places.data / "outbox").is_dir():
            return unread, 0, 0
        found = find_unsent_items(self.app.get_outbox(), obstacle=self.app.find_current_obstacle())
        return unread, found.count, found.unconfirmed

    def _show_counts(self, counts: tuple[int, int, int]) -> None:
        from selfhelp.ui.tray.notifications import withdraw_settled_problem

        unread, unsent, unconfirmed = counts
        self.tray.show_unread_count(unread)
        self._show_unsent_count(unsent, unconfirmed)
        withdraw_settled_problem(self)
        self._end_counting()

    def _end_counting(self) -> None:
        """Count again if messages have changed in the meantime."""
        self._counting = False
        if self._count_again:
            self._update_badges()

    def _show_unsent_count(self, count: int, unconfirmed: int = 0) -> None:
        self._unsent = count  # a window that is opened later shows it as well
        self.tray.show_unsent_count(count, unconfirmed)
        if self.window is not None:
            self.window.show_unsent_count(count)

    def _apply_language(self, translator: Translator) -> None:
        from selfhelp.ui.qt_translations import install_translations

        install_translations(self._application, translator.language)
        self.tray.retranslate(translator)

    def _report_unexpected_error(self) -> None:
        """Show a message about an unexpected error; the log has the details."""
        from selfhelp.ui.jobs import UNEXPECTED

        if self.window is not None and self.window.isVisible():
            self.window.show_message(UNEXPECTED)

    # -- the rest of the start ---------------------------------------------------------------------

    def _finish_start(self) -> None:
        """Run the parts of the start that must not delay the icon: socket, wait for a late tray, sending."""
        from selfhelp.ui.background.preloading import Preloader
        from selfhelp.ui.local_server import LocalServer

        self._apply_policy()
        self._door = LocalServer(self._places.runtime, self._on_launch_request, self)
        self.tray.wait_for_tray()
        self._first_daily_check.start()
        Preloader(self)
        if any((self._places.data / kept).is_dir() for kept in ("outbox", "snapshots", "draft", "urgent")):
            self.outbox_sender.send_due_items()  # send what is waiting, and apply the retention

    def _apply_policy(self) -> None:
        """Apply the organisation's name, and hide tray menu entries that the policy forbids.

        Without a policy, the policy code isn't loaded until the window opens; this saves 2 MiB.
        """
        if not file_locations.may_policy_exist(self._places, detect_platform()):
            return
        from selfhelp.app.branding import create_translator
        from selfhelp.policy.managed_settings import load_computer_policy

        policy = load_computer_policy(self._places, detect_platform()).policy
        self.tray.set_action_visible("picture", policy.evidence.screenshots)
        self.tray.set_action_visible("steps", policy.steps.enabled)
        self.tray.set_action_visible("quit", policy.app.quit)
        self.tray.retranslate(create_translator(policy, self.tray.current_language))

    def _start_daily_check(self) -> None:
        self.daily_check.start_scheduling()


def _create_application(arguments: Sequence[str]) -> Application:
    """Return the application object for this platform; on macOS, it opens the app's own links."""
    if detect_platform() not in _SENDING_LINKS:
        return Application(arguments)
    from selfhelp.ui.macos_links import LinkApplication

    return LinkApplication(arguments)


_SENDING_LINKS = frozenset({Platform.MACOS})
"""Platforms that send links to the running app as events."""


def _acquire_lock(places: AppPaths) -> QLockFile | None:
    """Return the lock of the first instance; None if another instance holds it."""
    places.runtime.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = QLockFile(str(places.runtime / "app.lock"))
    lock.setStaleLockTime(0)  # a lock is stale if its process is gone, not by its age
    if lock.tryLock(0) or (_lock_has_our_pid(lock) and lock.removeStaleLockFile() and lock.tryLock(0)):
        with suppress(OSError):  # Qt makes it readable for everyone
            (places.runtime / "app.lock").chmod(0o600)
        return lock
    if lock.error() is QLockFile.LockError.LockFailedError:
        return None
    raise PermissionError(places.runtime)


def _lock_has_our_pid(lock: QLockFile) -> bool:
    """Return whether the lock has this process's ID; if so, it is left from a process before a restart.

    Qt only checks whether a process with that ID exists.
    """
    from PySide6.QtCore import QSysInfo

    number, host, _ = lock.getLockInfo()
    return number == os.getpid() and host == QSysInfo.machineHostName()


def _is_autostart_allowed(places: AppPaths) -> bool:
    """Return whether the policy allows the tray icon to start at sign-in.

    The policy is fully read only if it may contain the setting, because reading it doubles the start time.
    """
    if not file_locations.may_policy_contain_key(places, detect_platform(), "autostart"):
        return True
    from selfhelp.policy.managed_settings import load_computer_policy

    return load_computer_policy(places, detect_platform()).policy.app.autostart


def _send_to_running_instance(places: AppPaths, hidden: bool, words: str, link: DeepLink) -> bool:
    from selfhelp.ui.single_instance import LaunchRequest, send_to_first_instance

    return send_to_first_instance(places.runtime, LaunchRequest(hidden, words, link.screen, link.fix))


def _has_display() -> bool:
    """Return whether Qt can find a display; without a display, Qt would end the process."""
    if detect_platform() is not Platform.LINUX or os.environ.get("QT_QPA_PLATFORM"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _print_failure(translator: Translator, sentence: Text) -> int:
    print(translator.translate(sentence), file=sys.stderr)
    return 3


_NO_DISPLAY = N_("No display is available, so the window can't open. Try: selfhelp --help")
_NO_FOLDER = N_("The app can't start because its working folder can't be used. Contact the help desk.")
_NO_ANSWER = N_("The app is already running but isn't responding. Quit the app, or sign out and back in.")
