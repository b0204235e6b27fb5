"""selfhelp diagnose: finds the cause of a problem that the user describes; changes nothing."""

from __future__ import annotations

import argparse

from selfhelp.app.contact import find_contact_now
from selfhelp.cli.call import Call, check_to_document
from selfhelp.core.emergency_numbers import describe_call
from selfhelp.core.errors import UsageError
from selfhelp.core.text import N_
from selfhelp.diagnosis.diagnosis import Event, EventKind
from selfhelp.diagnosis.repeated_findings import list_shown_findings
from selfhelp.diagnosis.verdict import ProposedFix, Verdict, VerdictKind


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `selfhelp diagnose`."""
    parser.add_argument("text", nargs="*", help=str(N_("the problem in your own words")))


def run_command(call: Call) -> int:
    """Run `selfhelp diagnose`; return 1 if a cause was found, 0 if none was found, 3 if no check was run."""
    text = " ".join(call.options.text).encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    if not text.strip():
        raise UsageError(N_("Describe the problem, for example: selfhelp diagnose my printer is stuck"))

    told: set[str] = set()

    def report_event(event: Event) -> None:
        if not call.is_json_output:
            _print_event(call, event, told)

    verdict = call.app.diagnosis.diagnose(text, call.progress, report_event)
    if call.is_json_output:
        _print_answer(call, verdict)
    else:
        _print_verdict(call, verdict)
    if verdict.kind is VerdictKind.CAUSE:
        return 1
    return 3 if verdict.has_no_conclusive_result else 0


def _print_event(call: Call, event: Event, told: set[str]) -> None:
    """Print the start of a check, or a finding that isn't in ``told`` yet."""
    if event.kind is EventKind.DANGER:
        call.print_line(event.looks)
    elif event.kind is EventKind.STARTED:
        call.print_line(f"{call.translate_line(event.looks).rstrip('.…')}…")
    elif event.result is not None and event.result.finding is not None:
        found = call.translate_line(event.result.finding.summary)
        if found not in told:
            told.add(found)
            call.print_line(N_("Found: {what}", what=event.result.finding.summary))


def _print_verdict(call: Call, verdict: Verdict) -> None:
    """Print the verdict, its reason, further findings, and the proposed fix or the help desk."""
    contact = find_contact_now(call.app)
    call.print_line()
    call.print_heading(verdict.summary)
    if verdict.reason is not None:
        call.print_line(verdict.reason)
    for number in call.app.find_emergency_numbers(verdict.services):
        call.print_line(describe_call(number))
    if verdict.ticket.topic:
        topic = call.app.catalog.topics[verdict.ticket.topic]
        for sentence in contact.add_call_notes(topic.now, other_device=topic.other_device):
            call.print_line(sentence)
    for sentence in (*contact.add_call_notes(verdict.now), *verdict.left):
        call.print_line(sentence)
    for other in list_shown_findings(verdict):
        if other.finding is not None:
            call.print_line(N_("Also found: {what}", what=other.finding.summary))
    second = verdict.second
    if verdict.proposed_fix is not None:
        _print_fix(call, verdict.proposed_fix)
    elif verdict.lacks_own_check:
        call.print_line(N_("To check again with more time, run:"))
        call.print_line(f"    selfhelp check {' '.join(verdict.unfinished)}")
    if second is not None:
        call.print_line(N_("Also: {what}", what=second.finding.summary))
        if second.way is not None:
            _print_fix(call, second.way)
    if verdict.proposed_fix is None or (second is not None and second.way is None):
        call.print_line(N_("To contact the help desk, run: selfhelp send --help"))


def _print_fix(call: Call, way: ProposedFix) -> None:
    """Print a fix's first step, and the command that runs it."""
    call.print_line(N_("Proposed fix: {what}", what=way.sentence))
    call.print_line(f"    selfhelp fix {way.fix}")


def _print_answer(call: Call, verdict: Verdict) -> None:
    call.print_json(
        verdict=verdict.kind,
        cause=verdict.cause.id if verdict.cause else None,
        summary=call.translate_line(verdict.summary),
        reason=call.translate_line(verdict.reason) if verdict.reason else None,
        fix=verdict.proposed_fix_id,
        others=[result.id for result in verdict.others],
        now=[call.translate_line(sentence) for sentence in verdict.now],
        left=[call.translate_line(sentence) for sentence in verdict.left],
        unfinished=list(verdict.unfinished),
        checks=[check_to_document(call, result) for result in verdict.checks],
        ticket_first=verdict.ticket_first,
        topic=verdict.ticket.topic or None,
        category=verdict.ticket.category,
        emergency_numbers=[
            {
                "service": number.service,
                "who": call.translate_line(number.label),
                "phone": number.phone,
                "also": number.also,
            }
            for number in call.app.find_emergency_numbers(verdict.services)
        ],
    )
