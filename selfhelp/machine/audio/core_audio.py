"""Windows Core Audio: reads and changes the volume of speakers and microphones through COM.

Interfaces, the order of their methods and the constants come from mmdeviceapi.h, endpointvolume.h and
propsys.h (Microsoft Learn, "Core Audio APIs"). They are called through ctypes, so that nothing needs to be
installed and PowerShell's Constrained Language Mode doesn't matter. Untested on Windows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from selfhelp.core.errors import ProbeError, StepError
from selfhelp.core.foreign_functions import load_windows_function
from selfhelp.core.model import Json
from selfhelp.core.text import N_
from selfhelp.machine.windows_com import ALL_CONTEXTS, ComSession, open_com

ENUMERATOR_CLASS = "{BCDE0395-E52F-467C-8E3D-C4579291692E}"
ENUMERATOR = "{A95664D2-9614-4F35-A746-DE8DB63617E6}"
ENDPOINT_VOLUME = "{5CDF2C82-841E-4546-9722-0CF74078229A}"
FRIENDLY_NAME = ("{A45C254E-DF1C-4EFD-8020-67D146A850E0}", 14)
FORM_FACTOR = ("{1DA5D803-D492-4EDD-8C23-E0C0FFEE7F0E}", 0)

FLOWS = {"output": 0, "input": 1}  # EDataFlow
ROLE_CONSOLE = 0  # ERole
ACTIVE = 1  # DEVICE_STATE_ACTIVE
READ = 0  # STGM_READ
TEXT, NUMBER = 31, 19  # VT_LPWSTR, VT_UI4

# Vtable indexes; 0 to 2 belong to IUnknown.
ENUM_ENDPOINTS, DEFAULT_ENDPOINT, GET_DEVICE = 3, 4, 5
COUNT, ITEM = 3, 4
ACTIVATE, OPEN_PROPERTIES, GET_ID = 3, 4, 5
GET_VALUE = 5
CHANNELS, SET_CHANNEL, GET_CHANNEL, SET_MUTE, GET_MUTE = 5, 11, 13, 14, 15


def read_endpoints(flow: str) -> Json:
    """Return the active Core Audio endpoints: speakers (``output``) or microphones (``input``).

    Each has id, name, form (EndpointFormFactor), used, muted, and volumes (0.0 to 1.0 per channel).

    Raises:
        ProbeError: Windows couldn't list them.
    """
    try:
        with open_com() as com:
            return _list_endpoints(com, FLOWS[flow])
    except OSError as error:
        raise ProbeError(
            N_("The list of sound devices isn't available in Windows."), detail=repr(error)
        ) from error


def _list_endpoints(com: ComSession, flow: int) -> Sequence[Json]:
    c = com.c
    enumerator = com.create_object(ENUMERATOR_CLASS, ENUMERATOR)
    devices = com.call_for_object(enumerator, ENUM_ENDPOINTS, c.c_int(flow), c.c_uint(ACTIVE))
    try:
        used = com.call_for_text(
            com.call_for_object(enumerator, DEFAULT_ENDPOINT, c.c_int(flow), c.c_int(ROLE_CONSOLE)), GET_ID
        )
    except OSError:  # E_NOTFOUND: there's no device
        used = ""
    count = com.call_for_value(c.c_uint, devices, COUNT)
    found = []
    for number in range(count):
        with suppress(OSError):  # a failing driver hides only its own device
            found.append(_read_endpoint(com, com.call_for_object(devices, ITEM, c.c_uint(number)), used))
    return found


def _read_endpoint(com: ComSession, device: Any, used: str) -> Json:
    name = com.call_for_text(device, GET_ID)
    properties = com.call_for_object(device, OPEN_PROPERTIES, com.c.c_uint(READ))
    volume = _open_endpoint_volume(com, device)
    channels = com.call_for_value(com.c.c_uint, volume, CHANNELS)
    return {
        "id": name,
        "name": _read_device_property(com, properties, *FRIENDLY_NAME),
        "form": _read_device_property(com, properties, *FORM_FACTOR),
        "used": name == used,
        "muted": bool(com.call_for_value(com.c.c_int, volume, GET_MUTE)),
        "volumes": [
            com.call_for_value(com.c.c_float, volume, GET_CHANNEL, com.c.c_uint(n)) for n in range(channels)
        ],
    }


def _open_endpoint_volume(com: ComSession, device: Any) -> Any:
    interface = com.c.pointer(com.parse_guid(ENDPOINT_VOLUME))
    return com.call_for_object(device, ACTIVATE, interface, com.c.c_uint(ALL_CONTEXTS), com.c.c_void_p())


def _read_device_property(com: ComSession, properties: Any, group: str, number: int) -> Json:
    """Return one property of an audio device as text or an integer; None for other types.

    A PROPERTYKEY is a GUID and a number; a PROPVARIANT begins with its type and has its value at byte 8.
    """
    c = com.c
    key = c.create_string_buffer(bytes(com.parse_guid(group)) + number.to_bytes(4, "little"), 20)
    answer = c.create_string_buffer(24)
    com.call_method(properties, GET_VALUE, c.pointer(key), c.pointer(answer))
    kind = int.from_bytes(answer.raw[:2], "little")
    place = c.addressof(answer) + 8
    try:
        if kind == TEXT:
            return c.cast(place, c.POINTER(c.c_wchar_p))[0]
        return int(c.cast(place, c.POINTER(c.c_uint))[0]) if kind == NUMBER else None
    finally:
        load_windows_function(c, "ole32", "PropVariantClear")(answer)


def set_mute(device: str, on: bool) -> Json:
    """Mute or unmute a Core Audio device (Windows).

    Raises:
        StepError: the device no longer exists, or Windows refused.
    """
    with _open_endpoint_for_change(device) as (com, volume):
        com.call_method(volume, SET_MUTE, com.c.c_int(on), com.c.c_void_p())
    return True


def set_volumes(device: str, volumes: Sequence[float]) -> Json:
    """Set the volume of each channel in Core Audio (Windows), 0.0 to 1.0.

    Raises:
        StepError: the device no longer exists, or Windows refused.
    """
    with _open_endpoint_for_change(device) as (com, volume):
        channels = com.call_for_value(com.c.c_uint, volume, CHANNELS)
        for number, level in zip(range(channels), volumes, strict=False):
            level_, channel = com.c.c_float(min(1.0, max(0.0, level))), com.c.c_uint(number)
            com.call_method(volume, SET_CHANNEL, channel, level_, com.c.c_void_p())
    return True


@contextmanager
def _open_endpoint_for_change(device: str) -> Iterator[tuple[ComSession, Any]]:
    """Open the volume interface of a device by its ID; errors become StepError."""
    try:
        with open_com() as com:
            thing = com.call_for_object(
                com.create_object(ENUMERATOR_CLASS, ENUMERATOR), GET_DEVICE, com.c.c_wchar_p(device)
            )
            yield com, _open_endpoint_volume(com, thing)
    except OSError as error:
        message = N_("This sound device is no longer available or can't be changed.")
        raise StepError(message, detail=repr(error)) from error
