"""Speakers and microphones: the devices in use, their volume and their mute state.

On Linux, ``pactl`` is used (pactl(1) of PulseAudio, supported by PipeWire); if it isn't installed, PipeWire's
own tools are used (`selfhelp.machine.audio.pipewire`). On macOS, the volume comes from AppleScript (`get
volume settings`, a record with English keys) and the devices from system_profiler(8); on Windows, both come
from Core Audio (`selfhelp.machine.audio.core_audio`). The Windows and macOS rows were written from the
vendors' documentation and not tested.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Json, Platform
from selfhelp.core.text import N_
from selfhelp.machine import Command, Machine, Output, Probe, Reading
from selfhelp.machine.audio.core_audio import read_endpoints
from selfhelp.machine.audio.pipewire import WORN, read_pipewire_devices
from selfhelp.machine.audio.sound_devices import AudioDevice, AudioDeviceType, AudioDirection, SoundState
from selfhelp.machine.command_output import (
    read_file_content,
    read_script_output_object,
    to_float,
    to_int,
    to_objects,
    to_text,
)
from selfhelp.machine.system_profiler import read_parts_of_kind

FULL = 65536
"""PulseAudio's volume value for 100 % (PA_VOLUME_NORM)."""


# -- Linux -----------------------------------------------------------------------------------------

_PULSE = MappingProxyType({AudioDirection.OUTPUT: "sink", AudioDirection.INPUT: "source"})
_NAMED = re.compile(r"^\tName: (.*)\n\tDescription: (.*)$", re.MULTILINE)


def has_pulse_tools(machine: Machine) -> bool:
    """Return whether ``pactl`` is installed; Debian's desktop has only PipeWire's own tools."""
    try:
        return machine.run(Command(("pactl", "--version"), timeout=5)).code == 0
    except ProbeError:
        return False


def _read_sound_linux(machine: Machine, flow: AudioDirection) -> SoundState:
    hardware = bool(re.search(r"^ *\d+ \[", read_file_content(machine, "/proc/asound/cards"), re.MULTILINE))
    if not has_pulse_tools(machine):
        found = read_pipewire_devices(machine, flow)
        return SoundState(running=found is not None, hardware=hardware, devices=found or ())
    told = machine.run(Command(("pactl", "-f", "json", "info"), timeout=5))
    if told.code != 0:
        return SoundState(running=False, hardware=hardware)
    used = to_text(_parse_json_object(_parse_pulse_json(told)).get(f"default_{_PULSE[flow]}_name"))
    listed = to_objects(
        _parse_pulse_json(machine.run(Command(("pactl", "-f", "json", "list", f"{_PULSE[flow]}s"))))
    )
    names = _read_display_names(machine, flow, listed)
    devices = [_parse_pulse_device(entry, names, used) for entry in listed if to_text(entry.get("name"))]
    return SoundState(True, hardware, devices)


def _parse_pulse_json(output: Output) -> Json:
    """Return the JSON data that pactl printed.

    Raises:
        ProbeError: the output isn't JSON.
    """
    try:
        return json.loads(output.stdout)
    except (ValueError, RecursionError) as error:
        message = N_("The sound service returned an unexpected response.")
        raise ProbeError(message, detail=output.stderr[:500]) from error


def _parse_json_object(answer: Json) -> Mapping[str, Json]:
    """Return a JSON answer that is an object; {} for any other answer."""
    return answer if isinstance(answer, dict) else {}


def _read_display_names(
    machine: Machine, flow: AudioDirection, listed: Sequence[Mapping[str, Json]]
) -> Mapping[str, str]:
    """Return display names by system name: ``pactl -f json`` writes "(null)" for accented names.

    The plain list is complete, and has English labels in the C locale.
    """
    if all(entry.get("description") != "(null)" for entry in listed):
        return {}
    plain = machine.run(Command(("pactl", "list", f"{_PULSE[flow]}s")))
    return dict(_NAMED.findall(plain.stdout))


def _parse_pulse_device(entry: Mapping[str, Json], names: Mapping[str, str], used: str) -> AudioDevice:
    name = to_text(entry.get("name"))
    channels = entry.get("volume")
    volumes = [to_int(c.get("value")) for c in channels.values()] if isinstance(channels, dict) else []
    return AudioDevice(
        id=name,
        name=names.get(name) or to_text(entry.get("description")) or name,
        kind=_classify_pulse_device(name, entry),
        used=name == used,
        muted=entry.get("mute") is True,
        volumes=tuple(volume / FULL for volume in volumes if volume is not None),
    )


def _classify_pulse_device(name: str, entry: Mapping[str, Json]) -> AudioDeviceType:
    """Return the type of a device, from its properties and its active port.

    PipeWire uses ``auto_null`` if there's no device; a monitor only repeats an output.
    """
    about = entry.get("properties")
    about = about if isinstance(about, dict) else {}
    if name == "auto_null" or name.endswith(".monitor") or about.get("device.class") == "monitor":
        return AudioDeviceType.NOTHING
    port = to_text(entry.get("active_port")).lower()
    if about.get("device.form_factor") in WORN or "headphone" in port or "headset" in port:
        return AudioDeviceType.HEADSET
    if about.get("device.form_factor") == "tv" or "hdmi" in port or "hdmi" in name.lower():
        return AudioDeviceType.SCREEN
    return AudioDeviceType.OTHER


