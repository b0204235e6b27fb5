"""A pretended /sys: files that the kernel would show, in a folder of a test."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path


def plant(folder: Path, files: Mapping[str, str | bytes]) -> Path:
    """Write files below a folder; returns the folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder
