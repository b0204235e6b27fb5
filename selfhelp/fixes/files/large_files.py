"""Large files that the user no longer needs; the selected files are moved to the trash."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from selfhelp.core.model import Answers, ChoiceQuestion, Finding, Json, Option, PrivacyClass
from selfhelp.core.text import N_, NN_, Size, Text
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Step
from selfhelp.machine.storage.cleanup_areas import TidyByHand
from selfhelp.machine.storage.trash_by_choice import LARGE_FILES, LargeFile, LargeFiles, MoveToTrash

FILES = "files"


class LargeFilesByChoice(Fix):
    """Lists the user's largest files and moves selected files to the trash; no file is preselected.

    Nothing is deleted: the space is freed when the user empties the trash, and until then undo restores the
    files.
    """

    id = "large-files"
    title = N_("Clear out large files")
    category = Category.STORAGE
    looks = N_("Looking for your largest files…")
    only_a_note = True
    collectors = ("disks",)
    lifetime = timedelta(seconds=60)
    prevention = N_(
        "Keep videos and disk images in your organisation's storage. Empty the trash "
        "once you've finished clearing out files."
    )

    def diagnose(self, machine: Machine) -> Finding | None:
        """Return a finding that lists the user's large files, or None if there are no large files."""
        seen = LARGE_FILES.read(machine)
        return _make_finding(seen) if seen.files else None

    def list_questions(self, finding: Finding) -> Sequence[ChoiceQuestion]:
        """Return a question asking which files to move; files in synchronised folders are marked."""
        options = [Option(one["place"], one["place"], _describe_option(one)) for one in finding.data["files"]]
        return (ChoiceQuestion(FILES, N_("Which files do you no longer need?"), options, several=True),)

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return steps that move the selected files to the trash."""
        return [
            MoveToTrash(one["place"], one["thing"], one["size"])
            for one in _filter_chosen_files(finding, answers)
        ] or [TidyByHand()]

    def verify_outcome(self, machine: Machine, finding: Finding, answers: Answers) -> Finding | None:
        """Check whether the selected files have been moved."""
        chosen = {one["place"] for one in _filter_chosen_files(finding, answers)}
        seen = LARGE_FILES.read(machine)
        left = [one for one in seen.files if one.place in chosen]
        if not chosen:
            return _make_finding(seen) if seen.files else None
        return _make_finding(LargeFiles(left, seen.free, seen.total)) if left else None


def _filter_chosen_files(finding: Finding, answers: Answers) -> Sequence[Mapping[str, Json]]:
    wanted = set(answers.get(FILES, ()))
    return [one for one in finding.data["files"] if one["place"] in wanted]


def _make_finding(seen: LargeFiles) -> Finding:
    size = sum(one.size for one in seen.files)
    facts = {f"large file {n}": f"{one.size} bytes: {one.place}" for n, one in enumerate(seen.files, 1)}
    return Finding(
        summary=NN_(
            "Your largest file uses {size}. Free disk space: {free} of {total}.",
            "Your {count} largest files use {size}. Free disk space: {free} of {total}.",
            len(seen.files),
            size=Size(size),
            free=Size(seen.free),
            total=Size(seen.total),
        ),
        meaning=N_(
            "Choose the files you no longer need. They'll be moved to the trash and can be "
            "restored. Empty the trash to free up the space."
        ),
        evidence={"free before": f"{seen.free} of {seen.total} bytes", **facts},
        data={"files": [_to_finding_data(one) for one in seen.files]},
        reveals=dict.fromkeys(facts, PrivacyClass.PATH),
    )


def _to_finding_data(one: LargeFile) -> Mapping[str, Json]:
    return {"place": one.place, "size": one.size, "synced": one.synced, "thing": one.thing}


def _describe_option(one: Mapping[str, Json]) -> Text:
    if one["synced"]:
        return N_(
            "{size}. This file is in a synced folder, so it will also disappear from your other devices.",
            size=Size(one["size"]),
        )
    return N_("{size}", size=Size(one["size"]))
