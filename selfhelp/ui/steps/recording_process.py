"""The recorder as a separate process for the command line: ``selfhelp --record-steps``.

The process prints the name of a finished recording, and nothing for a discarded recording. SIGTERM and SIGINT
finish the recording like *Done*.
"""

from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Sequence

from PySide6.QtCore import QObject, QSocketNotifier, QTimer

from selfhelp.app.composition import App
from selfhelp.core.errors import SelfhelpError
from selfhelp.steps.recording import Recording
from selfhelp.ui import theme
from selfhelp.ui.application import Application
from selfhelp.ui.jobs import JobRunner
from selfhelp.ui.steps.recording_controller import RecordingController

STOP_MS = 5_000


def main(arguments: Sequence[str]) -> int:
    """Record until the user stops; return the exit status: 0 finished, 1 discarded, 3 failed."""
    app = App.build(arguments[0] if arguments else "")
    application = Application(["selfhelp"])
    theme.apply_theme(application, app.preferences.theme, app.policy.branding.accent)
    jobs, status = JobRunner(application), [1]
    try:
        desk = RecordingController(app, jobs, application)
    except SelfhelpError as error:
        sys.stderr.write(app.translator.translate(error.user_message) + "\n")
        return 3

    def print_id_and_quit(recording: Recording) -> None:
        sys.stdout.write(recording.id + "\n")
        sys.stdout.flush()
        status[0] = 0
        application.quit()

    desk.finished.connect(print_id_and_quit)
    desk.cancelled.connect(application.quit)
    _signals = _SignalListener(desk)
    application.exec()
    jobs.stop_all(STOP_MS)
    if desk.session.end_error is not None:
        sys.stderr.write(app.translator.translate(desk.session.end_error.user_message) + "\n")
        return 3
    return status[0]


class _SignalListener(QObject):
    """Receives Unix signals in Qt's event loop without polling, with `signal.set_wakeup_fd`."""

    def __init__(self, desk: RecordingController) -> None:
        super().__init__(desk)
        self._ours, self._theirs = socket.socketpair()
        for end in (self._ours, self._theirs):
            end.setblocking(False)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, _ignore_signal)
        signal.set_wakeup_fd(self._theirs.fileno())
        self._notifier = QSocketNotifier(self._ours.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(lambda: self._on_signal_received(desk))

    def _on_signal_received(self, desk: RecordingController) -> None:
        os.read(self._ours.fileno(), 64)
        QTimer.singleShot(0, desk, desk.finish_and_close)


def _ignore_signal(_number: int, _frame: object) -> None:
    """Do nothing, because the signal's wake-up byte is handled instead."""
