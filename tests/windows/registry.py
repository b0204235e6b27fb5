"""Policy in the real registry of this Windows, for the length of a test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any

import pytest

from selfhelp.policy.managed_settings import DEFAULTS, POLICIES
from tests.windows.gaps import is_wine

winreg: Any = import_module("winreg")
Write = Callable[..., None]


@contextmanager
def writing_policy() -> Iterator[Write]:
    """Give a function that writes one value; all of them go again.

    What a run that was killed left in Wine's registry goes first. On a real Windows it may be in use.
    """
    for root in (POLICIES, DEFAULTS):
        if is_wine():
            delete(root)
        with pytest.raises(FileNotFoundError):
            winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, root)

    def write(path: str, name: str, value: object, kind: int = winreg.REG_SZ) -> None:
        with winreg.CreateKey(winreg.HKEY_LOCAL_MACHINE, path) as key:
            winreg.SetValueEx(key, name, 0, kind, value)

    try:
        yield write
    finally:
        delete(POLICIES)
        delete(DEFAULTS)


CHOICES = "Software\\Microsoft\\Windows\\Shell\\Associations\\UrlAssociations\\{kind}\\UserChoice"


@contextmanager
def without_chosen_browser() -> Iterator[None]:
    """Let this user have chosen no browser under Wine, for the length of a test.

    Otherwise the app asks AssocQueryString for it, and Wine closes a registry key twice: another thread can
    lose its handle (`docs/wine-gaps.md`), so that a program of many threads stops now and then.
    """
    chosen = {kind: _chosen(kind) for kind in ("http", "https")} if is_wine() else {}
    for kind, value in chosen.items():
        if value:
            winreg.DeleteKey(winreg.HKEY_CURRENT_USER, CHOICES.format(kind=kind))
    try:
        yield
    finally:
        for kind, value in chosen.items():
            if value:
                with winreg.CreateKey(winreg.HKEY_CURRENT_USER, CHOICES.format(kind=kind)) as key:
                    winreg.SetValueEx(key, "ProgId", 0, winreg.REG_SZ, value)


def _chosen(kind: str) -> str:
    """Return the program that the user chose for a kind of link; "" for none."""
    try:
        with winreg.OpenKey(winreg.HKEY_CURRENT_USER, CHOICES.format(kind=kind)) as key:
            return str(winreg.QueryValueEx(key, "ProgId")[0])
    except FileNotFoundError:
        return ""


def delete(path: str) -> None:
    """Delete a key and what is below it."""
    try:
        with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, path) as key:
            below = [winreg.EnumKey(key, place) for place in range(winreg.QueryInfoKey(key)[0])]
    except FileNotFoundError:
        return
    for name in below:
        delete(f"{path}\\{name}")
    winreg.DeleteKey(winreg.HKEY_LOCAL_MACHINE, path)
