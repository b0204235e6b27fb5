"""Maps a ticket to Request Tracker's fields, and compares the stored fields."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from selfhelp.core.model import Json
from selfhelp.core.ticket import ItilLevel, Ticket
from selfhelp.helpdesk.toolkit.classification_mapping import ClassificationMapping
from selfhelp.helpdesk.toolkit.response_rows import get_object_rows
from selfhelp.helpdesk.toolkit.settings_check import (
    PolicyFault,
    make_unknown_value_fault,
    make_unverifiable_value_fault,
)

PRIORITIES: Mapping[ItilLevel, str] = {ItilLevel.HIGH: "100", ItilLevel.MEDIUM: "50", ItilLevel.LOW: "0"}
"""RT's default numbers for the priorities High, Medium and Low (RT_Config, %PriorityAsString)."""

OWN = frozenset({"Owner", "Priority", "FinalPriority", "SLA", "Due", "Starts", "TimeEstimated", "Cc"})
"""Standard fields that policy may set; every other name is a custom field of the queue."""

COMPARED = frozenset({"Owner", "Priority", "FinalPriority", "SLA"})
"""Standard fields that RT returns unchanged, so that they can be compared."""


@dataclass(frozen=True, slots=True)
class RtFields:
    """The values that the policy sets in RT's fields.

    Attributes:
        filing: the organisation's classification.
        ref_field: the custom field for the correlation ID; "" if there is none.
        category_field: the custom field for the category; "" if there is none.
    """

    filing: ClassificationMapping
    ref_field: str
    category_field: str = ""

    def make_standard_fields(self, ticket: Ticket) -> Mapping[str, str]:
        """Return the values of the standard RT fields to set, by name."""
        own = {name: value for name, value in self.filing.map_extra_fields(ticket).items() if name in OWN}
        priority = self.filing.map_urgency(ticket, PRIORITIES)
        return {**own, "Priority": priority} if priority else own

    def make_custom_fields(self, ticket: Ticket) -> Mapping[str, str]:
        """Return the values of the custom fields to set, even of fields that the queue lacks."""
        custom = {
            name: value for name, value in self.filing.map_extra_fields(ticket).items() if name not in OWN
        }
        category = self.filing.map_category(ticket)
        if self.category_field and category:
            custom[self.category_field] = category
        return {**custom, self.ref_field: ticket.ref} if self.ref_field else custom

    def find_field_faults(self, known: frozenset[str]) -> Iterator[PolicyFault]:
        """Yield each policy key that names no field of the queue; RT lists only visible fields."""
        named = {"desk.rt.ref_field": self.ref_field, "desk.rt.category_field": self.category_field}
        wanted = [(key, name) for key, name in named.items() if name]
        wanted += [("desk.fields", name) for name in self.filing.fields if name not in OWN]
        for key, name in wanted:
            if not known:
                yield make_unverifiable_value_fault(key, name)
            elif name not in known:
                yield make_unknown_value_fault(key, name, sorted(known))

    def find_altered_fields(self, held: Mapping[str, Json], ticket: Ticket) -> Iterator[str]:
        """Yield the fields that RT dropped: RT reports success even for unknown or forbidden fields."""
        if str(held.get("Subject") or "") != ticket.subject:
            yield "title"
        kept = {
            str(field.get("name")): _to_strings(field.get("values"))
            for field in get_object_rows(held.get("CustomFields"))
        }
        for name, value in self.make_custom_fields(ticket).items():
            if value not in kept.get(name, ()):
                yield f"custom field {name}"
        for name, value in self.make_standard_fields(ticket).items():
            if name in COMPARED and parse_value_id(held.get(name)) != value:
                yield f"{name} {value}"


def parse_value_id(value: Json) -> str:
    """Return the value of an RT field; for a user field, which is an object, the user's ID."""
    return str(value.get("id") or "") if isinstance(value, dict) else str(value or "")


def _to_strings(values: Json) -> list[str]:
    return [str(value) for value in values] if isinstance(values, list) else []
