"""Lists the names of all files and folders of this app; others are never deleted or copied.

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
        inside: the entries of a folder; None for a file.
        deleted: whether "delete my data" removes it.
        copied: whether the copy of the data includes it.
    """

    name: re.Pattern[str]
    inside: Sequence[AppFile] | None = None
    deleted: bool = True
    copied: bool = True


def _declare_file(name: str, *, deleted: bool = True, copied: bool = True) -> AppFile:
    return AppFile(re.compile(name), None, deleted, copied)


def _declare_folder(name: str, *inside: AppFile, deleted: bool = True, copied: bool = True) -> AppFile:
    return AppFile(re.compile(name), (*inside, *_UNFINISHED), deleted, copied)


def find_app_file(name: str, known: Sequence[AppFile]) -> AppFile | None:
    """Return the entry that matches a name; None if the app doesn't write such a file."""
    return next((one for one in known if one.name.fullmatch(name)), None)


_UNFINISHED = (_declare_file(r"\.selfhelp-[a-z0-9_]{8}\.new", copied=False),)
"""Temporary files of `durable_files.write_private_file` after a power failure."""

_REF = r"(?:sh|c)-[0-9a-f-]{36}"
_HASH = r"[0-9a-f]{64}"
_PICTURE = _declare_file(rf"{_HASH}\.(?:png|jpg)")
_TEXT = r"[^\x00-\x1f\x7f/\\]+"
"""Pattern of a user-defined file name, as returned by `durable_files.make_safe_name`."""

BYTES = (
    _declare_file(_HASH),
    _declare_file("incoming", copied=False),
    _declare_file(r"\.incoming\.new", copied=False),
    *_UNFINISHED,
)
"""The files of one ticket in the outbox."""

