"""Where things live on Windows."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from selfhelp.core.paths import AppPaths, Platform, detect_platform, make_private_folder


def test_the_system_says_where_data_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """SHGetKnownFolderPath is asked, not a variable that anybody may set."""
    true = Path(os.environ["LOCALAPPDATA"])
    monkeypatch.delenv("WIN_PD_OVERRIDE_LOCAL_APPDATA")
    monkeypatch.setenv("LOCALAPPDATA", "C:\\elsewhere")
    places = AppPaths.create_for_current_user(detect_platform())
    assert detect_platform() is Platform.WINDOWS
    assert places.config == places.data == true / "selfhelp"
    assert (places.cache, places.log) == (true / "selfhelp" / "Cache", true / "selfhelp" / "Logs")
    assert places.machine_policy == Path("C:\\ProgramData\\selfhelp")
    assert places.runtime.parent == places.cache / "run"


def test_each_session_has_its_own_locks() -> None:
    name = AppPaths.create_for_current_user(Platform.WINDOWS).runtime.name
    session, _, number = name.partition("-")
    assert session == "session"
    assert number.isdecimal()


def test_a_folder_with_any_name_is_made(own_folders: Path) -> None:
    places = AppPaths.create_for_current_user(Platform.WINDOWS)
    assert places.runtime.is_relative_to(own_folders)
    assert make_private_folder(places.runtime).is_dir()
