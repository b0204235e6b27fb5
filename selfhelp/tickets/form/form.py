"""Determines the shown, answered and missing fields of the ticket form."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from selfhelp.core.errors import UsageError
from selfhelp.core.languages import SOURCE_LANGUAGE
from selfhelp.core.text import N_, Text
from selfhelp.fixes import Category
from selfhelp.policy.ticket import TicketForm
from selfhelp.policy.ticket_form import ANSWER, FormQuestion
from selfhelp.tickets.form.ticket_message import TicketMessage
from selfhelp.tickets.review.edits import Edits

OWN: Mapping[Category, Text] = MappingProxyType(
    {
        Category.ACCOUNT: N_("Account and password"),
        Category.ACCESS: N_("Access rights"),
        Category.NETWORK: N_("Network and internet"),
        Category.PRINTING: N_("Printing"),
        Category.AUDIO_VIDEO: N_("Sound, microphone, camera"),
        Category.STORAGE: N_("Disk space"),
        Category.PERFORMANCE: N_("Slow computer"),
        Category.OFFICE_MAIL: N_("Email and documents"),
        Category.BROWSER: N_("Browser and web pages"),
        Category.UPDATES: N_("Updates"),
        Category.DEVICES: N_("Mouse, keyboard, display"),
        Category.HARDWARE: N_("Computer hardware"),
        Category.SECURITY: N_("Security"),
        Category.FILES: N_("Files and network drives"),
        Category.POWER: N_("Battery and power"),
        Category.OTHER: N_("Other"),
    }
)
"""The built-in categories, used if the organisation defines none."""

WORDS, CATEGORY, AFFECTED, CAN_WORK = "words", "category", "affected", "can-work"
ANSWERS = "answer:"
"""Field name prefix for the organisation's questions, followed by the question's key."""


@dataclass(frozen=True, slots=True)
class FormAnswer:
    """A question and the answer to send; options are given by their key."""

    question: FormQuestion
    given: str

    @property
    def label(self) -> str:
        """The question in English, without its final punctuation."""
        asked = self.question.words.get_text_in_language(SOURCE_LANGUAGE)
        return asked.rstrip(" \N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}?:")

    @property
    def english_answer(self) -> str:
        """The answer in English, for the technician; an option by its label."""
        return self.question.format_answer(self.given, SOURCE_LANGUAGE)


def list_categories(form: TicketForm, language: str) -> Sequence[tuple[str, Text | str]]:
    """Return the form's categories: each category's name in the ticket, and its label."""
    own = form.parse_own_categories()
    return (
        [(c.key, c.words.get_text_in_language(language)) for c in own]
        if own
        else [(str(c), t) for c, t in OWN.items()]
    )


def list_questions(form: TicketForm, message: TicketMessage) -> Sequence[FormQuestion]:
    """Return the organisation's questions for the ticket's category and problem."""
    return [q for q in form.parse_own_questions() if q.applies_to(message.category, message.problem)]


def list_valid_answers(
    form: TicketForm, message: TicketMessage, clean: Callable[[str], str]
) -> Sequence[FormAnswer]:
    """Return the user's valid answers, each on one line and without secrets."""
    found = []
    for question in list_questions(form, message):
        given = " ".join(message.answers.get(question.key, "").split())[:ANSWER]
        if question.options and given not in question.options:
            continue
        if given:
            found.append(FormAnswer(question, given if question.options else clean(given)))
    return found


def select_answers_to_send(answers: Sequence[FormAnswer], edits: Edits) -> Sequence[FormAnswer]:
    """Return the answers to send: removed lines are omitted, replacements applied."""
    kept = [one for one in answers if edits.get_kept_answer(one.label, one.english_answer)]
    chosen = [
        one
        for one in kept
        if not one.question.options or edits.apply_to_value(one.english_answer) == one.english_answer
    ]
    return [
        one if one.question.options else FormAnswer(one.question, edits.apply_to_value(one.given))
        for one in chosen
    ]


def find_missing_fields(form: TicketForm, message: TicketMessage) -> Mapping[str, Text]:
    """Return a message for each required field without a value, by field name and in order."""
    found: dict[str, Text] = {}
    if not message.body.strip():
        found[WORDS] = N_("Describe the problem in a few words.")
    fields = {CATEGORY: message.category, AFFECTED: message.affected, CAN_WORK: message.can_work}
    for name, value in fields.items():
        if name in form.required and not value:
            found[name] = N_("Choose an answer. Your organisation requires it.")
    for question in list_questions(form, message):
        given = message.answers.get(question.key, "").strip()
        if question.required and (not given or (question.options and given not in question.options)):
            found[ANSWERS + question.key] = (
                N_("Choose an answer. Your organisation requires it.")
                if question.options
                else N_("Enter an answer. Your organisation requires it.")
            )
    return found


def choose_category(message: TicketMessage, category: str, known: str, problem: str) -> None:
    """Set the user's category; a problem of another category is cleared.

    Args:
        message: is changed.
        category: the user's choice; "" for none.
        known: the problem's category.
        problem: the problem before the user chose.
    """
    message.category = category
    message.problem = problem if category == known else ""


def accept_answers(form: TicketForm, message: TicketMessage, answers: Mapping[str, str]) -> None:
    """Set the answers given by a script, after checking them.

    Raises:
        UsageError: there's no such question for this ticket, or no such option.
    """
    questions = {question.key: question for question in list_questions(form, message)}
    for key, given in answers.items():
        if key not in questions:
            raise UsageError(N_("“{key}” isn't a field of this ticket.", key=key))
        options = questions[key].options
        if options and given not in options:
            allowed = ", ".join(options)
            raise UsageError(N_("“{key}” must be one of: {allowed}", key=key, allowed=allowed))
        message.answers[key] = given
