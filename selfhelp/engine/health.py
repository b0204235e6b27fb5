"""The computer's health as one of five states, computed from quick checks."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from selfhelp.core.durable_files import write_own_file
from selfhelp.core.model import CheckResult, CheckState
from selfhelp.core.records import record

if TYPE_CHECKING:
    from selfhelp.fixes import Check

DAILY = timedelta(days=1)
"""Interval of automatic health checks while the window is closed."""


class HealthState(StrEnum):
    """The five states shown on the home page and by the tray icon."""

    FINE = "fine"
    NOTE = "note"  # informational, not urgent
    ATTENTION = "attention"
    UNAVAILABLE = "unavailable"  # nothing could be checked
    CHECKING = "checking"


def is_clock_behind(now: float | None = None) -> bool:
    """Return whether the clock is certainly wrong: earlier than the date of this app's files."""
    try:
        made = Path(__file__).stat().st_mtime
    except OSError:  # a single packaged file
        return False
    return (time.time() if now is None else now) < made - timedelta(days=1).total_seconds()


@record
class HealthSummary:
    """The health state and the findings that determine it, most urgent first."""

    state: HealthState
    findings: Sequence[CheckResult] = ()


def summarise_health(results: Iterable[CheckResult], checks: Mapping[str, Check]) -> HealthSummary:
    """Return the computer's health according to check results; inconclusive results are ignored."""
    seen = [r for r in results if r.state in (CheckState.HEALTHY, CheckState.FOUND)]
    if not seen:
        return HealthSummary(HealthState.UNAVAILABLE)
    found = [r for r in seen if r.state is CheckState.FOUND]
    findings = sorted(found, key=lambda r: (_is_result_only_a_note(r, checks), r.id))
    if not findings:
        return HealthSummary(HealthState.FINE)
    return HealthSummary(
        HealthState.NOTE if _is_result_only_a_note(findings[0], checks) else HealthState.ATTENTION, findings
    )


def _is_result_only_a_note(result: CheckResult, checks: Mapping[str, Check]) -> bool:
    return result.id in checks and checks[result.id].only_a_note


class LastCheckStore:
    """Stores the time and the result of the last health check when the app quits and starts again."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "health.json"

    def is_check_due(self, now: datetime) -> bool:
        """Return whether a health check is due; also True after the clock was set back."""
        at, _, planned = self._read_file()
        return at is None or now < at or not timedelta(0) < (planned or at + DAILY) - now <= DAILY

    def compute_time_until_due(self, now: datetime) -> timedelta:
        """Return the time until the next health check is due."""
        at, _, planned = self._read_file()
        return timedelta(0) if at is None else min(max((planned or at + DAILY) - now, timedelta(0)), DAILY)

    @property
    def state(self) -> HealthState:
        """The health state of the last check; `HealthState.UNAVAILABLE` if no check was run."""
        return self._read_file()[1]

    def save(self, state: HealthState, now: datetime, planned: datetime | None = None) -> None:
        """Store the health state; ignore a storage error, because the check is then simply repeated.

        Args:
            state: the health state.
            now: the time of the check.
            planned: the time of the next check; None keeps the planned time.
        """
        again = planned or self._read_file()[2]
        data = {"at": now.isoformat(), "state": state, **({"planned": again.isoformat()} if again else {})}
        try:
            write_own_file(self._file, json.dumps(data).encode("ascii"))
        except OSError:
            return

    def _read_file(self) -> tuple[datetime | None, HealthState, datetime | None]:
        try:
            data = json.loads(self._file.read_text(encoding="utf-8"))
            planned = datetime.fromisoformat(data["planned"]).astimezone(UTC) if "planned" in data else None
            return datetime.fromisoformat(data["at"]).astimezone(UTC), HealthState(data["state"]), planned
        except (OSError, ValueError, KeyError, TypeError):
            return None, HealthState.UNAVAILABLE, None
