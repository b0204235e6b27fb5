"""The lines of the sheet "what will be sent": each says what it is, how large, and shows it as it leaves."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from dataclasses import dataclass

from selfhelp.core.model import Column, FactTable, Snapshot, SnapshotChanges, SnapshotSection
from selfhelp.core.text import Text
from selfhelp.core.ticket import TicketDetails
from selfhelp.report import report_files
from selfhelp.tickets.review.edits import CHANGES, change_to_row

_COLUMNS = (Column("what"), Column("name"), Column("how"), Column("before"), Column("after"))


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """One row of the review.

    Attributes:
        key: for `Case.set_included`.
        title: what it is, in the user's language if it is ours, their file's name where it is theirs.
        size: bytes that it adds.
        on: whether it will be sent.
        preview: text or picture bytes exactly as sent; None if the user has the file themselves.
        locked: whether it cannot be turned off (the message).
        group: message, computer, report, picture or file.
        section: the same as the preview of a section, as facts that a person can read.
        note: what the user should know about it, or None.
        filed: category and details of the line of what the ticket is filed under, for their names.
        sha256: of the bytes that leave; "" if they cannot be read any more.
        changeable: texts in which words are replaced, beside the preview; None: it is sent unchanged.
        of_steps: whether it is an image out of recorded steps.
    """

    key: str
    title: Text | str
    size: int
    on: bool
    preview: str | bytes | None
    locked: bool = False
    group: str = "message"
    section: SnapshotSection | None = None
    note: Text | None = None
    filed: tuple[str, TicketDetails] | None = None
    sha256: str = ""
    changeable: tuple[str, ...] | None = None
    of_steps: bool = False


def text_item(key: str, title: Text | str, text: str, **more: object) -> ReviewItem:
    """Return the review item for a text."""
    data = text.encode("utf-8", "replace")
    values = {"on": True, "group": "message", **more}
    return ReviewItem(key, title, len(data), preview=text, sha256=content_sha256(data), **values)  # type: ignore[arg-type]


def section_item(section: SnapshotSection, title: Text | str, snapshot: Snapshot, *, on: bool) -> ReviewItem:
    """Return a section's row, with its exact text in the report."""
    text = section_json_lines(section, snapshot)
    return text_item(f"section-{section.id}", title, text, on=on, group="report", section=section)


def section_json_lines(section: SnapshotSection, snapshot: Snapshot) -> str:
    """Return the lines of report.json that are this section, without the comma after it."""
    alone = dataclasses.replace(snapshot, sections=(section,), changes=None)
    found = json.loads(report_files.render_json(alone))["sections"]
    lines = json.dumps({"sections": found}, indent=1, ensure_ascii=False).split("\n")
    return "\n".join(lines[2:-2])


def changes_item(changes: SnapshotChanges, title: Text, snapshot: Snapshot, *, on: bool) -> ReviewItem:
    """Return the line of what changed since the last time: a list to read, and its text in report.json."""
    rows = tuple(change_to_row(change) for change in changes.items)
    listed = SnapshotSection(CHANGES, True, 0, (FactTable(CHANGES, _COLUMNS, rows),))
    return text_item(CHANGES, title, changes_json_lines(snapshot), on=on, group="report", section=listed)


def changes_json_lines(snapshot: Snapshot) -> str:
    """Return the lines of report.json that are what changed, without the comma after them."""
    found = json.loads(report_files.render_json(dataclasses.replace(snapshot, sections=())))["changes"]
    lines = json.dumps({"changes": found}, indent=1, ensure_ascii=False).split("\n")
    return "\n".join(lines[1:-1])


def content_sha256(content: bytes) -> str:
    """Return the SHA-256 of the content to be sent."""
    return hashlib.sha256(content).hexdigest()
