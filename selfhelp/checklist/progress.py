"""The state of the checklist: verified and ticked steps, and the next open step."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from selfhelp.checklist.checklist_step import ChecklistStep
from selfhelp.core import durable_files
from selfhelp.core.errors import StorageError
from selfhelp.core.model import CheckResult, CheckState, Json
from selfhelp.core.paths import make_private_folder
from selfhelp.core.text import N_

FILE = "checklist.json"
LARGEST = 100_000
"""Maximum size of the file in bytes; a larger file isn't from this app."""

MOST = 200
"""Maximum number of stored steps."""


class StepState(StrEnum):
    """The state of a checklist step."""

    PROVEN = "proven"  # verified by its check
    TICKED = "ticked"  # ticked by the user
    OPEN = "open"
    UNCHECKED = "unchecked"  # its check hasn't finished yet
    NOT_HERE = "not-here"  # not applicable to this computer


DONE = frozenset({StepState.PROVEN, StepState.TICKED})


@dataclass(frozen=True, slots=True)
class ChecklistProgress:
    """The stored times when each step was verified or ticked."""

    proven: Mapping[str, datetime] = field(default_factory=dict)
    ticked: Mapping[str, datetime] = field(default_factory=dict)

    def add_results(self, proofs: Mapping[str, CheckResult], now: datetime) -> ChecklistProgress:
        """Return a copy with the results of checks; ignore inconclusive results."""
        proven = dict(self.proven)
        for id_, result in proofs.items():
            if result.state is CheckState.HEALTHY:
                proven.setdefault(id_, now)
            elif result.state is not CheckState.INCONCLUSIVE:
                proven.pop(id_, None)
        return ChecklistProgress(proven, self.ticked)

    def add_tick(self, id_: str, now: datetime, *, on: bool) -> ChecklistProgress:
        """Return a copy in which a step is ticked, or no longer ticked."""
        ticked = {key: at for key, at in self.ticked.items() if key != id_}
        return ChecklistProgress(self.proven, {**ticked, id_: now} if on else ticked)


@dataclass(frozen=True, slots=True)
class ChecklistEntry:
    """A checklist step and the step's state.

    Attributes:
        step: the step.
        state: the step's state.
        result: the latest result of the step's check; None without a check, or before the check has finished.
        since: the time when the step was verified or ticked, or None.
    """

    step: ChecklistStep
    state: StepState
    result: CheckResult | None = None
    since: datetime | None = None

    @property
    def can_be_ticked(self) -> bool:
        """Whether the user may tick the step: no check can verify it, or its check is inconclusive."""
        unseen = self.result is not None and self.result.state is CheckState.INCONCLUSIVE
        return not self.step.check or unseen or self.state is StepState.TICKED


def assess_checklist_steps(
    steps: Sequence[ChecklistStep], place: ChecklistProgress, results: Mapping[str, CheckResult]
) -> Sequence[ChecklistEntry]:
    """Return each step with its state.

    Args:
        steps: the steps, in display order.
        place: the stored state.
        results: the checks' latest results, by the ID of the step.
    """
    return [_assess_checklist_step(step, place, results.get(step.id)) for step in steps]


def _assess_checklist_step(
    step: ChecklistStep, place: ChecklistProgress, result: CheckResult | None
) -> ChecklistEntry:
    ticked, proven = place.ticked.get(step.id), place.proven.get(step.id)
    if step.check and result is not None:
        if result.state is CheckState.HEALTHY:
            return ChecklistEntry(step, StepState.PROVEN, result, proven)
        if result.state is CheckState.FOUND:
            return ChecklistEntry(step, StepState.OPEN, result)
        if result.state is CheckState.NOT_OFFERED:
            return ChecklistEntry(step, StepState.NOT_HERE, result)
    if ticked is not None:
        return ChecklistEntry(step, StepState.TICKED, result, ticked)
    if step.check and proven is not None:
        return ChecklistEntry(step, StepState.PROVEN, result, proven)
    unanswered = bool(step.check) and result is None
    return ChecklistEntry(step, StepState.UNCHECKED if unanswered else StepState.OPEN, result)


def find_next_open_step(entries: Sequence[ChecklistEntry]) -> ChecklistEntry | None:
    """Return the first open step; None if no step is open."""
    return next((one for one in entries if one.state is StepState.OPEN), None)


def count_done_checklist_steps(entries: Sequence[ChecklistEntry]) -> tuple[int, int]:
    """Return the numbers of completed steps and of all steps on this computer."""
    here = [one for one in entries if one.state is not StepState.NOT_HERE]
    return sum(one.state in DONE for one in here), len(here)


class ChecklistStore:
    """Stores one `ChecklistProgress`; a damaged or missing file counts as empty."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self) -> ChecklistProgress:
        """Return the stored state; an empty state if the file is missing or damaged."""
        try:
            with durable_files.open_regular_file(self._folder / FILE) as file:
                data = json.loads(file.read(LARGEST))
            return ChecklistProgress(_moments_from_json(data["proven"]), _moments_from_json(data["ticked"]))
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError):
            return ChecklistProgress()

    def save(self, place: ChecklistProgress) -> None:
        """Store the state.

        Raises:
            StorageError: the state wasn't written.
        """
        data: Json = {
            "schema": 1,
            "proven": _moments_to_json(place.proven),
            "ticked": _moments_to_json(place.ticked),
        }
        try:
            make_private_folder(self._folder)
            durable_files.write_private_file(self._folder / FILE, json.dumps(data).encode("ascii"))
        except OSError as error:
            message = N_("Your progress couldn't be saved on this computer.")
            raise StorageError(message, detail=repr(error)) from error


def _moments_to_json(moments: Mapping[str, datetime]) -> Json:
    return {key: at.isoformat() for key, at in list(moments.items())[-MOST:]}


def _moments_from_json(row: Mapping[str, Json]) -> Mapping[str, datetime]:
    return {str(key)[:100]: datetime.fromisoformat(at).astimezone(UTC) for key, at in row.items()}
