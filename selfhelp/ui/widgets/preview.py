"""One line of the sheet: a switch, a name, a size, and what it is, exactly as it would leave."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFontDatabase, QMouseEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from selfhelp.ui import theme
from selfhelp.ui.widgets.evidence import thumbnail
from selfhelp.ui.widgets.label import PlainLabel, tidy

_ROOM = QSize(720, 420)
_LINES = 14


class PreviewRow(QWidget):
    """Shows its preview when asked; a long text is laid out only then.

    Signals:
        switched: she wants it sent, or left out.
    """

    switched = Signal(bool)

    def __init__(self, title: str, size: str, preview: str | bytes | None, parent: QWidget) -> None:
        super().__init__(parent)
        self._preview, self._title = preview, title
        self._shown: QWidget | None = None
        self._is_open, self._words = False, ("", "")
        self.switch, self.open = QCheckBox(), QPushButton()
        self.switch.setAccessibleName(tidy(title)[:200])
        self.switch.toggled.connect(self.switched)
        self.open.setProperty("link", True)
        self.open.clicked.connect(self._toggle)
        amount = PlainLabel(size, "sub")
        amount.setWordWrap(False)
        line = QHBoxLayout()
        line.setSpacing(theme.SPACE_2)
        line.addWidget(self.switch)
        line.addWidget(PlainLabel(title[:200]), 1)
        line.addWidget(amount)
        line.addWidget(self.open)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.addLayout(line)
        self.open.setVisible(preview is not None)

    def describe(self, show: str, hide: str) -> None:
        """Set the words of the button that shows the preview."""
        self._words = (show, hide)
        self._name_button()

    def lock(self) -> None:
        """It goes with the ticket always."""
        self.switch.setChecked(True)
        self.switch.setEnabled(False)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let a click on the name work like one on the switch."""
        if self.switch.isEnabled() and self.childAt(event.position().toPoint()) is not self._shown:
            self.switch.toggle()

    def _toggle(self) -> None:
        self._is_open = not self._is_open
        if self._shown is None:
            self._shown = self._picture() if isinstance(self._preview, bytes) else self._text()
            self._shown.setAccessibleName(tidy(self._title)[:200])
            self._column.addWidget(self._shown)
        self._shown.setVisible(self._is_open)
        self._name_button()

    def _name_button(self) -> None:
        self.open.setText(self._words[self._is_open])
        self.open.setAccessibleName(f"{self._words[self._is_open]}: {tidy(self._title)[:200]}")

    def _picture(self) -> QLabel:
        label = QLabel()
        room = _ROOM.boundedTo(QSize(max(200, self.width()), _ROOM.height()))
        assert isinstance(self._preview, bytes)  # noqa: S101 - the caller looked
        label.setPixmap(thumbnail(self._preview, self.devicePixelRatioF(), room))
        label.setAlignment(Qt.AlignmentFlag.AlignLeft)
        return label

    def _text(self) -> QPlainTextEdit:
        field = QPlainTextEdit()
        field.setReadOnly(True)
        field.setTabChangesFocus(True)
        field.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        field.setPlainText(str(self._preview))
        lines = min(max(6, field.blockCount()), _LINES)
        field.setFixedHeight(field.fontMetrics().lineSpacing() * lines + theme.SPACE_6)
        return field
