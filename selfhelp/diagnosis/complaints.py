"""Maps the user's words to complaints, through the fixes and checks with matching phrases."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from selfhelp.catalog.dangers import PersonalMatter, list_danger_topics
from selfhelp.catalog.suggestions import SURE, Suggestions
from selfhelp.core.model import SuggestionKind
from selfhelp.core.resource_tables import ResourceTable, read_records
from selfhelp.core.text import N_, Text
from selfhelp.diagnosis.named_apps import FROZEN, NamedApp
from selfhelp.diagnosis.named_files import NamedFile
from selfhelp.troubleshooters.complaint import Complaint, complaint_from_table
from selfhelp.troubleshooters.troubleshooter import load_troubleshooters

FILE = "complaints.toml"

FROZEN_APP, INTERNET = "frozen-app", "internet"
"""The complaints about a frozen app, and about no internet access."""

AS_LIKELY = 0.7
"""Minimum likelihood of a second complaint, relative to the first."""

MOST = 3
"""Maximum number of complaints that are diagnosed together."""

WHOLE_FROM = 0.5
"""Minimum score of an answer that only the whole text states, for its clauses to be one problem."""

TOPIC_WORTH = 0.5
"""Minimum score of a ticket topic, relative to the best suggestion."""


@dataclass(frozen=True, slots=True)
class Interpretation:
    """The interpretation of a user's words.

    Attributes:
        complaints: IDs of the complaints, most likely first; empty if no check applies.
        likeliest: the ID of the best matching fix or check, or "".
        topic: the ID of the matching ticket topic, or "".
        ticket_first: whether only the help desk can help.
        item: the id of the one check whose finding the user was shown and asks about; "" for none.
        danger: whether the topic is a danger to people or data: it comes before any finding.
        told_topics: the ticket topics that a part of the words alone means, in addition to the complaints.
        mentioned: further ticket topics that a part of the words states beside two complaints or more.
        separate: the complaints that are problems of their own, each told by a part of the words; empty if
            the words tell only one.
        stated: the complaints that a part of the words states on its own.
        asks: whether the first complaint may be a wish, such as for another printer; not where it was read
            out of the words of two troubles.
        app: the app that the words name; None for none.
        personal: the personal matter that the words state, which no computer can help with; None for none.
        file: what the words say about a file; None without words.
        on_phone: whether someone is calling the user now.
    """

    complaints: Sequence[str]
    likeliest: str = ""
    topic: str = ""
    ticket_first: bool = False
    item: str = ""
    danger: bool = False
    told_topics: Sequence[str] = ()
    mentioned: Sequence[str] = ()
    separate: Collection[str] = ()
    stated: Collection[str] = ()
    asks: bool = True
    app: NamedApp | None = None
    personal: PersonalMatter | None = None
    file: NamedFile | None = None
    on_phone: bool = False


@lru_cache(maxsize=1)
def load_complaints() -> Mapping[str, Complaint]:
    """Return all complaints by ID: first the table's, then the troubleshooters'.

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
    return read_records(FILE, _complaint_from_table)


def find_complaint_of_check(id_: str) -> str:
    """Return the ID of the complaint that a fix or check belongs to; "" without a complaint."""
    known = load_complaints()
    named = next((name for name, one in known.items() if id_ in one.fixes), "")
    return named or next((name for name, one in known.items() if id_ in one.goal), "")


def get_complaint(id_: str) -> Complaint:
    """Return the complaint with an ID; for other IDs, such as a pack's, a complaint for that fix alone."""
    known = load_complaints().get(id_)
    return known or Complaint("other", (id_,), (id_,), N_("This problem is solved."), (id_,))


def interpret_suggestions(found: Suggestions) -> Interpretation:
    """Return the interpretation of a search result."""
    if found.dangers:
        return _interpret_danger(found)
    if found.personal is not None:
        return Interpretation((), ticket_first=True, personal=found.personal)
    items = found.items
    best = items[0].score if items else 0.0
    topic = next(
        (i.id for i in items if i.kind is SuggestionKind.REFERRAL and i.score >= best * TOPIC_WORTH), ""
    )
    checked = [i for i in items if i.kind is not SuggestionKind.REFERRAL]
    fix = checked[0].id if checked else ""
    told_topics = _list_told_topics(found)
    stated = _list_stated_complaints(found)
    if found.ladder is not None:
        all_ = _add_stated_complaint(found.ladder, _select_likely_ids(found), stated)
        separate = _find_separate_complaints(all_, found)
        return Interpretation(all_, fix, topic, separate=separate, stated=stated)
    two = len(stated) > 1 and not told_topics  # each was told, and only both together look like a topic
    if (found.ticket_first and not two) or not fix:
        return Interpretation((), "", topic if told_topics or not found.is_weak else "", ticket_first=True)
    likely = _select_likely_ids(found)
    first = next(iter(likely))
    all_ = _add_stated_complaint(first, likely, stated)
    asked = len(all_) == 1 or first in stated
    separate = _find_separate_complaints(all_, found)
    meant = Interpretation(
        all_, fix, topic, told_topics=told_topics, separate=separate, stated=stated, asks=asked
    )
    return replace(meant, mentioned=_list_mentioned_topics(found)) if len(stated) > 1 else meant


def put_frozen_app_first(meant: Interpretation) -> Interpretation:
    """Return the interpretation of words that call an app frozen: the app itself comes before its causes."""
    if not meant.complaints or meant.danger:
        return meant
    others = [id_ for id_ in meant.complaints if id_ != FROZEN_APP]
    return replace(meant, complaints=(FROZEN_APP, *others)[:MOST], likeliest=FROZEN)


