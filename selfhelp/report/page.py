"""Builds report.html for technicians: computes the values that the templates display."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta

from selfhelp.core import ticket_reference
from selfhelp.core.model import (
    CheckState,
    FactTable,
    FixRun,
    Item,
    Outcome,
    Snapshot,
    SnapshotChanges,
    SnapshotSection,
    Undo,
)
from selfhelp.report.charts import BAR_WIDTH, COLOURS, Charts, build_charts
from selfhelp.report.findings import CHECKS, FIRST, find_key_findings
from selfhelp.report.html_templates import render_template
from selfhelp.report.key_finding import FindingUrgency
from selfhelp.report.run_descriptions import (
    describe_check,
    describe_check_and_reason,
    describe_run_outcome,
    format_id_as_words,
    format_title_with_id,
    sort_problems_first,
)
from selfhelp.report.snapshot_facts import SnapshotFacts
from selfhelp.report.ticket_context import TicketContext
from selfhelp.report.ticket_text import format_key_finding
from selfhelp.report.value_format import format_label, format_value, remove_empty_columns

DAY = 24 * 60
"""Minutes in a day; a larger time zone offset is invalid."""

NOTE = "note"
"""Name of a fact whose value is a complete sentence."""

QUIET = 4
"""Width of the blank margin around a QR code, in modules (ISO/IEC 18004)."""

_PARTS = {
    "words": "The user’s description",
    "changed": "What changed",
    "notices": "Key findings",
    "tried": "What was tried",
    "glance": "At a glance",
    "missing": "Not available",
}
"""Titles of the parts before the sections; each has its own template."""

TEMPLATES = (
    "report.html",
    "page.html",
    *(f"report_{part}.html" for part in ("changed", "notices", "glance", "sections")),
)
"""Templates used for nearly every report page."""

_SEVERE = frozenset({FindingUrgency.LOSS, FindingUrgency.BLOCKED, FindingUrgency.UNSAFE})

_CONSTANTS: Mapping[str, object] = {
    "BAR_WIDTH": BAR_WIDTH,
    "CHECKS": CHECKS,
    "COLOURS": COLOURS,
    "GOOD": frozenset({Outcome.HEALTHY, Outcome.FIXED}),
    "OPEN_ROWS": 12,  # a longer table is folded; in print everything is open
    "PARTS": _PARTS,
    "SEVERE": _SEVERE,
    "SHOWN_CHANGES": 6,  # the others are folded
    "SHOWN_FINDINGS": FIRST,
    "UNDO": {
        Undo.POSSIBLE: "can be undone",
        Undo.DONE: "was undone",
        Undo.IMPOSSIBLE: "can't be undone",
    },
    "URGENCY": {
        FindingUrgency.LOSS: "data at risk",
        FindingUrgency.BLOCKED: "blocked",
        FindingUrgency.UNSAFE: "unprotected",
        FindingUrgency.FAILING: "failing",
        FindingUrgency.SLOW: "slow",
        FindingUrgency.NOTE: "note",
    },
}


@dataclass(frozen=True, slots=True)
class _QrCodePath:
    """A QR code as an SVG path, and the width of its square including the margin, in modules."""

    path: str
    size: int


def render_page(snapshot: Snapshot, story: TicketContext, raw: str) -> str:
    """Return the whole page as HTML.

    Args:
        snapshot: redacted.
        story: the ticket's other content, without secrets.
        raw: report.json, embedded in the page: a desk may reject JSON files, and links between attachments
            don't work in a desk's viewer.
    """
    facts = SnapshotFacts(snapshot)
    found = [
        finding
        for finding in find_key_findings(snapshot, story.category, story.looks, story.limits)
        if format_key_finding(finding) not in story.left_out
    ]
    told = [section for section in snapshot.sections if section.ok]
    charts = build_charts(facts)
    values = {
        **_CONSTANTS,
        **_list_template_functions(),
        "snapshot": snapshot,
        "story": story,
        "raw": raw,
        "parts": _list_page_parts(snapshot, story, charts),
        "qr": _draw_qr_code(story.reference) if story.reference else None,
        "local_time": _format_local_time(snapshot, facts),
        "tiles": _summarise_computer(facts),
        "found": found,
        "marked": [finding.section for finding in found],
        "looks": _list_page_checks(story),
        "glance": charts,
        "missing": [section for section in snapshot.sections if not section.ok],
        "sections": [section for section in told if not _is_single_fact(section)],
        "short": [(section, _format_single_fact(section)) for section in told if _is_single_fact(section)],
        "slowest": max(snapshot.sections, key=lambda section: section.ms, default=None),
    }
    return render_template("report.html", story.heading or "Computer report", values)


def _list_template_functions() -> Mapping[str, object]:
    """Return the functions that the templates call."""
    return {
        function.__name__: function
        for function in (
            describe_check,
            describe_run_outcome,
            format_id_as_words,
            compute_duration_seconds,
            map_facts_by_name,
            is_item_unknown,
            summarise_changes,
            list_tables,
            find_urgency_style,
        )
    }


def _list_page_parts(snapshot: Snapshot, story: TicketContext, charts: Charts) -> Sequence[str]:
    """Return the names of the page's parts in display order; changes come first if there are any."""
    changed = bool(snapshot.changes and snapshot.changes.items)
    there = {
        "words": bool(story.words.strip() or story.list_impact_answers()),
        **({"changed": True, "notices": True} if changed else {"notices": True, "changed": True}),
        "tried": bool(story.runs or story.looks or story.said),
        "glance": bool(charts),
        "missing": any(not section.ok for section in snapshot.sections),
    }
    return [part for part, shown in there.items() if shown]


