"""Show notifications through the desktop's service, and receive clicks on their buttons."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QSocketNotifier

from selfhelp.core.progress import Progress
from selfhelp.machine.desktop import linux_notifications
from selfhelp.machine.desktop.linux_notifications import DesktopMessage, ShownMessage
from selfhelp.ui.jobs import JobRunner

MOST = 5
"""Maximum number of notifications with working buttons; the buttons of older notifications do nothing."""

TOKEN = "XDG_ACTIVATION_TOKEN"  # noqa: S105 - a name
"""Environment variable with the token that permits Qt to raise a window (xdg-activation-v1)."""


class DesktopNotifications(QObject):
    """Shows notifications through the desktop's service, which respects "do not disturb"."""

    def __init__(self, jobs: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._jobs = jobs
        self._open: list[tuple[ShownMessage, QSocketNotifier]] = []

    def show_notification(self, message: DesktopMessage, pressed: Callable[[int], None]) -> None:
        """Show a notification; ``pressed`` is called with the index of a clicked button."""

        def send_message(_progress: Progress) -> ShownMessage | None:
            return linux_notifications.show_message(message)

        self._jobs.start_job(send_message, partial(self._start_listening, pressed), owner=self)

    def stop_listening(self) -> None:
        """Stop receiving clicks on notifications."""
        while self._open:
            self._remove_notification(*self._open[0])

    # -- parts -------------------------------------------------------------------------------------

    def _start_listening(self, pressed: Callable[[int], None], shown: ShownMessage | None) -> None:
        if shown is None:
            return
        notifier = QSocketNotifier(shown.descriptor, QSocketNotifier.Type.Read, self)
        self._open.append((shown, notifier))
        hear = partial(self._on_notification_pressed, pressed, shown, notifier)
        notifier.activated.connect(hear)
        if len(self._open) > MOST:
            self._remove_notification(*self._open[0])
        hear()  # a button may already have been clicked

    def _on_notification_pressed(
        self, pressed: Callable[[int], None], shown: ShownMessage, notifier: QSocketNotifier, *_: object
    ) -> None:
        over = shown.poll_result() if (shown, notifier) in self._open else None
        if over is None:
            return
        self._remove_notification(shown, notifier)
        if over.button is not None:
            if over.token:
                os.environ[TOKEN] = over.token
            pressed(over.button)

    def _remove_notification(self, shown: ShownMessage, notifier: QSocketNotifier) -> None:
        self._open.remove((shown, notifier))
        notifier.setEnabled(False)
        notifier.deleteLater()
        shown.close()
