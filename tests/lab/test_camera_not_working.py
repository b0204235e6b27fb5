"""A program holds the camera (a pretended one: this kernel has none), or GNOME keeps programs from it."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator

import pytest

from tests.lab.conftest import Desk, needs_root
from tests.lab.inside import Inside, inside
from tests.lab.sound_service import session_bus
from tests.lab.table import Table
from tests.people import Person

pytestmark = [pytest.mark.lab, needs_root]

PRIVACY = ("org.gnome.desktop.privacy", "disable-camera")
CAMERA = """
new=$(mktemp -d); mount -t tmpfs tmpfs "$new"
for name in null zero full random urandom; do touch "$new/$name"; mount --bind "/dev/$name" "$new/$name"; done
touch "$new/video0"; chmod 666 "$new/video0"; chmod 755 "$new"; mount --move "$new" /dev
mount -t tmpfs tmpfs /sys/class; mkdir -p /sys/class/video4linux/video0; cd /sys/class/video4linux/video0
echo 'Integrated Camera: é <b>' > name; echo 0 > index
chmod -R a+rX /sys/class; echo ready; exec sleep 300
"""


@pytest.fixture
def anna(alice: Person) -> Iterator[Desk]:
    """Anna at a computer with a camera."""
    with inside(alice, CAMERA) as who, session_bus(who) as bus:
        yield Desk(who, bus)


def holders(desk: Desk) -> list[str]:
    """Return the numbers of the programs that have the camera open, by fuser(1)."""
    assert isinstance(desk.person, Inside)
    argv = [*desk.person.prefix()[:3], "fuser", "/dev/video0"]
    return subprocess.run(argv, capture_output=True, text=True, check=False).stdout.split()


def test_the_program_that_holds_the_camera_is_closed(anna: Desk, table: Table) -> None:
    if not shutil.which("fuser"):
        pytest.skip("no fuser (package psmisc)")
    with anna.person.start(["tail", "-f", "/dev/video0"]) as call:
        deadline = time.monotonic() + 60
        while holders(anna) != [str(call.pid)]:
            assert time.monotonic() < deadline
            time.sleep(0.05)
        check = anna.fix("check", "camera-not-working")
        assert check["state"] == "found"
        assert "tail" in check["summary"]
        run = anna.fix("fix", "camera-not-working")
        assert run["outcome"] == "fixed"
        assert holders(anna) == []
        assert call.wait(60) != 0
    table.row(
        "a program holds the camera (pretended device)",
        proven="fuser /dev/video0",
        found="camera-not-working",
        repaired="program closed",
        undone="no way back, said before",
    )


def test_the_privacy_switch_is_opened_and_restored(anna: Desk, table: Table) -> None:
    anna.run("gsettings", "set", *PRIVACY, "true")
    run = anna.fix("fix", "camera-not-working")
    assert run["outcome"] == "fixed"
    assert anna.run("gsettings", "get", *PRIVACY) == "false"
    assert anna.fix("undo", run["run"])["outcome"] == "undone"
    assert anna.run("gsettings", "get", *PRIVACY) == "true"
    table.row(
        "programs may not use the camera",
        proven="gsettings get … disable-camera",
        found="camera-not-working",
        repaired="allowed",
        undone="gsettings get … disable-camera",
    )


def test_a_camera_without_permission_is_for_the_help_desk(anna: Desk) -> None:
    assert isinstance(anna.person, Inside)
    anna.person.root("chmod", "600", "/dev/video0")
    run = anna.fix("fix", "camera-not-working")
    assert (run["outcome"], run["steps"]) == ("not-fixed", [])


def test_an_idle_camera_is_healthy(anna: Desk) -> None:
    assert anna.fix("check", "camera-not-working")["state"] == "healthy"


def test_a_computer_without_a_camera_is_not_blamed(alice: Person) -> None:
    assert Desk(alice).fix("check", "camera-not-working")["state"] == "not-offered"
