"""Takes a picture of the screen, only ever when asked; also a small program for the command line.

``python -m selfhelp.ui.grab -o FILE [--monitor N | --region X,Y,W,H | --window]`` ends with 0, with 2
where there is no such monitor or region, and with 3 where no picture can be taken.

Pictures have the screen's own pixels, whatever its scale; the one exception is `PortalDesktop.monitor`.
Tried on X11 (Xvfb) and on Wayland (sway with xdg-desktop-portal-wlr). The portals of GNOME and KDE, which
ask the person, were not tried; Windows and macOS go through the same calls of Qt and were not tried.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import (
    QMessageLogContext,
    QRect,
    Qt,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtGui import QGuiApplication, QImage, QScreen

from selfhelp.errors import NotOfferedError, SelfhelpError, UnavailableError, UsageError
from selfhelp.machine import portal, x11
from selfhelp.progress import Progress
from selfhelp.text import LANGUAGES, N_, Text, Translator
from selfhelp.ui.pixels import side_by_side, to_png

NO_SCREEN = N_("There is no screen here that could be photographed.")


@dataclass(frozen=True, slots=True)
class Monitor:
    """One monitor, numbered from 1 in the system's order; sizes in its own pixels.

    Under Wayland Qt rounds a fractional scale up, and the size with it: 1.25 counts as 2.
    """

    number: int
    name: str
    width: int
    height: int


class Desktop(Protocol):
    """A way to take pictures. Every method raises `UnavailableError` where it cannot be done now."""

    waits: bool
    """Whether it may wait for the person: then it must not be called from the thread of the window."""

    def whole(self, progress: Progress) -> QImage:
        """Return all monitors in one picture."""

    def monitor(self, screen: QScreen, progress: Progress) -> QImage:
        """Return one monitor."""

    def window(self, progress: Progress) -> QImage:
        """Return the active window."""


class NativeDesktop:
    """Windows and macOS (not tried): every monitor by itself, side by side for the whole desktop.

    Monitors of different scales have no common grid of pixels, so none is made up.
    macOS asks the person for the right to record the screen, at the first picture.
    """

    waits = False

    def whole(self, progress: Progress) -> QImage:
        """Return the monitors from left to right."""
        screens = sorted(QGuiApplication.screens(), key=lambda s: (s.geometry().x(), s.geometry().y()))
        return side_by_side([self.monitor(screen, progress) for screen in screens])

    def monitor(self, screen: QScreen, progress: Progress) -> QImage:
        """Return one monitor."""
        return _pixels(screen, 0)

    def window(self, progress: Progress) -> QImage:
        """Say that this is not offered."""
        raise NotOfferedError(N_("A single window cannot be photographed on this system; choose a region."))


class X11Desktop(NativeDesktop):
    """X11: the root window is the whole desktop, in its own pixels."""

    def whole(self, progress: Progress) -> QImage:
        """Return the root window."""
        return _pixels(QGuiApplication.primaryScreen(), x11.root_window())

    def window(self, progress: Progress) -> QImage:
        """Return what is visible of the active window, with its frame."""
        area = x11.active_window()
        if area is None:
            raise UnavailableError(N_("No window is active; click into the window first."))
        picture = self.whole(progress)
        return _cut(picture, QRect(area.x, area.y, area.width, area.height).intersected(picture.rect()))


class PortalDesktop:
    """Wayland: only the desktop itself can take a picture, and it may ask the person first."""

    waits = True

    def whole(self, progress: Progress) -> QImage:
        """Return all monitors as the desktop arranges them, black where there is none.

        Pictures of sway are see-through there, and half so at the edge of an enlarged monitor, which would
        become a pale line; the colours themselves are right.
        """
        image = QImage.fromData(portal.screenshot(progress))
        if image.isNull():
            raise UnavailableError(N_("The desktop took a picture, but it cannot be read."))
        return image.convertToFormat(QImage.Format.Format_RGB32)

    def monitor(self, screen: QScreen, progress: Progress) -> QImage:
        """Return one monitor out of the whole picture, in its own size.

        The picture has as many pixels per unit of Qt's layout everywhere: those of the sharpest monitor.
        The desktop enlarged the others; they are made small again, which leaves them a little softer.
        """
        picture, everything, part = self.whole(progress), screen.virtualGeometry(), screen.geometry()
        across, down = picture.width() / everything.width(), picture.height() / everything.height()
        if abs(across - down) > 0.02 * across:
            raise UnavailableError(
                N_("The monitors cannot be told apart in the picture; take the whole screen.")
            )
        part.translate(-everything.topLeft())
        corner = (round(part.x() * across), round(part.y() * across))
        size = (round(part.width() * across), round(part.height() * across))
        return _unenlarged(_cut(picture, QRect(*corner, *size)), screen, across)

    def window(self, progress: Progress) -> QImage:
        """Say that this is not offered."""
        raise NotOfferedError(N_("A single window cannot be photographed on this system; choose a region."))


_DESKTOPS: dict[str, type[Desktop]] = {
    "xcb": X11Desktop,
    "wayland": PortalDesktop,
    "windows": NativeDesktop,
    "cocoa": NativeDesktop,
}


def desktop() -> Desktop:
    """Return the way this desktop takes pictures.

    Raises:
        UnavailableError: there is no real screen.
    """
    kind = QGuiApplication.platformName().partition("-")[0]
    if kind not in _DESKTOPS or not QGuiApplication.screens():
        raise UnavailableError(NO_SCREEN, detail=kind)
    if kind == "xcb" and x11.is_xwayland():
        kind = "wayland"
    return _DESKTOPS[kind]()


def monitors() -> Sequence[Monitor]:
    """Return the monitors in the system's order."""
    found = []
    for number, screen in enumerate(QGuiApplication.screens(), 1):
        size = screen.size() * screen.devicePixelRatio()
        found.append(Monitor(number, screen.name()[:80], size.width(), size.height()))
    return found


