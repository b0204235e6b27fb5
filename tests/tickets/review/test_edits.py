"""What the user replaces or takes out is gone from every text, in every spelling, and comes back when
undone."""

from __future__ import annotations

import time
import unicodedata
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from selfhelp.core.model import (
    ChangeType,
    CheckResult,
    CheckState,
    Column,
    FactTable,
    Finding,
    FixRun,
    Item,
    Outcome,
    Snapshot,
    SnapshotChange,
    SnapshotChanges,
    SnapshotSection,
    StepResult,
    Undo,
)
from selfhelp.core.text import ENGLISH, N_
from selfhelp.tickets.review.edits import (
    LEFT_OUT,
    Edits,
    RemovedFact,
    RemovedLine,
    RemovedRow,
    ReplacedWord,
    count_matches,
    normalise_search,
)
from selfhelp.tickets.review.review_decisions import ReviewDecisions

NOW = datetime(2026, 1, 1, tzinfo=UTC)
COLUMNS = (Column("name"), Column("size", "B"))


def edits(*made: object) -> Edits:
    result = Edits()
    result.add_edits(made)  # type: ignore[arg-type]
    return result


def snapshot() -> Snapshot:
    table = FactTable("volumes", COLUMNS, [("Dupont's disk", 5), ("other", 6)])
    system = SnapshotSection("system", True, 1, [Item("user", "dupont"), Item("load", 3), table])
    broken = SnapshotSection("load", False, 1, reason="Dupont said no")
    changes = SnapshotChanges(
        NOW,
        [
            SnapshotChange("system", "user", ChangeType.CHANGED, "", "old", "dupont"),
            SnapshotChange("system", "volumes", ChangeType.ADDED, "Dupont's disk"),
            SnapshotChange("load", "speed", ChangeType.CHANGED, "", 1, 2),
        ],
    )
    return Snapshot(NOW, (system, broken), redacted=True, changes=changes)


@pytest.mark.parametrize("text", ["Dupont", "DUPONT", "dupont", "xDupontx"])
def test_a_word_is_replaced_in_any_case(text: str) -> None:
    assert "dupont" not in edits(ReplacedWord("Dupont", "…")).apply_to_message(text).casefold()


def test_accents_and_spaces_are_found_in_every_spelling() -> None:
    for form in ("NFC", "NFD"):
        for other in ("NFC", "NFD"):
            text = unicodedata.normalize(form, "chez René\N{NO-BREAK SPACE}Lefèvre ici")
            word = unicodedata.normalize(other, "rené lefèvre")
            assert edits(ReplacedWord(word, "X")).apply_to_value(text) == "chez X ici"


def test_typed_text_is_literal_not_a_pattern() -> None:
    assert edits(ReplacedWord("a.c", r"\1")).apply_to_value("abc a.c") == r"abc \1"
    assert count_matches("(", ["((", "x"]) == 2


@given(st.text(max_size=30), st.text(max_size=200))
def test_any_word_in_any_text(word: str, text: str) -> None:
    looked_for = normalise_search(word)
    if looked_for:
        left = edits(ReplacedWord(looked_for, "\N{BULLET}")).apply_to_value(text)
        assert looked_for == "\N{BULLET}" or looked_for not in left
    else:
        assert count_matches(word, [text]) == 0


def test_a_hostile_text_takes_no_time() -> None:
    started = time.process_time()
    count_matches("a b c d", ["a " * 100_000 + "x", " " * 200_000, "a" * 200_000])
    assert time.process_time() - started < 5


def test_lines_go_by_what_they_say() -> None:
    made = edits(ReplacedWord("Dupont", "…"), RemovedLine("my … line"))
    assert made.apply_to_message("first\n  my Dupont line\nlast") == "first\nlast"
    assert edits(RemovedLine("  ")).apply_to_message("a\n\nb") == "a\n\nb", "an empty line is no line"


