# ruff: noqa: E501 - one sick computer in one line
"""Key findings: sick computers one by one, the order, and names that the collectors really use."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from selfhelp.core.model import Column, FactTable, Item, Scalar, Snapshot, SnapshotSection
from selfhelp.machine import Output
from selfhelp.machine.storage.disk_space import DiskVolume
from selfhelp.machine.storage.shortages import find_shortages
from selfhelp.policy.health import HealthLimits
from selfhelp.report import findings_devices, findings_network, findings_system, report_files, terminal_lines
from selfhelp.report.collectors.services import ServicesCollector
from selfhelp.report.collectors.system import SystemCollector
from selfhelp.report.findings import find_key_findings
from selfhelp.report.key_finding import FindingUrgency, KeyFinding
from selfhelp.report.snapshot_facts import FactRow, SnapshotFacts
from selfhelp.report.ticket_context import TicketContext
from tests.fake_machine import FakeMachine
from tests.report.polyglots import NOW

ROOT = Path(__file__).resolve().parents[2]


def facts(section: str, **values: Scalar) -> SnapshotSection:
    return SnapshotSection(
        section, True, 1, [Item(name.replace("_", " "), value) for name, value in values.items()]
    )


def rows(section: str, table: str, *found: dict[str, Scalar]) -> SnapshotSection:
    names = list(dict.fromkeys(name for row in found for name in row))
    values = [[row.get(name) for name in names] for row in found]
    return SnapshotSection(section, True, 1, [FactTable(table, [Column(name) for name in names], values)])


def seen(*sections: SnapshotSection, category: str = "") -> Sequence[KeyFinding]:
    return find_key_findings(Snapshot(NOW, sections, redacted=True), category)


SICK = [
    ([rows("disks", "drives", {"drive": "SSD 1", "health": "failing"})], "LOSS", "Drive SSD 1 reports: failing"),
    ([rows("disks", "drives", {"drive": "SSD 1", "health": "warning: spare"})], "LOSS", "Drive SSD 1 reports: warning: spare"),
    ([rows("disks", "volumes", {"mount point": "/", "used": 99.6, "free": 2_000_000_000})], "BLOCKED", "/ is 99.6 % full (2.0\N{NO-BREAK SPACE}GB free)"),
    ([rows("disks", "volumes", {"mount point": "/", "used": 92.0})], "FAILING", "/ is 92 % full"),
    ([rows("disks", "volumes", {"mount point": "/", "inodes used": 95.0})], "FAILING", "/ uses 95 % of its inodes"),
    ([facts("load", memory_use=95)], "SLOW", "Memory is 95 % in use"),
    ([facts("load", swap=100, swap_used=90)], "SLOW", "Swap is 90 % in use"),
    ([facts("load", processor=240)], "SLOW", "Processor load is 240 % of all processors' capacity"),
    ([facts("load", work_waiting_for_io=55.0)], "SLOW", "55 % of the last minute, work waited for disks"),
    ([facts("power", battery_health_BAT0=42.0)], "NOTE", "Battery BAT0 holds 42 % of its design capacity"),
    ([facts("power", throttled_by_heat=True)], "SLOW", "The processor is throttled because of heat"),
    ([rows("power", "temperatures", {"sensor": "cpu", "temperature": 98.0})], "SLOW", "98 °C inside"),
    ([rows("usb", "plugged in", {"device": "Dock", "trouble": "no driver"})], "FAILING", "Dock: no driver"),
    ([rows("sound", "speakers", {"default": True, "muted": True})], "NOTE", "The sound is muted"),
    ([facts("network", default_gateway_present=False)], "BLOCKED", "No default gateway: nothing outside the local network can be reached"),
    ([facts("reachability", internet="replaced by a network sign-in page")], "BLOCKED", "A network sign-in page replaces the internet (captive portal)"),
    ([facts("reachability", internet="not reachable: no response")], "BLOCKED", "The internet is not reachable: no response"),
    ([facts("reachability", name_resolved=False)], "BLOCKED", "A required name can't be resolved"),
    ([rows("reachability", "name servers", {"answer": "silent"}, {"answer": "found"})], "SLOW", "1 of 2 DNS servers don't respond"),
    ([rows("reachability", "stations", {"station": "help desk", "lost": 100})], "BLOCKED", "The help desk isn't responding"),
    ([rows("reachability", "stations", {"station": "gateway", "lost": 30})], "FAILING", "30 % of the packets to the gateway are lost"),
    ([rows("reachability", "stations", {"station": "gateway", "lost": 0, "median": 350.0})], "SLOW", "The gateway responds after 350 ms"),
    ([facts("reachability", clock_is_ahead_by=-412.0)], "BLOCKED", "The clock is 7 min slow"),
    ([facts("reachability", clock_is_ahead_by=90.0)], "FAILING", "The clock is 90 s fast"),
    ([facts("clock", synchronised=False)], "NOTE", "The clock isn't synchronised"),
    ([rows("printers", "queues", {"printer": "p", "state": "stopped", "default": True, "waiting jobs": 4})], "BLOCKED", "The default printer p is stopped, 4 waiting"),
    ([rows("printers", "queues", {"printer": "p", "state": "stopped", "message": "toner is on order"})], "FAILING", "Printer p is stopped (toner is on order)"),
    ([rows("printers", "queues", {"printer": "p", "state": "idle", "says": "media-jam-error"})], "FAILING", "Printer p reports media-jam"),
    ([rows("network-drives", "drives", {"drive": "share-1", "letter": "H:", "server answers": False})], "BLOCKED", "The server of the network drive H: isn't responding"),
    ([rows("network", "VPN connections", {"VPN": "vpn-1", "connected": False})], "SLOW", "No VPN is connected (vpn-1)"),
    ([rows("network", "Wi-Fi quality", {"interface": "wlan0", "signal level": -82})], "SLOW", "Wi-Fi on wlan0 is weak: -82 dBm"),
    ([facts("sign-in", account_locked=True)], "BLOCKED", "The account is locked"),
    ([facts("sign-in", password_expires_in=-1)], "BLOCKED", "The password has expired"),
    ([facts("sign-in", password_expires_in=1)], "NOTE", "The password expires in 1 day"),
    ([rows("certificates", "expiring certificates", {"certificate": "user-1", "belongs to": "the person", "days left": -3})], "BLOCKED", "Certificate user-1 of the person has expired"),
    ([rows("certificates", "expiring certificates", {"certificate": "c", "days left": 12})], "NOTE", "Certificate c expires in 12 days"),
    ([facts("security", virus_protection_on=False)], "UNSAFE", "Virus protection is off"),
    ([facts("security", firewall_on=False, firewall_required=True)], "UNSAFE", "The firewall is off"),
    ([facts("security", definitions_age=30)], "UNSAFE", "The antivirus definitions are 30 days old"),
    ([facts("security", system_disk_encryption="off")], "UNSAFE", "Encryption of the system disk is off"),
    ([rows("services", "failed", *({"service": f"s{n}"} for n in range(7)))], "FAILING", "7 services failed: s0, s1, s2, s3, s4 and 2 more"),
    ([rows("errors", "crashes", {"program": "x.exe", "times": 2}, {"program": "x.exe", "times": 3})], "FAILING", "x.exe crashed 5 times in the last 24 hours"),
    ([facts("system", restart_pending=True)], "FAILING", "A restart is pending"),
    ([facts("system", uptime=20 * 86400)], "NOTE", "Not restarted for 20 days"),
    ([rows("updates", "failed", {"what": "KB5046617"})], "FAILING", "1 update failed, the last one: KB5046617"),
    ([facts("updates", installation_interrupted=True)], "BLOCKED", "An installation was interrupted"),
    ([facts("errors", errors_in_the_last_24_hours=12)], "NOTE", "12 errors in the last 24 hours"),
    ([rows("errors", "errors", {"source": "kernel", "message": "oops", "times": 40})], "NOTE", "kernel reported the same error 40 times: oops"),
]  # fmt: skip


@pytest.mark.parametrize(("sections", "urgency", "text"), SICK, ids=[text for _, _, text in SICK])
def test_a_sick_computer(sections: Sequence[SnapshotSection], urgency: str, text: str) -> None:
    found = seen(*sections)
    assert [(notice.text, notice.urgency.name) for notice in found] == [(text, urgency)]
    assert found[0].reason.endswith(".")
    assert found[0].section in {section.id for section in sections} | {"security", "network"}


HEALTHY = [
    rows("disks", "volumes", {"mount point": "/", "used": 89.9}, {"mount point": "/dvd", "used": 100.0, "read-only": True}),
    rows("disks", "drives", *({"drive": "d", "health": h} for h in ("healthy", "Healthy", "Verified", "OK", "", None,
         "not readable without administrator permission", "a virtual drive has none"))),
    facts("load", memory_use=89, processor=120, swap=0, swap_used=0, work_waiting_for_io=3.0),
    facts("power", battery_health_BAT0=88.0, throttled_by_heat=False),
    facts("network", default_gateway_present=True),
    facts("reachability", internet="reached", name_resolved=True, clock_is_ahead_by=0.4, default_route=True),
    rows("reachability", "stations", {"station": "gateway", "lost": 0, "median": 3.0}),
    rows("printers", "queues", {"printer": "p", "state": "idle", "says": "toner-low-warning", "accepts documents": True}),
    rows("network", "VPN connections", {"VPN": "a", "connected": True}, {"VPN": "b", "connected": False}),
    rows("usb", "plugged in", {"device": "Dock", "trouble": None}, {"device": "Mouse", "trouble": ""}),
    facts("security", virus_protection_on=None, firewall_on=False, firewall_required=False, system_disk_encryption="on"),
    facts("sign-in", account_locked=False, local_password_locked=True, password_expires_in=40),
    facts("system", restart_pending=False, uptime=3600),
    facts("errors", errors_in_the_last_24_hours=0),
    facts("updates", failed_updates=0, waiting=3),
]  # fmt: skip


@pytest.mark.parametrize("section", HEALTHY, ids=[section.id for section in HEALTHY])
def test_a_healthy_computer_has_no_key_findings(section: SnapshotSection) -> None:
    assert seen(section) == []


def test_the_most_urgent_finding_comes_first() -> None:
    sections = [section for sections, _, _ in SICK for section in sections]
    for order in (sections, sections[::-1]):
        found = [notice.urgency for notice in seen(*_merged(order))]
        assert len(found) > 20
        assert found == sorted(found)
        assert found[0] is FindingUrgency.LOSS


def _merged(sections: Sequence[SnapshotSection]) -> Sequence[SnapshotSection]:
    """Return one section of each id; of twins the first fact or table counts, as everywhere."""
    ids = dict.fromkeys(section.id for section in sections)
    return [SnapshotSection(i, True, 1, [x for s in sections if s.id == i for x in s.items]) for i in ids]


def test_what_the_ticket_is_about_leads_within_its_urgency() -> None:
    printer = rows("printers", "queues", {"printer": "p", "state": "offline", "default": True})
    disk = rows("disks", "volumes", {"mount point": "/", "used": 99.9})
    drive = facts("network", default_gateway_present=False)
    failing = rows("services", "failed", {"service": "spooler"})
    order = [notice.section for notice in seen(failing, disk, drive, printer, category="printing")]
    assert order == ["printers", "disks", "network", "services"]
    assert next(notice.section for notice in seen(failing, disk, drive, printer)) == "disks"


@pytest.mark.parametrize(
    "values", [{}, {"used": "x", "health": 3, "state": None, "default": "yes", "lost": "all"}]
)
def test_a_table_of_another_shape_is_no_crash(values: dict[str, Scalar]) -> None:
    tables = (
        "volumes",
        "drives",
        "queues",
        "failed",
        "stations",
        "name servers",
        "expiring certificates",
        "crashes",
    )
    for section in ("disks", "printers", "services", "reachability", "certificates", "errors"):
        seen(*(rows(section, table, {"mount point": "x", **values}) for table in tables))


class Noting(SnapshotFacts):
    """Notes what is looked up and knows nothing."""

    def __init__(self) -> None:
        super().__init__(Snapshot(NOW, []))
        self.asked: set[tuple[str, str]] = set()

    def find_value(self, section: str, name: str) -> Scalar:
        self.asked.add((section, name))
        return None

    def list_table_rows(self, section: str, table: str) -> Sequence[FactRow]:
        self.asked.add((section, table))
        return []


def _with_helpers(text: str) -> str:
    """Return a collector's source with that of the modules beside `report` that it leaves the work to."""
    names = re.findall(r"^ +from selfhelp\.report import (\w+)$", text, re.MULTILINE)
    return text + "".join((ROOT / f"selfhelp/report/{name}.py").read_text("utf-8") for name in names)


