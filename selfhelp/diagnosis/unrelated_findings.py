"""Findings that are told beside the answer, because they can't be the cause of what the user describes."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from selfhelp.core.model import CheckResult
from selfhelp.diagnosis import complaints
from selfhelp.diagnosis.complaints import Interpretation
from selfhelp.diagnosis.verdict import ComplaintResults
from selfhelp.troubleshooters.complaint import Complaint

MOUSE, BLUETOOTH = "wireless-mouse-keyboard", "bluetooth-reconnect"


def list_findings_beside(meant: Interpretation, complaint: Complaint, seen: ComplaintResults) -> set[str]:
    """Return the IDs of checks that can't be the cause: unrelated, or less likely than an unfinished one.

    Args:
        meant: what the words mean.
        complaint: the complaints that the words mean, joined into one.
        seen: the results of its checks.
    """
    return {
        *_list_unrelated_checks(complaint, seen.results),
        *_list_doubtful_findings(meant, complaint, seen),
        *_list_findings_about_other_devices(meant, seen.results),
        *_list_network_checks_beside(meant),
    }


def _list_unrelated_checks(complaint: Complaint, results: Sequence[CheckResult]) -> Collection[str]:
    """Return the IDs of the checks that can't be the cause, unless another check's result names them so."""
    return set(complaint.also) - {result.cause for result in results}


def _list_findings_about_other_devices(
    meant: Interpretation, results: Sequence[CheckResult]
) -> Collection[str]:
    """Return the Bluetooth check if the words are about a mouse or keyboard, and its finding isn't."""
    about = {id_ for one in meant.complaints for id_ in complaints.get_complaint(one).fixes}
    if MOUSE not in about or BLUETOOTH in about:
        return ()
    return [
        r.id for r in results if r.id == BLUETOOTH and r.finding and not r.finding.data.get("input", True)
    ]


def _list_network_checks_beside(meant: Interpretation) -> Collection[str]:
    """Return the network's checks if an app is frozen, and the words tell no problem with the network."""
    network = complaints.get_complaint(complaints.INTERNET)
    told = {complaints.get_complaint(id_).subject for id_ in meant.complaints}
    frozen = meant.complaints[0] == complaints.FROZEN_APP
    return network.checks if frozen and network.subject not in told else ()


def _list_doubtful_findings(
    meant: Interpretation, complaint: Complaint, seen: ComplaintResults
) -> Collection[str]:
    """Return the IDs of the checks whose finding can't be called the cause, as a more likely check timed out.

    A check of what the user complains about comes before the checks of other possible causes: "Word is
    frozen" isn't answered with a busy browser while it is unknown whether Word responds. A finding about the
    app that the user named, or of a check that comes earlier, doesn't depend on it.
    """
    order = [result.id for result in seen.results]
    first = min((order.index(id_) for id_ in seen.unfinished if id_ in complaint.fixes), default=len(order))
    return [
        result.id
        for result in seen.results[first:]
        if result.id not in complaint.fixes and not (meant.app is not None and meant.app.is_found_by(result))
    ]
