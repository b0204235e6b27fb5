"""The card for writing a ticket: description, attachments, two questions and facts."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QResizeEvent, QTextCursor
from PySide6.QtWidgets import QBoxLayout, QComboBox, QLineEdit, QVBoxLayout, QWidget

from selfhelp.core.text import N_, Text
from selfhelp.policy.ticket_form import ANSWER, FormQuestion
from selfhelp.tickets.form import form
from selfhelp.tickets.form.triage import AFFECTED, CAN_WORK, Impact, Urgency
from selfhelp.ui import theme
from selfhelp.ui.capture.screenshot_capture import ScreenshotCapture
from selfhelp.ui.context import Context
from selfhelp.ui.parts.attachment_strip import AttachmentStrip
from selfhelp.ui.parts.facts_line import FactsLine
from selfhelp.ui.widgets.dropdown import Dropdown
from selfhelp.ui.widgets.form_field import FormField
from selfhelp.ui.widgets.label import PlainLabel, shorten_to_one_line
from selfhelp.ui.widgets.line_input import LineInput
from selfhelp.ui.widgets.multiline_input import MultilineInput
from selfhelp.ui.widgets.section_frame import SectionFrame, order_by_layout
from selfhelp.ui.widgets.segmented_choice import SegmentedChoice

if TYPE_CHECKING:
    from selfhelp.tickets.case import Case

_LINES = 5
"""Number of visible lines of the description field."""

_BESIDE = 700
"""Minimum width of the form at which both questions are side by side, in logical pixels."""


class FormCard(SectionFrame):
    """The ticket form: description, attachments, two questions, category and custom questions.

    Signals:
        changed: the message has changed.
        offered: an image or files were pasted or dropped; carries the `QMimeData`.
        shortened: an inserted text was too long and was cut.
    """

    changed = Signal()
    offered = Signal(QMimeData)
    shortened = Signal()

    def __init__(self, context: Context, camera: ScreenshotCapture) -> None:
        super().__init__()
        self._context, self._form = context, context.app.policy.ticket
        self._case: Case | None = None
        self._known = self._problem = ""
        """The category of the ticket's topic, before the user chose another category; and the topic's ID."""
        self.is_category_chosen = False
        """Whether the user has chosen the category."""
        self.words, self.strip = MultilineInput(), AttachmentStrip(context, camera)
        self.affected, self.can_work = SegmentedChoice(list(Impact)), SegmentedChoice(list(Urgency))
        self.category = Dropdown()
        self.category.setProperty("chip", True)
        self.fields = {
            form.WORDS: FormField(self.words),
            form.AFFECTED: FormField(self.affected),
            form.CAN_WORK: FormField(self.can_work),
            form.CATEGORY: FormField(self.category, beside=True),
        }
        self._questions = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._further, self.needs = QVBoxLayout(), PlainLabel("", "sub")
        self.facts = FactsLine(context)
        self._asked: list[FormQuestion] = []
        self._build_layout()
        self.words.textChanged.connect(self._on_text_changed)
        self.words.offered.connect(self.offered)
        self.words.shortened.connect(self.shortened)
        self.category.activated.connect(self._on_category_chosen)
        self.affected.changed.connect(self._on_choice_answered)
        self.can_work.changed.connect(self._on_choice_answered)

    def show_case(self, case: Case) -> None:
        """Show the message of a case."""
        self._case = None  # ignore changes until the fields are set
        message = case.message
        if self.words.toPlainText() != message.body:  # a long text takes a while to lay out
            self.words.setPlainText(message.body)
        self.words.moveCursor(QTextCursor.MoveOperation.End)
        self.affected.set_chosen_key(message.affected or "")
        self.can_work.set_chosen_key(message.can_work or "")
        self._case, self.is_category_chosen = case, False
        self.show_classification()
        self.retranslate()
        for field in self.fields.values():
            field.show_error("")

    def show_classification(self) -> None:
        """Show the category of the case, and the organisation's questions for it."""
        if self._case is None:
            return
        message = self._case.message
        self._problem = message.problem
        self._known = self._find_topic_category(message.problem) or message.category
        self.category.setCurrentIndex(max(0, self.category.findData(message.category)))
        self._show_needs()
        self._update_custom_questions()

    def retranslate(self) -> None:
        """Update all text to the current language."""
        show = self._context.translate
        self.heading.setText(show(N_("Describe the problem")))
        self.setAccessibleName(
            self.heading.text()
        )  # the hint belongs to the field only: otherwise it is read twice
        self.words.setAccessibleName(show(N_("Describe the problem")))
        self.fields[form.WORDS].set_label("")
        self._set_question_label(form.AFFECTED, N_("Who is affected?"))
        self._set_question_label(form.CAN_WORK, N_("Can you work?"))
        self._set_question_label(form.CATEGORY, N_("Category"))
        for chips, name, answers in (
            (self.affected, form.AFFECTED, [show(answer.text) for answer in AFFECTED.values()]),
            (self.can_work, form.CAN_WORK, [show(answer.text) for answer in CAN_WORK.values()]),
        ):
            chips.set_texts(self.fields[name].name.text(), answers)
        self._show_needs()
        self._fill_categories()
        self._label_custom_questions()

    def _show_needs(self) -> None:
        """Show what the help desk needs for the topic, and whether another device is better."""
        show = self._context.translate
        topic = self._context.app.catalog.topics.get(self._problem) if self._problem else None
        needs = [show(text) for text in topic.ticket] if topic is not None else []
        if topic is not None and topic.other_device:
            needs.insert(0, show(N_("If you can, report it from another device.")))
        lines = needs if len(needs) == 1 else [f"• {text}" for text in needs]
        self.needs.setText("\n".join(lines))
        self.needs.setVisible(bool(needs))
        hint = show(N_("What did you want to do, and what happened instead?"))
        self.words.setPlaceholderText("" if topic is not None and topic.ticket else hint)
        self.fields[form.WORDS].set_accessible_hint(" ".join(needs) or hint)

    def show_missing_fields(self, missing: Mapping[str, Text]) -> FormField | None:
        """Show an error at each incomplete field; focus and return the first incomplete field, or None."""
        for name, field in self.fields.items():
            field.show_error(self._context.translate(missing[name]) if name in missing else "")
        first = next((field for name, field in self.fields.items() if name in missing), None)
        if first is not None:
            enter = (
                first.inner.focus_chosen_option
                if isinstance(first.inner, SegmentedChoice)
                else first.inner.setFocus
            )
            enter()
        return first

    def preselect_category(self, category: str) -> None:
        """Select a suggested category, unless a category is already selected."""
        case = self._case
        if (
            category
            and case is not None
            and not case.message.category
            and self.category.findData(category) > 0
        ):
            case.message.category = self._known = category
            self.category.setCurrentIndex(self.category.findData(category))
            self._update_custom_questions()

    # -- what the user does -----------------------------------------------------------------------------

    def _on_text_changed(self) -> None:
        if self._case is None:
            return
        text = self.words.toPlainText()
        self._case.words = self._case.message.body = text
        if text.strip():
            self._case.message.subject = ""  # then the first line of the user's words is the subject
            self.fields[form.WORDS].show_error("")
        self.changed.emit()

    def _on_category_chosen(self, index: int) -> None:
        if self._case is not None:
            self.is_category_chosen = True
            category = str(self.category.itemData(index) or "")
            form.choose_category(self._case.message, category, self._known, self._problem)
            self.fields[form.CATEGORY].show_error("")
            self._update_custom_questions()
            self.changed.emit()

    def _on_choice_answered(self) -> None:
        if self._case is None:
            return
        message, affected, can_work = (
            self._case.message,
            self.affected.get_chosen_key(),
            self.can_work.get_chosen_key(),
        )
        message.affected = Impact(affected) if affected else None
        message.can_work = Urgency(can_work) if can_work else None
        for name, given in ((form.AFFECTED, affected), (form.CAN_WORK, can_work)):
            if given:
                self.fields[name].show_error("")
        self.changed.emit()

    def _store_custom_answer(self, question: FormQuestion, box: QWidget) -> None:
        if self._case is None:
            return
        given = box.currentData() if isinstance(box, QComboBox) else getattr(box, "text", str)()
        self._case.message.answers[question.key] = str(given or "")
        self.fields[form.ANSWERS + question.key].show_error("")
        self.changed.emit()

    # -- parts -------------------------------------------------------------------------------------

    def _find_topic_category(self, problem: str) -> str:
        catalog = self._context.app.catalog
        for known in (catalog.checks, catalog.all_fixes, catalog.topics) if problem else ():
            if problem in known:
                return str(known[problem].category)
        return ""

    def _set_question_label(self, name: str, question: Text) -> None:
        required = name in self._form.required
        self.fields[name].set_label(self._context.translate(_make_required_label(question, required)))

    def _fill_categories(self) -> None:
        show = self._context.translate
        chosen = self._case.message.category if self._case else ""
        self.category.clear()
        self.category.addItem(show(N_("Not sure")), "")
        for key, words in form.list_categories(self._form, self._context.translator.language):
            self.category.addItem(shorten_to_one_line(show(words)), key)
        self.category.setCurrentIndex(max(0, self.category.findData(chosen)))

    def _update_custom_questions(self) -> None:
        """Show the organisation's questions for the current category, reusing existing fields."""
        if self._case is None:
            return
        before = {name: f for name, f in self.fields.items() if name.startswith(form.ANSWERS)}
        self._asked = list(form.list_questions(self._form, self._case.message))
        for place, question in enumerate(self._asked):
            name = form.ANSWERS + question.key
            field = before.pop(name) if name in before else FormField(self._make_answer_field(question))
            self.fields.pop(name, None)  # put at the end again: the fields are in the order of the form
            self.fields[name] = field
            self._further.insertWidget(place, self.fields[name])
            self._show_custom_answer(question)
        for name, gone in before.items():
            del self.fields[name]
            gone.hide()
            gone.deleteLater()
        order_by_layout(self._further)
        self.facts.raise_()  # keep it last in the tab order
        self._label_custom_questions()

    def _make_answer_field(self, question: FormQuestion) -> QWidget:
        if not question.options:
            line = LineInput()
            line.offered.connect(self.offered)
            line.setMaxLength(ANSWER)
            line.textEdited.connect(partial(self._on_custom_answered, question, line))
            return line
        box = Dropdown()
        _fit_box_width(box, wide=self._is_wide())
        box.activated.connect(partial(self._on_custom_answered, question, box))
        return box

    def _on_custom_answered(self, question: FormQuestion, box: QWidget, *_what: object) -> None:
        self._store_custom_answer(question, box)

    def _show_custom_answer(self, question: FormQuestion) -> None:
        """Show the case's answer to one of the organisation's questions."""
        given = self._case.message.answers.get(question.key, "") if self._case else ""
        box = self.fields[form.ANSWERS + question.key].inner
        if isinstance(box, QLineEdit) and box.text() != given:
            box.setText(given)
        if isinstance(box, QComboBox):
            language = self._context.translator.language
            box.clear()
            box.addItem(self._context.translate(N_("No answer")), "")
            for option in question.options:
                box.addItem(shorten_to_one_line(question.format_answer(option, language)), option)
            box.setCurrentIndex(max(0, box.findData(given)))

    def _label_custom_questions(self) -> None:
        for question in self._asked:
            words = N_(
                "{question}", question=question.words.get_text_in_language(self._context.translator.language)
            )
            name = self._context.translate(_make_required_label(words, question.required))
            self.fields[form.ANSWERS + question.key].set_label(name)
            if question.options:
                self._show_custom_answer(question)

    def _build_layout(self) -> None:
        self.words.setFixedHeight(self.words.fontMetrics().lineSpacing() * _LINES + theme.SPACE_5)
        _fit_box_width(self.category, wide=self._is_wide())
        self._further.setSpacing(theme.SPACE_3)
        self._questions.setSpacing(theme.SPACE_3)
        self.body.setSpacing(theme.SPACE_3)
        top = Qt.AlignmentFlag.AlignTop  # the questions stay on one line if only one's answers wrap
        self._questions.addWidget(self.fields[form.AFFECTED], 3, top)
        self._questions.addWidget(self.fields[form.CAN_WORK], 2, top)
        self.body.addWidget(self.needs)
        self.body.addWidget(self.fields[form.WORDS])
        self.body.addWidget(self.strip)
        self.body.addLayout(self._questions)
        self.body.addWidget(self.fields[form.CATEGORY])
        self.body.addLayout(self._further)
        self.body.addWidget(self.facts)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Place the two questions side by side if they fit."""
        super().resizeEvent(event)
        wide, direction = self._is_wide(), QBoxLayout.Direction
        self._questions.setDirection(direction.LeftToRight if wide else direction.TopToBottom)
        for box in self.findChildren(QComboBox):
            _fit_box_width(box, wide=wide)

    def _is_wide(self) -> bool:
        return self.width() >= theme.scale_width(_BESIDE)


SHORTEST_CHOICE = 14
"""Minimum number of visible characters of a choice, at any window width."""


def _fit_box_width(box: QComboBox, *, wide: bool) -> None:
    """Fit a combo box to its longest entry if ``wide`` is True, otherwise to the minimum length."""
    policy = QComboBox.SizeAdjustPolicy
    box.setSizeAdjustPolicy(policy.AdjustToContents if wide else policy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(SHORTEST_CHOICE)


def _make_required_label(question: Text, required: bool) -> Text:
    return N_("{question} (required)", question=question) if required else question