# -- macOS -----------------------------------------------------------------------------------------

_MAC_KINDS: Mapping[str, AudioDeviceType] = MappingProxyType(
    {
        "coreaudio_device_type_hdmi": AudioDeviceType.SCREEN,
        "coreaudio_device_type_displayport": AudioDeviceType.SCREEN,
        "coreaudio_device_type_bluetooth": AudioDeviceType.HEADSET,
    }
)
_MAC_SETTING = re.compile(r"(output volume|input volume|output muted):([\w ]+)")


def _read_sound_macos(machine: Machine, flow: AudioDirection) -> SoundState:
    groups = read_parts_of_kind(machine, "SPAudioDataType")
    listed = [device for group in groups for device in to_objects(group.get("_items"))]
    settings = machine.run(Command(("osascript", "-e", "get volume settings"))).stdout
    values = {key: value.strip() for key, value in _MAC_SETTING.findall(settings)}
    devices = [_parse_mac_device(d, flow, values) for d in listed if f"coreaudio_device_{flow}" in d]
    return SoundState(running=bool(values), hardware=bool(listed), devices=devices)


def _parse_mac_device(
    entry: Mapping[str, Json], flow: AudioDirection, values: Mapping[str, str]
) -> AudioDevice:
    """Return one macOS device; only the default device has volume settings, and an HDMI display has none."""
    used = entry.get(f"coreaudio_default_audio_{flow}_device") == "spaudio_yes"
    level = to_float(values.get(f"{flow} volume")) if used else None
    return AudioDevice(
        id="",
        name=to_text(entry.get("_name")),
        kind=_MAC_KINDS.get(to_text(entry.get("coreaudio_device_transport")), AudioDeviceType.OTHER),
        used=used,
        muted=used and flow is AudioDirection.OUTPUT and values.get("output muted") == "true",
        volumes=() if level is None else (level / 100,),
    )


# -- Windows ---------------------------------------------------------------------------------------

SERVICES = (
    "[pscustomobject]@{Stopped=@(Get-Service 'Audiosrv','AudioEndpointBuilder' |"
    " Where-Object { [int]$_.Status -ne 4 }).Count;"
    "Hardware=@(Get-CimInstance Win32_SoundDevice).Count}"
)
"""Script that reads the sound services (4 is running) and the sound hardware.

Microsoft Learn: Get-Service, ServiceControllerStatus, Win32_SoundDevice.
"""

_WINDOWS_KINDS: Mapping[int, AudioDeviceType] = MappingProxyType(
    {3: AudioDeviceType.HEADSET, 5: AudioDeviceType.HEADSET, 9: AudioDeviceType.SCREEN}
)
"""Device types by EndpointFormFactor (mmdeviceapi.h): 3 headphones, 5 headset, 9 display speakers."""


def _read_sound_windows(machine: Machine, flow: AudioDirection) -> SoundState:
    services = read_script_output_object(machine, SERVICES)
    hardware = bool(to_int(services.get("Hardware")))
    if to_int(services.get("Stopped")):
        return SoundState(running=False, hardware=hardware)
    listed = to_objects(machine.read(Reading(read_endpoints, {"flow": str(flow)})))
    return SoundState(True, hardware, [_parse_windows_device(entry) for entry in listed])


def _parse_windows_device(entry: Mapping[str, Json]) -> AudioDevice:
    volumes = [to_float(volume) for volume in entry.get("volumes", [])]
    return AudioDevice(
        id=to_text(entry.get("id")),
        name=to_text(entry.get("name")),
        kind=_WINDOWS_KINDS.get(entry.get("form", -1), AudioDeviceType.OTHER),
        used=entry.get("used") is True,
        muted=entry.get("muted") is True,
        volumes=tuple(volume for volume in volumes if volume is not None),
    )


OUTPUTS: Probe[SoundState] = Probe(
    "speakers and headphones",
    {
        Platform.LINUX: lambda machine: _read_sound_linux(machine, AudioDirection.OUTPUT),
        Platform.MACOS: lambda machine: _read_sound_macos(machine, AudioDirection.OUTPUT),
        Platform.WINDOWS: lambda machine: _read_sound_windows(machine, AudioDirection.OUTPUT),
    },
)
INPUTS: Probe[SoundState] = Probe(
    "microphones",
    {
        Platform.LINUX: lambda machine: _read_sound_linux(machine, AudioDirection.INPUT),
        Platform.MACOS: lambda machine: _read_sound_macos(machine, AudioDirection.INPUT),
        Platform.WINDOWS: lambda machine: _read_sound_windows(machine, AudioDirection.INPUT),
    },
)