def test_removing_facts_and_rows_removes_their_changes() -> None:
    made = edits(RemovedFact("system", "user"), RemovedRow("system", "volumes", ("Dupont's disk", 5)))
    left = made.apply_to_snapshot(snapshot())
    assert "upont" not in repr(left.sections[0])
    assert left.changes is not None
    assert [c.kind for c in left.changes.items] == ["speed"]
    assert [getattr(i, "name", "") for i in left.sections[0].items] == ["load", "volumes"]


def test_a_replacement_reaches_every_text_of_a_snapshot_and_no_number() -> None:
    left = edits(ReplacedWord("dupont", "…"), ReplacedWord("3", "…")).apply_to_snapshot(snapshot())
    assert "dupont" not in repr(left).casefold()
    assert Item("load", 3) in left.sections[0].items


def test_a_row_removed_after_a_replacement_is_the_visible_one() -> None:
    made = edits(ReplacedWord("Dupont", "…"), RemovedRow("system", "volumes", ("…'s disk", 5)))
    table = made.apply_to_snapshot(snapshot()).sections[0].items[2]
    assert isinstance(table, FactTable)
    assert table.rows == (("other", 6),)


def test_a_line_removed_from_the_message_is_not_in_the_fix_report() -> None:
    finding = Finding(N_("The printer {name} is off.", name="Dupont-3"), evidence={"queue": "Dupont-3 stuck"})
    step = StepResult("wake", "done", Undo.IMPOSSIBLE, "asked Dupont-3 twice")
    run = FixRun("r", "f", Outcome.FIXED, CheckResult("f", CheckState.FOUND, finding), [step], None, NOW, NOW)
    made = edits(
        RemovedLine("Before: found. The printer Dupont-3 is off."), RemovedLine("asked Dupont-3 twice")
    )
    left = made.apply_to_run(run)
    assert left.before.finding is not None
    assert ENGLISH.translate(left.before.finding.summary) == LEFT_OUT
    assert left.steps[0].detail == LEFT_OUT
    assert left.before.finding.evidence["queue"] == "Dupont-3 stuck", "another line, which was not removed"


def test_each_change_is_undone_as_a_whole() -> None:
    review = ReviewDecisions()
    review.apply_edits(RemovedLine("a"), RemovedLine("b"))
    assert review.replace_word("c", "d", ["c c"]) == 2
    assert review.replace_word("nowhere", "d", ["c c"]) == 0
    assert review.undoable_changes == 2
    assert review.edits.apply_to_message("a\nb\nc") == "d"
    assert review.undo()
    assert review.edits.apply_to_message("a\nb\nc") == "c"
    assert review.undo()
    assert not review.undo()
    assert review.edits.apply_to_message("a\nb\nc") == "a\nb\nc"


def test_what_is_switched_off_leaves_with_its_changes() -> None:
    review = ReviewDecisions()
    review.set_item_included("section-system", False)
    left = review.make_outgoing_snapshot(snapshot())
    assert left is not None
    assert [s.id for s in left.sections] == ["load"]
    assert left.changes is not None
    assert {c.section for c in left.changes.items} == {"load"}
    review.set_item_included("section-load", False)
    assert review.make_outgoing_snapshot(snapshot()) is None


def test_a_change_can_be_removed_alone_and_after_a_replacement() -> None:
    made = edits(
        ReplacedWord("Dupont", "…"),
        RemovedRow("changes", "changes", ("volumes", "…'s disk", "added", None, None)),
    )
    left = made.apply_to_snapshot(snapshot())
    assert left.changes is not None
    assert [c.kind for c in left.changes.items] == ["user", "speed"]
    assert len(next(i for i in left.sections[0].items if isinstance(i, FactTable)).rows) == 2, (
        "the disk itself stays"
    )


def test_a_word_is_replaced_also_where_its_normal_form_differs() -> None:
    assert edits(ReplacedWord("\uf900", "x")).apply_to_value("\uf900") == "x"
