"""Writes the ticket's text: what a technician can act on without opening anything. English, plain."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from selfhelp.core.model import (
    ChangeType,
    CheckResult,
    FixRun,
    Outcome,
    SnapshotChange,
    SnapshotChanges,
    Undo,
)
from selfhelp.core.text import ENGLISH
from selfhelp.report.escaping import escape_plain
from selfhelp.report.findings import FIRST
from selfhelp.report.key_finding import KeyFinding
from selfhelp.report.run_descriptions import describe_check, describe_ending
from selfhelp.report.ticket_context import TicketContext, format_observation
from selfhelp.report.value_format import format_moment, format_value

CHANGES = 5
RUNS = 3
LOOKS = 5
STEPS = 6
"""How many of each are written out; the page beside the ticket has all of them."""

UNDONE_FOR_A_REASON = (Outcome.REFUSED, Outcome.FAILED, Outcome.NOT_FIXED)
"""How a run ends whose reason a technician wants to know."""

SEEN = 60
"""Characters about a thing that was added or removed."""

LONGEST = 250
"""Characters of one line, so that a question and its answer fit; what is longer stands in the page."""


def build_fact_lines(
    story: TicketContext,
    computer: Sequence[str] = (),
    found: Sequence[KeyFinding] = (),
    changes: SnapshotChanges | None = None,
    *,
    page: bool = True,
) -> str:
    """Return the lines below the user's words, at most about forty; `wording.format_body` places them.

    Args:
        story: what the ticket tells; without secrets.
        computer: the lines that say which computer it is.
        found: what stands out, the most urgent first.
        changes: what is not as it was; None if there is nothing to compare with.
        page: whether report.html is included, so that it can be named.
    """
    more = " in report.html" if page else ""
    blocks = (
        _about(story, computer),
        _standing_out(found, more),
        _changed(changes, more),
        *_iter_run_blocks(story.runs, story, more),
        _looked(story, {notice.text for notice in found[:FIRST]}, more),
    )
    return "\n\n".join("\n".join(block) for block in map(list, blocks) if any(block))


def format_key_finding(notice: KeyFinding) -> str:
    """Return a key finding's line in the ticket."""
    return _cut_line(f"- {notice.text}")


def format_change(change: SnapshotChange) -> str:
    """Return the line in the text of a ticket about something that changed."""
    return _cut_line(f"- {_change(change)}")


def _about(story: TicketContext, computer: Sequence[str]) -> Iterator[str]:
    """Yield who is affected and which computer it is; the reference last, where the eye finds it again."""
    yield from (_cut_line(f"{question}: {answer}") for question, answer in story.impact_answers().items())
    yield from map(_cut_line, computer)
    if story.reference:
        yield _cut_line(f"Reference for the phone: {story.reference}")
    if story.check_words:
        yield _cut_line(story.check_words)


def _standing_out(found: Sequence[KeyFinding], more: str) -> Iterator[str]:
    if found:
        yield "Key findings:"
        yield from (format_key_finding(notice) for notice in found[:FIRST])
        yield from _others_line(len(found) - FIRST, more)


def _changed(changes: SnapshotChanges | None, more: str) -> Iterator[str]:
    if changes is None:
        return
    if not changes.items:
        yield f"No relevant changes since {format_moment(changes.since)}."
        return
    yield f"Changed since {format_moment(changes.since)}:"
    yield from (format_change(change) for change in changes.items[:CHANGES])
    yield from _others_line(len(changes.items) + changes.left_out - CHANGES, more)


def _change(change: SnapshotChange) -> str:
    """Return one change as part of a sentence: "programs: Edge: 130.0 -> 131.0"."""
    what = f"{change.kind}: {change.name}" if change.name else change.kind
    if change.change is ChangeType.CHANGED:
        return f"{what}: {format_value(change.before)} -> {format_value(change.after)}"
    seen = change.after if change.change is ChangeType.ADDED else change.before
    told = "" if seen in (None, "", True) else f" ({_format_short(format_value(seen))})"
    return f"{what} {change.change}{told}"


