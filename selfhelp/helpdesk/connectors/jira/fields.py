"""Builds the fields of a Jira request: summary, plain text, and custom fields."""

from __future__ import annotations

import json
import re
from dataclasses import replace

from selfhelp.core.errors import ConfigurationError
from selfhelp.core.model import Json
from selfhelp.core.text import N_
from selfhelp.core.ticket import Ticket
from selfhelp.helpdesk.toolkit.classification_mapping import ClassificationMapping
from selfhelp.helpdesk.toolkit.correlation_id import append_correlation_id, remove_correlation_id
from selfhelp.report.plain_text import escape_plain

SUBJECT_LIMIT, TEXT_LIMIT = 255, 32_000
"""Maximum lengths of title and text; Jira's own limit is 32 767 (jira.text.field.character.limit)."""

_FENCE, _JOINER = "{noformat}", "\u2060"


def require_valid_fields(filing: ClassificationMapping) -> None:
    """Check the additional Jira fields in the policy.

    Raises:
        ConfigurationError: one is reserved, or has invalid JSON.
    """
    for name, template in filing.fields.items():
        _parse_field_value(name, template, template)


def make_extra_fields(filing: ClassificationMapping, ticket: Ticket) -> dict[str, Json]:
    """Return the request fields set by policy; answers inserted into JSON are escaped."""
    answers = {key: json.dumps(answer)[1:-1] for key, answer in ticket.details.answers.items()}
    quoted = replace(ticket, details=replace(ticket.details, answers=answers))
    texts, coded = filing.map_extra_fields(ticket), filing.map_extra_fields(quoted)
    return {
        name: _parse_field_value(name, template, (coded if _is_json_template(template) else texts)[name])
        for name, template in filing.fields.items()
        if name in texts
    }


def make_summary(ticket: Ticket) -> str:
    """Return the title as one line within Jira's length limit."""
    return " ".join(escape_plain(ticket.subject).splitlines()).strip()[:SUBJECT_LIMIT].strip()


def make_ticket_body(ticket: Ticket) -> str:
    """Return the text for Jira's description field, including the correlation ID."""
    return append_correlation_id(wrap_in_code_fence(ticket.body[:TEXT_LIMIT]), ticket.ref)


def wrap_in_code_fence(text: str) -> str:
    """Return text in a code fence, so that Jira shows it unformatted; fences in the text are broken up."""
    harmless = re.sub(r"(?i)\{(?=noformat)", f"{{{_JOINER}", escape_plain(text))
    return f"{_FENCE}\n{harmless}\n{_FENCE}"


def unwrap_code_fence(text: str) -> str:
    """Return a text without the correlation ID and without the fence of `wrap_in_code_fence`."""
    inside = remove_correlation_id(text)
    if inside.startswith(f"{_FENCE}\n") and inside.endswith(f"\n{_FENCE}"):
        inside = inside[len(_FENCE) + 1 : -len(_FENCE) - 1].replace(f"{{{_JOINER}", "{")
    return inside.strip()


def _is_json_template(template: str) -> bool:
    """Return whether a policy field is JSON rather than text with a placeholder."""
    return template[:1] in ("{", "[") and not template.startswith("{answer:")


def _parse_field_value(name: str, template: str, text: str) -> Json:
    try:
        if name in ("summary", "description"):
            raise ValueError(name)
        read: Json = json.loads(text) if _is_json_template(template) else text
    except (ValueError, RecursionError) as error:
        message = N_("The field {name} in desk.fields isn't valid in Jira.", name=name[:80])
        raise ConfigurationError(message, detail=repr(error)) from error
    return read
