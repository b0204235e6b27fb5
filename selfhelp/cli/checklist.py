"""selfhelp checklist: lists the completed and open setup steps of a new computer."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from datetime import UTC, datetime

from selfhelp.checklist.progress import (
    ChecklistEntry,
    StepState,
    assess_checklist_steps,
    count_done_checklist_steps,
    find_next_open_step,
)
from selfhelp.checklist.step_verification import drop_missing_checks
from selfhelp.cli.call import Call, accept_common_options_after_action
from selfhelp.core.errors import UsageError
from selfhelp.core.model import Json
from selfhelp.core.text import N_, Text
from selfhelp.policy.unknown_words import suggest_closest_word

ACTIONS: Mapping[str, Text] = {
    "show": N_("check every step and show the progress"),
    "done": N_("mark a manual step as done"),
    "reopen": N_("mark a step as not done"),
}
_MARKS = {
    StepState.PROVEN: "ok",
    StepState.TICKED: "ok",
    StepState.OPEN: "!!",
    StepState.UNCHECKED: "??",
    StepState.NOT_HERE: "--",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `selfhelp checklist`."""
    actions = parser.add_subparsers(dest="action", metavar="|".join(ACTIONS))
    for name, help_ in ACTIONS.items():
        action = actions.add_parser(name, help=str(help_))
        accept_common_options_after_action(action)
        if name != "show":
            action.add_argument(
                "step", metavar="ID", help=str(N_("ID of the step, as shown by `selfhelp checklist`"))
            )


def run_command(call: Call) -> int:
    """Run `selfhelp checklist`; return 0 if all steps are completed, 1 if a step is open."""
    app = call.app
    steps = drop_missing_checks(app.list_checklist_steps(), app.catalog.checks, app.create_lookaheads())
    place, results = app.verify_checklist(steps, call.progress)
    entries = {one.step.id: one for one in assess_checklist_steps(steps, place, results)}
    if call.options.action in ("done", "reopen"):
        _require_tickable(entries, call.options.step)
        place = place.add_tick(call.options.step, datetime.now(UTC), on=call.options.action == "done")
        app.checklist_store.save(place)
        entries = {one.step.id: one for one in assess_checklist_steps(steps, place, results)}
    return _print_checklist(call, list(entries.values()))


def _require_tickable(entries: Mapping[str, ChecklistEntry], id_: str) -> None:
    entry = entries.get(id_)
    if entry is None:
        message = N_("The checklist has no step {name}.", name=id_[:80])
        raise UsageError(suggest_closest_word(message, id_, entries))
    if not entry.can_be_ticked:
        raise UsageError(N_("The step {name} is checked automatically.", name=id_))


def _print_checklist(call: Call, entries: list[ChecklistEntry]) -> int:
    done, all_ = count_done_checklist_steps(entries)
    following = find_next_open_step(entries)
    if call.is_json_output:
        call.print_json(
            done=done,
            count=all_,
            next=following.step.id if following else None,
            steps=[_entry_to_document(call, one) for one in entries],
        )
    else:
        for one in entries:
            said = _entry_to_document(call, one)
            text = " ".join(str(part) for part in (said["title"], said["summary"]) if part)
            call.print_line(f"{_MARKS[one.state]}  {one.step.id:<20} {text}")
        call.print_line(N_("{done} of {count} steps done", done=done, count=all_))
    return 0 if done == all_ else 1


def _entry_to_document(call: Call, entry: ChecklistEntry) -> dict[str, Json]:
    finding = entry.result.finding if entry.result else None
    show = call.translate_line
    return {
        "id": entry.step.id,
        "title": show(entry.step.title),
        "state": entry.state,
        "summary": show(finding.summary) if finding and entry.state is StepState.OPEN else "",
        "since": entry.since.isoformat() if entry.since else None,
        "page": entry.step.page,
    }
