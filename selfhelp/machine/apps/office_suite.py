"""The installed Microsoft Office on Windows, and its update channel.

The values come from Click-to-Run (Microsoft Learn, "Overview of update channels for Microsoft 365 Apps" and
"Microsoft 365 Apps ... CDNBaseUrl"). Not tested on Windows; on other systems, see the list of programs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from selfhelp.core.model import Platform
from selfhelp.machine import Machine, Probe, Registry
from selfhelp.machine.command_output import to_text

CONFIGURATION = "HKLM\\SOFTWARE\\Microsoft\\Office\\ClickToRun\\Configuration"

CHANNELS: Mapping[str, str] = MappingProxyType(
    {
        "492350f6-3a01-4f97-b9c0-c7c6ddf67d60": "Current",
        "64256afe-f5d9-4f86-8936-8840a6a4f5be": "Current (Preview)",
        "55336b82-a18d-4dd6-b5f6-9e5095c314a6": "Monthly Enterprise",
        "7ffbc6bf-bc32-4f92-8982-f9dd17fd3114": "Semi-Annual Enterprise",
        "b8f9b850-328d-4355-9145-c59439a0c4cf": "Semi-Annual Enterprise (Preview)",
        "5440fd1f-7ecb-4221-8110-145efaa6372f": "Beta",
    }
)


@dataclass(frozen=True, slots=True)
class OfficeSuite:
    """The installed Office: products, version, bitness and channel; all empty without Click-to-Run."""

    products: str = ""
    version: str = ""
    width: str = ""
    channel: str = ""


def _read_office_suite_windows(machine: Machine) -> OfficeSuite:
    names = ("ProductReleaseIds", "VersionToReport", "Platform", "CDNBaseUrl")
    products, version, width, source = (to_text(machine.read(Registry(CONFIGURATION, n))) for n in names)
    number = source.rstrip("/").rpartition("/")[2].lower()
    return OfficeSuite(products, version, width, CHANNELS.get(number, number))


SUITE: Probe[OfficeSuite] = Probe(
    "which Office this computer has", {Platform.WINDOWS: _read_office_suite_windows}
)
