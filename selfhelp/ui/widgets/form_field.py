"""A form field with a label, an input widget and an error message."""

from __future__ import annotations

from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from selfhelp.ui import theme
from selfhelp.ui.widgets.label import PlainLabel


class FormField(QWidget):
    """A label, an input widget, and an error message that is hidden while the input is valid.

    Screen readers read the message together with the field when the input gains the focus.

    Args:
        inner: the input widget.
        parent: the parent widget.
        beside: whether to place the label next to the input, for a short input.
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
            policy = QSizePolicy.Policy  # a narrow window shortens the input's value, not the label
            self.name.setSizePolicy(policy.Minimum, policy.Preferred)
            line.addStretch(1)
        column.addLayout(line)
        column.addWidget(self.wrong)

    def set_label(self, name: str) -> None:
        """Set the field's label; for "", hide the label."""
        self.name.setText(name)
        self.name.setVisible(bool(name))
        if name:
            self.inner.setAccessibleName(name)

    def set_accessible_hint(self, about: str) -> None:
        """Set the field's accessible description; screen readers read an error message before it."""
        self._about = about
        self._update_accessible_description()

    def show_error(self, sentence: str) -> None:
        """Show an error message below the input; for "", hide the message."""
        self.wrong.setText(sentence)
        self.wrong.setVisible(bool(sentence))
        self._update_accessible_description()

    def _update_accessible_description(self) -> None:
        said = (self.wrong.accessibleName(), self._about)
        self.inner.setAccessibleDescription(" ".join(part for part in said if part))
