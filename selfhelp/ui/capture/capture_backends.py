"""Screenshot backends, one per kind of desktop.

Images have the display's native resolution at any scale, except images from `PortalBackend.capture_monitor`.

Tested on X11 (Xvfb) and Wayland (sway with xdg-desktop-portal-wlr, and GNOME without a monitor). KDE's portal
opened its dialog, but returned no image without a graphics card. `WindowsBackend` and `MacBackend` are from
documentation and untested.
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
from selfhelp.ui.capture.pixels import NO_MEMORY, arrange_pictures_by_place, join_side_by_side
from selfhelp.ui.images.image_file import decode_trusted_image

NO_ACTIVE_WINDOW = N_("No window is active. Click the window you want to capture, then try again.")
WINDOW_GONE = N_("This window is no longer on the screen. Choose another one.")
NOT_ALLOWED = N_("The system didn't allow the screenshot.")
_STRIP = 240  # height of a strip requested from X11, in Qt's units


class CaptureBackend(Protocol):
    """A method of capturing images; all methods raise `UnavailableError` if capturing isn't possible now."""

    waits: bool
    """Whether a capture may wait for the user, so that it must run on a pool thread."""

    looks: bool
    """Whether `sample_area` is supported; it must be fast, and must not ask the user."""

    chooses: bool
    """Whether the desktop's own dialog asks for a window; `list_windows` then returns an empty list."""

    tells_places: bool
    """Whether an image's ``offset`` is its position on the desktop, in pixels shared by all programs."""

    def capture_desktop(self, progress: Progress) -> QImage:
        """Capture all monitors in one image."""

    def capture_monitor(self, screen: QScreen, progress: Progress) -> QImage:
        """Capture one monitor."""

    def capture_monitors(self, progress: Progress) -> Sequence[tuple[QScreen, QImage]]:
        """Return simultaneous images of all monitors; if unsupported, one image of the whole desktop."""

    def capture_active_window(self, progress: Progress) -> QImage:
        """Capture the active window."""

    def list_windows(self) -> Sequence[OpenWindow]:
        """Return the windows that can be captured, front to back."""

    def raise_window(self, handle: int) -> None:
        """Bring a window to the front, so that nothing covers it."""

    def capture_window(self, handle: int, progress: Progress) -> QImage:
        """Return an image of a window's visible part; ``handle`` is ignored if the desktop asks the user."""

    def sample_area(self, screen: QScreen, area: QRect) -> QImage:
        """Return an image of a part of a monitor without delay, to detect changes; empty unless `looks`.

        Args:
            screen: the monitor.
            area: in Qt's units, from the monitor's corner.
        """


