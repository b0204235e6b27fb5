"""A read-only machine with a time limit; no program that it starts runs beyond the limit."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable

from selfhelp.core.errors import ProbeError, StepError
from selfhelp.core.model import Json, Platform
from selfhelp.core.text import N_
from selfhelp.machine import Action, Command, Machine, Output, PowerShell, Source

MARGIN = 0.25
"""Seconds before the time limit in which nothing new starts, so that the caller can still report results."""


class ReadOnlyMachine:
    """Machine that passes reads to another machine, and caps each timeout at the remaining time.

    Without this limit, a hanging program would outlive the check that started it.
    """

    def __init__(self, inner: Machine, seconds: float, stopped: Callable[[], bool] = lambda: False) -> None:
        """Create a read-only view of a machine.

        Args:
            inner: the machine to ask.
            seconds: the time limit from now; after it, or once ``stopped`` returns true, nothing new starts.
            stopped: whether the user cancelled.
        """
        self.platform: Platform = inner.platform
        self._inner = inner
        self._end = time.monotonic() + seconds - min(MARGIN, seconds / 4)
        self._stopped = stopped

    def run(self, command: Command) -> Output:
        """Run a program that only reads, and return its output; see `Machine`.

        Raises:
            ProbeError: as in `Machine`, or there's no time left.
        """
        return self._inner.run(dataclasses.replace(command, timeout=self._cap_timeout(command.timeout)))

    def read(self, source: Source) -> Json:
        """Return plain data from a source; see `Machine`.

        Raises:
            ProbeError: as in `Machine`, or there's no time left.
        """
        left = self._cap_timeout(getattr(source, "timeout", 0.0))
        if isinstance(source, PowerShell):
            source = dataclasses.replace(source, timeout=left)
        return self._inner.read(source)

    def change(self, action: Action) -> Json:
        """Raise an error, because this machine is read-only.

        Raises:
            StepError: always.
        """
        raise StepError(N_("Nothing can be changed during a check."))

    def _cap_timeout(self, seconds: float) -> float:
        left = self._end - time.monotonic()
        if left <= 0 or self._stopped():
            raise ProbeError(N_("There was no time left for this check."))
        return min(seconds, left)
