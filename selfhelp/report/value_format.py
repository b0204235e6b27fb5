"""Formats values, labels and times in reports for technicians."""

from __future__ import annotations

import dataclasses
import math
import re
from datetime import UTC, datetime

from selfhelp.core.model import FactTable, Scalar
from selfhelp.core.text import ENGLISH

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)")
"""Pattern for a timestamp in ISO 8601, as written by collectors and systems."""


def format_label(name: str) -> str:
    """Return an English key as a label: ``time-zone`` as Time zone, ``usb`` as USB."""
    return _SHORT.get(name) or name[:1].upper() + name[1:].replace("-", " ")


_SHORT = {"usb": "USB", "selfhelp": "This app", "startup": "Startup programs"}


def count_with_noun(number: int, noun: str) -> str:
    """Return a number with its English noun: 1 row, 2 rows."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def format_value(given: Scalar, unit: str = "") -> str:
    """Return a value as readable text: 1.2 GB, 3 d 4 h, yes."""
    if given is None or given == "" or (isinstance(given, float) and not math.isfinite(given)):
        return "–"
    if isinstance(given, bool):
        return "yes" if given else "no"
    if isinstance(given, str):
        return _format_timestamp(given) if MOMENT.fullmatch(given) else given
    if unit == "B":
        return ENGLISH.format_size(int(given))
    if unit == "s" and abs(given) >= 10:
        return _format_duration(int(given))
    number = f"{given:g}" if isinstance(given, float) else str(given)
    return f"{number} {unit}".strip()


def remove_empty_columns(table: FactTable) -> FactTable:
    """Return a copy of a table without empty columns; a table without rows is unchanged."""
    told = [n for n in range(len(table.columns)) if any(row[n] not in (None, "") for row in table.rows)]
    if not told:
        return table
    rows = [[row[n] for n in told] for row in table.rows]
    return dataclasses.replace(table, columns=[table.columns[n] for n in told], rows=rows)


def format_moment(when: datetime) -> str:
    """Return a time in UTC, to the minute."""
    return f"{when.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _format_timestamp(written: str) -> str:
    """Return a timestamp in UTC, to the second, so that it can be found in a log."""
    try:
        return f"{datetime.fromisoformat(written).astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
    except (ValueError, OverflowError):  # a thirteenth month, or before the year 1
        return written


def _format_duration(seconds: int) -> str:
    sign, seconds = "-" if seconds < 0 else "", abs(seconds)
    days, hours, minutes = seconds // 86400, seconds // 3600 % 24, seconds // 60 % 60
    if days:
        return f"{sign}{days} d {hours} h"
    if hours:
        return f"{sign}{hours} h {minutes} min"
    return f"{sign}{minutes} min" if minutes else f"{sign}{seconds} s"
