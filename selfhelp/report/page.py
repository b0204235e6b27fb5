"""Writes report.html: one page a technician likes to read. No script, nothing loaded, everything escaped."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Sequence
from datetime import UTC, timedelta

from selfhelp.core.languages import SOURCE_LANGUAGE
from selfhelp.core.model import Column, FactTable, Item, Scalar, Snapshot, SnapshotSection
from selfhelp.core.paths import resource_path
from selfhelp.report import page_header
from selfhelp.report.charts import render_charts
from selfhelp.report.facts import SnapshotFacts
from selfhelp.report.findings import find_key_findings
from selfhelp.report.markup import (
    count_with_noun,
    escape,
    format_moment,
    format_value,
    title,
    without_empty_columns,
)
from selfhelp.report.notice import KeyFinding
from selfhelp.report.ticket_context import TicketContext
from selfhelp.report.ticket_text import format_key_finding

DAY = 24 * 60
"""Minutes: no place on Earth is further from UTC."""

NOTE = "note"
"""The name of a fact that is a sentence of its own."""

OPEN_ROWS = 12
"""A longer table is folded; in print everything is open."""

_LOST = str.maketrans(dict.fromkeys(range(0xD800, 0xE000), "?"))


def render_page(snapshot: Snapshot, story: TicketContext, raw: str) -> str:
    """Return the whole page.

    Args:
        snapshot: redacted.
        story: what the ticket tells besides; without secrets.
        raw: report.json, which goes folded into the page: a desk may refuse a file of that kind, and a link
            to a file beside the page leads nowhere in a desk's viewer.
    """
    facts = SnapshotFacts(snapshot)
    found = [
        n
        for n in find_key_findings(snapshot, story.category, story.looks)
        if format_key_finding(n) not in story.left_out
    ]
    parts = [
        page_header.render_description(story),
        *_first(snapshot, found),
        page_header.render_tried_fixes(story),
        render_charts(facts),
        _missing(snapshot),
        *(_section(section) for section in snapshot.sections if section.ok and not _is_short(section)),
        _also([section for section in snapshot.sections if section.ok and _is_short(section)]),
        _raw(raw),
    ]
    body = "\n".join(part for part in parts if part)
    main = f"<main>\n{_head(snapshot, story, facts)}\n{body}\n{_foot(snapshot)}</main>"
    return render_frame(story.heading or "Computer report", f"{main}\n{_contents(snapshot, body, found)}")


def _first(snapshot: Snapshot, found: Sequence[KeyFinding]) -> Sequence[str]:
    """Return what changed before what stands out, but after it where there is no change to tell."""
    changed, out = page_header.render_changes(snapshot.changes), page_header.render_key_findings(found)
    return (changed, out) if snapshot.changes and snapshot.changes.items else (out, changed)


def render_frame(heading: str, body: str, language: str = SOURCE_LANGUAGE) -> str:
    """Return a whole page around its body, which is escaped already; the heading is not."""
    # The last one to escape: half a surrogate pair would otherwise end the page when it is encoded.
    style = resource_path("report.css").read_text("utf-8")
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(content_security_policy(style))}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="no-referrer"><meta name="color-scheme" content="light dark">'
        f"<title>{escape(heading)}</title><style>{style}</style></head><body>\n{body}\n</body></html>\n"
    ).translate(_LOST)


def content_security_policy(style: str) -> str:
    """Return the Content-Security-Policy: even a mistake in escaping could load, run and restyle nothing.

    The one style sheet is allowed by its hash (W3C, Content Security Policy Level 3, section 2.3.1).
    """
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


# -- around the sections ---------------------------------------------------------------------------


def _head(snapshot: Snapshot, story: TicketContext, facts: SnapshotFacts) -> str:
    heading = escape(story.heading or "Computer report")
    about = f"Looked at {format_moment(snapshot.created)}{_there(snapshot, facts)} · names and addresses are replaced"  # noqa: E501
    return (
        f'<header>{page_header.render_badge(story)}<h1 class="copy">{heading}</h1>'
        f"<p><small>{about}</small></p></header>"
        f"{_tiles(facts)}"
    )


def _there(snapshot: Snapshot, facts: SnapshotFacts) -> str:
    """Return the moment as the person's clock shows it: they say "at three", and a log says UTC."""
    ahead = facts.find_number("language", "ahead of UTC")
    if not ahead or abs(ahead) > DAY:
        return ""
    return f", {snapshot.created.astimezone(UTC) + timedelta(minutes=ahead):%H:%M} where the person is"


def _tiles(facts: SnapshotFacts) -> str:
    """Return what the computer is, in one row."""
    uptime = facts.find_number("system", "uptime")
    shown = (
        ("Computer", facts.find_text("system", "name")),
        ("Model", " ".join(facts.find_text("system", part) for part in ("maker", "model")).strip()),
        (
            "System",
            _joined(facts.find_text("system", "operating system"), facts.find_text("system", "build")),
        ),
        ("Running for", "" if uptime is None else format_value(int(uptime), "s")),
        ("Processor", facts.find_text("hardware", "processor")),
    )
    tiles = "".join(f'<div><dt>{name}</dt><dd class="copy">{escape(v)}</dd></div>' for name, v in shown if v)
    return f'<dl class="card tiles">{tiles}</dl>' if tiles else ""


def _joined(system: str, build: str) -> str:
    return f"{system}, build {build}" if system and build else system or build


_TOP = (
    ("words", "The person’s words"),
    ("changed", "What changed"),
    ("notices", "What stands out"),
    ("tried", "What was tried"),
    ("glance", "At a glance"),
    ("missing", "Not available"),
)


