"""One file, one subject. To add a collector, copy a neighbour: nothing is registered.

A collector reads through a `Machine` and returns items. Each item carries a mark of what it reveals;
the review sheet and the redactor go by the mark and need no change. It imports its probes where it reads:
so they are loaded side by side, while others wait, and a list of all sections costs little.

What a technician wants to hear of when it is no longer as it was is said here, too, and nowhere else:

* A table whose rows are *things* (programs, printers, drives …) marks with ``key=True`` the columns that
  tell which thing a row is about; the first of them names it. New and gone rows then count as changes.
  A table of the latest of something (recent updates) says ``rolling=True``: what falls out isn't news.
  A table without a key (busiest programs, recent errors, temperatures) is compared with nothing.
* ``tracked=True`` marks the columns and single facts whose change matters: a version, a state, an address.
  Never what moves on its own: load, uptime, times, counters, free space. A share in % counts from ten
  points on, a size in B from a twentieth on, an IPv6 address where its network is another one.
* A fact may come several times (two gateways): they are compared as a set.
* A table that is left out counts as empty. One that could not be read isn't an empty one: give a fact that
  says why, ``Item("drives", "not available: …")``. A value that begins with "not available", "not readable"
  or "not known" is compared with nothing, and so is None.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import ClassVar

from selfhelp.core.model import FactTable, Item, Platform
from selfhelp.core.text import Text
from selfhelp.machine import Machine


class Collector(ABC):
    """One section of a snapshot.

    Class attributes a collector sets:
        id: the section's name in report.json.
        title: what a person calls it.
        platforms: where it has rows.
        timeout: seconds until the section is "not available".
        private: off unless the user or policy turns it on.
        order: sections are shown in this order (summary facts first).
        waits: spends its time waiting, not working: it is begun before the others, which then cost no more.
    """

    id: ClassVar[str]
    title: ClassVar[Text]
    platforms: ClassVar[frozenset[Platform]] = frozenset(Platform)
    timeout: ClassVar[float] = 5.0
    private: ClassVar[bool] = False
    order: ClassVar[int] = 100
    waits: ClassVar[bool] = False

    @abstractmethod
    def collect_facts(self, machine: Machine) -> Sequence[Item | FactTable]:
        """Read and return the facts for this section.

        Raises:
            ProbeError: nothing could be read; becomes "not available: why".
        """
