"""Computes the charts of the report page; ``resources/templates/report_glance.html`` draws them as SVG.

Each chart has a text with the same data.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from selfhelp.report.snapshot_facts import FactRow, SnapshotFacts
from selfhelp.report.value_format import format_value

BAR_WIDTH = 160
"""Width of a full bar, in SVG units."""

HIGH, FULL = 75, 90
"""Percentages from which a bar is drawn as high, and as full."""

COLOURS: Mapping[str, str] = {"track": "#e3e7ee", "fine": "#2563b8", "high": "#b26a00", "bad": "#c0322b"}

DISKS = 8
"""Maximum number of volumes drawn; the section lists them all."""

STATIONS, TRIES = 4, 12
"""Maximum numbers of stations drawn, and of measurements for each."""

HOURS = ("errors", "errors by hour")
"""IDs of the section and the table that contain the error timeline."""

SLOW = 100.0
"""Latency of a full-height column, in milliseconds, unless a measured value is higher."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A percentage, drawn as a bar that is full at 100 %.

    Attributes:
        name: name of the measured quantity.
        width: width of the filled part, at most `BAR_WIDTH`.
        level: severity, a key of `COLOURS`.
        percent: the share as text; a load may exceed 100 %.
        detail: the total the share refers to; "" if unknown.
    """

    name: str
    width: float
    level: str
    percent: str
    detail: str


@dataclass(frozen=True, slots=True)
class StationLatency:
    """The latencies of one station, drawn as columns of a chart that is 24 units high.

    Attributes:
        name: the station's name.
        columns: position and height of each column; the height is None if there was no reply.
        width: width of the drawing, in SVG units.
        summary: the same data as text.
    """

    name: str
    columns: Sequence[tuple[float, float | None]]
    width: float
    summary: str


@dataclass(frozen=True, slots=True)
class ErrorTimeline:
    """The number of logged errors in each of the last 24 hours, oldest first.

    Attributes:
        columns: position of each hour and its share of the worst hour; hours that weren't read are omitted,
            because unknown isn't the same as none.
        width: width of the drawing, in SVG units.
        summary: the same data as text.
        axis: the labels of the first, middle and last hour.
    """

    columns: Sequence[tuple[float, float]]
    width: float
    summary: str
    axis: Sequence[str]


@dataclass(frozen=True, slots=True)
class Charts:
    """All charts of a snapshot."""

    bars: Sequence[Bar]
    stations: Sequence[StationLatency]
    timeline: ErrorTimeline | None

    def __bool__(self) -> bool:
        """Return whether the snapshot has data for at least one chart."""
        return bool(self.bars or self.stations or self.timeline)


def build_charts(facts: SnapshotFacts) -> Charts:
    """Return the charts that can be drawn from a snapshot's facts."""
    return Charts(list(_iter_bars(facts)), list(_iter_station_latencies(facts)), _build_error_timeline(facts))


def _iter_bars(facts: SnapshotFacts) -> Iterator[Bar]:
    for name, key in (("Processor", "processor"), ("Memory", "memory use")):
        share = facts.find_number("load", key)
        if share is not None:
            yield _build_bar(
                name,
                share,
                _format_memory_size(facts) if name == "Memory" else _find_averaging_period(facts),
            )
    swap, swapped = facts.find_number("load", "swap"), facts.find_number("load", "swap used")
    if swap and swapped is not None:
        yield _build_bar("Swap", 100 * swapped / swap, f"of {format_value(round(swap), 'B')}")
    for row in facts.list_table_rows("disks", "volumes")[:DISKS]:
        used, free = row.get_number("used"), row["free"]
        if used is not None:
            detail = f"{format_value(free, 'B')} free" if free else ""
            yield _build_bar(f"Disk {row.get_text('mount point')}", used, detail)


def _format_memory_size(facts: SnapshotFacts) -> str:
    size = facts.find_value("load", "memory")
    return f"of {format_value(size, 'B')}" if size else ""


def _find_averaging_period(facts: SnapshotFacts) -> str:
    """Return the averaging period of the processor load; the load itself may exceed 100 %."""
    return facts.find_text("load", "processor averaged over")


def _build_bar(name: str, share: float, detail: str) -> Bar:
    width = round(BAR_WIDTH * min(max(share, 0), 100) / 100, 1)
    level = "bad" if share >= FULL else "high" if share >= HIGH else "fine"
    return Bar(name, width, level, f"{share:.0f} %", detail)


def _iter_station_latencies(facts: SnapshotFacts) -> Iterator[StationLatency]:
    tries: dict[str, list[float | None]] = {}
    for row in facts.list_table_rows("reachability", "latency"):
        tries.setdefault(row.get_text("station"), []).append(row.get_number("time"))
    stations = {row.get_text("station"): row for row in facts.list_table_rows("reachability", "stations")}
    for name, times in list(tries.items())[:STATIONS]:
        yield _build_station_latency(name, times[:TRIES], stations.get(name))


def _build_station_latency(name: str, times: Sequence[float | None], row: FactRow | None) -> StationLatency:
    known = [time for time in times if time is not None]
    top = max([SLOW, *known])
    columns = [
        (16 * number, None if time is None else max(2.0, 24 * time / top))
        for number, time in enumerate(times)
    ]
    answered = f"{min(known):g}–{max(known):g} ms" if known else "no answer"
    lost = row.get_number("lost") if row else 100 * times.count(None) / len(times)
    return StationLatency(name.capitalize(), columns, 16 * len(times), f"{answered}, {lost or 0:.0f} % lost")


def _build_error_timeline(facts: SnapshotFacts) -> ErrorTimeline | None:
    hours = [(row.get_text("hour"), row.get_number("errors")) for row in facts.list_table_rows(*HOURS)]
    known = [number for _, number in hours if number is not None]
    if not any(known):
        return None
    most = max(known)
    columns = [(20 * place, number / most) for place, (_, number) in enumerate(hours) if number is not None]
    axis = [_format_axis_time(hours[place][0]) for place in (0, len(hours) // 2, -1)]
    return ErrorTimeline(columns, 20 * len(hours), _summarise_timeline(hours, known, most), axis)


def _summarise_timeline(
    hours: Sequence[tuple[str, float | None]], known: Sequence[float], most: float
) -> str:
    when = next(_format_axis_time(hour) for hour, number in hours if number == most)
    words = (
        f"{sum(known):.0f} errors, the most ({most:.0f}) in the hour from {when}; full height is {most:.0f}"
    )
    unread = len(hours) - len(known)
    return f"{words}; {unread} of {len(hours)} hours were not read" if unread else words


_TIMESTAMP_LENGTH = len("2026-11-24 14:05:00 UTC")


def _format_axis_time(written: str) -> str:
    """Return hour and minute of a timestamp in UTC; text that isn't a timestamp is unchanged."""
    said = format_value(written)
    return f"{said[11:16]} UTC" if said.endswith(" UTC") and len(said) == _TIMESTAMP_LENGTH else said
