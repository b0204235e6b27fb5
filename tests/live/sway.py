"""A Wayland desktop of its own for a test: sway without a graphics card, with the portal for pictures.

Everything runs as the person and ends with the test: sway, pipewire and the session bus are ended by their
own id, and with the bus everything it started, because that is in the bus's process group.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from tests.live.desk import wait_for
from tests.people import Person

NEEDED = ("sway", "swaybg", "grim", "pipewire", "Xwayland", "dbus-daemon")
HEADLESS = {
    "WLR_BACKENDS": "headless",
    "WLR_LIBINPUT_NO_DEVICES": "1",
    "WLR_RENDERER": "pixman",
    "XDG_SESSION_TYPE": "wayland",
    "XDG_CURRENT_DESKTOP": "sway",
    "GSETTINGS_BACKEND": "memory",
    "NO_AT_BRIDGE": "1",
}

BUS = """<busconfig>
  <include>/usr/share/dbus-1/session.conf</include>
  <policy context="mandatory"><allow user="root"/></policy>
</busconfig>
"""
"""The ordinary session bus; root may use it too, because a test that plays a tray runs as root."""


class Sway:
    """``with Sway(alice, ["resolution 800x600 position 0 0 scale 1"]) as sway: sway.run([...])``.

    Args:
        person: whose desktop it is.
        outputs: what sway's configuration says of each monitor (sway-output(5)).
    """

    def __init__(self, person: Person, outputs: Sequence[str]) -> None:
        self._person, self._outputs = person, outputs
        self._children: list[subprocess.Popen[str]] = []
        self.environment: dict[str, str] = {**HEADLESS, "WLR_HEADLESS_OUTPUTS": str(len(outputs))}

    def __enter__(self) -> Sway:
        try:
            self._start_sway()
            self.spawn(["pipewire"])  # xdg-desktop-portal-wlr ends where there is none
            wait_for(lambda: (self._runtime / "pipewire-0").exists())
            self._start_bus()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for child in reversed(self._children):
            _end(child)
        # The portal for documents takes its file system away itself, a moment after the bus has gone.
        wait_for(lambda: str(self._runtime) not in Path("/proc/mounts").read_text())

    @property
    def bus(self) -> str:
        """The address of the session bus."""
        return self.environment["DBUS_SESSION_BUS_ADDRESS"]

    def spawn(self, command: Sequence[str], **env: str) -> subprocess.Popen[str]:
        """Start a program of this desktop; what it prints is in ``log_of(it)``."""
        with self._log(len(self._children)).open("w") as log:
            child = self._person.start(
                command,
                {**self.environment, **env},
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._children.append(child)
        return child

    def log_of(self, child: subprocess.Popen[str]) -> str:
        """Return what a program printed so far."""
        return self._log(self._children.index(child)).read_text(errors="replace")

    def run(self, command: Sequence[str], **env: str) -> subprocess.CompletedProcess[str]:
        """Run a short program of this desktop."""
        return self._person.run(command, {**self.environment, **env})

    def tell(self, *words: str) -> None:
        """Give sway a command."""
        done = self.run(["swaymsg", "--", *words])
        assert done.returncode == 0, done.stdout + done.stderr

    def outputs(self) -> Sequence[dict[str, Any]]:
        """Return what sway says of its monitors."""
        return list(json.loads(self.run(["swaymsg", "--raw", "-t", "get_outputs"]).stdout))

    def windows(self) -> Sequence[dict[str, Any]]:
        """Return what sway says of each open window."""
        tree = json.loads(self.run(["swaymsg", "--raw", "-t", "get_tree"]).stdout)
        return [node for node in _nodes(tree) if node.get("pid")]

    def x_display(self) -> str:
        """Return the display of XWayland; it starts with the first program that asks for it."""
        answer = self._person.home / "display"
        self.tell(f"exec printenv DISPLAY > {answer}")
        wait_for(lambda: answer.exists() and answer.read_text().endswith("\n"))
        return answer.read_text().strip()

    @property
    def _runtime(self) -> Path:
        return Path(self._person.environment["XDG_RUNTIME_DIR"])

    def _log(self, number: int) -> Path:
        return self._person.home / f"{number}.log"

    def _start_sway(self) -> None:
        lines = [f"output HEADLESS-{number} {what}" for number, what in enumerate(self._outputs, 1)]
        config = self._person.home / "sway.conf"
        config.write_text("\n".join([*lines, 'for_window [app_id=".*"] floating enable']))
        sway = self.spawn(["sway", "--config", str(config)])
        wait_for(lambda: list(self._runtime.glob("sway-ipc.*")) or sway.poll() is not None, 20)
        assert sway.poll() is None, self.log_of(sway)
        self.environment["SWAYSOCK"] = str(next(self._runtime.glob("sway-ipc.*")))
        self.environment["WAYLAND_DISPLAY"] = next(self._runtime.glob("wayland-?")).name
        wait_for(lambda: len([o for o in self.outputs() if o["active"]]) == len(self._outputs))

    def _start_bus(self) -> None:
        """Start the session bus last: the portals it starts on demand get its environment."""
        config = self._person.home / "bus.conf"
        config.write_text(BUS)
        address = f"unix:path={self._runtime}/bus"
        self.environment["DBUS_SESSION_BUS_ADDRESS"] = address
        self.spawn(["dbus-daemon", f"--config-file={config}", "--nofork", f"--address={address}"])
        wait_for(lambda: (self._runtime / "bus").exists())


def _nodes(node: dict[str, Any]) -> Sequence[dict[str, Any]]:
    """Return a node of sway's tree and everything below it."""
    below = [*node.get("nodes", []), *node.get("floating_nodes", [])]
    return [node, *(deeper for child in below for deeper in _nodes(child))]


def _end(child: subprocess.Popen[str]) -> None:
    """End a program and, in its process group, what it started."""
    if child.poll() is not None:
        return
    os.killpg(child.pid, signal.SIGTERM)
    try:
        child.wait(5)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
