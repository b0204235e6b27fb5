"""Answers a person's words with what is offered here: fixes, packs, ticket topics, or the help desk at once.

Reads the index that ``tools/compiled.py`` made in ``resources/words``, so that no fix has to be imported.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Protocol

from selfhelp.catalog.ranking import PhraseEntry, RankedHit, Ranking, Weights
from selfhelp.core.model import SuggestionKind
from selfhelp.core.paths import Platform, resource_path
from selfhelp.core.text import Text

if TYPE_CHECKING:
    from selfhelp.core.model import Json

TICKET_FIRST_BELOW = 0.1
"""Under this score nothing of ours fits: the ticket form is the better answer."""

REFERRAL_WORTH = 0.8
"""A topic stands first only where it is clearly likelier: trying a fix costs little, a ticket a day."""

REFERRAL_BEHIND = 0.4
"""Topics that do not stand first come behind the fixes, unless they are much likelier."""

WEAK = 0.001
"""What fits so much worse than the first is not shown. Where the first is wrong, the right one seldom is."""

LADDER_FROM = 0.3
"""From this share on the user's words are vague enough to look at a whole family."""

LADDER = "ladder"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Something that may help; ``score`` is between 0 and 1.

    ``is_told``: a part of the user's words alone says so, beside another trouble or not.
    """

    id: str
    title: Text
    score: float
    kind: SuggestionKind
    is_told: bool = False


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What fits a sentence.

    Attributes:
        items: best first.
        ticket_first: whether none of it probably helps and the form is the better answer.
        ladder: where the user's words are vague, the family of checks to look at side by side.
        told_ladders: the families, with their scores, that a part of the words alone means.
    """

    items: Sequence[Suggestion]
    ticket_first: bool
    ladder: str | None = None
    told_ladders: Mapping[str, float] = field(default_factory=dict)


class SuggestibleItem(Protocol):
    """What an administrator adds to what can be found; a fix of a pack is one."""

    @property
    def id(self) -> str:
        """As the pack spells it."""

    @property
    def title(self) -> Text:
        """What it does."""

    @property
    def symptoms(self) -> Mapping[str, Sequence[str]]:
        """How users describe it, by language."""


class SuggestionFinder:
    """The search over everything that is offered."""

    def __init__(
        self, platform: Platform, allows: Callable[[str], bool], added: Sequence[SuggestibleItem] = ()
    ) -> None:
        rows = load_index("index.json")
        self._known = dict(_offered(rows, platform, allows))
        self._ladders = {row["id"] for row in rows if row["kind"] == LADDER}
        for one in added:
            self._known[one.id] = Suggestion(one.id, one.title, 0.0, SuggestionKind.PACK)
        self._ranking = Ranking(load_weights(), [_entry(one) for one in added])

    def suggest(self, text: str, limit: int) -> Suggestions:
        """Return the matches for the user's words, best first."""
        hits = self._ranking.rank(text)
        items = list(self._suggestions(hits))[:limit]
        ladder = next((h.id for h in hits if h.id in self._ladders and h.score >= LADDER_FROM), None)
        ticket = not ladder and (not items or _is_for_the_desk(items[0]))
        told = {hit.id: hit.score for hit in hits if hit.is_told and hit.id in self._ladders}
        return Suggestions(items, bool(text.strip()) and ticket, ladder, told)

    def _suggestions(self, hits: Sequence[RankedHit]) -> Iterator[Suggestion]:
        topics = {id_ for id_, known in self._known.items() if known.kind is SuggestionKind.REFERRAL}
        for hit in best_first([hit for hit in hits if hit.id in self._known], topics):
            yield replace(self._known[hit.id], score=hit.score, is_told=hit.is_told)


def best_first(hits: Sequence[RankedHit], topics: Container[str]) -> list[RankedHit]:
    """Return the suggestions, best first; weak matches are cut.

    One topic may stand first; the others come behind the fixes, which are quicker to try.
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


def fix_titles(platform: Platform, allows: Callable[[str], bool]) -> Mapping[str, Text]:
    """Return the titles of the index's fixes for this system that policy allows."""
    offered = _offered(load_index("index.json"), platform, allows)
    return {id_: known.title for id_, known in offered if known.kind is SuggestionKind.FIX}


def load_index(name: str) -> Json:
    """Read the compiled index that suggestions are found with."""
    return json.loads(resource_path(f"words/{name}").read_text(encoding="utf-8"))


def load_weights() -> Weights:
    """Read what was learned from the phrases, with what each answer is about."""
    families = {row["id"]: row["about"] for row in load_index("index.json") if row["about"]}
    return Weights.from_json(load_index("weights.json"), families)


def _offered(
    rows: Sequence[Json], platform: Platform, allows: Callable[[str], bool]
) -> Iterator[tuple[str, Suggestion]]:
    for row in rows:
        checked = row["kind"] in (SuggestionKind.FIX, SuggestionKind.CHECK)
        here = not checked or (platform in row["platforms"] and allows(row["id"]))
        if here and row["kind"] != LADDER:
            yield row["id"], Suggestion(row["id"], Text(row["title"]), 0.0, SuggestionKind(row["kind"]))


def _entry(one: SuggestibleItem) -> PhraseEntry:
    return PhraseEntry(one.id, [str(one.title), *(p for phrases in one.symptoms.values() for p in phrases)])


def _is_for_the_desk(best: Suggestion) -> bool:
    return best.kind is SuggestionKind.REFERRAL or best.score < TICKET_FIRST_BELOW
