"""A second screen of a real X server is plugged in and switched off (Xorg with its dummy driver)."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lab.conftest import Desk, needs_root
from tests.lab.table import Table
from tests.people import Person

pytestmark = [pytest.mark.lab, needs_root]

CONFIGURATION = """
Section "Device"
  Identifier "card"
  Driver "dummy"
  VideoRam 256000
EndSection
Section "Screen"
  Identifier "screen"
  Device "card"
  DefaultDepth 24
EndSection
Section "ServerFlags"
  Option "AutoAddDevices" "false"
EndSection
"""
SECOND = ("--output", "DUMMY1", "--mode", "1024x768", "--right-of", "DUMMY0")


@pytest.fixture
def anna(alice: Person, tmp_path: Path) -> Iterator[Desk]:
    """Anna with two screens, both on."""
    if not shutil.which("Xorg") or not Path("/usr/lib/xorg/modules/drivers/dummy_drv.so").exists():
        pytest.skip("no Xorg (packages xserver-xorg-core, xserver-xorg-video-dummy)")
    configuration = tmp_path / "xorg.conf"
    configuration.write_text(CONFIGURATION)
    read, write = os.pipe()
    options = ("-noreset", "-novtswitch", "-sharevts", "-nolisten", "tcp", "-ac")
    argv = ["Xorg", *options, "-displayfd", str(write), "-config", configuration]
    quiet = subprocess.DEVNULL
    argv += ["-logfile", tmp_path / "log"]
    with (
        subprocess.Popen(argv, pass_fds=[write], stdout=quiet, stderr=quiet) as server,
        os.fdopen(read) as said,
    ):
        os.close(write)
        try:
            desk = Desk(alice, {"DISPLAY": f":{said.readline().strip()}"})
            desk.run("xrandr", "--addmode", "DUMMY1", "1024x768")
            desk.run("xrandr", *SECOND)
            yield desk
        finally:
            server.terminate()


def screens(desk: Desk) -> list[str]:
    """Return what xrandr says, without the lists of modes."""
    return re.findall(r"^(?:Screen|DUMMY[01]) .*$", desk.run("xrandr", "--query"), re.MULTILINE)


def test_a_dark_screen_is_switched_on_and_off_again(anna: Desk, table: Table) -> None:
    assert anna.fix("check", "external-display")["state"] == "healthy"
    anna.run("xrandr", "--output", "DUMMY1", "--off")
    before = screens(anna)
    assert before[2].startswith("DUMMY1 connected")
    assert "+" not in before[2]
    check = anna.fix("check", "external-display")
    assert check["state"] == "found"
    assert "DUMMY1" in check["summary"]
    run = anna.fix("fix", "external-display")
    assert run["outcome"] == "fixed"
    assert re.search(r"DUMMY1 connected \d+x\d+\+\d+\+0", screens(anna)[2])
    assert anna.fix("undo", run["run"])["outcome"] == "undone"
    assert screens(anna) == before
    table.row(
        "second screen plugged in and off",
        proven="xrandr --query",
        found="external-display",
        repaired="switched on",
        undone="xrandr --query",
    )
