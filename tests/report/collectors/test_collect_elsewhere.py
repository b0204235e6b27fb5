"""Sections on Windows and macOS. Every answer here is *documentation*, not a recording.

Windows: learn.microsoft.com, "CIM WIN32 provider", Get-WinEvent, Get-PhysicalDisk, Windows Update Agent API.
macOS: the manual pages of sw_vers, sysctl, system_profiler, scutil, route, launchctl.
"""

# mypy: disable-error-code="var-annotated"

from __future__ import annotations

from selfhelp.core.model import Item, Json, Platform
from selfhelp.report.collectors.applications import ApplicationsCollector
from selfhelp.report.collectors.clock import ClockCollector
from selfhelp.report.collectors.errors import ErrorsCollector
from selfhelp.report.collectors.network import NetworkCollector
from selfhelp.report.collectors.printers import PrintersCollector
from selfhelp.report.collectors.services import ServicesCollector
from selfhelp.report.collectors.system import SystemCollector
from selfhelp.report.collectors.updates import UpdatesCollector
from tests.fake_machine import FakeMachine
from tests.report.collectors.section_facts import facts, rows

KERNEL: Json = {
    "name": "PC-0042", "release": "11", "architecture": "AMD64",
    "booted": 1_700_000_000.0, "locale": "", "zone": "CET +0100",
}  # fmt: skip


def windows(*objects: Json, readings: Json = None, registry: Json = None) -> FakeMachine:
    return FakeMachine(Platform.WINDOWS, objects=objects, readings=readings or {}, registry=registry or {})


def macos(programs: Json, readings: Json = None, plist: Json = None) -> FakeMachine:
    return FakeMachine(Platform.MACOS, programs=programs, readings=readings or {}, plist=plist)


def test_windows_system() -> None:
    answer = {
        "Caption": "Microsoft Windows 11 Professionnel", "Version": "10.0.22631",
        "Boot": "2026-11-20T08:00:00.1234567Z", "Maker": "Dell Inc.", "Model": "Latitude 7440",
        "Domain": "corp.example", "Joined": True,
    }  # fmt: skip
    registry = {"DisplayVersion": "23H2", "UBR": 4460, "LocaleName": "fr-FR"}
    found = facts(
        SystemCollector().collect_facts(
            windows(answer, readings={"operating_system.read_kernel_facts": KERNEL}, registry=registry)
        )
    )
    assert found["operating system"] == "Microsoft Windows 11 Professionnel 23H2"
    assert found["build"] == "10.0.22631.4460"
    assert found["started"] == "2026-11-20T08:00:00+00:00"
    assert (found["domain"], found["locale"]) == ("corp.example", "fr-FR")
    assert found["virtual machine"] == ""


def test_windows_network() -> None:
    answer = {"Gateways": "192.0.2.1", "Servers": ["192.0.2.53", "192.0.2.54"], "Search": []}
    readings = {"network_interfaces.read_adapters": [], "network_interfaces.read_proxy_variables": []}
    registry = {"ProxyEnable": 0, "ProxyServer": "old:8080", "AutoConfigURL": "http://wpad.example/a.pac"}
    items = NetworkCollector().collect_facts(windows(answer, readings=readings, registry=registry))
    found = facts(items)
    assert found["gateway"] == "192.0.2.1"
    assert "proxy manual" not in found, "a proxy that is switched off is not used"
    assert found["proxy script"] == "http://wpad.example/…", "without path and query"
    assert [i.value for i in items if isinstance(i, Item) and i.name == "name server"] == [
        "192.0.2.53",
        "192.0.2.54",
    ]


def test_windows_printers() -> None:
    base = {"Default": False, "Offline": False, "Port": "IP_192.0.2.9", "Jobs": 0}
    items = PrintersCollector().collect_facts(
        windows(
            {**base, "Name": "Étage 2", "Status": 3, "Default": True},
            {**base, "Name": "Old", "Status": 3, "Offline": True, "Jobs": 4},
        )
    )
    assert [(q["printer"], q["state"], q["waiting jobs"]) for q in rows(items, "queues")] == [
        ("Étage 2", "idle", 0),
        ("Old", "offline", 4),
    ]


def test_windows_errors_services_updates_applications() -> None:
    event = {"Source": "disk 7", "Message": "Le périphérique a un bloc défectueux.", "Time": 1_700_000_000}
    assert rows(ErrorsCollector().collect_facts(windows(event, event)), "errors")[0]["times"] == 2
    services = [
        {"Name": "Spooler", "Title": "Spouleur", "Code": 1067},
        {"Name": "Idle", "Title": "x", "Code": 1077},
    ]
    assert facts(ServicesCollector().collect_facts(windows(*services)))["failed services"] == 1
    history = {
        "Pending": 3,
        "Last": "2026-11-11T09:00:00Z",
        "Failed": [{"Title": "KB5", "Code": "0x80070643"}],
    }
    machine = FakeMachine(Platform.WINDOWS, readings={"windows_update_agent.query_updates": history})
    found = facts(UpdatesCollector().collect_facts(machine))
    assert (found["waiting"], found["failed updates"]) == (3, 1)
    programs = [{"Name": "7-Zip", "Version": "24.08"}, {"Name": "7-Zip", "Version": "24.08"}, {"Name": None}]
    assert facts(ApplicationsCollector().collect_facts(windows(*programs)))["installed programs"] == 1


def test_windows_clock() -> None:
    found = facts(
        ClockCollector().collect_facts(
            windows(registry={"Type": "NT5DS", "NtpServer": "time.windows.com,0x9"})
        )
    )
    assert (found["set automatically"], found["time server"]) == (True, "domain")


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
    readings = {"network_interfaces.read_adapters": [], "network_interfaces.read_proxy_variables": []}
    items = NetworkCollector().collect_facts(macos(programs, readings))
    found = facts(items)
    assert (found["gateway"], found["search domain"]) == ("192.0.2.1", "corp.example")
    assert found["proxy HTTP"] == "proxy.example:8080"
    assert [i.name for i in items if isinstance(i, Item)].count("name server") == 1


def test_macos_the_rest() -> None:
    readings = {"event_log.read_crash_reports": [["Finder-2026-11-24-101010.ips", 1_700_000_000]]}
    assert rows(ErrorsCollector().collect_facts(macos({}, readings)), "errors")[0]["source"] == "Finder"
    listed = "PID\tStatus\tLabel\n-\t78\tcom.example.agent\n412\t0\tcom.apple.Finder\n"
    assert facts(ServicesCollector().collect_facts(macos({"launchctl": listed})))["failed services"] == 1
    settings = {"LastUpdatesAvailable": 2, "LastSuccessfulDate": "2026-11-24T06:00:00Z"}
    assert facts(UpdatesCollector().collect_facts(macos({}, plist=settings)))["waiting"] == 2
    readings = {"applications.read_app_versions": [["Safari", "18.1"]]}
    assert facts(ApplicationsCollector().collect_facts(macos({}, readings)))["installed programs"] == 1
