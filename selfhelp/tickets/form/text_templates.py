"""Formats a ticket's title and text by the organisation's templates; external values are never templates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from selfhelp.core.text import cut_text
from selfhelp.policy.ticket_form import fill_template, find_placeholders
from selfhelp.tickets.form.ticket_message import SUBJECT_LIMIT


def format_subject(template: str, subject: str, values: Mapping[str, str]) -> str:
    """Return the ticket's title from a template; only the user's words are shortened to fit."""
    if not template:
        return cut_text(subject, SUBJECT_LIMIT)
    rest = fill_template(template, {**values, "subject": ""})
    room = max(SUBJECT_LIMIT - len(rest), 20)
    title = fill_template(template, {**values, "subject": cut_text(subject, room).strip()})
    return cut_text(" ".join(title.split()), SUBJECT_LIMIT)


def format_body(lines: Sequence[str], words: str, facts: str, values: Mapping[str, str]) -> str:
    """Return the ticket's text from a template; lines whose placeholders are all empty are omitted.

    Args:
        lines: the template; empty for the description followed by the facts.
        words: the user's description.
        facts: the generated text below it.
        values: the other placeholders.
    """
    known = {**values, "description": words, "facts": facts}
    shown = [
        fill_template(line, known)
        for line in lines or ("{description}", "", "{facts}")
        if not find_placeholders(line) or any(known.get(name) for name in find_placeholders(line))
    ]
    return "\n".join(shown).strip()


def collect_placeholders(lines: Sequence[str]) -> frozenset[str]:
    """Return the placeholders that a template uses."""
    return frozenset(name for line in lines for name in find_placeholders(line))
