"""Calls objects of Windows (COM) by the place of a method in their table, with ctypes.

Nothing needs to be installed for it, and a script policy of the organisation does not matter. The table of
IUnknown is that of unknwn.h (Microsoft Learn).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from selfhelp.core.foreign_functions import declare, windows_function

QUERY, RELEASE = 0, 2
MANY_THREADS, ONE_THREAD = 0, 2  # COINIT_MULTITHREADED, COINIT_APARTMENTTHREADED
ALL_CONTEXTS = 23  # CLSCTX_ALL


class ComSession:
    """Calls the methods of COM objects by their place in the table."""

    def __init__(self) -> None:
        self.c: Any = import_module("ctypes")
        self._open: list[Any] = []

    def guid(self, text: str) -> Any:
        """Return a GUID as the system wants it."""
        found = (self.c.c_byte * 16)()
        windows_function(self.c, "ole32", "CLSIDFromString")(self.c.c_wchar_p(text), self.c.byref(found))
        return found

    def create(self, class_id: str, interface_id: str) -> Any:
        """Return a new object of a class.

        Raises:
            OSError: Windows does not give it.
        """
        found = self.c.c_void_p()
        of_class, interface = self.guid(class_id), self.guid(interface_id)
        create = windows_function(self.c, "ole32", "CoCreateInstance")
        create.restype = self.c.HRESULT
        create(self.c.byref(of_class), None, ALL_CONTEXTS, self.c.byref(interface), self.c.byref(found))
        return self.kept(found)

    def call(self, thing: Any, place: int, *arguments: Any) -> None:
        """Call one method of a COM object.

        Raises:
            OSError: it answered with an error.
        """
        self._method(thing, place, self.c.HRESULT, [type(a) for a in arguments])(thing, *arguments)

    def object(self, thing: Any, place: int, *arguments: Any) -> Any:
        """Call a method whose last argument receives another object; it is released at the end."""
        found = self.c.c_void_p()
        self.call(thing, place, *arguments, self.c.pointer(found))
        return self.kept(found)

    def other_side(self, thing: Any, interface_id: str) -> Any:
        """Return another COM interface of an object."""
        return self.object(thing, QUERY, self.c.pointer(self.guid(interface_id)))

    def value(self, kind: Any, thing: Any, place: int, *arguments: Any) -> Any:
        """Call a method whose last argument receives a plain value."""
        found = kind()
        self.call(thing, place, *arguments, self.c.pointer(found))
        return found.value

    def text(self, thing: Any, place: int) -> str:
        """Call a method that returns a caller-freed string; return a copy and free the original."""
        found = self.c.c_wchar_p()
        self.call(thing, place, self.c.pointer(found))
        text = str(found.value)
        windows_function(self.c, "ole32", "CoTaskMemFree")(found)
        return text

    def close(self) -> None:
        """Release all objects in reverse order."""
        while self._open:
            thing = self._open.pop()
            if thing:  # a method may answer with no object
                self._method(thing, RELEASE, self.c.c_ulong, [])(thing)

    def _method(self, thing: Any, place: int, result: Any, kinds: Sequence[Any]) -> Any:
        table = self.c.cast(thing, self.c.POINTER(self.c.POINTER(self.c.c_void_p)))[0]
        return self.c.WINFUNCTYPE(result, self.c.c_void_p, *kinds)(table[place])

    def kept(self, thing: Any) -> Any:
        """Remember an object, so that it is released at the end."""
        self._open.append(thing)
        return thing


@contextmanager
def open_com(mode: int = MANY_THREADS) -> Iterator[ComSession]:
    """Open COM on this thread and close it again.

    RPC_E_CHANGED_MODE (the thread has COM in another mode already) isn't an obstacle.
    """
    com = ComSession()
    ole = declare(com.c, com.c.windll.ole32, "CoInitializeEx", "CoUninitialize")
    state = ole.CoInitializeEx(None, mode)
    try:
        yield com
    finally:
        com.close()
        if state >= 0:
            ole.CoUninitialize()
