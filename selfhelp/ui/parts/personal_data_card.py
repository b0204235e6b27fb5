"""The card for the user's data on this computer: sent items, export and deletion."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog

from selfhelp.app import data_export, personal_data
from selfhelp.app.unsent_items import (
    UndeliveredItems,
    UnsentDrafts,
    find_undelivered_items,
    find_unsent_drafts,
)
from selfhelp.core.errors import SelfhelpError
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, NAME, NN_, Text
from selfhelp.ui.context import Context
from selfhelp.ui.navigation import ReceiptsPage
from selfhelp.ui.parts.button_row import ButtonRow
from selfhelp.ui.widgets.announcements import announce_politely
from selfhelp.ui.widgets.label import PlainLabel
from selfhelp.ui.widgets.page_area import scroll_into_view
from selfhelp.ui.widgets.section_frame import SectionFrame

if TYPE_CHECKING:
    from selfhelp.app.composition import App

_DeletionWarnings = tuple[UndeliveredItems, Sequence[Text], UnsentDrafts]
"""The unsent tickets and replies, messages about data that stays, and the drafts."""

_WHAT = N_(
    "This deletes your history, the tickets on this computer, sent items, snapshots, settings and logs. "
    "You won't be able to undo earlier fixes."
)


class PersonalDataCard(SectionFrame):
    """A card with buttons to show, export and delete the user's data.

    Deleting asks for confirmation, and once more if tickets or replies are unsent.

    Signals:
        deleted: the data was deleted, and the settings were reset.
    """

    deleted = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._waiting = UndeliveredItems()
        self._stays: Sequence[Text] = ()
        self._drafts = UnsentDrafts()
        self._stage = 0
        self._said = PlainLabel("", "")
        first, second = ButtonRow(), ButtonRow()
        self.sent = first.add_button(lambda: context.open(ReceiptsPage()))
        self.copy = first.add_button(self._choose_export_folder)
        self.delete = first.add_button(self._ask_for_confirmation)
        self.yes, self.keep = (
            second.add_button(self._on_deletion_confirmed),
            second.add_button(self._on_deletion_declined, primary=True),
        )
        self._first, self._second = first, second
        for part in (first, self._said, second):
            self.body.addWidget(part)
        self._update_deletion_stage()

    def retranslate(self) -> None:
        """Update all text to the current language."""
        show = self._context.translate
        about = N_("Your data stays on this computer until you delete it or it expires.")
        self.set_heading(show(N_("Your data")), show(about))
        self.sent.setText(show(N_("Sent items")))
        self.copy.setText(show(N_("Save a copy…")))
        self.delete.setText(show(N_("Delete everything…")))
        self.keep.setText(show(N_("Keep everything")))
        self._stage = 0  # a question that the user has left for another setting isn't left open
        self._update_deletion_stage()

    # -- a copy ------------------------------------------------------------------------------------

    def _choose_export_folder(self) -> None:
        """Ask for a folder, and export the data into a new subfolder named after the current time."""
        title = self._context.translate(N_("Choose a folder"))
        chosen = QFileDialog.getExistingDirectory(self, title, str(Path.home()))
        if chosen:
            self.export_copy(Path(chosen) / _make_export_folder_name(self._context.translate(NAME)))

    def export_copy(self, folder: Path) -> None:
        """Copy all the user's data into a folder, on a pool thread."""
        self.copy.setEnabled(False)
        work = partial(_export_data, self._context.app, folder)
        self._context.jobs.start_job(
            work, partial(self._on_data_copied, folder), self._on_data_job_failed, owner=self
        )

    def _on_data_copied(self, folder: Path, copied: data_export.ExportResult) -> None:
        self.copy.setEnabled(True)
        text = NN_(
            "{count} file was copied to {path}.",
            "{count} files were copied to {path}.",
            copied.files,
            path=str(folder),
        )
        if copied.left_out:
            text = N_("{copied} Some files were left out. See {list}.", copied=text, list=data_export.LIST)
        self._context.say(text)

    # -- all gone ----------------------------------------------------------------------------------

    def _ask_for_confirmation(self) -> None:
        """Read on a pool thread which data a deletion would remove, then ask for confirmation."""
        self.delete.setEnabled(False)
        self._context.jobs.start_job(
            partial(_load_deletion_warnings, self._context.app),
            self._on_warnings_loaded,
            self._on_data_job_failed,
            owner=self,
        )

    def _on_warnings_loaded(self, found: _DeletionWarnings) -> None:
        self._waiting, self._stays, self._drafts = found
        self._stage = 1 if self._waiting else 2
        self._show_question()

    def _show_question(self) -> None:
        """Show the question with both buttons in view: the page may end below the window."""
        self._update_deletion_stage()
        self.keep.setFocus()
        scroll_into_view(self, self._second)
        announce_politely(self, self._said.accessibleName())

    def _on_deletion_confirmed(self) -> None:
        if self._stage == 1:
            self._stage = 2
            self._show_question()
            return
        self.yes.setEnabled(False)
        work = partial(_delete_data, self._context.app)
        self._context.jobs.start_job(work, self._on_data_deleted, self._on_data_job_failed, owner=self)

    def _on_deletion_declined(self) -> None:
        self._stage = 0
        self._update_deletion_stage()
        self.delete.setFocus()

    def _on_data_deleted(self, result: personal_data.DeletionResult) -> None:
        self._stage = 0
        self._update_deletion_stage()
        self.delete.setFocus()
        self.deleted.emit()  # the page may be freed by this if the user has left it
        self._context.say(_describe_deletion(result))

    def _on_data_job_failed(self, error: SelfhelpError) -> None:
        self.copy.setEnabled(True)
        self._stage = 0
        self._update_deletion_stage()
        self._context.say(error.user_message)

    # -- words -------------------------------------------------------------------------------------

    def _update_deletion_stage(self) -> None:
        show, asking = self._context.translate, self._stage > 0
        self._first.setVisible(not asking)
        self._second.setVisible(asking)
        self._said.setVisible(asking)
        self.delete.setEnabled(True)
        self.yes.setEnabled(True)
        if self._stage == 1:
            texts = [*self._waiting.make_warnings()]
        else:
            texts = [*self._drafts.make_warnings(), _WHAT, *self._stays]
        self._said.setText("\n".join(show(text) for text in texts) if asking else "")
        self.yes.setText(show(_name_deletion(self._waiting) if self._stage == 1 else N_("Delete everything")))


