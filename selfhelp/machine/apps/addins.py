r"""Microsoft Office add-ins on Windows: listing them, and turning an add-in off.

An add-in is a key of ``…\Office\<program>\Addins``; its value ``LoadBehavior`` is 3 if it loads when the
program starts, and 2 if it doesn't (learn.microsoft.com, "Registry entries for VSTO Add-ins"). Only the
user's own part of the registry is changed. Untested on Windows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from importlib import import_module
from types import MappingProxyType
from typing import Any, ClassVar

from selfhelp.core.errors import StepError
from selfhelp.core.model import Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.machine import Machine, Native, Reading, Row, Step

LOADED, NOT_LOADED = 3, 2

APPLICATIONS: Mapping[str, str] = MappingProxyType(
    {"OUTLOOK.EXE": "Outlook", "WINWORD.EXE": "Word", "EXCEL.EXE": "Excel", "POWERPNT.EXE": "PowerPoint"}
)
"""Display names of the programs by executable; their registry keys have the same names."""

VENDOR = ("Microsoft.", "OscAddin.", "TeamsAddin.", "UCAddin.", "UmOutlookAddin.", "OneNote.", "AccessAddin.")
"""Prefixes of Microsoft's own add-ins, which are never changed."""

FILETIME_EPOCH = 11644473600
"""Seconds from the FILETIME epoch, 1601, to 1970."""


@dataclass(frozen=True, slots=True)
class AddIn:
    """An add-in of one program.

    Attributes:
        key: the name of its registry key, such as ``Contoso.Connect``. External text.
        title: the name shown in the program. External text.
        load: its ``LoadBehavior``.
        own: whether it's in the user's own part of the registry.
        mandatory: whether the organisation's policy requires it.
        changed: time of its entry's last change, in seconds since 1970.
    """

    key: str
    title: str
    load: int
    own: bool
    mandatory: bool
    changed: float

    @property
    def can_be_disabled(self) -> bool:
        """Whether the user may turn the add-in off; Microsoft's own add-ins are excluded."""
        return self.own and self.load == LOADED and not self.mandatory and not self.key.startswith(VENDOR)


def read_registered_addins(application: str) -> Json:
    """Return a program's add-ins for this user and for the computer."""
    winreg: Any = import_module("winreg")
    demanded = _read_mandatory_addins(winreg, application)
    found: list[Json] = []
    for own, hive in ((True, winreg.HKEY_CURRENT_USER), (False, winreg.HKEY_LOCAL_MACHINE)):
        for key, load, title, changed in _read_addin_entries(winreg, hive, _build_addins_key(application)):
            entry = {"key": key, "title": title or key, "load": load, "own": own, "changed": changed}
            found.append({**entry, "mandatory": key in demanded})
    return found


def _build_addins_key(application: str) -> str:
    return f"Software\\Microsoft\\Office\\{application}\\Addins"


def _read_addin_entries(winreg: Any, hive: Any, folder: str) -> Sequence[tuple[str, int, str, float]]:
    """Return the name, load behaviour, title and time of change of each entry that has a load behaviour."""
    found = []
    with suppress(OSError), winreg.OpenKey(hive, folder) as parent:
        for number in range(winreg.QueryInfoKey(parent)[0]):
            name = winreg.EnumKey(parent, number)
            with suppress(OSError), winreg.OpenKey(parent, name) as entry:
                load = winreg.QueryValueEx(entry, "LoadBehavior")[0]
                changed = winreg.QueryInfoKey(entry)[2] / 1e7 - FILETIME_EPOCH
                found.append((name, int(load), _read_addin_title(winreg, entry), changed))
    return found


def _read_addin_title(winreg: Any, entry: Any) -> str:
    with suppress(OSError):
        return str(winreg.QueryValueEx(entry, "FriendlyName")[0])[:200]
    return ""


