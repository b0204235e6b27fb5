"""Log unexpected errors, and show the user a short message without a traceback."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Any

from PySide6.QtCore import QMessageLogContext, QObject, Qt, QtMsgType, Signal, qInstallMessageHandler

log = logging.getLogger("selfhelp.ui")

_LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.DEBUG,
    QtMsgType.QtWarningMsg: logging.INFO,  # Qt handles these itself
    QtMsgType.QtCriticalMsg: logging.WARNING,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class _ErrorSignal(QObject):
    """Notifies the GUI thread of errors in any thread."""

    rang = Signal()


def install_error_hooks(tell: Callable[[], None]) -> None:
    """Install handlers that log Qt's messages and the unexpected errors of all threads.

    Args:
        tell: called on the GUI thread after each error.
    """
    bell = _ErrorSignal()
    bell.rang.connect(tell, Qt.ConnectionType.QueuedConnection)

    def report_main_error(
        kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt | SystemExit):
            sys.__excepthook__(kind, error, trace)
            return
        log.error("unexpected error", exc_info=(kind, error, trace))
        bell.rang.emit()

    def report_thread_error(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and not issubclass(args.exc_type, SystemExit):
            report_main_error(args.exc_type, args.exc_value, args.exc_traceback)

    def report_unraisable_error(args: sys.UnraisableHookArgs) -> None:
        if args.exc_value is not None:
            log.error("unexpected error in %s", type(args.object).__name__, exc_info=args.exc_value)

    sys.excepthook = report_main_error
    threading.excepthook = report_thread_error
    sys.unraisablehook = report_unraisable_error  # logged only, because the user sees no effect
    qInstallMessageHandler(_log_qt_message)


def _log_qt_message(kind: QtMsgType, context: QMessageLogContext, message: Any) -> None:
    log.log(_LEVELS.get(kind, logging.INFO), "Qt: %s", message)
