"""Reads a user's settings file unchanged, and replaces it atomically."""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

LARGEST = 20_000_000
"""Maximum size of a settings file to read, in bytes."""


def read_plain_text_file(path: Path) -> str:
    """Return the text of a regular file with its line breaks; invalid UTF-8 is kept for `replace_file_text`.

    Raises:
        OSError: the file can't be read, or isn't a regular file.
    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(descriptor, encoding="utf-8", errors="surrogateescape", newline="") as stream:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(f"not a plain file: {path}")
        return stream.read(LARGEST)


def replace_file_text(path: Path, text: str) -> None:
    """Replace the content of a file atomically, keeping its permissions; a link stays a link.

    Raises:
        OSError: the file can't be written, and is unchanged.
    """
    target = path.resolve()
    mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else 0o600
    descriptor, beside = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="surrogateescape", newline="") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(descriptor)
        Path(beside).chmod(mode)
        Path(beside).replace(target)
    except OSError:
        with suppress(OSError):
            Path(beside).unlink()
        raise