def screen_of(number: int) -> QScreen:
    """Return a monitor by its number.

    Raises:
        UsageError: there is none of that number.
    """
    screens = QGuiApplication.screens()
    if not 1 <= number <= len(screens):
        message = N_(
            "There is no monitor {number}; this computer has {most}.", number=number, most=len(screens)
        )
        raise UsageError(message)
    return screens[number - 1]


def region_of(picture: QImage, area: QRect) -> QImage:
    """Return a part of a picture.

    Raises:
        UsageError: it is empty, or not wholly inside.
    """
    if area.isEmpty() or not picture.rect().contains(area):
        message = N_(
            "The region must lie inside the screen, which is {width} × {height} pixels.",
            width=picture.width(),
            height=picture.height(),
        )
        raise UsageError(message)
    return _cut(picture, area)


def _pixels(screen: QScreen, window: int) -> QImage:
    image = screen.grabWindow(window).toImage()
    if image.isNull():
        raise UnavailableError(N_("The system did not allow a picture of the screen."))
    image.setDevicePixelRatio(1)
    return image


def _unenlarged(picture: QImage, screen: QScreen, density: float) -> QImage:
    """Undo what the desktop did to a monitor that is less sharp than another one.

    Under XWayland Qt knows no scale of a monitor: then the picture is left as it is.

    Args:
        picture: of the monitor.
        screen: the monitor.
        density: pixels of the picture per unit of Qt's layout.
    """
    own = screen.size() * screen.devicePixelRatio()
    sharpest = max(other.devicePixelRatio() for other in screen.virtualSiblings())
    if density > 1.02 * sharpest or own.width() >= picture.width():
        return picture
    return picture.scaled(
        own, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation
    )


def _cut(picture: QImage, area: QRect) -> QImage:
    if area.isEmpty():
        raise UnavailableError(N_("The window is not on the screen."))
    return picture.copy(area)


# -- the program -----------------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> int:
    """Take one picture as the arguments say; return the exit status."""
    options = _options(arguments)
    translator = Translator(options.lang)
    _application = _open_display(translator.show(NO_SCREEN))  # as long as pictures are taken
    try:
        write_private(options.output, to_png(_picture(options)))
    except UsageError as error:
        return _say(translator, error.message, 2)
    except SelfhelpError as error:
        return _say(translator, error.message, 3)
    except OSError as error:
        reason = error.strerror or str(error)
        message = N_("The picture cannot be saved there: {reason}.", reason=reason)
        return _say(translator, message, 3)
    return 0


def _picture(options: argparse.Namespace) -> QImage:
    way, progress = desktop(), Progress()
    if options.window:
        return way.window(progress)
    if options.monitor is not None:
        return way.monitor(screen_of(options.monitor), progress)
    if options.region is not None:
        return region_of(way.whole(progress), options.region)
    return way.whole(progress)


def write_private(path: Path, data: bytes) -> None:
    """Write a file that only this person can read, whole or not at all.

    Raises:
        OSError: it cannot be written.
    """
    handle, name = tempfile.mkstemp(prefix=".selfhelp-", dir=path.parent)  # created with mode 0600
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(handle)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="selfhelp screenshot", allow_abbrev=False)
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
    parser.add_argument("--lang", choices=LANGUAGES, default=LANGUAGES[0])
    one = parser.add_mutually_exclusive_group()
    one.add_argument("--monitor", type=int, metavar="N")
    one.add_argument("--region", type=region, metavar="X,Y,W,H")
    one.add_argument("--window", action="store_true")
    return parser.parse_args(arguments)


def region(text: str) -> QRect:
    """Read ``X,Y,W,H`` in pixels."""
    numbers = [int(part) for part in text.split(",")]
    if len(numbers) != 4 or any(abs(number) > 1_000_000 for number in numbers):
        raise ValueError(text)
    return QRect(*numbers)


def _open_display(sentence: str) -> QGuiApplication:
    """Connect to the display, or end with status 3: Qt would abort, and the libraries below it talk."""
    mouth, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)

    def heard(kind: QtMsgType, _context: QMessageLogContext, _message: str) -> None:
        if kind is QtMsgType.QtFatalMsg:
            os.write(mouth, sentence.encode() + b"\n")
            os._exit(3)

    qInstallMessageHandler(heard)
    application = QGuiApplication(sys.argv[:1])
    os.dup2(mouth, 2)
    return application


def _say(translator: Translator, message: Text, status: int) -> int:
    print(translator.show(message), file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())
