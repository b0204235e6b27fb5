"""Names that were on the screen when a picture was taken: found elsewhere, not waited for by the window."""

from __future__ import annotations

import sys
import threading
from collections.abc import Sequence

import pytest

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Platform
from selfhelp.core.text import N_
from selfhelp.machine.capture import accessible_text
from selfhelp.machine.capture.accessible_text import ProgramInspection
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.report import private_areas
from selfhelp.report.private_areas import PrivateArea
from selfhelp.ui.capture import visible_names
from selfhelp.ui.capture.visible_names import VisibleNameScan
from selfhelp.ui.jobs import JobRunner

MACHINE = LocalMachine(Platform.LINUX)


def test_what_was_seen_lies_in_the_picture(jobs: JobRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    seen = [
        PrivateArea(850, 40, 60, 12, "mcurie", "accessibility"),
        PrivateArea(5, 5, 60, 12, "ws", "accessibility"),
    ]
    monkeypatch.setattr(private_areas, "find_areas_on_screen", lambda names: seen)
    found = VisibleNameScan(jobs, MACHINE).find_names_in_area(800, 0, 800, 600)
    assert found == [PrivateArea(50, 40, 60, 12, "mcurie", "accessibility")]


@pytest.mark.parametrize("error", [ProbeError(N_("It cannot be asked.")), ZeroDivisionError()], ids=repr)
def test_what_fails_is_not_offered(
    jobs: JobRunner, monkeypatch: pytest.MonkeyPatch, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(names: Sequence[str]) -> Sequence[PrivateArea]:
        raise error

    monkeypatch.setattr(private_areas, "find_areas_on_screen", fails)
    assert not VisibleNameScan(jobs, MACHINE).find_names_in_area(0, 0, 800, 600)


def test_what_hangs_is_not_waited_for(jobs: JobRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    go_on = threading.Event()

    def hangs(names: Sequence[str]) -> Sequence[PrivateArea]:
        go_on.wait(10)
        return ()

    monkeypatch.setattr(visible_names, "PATIENCE", 0.05)
    monkeypatch.setattr(private_areas, "find_areas_on_screen", hangs)
    assert not VisibleNameScan(jobs, MACHINE).find_names_in_area(0, 0, 800, 600)
    go_on.set()


def test_where_nothing_speaks_to_at_spi_nothing_is_found_and_nothing_fails(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Windows and macOS have no jeepney: each step of a recording, and the ticket form, failed there."""
    for name in ("jeepney", "jeepney.io.blocking"):
        monkeypatch.setitem(sys.modules, name, None)
    visible_names.preload_scan_modules()
    assert accessible_text.find_visible_names(lambda _: ()) == ()
    assert private_areas.inspect_shown_program(1, ("Marie",)) == ProgramInspection()