def _format_short(seen: str) -> str:
    """Return the first facts of a thing that came or went; the page has all of them."""
    return seen if len(seen) <= SEEN else f"{seen[:SEEN].rpartition(', ')[0] or seen[:SEEN]} …"


def _iter_run_blocks(runs: Sequence[FixRun], story: TicketContext, more: str) -> Iterator[Sequence[str]]:
    """Yield a block for each of the last runs; what was tried last counts most."""
    for run in runs[-RUNS:]:
        yield [_cut_line(line) for line in _run(run, story)]
    if len(runs) > RUNS:  # named anyway: "did you try …" is what would be asked back
        earlier = dict.fromkeys(f"{run.id} -> {describe_ending(run)}" for run in reversed(runs[:-RUNS]))
        yield [_cut_line(f"Tried before{more and f' ({more.strip()})'}: {', '.join(earlier)}")]


def _run(run: FixRun, story: TicketContext) -> Iterator[str]:
    """Yield what was tried and its outcome, then the findings and the steps."""
    known, when = story.title(run.id), format_moment(run.started)
    named = f"{run.id} -> {describe_ending(run)} ({when})" if known == run.id else ""
    yield f"Tried: {named or f'{known} -> {describe_ending(run)} ({run.id}, {when})'}"
    yield f"Before: {_saw(run.before)}"
    steps = [f"{step.name} {step.result}{_undone(step.undo)}" for step in run.steps[:STEPS]]
    steps += [f"{len(run.steps) - STEPS} more"] if len(run.steps) > STEPS else []
    if steps:
        yield f"Steps: {', '.join(steps)}{_undo_note(run)}"
    if run.message and run.outcome in UNDONE_FOR_A_REASON:
        yield f"Reason: {ENGLISH.translate(run.message)}"
    if run.after:
        yield f"After: {'the same' if _saw(run.after) == _saw(run.before) else _saw(run.after)}"


def _undo_note(run: FixRun) -> str:
    """Return whether it was undone; "" if nothing was changed that has a way back."""
    ways = [step.undo for step in run.steps if step.undo is not Undo.IMPOSSIBLE]
    left = ways.count(Undo.POSSIBLE)
    if not ways:
        return ""
    return "; undone: " + ("yes" if not left else "no" if left == len(ways) else "in part")


def _undone(undo: Undo) -> str:
    """Return what differs from the step's own result; what could be undone is in the page."""
    return " (undone)" if undo is Undo.DONE else ""


def _looked(story: TicketContext, known: Collection[str], more: str) -> Iterator[str]:
    """Yield the checks, without those that are key findings."""
    looks = [
        one for one in story.looks if not one.finding or ENGLISH.translate(one.finding.summary) not in known
    ]
    lines = [f"- {_look(story, check)}" for check in looks]
    lines += [format_observation(what, answer) for what, answer in story.said.items()]
    if lines:
        yield "Checked:"
        yield from map(_cut_line, lines[:LOOKS])
        yield from _others_line(len(lines) - LOOKS, more)


def _look(story: TicketContext, check: CheckResult) -> str:
    """Return a check and its result; repeats no sentence."""
    saw = _saw(check)
    return f"{check.id if story.title(check.id) in saw else _title_with_id(story, check.id)}: {saw}"


def _title_with_id(story: TicketContext, id_: str) -> str:
    """Return a check's title with the id that the catalogue and the command line know it by."""
    title = story.title(id_)
    return id_ if title == id_ else f"{title} ({id_})"


def _saw(check: CheckResult) -> str:
    return describe_check(check).replace(" – ", ". ", 1)


def _others_line(number: int, more: str) -> Iterator[str]:
    if number > 0:
        yield f"- and {number} more{more}"


def _cut_line(line: str) -> str:
    flat = " ".join(escape_plain(line).split())
    return flat if len(flat) <= LONGEST else f"{flat[: LONGEST - 1]}…"
