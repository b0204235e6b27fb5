"""Pretended Windows libraries in this process: real memory and real calls, only the other side is ours.

It proves that structures are filled and read at the right places and that methods are called with the
arguments that Windows' headers declare. It does not prove that Windows behaves so.
"""

from __future__ import annotations

import ctypes
import importlib
from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any

import pytest

POINTER_SIZE = ctypes.sizeof(ctypes.c_void_p)


class Function:
    """A function of a library; ctypes lets ``restype`` be set on it, so this does too."""

    restype: Any = None

    def __init__(self, does: Callable[..., Any]) -> None:
        self._does = does

    def __call__(self, *arguments: Any) -> Any:
        return self._does(*arguments)


def library(**functions: Callable[..., Any]) -> SimpleNamespace:
    """Return a library with these functions."""
    return SimpleNamespace(**{name: Function(does) for name, does in functions.items()})


class Ctypes:
    """ctypes as it is on Windows: everything of this one, and what only that one has."""

    HRESULT = ctypes.c_long
    WINFUNCTYPE = staticmethod(ctypes.CFUNCTYPE)

    def __init__(self, **libraries: SimpleNamespace) -> None:
        self.windll = SimpleNamespace(**libraries)

    def __getattr__(self, name: str) -> Any:
        return getattr(ctypes, name)

    @staticmethod
    def WinError() -> OSError:
        return OSError("pretended")


def pretend(monkeypatch: pytest.MonkeyPatch, module: Any, **libraries: SimpleNamespace) -> None:
    """Let a module import ctypes with these libraries."""
    there = Ctypes(**libraries)
    real = importlib.import_module
    monkeypatch.setattr(module, "import_module", lambda name: there if name == "ctypes" else real(name))


class ComObject:
    """An object with a real table of methods, called through real function pointers."""

    def __init__(self, methods: Mapping[int, tuple[list[Any], Callable[..., int]]]) -> None:
        self.released = 0
        self._kept = []
        table = (ctypes.c_void_p * 24)()
        for place, (kinds, does) in {2: ([], self._release), **methods}.items():
            function = ctypes.CFUNCTYPE(ctypes.c_long, ctypes.c_void_p, *kinds)(does)
            self._kept.append(function)
            table[place] = ctypes.cast(function, ctypes.c_void_p).value
        self._table = table
        self._object = (ctypes.c_void_p * 1)(ctypes.addressof(table))
        self.address = ctypes.addressof(self._object)

    def _release(self, _this: int) -> int:
        self.released += 1
        return 0


def store(place: int, kind: Any, value: Any) -> int:
    """Write a value where a pointer points to, and say that it went well."""
    kind.from_address(place).value = value
    return 0
