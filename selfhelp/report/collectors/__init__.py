"""One file, one subject. To add a collector, copy a neighbour: nothing is registered.

A collector reads through a `Machine` and returns items. Each item carries a mark of what it reveals;
the review sheet and the redactor go by the mark and need no change. It imports its probes where it reads:
so they are loaded side by side, while others wait, and a list of all sections costs nothing.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar

from selfhelp.machine import Machine
from selfhelp.model import Item, Platform, Table
from selfhelp.text import Text


class Collector(ABC):
    """One section of a snapshot.

    Class attributes a collector sets:
        id: the section's name in report.json.
        title: what a person calls it.
        platforms: where it has rows.
        timeout: seconds until the section is "not available".
        private: off unless the person or policy switches it on.
        order: sections are shown in this order (summary facts first).
    """

    id: ClassVar[str]
    title: ClassVar[Text]
    platforms: ClassVar[frozenset[Platform]] = frozenset(Platform)
    timeout: ClassVar[float] = 5.0
    private: ClassVar[bool] = False
    order: ClassVar[int] = 100

    @abstractmethod
    def collect(self, machine: Machine) -> Sequence[Item | Table]:
        """Read, and return the facts.

        Raises:
            ProbeError: nothing could be read; becomes "not available: why".
        """
