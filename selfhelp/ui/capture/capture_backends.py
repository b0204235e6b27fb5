"""Screenshot backends, one per kind of desktop.

Images have the screen's own pixels, whatever its scale; the one exception is
`PortalBackend.capture_monitor`.
Tried on X11 (Xvfb) and on Wayland (sway with xdg-desktop-portal-wlr, and GNOME without a monitor). KDE's
portal opened its dialog, but gave no picture without a graphics card; `WindowsBackend` and `MacBackend` are
from documentation and were not tried.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter, QScreen

from selfhelp.core.errors import NotOfferedError, UnavailableError
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_
from selfhelp.machine.capture import grim, portal, quartz, win32_windows, x11, x11_windows
from selfhelp.machine.capture.open_windows import OpenWindow, WindowArea
from selfhelp.ui.capture.pixels import NO_MEMORY, arrange_pictures, join_side_by_side

NO_ACTIVE_WINDOW = N_("No window is active. Click the window first.")
WINDOW_GONE = N_("This window is no longer on the screen. Choose another one.")
NOT_ALLOWED = N_("The system didn't allow the screenshot.")
_STRIP = 240  # of Qt's units: height of what X11 is asked for at a time


class CaptureBackend(Protocol):
    """A way to take images. Every method raises `UnavailableError` where it cannot be done now."""

    waits: bool
    """Whether it may wait for the user: then it must not be called from the thread of the window."""

    looks: bool
    """Whether a small part of the screen can be looked at cheaply and without asking (`peek`)."""

    chooses: bool
    """Whether the desktop's own dialog lets the user choose a window; then `list_windows` is empty."""

    tells_places: bool
    """Whether an image's `offset` says where on the desktop it was, in pixels that all programs share."""

    def capture_all(self, progress: Progress) -> QImage:
        """Capture all monitors in one image."""

    def capture_monitor(self, screen: QScreen, progress: Progress) -> QImage:
        """Capture one monitor."""

    def capture_monitors(self, progress: Progress) -> Sequence[tuple[QScreen, QImage]]:
        """Return every monitor's image of the same moment; or everything on the first one."""

    def capture_active(self, progress: Progress) -> QImage:
        """Return the active window."""

    def list_windows(self) -> Sequence[OpenWindow]:
        """Return the windows that can be chosen, the frontmost first."""

    def raise_window(self, handle: int) -> None:
        """Bring a window to the front, so that nothing covers it."""

    def capture_window(self, handle: int, progress: Progress) -> QImage:
        """Capture one window as visible; ``handle`` is ignored where the desktop asks the user."""

    def peek(self, screen: QScreen, area: QRect) -> QImage:
        """Return a part of a monitor immediately, to see whether it still changes; empty if not `looks`.

        Args:
            area: in Qt's units, from the monitor's corner.
        """


