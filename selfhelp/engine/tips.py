"""Short tips that are shown after related fixes, each at most once a month."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from selfhelp.core.durable_files import write_own_file
from selfhelp.core.resource_tables import ResourceTable, read_records
from selfhelp.core.text import Text

LONGEST = 140
"""Maximum length of a tip in any language, in characters."""

REST = timedelta(days=31)
RESOURCE, FILE = "tips.toml", "tips.json"
"""Names of the resource file with the tips, and of the file that records the tips shown."""
_LIMIT = 20_000


@dataclass(frozen=True, slots=True)
class Tip:
    """A tip, and the fixes after which it is shown."""

    id: str
    text: Text
    fixes: Sequence[str]


@lru_cache(maxsize=1)
def load_tips() -> Sequence[Tip]:
    """Return all tips, in the order in which the tips for the same fix are shown.

    Raises:
        ResourceError: the file is invalid.
    """
    return tuple(read_records(RESOURCE, tip_from_table).values())


def tip_from_table(id_: str, table: ResourceTable) -> Tip:
    """Return the tip that a table of the resource file describes."""
    return Tip(id_, table.read_sentence("text"), table.read_words("fixes", needed=True))


class TipHistory:
    """Stores which tips were shown and when; an unreadable file counts as empty."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def choose_and_record_tip(self, fix: str, now: datetime) -> Tip | None:
        """Choose a tip for a fix, record it as shown, and return it; None if all were shown recently."""
        seen = self._read_shown_tips()
        for tip in load_tips():
            if fix in tip.fixes and not _was_tip_shown_recently(seen.get(tip.id), now):
                self._write_shown_tips({**seen, tip.id: now.isoformat()})
                return tip
        return None

    def _read_shown_tips(self) -> Mapping[str, str]:
        try:
            data = json.loads((self._folder / FILE).read_bytes()[:_LIMIT])
        except (OSError, ValueError, RecursionError):
            return {}
        known = {tip.id for tip in load_tips()}
        entries = data.items() if isinstance(data, dict) else ()
        return {name: when for name, when in entries if name in known and isinstance(when, str)}

    def _write_shown_tips(self, seen: Mapping[str, str]) -> None:
        try:
            write_own_file(self._folder / FILE, json.dumps(seen).encode("ascii"))
        except OSError:
            return  # it may be shown again a little early


def _was_tip_shown_recently(when: str | None, now: datetime) -> bool:
    if when is None:
        return False
    try:
        shown = datetime.fromisoformat(when)
        return abs(now - shown) < REST  # also if the clock was set back
    except (ValueError, TypeError, OverflowError):
        return False
