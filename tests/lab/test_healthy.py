"""No fault at all: on a computer that is in order no check finds anything, and no warning is shown.

The computer is real and prepared: a network of the test's own that NetworkManager runs, with names, a page
and a time server; a print service with a printer that answers; sound with a microphone; a document.
"""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from tests.lab.conftest import Desk, needs_root
from tests.lab.own_network import BOX, POLICY, TEXT, Inside, Net, needs, network_manager, own_network
from tests.lab.print_service import print_service
from tests.lab.sound_service import HEADSET, MICROPHONE, plug, sound_service
from tests.lab.table import Table
from tests.people import ROOT, Person, product

pytestmark = [pytest.mark.lab, pytest.mark.slow, needs_root]

ALONE = ("unshare", "--pid", "--fork", "--mount-proc", "--")
"""Programs that other tests stop on purpose are not the user's."""

IDLE = ("sh", "-c", 'mount --bind "$0" /proc/stat && exec "$@"')
"""Processor times that stand still: what else keeps this computer busy is not the user's fault, either."""

UNSEEN: Mapping[str, str] = MappingProxyType({})
"""Checks that may be inconclusive here, with the reason why that is no mistake; none is."""

LOOKED_AT = frozenset(
    {
        *("account-password-locked", "app-frozen", "audio-no-sound", "clock-skew", "default-apps"),
        *("disk-full", "file-locked", "file-permission", "file-recover", "mic-not-heard"),
        *("net-captive-portal", "net-dns", "net-no-internet", "net-proxy", "net-slow"),
        *("perf-high-usage", "perf-startup-apps", "print-offline", "print-spooler"),
        *("print-stuck-queue", "print-wrong-default", "reboot-needed", "time-zone"),
    }
)
"""Checks whose thing is there, so that they have to say "healthy" and not only "there is no such thing"."""


@pytest.fixture
def net(tmp_path: Path) -> Iterator[Net]:
    needs("ip", "dnsmasq", "ss", "curl", "nsenter", "NetworkManager", "nmcli", "cupsd")
    with own_network(tmp_path) as net, network_manager(net):
        net.names(f"--address=/probe.example/{BOX}", f"--address=/pool.ntp.org/{BOX}")
        net.start("time", sys.executable, str(ROOT / "tests" / "lab" / "box_time.py"), "0")
        assert net.opens(), TEXT
        yield net


def must_be_in_order() -> None:
    """Skip where this computer itself has a fault that a check is right to find."""
    usage = shutil.disk_usage("/")
    if usage.free < usage.total * 0.12:
        pytest.skip("the disk of this computer is nearly full")
    if Path("/run/reboot-required").exists():
        pytest.skip("this computer waits for a restart")


@pytest.fixture
def anna(net: Net, alice: Person) -> Iterator[Desk]:
    """Anna at the user's prepared computer."""
    must_be_in_order()
    zone = Path("/etc/localtime").resolve().relative_to("/usr/share/zoneinfo")
    at_home = net.desk(alice, f'{POLICY}time_zones = ["{zone}"]\n').person
    assert isinstance(at_home, Inside)
    letter = alice.home / "letter.txt"
    letter.write_text("Dear")
    alice.owns(letter)
    with print_service() as cups, sound_service(alice) as sound:
        plug(sound, HEADSET)
        plug(sound, MICROPHONE)
        sound.run("pactl", "set-default-source", "micro")
        cups.queue("office", device=f"socket://{BOX}:80")
        cups.admin("lpadmin", "-d", "office")
        environment = {**sound.environment, "CUPS_SERVER": cups.socket}
        times = alice.home / "processor-times"
        times.write_text(Path("/proc/stat").read_text())
        alice.owns(times)
        yield Desk(replace(at_home, enter=(*net.enter, *ALONE, *IDLE, str(times))), environment)


def answer(desk: Desk, *arguments: str) -> Any:
    """Run `selfhelp check` as the user and return its answer."""
    done = desk.person.run(product("check", *arguments, "--json"), desk.environment)
    assert not done.stderr, done.stderr
    return json.loads(done.stdout)


def test_nothing_is_found_on_a_computer_in_order(anna: Desk, table: Table) -> None:
    checks = answer(anna)["checks"]
    assert [c for c in checks if c["state"] == "found"] == []
    assert [c for c in checks if c["state"] == "inconclusive" and c["id"] not in UNSEEN] == []
    healthy = {c["id"] for c in checks if c["state"] == "healthy"}
    assert LOOKED_AT - healthy == set(), [c for c in checks if c["id"] in LOOKED_AT - healthy]
    table.row(
        "no fault: a computer in order",
        proven="curl, lpstat, pactl",
        found=f"nothing: {len(healthy)} checks healthy",
        repaired="nothing to repair",
        undone="nothing was changed",
    )


def test_the_overview_says_fine(anna: Desk) -> None:
    assert answer(anna, "--quick")["health"] == "fine"


@pytest.mark.parametrize("ladder", ["account", "nothing-works", "slow"])
def test_a_ladder_names_no_cause(anna: Desk, ladder: str) -> None:
    assert answer(anna, ladder)["cause"] is None
