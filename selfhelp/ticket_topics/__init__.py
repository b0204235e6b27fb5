"""Problems that are always a ticket: one file in ``resources/topics``, one topic (docs/write-a-topic.md).

Nothing here is repaired: the problem is recognised, the user hears what it means and what to do right
now, and the ticket form opens with the right category and evidence.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from selfhelp.core.resource_tables import ResourceTable, list_resource_ids, read_record
from selfhelp.core.text import Text
from selfhelp.fixes import Category

FOLDER = "topics"


@dataclass(frozen=True, slots=True)
class TicketTopic:
    """A problem that only other people can solve.

    How people say it stands in ``resources/locale/*/symptoms/<id>.toml``; the id is the file's name.

    Attributes:
        title: what it is, three to six words.
        category: where the ticket goes.
        meaning: what it means for the user, and why nothing is tried here.
        now: what to do right now, in order; may be empty.
        collectors: which sections of a snapshot a technician needs with it.
        urgent: whether someone has to be phoned at once (theft, smoke, an attack).
        report_first: whether reporting it comes before the steps; before a fire, what to do comes first.
        my_tickets: whether it is about a ticket that may have been sent, so that "My tickets" comes first.
    """

    title: Text
    category: Category
    meaning: Text
    now: Sequence[Text] = ()
    collectors: Sequence[str] = ()
    urgent: bool = False
    report_first: bool = False
    my_tickets: bool = False


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
        now=table.read_sentences("now"),
        collectors=table.read_words("collectors"),
        urgent=table.read_flag("urgent"),
        report_first=table.read_flag("report_first"),
        my_tickets=table.read_flag("my_tickets"),
    )
