"""The folder desk: the file system is its server."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from selfhelp.core.errors import OutcomeUnknownError
from selfhelp.core.text import N_
from selfhelp.core.ticket import FileRef, Ticket, TicketReceipt
from selfhelp.helpdesk.connectors import Connector, Opener, Verification
from selfhelp.helpdesk.connectors.folder.connector import FolderConnector
from tests.desks.stand import Held, HeldComment, Stand

NO_SERVER = "a folder has no server"


class _Forgetful(FolderConnector):
    """Writes, and then does not hear about it, as on a share whose line breaks."""

    lose = False

    def submit_ticket(self, ticket: Ticket, open_file: Opener) -> TicketReceipt:
        receipt = super().submit_ticket(ticket, open_file)
        self._forget()
        return receipt

    def add_comment(
        self, number: str, ref: str, text: str, files: Sequence[FileRef], open_file: Opener
    ) -> Sequence[str]:
        dropped = super().add_comment(number, ref, text, files, open_file)
        self._forget()
        return dropped

    def _forget(self) -> None:
        if self.lose:
            self.lose = False
            raise OutcomeUnknownError(N_("lost"), detail="the line broke")


class FolderStand(Stand):
    """Tickets as folders."""

    id = "folder"
    known = Verification.LIVE
    cannot: ClassVar[Mapping[str, str]] = {
        "refused file reported": "a folder accepts every file",
        "wrong login": "a folder needs no sign-in",
        "expired login": "a folder needs no sign-in",
        "server error": NO_SERVER,
        "HTML instead of JSON": NO_SERVER,
    }

    def start(self) -> None:
        """Choose the folder."""
        self._root = self.folder / "desk"
        self._connector = _Forgetful(self._root)

    def connector(self, **changes: Any) -> Connector:
        """Return the connector to the folder."""
        return self._connector

    def tickets(self, ref: str) -> Sequence[Held]:
        """Read the folders."""
        found = [path.parent for path in sorted(self._root.glob("LOCAL-*/ticket.json"))]
        return [held for held in map(_held, found) if held.fields["ref"] == ref]

    def answer(self, number: str, text: str, files: Mapping[str, bytes] | None = None) -> None:
        """Write a text file, as IT may."""
        place = self._root / number / "comments"
        place.mkdir(exist_ok=True)
        (place / "Technician.txt").write_text(text, encoding="utf-8")
        for name, data in (files or {}).items():
            (self._root / number / "attachments" / name).write_bytes(data)

    def solve(self, number: str) -> None:
        """Edit the state, as IT may."""
        place = self._root / number / "ticket.json"
        place.write_text(json.dumps({**json.loads(place.read_text("utf-8")), "state": "solved"}))

    def lose_answer(self) -> None:
        """Let the connector not hear of its success."""
        self._connector.lose = True


def _held(folder: Path) -> Held:
    data = json.loads((folder / "ticket.json").read_text("utf-8"))
    files = {path.name: path.read_bytes() for path in (folder / "attachments").iterdir()}
    notes = [json.loads(p.read_text("utf-8")) for p in sorted((folder / "comments").glob("*.json"))]
    return Held(
        number=folder.name,
        subject=data["subject"],
        body=(folder / "message.txt").read_text("utf-8"),
        requester=data["requester"],
        files=files,
        comments=[HeldComment(note["author"], note["text"], files) for note in notes],
        state=data["state"],
        fields=data,
    )
