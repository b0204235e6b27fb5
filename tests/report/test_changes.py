"""What counts as a change, what is noise, and what is not known is no change."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selfhelp.core.model import (
    ChangeType,
    Column,
    FactTable,
    Item,
    PrivacyClass,
    Scalar,
    Snapshot,
    SnapshotChange,
    SnapshotSection,
)
from selfhelp.report import changes, size_limits
from selfhelp.report.redact import Redactor

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
KEY = b"k" * 32
PROGRAMS = (Column("program", key=True), Column("version", tracked=True), Column("used", "B"))
PRINTERS = (
    Column("printer", reveals=PrivacyClass.DEVICE, key=True),
    Column("state", tracked=True),
    Column("default", tracked=True),
    Column("jobs"),
)


def seen(*items: Item | FactTable, version: str = "1", ok: bool = True) -> changes.ComparableSnapshot:
    """What a snapshot of one section saw, through the bounds and the redactor as in life."""
    raw = Snapshot(
        NOW,
        [
            SnapshotSection(
                "s", ok, 1, size_limits.limit_section_items(items) if ok else (), "" if ok else "gone"
            )
        ],
    )
    clean = Redactor({}, key=b"r" * 32).redact_snapshot(raw)
    return changes.make_comparable_snapshot(raw, clean, changes.Fingerprints(KEY), version)


def compared(
    before: changes.ComparableSnapshot, after: changes.ComparableSnapshot
) -> Sequence[SnapshotChange]:
    return changes.compare_snapshots(before, after).items


def programs(*rows: Sequence[Scalar], **more: bool) -> FactTable:
    return FactTable("programs", PROGRAMS, rows, **more)


def test_new_gone_and_updated() -> None:
    before = seen(programs(("Firefox", "128", 1), ("Old", "1", 1), ("Same", "5", 1)))
    after = seen(programs(("Same", "5", 99), ("Firefox", "129", 7), ("New", "2", 1)))
    assert compared(before, after) == [
        SnapshotChange("s", "programs", ChangeType.CHANGED, "Firefox", "128", "129"),
        SnapshotChange("s", "programs", ChangeType.ADDED, "New", after="2"),
        SnapshotChange("s", "programs", ChangeType.REMOVED, "Old", before="1"),
    ]


def test_several_values_of_one_thing_are_told_one_by_one() -> None:
    before = seen(FactTable("queues", PRINTERS, [("Laser", "idle", False, 0)]))
    after = seen(FactTable("queues", PRINTERS, [("Laser", "stopped", True, 5), ("Ink", "idle", False, 0)]))
    found = compared(before, after)
    assert [(c.change, c.name.partition(": ")[2], c.before, c.after) for c in found] == [
        ("changed", "state", "idle", "stopped"),
        ("changed", "default", False, True),
        ("added", "", None, "state: idle, default: no"),
    ]
    assert "Laser" not in str(found)
    assert all(change.name.startswith("device-") for change in found)


def test_two_versions_of_one_program_are_matched() -> None:
    before = seen(programs(("Python", "3.11", 1), ("Python", "3.12", 1)))
    after = seen(programs(("Python", "3.12", 1), ("Python", "3.13", 1), ("Python", "3.11", 1)))
    assert compared(before, after) == [
        SnapshotChange("s", "programs", ChangeType.ADDED, "Python", after="3.13")
    ]


def test_facts_that_come_several_times_are_a_set() -> None:
    def ways(*addresses: str) -> changes.ComparableSnapshot:
        return seen(*(Item("gateway", a, tracked=True) for a in addresses))

    assert compared(ways("a", "b"), ways("b", "a")) == []
    assert compared(ways("a", "b"), ways("b", "c")) == [
        SnapshotChange("s", "gateway", ChangeType.CHANGED, "", "a", "c")
    ]
    assert compared(ways(), ways("a")) == [SnapshotChange("s", "gateway", ChangeType.ADDED, "", None, "a")]
    assert compared(ways("a"), ways()) == [SnapshotChange("s", "gateway", ChangeType.REMOVED, "", "a")]


def test_automatic_address_changes_are_noise() -> None:
    def network(addresses: str) -> changes.ComparableSnapshot:
        columns = (
            Column("interface", key=True),
            Column("addresses", reveals=PrivacyClass.ADDRESS, tracked=True),
        )
        return seen(FactTable("interfaces", columns, [("eth0", addresses)]))

    first = network("192.0.2.7/24 2001:db8:1:2:aaaa::1 fe80::1%eth0")
    assert (
        compared(first, network("fe80::9%eth0 2001:db8:1:2:bbbb::7/64 192.0.2.7/24 2001:db8:1:2:c::1")) == []
    )
    for other in (
        "192.0.2.8/24 2001:db8:1:2:aaaa::1 fe80::1%eth0",
        "192.0.2.7/24 2001:db8:1:3::1 fe80::1",
        "",
    ):
        assert len(compared(first, network(other))) == 1


def test_made_up_hardware_addresses_and_link_local_ones_are_noise() -> None:
    def card(mac: str, addresses: str = "192.0.2.7/24") -> changes.ComparableSnapshot:
        columns = (
            Column("interface", key=True),
            Column("addresses", reveals=PrivacyClass.ADDRESS, tracked=True),
            Column("hardware address", reveals=PrivacyClass.HARDWARE, tracked=True),
        )
        return seen(FactTable("interfaces", columns, [("wlan0", addresses, mac)]))

    private = card("da:a1:19:00:00:01")
    assert compared(private, card("5e:00:00:00:00:07")) == [], "a new one for each Wi-Fi"
    assert len(compared(private, card("00:1b:63:00:00:07"))) == 1
    assert len(compared(card("00:1b:63:00:00:08"), card("00:1b:63:00:00:07"))) == 1, "another card"
    assert compared(private, card("da:a1:19:00:00:01", "fe80::1%wlan0 192.0.2.7/24")) == []
    assert compared(card("00:1b:63:00:00:08", ""), card("00:1b:63:00:00:08", "fe80::1")) == []
    (added,) = compared(seen(FactTable("interfaces", (Column("interface", key=True),), [])), private)
    assert "hw-" not in str(added.after), "a placeholder of a number is not informative"


def test_an_upgrade_of_hundreds_does_not_hide_the_firewall() -> None:
    def computer(version: str, on: bool) -> changes.ComparableSnapshot:
        many = [(f"Program {n}", version, 1) for n in range(400)]
        return seen(programs(*many), Item("firewall on", on, tracked=True))

    found = compared(computer("1", True), computer("2", False))
    assert len(found) == changes.MOST
    assert found[0] == SnapshotChange("s", "firewall on", ChangeType.CHANGED, "", True, False)


def test_what_is_not_tracked_is_noise() -> None:
    before = seen(Item("uptime", 5, "s"), FactTable("busiest", (Column("program"),), [("a",)]))
    after = seen(Item("uptime", 999, "s"), FactTable("busiest", (Column("program"),), [("b",)]))
    assert compared(before, after) == []


@pytest.mark.parametrize(
    ("unit", "before", "after", "counts"),
    [
        ("%", 60, 69.9, False),
        ("%", 60, 70, True),
        ("%", 98, 60, True),
        ("B", 16_000_000_000, 15_990_000_000, False),
        ("B", 16_000_000_000, 8_000_000_000, True),
        ("B", 0, 0, False),
        ("Mbit/s", 1000, 100, True),
        ("", 1, 2, True),
    ],
)
def test_how_much_a_number_must_differ(unit: str, before: float, after: float, counts: bool) -> None:
    def size(value: float) -> changes.ComparableSnapshot:
        return seen(Item("size", value, unit, tracked=True))

    assert bool(compared(size(before), size(after))) == counts


def test_numbers_are_told_with_their_unit() -> None:
    columns = (
        Column("mount point", key=True),
        Column("size", "B", tracked=True),
        Column("used", "%", tracked=True),
    )

    def disk(*rows: tuple[str, int, float]) -> changes.ComparableSnapshot:
        return seen(FactTable("volumes", columns, rows))

    root, stick = ("/", 512_000_000_000), ("/media", 64_000_000_000, 5.0)
    found = compared(disk((*root, 60.5)), disk((*root, 98.0), stick))
    assert [(c.name, c.before, c.after) for c in found] == [
        ("/: used", "60.5 %", "98 %"),
        ("/media", None, "size: 64.0\u00a0GB, used: 5 %"),
    ]


def test_a_section_or_a_value_that_was_not_available_is_no_change() -> None:
    full, gone = seen(programs(("A", "1", 1))), seen(ok=False)
    assert compared(full, gone) == []
    assert compared(gone, full) == []
    for reason in ("not available: no rights", "not readable without rights", "not known", None):
        for one, other in ((reason, "5"), ("5", reason)):
            assert compared(seen(programs(("A", one, 1))), seen(programs(("A", other, 1)))) == []
            facts = [seen(Item("version", value, tracked=True)) for value in (one, other)]
            assert len(compared(*facts)) == (reason is None), "only a fact that is not there at all is gone"


def test_a_table_that_could_not_be_read_is_not_an_empty_one() -> None:
    full = seen(programs(("A", "1", 1)))
    for name in ("programs", "installed software"):
        unread = seen(Item(name, "not available: no rights"))
        assert compared(full, unread) == []
        assert compared(unread, full) == []
    assert [c.change for c in compared(full, seen(Item("programs found", 0)))] == ["removed"]
    assert [c.change for c in compared(seen(Item("programs found", 0)), full)] == ["added"]


def test_a_table_that_was_cut_is_not_compared() -> None:
    many = seen(programs(*((f"p{n}", "1", 1) for n in range(size_limits.MAX_ROWS + 1))))
    few = seen(programs(("p5", "1", 1)))
    assert compared(many, few) == []
    assert compared(few, many) == []


def test_what_another_version_of_this_program_looks_at_is_no_change() -> None:
    old = seen(Item("a", 1, tracked=True), version="1")
    new = seen(Item("a", 2, tracked=True), programs(("A", "1", 1)), version="2")
    assert compared(old, new) == [SnapshotChange("s", "a", ChangeType.CHANGED, "", 1, 2)]


def test_a_row_that_fell_out_of_the_latest_is_no_news() -> None:
    before, after = programs(("KB1", "", 1), rolling=True), programs(("KB2", "", 1), rolling=True)
    assert [c.name for c in compared(seen(before), seen(after))] == ["KB2"]
    assert compared(seen(before), seen()) == []


def test_thousands_of_changes_are_cut_and_counted() -> None:
    before = seen(programs(*((f"p{n}", "1", 1) for n in range(1500))))
    found = changes.compare_snapshots(before, seen(programs(*((f"p{n}", "2", 1) for n in range(1500)))))
    assert (len(found.items), found.left_out) == (changes.MOST, 1200)


def test_many_rows_of_one_name_take_no_long_time() -> None:
    def same(version: int) -> changes.ComparableSnapshot:
        return seen(programs(*(("p", str(n * version), 1) for n in range(2000))))

    before, after = same(1), same(2)
    started = time.process_time()
    changes.compare_snapshots(before, after)
    assert time.process_time() - started < 5


def test_fingerprints_differ_by_key_and_place() -> None:
    one, other = changes.Fingerprints(KEY), changes.Fingerprints(b"x" * 32)
    prints = [
        one.fingerprint("s", "a", "x"),
        one.fingerprint("s", "b", "x"),
        one.fingerprint("t", "a", "x"),
        other.fingerprint("s", "a", "x"),
    ]
    assert len(set(prints)) == 4
    assert one.fingerprint("s", "a", "x") == prints[0]
    assert one.fingerprint("s", "a", "1") != one.fingerprint("s", "a", 1)
    assert len(one.fingerprint("\ud800")) == 32


VALUES = st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=20))
ROWS = st.lists(st.tuples(st.text(max_size=5), VALUES, VALUES), max_size=12)


@pytest.mark.slow
@given(ROWS, ROWS)
@settings(max_examples=60, deadline=None)
def test_the_same_is_never_a_change_in_any_order(
    rows: list[tuple[Scalar, ...]], others: list[tuple[Scalar, ...]]
) -> None:
    mixed = random.Random(1).sample(rows, len(rows))
    assert compared(seen(programs(*rows)), seen(programs(*mixed))) == []
    for change in compared(seen(programs(*rows)), seen(programs(*others))):
        assert change.change in tuple(ChangeType)
        assert (change.before, change.after) != (1, 1)


def test_two_reports_are_compared_though_their_stand_ins_differ() -> None:
    def report(names: Sequence[str], address: str, key: bytes) -> changes.ComparableSnapshot:
        rows = [(name, "idle", False, 0) for name in names]
        items = [
            FactTable("queues", PRINTERS, rows),
            Item("gateway", address, "", PrivacyClass.ADDRESS, tracked=True),
        ]
        clean = Redactor({}, key=key).redact_snapshot(Snapshot(NOW, [SnapshotSection("s", True, 1, items)]))
        return changes.make_comparable_snapshot(clean, clean, changes.PlaceholderNormaliser(), "1")

    first = report(["Laser 1", "Ink 22"], "10.20.30.1", b"1" * 32)
    assert compared(first, report(["Laser 1", "Ink 22"], "10.20.30.1", b"2" * 32)) == []
    found = compared(first, report(["Laser 1", "Ink 22", "New 7"], "10.20.30.1", b"2" * 32))
    assert [(c.kind, c.change) for c in found] == [("queues", "added")]
    stopped = report(["Laser 1", "Ink 22"], "8.8.8.8", b"2" * 32)
    assert [c.kind for c in compared(first, stopped)] == ["gateway"]
