"""Maps a ticket's category, urgency and impact to the desk's own values."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from selfhelp.core.ticket import ItilLevel, Ticket
from selfhelp.policy.fields import pairs_to_mapping
from selfhelp.policy.help_desk import HelpDeskPolicy

ANY = "*"

_ANSWER = re.compile(r"\{(answer:[a-z0-9_-]+)\}")
"""Placeholder for the user's answer to one of the organisation's questions."""


@dataclass(frozen=True, slots=True)
class ClassificationMapping:
    """The organisation's mapping of classification values; a connector adds the desk's defaults.

    Attributes:
        categories: by problem ID, else by category, else ``*``.
        urgencies, impacts: by high, medium, low.
        fields: further fields of every ticket, by the desk's names.
    """

    categories: Mapping[str, str] = field(default_factory=dict)
    urgencies: Mapping[str, str] = field(default_factory=dict)
    impacts: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def create_from_policy(cls, desk: HelpDeskPolicy) -> ClassificationMapping:
        """Return the classification set by policy."""
        return cls(
            pairs_to_mapping(desk.categories),
            pairs_to_mapping(desk.urgencies),
            pairs_to_mapping(desk.impacts),
            pairs_to_mapping(desk.fields),
        )

    def map_extra_fields(self, ticket: Ticket) -> Mapping[str, str]:
        """Return the additional fields of a ticket; fields that only contain a missing answer are omitted."""
        answers = {f"answer:{key}": answer for key, answer in ticket.details.answers.items()}
        made = {
            name: _ANSWER.sub(lambda m: answers.get(m[1], ""), text) for name, text in self.fields.items()
        }
        return {name: value for name, value in made.items() if value or not self.fields[name]}

    def map_category(self, ticket: Ticket) -> str:
        """Return the desk's category for a ticket; "" if policy doesn't map it."""
        known = (ticket.details.problem, ticket.category, ANY)
        return next((self.categories[name] for name in known if name in self.categories), "")

    def map_urgency(self, ticket: Ticket, usual: Mapping[ItilLevel, str]) -> str:
        """Return the desk's urgency for a ticket; "" if the user wasn't asked."""
        return _map_level(ticket.details.urgency, self.urgencies, usual)

    def map_impact(self, ticket: Ticket, usual: Mapping[ItilLevel, str]) -> str:
        """Return the desk's impact for a ticket; "" if the user wasn't asked."""
        return _map_level(ticket.details.impact, self.impacts, usual)


def _map_level(level: ItilLevel | None, own: Mapping[str, str], usual: Mapping[ItilLevel, str]) -> str:
    return own.get(level, usual.get(level, "")) if level else ""
