"""Places the window beside the tray icon as a small panel, and enlarges it for screens that need room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMargins, QObject, QPoint, QRect, QSize, QTimer
from PySide6.QtGui import QGuiApplication

from selfhelp.ui.placement import Area, at_edge, beside, centred, resized, screen_for
from selfhelp.ui.window import SMALLEST, USUAL, AppWindow, fit_window_size

if TYPE_CHECKING:
    from selfhelp.ui.tray.tray_icon import TrayIcon

PANEL = SMALLEST
"""Size of the window in logical pixels where a screen needs no more."""

NEAR = 2
"""Logical pixels by which a size may differ from the one asked for without being the user's choice."""

UNKNOWN_FRAME = QMargins(0, 32, 0, 0)
"""A usual title bar: X11 says how high it is only once the window is shown."""

SETTLE_MS = 50
"""When the frame is known at the latest."""


class WindowPlacement(QObject):
    """Places one window.

    Where the desktop doesn't tell or take positions (Wayland), the window is an ordinary one, which the
    desktop centres; its sizes are the same.

    Args:
        window: the window.
        tray: knows where its icon is, or where it was clicked.
    """

    def __init__(self, window: AppWindow, tray: TrayIcon) -> None:
        super().__init__(window)
        self._window, self._tray = window, tray
        self._roomy = False
        self._given, self._put_at, self._assumed = window.size(), window.pos(), QMargins()
        window.roomy_changed.connect(self._change_room)
        window.closed.connect(self._remember)

    def place(self) -> None:
        """Set the size and place of a window that is about to be shown."""
        if self._window.isVisible() or self._is_stretched():
            return
        self._move_beside(self._frame())
        QTimer.singleShot(SETTLE_MS, self, self._settle)

    # -- parts -------------------------------------------------------------------------------------

    def _move_beside(self, frame: QMargins) -> None:
        icon = self._anchor()
        screen = self._screen_at(icon)
        width, height = _add_frame(frame, self._wanted_size())
        where = beside(icon, screen, width, height) if icon else centred(screen, width, height)
        self._move_window(where, frame)

    def _settle(self) -> None:
        """Correct the window's place if its frame turned out different, unless it was moved by then."""
        frame, window = self._frame(), self._window
        untouched = window.pos() == self._put_at and window.size() == self._given
        if frame != self._assumed and untouched and window.isVisible() and not self._is_stretched():
            self._move_beside(frame)

    def _change_room(self, roomy: bool) -> None:
        """Grow for a screen that needs room, and return to the panel afterwards.

        The window may be hidden in the meantime: a screenshot is taken before the editor opens.
        """
        if roomy is self._roomy:
            return
        self._remember()
        self._roomy = roomy
        if self._is_stretched():
            return
        frame, now = self._frame(), _area(self._window.frameGeometry())
        width, height = _add_frame(frame, self._wanted_size())
        screen = screen_for(now, [_area(one.availableGeometry()) for one in QGuiApplication.screens()])
        self._move_window(resized(now, screen, width, height), frame)

    def _move_window(self, where: Area, frame: QMargins) -> None:
        width = where.width - frame.left() - frame.right()
        height = where.height - frame.top() - frame.bottom()
        self._window.resize(width, height)
        self._given = self._window.size()
        if not _is_wayland():
            self._window.move(where.left, where.top)
        self._assumed, self._put_at = frame, self._window.pos()

    def _wanted_size(self) -> QSize:
        """Return the size for the screen in sight: what the user chose, else the usual one."""
        chosen = self._window.context.app.preferences.find_window_size(
            self._kind(), len(QGuiApplication.screens())
        )
        usual = USUAL if self._roomy else PANEL
        return fit_window_size(self._window, QSize(*chosen) if chosen else usual, scaled=chosen is None)

    def _remember(self) -> None:
        """Remember a size the user chose."""
        size, window = self._window.size(), self._window
        same = abs(size.width() - self._given.width()) <= NEAR
        same = same and abs(size.height() - self._given.height()) <= NEAR
        if same or self._is_stretched():
            return
        self._given = size
        known = window.context.app.preferences
        screens = len(QGuiApplication.screens())
        changed = known.with_window_size(self._kind(), screens, (size.width(), size.height()))
        window.context.apply_preferences(changed, window)

    def _kind(self) -> str:
        return "roomy" if self._roomy else "panel"

    def _is_stretched(self) -> bool:
        """Return whether the window fills the screen: then its size is the desktop's, not ours."""
        return self._window.isMaximized() or self._window.isFullScreen()

    def _anchor(self) -> Area | None:
        """Return where the tray icon is, as far as is known."""
        if _is_wayland():
            return None
        icon, at = self._tray.geometry(), self._tray.clicked_at
        if not icon.isEmpty() and QGuiApplication.screenAt(icon.center()) is not None:
            return _area(icon)
        screen = QGuiApplication.screenAt(at) if at is not None else None
        if at is None or screen is None:
            return None
        whole, free = _area(screen.geometry()), _area(screen.availableGeometry())
        return Area(at.x(), at.y(), 1, 1) if at_edge(at.x(), at.y(), whole, free) else None

    def _screen_at(self, icon: Area | None) -> Area:
        screen = QGuiApplication.screenAt(QPoint(*icon.centre)) if icon else None
        return _area((screen or self._window.screen()).availableGeometry())

    def _frame(self) -> QMargins:
        """Return the desktop's frame around the window."""
        handle = self._window.windowHandle()
        known = handle.frameMargins() if handle is not None else QMargins()
        if known.isNull() and QGuiApplication.platformName() == "xcb" and not self._window.isVisible():
            return UNKNOWN_FRAME
        return known


def _is_wayland() -> bool:
    """Return whether windows can't be moved: a Wayland client doesn't know where it is (Qt, "Wayland")."""
    return QGuiApplication.platformName().startswith("wayland")


def _area(rect: QRect) -> Area:
    return Area(rect.x(), rect.y(), rect.width(), rect.height())


def _add_frame(frame: QMargins, size: QSize) -> tuple[int, int]:
    return (
        size.width() + frame.left() + frame.right(),
        size.height() + frame.top() + frame.bottom(),
    )
