"""Everything this app keeps about one person on one computer: a copy of it for her, or all of it gone."""

from __future__ import annotations

import errno
import hashlib
import json
import logging
import os
import shutil
import stat
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from selfhelp.errors import StorageError, UnavailableError, UsageError
from selfhelp.places import Places, Platform, private
from selfhelp.report.outbox import files
from selfhelp.text import N_, Text
from selfhelp.ticket import Delivery, TicketStatus

if TYPE_CHECKING:
    from selfhelp.machine.secrets import Secrets
    from selfhelp.report.following.conversations import Conversations
    from selfhelp.report.outbox.outbox import Outbox, OutboxItem
    from selfhelp.report.receipts import Receipts

log = logging.getLogger(__name__)
DAY = 86_400
PREFERENCES = ("preferences.json", "preferences.json.new")
"""What this app writes into the folder of settings."""

POLICY = ("policy.toml", "policy.d")
"""What lies there too and was written by somebody's hand."""

TALKS = "tickets"
"""Where what the desk said lies, in the folder of her data."""

_NOT_COPIED = frozenset({"ballast", "sender.lock"})
"""Files without content."""

_SECRET = frozenset({"key", "secret"})
"""Words in a file's name that says it is a key: it would open what the copy only holds as stand-ins."""

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
LIST = "what-is-here.json"
README = "READ-ME.txt"
ABOUT = N_(
    "This is a copy of everything that this app keeps about you on one computer.\n\n"
    "tickets: your tickets, each in a folder of its own. Read message.txt and conversation.txt; your files "
    "are in attachments.\n"
    "settings: what you chose.\n"
    "data: what the app works with: journal (what was found and repaired), receipts (what was sent with "
    "which ticket), snapshots (to tell what changed on this computer), draft and "
    "urgent (what you have not sent yet), tickets (what was said, and answers you have not sent yet), "
    "outbox (the list of your tickets).\n"
    "log: what the app noted about its own work.\n"
    "cache: what it keeps for speed only.\n"
    "what-is-here.json: a list of all these files with size and SHA-256.\n\n"
    "Keep this folder to yourself. You can delete it at any time; the app does not need it."
)
"""What a person should know who opens the copy."""


@dataclass(frozen=True, slots=True)
class Deleted:
    """What became of a deletion: how many files are gone, and what is left, with the reason."""

    files: int
    left: Sequence[Text]


# -- keeping no longer than allowed ----------------------------------------------------------------


def tidy_up(
    places: Places,
    receipts: Receipts,
    outbox: Callable[[], Outbox],
    days: int,
    now: Callable[[], float] = time.time,
) -> None:
    """Complete the records of what arrived, and forget what is older than the organisation keeps it.

    Raises:
        StorageError: the outbox cannot be read or written.
    """
    if not (places.data / "outbox").is_dir():
        return
    box = outbox()
    receipts.follow(box)
    if not box.store.read_only:
        box.forget_sent(now() - days * DAY)


def forget_talks(
    places: Places,
    kept: Conversations,
    outbox: Callable[[], Outbox],
    days: int,
    now: Callable[[], float] = time.time,
) -> None:
    """Forget conversations of tickets that are gone, and what is older than the organisation keeps it.

    Raises:
        StorageError: the outbox cannot be read, or what is kept cannot be written.
    """
    if kept.is_there() and (places.data / "outbox").is_dir():
        kept.forget_old([item.report for item in outbox().items()], now() - days * DAY)


# -- a copy ----------------------------------------------------------------------------------------


def export(places: Places, folder: Path, outbox: Callable[[], Outbox], about: str = "") -> int:
    """Copy everything this app keeps about her into a new folder, and return how many files there are.

    Every file is copied as it is; tickets that are still here are written readably beside them, and a list
    names each file with its size and SHA-256. Keys and the sign-in stay where they are.

    Args:
        places: her folders.
        folder: where to; made if need be.
        outbox: opens her outbox.
        about: `ABOUT` in her language, to be read first; "" for none.

    Raises:
        UsageError: the folder has something in it already.
        StorageError: it could not be written; nothing of it is left there.
    """
    try:
        private(folder)
        taken = any(folder.iterdir())
    except (OSError, ValueError) as error:
        raise _not_copied(folder, error) from error
    if taken:
        raise UsageError(N_("{path} is not empty. Please choose an empty folder.", path=str(folder)[:300]))
    try:
        return _fill(places, folder, outbox, about)
    except (OSError, ValueError, StorageError) as error:
        _clear(folder)
        raise error if isinstance(error, StorageError) else _not_copied(folder, error) from error


