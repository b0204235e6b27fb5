"""Place the window next to the tray icon, and enlarge the window once for a screen that needs more space."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMargins, QObject, QPoint, QRect, QSize, QTimer
from PySide6.QtGui import QGuiApplication

from selfhelp.ui.placement import (
    Area,
    compute_area_beside_icon,
    compute_centred_area,
    compute_resized_area,
    find_screen_of,
    is_on_taskbar,
)
from selfhelp.ui.window import SMALLEST, USUAL, AppWindow, fit_window_size

if TYPE_CHECKING:
    from selfhelp.ui.tray.tray_icon import TrayIcon

PANEL = SMALLEST
"""Size of the small window next to the tray icon, in logical pixels."""

NEAR = 2
"""Maximum difference in logical pixels between two sizes that count as equal."""

UNKNOWN_FRAME = QMargins(0, 32, 0, 0)
"""Frame margins in logical pixels that are assumed until the desktop reports the real frame."""

_KIND = "window"
"""Name of the window's size in the preferences."""

SETTLE_MS = 50
"""Milliseconds until the desktop has reported the window's frame."""


class WindowPlacement(QObject):
    """Places one window next to the tray icon, and sets its size.

    A screen that needs more space enlarges the window, which then keeps its size until it is closed: it would
    otherwise change on the way to and from such a screen. A size that the user has chosen is never changed.

    On desktops that don't report or accept positions (Wayland), the desktop positions the window; the sizes
    are the same.

    Args:
        window: the window.
        tray: the tray icon, with its position or the position of the last click on it.
    """

    def __init__(self, window: AppWindow, tray: TrayIcon) -> None:
        super().__init__(window)
        self._window, self._tray = window, tray
        self._needs_room = self._enlarged = False
        self._given, self._put_at, self._assumed = window.size(), window.pos(), QMargins()
        window.roomy_changed.connect(self._on_page_shown)
        window.closed.connect(self._store_size)

    def place_window(self) -> None:
        """Set the window's size and position before it is shown."""
        if self._window.isVisible() or self._does_window_fill_screen():
            return
        self._enlarged = self._needs_room
        self._move_beside_tray_icon(self._read_frame_margins())
        QTimer.singleShot(SETTLE_MS, self, self._correct_position)

    # -- parts -------------------------------------------------------------------------------------

    def _move_beside_tray_icon(self, frame: QMargins) -> None:
        icon = self._find_tray_icon()
        screen = self._find_screen_area(icon)
        width, height = _add_frame_to_size(frame, self._find_wanted_size())
        where = (
            compute_area_beside_icon(icon, screen, width, height)
            if icon
            else compute_centred_area(screen, width, height)
        )
        self._move_window(where, frame)

    def _correct_position(self) -> None:
        """Correct the window's position with the real frame, unless the user has moved the window."""
        frame, window = self._read_frame_margins(), self._window
        untouched = window.pos() == self._put_at and window.size() == self._given
        if (
            frame != self._assumed
            and untouched
            and window.isVisible()
            and not self._does_window_fill_screen()
        ):
            self._move_beside_tray_icon(frame)

    def _on_page_shown(self, needs_room: bool) -> None:
        """Enlarge the window for a screen that needs more space, unless the user has chosen a size.

        The window may be hidden in the meantime: a screenshot is taken before the editor opens.
        """
        self._store_size()
        self._needs_room = needs_room
        kept = self._enlarged or self._find_chosen_size() is not None or self._does_window_fill_screen()
        if kept or not needs_room:
            return
        self._enlarged = True
        frame, now = self._read_frame_margins(), _to_area(self._window.frameGeometry())
        width, height = _add_frame_to_size(frame, self._find_wanted_size())
        screen = find_screen_of(now, [_to_area(one.availableGeometry()) for one in QGuiApplication.screens()])
        self._move_window(compute_resized_area(now, screen, width, height), frame)

    def _move_window(self, where: Area, frame: QMargins) -> None:
        width = where.width - frame.left() - frame.right()
        height = where.height - frame.top() - frame.bottom()
        self._window.resize(width, height)
        self._given = self._window.size()
        if not _is_wayland():
            self._window.move(where.left, where.top)
        self._assumed, self._put_at = frame, self._window.pos()

    def _find_wanted_size(self) -> QSize:
        """Return the size that the user chose, or else the default size."""
        chosen = self._find_chosen_size()
        usual = USUAL if self._enlarged else PANEL
        return fit_window_size(self._window, chosen or usual, scaled=chosen is None)

    def _find_chosen_size(self) -> QSize | None:
        """Return the size that the user chose in this run or before, for this number of displays; or None."""
        preferences = self._window.context.app.preferences
        chosen = preferences.find_window_size(_KIND, len(QGuiApplication.screens()))
        return QSize(*chosen) if chosen else None

    def _store_size(self) -> None:
        """Store the window's size if the user has chosen it."""
        size, window = self._window.size(), self._window
        same = abs(size.width() - self._given.width()) <= NEAR
        same = same and abs(size.height() - self._given.height()) <= NEAR
        if same or self._does_window_fill_screen():
            return
        self._given = size
        known = window.context.app.preferences
        screens = len(QGuiApplication.screens())
        changed = known.copy_with_window_size(_KIND, screens, (size.width(), size.height()))
        window.context.apply_preferences(changed, window)

    def _does_window_fill_screen(self) -> bool:
        """Return whether the window is maximised or full screen, so that the desktop sets its size."""
        return self._window.isMaximized() or self._window.isFullScreen()

    def _find_tray_icon(self) -> Area | None:
        """Return the area of the tray icon, or None if unknown."""
        if _is_wayland():
            return None
        icon, at = self._tray.find_icon_geometry(), self._tray.clicked_at
        if not icon.isEmpty() and QGuiApplication.screenAt(icon.center()) is not None:
            return _to_area(icon)
        screen = QGuiApplication.screenAt(at) if at is not None else None
        if at is None or screen is None:
            return None
        whole, free = _to_area(screen.geometry()), _to_area(screen.availableGeometry())
        return Area(at.x(), at.y(), 1, 1) if is_on_taskbar(at.x(), at.y(), whole, free) else None

    def _find_screen_area(self, icon: Area | None) -> Area:
        screen = QGuiApplication.screenAt(QPoint(*icon.centre)) if icon else None
        return _to_area((screen or self._window.screen()).availableGeometry())

    def _read_frame_margins(self) -> QMargins:
        """Return the margins of the frame that the desktop adds to the window."""
        handle = self._window.windowHandle()
        known = handle.frameMargins() if handle is not None else QMargins()
        if known.isNull() and QGuiApplication.platformName() == "xcb" and not self._window.isVisible():
            return UNKNOWN_FRAME
        return known


def _is_wayland() -> bool:
    """Return whether the desktop uses Wayland, where apps can't position windows (Qt, "Wayland")."""
    return QGuiApplication.platformName().startswith("wayland")


def _to_area(rect: QRect) -> Area:
    return Area(rect.x(), rect.y(), rect.width(), rect.height())


def _add_frame_to_size(frame: QMargins, size: QSize) -> tuple[int, int]:
    return (
        size.width() + frame.left() + frame.right(),
        size.height() + frame.top() + frame.bottom(),
    )
