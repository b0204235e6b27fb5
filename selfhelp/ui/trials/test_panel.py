"""The base class of all hands-on tests: a start button and progress texts."""

from __future__ import annotations

import importlib
from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget

from selfhelp.core.errors import SelfhelpError
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.ui import theme
from selfhelp.ui.context import Context
from selfhelp.ui.parts.button_row import ButtonRow
from selfhelp.ui.widgets.announcements import announce_politely
from selfhelp.ui.widgets.label import PlainLabel


class TestPanel(QWidget):
    """The base class of all hands-on test panels.

    A subclass adds widgets to ``column`` and implements `start_test`.
    """

    button: Text | None = None
    """Label of the start button; None for a test without a button."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(theme.SPACE_3)
        self._buttons = ButtonRow()
        self._start = self._buttons.add_button(self.start_test, primary=True)
        self._said = PlainLabel("", "sub")
        self._buttons.setVisible(self.button is not None)
        self._said.hide()
        self.column.addWidget(self._buttons)
        self.column.addWidget(self._said)

    def retranslate(self) -> None:
        """Update all text to the current language."""
        if self.button is not None:
            self._start.setText(self.context.translate(self.button))

    def start_test(self) -> None:
        """Start the test."""

    def focus_first_control(self) -> None:
        """Focus the panel's first control."""
        self._start.setFocus()

    def stop_test(self) -> None:
        """Stop the test, because the user leaves the page."""

    def show_and_announce(self, text: Text) -> None:
        """Show a text, and announce it to screen readers."""
        self._said.setText(self.context.translate(text))
        self._said.show()
        announce_politely(self, self._said.text())

    def run_test_job(self, do: Callable[[Progress], object], busy: Text, done: Text) -> None:
        """Run a slow function on a pool thread with the button disabled; show the error if it fails."""
        self._start.setEnabled(False)
        self.show_and_announce(busy)

        def on_test_done(_answer: object) -> None:
            self._start.setEnabled(True)
            self.show_and_announce(done)

        def on_test_failed(error: SelfhelpError) -> None:
            self._start.setEnabled(True)
            self.show_and_announce(error.user_message)

        self.context.jobs.start_job(do, on_test_done, on_test_failed, owner=self)


READY = N_("Done. You can repeat the test.")


STAGES = {
    "screen": ("colours", "Colours"),
    "keyboard": ("keys", "Keys"),
    "pointer": ("targets", "Targets"),
    "speaker": ("sound", "Speaker"),
    "microphone": ("sound", "Microphone"),
    "camera": ("camera", "Camera"),
    "printer": ("sample_page", "SamplePage"),
}
"""Module and class of the test panel for each name in `selfhelp.catalog.manual_tests.TRIALS`."""


def build_test_panel(name: str, context: Context) -> TestPanel:
    """Return a new panel for the hands-on test with this name."""
    module, kind = STAGES[name]
    stage: TestPanel = getattr(importlib.import_module(f"selfhelp.ui.trials.{module}"), kind)(context)
    return stage
