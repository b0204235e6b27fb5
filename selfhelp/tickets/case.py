"""One person's problem, from her words to the ticket: what was tried, the evidence, what will be sent."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from selfhelp.core.errors import ChangedError, RefusedError, UsageError
from selfhelp.core.model import CheckResult, FixRun, Section, Snapshot, State
from selfhelp.core.progress import Progress
from selfhelp.core.reference import new_ref
from selfhelp.core.text import ENGLISH, N_, Text
from selfhelp.core.ticket import Details
from selfhelp.engine.journal import JournalEntry
from selfhelp.tickets.case_context import Tools as Tools  # noqa: PLC0414 - what a case is made with
from selfhelp.tickets.form import details, wording
from selfhelp.tickets.form.attachment_limits import Acceptance
from selfhelp.tickets.form.attachments import Added
from selfhelp.tickets.form.message import BODY_LIMIT, SUBJECT_LIMIT, Message, first_line
from selfhelp.tickets.review.review import Review, message_item, secrets_note

if TYPE_CHECKING:
    from selfhelp.report.computer import Computer
    from selfhelp.report.redact import Redactor
    from selfhelp.report.ticket_context import Story
    from selfhelp.tickets.form.attachment import Attached
    from selfhelp.tickets.form.drafts import Draft
    from selfhelp.tickets.form.form import Answered
    from selfhelp.tickets.review.items import SheetItem


class Case:
    """A problem on its way to a fix or a ticket."""

    def __init__(self, tools: Tools, words: str = "") -> None:
        self._tools = tools
        self.words = words
        self.message = Message(subject=first_line(words), body=words)
        self.snapshot: Snapshot | None = None
        self.report = ""
        """The report's id once it is sealed."""
        self._redactor: Redactor | None = None
        """The snapshot's, if there is one: the same name has the same stand-in in what was tried."""
        self._runs: list[str] = []
        self._looks: dict[str, CheckResult] = {}
        self._said: dict[str, str] = {}
        rules = tools.policy
        taken = tools.acceptance or (lambda: Acceptance.of(rules.outbox))
        self._added = Added(taken, clean=rules.redaction.attachments)
        self._ref = new_ref()  # what it will be: text and page carry the reference made of it
        self._filed = details.Filed(rules, tools.machine, tools.login)
        self.review = Review()
        """What she switched off, replaced and took out."""

    # -- what was tried ----------------------------------------------------------------------------

    def add_run(self, run: FixRun | str) -> None:
        """Take a fix run along as proof; the message's category follows the first one.

        Raises:
            UsageError: there is no such run on this computer.
        """
        name = run if isinstance(run, str) else run.run
        entry = self._tools.journal.entry(name)
        if name not in self._runs:
            self._runs.append(name)
        known = self._tools.catalog.known
        if not self.message.category and entry.id in known:
            self.message.category = known[entry.id].category
        if not self.message.subject and entry.id in known:
            self.message.subject = ENGLISH.show(known[entry.id].title)
        self.message.problem = self.message.problem or entry.id

    def add_looks(self, results: Sequence[CheckResult]) -> None:
        """Take along what a family of checks saw; a later look at the same thing replaces the earlier."""
        self._looks.update({result.id: result for result in results})
        found = next((result.id for result in results if result.state is State.FOUND), "")
        self.message.problem = self.message.problem or found

    @property
    def said(self) -> Mapping[str, str]:
        """What the person said of what she tried, by its English title."""
        return dict(self._said)

    def add_said(self, what: str, answer: str) -> None:
        """Take along what the person saw, heard or felt herself; both in English, for the technician."""
        self._said[what] = answer

    def add_history(self, fix: str) -> None:
        """Take along every recent repair of the same trouble, so that somebody looks for its cause."""
        for entry in reversed(self._tools.journal.repairs(fix, datetime.now(UTC))):
            self.add_run(entry.run)

    def refer(self, title: Text, category: str, problem: str = "") -> None:
        """Make it a ticket of a known kind, by the topic's id; what the user wrote stays."""
        self.message.category = category
        self.message.problem = problem or self.message.problem
        self.message.subject = self.message.subject or ENGLISH.show(title)

    @property
    def runs(self) -> Sequence[JournalEntry]:
        """The runs taken along, oldest first, as far as the journal still has them."""
        return self._tools.journal.entries(self._runs)

    # -- evidence ----------------------------------------------------------------------------------

    def take_snapshot(
        self, progress: Progress, on_section: Callable[[Section, int, int], None] | None = None
    ) -> None:
        """Collect a snapshot, compare and redact it; nothing of it is written anywhere before that.

        Raises:
            CancelledError: the person asked to stop; the case has no snapshot then.
        """
        redactor = self._tools.redactor()
        self.snapshot = self._tools.survey().take(redactor, progress, on_section)
        self._redactor = redactor
        self._added.look_again()

    def add_screenshot(self, png: bytes, name: str = "") -> str:
        """Add a picture that the person took and approved; returns its key.

        Raises:
            RefusedError: the organisation does not allow screenshots.
            TooLargeError: it is over a limit of the organisation or the desk.
        """
        if not self._tools.policy.evidence.screenshots:
            raise RefusedError(N_("Your organisation does not allow screenshots in tickets."))
        return self._added.add_picture(png, name)

    def add_file(self, path: Path) -> str:
        """Add a file; it is read when the case is sealed, and sent unchanged. Returns its key.

        Where the organisation has attached texts cleaned, a text is read and cleaned when the sheet is made.

        Raises:
            UsageError: it is not a file that can be read, or the desk takes no such files.
            TooLargeError: it is over a limit of the organisation or the desk.
        """
        from selfhelp.tickets.form.attachment import of_path

        return self.add(of_path(path))

    def add(self, added: Attached) -> str:
        """Add what was opened elsewhere; returns its key. Raises as `add_file`."""
        return self._added.add(added)

    def remove(self, key: str) -> None:
        """Take a picture or file out again."""
        self._added.remove(key)

    def added(self) -> Sequence[SheetItem]:
        """Return the pictures and files that she added, in her order; no file is read for it."""
        return self._added.items(self.review.edits.word, hashed=False)

    def picture(self, key: str) -> bytes:
        """Return the bytes of an added picture."""
        return self._added.picture(key)

    def replace_picture(self, key: str, png: bytes) -> None:
        """Put an edited picture in the place of the old one, of which nothing is kept."""
        self._added.replace_picture(key, png)

    @property
    def ref(self) -> str:
        """The mark that its ticket will have."""
        return self._ref

    # -- a draft -----------------------------------------------------------------------------------

    def draft(self) -> Draft:
        """Return what is worth keeping of it until it is sent."""
        from selfhelp.tickets.form.drafts import Draft

        message = dataclasses.replace(self.message, answers=dict(self.message.answers))
        added = [dataclasses.replace(item) for item in self._added]
        return Draft(self._ref, message, tuple(self._runs), dict(self._said), added)

    def resume(self, draft: Draft) -> Sequence[Text]:
        """Go on with a kept draft, and return a sentence about each thing that is not there any more."""
        self._ref, self.message, self.words = draft.ref, draft.message, draft.message.body
        for run in draft.runs:
            with suppress(UsageError):  # the journal is not kept for ever
                self.add_run(run)
        self._said.update(draft.said)
        allowed = self._tools.policy.evidence.screenshots
        return self._added.resume(item for item in draft.added if allowed or item.group != "picture")

    # -- what will be sent -------------------------------------------------------------------------

    def sheet(self) -> Sequence[SheetItem]:
        """Return everything that would be sent, item by item.

        Raises:
            UsageError: a file that has to be cleaned cannot be read any more.
        """
        self._clean()
        subject, body = self.message.subject, self.message.body.strip()[:BODY_LIMIT]
        own = body if subject in body else f"{subject}\n{body}"
        head = message_item(f"{self._title}\n\n{self.text()}", secrets_note(self._reader(), own))
        filed = details.items(self._known(), self._which(), self.message, self.review)
        return [head, *filed, *self._section_items(), *self._added.items(self.review.edits.word, hashed=True)]

    def switch(self, key: str, on: bool) -> None:
        """Send or leave out one item of the sheet."""
        if key in self._added:
            self._added.switch(key, on)
        else:
            self.review.switch(key, on)

    def find(self, word: str) -> int:
        """Return in how many places of the message, the facts and the names of files a word stands."""
        return self.review.find(word, self._texts())

    def replace(self, word: str, by: str) -> int:
        """Replace a word everywhere, and return in how many places; files that leave unchanged stay so."""
        return self.review.replace(word, by, self._texts())

    def text(self) -> str:
        """Return the body: her words with secrets removed, then the facts for the technician."""
        from selfhelp.report.findings import notices
        from selfhelp.report.ticket_text import facts

        shown = self._leaving()
        found, changes = (notices(shown, self.message.category), shown.changes) if shown else ((), None)
        which = self._which().lines() if self.review.is_on("computer") else ()
        lines, story = self._tools.policy.ticket.body, self._story(self._words())
        rest = facts(story.without(*self._named(lines)), which, found, changes, page=bool(shown))
        whole = wording.text(lines, story.words.strip(), rest, self._values(story))
        return self.review.edits.message(whole)

    def files(self) -> Sequence[tuple[str, bytes | Path]]:
        """Return the files as they would be sent: the report without what is switched off, then hers."""
        self._clean()
        return [*self._report(), *self._added.outgoing(self.review.edits.word)]

    def details(self) -> Details:
        """Return what the ticket is filed under, as she left it."""
        return details.leaving(self._known(), self.message, self.review)

    def seal(self, seen: Sequence[SheetItem] | None = None) -> str:
        """Freeze everything in the outbox and return the report's id; it is on the disk when this returns.

        Args:
            seen: what the person was shown; nothing else is sealed. None where nobody looked.

        Raises:
            ChangedError: it is no longer what she was shown; nothing was saved.
            StorageError: it could not be saved; the case still has everything.
            TooLargeError: the outbox or a file is over its limit.
        """
        from selfhelp.tickets.outbox.outbox import Draft

        subject, body, files = self._title, self.text(), self.files()
        draft = Draft(
            subject=subject,
            body=body,
            requester=self.message.requester,
            category=self.message.category if self.review.is_on(details.FILING) else "",
            files=files,  # made before it is compared: what changes in between is noticed
            hashes=self._as_shown(seen, len(files)) if seen is not None else {},
            ref=self._ref,
            details=self.details(),
        )
        outbox = self._tools.outbox()
        if self.snapshot is not None:  # before: a crash after it would keep what she took out
            self._tools.survey().history.leave_out(self.review.touched(self.snapshot))
        self.report = outbox.seal(draft)
        self._ref = new_ref()  # what is sent once more is another ticket
        if self._tools.receipts is not None:
            self._tools.receipts().keep(outbox, self.report, self._tools.policy.desk.connector)
        return self.report

    # -- parts -------------------------------------------------------------------------------------

    @property
    def _subject(self) -> str:
        line = " ".join((self.message.subject or first_line(self.message.body)).split())
        clean = self.review.edits.word(self._reader().without_secrets(line))
        return " ".join(clean.split())[:SUBJECT_LIMIT] or "Help needed"

    @property
    def _title(self) -> str:

        template = self._tools.policy.ticket.title
        if not template:
            return self._subject
        return wording.title(template, self._subject, self._values(self._story("")))

    def _as_shown(self, seen: Sequence[SheetItem], files: int) -> Mapping[int, str]:
        """Return the hash of each of her files by its place; what she saw must be what is sealed.

        Raises:
            ChangedError: it is not.
        """
        now = {item.key: item.sha256 for item in self.sheet() if item.on}
        if now != {item.key: item.sha256 for item in seen if item.on}:
            raise ChangedError(CHANGED)
        hers = self._added.on()  # they stand behind the report
        return {files - len(hers) + n: now[key] for n, key in enumerate(hers)}

    def _texts(self) -> Iterator[str]:
        """Yield every text that a replacement changes."""
        self._clean()
        yield f"{self._title}\n\n{self.text()}"
        yield self._known().login
        yield from self.review.texts(self.snapshot)
        yield from self._added.texts(self.review.edits.word)

    def _clean(self) -> None:
        """Clean the attached texts where the organisation asks for it; each is read once."""
        self._added.clean(lambda data: self._reader().data(data))

    def _tried(self) -> Sequence[FixRun]:
        """Return the runs as the technician may read them: redacted, and as she left them."""
        return [self.review.edits.run(self._reader().run(entry.as_run())) for entry in self.runs]

    def _words(self) -> str:
        """Return what she wrote, without secrets."""
        return self._reader().without_secrets(self.message.body.strip()[:BODY_LIMIT])

    def _story(self, words: str) -> Story:
        """Return what the ticket tells besides the snapshot, as she left it."""
        from selfhelp.core.reference import short
        from selfhelp.report.ticket_context import AFFECTED, CAN_WORK, Story, said_line
        from selfhelp.tickets.following import caller_verification
        from selfhelp.tickets.form.triage import words as words_of

        asked = self.review.is_on(details.FILING) or None
        edits, known = self.review.edits, {**self._tools.catalog.checks, **self._tools.catalog.known}
        runs = self._tried()
        looks = [edits.check(self._reader().check(look)) for look in self._looks.values()]
        ids = {run.id for run in runs} | {look.id for look in looks}
        return Story(
            heading=self._subject,
            words=words,
            affected=edits.kept(AFFECTED, words_of(asked and self.message.affected)),
            can_work=edits.kept(CAN_WORK, words_of(asked and self.message.can_work)),
            answers={one.label: one.said for one in self._answers()},
            runs=runs,
            looks=looks,
            said={
                what: edits.word(answer)
                for what, answer in self._said.items()
                if edits.keeps(said_line(what, answer))
            },
            titles={id_: ENGLISH.show(known[id_].title) for id_ in ids & known.keys()},
            category=self.message.category,
            reference=short(self._ref),
            check_words=caller_verification.line(self._ref)
            if self._tools.policy.remote.caller_verification
            else "",
            left_out=frozenset(edits.lines),
        )

    def _leaving(self) -> Snapshot | None:
        return self.review.leaving(self.snapshot) if self.snapshot else None

    def _reader(self) -> Redactor:
        if self._redactor is None:
            self._redactor = self._tools.redactor()
        return self._redactor

    def _known(self) -> Details:
        return self._filed.known(self.message, self.review.edits, self._reader().without_secrets)

    def _answers(self) -> Sequence[Answered]:
        return self._filed.answers(self.message, self.review.edits, self._reader().without_secrets)

    def _which(self) -> Computer:
        return self._filed.which(self._reader().without_secrets)

    def _named(self, lines: Sequence[str]) -> tuple[Collection[str], Collection[str]]:
        """Return what a template puts somewhere itself, and the questions among it."""
        names = wording.named(lines)
        labels = [a.label for a in self._answers() if {"answers", f"answer:{a.question.key}"} & names]
        return names, labels

    def _values(self, story: Story) -> Mapping[str, str]:
        return details.values(self.details(), story, self.message.category, self._answers())

    def _section_items(self) -> Iterator[SheetItem]:
        if self.snapshot is not None:
            titles = {c.id: c.title for c in self._tools.catalog.collectors.values()}
            yield from self.review.section_items(self.snapshot, titles)

    def _report(self) -> Sequence[tuple[str, bytes | Path]]:
        from selfhelp.report import report_files

        shown = self._leaving()
        if shown is None:
            return []
        html = report_files.report_html(shown, self._story(self.review.edits.message(self._words())))
        return [("report.html", html), ("report.json", report_files.report_json(shown))]


CHANGED = N_("Something changed since you looked at what will be sent. Please look once more, then send.")
