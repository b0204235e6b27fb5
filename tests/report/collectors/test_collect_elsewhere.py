"""Sections on Windows and macOS. Every answer here is *documentation*, not a recording.

Windows: learn.microsoft.com, "CIM WIN32 provider", Get-WinEvent, Get-PhysicalDisk, Windows Update Agent API.
macOS: the manual pages of sw_vers, sysctl, system_profiler, scutil, route, launchctl.
"""

from __future__ import annotations

import json

from selfhelp.model import Item, Json, Platform
from selfhelp.report.collectors.applications import ApplicationsCollector
from selfhelp.report.collectors.clock import ClockCollector
from selfhelp.report.collectors.disks import DisksCollector
from selfhelp.report.collectors.displays import DisplaysCollector
from selfhelp.report.collectors.errors import ErrorsCollector
from selfhelp.report.collectors.hardware import HardwareCollector
from selfhelp.report.collectors.network import NetworkCollector
from selfhelp.report.collectors.power import PowerCollector
from selfhelp.report.collectors.printers import PrintersCollector
from selfhelp.report.collectors.services import ServicesCollector
from selfhelp.report.collectors.system import SystemCollector
from selfhelp.report.collectors.updates import UpdatesCollector
from tests.report.collectors.answering import AnsweringMachine, facts, rows

KERNEL: Json = {
    "name": "PC-0042", "release": "11", "architecture": "AMD64",
    "booted": 1_700_000_000.0, "locale": "", "zone": "CET +0100",
}  # fmt: skip
COUNTS: Json = {"cores": 4, "threads": 8, "memory": 16 * 10**9}


def windows(*objects: Json, readings: Json = None, registry: Json = None) -> AnsweringMachine:
    return AnsweringMachine(
        Platform.WINDOWS, objects=objects, readings=readings or {}, registry=registry or {}
    )


def macos(programs: Json, readings: Json = None, plist: Json = None) -> AnsweringMachine:
    return AnsweringMachine(Platform.MACOS, programs=programs, readings=readings or {}, plist=plist)


def test_windows_system() -> None:
    answer = {
        "Caption": "Microsoft Windows 11 Professionnel", "Version": "10.0.22631", "Restart": True,
        "Boot": "2026-11-20T08:00:00.1234567Z", "Maker": "Dell Inc.", "Model": "Latitude 7440",
        "Domain": "corp.example", "Joined": True,
    }  # fmt: skip
    registry = {"DisplayVersion": "23H2", "UBR": 4460, "LocaleName": "fr-FR"}
    found = facts(
        SystemCollector().collect(windows(answer, readings={"system.kernel": KERNEL}, registry=registry))
    )
    assert found["operating system"] == "Microsoft Windows 11 Professionnel 23H2"
    assert found["build"] == "10.0.22631.4460"
    assert found["started"] == "2026-11-20T08:00:00+00:00"
    assert (found["restart pending"], found["domain"], found["locale"]) == (True, "corp.example", "fr-FR")
    assert found["virtual machine"] == ""


def test_windows_hardware() -> None:
    answer = {
        "Processor": "13th Gen Intel(R) Core(TM) i7-1365U", "Mhz": 1800, "Serial": "ABC1234",
        "Firmware": "1.9.1", "Graphics": ["Intel(R) Iris(R) Xe (driver 31.0.101)"], "Sound": None,
    }  # fmt: skip
    found = facts(HardwareCollector().collect(windows(answer, readings={"hardware.counts": COUNTS})))
    assert (found["serial number"], found["clock"]) == ("ABC1234", 1800)
    assert found["graphics"] == "Intel(R) Iris(R) Xe (driver 31.0.101)"
    assert "sound" not in found


def test_windows_disks_say_their_health() -> None:
    volume = {
        "mount": "C:\\", "device": "C:\\", "kind": "NTFS", "read_only": False,
        "size": 100, "free": 5, "inodes": None,
    }  # fmt: skip
    drive = {"Model": "SAMSUNG MZ", "Size": 512, "Kind": "SSD", "Health": "Warning", "Serial": "S1"}
    items = DisksCollector().collect(windows(drive, readings={"volumes.mounted": [volume]}))
    assert rows(items, "volumes")[0]["used"] == 95.0
    assert rows(items, "drives")[0]["health"] == "Warning"


def test_windows_network() -> None:
    answer = {"Gateways": "192.0.2.1", "Servers": ["192.0.2.53", "192.0.2.54"], "Search": []}
    readings = {"interfaces.adapters": [], "interfaces.proxies": []}
    registry = {"ProxyEnable": 0, "ProxyServer": "old:8080", "AutoConfigURL": "http://wpad.example/a.pac"}
    items = NetworkCollector().collect(windows(answer, readings=readings, registry=registry))
    found = facts(items)
    assert found["gateway"] == "192.0.2.1"
    assert "proxy manual" not in found, "a proxy that is switched off is not used"
    assert found["proxy script"] == "http://wpad.example/a.pac"
    assert [i.value for i in items if isinstance(i, Item) and i.name == "name server"] == [
        "192.0.2.53",
        "192.0.2.54",
    ]


def test_windows_printers() -> None:
    base = {"Default": False, "Offline": False, "Port": "IP_192.0.2.9", "Jobs": 0}
    items = PrintersCollector().collect(
        windows(
            {**base, "Name": "Étage 2", "Status": 3, "Default": True},
            {**base, "Name": "Old", "Status": 3, "Offline": True, "Jobs": 4},
        )
    )
    assert [(q["printer"], q["state"], q["waiting jobs"]) for q in rows(items, "queues")] == [
        ("Étage 2", "idle", 0),
        ("Old", "offline", 4),
    ]


