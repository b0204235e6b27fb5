"""Capture a screenshot on request; also the main module of the command line's capture process.

``python -m selfhelp.ui.capture.grab -o FILE [--monitor N | --region X,Y,W,H | --window]`` exits with 0 on
success, 2 if the monitor or region doesn't exist, and 3 if no image can be captured.

The backends are in `ui.capture.capture_backends`. The policy may forbid screenshots.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QMessageLogContext, QRect, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication, QImage, QScreen

from selfhelp.core import durable_files
from selfhelp.core.errors import RefusedError, SelfhelpError, UnavailableError, UsageError
from selfhelp.core.languages import SOURCE_LANGUAGE, list_supported_languages
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text, Translator
from selfhelp.machine.capture import grim, x11
from selfhelp.ui.capture.capture_backends import (
    CaptureBackend,
    GrimBackend,
    MacBackend,
    PortalBackend,
    WindowsBackend,
    X11Backend,
    crop_picture,
)
from selfhelp.ui.capture.pixels import encode_png

NO_SCREEN = N_("No display is available for a screenshot.")
NOT_ALLOWED = N_("Your organisation doesn't allow screenshots.")


@dataclass(frozen=True, slots=True)
class Monitor:
    """One monitor, numbered from 1 in the system's order; sizes in native pixels.

    Under Wayland, Qt rounds a fractional scale up (1.25 becomes 2), so the size is too large.
    """

    number: int
    name: str
    width: int
    height: int


_DESKTOPS: dict[str, type[CaptureBackend]] = {
    "xcb": X11Backend,
    "wayland": PortalBackend,
    "windows": WindowsBackend,
    "cocoa": MacBackend,
}


def select_capture_backend() -> CaptureBackend:
    """Return the screenshot backend for this desktop.

    Raises:
        UnavailableError: no real display.
    """
    kind = QGuiApplication.platformName().partition("-")[0]
    if kind not in _DESKTOPS or not QGuiApplication.screens():
        raise UnavailableError(NO_SCREEN, detail=kind)
    if kind == "xcb" and x11.is_xwayland():
        kind = "wayland"
    return _DESKTOPS[kind]()


def select_window_backend(*, places_known: bool) -> CaptureBackend:
    """Return the backend that captures windows for the steps recorder.

    Args:
        places_known: whether window positions are known, so that ``grim`` can replace the desktop's dialog
          under Wayland.

    Raises:
        UnavailableError: no real display.
    """
    way = select_capture_backend()
    return GrimBackend() if places_known and way.waits and grim.is_grim_installed() else way


class WindowChoice(Enum):
    """The ways in which the user can choose a window of another app for a screenshot."""

    UNKNOWN = "unknown"
    LISTED = "listed"
    CHOSEN_ON_THE_DESKTOP = "chosen on the desktop"


def detect_window_choice() -> WindowChoice:
    """Return the way to choose a single window on this desktop."""
    try:
        return WindowChoice.CHOSEN_ON_THE_DESKTOP if select_capture_backend().chooses else WindowChoice.LISTED
    except UnavailableError:
        return WindowChoice.UNKNOWN


def list_monitors() -> Sequence[Monitor]:
    """Return the monitors in the system's order."""
    found = []
    for number, screen in enumerate(QGuiApplication.screens(), 1):
        size = screen.size() * screen.devicePixelRatio()
        found.append(Monitor(number, screen.name()[:80], size.width(), size.height()))
    return found


def find_screen(number: int) -> QScreen:
    """Return the monitor with a number, counted from 1.

    Raises:
        UsageError: no monitor has this number.
    """
    screens = QGuiApplication.screens()
    if not 1 <= number <= len(screens):
        message = N_(
            "Display {number} doesn't exist. Displays on this computer: {most}.",
            number=number,
            most=len(screens),
        )
        raise UsageError(message)
    return screens[number - 1]


