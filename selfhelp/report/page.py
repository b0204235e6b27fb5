"""Writes report.html: one page a technician likes to read. No script, nothing loaded, everything escaped."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from selfhelp.model import CheckResult, Column, FixRun, Item, Outcome, Scalar, Section, Snapshot, Table
from selfhelp.places import resource
from selfhelp.report.findings import Facts, notices
from selfhelp.text import ENGLISH

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""Content-Security-Policy: even a mistake in escaping could load and run nothing."""

OPEN_ROWS = 20
"""A longer table is folded; printing unfolds nothing, so what matters stands above it."""

BAR = 160
"""Width of a chart in its own units."""

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)")
"""How collectors and systems write a moment (ISO 8601)."""

GOOD = frozenset({Outcome.HEALTHY, Outcome.FIXED})


def page(snapshot: Snapshot, heading: str, runs: Sequence[FixRun]) -> str:
    """Return the whole page; the snapshot must be redacted."""
    facts = Facts(snapshot)
    title = heading or "Computer report"
    body = [
        f"<header><h1>{_safe(title)}</h1>{_subtitle(snapshot)}</header>",
        _summary(facts),
        _notices(snapshot),
        _charts(facts),
        _runs(runs),
        *(_section(section) for section in snapshot.sections),
        _footer(snapshot),
    ]
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{_safe(POLICY)}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="referrer" content="no-referrer"><meta name="color-scheme" content="light dark">'
        f"<title>{_safe(title)}</title><style>{_style()}</style></head><body><main>\n"
        + "\n".join(part for part in body if part)
        + "\n</main></body></html>\n"
    )


def _style() -> str:
    return resource("report.css").read_text("utf-8")


def _safe(text: object) -> str:
    return html.escape(str(text), quote=True)


def _subtitle(snapshot: Snapshot) -> str:
    when = snapshot.created.astimezone(UTC)
    missing = sum(not section.ok for section in snapshot.sections)
    count = f"{len(snapshot.sections)} sections" + (f", {missing} not available" if missing else "")
    return f"<p>Looked at {when:%Y-%m-%d %H:%M} UTC · {count} · names and addresses are replaced</p>"


def _summary(facts: Facts) -> str:
    shown = (
        ("Computer", facts.value("system", "name")),
        ("Model", " ".join(str(v) for n in ("maker", "model") if (v := facts.value("system", n)))),
        ("System", facts.value("system", "operating system")),
        ("Build", facts.value("system", "build")),
        ("Uptime", _uptime(facts.number("system", "uptime"))),
        ("Processor", facts.value("hardware", "processor")),
    )
    tiles = "".join(f"<div><dt>{name}</dt><dd>{_safe(v)}</dd></div>" for name, v in shown if v)
    return f'<dl class="tiles">{tiles}</dl>' if tiles else ""


def _uptime(seconds: float | None) -> str:
    return "" if seconds is None else _value(int(seconds), "s")


def _notices(snapshot: Snapshot) -> str:
    found = notices(snapshot)
    if not found:
        return '<section class="notices good"><h2>Nothing stands out</h2></section>'
    lines = "".join(
        f'<li><a href="#{_safe(n.section)}">{_safe(n.section)}</a> {_safe(n.text)}</li>' for n in found
    )
    return f'<section class="notices"><h2>What looks wrong</h2><ul>{lines}</ul></section>'


# -- charts ----------------------------------------------------------------------------------------


def _charts(facts: Facts) -> str:
    bars = list(_bars(facts))
    return f'<section class="charts"><h2>At a glance</h2><dl>{"".join(bars)}</dl></section>' if bars else ""


def _bars(facts: Facts) -> Iterator[str]:
    for name, key in (("Processor", "processor"), ("Memory", "memory use")):
        share = facts.number("load", key)
        if share is not None:
            yield _bar(name, share)
    swap, swapped = facts.number("load", "swap"), facts.number("load", "swap used")
    if swap and swapped is not None:
        yield _bar("Swap", 100 * swapped / swap)
    for row in facts.rows("disks", "volumes")[:8]:
        used = row["used"]
        if isinstance(used, int | float):
            yield _bar(f"Disk {row['mount point']}", used, f"{_value(row['free'], 'B')} free")


def _bar(name: str, share: float, detail: str = "") -> str:
    """Draw one share in per cent as inline SVG; the number beside it says the same in words."""
    width = round(BAR * min(max(share, 0), 100) / 100, 1)
    level = "bad" if share >= 90 else "high" if share >= 75 else "fine"
    drawing = (
        f'<svg viewBox="0 0 {BAR} 8" preserveAspectRatio="none" aria-hidden="true">'
        f'<rect class="track" width="{BAR}" height="8"/>'
        f'<rect class="{level}" width="{width}" height="8"/></svg>'
    )
    more = f" <small>{_safe(detail)}</small>" if detail else ""
    return f"<div><dt>{_safe(name)}</dt><dd>{drawing}<b>{share:.0f} %</b>{more}</dd></div>"


