"""Small files of the Linux kernel with one value each (sysfs(5))."""

from __future__ import annotations

from pathlib import Path


def read_value(path: Path) -> str:
    """Return the value without its line end; empty if there is none or the device does not say.

    A network card without a link, for instance, answers with EINVAL when it is asked for its speed.
    """
    try:
        return path.read_text("utf-8", "replace").strip()
    except OSError:
        return ""
