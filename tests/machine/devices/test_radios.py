"""Radios: what the kernel's switches say, also where one is odd."""

from __future__ import annotations

from pathlib import Path

from selfhelp.machine.devices.radios import read_kill_switches


def rfkill(folder: Path, name: str, **files: str) -> None:
    (folder / name).mkdir()
    for file, text in files.items():
        (folder / name / file).write_text(text + "\n")


def test_only_one_kind_is_told_and_one_that_went_away_hides_no_other(tmp_path: Path) -> None:
    rfkill(tmp_path, "rfkill0", type="wlan", soft="1", hard="0")
    rfkill(tmp_path, "rfkill1", type="bluetooth", soft="0", hard="1")
    rfkill(tmp_path, "rfkill2", type="wlan", soft="0")  # pulled out: no file "hard" any more
    assert read_kill_switches("wlan", str(tmp_path)) == [{"soft": True, "hard": False}]
    assert read_kill_switches("bluetooth", str(tmp_path)) == [{"soft": False, "hard": True}]
    assert read_kill_switches("wlan", str(tmp_path / "none")) == []