class NativeBackend:
    """Captures each monitor separately and joins them; `WindowsBackend` and `MacBackend` refine it."""

    waits = False
    looks = True
    chooses = False
    tells_places = False

    def capture_all(self, progress: Progress) -> QImage:
        """Return the monitors as arranged; one left of or above the first keeps its place."""
        parts = self.capture_monitors(progress)
        places = [self.monitor_area(screen) for screen, _ in parts]
        pictures = [picture for _, picture in parts]
        return arrange_pictures(pictures, places) or join_side_by_side(pictures)

    def capture_monitor(self, screen: QScreen, progress: Progress) -> QImage:
        """Capture one monitor."""
        return _pixels(screen, 0)

    def capture_monitors(self, progress: Progress) -> Sequence[tuple[QScreen, QImage]]:
        """Return the monitors from left to right."""
        screens = sorted(QGuiApplication.screens(), key=lambda s: (s.geometry().x(), s.geometry().y()))
        return [(screen, self.capture_monitor(screen, progress)) for screen in screens]

    def capture_active(self, progress: Progress) -> QImage:
        """Capture the visible part of the active window, with its frame."""
        area = self.active_window_area()
        if area is None:
            raise UnavailableError(NO_ACTIVE_WINDOW)
        return self.capture_part(area, progress)

    def list_windows(self) -> Sequence[OpenWindow]:
        """Return the windows that can be chosen, the frontmost first."""
        return ()

    def raise_window(self, handle: int) -> None:
        """Bring a window to the front."""

    def capture_window(self, handle: int, progress: Progress) -> QImage:
        """Capture the visible part of a window, with its frame."""
        area = self.window_area(handle)
        if area is None:
            raise UnavailableError(WINDOW_GONE)
        return self.capture_part(area, progress)

    def peek(self, screen: QScreen, area: QRect) -> QImage:
        """Return a part of a monitor at once."""
        return screen.grabWindow(0, area.x(), area.y(), area.width(), area.height()).toImage()

    def active_window_area(self) -> WindowArea | None:
        """Return the area of the active window."""
        return None

    def window_area(self, handle: int) -> WindowArea | None:
        """Return a window's area."""
        return None

    def capture_part(self, area: WindowArea, progress: Progress) -> QImage:
        """Capture a rectangle, on the monitor that shows most of it."""
        window = QRect(area.x, area.y, area.width, area.height)
        screen = max(QGuiApplication.screens(), key=lambda s: _size(self.monitor_area(s).intersected(window)))
        place = self.monitor_area(screen)
        seen = window.intersected(place).translated(-place.topLeft())
        return crop_picture(self.capture_monitor(screen, progress), self.to_pixels(screen, seen))

    def monitor_area(self, screen: QScreen) -> QRect:
        """Return a monitor's area, in its own pixels.

        Qt leaves the corner of a monitor where the system has it, and only divides the size by the scale
        (measured on X11; for Windows from the sources of Qt, ``qhighdpiscaling``).
        """
        return QRect(screen.geometry().topLeft(), screen.size() * screen.devicePixelRatio())

    def to_pixels(self, screen: QScreen, area: QRect) -> QRect:
        """Return a rectangle of the system's units in pixels of the monitor's image."""
        return area


class WindowsBackend(NativeBackend):
    """Windows; from documentation, not tried. Qt makes the process aware of each monitor's own scale."""

    def list_windows(self) -> Sequence[OpenWindow]:
        """Return the windows that can be chosen, the frontmost first."""
        return win32_windows.list_windows()

    def raise_window(self, handle: int) -> None:
        """Bring a window to the front."""
        win32_windows.bring_to_front(handle)

    def active_window_area(self) -> WindowArea | None:
        """Return the area of the active window."""
        return win32_windows.active_window_area()

    def window_area(self, handle: int) -> WindowArea | None:
        """Return a window's area."""
        return win32_windows.window_area(handle)


class MacBackend(NativeBackend):
    """macOS; from documentation, not tried. The user is asked for the right at the first image.

    Places are in points: monitors of different scales have no common grid of pixels, so they are put side
    by side then. Without the right macOS would give an image of the empty desktop, so it is asked first.
    """

    looks = False

    def capture_monitor(self, screen: QScreen, progress: Progress) -> QImage:
        """Capture one monitor."""
        quartz.request_screen_permission()
        return _pixels(screen, 0)

    def list_windows(self) -> Sequence[OpenWindow]:
        """Return the windows that can be chosen, the frontmost first."""
        return quartz.list_windows()

    def active_window_area(self) -> WindowArea | None:
        """Return where the frontmost window of another program is."""
        return next((window.area for window in quartz.list_windows()), None)

    def window_area(self, handle: int) -> WindowArea | None:
        """Return where a window is; what covers it is in the image, nothing is raised here."""
        return next((window.area for window in quartz.list_windows() if window.handle == handle), None)

    def monitor_area(self, screen: QScreen) -> QRect:
        """Return a monitor's area, in points."""
        return screen.geometry()

    def to_pixels(self, screen: QScreen, area: QRect) -> QRect:
        """Return points as pixels of the monitor's image."""
        scale = screen.devicePixelRatio()
        corner, size = area.topLeft() * scale, area.size() * scale
        return QRect(corner, size)

    def peek(self, screen: QScreen, area: QRect) -> QImage:
        """Return nothing: every capture shows an icon in the menu bar."""
        return QImage()


