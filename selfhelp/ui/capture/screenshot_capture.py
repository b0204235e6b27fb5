"""Take a screenshot at the user's request: hide the app's windows, capture, and restore the windows.

Every capture starts with a click, immediately or after a countdown that can be cancelled.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, QRect, QTimer
from PySide6.QtGui import QImage, QScreen

from selfhelp.core.errors import CancelledError, RefusedError, SelfhelpError
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, NN_
from selfhelp.machine.capture.open_windows import OpenWindow
from selfhelp.ui.capture import grab
from selfhelp.ui.capture.capture_backends import CaptureBackend, crop_picture
from selfhelp.ui.capture.countdown import Countdown
from selfhelp.ui.capture.region_picker import RegionPicker
from selfhelp.ui.capture.visible_names import VisibleNameScan
from selfhelp.ui.capture.window_hider import WindowHider
from selfhelp.ui.context import Context
from selfhelp.ui.jobs import UNEXPECTED, BackgroundJob

log = logging.getLogger(__name__)

DELAYS = (0, 3, 5, 10)
"""Delays in seconds that the user can choose before a screenshot, for example to open a menu."""

PATIENCE_MS = 8_000
"""Milliseconds until the app reports an unresponsive desktop; the message may appear in the image."""

HINT = N_(
    "Draw a rectangle, or use the arrow keys (with Shift to resize) and press Enter. Press Esc to cancel."
)
GIVEN_UP = N_("You chose not to take a screenshot.")

Shoot = Callable[[CaptureBackend, Progress], QImage]
Parts = Sequence[tuple[QScreen, QImage]]


class ScreenshotCapture(QObject):
    """Takes screenshots for one screen of the window.

    Args:
        context: the screens' shared context.
        done: receives the image.
        failed: receives the error; a `CancelledError` if the user cancelled.
        parent: the screen.
    """

    def __init__(
        self,
        context: Context,
        done: Callable[[QImage], None],
        failed: Callable[[SelfhelpError], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._context, self._done, self._failed = context, done, failed
        self.busy = False
        """Whether a screenshot is in progress."""
        self.delay = 0
        """Seconds to wait before the next screenshot."""
        self.sighting: VisibleNameScan | None = None
        """The search for names visible in the last screenshot, or None if names can't be found."""
        self._curtain = WindowHider()
        self.destroyed.connect(self._curtain.restore_windows)  # a freed screen must not leave windows hidden
        self.destroyed.connect(self._curtain.deleteLater)
        self._curtain.forgotten.connect(self._cancel_capture)
        self._job: BackgroundJob[object] | None = None

    def capture_desktop(self) -> None:
        """Capture all monitors."""
        self._start_capture(
            partial(
                self._start_capture_job,
                lambda way, progress: way.capture_desktop(progress),
                self._finish_capture,
            )
        )

    def capture_monitor(self, number: int) -> None:
        """Capture one monitor; numbers start at 1."""
        shoot: Shoot = lambda way, progress: way.capture_monitor(grab.find_screen(number), progress)  # noqa: E731
        self._start_capture(partial(self._start_capture_job, shoot, self._finish_capture))

    def capture_window(self, window: OpenWindow | None = None) -> None:
        """Capture one window; without an argument, the desktop's own dialog asks for a window."""
        handle = 0 if window is None else window.handle
        shoot: Shoot = lambda way, progress: way.capture_window(handle, progress)  # noqa: E731
        self._start_capture(partial(self._start_capture_job, shoot, self._finish_capture), handle)

    def capture_region(self) -> None:
        """Capture all monitors, then let the user select an area of the image."""
        self._start_capture(
            partial(
                self._start_capture_job,
                lambda way, progress: way.capture_monitors(progress),
                self._show_region_pickers,
            )
        )

    # -- before ------------------------------------------------------------------------------------

    def _start_capture(self, shoot: Callable[[CaptureBackend], None], front: int = 0) -> None:
        """Hide the app's windows, wait for the chosen delay, and call ``shoot``."""
        if self.busy:
            return
        if not self._context.app.policy.evidence.screenshots:
            self._failed(RefusedError(grab.NOT_ALLOWED))
            return
        self.busy = True
        self._run_or_restore_windows(partial(self._hide_windows, shoot, front))

    def _hide_windows(self, shoot: Callable[[CaptureBackend], None], front: int) -> None:
        way = grab.select_capture_backend()
        self._curtain.hide_windows(way)
        begin = partial(self._raise_and_capture, way, shoot, front)
        if self.delay:
            self._start_countdown(way, begin)
        else:
            begin()

    def _start_countdown(self, way: CaptureBackend, then: Callable[[], None]) -> None:
        show = self._context.translate

        def format_countdown(left: int) -> str:
            return show(NN_("Screenshot in {count} second", "Screenshot in {count} seconds", left))

        hint = show(N_("Open what you want to capture. This message won't be in the screenshot."))
        plate = Countdown(self.delay, format_countdown, hint, show(N_("Cancel")))
        plate.over.connect(partial(self._on_countdown_over, plate, way, then))
        plate.cancelled.connect(self._cancel_capture)
        self._curtain.add_notice(plate)
        plate.start_countdown()

    def _on_countdown_over(self, plate: Countdown, way: CaptureBackend, then: Callable[[], None]) -> None:
        self._curtain.hide_windows(way, plate)
        self._run_or_restore_windows(then)

    def _raise_and_capture(
        self, way: CaptureBackend, shoot: Callable[[CaptureBackend], None], front: int
    ) -> None:
        if front:
            way.raise_window(front)
        self._curtain.call_when_hidden(self, partial(self._run_or_restore_windows, partial(shoot, way)))

    # -- the image -------------------------------------------------------------------------------

    def _start_capture_job(
        self,
        shoot: Callable[[CaptureBackend, Progress], object],
        then: Callable[..., None],
        way: CaptureBackend,
    ) -> None:
        self.sighting = None
        if not way.waits:
            picture = shoot(way, Progress())
            if way.tells_places:
                self.sighting = VisibleNameScan(self._context.jobs, self._context.app.machine)
            then(picture)
            return
        work: Callable[[Progress], object] = partial(shoot, way)
        self._job = self._context.jobs.start_job(
            work, partial(self._on_picture_captured, then), self._fail_capture, owner=self
        )
        QTimer.singleShot(PATIENCE_MS, self, partial(self._show_waiting_notice, self._job))

    def _show_waiting_notice(self, job: BackgroundJob[object]) -> None:
        """Report that the desktop hasn't responded yet, and offer to cancel."""
        if job is not self._job or not job.running:
            return
        show = self._context.translate
        text, hint = (
            N_("Waiting for permission"),
            N_("Your system may be asking you to allow the screenshot."),
        )
        plate = Countdown(0, lambda _left: show(text), show(hint), show(N_("Cancel")))
        plate.cancelled.connect(job.cancel)
        self._curtain.add_notice(plate)
        plate.start_countdown()

    def _on_picture_captured(self, then: Callable[..., None], answer: object) -> None:
        self._run_or_restore_windows(partial(then, answer))

    def _run_or_restore_windows(self, work: Callable[[], None]) -> None:
        """Call a function; on an error, restore the app's windows and report the error."""
        try:
            work()
        except SelfhelpError as error:
            self._fail_capture(error)
        except Exception as error:
            log.exception("unexpected error while taking a picture")
            self._fail_capture(SelfhelpError(UNEXPECTED, detail=repr(error)))

    # -- a region ----------------------------------------------------------------------------------

    def _show_region_pickers(self, parts: Parts) -> None:
        """Cover each monitor with its captured image, so that the user can select an area."""
        pickers = []
        for screen, picture in parts:
            picker = RegionPicker(picture, screen, self._context.translate(HINT))
            picker.chosen.connect(partial(self._on_region_chosen, picture))
            picker.cancelled.connect(self._cancel_capture)
            self._curtain.add_notice(picker)
            picker.showFullScreen()
            pickers.append(picker)
        pickers[0].activateWindow()
        pickers[0].setFocus()

    def _on_region_chosen(self, picture: QImage, area: QRect) -> None:
        self._finish_capture(crop_picture(picture, area))

    # -- after -------------------------------------------------------------------------------------

    def _cancel_capture(self) -> None:
        self._fail_capture(CancelledError(GIVEN_UP))

    def _finish_capture(self, picture: QImage) -> None:
        """Pass on the image before the windows are restored, so that the windows are painted only once."""
        self._done(picture)
        self._restore_windows()

    def _fail_capture(self, error: SelfhelpError) -> None:
        self._restore_windows()
        self._failed(error)

    def _restore_windows(self) -> None:
        if self._job is not None:
            self._job.detach()
        self._curtain.restore_windows()
        self._job, self.busy = None, False
