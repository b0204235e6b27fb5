"""Reads audio devices with PipeWire's own tools, for computers without PulseAudio's tools.

pw-dump(1) prints all objects as JSON; the metadata "default" names the default devices. wpctl(1) changes them
by their number, which differs after each start. It sets all channels of a device to the same volume, so undo
doesn't restore the balance between left and right.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Json
from selfhelp.core.text import N_
from selfhelp.machine import Command, Machine
from selfhelp.machine.audio.sound_devices import AudioDevice, AudioDeviceType, AudioDirection
from selfhelp.machine.command_output import to_float, to_int, to_objects, to_text

WORN = frozenset({"headset", "headphone", "hands-free"})
"""Values of ``device.form-factor`` for headsets and headphones."""

_CLASSES: Mapping[AudioDirection, tuple[str, ...]] = MappingProxyType(
    {AudioDirection.OUTPUT: ("Audio/Sink",), AudioDirection.INPUT: ("Audio/Source", "Audio/Source/Virtual")}
)
_DEFAULTS: Mapping[AudioDirection, str] = MappingProxyType(
    {AudioDirection.OUTPUT: "default.audio.sink", AudioDirection.INPUT: "default.audio.source"}
)


def read_pipewire_devices(machine: Machine, flow: AudioDirection) -> Sequence[AudioDevice] | None:
    """Return the devices of one direction; None if PipeWire isn't running.

    Raises:
        ProbeError: PipeWire's tools aren't installed, or failed.
    """
    things = _read_pipewire_objects(machine)
    if things is None:
        return None
    used = _find_default_device_name(things, _DEFAULTS[flow])
    return [_parse_pipewire_device(node, used) for node in _filter_audio_nodes(things, flow)]


def find_node_number(machine: Machine, flow: AudioDirection, device: str) -> str:
    """Return the number that PipeWire currently uses for a device, as text.

    Raises:
        ProbeError: the device no longer exists.
    """
    for node in _filter_audio_nodes(_read_pipewire_objects(machine) or (), flow):
        number = to_int(node.get("id"))
        if number is not None and to_text(_get_object_properties(node).get("node.name")) == device:
            return str(number)
    raise ProbeError(N_("This sound device is no longer available or can't be changed."), detail=device[:200])


def _read_pipewire_objects(machine: Machine) -> Sequence[Mapping[str, Json]] | None:
    shown = machine.run(Command(("pw-dump", "--no-colors"), timeout=8))
    if shown.code != 0:
        return None
    try:
        return to_objects(json.loads(shown.stdout))
    except ValueError as error:
        message = N_("The sound service returned an unexpected response.")
        raise ProbeError(message, detail=shown.stderr[:500]) from error


def _get_object_properties(thing: Mapping[str, Json]) -> Mapping[str, Json]:
    info = thing.get("info")
    found = info.get("props") if isinstance(info, dict) else None
    return found if isinstance(found, dict) else {}


def _filter_audio_nodes(
    things: Sequence[Mapping[str, Json]], flow: AudioDirection
) -> Sequence[Mapping[str, Json]]:
    return [thing for thing in things if _get_object_properties(thing).get("media.class") in _CLASSES[flow]]


def _find_default_device_name(things: Sequence[Mapping[str, Json]], key: str) -> str:
    """Return the name of a direction's default device from PipeWire's metadata, or "".

    Its form is ``{"key": "default.audio.sink", "value": {"name": …}}``.
    """
    entries = [entry for thing in things for entry in to_objects(thing.get("metadata"))]
    values = [entry.get("value") for entry in entries if entry.get("key") == key]
    return next((to_text(value.get("name")) for value in values if isinstance(value, dict)), "")


def _parse_pipewire_device(node: Mapping[str, Json], used: str) -> AudioDevice:
    about = _get_object_properties(node)
    name = to_text(about.get("node.name"))
    info = node.get("info", {}).get("params")
    settings = to_objects(info.get("Props") if isinstance(info, dict) else None)
    now = settings[0] if settings else {}
    channels = now.get("channelVolumes")
    volumes = [to_float(volume) for volume in channels] if isinstance(channels, list) else []
    return AudioDevice(
        id=name,
        name=to_text(about.get("node.description")) or name,
        kind=_classify_device(name, about),
        used=name == used,
        muted=now.get("mute") is True,
        volumes=tuple(round(v ** (1 / 3), 4) for v in volumes if v is not None and v >= 0),
    )


def _classify_device(name: str, about: Mapping[str, Json]) -> AudioDeviceType:
    """Return the type of a device; WirePlumber uses ``auto_null`` as a placeholder."""
    form = about.get("device.form-factor") or about.get("device.form_factor")
    if name == "auto_null":
        return AudioDeviceType.NOTHING
    if form in WORN:
        return AudioDeviceType.HEADSET
    return AudioDeviceType.SCREEN if form == "tv" or "hdmi" in name.lower() else AudioDeviceType.OTHER
