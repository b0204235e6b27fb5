"""Names that were on the screen when a picture was taken: found elsewhere, not waited for by the window."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import pytest

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Platform
from selfhelp.core.text import N_
from selfhelp.machine.local import LocalMachine
from selfhelp.report import private_areas
from selfhelp.report.private_areas import Area
from selfhelp.ui.capture import visible_names
from selfhelp.ui.capture.visible_names import Sighting
from selfhelp.ui.jobs import Jobs

HER = LocalMachine(Platform.LINUX)


def test_what_was_seen_lies_in_the_picture(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = [Area(850, 40, 60, 12, "mcurie", "accessibility"), Area(5, 5, 60, 12, "ws", "accessibility")]
    monkeypatch.setattr(private_areas, "on_screen", lambda names: seen)
    found = Sighting(jobs, HER).areas(800, 0, 800, 600)
    assert found == [Area(50, 40, 60, 12, "mcurie", "accessibility")]


@pytest.mark.parametrize("error", [ProbeError(N_("It cannot be asked.")), ZeroDivisionError()], ids=repr)
def test_what_fails_is_not_offered(
    jobs: Jobs, monkeypatch: pytest.MonkeyPatch, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(names: Sequence[str]) -> Sequence[Area]:
        raise error

    monkeypatch.setattr(private_areas, "on_screen", fails)
    assert not Sighting(jobs, HER).areas(0, 0, 800, 600)


def test_what_hangs_is_not_waited_for(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = threading.Event()

    def hangs(names: Sequence[str]) -> Sequence[Area]:
        go_on.wait(10)
        return ()

    monkeypatch.setattr(visible_names, "PATIENCE", 0.05)
    monkeypatch.setattr(private_areas, "on_screen", hangs)
    assert not Sighting(jobs, HER).areas(0, 0, 800, 600)
    go_on.set()
