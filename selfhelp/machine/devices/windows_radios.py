"""Radios of Windows through the Windows Runtime (Windows.Devices.Radios), with ctypes.

The order of the methods and the ids are those of windows.devices.radios.h and asyncinfo.h in the Windows SDK.
PowerShell reaches the same only if no script policy of an organisation forbids it. Not tried on a real
Windows.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from selfhelp.core.errors import AnswerFailure, Cause, ProbeError, StepError
from selfhelp.core.foreign_functions import declare, windows_function
from selfhelp.core.model import Json
from selfhelp.core.text import N_
from selfhelp.machine.windows_com import ComSession, open_com

CLASS = "Windows.Devices.Radios.Radio"
STATICS = "{5FB6A12E-67CB-46AE-AAE9-65919F86EFF4}"  # IRadioStatics
ASYNC_INFO = "{00000036-0000-0000-C000-000000000046}"  # IAsyncInfo

# Places in the tables of methods; 0 to 5 are those of IInspectable.
ALL_RADIOS, REQUEST_ACCESS = 6, 9  # IRadioStatics: GetRadiosAsync, RequestAccessAsync
SET_STATE, GET_STATE, GET_KIND = 6, 9, 11  # IRadio
STATUS, RESULTS = 7, 8  # IAsyncInfo: get_Status; IAsyncOperation: GetResults
ITEM, COUNT = 6, 7  # IVectorView: GetAt, get_Size

STARTED, COMPLETED = 0, 1  # AsyncStatus
ALLOWED = 1  # RadioAccessStatus
ON, OFF = 1, 2  # RadioState
PATIENCE = 5.0
"""Seconds that one answer of the Windows Runtime is waited for."""


def read_radio_states(kind: int) -> Json:
    """Return the RadioState of every radio of a kind.

    Raises:
        ProbeError: Windows does not list its radios.
    """
    try:
        with open_com() as com:
            return [com.value(com.c.c_int, radio, GET_STATE) for radio in _radios(com, _statics(com), kind)]
    except OSError as error:
        number = f"0x{(getattr(error, 'winerror', None) or 0) & 0xFFFF_FFFF:08X}"
        why = AnswerFailure(CLASS, Cause.LATE if isinstance(error, TimeoutError) else Cause.FAILED, number)
        raise ProbeError(
            N_("Windows returned an unexpected response."), detail=repr(error), why=why
        ) from error


def switch_radios(kind: int, on: bool) -> Json:
    """Switch every radio of a kind on Windows, as the switch in its settings does.

    RequestAccessAsync has to come first (Microsoft Learn, Radio.SetStateAsync).

    Raises:
        StepError: Windows does not allow it.
    """
    try:
        with open_com() as com:
            statics = _statics(com)
            _number(com, com.object(statics, REQUEST_ACCESS))
            for radio in _radios(com, statics, kind):
                operation = com.object(radio, SET_STATE, com.c.c_int(ON if on else OFF))
                if _number(com, operation) != ALLOWED:
                    raise StepError(N_("Windows doesn't allow this app to change this setting."))
    except OSError as error:
        raise StepError(N_("The setting couldn't be changed."), detail=repr(error)) from error
    return True


def _statics(com: ComSession) -> Any:
    c = com.c
    base, found = declare(c, c.windll.combase, "RoGetActivationFactory"), c.c_void_p()
    interface = com.guid(STATICS)
    factory = base.RoGetActivationFactory
    factory.restype = c.HRESULT
    with _text(com, CLASS) as name:
        factory(name, c.byref(interface), c.byref(found))
    return com.kept(found)


@contextmanager
def _text(com: ComSession, text: str) -> Iterator[Any]:
    """Create a Windows Runtime string (HSTRING), and free it."""
    c, made = com.c, com.c.c_void_p()
    create = windows_function(c, "combase", "WindowsCreateString")
    create.restype = c.HRESULT
    create(c.c_wchar_p(text), c.c_uint(len(text)), c.byref(made))
    try:
        yield made
    finally:
        windows_function(c, "combase", "WindowsDeleteString")(made)


def _radios(com: ComSession, statics: Any, kind: int) -> Iterator[Any]:
    operation = com.object(statics, ALL_RADIOS)
    _wait(com, operation)
    listed = com.object(operation, RESULTS)
    for number in range(com.value(com.c.c_uint, listed, COUNT)):
        radio = com.object(listed, ITEM, com.c.c_uint(number))
        if com.value(com.c.c_int, radio, GET_KIND) == kind:
            yield radio


def _number(com: ComSession, operation: Any) -> int:
    """Wait for an operation that answers with a number."""
    _wait(com, operation)
    return int(com.value(com.c.c_int, operation, RESULTS))


def _wait(com: ComSession, operation: Any) -> None:
    """Wait for what the Windows Runtime does in the meantime.

    Raises:
        OSError: it failed, or took too long.
    """
    info, end = com.other_side(operation, ASYNC_INFO), time.monotonic() + PATIENCE
    while (status := com.value(com.c.c_int, info, STATUS)) == STARTED:
        if time.monotonic() > end:
            raise TimeoutError(f"no answer after {PATIENCE:g} s")
        time.sleep(0.02)
    if status != COMPLETED:
        raise OSError(f"AsyncStatus {status}")
