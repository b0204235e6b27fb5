"""Tests of what only Windows has: they run there, or under Wine.

``tools/wine.sh -m pytest tests/windows`` does that. On Linux nothing of this folder is collected;
``tests/packages/test_under_wine.py`` runs it there.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.windows.registry import Write

collect_ignore_glob = [] if sys.platform == "win32" else ["test_*.py"]
if not os.environ.get("SELFHELP_TEST_DESK"):
    collect_ignore_glob.append("test_rt_journey.py")  # it needs a server: tests/live/test_wine_rt.py


def pytest_collection_modifyitems(items: Sequence[pytest.Item]) -> None:
    """Mark what lies here; the hook sees the tests of every folder."""
    for item in items:
        if item.nodeid.startswith("tests/windows/"):  # quicker than the paths of twenty thousand
            item.add_marker(pytest.mark.windows)


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Folders of the test's own for the program and the processes it starts; returns that of local data."""
    folder = tmp_path / "Zoé O'Brien" / "AppData" / "Local"
    folder.mkdir(parents=True)
    monkeypatch.setenv("WIN_PD_OVERRIDE_LOCAL_APPDATA", str(folder))
    return folder


@pytest.fixture
def write() -> Iterator[Write]:
    """Return a function that writes one value of a policy; all of them go again."""
    from tests.windows.registry import writing_policy  # only Windows has what it imports

    with writing_policy() as write:
        yield write


@pytest.fixture
def no_browser() -> Iterator[None]:
    """No browser was chosen: under Wine the question for it can stop the app."""
    from tests.windows.registry import without_chosen_browser

    with without_chosen_browser():
        yield