_DATABASE = (
    _declare_file(r"outbox\.db(?:-wal|-shm|-journal)?"),
    _declare_file("damaged"),
    _declare_folder("files", _declare_folder(_REF, *BYTES)),
)
_OUTBOX = _declare_folder(
    "outbox",
    *_DATABASE,
    _declare_file("ballast", copied=False),
    _declare_file(r"sender\.lock", copied=False),
    _declare_folder(r"corrupt-\d{8}T\d{6}(?:-\d{1,5})?", *_DATABASE),
)
DRAFT = (_declare_file(r"draft\.json"), _PICTURE, *_UNFINISHED)
STEPS = (
    _declare_file(r"recording\.json"),
    _declare_file(r"step-\d{1,4}(?:-\d{1,4})?\.(?:png|jpg)"),
    _declare_file(r"steps-\d{2,3}\.(?:png|jpg)"),
    _declare_file(r"steps\.(?:html|json|txt)"),
    _declare_file(r"texts\.json"),
    *_UNFINISHED,
)
URGENT = (_declare_file(r"words\.json"), *_UNFINISHED)
ANSWER = (_declare_file(r"answer\.json"), _PICTURE, *_UNFINISHED)
REPORT = (_declare_file(r"report\.(?:json|html)"), *_UNFINISHED)
MAILS = (_declare_file(r"[0-9A-Z]{3}-[0-9A-Z]{3}\.eml"), *_UNFINISHED)
_DESK = _declare_folder(
    "desk",
    _declare_folder(r"\.refs", _declare_file(rf"{_REF}(?:\.new|\.own)?")),
    _declare_file(r"\.check-[0-9a-f-]{36}"),
    _declare_folder(
        r"LOCAL-\d{1,11}",
        _declare_file(r"\.ref"),
        _declare_file(r"ticket\.json"),
        _declare_file(r"message\.txt"),
        _declare_folder("comments", _declare_file(rf"{_TEXT}\.(?:json|txt)")),
        _declare_folder("attachments", _declare_file(_TEXT)),
    ),
)
DATA: Sequence[AppFile] = (
    _declare_file(r"(?:checklist|feedback|outlook|reminders|reopen|tidy|usage-stats|tips)\.json"),
    _declare_file(r"health\.(?:json|new)"),
    _declare_folder(
        "journal", _declare_file(r"\d{8}-\d{6}-[0-9a-f]{6}\.jsonl"), _declare_file("after-restart")
    ),
    _declare_folder(
        "snapshots",
        _declare_file(r"\d{4}-\d\d-\d\dT\d{6}\.\d{1,6}Z\.json"),
        _declare_file(r"key(?:-[0-9a-f]{8})?", copied=False),  # it could decode the copy's placeholders
    ),
    _OUTBOX,
    _declare_folder("receipts", _declare_file(rf"{_REF}\.(?:json|deleted)")),
    _declare_folder("draft", *DRAFT),
    _declare_folder("earlier-drafts", _declare_folder(r"[1-9]", *DRAFT)),
    _declare_folder("urgent", *URGENT),
    _declare_folder(
        "tickets",
        _declare_file(r"seen\.db(?:-journal|-wal|-shm)?"),
        _declare_folder("answers", _declare_folder(r"[A-Za-z0-9][A-Za-z0-9-]{0,79}", *ANSWER)),
    ),
    _declare_folder(
        "steps",
        _declare_file(r"recorder\.lock", copied=False),
        _declare_folder(r"\d{4}-\d\d-\d\dT\d{6}-[0-9a-f]{6}", *STEPS),
    ),
    _declare_folder("reports", _declare_folder(r"\d{4}-\d\d-\d\d-\d{6}", *REPORT)),
    _declare_folder("proofs", _declare_file(r"selfhelp-proof-[a-z0-9.-]{1,100}\.json")),
    _declare_folder("drafts", *MAILS),
    _DESK,
    *_UNFINISHED,
)
SETTINGS: Sequence[AppFile] = (
    _declare_file(r"preferences\.json(?:\.new)?"),
    _declare_file(r"policy\.toml", deleted=False),  # written by hand, so it stays
    _declare_folder(r"policy\.d", _declare_file(rf"{_TEXT}\.toml", deleted=False), deleted=False),
)
LOG: Sequence[AppFile] = (_declare_file(r"selfhelp\.log(?:\.\d{1,2})?"),)
_SESSION = (
    _declare_file(r"app\.lock.{0,12}", deleted=False, copied=False),
    _declare_file(r"app\.socket", deleted=False, copied=False),
    _declare_file(r"app\.pipe(?:\.new)?", deleted=False, copied=False),
    _declare_file(r"sign-in\.lock", deleted=False, copied=False),
    _declare_folder(r"tmp[a-z0-9_]{8}", _declare_file(r"voice\.wav"), copied=False),
)
CACHE: Sequence[AppFile] = (
    _declare_file(r"incidents\.json"),
    _declare_file(r"privacy\.html"),
    _declare_folder(
        "run", _declare_folder(r"session-\d{1,10}", *_SESSION, copied=False), *_SESSION, copied=False
    ),
    *_UNFINISHED,
)
TOP: Sequence[AppFile] = (
    *DATA,
    *SETTINGS,
    *LOG,
    *CACHE,
    *_SESSION,
    _declare_file(re.escape(MARKER)),
    *(_declare_folder(name) for name in ("log", "Logs", "Cache", "session-\\d{1,10}")),
)
"""Names that can occur directly in one of the app's folders, on any system (platformdirs)."""


@dataclass(frozen=True, slots=True)
class AppFolder:
    """A folder of the app, with the files that the app writes to it."""

    label: str
    folder: Path
    known: Sequence[AppFile]


def iter_app_folders(places: AppPaths) -> Iterator[AppFolder]:
    """Yield each folder of the app once; on Windows and macOS, some are inside others."""
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
        found = [one for at, known in within for one in _nest_folder(at.relative_to(folder), known)]
        yield AppFolder(
            label, folder, (*found, _declare_file(re.escape(MARKER), deleted=False, copied=False))
        )


def _nest_folder(way: Path, known: Sequence[AppFile]) -> Sequence[AppFile]:
    """Return the entries of a nested folder, relative to the outer folder."""
    for name in reversed(way.parts):
        known = (_declare_folder(re.escape(name), *known),)
    return known
