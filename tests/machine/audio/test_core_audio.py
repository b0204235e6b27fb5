"""Core Audio is called through real tables of methods, at a pretended Windows."""

from __future__ import annotations

import ctypes
from ctypes import c_float, c_int, c_uint, c_void_p
from typing import Any

import pytest

from selfhelp.machine import windows_com
from selfhelp.machine.audio import core_audio
from tests.machine.windows_pretended import ComObject, library, pretend, store

ID = "{0.0.0.00000000}.{8d5c1a}"
NAME = "Haut-parleurs é"


class Windows:
    """One pair of speakers at 25 % and 75 %, muted."""

    def __init__(self) -> None:
        self.text = ctypes.create_unicode_buffer(ID)
        self.name = ctypes.create_unicode_buffer(NAME)
        self.muted, self.volumes, self.asked = 1, [0.25, 0.75], list[Any]()
        self.freed = 0
        self.volume = ComObject(
            {
                5: ([c_void_p], lambda _, out: store(out, c_uint, 2)),
                11: ([c_uint, c_float, c_void_p], self._set_channel),
                13: ([c_uint, c_void_p], lambda _, n, out: store(out, c_float, self.volumes[n])),
                14: ([c_int, c_void_p], self._set_mute),
                15: ([c_void_p], lambda _, out: store(out, c_int, self.muted)),
            }
        )
        self.properties = ComObject({5: ([c_void_p, c_void_p], self._property)})
        self.device = ComObject(
            {
                3: ([c_void_p, c_uint, c_void_p, c_void_p], self._activate),
                4: ([c_uint, c_void_p], lambda _, mode, out: store(out, c_void_p, self.properties.address)),
                5: ([c_void_p], lambda _, out: store(out, c_void_p, ctypes.addressof(self.text))),
            }
        )
        self.devices = ComObject(
            {
                3: ([c_void_p], lambda _, out: store(out, c_uint, 1)),
                4: ([c_uint, c_void_p], lambda _, n, out: store(out, c_void_p, self.device.address)),
            }
        )
        self.enumerator = ComObject(
            {
                3: ([c_int, c_uint, c_void_p], self._enumerate),
                4: ([c_int, c_int, c_void_p], lambda _, f, r, out: store(out, c_void_p, self.device.address)),
                5: ([ctypes.c_wchar_p, c_void_p], self._get),
            }
        )
        self.objects = [self.volume, self.properties, self.device, self.devices, self.enumerator]

    def ole32(self) -> Any:
        return library(
            CoInitializeEx=lambda _, mode: 0,
            CoUninitialize=lambda: None,
            CLSIDFromString=lambda text, out: 0,
            CoTaskMemFree=self._free,
            PropVariantClear=lambda place: 0,
            CoCreateInstance=lambda c, o, k, i, out: store(
                ctypes.addressof(out._obj), c_void_p, self.enumerator.address
            ),
        )

    def _free(self, _text: Any) -> None:
        self.freed += 1

    def _enumerate(self, _: int, flow: int, mask: int, out: int) -> int:
        self.asked.append((flow, mask))
        return store(out, c_void_p, self.devices.address)

    def _get(self, _: int, name: str, out: int) -> int:
        self.asked.append(name)
        return store(out, c_void_p, self.device.address)

    def _activate(self, _: int, interface: int, contexts: int, nothing: int | None, out: int) -> int:
        assert (contexts, nothing) == (23, None)
        return store(out, c_void_p, self.volume.address)

    def _property(self, _: int, key: int, out: int) -> int:
        number = c_uint.from_address(key + 16).value  # PROPERTYKEY: a GUID, then a number
        kind, value = {14: (31, ctypes.addressof(self.name)), 0: (19, 3)}[number]
        store(out, ctypes.c_ushort, kind)
        return store(out + 8, c_void_p, value)

    def _set_channel(self, _: int, channel: int, level: float, _context: int | None) -> int:
        self.volumes[channel] = level
        return 0

    def _set_mute(self, _: int, on: int, _context: int | None) -> int:
        self.muted = on
        return 0


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> Windows:
    there = Windows()
    pretend(monkeypatch, windows_com, ole32=there.ole32())
    return there


def test_the_speakers_are_read(windows: Windows) -> None:
    assert core_audio.read_endpoints("output") == [
        {"id": ID, "name": NAME, "form": 3, "used": True, "muted": True, "volumes": [0.25, 0.75]}
    ]
    assert windows.asked == [(0, 1)]
    assert windows.freed == 2  # both times that the id was asked for


def test_what_was_opened_is_released(windows: Windows) -> None:
    core_audio.read_endpoints("input")
    assert windows.asked == [(1, 1)]
    assert [thing.released for thing in windows.objects] == [1, 1, 2, 1, 1]


def test_mute_and_volumes_are_set(windows: Windows) -> None:
    core_audio.set_mute(ID, on=False)
    core_audio.set_volumes(ID, [0.5, 1.5])
    assert (windows.muted, windows.volumes) == (0, [0.5, 1.0])
    assert windows.asked == [ID, ID]
