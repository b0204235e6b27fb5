"""Large files that the user no longer needs: they choose, and what they chose goes to the trash."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from selfhelp.core.model import Answers, ChoiceQuestion, Finding, Json, Option, PrivacyClass
from selfhelp.core.text import N_, NN_, Size, Text
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Step
from selfhelp.machine.storage.disk_space import TidyByHand
from selfhelp.machine.storage.trash_by_choice import LARGE_FILES, LargeFile, LargeFiles, MoveToTrash

FILES = "files"


class LargeFilesByChoice(Fix):
    """Lists the user's largest files and moves those they tick to the trash; nothing is ticked beforehand.

    Nothing is deleted: the space is free when the user empties the trash, and until then undo brings it back.
    """

    id = "large-files"
    title = N_("Clear out large files")
    category = Category.STORAGE
    looks = N_("Looking for your largest files…")
    only_a_note = True
    collectors = ("disks",)
    lifetime = timedelta(seconds=60)
    prevention = N_(
        "Keep videos and disk images in your organisation's storage. Empty the trash once you've "
        "finished sorting."
    )

    def diagnose(self, machine: Machine) -> Finding | None:
        """Find the user's large files."""
        seen = LARGE_FILES.read(machine)
        return _finding(seen) if seen.files else None

    def questions(self, finding: Finding) -> Sequence[ChoiceQuestion]:
        """Let the user select files; synchronised ones are marked."""
        options = [Option(one["place"], one["place"], _detail(one)) for one in finding.data["files"]]
        return (ChoiceQuestion(FILES, N_("Which files do you no longer need?"), options, several=True),)

    def steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Move exactly what was ticked."""
        return [
            MoveToTrash(one["place"], one["thing"], one["size"]) for one in _chosen(finding, answers)
        ] or [TidyByHand()]

    def verify(self, machine: Machine, finding: Finding, answers: Answers) -> Finding | None:
        """Check whether the files that were ticked have left their places."""
        chosen = {one["place"] for one in _chosen(finding, answers)}
        seen = LARGE_FILES.read(machine)
        left = [one for one in seen.files if one.place in chosen]
        if not chosen:
            return _finding(seen) if seen.files else None
        return _finding(LargeFiles(left, seen.free, seen.total)) if left else None


def _chosen(finding: Finding, answers: Answers) -> Sequence[Mapping[str, Json]]:
    wanted = set(answers.get(FILES, ()))
    return [one for one in finding.data["files"] if one["place"] in wanted]


def _finding(seen: LargeFiles) -> Finding:
    size = sum(one.size for one in seen.files)
    facts = {f"large file {n}": f"{one.size} bytes: {one.place}" for n, one in enumerate(seen.files, 1)}
    return Finding(
        summary=NN_(
            "Your largest file uses {size}. {free} of {total} is free.",
            "Your {count} largest files use {size}. {free} of {total} is free.",
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
        data={"files": [_data(one) for one in seen.files]},
        reveals=dict.fromkeys(facts, PrivacyClass.PATH),
    )


def _data(one: LargeFile) -> Mapping[str, Json]:
    return {"place": one.place, "size": one.size, "synced": one.synced, "thing": one.thing}


def _detail(one: Mapping[str, Json]) -> Text:
    if one["synced"]:
        return N_(
            "{size}. This file is in a synced folder, so it also disappears from your other devices.",
            size=Size(one["size"]),
        )
    return N_("{size}", size=Size(one["size"]))
