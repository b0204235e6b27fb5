"""A sound service of a person's own without any hardware: PipeWire with pretended devices."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import pytest

from tests.lab.conftest import Desk
from tests.people import Person

PROGRAMS = {
    "pipewire": ("pw-cli", "info", "0"),
    "wireplumber": ("wpctl", "get-volume", "@DEFAULT_AUDIO_SINK@"),
    "pipewire-pulse": ("pactl", "info"),
}
"""The parts of the service in the order they need each other, each with a question it answers."""

RUNS = "node.always-process=true"
"""A device that is suspended says its old volume: PipeWire's pretended ones only change while they run."""

LABELS = 'sink_name={} sink_properties=\'device.description="{}" device.form_factor={} ' + RUNS + "'"
HEADSET = LABELS.format("casque", "Écouteurs <b>", "headset")
SCREEN = LABELS.format("ecran", "Samsung HDMI", "tv")
MICROPHONE = f"media.class=Audio/Source/Virtual sink_name=micro sink_properties='{RUNS}'"


@contextmanager
def session_bus(person: Person) -> Iterator[Mapping[str, str]]:
    """Give the user a session bus, and return the variables that name it."""
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
    """Start the sound service as the user."""
    if not all(map(shutil.which, (*PROGRAMS, "pactl"))):
        pytest.skip("no sound service (packages pipewire-pulse, wireplumber, pulseaudio-utils)")
    with session_bus(person) as bus:
        desk, started = Desk(person, bus), []
        try:
            for name, question in PROGRAMS.items():
                started.append(_start(desk, name, question))
            yield desk
        finally:
            for child in reversed(started):
                child.terminate()
                child.wait(10)


def _start(desk: Desk, name: str, question: Sequence[str]) -> subprocess.Popen[str]:
    """Start one part of the service and wait until it answers; one that ended too soon is started again."""
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    child = desk.person.start([name], desk.environment, **quiet)
    deadline = time.monotonic() + 60
    while desk.person.run(question, desk.environment).returncode != 0:
        assert time.monotonic() < deadline, f"{name} does not answer"
        if child.poll() is not None:
            child = desk.person.start([name], desk.environment, **quiet)
        time.sleep(0.05)
    return child


def wait_for(condition: Callable[[], bool]) -> None:
    """Wait until something is so, for at most twenty seconds."""
    deadline = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def plug(desk: Desk, what: str) -> None:
    """Add a pretended device, and wait until it can be seen."""
    module = desk.run("pactl", "load-module", "module-null-sink", what)
    mark = f'pulse.module.id = "{module}"'
    wait_for(lambda: mark in desk.run("pactl", "list", "sinks") + desk.run("pactl", "list", "sources"))
