"""Save the user's unsent texts continuously, and restore them after a crash or restart."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, QTimer

from selfhelp.core.errors import SelfhelpError
from selfhelp.core.progress import Progress
from selfhelp.core.text import Text
from selfhelp.ui.context import Context

if TYPE_CHECKING:
    from selfhelp.app.composition import App
    from selfhelp.tickets.case import Case
    from selfhelp.tickets.following.reply_draft import ReplyDraft
    from selfhelp.tickets.form.added_file import AddedFile
    from selfhelp.tickets.form.draft_store import StoredDraft
    from selfhelp.tickets.form.emergency_drafts import EmergencyDraft
    from selfhelp.ui.conversation.conversation_loader import LoadedConversation

Kept = TypeVar("Kept")
Found = TypeVar("Found")

SOON_MS = 700
"""Milliseconds without a change after which a draft is saved."""


@dataclass(frozen=True, slots=True)
class RestoredDraft:
    """A restored draft: its case, the time of the last change, and messages about missing parts.

    ``content`` is the draft as it was restored, which shows whether the user has changed it since.
    """

    case: Case
    saved: datetime | None
    gone: Sequence[Text]
    content: StoredDraft | None = None


@dataclass(frozen=True, slots=True)
class UnsentReply:
    """An unsent reply: its text and attachments."""

    words: str
    added: Sequence[AddedFile]


LAST_WRITE = 2.0
"""Maximum seconds to wait for a running write when the app quits."""


class _DraftWriter(Generic[Kept]):
    """Writes numbered versions of a draft, one at a time; an older version never replaces a newer version.

    This class isn't a Qt object, because a pool thread may still use it after the screen's deletion.
    """

    def __init__(self, write: Callable[[Kept], None]) -> None:
        self._write = write
        self._one = threading.Lock()
        self._newest = 0

    def write_draft_version(self, number: int, what: Kept, patience: float = -1) -> None:
        """Write a numbered version, unless a newer version has been written.

        Args:
            number: the version's number; a newer version has a higher number.
            what: the data to write.
            patience: seconds to wait for a running write; -1 waits until it ends.
        """
        if not self._one.acquire(timeout=patience):
            return
        try:
            if number > self._newest:
                self._write(what)
                self._newest = number
        finally:
            self._one.release()


class Autosave(QObject, Generic[Kept, Found]):
    """Saves a draft on a pool thread, in order; saves on the GUI thread when the app quits.

    No data is written before `load_saved_draft` has read the existing data, because writing would overwrite
    it.

    Args:
        context: the screens' shared context.
        what: returns the data to save, or None.
        write: writes the data, on a pool thread.
        read: returns the existing data or None, on a pool thread; None if other code reads the data.
        parent: the screen.
    """

    def __init__(
        self,
        context: Context,
        what: Callable[[], Kept | None],
        write: Callable[[Kept], None],
        read: Callable[[Progress], Found | None] | None,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._context, self._what, self._pen, self._read = context, what, _DraftWriter(write), read
        self._number = 0
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self.save_draft_now)
        self._writing = self._again = False
        self._looked = read is None
        application = QCoreApplication.instance()
        if application is not None:
            application.aboutToQuit.connect(self.save_draft_before_exit)

    def schedule_save(self) -> None:
        """Schedule a save, because the draft was changed."""
        self._soon.start()

    def save_draft_now(self) -> None:
        """Start saving the draft on a pool thread."""
        self._soon.stop()
        what = self._what()
        if what is None:
            return
        if self._writing or not self._looked:
            self._again = True
            return
        self._writing = True
        self._number += 1
        put = partial(self._pen.write_draft_version, self._number, what)
        self._context.jobs.start_job_now(
            lambda _progress: put(), self._on_draft_saved, self._on_draft_save_failed, owner=self
        )

    def save_draft_before_exit(self) -> None:
        """Save the draft before the app quits; ignore errors, because a failing disk must not block the exit.

        A queued job may never run, so its data is written here as well.
        """
        if self._looked and (self._soon.isActive() or self._again or self._writing):
            self._soon.stop()
            what = self._what()
            self._number += 1
            with suppress(SelfhelpError):
                if what is not None:
                    self._pen.write_draft_version(self._number, what, LAST_WRITE)

    def load_saved_draft(self, found: Callable[[Found], None]) -> None:
        """Read the saved draft on a pool thread, and pass it to ``found``."""

        def on_draft_loaded(before: Found | None) -> None:
            self._looked = True
            if before is not None:
                found(before)
            if self._again:
                self._again = False
                self.save_draft_now()

        def on_draft_load_failed(error: SelfhelpError) -> None:
            self._context.say(error.user_message)
            on_draft_loaded(None)

        if self._read is not None:
            self._context.jobs.start_job(self._read, on_draft_loaded, on_draft_load_failed, owner=self)

    # -- parts -------------------------------------------------------------------------------------

    def _on_draft_saved(self, _nothing: None) -> None:
        self._writing = False
        if self._again:
            self._again = False
            self.save_draft_now()

    def _on_draft_save_failed(self, error: SelfhelpError) -> None:
        self._writing = self._again = False
        self._context.say(error.user_message)


Drafts = tuple["StoredDraft", Sequence["StoredDraft"]]
"""The current draft, and other unsent drafts, newest first."""


def create_draft_autosave(
    context: Context,
    case: Callable[[], Case | None],
    beside: Callable[[], Sequence[RestoredDraft]],
    parent: QObject,
) -> Autosave[Drafts, Sequence[RestoredDraft]]:
    """Return the autosave for the current case's draft, and for the further drafts from ``beside``."""
    app = context.app

    def make_current_drafts() -> Drafts | None:
        now = case()
        if now is None or now.report:
            return None
        others = [one for one in beside() if one.case is not now and not one.case.report]
        draft = now.make_draft()
        opened = next((one for one in beside() if one.case is now), None)
        if opened is not None and opened.content == draft:
            draft = replace(draft, saved=opened.saved)
        return draft, [replace(one.case.make_draft(), saved=one.saved) for one in others]

    def store_drafts(drafts: Drafts) -> None:
        """Write the others first: a crash in between leaves a draft twice, but never loses one."""
        gone = app.earlier_drafts.deleted
        kept = [draft for draft in (drafts[0], *drafts[1]) if draft.ref not in gone]
        if not kept:
            app.drafts.delete_draft()
            return
        current, others = kept[0], kept[1:]
        with app.earlier_drafts.writing:
            app.earlier_drafts.store_drafts(others)
            app.drafts.store_draft(current)
            app.earlier_drafts.delete_other_drafts(others)

    return Autosave(context, make_current_drafts, store_drafts, partial(_restore_drafts, app), parent)


