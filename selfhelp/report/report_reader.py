"""Reads a report.json safely, even one from an untrusted source."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from selfhelp.core.errors import UsageError
from selfhelp.core.model import (
    ChangeType,
    Column,
    FactTable,
    Item,
    Json,
    Scalar,
    Snapshot,
    SnapshotChange,
    SnapshotChanges,
    SnapshotSection,
)
from selfhelp.core.text import N_
from selfhelp.report import size_limits
from selfhelp.report.report_files import SCHEMA

LIMIT = 30_000_000
"""Maximum size of a report in bytes, several times the maximum of all sections."""

SECTIONS = 500

_ID = re.compile(r"[a-z][a-z0-9-]{0,60}")


class _InvalidReportError(ValueError):
    """Raised if a report is invalid; the message gives the reason."""


def load_report(path: Path) -> Snapshot:
    """Return the snapshot in a report.json, limited in size and without control characters.

    Args:
        path: the file, or the folder it is in.

    Raises:
        UsageError: the file is missing, too large, or not a report.
    """
    file, data = _read_content(path)
    try:
        return _parse_snapshot(
            json.loads(data, parse_constant=_reject_constant, object_pairs_hook=_reject_duplicate_keys)
        )
    except RecursionError as error:
        raise _build_invalid_error(file, "it is nested too deeply") from error
    except (KeyError, TypeError, AttributeError, OverflowError) as error:
        raise _build_invalid_error(file, "a part is missing or malformed") from error
    except _InvalidReportError as error:
        raise _build_invalid_error(file, str(error)) from error
    except json.JSONDecodeError as error:
        raise _build_invalid_error(
            file, f"it isn't valid JSON from line {error.lineno}, column {error.colno} on"
        ) from error
    except ValueError as error:  # no text, a date that is none, a number of thousands of digits
        raise _build_invalid_error(
            file, "it contains a text, date or number that no report can have"
        ) from error


def _read_content(path: Path) -> tuple[Path, bytes]:
    file = path
    try:
        file = path / "report.json" if path.is_dir() else path
        if not file.is_file():  # before it is opened: a pipe would never answer
            raise UsageError(N_("No report was found at {path}.", path=str(file)[:300]))
        with file.open("rb") as stream:
            data = stream.read(LIMIT + 1)
    except (OSError, ValueError) as error:
        raise UsageError(N_("The report {path} can't be read.", path=str(file)[:300])) from error
    if len(data) > LIMIT:
        raise UsageError(N_("{path} is too large to be a selfhelp report.", path=str(file)[:300]))
    return file, data


def _build_invalid_error(file: Path, why: str) -> UsageError:
    path, reason = str(file)[:300], size_limits.limit_line(why)
    return UsageError(N_("{path} isn't a selfhelp report: {reason}.", path=path, reason=reason))


def _reject_constant(constant: str) -> None:
    raise _InvalidReportError(f"{constant} isn't a number")


def _reject_duplicate_keys(pairs: Sequence[tuple[str, Json]]) -> Json:
    """Return the pairs as a dict; reject duplicate keys, which parsers read differently (RFC 8259, section
    4)."""
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _InvalidReportError("a name occurs twice in the same place")
    return found


def _parse_snapshot(data: Json) -> Snapshot:
    schema = data["schema"]
    if isinstance(schema, bool) or schema != SCHEMA:
        raise _InvalidReportError(f"its schema is not {SCHEMA}, the only one this version supports")
    sections = data["sections"].items()
    if len(sections) > SECTIONS:
        raise _InvalidReportError("it has too many sections")
    created = _parse_time(data["created"])
    return Snapshot(
        created, [_parse_section(*entry) for entry in sections], True, _parse_changes(data.get("changes"))
    )


def _parse_time(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _parse_section(id_: str, data: Json) -> SnapshotSection:
    if not _ID.fullmatch(id_):
        raise _InvalidReportError("a section has no valid name")
    if data["status"] not in ("ok", "unavailable"):
        raise _InvalidReportError(f"the section {id_} has no valid status")
    try:
        items = size_limits.limit_section_items(_iter_items(data["items"]))
    except ValueError as error:  # a row that does not fit its columns
        raise _InvalidReportError(f"in the section {id_}: {error}") from error
    return SnapshotSection(
        id_, data["status"] == "ok", int(data["ms"]), items, size_limits.limit_line(str(data["reason"]))
    )


def _iter_items(listed: Json) -> Iterator[Item | FactTable]:
    for entry in listed:
        name = str(entry["name"])
        if "columns" in entry:
            rows = [tuple(row) for row in entry["rows"]]
            yield FactTable(
                name,
                [_parse_column(column) for column in entry["columns"]],
                rows,
                _is_flag_set(entry, "rolling"),
            )
        else:
            yield Item(
                name, entry["value"], _require_line(entry["unit"]), tracked=_is_flag_set(entry, "tracked")
            )


def _parse_column(data: Json) -> Column:
    name, unit = _require_line(data["name"]), _require_line(data["unit"])
    return Column(name, unit, key=_is_flag_set(data, "key"), tracked=_is_flag_set(data, "tracked"))


def _is_flag_set(data: Json, mark: str) -> bool:
    return data.get(mark) is True


def _parse_changes(data: Json) -> SnapshotChanges | None:
    if data is None:
        return None
    listed: Sequence[Json] = data["items"][: size_limits.MAX_ROWS]
    return SnapshotChanges(
        _parse_time(data["since"]), [_parse_change(entry) for entry in listed], int(data["left_out"])
    )


def _parse_change(data: Json) -> SnapshotChange:
    section, kind, name = (_require_line(data[key]) for key in ("section", "kind", "name"))
    return SnapshotChange(
        section,
        kind,
        ChangeType(data["change"]),
        name,
        _require_scalar(data["before"]),
        _require_scalar(data["after"]),
    )


def _require_line(value: Json) -> str:
    return size_limits.limit_line(str(value))


def _require_scalar(value: Json) -> Scalar:
    return size_limits.limit_scalar_value(value)
