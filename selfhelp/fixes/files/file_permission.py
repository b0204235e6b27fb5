"""A file of the user that can't be changed, because it is write-protected or has another owner."""

from __future__ import annotations

import stat
from collections.abc import Mapping, Sequence

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Answers, ChoiceQuestion, Finding, Json, Option
from selfhelp.core.text import N_, NN_, Size, Text
from selfhelp.fixes import Category, Fix
from selfhelp.machine import Machine, Step
from selfhelp.machine.files.file_permissions import (
    BROKEN,
    CLOSED,
    NO_SAVING,
    PROTECTED,
    WANTED,
    MakeWritable,
    ProtectedFile,
)
from selfhelp.machine.storage.disk_space import VOLUMES
from selfhelp.machine.storage.shortages import find_read_only_volumes

FILES = "files"


class FilePermission(Fix):
    """Removes the write protection from the user's own files; other files are left to IT.

    Access refused by a network share or a cloud folder isn't detected: the user needs a ticket. The download
    mark of Windows and macOS is never removed, and only an administrator can read the folders protected by
    Windows' ransomware protection.
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
        """Check the permissions of the home folder, of its files, and of recently used files."""
        try:
            homes = [volume for volume in VOLUMES.read(machine) if volume.home]
        except ProbeError:
            files = PROTECTED.read(machine)
            if files and files[0].folder == CLOSED:  # the home folder itself isn't there
                return _make_finding(files)
            raise
        return find_read_only_volumes(homes) or _make_finding(PROTECTED.read(machine))

    def verify_outcome(self, machine: Machine, finding: Finding, answers: Answers) -> Finding | None:
        """Repeat the check for the files that the user chose."""
        paths = {file["path"] for file in _filter_chosen_files(finding, answers)}
        return _make_finding([file for file in PROTECTED.read(machine) if file.path in paths])

    def list_questions(self, finding: Finding) -> Sequence[ChoiceQuestion]:
        """Return a question asking which files to make writable, if there are several."""
        files: Sequence[Mapping[str, Json]] = finding.data["files"]
        if len(files) < 2:
            return ()
        options = [
            Option(str(n), file["path"], N_("{size}", size=Size(file["size"])), chosen=True)
            for n, file in enumerate(files)
        ]
        return (ChoiceQuestion(FILES, N_("Which files would you like to edit?"), options, several=True),)

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return steps that make the chosen files writable; other users' files can't be changed here."""
        return [
            MakeWritable(file["path"], file["mode"] | WANTED, file["mode"], file["frozen"])
            for file in _filter_chosen_files(finding, answers)
        ]


def _filter_chosen_files(finding: Finding, answers: Answers) -> Sequence[Mapping[str, Json]]:
    files: Sequence[Mapping[str, Json]] = finding.data["files"]
    wanted = answers.get(FILES, [str(n) for n in range(len(files))])
    return [file for n, file in enumerate(files) if str(n) in wanted]


def _make_finding(files: Sequence[ProtectedFile]) -> Finding | None:
    if not files:
        return None
    mine = [file for file in files if not file.owner and not file.folder]
    return Finding(
        summary=_make_summary(files),
        meaning=_make_explanation(mine, files),
        evidence={f"file {n}": _describe_for_technician(file) for n, file in enumerate(files, 1)},
        data={
            "files": [_to_finding_data(file) for file in mine],
            "found": [] if files[0].folder else [_to_named_file(file) for file in files],
        },
    )


def _make_summary(files: Sequence[ProtectedFile]) -> Text:
    first = files[0]
    if first.folder:
        return _make_folder_summary(first)
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


def _make_folder_summary(folder: ProtectedFile) -> Text:
    if folder.folder == NO_SAVING:
        return N_("Files can't be saved in the folder {folder}.", folder=folder.path)
    return N_("The folder {folder} can't be opened.", folder=folder.path)


def _make_explanation(mine: Sequence[ProtectedFile], files: Sequence[ProtectedFile]) -> Text:
    if not mine and files[0].folder == BROKEN:
        return N_(
            "The folder is a link to a folder or drive that isn't available. Connect the drive, or contact "
            "the help desk."
        )
    if not mine and files[0].folder:
        return N_(
            "Only the help desk can change the folder's permissions. In the meantime, save "
            "your files somewhere else."
        )
    if not mine:
        return N_("Only the help desk can change the file's owner. In the meantime, work on a copy.")
    if len(mine) < len(files):
        return N_(
            "You can't save changes to these files. We can make the files you own "
            "editable. The others belong to another account; only the help desk can change "
            "that."
        )
    return N_("You can't save your changes. We can remove the write protection.")


def _describe_for_technician(file: ProtectedFile) -> str:
    owner = f", owner {file.owner}" if file.owner else ""
    frozen = f", folder: {file.folder}" if file.folder else ", locked" if file.frozen else ""
    return f"{file.path} mode {file.mode:o}{owner}{frozen}"


def _to_finding_data(file: ProtectedFile) -> Json:
    return {"path": file.path, "mode": file.mode, "frozen": file.frozen, "size": file.size}


def _to_named_file(file: ProtectedFile) -> Json:
    """Return what tells whether a complaint is about this file."""
    return {"path": file.path, "recent": file.recent}
