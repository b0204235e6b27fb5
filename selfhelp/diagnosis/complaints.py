"""Maps a user's words to complaints, by the fixes and checks whose phrases match."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from selfhelp.catalog.suggestions import Suggestion, Suggestions
from selfhelp.core.model import SuggestionKind
from selfhelp.core.resource_tables import ResourceTable, read_records
from selfhelp.core.text import N_
from selfhelp.troubleshooters import load_troubleshooters
from selfhelp.troubleshooters.complaint import Complaint, from_table

FILE = "complaints.toml"

AS_LIKELY = 0.7
"""Minimum likelihood of a second complaint, relative to the first."""

TOPIC_WORTH = 0.5
"""Minimum score of a ticket topic, relative to the best suggestion."""


@dataclass(frozen=True, slots=True)
class Understood:
    """The meaning of a user's words.

    Attributes:
        complaints: IDs, the likeliest first; empty if nothing can be checked.
        likeliest: the ID of the best matching fix or check, or "".
        topic: the ID of the matching ticket topic, or "".
        ticket_first: whether only the help desk can help.
        item: the ID of the check whose finding the user is asking about, or "".
    """

    complaints: Sequence[str]
    likeliest: str = ""
    topic: str = ""
    ticket_first: bool = False
    item: str = ""


@lru_cache(maxsize=1)
def load_complaints() -> Mapping[str, Complaint]:
    """Return all complaints by ID: the table's, then the vague ones of troubleshooters.

    Raises:
        ResourceError: a file is invalid.
    """
    vague = {id_: one.complaint for id_, one in load_troubleshooters().items() if one.complaint is not None}
    return {**load_complaint_table(), **vague}


def load_complaint_table() -> Mapping[str, Complaint]:
    """Return the complaints of ``resources/complaints.toml`` by ID.

    Raises:
        ResourceError: the file is invalid.
    """
    return read_records(FILE, _read_complaint)


def find_complaint_of_check(id_: str) -> str:
    """Return the complaint that a fix's phrases mean, or one with a check as its goal, or ""."""
    known = load_complaints()
    named = next((name for name, one in known.items() if id_ in one.fixes), "")
    return named or next((name for name, one in known.items() if id_ in one.goal), "")


def get_complaint(id_: str) -> Complaint:
    """Return a complaint; any other ID is treated as a fix without one, such as a pack's."""
    known = load_complaints().get(id_)
    return known or Complaint("other", (id_,), (id_,), N_("This problem is solved."), (id_,))


def interpret_suggestions(found: Suggestions) -> Understood:
    """Return the meaning of a search result."""
    items = found.items
    best = items[0].score if items else 0.0
    topic = next(
        (i.id for i in items if i.kind is SuggestionKind.REFERRAL and i.score >= best * TOPIC_WORTH), ""
    )
    fix = next((i.id for i in items if i.kind is not SuggestionKind.REFERRAL), "")
    if found.ladder is not None:
        return Understood((found.ladder,), fix, topic)
    if found.ticket_first or not fix:
        return Understood((), "", topic, ticket_first=True)
    return Understood(
        _find_likeliest([i for i in items if i.kind is not SuggestionKind.REFERRAL]), fix, topic
    )


def _find_likeliest(items: Sequence[Suggestion]) -> Sequence[str]:
    """Return the likeliest complaint, and a second one that is as likely or also stated."""
    likely: dict[str, float] = {}
    told = set()
    for item in items:
        id_ = find_complaint_of_check(item.id) or item.id
        likely[id_] = likely.get(id_, 0.0) + item.score
        if item.is_told:
            told.add(id_)
    first, *others = sorted(likely, key=lambda id_: -likely[id_])
    second = [id_ for id_ in others if id_ in told]
    second += [id_ for id_ in others[:1] if likely[id_] >= AS_LIKELY * likely[first]]
    return (first, *second[:1])


def join_complaints(ids: Sequence[str]) -> Complaint:
    """Combine several complaints: the causes of all of them, and the goal of the first."""
    all_ = [get_complaint(id_) for id_ in ids]
    first = all_[0]
    checks, fixes = (one.checks for one in all_), (one.fixes for one in all_)
    return Complaint(first.subject, _join_unique(checks), first.goal, first.solved, _join_unique(fixes))


def _join_unique(lists: Iterable[Sequence[str]]) -> Sequence[str]:
    return tuple(dict.fromkeys(id_ for ids in lists for id_ in ids))


def _read_complaint(_: str, values: ResourceTable) -> Complaint:
    return from_table(values)
