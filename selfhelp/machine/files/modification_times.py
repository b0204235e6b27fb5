"""Modification times of files."""

from __future__ import annotations

from selfhelp.core.model import Json


def find_newest_change(paths: list[str]) -> Json:
    """Return the latest change of these files in seconds since 1970; None if none exists."""
    from pathlib import Path

    times = []
    for path in paths:
        try:
            times.append(Path(path).stat().st_mtime)
        except OSError:
            continue
    return max(times, default=None)
