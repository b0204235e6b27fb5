"""A file deleted by mistake; it is restored from the trash without overwriting another file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime

from selfhelp.core.model import Answers, ChoiceQuestion, Finding, Json, Option, Platform
from selfhelp.core.text import N_, NN_, Size, Text
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Step
from selfhelp.machine.files.ransomware_signs import RENAMED, RenamedDocuments
from selfhelp.machine.files.redirected_folders import MOVED, RedirectedFolder
from selfhelp.machine.files.trash import TRASH, RestoreFromTrash, TrashedItem
from selfhelp.machine.guidance.manual_steps import ByHand

FILE = "file"


class FileRecover(Fix):
    """Restores chosen items from the trash without overwriting other files.

    If many documents got the same unknown extension, ransomware may be active: then nothing is changed and
    the user contacts security. Tools that search a disk for deleted files are never used. macOS isn't
    supported: programs can't read its trash.
    """

    id = "file-recover"
    title = N_("Restore a deleted file")
    category = Category.FILES
    looks = N_("Checking the trash…")
    platforms = frozenset({Platform.LINUX, Platform.WINDOWS})
    only_a_note = True
    collectors = ("disks",)
    prevention = N_(
        "Keep your files in your organisation's online storage: it keeps earlier versions. Check the trash "
        "before you empty it."
    )
    by_hand = ("search-file", "look-in-trash", "older-version")

    def diagnose(self, machine: Machine) -> Finding | None:
        """Check for signs of ransomware first, then the trash."""
        renamed = RENAMED.read(machine)
        if renamed is not None:
            return _make_ransomware_finding(renamed)
        things, moved = TRASH.read(machine), MOVED.read(machine)
        if things:
            return _make_trash_finding(things, moved)
        return _make_redirected_finding(moved[0]) if moved else None

    def verify_outcome(self, machine: Machine, finding: Finding, answers: Answers) -> Finding | None:
        """Check whether the chosen items are still in the trash.

        If the user restores an item by hand, the item is unknown; the fix succeeded if the trash has one item
        fewer.
        """
        chosen = _filter_chosen_files(finding, answers)
        if not chosen:
            return self.diagnose(machine)
        names = {thing["name"] for thing in chosen}
        left = [thing for thing in TRASH.read(machine) if thing.name in names]
        by_hand = not chosen[0]["to"]
        return None if not left or (by_hand and len(left) < len(chosen)) else _make_trash_finding(left)

    def find_blocked_reason(self, machine: Machine, finding: Finding) -> Text | None:
        """Return why the fix can't run if ransomware may have encrypted the files."""
        if "suspicion" not in finding.evidence:
            return None
        return N_(
            "Nothing has been changed. Turn off Wi-Fi, unplug the network cable and leave the computer on. "
            "Call the help desk."
        )

    def list_questions(self, finding: Finding) -> Sequence[ChoiceQuestion]:
        """Return a question asking which items to restore; none if the trash must be opened manually."""
        things: Sequence[Mapping[str, Json]] = finding.data.get("things", ())
        if len(things) < 2 or not things[0]["to"]:
            return ()
        options = [
            Option(str(n), thing["path"], _describe_option(thing), chosen=n == 0)
            for n, thing in enumerate(things)
        ]
        return (ChoiceQuestion(FILE, N_("Which item would you like to restore?"), options),)

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return steps that restore the items that the user chose."""
        if "suspicion" in finding.evidence:
            return ()
        chosen = _filter_chosen_files(finding, answers)
        if not chosen:
            return (ByHand("search-file"),)
        if not chosen[0]["to"]:
            return (ByHand("look-in-trash"),)
        return [RestoreFromTrash(thing["name"], thing["to"]) for thing in chosen]


def _filter_chosen_files(finding: Finding, answers: Answers) -> Sequence[Mapping[str, Json]]:
    """Return the items to restore; all items if the trash must be opened manually."""
    things: Sequence[Mapping[str, Json]] = finding.data.get("things", ())
    if not things or not things[0]["to"]:
        return things
    wanted = answers.get(FILE, ["0"])
    return [thing for n, thing in enumerate(things) if str(n) in wanted]


def _make_trash_finding(things: Sequence[TrashedItem], moved: Sequence[RedirectedFolder] = ()) -> Finding:
    return Finding(
        summary=NN_(
            "{file} is in the trash.",
            "{count} recently deleted items are in the trash, most recently {file}.",
            len(things),
            file=things[0].path,
        ),
        meaning=N_("Items in the trash aren't lost. We can restore them without overwriting anything."),
        evidence={
            "trash": f"{len(things)} things, the last deleted {things[0].deleted}",
            **{f"moved folder {n}": f"{m.old}, now {m.now}" for n, m in enumerate(moved, 1)},
        },
        data={"things": [_to_finding_data(thing) for thing in things]},
    )


def _make_ransomware_finding(renamed: RenamedDocuments) -> Finding:
    return Finding(
        summary=N_(
            "{count} of your files were recently renamed to end in .{ending}.",
            count=renamed.count,
            ending=renamed.ending,
        ),
        meaning=N_(
            "This is typical of ransomware, which makes files unreadable and demands "
            "money. Contact the help desk now."
        ),
        evidence={
            "suspicion": "ransomware: this belongs to security",
            "files": f"{renamed.count} end in .{renamed.ending}, such as {renamed.example}",
        },
    )


def _make_redirected_finding(moved: RedirectedFolder) -> Finding:
    return Finding(
        summary=N_(
            "One of your folders has moved to {now}, but some files are still in {old}.",
            now=moved.now,
            old=moved.old,
        ),
        meaning=N_("Your missing files may be in the old location. Open it in your file manager to check."),
        evidence={"moved folder": f"{moved.old}, now {moved.now}, {moved.left} things left behind"},
    )


def _to_finding_data(thing: TrashedItem) -> Json:
    return {
        "name": thing.name,
        "path": thing.path,
        "deleted": thing.deleted,
        "size": thing.size,
        "to": thing.to,
    }


def _describe_option(thing: Mapping[str, Json]) -> Text:
    with suppress(ValueError):
        when = datetime.fromisoformat(thing["deleted"]).astimezone()
        return N_("deleted {when}, {size}", when=when, size=Size(thing["size"]))
    return N_("{size}", size=Size(thing["size"]))