class NativeBackend:
    """Captures each monitor separately, and joins the images into one."""

    waits = False
    looks = True
    chooses = False
    tells_places = False

    def capture_desktop(self, progress: Progress) -> QImage:
        """Return one image of all monitors, arranged as on the desktop."""
        parts = self.capture_monitors(progress)
        places = [self.find_monitor_area(screen) for screen, _ in parts]
        pictures = [picture for _, picture in parts]
        return arrange_pictures_by_place(pictures, places) or join_side_by_side(pictures)

    def capture_monitor(self, screen: QScreen, progress: Progress) -> QImage:
        """Capture one monitor."""
        return _grab_window(screen, 0)

    def capture_monitors(self, progress: Progress) -> Sequence[tuple[QScreen, QImage]]:
        """Capture the monitors from left to right."""
        screens = sorted(QGuiApplication.screens(), key=lambda s: (s.geometry().x(), s.geometry().y()))
        return [(screen, self.capture_monitor(screen, progress)) for screen in screens]

    def capture_active_window(self, progress: Progress) -> QImage:
        """Capture the visible part of the active window, with its frame."""
        area = self.find_active_window_area()
        if area is None:
            raise UnavailableError(NO_ACTIVE_WINDOW)
        return self.capture_area(area, progress)

    def list_windows(self) -> Sequence[OpenWindow]:
        """Return an empty list: Qt can't list the windows of other apps."""
        return ()

    def raise_window(self, handle: int) -> None:
        """Do nothing: Qt can't raise the windows of other apps."""

    def capture_window(self, handle: int, progress: Progress) -> QImage:
        """Capture the visible part of a window, with its frame."""
        area = self.find_window_area(handle)
        if area is None:
            raise UnavailableError(WINDOW_GONE)
        return self.capture_area(area, progress)

    def sample_area(self, screen: QScreen, area: QRect) -> QImage:
        """Return an image of a part of a monitor, without delay."""
        return screen.grabWindow(0, area.x(), area.y(), area.width(), area.height()).toImage()

    def find_active_window_area(self) -> WindowArea | None:
        """Return the area of the active window, or None."""
        return None

    def find_window_area(self, handle: int) -> WindowArea | None:
        """Return a window's area, or None if it is gone."""
        return None

    def capture_area(self, area: WindowArea, progress: Progress) -> QImage:
        """Capture a rectangle on the monitor that shows most of it."""
        window = QRect(area.x, area.y, area.width, area.height)
        screen = max(
            QGuiApplication.screens(),
            key=lambda s: _compute_rect_area(self.find_monitor_area(s).intersected(window)),
        )
        place = self.find_monitor_area(screen)
        seen = window.intersected(place).translated(-place.topLeft())
        return crop_picture(self.capture_monitor(screen, progress), self.scale_area_to_pixels(screen, seen))

    def find_monitor_area(self, screen: QScreen) -> QRect:
        """Return a monitor's area on the desktop, in the monitor's native pixels.

        Qt leaves the system's position unchanged, and only divides the size by the scale (measured on X11;
        for Windows from Qt's source, ``qhighdpiscaling``).
        """
        return QRect(screen.geometry().topLeft(), screen.size() * screen.devicePixelRatio())

    def scale_area_to_pixels(self, screen: QScreen, area: QRect) -> QRect:
        """Convert a rectangle from the system's units to pixels of the monitor's image."""
        return area


class WindowsBackend(NativeBackend):
    """The backend for Windows, written from documentation and untested."""

    def list_windows(self) -> Sequence[OpenWindow]:
        """Return the windows that can be captured, front to back."""
        return win32_windows.list_windows()

    def raise_window(self, handle: int) -> None:
        """Bring a window to the front."""
        win32_windows.bring_to_front(handle)

    def find_active_window_area(self) -> WindowArea | None:
        """Return the area of the active window, or None."""
        return win32_windows.read_active_window_area()

    def find_window_area(self, handle: int) -> WindowArea | None:
        """Return a window's area, or None if it is gone."""
        return win32_windows.read_window_area(handle)


class MacBackend(NativeBackend):
    """The backend for macOS, written from documentation and untested.

    Positions are in points. Monitors of different scales have no common pixel grid, so they are placed side
    by side. Without the permission, macOS would return an image of the empty desktop.
    """

    looks = False

    def capture_monitor(self, screen: QScreen, progress: Progress) -> QImage:
        """Capture one monitor."""
        quartz.request_screen_permission()
        return _grab_window(screen, 0)

    def list_windows(self) -> Sequence[OpenWindow]:
        """Return the windows that can be captured, front to back."""
        return quartz.list_quartz_windows()

    def find_active_window_area(self) -> WindowArea | None:
        """Return the area of the frontmost window of another app, or None."""
        return next((window.area for window in quartz.list_quartz_windows()), None)

    def find_window_area(self, handle: int) -> WindowArea | None:
        """Return a window's area, or None for a closed window; windows in front of it aren't hidden."""
        return next((window.area for window in quartz.list_quartz_windows() if window.handle == handle), None)

    def find_monitor_area(self, screen: QScreen) -> QRect:
        """Return a monitor's area, measured in points."""
        return screen.geometry()

    def scale_area_to_pixels(self, screen: QScreen, area: QRect) -> QRect:
        """Convert points to pixels of the monitor's image."""
        scale = screen.devicePixelRatio()
        corner, size = area.topLeft() * scale, area.size() * scale
        return QRect(corner, size)

    def sample_area(self, screen: QScreen, area: QRect) -> QImage:
        """Return an empty image, because every capture shows an icon in the menu bar."""
        return QImage()


