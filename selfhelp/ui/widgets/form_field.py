"""A form field with label and error message."""

from __future__ import annotations

from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from selfhelp.ui import theme
from selfhelp.ui.widgets.label import PlainLabel


class FormField(QWidget):
    """Name, field, sentence. The sentence is hidden until something is missing.

    A screen reader reads it with the field when the focus comes there, which is where a form sends it.

    Args:
        inner: the field.
        parent: around it.
        beside: whether the name stands beside the field, for a short one.
    """

    def __init__(self, inner: QWidget, parent: QWidget | None = None, *, beside: bool = False) -> None:
        super().__init__(parent)
        self.inner, self.name, self.wrong = inner, PlainLabel("", "sub"), PlainLabel("", "wrong")
        self.name.setBuddy(inner)
        self._about = ""
        self.wrong.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACE_1)
        line: QBoxLayout = QHBoxLayout() if beside else QVBoxLayout()
        line.setSpacing(theme.SPACE_3 if beside else theme.SPACE_1)
        line.addWidget(self.name)
        line.addWidget(inner)
        if beside:
            self.name.setWordWrap(False)
            line.addStretch(1)
        column.addLayout(line)
        column.addWidget(self.wrong)

    def set_name(self, name: str) -> None:
        """Set the field's name; without a name, no line is shown for it."""
        self.name.setText(name)
        self.name.setVisible(bool(name))
        if name:
            self.inner.setAccessibleName(name)

    def set_accessible_hint(self, about: str) -> None:
        """Set what a screen reader adds to the name; missing input is read first."""
        self._about = about
        self._describe()

    def show_missing(self, sentence: str) -> None:
        """Show what is missing; "" hides the message."""
        self.wrong.setText(sentence)
        self.wrong.setVisible(bool(sentence))
        self._describe()

    def _describe(self) -> None:
        said = (self.wrong.accessibleName(), self._about)
        self.inner.setAccessibleDescription(" ".join(part for part in said if part))
