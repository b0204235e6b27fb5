"""Formats the ticket's text for technicians, in plain English that is complete without attachments."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from selfhelp.core.model import (
    ChangeType,
    CheckResult,
    CheckState,
    FixRun,
    Outcome,
    SnapshotChange,
    SnapshotChanges,
    Undo,
)
from selfhelp.core.text import ENGLISH
from selfhelp.report.findings import FIRST
from selfhelp.report.key_finding import KeyFinding
from selfhelp.report.plain_text import escape_plain
from selfhelp.report.run_descriptions import (
    describe_check,
    describe_run_outcome,
    format_id_as_words,
    format_title_with_id,
    sort_problems_first,
)
from selfhelp.report.ticket_context import TicketContext, format_observation
from selfhelp.report.value_format import format_moment, format_value

CHANGES = 5
RUNS = 3
LOOKS = 5
STEPS = 6
"""Maximum number of runs, checks or steps written out; the report page has all of them."""

UNDONE_FOR_A_REASON = (Outcome.REFUSED, Outcome.FAILED, Outcome.NOT_FIXED)
"""Outcomes of a run that are given with their reason."""

SEEN = 60
"""Maximum length of the details about an added or removed thing, in characters."""

LONGEST = 250
"""Maximum length of a line, in characters; the report page has the full text."""


def build_fact_lines(
    story: TicketContext,
    computer: Sequence[str] = (),
    found: Sequence[KeyFinding] = (),
    changes: SnapshotChanges | None = None,
    *,
    page: bool = True,
) -> str:
    """Return the text below the user's description, about forty lines at most; `wording.format_body` inserts
    it.

    Args:
        story: the ticket's content, without secrets.
        computer: the lines that identify the computer.
        found: the key findings, most urgent first.
        changes: the changes since an earlier snapshot; None if there is none.
        page: whether report.html is attached, so that the text can refer to it.
    """
    more = " in report.html" if page else ""
    blocks = (
        _iter_impact_lines(story, computer),
        _iter_finding_lines(found, more),
        _iter_change_lines(changes, more),
        *_iter_run_blocks(story.runs, story, more),
        _iter_check_lines(story, {notice.text for notice in found[:FIRST]}, more),
    )
    return "\n\n".join("\n".join(block) for block in map(list, blocks) if any(block))


def format_key_finding(notice: KeyFinding) -> str:
    """Return a key finding as a line of the ticket."""
    return _shorten_line(f"- {notice.text}")


def format_change(change: SnapshotChange) -> str:
    """Return a change as a line of the ticket."""
    return _shorten_line(f"- {_describe_change(change)}")


def _iter_impact_lines(story: TicketContext, computer: Sequence[str]) -> Iterator[str]:
    """Yield the lines for problem, impact and computer, then the reference and the verification words."""
    told = {**story.filed, **story.list_impact_answers()}
    yield from (_shorten_line(f"{name}: {value}") for name, value in told.items())
    yield from map(_shorten_line, computer)
    if story.reference:
        yield _shorten_line(f"Reference for the phone: {story.reference}")
    if story.check_words:
        yield _shorten_line(story.check_words)


def _iter_finding_lines(found: Sequence[KeyFinding], more: str) -> Iterator[str]:
    if found:
        yield "Key findings:"
        yield from (format_key_finding(notice) for notice in found[:FIRST])
        yield from _iter_remainder_note(len(found) - FIRST, more)


def _iter_change_lines(changes: SnapshotChanges | None, more: str) -> Iterator[str]:
    if changes is None:
        return
    if not changes.items:
        yield f"No relevant changes since {format_moment(changes.since)}."
        return
    yield f"Changed since {format_moment(changes.since)}:"
    yield from (format_change(change) for change in changes.items[:CHANGES])
    yield from _iter_remainder_note(len(changes.items) + changes.left_out - CHANGES, more)


def _describe_change(change: SnapshotChange) -> str:
    """Return one change as part of a sentence: "programs: Edge: 130.0 -> 131.0"."""
    what = f"{change.kind}: {change.name}" if change.name else change.kind
    if change.change is ChangeType.CHANGED:
        return f"{what}: {format_value(change.before)} -> {format_value(change.after)}"
    seen = change.after if change.change is ChangeType.ADDED else change.before
    told = "" if seen in (None, "", True) else f" ({_shorten_details(format_value(seen))})"
    return f"{what} {change.change}{told}"


def _shorten_details(seen: str) -> str:
    """Return the first details of an added or removed item; the report page has all of them."""
    return seen if len(seen) <= SEEN else f"{seen[:SEEN].rpartition(', ')[0] or seen[:SEEN]} …"


def _iter_run_blocks(runs: Sequence[FixRun], story: TicketContext, more: str) -> Iterator[Sequence[str]]:
    """Yield a block for each of the last runs, oldest first, and a line for the earlier runs."""
    for run in runs[-RUNS:]:
        yield [_shorten_line(line) for line in _iter_run_lines(run, story)]
    if len(runs) > RUNS:  # named anyway: "did you try …" is what would be asked back
        earlier = dict.fromkeys(
            f"{format_title_with_id(story.titles, run.id)} -> {describe_run_outcome(run)}"
            for run in reversed(runs[:-RUNS])
        )
        yield [_shorten_line(f"Tried before{more and f' ({more.strip()})'}: {', '.join(earlier)}")]


def _iter_run_lines(run: FixRun, story: TicketContext) -> Iterator[str]:
    """Yield the fix and its outcome, then the findings and the steps."""
    known, when = story.find_title(run.id), format_moment(run.started)
    named = f"{run.id} -> {describe_run_outcome(run)} ({when})" if known == run.id else ""
    yield f"Tried: {named or f'{known} -> {describe_run_outcome(run)} ({run.id}, {when})'}"
    yield f"Before: {_format_check_result(run.before)}"
    steps = [
        f"{format_id_as_words(step.name)}: {step.result}{_format_undone_note(step.undo)}"
        for step in run.steps[:STEPS]
    ]
    steps += [f"{len(run.steps) - STEPS} more"] if len(run.steps) > STEPS else []
    if steps:
        yield f"Steps: {', '.join(steps)}{_describe_undo(run)}"
    if run.message and run.outcome in UNDONE_FOR_A_REASON:
        yield f"Reason: {ENGLISH.translate(run.message)}"
    if run.after:
        before, after = _format_check_result(run.before), _format_check_result(run.after)
        yield f"After: {'the same' if after == before else after}"
    if run.helped is not None:
        yield f"User's answer: it {'helped' if run.helped else 'did not help'}"


def _describe_undo(run: FixRun) -> str:
    """Return a note on whether the run was undone; "" if it changed nothing that can be undone."""
    ways = [step.undo for step in run.steps if step.undo is not Undo.IMPOSSIBLE]
    left = ways.count(Undo.POSSIBLE)
    if not ways:
        return ""
    return "; undone: " + ("yes" if not left else "no" if left == len(ways) else "in part")


def _format_undone_note(undo: Undo) -> str:
    """Return the suffix for a step that was undone; "" if it wasn't."""
    return " (undone)" if undo is Undo.DONE else ""