def _interpret_danger(found: Suggestions) -> Interpretation:
    """Return an interpretation with the first danger as topic, and the faults that the words also state."""
    first, *others = found.dangers
    stated = _list_stated_complaints(found)
    faults = [id_ for id_ in _select_likely_ids(found) if id_ in stated][:MOST]
    also = [id_ for id_ in dict.fromkeys((*others, *_list_told_topics(found))) if id_ != first]
    return Interpretation(faults, "", first, ticket_first=True, danger=True, told_topics=also, asks=False)


def _list_stated_complaints(found: Suggestions) -> Collection[str]:
    """Return the IDs of the complaints that a part of the words states on its own."""
    told = (item.id for item in found.items if item.is_told and item.kind is not SuggestionKind.REFERRAL)
    return {find_complaint_of_check(id_) or id_ for id_ in told} | found.told_ladders.keys()


def _list_told_topics(found: Suggestions) -> Sequence[str]:
    """Return the IDs of ticket topics that a separate clause states: certain topics, and all dangers.

    If only the whole text states its best answer, its clauses are one problem: "I changed my password, and
    now Outlook keeps asking for it" isn't a question about changing a password.
    """
    known, items = list_danger_topics(), found.items
    one = bool(items) and items[0].score >= WHOLE_FROM and not items[0].is_told
    topics = [item for item in items if item.apart and item.kind is SuggestionKind.REFERRAL]
    return [item.id for item in topics if item.id in known or (item.apart >= SURE and not one)]


def _list_mentioned_topics(found: Suggestions) -> Sequence[str]:
    """Return the IDs of ticket topics that a part of the words states, but not as a separate clause."""
    topics = [item for item in found.items if item.is_told and item.kind is SuggestionKind.REFERRAL]
    return [item.id for item in topics if item.apart < SURE and item.id not in list_danger_topics()]


def find_complaints_beside_topic(found: Suggestions, category: str) -> Mapping[str, Text]:
    """Return the title of each separately stated complaint on another subject than a ticket topic, by ID."""
    vague = load_troubleshooters()
    items = [item for item in found.items if item.apart >= SURE and item.kind is not SuggestionKind.REFERRAL]
    titles = {id_: vague[id_].title for id_ in found.apart_ladders if id_ in vague}
    for item in reversed(items):  # the best title counts
        titles[find_complaint_of_check(item.id) or item.id] = item.title
    return {id_: title for id_, title in titles.items() if get_complaint(id_).subject != category}


def _find_separate_complaints(ids: Sequence[str], found: Suggestions) -> Collection[str]:
    """Return the complaints that are separate problems; empty for fewer than two."""
    sure = (item.id for item in found.items if item.apart >= SURE)
    told = {find_complaint_of_check(id_) or id_ for id_ in sure} | set(found.apart_ladders)
    subjects = {get_complaint(id_).subject for id_ in told}  # new-printer may be what was told as printing
    kept: list[str] = []
    for id_ in ids:
        one = get_complaint(id_)
        if one.subject in subjects and all(are_separate(one, get_complaint(k)) for k in kept):
            kept.append(id_)
    return kept if len(kept) > 1 else ()


def are_separate(one: Complaint, other: Complaint) -> bool:
    """Return whether two complaints are separate problems, judged by subject, goal and checks."""
    return one.subject != other.subject or not (
        set(one.goal) & set(other.checks) or set(other.goal) & set(one.checks)
    )


def _select_likely_ids(found: Suggestions) -> Mapping[str, float]:
    """Return the likelihood of each complaint, highest first; the scores of its fixes are added up."""
    likely = dict(found.told_ladders)
    for item in found.items:
        if item.kind is not SuggestionKind.REFERRAL:
            id_ = find_complaint_of_check(item.id) or item.id
            likely[id_] = likely.get(id_, 0.0) + item.score
    return dict(sorted(likely.items(), key=lambda one: -one[1]))


def _add_stated_complaint(first: str, likely: Mapping[str, float], stated: Collection[str]) -> Sequence[str]:
    """Return a complaint and other stated complaints, or else a second complaint that is as likely.

    If no part of the words states the first complaint, other complaints on the same subject are left out.
    """
    others = [id_ for id_ in likely if id_ != first and id_ in stated]
    if first not in stated:
        others = [id_ for id_ in others if get_complaint(id_).subject != get_complaint(first).subject]
    if not others and first in likely:
        near = [id_ for id_, share in likely.items() if share >= AS_LIKELY * likely[first]]
        others = [id_ for id_ in near if id_ != first][:1]
    return (first, *others)[:MOST]


def join_complaints(ids: Sequence[str]) -> Complaint:
    """Join complaints into one, with the causes of all and the other data of the first."""
    all_ = [get_complaint(id_) for id_ in ids]
    checks = _join_unique_ids(one.checks for one in all_)
    also = [id_ for id_ in _join_unique_ids(one.also for one in all_) if id_ not in checks]
    otherwise = [id_ for id_ in _join_unique_ids(one.otherwise for one in all_) if id_ not in checks]
    fixes = _join_unique_ids(one.fixes for one in all_)
    return replace(all_[0], checks=checks, also=also, otherwise=otherwise, fixes=fixes)


def _join_unique_ids(lists: Iterable[Sequence[str]]) -> Sequence[str]:
    return tuple(dict.fromkeys(id_ for ids in lists for id_ in ids))


def _complaint_from_table(_: str, values: ResourceTable) -> Complaint:
    return complaint_from_table(values)
