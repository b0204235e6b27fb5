"""Matches the user's words with fixes, packs, ticket topics, or the help desk.

The search reads the index in ``resources/words``, built by ``tools/compiled.py``, so that no fix is imported.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from selfhelp.catalog.courtesies import asks_for_person
from selfhelp.catalog.dangers import Dangers, PersonalMatter, find_dangers, list_danger_topics
from selfhelp.catalog.query_parser import normalise
from selfhelp.catalog.ranking import PhraseEntry, RankedHit, Ranking, Weights
from selfhelp.core.model import SuggestionKind
from selfhelp.core.paths import Platform, find_resource
from selfhelp.core.text import Text

if TYPE_CHECKING:
    from selfhelp.core.model import Json

TICKET_FIRST_BELOW = 0.15
"""Score below which a suggestion isn't a match, so that the ticket form is the better answer."""

REFERRAL_WORTH = 0.8
"""Factor for the best topic's score; the topic is only listed first if the product is the best score."""

REFERRAL_BEHIND = 0.4
"""Factor for the scores of all other topics; these usually follow the fixes."""

WEAK = 0.001
"""Minimum score of a suggestion that is shown, relative to the best score."""

DANGER_FROM, DANGER_IN_BRIEF_FROM = 0.25, 0.5
"""Minimum scores of a best suggestion that counts as a danger although no clear words state it.

The second is for texts of up to `BRIEF` words, such as "I'm lost", which say too little to judge.
"""

TOPIC_FROM, DANGER_TOPIC_FROM = 0.25, 0.5
"""Minimum scores of a ticket topic that is the only answer, and of one about a danger that isn't stated.

Of 26 lower scores in the test sets (``tests/data``), 4 belonged to the right topic.
"""

PROBLEM_FROM = 0.3
"""Minimum score of a suggestion beside words of despair that makes the text one about a problem."""

BRIEF = 3
"""Maximum number of words of a brief text."""

LADDER_FROM = 0.3
"""Share of a troubleshooter from which the user's words are so vague that all its checks are run."""

SURE = 0.95
"""Minimum certainty that a clause states a problem, for the problem to count as separate."""

LADDER = "ladder"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A suggestion; ``score`` is between 0 and 1.

    ``is_told`` is True if a part of the user's words states the suggestion on its own. ``apart`` is the
    certainty from 0 to 1 that the suggestion is one of several problems in separate clauses. ``caution`` is
    that of the fix (`selfhelp.fixes.Fix`).
    """

    id: str
    title: Text
    score: float
    kind: SuggestionKind
    is_told: bool = False
    apart: float = 0.0
    caution: Text | None = None


@dataclass(frozen=True, slots=True)
class Suggestions:
    """The suggestions for a text.

    Attributes:
        items: the suggestions, best first.
        ticket_first: whether probably no suggestion helps, so that the ticket form is the better answer.
        ladder: ID of the troubleshooter for vague words, or None.
        told_ladders: scores of the troubleshooters that a part of the words states on its own, by ID.
        apart_ladders: IDs of the troubleshooters that are one of several problems in separate clauses.
        dangers: IDs of the stated ticket topics that are a danger to people or data, the most dangerous
          first; they come before all other suggestions.
        asks_for_person: whether the user only asks to talk to a person; then there are no suggestions.
        personal: the personal matter that the words state, or None; then there are no suggestions.
    """

    items: Sequence[Suggestion]
    ticket_first: bool
    ladder: str | None = None
    told_ladders: Mapping[str, float] = field(default_factory=dict)
    apart_ladders: Collection[str] = frozenset()
    dangers: Sequence[str] = ()
    asks_for_person: bool = False
    personal: PersonalMatter | None = None

    @property
    def is_weak(self) -> bool:
        """Whether the best suggestion is too weak for a ticket topic to be the answer."""
        if self.dangers or not self.items:
            return False
        best = self.items[0]
        return best.score < (DANGER_TOPIC_FROM if best.id in list_danger_topics() else TOPIC_FROM)


class SuggestibleItem(Protocol):
    """An administrator's addition to the search, such as a fix of a pack."""

    @property
    def id(self) -> str:
        """The addition's ID in the pack."""

    @property
    def title(self) -> Text:
        """The title of the addition."""

    @property
    def symptoms(self) -> Mapping[str, Sequence[str]]:
        """The phrases with which users describe the problem, by language."""