def _iter_check_lines(story: TicketContext, known: Collection[str], more: str) -> Iterator[str]:
    """Yield a line for each observation and check, except key findings; the most useful lines first."""
    looks = [
        one for one in story.looks if not one.finding or ENGLISH.translate(one.finding.summary) not in known
    ]
    lines = [f"- {_describe_check(story, check)}" for check in sort_problems_first(looks)]
    after_problems = sum(check.state is CheckState.FOUND for check in looks)
    lines[after_problems:after_problems] = [format_observation(*said) for said in story.said.items()]
    if lines:
        yield "Checked:"
        yield from map(_shorten_line, lines[:LOOKS])
        yield from _iter_remainder_note(len(lines) - LOOKS, more)


def _describe_check(story: TicketContext, check: CheckResult) -> str:
    """Return a check and its result without repeating its title."""
    saw = _format_check_result(check)
    if story.find_title(check.id) in saw:
        return f"{saw} ({check.id})"
    return f"{format_title_with_id(story.titles, check.id)}: {saw}"


def _format_check_result(check: CheckResult) -> str:
    return describe_check(check).replace(" – ", ". ", 1)


def _iter_remainder_note(number: int, more: str) -> Iterator[str]:
    if number > 0:
        yield f"- and {number} more{more}"


def _shorten_line(line: str) -> str:
    flat = " ".join(escape_plain(line).split())
    return flat if len(flat) <= LONGEST else f"{flat[: LONGEST - 1]}…"
