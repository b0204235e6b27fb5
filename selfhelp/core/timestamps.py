"""Points in time as they're stored and exchanged: seconds since 1970, and ISO 8601 text."""

from __future__ import annotations

from datetime import UTC, datetime

from selfhelp.core.model import Json


def to_utc_datetime(seconds: float) -> datetime:
    """Return the UTC time for seconds since 1970; for an impossible value, 1970-01-01."""
    try:
        return datetime.fromtimestamp(seconds, UTC)
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC)


def to_iso_utc(seconds: float | None) -> str:
    """Return seconds since 1970 as ISO 8601 text in UTC; "" if missing or invalid."""
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds") if seconds else ""
    except (ValueError, OverflowError, OSError):
        return ""


def parse_iso_time(text: Json) -> datetime:
    """Return the time in an ISO 8601 text, by default in UTC; the Unix epoch if the text is invalid."""
    try:
        read = datetime.fromisoformat(str(text))
    except ValueError:
        return to_utc_datetime(0)
    return read if read.tzinfo else read.replace(tzinfo=UTC)
