"""The user's edits of the content to be sent: replaced words, removed lines and facts."""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from selfhelp.core.model import (
    CheckResult,
    FactTable,
    Finding,
    FixRun,
    Item,
    Scalar,
    Snapshot,
    SnapshotChange,
    SnapshotChanges,
    SnapshotSection,
)
from selfhelp.core.records import record
from selfhelp.core.text import ENGLISH, N_, Text
from selfhelp.report.ticket_context import LEFT_OUT as LEFT_OUT  # noqa: PLC0414 - what an edit leaves

LONGEST = 200
"""Maximum lengths of a search text and of its replacement, in characters."""

CHANGES = "changes"
"""Section that lists the changes since the last snapshot."""

_SHORTEST = 4
"""Minimum length of a value to match a removed line; shorter values match by chance."""


@record
class ReplacedWord:
    """Replaces ``old`` with ``new`` everywhere; case, Unicode form and spaces are ignored."""

    old: str
    new: str


@record
class RemovedLine:
    """Removes every line of the message that equals this one."""

    line: str


@record
class RemovedFact:
    """Removes the facts of this name from a section."""

    section: str
    name: str


@record
class RemovedRow:
    """Removes the rows of a table that equal this one."""

    section: str
    table: str
    row: tuple[Scalar, ...]


Edit = ReplacedWord | RemovedLine | RemovedFact | RemovedRow


@dataclass(slots=True)
class Edits:
    """The user's edits in order; kept in memory only, so that removed content is never written.

    An edit matches content, not position: it still applies after a new snapshot or more text. Each is applied
    to the result of the ones before it.
    """

    _made: list[Edit] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self._made)

    def copy(self) -> Edits:
        """Return an independent copy."""
        return Edits(list(self._made))

    def add_edits(self, edits: Iterable[Edit]) -> None:
        """Add edits; edits without effect (an empty word or line) are ignored."""
        self._made += [edit for edit in edits if _has_edit_effect(edit)]

    def undo_last_edits(self, count: int = 1) -> None:
        """Undo the last edits."""
        del self._made[max(len(self._made) - count, 0) :]

    @property
    def removed_lines(self) -> Sequence[str]:
        """The lines that the user removed from the message."""
        return [edit.line for edit in self._made if isinstance(edit, RemovedLine)]

    def is_line_kept(self, line: str) -> bool:
        """Return whether a line of the message wasn't removed."""
        return not line.strip() or bool(self.apply_to_message(line).strip())

    def get_kept_answer(self, question: str, answer: str) -> str:
        """Return the user's answer to a question; "" if the line was removed from the message."""
        return answer if self.is_line_kept(f"{question}: {answer}") else ""

    # -- applying ----------------------------------------------------------------------------------

    def apply_to_message(self, text: str) -> str:
        """Return a multi-line message with the edits applied."""
        for edit in self._made:
            match edit:
                case ReplacedWord():
                    text = replace_word(text, edit)
                case RemovedLine():
                    text = "\n".join(line for line in text.split("\n") if line.strip() != edit.line)
        return text.strip() if self._made else text

    def apply_to_value(self, text: str) -> str:
        """Return a single name or value with the edits applied."""
        for edit in self._made:
            if isinstance(edit, ReplacedWord):
                text = replace_word(text, edit)
        return text

    def find_unedited_value(self, text: str) -> str:
        """Return a value used for look-ups, unchanged; "" if the user's edits affect it."""
        return text if self._redact_line(text) == text else ""

    def apply_to_snapshot(self, snapshot: Snapshot) -> Snapshot:
        """Return a snapshot with the edits applied, including its changes since the last snapshot."""
        if not self._made:
            return snapshot
        sections = tuple(self.apply_to_section(section) for section in snapshot.sections)
        changes = snapshot.changes and self._edit_changes(snapshot.changes)
        return dataclasses.replace(snapshot, sections=sections, changes=changes)

    def apply_to_section(self, section: SnapshotSection) -> SnapshotSection:
        """Return a section with the edits applied."""
        items = [
            self._edit_table(section.id, i) if isinstance(i, FactTable) else self._edit_fact(i)
            for i in section.items
        ]
        gone = {
            edit.name for edit in self._made if isinstance(edit, RemovedFact) and edit.section == section.id
        }
        kept = tuple(item for item in items if isinstance(item, FactTable) or item.name not in gone)
        return dataclasses.replace(section, items=kept, reason=self.apply_to_value(section.reason))

    def apply_to_run(self, run: FixRun) -> FixRun:
        """Return a run with the edits applied; values of removed lines are replaced."""
        steps = [dataclasses.replace(step, detail=self._redact_line(step.detail)) for step in run.steps]
        after = run.after and self.apply_to_check(run.after)
        message = self._redact_optional_text(run.message)
        return dataclasses.replace(
            run, before=self.apply_to_check(run.before), after=after, steps=steps, message=message
        )

    def apply_to_check(self, result: CheckResult) -> CheckResult:
        """Return a check's result with the edits applied."""
        found = result.finding
        if found is not None and self._made:
            evidence = {name: self._redact_line(value) for name, value in found.evidence.items()}
            found = Finding(
                self._redact_text(found.summary), self._redact_optional_text(found.meaning), evidence
            )
        why = self._redact_line(result.why) if self._made else result.why
        return dataclasses.replace(
            result, finding=found, reason=self._redact_optional_text(result.reason), why=why
        )

    # -- parts -------------------------------------------------------------------------------------

    def _edit_scalar(self, value: Scalar) -> Scalar:
        return self.apply_to_value(value) if isinstance(value, str) else value

    def _edit_fact(self, item: Item) -> Item:
        return dataclasses.replace(item, value=self._edit_scalar(item.value))

    def _edit_table(self, section: str, table: FactTable) -> FactTable:
        rows = [tuple(row) for row in table.rows]
        for edit in self._made:
            match edit:
                case ReplacedWord():
                    rows = [
                        tuple(replace_word(v, edit) if isinstance(v, str) else v for v in r) for r in rows
                    ]
                case RemovedRow() if (edit.section, edit.table) == (section, table.name):
                    rows = [row for row in rows if row != edit.row]
        return dataclasses.replace(table, rows=tuple(rows))

    def _edit_changes(self, changes: SnapshotChanges) -> SnapshotChanges:
        """Return the changes without changes of removed facts and rows."""
        items = list(changes.items)
        for edit in self._made:
            match edit:
                case ReplacedWord():
                    items = [_replace_words_in_change(change, edit) for change in items]
                case RemovedFact(section, name):
                    items = [c for c in items if (c.section, c.kind) != (section, name)]
                case RemovedRow(section, table, row):
                    items = [c for c in items if not _does_change_match_row(c, section, table, row)]
        return dataclasses.replace(changes, items=tuple(items))

    def _redact_line(self, text: str) -> str:
        text = self.apply_to_value(text)
        bare = text.strip()
        hidden = len(bare) >= _SHORTEST and any(bare in line or line in bare for line in self.removed_lines)
        return LEFT_OUT if hidden else text

    def _redact_optional_text(self, text: Text | None) -> Text | None:
        return None if text is None else self._redact_text(text)

    def _redact_text(self, text: Text) -> Text:
        return N_("{text}", text=self._redact_line(ENGLISH.translate(text))) if self._made else text


