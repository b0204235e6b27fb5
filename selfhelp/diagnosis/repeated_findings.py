"""Findings that repeat what the cause already says about the same printer."""

from __future__ import annotations

from collections.abc import Sequence

from selfhelp.core.model import CheckResult
from selfhelp.diagnosis.verdict import Verdict


def list_shown_findings(verdict: Verdict) -> Sequence[CheckResult]:
    """Return a verdict's further findings without those about the cause's printers that offer nothing else.

    A paused printer is also the reason for a waiting document, and for a default printer that isn't ready.
    Such a finding stays if its fix is another solution than the proposed one. The answer to a second problem
    is shown on its own. Tickets contain all findings.
    """
    second = verdict.second.result if verdict.second is not None else None
    printers = _list_printers(verdict.cause) if verdict.cause is not None else frozenset[str]()
    choices = {way.fix for way in verdict.ways[1:]}
    return [
        result
        for result in verdict.others
        if result is not second
        and (result.id in choices or not (named := _list_printers(result)) or not named <= printers)
    ]


def _list_printers(result: CheckResult) -> frozenset[str]:
    """Return the names of the printers that a finding is about; empty for other findings."""
    data = result.finding.data if result.finding is not None else {}
    match result.id:
        case "print-offline":
            return frozenset(trouble["printer"] for trouble in data.get("troubles", ()))
        case "print-stuck-queue":
            return frozenset(queue["name"] for queue in data.get("queues", ()))
        case "print-wrong-default":
            return frozenset(name for name in [data.get("default", "")] if name)
        case _:
            return frozenset()