# -- what was tried --------------------------------------------------------------------------------


def _runs(runs: Sequence[FixRun]) -> str:
    if not runs:
        return ""
    return f'<section class="runs"><h2>What was tried</h2>{"".join(_run(run) for run in runs)}</section>'


def _run(run: FixRun) -> str:
    mark = "good" if run.outcome in GOOD else "bad"
    steps = "".join(
        f"<li>{_safe(step.name)}: {_safe(step.result)}"
        f"{f' <small>{_safe(step.detail)}</small>' if step.detail else ''}</li>"
        for step in run.steps
    )
    return (
        f'<article><h3>{_safe(run.id)} <span class="pill {mark}">{_safe(run.outcome)}</span></h3>'
        f"<p>{run.started.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC, "
        f"{max(0, round((run.ended - run.started).total_seconds()))} s</p>"
        f"<dl>{_check('Before', run.before)}{_check('After', run.after)}</dl>"
        f"{f'<ol>{steps}</ol>' if steps else '<p>No step was carried out.</p>'}</article>"
    )


def _check(when: str, check: CheckResult | None) -> str:
    if check is None:
        return f"<div><dt>{when}</dt><dd>not checked</dd></div>"
    said = check.finding.summary if check.finding else check.reason
    evidence = check.finding.evidence.items() if check.finding else ()
    facts = "".join(f"<li>{_safe(name)}: {_safe(value)}</li>" for name, value in evidence)
    text = f"{check.state}{f' – {ENGLISH.show(said)}' if said else ''}"
    return f"<div><dt>{when}</dt><dd>{_safe(text)}{f'<ul>{facts}</ul>' if facts else ''}</dd></div>"


# -- sections --------------------------------------------------------------------------------------


def _section(section: Section) -> str:
    heading = f"<h2>{_safe(_title(section.id))} <small>{section.ms} ms</small></h2>"
    if not section.ok:
        content = f'<p class="missing">Not available: {_safe(section.reason)}</p>'
    else:
        content = _facts([i for i in section.items if isinstance(i, Item)]) + "".join(
            _table(i) for i in section.items if isinstance(i, Table)
        )
    return f'<section class="detail" id="{_safe(section.id)}">{heading}{content}</section>'


def _title(name: str) -> str:
    return name[:1].upper() + name[1:].replace("-", " ")


def _facts(items: Sequence[Item]) -> str:
    lines = "".join(
        f"<div><dt>{_safe(_title(i.name))}</dt><dd>{_safe(_value(i.value, i.unit))}</dd></div>" for i in items
    )
    return f'<dl class="facts">{lines}</dl>' if lines else ""


def _table(table: Table) -> str:
    head = "".join(f"<th{_align(c)}>{_safe(_title(c.name))}</th>" for c in table.columns)
    rows = "".join(_row(table.columns, row) for row in table.rows)
    grid = f'<div class="wide"><table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
    if not table.rows:
        return f"<p>{_safe(_title(table.name))}: none</p>"
    fold = "" if len(table.rows) > OPEN_ROWS else " open"
    title = f"{_safe(_title(table.name))} ({len(table.rows)})"
    return f"<details{fold}><summary>{title}</summary>{grid}</details>"


def _row(columns: Sequence[Column], row: Sequence[Scalar]) -> str:
    cells = zip(columns, row, strict=True)
    return "<tr>" + "".join(f"<td{_align(c)}>{_safe(_value(v, c.unit))}</td>" for c, v in cells) + "</tr>"


def _align(column: Column) -> str:
    return ' class="n"' if column.unit else ""


def _value(value: Scalar, unit: str = "") -> str:
    """Return a value as a technician reads it: 1.2 GB, 3 d 4 h, yes."""
    if value is None or value == "":
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return _moment(value) if MOMENT.fullmatch(value) else value
    if unit == "B":
        return ENGLISH.size(int(value))
    if unit == "s":
        return _span(int(value))
    return f"{value:g}" if not unit and isinstance(value, float) else f"{value} {unit}".strip()


def _moment(value: str) -> str:
    """Return a moment in UTC, to the second so that it can be found in a log."""
    try:
        return f"{datetime.fromisoformat(value).astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    except (ValueError, OverflowError):  # a thirteenth month, or before the year 1
        return value


def _span(seconds: int) -> str:
    days, hours, minutes = seconds // 86400, seconds // 3600 % 24, seconds // 60 % 60
    if days:
        return f"{days} d {hours} h"
    return f"{hours} h {minutes} min" if hours else f"{minutes} min" if minutes else f"{seconds} s"


def _footer(snapshot: Snapshot) -> str:
    slowest = max((section.ms for section in snapshot.sections), default=0)
    return f"<footer>Made by selfhelp. The slowest section took {slowest} ms.</footer>"
