"""A radio whose station two fixes change in turn, to undo them in either order."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pytest

from selfhelp import machine as door
from selfhelp.core.errors import ChangedSinceError
from selfhelp.core.model import CheckResult, CheckState, Finding, Outcome
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.engine.journal import Journal
from selfhelp.machine import Machine, Step

STATION = {"now": "none"}
"""The station that is on."""


@dataclass(frozen=True)
class Tune(Step):
    """Changes the station."""

    station: str

    name: ClassVar[str] = "tune"

    def describe_action(self) -> Text:
        return N_("Tune in.")

    def describe_change(self, back: Step | None) -> Text | None:
        former = back.former if isinstance(back, TuneBack) else "?"
        return N_("Station: {former} → {station}", former=former, station=self.station)

    def make_undo_step(self, machine: Machine) -> Step:
        return TuneBack(self.station, STATION["now"])

    def is_undone(self, machine: Machine, back: Step) -> bool:
        return isinstance(back, TuneBack) and STATION["now"] == back.former

    def perform(self, machine: Machine, progress: Progress) -> str:
        STATION["now"] = self.station
        return self.station


@dataclass(frozen=True)
class TuneBack(Step):
    """Changes the station back, unless another one was chosen since."""

    ours: str
    former: str

    name: ClassVar[str] = "tune-back"

    def describe_action(self) -> Text:
        return N_("Change the station back.")

    def describe_restored_state(self) -> Text | None:
        return N_("The station is {station} again.", station=self.former)

    def get_expected_value(self) -> str:
        return self.ours

    def perform(self, machine: Machine, progress: Progress) -> str:
        now = STATION["now"]
        if now != self.ours:
            raise ChangedSinceError(N_("The station is {station} now.", station=now), now=now)
        STATION["now"] = self.former
        return self.former


def know_radio_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the journal load the radio's steps, and start with no station."""
    monkeypatch.setitem(STATION, "now", "none")
    monkeypatch.setattr(door, "_load_step_classes", lambda: {"tune": Tune, "tune-back": TuneBack})


def tune(journal: Journal, station: str, fix: str = "print-wrong-default") -> str:
    """Change the station as a fix does, and return the run's ID."""
    seen = CheckResult(fix, CheckState.FOUND, Finding(N_("Noise.")))
    record, step, former = journal.start_run(fix, seen), Tune(station), STATION["now"]
    back = TuneBack(station, former).to_json()
    record.append_event("step", n=0, name=step.name, step=step.to_json(), back=back)
    STATION["now"] = station
    record.append_event("result", n=0, result="done", detail=station, back=back)
    record.append_event("ended", outcome=Outcome.FIXED, check=None, message=None)
    return record.run
