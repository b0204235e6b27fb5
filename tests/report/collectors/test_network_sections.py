"""Network, printers and network drives. Linux answers were copied from Debian 13 unless marked.

Windows and macOS answers are *documentation*, not recordings: learn.microsoft.com ("CIM WIN32 provider",
MSFT_NetAdapter, PS_VpnConnection, MSFT_SmbMapping), and the manual pages of scutil, route, networksetup,
ifconfig, mount; what system_profiler says of Wi-Fi is known from use alone.
"""

# mypy: disable-error-code="var-annotated"

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import FactTable, Item, Json, Platform, PrivacyClass
from selfhelp.machine import Command, Output, PowerShell, Source
from selfhelp.machine.files import network_drives as drives
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.machine.network import network_interfaces, network_links
from selfhelp.machine.network.wifi_signal import RADIO_LINKS
from selfhelp.machine.printing import printers
from selfhelp.report.collectors.network import NetworkCollector
from selfhelp.report.collectors.network_drives import NetworkDrivesCollector
from selfhelp.report.collectors.printers import PrintersCollector
from tests.fake_machine import FakeMachine
from tests.report.collectors.section_facts import facts, rows

ADDRESSES = [
    {"ifname": "lo", "flags": ["LOOPBACK", "UP"], "link_type": "loopback", "addr_info": []},
    {"ifname": "wlan0", "flags": ["UP", "LOWER_UP"], "link_type": "ether",
     "addr_info": [{"local": "192.0.2.7", "dynamic": True}, {"local": "fe80::1"}]},
]  # fmt: skip
ADAPTERS: Json = [
    {"name": "wlan0", "up": True, "speed": 0, "addresses": ["192.0.2.7", "fe80::1"],
     "mac": "02:00:00:00:00:01", "errors": 3, "dropped": 7, "received": 10, "sent": 20, "largest": 1500},
    {"name": "ifb0", "up": False, "speed": 0, "addresses": [], "mac": "02:00:00:00:00:02", "errors": 0},
    {"name": "awdl0", "up": True, "speed": 0, "addresses": ["fe80::2"], "mac": "", "errors": 0},
]  # fmt: skip
FILES = {
    "/etc/resolv.conf": "nameserver 127.0.0.53\noptions edns0\nsearch corp.example\n",
    "/run/systemd/resolve/resolv.conf": "nameserver 192.0.2.53\nsearch corp.example lab.example\n",
    "/proc/net/route": "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\n"
    "wlan0\t00000000\t010200C0\t0003\t0\t0\t600\t00000000\t0\n"
    "wlan0\t000200C0\t00000000\t0001\t0\t0\t600\t00FFFFFF\t0\n",
    "/proc/net/wireless": "Inter-| sta-|   Quality\n face | tus | link level\n"
    " wlan0: 0000   54.  -56.  -256        0      0      0\n",
}


class Laptop(FakeMachine):
    """A Linux laptop with Wi-Fi and NetworkManager; programs answer by their arguments."""

    def run(self, command: Command) -> Output:
        if command.argv[:2] == ("ip", "-j"):
            return Output(0, json.dumps(ADDRESSES if "addr" in command.argv else []))
        if command.argv[0] == "nmcli":
            assert "SSID" not in "".join(command.argv), "names of networks are not asked for"
            wifi = "*:73:36:5180 MHz:270 Mbit/s:WPA2:wlan0\n :80:1:2412 MHz:130 Mbit/s:WPA2:wlan0\n"
            vpn = "4f6d1c0a-1111-4222-8333-444455556666:vpn:activated:Head office\n"
            return Output(0, wifi if "wifi" in command.argv else vpn)
        raise ProbeError(interfaces_missing())


def interfaces_missing() -> Json:
    from selfhelp.core.text import N_

    return N_("not installed")


