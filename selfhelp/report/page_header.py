"""The top of the page: what the person says, what changed, what stands out, what was found and tried."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from selfhelp.core import reference
from selfhelp.core.model import (
    ChangeType,
    CheckResult,
    CheckState,
    FixRun,
    Outcome,
    SnapshotChange,
    SnapshotChanges,
    Undo,
    initial_failure_state,
)
from selfhelp.core.text import ENGLISH
from selfhelp.report.findings import CHECKS, FIRST
from selfhelp.report.markup import count_with_noun, escape, format_moment, format_value, title
from selfhelp.report.notice import FindingUrgency, KeyFinding
from selfhelp.report.ticket_context import TicketContext

SHOWN_CHANGES = 6
"""Changes that stand open; the others are folded."""

GOOD = frozenset({Outcome.HEALTHY, Outcome.FIXED})
QUIET = 4
"""Light modules around a QR code (ISO/IEC 18004)."""


def render_badge(story: TicketContext) -> str:
    """Return the reference large enough to read out, with its QR code; "" where there is none."""
    if not story.reference:
        return ""
    return (
        f'<div class="reference">{_drawn(story.reference)}<p><small>Reference</small><br>'
        f'<strong class="copy">{escape(story.reference)}</strong></p></div>'
    )


def _drawn(text: str) -> str:
    """Draw a QR code: one path, dark on white whatever the screen's colours, or no camera reads it."""
    rows = reference.qr_matrix(text)
    size = len(rows) + 2 * QUIET
    dark = "".join(
        f"M{x + QUIET} {y + QUIET}h1v1h-1z" for y, row in enumerate(rows) for x, on in enumerate(row) if on
    )
    return (
        f'<svg class="qr" role="img" aria-label="QR code of {escape(text)}" viewBox="0 0 {size} {size}"'
        f' width="{4 * size}" height="{4 * size}" shape-rendering="crispEdges">'
        f'<rect width="{size}" height="{size}" fill="#fff"/><path fill="#000" d="{dark}"/></svg>'
    )


def render_description(story: TicketContext) -> str:
    """Return what the person wrote, line by line as they wrote it, and how far the trouble reaches."""
    lines = "<br>\n".join(escape(line) for line in story.words.strip().splitlines())
    said = f"<blockquote>{lines}</blockquote>" if lines else ""
    reach = "".join(
        f"<div><dt>{escape(q)}</dt><dd>{escape(a)}</dd></div>" for q, a in story.impact_answers().items()
    )
    if not said and not reach:
        return ""
    answers = f'<dl class="tiles">{reach}</dl>' if reach else ""
    return f'<section id="words"><h2>In the person’s own words</h2>{said}{answers}</section>'


# -- what changed ----------------------------------------------------------------------------------


def render_changes(changes: SnapshotChanges | None) -> str:
    """Return what is not as it was at the last look: "since yesterday" is the first question."""
    if changes is None:
        said = "Not compared: there is no earlier look at this computer, or it was left out."
        return f'<section id="changed"><h2>What changed</h2><p class="soft">{said}</p></section>'
    since = f"since {format_moment(changes.since)}"
    if not changes.items:
        said = f"Nothing that is compared has changed {since}."
        return f'<section id="changed"><h2>What changed</h2><p class="soft">{said}</p></section>'
    first, rest = changes.items[:SHOWN_CHANGES], changes.items[SHOWN_CHANGES:]
    folded = f"<details><summary>{len(rest)} more</summary>{_changes(rest)}</details>" if rest else ""
    if changes.left_out:
        folded += f'<p class="soft">{changes.left_out} more are not listed.</p>'
    return (
        f'<section id="changed"><h2>What changed <small>{since}</small></h2>'
        f'<p class="soft">{escape(summarise_changes(changes))}</p>{_changes(first)}{folded}</section>'
    )


def summarise_changes(changes: SnapshotChanges) -> str:
    """Return the changes by kind: "programs: 3 added, 1 removed; printers: 1 changed"."""
    kinds = Counter((change.kind, change.change) for change in changes.items)
    by_thing: dict[str, list[str]] = {}
    for (what, how), number in kinds.items():
        by_thing.setdefault(what, []).append(f"{number} {how}")
    return "; ".join(f"{what}: {', '.join(parts)}" for what, parts in by_thing.items())


def _changes(changes: Sequence[SnapshotChange]) -> str:
    rows = "".join(
        f'<tr><td><span class="pill {_MARKS[c.change]}">{escape(c.change)}</span></td>'
        f"<td>{escape(title(c.kind))}</td>"
        f'<td class="copy">{escape(c.name or "–")}</td><td>{_sides(c)}</td></tr>'
        for c in changes
    )
    head = "<tr><th>Change</th><th>What</th><th>Which</th><th>Before → now</th></tr>"
    return (
        f'<div class="wide"><table class="changes"><thead>{head}</thead><tbody>{rows}</tbody></table></div>'
    )


_MARKS = {ChangeType.ADDED: "new", ChangeType.REMOVED: "gone", ChangeType.CHANGED: "other"}


def _sides(change: SnapshotChange) -> str:
    """Return both sides of a change, or the one there is: a phone has no room for a column of dashes."""
    before, now = (
        f'<span class="copy">{escape(format_value(side))}</span>' for side in (change.before, change.after)
    )
    if change.change is ChangeType.CHANGED:
        return f"{before} → {now}"
    if (change.after if change.change is ChangeType.ADDED else change.before) in (None, "", True):
        return ""
    return now if change.change is ChangeType.ADDED else f"was {before}"


# -- what stands out -------------------------------------------------------------------------------

