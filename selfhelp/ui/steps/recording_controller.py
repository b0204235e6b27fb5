"""A recording and its bar, started from the window, the tray or the command line."""

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
"""Milliseconds to wait for the bar to disappear before the displays are captured."""

PLACED_MS = 150
"""Milliseconds to wait for the desktop to resize the bar."""

CHOOSE = N_("Draw a rectangle around the area that should never be captured. Press Esc to cancel.")
NO_AREA_HERE = N_("In this desktop environment, black out areas when you review the steps.")


class RecordingController(QObject):
    """Connects a recording session with its bar.

    Signals:
        finished: carries the `Recording`.
        cancelled: the recording was discarded.
    """

    finished = Signal(object)
    cancelled = Signal()

    def __init__(self, app: App, jobs: JobRunner, parent: QObject | None = None) -> None:
        """Start recording.

        Raises:
            SelfhelpError: recording can't start; the message has the reason.
        """
        super().__init__(parent)
        self._app = app
        self.session = RecordingSession(app, jobs, self)
        self.bar = RecordingBar(app.translator.translate, by_hand_only=self.session.is_manual_only)
        self._pickers: list[RegionPicker] = []
        self._connect_signals()
        self.session.start()
        self.bar.show_at_bottom()
        self._keep_bar_on_top()

    @property
    def recording(self) -> Recording | None:
        """The current recording, or None."""
        return self.session.recording

    def show_bar(self) -> None:
        """Show the bar, and raise it above other windows."""
        self.bar.show_at_bottom()
        self.bar.raise_()

    def finish_and_close(self) -> None:
        """Hide the bar, and finish and keep the recording."""
        self.bar.hide()
        self.session.finish()

    def stop_without_finishing(self) -> None:
        """Stop the recording without finishing it, because the app quits.

        Written steps are kept, and the next start of the app offers to review them.
        """
        self.bar.hide()
        self.session.stop_without_finishing()

    # -- what happens ------------------------------------------------------------------------------

    def _on_step_added(self, step: Step) -> None:
        by_hand = step.kind in {StepKind.MANUAL, StepKind.COMMENT}
        if step.kind not in {StepKind.PAUSED, StepKind.RESUMED}:
            self.bar.show_step_count(self.session.count, announce=by_hand)

    def _on_recording_failed(self, error: SelfhelpError) -> None:
        self._show_message(error.user_message)

    def _keep_bar_on_top(self) -> None:
        """Keep the bar above other windows, after the desktop has shown the bar."""
        QTimer.singleShot(PLACED_MS, self, lambda: self.session.keep_window_on_top(self.bar.windowTitle()))

    def _show_message(self, text: Text) -> None:
        self.bar.show_message(text)

    def _set_paused(self, paused: bool) -> None:
        self.session.set_paused(paused)
        self.bar.show_recording_paused(paused)

    def _finish_recording(self) -> None:
        self.bar.hide()
        self.session.finish()

    def _discard_recording(self) -> None:
        self.bar.hide()
        self.session.cancel()

    def _on_recording_finished(self, recording: Recording) -> None:
        self._close_bar()
        self.finished.emit(recording)

    def _on_recording_cancelled(self) -> None:
        self._close_bar()
        self.cancelled.emit()

    def _close_bar(self) -> None:
        self.bar.hide()
        self.bar.deleteLater()

    # -- an area -----------------------------------------------------------------------------------

    def _start_choosing_area(self) -> None:
        """Let the user select an area on an image of the displays; the image isn't stored."""
        if not self.session.camera.can_hide_areas:
            self._show_message(NO_AREA_HERE)
            return
        window = self.session.find_active_window()
        self.bar.hide()
        frame = window.area if window is not None else None
        handle = window.handle if window is not None else 0
        QTimer.singleShot(HIDDEN_MS, self, partial(self._show_area_pickers, handle, frame))

    def _show_area_pickers(self, handle: int, frame: WindowArea | None) -> None:
        from selfhelp.ui.capture.region_picker import RegionPicker  # few hide an area

        try:
            parts = grab.select_capture_backend().capture_monitors(Progress())
        except SelfhelpError as error:
            self.bar.show()
            self._show_message(error.user_message)
            return
        for screen, picture in parts:
            picker = RegionPicker(picture, screen, self._app.translator.translate(CHOOSE))
            picker.chosen.connect(partial(self._hide_chosen_area, picture, handle, frame))
            picker.cancelled.connect(self._close_area_pickers)
            picker.showFullScreen()
            self._pickers.append(picker)
        self._pickers[0].activateWindow()
        self._pickers[0].setFocus()

    def _hide_chosen_area(self, picture: QImage, handle: int, frame: WindowArea | None, area: QRect) -> None:
        """Hide an area in all further images; if it overlaps the window, it moves with the window."""
        self._close_area_pickers()
        place = area.translated(picture.offset())
        whole = WindowArea(place.x(), place.y(), place.width(), place.height())
        inside = frame is not None and QRect(frame.x, frame.y, frame.width, frame.height).intersects(place)
        if inside and frame is not None:
            moved = WindowArea(whole.x - frame.x, whole.y - frame.y, whole.width, whole.height)
            self.session.hide_window_area(HiddenArea(handle, moved))
        else:
            self.session.hide_window_area(HiddenArea(0, whole))
        self._show_message(N_("This area will be blacked out from now on."))

    def _close_area_pickers(self) -> None:
        for picker in self._pickers:
            picker.hide()
            picker.deleteLater()
        self._pickers.clear()
        self.bar.show()

    def _connect_signals(self) -> None:
        self.session.stepped.connect(self._on_step_added)
        self.session.failed.connect(self._on_recording_failed)
        self.session.finished.connect(self._on_recording_finished)
        self.session.cancelled.connect(self._on_recording_cancelled)
        self.bar.step_wanted.connect(self.session.add_step)
        self.bar.commented.connect(self.session.add_step)
        self.bar.area_wanted.connect(self._start_choosing_area)
        self.bar.pause_wanted.connect(self._set_paused)
        self.bar.done.connect(self._finish_recording)
        self.session.doubted.connect(self.bar.ask_about_private_window)
        self.bar.decided.connect(self.session.finish_uncertain_step)
        self.bar.resized.connect(self._keep_bar_on_top)
        self.bar.discarded.connect(self._discard_recording)
