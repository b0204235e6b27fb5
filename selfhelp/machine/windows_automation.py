"""Calls the object models of Windows programs (IDispatch) through ctypes.

An organisation's script policy blocks this in PowerShell, but not here. The structures come from oaidl.h
(Microsoft Learn, "IDispatch"). Tested under Wine with its own objects, not on Windows.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any, TypeVar

from selfhelp.core.errors import AnswerFailure, Cause, ProbeError
from selfhelp.core.foreign_functions import load_windows_function
from selfhelp.core.text import N_
from selfhelp.machine.windows_com import ONE_THREAD, ComSession, open_com

T = TypeVar("T")

DISPATCH_ID = "{00020400-0000-0000-C000-000000000046}"
NO_ID = "{00000000-0000-0000-0000-000000000000}"
IDS_OF_NAMES, INVOKE = 5, 6
GET, PUT = 3, 4  # DISPATCH_METHOD | DISPATCH_PROPERTYGET; DISPATCH_PROPERTYPUT
PUT_NAME = -3  # DISPID_PROPERTYPUT
NUMBER, MOMENT, TEXT, OBJECT, TRUTH = 3, 7, 8, 9, 11  # VT_I4, VT_DATE, VT_BSTR, VT_DISPATCH, VT_BOOL
NUMBERS = {
    2: "h",
    3: "i",
    4: "f",
    5: "d",
    16: "b",
    17: "B",
    18: "H",
    19: "I",
    20: "q",
    21: "Q",
    22: "i",
    23: "I",
}
FIRST_DAY = datetime(1899, 12, 30)  # noqa: DTZ001 - whether a date is local is told by whoever gives it
NOT_RUNNING = -2147221021  # MK_E_UNAVAILABLE
NOT_INSTALLED = -2147221005  # CO_E_CLASSSTRING

TIME = 20.0
"""Timeout of one call, in seconds: an update search is slow, and a hanging program never responds."""


class AutomationObject:
    """A COM object of a program, with its IDispatch interface."""

    def __init__(self, com: ComSession, pointer: Any) -> None:
        self._com, self._pointer = com, pointer

    def get(self, name: str, *arguments: int | str | bool) -> Any:
        """Return a property, or the result of a method.

        Objects are returned as `AutomationObject`, dates as `datetime`.

        Raises:
            OSError: the member doesn't exist, or returned an error.
        """
        return self._invoke(name, GET, arguments)

    def put(self, name: str, value: int | str | bool) -> None:
        """Set a property of the object; see `get`."""
        self._invoke(name, PUT, (value,))

    def iter_items(self, most: int) -> Iterator[AutomationObject]:
        """Yield up to ``most`` items of a zero-based collection."""
        for number in range(min(int(self.get("Count")), most)):
            yield self.get("Item", number)

    def _invoke(self, name: str, flags: int, arguments: tuple[int | str | bool, ...]) -> Any:
        c, kind = self._com.c, _make_variant_structure(self._com.c)
        given = (kind * max(1, len(arguments)))(*(_to_variant(self._com, a) for a in reversed(arguments)))
        named = (c.c_long * 1)(PUT_NAME)
        parameters = _make_dispatch_parameters(c)(
            c.cast(given, c.c_void_p),
            c.cast(named, c.c_void_p) if flags == PUT else None,
            len(arguments),
            1 if flags == PUT else 0,
        )
        answer = kind()
        nothing, id_ = c.c_void_p(), self._find_member_id(name)
        interface, word = c.pointer(self._com.parse_guid(NO_ID)), c.c_ushort(flags)
        try:
            self._com.call_method(
                *(self._pointer, INVOKE, c.c_long(id_), interface, c.c_ulong(0), word),
                *(c.pointer(parameters), c.pointer(answer), nothing, nothing),
            )
        finally:
            for one in given:
                load_windows_function(c, "oleaut32", "VariantClear")(c.byref(one))
        return self._to_python(answer)

    def _find_member_id(self, name: str) -> int:
        c = self._com.c
        names, found = (c.c_wchar_p * 1)(name), c.c_long()
        interface = c.pointer(self._com.parse_guid(NO_ID))
        self._com.call_method(
            self._pointer,
            IDS_OF_NAMES,
            interface,
            c.pointer(names),
            c.c_uint(1),
            c.c_ulong(0),
            c.pointer(found),
        )
        return int(found.value)

    def _to_python(self, answer: Any) -> Any:
        """Return a VARIANT's value as a Python value, and free the memory that Windows allocated for it."""
        c = self._com.c
        if answer.kind == OBJECT:
            pointer = c.c_void_p(int.from_bytes(bytes(answer.value)[: c.sizeof(c.c_void_p)], "little"))
            return AutomationObject(self._com, self._com.release_at_end(pointer)) if pointer else None
        try:
            if answer.kind == TEXT:
                place = c.c_void_p.from_buffer(answer.value).value
                return c.wstring_at(place) if place else ""
            return _scalar_to_python(int(answer.kind), bytes(answer.value))
        finally:
            load_windows_function(c, "oleaut32", "VariantClear")(c.byref(answer))


