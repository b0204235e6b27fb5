"""The keyboard test, which shows each pressed key, with a field to type in."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence

from selfhelp.core.text import N_
from selfhelp.ui.context import Context
from selfhelp.ui.trials.test_panel import TestPanel
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.plain_edit import PlainEdit

LONGEST = 500
"""Maximum number of characters inserted by one paste."""

SHOWN = 40
"""Maximum number of keys shown; the newest key is last."""


class _TypingBox(PlainEdit):
    """A text field that reports every key; Tab leaves the field, so that it isn't a keyboard trap."""

    arrived = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.setAcceptDrops(False)  # Qt would select all dropped text, although only the start is inserted

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Report the key, then insert its text."""
        if not event.isAutoRepeat():
            name = event.text() if event.text().isprintable() and event.text().strip() else ""
            self.arrived.emit(name or QKeySequence(event.key()).toString() or f"#{event.nativeScanCode()}")
        super().keyPressEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Insert the start of pasted text, because long lines would block the window."""
        self.insertPlainText(source.text()[:LONGEST])


class Keys(TestPanel):
    """A test panel that shows the keys that the user types, without storing or sending them."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._names: list[str] = []
        self._box = _TypingBox()
        self._box.setFixedHeight(88)
        self._box.arrived.connect(self._show_key)
        self._arrived = PlainLabel("", "sub")
        self._privacy = PlainLabel("", "small")
        for part in (self._box, self._arrived, self._privacy):
            self.column.addWidget(part)

    def retranslate(self) -> None:
        """Update all text to the current language."""
        show = self.context.translate
        self._box.setAccessibleName(show(N_("Type here")))
        self._box.setPlaceholderText(show(N_("Type here")))
        privacy = show(N_("What you type here isn't saved or sent. Don't type a password."))
        self._privacy.setText(privacy)
        self._box.setAccessibleDescription(privacy)

    def focus_first_control(self) -> None:
        """Focus the text field."""
        self._box.setFocus()

    def stop_test(self) -> None:
        """Delete the typed text when the test ends."""
        self._box.clear()
        self._names.clear()
        self._arrived.setText("")

    def _show_key(self, name: str) -> None:
        self._names = [*self._names, name][-SHOWN:]
        self._arrived.setText("  ".join(self._names))
