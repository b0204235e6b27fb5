"""Programs for remote help: only what an administrator alone can change is started; only an id is an id."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from selfhelp.machine.apps.remote_tools import (
    find_tool_in_program_folders,
    find_trusted_tool,
    format_tool_id,
    is_administrator_only,
    launch_tool,
    normalise_tool_id,
)

ROOT_ONLY = [0]
needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="makes files of root")


@pytest.mark.parametrize("said", ["123456", "123 456 789", "1 234 567 890\n", 987654321, "123456789012"])
def test_what_is_an_id(said: str | int) -> None:
    assert normalise_tool_id(said) == "".join(str(said).split())


@pytest.mark.parametrize(
    "said",
    [
        "",
        "0",
        "12345",
        "1234567890123",
        "hunter2",
        "Permission denied!",
        "-123456",
        "12345６",
        None,
        True,
        1.5,
        "1e9000",
    ],
)
def test_what_is_none(said: object) -> None:
    assert normalise_tool_id(said) == ""


def test_an_id_is_shown_in_groups() -> None:
    assert (format_tool_id("1234567890"), format_tool_id("123456"), format_tool_id("")) == (
        "1 234 567 890",
        "123 456",
        "",
    )
    assert format_tool_id("012345678").replace(" ", "") == "012345678"


def test_only_system_programs_are_found(tmp_path: Path) -> None:
    own = tmp_path / "tool"
    shutil.copy("/bin/true", own)
    assert find_trusted_tool([str(own)], ROOT_ONLY) == {"program": "", "obstacle": "insecure"}
    assert find_trusted_tool([str(tmp_path / "none")], ROOT_ONLY) == {
        "program": "",
        "obstacle": "not-installed",
    }
    real = str(Path("/bin/true").resolve())
    assert find_trusted_tool([str(tmp_path / "none"), "/bin/true"], ROOT_ONLY) == {
        "program": real,
        "obstacle": "",
    }


def test_a_user_link_to_a_system_program_is_ignored(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/bin/true")
    assert not is_administrator_only(tmp_path / "link", ROOT_ONLY)


@pytest.mark.lab
@needs_root
@pytest.mark.parametrize(
    ("mode", "folder", "owner", "group", "fine"),
    [
        (0o755, 0o755, 0, 0, True),
        (0o775, 0o755, 0, 0, True),  # the group of root
        (0o775, 0o755, 0, 1000, False),
        (0o757, 0o755, 0, 0, False),
        (0o755, 0o777, 0, 0, False),
        (0o755, 0o755, 65534, 0, False),
    ],
)
def test_who_could_have_changed_it(mode: int, folder: int, owner: int, group: int, fine: bool) -> None:
    place = Path("/opt") / f"selfhelp-test-{os.getpid()}"
    place.mkdir(mode=0o755)
    try:
        tool = place / "tool"
        shutil.copy("/bin/true", tool)
        os.chown(tool, owner, group)
        tool.chmod(mode)
        place.chmod(folder)
        assert is_administrator_only(tool, ROOT_ONLY) is fine
    finally:
        shutil.rmtree(place)


@pytest.mark.lab
@needs_root
@pytest.mark.parametrize(
    ("open_part", "found"),
    [("", True), ("Contents/MacOS/Helper", False), ("Contents/Info.plist", False), ("Contents", False)],
)
def test_programs_in_app_bundles_are_recognised(open_part: str, found: bool) -> None:
    place = Path("/opt") / f"selfhelp-test-{os.getpid()}"
    bundle = place / "Helper.app"
    (bundle / "Contents" / "MacOS").mkdir(parents=True)
    try:
        shutil.copy("/bin/true", bundle / "Contents" / "MacOS" / "Helper")
        (bundle / "Contents" / "Info.plist").touch(mode=0o644)
        for folder in (place, bundle, bundle / "Contents", bundle / "Contents" / "MacOS"):
            folder.chmod(0o755)
        if open_part:
            (bundle / open_part).chmod(0o777)
        answer = find_trusted_tool([str(bundle)], ROOT_ONLY)
        assert answer == {"program": str(bundle) if found else "", "obstacle": "" if found else "insecure"}
    finally:
        shutil.rmtree(place)


def test_windows_takes_programs_below_the_folders_of_programs_only(tmp_path: Path) -> None:
    # Paths of this system stand in for Windows': the rule is about what lies below what.
    inside, outside = tmp_path / "Program Files" / "x", tmp_path / "Users" / "ada"
    for place in (inside, outside):
        place.mkdir(parents=True)
        (place / "tool.exe").touch()
    roots = [str(tmp_path / "Program Files")]
    sneaky = str(tmp_path / "Program Files" / ".." / "Users" / "ada" / "tool.exe")
    answer = find_tool_in_program_folders([sneaky], [root.replace("/", "\\") for root in roots])
    assert answer == {"program": "", "obstacle": "insecure"}


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks into /proc")
def test_a_started_program_goes_on_and_leaves_no_dead_entry() -> None:
    launch_tool("/bin/sleep", ["0.217"])
    children = subprocess.run(
        ["ps", "-o", "pid=,args=", "--ppid", str(os.getpid())], capture_output=True, text=True
    )
    (own,) = (line.split()[0] for line in children.stdout.splitlines() if line.endswith("/sleep 0.217"))
    end = time.monotonic() + 10
    while Path("/proc", own).exists():
        assert time.monotonic() < end, Path("/proc", own, "stat").read_text()
        time.sleep(0.05)