LAPTOP = Laptop(
    files=FILES,
    readings={
        "network_interfaces.read_proxy_variables": [["https_proxy", "http://proxy:8080"]],
        "network_interfaces.read_adapters": ADAPTERS,
        "vpn.is_networkmanager_running": True,
        "network_links.read_link_hardware": {"wlan0": {"wifi": True, "speed": 0, "half_duplex": False}},
    },
)


def test_a_laptop() -> None:
    items = NetworkCollector().collect_facts(LAPTOP)
    found = facts(items)
    assert (found["gateway"], found["name server"]) == ("192.0.2.1", "192.0.2.53")
    assert found["proxy https_proxy"] == "http://proxy:8080"
    assert [i.value for i in items if isinstance(i, Item) and i.name == "search domain"] == [
        "corp.example",
        "lab.example",
    ]
    (wlan,) = rows(items, "interfaces")  # what has no address of a network is noise
    assert (wlan["kind"], wlan["addresses assigned by"], wlan["errors"]) == ("Wi-Fi", "the network (DHCP)", 3)
    assert found["other interfaces without an address"] == 2
    (quality,) = rows(items, "Wi-Fi quality")
    assert (quality["signal"], quality["signal level"], quality["rate"], quality["security"]) == (
        *(73, -56, 270, "WPA2"),
    )
    assert (found["VPN connected"], rows(items, "VPN connections")[0]["VPN"]) == (True, "Head office")


def test_bridges_and_tunnels_are_shown_and_are_no_news() -> None:
    """Containers and VPNs bring their own, under other names each time; a VPN has a table of its own."""
    bridge = {**ADAPTERS[0], "name": "br-7f3a", "addresses": ["172.18.0.1/16"]}
    machine = replace(
        LAPTOP, readings={**LAPTOP.readings, "network_interfaces.read_adapters": [*ADAPTERS, bridge]}
    )
    items = NetworkCollector().collect_facts(machine)
    assert [row["interface"] for row in rows(items, "interfaces")] == ["wlan0"]
    assert "br-7f3a" in [row["interface"] for row in rows(items, "bridges and tunnels")]
    inner = next(item for item in items if item.name == "bridges and tunnels")
    assert isinstance(inner, FactTable)
    assert not any(column.key or column.tracked for column in inner.columns)


def test_what_identifies_is_marked() -> None:
    marks = {
        part.name: part.reveals
        for item in NetworkCollector().collect_facts(LAPTOP)
        for part in (item.columns if isinstance(item, FactTable) else [item])
    }
    assert marks["VPN"] is PrivacyClass.NETWORK
    assert (marks["gateway"], marks["addresses"]) == (PrivacyClass.ADDRESS, PrivacyClass.ADDRESS)
    assert (marks["hardware address"], marks["search domain"]) == (PrivacyClass.HARDWARE, PrivacyClass.HOST)


def test_one_part_that_fails_costs_only_itself() -> None:
    machine = FakeMachine(readings={"network_interfaces.read_adapters": ADAPTERS})
    items = NetworkCollector().collect_facts(machine)
    assert rows(items, "interfaces")[0]["interface"] == "wlan0"
    assert "not available" in str(facts(items)["VPN"])
    with pytest.raises(ProbeError, match="Couldn't check this computer's network"):
        NetworkCollector().collect_facts(FakeMachine())


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("http://anna:secret@proxy.example:8080", "http://proxy.example:8080"),
        ("anna:p%40ss@proxy.example:8080", "proxy.example:8080"),
        ("http://wpad.example/a.pac?token=secret", "http://wpad.example/a.pac"),
        ("localhost,127.0.0.1,.corp.example", "localhost,127.0.0.1,.corp.example"),
    ],
)
def test_a_proxy_is_shown_without_its_password(address: str, shown: str) -> None:
    assert network_interfaces.strip_credentials(address) == shown