def crop_region(picture: QImage, area: QRect) -> QImage:
    """Return the part of an image within an area.

    Raises:
        UsageError: the area is empty, or extends beyond the image.
    """
    if area.isEmpty() or not picture.rect().contains(area):
        message = N_(
            "The area must be within the screen, which is {width} × {height} pixels.",
            width=picture.width(),
            height=picture.height(),
        )
        raise UsageError(message)
    return crop_picture(picture, area)


# -- the program -----------------------------------------------------------------------------------


def main(arguments: Sequence[str] | None = None) -> int:
    """Capture one image according to the arguments; return the exit status."""
    options = _parse_options(arguments)
    translator = Translator(options.lang)
    _application = _open_display(translator.translate(NO_SCREEN))  # as long as images are taken
    try:
        _require_screenshots_allowed()
        durable_files.write_private_file(options.output, encode_png(_capture_picture(options)))
    except UsageError as error:
        return _print_grab_error(translator, error.message, 2)
    except SelfhelpError as error:
        return _print_grab_error(translator, error.message, 3)
    except OSError as error:
        reason = error.strerror or str(error)
        message = N_("The screenshot couldn't be saved to this file: {reason}.", reason=reason)
        return _print_grab_error(translator, message, 3)
    return 0


def _require_screenshots_allowed() -> None:
    """Check that the policy allows screenshots, because this program also runs without the command line.

    Raises:
        RefusedError: the policy doesn't allow screenshots.
    """
    from selfhelp.core.paths import AppPaths, detect_platform
    from selfhelp.policy import managed_settings

    if not managed_settings.load_computer_policy(
        AppPaths.create_for_current_user(detect_platform()), detect_platform()
    ).policy.evidence.screenshots:
        raise RefusedError(NOT_ALLOWED)


def _capture_picture(options: argparse.Namespace) -> QImage:
    way, progress = select_capture_backend(), Progress()
    if options.window:
        return way.capture_active_window(progress)
    if options.monitor is not None:
        return way.capture_monitor(find_screen(options.monitor), progress)
    if options.region is not None:
        return crop_region(way.capture_desktop(progress), options.region)
    return way.capture_desktop(progress)


def _parse_options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="selfhelp screenshot", allow_abbrev=False)
    parser.add_argument("-o", "--output", type=Path, required=True, metavar="FILE")
    parser.add_argument("--lang", choices=list_supported_languages(), default=SOURCE_LANGUAGE)
    one = parser.add_mutually_exclusive_group()
    one.add_argument("--monitor", type=int, metavar="N")
    one.add_argument("--region", type=_parse_region_option, metavar="X,Y,W,H")
    one.add_argument("--window", action="store_true")
    return parser.parse_args(arguments)


def _parse_region_option(text: str) -> QRect:
    """Return the region in an option ``X,Y,W,H``, in pixels.

    Raises:
        ValueError: the text isn't a region.
    """
    numbers = [int(part) for part in text.split(",")]
    if len(numbers) != 4 or any(abs(number) > 1_000_000 for number in numbers):
        raise ValueError(text)
    return QRect(*numbers)


def _open_display(sentence: str) -> QGuiApplication:
    """Return an application connected to the display, or exit with status 3.

    Without a display, Qt would abort, and its libraries write to standard error.
    """
    mouth, nowhere = os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 2)
    os.close(nowhere)

    def handle_qt_message(kind: QtMsgType, _context: QMessageLogContext, _message: str) -> None:
        if kind is QtMsgType.QtFatalMsg:
            os.write(mouth, sentence.encode() + b"\n")
            os._exit(3)

    qInstallMessageHandler(handle_qt_message)
    application = QGuiApplication(sys.argv[:1])
    os.dup2(mouth, 2)
    return application


def _print_grab_error(translator: Translator, message: Text, status: int) -> int:
    print(translator.translate(message), file=sys.stderr)
    return status


if __name__ == "__main__":
    sys.exit(main())
