"""One person's problem, from her words to the ticket: what was tried, the evidence, what will be sent."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from selfhelp.catalog import Catalog
from selfhelp.errors import RefusedError, TooLargeError, UsageError
from selfhelp.journal import Journal, JournalEntry
from selfhelp.machine import Machine
from selfhelp.model import CheckResult, FixRun, Section, Snapshot
from selfhelp.policy import Policy
from selfhelp.progress import Progress
from selfhelp.report.reference import new_ref
from selfhelp.text import ENGLISH, N_, Size, Text

if TYPE_CHECKING:
    from selfhelp.report.outbox import Outbox
    from selfhelp.report.redact import Redactor
    from selfhelp.report.story import Story

SUBJECT_LIMIT = 200
COMPUTER = "computer"
"""Key of the sheet's item that says which computer it is."""

BODY_LIMIT = 100_000


@dataclass(frozen=True, slots=True)
class Tools:
    """What a case works with; the costly ones are made when first asked for."""

    machine: Machine
    catalog: Catalog
    journal: Journal
    policy: Policy
    redactor: Callable[[], Redactor]
    outbox: Callable[[], Outbox]


@dataclass(frozen=True, slots=True)
class SheetItem:
    """One line of the sheet "what will be sent".

    Attributes:
        key: for `Case.switch`.
        title: what it is, in the person's language where it is ours, her file's name where it is hers.
        size: bytes that it adds.
        on: whether it will be sent.
        preview: text or picture bytes exactly as sent; None where the person has the file herself.
        locked: whether it cannot be switched off (the message).
        group: message, report, picture or file.
    """

    key: str
    title: Text | str
    size: int
    on: bool
    preview: str | bytes | None
    locked: bool = False
    group: str = "message"


@dataclass(slots=True)
class _Added:
    """A picture or file that the person added."""

    name: str
    size: int
    content: bytes | Path
    on: bool = True


@dataclass(slots=True)
class Message:
    """What the person writes. Every field may be edited until it is sealed."""

    subject: str = ""
    body: str = ""
    requester: str = ""
    category: str = ""
    affected: str = ""
    can_work: str = ""


