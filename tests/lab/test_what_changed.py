"""What a technician hears of a day: packages, printers, services, settings, really changed; no noise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest

from tests.lab.conftest import needs_root
from tests.lab.test_snapshot_system import BROKEN
from tests.lab.whole_system import Computer, NotBuiltError, whole_system

pytestmark = [pytest.mark.lab, needs_root]

LOOK = """
import pickle, sys
from pathlib import Path
from selfhelp.catalog.catalog import Catalog
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.core.model import Platform
from selfhelp.policy.policy import Policy
from selfhelp.core.progress import Progress
from selfhelp.report import changes
from selfhelp.report import snapshot
from selfhelp.report import terminal_lines
kept = Path("/var/tmp/seen")
sections = list(Catalog(Policy(), Platform.LINUX).collectors.values())
raw = snapshot.take_snapshot(LocalMachine(Platform.LINUX), sections, progress=Progress())
now = changes.make_comparable_snapshot(raw, raw, changes.Fingerprints(b"k" * 32), "1")
if kept.exists():
    for change in changes.compare_snapshots(pickle.loads(kept.read_bytes()), now).items:
        print(change.section, change.kind, change.change, change.name, change.before, change.after, sep="|")
kept.write_bytes(pickle.dumps(now))
"""

CONTROL = (
    "Package: {name}\\nVersion: {version}\\nSection: utils\\nArchitecture: all\\n"
    "Maintainer: a <a@example.org>\\nDescription: a program\\n"
)


@pytest.fixture(scope="module")
def system() -> Iterator[Computer]:
    try:
        with whole_system() as system:
            look(system)
            yield system
    except NotBuiltError as error:
        pytest.skip(str(error))


def look(system: Computer) -> Sequence[str]:
    """Return what changed since the last look, one line each."""
    done = system.root("env", "PYTHONPATH=/opt/selfhelp", "PYTHONDONTWRITEBYTECODE=1", "python3", "-c", LOOK)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.splitlines()


def package(system: Computer, name: str, version: str) -> None:
    """Make a package, and install it."""
    control = CONTROL.format(name=name, version=version)
    build = f"mkdir -p /tmp/p/DEBIAN; printf '{control}' > /tmp/p/DEBIAN/control"
    done = system.root("sh", "-c", f"{build}; dpkg-deb -b /tmp/p /tmp/p.deb && dpkg -i /tmp/p.deb")
    assert done.returncode == 0, done.stderr


def test_a_day_without_events_is_silent(system: Computer) -> None:
    assert look(system) == []


def test_a_package_comes_is_upgraded_and_goes(system: Computer) -> None:
    package(system, "tidy-tool", "1.0")
    assert look(system) == ["applications|programs|added|tidy-tool|None|1.0"]
    package(system, "tidy-tool", "1.1")
    assert look(system) == ["applications|programs|changed|tidy-tool|1.0|1.1"]
    system.root("dpkg", "-r", "tidy-tool")
    assert look(system) == ["applications|programs|removed|tidy-tool|1.1|None"]


def test_a_printer_comes_stops_and_goes(system: Computer) -> None:
    system.root("lpadmin", "-p", "Office", "-E", "-v", "socket://192.0.2.9:9100", "-m", "raw")
    (added,) = look(system)
    assert added.startswith("printers|queues|added|Office|None|state: idle")
    system.root("cupsdisable", "Office")
    assert look(system) == ["printers|queues|changed|Office: state|idle|stopped"]
    system.root("lpadmin", "-x", "Office")
    (gone,) = look(system)
    assert gone.startswith("printers|queues|removed|Office|")


def test_a_service_fails(system: Computer) -> None:
    system.root("tee", "/run/systemd/system/broken.service", stdin=BROKEN)
    system.root("systemctl", "daemon-reload")
    system.root("systemctl", "start", "broken.service")
    (failed,) = look(system)
    assert failed.startswith("services|failed|added|broken.service|None|")


def test_the_time_zone_and_the_name_change(system: Computer) -> None:
    system.root("tee", "/etc/timezone", stdin="Europe/Paris\n")
    system.root("ln", "-sf", "/usr/share/zoneinfo/Europe/Paris", "/etc/localtime")
    found = look(system)
    assert found
    assert all("time zone" in line for line in found), found
    system.root("hostname", "renamed")
    assert [line.split("|")[:2] for line in look(system)] == [["system", "name"]]
