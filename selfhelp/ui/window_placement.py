"""Place the window next to the tray icon, and enlarge the window for screens that need more space."""

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

SETTLE_MS = 50
"""Milliseconds until the desktop has reported the window's frame."""


class WindowPlacement(QObject):
    """Places one window next to the tray icon, and sets its size.

    On desktops that don't report or accept positions (Wayland), the desktop positions the window; the sizes
    are the same.

    Args:
        window: the window.
        tray: the tray icon, with its position or the position of the last click on it.
    """

    def __init__(self, window: AppWindow, tray: TrayIcon) -> None:
        super().__init__(window)
        self._window, self._tray = window, tray
        self._roomy = False
        self._panel_area: tuple[Area, Area] | None = None
        self._given, self._put_at, self._assumed = window.size(), window.pos(), QMargins()
        window.roomy_changed.connect(self._set_enlarged)
        window.closed.connect(self._store_size)

    def place_window(self) -> None:
        """Set the window's size and position before it is shown."""
        if self._window.isVisible() or self._does_window_fill_screen():
            return
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

    def _set_enlarged(self, roomy: bool) -> None:
        """Enlarge the window for a screen that needs more space; afterwards, restore the size and place.

        The window may be hidden in the meantime: a screenshot is taken before the editor opens.
        """
        if roomy is self._roomy:
            return
        self._store_size()
        self._roomy = roomy
        if self._does_window_fill_screen():
            return
        frame, now = self._read_frame_margins(), _to_area(self._window.frameGeometry())
        width, height = _add_frame_to_size(frame, self._find_wanted_size())
        screen = find_screen_of(now, [_to_area(one.availableGeometry()) for one in QGuiApplication.screens()])
        before, self._panel_area = self._panel_area, (now, screen) if roomy else None
        where = compute_resized_area(now, screen, width, height)
        if before is not None and not roomy and self._is_where_it_was_put():
            panel, its_screen = before
            if its_screen == screen and (panel.width, panel.height) == (width, height):
                where = panel  # growing may have moved all its sides
        self._move_window(where, frame)

    def _move_window(self, where: Area, frame: QMargins) -> None:
        width = where.width - frame.left() - frame.right()
        height = where.height - frame.top() - frame.bottom()
        self._window.resize(width, height)
        self._given = self._window.size()
        if not _is_wayland():
            self._window.move(where.left, where.top)
        self._assumed, self._put_at = frame, self._window.pos()

    def _is_where_it_was_put(self) -> bool:
        """Return whether the user hasn't moved the window; desktops may shift it by a title bar."""
        moved = self._window.pos() - self._put_at
        return max(abs(moved.x()), abs(moved.y())) <= UNKNOWN_FRAME.top()

    def _find_wanted_size(self) -> QSize:
        """Return the size for the current screen: the size that the user chose, or else the default."""
        chosen = self._window.context.app.preferences.find_window_size(
            self._make_size_key(), len(QGuiApplication.screens())
        )
        usual = USUAL if self._roomy else PANEL
        return fit_window_size(self._window, QSize(*chosen) if chosen else usual, scaled=chosen is None)

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
        changed = known.copy_with_window_size(self._make_size_key(), screens, (size.width(), size.height()))
        window.context.apply_preferences(changed, window)

    def _make_size_key(self) -> str:
        return "roomy" if self._roomy else "panel"

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
