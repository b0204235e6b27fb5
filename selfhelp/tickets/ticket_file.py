"""Exports a saved ticket as an archive or a printable page, for computers without a help desk."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path

from selfhelp.core import durable_files
from selfhelp.core.errors import StorageError
from selfhelp.core.paths import make_private_folder
from selfhelp.core.text import N_, Translator
from selfhelp.core.ticket_reference import shorten_reference
from selfhelp.report.html_templates import render_template
from selfhelp.tickets.outbox.outbox import Outbox

MESSAGE = "message.txt"


def write_ticket_archive(outbox: Outbox, report: str, file: Path, folder: str = "") -> None:
    """Write a ticket with all attachments into a ZIP file, replacing an existing file.

    Args:
        outbox: contains the ticket.
        report: its correlation ID.
        file: path of the archive.
        folder: the ticket's own folder if it was delivered into one; the outbox then has no bytes.

    Raises:
        StorageError: the archive couldn't be written; an incomplete file is removed.
    """
    made = io.BytesIO()
    try:
        with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
            if folder and Path(folder).is_dir():
                _add_folder_to_archive(archive, Path(folder))
            else:
                _add_ticket_to_archive(archive, outbox, report)
        durable_files.write_private_file(file, made.getvalue())
    except OSError as error:
        message = N_("The ticket couldn't be saved to {path}. Choose another folder.", path=str(file)[:300])
        raise StorageError(message, detail=repr(error)) from error


def _add_folder_to_archive(archive: zipfile.ZipFile, folder: Path) -> None:
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            archive.write(path, str(path.relative_to(folder)))


def _add_ticket_to_archive(archive: zipfile.ZipFile, outbox: Outbox, report: str) -> None:
    ticket, opened = outbox.read_ticket(report), outbox.make_file_opener(report)
    archive.writestr(MESSAGE, f"{ticket.subject}\n\n{ticket.body}\n")
    for held in ticket.files:
        with opened(held) as source, archive.open(held.name, "w") as target:
            shutil.copyfileobj(source, target)


def write_ticket_page(outbox: Outbox, report: str, file: Path, translator: Translator) -> None:
    """Write a ticket as a printable page: reference, text and names of attachments.

    Raises:
        StorageError: it couldn't be written.
    """
    ticket = outbox.read_ticket(report)
    page = render_template(
        "ticket.html",
        ticket.subject,
        {
            "title": translator.translate(N_("Ticket {reference}", reference=shorten_reference(report))),
            "lines": ticket.body.split("\n"),
            "attachments": translator.translate(N_("Attachments")),
            "files": [held.name for held in ticket.files],
        },
        translator.language,
    )
    try:
        make_private_folder(file.parent, ours=False)
        file.write_text(page, encoding="utf-8")
    except OSError as error:
        message = N_("The page couldn't be saved: {reason}", reason=error.strerror or "?")
        raise StorageError(message, detail=repr(error)) from error
