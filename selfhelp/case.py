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
from selfhelp.text import ENGLISH, N_, Size, Text

if TYPE_CHECKING:
    from selfhelp.report.outbox import Outbox
    from selfhelp.report.redact import Redactor

SUBJECT_LIMIT = 200
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
        return self._add(
            "picture", _Added(name or f"screenshot-{pictures + 1}.{_ending(png)}", len(png), png)
        )

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
        old = self._added[key]
        name = f"{Path(old.name).stem}.{_ending(png)}"
        self._added[key] = dataclasses.replace(old, name=name, content=png, size=len(png))

    # -- what will be sent -------------------------------------------------------------------------

    def sheet(self) -> Sequence[SheetItem]:
        """Return everything that would be sent, item by item."""
        text = self.text()
        head = SheetItem(
            "message", N_("Your message"), len(text.encode()), True, f"{self._subject}\n\n{text}", locked=True
        )
        return [head, *self._section_items(), *self._added_items()]

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
        body = self._tools.redactor().without_secrets(self.message.body.strip()[:BODY_LIMIT])
        facts = [line for line in (self._impact(), *_proof(self._tried()), self._seen()) if line]
        return "\n\n".join([body, *facts]).strip()

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
        )
        self.report = self._tools.outbox().seal(draft)
        return self.report

    # -- parts -------------------------------------------------------------------------------------

    @property
    def _subject(self) -> str:
        line = " ".join((self.message.subject or _first_line(self.message.body)).split())
        return self._tools.redactor().without_secrets(line)[:SUBJECT_LIMIT] or "Help needed"

    def _tried(self) -> Sequence[FixRun]:
        """Return the runs as the technician may read them: redacted like the snapshot."""
        return [self._reader().run(entry.as_run()) for entry in self.runs]

    def _seen(self) -> str:
        """Return what was looked at, and what the person says about it, a line each."""
        looks = [f"  {r.id}: {_said(self._reader().check(r))}" for r in self._looks.values()]
        said = [f"  {what}: {answer} (the person says)" for what, answer in self._said.items()]
        return "\n".join(["Looked at:", *looks, *said]) if looks or said else ""

    def _reader(self) -> Redactor:
        if self._redactor is None:
            self._redactor = self._tools.redactor()
        return self._redactor

    def _impact(self) -> str:
        answers = {"Who is affected": self.message.affected, "Can still work": self.message.can_work}
        return "\n".join(f"{name}: {value}" for name, value in answers.items() if value)

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

        if self.snapshot is None:
            return []
        kept = [s for s in self.snapshot.sections if f"section-{s.id}" not in self._off]
        if not kept:
            return []
        shown = dataclasses.replace(self.snapshot, sections=kept)
        html = bundle.report_html(shown, heading=self._subject, runs=self._tried())
        return [("report.html", html), ("report.json", bundle.report_json(shown))]


def _ending(picture: bytes) -> str:
    """Return how the name of a picture ends: large ones are JPEG (ITU-T T.81, B.1.1.3: SOI)."""
    return "jpg" if picture.startswith(b"\xff\xd8") else "png"


def _first_line(text: str) -> str:
    return " ".join(text.strip().split("\n", 1)[0].split())[:SUBJECT_LIMIT]


def _proof(runs: Sequence[FixRun]) -> Iterator[str]:
    """Say in English what was found and done, for the technician."""
    for run in runs:
        lines = [f"Tried: {run.id} ({run.started.astimezone():%Y-%m-%d %H:%M}) -> {run.outcome}"]
        lines += [f"  Before: {_said(run.before)}"]
        lines += [f"  Step {step.name}: {step.result}, undo {step.undo}" for step in run.steps]
        lines += [f"  After: {_said(run.after)}"] if run.after else []
        yield "\n".join(lines)


def _not_a_file(path: Path) -> Text:
    return N_("{name} is not a file that can be read.", name=path.name[:120])


def _said(result: CheckResult) -> str:
    text = result.finding.summary if result.finding else result.reason
    return f"{result.state}. {ENGLISH.show(text)}" if text else result.state
