"""Every name that this app gives to a file or folder of its own; nothing else is deleted or copied.

A module that writes a new file adds its name here: `tests/core/test_app_files.py` compares the list with what
the app really writes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from selfhelp.core.paths import MARKER, AppPaths


@dataclass(frozen=True, slots=True)
class AppFile:
    """A file or folder that this app writes.

    Attributes:
        name: matches the whole name.
        inside: what a folder holds; None for a file.
        deleted: whether "delete my data" removes it.
        copied: whether the copy of the data has it.
    """

    name: re.Pattern[str]
    inside: Sequence[AppFile] | None = None
    deleted: bool = True
    copied: bool = True


def _file(name: str, *, deleted: bool = True, copied: bool = True) -> AppFile:
    return AppFile(re.compile(name), None, deleted, copied)


def _folder(name: str, *inside: AppFile, deleted: bool = True, copied: bool = True) -> AppFile:
    return AppFile(re.compile(name), (*inside, *_UNFINISHED), deleted, copied)


def find_app_file(name: str, known: Sequence[AppFile]) -> AppFile | None:
    """Return the app file entry that a name belongs to; None if the app doesn't write such a file."""
    return next((one for one in known if one.name.fullmatch(name)), None)


_UNFINISHED = (_file(r"\.selfhelp-[a-z0-9_]{8}\.new", copied=False),)
"""What `durable_files.write_private_file` leaves if the power fails."""

_REF = r"(?:sh|c)-[0-9a-f-]{36}"
_HASH = r"[0-9a-f]{64}"
_PICTURE = _file(rf"{_HASH}\.(?:png|jpg)")
_TEXT = r"[^\x00-\x1f\x7f/\\]+"
"""A file name that a person chose, as `durable_files.safe_name` leaves it."""

BYTES = (_file(_HASH), _file("incoming", copied=False), _file(r"\.incoming\.new", copied=False), *_UNFINISHED)
"""The files of one ticket in the outbox."""

