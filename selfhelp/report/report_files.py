"""Writes a redacted snapshot as files: report.json for programs, report.html for technicians."""

from __future__ import annotations

import dataclasses
import json
import math
from collections.abc import Mapping
from datetime import UTC
from pathlib import Path

from selfhelp.core import durable_files
from selfhelp.core.errors import RefusedError, StorageError
from selfhelp.core.model import (
    Column,
    FactTable,
    Item,
    Json,
    Scalar,
    Snapshot,
    SnapshotChanges,
    SnapshotSection,
)
from selfhelp.core.paths import make_private_folder
from selfhelp.core.text import N_
from selfhelp.report.ticket_context import TicketContext

SCHEMA = 1


def render_json(snapshot: Snapshot) -> bytes:
    """Return the report as UTF-8 JSON, following ``resources/schemas/report.json``.

    Raises:
        RefusedError: the snapshot isn't redacted.
    """
    _require_redacted(snapshot)
    report = {
        "schema": SCHEMA,
        "created": snapshot.created.astimezone(UTC).isoformat(timespec="seconds"),
        "changes": _build_changes(snapshot.changes),
        "sections": {section.id: _build_section(section) for section in snapshot.sections},
    }
    return json.dumps(report, ensure_ascii=False, allow_nan=False, indent=1).encode("utf-8", "replace")


def render_html(snapshot: Snapshot, story: TicketContext = TicketContext()) -> bytes:  # noqa: B008 - it is frozen
    """Return the report as one UTF-8 HTML page in English, without scripts.

    Args:
        snapshot: the redacted snapshot.
        story: the ticket's other content, without secrets; its runs and checks redacted.

    Raises:
        RefusedError: the snapshot isn't redacted.
    """
    from selfhelp.report import page

    raw = render_json(snapshot).decode()
    return page.render_page(snapshot, story, raw).encode("utf-8")


def preload_report_page() -> None:
    """Import the page's modules and compile its templates, so that the first report needn't wait."""
    from selfhelp.report import html_templates, page

    html_templates.load_templates(page.TEMPLATES)


def write_report(
    snapshot: Snapshot,
    folder: Path,
    story: TicketContext = TicketContext(),  # noqa: B008 - it is frozen
) -> None:
    """Write report.json and report.html into a new folder, private to this user.

    Each file is replaced atomically; other files stay untouched.

    Raises:
        RefusedError: the snapshot isn't redacted.
        StorageError: the folder or a file can't be written.
    """
    written = {"report.json": render_json(snapshot), "report.html": render_html(snapshot, story)}
    try:
        make_private_folder(folder, ours=False)
        for name, content in written.items():
            durable_files.write_private_file(folder / name, content)
    except OSError as error:
        why = error.strerror or type(error).__name__
        message = N_("The report couldn't be saved in {folder}: {why}.", folder=str(folder)[:300], why=why)
        raise StorageError(message, detail=repr(error)) from error


def _require_redacted(snapshot: Snapshot) -> None:
    if not snapshot.redacted:
        raise RefusedError(N_("The report wasn't saved, because it still contains private details."))


def _build_changes(changes: SnapshotChanges | None) -> Json:
    if changes is None:
        return None
    return {
        "since": changes.since.astimezone(UTC).isoformat(timespec="seconds"),
        "items": [dataclasses.asdict(change) for change in changes.items],
        "left_out": changes.left_out,
    }


def _build_section(section: SnapshotSection) -> Json:
    return {
        "status": "ok" if section.ok else "unavailable",
        "reason": section.reason,
        "ms": section.ms,
        "items": [_build_item(item) for item in section.items],
    }


def _build_item(item: Item | FactTable) -> Json:
    if isinstance(item, Item):
        value = _to_json_number(item.value)
        return {"name": item.name, "value": value, "unit": item.unit, **_build_flags(item, "tracked")}
    return {
        "name": item.name,
        "columns": [
            {"name": column.name, "unit": column.unit, **_build_flags(column, "key", "tracked")}
            for column in item.columns
        ],
        "rows": [[_to_json_number(value) for value in row] for row in item.rows],
        **_build_flags(item, "rolling"),
    }


def _build_flags(entry: Item | FactTable | Column, *names: str) -> Mapping[str, Json]:
    """Return the flags that are set; they control how two reports are compared."""
    return {name: True for name in names if getattr(entry, name)}


def _to_json_number(value: Scalar) -> Scalar:
    """Return a value valid in JSON: infinity and NaN become None (RFC 8259, section 6)."""
    return None if isinstance(value, float) and not math.isfinite(value) else value
