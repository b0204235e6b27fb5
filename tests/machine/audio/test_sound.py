"""What sound services answer when they answer oddly, and what changes are asked of them."""

# mypy: disable-error-code="attr-defined"

from __future__ import annotations

import json

import pytest

from selfhelp.core.errors import ProbeError, StepError
from selfhelp.core.model import Platform
from selfhelp.core.progress import Progress
from selfhelp.machine import Action, Command, Json, Output, Step
from selfhelp.machine.audio.audio_streams import STREAMS, AudioStream, MuteProgram
from selfhelp.machine.audio.audio_volume import SetMute, SetVolume, UseAudioDevice
from selfhelp.machine.audio.sound import OUTPUTS
from selfhelp.machine.audio.sound_devices import AudioDeviceType
from selfhelp.machine.devices.device_privacy import AllowDevice


class Pulse:
    """A Linux whose pactl answers what a test says, and that keeps what is changed."""

    platform = Platform.LINUX

    def __init__(self, sinks: Json, used: str = "a", plain: str = "") -> None:
        self._sinks, self._used, self._plain = sinks, used, plain
        self.changed: list[tuple[str, ...]] = []

    def run(self, command: Command) -> Output:
        if command.argv[-1] == "info":
            return Output(0, json.dumps({"default_sink_name": self._used}))
        if "json" not in command.argv:
            return Output(0, self._plain)
        return Output(0, self._sinks if isinstance(self._sinks, str) else json.dumps(self._sinks))

    def read(self, source: object) -> str:
        return ""

    def change(self, action: Action) -> Output:
        assert isinstance(action, Command)
        self.changed.append(action.argv)
        return Output(0, "")


def sink(name: str, **more: Json) -> Json:
    volume = {"front-left": {"value": 65536}, "front-right": {"value": 3001}}
    return {"name": name, "description": name, "mute": False, "volume": volume, "properties": {}} | more


def test_one_odd_device_does_not_hide_the_others() -> None:
    odd = [None, 3, {}, {"name": 7, "volume": "loud"}, sink("a", volume=None, properties=[], mute="yes")]
    devices = OUTPUTS.read(Pulse([*odd, sink("b")])).devices
    assert [(d.id, d.volume_percent, d.muted, d.kind) for d in devices] == [
        ("7", None, False, AudioDeviceType.OTHER),
        ("a", None, False, AudioDeviceType.OTHER),
        ("b", 100, False, AudioDeviceType.OTHER),
    ]


def test_an_answer_that_is_no_data_is_no_answer() -> None:
    with pytest.raises(ProbeError):
        OUTPUTS.read(Pulse("Invalid non-ASCII character"))


class Listing:
    """A computer whose sound programs all answer a list: data, and not what was asked for."""

    def __init__(self, platform: Platform, told: str) -> None:
        self.platform, self._told = platform, told

    def run(self, _: Command) -> Output:
        return Output(0, self._told)

    def read(self, _: object) -> str:
        return ""


@pytest.mark.parametrize("told", ["[]", "null", "7", '"text"'])
def test_data_of_another_form_is_no_accident(told: str) -> None:
    linux = OUTPUTS.read(Listing(Platform.LINUX, told))  # type: ignore[arg-type]
    assert (linux.running, linux.devices) == (True, [])
    with pytest.raises(ProbeError):
        OUTPUTS.read(Listing(Platform.MACOS, told))  # type: ignore[arg-type]


def test_a_name_that_is_missing_is_looked_up_and_stays_plain_text() -> None:
    hostile = "x</b>$(reboot)\x1b[2J" * 600
    pulse = Pulse([sink("a", description="(null)")], plain=f"Sink #1\n\tName: a\n\tDescription: {hostile}\n")
    assert OUTPUTS.read(pulse).devices[0].name == hostile


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({"properties": {"device.form_factor": "headset"}}, AudioDeviceType.HEADSET),
        ({"active_port": "analog-output-headphones"}, AudioDeviceType.HEADSET),
        ({"active_port": "hdmi-output-0"}, AudioDeviceType.SCREEN),
        ({"properties": {"device.class": "monitor"}}, AudioDeviceType.NOTHING),
        ({"active_port": None}, AudioDeviceType.OTHER),
    ],
)
def test_what_a_device_is(more: Json, kind: AudioDeviceType) -> None:
    assert OUTPUTS.read(Pulse([sink("a", **more)])).devices[0].kind is kind


def test_undo_restores_the_volume_of_each_channel() -> None:
    pulse = Pulse([sink("a")])
    back = SetVolume("output", "a", "A", (0.3, 0.3)).make_undo_step(pulse)
    assert back is not None
    back.perform(pulse, Progress())
    assert pulse.changed == [("pactl", "set-sink-volume", "a", "65536", "3001")]


def test_undo_restores_the_current_state() -> None:
    pulse = Pulse([sink("a", mute=True), sink("b")], used="b")
    assert SetMute("output", "a", "A", on=False).make_undo_step(pulse) == SetMute("output", "a", "A", on=True)
    assert UseAudioDevice("output", "a", "A").make_undo_step(pulse) == UseAudioDevice("output", "b", "b")


def test_a_removed_device_has_no_undo() -> None:
    with pytest.raises(ProbeError):
        SetMute("output", "gone", "A", on=False).make_undo_step(Pulse([sink("a")]))


class Mac:
    """A Mac whose only device in use is the headset."""

    platform = Platform.MACOS

    def __init__(self) -> None:
        self.changed: list[tuple[str, ...]] = []

    def run(self, command: Command) -> Output:
        if command.argv[0] == "osascript":
            return Output(0, "output volume:40, input volume:50, alert volume:100, output muted:false\n")
        device = {
            "_name": "Headset",
            "coreaudio_device_output": 2,
            "coreaudio_default_audio_output_device": "spaudio_yes",
        }
        return Output(0, json.dumps({"SPAudioDataType": [{"_items": [device]}]}))

    def change(self, action: Action) -> Output:
        assert isinstance(action, Command)
        self.changed.append(action.argv)
        return Output(0, "")


@pytest.mark.parametrize(
    "step", [SetMute("output", "", "Speakers", on=True), SetVolume("output", "", "Speakers", (0.0,))]
)
def test_on_a_mac_undo_never_changes_another_device(step: Step) -> None:
    mac = Mac()
    with pytest.raises(ProbeError):
        step.perform(mac, Progress())  # type: ignore[arg-type]
    assert mac.changed == []
    SetMute("output", "", "Headset", on=True).perform(mac, Progress())  # type: ignore[arg-type]
    assert mac.changed == [("osascript", "-e", "set volume with output muted")]


def test_only_the_camera_and_the_microphone_can_be_allowed() -> None:
    with pytest.raises(StepError):
        AllowDevice("identity; reboot", allowed=True)


def test_a_number_that_belongs_to_another_program_now_is_left_alone() -> None:
    streams = [{"index": 7, "mute": True, "properties": {"application.name": "<b>x"}}, None, {"index": "y"}]
    pulse = Pulse(streams)
    assert STREAMS.read(pulse) == [AudioStream(7, "<b>x", muted=True)]
    assert MuteProgram(7, "other", on=False).perform(pulse, Progress()) is None
    assert MuteProgram(7, "<b>x", on=False).perform(pulse, Progress()) is not None
    assert pulse.changed == [("pactl", "set-sink-input-mute", "7", "0")]
