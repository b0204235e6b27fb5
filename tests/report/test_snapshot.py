"""Collectors that hang, raise, flood or are slow cost their own section only."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence

import pytest

from selfhelp.core.errors import CancelledError, NotOfferedError, ProbeError
from selfhelp.core.model import Column, FactTable, Item, SnapshotSection
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_
from selfhelp.machine import Command, Machine
from selfhelp.report import size_limits, snapshot
from selfhelp.report.collectors import Collector
from tests.fake_machine import FakeMachine


class Made(Collector):
    """A collector that does what a test says."""

    title = N_("Made")

    def __init__(
        self, id_: str, work: Callable[[], Sequence[Item | FactTable]], timeout: float = 5.0
    ) -> None:
        self.id = id_  # type: ignore[misc]
        self.timeout = timeout  # type: ignore[misc]
        self._work = work

    def collect_facts(self, machine: Machine) -> Sequence[Item | FactTable]:
        return self._work()


def good() -> Sequence[Item | FactTable]:
    return [Item("answer", 42)]


def take(
    *collectors: Collector, budget: float = 5.0, progress: Progress | None = None
) -> dict[str, SnapshotSection]:
    taken = snapshot.take_snapshot(
        FakeMachine(), collectors, budget=budget, progress=progress or Progress(), on_section=None
    )
    assert [section.id for section in taken.sections] == [collector.id for collector in collectors]
    assert not taken.redacted
    return {section.id: section for section in taken.sections}


def hang() -> Sequence[Item | FactTable]:
    threading.Event().wait(60)
    return good()


def test_what_a_computer_does_not_have_is_a_fact_and_no_failure() -> None:
    def absent() -> Sequence[Item | FactTable]:
        raise NotOfferedError(N_("This computer doesn't seem to have Bluetooth."))

    section = take(Made("bluetooth", absent))["bluetooth"]
    assert (section.ok, section.reason) == (True, "")
    assert section.items == [Item("note", "This computer doesn't seem to have Bluetooth.")]


def test_a_hanging_collector_leaves_a_reason_and_the_rest() -> None:
    started = time.monotonic()
    sections = take(Made("stuck", hang, timeout=0.3), Made("fine", good))
    assert time.monotonic() - started < 20
    assert sections["fine"].items == [Item("answer", 42)]
    assert not sections["stuck"].ok
    assert sections["stuck"].reason == "no response within 0.3 s"


def test_the_budget_holds_despite_hangs() -> None:
    started = time.monotonic()
    sections = take(*(Made(f"stuck-{n}", hang, timeout=50) for n in range(20)), budget=0.4)
    assert time.monotonic() - started < 20
    assert all("0.4 s" in section.reason for section in sections.values())


def test_a_slow_collector_within_its_limit_is_waited_for() -> None:
    def slow() -> Sequence[Item | FactTable]:
        time.sleep(0.3)
        return good()

    assert take(Made("slow", slow))["slow"].ms >= 300


def test_our_own_error_is_said_in_english() -> None:
    def fails() -> Sequence[Item | FactTable]:
        raise ProbeError(N_("The {thing} is gone.", thing="bus\x1b[31m\n<b>" + "x" * 5000))

    section = take(Made("gone", fails))["gone"]
    assert section.reason.startswith("The bus [31m <b>xxx")
    assert len(section.reason) < 400
    assert section.items == ()


@pytest.mark.parametrize("error", [ValueError("secret"), MemoryError(), SystemExit(3), RecursionError()])
def test_any_other_error_is_named_and_nothing_of_it_is_shown(error: BaseException) -> None:
    def fails() -> Sequence[Item | FactTable]:
        raise error

    sections = take(Made("odd", fails), Made("fine", good))
    assert sections["odd"].reason == f"unexpected error ({type(error).__name__})"
    assert sections["fine"].ok


def test_a_flood_is_cut_and_says_so() -> None:
    endless = FactTable("lines", [Column("line")], [["x" * 9]] * 100_000)
    items = take(Made("flood", lambda: [endless] + [Item("more", 1)] * 10_000))["flood"].items
    assert len(items) <= size_limits.MAX_ITEMS + 2
    table, left_out = items[0], items[1]
    assert isinstance(table, FactTable)
    assert isinstance(left_out, Item)
    assert len(table.rows) == size_limits.MAX_ROWS
    assert left_out == Item("lines: rows left out", 98_000)


def test_values_are_plain_and_printable() -> None:
    said = [
        Item("hostile", "a\x00b\x1b[2Jc\u202ed\ud800"),
        Item("infinite", float("inf")),
        Item("unknown", None),
        Item("empty", ""),
        Item("no", False),
    ]
    assert take(Made("odd", lambda: said))["odd"].items == [Item("hostile", "a b [2Jc d "), Item("no", False)]


@pytest.mark.parametrize(
    "said",
    [[Item("bytes", b"x")], ["text"], [FactTable("t", [Column("a")], [[1, 2]])], 5],  # type: ignore[list-item]
)
def test_wrong_shapes_are_a_failure_of_that_section(said: Sequence[Item | FactTable]) -> None:
    assert take(Made("odd", lambda: said))["odd"].reason.startswith("unexpected error")


def test_the_listener_hears_each_section_on_the_callers_thread() -> None:
    heard: list[tuple[str, int, int, bool]] = []

    def listen(section: SnapshotSection, done: int, total: int) -> None:
        heard.append((section.id, done, total, threading.current_thread() is threading.main_thread()))

    collectors = [Made("one", good), Made("two", good), Made("stuck", hang, timeout=0.2)]
    snapshot.take_snapshot(FakeMachine(), collectors, progress=Progress(), on_section=listen)
    assert [entry[1:] for entry in heard] == [(1, 3, True), (2, 3, True), (3, 3, True)]
    assert heard[-1][0] == "stuck"


def spin() -> Sequence[Item | FactTable]:
    end = time.monotonic() + 9
    while time.monotonic() < end:
        pass
    return good()


def deaf() -> Sequence[Item | FactTable]:
    """Catches whatever is thrown at it and goes on."""
    end = time.monotonic() + 9
    while time.monotonic() < end:
        with contextlib.suppress(BaseException):
            time.sleep(1)
    return good()


def flood() -> Sequence[Item | FactTable]:
    return [Item("much", "x" * 50_000_000), FactTable("rows", [Column("a")], [["y" * 1000]] * 200_000)]


def test_the_budget_holds_with_busy_deaf_and_flooding_collectors_at_once() -> None:
    mixed = [spin, deaf, hang, flood, good]
    started = time.monotonic()
    sections = take(*(Made(f"c-{n}", mixed[n % 5], timeout=50) for n in range(15)), budget=1.0)
    assert time.monotonic() - started < 6.0, "the figure itself is measured in tests/bench"
    assert all(sections[f"c-{n}"].ok for n in (4, 9, 14)), "partial results beat none"
    assert sections["c-0"].reason == "no response within 1 s"


def test_a_section_has_a_size_and_says_when_it_was_cut() -> None:
    items = take(Made("flood", flood))["flood"].items
    assert (
        sum(size_limits._count_characters(item) for item in items)
        <= size_limits.MAX_SECTION + size_limits.MAX_TEXT
    )
    assert [item.name for item in items if isinstance(item, Item)] == ["much", "rows: rows left out"]
    many = take(Made("flood", lambda: [Item(f"fact {n}", "x" * 3000) for n in range(400)]))["flood"].items
    assert many[-1] == Item("left out", "more facts than fit into this section")
    assert len(many) < 100


def test_a_larger_budget_gives_every_collector_more_time() -> None:
    def slow() -> Sequence[Item | FactTable]:
        time.sleep(0.4)
        return good()

    assert not take(Made("slow", slow, timeout=0.2), budget=10)["slow"].ok
    assert take(Made("slow", slow, timeout=0.2), budget=40)["slow"].ok


def test_a_collector_cannot_change_anything() -> None:
    class Changes(Made):
        def collect_facts(self, machine: Machine) -> Sequence[Item | FactTable]:
            machine.change(Command(("true",)))
            return good()

    assert take(Changes("bad", good))["bad"].reason.startswith("Nothing can be changed")


def test_the_person_can_stop_it() -> None:
    progress, stopped = Progress(), []

    def stop() -> None:
        stopped.append(time.monotonic())
        progress.cancel()

    threading.Timer(0.3, stop).start()
    with pytest.raises(CancelledError):
        take(*(Made(f"stuck-{n}", hang, timeout=30) for n in range(9)), budget=30, progress=progress)
    assert time.monotonic() - stopped[0] < 15


def test_progress_is_told_collector_by_collector() -> None:
    heard: list[float | None] = []
    take(Made("one", good), Made("two", good), progress=Progress(lambda _text, done: heard.append(done)))
    assert heard == [0.5, 1.0]


def test_no_collectors_make_an_empty_snapshot() -> None:
    assert take() == {}


def test_what_hangs_does_not_keep_the_program_alive() -> None:
    script = (
        "import threading\n"
        "from tests.report.test_snapshot import Made, take\n"
        "sections = take(Made('stuck', lambda: threading.Event().wait(60), timeout=0.2))\n"
        "print(sections['stuck'].reason)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=20, check=True
    )
    assert done.stdout.strip() == "no response within 0.2 s"
