"""Reads sysfs files of the Linux kernel; each file holds one value (sysfs(5))."""

from __future__ import annotations

from pathlib import Path


def read_value(path: Path) -> str:
    """Return the value in a sysfs file, without its line break; "" if the file is missing or unreadable.

    Reading the speed of a network card without a link, for instance, fails with EINVAL.
    """
    try:
        return path.read_text("utf-8", "replace").strip()
    except OSError:
        return ""
