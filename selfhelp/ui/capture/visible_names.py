"""Find the names that were visible on the screen during a screenshot, while the editor opens."""

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
"""Maximum seconds to wait for a scan's result."""


class VisibleNameScan:
    """A scan for visible names, started on creation; create the object right after the capture."""

    def __init__(self, jobs: JobRunner, machine: Machine) -> None:
        self._found: Future[Sequence[PrivateArea]] = Future()

        def scan_screen(_progress: Progress) -> None:
            try:
                self._found.set_result(
                    private_areas.find_areas_on_screen(private_areas.read_known_names(machine))
                )
            except BaseException:
                self._found.set_result(())  # the scan is optional
                raise

        jobs.start_job_now(scan_screen)

    def find_names_in_area(self, x: int, y: int, width: int, height: int) -> Sequence[PrivateArea]:
        """Return the names within an area of the desktop; blocks for up to `PATIENCE` seconds.

        Args:
            x: left edge of the image on the desktop; all arguments are in pixels.
            y: top edge of the image.
            width: width of the image.
            height: height of the image.
        """
        try:
            found = self._found.result(PATIENCE)
        except TimeoutError:
            return ()
        return private_areas.clip_areas_to_picture(found, x, y, width, height)


def preload_scan_modules() -> None:
    """Import the modules that a scan needs; call this function on a pool thread."""
    import_module("selfhelp.machine.capture.accessible_text")
    with suppress(ImportError):  # needed on Linux only
        import_module("jeepney.io.blocking")
