"""What pw-dump prints, also where it prints something odd."""

from __future__ import annotations

import json

import pytest

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Json
from selfhelp.machine import Output
from selfhelp.machine.audio.pipewire import find_node_number, read_pipewire_devices
from selfhelp.machine.audio.sound_devices import AudioDevice, AudioDeviceType, AudioDirection
from tests.fake_machine import FakeMachine


def dump(things: Json, code: int = 0) -> FakeMachine:
    """A Linux whose pw-dump prints this."""
    printed = things if isinstance(things, str) else json.dumps(things)
    return FakeMachine(programs={"pw-dump": Output(code, printed)})


def node(name: str, number: Json = 49, media: str = "Audio/Sink", **settings: Json) -> Json:
    about = {"node.name": name, "node.description": f"<b>{name}", "media.class": media}
    return {"id": number, "info": {"props": about, "params": {"Props": [settings]}}}


METADATA = {"metadata": [{"key": "default.audio.sink", "value": {"name": "a"}}]}


def test_a_device_has_the_volume_that_people_see() -> None:
    found = read_pipewire_devices(
        dump([METADATA, node("a", mute=True, channelVolumes=[0.027, 1])]), AudioDirection.OUTPUT
    )
    assert found == [
        AudioDevice("a", "<b>a", AudioDeviceType.OTHER, used=True, muted=True, volumes=(0.3, 1.0))
    ]


def test_odd_objects_do_not_hide_the_others() -> None:
    odd: Json = [
        None,
        3,
        {},
        {"info": 7},
        {"info": {"props": [], "params": 3}},
        {"metadata": [1, {"key": 2}]},
    ]
    strange = node("b", channelVolumes=["loud", -1, None], mute="yes")
    found = read_pipewire_devices(dump([*odd, strange, node("auto_null")]), AudioDirection.OUTPUT)
    assert found is not None
    assert [(d.id, d.kind, d.volumes, d.muted) for d in found] == [
        ("b", AudioDeviceType.OTHER, (), False),
        ("auto_null", AudioDeviceType.NOTHING, (), False),
    ]


def test_microphones_are_no_speakers() -> None:
    things = [node("a"), node("m", media="Audio/Source/Virtual"), node("n", media="Video/Source")]
    found = read_pipewire_devices(dump(things), AudioDirection.INPUT)
    assert [device.id for device in found or ()] == ["m"]


def test_a_service_that_does_not_run_is_told_from_one_that_babbles() -> None:
    assert read_pipewire_devices(dump("", code=1), AudioDirection.OUTPUT) is None
    with pytest.raises(ProbeError):
        read_pipewire_devices(dump("not JSON"), AudioDirection.OUTPUT)


def test_the_number_is_that_of_now() -> None:
    assert find_node_number(dump([node("a", 7), node("b", 8)]), AudioDirection.OUTPUT, "b") == "8"
    with pytest.raises(ProbeError):
        find_node_number(dump([node("a", "x")]), AudioDirection.OUTPUT, "a")
