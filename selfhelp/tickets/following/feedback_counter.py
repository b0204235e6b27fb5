"""Counts the user's feedback on fixes and tickets by week.

No name, ticket or hour is stored. The counts stay on this computer unless policy sends them with the usage
statistics (`selfhelp.usage_stats`).
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from selfhelp.core import durable_files
from selfhelp.core.errors import StorageError
from selfhelp.core.paths import make_private_folder
from selfhelp.core.text import N_

WEEKS = 60
"""Number of weeks for which counts are kept."""

MOST = 200
"""Maximum number of subjects per week; further subjects count as "other"."""

Counts = Mapping[str, Mapping[str, Mapping[str, int]]]
"""Counts of yes and no by ISO week (such as 2026-W48) and subject (a fix's ID, or "ticket")."""


class FeedbackCounter:
    """The feedback counts of one user."""

    def __init__(self, folder: Path, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._file = folder / "feedback.json"
        self._one = threading.Lock()
        self._now = now

    def read_counts(self) -> Counts:
        """Return the counts; empty if there are none or the file is damaged."""
        try:
            data = json.loads(self._file.read_bytes()[:1_000_000])
            return {
                str(week): {
                    str(what): {answer: max(0, int(said.get(answer, 0))) for answer in ("yes", "no")}
                    for what, said in about.items()
                }
                for week, about in data["weeks"].items()
            }
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return {}

    def count_answer(self, what: str, *, helped: bool) -> None:
        """Add one answer to the stored counts; safe for several threads.

        Args:
            what: a fix's ID, or "ticket".
            helped: the user's answer.

        Raises:
            StorageError: it wasn't counted.
        """
        with self._one:
            self._write_counts(self._add_answer(what, helped=helped))

    def _add_answer(self, what: str, *, helped: bool) -> Counts:
        """Return the stored counts with one answer added."""
        year, week, _day = self._now().isocalendar()
        weeks = {name: {k: dict(v) for k, v in about.items()} for name, about in self.read_counts().items()}
        about = weeks.setdefault(f"{year}-W{week:02d}", {})
        known = what in about or len(about) < MOST
        said = about.setdefault(what[:80] if known else "other", {"yes": 0, "no": 0})
        said["yes" if helped else "no"] += 1
        return {name: weeks[name] for name in sorted(weeks)[-WEEKS:]}

    def _write_counts(self, kept: Counts) -> None:
        try:
            make_private_folder(self._file.parent)
            durable_files.write_private_file(
                self._file, json.dumps({"schema": 1, "weeks": kept}, indent=1).encode()
            )
        except OSError as error:
            message = N_("Your feedback couldn't be saved on this computer.")
            raise StorageError(message, detail=repr(error)) from error