def test_a_mac_tells_its_wifi_without_its_name() -> None:
    current = {
        "_name": "Cafe Anna", "spairport_network_channel": "36 (5GHz, 80MHz)",
        "spairport_network_rate": 866, "spairport_signal_noise": "-52 dBm / -92 dBm",
        "spairport_security_mode": "spairport_security_mode_wpa2_personal",
    }  # fmt: skip
    card = {
        "_name": "en0",
        "spairport_current_network_information": current,
        "spairport_airport_other_local_wireless_networks": [{"_name": "Neighbour"}],
    }
    said = {"SPAirPortDataType": [{"spairport_airport_interfaces": [card]}]}

    class Mac(FakeMachine):
        def run(self, command: Command) -> Output:
            if command.argv[0] == "system_profiler":
                return Output(0, json.dumps(said))
            return super().run(command)

    hardware = "\nHardware Port: Wi-Fi\nDevice: en0\nEthernet Address: 02:00:00:00:00:01\n"
    machine = Mac(
        Platform.MACOS,
        programs={
            "networksetup": hardware,
            "ifconfig": "en0: flags=8863<UP,BROADCAST,SMART,RUNNING,SIMPLEX,MULTICAST> mtu 1500\n"
            "\tinet 192.0.2.7 netmask 0xffffff00 broadcast 192.0.2.255\n\tstatus: active\n",
            "route": "    gateway: 192.0.2.1\n  interface: en0\n",
        },
    )
    (radio,) = RADIO_LINKS.read(machine)
    assert (radio.dbm, radio.noise, radio.rate, radio.security) == (-52, -92, 866, "wpa2_personal")
    assert "Anna" not in str(radio)
    assert "Neighbour" not in str(radio)


def test_windows_says_why_there_is_no_signal() -> None:
    class Windows(FakeMachine):
        def read(self, source: Source) -> Json:
            if isinstance(source, PowerShell) and source.script == network_links.WINDOWS:
                adapter = {"Index": 3, "Name": "WLAN", "Admin": 1, "Media": 1, "Medium": 9, "Speed": 10**9}
                return [{"Adapters": [adapter], "Addresses": [], "Routes": [], "Dhcp": []}]
            return super().read(source)

    readings = {"network_interfaces.read_adapters": [], "network_interfaces.read_proxy_variables": []}
    items = NetworkCollector().collect_facts(Windows(Platform.WINDOWS, readings=readings))
    assert "location permission" in str(facts(items)["Wi-Fi quality"])


# -- printers --------------------------------------------------------------------------------------


def queue(name: str, **options: str) -> Json:
    return {"name": name, "instance": "", "default": name == "Office", "options": options}


CUPS: Json = {
    "service": "running",
    "printers": [
        queue(
            "Office",
            **{
                "printer-state": "5", "printer-state-reasons": "paused,media-empty-error",
                "printer-is-accepting-jobs": "true", "device-uri": "ipps://anna:secret@mfp.example/ipp",
                "printer-make-and-model": "HP LaserJet, driverless",
            },
        ),
        queue("Café_<b>", **{"printer-state": "3", "device-uri": "usb://HP/LaserJet?serial=VNB3X"}),
    ],
    "jobs": {"Office": 3},
}  # fmt: skip


def test_printers_say_state_jobs_way_and_driver() -> None:
    items = PrintersCollector().collect_facts(FakeMachine(readings={"print_queues.read_cups_printers": CUPS}))
    office, cafe = rows(items, "queues")
    assert (office["state"], office["default"], office["waiting jobs"]) == ("stopped", True, 3)
    assert office["says"] == "paused, media-empty-error"
    assert (office["connection"], office["host"]) == ("network (ipps)", "mfp.example")
    assert (cafe["printer"], cafe["state"], cafe["connection"]) == ("Café_<b>", "idle", "usb")
    assert facts(items)["waiting jobs"] == 3
    assert "secret" not in str(items)
    assert "VNB3X" not in str(items)


