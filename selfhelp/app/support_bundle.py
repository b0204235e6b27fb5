"""A bundle for a mistake of this program itself: what it looked like here, without names and secrets."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from selfhelp.core.errors import StorageError
from selfhelp.core.text import N_

LOG_LIMIT = 2_000_000
"""Bytes of each log file that are included, from its end."""

MOMENT = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the bundle: when each was written is no one's business."""


def write_bundle(
    parts: Mapping[str, str], logs: Path, target: Path, clean: Callable[[str], str]
) -> Sequence[tuple[str, int]]:
    """Write a ZIP archive and return the names in it with their bytes.

    Args:
        parts: texts by the name of their file.
        logs: the folder of our log files.
        target: the archive; must not exist yet, and no one else may read it.
        clean: takes names and secrets out of a text, see `selfhelp.report.redact`.

    Raises:
        StorageError: it could not be written; nothing is left of it.
    """
    texts = {**parts, **_log_files(logs)}
    try:
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        message = N_("Couldn't write the file: {reason}", reason=f"{target}: {error.strerror}")
        raise StorageError(message, detail=repr(error)) from error
    try:
        with os.fdopen(handle, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            return [(name, _add(archive, name, clean(text))) for name, text in sorted(texts.items())]
    except BaseException as error:
        target.unlink(missing_ok=True)
        if isinstance(error, OSError):
            message = N_("Couldn't write the file: {reason}", reason=f"{target}: {error.strerror}")
            raise StorageError(message, detail=repr(error)) from error
        raise


def _add(archive: zipfile.ZipFile, name: str, text: str) -> int:
    content = text.encode("utf-8", "replace")
    about = zipfile.ZipInfo(name, MOMENT)
    about.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(about, content)
    return len(content)


def _log_files(folder: Path) -> Mapping[str, str]:
    """Return the ends of our log files; one that cannot be read says why instead."""
    found: dict[str, str] = {}
    for file in sorted(folder.glob("selfhelp.log*")):
        if file.is_symlink() or not file.is_file():
            continue
        try:
            with file.open("rb") as stream:
                stream.seek(max(file.stat().st_size - LOG_LIMIT, 0))
                found[f"log/{file.name}"] = stream.read(LOG_LIMIT).decode("utf-8", "replace")
        except OSError as error:
            found[f"log/{file.name}"] = f"not readable: {error.strerror}\n"
    return found
