"""Load the catalogue in the background in two steps, with pauses while the user types."""

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
from selfhelp.ui.widgets.category_icon import has_icon
from selfhelp.ui.widgets.delayed_call import call_soon

if TYPE_CHECKING:
    from selfhelp.catalog.catalog import Catalog

log = logging.getLogger(__name__)

PATIENCE = 0.1
"""Maximum seconds to wait before each file while the window handles a key press.

The wait lowers the response time of the first keys from 69 ms to 36 ms (p95, `tests.bench.window_bench`).
"""


UNFINISHED = "printe"
"""A word as it is being typed, which the search completes."""

Also = Callable[[Callable[[], object]], object]
"""The type of a further preparation, which gets a function to call between its parts."""


class CatalogLoader(QObject):
    """Loads the catalogue on a pool thread: first the search index, then all files."""

    indexed = Signal(object)
    """Signal: the search index is loaded; carries the `Catalog`."""
    loaded = Signal(object)
    """Signal: all files are loaded; carries the `Catalog`."""
    failed = Signal(object)
    """Signal: loading has failed; carries the `SelfhelpError`."""

    def __init__(self, context: Context, parent: QObject) -> None:
        super().__init__(parent)
        self._context = context
        self._answered = threading.Event()
        self._answered.set()

    def start_loading(self, pictures: Iterable[str], also: Also = lambda _between: None) -> None:
        """Start loading.

        Args:
            pictures: names of the icons to preload.
            also: further preparation for the first search, called on the pool thread; it calls the given
              function between its parts.
        """
        work = partial(self._load_index, tuple(pictures), also)
        self._context.jobs.start_job(work, self._on_indexed, self.failed.emit, owner=self)

    def pause_for_window(self) -> None:
        """Pause loading until the window has processed its pending events."""
        self._answered.clear()
        call_soon(self._context.jobs, self._answered.set)  # loading must not wait for a deleted screen

    def _load_index(self, pictures: Iterable[str], also: Also, progress: Progress) -> Catalog:
        """Return the catalogue with everything that a search needs, from the prebuilt index."""
        from selfhelp.troubleshooters.troubleshooter import load_troubleshooters

        between = partial(self._wait_for_window, progress)
        catalog = self._context.app.catalog
        for part in ("selfhelp.tickets.form.form", "PySide6.QtSvg"):
            between()
            import_module(part)  # names of the subjects, and the SVG renderer
        for subject in pictures:
            has_icon(subject)  # cached
        between()
        log.debug("%d repairs in %d families", len(catalog.fix_titles), len(load_troubleshooters()))
        also(between)
        between()
        catalog.suggest(UNFINISHED)  # builds ranking and spelling; the first keys would wait otherwise
        return catalog

    def _on_indexed(self, catalog: Catalog) -> None:
        """Emit `indexed`, then load all files; loading takes three times as long as the index."""
        self.indexed.emit(catalog)
        self._context.jobs.start_job(self._load_catalog_files, self.loaded.emit, self.failed.emit, owner=self)

    def _load_catalog_files(self, progress: Progress) -> Catalog:
        catalog = self._context.app.catalog
        catalog.preload_fixes_and_topics(lambda: self._wait_for_window(progress))
        log.debug("%d repairs, %d for the desk", len(catalog.fixes), len(catalog.topics))
        for screen in ("selfhelp.tickets.case", "selfhelp.ui.screens.ask", "selfhelp.ui.screens.fix"):
            self._wait_for_window(progress)
            import_module(screen)  # likely next pages, so that they open without delay
        return catalog

    def _wait_for_window(self, progress: Progress) -> None:
        """Wait until the window has handled its events, because Python threads share one interpreter lock."""
        progress.check()
        self._answered.wait(PATIENCE)