def _fill(places: Places, folder: Path, outbox: Callable[[], Outbox], about: str) -> int:
    _export_tickets(places, folder, outbox)
    for part, source in _folders(places):
        for path in _files(source):
            if not _is_within(folder, path):
                _copy(path, folder / part / path.relative_to(source))
    if about:
        files.write(folder / README, f"{about}\n".encode("utf-8-sig"))  # the mark tells old editors
    return _write_list(folder)


def _not_copied(folder: Path, error: Exception) -> StorageError:
    message = N_("Your data could not be copied to {path}.", path=str(folder)[:300])
    if getattr(error, "errno", 0) in _FULL:
        message = N_("The disk with {path} is full, so nothing was copied.", path=str(folder)[:300])
    return StorageError(message, detail=repr(error))


def _clear(folder: Path) -> None:
    """Take half a copy away: it would be taken for a whole one, and a second try found it in its way."""
    with suppress(OSError):
        for path in folder.iterdir():
            _remove(path)


def _folders(places: Places) -> Sequence[tuple[str, Path]]:
    """Return her folders, each once: Windows has them all within the data, macOS the settings."""
    named = {"data": places.data, "settings": places.config, "log": places.log, "cache": places.cache}
    outer: dict[str, Path] = {}
    for part, folder in named.items():
        if not any(folder.is_relative_to(other) for other in outer.values()):
            outer[part] = folder
    return list(outer.items())


def _export_tickets(places: Places, folder: Path, outbox: Callable[[], Outbox]) -> None:
    """Write what is in the outbox so that a person can read it, and bring its database up to date."""
    if not (places.data / "outbox").is_dir():
        return
    from selfhelp.report.following.conversations import Conversations

    box, talks = outbox(), Conversations(places.data / TALKS)
    box.store.tidy()  # the write-ahead log goes into the file that is copied
    for item in box.items():
        if item.state is not Delivery.DELIVERED and box.damaged(item.report):  # its text is still there
            _write_message(box, item.report, folder / "tickets" / item.report)
        else:
            box.export(item.report, folder / "tickets")
        _write_talk(talks.status(item.report), folder / "tickets" / item.report)


def _write_talk(status: TicketStatus | None, folder: Path) -> None:
    """Write what was said in a ticket so that a person can read it."""
    said = [f"{c.author}, {c.time:%Y-%m-%d %H:%M} UTC\n{c.text}\n" for c in status.comments] if status else []
    if said:
        files.write(private(folder) / "conversation.txt", "\n".join(said).encode("utf-8", "replace"))


def _write_message(box: Outbox, report: str, folder: Path) -> None:
    ticket = box.ticket(report)
    private(folder)
    text = f"{ticket.subject}\n\n{ticket.body}\n"
    files.write(folder / "message.txt", text.encode("utf-8", "replace"))


def _copy(source: Path, target: Path) -> None:
    """Copy one file for her eyes only; one that vanished meanwhile is no loss."""
    private(target.parent)
    with suppress(FileNotFoundError), files.opened(source) as read:
        descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "wb") as written:
            shutil.copyfileobj(read, written)


def _write_list(folder: Path) -> int:
    listed = []
    for path in sorted(_files(folder)):
        with path.open("rb") as file:
            hashed = hashlib.file_digest(file, "sha256").hexdigest()
        name = path.relative_to(folder).as_posix()
        listed.append({"name": name, "size": path.stat().st_size, "sha256": hashed})
    made = datetime.now(UTC).isoformat(timespec="seconds")
    text = json.dumps({"schema": 1, "made": made, "files": listed}, ensure_ascii=True, indent=1)
    files.write(folder / LIST, text.encode("ascii"))
    return len(listed)


def _files(folder: Path) -> Iterator[Path]:
    """Yield the plain files of a folder; no link is followed, nothing odd is opened."""
    for parent, _folders, names in os.walk(folder):
        for name in names:
            path = Path(parent, name)
            words = frozenset(path.stem.casefold().replace("_", "-").split("-")) | {path.suffix[1:]}
            if name not in _NOT_COPIED and not words & _SECRET and _is_plain(path):
                yield path


def _is_plain(path: Path) -> bool:
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except OSError:
        return False


def _is_within(folder: Path, path: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())