def test_a_print_service_that_is_down_is_not_no_printers() -> None:
    stopped = FakeMachine(
        readings={"print_queues.read_cups_printers": {"service": "stopped", "printers": []}}
    )
    with pytest.raises(ProbeError, match="print service isn't running"):
        PrintersCollector().collect_facts(stopped)
    absent = FakeMachine(readings={"print_queues.read_cups_printers": {"service": "absent", "printers": []}})
    assert facts(PrintersCollector().collect_facts(absent))["printers"] == 0


@pytest.mark.parametrize(
    "address", ["", "ipp://[", "socket://:9100", "\x00", "x" * 5000, "dnssd://A%20B._ipp._tcp.local/?uuid=1"]
)
def test_any_address_has_a_way(address: str) -> None:
    way, _ = printers._parse_device_address(address)
    assert way
    assert len(way) < 60


def test_windows_printers_tell_server_error_and_driver() -> None:
    base = {"Default": False, "Offline": False, "Status": 3, "Jobs": 0, "Error": 2, "Driver": "HP PCL 6"}
    items = PrintersCollector().collect_facts(
        FakeMachine(
            Platform.WINDOWS,
            objects=[
                {**base, "Name": "Étage 2", "Port": "IP_192.0.2.9", "Host": "192.0.2.9", "Error": 8},
                {**base, "Name": r"\\print01\Color", "Port": "x", "Network": True, "Server": r"\\print01"},
                {**base, "Name": None},
            ],
        )
    )
    floor, color = rows(items, "queues")
    assert (floor["says"], floor["connection"], floor["host"]) == (
        *("media-jam", "network (TCP/IP port)", "192.0.2.9"),
    )
    assert (color["connection"], color["host"], color["driver"]) == ("print server", "print01", "HP PCL 6")


# -- network drives --------------------------------------------------------------------------------

TEAM: Json = {
    "kind": "smb",
    "host": "files.example",
    "share": "team",
    "letter": "",
    "connected": True,
    "known": True,
}


def drive_machine(answer: Json, mounted: Sequence[Json] = (TEAM,)) -> FakeMachine:
    return FakeMachine(
        readings={
            "network_drives.read_mounted_drives": list(mounted),
            "network_drives.list_gvfs_mounts": [
                "smb-share:server=files.example,share=anna%20only",
                "sftp:host=x",
            ],
            "organisation.read_policy_values": {"drives": [r"G:=\\files.example\common"]},
            "connections.probe_port": answer,
        }
    )


@pytest.mark.parametrize(("answer", "there"), [("open", True), ("silent", False), ("no such name", False)])
def test_drives_tell_whether_their_server_answers(answer: str, there: bool) -> None:
    items = NetworkDrivesCollector().collect_facts(drive_machine(answer))
    found = rows(items, "drives")
    assert [(row["drive"], row["connected"], row["letter"]) for row in found] == [
        ("team", True, ""),
        ("anna only", True, ""),
        ("common", False, "G:"),
    ]
    assert {row["server answers"] for row in found} == {there}
    assert facts(items)["drives with an unresponsive server"] == (0 if there else 3)


def test_no_drives_are_an_answer() -> None:
    machine = drive_machine("open", ())
    machine.readings = {
        **machine.readings,
        "network_drives.list_gvfs_mounts": [],
        "organisation.read_policy_values": {},
    }
    assert facts(NetworkDrivesCollector().collect_facts(machine)) == {"network drives": 0}


def test_the_desktops_mounts_are_listed_by_name_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "gvfs").mkdir()
    (tmp_path / "gvfs" / "smb-share:server=files,share=team").symlink_to("/nowhere/that/answers")
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert drives.list_gvfs_mounts() == ["smb-share:server=files,share=team"]
    (found,) = [d for d in drives.SEEN.read(LocalMachine(Platform.LINUX)) if d.host == "files"]
    assert (found.share, found.connected) == ("team", True)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path / "gone"))
    assert drives.list_gvfs_mounts() == []
