"""The page: it can run and load nothing whatever it is told, and everything told stands in it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from hypothesis import given, settings
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
    Scalar,
    Snapshot,
    SnapshotChange,
    SnapshotChanges,
    SnapshotSection,
    StepResult,
    Undo,
)
from selfhelp.core.paths import find_resource
from selfhelp.core.text import N_
from selfhelp.report import html_templates, report_files
from selfhelp.report.ticket_context import TicketContext
from tests.conftest import LOOPS
from tests.report import polyglots
from tests.report.polyglots import NOW, POLYGLOTS, faults, parse, words

NO_STORY = TicketContext()
TEXTS = st.text(st.characters(exclude_categories=()), min_size=1, max_size=60)


def snapshot_of(*sections: SnapshotSection, changes: SnapshotChanges | None = None) -> Snapshot:
    return Snapshot(NOW, sections, redacted=True, changes=changes)


def shown(
    *sections: SnapshotSection, story: TicketContext = NO_STORY, changes: SnapshotChanges | None = None
) -> str:
    """Return what a reader of the page sees, on one line."""
    made = report_files.render_html(snapshot_of(*sections, changes=changes), story)
    return " ".join(words(parse(made)).split())


@pytest.mark.slow
def test_polyglots_in_every_field_make_no_element_and_no_attribute() -> None:
    """To parse a page of two megabytes as a browser does takes twelve seconds: all of it in `make soak`."""
    step = 1 if LOOPS >= 100 else 5
    made = report_files.render_html(polyglots.snapshot(POLYGLOTS, step), polyglots.story(POLYGLOTS))
    tree = parse(made)
    assert faults(tree) == []
    told = re.sub(r"\s+", " ", words(tree))
    for text in POLYGLOTS:
        if not set(text) & set("\x00\ud800\u202e"):
            assert re.sub(r"\s+", " ", text) in told


@pytest.mark.slow
@settings(max_examples=15, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=2, unique=True))
def test_any_text_in_every_field_makes_no_element_and_no_attribute(texts: list[str]) -> None:
    made = report_files.render_html(polyglots.snapshot(texts), polyglots.story(texts))
    assert faults(parse(made)) == []


def test_nothing_turns_the_order_of_the_text() -> None:
    """A file called "invoice" + RLO + "fdp.exe" would read "invoiceexe.pdf"."""
    made = report_files.render_html(polyglots.snapshot(POLYGLOTS), polyglots.story(POLYGLOTS)).decode()
    assert not set(made) & set("\x00\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
    assert "\N{REPLACEMENT CHARACTER}gpj.exe" in made


def test_the_fault_finder_finds_faults() -> None:
    """The test above would be worth nothing with a blind finder."""
    sound = report_files.render_html(snapshot_of()).decode()
    for bad in (
        "<script></script>",
        "<b onclick=x>",
        "<a href=javascript:x>",
        "<p style=x>",
        "<!-- -->",
        "<img>",
    ):
        assert faults(parse(sound.replace("<main>", f"<main>{bad}").encode()))


def test_the_csp_allows_only_the_built_in_style_sheet() -> None:
    tree = parse(report_files.render_html(snapshot_of()))
    policies = [e.attrib["content"] for e in tree.iter("meta") if "http-equiv" in e.attrib]
    style = next(tree.iter("style")).text
    assert policies == [html_templates.make_content_security_policy(style)]
    assert policies[0].startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policies[0]
    # A browser refuses a policy that comes after what it is for.
    head = [e.attrib.get("http-equiv") or e.tag for e in tree.find("head")]
    assert head.index("Content-Security-Policy") < head.index("style")


def test_the_style_sheet_loads_nothing() -> None:
    style = find_resource("report.css").read_text("utf-8")
    assert not re.search(r"url\(|@import|expression\(|image-set|src\(", style)
    assert "<" not in style


def test_in_print_the_list_of_checks_begins_on_the_page_with_the_findings() -> None:
    """It was kept on one sheet of paper, so that half of the first sheet was empty."""
    style = find_resource("report.css").read_text("utf-8")
    printed = style[style.index("@media print") :]
    assert ".looks{break-inside:auto}" in printed
    assert not re.search(r"\.card[^{}]*\{break-inside:avoid", printed)


def test_every_link_leads_somewhere() -> None:
    sections = [
        SnapshotSection("disks", True, 1, [Item("a", 1)]),
        SnapshotSection("load", True, 1, [Item("processor", 300, "%")]),
    ]
    tree = parse(report_files.render_html(snapshot_of(*sections), TicketContext(words="help")))
    ids = [e.attrib["id"] for e in tree.iter() if "id" in e.attrib]
    links = [e.attrib["href"].removeprefix("#") for e in tree.iter("a")]
    assert len(ids) == len(set(ids))
    assert set(links) <= set(ids)
    assert {"words", "changed", "notices", "s-disks", "s-load", "raw"} <= set(links)


def test_the_page_starts_with_description_changes_and_key_findings() -> None:
    changes = SnapshotChanges(
        NOW - timedelta(days=1), [SnapshotChange("x", "programs", ChangeType.ADDED, "Edge", None, "1.0")]
    )
    told = shown(
        SnapshotSection("load", True, 1, [Item("processor", 300, "%")]),
        story=TicketContext("Slow", "everything is slow", "Just me", "No", reference="K7F-3QX"),
        changes=changes,
    )
    body = told[: told.index("Raw data")]
    places = [
        body.index(text)
        for text in (
            "K7F-3QX",
            "everything is slow",
            "Just me",
            "Edge",
            "Processor load is 300 % of all processors' capacity",
            "At a glance",
        )
    ]
    assert places == sorted(places)


def test_the_description_keeps_its_lines() -> None:
    made = report_files.render_html(snapshot_of(), TicketContext(words="one\n  two\n\n<b>three")).decode()
    assert "one<br>\n  two<br>\n<br>\n&lt;b&gt;three" in made


def test_a_run_shows_before_steps_after_and_undo() -> None:
    before = CheckResult(
        "disk-full", CheckState.FOUND, Finding(N_("The disk is full."), evidence={"free": "1 GB"})
    )
    steps = [
        StepResult("clean-cache", "done", Undo.IMPOSSIBLE, "3 files"),
        StepResult("move", "done", Undo.DONE),
        StepResult("stop", "failed", Undo.POSSIBLE),
    ]
    after = CheckResult("disk-full", CheckState.HEALTHY)
    run = FixRun("r", "disk-full", Outcome.NOT_FIXED, before, steps, after, NOW, NOW + timedelta(seconds=8))
    told = shown(story=TicketContext(runs=[run], titles={"disk-full": "The disk is nearly full"}))
    for text in (
        "The disk is nearly full not fixed disk-full", "8 s", "problem found – The disk is full.",
        "free: 1 GB",
        "clean cache: done (can't be undone)", "3 files", "move: done (was undone)",
        "stop: failed (can be undone)",
        "After no problem found",
    ):  # fmt: skip
        assert text in told


def test_checks_without_a_fix_are_listed_too() -> None:
    look = CheckResult("net-dns", CheckState.INCONCLUSIVE, reason=N_("No answer."))
    told = shown(story=TicketContext(looks=[look], said={"Restarted the router": "did not help"}))
    assert "net-dns couldn't be checked – No answer." in told
    assert "Restarted the router did not help (the user says)" in told


def test_what_is_missing_says_why_and_has_its_place() -> None:
    made = report_files.render_html(
        snapshot_of(SnapshotSection("printers", False, 4, reason="gone fishing"))
    ).decode()
    assert 'id="s-printers"><dt>Printers</dt><dd>gone fishing</dd>' in made


def test_changes_are_counted_and_the_first_stand_open() -> None:
    items = [SnapshotChange("a", "programs", ChangeType.ADDED, f"p{n}", None, "1") for n in range(9)]
    items += [SnapshotChange("n", "gateway", ChangeType.CHANGED, "", "old", None)]
    told = shown(changes=SnapshotChanges(NOW, items, left_out=30))
    assert "30 more are not listed." in told
    assert "programs: 9 added; gateway: 1 changed" in told
    assert "4 more" in told
    assert "Gateway – old → –" in told


@pytest.mark.parametrize(
    ("changes", "said"),
    [(None, "Not compared"), (SnapshotChanges(NOW), "No relevant changes since 2026-03-01 12:00 UTC")],
)
def test_no_change_is_told_as_what_it_is(changes: SnapshotChanges | None, said: str) -> None:
    assert said in shown(changes=changes)


def test_a_healthy_computer_is_said_to_be_one() -> None:
    assert "No key findings" in shown()


def test_the_raw_data_is_in_the_page() -> None:
    taken = snapshot_of(SnapshotSection("x", True, 1, [Item("a", "<b>&amp;")]))
    told = next(parse(report_files.render_html(taken)).iter("pre")).text
    assert told == report_files.render_json(taken).decode()


def test_facts_of_one_name_stand_under_one_head() -> None:
    told = shown(
        SnapshotSection("network", True, 1, [Item("name server", "ip-1"), Item("name server", "ip-2")])
    )
    assert "Name server ip-1 ip-2" in told


def test_a_chart_says_the_same_in_words() -> None:
    load = SnapshotSection("load", True, 1, [Item("processor", 42, "%"), Item("memory use", 91, "%"),
                                     Item("swap", 4_000, "B"), Item("swap used", 1_000, "B")])  # fmt: skip
    columns = [Column("station"), Column("try"), Column("time", "ms")]
    tries = FactTable("latency", columns, [["gateway", 1, 2.0], ["gateway", 2, None]])
    hours = FactTable(
        "errors by hour", [Column("hour"), Column("errors")], [["2026-03-01T10:00:00Z", 7], ["x", 0]]
    )
    made = report_files.render_html(
        snapshot_of(
            load,
            SnapshotSection("reachability", True, 1, [tries]),
            SnapshotSection("errors", True, 1, [hours]),
        )
    )
    told = " ".join(words(parse(made)).split())
    for text in (
        "Processor 42 %",
        "Memory 91 %",
        "Swap 25 %",
        "Gateway 2–2 ms, 50 % lost",
        "7 errors, the most (7) in the hour from 10:00 UTC; full height is 7",
    ):
        assert text in told
    assert b'class="bad" fill="#c0322b" x="0" y="0" width="145.6"' in made


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -1e308, 10**300, True, "x", None])
def test_a_chart_of_nonsense_is_no_crash(value: Scalar) -> None:
    load = SnapshotSection(
        "load", True, 1, [Item(name, value) for name in ("processor", "memory use", "swap", "swap used")]
    )
    rows = [[value] * 8]
    tables = [
        FactTable("latency", [Column("station"), Column("try"), Column("time")], [[value] * 3]),
        FactTable("stations", [Column(n) for n in ("station", "lost", "median", *"abcde")], rows),
    ]
    volumes = FactTable("volumes", [Column(n) for n in ("mount point", "used", "free", *"abcde")], rows)
    hours = FactTable("errors by hour", [Column("hour"), Column("errors")], [[value, value]])
    sections = [load, SnapshotSection("reachability", True, 1, tables), SnapshotSection("disks", True, 1, [volumes]),  # noqa: E501
                SnapshotSection("errors", True, 1, [hours, Item("errors in the last 24 hours", value)])]  # fmt: skip  # noqa: E501
    assert faults(parse(report_files.render_html(snapshot_of(*sections)))) == []


def test_a_broken_table_is_no_crash() -> None:
    table = FactTable("volumes", [Column("mount point")], [["/"]])
    assert "/" in shown(SnapshotSection("disks", True, 1, [table]))


def test_the_page_without_its_style_reads_well() -> None:
    """Where a viewer takes the style away, drawings keep their colours and nothing is glued together."""
    made = report_files.render_html(
        snapshot_of(SnapshotSection("load", True, 12, [Item("processor", 42, "%")])),
        TicketContext(reference="K7F-3QX"),
    ).decode()
    for rectangle in re.findall(r"<(?:rect|path) [^>]*>", made):
        assert 'fill="#' in rectangle
    for drawing in re.findall(r"<svg [^>]*>", made):
        assert re.search(r' width="\d+" height="\d+"', drawing)
    assert "<h2>Load</h2>" in made
    assert made.index("K7F-3QX</strong>") < made.index("<h2>Load</h2>") < made.index("<nav"), (
        "contents come last"
    )


def test_values_read_as_people_write_them() -> None:
    said = [
        Item("memory", 16_000_000_000, "B"),
        Item("uptime", 3 * 86400 + 7200, "s"),
        Item("started", "2026-03-01T11:00:05+00:00"),
        Item("pending", False),
        Item("load", 12, "%"),
        Item("offset", -400, "s"),
        Item("drift", 0.25, "s"),
    ]
    told = shown(SnapshotSection("x", True, 1, said))
    for text in ("Memory 16.0\N{NO-BREAK SPACE}GB", "3 d 2 h", "2026-03-01 11:00:05 UTC", "Pending no",
                 "12 %",                 "-6 min", "0.25 s"):  # fmt: skip
        assert text.replace("\N{NO-BREAK SPACE}", " ") in told.replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2026-03-01T11:00:05Z", "2026-03-01 11:00:05 UTC"),
        ("2026-03-01T00:30:05.123456+01:00", "2026-02-28 23:30:05 UTC"),
        ("2026-13-01T11:00:05Z", "2026-13-01T11:00:05Z"),
        ("0001-01-01T00:00:00+01:00", "0001-01-01T00:00:00+01:00"),
        ("at 2026-03-01T11:00:05Z", "at 2026-03-01T11:00:05Z"),
    ],
)
def test_times_are_shown_in_utc(written: str, said: str) -> None:
    assert f"Started {said}" in shown(SnapshotSection("x", True, 1, [Item("started", written)]))


def test_a_column_that_says_nothing_is_left_out() -> None:
    table = FactTable("drives", [Column("drive"), Column("hours", "h"), Column("health")],
                  [["a", None, "good"], ["b", None, ""]])  # fmt: skip
    told = shown(SnapshotSection("disks", True, 1, [table]))
    assert "Drive Health a good b –" in told
    empty = FactTable("all", [Column("x")], [[None]])
    assert "X –" in shown(SnapshotSection("disks", True, 1, [empty])), "rows are never lost"


def test_an_hour_that_was_not_read_is_no_hour_without_errors() -> None:
    hours = [["2026-03-01T09:00:00Z", None], ["2026-03-01T10:00:00Z", 0], ["2026-03-01T11:00:00Z", 3]]
    table = FactTable("errors by hour", [Column("hour"), Column("errors")], hours)
    made = report_files.render_html(snapshot_of(SnapshotSection("errors", True, 1, [table])))
    assert "1 of 3 hours were not read" in " ".join(words(parse(made)).split())
    assert made.count(b'class="track"') == 2
    assert "09:00 UTC 10:00 UTC 11:00 UTC" in " ".join(words(parse(made)).split())


@pytest.mark.parametrize(
    ("ahead", "said"), [(60, "12:00 UTC, 13:00 local time"), (0, ""), (10**9, ""), ("x", "")]
)
def test_the_moment_is_also_told_by_the_clock_of_the_person(ahead: Scalar, said: str) -> None:
    told = shown(SnapshotSection("language", True, 1, [Item("ahead of UTC", ahead, "min")]))
    assert (said in told) if said else "local time" not in told


def test_missing_comparison_does_not_precede_key_findings() -> None:
    full = SnapshotSection("load", True, 1, [Item("processor", 300, "%")])
    change = [SnapshotChange("a", "programs", ChangeType.ADDED, "Edge", None, "1")]
    for changes, first in (
        (None, "notices"),
        (SnapshotChanges(NOW), "notices"),
        (SnapshotChanges(NOW, change), "changed"),
    ):
        made = report_files.render_html(snapshot_of(full, changes=changes)).decode()
        places = {made.index(f'id="{id_}"'): id_ for id_ in ("notices", "changed")}
        assert places[min(places)] == first


def test_the_contents_follow_the_order_of_the_page() -> None:
    tree = parse(
        report_files.render_html(snapshot_of(SnapshotSection("load", True, 1, [Item("processor", 3, "%")])))
    )
    linked = [e.attrib["href"].removeprefix("#") for e in tree.find(".//nav").iter("a")]
    ids = [e.attrib["id"] for e in tree.iter() if "id" in e.attrib]
    assert linked == [id_ for id_ in ids if id_ in linked]
    assert linked[:2] == ["notices", "changed"]


def test_sections_with_nothing_to_tell_share_one_card() -> None:
    sections = [
        SnapshotSection("usb", True, 1, [Item("note", "No USB socket <b>here</b>.")]),
        SnapshotSection("network-drives", True, 1, [Item("network drives", 0)]),
        SnapshotSection("load", True, 1, [Item("processor", 3, "%")]),
    ]
    tree = parse(report_files.render_html(snapshot_of(*sections)))
    (card,) = [e for e in tree.iter("section") if e.attrib.get("id") == "also"]
    told = " ".join("".join(card.itertext()).split())
    assert told == "Nothing to reportUSBNo USB socket <b>here</b>.Network drivesNetwork drives: 0"
    assert {"s-usb", "s-network-drives"} <= {e.attrib.get("id") for e in card.iter("div")}