def _read_mandatory_addins(winreg: Any, application: str) -> frozenset[str]:
    r"""Return the add-ins that a policy always loads.

    Their value in ``Resiliency\AddinList`` is 1 (Microsoft, "No Add-ins loaded due to group policy settings
    for Office").
    """
    folder = f"Software\\Policies\\Microsoft\\Office\\16.0\\{application}\\Resiliency\\AddinList"
    found: set[str] = set()
    for hive in (winreg.HKEY_CURRENT_USER, winreg.HKEY_LOCAL_MACHINE):
        with suppress(OSError), winreg.OpenKey(hive, folder) as key:
            values = [winreg.EnumValue(key, n) for n in range(winreg.QueryInfoKey(key)[1])]
            found |= {name for name, value, _ in values if str(value) == "1"}
    return frozenset(found)


def read_addins(machine: Machine, application: str) -> Sequence[AddIn]:
    """Return the add-ins of one of `APPLICATIONS`.

    Raises:
        ProbeError: the add-ins couldn't be read.
    """
    return [
        AddIn(**entry)
        for entry in machine.read(Reading(read_registered_addins, {"application": application}))
    ]


def find_crashing_addin(modules: Sequence[str], add_ins: Sequence[AddIn]) -> str:
    """Return the key of the add-in whose vendor is in a crashed module's name.

    Otherwise, return the first add-in's key; "" if there are no add-ins.
    """
    for add_in in add_ins:
        maker = add_in.key.split(".")[0].lower()
        if any(maker in module.lower() for module in modules):
            return add_in.key
    return add_ins[0].key if add_ins else ""


def set_load_behaviour(application: str, key: str, load: int) -> Json:
    """Set the load behaviour of the user's own add-in; return false if it is already set.

    Raises:
        StepError: the add-in isn't in the user's own registry.
    """
    winreg: Any = import_module("winreg")
    if application not in APPLICATIONS.values() or not re.fullmatch(r"[^\\/]{1,255}", key):
        raise StepError(
            N_("This setting can't be changed from your account."), detail=f"{application} {key}"[:200]
        )
    path = f"{_build_addins_key(application)}\\{key}"
    access = winreg.KEY_QUERY_VALUE | winreg.KEY_SET_VALUE
    with winreg.OpenKey(winreg.HKEY_CURRENT_USER, path, 0, access) as entry:
        if winreg.QueryValueEx(entry, "LoadBehavior")[0] == load:
            return False
        winreg.SetValueEx(entry, "LoadBehavior", 0, winreg.REG_DWORD, load)
    return True


def _apply_load_behaviour(step: LoadAddIn, machine: Machine, _: Progress) -> str | None:
    load = LOADED if step.on else NOT_LOADED
    params = {"application": step.application, "key": step.key, "load": load}
    return (
        f"LoadBehavior {load} of {step.key}" if machine.change(Native(set_load_behaviour, params)) else None
    )


@dataclass(frozen=True, slots=True)
class LoadAddIn(Step):
    """Step that turns an add-in of a program on or off.

    Attributes:
        application: the program, one of the values of `APPLICATIONS`.
        key: the name of the add-in's key.
        title: its display name. External text.
        on: whether to turn it on.
    """

    application: str
    key: str
    title: str
    on: bool

    name: ClassVar[str] = "load-add-in"
    risk: ClassVar[Text | None] = N_("The add-in's buttons won't be available until you undo this change.")
    duration: ClassVar[timedelta] = timedelta(seconds=2)
    rows: ClassVar[Mapping[Platform, Row]] = MappingProxyType({Platform.WINDOWS: _apply_load_behaviour})

    def describe_action(self) -> Text:
        """Return the sentence shown before the step runs, naming the add-in."""
        if self.on:
            return N_("Turn on {addin} in {program}.", program=self.application, addin=self.title)
        return N_("Turn off {addin} in {program}.", program=self.application, addin=self.title)

    def make_undo_step(self, machine: Machine) -> Step | None:
        """Return the step that restores the add-in's previous state."""
        return LoadAddIn(self.application, self.key, self.title, not self.on)