def test_every_name_that_is_looked_up_is_one_that_a_collector_says() -> None:
    """A section that is renamed would otherwise stand out no more, and nobody would notice."""
    noting = Noting()
    for look in (*findings_devices.LOOKS, *findings_network.LOOKS, *findings_system.LOOKS):
        list(look(noting))
    source = [path.read_text("utf-8") for path in (ROOT / "selfhelp/report/collectors").glob("*.py")]
    owners = {
        section: "".join(_with_helpers(text) for text in source if f'id = "{section}"' in text)
        for section, _ in noting.asked
    }
    assert len(noting.asked) > 25
    for section, name in noting.asked:
        stem = name.partition(" in the last ")[0]
        assert stem in owners[section], f"{section} says nothing of {name}"


def test_a_sick_linux_through_the_collectors_themselves() -> None:
    failed = [{"unit": "cups.service", "load": "loaded", "active": "failed", "description": "CUPS"}]
    machine = FakeMachine(
        programs={"systemctl": json.dumps(failed), "systemd-detect-virt": Output(1, "none\n")},
        files={"/run/reboot-required": "", "/proc/uptime": "1000.00 1900.00\n"},
        readings={"operating_system.read_kernel_facts": KERNEL, "restart.read_installed_kernels": []},
    )
    sections = [
        SnapshotSection(collector.id, True, 1, collector.collect_facts(machine))
        for collector in (ServicesCollector(), SystemCollector())
    ]
    texts = [notice.text for notice in seen(*sections)]
    assert texts[0].endswith("failed: cups.service, cups.service")  # for the system and for the person
    assert texts[1] == "A restart is pending"
    assert texts[2].startswith("Not restarted for ")