def _draw_qr_code(text: str) -> _QrCodePath:
    """Return a QR code as an SVG path, one unit square per dark module."""
    rows = ticket_reference.make_qr_matrix(text)
    path = "".join(
        f"M{x + QUIET} {y + QUIET}h1v1h-1z"
        for y, row in enumerate(rows)
        for x, dark in enumerate(row)
        if dark
    )
    return _QrCodePath(path, len(rows) + 2 * QUIET)


def _format_local_time(snapshot: Snapshot, facts: SnapshotFacts) -> str:
    """Return the snapshot's time in the user's time zone; "" if the zone is unknown."""
    ahead = facts.find_number("language", "ahead of UTC")
    if not ahead or abs(ahead) > DAY:
        return ""
    return f", {snapshot.created.astimezone(UTC) + timedelta(minutes=ahead):%H:%M} local time"


def _summarise_computer(facts: SnapshotFacts) -> Sequence[tuple[str, str]]:
    """Return names and values of the computer's main facts; unknown facts are omitted."""
    uptime = facts.find_number("system", "uptime")
    system, build = facts.find_text("system", "operating system"), facts.find_text("system", "build")
    tiles = (
        ("Computer", facts.find_text("system", "name")),
        ("Model", " ".join(facts.find_text("system", part) for part in ("maker", "model")).strip()),
        ("System", f"{system}, build {build}" if system and build else system or build),
        ("Running for", "" if uptime is None else format_value(int(uptime), "s")),
        ("Processor", facts.find_text("hardware", "processor")),
    )
    return [(name, value) for name, value in tiles if value]


def _list_page_checks(story: TicketContext) -> Sequence[tuple[str, str, bool]]:
    """Return title, result and problem flag of each check outside a fix and each observation."""
    checks = [
        (
            format_title_with_id(story.titles, look.id),
            describe_check_and_reason(look),
            look.state is CheckState.FOUND,
        )
        for look in sort_problems_first(story.looks)
    ]
    said = [(what, f"{answer} (the user says)", False) for what, answer in story.said.items()]
    return [*checks, *said]


def _is_single_fact(section: SnapshotSection) -> bool:
    """Return whether a section has a single fact that states an absence, such as no Bluetooth.

    The page shows all such sections on one card.
    """
    only = section.items[0] if len(section.items) == 1 else None
    return isinstance(only, Item) and (only.name == NOTE or only.value == 0)


def _format_single_fact(section: SnapshotSection) -> str:
    only = section.items[0]
    assert isinstance(only, Item)  # noqa: S101 - `_is_single_fact` checked
    return (
        str(only.value)
        if only.name == NOTE
        else f"{format_label(only.name)}: {format_value(only.value, only.unit)}"
    )


# -- called by the templates ------------------------------------------------------------------------


def summarise_changes(changes: SnapshotChanges) -> str:
    """Return the numbers of changes by kind: "programs: 3 added, 1 removed; printers: 1 changed"."""
    kinds = Counter((change.kind, change.change) for change in changes.items)
    by_thing: dict[str, list[str]] = {}
    for (what, how), number in kinds.items():
        by_thing.setdefault(what, []).append(f"{number} {how}")
    return "; ".join(f"{what}: {', '.join(parts)}" for what, parts in by_thing.items())


def find_urgency_style(urgency: FindingUrgency) -> str:
    """Return the CSS class for an urgency."""
    return "bad" if urgency in _SEVERE else "other" if urgency is FindingUrgency.NOTE else "high"


def compute_duration_seconds(run: FixRun) -> int:
    """Return a run's duration in seconds; 0 if the clock was set back."""
    return max(0, round((run.ended - run.started).total_seconds()))


def map_facts_by_name(section: SnapshotSection) -> Mapping[str, Sequence[Item]]:
    """Return a section's facts grouped by name; facts of one name (several gateways) share a heading."""
    by_name: dict[str, list[Item]] = {}
    for item in section.items:
        if isinstance(item, Item):
            by_name.setdefault(item.name, []).append(item)
    return by_name


def list_tables(section: SnapshotSection) -> Iterator[FactTable]:
    """Yield a section's tables without empty columns."""
    return (remove_empty_columns(item) for item in section.items if isinstance(item, FactTable))


def is_item_unknown(item: Item) -> bool:
    """Return whether a fact only gives the reason for a missing value; such a fact isn't an alarm."""
    return str(item.value).startswith(("not available", "not readable"))
