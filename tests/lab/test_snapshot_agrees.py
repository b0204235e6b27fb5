"""A report on a whole Debian agrees with the system's own tools, as a person and as the administrator."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import pytest

from tests.lab.conftest import needs_root
from tests.lab.test_snapshot_system import BROKEN, fact, sections, table
from tests.lab.whole_system import Computer, NotBuiltError, whole_system

pytestmark = [pytest.mark.lab, needs_root]

SECTIONS = ("applications", "clock", "disks", "errors", "hardware", "network", "services", "system")


NETWORK = (
    "link add eth0 type veth peer name wire",
    "link set eth0 up",
    "link set wire up",
    "addr add 192.0.2.7/24 dev eth0",
    "route add default via 192.0.2.1",
)


def own_ip(system: Computer, *arguments: str) -> str:
    """Run our ip(8) in its network: the smallest Debian has none, as many containers."""
    argv = ("nsenter", "-t", str(system.pid), "-n", "--", "ip", *arguments)
    return subprocess.run(argv, capture_output=True, text=True, check=True).stdout


@pytest.fixture(scope="module")
def system() -> Iterator[Computer]:
    try:
        with whole_system() as system:
            system.root("tee", "/run/systemd/system/broken.service", stdin=BROKEN)
            system.root("systemctl", "daemon-reload")
            system.root("systemctl", "start", "broken.service")
            for command in NETWORK:
                own_ip(system, *command.split())
            yield system
    except NotBuiltError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="module", params=["person", "administrator"])
def said(system: Computer, request: pytest.FixtureRequest) -> Mapping[str, Any]:
    return sections(system, *SECTIONS, root=request.param == "administrator")


def words(system: Computer, *argv: str) -> str:
    done = system.root("env", "LC_ALL=C", *argv)
    return done.stdout.strip()


def test_the_space_is_what_df_says(system: Computer, said: Mapping[str, Any]) -> None:
    rows = table(said["disks"], "volumes")
    assert rows
    for row in rows:
        shown = words(system, "df", "-B1", "--output=size,used,avail,fstype", row["mount point"])
        size, used, free, kind = shown.splitlines()[1].split()
        assert row["file system"] == kind
        assert row["free"] == pytest.approx(int(free), rel=0.02)
        assert row["size"] == pytest.approx(int(used) + int(free), rel=0.02)
        assert row["size"] <= int(size)


def test_the_drives_are_what_lsblk_says(system: Computer, said: Mapping[str, Any]) -> None:
    shown = json.loads(words(system, "lsblk", "-J", "-b", "-d", "-o", "NAME,SIZE,TYPE"))["blockdevices"]
    disks = {d["name"]: int(d["size"]) for d in shown if d["type"] == "disk" and int(d["size"] or 0)}
    found = [item for item in said["disks"] if item["name"] == "drives" and "rows" in item]
    drives = table(said["disks"], "drives") if found else []
    assert {row["name"].removeprefix("/dev/"): row["size"] for row in drives} == disks


def test_the_network_is_what_ip_says(system: Computer, said: Mapping[str, Any]) -> None:
    shown = json.loads(own_ip(system, "-j", "addr", "show", "dev", "eth0"))[0]
    (row,) = [row for row in table(said["network"], "interfaces") if row["interface"] == "eth0"]
    addresses = {entry["local"] for entry in shown["addr_info"]}
    assert {part.partition("/")[0].partition("%")[0] for part in row["addresses"].split()} == addresses
    assert row["hardware address"] == shown["address"]
    assert row["MTU"] == shown["mtu"]
    assert fact(said["network"], "gateway") == "192.0.2.1"


def test_the_failed_services_are_what_systemctl_says(system: Computer, said: Mapping[str, Any]) -> None:
    shown = words(system, "systemctl", "list-units", "--failed", "--plain", "--no-legend")
    failed = {line.split()[0] for line in shown.splitlines()}
    assert "broken.service" in failed
    rows = table(said["services"], "failed")
    assert {row["service"] for row in rows if row["scope"] == "system"} == failed


def test_the_packages_are_what_dpkg_says(system: Computer, said: Mapping[str, Any]) -> None:
    shown = words(system, "dpkg-query", "-W", "-f", "${db:Status-Abbrev}|${Package}|${Version}\n")
    installed = [line.split("|") for line in shown.splitlines() if line.startswith("ii")]
    assert fact(said["applications"], "installed packages") == len(installed)
    versions = {(name, version) for _, name, version in installed}
    programs = {(row["program"], row["version"]) for row in table(said["applications"], "programs")}
    assert {entry for entry in programs if entry[0] in {name for name, _ in versions}} <= versions


def test_the_clock_is_what_timedatectl_says(system: Computer, said: Mapping[str, Any]) -> None:
    shown = words(system, "timedatectl", "show", "-p", "NTPSynchronized", "--value")
    assert fact(said["clock"], "synchronised") is (shown == "yes")


def test_the_errors_are_what_journalctl_counts(system: Computer, said: Mapping[str, Any]) -> None:
    if not fact(said["errors"], "complete"):
        return  # a person sees their own part of the log, and the section says so: tested beside this file
    shown = words(system, "journalctl", "-q", "-p", "3", "--since", "-24h", "-o", "json")
    counted = sum(1 for line in shown.splitlines() if json.loads(line).get("MESSAGE"))
    assert fact(said["errors"], "errors in the last 24 hours") == pytest.approx(counted, abs=3)


def test_the_rest_is_what_the_kernel_says(system: Computer, said: Mapping[str, Any]) -> None:
    assert fact(said["system"], "name") == words(system, "hostname")
    assert fact(said["system"], "build") == words(system, "uname", "-r")
    assert fact(said["system"], "architecture") == words(system, "uname", "-m")
    memory = int(words(system, "sed", "-n", "s/^MemTotal: *\\([0-9]*\\) kB/\\1/p", "/proc/meminfo"))
    assert fact(said["hardware"], "memory") == memory * 1024
    assert fact(said["hardware"], "threads") == int(words(system, "nproc", "--all"))
    started = words(system, "sed", "-n", "s/^btime //p", "/proc/stat")
    assert abs(_seconds(fact(said["system"], "started")) - int(started)) <= 1


def _seconds(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()
