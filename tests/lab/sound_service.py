"""A sound service of a person's own without any hardware: PipeWire with pretended devices."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import pytest

from tests.lab.conftest import Desk
from tests.people import Person

PROGRAMS = ("pipewire", "wireplumber", "pipewire-pulse")
RUNS = "node.always-process=true"
"""A device that is suspended says its old volume: PipeWire's pretended ones only change while they run."""

LABELS = 'sink_name={} sink_properties=\'device.description="{}" device.form_factor={} ' + RUNS + "'"
HEADSET = LABELS.format("casque", "Écouteurs <b>", "headset")
SCREEN = LABELS.format("ecran", "Samsung HDMI", "tv")
MICROPHONE = f"media.class=Audio/Source/Virtual sink_name=micro sink_properties='{RUNS}'"


@contextmanager
def session_bus(person: Person) -> Iterator[Mapping[str, str]]:
    """Give her a session bus, and return the variables that name it."""
    if not shutil.which("dbus-daemon"):
        pytest.skip("no dbus-daemon (package dbus)")
    argv = ["dbus-daemon", "--session", "--fork", "--print-address=1", "--print-pid=1"]
    address, pid = person.run(argv).stdout.split()
    try:
        yield {"DBUS_SESSION_BUS_ADDRESS": address}
    finally:
        os.kill(int(pid), signal.SIGTERM)


@contextmanager
def sound_service(person: Person) -> Iterator[Desk]:
    """Start the sound service as she."""
    if not all(map(shutil.which, (*PROGRAMS, "pactl"))):
        pytest.skip("no sound service (packages pipewire-pulse, wireplumber, pulseaudio-utils)")
    with session_bus(person) as bus:
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        desk, started = Desk(person, bus), []
        try:
            for name in PROGRAMS:  # each of them ends where the first is not there yet
                started.append(person.start([name], bus, **quiet))
                wait_for(lambda: (person.home / "run" / "pipewire-0").is_socket())
            wait_for(lambda: default_sink(desk) not in ("", "@DEFAULT_SINK@"))
            yield desk
        finally:
            for child in reversed(started):
                child.terminate()
                child.wait(10)


def default_sink(desk: Desk) -> str:
    """Return the speaker in use; empty while the service does not answer."""
    return desk.person.run(["pactl", "get-default-sink"], desk.environment).stdout.strip()


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait until something is so, for at most twenty seconds."""
    deadline = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def plug(desk: Desk, what: str) -> None:
    """Add a pretended device, and wait until it can be seen."""
    module = desk.run("pactl", "load-module", "module-null-sink", what)
    mark = f'pulse.module.id = "{module}"'
    wait_for(lambda: mark in desk.run("pactl", "list", "sinks") + desk.run("pactl", "list", "sources"))
