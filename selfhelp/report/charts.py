"""Draws the charts of the page as inline SVG; the words beside each drawing say the same.

Colours stand as attributes, so that a drawing is right where a viewer takes the style sheet away; the
style sheet overrules them for dark screens.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from selfhelp.report.facts import FactRow, SnapshotFacts
from selfhelp.report.markup import escape, format_clock, format_value

BAR = 160
"""Width of a bar in its own units."""

HIGH, FULL = 75, 90
"""Per cent from which a bar is coloured."""

COLOURS: Mapping[str, str] = {"track": "#e3e7ee", "fine": "#2563b8", "high": "#b26a00", "bad": "#c0322b"}

DISKS = 8
"""Volumes that are drawn; the section has them all."""

STATIONS, TRIES = 4, 12
"""Stations and tries of each that are drawn."""

HOURS = ("errors", "errors by hour")
"""Section and table of the timeline."""

SLOW = 100.0
"""Milliseconds at which a column of latency is full height, unless one is higher."""


def render_charts(facts: SnapshotFacts) -> str:
    """Return the section with everything that can be drawn, or "" where there is nothing."""
    bars = "".join(_bars(facts))
    grown = "".join((_latency(facts), _timeline(facts)))
    if not bars and not grown:
        return ""
    listed = f'<dl class="bars">{bars}</dl>' if bars else ""
    return f'<section class="charts" id="glance"><h2>At a glance</h2>{listed}{grown}</section>'


def _bars(facts: SnapshotFacts) -> Iterator[str]:
    for name, key in (("Processor", "processor"), ("Memory", "memory use")):
        share = facts.find_number("load", key)
        if share is not None:
            yield _bar(name, share, _memory(facts) if name == "Memory" else _over(facts))
    swap, swapped = facts.find_number("load", "swap"), facts.find_number("load", "swap used")
    if swap and swapped is not None:
        yield _bar("Swap", 100 * swapped / swap, f"of {format_value(round(swap), 'B')}")
    for row in facts.table_rows("disks", "volumes")[:DISKS]:
        used, free = row.number_in("used"), row["free"]
        if used is not None:
            yield _bar(
                f"Disk {row.text_in('mount point')}", used, f"{format_value(free, 'B')} free" if free else ""
            )


def _memory(facts: SnapshotFacts) -> str:
    size = facts.find_value("load", "memory")
    return f"of {format_value(size, 'B')}" if size else ""


def _over(facts: SnapshotFacts) -> str:
    """Return over which time the processor's figure is meant: a load of a minute may be over 100 %."""
    return facts.find_text("load", "processor averaged over")


def _bar(name: str, share: float, detail: str) -> str:
    """Draw one share in per cent."""
    width = round(BAR * min(max(share, 0), 100) / 100, 1)
    level = "bad" if share >= FULL else "high" if share >= HIGH else "fine"
    drawing = (
        f'<svg class="bar" viewBox="0 0 {BAR} 8" width="{BAR}" height="8" preserveAspectRatio="none"'
        f' aria-hidden="true">{_rectangle("track", 0, 0, BAR, 8)}{_rectangle(level, 0, 0, width, 8)}</svg>'
    )
    more = f" <small>{escape(detail)}</small>" if detail else ""
    return f"<div><dt>{escape(name)}</dt><dd>{drawing} <b>{share:.0f} %</b>{more}</dd></div>"


def _rectangle(kind: str, x: float, y: float, width: float, height: float) -> str:
    box = f'x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}"'
    return f'<rect class="{kind}" fill="{COLOURS[kind]}" {box}/>'


# -- latency ---------------------------------------------------------------------------------------


def _latency(facts: SnapshotFacts) -> str:
    """Draw every try to every station as a column; a lost one is a mark at the foot."""
    tries: dict[str, list[float | None]] = {}
    for row in facts.table_rows("reachability", "latency"):
        tries.setdefault(row.text_in("station"), []).append(row.number_in("time"))
    stations = {row.text_in("station"): row for row in facts.table_rows("reachability", "stations")}
    drawn = list(tries.items())[:STATIONS]
    lines = "".join(_station(name, times[:TRIES], stations.get(name)) for name, times in drawn)
    note = "each column is one try; a red dash was not answered; full height is the slowest, at least 100 ms"
    return f'<h3>Latency <small>{note}</small></h3><dl class="bars">{lines}</dl>' if lines else ""


def _station(name: str, times: Sequence[float | None], row: FactRow | None) -> str:
    known = [time for time in times if time is not None]
    top = max([SLOW, *known])
    columns = [
        (16 * number, None if time is None else max(2.0, 24 * time / top))
        for number, time in enumerate(times)
    ]
    drawn = "".join(
        _rectangle("bad", x, 22, 12, 2) if height is None else _rectangle("fine", x, 24 - height, 12, height)
        for x, height in columns
    )
    width = 16 * len(times)
    said = [f"{min(known):g}–{max(known):g} ms"] if known else ["no answer"]
    lost = row.number_in("lost") if row else 100 * times.count(None) / len(times)
    said.append(f"{lost or 0:.0f} % lost")
    return (
        f"<div><dt>{escape(name.capitalize())}</dt><dd>"
        f'<svg class="columns" viewBox="0 0 {width} 24" width="{width}" height="24" aria-hidden="true">'
        f"{drawn}</svg>"
        f" <b>{escape(', '.join(said))}</b></dd></div>"
    )


# -- errors over a day -----------------------------------------------------------------------------


def _timeline(facts: SnapshotFacts) -> str:
    """Draw how many errors the system wrote down in each of the last 24 hours, the oldest on the left.

    An hour that was not read has no column at all: it is not known, and that is not the same as no error.
    """
    hours = [(row.text_in("hour"), row.number_in("errors")) for row in facts.table_rows(*HOURS)]
    known = [number for _, number in hours if number is not None]
    if not any(known):
        return ""
    most = max(known)
    drawn = "".join(
        _hour(20 * place, number / most) for place, (_, number) in enumerate(hours) if number is not None
    )
    words = _told(hours, known, most)
    width = 20 * len(hours)
    return (
        '<h3>Errors over the last 24 hours</h3><figure><svg class="timeline" role="img"'
        f' aria-label="{escape(words)}" viewBox="0 0 {width} 48" width="{width}" height="48"'
        f' preserveAspectRatio="none">{drawn}</svg>{_axis(hours)}'
        f"<figcaption>{escape(words)}</figcaption></figure>"
    )


def _hour(x: float, share: float) -> str:
    return _rectangle("track", x, 0, 16, 48) + _rectangle("fine", x, 48 - 48 * share, 16, 48 * share)


def _told(hours: Sequence[tuple[str, float | None]], known: Sequence[float], most: float) -> str:
    """Return in words what the drawing shows."""
    when = next(format_clock(hour) for hour, number in hours if number == most)
    words = (
        f"{sum(known):.0f} errors, the most ({most:.0f}) in the hour from {when}; full height is {most:.0f}"
    )
    unread = len(hours) - len(known)
    return f"{words}; {unread} of {len(hours)} hours were not read" if unread else words


def _axis(hours: Sequence[tuple[str, float | None]]) -> str:
    """Return the moments under the drawing: its first hour, the middle, its last."""
    marks = (hours[0][0], hours[len(hours) // 2][0], hours[-1][0])
    return (
        f'<div class="axis">{"".join(f" <span>{escape(format_clock(hour))}</span>" for hour in marks)}</div>'
    )
