"""Describes checks and runs for technicians, on the page and in the ticket."""

from __future__ import annotations

from selfhelp.core.model import CheckResult, CheckState, FixRun, find_initial_failure_state
from selfhelp.core.text import ENGLISH

UNSEEN = {CheckState.INCONCLUSIVE: "couldn't be checked", CheckState.NOT_OFFERED: "nothing to fix here"}
"""Descriptions of runs that ended because the first check found no problem."""


def describe_run_outcome(run: FixRun) -> str:
    """Return the outcome of a run in a few words, such as "not fixed"."""
    met = find_initial_failure_state(run.outcome, run.before)
    return UNSEEN[met] if met else run.outcome.replace("-", " ")


def describe_check(check: CheckResult) -> str:
    """Return a check's result in one line: "found – The disk is full."."""
    said = check.finding.summary if check.finding else check.reason
    return f"{check.state} – {ENGLISH.translate(said)}" if said else str(check.state)


def describe_check_and_reason(check: CheckResult) -> str:
    """Return a check's result, followed by the reason why the check ran, if known."""
    return f"{describe_check(check)} ({check.why})" if check.why else describe_check(check)
