"""The card of one recorded step in the review, with image, text and actions."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QToolButton,
    QVBoxLayout,
)

from selfhelp.core.text import N_, NN_, Text
from selfhelp.steps.recording import PictureBox, Step, describe_step, explain_missing_picture
from selfhelp.steps.recording_editor import LONGEST_NOTE
from selfhelp.ui import theme
from selfhelp.ui.context import Context
from selfhelp.ui.widgets.icon_buttons import IconButton
from selfhelp.ui.widgets.label import PlainLabel, shorten_to_one_line

PICTURE = QSize(208, 130)
"""Size of the image next to the text, in logical pixels."""

LARGE = QSize(312, 195)
"""Size of the image above the text in a narrow window, in logical pixels."""

_MOST_WORDS = 4


class StepCard(QFrame):
    """A card with one recorded step.

    Signals:
        edited: the user wants to redact the image.
        moved: the user wants to move the step; carries -1 or 1.
        removed: the user wants to remove the step.
        noted: the note has changed; carries the note.
        hiding: the user wants to hide (True) or show the names that were found.
    """

    edited = Signal()
    moved = Signal(int)
    removed = Signal()
    noted = Signal(str)
    hiding = Signal(bool)

    def __init__(self, context: Context, step: Step, place: int, count: int) -> None:
        super().__init__()
        self.setObjectName("card")
        self.step, self._context = step, context
        self.face, self.change = QToolButton(), QPushButton()
        self._what, self._why = PlainLabel("", "name"), PlainLabel("", "small")
        self._listed = PlainLabel("", "small")
        self.names, self.note = QCheckBox(), QLineEdit(step.note)
        self.up, self.down, self.remove = (IconButton(sign) for sign in ("up", "down", "remove"))
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._build_layout()
        self._connect_signals()
        self.show_step(step, place, count)

    def show_step(self, step: Step, place: int, count: int) -> None:
        """Show a step with its number in the recording, and the total number of steps."""
        self.step, show = step, self._context.translate
        told = show(N_("{number}. {what}", number=place, what=describe_step(step)))
        self._what.setText(told)
        reason = explain_missing_picture(step)
        self._why.setText(show(reason) if reason else "")
        self._why.setVisible(reason is not None)
        self.face.setVisible(bool(step.picture))
        self.change.setVisible(bool(step.picture))
        self.change.setText(show(N_("Black out")))
        self.note.setPlaceholderText(show(N_("Add a note")))
        self.note.setAccessibleName(self._make_accessible_label(N_("Note"), told))
        self._update_names_switch(step.boxes, told)
        for button, word in (
            (self.up, N_("Move up")),
            (self.down, N_("Move down")),
            (self.remove, N_("Remove")),
        ):
            button.set_label(show(word))  # a tooltip may be read as markup, so no title is in it
            button.setAccessibleName(self._make_accessible_label(word, told))
            button.set_label_visible(False)
        for face in (self.face, self.change):
            face.setAccessibleName(self._make_accessible_label(N_("Black out"), told))
            face.setToolTip(show(N_("Open the image to black out private details")))
        self.up.setEnabled(place > 1)
        self.down.setEnabled(place < count)

    def set_image_beside(self, beside: bool) -> None:
        """Place the image next to the text if ``beside`` is True, otherwise above the text.

        The page must decide: a card's decision by its own width would change that width, in an endless loop.
        """
        direction = QBoxLayout.Direction
        self._row.setDirection(direction.LeftToRight if beside else direction.TopToBottom)
        size = PICTURE if beside else LARGE
        self.face.setIconSize(size)
        self.face.setFixedSize(size + QSize(8, 8))

    def show_picture(self, small: QPixmap) -> None:
        """Show the step's thumbnail; until then, its space is empty."""
        self.face.setIcon(QIcon(small))

    # -- parts -------------------------------------------------------------------------------------

    def _make_accessible_label(self, what: Text, told: str) -> str:
        return shorten_to_one_line(
            self._context.make_row_button_label(self._context.translate(what), told), 200
        )

    def _update_names_switch(self, boxes: Sequence[PictureBox], told: str) -> None:
        words = list(dict.fromkeys(box.word for box in boxes if box.word))
        quoted = (N_("“{name}”", name=word[:30]) for word in words[:_MOST_WORDS])
        listed = ", ".join(self._context.translate(one) for one in quoted)
        if len(words) > _MOST_WORDS:
            listed += " …"
        text = self._context.translate(NN_("Redact {count} name", "Redact {count} names", len(words)))
        self.names.setVisible(bool(boxes))
        self._listed.setVisible(bool(boxes))
        self.names.setText(text)
        self._listed.setText(listed)
        self.names.setAccessibleDescription(f"{listed} – {told}")
        self.names.blockSignals(True)
        self.names.setChecked(any(box.hidden for box in boxes))
        self.names.blockSignals(False)

    def _build_layout(self) -> None:
        self.face.setObjectName("drawn")
        self.face.setIconSize(PICTURE)
        self.face.setFixedSize(PICTURE + QSize(8, 8))
        self.change.setProperty("link", True)
        self.change.setFocusPolicy(Qt.FocusPolicy.ClickFocus)  # keyboard users press the image
        self.note.setMaxLength(LONGEST_NOTE)
        self._row.setContentsMargins(theme.SPACE_3, theme.SPACE_3, theme.SPACE_3, theme.SPACE_3)
        self._row.setSpacing(theme.SPACE_3)
        column, head, foot = QVBoxLayout(), QHBoxLayout(), QHBoxLayout()
        column.setSpacing(theme.SPACE_2)
        head.addWidget(self._what, 1)
        for button in (self.up, self.down, self.remove):
            head.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(head)
        column.addWidget(self._why)
        column.addWidget(self.names)
        column.addWidget(self._listed)
        foot.addWidget(self.note, 1)
        foot.addWidget(self.change)
        column.addLayout(foot)
        column.addStretch(1)
        self._row.addWidget(self.face, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addLayout(column, 1)

    def _connect_signals(self) -> None:
        self.face.clicked.connect(self.edited)
        self.change.clicked.connect(self.edited)
        self.up.clicked.connect(lambda: self.moved.emit(-1))
        self.down.clicked.connect(lambda: self.moved.emit(1))
        self.remove.clicked.connect(self.removed)
        self.note.editingFinished.connect(self._on_note_edited)
        self.names.toggled.connect(self.hiding)

    def _on_note_edited(self) -> None:
        if self.note.text() != self.step.note:
            self.noted.emit(self.note.text())