class X11Backend(NativeBackend):
    """The backend for X11, where the root window shows the whole desktop in native pixels."""

    tells_places = True

    def capture_monitor(self, screen: QScreen, progress: Progress) -> QImage:
        """Capture one monitor."""
        place = self.find_monitor_area(screen)
        picture = _grab_window_in_strips(screen, 0, place.size())
        picture.setOffset(place.topLeft())
        return picture

    def capture_desktop(self, progress: Progress) -> QImage:
        """Capture the root window."""
        window, *size = x11.find_root_window()
        return _grab_window_in_strips(QGuiApplication.primaryScreen(), window, QSize(*size))

    def capture_monitors(self, progress: Progress) -> Sequence[tuple[QScreen, QImage]]:
        """Capture the monitors, cropped from one image."""
        picture = self.capture_desktop(progress)
        return [
            (screen, crop_picture(picture, self.find_monitor_area(screen)))
            for screen in QGuiApplication.screens()
        ]

    def list_windows(self) -> Sequence[OpenWindow]:
        """Return the windows that can be captured, front to back."""
        return x11_windows.list_windows()

    def raise_window(self, handle: int) -> None:
        """Bring a window to the front."""
        x11_windows.bring_to_front(handle)

    def find_active_window_area(self) -> WindowArea | None:
        """Return the area of the active window, or None."""
        return x11_windows.read_active_window_area()

    def find_window_area(self, handle: int) -> WindowArea | None:
        """Return a window's area, or None if it is gone."""
        return x11_windows.read_window_area_of_handle(handle)

    def capture_area(self, area: WindowArea, progress: Progress) -> QImage:
        """Capture a rectangle that may extend over several monitors, without requesting other pixels."""
        screen, part = QGuiApplication.primaryScreen(), QRect(area.x, area.y, area.width, area.height)
        if screen.devicePixelRatio() != 1:
            return crop_picture(self.capture_desktop(progress), part)
        window, *size = x11.find_root_window()
        part = part.intersected(QRect(QPoint(0, 0), QSize(*size)))
        if part.isEmpty():
            raise UnavailableError(WINDOW_GONE)
        picture = _grab_window_in_strips(screen, window, part.size(), part.topLeft())
        picture.setOffset(part.topLeft())
        return picture


