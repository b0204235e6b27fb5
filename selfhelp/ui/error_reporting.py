"""Logs unexpected errors and shows the user a short message, never a traceback."""

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
    QtMsgType.QtWarningMsg: logging.INFO,  # Qt warns of what it copes with
    QtMsgType.QtCriticalMsg: logging.WARNING,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}


class _Bell(QObject):
    """Rings on the thread of the window, whichever thread broke."""

    rang = Signal()


def install_error_hooks(tell: Callable[[], None]) -> None:
    """From now on log unexpected errors of every thread, and Qt's own messages.

    Args:
        tell: called on this thread after each error.
    """
    bell = _Bell()
    bell.rang.connect(tell, Qt.ConnectionType.QueuedConnection)

    def broke(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt | SystemExit):
            sys.__excepthook__(kind, error, trace)
            return
        log.error("unexpected error", exc_info=(kind, error, trace))
        bell.rang.emit()

    def thread_broke(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and not issubclass(args.exc_type, SystemExit):
            broke(args.exc_type, args.exc_value, args.exc_traceback)

    def cleaning_broke(args: sys.UnraisableHookArgs) -> None:
        if args.exc_value is not None:
            log.error("unexpected error in %s", type(args.object).__name__, exc_info=args.exc_value)

    sys.excepthook = broke
    threading.excepthook = thread_broke
    sys.unraisablehook = cleaning_broke  # it has no effect a user could see: only the log hears of it
    qInstallMessageHandler(_log_qt_message)


def _log_qt_message(kind: QtMsgType, context: QMessageLogContext, message: Any) -> None:
    log.log(_LEVELS.get(kind, logging.INFO), "Qt: %s", message)
