"""Radios of Windows are called through real tables of methods, at a pretended Windows."""

from __future__ import annotations

import ctypes
from ctypes import c_int, c_uint, c_void_p
from typing import Any

import pytest

from selfhelp.core.errors import Cause, ProbeError, StepError
from selfhelp.machine import windows_com
from selfhelp.machine.devices import windows_radios
from selfhelp.machine.devices.radios import BLUETOOTH, WIFI
from tests.machine.windows_pretended import ComObject, library, pretend, store


class Radio:
    """One radio with its answers."""

    def __init__(self, windows: Windows, kind: int, state: int) -> None:
        self.windows, self.kind, self.state = windows, kind, state
        self.object = ComObject(
            {
                6: ([c_int, c_void_p], self._set),
                9: ([c_void_p], lambda _, out: store(out, c_int, self.state)),
                11: ([c_void_p], lambda _, out: store(out, c_int, self.kind)),
            }
        )

    def _set(self, _: int, state: int, out: int) -> int:
        self.windows.asked.append(f"SetStateAsync {state}")
        self.state = state if self.windows.access == 1 else self.state
        return self.windows.later(out, lambda place: store(place, c_int, self.windows.access))


class Windows:
    """Two radios; every operation needs a moment."""

    def __init__(self, access: int = 1, status: int = 1) -> None:
        self.access, self.status, self.asked, self.kept = access, status, list[str](), list[Any]()
        self.radios = [Radio(self, WIFI, 2), Radio(self, BLUETOOTH, 1)]
        self.listed = ComObject(
            {
                6: (
                    [c_uint, c_void_p],
                    lambda _, n, out: store(out, c_void_p, self.radios[n].object.address),
                ),
                7: ([c_void_p], lambda _, out: store(out, c_uint, len(self.radios))),
            }
        )
        self.statics = ComObject({6: ([c_void_p], self._all), 9: ([c_void_p], self._access)})

    def later(self, out: int, results: Any) -> int:
        """Give out an operation that is under way at first."""
        waits = iter([0, 0])
        info = ComObject({7: ([c_void_p], lambda _, o: store(o, c_int, next(waits, self.status)))})
        operation = ComObject(
            {
                0: ([c_void_p, c_void_p], lambda _, i, o: store(o, c_void_p, info.address)),
                8: ([c_void_p], lambda _, o: results(o)),
            }
        )
        self.kept += [info, operation]
        return store(out, c_void_p, operation.address)

    def _all(self, _: int, out: int) -> int:
        return self.later(out, lambda place: store(place, c_void_p, self.listed.address))

    def _access(self, _: int, out: int) -> int:
        self.asked.append("RequestAccessAsync")
        return self.later(out, lambda place: store(place, c_int, self.access))

    def libraries(self) -> dict[str, Any]:
        ole = library(
            CoInitializeEx=lambda _, mode: 0, CoUninitialize=lambda: None, CLSIDFromString=lambda text, out: 0
        )
        base = library(
            WindowsCreateString=lambda text, length, out: store(ctypes.addressof(out._obj), c_void_p, 7),
            WindowsDeleteString=lambda text: self.asked.append("deleted"),
            RoGetActivationFactory=lambda name, interface, out: store(
                ctypes.addressof(out._obj), c_void_p, self.statics.address
            ),
        )
        return {"ole32": ole, "combase": base}


def windows(monkeypatch: pytest.MonkeyPatch, **how: int) -> Windows:
    there = Windows(**how)
    pretend(monkeypatch, windows_com, **there.libraries())
    return there


def test_the_radios_of_one_kind_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    there = windows(monkeypatch)
    assert windows_radios.read_radio_states(WIFI) == [2]
    assert windows_radios.read_radio_states(BLUETOOTH) == [1]
    assert there.asked == ["deleted", "deleted"]
    assert there.statics.released == 2


def test_windows_is_asked_for_access_before_a_radio_is_switched(monkeypatch: pytest.MonkeyPatch) -> None:
    there = windows(monkeypatch)
    assert windows_radios.switch_radios(BLUETOOTH, on=False) is True
    assert [radio.state for radio in there.radios] == [2, 2]
    assert there.asked == ["deleted", "RequestAccessAsync", "SetStateAsync 2"]


def test_a_radio_that_may_not_be_switched_is_a_failed_step(monkeypatch: pytest.MonkeyPatch) -> None:
    there = windows(monkeypatch, access=3)
    with pytest.raises(StepError, match="doesn't allow"):
        windows_radios.switch_radios(WIFI, on=True)
    assert there.radios[0].state == 2


def test_an_operation_that_fails_is_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    windows(monkeypatch, status=3)
    with pytest.raises(ProbeError):
        windows_radios.read_radio_states(WIFI)


def test_an_operation_that_hangs_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(windows_radios, "PATIENCE", 0.1)
    windows(monkeypatch, status=0)
    with pytest.raises(ProbeError) as error:
        windows_radios.read_radio_states(WIFI)
    assert error.value.why is not None
    assert error.value.why.cause is Cause.LATE
