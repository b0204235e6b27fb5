"""Calls COM objects of Windows by the index of a method in their vtable, through ctypes.

This needs no installed component and isn't affected by script policies. The IUnknown vtable comes from
unknwn.h (Microsoft Learn).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from selfhelp.core.foreign_functions import declare_function_types, load_windows_function

QUERY, RELEASE = 0, 2
MANY_THREADS, ONE_THREAD = 0, 2  # COINIT_MULTITHREADED, COINIT_APARTMENTTHREADED
ALL_CONTEXTS = 23  # CLSCTX_ALL


class ComSession:
    """COM session that calls methods by vtable index, and releases all objects at the end."""

    def __init__(self) -> None:
        self.c: Any = import_module("ctypes")
        self._open: list[Any] = []

    def parse_guid(self, text: str) -> Any:
        """Return a GUID's binary structure from its text."""
        found = (self.c.c_byte * 16)()
        load_windows_function(self.c, "ole32", "CLSIDFromString")(self.c.c_wchar_p(text), self.c.byref(found))
        return found

    def create_object(self, class_id: str, interface_id: str) -> Any:
        """Create an object of a class and return one of its interfaces.

        Raises:
            OSError: Windows couldn't create the object.
        """
        found = self.c.c_void_p()
        of_class, interface = self.parse_guid(class_id), self.parse_guid(interface_id)
        create = load_windows_function(self.c, "ole32", "CoCreateInstance")
        create.restype = self.c.HRESULT
        create(self.c.byref(of_class), None, ALL_CONTEXTS, self.c.byref(interface), self.c.byref(found))
        return self.release_at_end(found)

    def call_method(self, thing: Any, place: int, *arguments: Any) -> None:
        """Call a method of a COM object by its vtable index.

        Raises:
            OSError: the method returned an error.
        """
        self._bind_method(thing, place, self.c.HRESULT, [type(a) for a in arguments])(thing, *arguments)

    def call_for_object(self, thing: Any, place: int, *arguments: Any) -> Any:
        """Return the object that a method returns through its last argument; it is released at the end."""
        found = self.c.c_void_p()
        self.call_method(thing, place, *arguments, self.c.pointer(found))
        return self.release_at_end(found)

    def query_interface(self, thing: Any, interface_id: str) -> Any:
        """Return another interface of a COM object."""
        return self.call_for_object(thing, QUERY, self.c.pointer(self.parse_guid(interface_id)))

    def call_for_value(self, kind: Any, thing: Any, place: int, *arguments: Any) -> Any:
        """Return the plain value that a method returns through its last argument."""
        found = kind()
        self.call_method(thing, place, *arguments, self.c.pointer(found))
        return found.value

    def call_for_text(self, thing: Any, place: int) -> str:
        """Return a copy of the string that a method returns, and free the original."""
        found = self.c.c_wchar_p()
        self.call_method(thing, place, self.c.pointer(found))
        text = str(found.value)
        load_windows_function(self.c, "ole32", "CoTaskMemFree")(found)
        return text

    def close(self) -> None:
        """Release all registered objects, in reverse order."""
        while self._open:
            thing = self._open.pop()
            if thing:  # a method may return no object
                self._bind_method(thing, RELEASE, self.c.c_ulong, [])(thing)

    def _bind_method(self, thing: Any, place: int, result: Any, kinds: Sequence[Any]) -> Any:
        table = self.c.cast(thing, self.c.POINTER(self.c.POINTER(self.c.c_void_p)))[0]
        return self.c.WINFUNCTYPE(result, self.c.c_void_p, *kinds)(table[place])

    def release_at_end(self, thing: Any) -> Any:
        """Register an object to be released at the end, and return it."""
        self._open.append(thing)
        return thing


@contextmanager
def open_com(mode: int = MANY_THREADS) -> Iterator[ComSession]:
    """Initialise COM on this thread for a block, and yield a session.

    COM is uninitialised after the block.

    RPC_E_CHANGED_MODE (the thread uses COM in another mode already) isn't an error.
    """
    com = ComSession()
    ole = declare_function_types(com.c, com.c.windll.ole32, "CoInitializeEx", "CoUninitialize")
    state = ole.CoInitializeEx(None, mode)
    try:
        yield com
    finally:
        com.close()
        if state >= 0:
            ole.CoUninitialize()
