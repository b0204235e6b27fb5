"""Looks at the whole computer once: collects, compares with the time before, and redacts, in this order."""

from __future__ import annotations

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
            CancelledError: the person asked to stop; nothing was kept.
        """

        ended = threading.Event()
        ready = threading.Thread(target=redactor.prepare, args=(ended.is_set,), name="redactor", daemon=True)

        def heard(section: SnapshotSection, number: int, of: int) -> None:
            if number == 1:  # the slowest are waited for; what redaction needs is made ready meanwhile
                ready.start()
            if on_section is not None:
                on_section(section, number, of)

        try:
            raw = snapshot.take_snapshot(
                self.machine, self.collectors, budget=self.budget, progress=progress, on_section=heard
            )
            return self.history.redact_and_compare(raw, redactor, until=self.until, keep=self.keep)
        finally:
            ended.set()
            if ready.ident is not None:
                ready.join()  # a thread that compiles patterns when Python ends would abort the program
