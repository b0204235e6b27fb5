"""Saves every ticket as a folder, on this computer or on a file share."""

from __future__ import annotations

import json
import re
import shutil
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, ClassVar

from selfhelp.core import durable_files as disk
from selfhelp.core.errors import DeskRefusedError, DeskUnreachableError
from selfhelp.core.model import Json
from selfhelp.core.paths import AppPaths, read_login_name
from selfhelp.core.text import N_, Text
from selfhelp.core.ticket import (
    FileRef,
    RemoteFile,
    Ticket,
    TicketComment,
    TicketReceipt,
    TicketState,
    TicketStatus,
)
from selfhelp.core.timestamps import parse_iso_time
from selfhelp.helpdesk.connectors import Connector, ConnectorAbilities, Opener, Verification
from selfhelp.helpdesk.connectors.folder.ticket_numbers import FolderRights, TicketNumbers, is_ticket_number
from selfhelp.helpdesk.toolkit import stored_classification
from selfhelp.machine import Machine
from selfhelp.machine.keyring.credentials import Secrets
from selfhelp.network.routes import Router
from selfhelp.policy.policy import Policy

_FULL = frozenset({28, 122})  # ENOSPC, EDQUOT
_READ_ONLY = 30  # EROFS


class FolderConnector(Connector):
    """Writes tickets as folders.

    A number belongs to the process that created its folder; the file system allows this only once
    (`selfhelp.helpdesk.connectors.folder.ticket_numbers`). A ticket exists once its ``ticket.json`` does,
    which is written last.

    ``.refs`` maps correlation IDs to numbers, so that a ticket is found without reading the others, and an
    interrupted attempt is resumed. IT may edit ``state`` in ``ticket.json`` and put replies as ``*.txt`` into
    ``comments``.
    """

    id: ClassVar[str] = "folder"
    abilities: ConnectorAbilities = ConnectorAbilities(
        known=Verification.LIVE, reopen=True, solve=True, fetch=True, link=False, certain_lookup=True
    )

    def __init__(self, root: Path) -> None:
        self._root = root

    @property
    def _rights(self) -> FolderRights:
        return FolderRights.create_for_root(self._root)

    @property
    def _numbers(self) -> TicketNumbers:
        return TicketNumbers(self._root, self._rights)

    def check_connection(self) -> Text:
        """Write a test file to the folder and delete it."""
        with self._translate_os_errors():
            self._ensure_desk_folder()
            probe = self._root / f".check-{uuid.uuid4()}"
            disk.write_private_file(probe, b"")
            probe.unlink()
        return N_("Tickets are saved in {path}.", path=str(self._root))

    def find_requester_address(self) -> str:
        """Return the account name, the only identity this desk needs."""
        return read_login_name()

    def find_ticket(self, ref: str) -> TicketReceipt | None:
        """Return the ticket with the correlation ID, or None."""
        with self._translate_os_errors():
            number = self._numbers.find_number(ref)
            if number and _belongs_to_ref(self._root / number / "ticket.json", ref):
                return TicketReceipt(number, "")
        return None

    def submit_ticket(self, ticket: Ticket, open_file: Opener) -> TicketReceipt:
        """Write the ticket; a retry after an interruption continues in the same folder."""
        with self._translate_os_errors():
            self._ensure_desk_folder()
            number = self._numbers.assign_number(ticket.ref)
            folder = self._root / number
            self._copy_files(folder, {ref.name: ref for ref in ticket.files}, open_file)
            self._write_file(folder / "message.txt", ticket.body.encode("utf-8", "replace"))
            self._write_file(folder / "ticket.json", _to_json_bytes(_ticket_to_json(ticket, number)))
            disk.sync_folder_to_disk(folder)
        return TicketReceipt(number, "")

    def attach_files(self, number: str, files: Sequence[FileRef], open_file: Opener) -> None:
        """Copy the files that are missing or incomplete."""
        missing = self.find_missing_attachments(number, files)
        with self._translate_os_errors():
            self._copy_files(
                self._require_ticket_folder(number),
                {f.name: f for f in files if f.name in missing},
                open_file,
            )

    def find_missing_attachments(self, number: str, files: Sequence[FileRef]) -> Sequence[str]:
        """Return the names of files that are missing, or differ from the originals in size or hash."""
        with self._translate_os_errors():
            held = _list_stored_files(self._require_ticket_folder(number))
        return [f.name for f in files if not any(_is_same_file(remote, f) for remote in held)]

    def fetch_status(self, number: str) -> TicketStatus:
        """Return the ticket with its files and comments."""
        with self._translate_os_errors():
            folder = self._require_ticket_folder(number)
            data = _read_json_object(folder / "ticket.json")
            comments = sorted(
                _iter_public_comments(folder, str(data.get("requester", ""))), key=lambda c: c.time
            )
            changed = (folder / "ticket.json").stat().st_mtime
            return TicketStatus(
                number=number,
                subject=str(data.get("subject", "")),
                state=_parse_ticket_state(data.get("state")),
                created=parse_iso_time(data.get("created")),
                updated=max([datetime.fromtimestamp(changed, UTC), *(c.time for c in comments)]),
                url="",
                attachments=_list_stored_files(folder),
                comments=comments,
            )

    def has_comment(self, number: str, ref: str) -> bool:
        """Return whether the comment's file exists."""
        with self._translate_os_errors():
            return (self._require_ticket_folder(number) / "comments" / f"{ref}.json").is_file()

    def add_comment(
        self, number: str, ref: str, text: str, files: Sequence[FileRef], open_file: Opener
    ) -> Sequence[str]:
        """Write a comment to its own file; an existing file is left unchanged."""
        with self._translate_os_errors():
            folder = self._require_ticket_folder(number)
            place = folder / "comments" / f"{ref}.json"
            if place.is_file():
                return ()
            author = str(_read_json_object(folder / "ticket.json").get("requester", ""))
            stored = _choose_stored_names(_list_stored_files(folder), files)
            self._copy_files(folder, stored, open_file)
            place.parent.mkdir(mode=self._rights.folder, exist_ok=True)
            now = datetime.now(UTC).isoformat(timespec="microseconds")
            data: dict[str, Json] = {"author": author, "time": now, "text": text}
            if stored:
                data["files"] = [
                    {"name": f.name, "size": f.size, "sha256": f.sha256, "stored": name}
                    for name, f in stored.items()
                ]
            self._write_file(place, _to_json_bytes(data))
            disk.sync_folder_to_disk(place.parent)
            disk.sync_folder_to_disk(folder)
        return ()

    def reopen_ticket(self, number: str) -> None:
        """Set the state back to open."""
        self._write_ticket_state(number, TicketState.OPEN)

    def mark_ticket_resolved(self, number: str) -> None:
        """Set the state to resolved."""
        self._write_ticket_state(number, TicketState.SOLVED)

    def _write_ticket_state(self, number: str, state: TicketState) -> None:
        with self._translate_os_errors():
            place = self._require_ticket_folder(number) / "ticket.json"
            self._write_file(place, _to_json_bytes({**_read_json_object(place), "state": str(state)}))

    def download_file(self, number: str, file: RemoteFile, target: BinaryIO) -> None:
        """Copy one of the ticket's own files."""
        with self._translate_os_errors():
            place = self._require_ticket_folder(number) / "attachments"
            path = next((p for p in place.iterdir() if p.name == file.id), None) if place.is_dir() else None
            if path is None:
                raise DeskRefusedError(
                    N_("This ticket doesn't contain a file named {name}.", name=file.name[:120])
                )
            with disk.open_regular_file(path) as source:
                shutil.copyfileobj(source, target)

    def find_ticket_folder(self, number: str) -> Path | None:
        """Return the ticket's folder."""
        return self._root / number

    # -- parts -------------------------------------------------------------------------------------

    def _ensure_desk_folder(self) -> None:
        """Create the desk's root folder if it doesn't exist."""
        if not self._root.is_dir():
            self._root.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._numbers.ensure_index()

    def _require_ticket_folder(self, number: str) -> Path:
        """Return a ticket's folder.

        Raises:
            DeskRefusedError: there's no such ticket here.
        """
        folder = self._root / number
        if is_ticket_number(number) and folder.is_dir():
            return folder
        raise DeskRefusedError(N_("Ticket {number} wasn't found.", number=number[:40]))

    def _copy_files(self, folder: Path, files: Mapping[str, FileRef], open_file: Opener) -> None:
        """Copy files into the ticket's folder under the given names."""
        rights, place = self._rights, folder / "attachments"
        place.mkdir(mode=rights.folder, exist_ok=True)
        for name, ref in files.items():
            with open_file(ref) as source:
                disk.copy_durably(source, place / name, ref.size)
            rights.apply_to_path(place / name)
        disk.sync_folder_to_disk(place)

    def _write_file(self, path: Path, data: bytes) -> None:
        disk.write_private_file(path, data)
        self._rights.apply_to_path(path)

    @contextmanager
    def _translate_os_errors(self) -> Iterator[None]:
        """Convert OS errors in the block to desk errors; every step can be retried safely."""
        try:
            yield
        except OSError as error:
            raise DeskUnreachableError(_describe_os_error(error, self._root), detail=repr(error)) from error


