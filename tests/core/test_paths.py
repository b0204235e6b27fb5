"""Where things lie that belong to one session."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from selfhelp.__main__ import main
from selfhelp.core import paths
from selfhelp.core.home_folder import require_home_folder
from selfhelp.core.model import Platform
from selfhelp.core.paths import AppPaths
from tests.people import ROOT


def test_two_sessions_of_one_person_on_a_terminal_server_do_not_share_an_app(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    found: list[Path] = []
    for number in (1, 7):
        monkeypatch.setattr(paths, "_read_windows_session", lambda number=number: number)
        found.append(AppPaths.create_for_current_user(Platform.WINDOWS).runtime)
    assert [folder.name for folder in found] == ["session-1", "session-7"]
    assert found[0].parent == found[1].parent


def test_otherwise_the_systems_session_folder_is_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert AppPaths.create_for_current_user(Platform.LINUX).runtime == tmp_path / "selfhelp"
    assert (
        AppPaths.create_for_current_user(Platform.WINDOWS).runtime.name == "session-0"
    )  # the ID is not available here


@pytest.mark.parametrize("error", [KeyError, OSError, ImportError])
def test_a_user_without_a_name_is_no_error(monkeypatch: pytest.MonkeyPatch, error: type[Exception]) -> None:
    def nobody() -> str:
        raise error("uid not found")

    monkeypatch.setattr("getpass.getuser", nobody)
    assert paths.read_login_name() == ""


@pytest.mark.skipif(paths.detect_platform() is Platform.WINDOWS, reason="the variable HOME isn't used")
@pytest.mark.parametrize("home", ["", "anna", None])
def test_without_a_home_folder_there_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], home: str | None
) -> None:
    """An account without an entry in the account database, as in a container."""

    def find_no_entry(_: int) -> None:
        raise KeyError("getpwuid(): uid not found: 54321")

    monkeypatch.setattr("pwd.getpwuid", find_no_entry)
    monkeypatch.delenv("HOME", raising=False)
    if home is not None:
        monkeypatch.setenv("HOME", home)
    assert main(["doctor", "--lang", "en"]) == 3
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err == (
        "selfhelp: The home folder of your account isn't known on this computer. Set the variable HOME to "
        "its path, or contact the help desk.\n"
    )
    assert main(["--version"]) == 0, "it needs no folder, for example while an image is built"


@pytest.mark.skipif(paths.detect_platform() is Platform.WINDOWS, reason="the variable HOME isn't used")
@pytest.mark.parametrize("home", ["", "anna"])
def test_a_home_that_is_no_absolute_path_is_taken_from_the_account(
    monkeypatch: pytest.MonkeyPatch, home: str
) -> None:
    """Python takes an empty one for the root of the file system."""
    import pwd

    monkeypatch.setenv("HOME", home)
    require_home_folder()
    assert str(Path.home()) == pwd.getpwuid(os.getuid()).pw_dir


VARIABLES = ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")


@pytest.mark.skipif(paths.detect_platform() is not Platform.LINUX, reason="elsewhere platformdirs is asked")
@pytest.mark.parametrize("home", ["/home/anna", "/", "/home/anna/", "//home//anna", "anna", "", None])
@pytest.mark.parametrize("told", [None, "", "relative", "~/x", "/srv/anna", "/srv/anna/"])
def test_on_linux_the_folders_are_where_platformdirs_has_them(
    monkeypatch: pytest.MonkeyPatch, home: str | None, told: str | None
) -> None:
    for name, value in {"HOME": home, **dict.fromkeys(VARIABLES, told)}.items():
        if value is None:
            monkeypatch.delenv(name, raising=False)
        else:
            monkeypatch.setenv(name, value)
    found = AppPaths.create_for_current_user(Platform.LINUX)
    assert (found.config, found.data, found.cache, found.log) == paths._find_platformdirs_folders()


@pytest.mark.skipif(paths.detect_platform() is not Platform.LINUX, reason="elsewhere platformdirs is asked")
def test_on_linux_no_library_is_loaded_for_them() -> None:
    code = (
        "import sys; from selfhelp.core.paths import AppPaths, Platform\n"
        "AppPaths.create_for_current_user(Platform.LINUX); print('platformdirs' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout == "False\n"
