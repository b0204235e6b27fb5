"""Runs all lookaheads, and determines the computer's health from these and the quick checks.

The daily check's results and the figures for trends are stored in ``outlook.json``. So the window shows the
same results as the tray, without running all checks again.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from selfhelp.catalog.discovery import iter_classes
from selfhelp.core import durable_files
from selfhelp.core.model import CheckResult, CheckState, Finding, Json
from selfhelp.core.paths import make_private_folder
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text, text_from_json, text_to_json
from selfhelp.engine.engine import Engine
from selfhelp.engine.health import HealthState, summarise_health
from selfhelp.fixes import Check
from selfhelp.foresight import lookaheads
from selfhelp.foresight.health_subject import HealthSubject, find_subject_of_category
from selfhelp.foresight.lookahead import DailyFigures, ForesightContext, Lookahead
from selfhelp.machine import Machine

FILE = "outlook.json"
LARGEST = 200_000
"""Maximum size of the file in bytes; a larger file isn't from this app."""

KEPT_DAYS = 90
"""Number of days for which daily figures are kept."""

FRESH = timedelta(days=3)
"""Maximum age of the daily check's results for display in the window."""


# -- running ----------------------------------------------------------------------------------------


def load_lookaheads(context: ForesightContext, machine: Machine) -> Mapping[str, Lookahead]:
    """Return the lookaheads enabled by policy and available on this system, by ID."""
    found = (cls(context) for cls in iter_classes(lookaheads, Lookahead))  # type: ignore[type-abstract]
    ours = [one for one in found if one.id not in context.rules.off and machine.platform in one.platforms]
    return {one.id: one for one in sorted(ours, key=lambda one: one.id)}


def run_lookaheads(
    engine: Engine, wanted: Mapping[str, Lookahead], progress: Progress
) -> Sequence[CheckResult]:
    """Return the results of lookaheads run in parallel; distant forecasts count as healthy."""
    return [
        _hide_distant_finding(result) for result in engine.run_all_checks(list(wanted.values()), progress)
    ]


def _hide_distant_finding(result: CheckResult) -> CheckResult:
    far = result.finding is not None and not result.finding.data.get("near")
    return replace(result, state=CheckState.HEALTHY) if far else result


def drop_contradicted_forecasts(
    forecasts: Iterable[CheckResult], checks: Collection[CheckResult], known: Mapping[str, Lookahead]
) -> Sequence[CheckResult]:
    """Return the forecasts that no check contradicts; a check of the same question has precedence."""
    states = {result.id: result.state for result in checks}

    def is_forecast_consistent(result: CheckResult) -> bool:
        ahead = known.get(result.id)
        if ahead is None or not ahead.same or result.state is not CheckState.FOUND:
            return ahead is not None
        return states.get(ahead.beside) is not CheckState.HEALTHY

    return [result for result in forecasts if is_forecast_consistent(result)]


def drop_happened_forecasts(
    forecasts: Iterable[CheckResult], checks: Collection[CheckResult], known: Mapping[str, Lookahead]
) -> Sequence[CheckResult]:
    """Return the uncontradicted forecasts whose problems no check has found yet."""
    found = {result.id for result in checks if result.state is CheckState.FOUND}
    agreeing = drop_contradicted_forecasts(forecasts, checks, known)
    return [one for one in agreeing if one.state is not CheckState.FOUND or known[one.id].beside not in found]


# -- health by subject ------------------------------------------------------------------------------


def is_forecast_urgent(result: CheckResult) -> bool:
    """Return whether a forecast's date is so near that its reminder may be repeated more often."""
    return result.finding is not None and result.finding.data.get("urgent") is True


@dataclass(frozen=True, slots=True)
class SubjectHealth:
    """The health of one subject: its state, and the results that determine it, worst first."""

    subject: HealthSubject
    state: HealthState
    results: Sequence[CheckResult]


def summarise_by_subject(
    results: Sequence[CheckResult], known: Mapping[str, Check]
) -> Sequence[SubjectHealth]:
    """Return the health by subject; subjects without a result on this computer are omitted."""
    found: dict[HealthSubject, list[CheckResult]] = {}
    for result in results:
        if result.id in known and result.state is not CheckState.NOT_OFFERED:
            found.setdefault(find_subject_of_category(known[result.id].category), []).append(result)
    return [
        SubjectHealth(
            subject,
            summarise_health(found[subject], known).state,
            sorted(found[subject], key=_make_severity_key),
        )
        for subject in HealthSubject
        if subject in found
    ]


