"""A topic that always needs a ticket, loaded from its file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from selfhelp.core.emergency_numbers import EmergencyService
from selfhelp.core.platform_step import PlatformStep
from selfhelp.core.resource_tables import ResourceTable, list_resource_ids, read_record
from selfhelp.core.text import Text
from selfhelp.fixes import Category

FOLDER = "topics"


@dataclass(frozen=True, slots=True)
class TicketTopic:
    """A problem that the app can't fix and that needs a ticket.

    The phrases that users use for it are in ``resources/locale/*/symptoms/<id>.toml``; the ID is the file's
    name.

    Attributes:
        title: the problem in three to six words.
        category: the ticket's category.
        meaning: the consequence for the user, and the reason why the app can't fix it.
        steps: the immediate steps for the user, in order; may be empty.
        ticket: what the user's message needs, such as a path; the ticket form shows it again.
        collectors: IDs of the snapshot sections that a technician needs.
        urgent: whether the user has to phone someone immediately (theft, smoke, an attack).
        other_device: whether the steps turn off or disconnect this computer, so that it can't send a ticket.
        report_first: whether the user reports it before taking the steps; in a fire, the steps come first.
        my_tickets: whether the topic is about a ticket that may have been sent, so that "My tickets" comes
            first.
        service: the emergency service whose number the user needs; None for none.
    """

    title: Text
    category: Category
    meaning: Text
    steps: Sequence[Text] = ()
    ticket: Sequence[Text] = ()
    collectors: Sequence[str] = ()
    urgent: bool = False
    other_device: bool = False
    report_first: bool = False
    my_tickets: bool = False
    service: EmergencyService | None = None

    @property
    def now(self) -> Sequence[Text]:
        """All instructions for the user, in order."""
        return (*self.steps, *self.ticket)

    @property
    def services(self) -> Sequence[EmergencyService]:
        """The emergency services whose numbers are shown with the topic."""
        return () if self.service is None else (self.service,)

    def limit_to_system(self, system: str) -> TicketTopic:
        """Return the topic with the steps for a system, a value of `selfhelp.core.model.Platform`."""
        if not any(isinstance(step, PlatformStep) for step in self.steps):
            return self
        steps = [step.select(system) if isinstance(step, PlatformStep) else step for step in self.steps]
        return replace(self, steps=steps)


def list_topic_ids() -> tuple[str, ...]:
    """Return the IDs of all topics; no topic is loaded."""
    return list_resource_ids(FOLDER)


@cache
def load_topic(id_: str) -> TicketTopic:
    """Return the topic with an ID.

    Raises:
        ResourceError: there's no such topic, or its file is wrong.
    """
    return read_record(f"{FOLDER}/{id_}.toml", topic_from_table)


def topic_from_table(table: ResourceTable) -> TicketTopic:
    """Return the topic described by a file's table."""
    return TicketTopic(
        title=table.read_sentence("title"),
        category=table.read_choice("category", Category),
        meaning=table.read_sentence("meaning"),
        steps=table.read_steps("now"),
        ticket=table.read_sentences("ticket"),
        collectors=table.read_words("collectors"),
        urgent=table.read_flag("urgent"),
        other_device=table.read_flag("other_device"),
        report_first=table.read_flag("report_first"),
        my_tickets=table.read_flag("my_tickets"),
        service=table.read_optional_choice("service", EmergencyService),
    )
