"""Radios of Wi-Fi and Bluetooth: what keeps one from sending, and the switch of the settings.

Linux has one kill switch for each radio in /sys/class/rfkill (Documentation/ABI/stable/sysfs-class-rfkill).
Windows has Windows.Devices.Radios (Microsoft Learn), which PowerShell reaches, except where an organisation
runs it in constrained language mode: then there is no answer. The Windows part was not tried.
"""

from __future__ import annotations

from pathlib import Path

from selfhelp.machine import powershell
from selfhelp.model import Json

WIFI, BLUETOOTH = 1, 3
"""RadioKind of Windows."""

ON, OFF, DISABLED = 1, 2, 3
"""RadioState of Windows; disabled is by a switch of the computer or by a policy."""


def switches(kind: str, folder: str = "/sys/class/rfkill") -> Json:
    """Return the kernel's switches of one kind of radio, each with ``soft`` (settings) and ``hard`` (a key).

    Args:
        kind: ``wlan`` or ``bluetooth``, as in the file ``type``.
        folder: where the kernel keeps them.
    """
    found = []
    for switch_ in sorted(Path(folder).glob("rfkill*")):
        try:
            facts = {name: (switch_ / name).read_text("ascii", "replace").strip() for name in _FACTS}
        except OSError:  # pulled out in the meantime
            continue
        if facts["type"] == kind:
            found.append({"soft": facts["soft"] == "1", "hard": facts["hard"] == "1"})
    return found


_FACTS = ("type", "soft", "hard")


def listed(kind: int) -> str:
    """Return the start of a PowerShell script: afterwards ``$r`` holds the radios of this kind.

    ``AsTask`` turns what the Windows Runtime does meanwhile into something that can be waited for; ``$w``
    waits for it, at most five seconds.
    """
    return (
        "Add-Type -AssemblyName System.Runtime.WindowsRuntime;"
        "$null=[Windows.Devices.Radios.Radio,Windows.System.Devices,ContentType=WindowsRuntime];"
        "$null=[Windows.Devices.Radios.RadioAccessStatus,Windows.System.Devices,ContentType=WindowsRuntime];"
        "$m=([System.WindowsRuntimeSystemExtensions].GetMethods() | Where-Object {$_.Name -eq 'AsTask' -and "
        "$_.GetParameters().Count -eq 1 -and "
        "$_.GetParameters()[0].ParameterType.Name -eq 'IAsyncOperation`1'})[0];"
        "$w={param($o,$t)$k=$m.MakeGenericMethod($t).Invoke($null,@($o));$null=$k.Wait(5000);$k.Result};"
        "$r=@(& $w ([Windows.Devices.Radios.Radio]::GetRadiosAsync()) "
        "([System.Collections.Generic.IReadOnlyList[Windows.Devices.Radios.Radio]]) |"
        f" Where-Object {{[int]$_.Kind -eq {kind}}});"
    )


def switch(kind: int, on: bool) -> tuple[str, ...]:
    """Return the command that switches every radio of a kind; it fails where Windows does not allow it.

    RequestAccessAsync has to come first (Radio.SetStateAsync); RadioAccessStatus 1 is allowed.
    """
    script = listed(kind) + (
        "$s=[Windows.Devices.Radios.RadioAccessStatus];"
        "$null=& $w ([Windows.Devices.Radios.Radio]::RequestAccessAsync()) $s;"
        "$r | ForEach-Object {if ([int](& $w "
        f"($_.SetStateAsync({ON if on else OFF})) $s) -ne 1) {{exit 5}}}}"
    )
    return powershell.argv(script)
