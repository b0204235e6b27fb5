"""The rows of the review, each with title, size, and the text to be sent."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from selfhelp.core.model import Column, FactTable, Snapshot, SnapshotChanges, SnapshotSection
from selfhelp.core.text import N_, Text
from selfhelp.core.ticket import TicketDetails
from selfhelp.report import report_files
from selfhelp.tickets.review.edits import CHANGES, iter_section_texts, make_change_row

_COLUMNS = (Column("what"), Column("name"), Column("how"), Column("before"), Column("after"))


@dataclass(frozen=True, slots=True)
class ReviewItem:
    """One row of the review.

    Attributes:
        key: for `Case.set_item_included`.
        title: the translated title, or the name of the user's file.
        size: number of bytes.
        on: True if it will be sent.
        preview: text or image bytes exactly as sent; None for the user's own file.
        locked: True if it can't be excluded (the message).
        group: message, computer, report, picture or file.
        section: a section's preview as readable facts.
        note: a note for the user, or None.
        filed: category and details of the classification row.
        sha256: of the bytes sent; "" if they can't be read.
        changeable: texts in which words are replaced, besides the preview; None if it is sent unchanged.
        of_steps: True for an image of recorded steps.
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


def build_text_item(key: str, title: Text | str, text: str, **more: object) -> ReviewItem:
    """Return the review row for a text."""
    data = text.encode("utf-8", "replace")
    values = {"on": True, "group": "message", **more}
    return ReviewItem(key, title, len(data), preview=text, sha256=compute_content_sha256(data), **values)  # type: ignore[arg-type]


def build_section_item(
    section: SnapshotSection, title: Text | str, snapshot: Snapshot, *, on: bool
) -> ReviewItem:
    """Return the review row for a section, with its exact text in report.json."""
    text = _make_section_json_lines(section, snapshot)
    return build_text_item(f"section-{section.id}", title, text, on=on, group="report", section=section)


def _make_section_json_lines(section: SnapshotSection, snapshot: Snapshot) -> str:
    """Return a section's lines in report.json, without the trailing comma."""
    alone = dataclasses.replace(snapshot, sections=(section,), changes=None)
    found = json.loads(report_files.render_json(alone))["sections"]
    lines = json.dumps({"sections": found}, indent=1, ensure_ascii=False).split("\n")
    return "\n".join(lines[2:-2])


def build_changes_item(changes: SnapshotChanges, title: Text, snapshot: Snapshot, *, on: bool) -> ReviewItem:
    """Return the review row for the changes since the last snapshot, with their text in report.json."""
    rows = tuple(make_change_row(change) for change in changes.items)
    listed = SnapshotSection(CHANGES, True, 0, (FactTable(CHANGES, _COLUMNS, rows),))
    return build_text_item(
        CHANGES, title, _make_changes_json_lines(snapshot), on=on, group="report", section=listed
    )


def _make_changes_json_lines(snapshot: Snapshot) -> str:
    """Return the changes' lines in report.json, without the trailing comma."""
    found = json.loads(report_files.render_json(dataclasses.replace(snapshot, sections=())))["changes"]
    lines = json.dumps({"changes": found}, indent=1, ensure_ascii=False).split("\n")
    return "\n".join(lines[1:-1])


def compute_content_sha256(content: bytes) -> str:
    """Return the SHA-256 of the content to be sent, in hexadecimal."""
    return hashlib.sha256(content).hexdigest()


def iter_item_texts(items: Iterable[ReviewItem]) -> Iterator[str]:
    """Yield every text in the review's rows that the user's replacements can change."""
    for item in items:
        if item.key == CHANGES and item.section is not None:
            rows = (row for table in item.section.items if isinstance(table, FactTable) for row in table.rows)
            for _what, name, _how, before, after in rows:
                yield from (text for text in (name, before, after) if isinstance(text, str))
        elif item.section is not None:
            yield from iter_section_texts([item.section])
        elif item.group in ("picture", "file"):
            yield str(item.title)
            yield item.preview if isinstance(item.preview, str) else ""
            yield from item.changeable or ()
        elif item.group in ("message", "account"):
            yield str(item.preview)


def build_message_item(text: str, note: Text | None) -> ReviewItem:
    """Return the message's row; the message is always sent."""
    return build_text_item("message", N_("Your message"), text, locked=True, note=note)


def build_computer_item(text: str, *, on: bool) -> ReviewItem:
    """Return the row for the computer's name and IDs; they are part of the message."""
    return build_text_item("computer", N_("Computer name and IDs"), text, on=on, group="computer")
