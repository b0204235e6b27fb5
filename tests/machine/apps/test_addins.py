"""Add-ins of Office, against a registry that stands in for the real one."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any

import pytest

from selfhelp.core.errors import StepError
from selfhelp.machine.apps.addins import (
    AddIn,
    find_crashing_addin,
    read_registered_addins,
    set_load_behaviour,
)

OUTLOOK = "Software\\Microsoft\\Office\\Outlook\\Addins"
POLICY = "Software\\Policies\\Microsoft\\Office\\16.0\\Outlook\\Resiliency\\AddinList"


class Key:
    """An open key: a path into a nested dictionary."""

    def __init__(self, tree: dict[str, dict[str, Any]], path: str) -> None:
        self.tree, self.path = tree, path

    def __enter__(self) -> Key:
        return self

    def __exit__(self, *error: object) -> None:
        """Nothing is held."""

    @property
    def children(self) -> list[str]:
        begin = f"{self.path}\\"
        return [path.removeprefix(begin) for path in self.tree if path.startswith(begin)]


@pytest.fixture
def registry(monkeypatch: pytest.MonkeyPatch) -> dict[str, dict[str, Any]]:
    """Give the person some add-ins, and the computer none."""
    own: dict[str, dict[str, Any]] = {
        OUTLOOK: {},
        f"{OUTLOOK}\\Contoso.Connect": {"LoadBehavior": 3, "FriendlyName": "Contoso"},
        f"{OUTLOOK}\\Broken": {"FriendlyName": "no behaviour"},
        f"{OUTLOOK}\\Dlp.Guard": {"LoadBehavior": 3},
        POLICY: {"Dlp.Guard": "1", "Contoso.Connect": "0"},
    }
    fake: Any = ModuleType("winreg")
    fake.HKEY_CURRENT_USER, fake.HKEY_LOCAL_MACHINE = own, {}
    fake.KEY_QUERY_VALUE = fake.KEY_SET_VALUE = fake.REG_DWORD = 0

    def open_key(parent: Any, path: str, *_: int) -> Key:
        tree = parent.tree if isinstance(parent, Key) else parent
        full = f"{parent.path}\\{path}" if isinstance(parent, Key) else path
        if full not in tree:
            raise FileNotFoundError(full)
        return Key(tree, full)

    def query(key: Key, name: str) -> tuple[Any, int]:
        if name not in key.tree[key.path]:
            raise FileNotFoundError(name)
        return key.tree[key.path][name], 0

    fake.OpenKey, fake.QueryValueEx = open_key, query
    fake.QueryInfoKey = lambda key: (len(key.children), len(key.tree[key.path]), 134_000_000_000_000_000)
    fake.EnumKey = lambda key, number: key.children[number]
    fake.EnumValue = lambda key, number: (*list(key.tree[key.path].items())[number], 0)
    fake.SetValueEx = lambda key, name, _, __, value: key.tree[key.path].update({name: value})
    monkeypatch.setitem(sys.modules, "winreg", fake)
    return own


def test_what_is_registered_is_told_with_when_it_changed(registry: dict[str, dict[str, Any]]) -> None:
    found = [AddIn(**entry) for entry in read_registered_addins("Outlook")]
    assert [(a.key, a.title, a.load, a.own, a.mandatory) for a in found] == [
        ("Contoso.Connect", "Contoso", 3, True, False),
        ("Dlp.Guard", "Dlp.Guard", 3, True, True),
    ]
    assert found[0].changed == 134_000_000_000_000_000 / 1e7 - 11644473600
    assert [a.key for a in found if a.can_be_disabled] == ["Contoso.Connect"]


def test_only_an_own_add_in_changes(registry: dict[str, dict[str, Any]]) -> None:
    assert set_load_behaviour("Outlook", "Contoso.Connect", 2) is True
    assert registry[f"{OUTLOOK}\\Contoso.Connect"]["LoadBehavior"] == 2
    assert set_load_behaviour("Outlook", "Contoso.Connect", 2) is False
    for application, key in (("Outlook", "..\\..\\Run"), ("Paint", "Contoso.Connect"), ("Outlook", "")):
        with pytest.raises(StepError):
            set_load_behaviour(application, key, 2)


def test_the_add_in_whose_part_crashed_is_the_likely_one() -> None:
    add_ins = [AddIn(key, key, 3, True, False, 0.0) for key in ("Fabrikam.Notes", "Contoso.Connect")]
    assert find_crashing_addin(["ntdll.dll", "ContosoConnect.DLL"], add_ins) == "Contoso.Connect"
    assert find_crashing_addin(["ntdll.dll"], add_ins) == "Fabrikam.Notes"
    assert find_crashing_addin([], []) == ""
