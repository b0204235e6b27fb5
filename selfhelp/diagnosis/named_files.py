"""Tells the file that a complaint is about from another file that a check found."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from types import MappingProxyType

from selfhelp.catalog.query_parser import normalise
from selfhelp.core.model import CheckResult, CheckState, Json
from selfhelp.core.text import Text

PROTECTED = "file-permission"
"""ID of the check whose finding lists files."""

_KINDS: Mapping[tuple[str, ...], Collection[str]] = MappingProxyType(
    {
        ("excel", "calc", "spreadsheet", "tableur", "classeur", "tabelle", "xlsx", "xls", "csv"): (
            *("xlsx", "xls", "xlsm", "xlsb", "xltx", "ods", "csv"),
        ),
        ("word", "writer", "docx"): ("docx", "doc", "docm", "dotx", "odt", "rtf"),
        ("powerpoint", "impress", "pptx", "ppt", "presentation", "diaporama"): ("pptx", "ppt", "pptm", "odp"),
        ("pdf", "acrobat"): ("pdf",),
        ("photo", "photos", "jpg", "jpeg", "png"): ("jpg", "jpeg", "png", "heic", "tif", "tiff", "gif"),
    }
)
"""The endings of a kind of file, by the words that name the kind."""

_GENERAL = frozenset(
    (
        *("copy", "copie", "kopie", "data", "document", "documents", "dokument", "draft", "file", "files"),
        *("fichier", "fichiers", "datei", "final", "save", "with", "this", "that", "mappe", "note", "notes"),
        *(word for words in _KINDS for word in words),
    )
)
"""Words that name no particular file."""

_WORD = re.compile(r"[a-z0-9]+")
_ENDINGS = "|".join(sorted({ending for endings in _KINDS.values() for ending in endings} | {"txt"}))
_FILE_NAME = re.compile(rf"\w\.(?:{_ENDINGS})\b", re.IGNORECASE)
_LEAST = 4
"""Minimum length of a word that tells one file's name from another."""


@dataclass(frozen=True, slots=True)
class NamedFile:
    """What a complaint says about the file that it concerns.

    Attributes:
        words: the words of the complaint, normalised.
        endings: the endings of the files that the words mean; empty for any file.
        has_name: whether the words contain a file's name.
    """

    words: Collection[str]
    endings: Collection[str] = ()
    has_name: bool = False

    def is_about(self, file: Mapping[str, Json]) -> bool:
        """Return whether a found file can be the one: by its name, or by its kind and recent use."""
        path = PurePosixPath(str(file["path"]))
        ending = path.suffix.lstrip(".").lower()
        if self._contains_name(path.stem, ending):
            return True
        if self.has_name or (self.endings and ending not in self.endings):
            return False
        return file.get("recent") is not False

    def _contains_name(self, stem: str, ending: str) -> bool:
        """Return whether the words contain a telling word of a file's name, and no other kind of file."""
        telling = {word for word in _WORD.findall(normalise(stem)) if len(word) >= _LEAST} - _GENERAL
        return bool(telling & set(self.words)) and (not self.endings or ending in self.endings)


def find_named_file(text: str) -> NamedFile:
    """Return what a text says about the file that it concerns."""
    words = frozenset(_WORD.findall(normalise(text)))
    endings = {ending for names, of_kind in _KINDS.items() if words & set(names) for ending in of_kind}
    return NamedFile(words, frozenset(endings), _FILE_NAME.search(text) is not None)


def is_about_other_file(result: CheckResult, named: NamedFile | None) -> bool:
    """Return whether a finding lists files, but none that the complaint can be about."""
    files = _list_found_files(result)
    return named is not None and bool(files) and not any(map(named.is_about, files))


def name_meant_file(result: CheckResult, named: NamedFile | None) -> CheckResult:
    """Return a finding about several files with the name of the one that the complaint is about."""
    files, finding = _list_found_files(result), result.finding
    if named is None or finding is None or len(files) < 2 or "file" not in finding.summary.values:
        return result
    meant = next((file for file in files if named.is_about(file)), files[0])
    if meant is files[0]:
        return result
    summary = finding.summary
    values = {**summary.values, "file": str(meant["path"])}
    text = Text(summary.template, values, summary.plural)
    return replace(result, finding=replace(finding, summary=text))


def _list_found_files(result: CheckResult) -> Sequence[Mapping[str, Json]]:
    if result.id != PROTECTED or result.state is not CheckState.FOUND or result.finding is None:
        return ()
    files: Sequence[Mapping[str, Json]] = result.finding.data.get("found", ())
    return files