def _describe_os_error(error: OSError, root: Path) -> Text:
    path = str(root)[:300]
    if error.errno in _FULL:
        return N_("The tickets folder, {path}, has no space left.", path=path)
    if isinstance(error, PermissionError) or error.errno == _READ_ONLY:
        return N_(
            "You don't have permission to write to the tickets folder, {path}. Contact your administrator.",
            path=path,
        )
    return N_("The tickets folder, {path}, isn't available.", path=path)


def _ticket_to_json(ticket: Ticket, number: str) -> Json:
    return {
        "schema": 1,
        "ticket": number,
        "ref": ticket.ref,
        "subject": ticket.subject,
        "requester": ticket.requester,
        "category": ticket.category,
        **stored_classification.classification_to_data(ticket.details),
        "state": str(TicketState.OPEN),
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "attachments": [{"name": f.name, "size": f.size, "sha256": f.sha256} for f in ticket.files],
    }


def _to_json_bytes(data: Json) -> bytes:
    return json.dumps(data, ensure_ascii=False, indent=1).encode("utf-8", "replace")


def _belongs_to_ref(path: Path, ref: str) -> bool:
    """Return whether a file is the ticket with a correlation ID; a damaged file counts as the ticket."""
    try:
        if not path.is_file():
            return False
        return bool(_read_json_object(path).get("ref", ref) == ref)
    except DeskRefusedError:
        return True
    except PermissionError:  # someone else's
        return False


