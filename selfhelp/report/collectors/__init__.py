"""Snapshot collectors, one module per subject. To add one, copy an existing module; it needs no registration.

A collector reads through a `Machine` and returns items. Each item has a privacy class, which the review and
the redactor use. Collectors import their probes in `collect_facts`, so that the probes load in parallel and
listing all sections stays cheap.

Collectors also declare which changes are worth reporting:

* A table whose rows are *things* (apps, printers, drives …) sets ``key=True`` on the columns that identify a
row; the first of them names it. Added and removed rows then count as changes. A table of the latest entries
(recent updates) sets ``rolling=True``: rows that drop out aren't changes. A table without a key (busiest
apps, recent errors, temperatures) isn't compared.
* ``tracked=True`` marks the columns and facts whose changes matter: a version, a state, an address. Never use
it for load, uptime, times, counters or free space. A percentage counts as changed from ten points, a size in
bytes from 5 %, and an IPv6 address if its network differs.
* A fact may occur several times (two gateways); such facts are compared as a set.
* An omitted table counts as empty. If a table couldn't be read, return a fact with the reason,
``Item("drives", "not available: …")``. Values that begin with "not available", "not readable" or "not known",
and None, are never compared.
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
        title: its name in the user interface.
        platforms: the platforms it supports.
        timeout: seconds until the section is reported as "not available".
        private: True if the section is off until the user or the policy turns it on.
        order: position of the section (summary facts first).
        waits: True if the collector mostly waits for other programs or servers; it then starts before the
            others.
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
            ProbeError: nothing could be read; reported as "not available: reason".
        """
