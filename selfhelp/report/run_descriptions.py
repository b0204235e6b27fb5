"""Describes checks and runs for technicians, on the page and in the ticket."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from selfhelp.core.model import CheckResult, CheckState, FixRun, Outcome, find_blocking_check_state
from selfhelp.core.text import ENGLISH

STATES = {
    CheckState.HEALTHY: "no problem found",
    CheckState.FOUND: "problem found",
    CheckState.INCONCLUSIVE: "couldn't be checked",
    CheckState.NOT_OFFERED: "nothing to fix here",
}
"""The results of checks in words."""

_MOST_USEFUL = (CheckState.FOUND, CheckState.INCONCLUSIVE, CheckState.HEALTHY, CheckState.NOT_OFFERED)


def describe_run_outcome(run: FixRun) -> str:
    """Return the outcome of a run in a few words, such as "not fixed"."""
    met = find_blocking_check_state(run.outcome, run.before)
    if run.outcome is Outcome.HEALTHY:
        met = CheckState.HEALTHY
    return STATES[met] if met else format_id_as_words(run.outcome)


def sort_problems_first(checks: Sequence[CheckResult]) -> Sequence[CheckResult]:
    """Return problems first, then what couldn't be checked; checks that don't apply here come last."""
    return sorted(checks, key=lambda check: _MOST_USEFUL.index(check.state))


def describe_check(check: CheckResult) -> str:
    """Return a check's result in one line: "problem found – The disk is full."."""
    said = check.finding.summary if check.finding else check.reason
    return f"{STATES[check.state]} – {ENGLISH.translate(said)}" if said else STATES[check.state]


def format_id_as_words(id_: str) -> str:
    """Return an outcome or the name of a step as words: "clear queue"."""
    return id_.replace("-", " ").replace("_", " ")


def format_title_with_id(titles: Mapping[str, str], id_: str) -> str:
    """Return the title of a fix or check with the ID that the catalogue and the command line use."""
    return f"{titles[id_]} ({id_})" if titles.get(id_, id_) != id_ else id_


def describe_check_and_reason(check: CheckResult) -> str:
    """Return a check's result, followed by the technical reason for it, if the result doesn't say it."""
    said = describe_check(check)
    return f"{said} ({check.why})" if check.why and check.why not in said else said
