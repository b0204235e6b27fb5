"""What programs keep for themselves: moved aside and put back without a byte lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from selfhelp.core.errors import ProbeError, StepError
from selfhelp.core.model import Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.machine import step_from_json
from selfhelp.machine.apps import known_apps, libreoffice
from selfhelp.machine.apps.app_caches import (
    ResetCache,
    RestoreCache,
    find_free_backup_name,
    read_backup_name,
    rename_cache_to_backup,
)
from selfhelp.machine.apps.libreoffice import read_profile_state
from selfhelp.machine.local_machine import LocalMachine

MACHINE = LocalMachine(Platform.LINUX)
SETTINGS = "libreoffice-settings"


@pytest.fixture(autouse=True)
def nothing_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests may have LibreOffice open."""
    monkeypatch.setattr(known_apps, "find_own_processes", _nobody)


def _nobody(names: list[str]) -> Json:
    return []


@pytest.fixture
def file(own_home: Path) -> Path:
    file = own_home / ".config" / "libreoffice" / "4" / "user" / "registrymodifications.xcu"
    file.parent.mkdir(parents=True)
    file.write_text("<items/>")
    return file


def test_it_goes_aside_and_comes_back_after_a_restart(file: Path) -> None:
    step = ResetCache(SETTINGS, read_backup_name(MACHINE, SETTINGS))
    back = step.make_undo_step(MACHINE)
    assert back is not None
    assert step.perform(MACHINE, Progress()) is not None
    assert [entry.name for entry in file.parent.iterdir()] == ["registrymodifications.xcu.put-aside-1"]
    assert step.perform(MACHINE, Progress()) is None, "nothing is left to do"
    step_from_json(back.to_json()).perform(MACHINE, Progress())
    assert [entry.name for entry in file.parent.iterdir()] == ["registrymodifications.xcu"]


def test_files_the_app_created_since_are_kept_too(file: Path) -> None:
    ResetCache(SETTINGS, find_free_backup_name(SETTINGS)).perform(MACHINE, Progress())
    file.write_text("<newer/>")
    assert find_free_backup_name(SETTINGS) == "registrymodifications.xcu.put-aside-2"
    said = RestoreCache(SETTINGS, "registrymodifications.xcu.put-aside-1").perform(MACHINE, Progress())
    assert said is not None
    assert "put-aside-2" in said
    assert file.read_text() == "<items/>"
    assert file.with_name("registrymodifications.xcu.put-aside-2").read_text() == "<newer/>"


@pytest.mark.parametrize("kept", ["../evil.put-aside-1", "registrymodifications.xcu.put-aside-1/..", "x", ""])
def test_a_name_that_we_did_not_give_is_refused(file: Path, kept: str) -> None:
    with pytest.raises(StepError):
        rename_cache_to_backup(SETTINGS, kept)
    with pytest.raises(StepError):
        RestoreCache(SETTINGS, kept).perform(MACHINE, Progress())
    assert file.exists()


def test_a_name_that_is_taken_is_never_written_over(file: Path) -> None:
    beside = file.with_name("registrymodifications.xcu.put-aside-1")
    beside.write_text("mine")
    with pytest.raises(StepError):
        rename_cache_to_backup(SETTINGS, beside.name)
    assert beside.read_text() == "mine"


def test_a_program_that_runs_keeps_its_store(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def someone(names: list[str]) -> Json:
        return [{"pid": 7, "started": 7.0}]

    monkeypatch.setattr(known_apps, "find_own_processes", someone)
    with pytest.raises(StepError, match="LibreOffice is open"):
        ResetCache(SETTINGS, find_free_backup_name(SETTINGS)).perform(MACHINE, Progress())
    assert file.exists()


@pytest.mark.parametrize(
    ("text", "settings"),
    [
        ("<items/>", "fine"),
        ('<?xml version="1.0"?><a><b/></a>', "fine"),
        ("", "damaged"),
        ("<items>", "damaged"),
        ("\0" * 5000, "damaged"),
    ],
)
def test_settings_that_are_no_xml_are_damaged(file: Path, text: str, settings: str) -> None:
    file.write_text(text)
    assert read_profile_state() == {"closed": [], "settings": settings, "lock": None}


def test_a_folder_in_place_of_the_settings_is_closed(file: Path) -> None:
    file.unlink()
    file.mkdir()
    assert read_profile_state()["closed"] == ["user/registrymodifications.xcu"]


@pytest.mark.parametrize(
    "text", ["", "no section", "[Lockdata]\nHost=<b>$(id)\nUser=\x1b[2J\n", "[Lockdata]\n" + "x" * 20_000]
)
def test_an_odd_lock_file_is_foreign(file: Path, text: str) -> None:
    (file.parent.parent / ".lock").write_text(text)
    assert read_profile_state()["lock"]["ours"] is False


def test_without_libreoffice_there_is_nothing_to_say(own_home: Path) -> None:
    assert read_profile_state() is None
    assert find_free_backup_name("libreoffice-profile") == ""


def test_where_nothing_can_be_saved_at_all_its_folder_is_not_to_blame(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def always(folder: Path) -> bool:
        return True

    monkeypatch.setattr(libreoffice, "is_volume_read_only", always)
    with pytest.raises(ProbeError, match="Nothing can be saved"):
        read_profile_state()
