"""A recording with its bar, started from the window, the tray or the command line."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, QTimer, Signal
from PySide6.QtGui import QImage

from selfhelp.app.composition import App
from selfhelp.core.errors import SelfhelpError
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.machine.capture.open_windows import WindowArea
from selfhelp.steps.masking import HiddenArea
from selfhelp.steps.recording import Recording, Step, StepKind
from selfhelp.ui.capture import grab
from selfhelp.ui.jobs import JobRunner
from selfhelp.ui.steps.recording_bar import RecordingBar
from selfhelp.ui.steps.recording_session import RecordingSession

if TYPE_CHECKING:
    from selfhelp.ui.capture.region_picker import RegionPicker

HIDDEN_MS = 200
"""Until the bar is off the screen, before the user chooses an area on an image of it."""

PLACED_MS = 150
"""Until the desktop has shown the bar in its new size."""

CHOOSE = N_("Draw a rectangle around what should never be captured. Escape cancels.")
NO_AREA_HERE = N_("In this desktop environment, black out areas when you review the steps.")


class RecordingDesk(QObject):
    """Shows the bar, and does what is asked for there.

    Signals:
        finished: carries the `Recording`.
        cancelled: nothing of it is kept.
    """

    finished = Signal(object)
    cancelled = Signal()

    def __init__(self, app: App, jobs: JobRunner, parent: QObject | None = None) -> None:
        """Start recording immediately.

        Raises:
            SelfhelpError: it cannot begin; with the reason for the user.
        """
        super().__init__(parent)
        self._app = app
        self.session = RecordingSession(app, jobs, self)
        self.bar = RecordingBar(app.translator.translate, by_hand_only=self.session.by_hand_only)
        self._pickers: list[RegionPicker] = []
        self._connect()
        self.session.start()
        self.bar.place()
        self._keep_in_sight()

    @property
    def recording(self) -> Recording | None:
        """The recording so far."""
        return self.session.recording

    def show_bar(self) -> None:
        """Raise the bar."""
        self.bar.place()
        self.bar.raise_()

    def close(self) -> None:
        """End with the app: what was recorded so far is kept."""
        self.bar.hide()
        self.session.finish()

    def abandon(self) -> None:
        """End with the app immediately; what is written is kept, and offered at the next start."""
        self.bar.hide()
        self.session.abandon()

    # -- what happens ------------------------------------------------------------------------------

    def _on_stepped(self, step: Step) -> None:
        by_hand = step.kind in {StepKind.MANUAL, StepKind.COMMENT}
        if step.kind not in {StepKind.PAUSED, StepKind.RESUMED}:
            self.bar.show_count(self.session.count, announce=by_hand)

    def _on_failed(self, error: SelfhelpError) -> None:
        self._say(error.user_message)

    def _keep_in_sight(self) -> None:
        """Place the bar once the desktop knows its size."""
        QTimer.singleShot(PLACED_MS, self, lambda: self.session.keep_in_sight(self.bar.windowTitle()))

    def _say(self, text: Text) -> None:
        self.bar.show_message(text)

    def _pause(self, paused: bool) -> None:
        self.session.set_paused(paused)
        self.bar.show_paused(paused)

    def _finish(self) -> None:
        self.bar.hide()
        self.session.finish()

    def _discard(self) -> None:
        self.bar.hide()
        self.session.cancel()

    def _on_finished(self, recording: Recording) -> None:
        self._close_bar()
        self.finished.emit(recording)

    def _on_cancelled(self) -> None:
        self._close_bar()
        self.cancelled.emit()

    def _close_bar(self) -> None:
        self.bar.hide()
        self.bar.deleteLater()

    # -- an area -----------------------------------------------------------------------------------

    def _choose_area(self) -> None:
        """Show a picture of the screen to draw on; it is kept nowhere."""
        if not self.session.camera.hides_areas:
            self._say(NO_AREA_HERE)
            return
        window = self.session.window_in_front()
        self.bar.hide()
        frame = window.area if window is not None else None
        handle = window.handle if window is not None else 0
        QTimer.singleShot(HIDDEN_MS, self, partial(self._show_pickers, handle, frame))

    def _show_pickers(self, handle: int, frame: WindowArea | None) -> None:
        from selfhelp.ui.capture.region_picker import RegionPicker  # few hide an area

        try:
            parts = grab.select_backend().capture_monitors(Progress())
        except SelfhelpError as error:
            self.bar.show()
            self._say(error.user_message)
            return
        for screen, picture in parts:
            picker = RegionPicker(picture, screen, self._app.translator.translate(CHOOSE))
            picker.chosen.connect(partial(self._have_area, picture, handle, frame))
            picker.cancelled.connect(self._close_pickers)
            picker.showFullScreen()
            self._pickers.append(picker)
        self._pickers[0].activateWindow()
        self._pickers[0].setFocus()

    def _have_area(self, picture: QImage, handle: int, frame: WindowArea | None, area: QRect) -> None:
        """Hide an area: it moves with the window it lies in, else it stays at its place on the screen."""
        self._close_pickers()
        place = area.translated(picture.offset())
        whole = WindowArea(place.x(), place.y(), place.width(), place.height())
        inside = frame is not None and QRect(frame.x, frame.y, frame.width, frame.height).intersects(place)
        if inside and frame is not None:
            moved = WindowArea(whole.x - frame.x, whole.y - frame.y, whole.width, whole.height)
            self.session.hide_area(HiddenArea(handle, moved))
        else:
            self.session.hide_area(HiddenArea(0, whole))
        self._say(N_("This area is blacked out from now on."))

    def _close_pickers(self) -> None:
        for picker in self._pickers:
            picker.hide()
            picker.deleteLater()
        self._pickers.clear()
        self.bar.show()

    def _connect(self) -> None:
        self.session.stepped.connect(self._on_stepped)
        self.session.failed.connect(self._on_failed)
        self.session.finished.connect(self._on_finished)
        self.session.cancelled.connect(self._on_cancelled)
        self.bar.step_wanted.connect(self.session.add_step)
        self.bar.commented.connect(self.session.add_step)
        self.bar.area_wanted.connect(self._choose_area)
        self.bar.pause_wanted.connect(self._pause)
        self.bar.done.connect(self._finish)
        self.session.doubted.connect(self.bar.ask_about_private)
        self.bar.decided.connect(self.session.include_doubted)
        self.bar.resized.connect(self._keep_in_sight)
        self.bar.discarded.connect(self._discard)
