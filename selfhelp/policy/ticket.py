"""What the organisation sets about the ticket form: title and text, further questions, categories."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from selfhelp.core.errors import ConfigurationError
from selfhelp.core.text import N_, Text
from selfhelp.policy import ticket_form
from selfhelp.policy.fields import checked, key

if TYPE_CHECKING:
    from selfhelp.policy.ticket_form import OwnCategory, Question


def _says(check: Callable[[Sequence[str]], object]) -> Callable[[Sequence[str]], Text | None]:
    """Return what is wrong with a list of lines, or None."""

    def says(lines: Sequence[str]) -> Text | None:
        try:
            check(lines)
        except ConfigurationError as error:
            return error.message
        return None

    return says


def _title(template: str) -> Text | None:
    if template and "{subject}" not in template:
        return N_("Her own words are missing: {subject} must stand in the title.", subject="{subject}")
    if len(template) > ticket_form.LABEL:
        return N_("It has more than {most} characters.", most=ticket_form.LABEL)
    return None


def _body(lines: Sequence[str]) -> Text | None:
    if lines and not any("{description}" in line for line in lines):
        return N_("Her own words are missing: {words} must stand in the text.", words="{description}")
    if len(lines) > ticket_form.LINES:
        return N_("There are more than {most}.", most=ticket_form.LINES)
    return None


@dataclass(frozen=True, slots=True)
class TicketForm:
    """The ticket form and the ticket's text."""

    title: str = checked(
        "",
        N_("Title of every ticket with names in braces, one of them subject; empty: her first line."),
        allowed="a text with {subject} and other names, see admin.md",
        says=_title,
    )
    body: tuple[str, ...] = checked(
        (),
        N_("Lines of every ticket's text with names in braces; empty: her words, then the facts."),
        allowed="a list of texts with {description} in one of them, see admin.md",
        says=_body,
    )
    questions: tuple[str, ...] = checked(
        (),
        N_("Further questions of the form, one line each."),
        allowed="a list of texts such as room, required and en=Which room? with bars between, see admin.md",
        says=_says(ticket_form.questions),
        ids="problems",
    )
    categories: tuple[str, ...] = checked(
        (),
        N_("Categories that the form offers, one line each; empty: our own list."),
        allowed="a list of texts such as printing and en=Printers with a bar between, see admin.md",
        says=_says(ticket_form.categories),
    )
    required: tuple[str, ...] = key(
        (),
        N_("Fields of the form that must be answered besides her words."),
        allowed="a list of: " + ", ".join(ticket_form.FIELDS),
        accepts=lambda v: set(v) <= set(ticket_form.FIELDS),
        choices=ticket_form.FIELDS,
    )

    def asked(self) -> Sequence[Question]:
        """Return the further questions."""
        return ticket_form.questions(self.questions)

    def offered(self) -> Sequence[OwnCategory]:
        """Return the organisation's own categories; none where ours are shown."""
        return ticket_form.categories(self.categories)


def disagreements(form: TicketForm, fields: Sequence[str]) -> Iterator[tuple[str, Text]]:
    """Yield what is wrong between keys that are right by themselves, with the key.

    Args:
        form: the ticket form.
        fields: further fields of the desk, into which answers may go.
    """
    keys = [question.key for question in form.asked()]
    templates: list[tuple[str, str, frozenset[str]]] = [("ticket.title", form.title, ticket_form.TITLE_NAMES)]
    templates += [("ticket.body", line, ticket_form.BODY_NAMES) for line in form.body]
    answers = [f"{{{name}}}" for line in fields for name in ticket_form.names_in(line) if ":" in name]
    templates += [("desk.fields", answer, frozenset()) for answer in answers]
    for name, template, known in templates:
        try:
            ticket_form.check_template(template, known, keys)
        except ConfigurationError as error:
            yield name, error.message
