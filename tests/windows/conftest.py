"""Tests of what only Windows has: they run there, or under Wine.

``tools/wine.sh -m pytest tests/windows`` does that. On Linux nothing of this folder is collected;
``tests/packages/test_under_wine.py`` runs it there.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

collect_ignore_glob = [] if sys.platform == "win32" else ["test_*.py"]


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """Mark what lies here; the hook sees the tests of every folder."""
    for item in items:
        if item.path.parent == Path(__file__).parent:
            item.add_marker(pytest.mark.windows)


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folders of the test's own for the program and the processes it starts; returns that of local data."""
    folder = tmp_path / "Zoé O'Brien" / "AppData" / "Local"
    folder.mkdir(parents=True)
    monkeypatch.setenv("WIN_PD_OVERRIDE_LOCAL_APPDATA", str(folder))
    return folder
