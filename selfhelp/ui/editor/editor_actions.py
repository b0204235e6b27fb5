"""The editor's actions: undo, redo, zoom, copy, paste, and the keyboard's keys in a low window."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtGui import QKeySequence, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from selfhelp.core.text import N_, Text
from selfhelp.ui import theme
from selfhelp.ui.editor.annotated_image import AnnotatedImage
from selfhelp.ui.editor.canvas import ZOOM_STEP, Canvas
from selfhelp.ui.editor.tool_row import show_labels_if_fitting
from selfhelp.ui.widgets.flow_layout import FlowLayout
from selfhelp.ui.widgets.icon_buttons import IconButton

_NATIVE = QKeySequence.SequenceFormat.NativeText
_SPACING = theme.SPACE_1


class EditorActions(QWidget):
    """A row of buttons: Remove for the selected annotation, undo, redo, zoom, copy and paste.

    In a low window, the button ``keys`` shows or hides how to draw with the keyboard.
    """

    def __init__(self, canvas: Canvas) -> None:
        super().__init__()
        self._canvas = canvas
        self._show: Callable[[Text | str], str] = str
        self.remove, self.undo, self.redo = IconButton("remove"), IconButton("undo"), IconButton("redo")
        self.smaller, self.larger, self.fit = IconButton("smaller"), IconButton("larger"), IconButton("fit")
        self.copy, self.paste, self.keys = IconButton("copy"), IconButton("paste"), IconButton("keys")
        self.keys.setCheckable(True)
        self.actual = QToolButton()
        self._is_low = False
        self.remove.hide()
        self.keys.hide()
        row = FlowLayout(self, _SPACING)
        for button in (
            self.remove,
            self.undo,
            self.redo,
            self.smaller,
            self.actual,
            self.larger,
            self.fit,
            self.copy,
            self.paste,
            self.keys,
        ):
            row.addWidget(button)
        for signs_only in (self.smaller, self.larger, self.fit, self.copy, self.paste, self.keys):
            signs_only.set_label_visible(False)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._connect_signals()

    def retranslate(self, show: Callable[[Text | str], str]) -> None:
        """Update all text to the current language."""
        self._show = show
        for button, word, what, key in (
            (self.remove, N_("Remove"), N_("Remove the annotation"), "Del"),
            (self.undo, N_("Undo"), N_("Undo"), "Ctrl+Z"),
            (self.redo, N_("Redo"), N_("Redo"), "Ctrl+Shift+Z"),
            (self.smaller, N_("Zoom out"), N_("Zoom out"), "Ctrl+-"),
            (self.larger, N_("Zoom in"), N_("Zoom in"), "Ctrl++"),
            (self.fit, N_("Fit to window"), N_("Fit to window"), "Ctrl+0"),
            (self.copy, N_("Copy"), N_("Copy the image"), "Ctrl+C"),
            (self.paste, N_("Paste"), N_("Replace this image with the one you copied"), "Ctrl+V"),
        ):
            button.set_label(show(word), f"{show(what)} ({QKeySequence(key).toString(_NATIVE)})")
        self.keys.set_label(show(N_("Keyboard")), show(N_("Show how to draw with the keyboard")))
        self._update_zoom_controls()
        self._fit_button_labels()

    def update_actions(self, picture: AnnotatedImage | None) -> None:
        """Enable the actions that the image's state allows."""
        self.undo.setEnabled(picture is not None and picture.undoable_step_count > 0)
        self.redo.setEnabled(picture is not None and picture.redoable_step_count > 0)
        self.copy.setEnabled(picture is not None)

    def set_remove_button_visible(self, offered: bool) -> None:
        """Show or hide the Remove button."""
        self.remove.setVisible(offered)
        self.set_low(self._is_low)

    def set_low(self, low: bool) -> None:
        """Offer the keys if the window is too low to show them all the time; Remove takes their place."""
        self._is_low = low
        self.keys.setVisible(low and self.remove.isHidden())
        self._fit_button_labels()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the buttons' labels if they fit the new width."""
        super().resizeEvent(event)
        self._fit_button_labels()

    def _connect_signals(self) -> None:
        canvas = self._canvas
        self.smaller.clicked.connect(lambda: canvas.zoom_by(1 / ZOOM_STEP))
        self.larger.clicked.connect(lambda: canvas.zoom_by(ZOOM_STEP))
        self.fit.clicked.connect(canvas.zoom_to_fit)
        self.actual.clicked.connect(canvas.zoom_to_actual_size)
        self.remove.clicked.connect(canvas.surface.remove_selected_annotation)
        canvas.zoomed.connect(self._update_zoom_controls)

    def _update_zoom_controls(self) -> None:
        percent = round(self._canvas.zoom * self._canvas.devicePixelRatioF() * 100)
        self.actual.setText(self._show(N_("{percent}%", percent=percent)))
        name = self._show(N_("Zoom {percent}%. Show actual size", percent=percent))
        self.actual.setAccessibleName(name)
        self.actual.setToolTip(f"{name} ({QKeySequence('Ctrl+1').toString(_NATIVE)})")

    def _fit_button_labels(self) -> None:
        """Show the labels if all fit; hide the zoom level if not even the icons fit."""
        others = [self.smaller, self.larger, self.fit, self.copy, self.paste]
        others += [] if self.keys.isHidden() else [self.keys]
        wordy = [self.undo, self.redo]
        if not self.remove.isHidden():
            wordy.insert(0, self.remove)
        number = self.actual.sizeHint().width() + _SPACING
        show_labels_if_fitting(wordy, self.width() - number - _sum_button_widths(others), _SPACING)
        self.actual.setVisible(number + _sum_button_widths(others + wordy) <= self.width())


def _sum_button_widths(buttons: Sequence[QWidget]) -> int:
    return sum(button.sizeHint().width() + _SPACING for button in buttons)
