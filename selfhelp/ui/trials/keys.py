"""Keyboard test: shows each key, and a line to type."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence

from selfhelp.core.text import N_
from selfhelp.ui.context import Context
from selfhelp.ui.trials.test_panel import TestPanel
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.plain_edit import PlainEdit

LONGEST = 500
"""Characters that are pasted at once."""

SHOWN = 40
"""Keys shown; the newest comes last."""


class TypingBox(PlainEdit):
    """A box that reports every key. Tab leaves it, so it isn't a keyboard trap."""

    arrived = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)
        self.setAcceptDrops(False)  # Qt would select all that was dropped, of which only a little is taken

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Report the key, then type it."""
        if not event.isAutoRepeat():
            name = event.text() if event.text().isprintable() and event.text().strip() else ""
            self.arrived.emit(name or QKeySequence(event.key()).toString() or f"#{event.nativeScanCode()}")
        super().keyPressEvent(event)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Insert the start of pasted text: long lines would block the window."""
        self.insertPlainText(source.text()[:LONGEST])


class Keys(TestPanel):
    """Shows the keys the user types: never stored, never sent."""

    def __init__(self, context: Context) -> None:
        super().__init__(context)
        self._names: list[str] = []
        self._box = TypingBox()
        self._box.setFixedHeight(88)
        self._box.arrived.connect(self._add)
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

    def focus_start(self) -> None:
        """Focus the box."""
        self._box.setFocus()

    def stop_test(self) -> None:
        """Delete what was typed."""
        self._box.clear()
        self._names.clear()
        self._arrived.setText("")

    def _add(self, name: str) -> None:
        self._names = [*self._names, name][-SHOWN:]
        self._arrived.setText("  ".join(self._names))
