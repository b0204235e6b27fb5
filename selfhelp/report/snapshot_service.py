"""Takes a snapshot of the whole computer: collects, compares with the previous one, and redacts."""

from __future__ import annotations

import queue
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from selfhelp.core.model import Snapshot, SnapshotSection
from selfhelp.core.progress import Progress
from selfhelp.machine import Machine
from selfhelp.report import snapshot
from selfhelp.report.collectors import Collector
from selfhelp.report.history import SnapshotHistory
from selfhelp.report.redact import Redactor
from selfhelp.report.snapshot import Listener

PATIENCE = 0.25
"""Seconds of waiting from which it is worth redacting facts that will be redacted again."""


@dataclass(frozen=True, slots=True)
class SnapshotService:
    """Takes snapshots.

    Attributes:
        machine: the computer.
        collectors: the sections that organisation and person want, in the order they are shown.
        history: what earlier ones saw.
        budget: seconds for all of it.
        until: which earlier snapshot it is compared with, see `SnapshotHistory.redact_and_compare`.
        keep: whether the next one may be compared with it; of a part of the sections that would be wrong.
    """

    machine: Machine
    collectors: Sequence[Collector]
    history: SnapshotHistory
    budget: float
    until: datetime | None = None
    keep: bool = True

    def take_redacted(
        self, redactor: Redactor, progress: Progress, on_section: Listener | None = None
    ) -> Snapshot:
        """Return a redacted snapshot with the changes.

        Args:
            redactor: of the report.
            progress: as of `selfhelp.report.snapshot.take_snapshot`.
            on_section: hears each section as it stands.

        Raises:
            CancelledError: the user asked to stop; nothing was kept.
        """
        rehearsal = _Rehearsal(redactor)

        def heard(section: SnapshotSection, number: int, of: int) -> None:
            rehearsal.hear(section)
            if on_section is not None:
                on_section(section, number, of)

        try:
            raw = snapshot.take_snapshot(
                self.machine, self.collectors, budget=self.budget, progress=progress, on_section=heard
            )
            rehearsal.end()
            return self.history.redact_and_compare(raw, redactor, until=self.until, keep=self.keep)
        finally:
            rehearsal.end()
            rehearsal.wait()


class _Rehearsal:
    """Makes ready what redaction needs, on a thread of its own, while the slowest sections are waited for."""

    def __init__(self, redactor: Redactor) -> None:
        self._redactor = redactor
        self._sections: queue.SimpleQueue[SnapshotSection | None] = queue.SimpleQueue()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._work, name="redactor", daemon=True)

    def hear(self, section: SnapshotSection) -> None:
        """Take one more section; with the first it begins."""
        self._sections.put(section)
        if self._thread.ident is None:
            self._thread.start()

    def end(self) -> None:
        """Stop the background preparation and skip the remaining sections."""
        self._ended.set()
        self._sections.put(None)

    def wait(self) -> None:
        """Wait for its end: a thread that compiles patterns when Python ends would abort the program."""
        if self._thread.ident is not None:
            self._thread.join()

    def _work(self) -> None:
        self._redactor.load()
        if self._ended.wait(PATIENCE):
            return
        for section in iter(self._sections.get, None):
            self._redactor.rehearse(section, self._ended.is_set)
