"""Everything this app keeps about one person on one computer: how long it stays, and all of it gone."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from selfhelp.core import app_files
from selfhelp.core.errors import StorageError, UnavailableError
from selfhelp.core.own_folder import Left, NotOursError, opened
from selfhelp.core.paths import Places, Platform
from selfhelp.core.safe_removal import Removal
from selfhelp.core.text import N_, NN_, Text
from selfhelp.core.ticket import Delivery

if TYPE_CHECKING:
    from selfhelp.machine.keyring.credentials import Secrets
    from selfhelp.tickets.following.conversations import Conversations
    from selfhelp.tickets.outbox.outbox import Outbox, OutboxItem
    from selfhelp.tickets.sent_items import SentRecords

log = logging.getLogger(__name__)
DAY = 86_400
TALKS = "tickets"
"""Where what the desk said lies, in the user's data folder."""

_NAMED = 50
"""Files and folders that are named one by one; of more, the number is told."""


@dataclass(frozen=True, slots=True)
class Deleted:
    """What became of a deletion.

    Attributes:
        files: how many files are gone.
        left: what should be gone and is not, with the reason.
        kept: what this app did not make, so it stays.
    """

    files: int
    left: Sequence[Text]
    kept: Sequence[Text] = ()


# -- what may be deleted and copied ----------------------------------------------------------------


def not_ours(places: Places) -> Sequence[Text]:
    """Return the folders in which nothing is deleted, because they are links or somebody else's; with why."""
    found: list[Left] = []
    for part in app_files.parts(places):
        try:
            with opened(part.folder):
                pass
        except NotOursError as error:
            found.append(error.left)
        except OSError:
            continue  # not there, or not readable, which others tell
    return told(found)


def has_outbox(places: Places) -> bool:
    """Whether there is an outbox of ours."""
    return _is_own_database(places.data / "outbox", "outbox.db")


def has_talks(places: Places) -> bool:
    """Whether there are conversations of ours."""
    return _is_own_database(places.data / TALKS, "seen.db")


def _is_own_database(folder: Path, name: str) -> bool:
    """Whether a database may be opened: that changes it already, so it is no link and has one name."""
    try:
        with opened(folder) as held:
            return name not in held.names() or held.is_single(name)
    except OSError:
        return False


def told(left: Sequence[Left]) -> Sequence[Text]:
    """Return the sentences about what was left alone, no more of them than a person reads."""
    said = [one.told() for one in left[:_NAMED]]
    more = len(left) - len(said)
    return (
        [*said, NN_("{count} more was left alone.", "{count} more were left alone.", more)] if more else said
    )


# -- keeping no longer than allowed ----------------------------------------------------------------


def tidy_up(
    places: Places,
    receipts: SentRecords,
    outbox: Callable[[], Outbox],
    days: int,
    now: Callable[[], float] = time.time,
) -> None:
    """Complete the records of what arrived, and forget what is older than the organisation keeps it.

    Raises:
        StorageError: the outbox cannot be read or written.
    """
    if not has_outbox(places):
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
    if kept.is_there() and has_talks(places) and has_outbox(places):
        kept.forget_old([item.report for item in outbox().items()], now() - days * DAY)


# -- all gone --------------------------------------------------------------------------------------


def waiting(places: Places, outbox: Callable[[], Outbox]) -> Sequence[OutboxItem]:
    """Return the tickets that no desk has yet, or not with every reply, newest first: those would be lost."""
    if not has_outbox(places):
        return ()
    box = outbox()
    answered = {reply.report for reply in box.replies() if reply.state is not Delivery.DELIVERED}
    return [i for i in box.items() if i.state is not Delivery.DELIVERED or i.report in answered]


def delete(
    places: Places, outbox: Callable[[], Outbox], let_go: Callable[[], None], secrets: Secrets
) -> Deleted:
    """Delete everything this app keeps about the person, tickets that wait included, and nothing else.

    Only known names in the app's own folders go, see `selfhelp.core.own_folder`; the rest stays and is named.

    The database is emptied first, overwriting its pages (SQLite's secure_delete), so that a program that
    has it open finds nothing either; then the files go.

    Args:
        places: the user's folders.
        outbox: opens the outbox.
        let_go: closes every file that this program has open.
        secrets: where the sign-in is stored.

    Raises:
        UnavailableError: a ticket is being sent at this moment; nothing was deleted.
        StorageError: the outbox could not be emptied; nothing else was deleted.
    """
    from selfhelp.tickets.delivery.sender import SenderLock

    if has_outbox(places):
        box = outbox()
        with SenderLock(box.folder) as ours:
            if not ours:
                raise UnavailableError(N_("A ticket is being sent right now. Try again in a moment."))
            box.forget_all()
    _overwrite_talks(places)
    let_go()
    removal = Removal()
    for part in app_files.parts(places):
        removal.run(part.folder, part.known)
    kept = [*removal.kept, *removal.other_names()]
    return Deleted(removal.files, [*told(removal.left), *_forget_sign_in(secrets)], told(kept))


def _overwrite_talks(places: Places) -> None:
    """Overwrite what the desk said before its file goes; where that fails the file goes all the same."""
    from selfhelp.tickets.following.conversations import Conversations

    with suppress(StorageError):
        if has_talks(places):
            Conversations(places.data / TALKS).forget_all()


def stays(places: Places, platform: Platform) -> Sequence[Text]:
    """Return what is not deleted because it isn't the user's or this app's, each with its place."""
    from selfhelp.helper.service import FOLDERS

    local = (places.data / "desk").is_dir()  # a help desk that is a folder in the user's data goes with them
    said = [] if local else [N_("Tickets already sent remain with the help desk.")]
    record = FOLDERS[platform].record
    if record.exists():
        said.append(
            N_(
                "The record of administrator actions belongs to your organisation: {path}.",
                path=str(record),
            )
        )
    if (places.config / "policy.toml").exists():
        path = str(places.config / "policy.toml")
        said.append(N_("The rules in {path} weren't created by this app.", path=path))
    return said


def _forget_sign_in(secrets: Secrets) -> Sequence[Text]:
    try:
        secrets.forget_all()
    except UnavailableError:
        return [N_("Your sign-in may still be stored in this computer's keyring, which isn't responding.")]
    return []
