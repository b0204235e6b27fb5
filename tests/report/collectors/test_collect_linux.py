"""Sections on Linux, from answers as the real programs and files give them.

Answers marked *documentation* are written from the named page; the others were copied from Debian 13.
"""

from __future__ import annotations

import json

import pytest

from selfhelp.core.errors import ProbeError
from selfhelp.machine import Output
from selfhelp.report.collectors.applications import ApplicationsCollector
from selfhelp.report.collectors.clock import ClockCollector
from selfhelp.report.collectors.errors import ErrorsCollector
from selfhelp.report.collectors.load import LoadCollector
from selfhelp.report.collectors.system import SystemCollector
from selfhelp.report.collectors.updates import UpdatesCollector
from tests.fake_machine import FakeMachine
from tests.report.collectors.section_facts import facts, rows

KERNEL = {
    "name": "desk-12", "release": "6.12.41+deb13-amd64", "architecture": "x86_64",
    "booted": 1_700_000_000.0, "locale": "fr_FR.UTF-8", "zone": "CET +0100",
}  # fmt: skip


def test_system() -> None:
    machine = FakeMachine(
        programs={"systemd-detect-virt": Output(1, "none\n")},
        files={
            "/etc/os-release": 'PRETTY_NAME="Debian GNU/Linux 13 (trixie)"\nID=debian\n',
            "/sys/class/dmi/id/sys_vendor": "LENOVO\n",
            "/sys/class/dmi/id/product_name": "20XW\n",
            "/run/reboot-required": "",
            "/run/reboot-required.pkgs": "linux-base\n",
            "/proc/uptime": "1000.00 1900.00\n",
        },
        readings={"operating_system.read_kernel_facts": KERNEL, "restart.read_installed_kernels": []},
    )
    found = facts(SystemCollector().collect_facts(machine))
    assert found["operating system"] == "Debian GNU/Linux 13 (trixie)"
    assert (found["name"], found["maker"], found["model"]) == ("desk-12", "LENOVO", "20XW")
    assert (found["restart pending"], found["restart requested by"]) == (True, "linux-base")
    assert found["virtual machine"] == ""
    assert found["started"] == "2023-11-14T22:13:20+00:00"
    assert found["uptime"]


def test_load_with_and_without_pressure() -> None:
    said = {"processor": 1.25, "memory": 1000, "available": 250, "swap": 0, "swapped": 0}
    machine = FakeMachine(
        files={"/proc/pressure/io": "some avg10=0.00 avg60=31.50 avg300=1.00 total=5\nfull avg10=0.00\n"},
        readings={"system_load.measure_system_usage": said},
    )
    found = facts(LoadCollector().collect_facts(machine))
    assert (found["processor"], found["memory use"], found["memory used"]) == (125, 75, 750)
    assert found["work waiting for io"] == 31.5
    assert "work waiting for cpu" not in found


def journal(*entries: tuple[object, str]) -> str:
    """Lines of ``journalctl -o json`` (documentation: systemd.io/JOURNAL_EXPORT_FORMATS, journalctl(1))."""
    return "".join(
        json.dumps(
            {
                "MESSAGE": m,
                "SYSLOG_IDENTIFIER": s,
                "PRIORITY": "3",
                "__REALTIME_TIMESTAMP": "1700000000000000",
            }
        )
        + "\n"
        for m, s in entries
    )


def test_errors_are_grouped_without_their_numbers() -> None:
    text = journal(
        ("usb 1-2: device not responding", "kernel"),
        ("usb 1-3: device not responding", "kernel"),
        (list("caf\u00e9".encode("latin-1")), "app"),
    )
    machine = FakeMachine(
        programs={"journalctl": Output(0, text + '{"MESS')},
        readings={"event_log.count_journal_files": {"readable": 1, "closed": 2}},
    )
    items = ErrorsCollector().collect_facts(machine)
    found = facts(items)
    assert (found["errors in the last 24 hours"], found["kinds of error"], found["complete"]) == (3, 2, False)
    assert "can only read part" in str(found["note"])
    first, second = rows(items, "errors")
    assert (first["source"], first["times"], first["last"]) == ("kernel", 2, "2023-11-14T22:13:20+00:00")
    assert second["message"] == "caf\ufffd"


