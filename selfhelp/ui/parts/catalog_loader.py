"""Loads the catalogue in the background, in two steps; typing takes precedence."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from selfhelp.core.progress import Progress
from selfhelp.ui.context import Context
from selfhelp.ui.widgets.icon import icon_exists
from selfhelp.ui.widgets.soon import call_soon

if TYPE_CHECKING:
    from selfhelp.catalog.catalog import Catalog

log = logging.getLogger(__name__)

PATIENCE = 0.1
"""Seconds for which reading waits at most, before each file, while the answer to a key is drawn: the user
who
types as soon as they see the window has it after 36 ms, else 69 (p95, `tests.bench.window_bench`)."""


class CatalogLoader(QObject):
    """Reads the index, then the files."""

    indexed = Signal(object)
    """The `Catalog`, once repairs can be offered and found."""
    loaded = Signal(object)
    """The same, once every file of it was read."""
    failed = Signal(object)
    """A `SelfhelpError` that says why something could not be read."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._answered = threading.Event()
        self._answered.set()

    def start_loading(self, pictures: Iterable[str], also: Callable[[], object] = lambda: None) -> None:
        """Start reading.

        Args:
            pictures: what will be shown with the first answer.
            also: what else the first answer needs; called elsewhere.
        """
        work = partial(self._read_index, tuple(pictures), also)
        self._context.jobs.start_job(work, self._go_on, self.failed.emit, owner=self)

    def yield_to_window(self) -> None:
        """Pause until the window has drawn what it is doing."""
        self._answered.clear()
        call_soon(self._context.jobs, self._answered.set)  # reading waits for no screen that is gone

    def _read_index(self, pictures: Iterable[str], also: Callable[[], object], progress: Progress) -> Catalog:
        """Read everything that can be offered and found, from the prebuilt index."""
        from selfhelp.troubleshooters import load_troubleshooters  # not before the window is there

        catalog = self._context.app.catalog
        for part in ("selfhelp.tickets.form.form", "PySide6.QtSvg"):
            import_module(part)  # words of the subjects, and what draws their images
        for subject in pictures:
            icon_exists(subject)  # read, and kept
        log.debug("%d repairs in %d families", len(catalog.titles), len(load_troubleshooters()))
        also()
        catalog.suggest("")  # builds the ranking, so that the first key is answered as fast as the next
        return catalog

    def _go_on(self, catalog: Catalog) -> None:
        """Offer and find; then read the rest, a file for each repair, which takes three times as long."""
        self.indexed.emit(catalog)
        self._context.jobs.start_job(self._read_all, self.loaded.emit, self.failed.emit, owner=self)

    def _read_all(self, progress: Progress) -> Catalog:
        catalog = self._context.app.catalog
        catalog.preload(lambda: self._wait(progress))
        log.debug("%d repairs, %d for the desk", len(catalog.fixes), len(catalog.topics))
        for screen in ("selfhelp.tickets.case", "selfhelp.ui.screens.ask", "selfhelp.ui.screens.fix"):
            self._wait(progress)
            import_module(screen)  # where the user goes from here, so that they open at once, too
        return catalog

    def _wait(self, progress: Progress) -> None:
        """Wait for the window: two threads of Python take turns, and so the user would wait."""
        progress.check()
        self._answered.wait(PATIENCE)
