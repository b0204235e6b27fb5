"""Stored state of the statistics: a random installation number, and the time of the last sending."""

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
        installation: 32 random hexadecimal digits.
        since: the first week to report, in which the number was replaced; "" if it wasn't.
        through: the last week that a collector has, or "".
        tried: when sending was last attempted, or None.
        sent: when the statistics last arrived, or None.
        trouble: the reason why the last attempt failed, as one of a few fixed words, or "".
    """

    installation: str
    since: str = ""
    through: str = ""
    tried: datetime | None = None
    sent: datetime | None = None
    trouble: str = ""


def load_state(folder: Path) -> StoredState:
    """Return the stored state; if it is missing or damaged, a state with a new number."""
    try:
        with durable_files.open_regular_file(folder / NAME) as file:
            return _parse_state(json.loads(file.read(_LARGEST)))
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return StoredState(_new_random_id())


def save_state(folder: Path, kept: StoredState) -> None:
    """Store the state.

    Raises:
        OSError: it wasn't written.
    """
    row = {k: v.isoformat() if isinstance(v, datetime) else v for k, v in asdict(kept).items()}
    make_private_folder(folder)
    durable_files.write_private_file(
        folder / NAME, json.dumps({"schema": 1, **row}, indent=1).encode("ascii")
    )


def make_new_installation(kept: StoredState, week: str) -> StoredState:
    """Return the state of a new installation, without data from before this week."""
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
    return StoredState(
        installation, **words, tried=_parse_time(row.get("tried")), sent=_parse_time(row.get("sent"))
    )


def _parse_time(value: Json) -> datetime | None:
    return datetime.fromisoformat(value).astimezone(UTC) if value else None
