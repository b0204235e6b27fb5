"""A file of one's own that cannot be changed: it is write-protected, or someone else owns it."""

from __future__ import annotations

import stat
from collections.abc import Mapping, Sequence

from selfhelp.core.model import Answers, ChoiceQuestion, Finding, Json, Option
from selfhelp.core.text import N_, NN_, Size, Text
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Step
from selfhelp.machine.files.file_permissions import NO_SAVING, PROTECTED, WANTED, MakeWritable, ProtectedFile
from selfhelp.machine.storage.disk_space import VOLUMES
from selfhelp.machine.storage.shortages import find_read_only

FILES = "files"


class FilePermission(Fix):
    """Takes the write protection off files of the user's own; others' files are IT's to give back.

    A company share or an online folder that refuses them is a right to ask for: nothing is found then, and
    the way is a ticket. The mark that Windows and macOS put on downloads is never taken away, and the list
    of folders that Windows' ransomware protection guards needs an administrator to read.
    """

    id = "file-permission"
    title = N_("Make a read-only file editable")
    category = Category.FILES
    looks = N_("Checking for files you can't edit…")
    collectors = ("disks", "system")
    prevention = N_(
        "Copy files from USB drives, CDs or emails to Documents before you edit them. Don't run apps as "
        "administrator to edit your own files."
    )
    by_hand = ("save-copy",)

    def diagnose(self, machine: Machine) -> Finding | None:
        """Check whether the home folder is writable, then the files in it and those used recently."""
        homes = [volume for volume in VOLUMES.read(machine) if volume.home]
        return find_read_only(homes) or _finding(PROTECTED.read(machine))

    def verify(self, machine: Machine, finding: Finding, answers: Answers) -> Finding | None:
        """Check the files the user chose."""
        paths = {file["path"] for file in _chosen(finding, answers)}
        return _finding([file for file in PROTECTED.read(machine) if file.path in paths])

    def questions(self, finding: Finding) -> Sequence[ChoiceQuestion]:
        """Ask which, if there are several."""
        files: Sequence[Mapping[str, Json]] = finding.data["files"]
        if len(files) < 2:
            return ()
        options = [
            Option(str(n), file["path"], N_("{size}", size=Size(file["size"])), chosen=True)
            for n, file in enumerate(files)
        ]
        return (ChoiceQuestion(FILES, N_("Which files would you like to edit?"), options, several=True),)

    def steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Make the chosen files writable; other users' files can't be changed here."""
        return [
            MakeWritable(file["path"], file["mode"] | WANTED, file["mode"], file["frozen"])
            for file in _chosen(finding, answers)
        ]


def _chosen(finding: Finding, answers: Answers) -> Sequence[Mapping[str, Json]]:
    files: Sequence[Mapping[str, Json]] = finding.data["files"]
    wanted = answers.get(FILES, [str(n) for n in range(len(files))])
    return [file for n, file in enumerate(files) if str(n) in wanted]


def _finding(files: Sequence[ProtectedFile]) -> Finding | None:
    if not files:
        return None
    mine = [file for file in files if not file.owner and not file.folder]
    return Finding(
        summary=_summary(files),
        meaning=_meaning(mine, files),
        evidence={f"file {n}": _words(file) for n, file in enumerate(files, 1)},
        data={"files": [_data(file) for file in mine]},
    )


def _summary(files: Sequence[ProtectedFile]) -> Text:
    first = files[0]
    if first.folder:
        return _folder_summary(first)
    if len(files) > 1:
        return NN_(
            "{file} can't be edited.",
            "{count} of your files can't be edited, including {file}.",
            len(files),
            file=first.path,
        )
    if first.owner:
        return N_("{file} belongs to the account {owner}.", file=first.path, owner=first.owner)
    if not first.mode & stat.S_IRUSR:
        return N_("You don't have permission to open {file}.", file=first.path)
    return N_("{file} is write-protected.", file=first.path)


def _folder_summary(folder: ProtectedFile) -> Text:
    if folder.folder == NO_SAVING:
        return N_("Files can't be saved in the folder {folder}.", folder=folder.path)
    return N_("The folder {folder} can't be opened.", folder=folder.path)


def _meaning(mine: Sequence[ProtectedFile], files: Sequence[ProtectedFile]) -> Text:
    if not mine and files[0].folder:
        return N_("Only the help desk can change its permissions. Until then, save somewhere else.")
    if not mine:
        return N_("Only the help desk can change the owner. Until then, work on a copy.")
    if len(mine) < len(files):
        return N_(
            "You can't save changes to these files. We can unlock the ones you own. The others belong to "
            "another account; only the help desk can change that."
        )
    return N_("You can't save your changes. We can remove the write protection.")


def _words(file: ProtectedFile) -> str:
    owner = f", owner {file.owner}" if file.owner else ""
    frozen = f", folder: {file.folder}" if file.folder else ", locked" if file.frozen else ""
    return f"{file.path} mode {file.mode:o}{owner}{frozen}"


def _data(file: ProtectedFile) -> Json:
    return {"path": file.path, "mode": file.mode, "frozen": file.frozen, "size": file.size}
