"""Takes a screenshot at the user's request: hides the app's windows, captures, restores them.

Every image begins with a click of theirs, at once or after a countdown that they see and can call off.
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
"""Seconds that the user may choose to wait, for instance to open a menu."""

PATIENCE_MS = 8_000
"""Until the user is told that their desktop does not answer; a little plate may be in the image then."""

HINT = N_("Draw a rectangle, or use the arrow keys (Shift resizes it) and Enter. Escape cancels.")
GIVEN_UP = N_("You chose not to take a screenshot.")

Shoot = Callable[[CaptureBackend, Progress], QImage]
Parts = Sequence[tuple[QScreen, QImage]]


class ScreenshotCapture(QObject):
    """Takes images for one screen of the window.

    Args:
        context: for the organisation's rule, and to wait elsewhere for the portal's own question.
        done: hears the image.
        failed: hears why there is none; a `CancelledError` where the user gave up.
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
        """Whether an image is being taken."""
        self.delay = 0
        """Seconds to wait before the next image."""
        self.sighting: VisibleNameScan | None = None
        """The names that were on the screen when the last image was taken, where that can be told."""
        self._curtain = WindowHider()
        self.destroyed.connect(
            self._curtain.show_windows
        )  # a screen that is freed meanwhile leaves no window hidden
        self.destroyed.connect(self._curtain.deleteLater)
        self._curtain.forgotten.connect(self._cancel)
        self._job: BackgroundJob[object] | None = None

    def capture_all(self) -> None:
        """Capture all monitors."""
        self._start(partial(self._shoot, lambda way, progress: way.capture_all(progress), self._finish))

    def capture_monitor(self, number: int) -> None:
        """Capture one monitor; numbers start at 1."""
        shoot: Shoot = lambda way, progress: way.capture_monitor(grab.find_screen(number), progress)  # noqa: E731
        self._start(partial(self._shoot, shoot, self._finish))

    def capture_window(self, window: OpenWindow | None = None) -> None:
        """Capture one window; without a window, the desktop's own dialog asks for one."""
        handle = 0 if window is None else window.handle
        shoot: Shoot = lambda way, progress: way.capture_window(handle, progress)  # noqa: E731
        self._start(partial(self._shoot, shoot, self._finish), handle)

    def capture_region(self) -> None:
        """Capture a region, which the user then selects on an image of the screen."""
        self._start(partial(self._shoot, lambda way, progress: way.capture_monitors(progress), self._pick))

    # -- before ------------------------------------------------------------------------------------

    def _start(self, shoot: Callable[[CaptureBackend], None], front: int = 0) -> None:
        """Hide our windows, wait as long as the user wants and until they are gone, and take the image."""
        if self.busy:
            return
        if not self._context.app.policy.evidence.screenshots:
            self._failed(RefusedError(grab.NOT_ALLOWED))
            return
        self.busy = True
        self._guarded(partial(self._hide, shoot, front))

    def _hide(self, shoot: Callable[[CaptureBackend], None], front: int) -> None:
        way = grab.select_backend()
        self._curtain.hide_windows(way)
        begin = partial(self._aim, way, shoot, front)
        if self.delay:
            self._count(way, begin)
        else:
            begin()

    def _count(self, way: CaptureBackend, then: Callable[[], None]) -> None:
        show = self._context.translate

        def words(left: int) -> str:
            return show(NN_("Screenshot in {count} second", "Screenshot in {count} seconds", left))

        hint = show(N_("Open what you want to capture. This message won't be in the screenshot."))
        plate = Countdown(self.delay, words, hint, show(N_("Cancel")))
        plate.over.connect(partial(self._counted, plate, way, then))
        plate.cancelled.connect(self._cancel)
        self._curtain.keep_shown(plate)
        plate.start_countdown()

    def _counted(self, plate: Countdown, way: CaptureBackend, then: Callable[[], None]) -> None:
        self._curtain.hide_windows(way, plate)
        self._guarded(then)

    def _aim(self, way: CaptureBackend, shoot: Callable[[CaptureBackend], None], front: int) -> None:
        if front:
            way.raise_window(front)
        self._curtain.call_when_hidden(self, partial(self._guarded, partial(shoot, way)))

    # -- the image -------------------------------------------------------------------------------

    def _shoot(
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
        self._job = self._context.jobs.start_job(work, partial(self._on_answer, then), self._fail, owner=self)
        QTimer.singleShot(PATIENCE_MS, self, partial(self._wait, self._job))

    def _wait(self, job: BackgroundJob[object]) -> None:
        """Show that the desktop hasn't responded yet, perhaps asking the user, and offer to cancel."""
        if job is not self._job or not job.running:
            return
        show = self._context.translate
        text, hint = (
            N_("Waiting for permission"),
            N_("Your desktop may be asking you to allow the screenshot."),
        )
        plate = Countdown(0, lambda _left: show(text), show(hint), show(N_("Cancel")))
        plate.cancelled.connect(job.cancel)
        self._curtain.keep_shown(plate)
        plate.start_countdown()

    def _on_answer(self, then: Callable[..., None], answer: object) -> None:
        self._guarded(partial(then, answer))

    def _guarded(self, work: Callable[[], None]) -> None:
        """Run a function; in any case our windows come back and the user is told why there's no image."""
        try:
            work()
        except SelfhelpError as error:
            self._fail(error)
        except Exception as error:
            log.exception("unexpected error while taking a picture")
            self._fail(SelfhelpError(UNEXPECTED, detail=repr(error)))

    # -- a region ----------------------------------------------------------------------------------

    def _pick(self, parts: Parts) -> None:
        """Show the image for choosing: each monitor its own part, or everything on one."""
        pickers = []
        for screen, picture in parts:
            picker = RegionPicker(picture, screen, self._context.translate(HINT))
            picker.chosen.connect(partial(self._on_picked, picture))
            picker.cancelled.connect(self._cancel)
            self._curtain.keep_shown(picker)
            picker.showFullScreen()
            pickers.append(picker)
        pickers[0].activateWindow()
        pickers[0].setFocus()

    def _on_picked(self, picture: QImage, area: QRect) -> None:
        self._finish(crop_picture(picture, area))

    # -- after -------------------------------------------------------------------------------------

    def _cancel(self) -> None:
        self._fail(CancelledError(GIVEN_UP))

    def _finish(self, picture: QImage) -> None:
        """Hand the image over before our windows are back, so that they are painted once, with it."""
        self._done(picture)
        self._show_again()

    def _fail(self, error: SelfhelpError) -> None:
        self._show_again()
        self._failed(error)

    def _show_again(self) -> None:
        if self._job is not None:
            self._job.detach()
        self._curtain.show_windows()
        self._job, self.busy = None, False
