"""Windows only: deletes the app's folder in the task library; schtasks can't do this.

Microsoft Learn: "ITaskService", "ITaskFolder::DeleteFolder"; method indexes as in taskschd.h. Tried under
Wine.
"""

from __future__ import annotations

import ctypes
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import POINTER, Structure, byref, c_long, c_ulong, c_ushort, c_void_p
from typing import Any

from selfhelp.core.foreign_functions import declare_function_types

CLASS, SERVICE = (
    uuid.UUID("0F87369F-A4E5-4CFC-BD3E-73E6154572DD"),
    uuid.UUID("2FABA4C7-4DA9-4013-9697-20CC3FD40F85"),
)
RELEASE, GET_FOLDER, CONNECT, DELETE_FOLDER = 2, 7, 10, 12
IN_PROCESS = 1


class _EmptyVariant(Structure):
    """The structure of an empty VARIANT."""

    _fields_ = (("kind", c_ushort), ("reserved", c_ushort * 3), ("value", c_void_p * 2))


def delete_task_folder(name: str) -> bool:
    """Delete an empty folder at the library's root; return whether the folder no longer exists."""
    with _connect_service() as service:
        folder = c_void_p()
        if service is None or _call_method(service, GET_FOLDER, _to_bstr("\\"), byref(folder)):
            return False
        result = _call_method(folder, DELETE_FOLDER, _to_bstr(name), c_long(0))
        _call_method(folder, RELEASE)
        return result in (0, FILE_NOT_FOUND)


FILE_NOT_FOUND = -2147024894
"""The error code 0x80070002 as a signed number."""


@contextmanager
def _connect_service() -> Iterator[c_void_p | None]:
    """Yield a connection to this computer's task service; None if connecting fails."""
    system: Any = getattr(ctypes, "WinDLL")("ole32.dll", winmode=0x800)  # noqa: B009 - only Windows has it
    declare_function_types(
        ctypes, system, "CoInitializeEx", "CoCreateInstance", "CoUninitialize"
    ).CoInitializeEx(None, 0)
    service = c_void_p()
    ids = [(ctypes.c_ubyte * 16).from_buffer_copy(id_.bytes_le) for id_ in (CLASS, SERVICE)]
    try:
        failed = system.CoCreateInstance(byref(ids[0]), None, IN_PROCESS, byref(ids[1]), byref(service))
        connected = not failed and not _call_method(service, CONNECT, *(_EmptyVariant() for _ in range(4)))
        yield service if connected else None
    finally:
        if service:
            _call_method(service, RELEASE)
        system.CoUninitialize()


def _call_method(thing: c_void_p, place: int, *words: Any) -> int:
    """Call a COM method by its index and return its HRESULT, 0 on success."""
    table = ctypes.cast(thing, POINTER(POINTER(c_void_p))).contents
    kinds = [type(word) if isinstance(word, Structure | c_long) else c_void_p for word in words]
    result = c_ulong if place == RELEASE else c_long
    prototype: Any = getattr(ctypes, "WINFUNCTYPE")(result, c_void_p, *kinds)  # noqa: B009
    return int(prototype(table[place])(thing, *words))


def _to_bstr(text: str) -> c_void_p:
    """Return a text as a BSTR. Its memory isn't freed, because the process ends soon."""
    system: Any = getattr(ctypes, "WinDLL")("oleaut32.dll", winmode=0x800)  # noqa: B009
    return c_void_p(
        declare_function_types(ctypes, system, "SysAllocString").SysAllocString(ctypes.c_wchar_p(text))
    )