def test_no_journal_is_not_no_errors() -> None:
    def silent(readable: int, closed: int) -> FakeMachine:
        files = {"readable": readable, "closed": closed}
        return FakeMachine(programs={"journalctl": ""}, readings={"event_log.count_journal_files": files})

    with pytest.raises(ProbeError, match="has no system log"):
        ErrorsCollector().collect_facts(silent(0, 1))
    assert facts(ErrorsCollector().collect_facts(silent(2, 0)))["errors in the last 24 hours"] == 0
    assert facts(ErrorsCollector().collect_facts(silent(1, 1)))["complete"] is False


def test_a_journal_that_cannot_be_read_is_said() -> None:
    output = Output(1, "", "Failed to open journal: Permission denied\n")
    with pytest.raises(ProbeError, match="couldn't be read"):
        ErrorsCollector().collect_facts(FakeMachine(programs={"journalctl": output}))


HISTORY = """
Start-Date: 2026-11-24  06:10:01
Commandline: /usr/bin/unattended-upgrade
Requested-By: alice (1000)
Upgrade: curl:amd64 (8.14.1-2, 8.14.1-3), libcurl4t64:amd64 (8.14.1-2, 8.14.1-3)
End-Date: 2026-11-24  06:10:09

Start-Date: 2026-11-24  07:00:00
Install: a:amd64 (1), b:amd64 (1, automatic), c:amd64 (1), d:amd64 (1), e:amd64 (1), f:amd64 (1), g:amd64 (1)
End-Date: 2026-11-24  07:00:09
"""


def test_updates() -> None:
    machine = FakeMachine(
        files={
            "/var/lib/update-notifier/updates-available": "\n12 mises à jour peuvent être appliquées.\n",
            "/var/log/apt/history.log": HISTORY,
            "/etc/apt/apt.conf.d/20auto-upgrades": 'APT::Periodic::Unattended-Upgrade "1";\n',
        },
        readings={"modification_times.find_newest_change": 1_700_000_000.0},
    )
    items = UpdatesCollector().collect_facts(machine)
    found = facts(items)
    assert (found["waiting"], found["automatic"]) == (12, True)
    assert [tuple(row.values()) for row in rows(items, "recent changes")] == [
        ("a, b, c, d, e and 2 more", "2026-11-24 07:00:00", "Install"),
        ("curl, libcurl4t64", "2026-11-24 06:10:01", "Upgrade"),
    ]
    assert "alice" not in str(items)


def test_an_unknown_way_of_updating_is_said() -> None:
    with pytest.raises(ProbeError):
        UpdatesCollector().collect_facts(
            FakeMachine(readings={"modification_times.find_newest_change": None})
        )


def test_applications_from_dpkg_snap_and_flatpak() -> None:
    listed = (
        "installed\tgimp\t3.0.4\tgraphics\ninstalled\tlibc6\t2.41\tlibs\n"
        "config-files\told\t1\tutils\ninstalled\tsteam\t1\tcontrib/games\n"
    )
    machine = FakeMachine(
        programs={"dpkg-query": listed}, readings={"applications.list_app_bundles": ["firefox_42"]}
    )
    items = ApplicationsCollector().collect_facts(machine)
    assert facts(items)["installed packages"] == 3
    names = [(row["program"], row["source"]) for row in rows(items, "programs")]
    assert names == [("gimp", "dpkg"), ("steam", "dpkg"), ("firefox_42", "flatpak"), ("firefox", "snap")]


def test_applications_from_rpm() -> None:
    machine = FakeMachine(
        programs={"dpkg-query": Output(2, "", "no database"), "rpm": "installed\tbash\t5.2-1\t\n"},
        readings={"applications.list_app_bundles": []},
    )
    assert [row["source"] for row in rows(ApplicationsCollector().collect_facts(machine), "programs")] == [
        "rpm"
    ]


def test_clock() -> None:
    kept = "Timezone=Europe/Paris\nNTP=yes\nNTPSynchronized=no\n"
    found = facts(ClockCollector().collect_facts(FakeMachine(programs={"timedatectl": kept})))
    assert (found["synchronised"], found["set automatically"]) == (False, True)
    silent = facts(ClockCollector().collect_facts(FakeMachine()))
    assert str(silent["time service"]).startswith("not available: ")
    assert silent["time"]
