"""What Wine lacks: each gap has a row in `docs/wine-gaps.md`.

`tests/packages/test_under_wine.py` compares the rows with the gaps that tests met.
"""

from __future__ import annotations

import ctypes
import sys
from typing import Any

import pytest

PREFIX = "Wine gap: "


def is_wine() -> bool:
    """Say whether this Windows is Wine's (Wine, developer FAQ: how to detect Wine)."""
    library: Any = ctypes
    return sys.platform == "win32" and hasattr(library.windll.ntdll, "wine_get_version")


def stop_at_gap(name: str) -> None:
    """End a test as an expected failure where Wine lacks what it needs; go on elsewhere.

    Args:
        name: how `docs/wine-gaps.md` calls it; "" where nothing is missing.
    """
    if name and is_wine():
        pytest.xfail(PREFIX + name)
