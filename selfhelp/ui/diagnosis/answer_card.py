"""The answer card of a diagnosis: verdict, reason, next step, and one primary button."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLayout, QVBoxLayout, QWidget

from selfhelp.core.text import N_, Text
from selfhelp.ui import theme
from selfhelp.ui.context import Context
from selfhelp.ui.parts.button_row import ButtonRow
from selfhelp.ui.widgets.accessible_roles import LIST, set_accessible_role
from selfhelp.ui.widgets.announcements import focus_and_announce
from selfhelp.ui.widgets.label import PlainLabel, remove_control_characters
from selfhelp.ui.widgets.message_panel import MessagePanel
from selfhelp.ui.widgets.primary_button import set_button_primary
from selfhelp.ui.widgets.step_list import StepList, StepWords
from selfhelp.ui.widgets.tab_order import make_text_tab_stop
from selfhelp.ui.widgets.wrapping_button import WrappingButton

LONG = 60
"""Maximum number of characters of an answer that is shown completely in large type."""

_NOW = N_("What to do now")
_AFTER_REASON = 2


@dataclass(frozen=True, slots=True)
class Answer:
    """The content of an answer card.

    Attributes:
        sign: a kind of `selfhelp.ui.widgets.status_icons.StatusIcon`.
        summary: the answer.
        reason: the reason for the answer, or its meaning.
        primary: label of the primary button.
        helps: whether the primary button leads to the help desk, so that no second button is needed.
        again: whether the check can be repeated from here.
        steps_heading: the heading above the steps.
        steps: the steps that the user does, in order.
        steps_first: whether the steps are shown first.
        more: further paragraphs after the reason, for example about another problem in the description.
        leads: whether the primary button is styled as such; False if other people can help, as with despair.
        elsewhere: whether the user should use another device; then the primary button isn't styled as such.
    """

    sign: str
    summary: Text
    reason: Text | None
    primary: Text
    helps: bool = False
    again: bool = True
    steps_heading: Text = _NOW
    steps: Sequence[Text] = ()
    steps_first: bool = False
    more: Sequence[Text] = ()
    leads: bool = True
    elsewhere: bool = False


class ReadingFrame(QFrame):
    """A frame around a list, with a tab stop, so that keyboard users can scroll to the list."""

    def __init__(self, inside: QWidget) -> None:
        super().__init__()
        self.setObjectName("list")
        set_accessible_role(self, LIST)
        make_text_tab_stop(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(inside)


def _split_first_sentence(words: str) -> tuple[str, str]:
    """Return the first sentence of a long text, and the rest; a short text isn't split."""
    first, end, rest = words.partition(". ")
    return (f"{first}.", rest) if end and len(words) > LONG else (words, "")


RING = 2
"""Width of the focus ring in logical pixels; answers have a margin of the same width."""


def align_with_answer(*parts: QWidget) -> None:
    """Align widgets below an answer with the answer's text, by adding the margin `RING`."""
    for part in parts:
        inside: QWidget | QLayout = part.layout() or part
        margins = inside.contentsMargins()
        inside.setContentsMargins(margins.left() + RING, margins.top(), margins.right(), margins.bottom())


def style_as_answer(heading: PlainLabel) -> None:
    """Style a heading as the answer: large, and reachable with Tab."""
    heading.setObjectName("answer")
    heading.setIndent(0)
    make_text_tab_stop(heading)


class AnswerCard(MessagePanel):
    """The card with a diagnosis's answer.

    Signals:
        primary_wanted, help_wanted, again_wanted: the button was clicked.
    """

    primary_wanted = Signal()
    help_wanted = Signal()
    again_wanted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._answer: Answer | None = None
        self._below_reason = 0
        style_as_answer(self.heading)
        self.steps_heading, self.steps = PlainLabel("", "h2"), StepList(numbered=True)
        self.steps_heading.setContentsMargins(0, theme.SPACE_3, 0, 0)
        self.hands = ReadingFrame(self.steps)
        self.primary = WrappingButton()
        self.primary.setAutoDefault(True)
        self.primary.clicked.connect(self.primary_wanted)
        self.buttons = ButtonRow()
        self.buttons.append_button(self.primary)
        self.help = self.buttons.add_button(self.help_wanted.emit)
        self.again = self.buttons.add_button(self.again_wanted.emit, link=True)
        for part in (self.steps_heading, self.hands, self.buttons):
            self.column.addWidget(part)
        align_with_answer(self.detail, self.steps_heading, self.buttons)

    def add_below_reason(self, part: QWidget) -> None:
        """Add another widget between the reason and the next step, such as the help desk's phone number."""
        self.column.insertWidget(_AFTER_REASON + self._below_reason, part)
        self._below_reason += 1

    def show_answer(self, answer: Answer) -> None:
        """Show an answer."""
        self._answer = answer
        set_button_primary(self.primary, answer.leads and not answer.elsewhere)
        self.retranslate()

    def retranslate(self) -> None:
        """Update all text to the current language."""
        answer, show = self._answer, self._context.translate
        self.help.setText(show(N_("Get help")))
        self.again.setText(show(N_("Check again")))
        if answer is None:
            return
        summary, rest = _split_first_sentence(show(answer.summary))
        why = () if answer.reason is None else (answer.reason,)
        about = " ".join(words for words in (rest, *map(show, why)) if words)
        reason = "\n\n".join(words for words in (about, *map(show, answer.more)) if words)
        self.show_message(answer.sign, summary, reason)
        self.heading.setAccessibleDescription(remove_control_characters(reason))
        self.primary.set_label(show(answer.primary))
        told = f"{summary} {reason}" if self._is_for_help_desk_only else ""
        self.primary.setAccessibleDescription(remove_control_characters(told))
        self._fit_button_width()
        self.help.setVisible(not answer.helps)
        self.again.setVisible(answer.again)
        steps = [show(step) for step in answer.steps]
        self.steps.show_steps([StepWords(step, ()) for step in steps])
        self.steps_heading.setText(show(answer.steps_heading))
        self.hands.setAccessibleName(show(answer.steps_heading))
        self.hands.setAccessibleDescription(remove_control_characters(" ".join(steps)))
        first = _AFTER_REASON + self._below_reason
        for place, part in enumerate((self.steps_heading, self.hands)):
            self.column.removeWidget(part)
            self.column.insertWidget(first + place if answer.steps_first else self.column.count(), part)
            part.setVisible(bool(steps))

    @property
    def _is_for_help_desk_only(self) -> bool:
        """Whether nothing was checked, so that the user can only contact the help desk."""
        answer = self._answer
        return answer is not None and answer.helps and answer.leads and not answer.again

    def focus_answer(self) -> None:
        """Focus the heading, so that it is read out once; or "Get help" if only the help desk can help."""
        if self._is_for_help_desk_only:
            focus_and_announce(self.primary, (self.heading.text(), self.detail.text()))
            return
        focus_and_announce(self.heading, (self.heading.text(), self.detail.text()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap the primary button's label to the new width."""
        super().resizeEvent(event)
        self._fit_button_width()

    def _fit_button_width(self) -> None:
        beside = self.sign.width() + 2 * theme.SPACE_4 + theme.SPACE_3
        self.primary.fit_to_width(self.width() - beside)
