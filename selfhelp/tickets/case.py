"""A case: one problem with its description, attempted fixes, evidence and ticket."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from selfhelp.core.errors import ChangedError, RefusedError, UsageError
from selfhelp.core.model import CheckResult, CheckState, FixRun, Outcome, Snapshot, SnapshotSection
from selfhelp.core.progress import Progress
from selfhelp.core.text import ENGLISH, N_, Text
from selfhelp.core.ticket_reference import create_ticket_ref
from selfhelp.engine.journal import JournalEntry
from selfhelp.tickets.case_contents import CaseContents
from selfhelp.tickets.case_dependencies import CaseDependencies as CaseDependencies  # noqa: PLC0414 - what a case is made with
from selfhelp.tickets.form import sent_details
from selfhelp.tickets.form.added_files import AddedFiles
from selfhelp.tickets.form.attachment_limits import AttachmentLimits
from selfhelp.tickets.form.ticket_message import TicketMessage, make_subject_from_text
from selfhelp.tickets.review.items import iter_item_texts
from selfhelp.tickets.review.review_decisions import ReviewDecisions

if TYPE_CHECKING:
    from selfhelp.diagnosis.verdict import Verdict
    from selfhelp.report.redact import Redactor
    from selfhelp.tickets.form.added_file import AddedFile
    from selfhelp.tickets.form.draft_store import StoredDraft
    from selfhelp.tickets.letter import Letter
    from selfhelp.tickets.review.items import ReviewItem


class Case:
    """A problem that may become a ticket, with the content collected so far."""

    def __init__(self, tools: CaseDependencies, words: str = "") -> None:
        self._tools = tools
        self.words = words
        self.message = TicketMessage(subject=make_subject_from_text(words), body=words)
        self.snapshot: Snapshot | None = None
        self.report = ""
        """The ticket's ID once it is sealed."""
        self._redactor: Redactor | None = None
        """Redactor shared by snapshot and runs, so that a name has the same placeholder everywhere."""
        self._runs: list[str] = []
        self._looks: dict[str, CheckResult] = {}
        self._said: dict[str, str] = {}
        self.answers: Sequence[CheckResult] = ()
        """The findings about two problems in the user's text; empty for a single problem."""
        rules = tools.policy
        taken = tools.acceptance or (lambda: AttachmentLimits.create_from_policy(rules.outbox))
        self._added = AddedFiles(taken, cleans=rules.redaction.attachments)
        self._ref = create_ticket_ref()  # what it will be: text and page carry the reference made of it
        self._filed = sent_details.KnownDetails(rules, tools.machine, tools.login)
        self.review = ReviewDecisions()
        """The user's decisions to exclude, replace or remove content."""
        self.rejected_topics: set[str] = set()
        """IDs of the ticket topics that the user says the problem isn't about."""
        self._letter: Letter | None = None
        """The letter written last, or None."""

    # -- what was tried ----------------------------------------------------------------------------

    def add_fix_run(self, run: FixRun | str) -> None:
        """Add a fix run as evidence; the first run determines the message's category.

        Raises:
            UsageError: there's no such run on this computer.
        """
        name = run if isinstance(run, str) else run.run
        entry = self._tools.journal.read_entry(name)
        if name not in self._runs:
            self._runs.append(name)
        known = self._tools.catalog.all_fixes
        if not self.message.category and entry.id in known:
            self.message.category = known[entry.id].category
        if not self.message.subject and entry.id in known:
            wish = _build_failed_request_message(entry)
            self.message.subject = ENGLISH.translate(wish or known[entry.id].title)
        self.message.problem = self.message.problem or entry.id

    def add_check_results(self, results: Sequence[CheckResult]) -> None:
        """Add check results; a later result replaces an earlier result of the same check."""
        self._looks.update({result.id: result for result in results})
        found = next((result.id for result in results if result.state is CheckState.FOUND), "")
        self.message.problem = self.message.problem or found

    def add_diagnosis(self, verdict: Verdict) -> None:
        """Add the results of a diagnosis and classify the ticket; the user's own text stays.

        Findings come first, so that the ticket matches what the user was shown.
        """
        second = verdict.second.result if verdict.second is not None else None
        self.answers = [verdict.cause, second] if verdict.cause is not None and second is not None else ()
        found = [one for one in (verdict.cause, second, *verdict.others) if one is not None]
        ids = {one.id for one in found}
        others = [_add_limit(one, verdict) for one in verdict.checks if one.id not in ids]
        self.add_check_results([*found, *others])
        ticket = verdict.ticket
        self.set_ticket_topic(ticket.title, ticket.category, ticket.problem)

    @property
    def observations(self) -> Mapping[str, str]:
        """The user's own observations, by English title."""
        return dict(self._said)

    def add_observation(self, what: str, answer: str) -> None:
        """Add an observation of the user; both texts are in English, for the technician."""
        self._said[what] = answer

    def add_recent_fix_runs(self, fix: str) -> None:
        """Add all recent fixes of the same problem, so that the technician looks for the cause."""
        for entry in reversed(self._tools.journal.list_recent_fix_runs(fix, datetime.now(UTC))):
            self.add_fix_run(entry.run)

    def set_ticket_topic(self, title: Text | None, category: str, problem: str = "") -> None:
        """Set subject, category and problem from a known topic; the user's own text stays.

        Without a title, the subject is made from the user's own text when the ticket is written.
        """
        self.message.category = category
        self.message.problem = problem or self.message.problem
        if title is not None:
            self.message.subject = self.message.subject or ENGLISH.translate(title)

    def drop_earlier_problem(self, *, keep_category: bool = False) -> None:
        """Remove the problem, fixes and checks of a complaint that the user replaced with another text."""
        if not keep_category:
            self.message.category = ""
        self.message.problem = self.message.subject = ""
        self._runs.clear()
        self._looks.clear()
        self.answers = ()
        self._said.clear()

    @property
    def runs(self) -> Sequence[JournalEntry]:
        """The attached runs that the journal still has, oldest first."""
        return self._tools.journal.read_entries(self._runs)

    # -- evidence ----------------------------------------------------------------------------------

    def take_snapshot(
        self, progress: Progress, on_section: Callable[[SnapshotSection, int, int], None] | None = None
    ) -> None:
        """Collect, compare and redact a snapshot; only redacted data is written to disk.

        Raises:
            CancelledError: the user cancelled; the case then has no snapshot.
        """
        redactor = self._tools.redactor()
        self.snapshot = self._tools.survey().take_redacted_snapshot(redactor, progress, on_section)
        self._redactor = redactor
        self._added.reset_redaction()

    def add_screenshot(self, png: bytes, stem: str = "screenshot", hidden: int = 0) -> str:
        """Add a screenshot that the user approved, with the number of hidden areas; return its key.

        The file's name is a stem with a number.

        Raises:
            RefusedError: the organisation doesn't allow screenshots.
            TooLargeError: it exceeds a limit of the organisation or the desk.
        """
        if not self._tools.policy.evidence.screenshots:
            raise RefusedError(N_("Your organisation doesn't allow screenshots in tickets."))
        return self._added.add_picture(png, stem, hidden)

    def add_file(self, path: Path) -> str:
        """Add a file and return its key; it is read when the case is sealed, and sent unchanged.

        If policy requires redaction, a text file is read and redacted when the review is built.

        Raises:
            UsageError: the file can't be read, or the desk doesn't accept such files.
            TooLargeError: it exceeds a limit of the organisation or the desk.
        """
        from selfhelp.tickets.form.added_file import open_added_file

        return self.add_attachment(open_added_file(path))

    def add_attachment(self, added: AddedFile) -> str:
        """Add a file or image that is already open and return its key. Raises the errors of `add_file`."""
        return self._added.add(added)

    def remove_attachment(self, key: str) -> None:
        """Remove an image or file."""
        self._added.remove(key)

    def list_added_items(self) -> Sequence[ReviewItem]:
        """Return the user's images and files in order; the files aren't read."""
        return self._added.build_review_items(self.review.edits.apply_to_value)

    def read_picture(self, key: str) -> bytes:
        """Return the bytes of an added image."""
        return self._added.read_picture(key)

    def count_hidden_areas(self, key: str) -> int:
        """Return the number of hidden areas in an added image."""
        return self._added.count_hidden_areas(key)

    def replace_picture(self, key: str, png: bytes, hidden: int = 0) -> None:
        """Replace an image with its edited version; the old image is discarded."""
        self._added.replace_picture(key, png, hidden)

    @property
    def ref(self) -> str:
        """The correlation ID of the ticket."""
        return self._ref

    # -- a draft -----------------------------------------------------------------------------------

    def make_draft(self) -> StoredDraft:
        """Return the parts of the case to store as a draft."""
        from selfhelp.tickets.form.draft_store import StoredDraft

        message = dataclasses.replace(self.message, answers=dict(self.message.answers))
        added = [dataclasses.replace(item) for item in self._added]
        return StoredDraft(self._ref, message, tuple(self._runs), dict(self._said), added)

    def resume_draft(self, draft: StoredDraft) -> Sequence[Text]:
        """Restore a draft; return a message for each part that no longer exists."""
        self._ref, self.message, self.words = draft.ref, draft.message, draft.message.body
        for run in draft.runs:
            with suppress(UsageError):  # the journal is not kept for ever
                self.add_fix_run(run)
        self._said.update(draft.said)
        allowed = self._tools.policy.evidence.screenshots
        return self._added.restore(item for item in draft.added if allowed or item.group != "picture")

    # -- what will be sent -------------------------------------------------------------------------

    def build_letter(self) -> Letter:
        """Return the ticket as it would be sent now, for the review to show and `save_to_outbox` to save.

        Raises:
            UsageError: a file to be redacted can't be read.
            TooLargeError: such a file exceeds its limit.
        """
        from selfhelp.tickets.letter_writer import LetterWriter

        writer = LetterWriter(self._tools, self._filed, self._get_redactor(), self._copy_contents())
        self._letter = writer.write_letter()
        return self._letter.copy_with_requester(self.message.requester)

    def set_item_included(self, key: str, on: bool) -> None:
        """Include or exclude one item of the review."""
        if key in self._added:
            self._added.set_file_included(key, on)
        else:
            self.review.set_item_included(key, on)

    def count_word_uses(self, word: str) -> int:
        """Return the number of occurrences of a word in the message, the facts and the file names."""
        return self.review.count_word_uses(word, self._list_replaceable_texts())

    def replace_word(self, word: str, by: str) -> int:
        """Replace a word everywhere and return the number of matches; files sent unchanged are not edited."""
        return self.review.replace_word(word, by, self._list_replaceable_texts())

    def save_to_outbox(self, letter: Letter) -> str:
        """Save a letter in the outbox and return the ticket's ID; the ticket is then on disk.

        Raises:
            ChangedError: the case or a file has changed since the letter was written; nothing was saved.
            StorageError: it couldn't be saved; the case is intact.
            TooLargeError: the outbox or a file exceeds its limit.
            UsageError: a file can't be read, or the letter was already saved.
        """
        if letter.contents != self._copy_contents():
            raise ChangedError(CHANGED)
        outbox = self._tools.outbox()
        if self.snapshot is not None:  # before: a crash after it would keep what the user removed
            self._tools.survey().history.drop_sections(letter.hidden_sections)
        self.report = outbox.save_ticket(letter)
        self._ref, self._letter = create_ticket_ref(), None  # what is sent once more is another ticket
        if self._tools.receipts is not None:
            self._tools.receipts().add_record(outbox, self.report, letter.desk)
        return self.report

    # -- parts -------------------------------------------------------------------------------------

    def _copy_contents(self) -> CaseContents:
        """Return a copy of everything that the user can change, except the requester's address."""

        message = dataclasses.replace(self.message, requester="", answers=dict(self.message.answers))
        return CaseContents(
            ref=self._ref,
            message=message,
            review=self.review.copy(),
            added=self._added.copy(),
            snapshot=self.snapshot,
            runs=tuple(self._runs),
            checks=dict(self._looks),
            said=dict(self._said),
        )

    def _list_replaceable_texts(self) -> Iterator[str]:
        """Return every text that a replacement changes, reusing the last letter if it is current."""
        letter = self._letter
        if letter is None or letter.contents != self._copy_contents():
            letter = self.build_letter()
        return iter_item_texts(letter.items)

    def _get_redactor(self) -> Redactor:
        if self._redactor is None:
            self._redactor = self._tools.redactor()
        return self._redactor


def _build_failed_request_message(entry: JournalEntry) -> Text | None:
    """Return the reason why a requested change failed, such as adding a printer; else None."""
    finding = entry.before.finding
    failed = entry.outcome in (Outcome.REFUSED, Outcome.FAILED, Outcome.NOT_FIXED)
    return entry.message if failed and finding is not None and finding.on_request else None


CHANGED = N_("Something has changed since you reviewed your ticket. Review it again, then send it.")


def _add_limit(check: CheckResult, verdict: Verdict) -> CheckResult:
    """Return a passed check with the verdict's sentence on what it can't check, if there is one."""
    complaint = verdict.complaint
    limited = complaint is not None and complaint.unseen == verdict.summary and check.id in complaint.fixes
    if not limited or check.state is not CheckState.HEALTHY:
        return check
    told = check.reason
    reason = verdict.summary if told is None else N_("{what} {more}", what=told, more=verdict.summary)
    return dataclasses.replace(check, reason=reason)
