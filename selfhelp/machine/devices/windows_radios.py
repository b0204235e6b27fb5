"""Reads and switches Windows radios through the Windows Runtime (Windows.Devices.Radios), with ctypes.

The order of the methods and the IDs come from windows.devices.radios.h and asyncinfo.h in the Windows SDK.
PowerShell isn't used, because an organisation's script policy may block it. Untested on Windows.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from selfhelp.core.errors import AnswerFailure, Cause, ProbeError, StepError
from selfhelp.core.foreign_functions import declare_function_types, load_windows_function
from selfhelp.core.model import Json
from selfhelp.core.text import N_
from selfhelp.machine.windows_com import ComSession, open_com

CLASS = "Windows.Devices.Radios.Radio"
STATICS = "{5FB6A12E-67CB-46AE-AAE9-65919F86EFF4}"  # IRadioStatics
ASYNC_INFO = "{00000036-0000-0000-C000-000000000046}"  # IAsyncInfo

# Vtable indexes; 0 to 5 belong to IInspectable.
ALL_RADIOS, REQUEST_ACCESS = 6, 9  # IRadioStatics: GetRadiosAsync, RequestAccessAsync
SET_STATE, GET_STATE, GET_KIND = 6, 9, 11  # IRadio
STATUS, RESULTS = 7, 8  # IAsyncInfo: get_Status; IAsyncOperation: GetResults
ITEM, COUNT = 6, 7  # IVectorView: GetAt, get_Size

STARTED, COMPLETED = 0, 1  # AsyncStatus
ALLOWED = 1  # RadioAccessStatus
ON, OFF = 1, 2  # RadioState
PATIENCE = 5.0
"""Timeout of one Windows Runtime operation, in seconds."""


def read_radio_states(kind: int) -> Json:
    """Return the RadioState of every radio of one kind.

    Raises:
        ProbeError: Windows couldn't list its radios.
    """
    try:
        with open_com() as com:
            return [
                com.call_for_value(com.c.c_int, radio, GET_STATE)
                for radio in _iter_radios(com, _open_radio_statics(com), kind)
            ]
    except OSError as error:
        number = f"0x{(getattr(error, 'winerror', None) or 0) & 0xFFFF_FFFF:08X}"
        why = AnswerFailure(CLASS, Cause.LATE if isinstance(error, TimeoutError) else Cause.FAILED, number)
        raise ProbeError(
            N_("Windows returned an unexpected response."), detail=repr(error), why=why
        ) from error


def switch_radios(kind: int, on: bool) -> Json:
    """Turn every radio of a kind on or off, as the Windows settings do.

    RequestAccessAsync has to come first (Microsoft Learn, Radio.SetStateAsync).

    Raises:
        StepError: Windows refused.
    """
    try:
        with open_com() as com:
            statics = _open_radio_statics(com)
            _wait_for_number_result(com, com.call_for_object(statics, REQUEST_ACCESS))
            for radio in _iter_radios(com, statics, kind):
                operation = com.call_for_object(radio, SET_STATE, com.c.c_int(ON if on else OFF))
                if _wait_for_number_result(com, operation) != ALLOWED:
                    raise StepError(N_("Windows doesn't allow this app to change this setting."))
    except OSError as error:
        raise StepError(N_("The setting couldn't be changed."), detail=repr(error)) from error
    return True


def _open_radio_statics(com: ComSession) -> Any:
    c = com.c
    base, found = declare_function_types(c, c.windll.combase, "RoGetActivationFactory"), c.c_void_p()
    interface = com.parse_guid(STATICS)
    factory = base.RoGetActivationFactory
    factory.restype = c.HRESULT
    with _make_hstring(com, CLASS) as name:
        factory(name, c.byref(interface), c.byref(found))
    return com.release_at_end(found)


@contextmanager
def _make_hstring(com: ComSession, text: str) -> Iterator[Any]:
    """Yield a Windows Runtime string (HSTRING), which is freed after the block."""
    c, made = com.c, com.c.c_void_p()
    create = load_windows_function(c, "combase", "WindowsCreateString")
    create.restype = c.HRESULT
    create(c.c_wchar_p(text), c.c_uint(len(text)), c.byref(made))
    try:
        yield made
    finally:
        load_windows_function(c, "combase", "WindowsDeleteString")(made)


def _iter_radios(com: ComSession, statics: Any, kind: int) -> Iterator[Any]:
    operation = com.call_for_object(statics, ALL_RADIOS)
    _wait_for_operation(com, operation)
    listed = com.call_for_object(operation, RESULTS)
    for number in range(com.call_for_value(com.c.c_uint, listed, COUNT)):
        radio = com.call_for_object(listed, ITEM, com.c.c_uint(number))
        if com.call_for_value(com.c.c_int, radio, GET_KIND) == kind:
            yield radio


def _wait_for_number_result(com: ComSession, operation: Any) -> int:
    """Wait for an operation and return its numeric result."""
    _wait_for_operation(com, operation)
    return int(com.call_for_value(com.c.c_int, operation, RESULTS))


def _wait_for_operation(com: ComSession, operation: Any) -> None:
    """Wait until an asynchronous operation of the Windows Runtime has ended.

    Raises:
        OSError: the operation failed or timed out.
    """
    info, end = com.query_interface(operation, ASYNC_INFO), time.monotonic() + PATIENCE
    while (status := com.call_for_value(com.c.c_int, info, STATUS)) == STARTED:
        if time.monotonic() > end:
            raise TimeoutError(f"no answer after {PATIENCE:g} s")
        time.sleep(0.02)
    if status != COMPLETED:
        raise OSError(f"AsyncStatus {status}")
