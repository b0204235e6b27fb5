"""The services a case needs: this computer, the catalogue, the journal, the policy, the outbox."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from selfhelp.catalog.catalog import Catalog
from selfhelp.core.text import ENGLISH, Translator
from selfhelp.engine.journal import Journal
from selfhelp.machine import Machine
from selfhelp.policy.policy import Policy

if TYPE_CHECKING:
    from selfhelp.report.redact import Redactor
    from selfhelp.report.snapshot_service import SnapshotService
    from selfhelp.tickets.form.attachment_limits import AttachmentLimits
    from selfhelp.tickets.outbox.outbox import Outbox
    from selfhelp.tickets.sent_items import SentRecords


@dataclass(frozen=True, slots=True)
class CaseDependencies:
    """The services that a case uses; expensive ones are created on first use."""

    machine: Machine
    catalog: Catalog
    journal: Journal
    policy: Policy
    redactor: Callable[[], Redactor]
    outbox: Callable[[], Outbox]
    survey: Callable[[], SnapshotService]
    receipts: Callable[[], SentRecords] | None = None
    login: str = ""
    acceptance: Callable[[], AttachmentLimits] | None = None
    translator: Callable[[], Translator] = lambda: ENGLISH
