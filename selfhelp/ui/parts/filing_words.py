"""Describe a ticket's classification in the user's language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from selfhelp.core.text import N_, Text
from selfhelp.core.ticket import ItilLevel, TicketDetails
from selfhelp.tickets.form import form
from selfhelp.tickets.form.triage import AFFECTED, CAN_WORK, TriageAnswer
from selfhelp.troubleshooters.troubleshooter import load_troubleshooters
from selfhelp.ui.context import Context


def describe_classification(context: Context, category: str, details: TicketDetails) -> str:
    """Return category, topic and answers on one line, in the user's language and without unknown values."""
    parts = (part for part in _iter_classification_parts(context, category, details) if part)
    return " · ".join(dict.fromkeys(parts))  # a topic may be called as its category


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
