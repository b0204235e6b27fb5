"""Describe a ticket's classification in the user's language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from selfhelp.core.text import N_, Text
from selfhelp.core.ticket import ABOUT_LINE, ACCOUNT_LINE, CATEGORY_LINE, ItilLevel, Ticket, TicketDetails
from selfhelp.tickets.form import form
from selfhelp.tickets.form.sent_details import list_sent_details
from selfhelp.tickets.form.triage import AFFECTED, CAN_WORK, TriageAnswer
from selfhelp.troubleshooters.troubleshooter import load_troubleshooters
from selfhelp.ui.context import Context


def describe_classification(context: Context, category: str, details: TicketDetails) -> str:
    """Return category, topic and answers on one line, in the user's language and without unknown values."""
    parts = (part for part in _iter_classification_parts(context, category, details) if part)
    return " · ".join(dict.fromkeys(parts))  # a topic may be called as its category


def describe_sent_details(context: Context, ticket: Ticket) -> str:
    """Return what a ticket says beside its text, one value a line, with titles instead of IDs."""
    return "\n".join(context.translate(line) for line in _iter_sent_lines(context, ticket))


def _iter_sent_lines(context: Context, ticket: Ticket) -> Iterator[Text | str]:
    categories = dict(form.list_categories(context.app.policy.ticket, context.translator.language))
    titles = {
        CATEGORY_LINE: categories.get(ticket.category, ""),
        ABOUT_LINE: _find_topic_title(context, ticket.details.problem),
    }
    for line in list_sent_details(ticket):
        name, _, value = line.partition(": ")
        label = _LABELS.get(name)
        known = _LEVELS.get(line, line)
        yield known if label is None else N_("{what}: {name}", what=label, name=titles.get(name) or value)


_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        CATEGORY_LINE: N_("Category"),
        ABOUT_LINE: N_("About"),
        ACCOUNT_LINE: N_("Account"),
        "Computer": N_("Computer"),
        "Known incident": N_("Known incident"),
    }
)

_LEVELS: Mapping[str, Text] = MappingProxyType(
    {
        "Urgency: high": N_("Urgency: high"),
        "Urgency: medium": N_("Urgency: medium"),
        "Urgency: low": N_("Urgency: low"),
        "Impact: high": N_("Impact: high"),
        "Impact: medium": N_("Impact: medium"),
        "Impact: low": N_("Impact: low"),
    }
)


def _iter_classification_parts(context: Context, category: str, details: TicketDetails) -> Iterator[str]:
    show, language = context.translate, context.translator.language
    rules = context.app.policy.ticket
    yield show(dict(form.list_categories(rules, language)).get(category, ""))
    yield show(_find_topic_title(context, details.problem))
    yield _format_answer(context, N_("Who is affected?"), AFFECTED.values(), details.impact)
    yield _format_answer(context, N_("Can you work?"), CAN_WORK.values(), details.urgency)
    if details.incident:
        yield show(N_("{what}: {name}", what=N_("Known incident"), name=details.incident))
    for question in rules.parse_own_questions():
        if question.key in details.answers:
            said = question.format_answer(details.answers[question.key], language)
            yield f"{question.words.get_text_in_language(language)} {said}"


def _find_topic_title(context: Context, id_: str) -> Text | str:
    """Return the title of a fix, check, ticket topic or complaint by its ID."""
    catalog = context.app.catalog
    for known in (catalog.all_fixes, catalog.checks, catalog.topics, load_troubleshooters()):
        if id_ in known:
            title: Text = known[id_].title
            return title
    return ""


def _format_answer(
    context: Context, question: Text, answers: Iterable[TriageAnswer], level: ItilLevel | None
) -> str:
    said = [answer.text for answer in answers if answer.level is level]
    return f"{context.translate(question)} {context.translate(said[0])}" if said else ""
