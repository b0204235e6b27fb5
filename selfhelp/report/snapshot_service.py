"""Takes a snapshot of the whole computer: collects, compares with an earlier snapshot, and redacts."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from selfhelp.core.model import Snapshot, SnapshotSection
from selfhelp.core.progress import Progress
from selfhelp.machine import Machine
from selfhelp.report import snapshot
from selfhelp.report.collectors import Collector
from selfhelp.report.redact import Redactor
from selfhelp.report.snapshot import Listener
from selfhelp.report.snapshot_history import SnapshotHistory

PATIENCE = 0.25
"""Expected waiting time from which the redaction is prepared in the meantime, in seconds."""


@dataclass(frozen=True, slots=True)
class SnapshotService:
    """Takes redacted snapshots.

    Attributes:
        machine: the computer.
        collectors: the sections that the organisation and the user allow, in display order.
        history: the earlier snapshots.
        budget: time limit of the whole snapshot, in seconds.
        until: as in `SnapshotHistory.redact_and_compare`.
        keep: store it for the next comparison; only if it has all sections.
    """

    machine: Machine
    collectors: Sequence[Collector]
    history: SnapshotHistory
    budget: float
    until: datetime | None = None
    keep: bool = True

    def take_redacted_snapshot(
        self,
        redactor: Redactor,
        progress: Progress,
        on_section: Listener | None = None,
        meanwhile: Callable[[], None] | None = None,
    ) -> Snapshot:
        """Return a redacted snapshot with the changes.

        Args:
            redactor: redacts the report.
            progress: as in `selfhelp.report.snapshot.take_snapshot`.
            on_section: called with each finished section.
            meanwhile: called on another thread while sections are collected, to load what the caller needs;
                its exceptions are ignored.

        Raises:
            CancelledError: the user cancelled; nothing was stored.
        """
        rehearsal = _RedactionWarmUp(redactor, meanwhile)

        def report_collected_section(section: SnapshotSection, number: int, of: int) -> None:
            rehearsal.add_section(section)
            if on_section is not None:
                on_section(section, number, of)

        try:
            raw = snapshot.take_snapshot(
                self.machine,
                self.collectors,
                budget=self.budget,
                progress=progress,
                on_section=report_collected_section,
            )
            rehearsal.stop()
            return self.history.redact_and_compare(raw, redactor, until=self.until, keep=self.keep)
        finally:
            rehearsal.stop()
            rehearsal.join()


class _RedactionWarmUp:
    """Prepares the redaction on a separate thread while the slowest sections are still being collected."""

    def __init__(self, redactor: Redactor, meanwhile: Callable[[], None] | None) -> None:
        self._redactor = redactor
        self._meanwhile = meanwhile
        self._sections: queue.SimpleQueue[SnapshotSection | None] = queue.SimpleQueue()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._prepare_sections, name="redactor", daemon=True)

    def add_section(self, section: SnapshotSection) -> None:
        """Queue a section; the first section starts the thread."""
        self._sections.put(section)
        if self._thread.ident is None:
            self._thread.start()

    def stop(self) -> None:
        """Stop the preparation and skip the remaining sections."""
        self._ended.set()
        self._sections.put(None)

    def join(self) -> None:
        """Wait for the thread: compiling patterns during interpreter shutdown would crash the process."""
        if self._thread.ident is not None:
            self._thread.join()

    def _prepare_sections(self) -> None:
        self._redactor.preload_rules()
        if self._meanwhile is not None and not self._ended.is_set():
            with suppress(Exception):  # who needs it meets the same
                self._meanwhile()
        if self._ended.wait(PATIENCE):
            return
        for section in iter(self._sections.get, None):
            self._redactor.precompile_rules_for_section(section, self._ended.is_set)
