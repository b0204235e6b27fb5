"""Detects many documents with the same unknown second extension, a sign of ransomware.

Twenty documents renamed within a week like ``letter.docx.qx7``, all with the same new extension, are
suspicious. Extensions added by common tools are excluded.
"""

from __future__ import annotations

import re
import time
from dataclasses import dataclass
from datetime import timedelta

from selfhelp.core.model import Json, Platform
from selfhelp.machine import Machine, Probe, Reading
from selfhelp.machine.files.documents import DocumentEntry, to_home_relative, walk_documents

MANY = 20
WEEK = timedelta(days=7)

DOCUMENTS = (
    "docx?|xlsx?|pptx?|od[tspg]|rtf|txt|csv|pdf|md|eml|msg|pst|sql|zip|"
    "jpe?g|png|gif|tiff?|heic|mp[34]|mov|avi"
)
_RENAMED = re.compile(rf".+\.(?:{DOCUMENTS})\.(?:.*\.)?(?P<ending>[A-Za-z0-9_-]{{2,24}})", re.I | re.S)

HARMLESS = frozenset(
    {
        *(
            "gz",
            "bz2",
            "xz",
            "zst",
            "lz4",
            "br",
            "zip",
            "7z",
            "rar",
            "tar",
            "bak",
            "backup",
            "old",
            "orig",
            "new",
        ),
        *(
            "tmp",
            "temp",
            "part",
            "partial",
            "crdownload",
            "download",
            "swp",
            "lnk",
            "url",
            "desktop",
            "aside",
        ),
        *(
            "gpg",
            "pgp",
            "asc",
            "sig",
            "p7m",
            "p7s",
            "age",
            "md5",
            "sha1",
            "sha256",
            "torrent",
            "meta",
            "json",
        ),
        *(
            "xml",
            "xmp",
            "html",
            "htm",
            "txt",
            "csv",
            "pdf",
            "doc",
            "docx",
            "xls",
            "xlsx",
            "ppt",
            "pptx",
            "odt",
        ),
        *(
            "ods",
            "odp",
            "jpg",
            "jpeg",
            "png",
            "gif",
            "webp",
            "mp3",
            "mp4",
            "log",
            "md",
            "yaml",
            "conf",
            "eml",
        ),
    }
)


@dataclass(frozen=True, slots=True)
class RenamedDocuments:
    """Documents with one unknown extension: their number, and an example as ``~/…``. External text."""

    ending: str
    count: int
    example: str


def find_suspicious_extension() -> Json:
    """Return the unknown extension that most documents got recently; None if too few documents have it."""
    endings: dict[str, list[str]] = {}
    since = time.time() - WEEK.total_seconds()
    for entry in walk_documents():
        if ending := _find_unknown_extension(entry, since):
            endings.setdefault(ending, []).append(to_home_relative(entry.path))
    ending = max(endings, key=lambda name: len(endings[name]), default="")
    if len(endings.get(ending, ())) < MANY:
        return None
    return {"ending": ending, "count": len(endings[ending]), "example": endings[ending][0]}


def _find_unknown_extension(entry: DocumentEntry, since: float) -> str:
    match = _RENAMED.fullmatch(entry.path.name)
    if not match or max(entry.status.st_mtime, entry.status.st_ctime) < since:
        return ""
    ending = match["ending"].lower()
    return "" if ending in HARMLESS or ending.isdigit() else ending


def _read_renamed_documents(machine: Machine) -> RenamedDocuments | None:
    answer = machine.read(Reading(find_suspicious_extension))
    return None if answer is None else RenamedDocuments(**answer)


RENAMED: Probe[RenamedDocuments | None] = Probe(
    "whether many documents were given one strange ending",
    {
        Platform.LINUX: _read_renamed_documents,
        Platform.MACOS: _read_renamed_documents,
        Platform.WINDOWS: _read_renamed_documents,
    },
)