def _read_json_object(path: Path) -> Mapping[str, Json]:
    """Return the JSON object in a file that people may have edited.

    Raises:
        DeskRefusedError: it is damaged.
    """
    try:
        data = json.loads(path.read_bytes()[:4_000_000].decode("utf-8-sig"))
    except (ValueError, RecursionError):
        data = None
    if not isinstance(data, dict):
        message = N_("The file {path} is damaged. Contact the help desk.", path=str(path)[-200:])
        raise DeskRefusedError(message)
    return data


def _list_stored_files(folder: Path) -> Sequence[RemoteFile]:
    place = folder / "attachments"
    found = sorted(place.iterdir()) if place.is_dir() else []
    whole = [p for p in found if p.is_file() and not (p.name.startswith(".") and p.name.endswith(".new"))]
    return [RemoteFile(p.name, p.stat().st_size, disk.compute_file_sha256(p), p.name) for p in whole]


def _is_same_file(remote: RemoteFile, ref: FileRef) -> bool:
    """Return whether a stored file has this file's content and name; a number may follow the name."""
    if remote.sha256 != ref.sha256 or remote.size != ref.size:
        return False
    stem, _, ending = ref.name.rpartition(".")
    pattern = rf"{re.escape(stem)}-\d+\.{re.escape(ending)}" if stem else rf"{re.escape(ref.name)}-\d+"
    return remote.name == ref.name or re.fullmatch(pattern, remote.name) is not None


def _choose_stored_names(held: Sequence[RemoteFile], files: Sequence[FileRef]) -> Mapping[str, FileRef]:
    """Return a comment's files by their new names, none of which overwrites an existing file."""
    there = {remote.name: remote for remote in held}
    stored: dict[str, FileRef] = {}
    for ref in files:
        same = next((r.name for r in held if _is_same_file(r, ref) and r.name not in stored), None)
        name = same or disk.make_names_unique([*there, *stored, ref.name])[-1]
        stored[name] = ref
    return stored


def _iter_public_comments(folder: Path, requester: str) -> Iterator[TicketComment]:
    place = folder / "comments"
    for path in sorted(place.iterdir()) if place.is_dir() else ():
        if path.suffix == ".json":
            yield _read_comment(path, requester)
        elif path.suffix == ".txt":
            written = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            text = path.read_bytes()[:100_000].decode("utf-8", "replace")
            yield TicketComment(path.stem, written, text, mine=False)


def _read_comment(path: Path, requester: str) -> TicketComment:
    data = _read_json_object(path)
    author, listed = str(data.get("author", "")), data.get("files")
    files = (
        [_parse_remote_file(one) for one in listed if isinstance(one, dict)]
        if isinstance(listed, list)
        else []
    )
    text, when = str(data.get("text", "")), parse_iso_time(data.get("time"))
    return TicketComment(author, when, text, mine=author == requester, files=files, ref=path.stem)


def _parse_remote_file(data: Mapping[str, Json]) -> RemoteFile:
    size = data.get("size")
    whole = size if isinstance(size, int) else 0
    return RemoteFile(str(data.get("name")), whole, str(data.get("sha256")), str(data.get("stored", "")))


def _parse_ticket_state(word: Json) -> TicketState:
    return TicketState(word) if word in list(TicketState) else TicketState.OPEN


def build_connector(
    policy: Policy, places: AppPaths, token: Secrets, machine: Machine, routes: Router
) -> Connector:
    """Return the folder connector set by policy; the default folder is in the user's own data."""
    path = policy.desk.folder.path
    return FolderConnector(Path(path).expanduser() if path else places.data / "desk")