_DATABASE = (
    _file(r"outbox\.db(?:-wal|-shm|-journal)?"),
    _file("damaged"),
    _folder("files", _folder(_REF, *BYTES)),
)
_OUTBOX = _folder(
    "outbox",
    *_DATABASE,
    _file("ballast", copied=False),
    _file(r"sender\.lock", copied=False),
    _folder(r"corrupt-\d{8}T\d{6}(?:-\d{1,5})?", *_DATABASE),
)
DRAFT = (_file(r"draft\.json"), _PICTURE, *_UNFINISHED)
STEPS = (
    _file(r"recording\.json"),
    _file(r"step-\d{1,4}(?:-\d{1,4})?\.(?:png|jpg)"),
    _file(r"steps-\d{2,3}\.(?:png|jpg)"),
    _file(r"steps\.(?:html|json|txt)"),
    _file(r"texts\.json"),
    *_UNFINISHED,
)
URGENT = (_file(r"words\.json"), *_UNFINISHED)
ANSWER = (_file(r"answer\.json"), _PICTURE, *_UNFINISHED)
REPORT = (_file(r"report\.(?:json|html)"), *_UNFINISHED)
MAILS = (_file(r"[0-9A-Z]{3}-[0-9A-Z]{3}\.eml"), *_UNFINISHED)
_DESK = _folder(
    "desk",
    _folder(r"\.refs", _file(rf"{_REF}(?:\.new|\.own)?")),
    _file(r"\.check-[0-9a-f-]{36}"),
    _folder(
        r"LOCAL-\d{1,11}",
        _file(r"\.ref"),
        _file(r"ticket\.json"),
        _file(r"message\.txt"),
        _folder("comments", _file(rf"{_TEXT}\.(?:json|txt)")),
        _folder("attachments", _file(_TEXT)),
    ),
)
DATA: Sequence[AppFile] = (
    _file(r"(?:checklist|feedback|outlook|reminders|reopen|tidy|usage-stats|tips)\.json"),
    _file(r"health\.(?:json|new)"),
    _folder("journal", _file(r"\d{8}-\d{6}-[0-9a-f]{6}\.jsonl"), _file("after-restart")),
    _folder(
        "snapshots",
        _file(r"\d{4}-\d\d-\d\dT\d{6}\.\d{1,6}Z\.json"),
        _file(r"key(?:-[0-9a-f]{8})?", copied=False),  # it would open what the copy holds as stand-ins
    ),
    _OUTBOX,
    _folder("receipts", _file(rf"{_REF}\.(?:json|deleted)")),
    _folder("draft", *DRAFT),
    _folder("urgent", *URGENT),
    _folder(
        "tickets",
        _file(r"seen\.db(?:-journal|-wal|-shm)?"),
        _folder("answers", _folder(r"[A-Za-z0-9][A-Za-z0-9-]{0,79}", *ANSWER)),
    ),
    _folder(
        "steps",
        _file(r"recorder\.lock", copied=False),
        _folder(r"\d{4}-\d\d-\d\dT\d{6}-[0-9a-f]{6}", *STEPS),
    ),
    _folder("reports", _folder(r"\d{4}-\d\d-\d\d-\d{6}", *REPORT)),
    _folder("proofs", _file(r"selfhelp-proof-[a-z0-9.-]{1,100}\.json")),
    _folder("drafts", *MAILS),
    _DESK,
    *_UNFINISHED,
)
SETTINGS: Sequence[AppFile] = (
    _file(r"preferences\.json(?:\.new)?"),
    _file(r"policy\.toml", deleted=False),  # written by hand, so it stays
    _folder(r"policy\.d", _file(rf"{_TEXT}\.toml", deleted=False), deleted=False),
)
LOG: Sequence[AppFile] = (_file(r"selfhelp\.log(?:\.\d{1,2})?"),)
_SESSION = (
    _file(r"app\.lock.{0,12}", deleted=False, copied=False),
    _file(r"app\.socket", deleted=False, copied=False),
    _file(r"sign-in\.lock", deleted=False, copied=False),
    _folder(r"tmp[a-z0-9_]{8}", _file(r"voice\.wav"), copied=False),
)
CACHE: Sequence[AppFile] = (
    _file(r"incidents\.json"),
    _file(r"privacy\.html"),
    _folder("run", _folder(r"session-\d{1,10}", *_SESSION, copied=False), *_SESSION, copied=False),
    *_UNFINISHED,
)
TOP: Sequence[AppFile] = (
    *DATA,
    *SETTINGS,
    *LOG,
    *CACHE,
    *_SESSION,
    _file(re.escape(MARKER)),
    *(_folder(name) for name in ("log", "Logs", "Cache", "session-\\d{1,10}")),
)
"""What can lie directly in one of the app's own folders on any system (platformdirs)."""


@dataclass(frozen=True, slots=True)
class AppFolder:
    """One folder of the app, with the files the app writes to it."""

    label: str
    folder: Path
    known: Sequence[AppFile]


def iter_app_folders(places: AppPaths) -> Iterator[AppFolder]:
    """Yield the folders of the app, each once: Windows has them all within the data, macOS the settings."""
    held: Mapping[str, tuple[Path, Sequence[AppFile]]] = {
        "data": (places.data, DATA),
        "settings": (places.config, SETTINGS),
        "log": (places.log, LOG),
        "cache": (places.cache, CACHE),
    }
    outer: dict[str, Path] = {}
    for label, (folder, _known) in held.items():
        if not any(folder.is_relative_to(other) for other in outer.values()):
            outer[label] = folder
    for label, folder in outer.items():
        within = [(at, known) for at, known in held.values() if at.is_relative_to(folder)]
        found = [one for at, known in within for one in _nested(at.relative_to(folder), known)]
        yield AppFolder(label, folder, (*found, _file(re.escape(MARKER), deleted=False, copied=False)))


def _nested(way: Path, known: Sequence[AppFile]) -> Sequence[AppFile]:
    """Return the names relative to the outer folder."""
    for name in reversed(way.parts):
        known = (_folder(re.escape(name), *known),)
    return known
