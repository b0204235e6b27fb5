"""The bar that is visible during a recording of steps."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QShortcut,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from selfhelp.core.text import N_, NN_, Text
from selfhelp.ui import theme
from selfhelp.ui.widgets.announcements import announce_politely
from selfhelp.ui.widgets.icon_buttons import IconButton
from selfhelp.ui.widgets.label import PlainLabel

_FLAGS = Qt.WindowType.Tool | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint
_FROM_THE_EDGE = 24
_LONGEST_COMMENT = 500
_LONG_WIDTH = 0.9
"""Maximum width as a fraction of the display's width; a wider bar hides the labels."""

KEYS = {"step": "A", "comment": "C", "hide": "H", "pause": "P", "done": "D"}
"""The bar's shortcut keys, which are active only while the bar has the focus."""

Show = Callable[[Text], str]


class RecordingSign(QWidget):
    """The sign of the recording's state: a red dot while recording, two bars while paused."""

    def __init__(self) -> None:
        super().__init__()
        self.paused = False
        self.setFixedSize(20, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the dot or the pause sign."""
        painter, colours = QPainter(self), theme.get_current_colours()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.sub if self.paused else colours.bad))
        if self.paused:
            painter.drawRect(4, 3, 4, 14)
            painter.drawRect(12, 3, 4, 14)
        else:
            painter.drawEllipse(3, 3, 14, 14)
        painter.end()


class RecordingBar(QWidget):
    """The bar that shows a recording's state, with buttons for the user's commands.

    Signals:
        step_wanted: the user wants to add a step.
        commented: the user wants to add a step with a comment; carries the comment.
        area_wanted: the user wants to hide an area in further images.
        pause_wanted: the user wants to pause (True) or resume (False).
        done: the user wants to finish the recording.
        discarded: the user wants to delete the recording.
        decided: the user wants to include (True) or exclude a window that may be private.
        resized: the bar's size has changed.
    """

    step_wanted = Signal()
    commented = Signal(str)
    area_wanted = Signal()
    pause_wanted = Signal(bool)
    done = Signal()
    discarded = Signal()
    decided = Signal(bool)
    resized = Signal()

    def __init__(self, show: Show, *, by_hand_only: bool = False) -> None:
        super().__init__(None, _FLAGS)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self._show, self._by_hand_only, self._count = show, by_hand_only, 0
        self._grabbed: QPoint | None = None
        self.sign, self._status = RecordingSign(), PlainLabel("", "name")
        self.step, self.comment, self.hide_part = (
            IconButton(sign) for sign in ("larger", "comment", "black-out")
        )
        self.pause, self.finish, self.discard = IconButton("pause"), QPushButton(), IconButton("remove")
        self._words, self.words, self.add_words = QWidget(), QLineEdit(), QPushButton()
        self._question, self.delete, self.keep = QWidget(), QPushButton(), QPushButton()
        self._asked = PlainLabel("")
        self._doubt, self._doubted = QWidget(), PlainLabel("")
        self.include, self.leave_out = QPushButton(), QPushButton()
        self._build_layout()
        self._connect_signals()
        self.retranslate(show)

    # -- what it shows -----------------------------------------------------------------------------

    def retranslate(self, show: Show) -> None:
        """Update all text to the current language."""
        self._show = show
        title = show(N_("Recording steps"))
        self.setWindowTitle(title)
        self.setAccessibleName(title)
        self._label_button(self.step, "step", N_("Add step"), N_("Add the current window as a step"))
        self._label_button(self.comment, "comment", N_("Comment"), N_("Add a step with a comment"))
        self._label_button(
            self.hide_part, "hide", N_("Black out area"), N_("Black out part of a window from now on")
        )
        self.finish.setText(show(N_("Done")))
        finish = show(N_("Finish and review the steps"))
        self.finish.setToolTip(f"{finish} ({KEYS['done']})")
        self.discard.set_label(show(N_("Discard")), show(N_("Delete this recording")))
        self.words.setPlaceholderText(show(N_("What should the help desk know about this step?")))
        self.words.setAccessibleName(show(N_("Comment")))
        self.add_words.setText(show(N_("Add")))
        self._asked.setText(show(N_("Delete this recording? This can't be undone.")))
        self.delete.setText(show(N_("Delete")))
        self.keep.setText(show(N_("Keep recording")))
        self._doubted.setText(show(N_("This may be a private browser window. Include it?")))
        self.include.setText(show(N_("Include")))
        self.leave_out.setText(show(N_("Leave out")))
        self._update_state()

    def show_step_count(self, count: int, *, announce: bool = False) -> None:
        """Show the number of recorded steps; announce the number if ``announce`` is True."""
        self._count = count
        self._update_state()
        if announce:
            announce_politely(self, self._status.accessibleName())

    def show_recording_paused(self, paused: bool) -> None:
        """Show the paused or the running state."""
        self.sign.paused = paused
        self.sign.update()
        self.step.setEnabled(not paused)
        self.comment.setEnabled(not paused)
        self._update_state()
        announce_politely(self, self._status.accessibleName())

    def show_message(self, text: Text) -> None:
        """Show a message instead of the count, until the next step."""
        self._status.setText(self._show(text))
        announce_politely(self, self._status.accessibleName())

    def show_at_bottom(self) -> None:
        """Show the bar at the bottom of the display, where it doesn't cover titles or menus."""
        screen = QGuiApplication.primaryScreen().availableGeometry()
        for button in (self.step, self.comment, self.hide_part, self.pause, self.discard):
            button.set_label_visible(True)
        self.adjustSize()
        if self.sizeHint().width() > screen.width() * _LONG_WIDTH:
            for button in (self.step, self.comment, self.hide_part, self.pause, self.discard):
                button.set_label_visible(False)
        self.adjustSize()
        left = screen.left() + (screen.width() - self.width()) // 2
        self.move(max(screen.left(), left), screen.bottom() - self.height() - _FROM_THE_EDGE)
        self.show()

    def toggle_comment(self) -> None:
        """Show or hide the comment field; the active window of the recording doesn't change."""
        self._question.hide()
        self._words.setVisible(self._words.isHidden())
        self._fit_bar_to_content()
        if self._words.isVisible():
            self.activateWindow()
            self.words.setFocus()

    def ask_about_private_window(self) -> None:
        """Ask the user whether to include a window that may be private.

        No data of the window is stored before the answer.
        """
        self._words.hide()
        self._question.hide()
        self._doubt.show()
        self._fit_bar_to_content()
        self.activateWindow()
        self.leave_out.setFocus()
        announce_politely(self, self._doubted.accessibleName())

    # -- parts -------------------------------------------------------------------------------------

    def _label_button(self, button: IconButton, key: str, word: Text, about: Text) -> None:
        button.set_label(self._show(word), f"{self._show(about)} ({KEYS[key]})")

    def _update_state(self) -> None:
        paused, show = self.sign.paused, self._show
        self.pause.set_icon_name("play" if paused else "pause")
        resume = (N_("Resume"), N_("Resume recording"))
        self._label_button(self.pause, "pause", *(resume if paused else (N_("Pause"), N_("Pause recording"))))
        if paused:
            self._status.setText(show(N_("Paused")))
        elif self._by_hand_only and not self._count:
            self._status.setText(show(N_("Select “Add step” for each step")))
        else:
            self._status.setText(
                show(NN_("Recording: {count} step", "Recording: {count} steps", self._count))
            )

    def _submit_comment(self) -> None:
        words = " ".join(self.words.text().split())
        self.words.clear()
        self._words.hide()
        self._fit_bar_to_content()
        if words:
            self.commented.emit(words)

    def _confirm_discarding(self) -> None:
        if not self._count:
            self.discarded.emit()
            return
        self._words.hide()
        self._question.show()
        self._fit_bar_to_content()
        self.keep.setFocus()
        announce_politely(self, self._asked.accessibleName())

    def _cancel_discarding(self) -> None:
        self._question.hide()
        self._fit_bar_to_content()

    def _answer_private_question(self, include: bool) -> None:
        if not self._doubt.isHidden():
            self._doubt.hide()
            self._fit_bar_to_content()
            self.decided.emit(include)

    def _fit_bar_to_content(self) -> None:
        """Resize the bar to fit its content; it grows upwards, so that the buttons stay under the pointer."""
        bottom = self.geometry().bottom()
        self.adjustSize()
        self.move(self.x(), bottom - self.height() + 1)
        self.resized.emit()

    # -- Qt ----------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close an open question on Escape; the recording continues."""
        if event.key() == Qt.Key.Key_Escape:
            self._words.hide()
            self._answer_private_question(False)
            self._cancel_discarding()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Start moving the bar."""
        if event.button() == Qt.MouseButton.LeftButton and not self._start_system_move():
            self._grabbed = event.globalPosition().toPoint() - self.pos()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the bar with the pointer."""
        if self._grabbed is not None:
            self.move(event.globalPosition().toPoint() - self._grabbed)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Stop moving the bar."""
        self._grabbed = None

    def _start_system_move(self) -> bool:
        """Ask the desktop to move the bar, as Wayland requires; return whether the desktop does."""
        handle = self.windowHandle()
        return handle is not None and handle.startSystemMove()

    # -- building ----------------------------------------------------------------------------------

    def _build_layout(self) -> None:
        around, plate = QVBoxLayout(self), QFrame()
        around.setContentsMargins(0, 0, 0, 0)
        around.setSizeConstraint(QVBoxLayout.SizeConstraint.SetFixedSize)
        plate.setObjectName("panel")
        around.addWidget(plate)
        column, row = QVBoxLayout(plate), QHBoxLayout()
        column.setContentsMargins(theme.SPACE_4, theme.SPACE_2, theme.SPACE_3, theme.SPACE_2)
        column.setSpacing(theme.SPACE_2)
        row.setSpacing(theme.SPACE_2)
        self._status.setWordWrap(False)
        self._status.setMinimumWidth(theme.scale_width(150))
        self.finish.setProperty("primary", True)
        row.addWidget(self.sign)
        row.addWidget(self._status, 1)
        for button in (self.step, self.comment, self.hide_part, self.pause, self.discard, self.finish):
            row.addWidget(button)
        self._fill_button_row(self._words, self.words, self.add_words)
        self._fill_button_row(self._question, self._asked, self.delete, self.keep)
        self._fill_button_row(self._doubt, self._doubted, self.include, self.leave_out)
        self.words.setMaxLength(_LONGEST_COMMENT)
        for part in (self._words, self._question, self._doubt):
            part.hide()
            column.addWidget(part)
        column.addLayout(row)

    @staticmethod
    def _fill_button_row(part: QWidget, *widgets: QWidget) -> None:
        row = QHBoxLayout(part)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_2)
        for place, widget in enumerate(widgets):
            row.addWidget(widget, 1 if place == 0 else 0)

    def _connect_signals(self) -> None:
        self.step.clicked.connect(self.step_wanted)
        self.comment.clicked.connect(self.toggle_comment)
        self.words.returnPressed.connect(self._submit_comment)
        self.add_words.clicked.connect(self._submit_comment)
        self.hide_part.clicked.connect(self.area_wanted)
        self.pause.clicked.connect(lambda: self.pause_wanted.emit(not self.sign.paused))
        self.finish.clicked.connect(self.done)
        self.discard.clicked.connect(self._confirm_discarding)
        self.delete.clicked.connect(self.discarded)
        self.keep.clicked.connect(self._cancel_discarding)
        self.include.clicked.connect(partial(self._answer_private_question, True))
        self.leave_out.clicked.connect(partial(self._answer_private_question, False))
        buttons = {"step": self.step, "comment": self.comment, "hide": self.hide_part, "pause": self.pause}
        everything: list[tuple[str, IconButton | QPushButton]] = [*buttons.items(), ("done", self.finish)]
        for name, button in everything:
            shortcut = QShortcut(QKeySequence(KEYS[name]), self)
            shortcut.activated.connect(partial(_click_if_enabled, button))


def _click_if_enabled(button: IconButton | QPushButton) -> None:
    """Click a button if it is visible and enabled."""
    if button.isEnabled() and button.isVisible():
        button.click()
