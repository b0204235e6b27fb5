"""Statistics as metrics for an OpenTelemetry collector, by OTLP over HTTP in JSON.

Source: OpenTelemetry Protocol specification 1.x, "OTLP/HTTP" and "JSON Protobuf Encoding" (names in
lowerCamelCase, enumerations as numbers, 64-bit integers as texts), and metrics.proto.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

from selfhelp.core.model import Json
from selfhelp.usage_stats.payload import InstallationStatus, StatsPayload
from selfhelp.usage_stats.week_counts import Counts, WeekCounts, compute_week_bounds, format_iso_week

PATH = "/v1/metrics"
DELTA = 1
"""Value of AGGREGATION_TEMPORALITY_DELTA, as each week is reported separately."""

_SYSTEMS: Mapping[str, str] = MappingProxyType({"macos": "darwin"})
"""Values of ``os.type`` that differ from this app's names (semantic conventions, "OS")."""


def build_request(document: StatsPayload, now: datetime) -> Json:
    """Return the OTLP request as an ExportMetricsServiceRequest.

    Args:
        document: the weeks to send.
        now: the time; only its week is included.
    """
    resource = {
        "service.name": "selfhelp",
        "service.version": document.version,
        "service.instance.id": document.installation,
        "os.type": _SYSTEMS.get(document.platform, document.platform),
    }
    metrics = [metric for week in document.weeks for metric in _iter_metrics(week)]
    metrics += (
        _make_installation_gauges(document.standing, compute_week_bounds(format_iso_week(now))[0])
        if document.standing
        else []
    )
    scope = {"scope": {"name": "selfhelp.usage_stats", "version": document.version}, "metrics": metrics}
    return {
        "resourceMetrics": [{"resource": {"attributes": _to_attributes(resource)}, "scopeMetrics": [scope]}]
    }


def count_rejected(answer: Json) -> int:
    """Return the number of data points that an OTLP collector rejected."""
    try:
        return max(0, int(answer["partialSuccess"]["rejectedDataPoints"]))
    except (KeyError, TypeError, ValueError):
        return 0


def _iter_metrics(week: WeekCounts) -> Iterator[Json]:
    median = {week.delivery: {"tickets": 1}} if week.delivery else {}
    yield from _iter_sum_metrics(week, "selfhelp.fixes", ("fix", "outcome"), _drop_fix_sums(week.fixes))
    yield from _iter_sum_metrics(week, "selfhelp.tickets", ("connector", "outcome"), week.tickets)
    yield from _iter_sum_metrics(week, "selfhelp.helped", ("what", "answer"), week.helped)
    yield from _iter_sum_metrics(week, "selfhelp.delivery.median_minutes", ("bucket", "of"), median)


def _make_installation_gauges(standing: InstallationStatus, when: datetime) -> list[Json]:
    """Return the installation's status as gauges; healthy parts have no data point."""
    numbers = {
        "selfhelp.policy.errors": standing.policy_errors,
        "selfhelp.outbox.waiting": standing.waiting,
    }
    told = [_make_gauge(name, [({}, number)], when) for name, number in numbers.items()]
    parts = [({"part": id_, "state": state}, 1) for id_, state in standing.doctor.items()]
    return [*told, _make_gauge("selfhelp.doctor", parts, when)] if parts else told


def _make_gauge(name: str, values: Sequence[tuple[Mapping[str, str], int]], when: datetime) -> Json:
    points = [
        {
            "attributes": _to_attributes(attributes),
            "timeUnixNano": str(_to_nanoseconds(when)),
            "asInt": str(number),
        }
        for attributes, number in values
    ]
    return {"name": name, "unit": "1", "gauge": {"dataPoints": points}}


def _drop_fix_sums(fixes: Counts) -> Counts:
    """Return the counts without ``tried``; with it, a collector would count every run twice."""
    return {id_: {k: n for k, n in said.items() if k != "tried"} for id_, said in fixes.items()}


def _iter_sum_metrics(week: WeekCounts, name: str, names: tuple[str, str], counts: Counts) -> Iterator[Json]:
    start, end = (str(_to_nanoseconds(moment)) for moment in compute_week_bounds(week.name))
    points = [
        {
            "attributes": _to_attributes(dict(zip(names, (what, outcome), strict=True))),
            "startTimeUnixNano": start,
            "timeUnixNano": end,
            "asInt": str(number),
        }
        for what, said in counts.items()
        for outcome, number in said.items()
        if number
    ]
    if points:
        total = {"aggregationTemporality": DELTA, "isMonotonic": True, "dataPoints": points}
        yield {"name": name, "unit": "1", "sum": total}


def _to_nanoseconds(moment: datetime) -> int:
    return int(moment.timestamp()) * 1_000_000_000


def _to_attributes(values: Mapping[str, str]) -> list[Json]:
    return [{"key": key, "value": {"stringValue": value}} for key, value in values.items()]