class X11Backend(NativeBackend):
    """X11: the root window is the whole desktop, in its own pixels."""

    tells_places = True

    def capture_monitor(self, screen: QScreen, progress: Progress) -> QImage:
        """Capture one monitor."""
        place = self.monitor_area(screen)
        picture = _grab_in_strips(screen, 0, place.size())
        picture.setOffset(place.topLeft())
        return picture

    def capture_all(self, progress: Progress) -> QImage:
        """Return the root window."""
        window, *size = x11.find_root_window()
        return _grab_in_strips(QGuiApplication.primaryScreen(), window, QSize(*size))

    def capture_monitors(self, progress: Progress) -> Sequence[tuple[QScreen, QImage]]:
        """Return the monitors, cut out of one image."""
        picture = self.capture_all(progress)
        return [
            (screen, crop_picture(picture, self.monitor_area(screen))) for screen in QGuiApplication.screens()
        ]

    def list_windows(self) -> Sequence[OpenWindow]:
        """Return the windows that can be chosen, the frontmost first."""
        return x11_windows.list_windows()

    def raise_window(self, handle: int) -> None:
        """Bring a window to the front."""
        x11_windows.bring_to_front(handle)

    def active_window_area(self) -> WindowArea | None:
        """Return the area of the active window."""
        return x11_windows.active_window_area()

    def window_area(self, handle: int) -> WindowArea | None:
        """Return a window's area."""
        return x11_windows.window_area(handle)

    def capture_part(self, area: WindowArea, progress: Progress) -> QImage:
        """Return a rectangle of the desktop, on whichever monitors it is; no other pixel is asked for."""
        screen, part = QGuiApplication.primaryScreen(), QRect(area.x, area.y, area.width, area.height)
        if screen.devicePixelRatio() != 1:
            return crop_picture(self.capture_all(progress), part)
        window, *size = x11.find_root_window()
        part = part.intersected(QRect(QPoint(0, 0), QSize(*size)))
        if part.isEmpty():
            raise UnavailableError(WINDOW_GONE)
        picture = _grab_in_strips(screen, window, part.size(), part.topLeft())
        picture.setOffset(part.topLeft())
        return picture


class PortalBackend:
    """Wayland: only the desktop itself can take an image, and it may ask the user first."""

    waits = True
    looks = False
    chooses = True
    tells_places = False

    def capture_all(self, progress: Progress) -> QImage:
        """Capture all monitors as the desktop arranges them; gaps are black.

        Images of sway are see-through there, and half so at the edge of an enlarged monitor, which would
        become a pale line; the colours themselves are right.
        """
        return _opaque(portal.take_screenshot(progress))

    def capture_monitor(self, screen: QScreen, progress: Progress) -> QImage:
        """Crop one monitor out of the whole image, in its own resolution.

        The image has as many pixels per unit of Qt's layout everywhere: those of the sharpest monitor.
        The desktop enlarged the others; they are made small again, which leaves them a little softer.
        """
        picture, everything, part = self.capture_all(progress), screen.virtualGeometry(), screen.geometry()
        across, down = picture.width() / everything.width(), picture.height() / everything.height()
        if abs(across - down) > 0.02 * across:
            raise UnavailableError(
                N_("Displays can't be captured separately here. Capture the whole screen instead.")
            )
        part.translate(-everything.topLeft())
        corner = (round(part.x() * across), round(part.y() * across))
        size = (round(part.width() * across), round(part.height() * across))
        return _unenlarged(crop_picture(picture, QRect(*corner, *size)), screen, across)

    def capture_monitors(self, progress: Progress) -> Sequence[tuple[QScreen, QImage]]:
        """Return everything on the first monitor: asking again would ask the user again."""
        return [(QGuiApplication.primaryScreen(), self.capture_all(progress))]

    def capture_active(self, progress: Progress) -> QImage:
        """Refuse: a single window can't be captured here."""
        raise NotOfferedError(
            N_("A single window can't be captured on this system. Choose part of the screen.")
        )

    def list_windows(self) -> Sequence[OpenWindow]:
        """Return none: under Wayland, programs can't list other programs' windows."""
        return ()

    def raise_window(self, handle: int) -> None:
        """Do nothing: only the desktop can raise windows."""

    def capture_window(self, handle: int, progress: Progress) -> QImage:
        """Capture the window that the user selects in the desktop's own dialog."""
        return _opaque(portal.take_screenshot(progress, interactive=True))

    def peek(self, screen: QScreen, area: QRect) -> QImage:
        """Return nothing."""
        return QImage()