class Case:
    """A problem on its way to a fix or a ticket."""

    def __init__(self, tools: Tools, words: str = "") -> None:
        self._tools = tools
        self.words = words
        self.message = Message(subject=_first_line(words), body=words)
        self.snapshot: Snapshot | None = None
        self.report = ""
        """The report's id once it is sealed."""
        self._ref = new_ref()  # what it will be: text and page carry the reference made of it
        self._which: Sequence[str] | None = None
        self._redactor: Redactor | None = None
        """The snapshot's, if there is one: the same name has the same stand-in in what was tried."""
        self._runs: list[str] = []
        self._looks: dict[str, CheckResult] = {}
        self._said: dict[str, str] = {}
        self._added: dict[str, _Added] = {}
        self._off: set[str] = set()

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

    def add_looks(self, results: Sequence[CheckResult]) -> None:
        """Take along what a family of checks saw; a later look at the same thing replaces the earlier."""
        self._looks.update({result.id: result for result in results})

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

    def refer(self, title: Text, category: str) -> None:
        """Make it a ticket of a known kind; what she wrote herself stays."""
        self.message.category = category
        self.message.subject = self.message.subject or ENGLISH.show(title)

    @property
    def runs(self) -> Sequence[JournalEntry]:
        """The runs taken along, oldest first, as the journal has them now."""
        return [self._tools.journal.entry(run) for run in self._runs]

    # -- evidence ----------------------------------------------------------------------------------

    def take_snapshot(
        self, progress: Progress, on_section: Callable[[Section, int, int], None] | None = None
    ) -> None:
        """Collect a snapshot and redact it; nothing of it has been written anywhere before that.

        Raises:
            CancelledError: the person asked to stop; the case has no snapshot then.
        """
        from selfhelp.report import snapshot

        collectors = [c for c in self._tools.catalog.collectors.values() if not c.private]
        taken = snapshot.take(
            self._tools.machine,
            collectors,
            budget=self._tools.policy.evidence.budget,
            progress=progress,
            on_section=on_section,
        )
        redactor = self._tools.redactor()
        self.snapshot = redactor.snapshot(taken)
        self._redactor = redactor

    def add_screenshot(self, png: bytes, name: str = "") -> str:
        """Add a picture that the person took and approved; returns its key.

        Raises:
            RefusedError: the organisation does not allow screenshots.
            TooLargeError: it is over the limit of one file.
        """
        if not self._tools.policy.evidence.screenshots:
            raise RefusedError(N_("Your organisation does not allow screenshots in tickets."))
        pictures = sum(key.startswith("picture") for key in self._added)
        return self._add("picture", _Added(name or f"screenshot-{pictures + 1}.png", len(png), png))

    def add_file(self, path: Path) -> str:
        """Add a file; it is read when the case is sealed, and sent unchanged. Returns its key.

        Raises:
            UsageError: it is not a file that can be read.
            TooLargeError: it is over the limit of one file.
        """
        try:
            size = path.stat().st_size
            if not path.is_file():  # before it is opened: a pipe would never answer
                raise UsageError(_not_a_file(path))
            with path.open("rb"):
                pass
        except (OSError, ValueError) as error:
            raise UsageError(_not_a_file(path)) from error
        return self._add("file", _Added(path.name, size, path))

    def remove(self, key: str) -> None:
        """Take a picture or file out again."""
        self._added.pop(key, None)

    def added(self) -> Sequence[SheetItem]:
        """Return the pictures and files that she added, in her order."""
        return list(self._added_items())

    def picture(self, key: str) -> bytes:
        """Return the bytes of an added picture."""
        content = self._added[key].content
        return content if isinstance(content, bytes) else content.read_bytes()

    def replace_picture(self, key: str, png: bytes) -> None:
        """Put an edited picture in the place of the old one, of which nothing is kept."""
        self._added[key] = dataclasses.replace(self._added[key], content=png, size=len(png))

    # -- what will be sent -------------------------------------------------------------------------

    def sheet(self) -> Sequence[SheetItem]:
        """Return everything that would be sent, item by item."""
        text = self.text()
        head = SheetItem(
            "message", N_("Your message"), len(text.encode()), True, f"{self._subject}\n\n{text}", locked=True
        )
        return [head, *self._computer_items(), *self._section_items(), *self._added_items()]

    def switch(self, key: str, on: bool) -> None:
        """Send or leave out one item of the sheet."""
        if key in self._added:
            self._added[key].on = on
        elif on:
            self._off.discard(key)
        else:
            self._off.add(key)

    def text(self) -> str:
        """Return the body: her words with secrets removed, then the facts for the technician."""
        from selfhelp.report.body import body
        from selfhelp.report.findings import notices

        shown = self._shown()
        found, changes = (notices(shown, self.message.category), shown.changes) if shown else ((), None)
        return body(self._story(), self._computer(), found, changes, page=shown is not None)

    def files(self) -> Sequence[tuple[str, bytes | Path]]:
        """Return the files as they would be sent: the report without what is switched off, then hers."""
        added = [(item.name, item.content) for item in self._added.values() if item.on]
        return [*self._report(), *added]

    def seal(self) -> str:
        """Freeze everything in the outbox and return the report's id; it is on the disk when this returns.

        Raises:
            StorageError: it could not be saved; the case still has everything.
            TooLargeError: the outbox or a file is over its limit.
        """
        from selfhelp.report.outbox import Draft

        draft = Draft(
            subject=self._subject,
            body=self.text(),
            requester=self.message.requester,
            category=self.message.category,
            files=self.files(),
            ref=self._ref,
        )
        self.report = self._tools.outbox().seal(draft)
        self._ref = new_ref()  # what is sent once more is another ticket
        return self.report

    # -- parts -------------------------------------------------------------------------------------

    @property
    def _subject(self) -> str:
        line = " ".join((self.message.subject or _first_line(self.message.body)).split())
        return self._tools.redactor().without_secrets(line)[:SUBJECT_LIMIT] or "Help needed"

    def _tried(self) -> Sequence[FixRun]:
        """Return the runs as the technician may read them: redacted like the snapshot."""
        return [self._reader().run(entry.as_run()) for entry in self.runs]

    def _story(self) -> Story:
        """Return what the ticket tells besides the snapshot, as the technician may read it."""
        from selfhelp.report.reference import short
        from selfhelp.report.story import Story

        runs, looks = self._tried(), [self._reader().check(look) for look in self._looks.values()]
        fixes = {**self._tools.catalog.checks, **self._tools.catalog.known}
        named = {*(run.id for run in runs), *(look.id for look in looks)} & fixes.keys()
        return Story(
            heading=self._subject,
            words=self._tools.redactor().without_secrets(self.message.body.strip()[:BODY_LIMIT]),
            affected=self.message.affected,
            can_work=self.message.can_work,
            runs=runs,
            looks=looks,
            said=self.said,
            titles={id_: ENGLISH.show(fixes[id_].title) for id_ in named},
            category=self.message.category,
            reference=short(self._ref),
        )

    def _computer(self) -> Sequence[str]:
        """Return the lines that say which computer it is, where the organisation and she let them go."""
        allowed = self._tools.policy.evidence.computer and COMPUTER not in self._off
        return self._known_computer() if allowed else ()

    def _known_computer(self) -> Sequence[str]:
        """Ask the computer which one it is, once a case: Windows and macOS need a second for it."""
        if self._which is None:
            from selfhelp.report import computer

            self._which = computer.lines(self._tools.machine)
        return self._which

    def _shown(self) -> Snapshot | None:
        """Return the snapshot as it is sent; None where there is none, or all of it is switched off."""
        from selfhelp.report.facts import without

        if self.snapshot is None:
            return None
        shown = without(self.snapshot, {key.removeprefix("section-") for key in self._off})
        return shown if shown.sections else None

    def _reader(self) -> Redactor:
        if self._redactor is None:
            self._redactor = self._tools.redactor()
        return self._redactor

    def _add(self, kind: str, added: _Added) -> str:
        limit = self._tools.policy.outbox.file_megabytes * 1_000_000
        if added.size > limit:
            message = N_(
                "{name} is too large ({size}). A file may have {limit} at most; "
                "leave it out or share it another way.",
                name=added.name,
                size=Size(added.size),
                limit=Size(limit),
            )
            raise TooLargeError(message)
        number = 1 + max((int(key.partition("-")[2]) for key in self._added), default=0)
        self._added[f"{kind}-{number}"] = added
        return f"{kind}-{number}"

    def _computer_items(self) -> Iterator[SheetItem]:
        if not self._tools.policy.evidence.computer:
            return
        lines = "\n".join(self._known_computer())
        if lines:
            on = COMPUTER not in self._off
            yield SheetItem(COMPUTER, N_("Which computer this is"), len(lines.encode()), on, lines)

    def _section_items(self) -> Iterator[SheetItem]:
        from selfhelp.report import bundle

        if self.snapshot is None:
            return
        titles = {c.id: c.title for c in self._tools.catalog.collectors.values()}
        for section in self.snapshot.sections:
            alone = dataclasses.replace(self.snapshot, sections=(section,))
            preview = json.dumps(
                json.loads(bundle.report_json(alone))["sections"], indent=1, ensure_ascii=False
            )
            key = f"section-{section.id}"
            title = titles.get(section.id, section.id)
            yield SheetItem(key, title, len(preview.encode()), key not in self._off, preview, group="report")

    def _added_items(self) -> Iterator[SheetItem]:
        for key, item in self._added.items():
            preview = item.content if isinstance(item.content, bytes) else None
            group = "picture" if key.startswith("picture") else "file"
            yield SheetItem(key, item.name, item.size, item.on, preview, group=group)

    def _report(self) -> Sequence[tuple[str, bytes | Path]]:
        from selfhelp.report import bundle

        shown = self._shown()
        if shown is None:
            return []
        html = bundle.report_html(shown, self._story())
        return [("report.html", html), ("report.json", bundle.report_json(shown))]


def _first_line(text: str) -> str:
    return " ".join(text.strip().split("\n", 1)[0].split())[:SUBJECT_LIMIT]


def _not_a_file(path: Path) -> Text:
    return N_("{name} is not a file that can be read.", name=path.name[:120])