def _scalar_to_python(kind: int, value: bytes) -> Any:
    """Return a number, a boolean or a date from its bytes; None for other types."""
    import struct

    if kind == TRUTH:
        return value[:2] != b"\0\0"
    if kind == MOMENT:
        return FIRST_DAY + timedelta(days=struct.unpack_from("<d", value)[0])
    return struct.unpack_from(f"<{NUMBERS[kind]}", value)[0] if kind in NUMBERS else None


def _to_variant(com: ComSession, value: int | str | bool) -> Any:
    """Return a Python value as a VARIANT, whose text VariantClear frees."""
    import struct

    c = com.c
    if isinstance(value, str):
        allocate = load_windows_function(c, "oleaut32", "SysAllocString")
        place = int(allocate(c.c_wchar_p(value)) or 0)
        kind, data = TEXT, place.to_bytes(c.sizeof(c.c_void_p), "little")
    elif isinstance(value, bool):
        kind, data = TRUTH, struct.pack("<h", -1 if value else 0)
    else:
        kind, data = NUMBER, struct.pack("<i", value)
    made = _make_variant_structure(c)(kind=kind)
    made.value[: len(data)] = data
    return made


def _make_variant_structure(c: Any) -> Any:
    """Return the VARIANT structure: its type, six bytes of padding, and a value of two pointers' size.

    There is one class per ctypes module: ctypes treats two classes of the same shape as different.
    """
    known = _KINDS.get(c)
    if known is None:
        fields = [
            ("kind", c.c_ushort),
            ("reserved", c.c_ushort * 3),
            ("value", c.c_ubyte * (2 * c.sizeof(c.c_void_p))),
        ]
        known = _KINDS[c] = type("Variant", (c.Structure,), {"_fields_": fields, "_align_": 8})
    return known


_KINDS: dict[Any, Any] = {}


def _make_dispatch_parameters(c: Any) -> Any:
    """Return a DISPPARAMS structure class."""
    fields = [("given", c.c_void_p), ("named", c.c_void_p), ("count", c.c_uint), ("named_count", c.c_uint)]
    return type("Parameters", (c.Structure,), {"_fields_": fields})


@contextmanager
def create_automation_object(program: str) -> Iterator[AutomationObject]:
    """Create an object by its ProgID, such as ``Shell.Application``, and yield it."""
    with open_com(ONE_THREAD) as com:
        yield AutomationObject(com, com.create_object(_find_class_id(com, program), DISPATCH_ID))


@contextmanager
def attach_to_running_program(program: str) -> Iterator[AutomationObject | None]:
    """Open the object model of a running program; yield None if it isn't running or installed."""
    with open_com(ONE_THREAD) as com:
        c, found = com.c, com.c.c_void_p()
        try:
            class_id = com.parse_guid(_find_class_id(com, program))
        except OSError as error:
            if getattr(error, "winerror", None) != NOT_INSTALLED:
                raise
            yield None
            return
        state = load_windows_function(c, "oleaut32", "GetActiveObject")(
            c.byref(class_id), None, c.byref(found)
        )
        if state == NOT_RUNNING:
            yield None
            return
        if state < 0:
            raise OSError(0, "GetActiveObject", None, state)
        yield AutomationObject(com, com.query_interface(com.release_at_end(found), DISPATCH_ID))


def _find_class_id(com: ComSession, program: str) -> str:
    """Return the class ID for a ProgID.

    Raises:
        OSError: no such program is installed.
    """
    c, found, text = com.c, (com.c.c_byte * 16)(), com.c.create_unicode_buffer(64)
    ask = load_windows_function(c, "ole32", "CLSIDFromProgID")
    ask.restype = c.HRESULT
    ask(c.c_wchar_p(program), c.byref(found))
    load_windows_function(c, "ole32", "StringFromGUID2")(c.byref(found), text, 64)
    return str(text.value)


def run_automation_with_timeout(seconds: float, program: str, ask: Callable[[], T]) -> T:
    """Return the result of ``ask``, run on a separate thread with a timeout in seconds: a program may hang.

    Raises:
        ProbeError: the call timed out, or failed.
    """
    answers: queue.SimpleQueue[T | Exception] = queue.SimpleQueue()

    def run_call() -> None:
        try:
            answers.put(ask())
        except Exception as error:  # noqa: BLE001 - it is raised again for whoever waits
            answers.put(error)

    threading.Thread(target=run_call, name=f"ask-{program}", daemon=True).start()
    message = N_("Windows returned an unexpected response.")
    try:
        answer = answers.get(timeout=seconds)
    except queue.Empty:
        raise ProbeError(message, why=AnswerFailure(program, Cause.LATE, f"{seconds:g} s")) from None
    if isinstance(answer, OSError):
        number = f"0x{(getattr(answer, 'winerror', None) or answer.errno or 0) & 0xFFFF_FFFF:08X}"
        cause = Cause.DENIED if number == "0x80070005" else Cause.FAILED
        raise ProbeError(message, detail=repr(answer), why=AnswerFailure(program, cause, number)) from answer
    if isinstance(answer, Exception):
        raise answer
    return answer
