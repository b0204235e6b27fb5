"""The panel for a question to the user: a choice of options, or a manual step."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from selfhelp.core.model import ChoiceQuestion, Option
from selfhelp.core.progress import StepView
from selfhelp.core.text import N_, Text
from selfhelp.ui import theme
from selfhelp.ui.parts.button_row import ButtonRow
from selfhelp.ui.parts.option_finder import OptionFinder
from selfhelp.ui.widgets.drawing import Drawing
from selfhelp.ui.widgets.label import PlainLabel, shorten_to_one_line
from selfhelp.ui.widgets.option_choice import LONGEST, OptionChoice, OptionWords

Show = Callable[[Text | str], str]


class QuestionPanel(QWidget):
    """A panel that shows one question at a time; the screen places ``buttons``.

    Signals:
        answered: carries the chosen option keys or None for a `ChoiceQuestion`, or a bool for a `StepView`.
    """

    answered = Signal(object)

    def __init__(self, show: Show) -> None:
        super().__init__()
        self._show = show
        self._open: ChoiceQuestion | StepView | None = None
        self._heading = PlainLabel("", "h2")
        self._detail = PlainLabel("", "sub")
        self._choice = OptionChoice()
        self.finder = OptionFinder(self._choice)
        self._choice.changed.connect(self._update_continue_button)
        self.buttons = ButtonRow()
        self.buttons.hide()
        self.yes = self.buttons.add_button(self._on_choice_confirmed, primary=True)
        self.no = self.buttons.add_button(self._on_question_declined)
        self._drawing = Drawing()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.SPACE_4)
        column = QVBoxLayout()
        column.setSpacing(theme.SPACE_2)
        row.addWidget(self._drawing, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(column, 1)
        for part in (self._heading, self._detail, self.finder, self._choice):
            column.addWidget(part)

    def ask_question(self, question: ChoiceQuestion | StepView) -> None:
        """Show a question and wait for the answer."""
        self._open = question
        self.finder.hide()
        if isinstance(question, ChoiceQuestion):
            self._show_options(question)
        self._choice.setVisible(isinstance(question, ChoiceQuestion) and _find_statement(question) is None)
        self._drawing.show_drawing("" if isinstance(question, ChoiceQuestion) else question.drawing)
        self.retranslate()
        self.show()
        self.buttons.show()
        self._update_continue_button()
        if not self.finder.isHidden():
            self.finder.box.setFocus()
        elif not self._choice.isHidden():
            self._choice.focus_chosen_option()
        else:
            self.yes.setFocus()

    def _show_options(self, question: ChoiceQuestion) -> None:
        options = [
            OptionWords(
                o.key, self._show(o.label), self._show(o.detail), o.chosen, tuple(map(self._show, o.groups))
            )
            for o in question.options
        ]
        self._choice.show_options(options, question.several)
        self.finder.set_searchable_options(options, tuple(map(self._show, question.everywhere)))

    def _update_continue_button(self) -> None:
        """Enable "Continue" once the user has chosen an option in a single choice."""
        question = self._open
        single = isinstance(question, ChoiceQuestion) and not question.several
        self.yes.setEnabled(not single or bool(self._choice.list_chosen_keys()))

    def get_question_text(self) -> str:
        """Return the text of the current question; without a choice, with its only option."""
        parts = [self._heading.text()]
        if isinstance(self._open, ChoiceQuestion) and _find_statement(self._open) is not None:
            parts.append(self._detail.text())
        return " ".join(parts)

    def retranslate(self) -> None:
        """Update all text to the current language; the options keep their language."""
        self.finder.set_texts(self._show(N_("Search by name or place")), self._show(_SHOWN))
        if isinstance(self._open, ChoiceQuestion):
            self._heading.setText(self._show(self._open.text))
            self._detail.setText(self._describe_choice(self._open))
            self.yes.setText(self._show(N_("Continue")))
            self.no.setText(self._show(N_("Not now")))
        elif self._open is not None:
            self._heading.setText(self._show(self._open.sentence))
            self._detail.setText(self._show(N_("Only you can do this. We'll check the result.")))
            self.yes.setText(self._show(N_("I've done it")))
            self.no.setText(self._show(N_("Skip this")))
        self._detail.setVisible(bool(self._detail.text()))

    def _describe_choice(self, question: ChoiceQuestion) -> str:
        """Return how to answer a question; without a choice, return its only option."""
        option = _find_statement(question)
        if option is not None:
            label = shorten_to_one_line(self._show(option.label), LONGEST)
            only = self._show(N_("There's only one option: {option}", option=label))
            return "\n".join(filter(None, (only, self._show(option.detail))))
        if question.only_option is not None:
            return ""
        several = N_("You can choose more than one option.")
        return self._show(several if question.several else N_("Choose an option."))

    def close_question(self) -> None:
        """Close the question without an answer."""
        self._open = None
        self.buttons.hide()
        self.hide()

    def _on_choice_confirmed(self) -> None:
        answer: object = True
        if isinstance(self._open, ChoiceQuestion):
            option = _find_statement(self._open)
            answer = [option.key] if option is not None else self._choice.list_chosen_keys()
        self._submit_answer(answer)

    def _on_question_declined(self) -> None:
        self._submit_answer(None if isinstance(self._open, ChoiceQuestion) else False)

    def _submit_answer(self, answer: object) -> None:
        self.close_question()
        self.answered.emit(answer)


def _find_statement(question: ChoiceQuestion) -> Option | None:
    """Return the option that is shown as a statement, because it is the only one; None for a choice.

    A preselected check box remains a choice: it can be cleared.
    """
    only = question.only_option
    return None if only is None or (question.several and only.chosen) else only


_SHOWN = N_("Options shown: {count}")
