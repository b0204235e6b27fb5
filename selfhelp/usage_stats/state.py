"""What is kept about the counts: a random number for this installation, and when they were last sent."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from selfhelp.core import durable_files
from selfhelp.core.model import Json
from selfhelp.core.paths import make_private_folder

NAME = "usage-stats.json"
_LARGEST = 10_000


@dataclass(frozen=True, slots=True)
class StoredState:
    """The stored state of one installation.

    Attributes:
        installation: 32 random hexadecimal digits; derived from nothing.
        since: the week before which nothing is told: the one in which the number was made again, or "".
        through: the last week that a collector has, or "".
        tried: when they were last sent or tried, or None.
        sent: when they last arrived, or None.
        trouble: why the last try failed, one of a few words of ours, or "".
    """

    installation: str
    since: str = ""
    through: str = ""
    tried: datetime | None = None
    sent: datetime | None = None
    trouble: str = ""


def load_state(folder: Path) -> StoredState:
    """Return the stored state; a damaged or missing file starts again, with a new number."""
    try:
        with durable_files.open_regular_file(folder / NAME) as file:
            return _parse_state(json.loads(file.read(_LARGEST)))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return StoredState(_new_random_id())


def save_state(folder: Path, kept: StoredState) -> None:
    """Store the state.

    Raises:
        OSError: it was not written.
    """
    row = {k: v.isoformat() if isinstance(v, datetime) else v for k, v in asdict(kept).items()}
    make_private_folder(folder)
    durable_files.write_private_file(
        folder / NAME, json.dumps({"schema": 1, **row}, indent=1).encode("ascii")
    )


def new_installation(kept: StoredState, week: str) -> StoredState:
    """Return the state of a new installation, without anything from before this week."""
    return replace(
        kept, installation=_new_random_id(), since=week, through="", tried=None, sent=None, trouble=""
    )


def _new_random_id() -> str:
    return secrets.token_hex(16)


def _parse_state(row: Mapping[str, Json]) -> StoredState:
    installation = row["installation"]
    if len(bytes.fromhex(installation)) != 16 or not installation.isalnum():
        raise ValueError("no number of ours")
    words = {name: str(row.get(name, ""))[:40] for name in ("since", "through", "trouble")}
    return StoredState(installation, **words, tried=_moment(row.get("tried")), sent=_moment(row.get("sent")))


def _moment(value: Json) -> datetime | None:
    return datetime.fromisoformat(value).astimezone(UTC) if value else None
