"""Writes a support bundle for reporting an error in this app, without names and secrets."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from selfhelp.core.errors import StorageError
from selfhelp.core.text import N_

LOG_LIMIT = 2_000_000
"""Maximum bytes of each log file in the bundle, counted from the file's end."""

MOMENT = (1980, 1, 1, 0, 0, 0)
"""Fixed timestamp of every file in the bundle, so that the bundle reveals no times."""


def write_support_bundle(
    parts: Mapping[str, str], logs: Path, target: Path, clean: Callable[[str], str]
) -> Sequence[tuple[str, int]]:
    """Write the bundle as a ZIP archive; return the names of its files, and their sizes in bytes.

    Args:
        parts: texts by file name.
        logs: the app's log folder.
        target: the archive's path, which must not exist yet; only the user can read the archive.
        clean: removes names and secrets from a text, see `selfhelp.report.redact`.

    Raises:
        StorageError: the archive couldn't be written; no part of it is left.
    """
    texts = {**parts, **_read_log_files(logs)}
    try:
        handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        message = N_("Couldn't write the file: {reason}", reason=f"{target}: {error.strerror}")
        raise StorageError(message, detail=repr(error)) from error
    try:
        with os.fdopen(handle, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            return [
                (name, _add_text_file(archive, name, clean(text))) for name, text in sorted(texts.items())
            ]
    except BaseException as error:
        target.unlink(missing_ok=True)
        if isinstance(error, OSError):
            message = N_("Couldn't write the file: {reason}", reason=f"{target}: {error.strerror}")
            raise StorageError(message, detail=repr(error)) from error
        raise


def _add_text_file(archive: zipfile.ZipFile, name: str, text: str) -> int:
    content = text.encode("utf-8", "replace")
    about = zipfile.ZipInfo(name, MOMENT)
    about.compress_type = zipfile.ZIP_DEFLATED
    archive.writestr(about, content)
    return len(content)


def _read_log_files(folder: Path) -> Mapping[str, str]:
    """Return the ends of the app's log files by file name; for an unreadable file, return the error."""
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
