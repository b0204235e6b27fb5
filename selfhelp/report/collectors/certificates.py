"""Collects certificates that have expired or will soon: Wi-Fi, VPN and sign-in depend on them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from selfhelp.core.model import Column, FactTable, Item, PrivacyClass
from selfhelp.core.text import N_
from selfhelp.machine import Machine
from selfhelp.report.collectors import Collector
from selfhelp.report.parallel_reads import LOADING

SOON = timedelta(days=30)
LONG_AGO = timedelta(days=365)
"""Time since expiry from which certificates are only counted: they were replaced or aren't needed."""

COLUMNS = (
    Column("certificate", reveals=PrivacyClass.PERSON, key=True),
    Column("issued by", reveals=PrivacyClass.TEXT),
    Column("belongs to"),
    Column("ends", key=True),
    Column("days left", "d"),
    Column("kept in", reveals=PrivacyClass.PATH, key=True),
)


class CertificatesCollector(Collector):
    """Certificates of the user and the computer that have expired or expire within a month."""

    id = "certificates"
    title = N_("Certificates")
    timeout = 9.0  # PowerShell is slow to start
    order = 124

    def collect_facts(self, machine: Machine) -> Sequence[Item | FactTable]:
        """Read and return the facts for this section."""
        with LOADING:
            from selfhelp.machine.security.certificates import (
                CERTIFICATES,  # loads with the other sections
            )

        read = CERTIFICATES.read(machine)
        now = datetime.now(UTC)
        ending = sorted((c for c in read.found if c.ends < now + SOON), key=lambda c: c.ends)
        rows = [
            (c.subject, c.issuer, c.owner, c.ends.isoformat(timespec="seconds"), (c.ends - now).days, c.place)
            for c in ending
            if c.ends > now - LONG_AGO
        ]
        count = [
            Item("certificates checked", len(read.found)),
            Item("expired", sum(c.ends < now for c in ending)),
            Item(f"ending within {SOON.days} days", sum(c.ends >= now for c in ending)),
            *(
                Item("not readable for this account", place, reveals=PrivacyClass.PATH)
                for place in read.closed
            ),
        ]
        return [*count, FactTable("expiring certificates", COLUMNS, rows)] if rows else count