KERNEL = {"name": "desk-12", "release": "6.12", "architecture": "x86_64", "booted": 1_700_000_000.0,
          "locale": "fr_FR.UTF-8", "zone": "CET +0100"}  # fmt: skip


def test_an_unencrypted_virtual_machine_is_no_alarm() -> None:
    """Nobody carries it off; on a laptop the same stands among the first."""
    off = facts("security", system_disk_encryption="off")
    (laptop,) = seen(off)
    (virtual,) = seen(off, facts("system", virtual_machine="kvm"))
    assert (laptop.urgency, virtual.urgency) == (FindingUrgency.UNSAFE, FindingUrgency.NOTE)
    assert laptop.text == virtual.text == "Encryption of the system disk is off"


# -- the limits of the organisation ----------------------------------------------------------------

DISK = rows(
    "disks", "volumes", {"mount point": "/", "size": 500_000_000_000, "free": 40_000_000_000, "used": 92.0}
)
HUGE = rows(
    "disks", "volumes", {"mount point": "/", "size": 8_000_000_000_000, "free": 80_000_000_000, "used": 99.0}
)


@pytest.mark.parametrize(
    ("section", "limits", "stands_out"),
    [
        (DISK, HealthLimits(), True),
        (DISK, HealthLimits(disk_percent=5), False),
        (DISK, HealthLimits(disk_gigabytes=30), False),
        (HUGE, HealthLimits(), False),  # 80 GB are enough on any disk
        (HUGE, HealthLimits(disk_gigabytes=100), True),
        (facts("system", uptime=20 * 86400), HealthLimits(uptime_days=30), False),
        (facts("system", uptime=5 * 86400), HealthLimits(uptime_days=3), True),
        (facts("power", battery_health_BAT0=70.0), HealthLimits(), False),
        (facts("power", battery_health_BAT0=70.0), HealthLimits(battery_percent=80), True),
    ],
)
def test_key_findings_follow_the_policy_limits(
    section: SnapshotSection, limits: HealthLimits, stands_out: bool
) -> None:
    found = find_key_findings(Snapshot(NOW, [section], redacted=True), limits=limits)
    assert bool(found) is stands_out


@pytest.mark.parametrize("percent", [4, 10, 25])
@pytest.mark.parametrize("free", [5, 12, 30, 60, 130])
def test_report_and_health_check_agree_about_disks(percent: int, free: int) -> None:
    limits = HealthLimits(disk_percent=percent)
    size, left = 500_000_000_000, free * 1_000_000_000
    row = {"mount point": "/", "size": size, "free": left, "used": round(100 * (1 - left / size), 1)}
    found = find_key_findings(Snapshot(NOW, [rows("disks", "volumes", row)], redacted=True), limits=limits)
    checked = find_shortages([DiskVolume("/", 1, size, left)], limits)
    assert bool(found) is bool(checked)


def test_the_page_and_the_command_line_rank_by_the_limits() -> None:
    shown = Snapshot(NOW, [facts("system", uptime=20 * 86400)], redacted=True)
    said = "Not restarted for 20 days"
    for limits, there in ((HealthLimits(), True), (HealthLimits(uptime_days=60), False)):
        assert (said in report_files.render_html(shown, TicketContext(limits=limits)).decode()) is there
        assert any(said in line for line in terminal_lines.iter_report_lines(shown, limits=limits)) is there