class SuggestionFinder:
    """Searches all available fixes, packs and topics."""

    def __init__(
        self, platform: Platform, allows: Callable[[str], bool], added: Sequence[SuggestibleItem] = ()
    ) -> None:
        rows = load_index("index.json")
        self._known = dict(_iter_available_suggestions(rows, platform, allows))
        self._ladders = {row["id"] for row in rows if row["kind"] == LADDER}
        for one in added:
            self._known[one.id] = Suggestion(one.id, one.title, 0.0, SuggestionKind.PACK)
        list_danger_topics()  # compiled here, not at the first key press
        self._ranking = Ranking(load_weights(), [_to_phrase_entry(one) for one in added])

    def suggest(self, text: str, limit: int) -> Suggestions:
        """Return the suggestions for the user's words, best first."""
        said = find_dangers(text)
        if not said.stated and asks_for_person(normalise(text)):
            return Suggestions((), ticket_first=True, asks_for_person=True)
        personal = self._find_personal_matter(said)
        if not said.stated and personal is not None:
            return Suggestions((), ticket_first=True, personal=personal)
        hits = _remove_denied_dangers(self._ranking.rank_answers(text), said)
        found = list(self._iter_suggestions(hits))
        least = DANGER_IN_BRIEF_FROM if len(text.split()) <= BRIEF else DANGER_FROM
        dangers = tuple(id_ for id_ in _list_dangers(said, hits, found, least) if id_ in self._known)
        items = self._put_dangers_first(dangers, found)[:limit]
        ladder = next((h.id for h in hits if h.id in self._ladders and h.score >= LADDER_FROM), None)
        ticket = bool(dangers) or (not ladder and (not items or _is_for_help_desk(items[0])))
        told = {hit.id: hit.score for hit in hits if hit.is_told and hit.id in self._ladders}
        apart = frozenset(hit.id for hit in hits if hit.apart >= SURE and hit.id in self._ladders)
        return Suggestions(items, bool(text.strip()) and ticket, ladder, told, apart, dangers)

    def _find_personal_matter(self, said: Dangers) -> PersonalMatter | None:
        """Return the personal matter that a text states, or None.

        "I can't take it anymore" is despair on its own, but not beside a problem with the computer.
        """
        if said.personal is not None or said.rest is None:
            return said.personal
        beside = self._ranking.rank_answers(said.rest)
        return None if beside and beside[0].score >= PROBLEM_FROM else PersonalMatter.DESPAIR

    def _put_dangers_first(self, dangers: Sequence[str], found: Sequence[Suggestion]) -> list[Suggestion]:
        """Return the suggestions with dangers first, regardless of scores."""
        scores = {item.id: item.score for item in found}
        best = max(scores.values(), default=1.0)
        first = [replace(self._known[id_], score=best, is_told=True) for id_ in dangers]
        return [*first, *(item for item in found if item.id not in dangers)]

    def _iter_suggestions(self, hits: Sequence[RankedHit]) -> Iterator[Suggestion]:
        topics = {id_ for id_, known in self._known.items() if known.kind is SuggestionKind.REFERRAL}
        for hit in rank_suggestions([hit for hit in hits if hit.id in self._known], topics):
            yield replace(self._known[hit.id], score=hit.score, is_told=hit.is_told, apart=hit.apart)


