"""A ticket's title and text in the form that the organisation wants; foreign values stay values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from selfhelp.policy.ticket_form import fill_template, find_placeholders
from selfhelp.tickets.form.message import SUBJECT_LIMIT


def format_subject(template: str, subject: str, values: Mapping[str, str]) -> str:
    """Return the title; the user's own words are cut where the whole would be too long, never the rest."""
    if not template:
        return subject[:SUBJECT_LIMIT]
    rest = fill_template(template, {**values, "subject": ""})
    room = max(SUBJECT_LIMIT - len(rest), 20)
    return " ".join(fill_template(template, {**values, "subject": subject[:room].strip()}).split())[
        :SUBJECT_LIMIT
    ]


def format_body(lines: Sequence[str], words: str, facts: str, values: Mapping[str, str]) -> str:
    """Return the ticket's text; a line whose placeholders are all empty is left out.

    Args:
        lines: the template; empty: the user's words, then the facts.
        words: what the user wrote.
        facts: the usual text below the user's words.
        values: the other names.
    """
    known = {**values, "description": words, "facts": facts}
    shown = [
        fill_template(line, known)
        for line in lines or ("{description}", "", "{facts}")
        if not find_placeholders(line) or any(known.get(name) for name in find_placeholders(line))
    ]
    return "\n".join(shown).strip()


def names_used(lines: Sequence[str]) -> frozenset[str]:
    """Return the names that a template of the wording puts somewhere itself."""
    return frozenset(name for line in lines for name in find_placeholders(line))
