"""Memory modules where a computer says little, or nonsense."""

from __future__ import annotations

import json

import pytest

from selfhelp.core.errors import NotOfferedError, ProbeError
from selfhelp.core.model import Json, Platform
from selfhelp.machine.system.memory_modules import MEMORY, UDEV
from tests.fake_machine import FakeMachine


@pytest.mark.parametrize(
    "text",
    [
        "",
        "E:ID_MODEL=x\n",
        "E:MEMORY_DEVICE_0x_SIZE=1\n",
        "\x00\xff" * 100,
        "E:MEMORY_DEVICE_99999_SIZE=1\n",
        "E:=\n",
    ],
)
def test_udev_that_knows_nothing_of_memory(text: str) -> None:
    with pytest.raises(NotOfferedError):
        MEMORY.read(FakeMachine(files={UDEV: text}))


def test_no_udev_at_all() -> None:
    with pytest.raises(NotOfferedError, match="Memory module details"):
        MEMORY.read(FakeMachine())


def test_a_size_that_is_no_number_is_an_empty_slot() -> None:
    text = "E:MEMORY_DEVICE_0_SIZE=viel\nE:MEMORY_DEVICE_1_SIZE=1024\nE:MEMORY_DEVICE_1_LOCATOR=B\n"
    memory = MEMORY.read(FakeMachine(files={UDEV: text}))
    assert (memory.slots, [module.slot for module in memory.modules]) == (2, ["B"])


@pytest.mark.parametrize("answer", [7, [], [7], [{"_items": "x"}], [{"_items": [{"dimm_size": "viel"}]}], {}])
def test_garbage_of_a_mac(answer: Json) -> None:
    programs = {"system_profiler": json.dumps({"SPMemoryDataType": answer})}
    with pytest.raises(NotOfferedError):
        MEMORY.read(FakeMachine(Platform.MACOS, programs=programs))


@pytest.mark.parametrize("answer", [{}, {"Modules": 7}, {"Modules": [], "Slots": "x"}, {"Modules": [[1]]}])
def test_garbage_of_windows(answer: Json) -> None:
    with pytest.raises((NotOfferedError, ProbeError)):
        MEMORY.read(FakeMachine(Platform.WINDOWS, objects=[answer]))