class PortalBackend:
    """The backend for Wayland, where only the desktop can capture images, and may ask the user first."""

    waits = True
    looks = False
    chooses = True
    tells_places = False

    def capture_desktop(self, progress: Progress) -> QImage:
        """Capture all monitors as arranged on the desktop, with black gaps.

        sway's images are transparent in the gaps, and half transparent at the edge of a scaled monitor, which
        would become a pale line.
        """
        return _decode_opaque_image(portal.take_screenshot(progress))

    def capture_monitor(self, screen: QScreen, progress: Progress) -> QImage:
        """Crop one monitor from the full image, in the monitor's native resolution.

        The full image has the pixel density of the sharpest monitor. Images of other monitors are scaled
        down, which makes them slightly softer.
        """
        picture, everything, part = (
            self.capture_desktop(progress),
            screen.virtualGeometry(),
            screen.geometry(),
        )
        across, down = picture.width() / everything.width(), picture.height() / everything.height()
        if abs(across - down) > 0.02 * across:
            raise UnavailableError(
                N_("Displays can't be captured separately here. Capture the whole screen instead.")
            )
        part.translate(-everything.topLeft())
        corner = (round(part.x() * across), round(part.y() * across))
        size = (round(part.width() * across), round(part.height() * across))
        return _scale_to_native(crop_picture(picture, QRect(*corner, *size)), screen, across)

    def capture_monitors(self, progress: Progress) -> Sequence[tuple[QScreen, QImage]]:
        """Return the first monitor with the image of the whole desktop, to avoid asking the user again."""
        return [(QGuiApplication.primaryScreen(), self.capture_desktop(progress))]

    def capture_active_window(self, progress: Progress) -> QImage:
        """Raise `NotOfferedError`, because a Wayland desktop can't capture the active window."""
        raise NotOfferedError(
            N_("A single window can't be captured on this system. Choose part of the screen.")
        )

    def list_windows(self) -> Sequence[OpenWindow]:
        """Return an empty list, because Wayland apps can't list the windows of other apps."""
        return ()

    def raise_window(self, handle: int) -> None:
        """Do nothing, because only a Wayland desktop can raise windows of other apps."""

    def capture_window(self, handle: int, progress: Progress) -> QImage:
        """Capture the window that the user selects in the desktop's dialog."""
        return _decode_opaque_image(portal.take_screenshot(progress, interactive=True))

    def sample_area(self, screen: QScreen, area: QRect) -> QImage:
        """Return an empty image, because the desktop might ask the user."""
        return QImage()


class GrimBackend(PortalBackend):
    """The backend for Wayland desktops that can capture a known area with ``grim`` (such as sway)."""

    waits = False

    def capture_area(self, area: WindowArea, progress: Progress) -> QImage:
        """Capture a rectangle, without requesting other pixels."""
        return _decode_opaque_image(grim.capture_screen_area(area))


def _grab_window(screen: QScreen, window: int) -> QImage:
    image = screen.grabWindow(window).toImage()
    if image.isNull():
        raise UnavailableError(NOT_ALLOWED)
    image.setDevicePixelRatio(1)
    return image


def _grab_window_in_strips(
    screen: QScreen,
    window: int,
    size: QSize,
    corner: QPoint = QPoint(0, 0),  # noqa: B008
) -> QImage:
    """Return an image that is captured in strips, a few milliseconds apart.

    Capturing the whole image takes four times its memory, in this process and in the X server. Allocating
    that memory takes as long as the capture (measured: 64 ms, in strips 38 ms).

    Args:
        screen: the screen that determines the scale.
        window: see `QScreen.grabWindow`.
        size: in pixels.
        corner: the top left corner in pixels; only if the scale is 1.
    """
    scale = screen.devicePixelRatio()
    if scale % 1 or size.width() % scale or size.height() % scale:
        return _grab_window(screen, window)  # strips wouldn't begin at whole pixels
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


def _decode_opaque_image(data: bytes) -> QImage:
    """Return the image in a file's data, without transparency.

    Raises:
        UnavailableError: the image can't be read.
    """
    image = decode_trusted_image(data)
    if image.isNull():
        raise UnavailableError(N_("The screenshot was taken, but it can't be read."))
    return image.convertToFormat(QImage.Format.Format_RGB32)


def _compute_rect_area(area: QRect) -> int:
    return max(0, area.width()) * max(0, area.height())


def _scale_to_native(picture: QImage, screen: QScreen, density: float) -> QImage:
    """Return an image scaled to the monitor's native resolution, if the desktop enlarged the image.

    Under XWayland, Qt doesn't know the scale, and the image is left unchanged.

    Args:
        picture: the monitor's image.
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
        UnavailableError: the area is outside the image.
    """
    area = area.intersected(picture.rect())
    if area.isEmpty():
        raise UnavailableError(
            N_("The window isn't visible on the screen. Move it onto the screen, then try again.")
        )
    part = picture.copy(area)
    part.setOffset(picture.offset() + area.topLeft())
    return part
