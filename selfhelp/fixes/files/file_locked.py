"""A document reported as in use: by a stale lock file, a program on this computer, or someone else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from selfhelp.core.model import Answers, ChoiceQuestion, Finding, Json, Option
from selfhelp.core.text import N_, NN_, Text
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Step
from selfhelp.machine.apps.office_lock_files import (
    OWNER_FILES,
    OfficeLockFile,
    SetLockAside,
    find_running_office_programs,
)
from selfhelp.machine.files.open_files import HOLDERS, FileUser
from selfhelp.machine.guidance.manual_steps import ByHand
from selfhelp.machine.processes.process_steps import CloseProgram

FILES = "files"
STALE, HELD, AWAY, COLLEAGUE, FOREIGN = "left behind", "held", "open elsewhere", "colleague", "foreign"
"""Reasons why a document is in use, of which only the first two can be resolved here.

They are a stale lock, the user's own program, the user on another computer, a colleague, or another account's
program on this computer.
"""


class FileLocked(Fix):
    """Removes stale lock files of crashed office programs, and closes programs that have a document open.

    A lock is stale only if it names this user and this computer and no program of its kind is running. On a
    network share, only the server knows the programs that have a file open, so the user needs a ticket.
    """

    id = "file-locked"
    title = N_("Unlock a file in use")
    category = Category.FILES
    looks = N_("Checking which apps have your documents open…")
    only_a_note = True
    harmless = True
    collectors = ("processes", "disks")
    prevention = N_(
        "Close documents before you close the lid or leave the network. To work on a document together, "
        "share it from your organisation's online storage."
    )
    by_hand = ("close-office", "save-copy")

    def diagnose(self, machine: Machine) -> Finding | None:
        """Check lock files next to the user's documents, and programs that have a document open."""
        return _make_finding(_find_file_users(machine))

    def verify_outcome(self, machine: Machine, finding: Finding, answers: Answers) -> Finding | None:
        """Repeat the check for the documents that the user chose."""
        paths = {path for thing in _filter_chosen_files(finding, answers) for path in thing["paths"]}
        return _make_finding(
            [thing for thing in _find_file_users(machine) if paths.intersection(thing["paths"])]
        )

    def list_questions(self, finding: Finding) -> Sequence[ChoiceQuestion]:
        """Return a question asking which of several documents to unlock; only stale locks are preselected."""
        things = _filter_closable_programs(finding)
        if len(things) < 2:
            return ()
        options = [
            Option(str(n), thing["label"], _describe_option(thing), chosen=thing["kind"] == STALE)
            for n, thing in enumerate(things)
        ]
        return (ChoiceQuestion(FILES, N_("Which files would you like to unlock?"), options, several=True),)

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return the steps for the chosen documents, or a manual step if none can be resolved here."""
        if not _filter_closable_programs(finding):
            colleague = finding.data["things"][0]["kind"] == COLLEAGUE
            return (ByHand("ask-colleague" if colleague else "save-copy"),)
        return [_make_unlock_step(thing) for thing in _filter_chosen_files(finding, answers)]


_ORDER = (STALE, HELD, COLLEAGUE, AWAY, FOREIGN)


def _find_file_users(machine: Machine) -> Sequence[Mapping[str, Json]]:
    """Return the reasons why documents are in use; resolvable reasons come first."""
    holders, marks = HOLDERS.read(machine), OWNER_FILES.read(machine)
    running = find_running_office_programs(machine) if marks else frozenset()
    things = [_users_to_file_item(holder) for holder in _group_by_program(holders)]
    seen = {path for thing in things for path in thing["paths"]}
    things += [
        _lock_to_file_item(mark)
        for mark in marks
        if _make_document_path(mark) not in seen and not _is_document_in_use(mark, running)
    ]
    return sorted(things, key=lambda thing: _ORDER.index(thing["kind"]))


def _make_finding(things: Sequence[Mapping[str, Json]]) -> Finding | None:
    if not things:
        return None
    return Finding(
        summary=_make_summary(things[0]),
        meaning=_make_explanation(things[0]),
        evidence={f"file {n}": _describe_for_technician(thing) for n, thing in enumerate(things, 1)},
        data={"things": things},
    )


def _filter_closable_programs(finding: Finding) -> Sequence[Mapping[str, Json]]:
    return [thing for thing in finding.data["things"] if thing["kind"] in (STALE, HELD)]


def _filter_chosen_files(finding: Finding, answers: Answers) -> Sequence[Mapping[str, Json]]:
    """Return the user's chosen items that can be resolved; all items if none can be resolved."""
    things = _filter_closable_programs(finding) or finding.data["things"]
    wanted = answers.get(FILES, [str(n) for n in range(len(things))])
    return [thing for n, thing in enumerate(things) if str(n) in wanted]