def rank_suggestions(hits: Sequence[RankedHit], topics: Container[str]) -> list[RankedHit]:
    """Return the hits sorted by weighted score, without weak hits.

    One topic may be first; other topics follow the fixes, which are quicker to try.
    """
    likeliest = max((hit for hit in hits if hit.id in topics), key=lambda hit: hit.score, default=None)
    fix = max((hit.score for hit in hits if hit.id not in topics), default=0.0)
    leads = likeliest and likeliest.score * REFERRAL_WORTH > fix
    worths = [
        1.0 if h.id not in topics else REFERRAL_WORTH if leads and h is likeliest else REFERRAL_BEHIND
        for h in hits
    ]
    weighed = [replace(h, score=round(h.score * worth, 4)) for h, worth in zip(hits, worths, strict=True)]
    best = sorted(weighed, key=lambda hit: (-hit.score, hit.id))
    return [hit for hit in best if hit.score >= best[0].score * WEAK]


def _remove_denied_dangers(hits: Sequence[RankedHit], said: Dangers) -> Sequence[RankedHit]:
    """Return the hits without denied dangers; the shares of these are distributed to the other hits."""
    kept = [hit for hit in hits if hit.id not in said.denied]
    left = 1 - sum(hit.score for hit in hits if hit.id in said.denied)
    if len(kept) == len(hits) or not kept:
        return kept
    scale = 1 / max(left, *(hit.score for hit in kept))
    return [replace(hit, score=round(hit.score * scale, 4)) for hit in kept]


def _list_dangers(
    said: Dangers, hits: Sequence[RankedHit], found: Sequence[Suggestion], least: float
) -> Sequence[str]:
    """Return the IDs of dangers in clear words, in a separate clause, or as a suggestion of this score."""
    known = list_danger_topics()
    surely = [hit.id for hit in hits if hit.apart >= SURE and hit.id in known]
    first = [item.id for item in found[:1] if item.id in known and item.score >= least]
    ids = dict.fromkeys((*said.stated, *first, *surely))
    return sorted(ids, key=lambda id_: id_ != next(iter(known)))  # who is in danger comes before data


def load_fix_titles(platform: Platform, allows: Callable[[str], bool]) -> Mapping[str, Text]:
    """Return the titles of the indexed fixes that are available on this system under the policy."""
    offered = _iter_available_suggestions(load_index("index.json"), platform, allows)
    return {id_: known.title for id_, known in offered if known.kind is SuggestionKind.FIX}


def load_index(name: str) -> Json:
    """Return a compiled search index by its file name."""
    return json.loads(find_resource(f"words/{name}").read_text(encoding="utf-8"))


def load_weights() -> Weights:
    """Return the learned weights, with the family of each answer."""
    families = {row["id"]: row["about"] for row in load_index("index.json") if row["about"]}
    head, *parts = find_resource("words/weights.jsonl").read_text(encoding="utf-8").rstrip().split("\n")
    marks: dict[str, str] = {}
    for part in parts:  # while one is parsed, the interpreter is locked and no key is answered
        marks.update(json.loads(part))
    return Weights.from_json({**json.loads(head), "marks": marks}, families)


def _iter_available_suggestions(
    rows: Sequence[Json], platform: Platform, allows: Callable[[str], bool]
) -> Iterator[tuple[str, Suggestion]]:
    for row in rows:
        checked = row["kind"] in (SuggestionKind.FIX, SuggestionKind.CHECK)
        here = not checked or (platform in row["platforms"] and allows(row["id"]))
        if here and row["kind"] != LADDER:
            known = Suggestion(row["id"], Text(row["title"]), 0.0, SuggestionKind(row["kind"]))
            yield row["id"], replace(known, caution=Text(row["caution"])) if "caution" in row else known


def _to_phrase_entry(one: SuggestibleItem) -> PhraseEntry:
    return PhraseEntry(one.id, [str(one.title), *(p for phrases in one.symptoms.values() for p in phrases)])


def _is_for_help_desk(best: Suggestion) -> bool:
    return best.kind is SuggestionKind.REFERRAL or best.score < TICKET_FIRST_BELOW
