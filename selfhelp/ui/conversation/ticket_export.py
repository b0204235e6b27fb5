"""Save a ticket as a file or print it, if no help desk receives the ticket."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QFileDialog, QWidget

from selfhelp.core import ticket_reference
from selfhelp.core.errors import SelfhelpError
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_
from selfhelp.ui import links
from selfhelp.ui.context import Context

if TYPE_CHECKING:
    from selfhelp.app.composition import App


class TicketExport:
    """Exports a ticket: as a file that the user gives to the IT department, or as a page to print."""

    def __init__(self, context: Context, owner: QWidget) -> None:
        self._context, self._owner = context, owner

    def choose_archive_file(self, report: str, folder: str) -> None:
        """Ask for a file name, and write the ticket; ``folder`` is the ticket's folder, or ""."""
        title, name = N_("Save as file…"), f"ticket-{ticket_reference.shorten_reference(report)}.zip"
        chosen, _ = QFileDialog.getSaveFileName(
            self._owner, self._context.translate(title), str(Path.home() / name), "ZIP (*.zip)"
        )
        if chosen:
            self.save_archive(report, folder, Path(chosen))

    def save_archive(self, report: str, folder: str, file: Path) -> None:
        """Write the ticket and its attachments into a ZIP file, on a pool thread."""
        work = partial(_write_archive_file, self._context.app, report, file, folder)
        said = N_("Saved to {path}.", path=str(file))
        self._context.jobs.start_job(
            work, lambda _none: self._context.say(said), self._on_failed, owner=self._owner
        )

    def print_ticket(self, report: str) -> None:
        """Export the ticket as HTML, and open it in the browser to print."""
        file = self._context.app.places.cache / "ticket.html"
        work = partial(_write_print_page, self._context.app, report, file)
        self._context.jobs.start_job(
            work, lambda _none: self._open_print_page(file), self._on_failed, owner=self._owner
        )

    def _open_print_page(self, file: Path) -> None:
        if not links.open_link(QUrl.fromLocalFile(str(file))):
            self._context.say(N_("No app on this computer can open the page."))

    def _on_failed(self, error: SelfhelpError) -> None:
        self._context.say(error.user_message)


def _write_archive_file(app: App, report: str, file: Path, folder: str, _progress: Progress) -> None:
    from selfhelp.tickets.ticket_file import write_ticket_archive

    write_ticket_archive(app.get_outbox(), report, file, folder)


def _write_print_page(app: App, report: str, file: Path, _progress: Progress) -> None:
    from selfhelp.tickets.ticket_file import write_ticket_page

    write_ticket_page(app.get_outbox(), report, file, app.translator)