def _make_unlock_step(thing: Mapping[str, Json]) -> Step:
    if thing["kind"] == STALE:
        return SetLockAside(thing["folder"], thing["lock"], thing["aside"], thing["label"])
    return CloseProgram(thing["program"], tuple(thing["pids"]), tuple(thing["started"]))


def _make_document_path(mark: OfficeLockFile) -> str:
    return f"{mark.folder}/{mark.document}"


def _is_document_in_use(mark: OfficeLockFile, running: frozenset[str]) -> bool:
    """Return whether the user may have the document open now; this isn't a problem."""
    return mark.mine and mark.here and mark.kind in running


def _lock_to_file_item(mark: OfficeLockFile) -> Json:
    kind = (STALE if mark.here else AWAY) if mark.mine else COLLEAGUE
    return {
        "kind": kind,
        "label": mark.document,
        "folder": mark.folder,
        "lock": mark.lock,
        "aside": mark.aside,
        "program": mark.kind,
        "person": mark.person,
        "host": mark.host,
        "paths": [_make_document_path(mark)],
    }


def _group_by_program(holders: Sequence[FileUser]) -> Sequence[Sequence[FileUser]]:
    """Return the open files grouped by program and account."""
    groups: dict[tuple[str, str], list[FileUser]] = {}
    for holder in holders:
        groups.setdefault((holder.name, holder.account), []).append(holder)
    return list(groups.values())


def _users_to_file_item(group: Sequence[FileUser]) -> Json:
    processes = {holder.pid: holder.started for holder in group}
    return {
        "kind": FOREIGN if group[0].account else HELD,
        "label": group[0].path.rpartition("/")[2],
        "program": group[0].name,
        "person": group[0].account,
        "paths": sorted({holder.path for holder in group}),
        "pids": list(processes),
        "started": list(processes.values()),
    }


def _make_summary(thing: Mapping[str, Json]) -> Text:
    file, kind = thing["label"], thing["kind"]
    if kind == STALE:
        return N_("{file} is locked, but no app has it open.", file=file)
    if kind == HELD:
        more = len(thing["paths"])
        return NN_(
            "{file} is open in {program}.",
            "{count} files are open in {program}, including {file}.",
            more,
            program=thing["program"],
            file=file,
        )
    if kind == AWAY:
        return N_("You have {file} open on the computer {host}.", file=file, host=thing["host"])
    return N_("{person} has {file} open.", person=thing["person"], file=file)


def _make_explanation(thing: Mapping[str, Json]) -> Text:
    kind = thing["kind"]
    if kind == STALE:
        return N_("Apps can only open the file as read-only. We can remove the leftover lock file.")
    if kind == HELD:
        return N_(
            "Other apps may not be able to open the file until it's closed. We can ask the app to close."
        )
    if kind == AWAY:
        return N_("Close the file there, or save your changes under a new name.")
    if kind == COLLEAGUE:
        return N_("Ask this person to close the file, or save your changes under a new name.")
    return N_(
        "The file is open in {program} under that person's account. Only the help desk can close it.",
        program=thing["program"],
    )


def _describe_option(thing: Mapping[str, Json]) -> Text:
    if thing["kind"] == STALE:
        return N_("lock file left behind by {program}", program=thing["program"])
    return N_("open in {program}, which will be closed", program=thing["program"])


def _describe_for_technician(thing: Mapping[str, Json]) -> str:
    who = ", ".join(str(thing[key]) for key in ("person", "host", "pids") if thing.get(key))
    return f"{', '.join(thing['paths'])}: {thing['kind']}, {thing['program']}{', ' if who else ''}{who}"
