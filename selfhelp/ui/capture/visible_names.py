"""Finds names that were visible at the time of a screenshot, while the editor opens."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING

from selfhelp.core.progress import Progress
from selfhelp.report import private_areas

if TYPE_CHECKING:
    from selfhelp.machine import Machine
    from selfhelp.report.private_areas import PrivateArea
    from selfhelp.ui.jobs import JobRunner

PATIENCE = 1.5
"""Seconds: the search itself ends after one."""


class VisibleNameScan:
    """Starts scanning when created; create it right after the capture, before anything else is shown."""

    def __init__(self, jobs: JobRunner, machine: Machine) -> None:
        self._found: Future[Sequence[PrivateArea]] = Future()

        def look(_progress: Progress) -> None:
            try:
                self._found.set_result(
                    private_areas.find_areas_on_screen(private_areas.read_known_names(machine))
                )
            except BaseException:
                self._found.set_result(())  # what cannot be found is not offered; nothing fails for it
                raise

        jobs.start_job_now(look)

    def areas_within(self, x: int, y: int, width: int, height: int) -> Sequence[PrivateArea]:
        """Return what lies in a part of the desktop, in pixels of its image. Waits; not for the window.

        Args:
            x: of the left upper corner of the image on the desktop, in pixels, as all four.
            y: of the same.
            width: of the image.
            height: of the same.
        """
        try:
            found = self._found.result(PATIENCE)
        except TimeoutError:
            return ()
        return private_areas.clip_areas(found, x, y, width, height)


def preload() -> None:
    """Load the modules that the scan for visible names needs; not for the UI thread."""
    import_module("selfhelp.machine.capture.accessible_text")
    with suppress(ImportError):  # only Linux has it, and only there it is needed
        import_module("jeepney.io.blocking")