_SEVERE = frozenset({FindingUrgency.LOSS, FindingUrgency.BLOCKED, FindingUrgency.UNSAFE})
_LABELS = {
    FindingUrgency.LOSS: "data at risk",
    FindingUrgency.BLOCKED: "blocked",
    FindingUrgency.UNSAFE: "unprotected",
    FindingUrgency.FAILING: "failing",
    FindingUrgency.SLOW: "slow",
    FindingUrgency.NOTE: "note",
}


def render_key_findings(found: Sequence[KeyFinding]) -> str:
    """Return the first facts that stand out with their reasons; the others folded."""
    if not found:
        return '<section class="notices good" id="notices"><h2>Nothing stands out</h2></section>'
    first, rest = found[:FIRST], found[FIRST:]
    folded = f"<details><summary>{len(rest)} more</summary>{_listed(rest)}</details>" if rest else ""
    severe = " severe" if any(notice.urgency in _SEVERE for notice in found) else ""
    head = f"<h2>What stands out <small>{count_with_noun(len(found), 'fact')}</small></h2>"
    return f'<section class="notices{severe}" id="notices">{head}{_listed(first)}{folded}</section>'


def _listed(found: Sequence[KeyFinding]) -> str:
    return f"<ol>{''.join(_notice(notice) for notice in found)}</ol>"


def _notice(notice: KeyFinding) -> str:
    kind = (
        "bad"
        if notice.urgency in _SEVERE
        else "high"
        if notice.urgency is not FindingUrgency.NOTE
        else "other"
    )
    label = f'<span class="pill {kind}">{_LABELS[notice.urgency]}</span>'
    anchor = "tried" if notice.section == CHECKS else f"s-{notice.section}"
    link = f'<a href="#{escape(anchor)}">{escape(title(notice.section))}</a>'
    return (
        f'<li>{label} <b class="copy">{escape(notice.text)}</b>'
        f"<br><small>{escape(notice.reason)} {link}</small></li>"
    )


# -- what was found and tried ----------------------------------------------------------------------


def render_tried_fixes(story: TicketContext) -> str:
    """Return each fix that was run, with what was seen before and after, and each look without a fix."""
    if not story.runs and not story.looks and not story.said:
        return ""
    runs = "".join(_run(run, story) for run in story.runs)
    return (
        f'<section class="runs" id="tried"><h2>What was found and tried</h2>{runs}{_looked(story)}</section>'
    )


def _run(run: FixRun, story: TicketContext) -> str:
    mark = "good" if run.outcome in GOOD else "bad"
    seconds = max(0, round((run.ended - run.started).total_seconds()))
    steps = "".join(
        f"<li>{escape(step.name)}: <b>{escape(step.result)}</b>{_undo(step.undo)}"
        f"{f'<br><small>{escape(step.detail)}</small>' if step.detail else ''}</li>"
        for step in run.steps
    )
    said = f"<p>{escape(ENGLISH.translate(run.message))}</p>" if run.message else ""
    id_ = f" <small>{escape(run.id)}</small>" if story.title(run.id) != run.id else ""
    outcome = f'<span class="pill {mark}">{escape(describe_ending(run))}</span>'
    return (
        f"<article><h3>{escape(story.title(run.id))} {outcome}{id_}</h3>"
        f"<p><small>{format_moment(run.started)}, {seconds} s</small></p>{said}"
        f"<dl>{_check('Before', run.before)}{_steps(steps)}{_check('After', run.after)}</dl></article>"
    )


UNSEEN = {CheckState.INCONCLUSIVE: "could not look", CheckState.NOT_OFFERED: "nothing to repair here"}
"""How a run ended that saw nothing, in a technician's words."""


def describe_ending(run: FixRun) -> str:
    """Return how a run ended, in a word or two."""
    met = initial_failure_state(run.outcome, run.before)
    return UNSEEN[met] if met else run.outcome.replace("-", " ")


def _steps(steps: str) -> str:
    done = f"<ol>{steps}</ol>" if steps else "No step was carried out."
    return f"<div><dt>Steps</dt><dd>{done}</dd></div>"


def _undo(undo: Undo) -> str:
    words_ = {Undo.POSSIBLE: "can be undone", Undo.DONE: "was undone", Undo.IMPOSSIBLE: "cannot be undone"}
    return f" <small>({words_[undo]})</small>"


def _check(when: str, check: CheckResult | None) -> str:
    if check is None:
        return f"<div><dt>{when}</dt><dd>not checked</dd></div>"
    evidence = check.evidence.items()
    facts = "".join(f'<li>{escape(name)}: <span class="copy">{escape(v)}</span></li>' for name, v in evidence)
    return f"<div><dt>{when}</dt><dd>{escape(describe_check(check))}{f'<ul>{facts}</ul>' if facts else ''}</dd></div>"  # noqa: E501


def describe_check(check: CheckResult) -> str:
    """Return what a check saw, in one line: "found – The disk is full."."""
    said = check.finding.summary if check.finding else check.reason
    return f"{check.state} – {ENGLISH.translate(said)}" if said else str(check.state)


def _outcome_and_why(check: CheckResult) -> str:
    return f"{describe_check(check)} ({check.why})" if check.why else describe_check(check)


def _looked(story: TicketContext) -> str:
    lines = [(story.title(c.id), _outcome_and_why(c), c.state is CheckState.FOUND) for c in story.looks]
    lines += [(what, f"{answer} (the person says)", False) for what, answer in story.said.items()]
    if not lines:
        return ""
    rows = "".join(
        f"<div><dt>{escape(what)}</dt><dd>{f'<b>{escape(saw)}</b>' if found else escape(saw)}</dd></div>"
        for what, saw, found in lines
    )
    return f'<article><h3>Looked at</h3><dl class="looks">{rows}</dl></article>'
