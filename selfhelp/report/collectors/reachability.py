"""Collects reachability and latency of the gateway, help desk, DNS, internet and time servers."""

from __future__ import annotations

from collections.abc import Sequence

from selfhelp.core.model import FactTable, Item
from selfhelp.core.text import N_
from selfhelp.machine import Machine
from selfhelp.report.collectors import Collector
from selfhelp.report.parallel_reads import LOADING


class ReachabilityCollector(Collector):
    """Latency, packet loss, DNS, captive portal and clock. Contacts only configured hosts."""

    id = "reachability"
    title = N_("Connectivity")
    timeout = 9.0  # PowerShell is slow to start
    order = 62
    waits = True

    def collect_facts(self, machine: Machine) -> Sequence[Item | FactTable]:
        """Read and return the facts for this section; all tests run in parallel.

        Raises:
            ProbeError: the route or the policy cannot be read.
        """
        with LOADING:  # much to load: on the section's own thread, in parallel with the others
            from selfhelp.report import reachability_facts

        return reachability_facts.collect_reachability(machine)