def _contents(snapshot: Snapshot, body: str, found: Sequence[KeyFinding]) -> str:
    """Return the table of contents: beside the page where there is room, folded above it elsewhere."""
    marked = [notice.section for notice in found]
    top = "".join(f'<li><a href="#{id_}">{name}</a></li>' for id_, name in _TOP if f' id="{id_}"' in body)
    rest = "".join(
        _entry(section.id, marked.count(section.id)) for section in snapshot.sections if section.ok
    )
    return (
        '<nav aria-label="Contents"><details><summary>Contents</summary>'
        f'<ul>{top}</ul><ul>{rest}<li><a href="#raw">Raw data</a></li></ul></details></nav>'
    )


def _entry(id_: str, number: int) -> str:
    mark = f' <b title="{count_with_noun(number, "fact")} stand out">{number}</b>' if number else ""
    return f'<li><a href="#s-{escape(id_)}">{escape(title(id_))}</a>{mark}</li>'


def _missing(snapshot: Snapshot) -> str:
    """Return which sections have nothing, and why."""
    missing = [section for section in snapshot.sections if not section.ok]
    if not missing:
        return ""
    lines = "".join(
        f'<div id="s-{escape(s.id)}"><dt>{escape(title(s.id))}</dt><dd>{escape(s.reason)}</dd></div>'
        for s in missing
    )
    return (
        f'<section id="missing"><h2>Not available <small>{count_with_noun(len(missing), "section")}</small></h2>'  # noqa: E501
        f'<dl class="facts">{lines}</dl></section>'
    )


def _raw(raw: str) -> str:
    return (
        '<section class="raw" id="raw"><h2>Raw data</h2><details><summary>report.json, '
        f'{format_value(len(raw.encode()), "B")}</summary><pre class="copy">{escape(raw)}</pre></details></section>'  # noqa: E501
    )


def _foot(snapshot: Snapshot) -> str:
    slowest = max(snapshot.sections, key=lambda section: section.ms, default=None)
    said = f" The slowest section, {slowest.id}, took {slowest.ms} ms." if slowest else ""
    hint = "Click a value to select the whole of it."
    return f"<footer><small>{hint}{escape(said)}</small></footer>"


# -- sections --------------------------------------------------------------------------------------


def _section(section: SnapshotSection) -> str:
    heading = f"<h2>{escape(title(section.id))}</h2>"
    return (
        f'<section class="detail" id="s-{escape(section.id)}">{heading}{"".join(_content(section))}</section>'
    )


def _is_short(section: SnapshotSection) -> bool:
    """Say whether all a section tells is that there is nothing: no Bluetooth here, no network drive."""
    only = section.items[0] if len(section.items) == 1 else None
    return isinstance(only, Item) and (only.name == NOTE or only.value == 0)


def _also(sections: Sequence[SnapshotSection]) -> str:
    """Return one card for all of them: a technician skips one, and would scroll past ten."""
    lines = ""
    for section in sections:
        only = section.items[0]
        assert isinstance(only, Item)  # noqa: S101 - `_is_short` looked
        said = (
            str(only.value)
            if only.name == NOTE
            else f"{title(only.name)}: {format_value(only.value, only.unit)}"
        )
        lines += f'<div id="s-{escape(section.id)}"><dt>{escape(title(section.id))}</dt><dd>{escape(said)}</dd></div>'  # noqa: E501
    return (
        f'<section id="also"><h2>Nothing to tell</h2><dl class="facts">{lines}</dl></section>'
        if lines
        else ""
    )


def _content(section: SnapshotSection) -> Iterator[str]:
    yield _facts([item for item in section.items if isinstance(item, Item)])
    for item in section.items:
        if isinstance(item, FactTable):
            yield _table(item)
    if not section.items:
        yield '<p class="soft">Nothing to tell.</p>'


def _facts(items: Sequence[Item]) -> str:
    """Return the single facts; those of one name (several gateways) stand under one head."""
    by_name: dict[str, list[str]] = {}
    for item in items:
        by_name.setdefault(item.name, []).append(
            f'<dd class="copy{_quiet(item)}">{escape(format_value(item.value, item.unit))}</dd>'
        )
    lines = "".join(
        f"<div><dt>{escape(title(name))}</dt>{''.join(values)}</div>" for name, values in by_name.items()
    )
    return f'<dl class="facts">{lines}</dl>' if lines else ""


def _quiet(item: Item) -> str:
    """Return how a fact is shown that only says why it is not known: it must not look like an alarm."""
    return " soft" if str(item.value).startswith(("not available", "not readable")) else ""


def _table(table: FactTable) -> str:
    if not table.rows:
        return f'<p class="soft">{escape(title(table.name))}: none</p>'
    table = without_empty_columns(table)
    head = "".join(f"<th{_align(c)}>{escape(title(c.name))}</th>" for c in table.columns)
    rows = "".join(_row(table.columns, row) for row in table.rows)
    fold = "" if len(table.rows) > OPEN_ROWS else " open"
    grid = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    summary = f"<summary>{escape(title(table.name))} ({len(table.rows)})</summary>"
    return f'<details{fold}>{summary}<div class="wide">{grid}</div></details>'


def _row(columns: Sequence[Column], row: Sequence[Scalar]) -> str:
    cells = zip(columns, row, strict=True)
    return (
        "<tr>" + "".join(f"<td{_align(c)}>{escape(format_value(v, c.unit))}</td>" for c, v in cells) + "</tr>"
    )


def _align(column: Column) -> str:
    return ' class="n"' if column.unit else ""