class GrimBackend(PortalBackend):
    """Wayland compositors that give parts of the desktop (sway); for windows whose place is known."""

    waits = False

    def capture_part(self, area: WindowArea, progress: Progress) -> QImage:
        """Return a rectangle of the desktop; no other pixel is asked for."""
        return _opaque(grim.capture_area(area))


def _pixels(screen: QScreen, window: int) -> QImage:
    image = screen.grabWindow(window).toImage()
    if image.isNull():
        raise UnavailableError(NOT_ALLOWED)
    image.setDevicePixelRatio(1)
    return image


def _grab_in_strips(screen: QScreen, window: int, size: QSize, corner: QPoint = QPoint(0, 0)) -> QImage:  # noqa: B008
    """Return an image taken strip by strip, which are some milliseconds apart.

    In one piece it needs four times its memory at once, here and in the X server; to be given that costs
    either of them as long as the image itself, above all the first time (measured: 64 ms, strips 38).

    Args:
        screen: gives the scale.
        window: see `QScreen.grabWindow`.
        size: in pixels.
        corner: where it begins, in pixels; only if the scale is 1.
    """
    scale = screen.devicePixelRatio()
    if scale % 1 or size.width() % scale or size.height() % scale:
        return _pixels(screen, window)  # no strip would begin at a whole pixel
    width, height = size.width() // int(scale), size.height() // int(scale)
    whole = QImage(size, QImage.Format.Format_RGB32)
    if whole.isNull():
        raise UnavailableError(NO_MEMORY)
    painter = QPainter(whole)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    for top in range(0, height, _STRIP):
        high = min(_STRIP, height - top)
        strip = screen.grabWindow(window, corner.x(), corner.y() + top, width, high)
        if strip.isNull():
            painter.end()
            raise UnavailableError(NOT_ALLOWED)
        strip.setDevicePixelRatio(1)
        painter.drawPixmap(0, top * int(scale), strip)
    painter.end()
    return whole


def _opaque(data: bytes) -> QImage:
    """Return an image that was sent as a file, or say that it is none.

    Raises:
        UnavailableError: it cannot be read.
    """
    image = QImage.fromData(data)
    if image.isNull():
        raise UnavailableError(N_("The screenshot was taken, but it can't be read."))
    return image.convertToFormat(QImage.Format.Format_RGB32)


def _size(area: QRect) -> int:
    return max(0, area.width()) * max(0, area.height())


def _unenlarged(picture: QImage, screen: QScreen, density: float) -> QImage:
    """Scale an image back to the monitor's own resolution, if the desktop scaled it up.

    Under XWayland Qt knows no scale of a monitor: then the image is left as it is.

    Args:
        picture: of the monitor.
        screen: the monitor.
        density: pixels of the image per unit of Qt's layout.
    """
    own = screen.size() * screen.devicePixelRatio()
    sharpest = max(other.devicePixelRatio() for other in screen.virtualSiblings())
    if density > 1.02 * sharpest or own.width() >= picture.width():
        return picture
    return picture.scaled(
        own, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    )


def crop_picture(picture: QImage, area: QRect) -> QImage:
    """Return the part of an image within an area, clipped to the image.

    Raises:
        UnavailableError: nothing of it is.
    """
    area = area.intersected(picture.rect())
    if area.isEmpty():
        raise UnavailableError(N_("The window isn't on the screen."))
    part = picture.copy(area)
    part.setOffset(picture.offset() + area.topLeft())
    return part
