"""The user's decisions on the content to be sent: excluded, replaced and removed parts."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from selfhelp.core.model import Snapshot
from selfhelp.core.text import N_, NN_, Text
from selfhelp.report import changes
from selfhelp.tickets.review.edits import (
    CHANGES,
    Edit,
    Edits,
    ReplacedWord,
    count_matches,
    normalise_search,
)
from selfhelp.tickets.review.items import ReviewItem, build_changes_item, build_section_item

if TYPE_CHECKING:
    from selfhelp.report.redact import Redactor


@dataclass(slots=True)
class ReviewDecisions:
    """The user's decisions on one case, kept in memory only.

    Attributes:
        edits: the user's replacements and removals.
    """

    edits: Edits = field(default_factory=Edits)
    _off: set[str] = field(default_factory=set)
    _made: list[int] = field(default_factory=list, compare=False)
    """For each change by the user, the number of edits it added."""

    def copy(self) -> ReviewDecisions:
        """Return an independent copy, whose edits can't be undone."""
        return ReviewDecisions(self.edits.copy(), set(self._off))

    def set_item_included(self, key: str, on: bool) -> None:
        """Include or exclude one item of the review."""
        if on:
            self._off.discard(key)
        else:
            self._off.add(key)

    def is_item_included(self, key: str) -> bool:
        """Return whether an item of the review is included in the ticket."""
        return key not in self._off

    # -- changing ----------------------------------------------------------------------------------

    def apply_edits(self, *edits: Edit) -> None:
        """Apply edits as a single change, which the user can undo."""
        before = len(self.edits)
        self.edits.add_edits(edits)
        if len(self.edits) > before:
            self._made.append(len(self.edits) - before)

    def replace_word(self, word: str, by: str, texts: Iterable[str]) -> int:
        """Replace a word everywhere; return the number of matches in ``texts``."""
        count = self.count_word_uses(word, texts)
        if count:
            self.apply_edits(ReplacedWord(normalise_search(word), normalise_search(by)))
        return count

    def count_word_uses(self, word: str, texts: Iterable[str]) -> int:
        """Return the number of matches of a word in ``texts``."""
        return count_matches(word, texts)

    def undo(self) -> bool:
        """Undo the user's last change; return False if there is none."""
        if self._made:
            self.edits.undo_last_edits(self._made.pop())
            return True
        return False

    @property
    def undoable_changes(self) -> int:
        """The number of changes that can be undone."""
        return len(self._made)

    # -- results -------------------------------------------------------------------------------

    def make_outgoing_snapshot(self, snapshot: Snapshot) -> Snapshot | None:
        """Return the snapshot with the parts to be sent; None if no section is included."""
        on = [s.id for s in snapshot.sections if self.is_item_included(f"section-{s.id}")]
        left = changes.select_sections(snapshot, on)
        if not self.is_item_included(CHANGES):
            left = dataclasses.replace(left, changes=None)
        return self._remove_excluded_lines(self.edits.apply_to_snapshot(left)) if on else None

    def _remove_excluded_lines(self, snapshot: Snapshot) -> Snapshot:
        """Return a snapshot without the changes whose lines the user removed from the message."""
        from selfhelp.report.ticket_text import format_change

        changed, gone = snapshot.changes, frozenset(self.edits.removed_lines)
        if changed is None or not gone:
            return snapshot
        items = [change for change in changed.items if format_change(change) not in gone]
        return dataclasses.replace(snapshot, changes=dataclasses.replace(changed, items=items))

    def iter_section_items(self, snapshot: Snapshot, titles: Mapping[str, Text]) -> Iterator[ReviewItem]:
        """Yield the review row for the changes, then each section's row in order."""
        on = [s.id for s in snapshot.sections if self.is_item_included(f"section-{s.id}")]
        left = self._remove_excluded_lines(
            self.edits.apply_to_snapshot(changes.select_sections(snapshot, on))
        )
        if left.changes is not None and left.changes.items:
            title = N_("Changes since the last report")
            yield build_changes_item(left.changes, title, left, on=self.is_item_included(CHANGES))
        for section in snapshot.sections:
            name = titles.get(section.id, section.id)
            sent = self.is_item_included(f"section-{section.id}")
            yield build_section_item(self.edits.apply_to_section(section), name, snapshot, on=sent)

    def find_edited_sections(self, snapshot: Snapshot) -> frozenset[str]:
        """Return the IDs of sections that the user excluded or edited."""
        untouched, found = Edits(), set()
        for section in snapshot.sections:
            same = self.edits.apply_to_section(section) == untouched.apply_to_section(section)
            if not same or not self.is_item_included(f"section-{section.id}"):
                found.add(section.id)
        return frozenset(found)


def describe_removed_secrets(redactor: Redactor, words: str) -> Text | None:
    """Return a note with the number of secrets removed from the user's words; None if there are none."""
    before = sum(redactor.counts.values())
    redactor.remove_secrets(words)
    count = sum(redactor.counts.values()) - before
    if not count:
        return None
    return NN_(
        "Your message seems to contain a private value, such as a password or a card number. We've hidden "
        "it, so it won't be sent.",
        "Your message seems to contain {count} private values, such as passwords or card numbers. We've "
        "hidden them, so they won't be sent.",
        count,
    )
