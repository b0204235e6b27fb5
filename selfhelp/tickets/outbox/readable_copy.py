"""Writes a ticket to a folder in formats that are readable without this app."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from selfhelp.core import durable_files
from selfhelp.core.errors import StorageError, UsageError
from selfhelp.core.text import N_
from selfhelp.core.ticket import FileRef, Ticket


def copy_ticket(ticket: Ticket, opener: Callable[[FileRef], BinaryIO], target: Path) -> Path:
    """Copy a ticket into a new private folder, and return the folder.

    Raises:
        UsageError: the folder already exists.
        StorageError: it couldn't be written.
    """
    try:
        for missing in reversed([parent for parent in target.parents if not parent.exists()]):
            missing.mkdir(mode=0o700, exist_ok=True)  # with parents=True they would be for everyone
        target.mkdir(mode=0o700)
        (target / "attachments").mkdir(mode=0o700)
        about = {"ref": ticket.ref, "subject": ticket.subject, "requester": ticket.requester}
        durable_files.write_private_file(
            target / "ticket.json", json.dumps(about, ensure_ascii=False, indent=1).encode()
        )
        durable_files.write_private_file(target / "message.txt", ticket.body.encode("utf-8", "replace"))
        for ref in ticket.files:
            with opener(ref) as source:
                durable_files.copy_durably(source, target / "attachments" / ref.name, ref.size)
    except FileExistsError as error:
        message = N_("This report has already been exported: {path}", path=str(target))
        raise UsageError(message) from error
    except (OSError, OverflowError) as error:
        message = N_("The report couldn't be copied to {path}.", path=str(target)[:300])
        raise StorageError(message, detail=repr(error)) from error
    return target
