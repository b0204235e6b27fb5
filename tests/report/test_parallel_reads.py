"""Parts of a section: one that fails says why, and the others are not held up by it."""

from __future__ import annotations

import threading
from collections.abc import Sequence

from selfhelp.core.errors import NotOfferedError, ProbeError
from selfhelp.core.model import FactTable, Item
from selfhelp.core.text import N_
from selfhelp.report.parallel_reads import read_or_note_failure, read_parts_in_parallel


def fails() -> Sequence[Item | FactTable]:
    raise ProbeError(N_("Access denied."))


def is_not_there() -> Sequence[Item | FactTable]:
    raise NotOfferedError(N_("This isn't available on this kind of computer."))


def says(name: str) -> Sequence[Item | FactTable]:
    return [Item(name, 1), Item(f"{name} too", 2)]


def test_a_part_that_fails_says_why() -> None:
    assert read_or_note_failure("drives", fails) == [Item("drives", "not available: Access denied.")]
    assert read_or_note_failure("slots", is_not_there)[0].name == "slots"
    assert read_or_note_failure("drives", lambda: says("drive")) == says("drive")


def test_parts_are_in_a_fixed_order() -> None:
    last = threading.Event()

    def waits() -> Sequence[Item | FactTable]:
        assert last.wait(10), "the other part is read at the same time"
        return says("first")

    def hurries() -> Sequence[Item | FactTable]:
        last.set()
        return says("last")

    found = read_parts_in_parallel({"first": waits, "broken": fails, "last": hurries}, seconds=10)
    missing = Item("broken", "not available: Access denied.")
    assert found == [*says("first"), missing, *says("last")]


def test_a_part_that_hangs_costs_itself_alone() -> None:
    never = threading.Event()

    def hangs() -> Sequence[Item | FactTable]:
        never.wait(30)
        return []

    found = read_parts_in_parallel({"hung": hangs, "drives": lambda: says("drive")}, seconds=0.2)
    never.set()
    assert found == [Item("hung", "not available: no response within 0.2 s"), *says("drive")]