def test_windows_errors_displays_services_updates_applications() -> None:
    event = {"Source": "disk 7", "Message": "Le périphérique a un bloc défectueux.", "Time": 1_700_000_000}
    assert rows(ErrorsCollector().collect(windows(event, event)), "errors")[0]["times"] == 2
    screen = {"Name": "Intel(R) Iris(R) Xe", "Width": 1920, "Height": 1080, "Rate": 60}
    assert rows(DisplaysCollector().collect(windows(screen)), "connected screens")[0]["pixels"] == "1920x1080"
    services = [
        {"Name": "Spooler", "Title": "Spouleur", "Code": 1067},
        {"Name": "Idle", "Title": "x", "Code": 1077},
    ]
    assert facts(ServicesCollector().collect(windows(*services)))["failed services"] == 1
    history = {
        "Pending": 3,
        "Last": "2026-11-11T09:00:00Z",
        "Failed": [{"Title": "KB5", "Code": "0x80070643"}],
    }
    found = facts(UpdatesCollector().collect(windows(history)))
    assert (found["waiting"], found["failed updates"]) == (3, 1)
    programs = [{"Name": "7-Zip", "Version": "24.08"}, {"Name": "7-Zip", "Version": "24.08"}, {"Name": None}]
    assert facts(ApplicationsCollector().collect(windows(*programs)))["installed programs"] == 1


def test_windows_clock() -> None:
    found = facts(
        ClockCollector().collect(windows(registry={"Type": "NT5DS", "NtpServer": "time.windows.com,0x9"}))
    )
    assert (found["set automatically"], found["time server"]) == (True, "domain")


def test_macos_system_and_hardware() -> None:
    profile = {
        "SPHardwareDataType": [{"serial_number": "C02X", "boot_rom_version": "11881"}],
        "SPDisplaysDataType": [{"sppci_model": "Apple M2"}],
    }
    programs = {
        "sw_vers": "ProductName:\t\tmacOS\nProductVersion:\t\t15.1\nBuildVersion:\t\t24B83\n",
        "sysctl": "Mac14,2\n",
        "defaults": "fr_FR\n",
        "system_profiler": json.dumps(profile),
    }
    readings = {"system.kernel": KERNEL, "hardware.counts": COUNTS}
    found = facts(SystemCollector().collect(macos(programs, readings)))
    assert (found["operating system"], found["build"], found["locale"]) == ("macOS 15.1", "24B83", "fr_FR")
    found = facts(HardwareCollector().collect(macos(programs, readings)))
    assert (found["graphics"], found["serial number"], found["firmware"]) == ("Apple M2", "C02X", "11881")


def test_macos_disks_and_displays() -> None:
    drive = {
        "device_model": "APPLE SSD",
        "size_in_bytes": 500,
        "smart_status": "Verified",
        "device_serial": "S",
    }
    programs = {"system_profiler": json.dumps({"SPNVMeDataType": [{"_items": [drive]}]})}
    items = DisksCollector().collect(macos(programs, {"volumes.mounted": []}))
    assert rows(items, "drives")[0]["health"] == "Verified"
    screen = {"_name": "Color LCD", "_spdisplays_pixels": "2560 x 1664", "spdisplays_main": "spdisplays_yes"}
    programs = {"system_profiler": json.dumps({"SPDisplaysDataType": [{"spdisplays_ndrvs": [screen]}]})}
    shown = rows(DisplaysCollector().collect(macos(programs)), "connected screens")
    assert shown == [{"screen": "Color LCD", "pixels": "2560x1664", "main": True}]


SCUTIL = """<dictionary> {
  HTTPEnable : 1
  HTTPPort : 8080
  HTTPProxy : proxy.example
  HTTPSEnable : 0
resolver #1
  search domain[0] : corp.example
  nameserver[0] : 192.0.2.53
resolver #2
  nameserver[0] : 192.0.2.53
}
"""


def test_macos_network() -> None:
    programs = {"scutil": SCUTIL, "route": "   route to: default\n    gateway: 192.0.2.1\n  interface: en0\n"}
    readings = {"interfaces.adapters": [], "interfaces.proxies": []}
    items = NetworkCollector().collect(macos(programs, readings))
    found = facts(items)
    assert (found["gateway"], found["search domain"]) == ("192.0.2.1", "corp.example")
    assert found["proxy HTTP"] == "proxy.example:8080"
    assert [i.name for i in items if isinstance(i, Item)].count("name server") == 1


def test_macos_the_rest() -> None:
    readings = {"event_log.crash_reports": [["Finder-2026-11-24-101010.ips", 1_700_000_000]]}
    assert rows(ErrorsCollector().collect(macos({}, readings)), "errors")[0]["source"] == "Finder"
    listed = "PID\tStatus\tLabel\n-\t78\tcom.example.agent\n412\t0\tcom.apple.Finder\n"
    assert facts(ServicesCollector().collect(macos({"launchctl": listed})))["failed services"] == 1
    settings = {"LastUpdatesAvailable": 2, "LastSuccessfulDate": "2026-11-24T06:00:00Z"}
    assert facts(UpdatesCollector().collect(macos({}, plist=settings)))["waiting"] == 2
    readings = {"applications.app_versions": [["Safari", "18.1"]]}
    assert facts(ApplicationsCollector().collect(macos({}, readings)))["installed programs"] == 1
    measured = {"battery": None, "temperatures": [], "fans": []}
    found = facts(PowerCollector().collect(macos({}, {"sensors.measured": measured})))
    assert found == {"battery": False, "temperatures": "no sensor to read"}