def create_emergency_autosave(
    context: Context, words: Callable[[], Mapping[str, EmergencyDraft]], parent: QObject
) -> Autosave[Mapping[str, EmergencyDraft], Mapping[str, EmergencyDraft]]:
    """Return the autosave for the user's unsent emergency messages, by kind of emergency."""
    app = context.app

    def load_unsent_drafts(_progress: Progress) -> Mapping[str, EmergencyDraft] | None:
        return app.emergency_drafts.list_unsent_drafts(app.get_outbox) or None

    def store_drafts(written: Mapping[str, EmergencyDraft]) -> None:
        app.emergency_drafts.store(written)

    return Autosave(context, words, store_drafts, load_unsent_drafts, parent)


def create_reply_autosave(
    context: Context, answers: Callable[[], Mapping[str, UnsentReply]], parent: QObject
) -> Autosave[Mapping[str, UnsentReply], None]:
    """Return the autosave for the user's unsent replies, by ticket reference.

    Saved replies are loaded together with their tickets.
    """
    app = context.app

    def store_replies(written: Mapping[str, UnsentReply]) -> None:
        kept = app.conversations
        for report, answer in written.items():
            kept.store_draft(report, answer.words)
            kept.answers.store(report, answer.added)

    return Autosave(context, answers, store_replies, None, parent)


def restore_reply(app: App, report: str, talk: LoadedConversation) -> tuple[ReplyDraft, Sequence[Text]]:
    """Return a ticket's saved reply, and a message for each missing attachment."""
    from selfhelp.tickets.following.reply_draft import ReplyDraft
    from selfhelp.tickets.form.attachment_limits import AttachmentLimits

    taken = AttachmentLimits.create_from_policy(app.policy.outbox, talk.abilities, reply=True)
    draft = ReplyDraft(report, taken, pictures=app.policy.evidence.screenshots)
    return draft, [*talk.gone, *draft.resume_draft(talk.draft, talk.added)]


def _restore_drafts(app: App, _progress: Progress) -> Sequence[RestoredDraft] | None:
    """Return the unsent drafts, the current one first; None if there are none."""
    from selfhelp.tickets.form.earlier_drafts import list_all_unsent_drafts

    restored = []
    for draft in list_all_unsent_drafts(app.drafts, app.earlier_drafts, app.get_outbox):
        case = app.create_case()
        gone = case.resume_draft(draft)
        restored.append(RestoredDraft(case, draft.saved, gone, case.make_draft()))
    return restored or None
