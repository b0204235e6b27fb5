"""The local desk: every ticket is a folder, on this computer or on a share of the company."""

from __future__ import annotations

import getpass
import json
import shutil
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, ClassVar

from selfhelp.errors import DeskRefusedError, DeskUnreachableError
from selfhelp.machine import Machine
from selfhelp.machine.secrets import Secrets
from selfhelp.model import Json
from selfhelp.places import Places
from selfhelp.policy import Policy
from selfhelp.report import filed
from selfhelp.report import files as disk
from selfhelp.report.connectors import Abilities, Connector, Known, Opener, time_of
from selfhelp.text import N_, Text
from selfhelp.ticket import Comment, FileRef, Receipt, RemoteFile, Ticket, TicketState, TicketStatus

PREFIX = "LOCAL-"
_FULL = frozenset({28, 122})  # ENOSPC, EDQUOT


class FolderConnector(Connector):
    """Writes tickets as folders.

    A number belongs to whoever made its folder, which the file system grants only once. A ticket is
    there when its ``ticket.json`` is there, which is written last. ``.refs`` leads from a mark to its
    number, so a ticket is found without reading anybody else's, and a broken attempt is continued.

    IT may edit ``state`` in ``ticket.json`` and put answers as ``*.txt`` into ``comments``.
    """

    id: ClassVar[str] = "folder"
    abilities: ClassVar[Abilities] = Abilities(
        known=Known.LIVE, reopen=True, solve=True, fetch=True, link=False, certain_lookup=True
    )

    def __init__(self, root: Path) -> None:
        self._root = root

    def check(self) -> Text:
        """Write into the folder and clean up again."""
        with self._reachable():
            self._ready()
            probe = self._root / f".check-{uuid.uuid4()}"
            disk.write(probe, b"")
            probe.unlink()
        return N_("Tickets are written to {path}.", path=str(self._root))

    def requester(self) -> str:
        """Return the account name: this desk knows nothing more, and needs nothing more."""
        try:
            return getpass.getuser()
        except (KeyError, OSError):
            return ""

    def find(self, ref: str) -> Receipt | None:
        """Look for the ticket that carries the mark."""
        with self._reachable():
            number = self._number_of(ref)
            if number and (self._root / number / "ticket.json").is_file():
                return Receipt(number, "")
        return None

    def submit(self, ticket: Ticket, open_file: Opener) -> Receipt:
        """Write the ticket; after a broken attempt the same folder is filled again."""
        with self._reachable():
            self._ready()
            number = self._number_of(ticket.ref) or self._claim(ticket.ref)
            folder = self._root / number
            self._fill(folder, ticket.files, open_file)
            disk.write(folder / "message.txt", ticket.body.encode())
            _write_json(folder / "ticket.json", _document(ticket, number))
            disk.settle(folder)
        return Receipt(number, "")

    def attach(self, number: str, files: Sequence[FileRef], open_file: Opener) -> None:
        """Copy the files that are not there whole."""
        missing = self.dropped(number, files)
        with self._reachable():
            self._fill(self._folder(number), [f for f in files if f.name in missing], open_file)

    def dropped(self, number: str, files: Sequence[FileRef]) -> Sequence[str]:
        """Compare every file with what was sealed."""
        with self._reachable():
            held = {f.name: f.sha256 for f in _held(self._folder(number))}
        return [f.name for f in files if held.get(f.name) != f.sha256]

    def status(self, number: str) -> TicketStatus:
        """Read the ticket."""
        with self._reachable():
            folder = self._folder(number)
            data = _read_json(folder / "ticket.json")
            comments = sorted(_comments(folder, str(data.get("requester", ""))), key=lambda c: c.time)
            changed = (folder / "ticket.json").stat().st_mtime
            return TicketStatus(
                number=number,
                subject=str(data.get("subject", "")),
                state=_state(data.get("state")),
                created=time_of(data.get("created")),
                updated=max([datetime.fromtimestamp(changed, UTC), *(c.time for c in comments)]),
                url="",
                attachments=_held(folder),
                comments=comments,
            )

    def has_comment(self, number: str, ref: str) -> bool:
        """Look for the file."""
        with self._reachable():
            return (self._folder(number) / "comments" / f"{ref}.json").is_file()

    def comment(
        self, number: str, ref: str, text: str, files: Sequence[FileRef], open_file: Opener
    ) -> Sequence[str]:
        """Write a comment into a file of its own; the same mark again changes nothing."""
        with self._reachable():
            folder = self._folder(number)
            author = str(_read_json(folder / "ticket.json").get("requester", ""))
            self._fill(folder, files, open_file)
            place = folder / "comments" / f"{ref}.json"
            place.parent.mkdir(mode=0o700, exist_ok=True)
            if not place.is_file():
                now = datetime.now(UTC).isoformat(timespec="microseconds")
                _write_json(place, {"author": author, "time": now, "text": text})
                disk.settle(place.parent)
        return ()

    def reopen(self, number: str) -> None:
        """Set the state back to open."""
        self._put(number, TicketState.OPEN)

    def solve(self, number: str) -> None:
        """Set the state to solved."""
        self._put(number, TicketState.SOLVED)

    def _put(self, number: str, state: TicketState) -> None:
        with self._reachable():
            place = self._folder(number) / "ticket.json"
            _write_json(place, {**_read_json(place), "state": str(state)})

    def fetch(self, number: str, file: RemoteFile, target: BinaryIO) -> None:
        """Copy one of the ticket's own files."""
        with self._reachable():
            place = self._folder(number) / "attachments"
            path = next((p for p in place.iterdir() if p.name == file.id), None) if place.is_dir() else None
            if path is None:
                raise DeskRefusedError(N_("There is no file {name} in this ticket.", name=file.name[:120]))
            with disk.opened(path) as source:
                shutil.copyfileobj(source, target)

    def folder(self, number: str) -> Path | None:
        """Return where the ticket lies."""
        return self._root / number

    # -- parts -------------------------------------------------------------------------------------

    def _ready(self) -> None:
        """Make the desk where there is none; its index may be used by whoever may use the desk."""
        if not self._root.is_dir():
            self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
        index = self._root / ".refs"
        if not index.is_dir():
            index.mkdir(mode=0o700, exist_ok=True)
            with suppress(OSError):  # somebody else was first, and has done it
                index.chmod(self._root.stat().st_mode & 0o7777)

    def _number_of(self, ref: str) -> str:
        try:
            number = (self._root / ".refs" / ref).read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return ""
        return number if number.startswith(PREFIX) and number[len(PREFIX) :].isdecimal() else ""

    def _claim(self, ref: str) -> str:
        """Take the next number: whoever can make its folder has it."""
        count = self._last() + 1
        while True:
            number = f"{PREFIX}{count:04d}"
            try:
                (self._root / number).mkdir(mode=0o700)
            except FileExistsError:
                count += 1
                continue
            disk.write(self._root / ".refs" / ref, number.encode())
            disk.settle(self._root / ".refs")
            disk.settle(self._root)
            return number

    def _last(self) -> int:
        """Return the highest number in use; 0 where the desk may be written but not listed."""
        try:
            names = [path.name for path in self._root.iterdir()]
        except PermissionError:
            return 0
        ends = [name[len(PREFIX) :] for name in names if name.startswith(PREFIX)]
        return max((int(end) for end in ends if end.isdecimal() and len(end) < 12), default=0)

    def _folder(self, number: str) -> Path:
        """Return a ticket's folder.

        Raises:
            DeskRefusedError: there is no such ticket here.
        """
        folder = self._root / number
        if number.startswith(PREFIX) and number[len(PREFIX) :].isdecimal() and folder.is_dir():
            return folder
        raise DeskRefusedError(N_("There is no ticket {number} here.", number=number[:40]))

    def _fill(self, folder: Path, refs: Sequence[FileRef], open_file: Opener) -> None:
        place = folder / "attachments"
        place.mkdir(mode=0o700, exist_ok=True)
        for ref in refs:
            with open_file(ref) as source:
                disk.copy(source, place / ref.name, ref.size)
        disk.settle(place)

    @contextmanager
    def _reachable(self) -> Iterator[None]:
        """Turn trouble with the folder into a sentence. Every step may be repeated, so a retry is safe."""
        try:
            yield
        except OSError as error:
            raise DeskUnreachableError(_sentence(error, self._root), detail=repr(error)) from error


