"""What stands out about services, updates, restarts, errors, certificates and protection."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from selfhelp.report.facts import Facts
from selfhelp.report.findings import Look, Notice, Urgency

LONG_UPTIME = 14 * 86400
REPEATED = 3
"""Crashes of one program in a day: no accident any more."""

MANY_ERRORS = 20
"""Times that one message came within a day."""


def _services(facts: Facts) -> Iterator[Notice]:
    failed = [row.word("service") for row in facts.rows("services", "failed")]
    if failed:
        more = f" and {len(failed) - 5} more" if len(failed) > 5 else ""
        text = f"{_count(len(failed), 'service')} failed: {', '.join(failed[:5])}{more}"
        yield Notice("services", text, Urgency.FAILING, "What needs them does not work.")


def _restart(facts: Facts) -> Iterator[Notice]:
    if facts.value("system", "restart pending") is True:
        reason = "Updates are half installed until then; try this before anything else."
        yield Notice("system", "A restart is pending", Urgency.FAILING, reason)
    uptime = facts.number("system", "uptime")
    if uptime is not None and uptime >= LONG_UPTIME:
        text = f"Not restarted for {uptime / 86400:.0f} days"
        yield Notice("system", text, Urgency.NOTE, "A restart cures much of what builds up.")


def _updates(facts: Facts) -> Iterator[Notice]:
    failed = [str(item.value) for item in facts.facts("updates") if item.name == "failed"]
    failed += [row.word("update") for row in facts.rows("updates", "failed")]
    if failed:
        text = f"{_count(len(failed), 'update')} failed, the last one: {failed[0]}"
        yield Notice("updates", text, Urgency.FAILING, "It will be tried again and may fail again.")


def _errors(facts: Facts) -> Iterator[Notice]:
    rows = facts.rows("errors", "errors")
    worst = max(rows, key=lambda row: row.number("times") or 0, default=None)
    times = (worst.number("times") or 0) if worst else 0
    if worst and times >= MANY_ERRORS:
        text = (
            f"{worst.word('source')} reported the same error {times:.0f} times: {_cut(worst.word('message'))}"
        )
        yield Notice("errors", text, Urgency.NOTE, "An error that keeps coming has one cause.")
        return
    count = facts.number("errors", "errors in the last 24 hours")
    if count:
        text = f"{_count(round(count), 'error')} in the last 24 hours"
        yield Notice("errors", text, Urgency.NOTE, "The section has them grouped and counted.")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _cut(text: str, limit: int = 90) -> str:
    line = " ".join(text.split())
    return line if len(line) <= limit else f"{line[: limit - 1]}…"


LOOKS: Sequence[Look] = (_services, _restart, _updates, _errors)
