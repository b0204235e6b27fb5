"""One of the user's own settings files: read unchanged, and replaced atomically."""

from __future__ import annotations

import os
import stat
import tempfile
from contextlib import suppress
from pathlib import Path

LARGEST = 20_000_000
"""Bytes that are read at most."""


def read_plain_file(path: Path) -> str:
    """Return the text of a plain file, with its line ends; bytes that are no UTF-8 survive
    `replace_file_text`.

    Raises:
        OSError: it cannot be read, or isn't a plain file.
    """
    descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(descriptor, encoding="utf-8", errors="surrogateescape", newline="") as stream:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(f"not a plain file: {path}")
        return stream.read(LARGEST)


def replace_file_text(path: Path, text: str) -> None:
    """Write a file beside the old one and replace it, keeping its permissions; a link stays a link.

    Raises:
        OSError: it cannot be written; the file is as it was.
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
