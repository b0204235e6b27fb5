"""Verifies fixes that only take effect after a restart of the computer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from selfhelp.core.errors import SelfhelpError
from selfhelp.core.model import CheckState, FixRun, Outcome
from selfhelp.core.progress import Progress
from selfhelp.engine.engine import Engine
from selfhelp.engine.journal import Journal, check_to_json
from selfhelp.fixes import Check
from selfhelp.machine import Machine
from selfhelp.machine.power.restart import RESTART


class PostRestartChecks:
    """Verifies the fixes that were waiting for a restart, after the computer has restarted."""

    def __init__(
        self, machine: Machine, journal: Journal, engine: Engine, checks: Mapping[str, Check]
    ) -> None:
        self._machine, self._journal, self._engine, self._checks = machine, journal, engine, checks

    def record_outcomes(self, progress: Progress) -> Sequence[FixRun]:
        """Record the outcomes of the runs that were waiting for a restart; return these runs.

        A run keeps waiting if the computer hasn't restarted yet, or if its check is inconclusive.

        Raises:
            CancelledError: the user cancelled.
        """
        waiting = dict.fromkeys(self._journal.list_runs_awaiting_restart())
        started = _read_last_system_start(self._machine) if waiting else None
        if started is None:
            return ()
        looked = {run: self._check_run(run, started, progress) for run in waiting}
        self._journal.set_awaiting_restart([run for run, (over, _) in looked.items() if not over])
        return [ended for _, ended in looked.values() if ended is not None]

    def _check_run(self, run: str, started: datetime, progress: Progress) -> tuple[bool, FixRun | None]:
        """Return whether a run no longer waits for a restart, and the run if it was verified."""
        try:
            entry = self._journal.read_entry(run)
        except SelfhelpError:
            return True, None
        if entry.outcome is not Outcome.RESTART_NEEDED or entry.id not in self._checks:
            return True, None
        if entry.ended > started:
            return False, None
        result = self._engine.check(self._checks[entry.id], progress)
        if result.state not in (CheckState.HEALTHY, CheckState.FOUND):
            return False, None
        outcome = Outcome.FIXED if result.state is CheckState.HEALTHY else Outcome.NOT_FIXED
        self._journal.reopen_run(run).append_event("ended", outcome=outcome, check=check_to_json(result))
        return True, self._journal.read_entry(run).to_fix_run()


def _read_last_system_start(machine: Machine) -> datetime | None:
    try:
        return datetime.now(UTC) - RESTART.read(machine).uptime
    except SelfhelpError:
        return None
