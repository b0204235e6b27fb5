"""Deletes the personal data that this app stores: on request, or after the retention period."""

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
from selfhelp.core.own_folder import LeftAloneEntry, NotOursError, open_own_folder
from selfhelp.core.paths import AppPaths, Platform
from selfhelp.core.safe_removal import SafeRemoval
from selfhelp.core.text import N_, NN_, Text
from selfhelp.policy.file_locations import POLICY_FILE

if TYPE_CHECKING:
    from selfhelp.machine.keyring.credentials import Secrets
    from selfhelp.tickets.following.conversations import Conversations
    from selfhelp.tickets.outbox.outbox import Outbox
    from selfhelp.tickets.sent_items import SentRecords

log = logging.getLogger(__name__)
DAY = 86_400
TALKS = "tickets"
"""Folder of the stored conversations, in the user's data folder."""

_NAMED = 50
"""Maximum number of files and folders named in messages; further files and folders are counted."""


@dataclass(frozen=True, slots=True)
class DeletionResult:
    """The result of a deletion.

    Attributes:
        files: number of deleted files.
        left: a message for each entry that couldn't be deleted, with the reason.
        kept: a message for each entry that this app didn't create, so that it stays.
    """

    files: int
    left: Sequence[Text]
    kept: Sequence[Text] = ()


# -- what may be deleted and copied ----------------------------------------------------------------


def list_untrusted_folders(places: AppPaths) -> Sequence[Text]:
    """Return a message for each folder whose data isn't deleted: a link, or another user's folder."""
    found: list[LeftAloneEntry] = []
    for part in app_files.iter_app_folders(places):
        try:
            with open_own_folder(part.folder):
                pass
        except NotOursError as error:
            found.append(error.left)
        except OSError:
            continue  # not there, or not readable, which others tell
    return describe_retained_entries(found)


def has_outbox(places: AppPaths) -> bool:
    """Return whether this app has an outbox in the user's data folder."""
    return _is_own_database(places.data / "outbox", "outbox.db")


def has_conversations(places: AppPaths) -> bool:
    """Return whether this app has stored conversations."""
    return _is_own_database(places.data / TALKS, "seen.db")


def _is_own_database(folder: Path, name: str) -> bool:
    """Return whether a database may be opened: it is missing, or a regular file without other hard links."""
    try:
        with open_own_folder(folder) as held:
            return name not in held.list_names() or held.is_sole_plain_file(name)
    except OSError:
        return False


def describe_retained_entries(left: Sequence[LeftAloneEntry]) -> Sequence[Text]:
    """Return the messages about files and folders that weren't deleted, limited in number."""
    said = [one.make_user_message() for one in left[:_NAMED]]
    more = len(left) - len(said)
    return (
        [*said, NN_("{count} more item was left unchanged.", "{count} more items were left unchanged.", more)]
        if more
        else said
    )


# -- retention -----------------------------------------------------------------


def apply_retention(
    places: AppPaths,
    receipts: SentRecords,
    outbox: Callable[[], Outbox],
    days: int,
    now: Callable[[], float] = time.time,
) -> None:
    """Update the records of sent items, and delete data older than the organisation's limit in days.

    Raises:
        StorageError: the outbox can't be read or written.
    """
    if not has_outbox(places):
        return
    box = outbox()
    receipts.update_records(box)
    if not box.store.read_only:
        box.erase_sent_text(now() - days * DAY)


def delete_expired_conversations(
    places: AppPaths,
    kept: Conversations,
    outbox: Callable[[], Outbox],
    days: int,
    now: Callable[[], float] = time.time,
) -> None:
    """Delete the conversations of deleted tickets, and conversation texts older than the limit.

    Raises:
        StorageError: the outbox can't be read, or the conversations can't be written.
    """
    if kept.has_any_conversation() and has_conversations(places) and has_outbox(places):
        kept.delete_expired_conversations([item.report for item in outbox().list_items()], now() - days * DAY)


# -- deletion ---------------------------------------------------------------------------------------


def delete_personal_data(
    places: AppPaths, outbox: Callable[[], Outbox], let_go: Callable[[], None], secrets: Secrets
) -> DeletionResult:
    """Delete all data that this app stores about the user, including tickets that aren't sent yet.

    Only known names in the app's own folders are deleted, see `selfhelp.core.own_folder`; the result names
    other files. The database is overwritten first (SQLite's secure_delete), so that processes with an open
    database can't read the data either.

    Args:
        places: the user's folders.
        outbox: opens the outbox.
        let_go: closes all open files of this process.
        secrets: the store of the sign-in.

    Raises:
        UnavailableError: a ticket is being sent; no data was deleted.
        StorageError: the outbox couldn't be emptied; no other data was deleted.
    """
    from selfhelp.tickets.delivery.sender_lock import SenderLock

    if has_outbox(places):
        box = outbox()
        with SenderLock(box.folder) as ours:
            if not ours:
                raise UnavailableError(N_("A ticket is being sent right now. Try again in a moment."))
            box.erase_all()
    _overwrite_conversations(places)
    let_go()
    removal = SafeRemoval()
    for part in app_files.iter_app_folders(places):
        removal.run(part.folder, part.known)
    kept = [*removal.kept, *removal.find_hard_linked_leftovers()]
    return DeletionResult(
        removal.files,
        [*describe_retained_entries(removal.left), *_delete_sign_in_data(secrets)],
        describe_retained_entries(kept),
    )


def _overwrite_conversations(places: AppPaths) -> None:
    """Overwrite the stored conversations before their file is deleted, ignoring errors."""
    from selfhelp.tickets.following.conversations import Conversations

    with suppress(StorageError):
        if has_conversations(places):
            Conversations(places.data / TALKS).delete_all_conversations()


def list_retained_items(places: AppPaths, platform: Platform) -> Sequence[Text]:
    """Return a sentence for each data item that stays: it doesn't belong to the user or to this app."""
    from selfhelp.helper.service import FOLDERS

    local = (places.data / "desk").is_dir()  # a help desk that is a folder in the user's data goes with them
    said = [] if local else [_SIGNED_OUT]
    record = FOLDERS[platform].record
    if record.exists():
        said.append(
            N_(
                "The record of administrator actions isn't deleted, because it belongs to your "
                "organisation: {path}",
                path=str(record),
            )
        )
    if (places.config / POLICY_FILE).exists():
        said.append(N_("Your organisation's settings are kept."))
    return said


_SIGNED_OUT = N_(
    "You'll be signed out of the help desk on this computer. Tickets already sent remain with the help "
    "desk, but they'll no longer be shown here."
)


def _delete_sign_in_data(secrets: Secrets) -> Sequence[Text]:
    try:
        secrets.delete_all_secrets()
    except UnavailableError:
        return [N_("Your sign-in may still be stored in this computer's keyring, which isn't responding.")]
    return []
