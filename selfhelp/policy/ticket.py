"""Policy keys for the ticket form: title and text, form questions, categories."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from selfhelp.core.errors import ConfigurationError
from selfhelp.core.records import record
from selfhelp.core.text import N_, Text
from selfhelp.policy import ticket_form
from selfhelp.policy.fields import declare_checked_key, declare_key, make_lines_validator

if TYPE_CHECKING:
    from selfhelp.policy.ticket_form import FormQuestion, OwnCategory


def _find_title_mistake(template: str) -> Text | None:
    if template and "{subject}" not in template:
        return N_("The title must contain {subject}.", subject="{subject}")
    if len(template) > ticket_form.LABEL:
        return N_("The value is longer than {most} characters.", most=ticket_form.LABEL)
    return None


def _find_body_mistake(lines: Sequence[str]) -> Text | None:
    if lines and not any("{description}" in line for line in lines):
        return N_("The text must contain {description}.", description="{description}")
    if len(lines) > ticket_form.LINES:
        return N_("At most {most} entries are allowed.", most=ticket_form.LINES)
    return None


@record
class TicketForm:
    """The ticket form and the ticket's text."""

    title: str = declare_checked_key(
        "",
        N_("Template for the ticket title; must contain {subject}. Empty: the subject."),
        allowed="a text with {subject} and other placeholders, see admin.md",
        says=_find_title_mistake,
    )
    body: tuple[str, ...] = declare_checked_key(
        (),
        N_(
            "Template for the ticket text, line by line; must contain {description}. Empty: the "
            "description, then the facts."
        ),
        allowed="a list of texts, one of them with {description}, see admin.md",
        says=_find_body_mistake,
    )
    questions: tuple[str, ...] = declare_checked_key(
        (),
        N_("Additional questions in the ticket form, one per line."),
        allowed="a list of lines such as room|required|en=Which room?, see admin.md",
        says=make_lines_validator(ticket_form.parse_questions),
        ids="problems",
    )
    categories: tuple[str, ...] = declare_checked_key(
        (),
        N_("Categories in the ticket form, one per line. Empty: the built-in list."),
        allowed="a list of lines such as printing|en=Printers, see admin.md",
        says=make_lines_validator(ticket_form.parse_categories),
    )
    required: tuple[str, ...] = declare_key(
        (),
        N_("Required fields of the ticket form, besides the description."),
        allowed="a list of: " + ", ".join(ticket_form.FIELDS),
        accepts=lambda v: set(v) <= set(ticket_form.FIELDS),
        choices=ticket_form.FIELDS,
    )

    def parse_own_questions(self) -> Sequence[FormQuestion]:
        """Return the organisation's form questions."""
        return ticket_form.parse_questions(self.questions)

    def parse_own_categories(self) -> Sequence[OwnCategory]:
        """Return the organisation's own categories; empty if the built-in categories are used."""
        return ticket_form.parse_categories(self.categories)


def find_form_disagreements(form: TicketForm, fields: Sequence[str]) -> Iterator[tuple[str, Text]]:
    """Yield contradictions between valid keys: a key and the message.

    Args:
        form: the ticket form.
        fields: custom fields of the help desk system that can contain answers.
    """
    keys = [question.key for question in form.parse_own_questions()]
    templates: list[tuple[str, str, frozenset[str]]] = [("ticket.title", form.title, ticket_form.TITLE_NAMES)]
    templates += [("ticket.body", line, ticket_form.BODY_NAMES) for line in form.body]
    answers = [
        f"{{{name}}}" for line in fields for name in ticket_form.find_placeholders(line) if ":" in name
    ]
    templates += [("desk.fields", answer, frozenset()) for answer in answers]
    for name, template, known in templates:
        try:
            ticket_form.check_template(template, known, keys)
        except ConfigurationError as error:
            yield name, error.message