def _describe_deletion(gone: personal_data.DeletionResult) -> Text:
    """Return a sentence about the result of a deletion; problems come first."""
    if gone.left:
        return gone.left[0]
    if gone.kept:
        return NN_(
            "Your data was deleted. {first}",
            "Your data was deleted. {count} files or folders weren't created by this app, "
            "so they were kept. {first}",
            len(gone.kept),
            first=gone.kept[0],
        )
    return N_("Everything this app had stored about you on this computer was deleted.")


def _name_deletion(waiting: UndeliveredItems) -> Text:
    """Return the text of the button that deletes the unsent tickets and replies as well."""
    if not waiting.replies:
        return NN_("Delete this ticket as well", "Delete these tickets as well", len(waiting.tickets))
    if not waiting.tickets:
        return NN_("Delete this reply as well", "Delete these replies as well", len(waiting.replies))
    return N_("Delete these as well")


def _make_export_folder_name(program: str) -> str:
    """Return an export folder's name: the app's name and the local time, valid on every file system."""
    known = "".join(letter for letter in program if letter.isalnum() or letter in " -").strip()
    return f"{known or 'selfhelp'} data {datetime.now():%Y-%m-%d %H%M%S}"  # noqa: DTZ005 - local time


def _export_data(app: App, folder: Path, _progress: Progress) -> data_export.ExportResult:
    return data_export.export_personal_data(
        app.places, folder, app.get_outbox, app.translator.translate(data_export.ABOUT)
    )


def _load_deletion_warnings(app: App, _progress: Progress) -> _DeletionWarnings:
    """Return the unsent tickets and replies, messages about data that stays, and the drafts."""
    waiting = find_undelivered_items(app.places, app.get_outbox)
    stays = personal_data.list_retained_items(app.places, app.machine.platform)
    return waiting, stays, find_unsent_drafts(app)


def _delete_data(app: App, _progress: Progress) -> personal_data.DeletionResult:
    return personal_data.delete_personal_data(app.places, app.get_outbox, app.close_open_files, app.secrets)
