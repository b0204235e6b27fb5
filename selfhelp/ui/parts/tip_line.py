"""A short tip after a fix, with a button to turn tips off."""

from __future__ import annotations

from datetime import UTC, datetime

from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from selfhelp.core.progress import Progress
from selfhelp.core.text import N_
from selfhelp.engine.tips import Tip, TipHistory
from selfhelp.ui.context import Context
from selfhelp.ui.widgets.flow_layout import FlowLayout
from selfhelp.ui.widgets.label import PlainLabel


class TipLine(QWidget):
    """A line with a tip; hidden if the organisation or the user has turned tips off."""

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._tip: Tip | None = None
        self.words = PlainLabel("", "sub")
        self.no_more = QPushButton()
        self.no_more.setProperty("link", True)
        self.no_more.clicked.connect(self._turn_off_tips)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.words)
        buttons = FlowLayout()
        buttons.addWidget(self.no_more)
        column.addLayout(buttons)
        self.hide()

    def show_tip_for(self, fix: str) -> None:
        """Show the tip for a fix that has just solved a problem; for "", hide the line."""
        self.hide()
        app = self._context.app
        if not fix or not app.policy.fixes.tips or app.preferences.tips == "no":
            return
        shown, now = TipHistory(app.places.data), datetime.now(UTC)

        def choose_next_tip(_progress: Progress) -> Tip | None:
            return shown.choose_and_record_tip(fix, now)

        self._context.jobs.start_job(choose_next_tip, self._on_tip_loaded, owner=self)

    def retranslate(self) -> None:
        """Update all text to the current language."""
        show = self._context.translate
        if self._tip is not None:
            self.words.setText(show(N_("Tip: {tip}", tip=self._tip.text)))
        self.no_more.setText(show(N_("Stop showing tips")))

    def _on_tip_loaded(self, tip: Tip | None) -> None:
        self._tip = tip
        self.retranslate()
        self.setVisible(tip is not None)

    def _turn_off_tips(self) -> None:
        self._context.apply_preferences(self._context.app.preferences.copy_with_changes(tips="no"), self)
        self.hide()
        self._context.say(N_("Tips are turned off."))