# -- all gone --------------------------------------------------------------------------------------


def waiting(places: Places, outbox: Callable[[], Outbox]) -> Sequence[OutboxItem]:
    """Return the tickets that no desk has yet, or not all her answers, newest first: those would be lost."""
    if not (places.data / "outbox").is_dir():
        return ()
    box = outbox()
    answered = {reply.report for reply in box.replies() if reply.state is not Delivery.DELIVERED}
    return [i for i in box.items() if i.state is not Delivery.DELIVERED or i.report in answered]


def delete(
    places: Places, outbox: Callable[[], Outbox], let_go: Callable[[], None], secrets: Secrets
) -> Deleted:
    """Delete everything this app keeps about her, tickets that wait included.

    The database is emptied first, overwriting its pages (SQLite's secure_delete), so that a program that
    has it open finds nothing either; then the files go.

    Args:
        places: her folders.
        outbox: opens her outbox.
        let_go: closes every file that this program has open.
        secrets: where her sign-in is kept.

    Raises:
        UnavailableError: a ticket is being sent at this moment; nothing was deleted.
        StorageError: the outbox could not be emptied; nothing else was deleted.
    """
    from selfhelp.report.delivery.sender import SenderLock

    if (places.data / "outbox").is_dir():
        box = outbox()
        with SenderLock(box.folder) as ours:
            if not ours:
                raise UnavailableError(N_("A ticket is being sent right now. Try again in a moment."))
            box.forget_all()
    _overwrite_talks(places)
    let_go()
    gone = 0
    stuck: list[Path] = []
    for path in _own_files(places):
        removed, left = _remove(path)
        gone, stuck = gone + removed, stuck + left
    left_over = [N_("{path} could not be deleted.", path=str(path)[:300]) for path in stuck]
    return Deleted(gone, [*left_over, *_forget_sign_in(secrets)])


def _overwrite_talks(places: Places) -> None:
    """Overwrite what the desk said before its file goes; where that fails the file goes all the same."""
    from selfhelp.report.following.conversations import Conversations

    with suppress(StorageError):
        Conversations(places.data / TALKS).forget_all()


def stays(places: Places, platform: Platform) -> Sequence[Text]:
    """Return what is not deleted because it is not hers or not this app's, each with its place."""
    from selfhelp.helper.service import FOLDERS

    local = (places.data / "desk").is_dir()  # a help desk that is a folder among her own data goes with them
    said = [] if local else [N_("Tickets that the help desk has stay there.")]
    record = FOLDERS[platform].record
    if record.exists():
        said.append(
            N_(
                "The record of what was done with administrator's rights is your organisation's: {path}.",
                path=str(record),
            )
        )
    if (places.config / "policy.toml").exists():
        path = str(places.config / "policy.toml")
        said.append(N_("The rules in {path} were not made by this app.", path=path))
    return said


def _own_files(places: Places) -> Iterator[Path]:
    """Yield what is to go, the running session's own folder and a policy left out."""
    staying = [places.runtime, *(places.config / name for name in POLICY)]
    yield from (places.config / name for name in PREFERENCES if (places.config / name).exists())
    for part, folder in _folders(places):
        if part != "settings":
            yield from _without(folder, staying)


def _without(folder: Path, staying: Sequence[Path]) -> Iterator[Path]:
    """Yield what is in a folder; what holds something that stays is gone through instead."""
    with suppress(OSError):
        for path in list(folder.iterdir()):
            if path.is_dir() and not path.is_symlink() and any(s.is_relative_to(path) for s in staying):
                yield from () if path in staying else _without(path, staying)
            elif path not in staying:
                yield path


def _remove(path: Path) -> tuple[int, list[Path]]:
    """Delete a file or a folder; return how many files went, and what could not go. No link is followed."""
    if path.is_symlink() or not path.is_dir():
        try:
            path.unlink(missing_ok=True)
        except OSError:
            return 0, [path]
        return 1, []
    count = sum(len(names) for _parent, _folders, names in os.walk(path))
    shutil.rmtree(path, ignore_errors=True)
    left = [p for p in path.rglob("*") if not p.is_dir()] if path.exists() else []
    return count - len(left), left or ([path] if path.exists() else [])


def _forget_sign_in(secrets: Secrets) -> Sequence[Text]:
    try:
        secrets.forget_all()
    except UnavailableError:
        return [
            N_("Your sign-in to the help desk may still be in this computer's keyring: it did not answer.")
        ]
    return []
