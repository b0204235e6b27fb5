"""Download an attachment from the help desk on request; attachments are never opened."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QStandardPaths, QUrl

from selfhelp.core.errors import SelfhelpError
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.core.ticket import RemoteFile
from selfhelp.ui import links
from selfhelp.ui.context import Context
from selfhelp.ui.conversation.conversation_loader import LoadedConversation
from selfhelp.ui.conversation.message_list import MessageList
from selfhelp.ui.widgets.announcements import announce_politely

if TYPE_CHECKING:
    from selfhelp.app.composition import App


class AttachmentSaver(QObject):
    """Downloads attachments, and shows the result next to each file's name."""

    def __init__(self, context: Context, messages: MessageList) -> None:
        super().__init__(messages)
        self._context, self._messages = context, messages

    def save_attachment(self, talk: LoadedConversation | None, file: RemoteFile) -> None:
        """Download a ticket's attachment on a pool thread, and show the result."""
        line = self._messages.find_file_line(file)
        if talk is None or line is None:
            return
        line.save.setEnabled(False)
        line.show_result(self._context.translate(N_("Downloading…")))
        folder = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation))
        work = partial(download_file, self._context.app, talk, file, folder)
        done, failed = (
            partial(self._on_attachment_saved, file),
            partial(self._on_attachment_save_failed, file),
        )
        self._context.jobs.start_job(work, done, failed, owner=self)

    def _on_attachment_saved(self, file: RemoteFile, path: Path) -> None:
        line, sentence = (
            self._messages.find_file_line(file),
            self._context.translate(_make_saved_message(path)),
        )
        announce_politely(self._messages, sentence)
        if line is not None:
            line.show_result(sentence, saved=True)
            line.folder.clicked.connect(partial(self._open_folder, path.parent))

    def _on_attachment_save_failed(self, file: RemoteFile, error: SelfhelpError) -> None:
        line, sentence = self._messages.find_file_line(file), self._context.translate(error.user_message)
        announce_politely(self._messages, sentence)
        if line is not None:
            line.show_result(sentence)

    def _open_folder(self, folder: Path) -> None:
        if not links.open_link(QUrl.fromLocalFile(str(folder))):
            self._context.say(N_("No app on this computer can open the folder."))


def _make_saved_message(path: Path) -> Text:
    return N_("Saved as {name} in {folder}.", name=path.name, folder=str(path.parent)[-200:])


def download_file(
    app: App, talk: LoadedConversation, file: RemoteFile, folder: Path, progress: Progress
) -> Path:
    """Download an attachment into a folder, under a safe and unused name; return its path.

    Raises:
        DeskError, ConfigurationError: the help desk doesn't provide the attachment.
        StorageError: the file can't be written.
    """
    from selfhelp.machine.files.download_mark import add_quarantine_mark
    from selfhelp.tickets.following.downloads import download_attachment

    path = download_attachment(
        app.create_connector(talk.item.connector), talk.item.ticket, file, folder, progress
    )
    add_quarantine_mark(app.machine, path)
    return path