def _sentence(error: OSError, root: Path) -> Text:
    path = str(root)[:300]
    if error.errno in _FULL:
        return N_("There is no space left in the folder for tickets, {path}. We try again later.", path=path)
    if isinstance(error, PermissionError):
        return N_(
            "You may not write into the folder for tickets, {path}. Tell your administrator.", path=path
        )
    return N_("The folder for tickets, {path}, cannot be used now. We try again later.", path=path)


def _document(ticket: Ticket, number: str) -> Json:
    return {
        "schema": 1,
        "ticket": number,
        "ref": ticket.ref,
        "subject": ticket.subject,
        "requester": ticket.requester,
        "category": ticket.category,
        **filed.plain(ticket.details),
        "state": str(TicketState.OPEN),
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "attachments": [{"name": f.name, "size": f.size, "sha256": f.sha256} for f in ticket.files],
    }


def _write_json(path: Path, data: Json) -> None:
    disk.write(path, json.dumps(data, ensure_ascii=False, indent=1).encode())


def _read_json(path: Path) -> Mapping[str, Json]:
    """Read a file that people may have edited.

    Raises:
        DeskRefusedError: it is damaged.
    """
    try:
        data = json.loads(path.read_bytes()[:4_000_000].decode("utf-8-sig"))
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        message = N_("The file {path} is damaged. The help desk must correct it.", path=str(path)[-200:])
        raise DeskRefusedError(message)
    return data


def _held(folder: Path) -> Sequence[RemoteFile]:
    place = folder / "attachments"
    found = sorted(place.iterdir()) if place.is_dir() else []
    whole = [p for p in found if p.is_file() and not (p.name.startswith(".") and p.name.endswith(".new"))]
    return [RemoteFile(p.name, p.stat().st_size, disk.hash_of(p), p.name) for p in whole]


def _comments(folder: Path, requester: str) -> Iterator[Comment]:
    place = folder / "comments"
    for path in sorted(place.iterdir()) if place.is_dir() else ():
        if path.suffix == ".json":
            yield _comment(path, requester)
        elif path.suffix == ".txt":
            written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            text = path.read_bytes()[:100_000].decode("utf-8", "replace")
            yield Comment(path.stem, written, text, mine=False)


def _comment(path: Path, requester: str) -> Comment:
    data = _read_json(path)
    author = str(data.get("author", ""))
    return Comment(author, time_of(data.get("time")), str(data.get("text", "")), mine=author == requester)


def _state(word: Json) -> TicketState:
    return TicketState(word) if word in list(TicketState) else TicketState.OPEN


def build(policy: Policy, places: Places, token: Secrets, machine: Machine) -> Connector:
    """Return the desk that policy describes; without policy it lies in the person's own data folder."""
    path = policy.desk.folder.path
    return FolderConnector(Path(path).expanduser() if path else places.data / "desk")