def check_health(
    engine: Engine, checks: Mapping[str, Check], ahead: Mapping[str, Lookahead], progress: Progress
) -> tuple[HealthState, Sequence[SubjectHealth]]:
    """Run all checks; return the computer's health state, and the health by subject.

    Raises:
        CancelledError: the user cancelled.
    """
    seen = engine.run_all_checks(list(checks.values()), progress)
    results = [*seen, *drop_happened_forecasts(run_lookaheads(engine, ahead, progress), seen, ahead)]
    known = {**checks, **ahead}
    return summarise_health(results, known).state, summarise_by_subject(results, known)


def explain_result(result: CheckResult) -> Text | None:
    """Return the reason for a result, but None for a distant date or without a finding."""
    finding = result.finding
    if finding is None:
        return None
    far = result.state is CheckState.HEALTHY and finding.data.get("due") is not None
    return None if far else finding.meaning


def _make_severity_key(result: CheckResult) -> tuple[int, str]:
    return _RANK[result.state], result.id


_RANK = {CheckState.FOUND: 0, CheckState.INCONCLUSIVE: 1, CheckState.HEALTHY: 2, CheckState.NOT_OFFERED: 3}


# -- storage ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StoredOutlook:
    """The stored results of the daily check: time, forecasts, and daily figures with the oldest first."""

    at: datetime | None = None
    forecasts: Sequence[CheckResult] = ()
    figures: Sequence[DailyFigures] = ()

    def list_fresh_forecasts(self, now: datetime) -> Sequence[CheckResult]:
        """Return the stored forecasts; empty if they are too old, or dated in the future."""
        fresh = self.at is not None and timedelta(0) <= now - self.at < FRESH
        return self.forecasts if fresh else ()


class OutlookStore:
    """Stores one `StoredOutlook`; a damaged or missing file counts as empty."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self) -> StoredOutlook:
        """Return the stored outlook; an empty outlook if the file is missing or damaged."""
        try:
            with durable_files.open_regular_file(self._folder / FILE) as file:
                data = json.loads(file.read(LARGEST))
            at = datetime.fromisoformat(data["at"]).astimezone(UTC) if data["at"] else None
            forecasts = [_result_from_json(one) for one in data["forecasts"][:50]]
            return StoredOutlook(
                at, forecasts, [_figures_from_json(one) for one in data["figures"][-KEPT_DAYS:]]
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError):
            return StoredOutlook()

    def save(self, outlook: StoredOutlook) -> None:
        """Store the outlook.

        Raises:
            OSError: the outlook wasn't written.
        """
        data: Json = {
            "schema": 1,
            "at": outlook.at.isoformat() if outlook.at else None,
            "forecasts": [_result_to_json(one) for one in outlook.forecasts],
            "figures": [[one.day, one.free, one.total] for one in outlook.figures[-KEPT_DAYS:]],
        }
        make_private_folder(self._folder)
        durable_files.write_private_file(self._folder / FILE, json.dumps(data).encode("ascii"))


def add_todays_figures(
    figures: Sequence[DailyFigures], free: int, total: int, now: datetime
) -> Sequence[DailyFigures]:
    """Return the figures with today's figures added; drop later days, which a wrong clock has caused."""
    today = now.astimezone(UTC).date().isoformat()
    return [*(one for one in figures if one.day < today), DailyFigures(today, free, total)][-KEPT_DAYS:]


def _figures_from_json(row: Sequence[Json]) -> DailyFigures:
    day, free, total = row
    return DailyFigures(date.fromisoformat(day).isoformat(), int(free), int(total))


def _result_to_json(result: CheckResult) -> Json:
    finding = result.finding
    return {
        "id": result.id,
        "state": result.state,
        "summary": text_to_json(finding.summary) if finding else None,
        "reason": text_to_json(finding.meaning) if finding and finding.meaning else None,
        "data": dict(finding.data) if finding else {},
    }


def _result_from_json(row: Mapping[str, Json]) -> CheckResult:
    """Return the result in a row of the file. It has no evidence, because evidence may contain names."""
    finding = None
    if row["summary"] is not None:
        reason = _text_from_json(row["reason"]) if row["reason"] is not None else None
        finding = Finding(_text_from_json(row["summary"]), reason, data=_data_from_json(row["data"]))
    return CheckResult(str(row["id"]), CheckState(row["state"]), finding)


def _data_from_json(row: Mapping[str, Json]) -> Mapping[str, Json]:
    days, due = row.get("days"), row.get("due")
    return {
        "due": datetime.fromisoformat(due).isoformat() if due else None,
        "days": int(days) if days is not None else None,
        "near": row.get("near") is True,
        "stops work": row.get("stops work") is True,
        "urgent": row.get("urgent") is True,
    }


def _text_from_json(data: Json) -> Text:
    text = text_from_json(data)
    return text if isinstance(text, Text) else N_("{text}", text=text)
