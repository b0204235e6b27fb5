"""The question "Did it help?", whose answers are counted anonymously."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from selfhelp.core.errors import SelfhelpError
from selfhelp.core.text import N_, Text
from selfhelp.ui import theme
from selfhelp.ui.context import Context
from selfhelp.ui.widgets.announcements import announce_politely
from selfhelp.ui.widgets.flow_layout import FlowLayout
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.tab_order import make_text_tab_stop


class FeedbackPrompt(QWidget):
    """The question "Did it help?" with two answers, asked once for each subject.

    Args:
        context: the screens' shared context.
        leads_on: whether the screen shows the next steps after a "No".
        after_no: the text shown after a "No", instead of thanks.

    Signals:
        answered: carries True for "Yes", False for "No".
    """

    answered = Signal(bool)

    def __init__(self, context: Context, *, leads_on: bool = False, after_no: Text | None = None) -> None:
        super().__init__()
        self._context, self._leads_on, self._after_no = context, leads_on, after_no
        self._about = self._key = ""
        self._answered: dict[str, bool] = {}
        self.words = PlainLabel("", "sub")
        self.yes, self.no = QPushButton(), QPushButton()
        row = FlowLayout(spacing=theme.SPACE_2)
        for button, helped in ((self.yes, True), (self.no, False)):
            button.clicked.connect(partial(self._record_feedback, helped))
            row.addWidget(button)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(theme.SPACE_3)
        line.addWidget(self.words, 0)
        line.addLayout(row, 1)
        self.hide()

    def ask_about_fix(self, about: str, key: str) -> None:
        """Ask about a subject, or hide the question.

        Args:
            about: the subject whose answers are counted: a fix's ID or "ticket"; "" hides the question.
            key: identifies this occasion, so that the question is asked only once.
        """
        if key == self._key and about == self._about:
            return
        self._about, self._key = about, key
        self.words.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        asks = self._context.app.policy.feedback.ask
        self.setVisible(bool(about) and asks and key not in self._answered)
        self.retranslate()

    def retranslate(self) -> None:
        """Update all text to the current language."""
        show, thanked = self._context.translate, self._key in self._answered
        said = N_("Thank you.") if self._answered.get(self._key) else self._after_no or N_("Thank you.")
        self.words.setText(show(said if thanked else N_("Did it help?")))
        for button, text in ((self.yes, N_("Yes")), (self.no, N_("No"))):
            button.setText(show(text))
            button.setAccessibleName(f"{self.words.accessibleName()} {show(text)}")
            button.setVisible(not thanked)

    def _record_feedback(self, helped: bool) -> None:
        feedback, about = self._context.app.feedback, self._about
        self._answered[self._key] = helped
        self._context.jobs.start_job(
            lambda _progress: feedback.count_answer(about, helped=helped),
            failed=self._on_recording_failed,
            owner=self,
        )
        focused = self.yes.hasFocus() or self.no.hasFocus()
        if focused and (helped or not self._leads_on):
            make_text_tab_stop(self.words)
            self.words.setFocus()  # before the focused button is hidden: Qt would focus the next one
        self.retranslate()
        if helped or not self._leads_on:
            announce_politely(self.window().focusWidget() or self, self.words.accessibleName())
        self.answered.emit(helped)

    def _on_recording_failed(self, error: SelfhelpError) -> None:
        self._context.say(error.user_message)
