"""Desktop and Documents folders that were moved, as by OneDrive's backup, leaving files behind.

This applies to Windows only. The folder's actual path comes from the registry, where Get-ItemProperty expands
variables (Microsoft Learn, "Folder Redirection", User Shell Folders). Untested on Windows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from selfhelp.core.model import Platform
from selfhelp.machine import Machine, Probe
from selfhelp.machine.command_output import read_script_output_objects, to_int, to_text

WINDOWS = (
    "$u=Get-ItemProperty 'HKCU:\\Software\\Microsoft\\Windows\\CurrentVersion\\Explorer\\User Shell Folders';"
    "@(@($u.Desktop,'Desktop'),@($u.Personal,'Documents')) | ForEach-Object{"
    "$now=$_[0]; $old=Join-Path $env:USERPROFILE $_[1];"
    "if($now -and $now -ne $old -and (Test-Path -LiteralPath $old)){[pscustomobject]@{"
    "Now=$now; Old=$old; Left=@(Get-ChildItem -LiteralPath $old -ErrorAction SilentlyContinue).Count}}}"
)
"""Script that finds redirected folders; hidden items such as ``desktop.ini`` aren't counted."""


@dataclass(frozen=True, slots=True)
class RedirectedFolder:
    """A redirected folder: the new path, the old path, and the number of items left in the old folder."""

    now: str
    old: str
    left: int


def _read_redirected_folders_windows(machine: Machine) -> Sequence[RedirectedFolder]:
    found = read_script_output_objects(machine, WINDOWS)
    moved = [
        RedirectedFolder(to_text(o.get("Now")), to_text(o.get("Old")), to_int(o.get("Left")) or 0)
        for o in found
    ]
    return [folder for folder in moved if folder.left]


MOVED: Probe[Sequence[RedirectedFolder]] = Probe(
    "folders of the person's that were moved and left files behind",
    {Platform.WINDOWS: _read_redirected_folders_windows, Platform.LINUX: lambda _: ()},
)
