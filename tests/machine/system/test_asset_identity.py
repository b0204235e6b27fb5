"""What the firmware says, and what it does not want to say."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from selfhelp.core.errors import NotOfferedError, ProbeError
from selfhelp.core.model import Platform
from selfhelp.machine.system import asset_identity
from selfhelp.machine.system.asset_identity import COMPUTER, drop_placeholder_text, read_firmware_tables
from tests.fake_machine import FakeMachine
from tests.machine.kernel_tree import plant


@pytest.mark.parametrize(
    "text", ["To Be Filled By O.E.M.", " Default string ", "0000", "N/A", "....", "", "XXXXXXX", "\0"]
)
def test_placeholders(text: str) -> None:
    assert drop_placeholder_text(text) == ""


@pytest.mark.parametrize("text", ["5CG1234ABC", "IT-004217", "0C1F", "X1"])
def test_similar_names_are_suggested(text: str) -> None:
    assert drop_placeholder_text(text) == text


def test_what_may_not_be_read_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(tmp_path, {"product_serial": "S\n", "chassis_type": "9\n", "board_name": "B\n"})
    real = Path.read_bytes

    def guarded(path: Path) -> bytes:
        if path.name == "product_serial":
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(Path, "read_bytes", guarded)
    assert read_firmware_tables(str(tmp_path)) == {
        "product_serial": None,
        "chassis_type": "9",
        "board_name": "B",
    }


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="needs the device tree's form")
def test_a_device_tree_says_its_serial_number(tmp_path: Path) -> None:
    plant(tmp_path, {"serial-number": b"10000000abcd\0"})
    assert read_firmware_tables(str(tmp_path / "none"), str(tmp_path)) == {"product_serial": "10000000abcd"}


@pytest.mark.parametrize("answer", [{}, None, [], "text"])
def test_a_firmware_that_says_nothing(answer: object) -> None:
    with pytest.raises(NotOfferedError if answer == {} else ProbeError, match="isn't available"):
        COMPUTER.read(FakeMachine(readings={"asset_identity.read_firmware_tables": answer}))


@pytest.mark.parametrize("platform", [Platform.WINDOWS, Platform.MACOS])
def test_no_answer_elsewhere(platform: Platform) -> None:
    with pytest.raises(ProbeError):
        COMPUTER.read(FakeMachine(platform, programs={"system_profiler": "Fehler"}))


def test_the_question_names_no_translated_text() -> None:
    assert "netsh" not in asset_identity.WINDOWS
    assert "systeminfo" not in asset_identity.WINDOWS
