"""Windows Core Audio: reads and changes the volume of speakers and microphones, through COM.

Interfaces, the order of their methods and the constants are those of mmdeviceapi.h, endpointvolume.h and
propsys.h (Microsoft Learn, "Core Audio APIs"). ctypes calls them, so that nothing needs to be installed
and PowerShell's constrained language does not matter. Not tried on a real Windows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import Any

from selfhelp.errors import ProbeError, StepError
from selfhelp.model import Json
from selfhelp.text import N_

ENUMERATOR_CLASS = "{BCDE0395-E52F-467C-8E3D-C4579291692E}"
ENUMERATOR = "{A95664D2-9614-4F35-A746-DE8DB63617E6}"
ENDPOINT_VOLUME = "{5CDF2C82-841E-4546-9722-0CF74078229A}"
FRIENDLY_NAME = ("{A45C254E-DF1C-4EFD-8020-67D146A850E0}", 14)
FORM_FACTOR = ("{1DA5D803-D492-4EDD-8C23-E0C0FFEE7F0E}", 0)

FLOWS = {"output": 0, "input": 1}  # EDataFlow
ROLE_CONSOLE = 0  # ERole
ACTIVE = 1  # DEVICE_STATE_ACTIVE
ALL_CONTEXTS = 23  # CLSCTX_ALL
READ = 0  # STGM_READ
TEXT, NUMBER = 31, 19  # VT_LPWSTR, VT_UI4

# Places in the tables of methods; 0 to 2 are those of IUnknown.
RELEASE = 2
ENUM_ENDPOINTS, DEFAULT_ENDPOINT, GET_DEVICE = 3, 4, 5
COUNT, ITEM = 3, 4
ACTIVATE, OPEN_PROPERTIES, GET_ID = 3, 4, 5
GET_VALUE = 5
CHANNELS, SET_CHANNEL, GET_CHANNEL, SET_MUTE, GET_MUTE = 5, 11, 13, 14, 15


class Com:
    """Calls the methods of COM objects by their place in the table."""

    def __init__(self) -> None:
        self.c: Any = import_module("ctypes")
        self._ole: Any = self.c.windll.ole32
        self._open: list[Any] = []

    def guid(self, text: str) -> Any:
        """Return a GUID as the system wants it."""
        found = (self.c.c_byte * 16)()
        self._ole.CLSIDFromString(self.c.c_wchar_p(text), self.c.byref(found))
        return found

    def create(self) -> Any:
        """Return the object that lists sound devices.

        Raises:
            OSError: Windows does not give it.
        """
        found = self.c.c_void_p()
        of_class, interface = self.guid(ENUMERATOR_CLASS), self.guid(ENUMERATOR)
        create = self._ole.CoCreateInstance
        create.restype = self.c.HRESULT
        create(self.c.byref(of_class), None, ALL_CONTEXTS, self.c.byref(interface), self.c.byref(found))
        return self._kept(found)

    def call(self, thing: Any, place: int, *arguments: Any) -> None:
        """Call one method.

        Raises:
            OSError: it answered with an error.
        """
        self._method(thing, place, self.c.HRESULT, [type(a) for a in arguments])(thing, *arguments)

    def object(self, thing: Any, place: int, *arguments: Any) -> Any:
        """Call a method whose last argument receives another object; it is released at the end."""
        found = self.c.c_void_p()
        self.call(thing, place, *arguments, self.c.pointer(found))
        return self._kept(found)

    def value(self, kind: Any, thing: Any, place: int, *arguments: Any) -> Any:
        """Call a method whose last argument receives a plain value."""
        found = kind()
        self.call(thing, place, *arguments, self.c.pointer(found))
        return found.value

    def text(self, thing: Any, place: int) -> str:
        """Call a method that gives a text which the caller has to free."""
        found = self.c.c_wchar_p()
        self.call(thing, place, self.c.pointer(found))
        text = str(found.value)
        self._ole.CoTaskMemFree(found)
        return text

    def close(self) -> None:
        """Release every object, the last one first."""
        while self._open:
            thing = self._open.pop()
            self._method(thing, RELEASE, self.c.c_ulong, [])(thing)

    def _method(self, thing: Any, place: int, result: Any, kinds: Sequence[Any]) -> Any:
        table = self.c.cast(thing, self.c.POINTER(self.c.POINTER(self.c.c_void_p)))[0]
        return self.c.WINFUNCTYPE(result, self.c.c_void_p, *kinds)(table[place])

    def _kept(self, thing: Any) -> Any:
        self._open.append(thing)
        return thing


@contextmanager
def _com() -> Iterator[Com]:
    """Open COM on this thread and close it again.

    RPC_E_CHANGED_MODE (the thread has COM in another mode already) is no obstacle.
    """
    com = Com()
    ole = com.c.windll.ole32
    opened = ole.CoInitializeEx(None, 0)
    try:
        yield com
    finally:
        com.close()
        if opened >= 0:
            ole.CoUninitialize()


def endpoints(flow: str) -> Json:
    """Return the active speakers (``output``) or microphones (``input``).

    Each has id, name, form (EndpointFormFactor), used, muted, and volumes (0.0 to 1.0 by channel).

    Raises:
        ProbeError: Windows does not list them.
    """
    try:
        with _com() as com:
            return _listed(com, FLOWS[flow])
    except OSError as error:
        raise ProbeError(
            N_("Windows does not say which sound devices there are."), detail=repr(error)
        ) from error


def _listed(com: Com, flow: int) -> Sequence[Json]:
    c = com.c
    enumerator = com.create()
    devices = com.object(enumerator, ENUM_ENDPOINTS, c.c_int(flow), c.c_uint(ACTIVE))
    try:
        used = com.text(
            com.object(enumerator, DEFAULT_ENDPOINT, c.c_int(flow), c.c_int(ROLE_CONSOLE)), GET_ID
        )
    except OSError:  # E_NOTFOUND: there is no device
        used = ""
    count = com.value(c.c_uint, devices, COUNT)
    found = []
    for number in range(count):
        with suppress(OSError):  # a driver that answers with an error hides its own device, not the others
            found.append(_facts(com, com.object(devices, ITEM, c.c_uint(number)), used))
    return found


def _facts(com: Com, device: Any, used: str) -> Json:
    name = com.text(device, GET_ID)
    properties = com.object(device, OPEN_PROPERTIES, com.c.c_uint(READ))
    volume = _volume(com, device)
    channels = com.value(com.c.c_uint, volume, CHANNELS)
    return {
        "id": name,
        "name": _property(com, properties, *FRIENDLY_NAME),
        "form": _property(com, properties, *FORM_FACTOR),
        "used": name == used,
        "muted": bool(com.value(com.c.c_int, volume, GET_MUTE)),
        "volumes": [com.value(com.c.c_float, volume, GET_CHANNEL, com.c.c_uint(n)) for n in range(channels)],
    }


def _volume(com: Com, device: Any) -> Any:
    interface = com.c.pointer(com.guid(ENDPOINT_VOLUME))
    return com.object(device, ACTIVATE, interface, com.c.c_uint(ALL_CONTEXTS), com.c.c_void_p())


def _property(com: Com, properties: Any, group: str, number: int) -> Json:
    """Return one property, a text or a whole number; None for anything else.

    A PROPERTYKEY is a GUID and a number; a PROPVARIANT begins with its type, its value is at byte 8.
    """
    c = com.c
    key = c.create_string_buffer(bytes(com.guid(group)) + number.to_bytes(4, "little"), 20)
    answer = c.create_string_buffer(24)
    com.call(properties, GET_VALUE, c.pointer(key), c.pointer(answer))
    kind = int.from_bytes(answer.raw[:2], "little")
    place = c.addressof(answer) + 8
    try:
        if kind == TEXT:
            return c.cast(place, c.POINTER(c.c_wchar_p))[0]
        return int(c.cast(place, c.POINTER(c.c_uint))[0]) if kind == NUMBER else None
    finally:
        c.windll.ole32.PropVariantClear(answer)


def set_mute(device: str, on: bool) -> Json:
    """Mute a device or let it be heard again.

    Raises:
        StepError: it is not there any more, or Windows refuses.
    """
    with _changing(device) as (com, volume):
        com.call(volume, SET_MUTE, com.c.c_int(on), com.c.c_void_p())
    return True


def set_volumes(device: str, volumes: Sequence[float]) -> Json:
    """Set the volume of each channel, 0.0 to 1.0.

    Raises:
        StepError: it is not there any more, or Windows refuses.
    """
    with _changing(device) as (com, volume):
        channels = com.value(com.c.c_uint, volume, CHANNELS)
        for number, level in zip(range(channels), volumes, strict=False):
            level_, channel = com.c.c_float(min(1.0, max(0.0, level))), com.c.c_uint(number)
            com.call(volume, SET_CHANNEL, channel, level_, com.c.c_void_p())
    return True


@contextmanager
def _changing(device: str) -> Iterator[tuple[Com, Any]]:
    """Open the volume of one device by its id."""
    try:
        with _com() as com:
            thing = com.object(com.create(), GET_DEVICE, com.c.c_wchar_p(device))
            yield com, _volume(com, thing)
    except OSError as error:
        message = N_("This sound device is no longer there, or cannot be changed.")
        raise StepError(message, detail=repr(error)) from error