def make_change_row(change: SnapshotChange) -> tuple[Scalar, ...]:
    """Return a change as a row of the list shown in the review, see `CHANGES`."""
    return (change.kind, change.name, str(change.change), change.before, change.after)


def _does_change_match_row(change: SnapshotChange, section: str, table: str, row: tuple[Scalar, ...]) -> bool:
    """Return whether a removed row is this change, or the changed item itself."""
    if section == CHANGES:
        return make_change_row(change) == row
    return (change.section, change.kind) == (section, table) and change.name in map(str, row)


def _replace_words_in_change(change: SnapshotChange, edit: ReplacedWord) -> SnapshotChange:
    before, after = (
        replace_word(v, edit) if isinstance(v, str) else v for v in (change.before, change.after)
    )
    return dataclasses.replace(change, name=replace_word(change.name, edit), before=before, after=after)


def replace_word(text: str, edit: ReplacedWord) -> str:
    """Return a text with every match of a word replaced."""
    return _build_literal_pattern(edit.old).sub(lambda _found: edit.new, text)


def count_matches(old: str, texts: Iterable[str]) -> int:
    """Return the number of matches of a word; 0 if the word is empty."""
    old = normalise_search(old)
    return sum(len(_build_literal_pattern(old).findall(text)) for text in texts) if old else 0


def normalise_search(text: str) -> str:
    """Return a search text as one line without surrounding spaces, cut to the limit."""
    return " ".join("".join(c if c.isprintable() else " " for c in text[:LONGEST]).split())


def iter_section_texts(sections: Iterable[SnapshotSection]) -> Iterator[str]:
    """Yield every text of the sections that a replacement can change."""
    for section in sections:
        yield section.reason
        for item in section.items:
            values = [item.value] if isinstance(item, Item) else [value for row in item.rows for value in row]
            yield from (value for value in values if isinstance(value, str))


@lru_cache(maxsize=32)
def _build_literal_pattern(old: str) -> re.Pattern[str]:
    """Return a pattern for a literal word; only spaces repeat, so that the matching time is bounded."""
    spellings = dict.fromkeys((old, *(unicodedata.normalize(form, old) for form in ("NFC", "NFD"))))
    words = (r"\s+".join(re.escape(word) for word in spelling.split()) for spelling in spellings)
    return re.compile("|".join(words), re.IGNORECASE)


def _has_edit_effect(edit: Edit) -> bool:
    match edit:
        case ReplacedWord(old):
            return bool(old.strip())
        case RemovedLine(line):
            return bool(line.strip())
    return True
