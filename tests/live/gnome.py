"""A GNOME desktop of its own for a test: GNOME Shell without a monitor, its portal, and keys to press.

Everything runs as the person and ends with the test. A second bus of theirs stands for that of the computer:
without one GNOME Shell does not start; with an empty one it does without what it would ask there.
"""

from __future__ import annotations

import os
import re
import signal
import subprocess
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from tests.live.desk import wait_for
from tests.people import Person

NEEDED = ("gnome-shell", "pipewire", "wireplumber", "dbus-daemon", "gdbus")
PORTAL = Path("/usr/libexec/xdg-desktop-portal-gnome")
WIDTH, HEIGHT = 800, 600
TAB, RETURN = 0xFF09, 0xFF0D
"""Key symbols (X11's keysymdef.h)."""

SESSION = {
    "XDG_SESSION_TYPE": "wayland",
    "XDG_CURRENT_DESKTOP": "GNOME",
    "LIBGL_ALWAYS_SOFTWARE": "1",
    "GSETTINGS_BACKEND": "memory",
    "NO_AT_BRIDGE": "1",
}
PRESS = """
{{ const keys = imports.gi.Clutter.get_default_backend().get_default_seat().create_virtual_device(1);
for (const down of [1, 0]) keys.notify_keyval(imports.gi.GLib.get_monotonic_time(), {key}, down); }}
"""
"""1 is Clutter.InputDeviceType.KEYBOARD_DEVICE."""

OPENED = "one => one.visible && one.state === 0"
"""0 is ``State.OPENED`` of GNOME Shell's ``modalDialog.js``: it takes keys now."""


class Gnome:
    """``with Gnome(alice) as gnome: gnome.run([...])``."""

    def __init__(self, person: Person) -> None:
        self._person = person
        self._children: list[subprocess.Popen[str]] = []
        self.environment: dict[str, str] = dict(SESSION)

    def __enter__(self) -> Gnome:
        try:
            self.environment["DBUS_SYSTEM_BUS_ADDRESS"] = self._start_bus("computer")
            self.environment["WAYLAND_DISPLAY"] = (
                "wayland-test"  # the portals start with the bus's environment
            )
            self.environment["DBUS_SESSION_BUS_ADDRESS"] = self._start_bus("session")
            self.spawn(["pipewire"])
            self.spawn(["wireplumber"])
            self._start_shell()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for child in reversed(self._children):
            _end(child)
        wait_for(
            lambda: str(self._runtime) not in Path("/proc/mounts").read_text()
        )  # the portal's own, for files

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

    def ask_shell(self, code: str) -> str:
        """Return what GNOME Shell makes of some JavaScript (``Eval``, which only its unsafe mode has)."""
        done = self._call("org.gnome.Shell", "/org/gnome/Shell", "org.gnome.Shell.Eval", code)
        found = re.fullmatch(r"\((true|false), '(.*)'\)\s*", done.stdout, re.DOTALL)
        assert found is not None, done.stdout + done.stderr
        assert found[1] == "true", found[2]
        return found[2]

    def press(self, *keys: int) -> None:
        """Press keys, one after the other."""
        for key in keys:
            self.ask_shell(PRESS.format(key=key))

    def asks(self) -> bool:
        """Whether a question of the desktop is on the screen."""
        return self.ask_shell(f"Main.layoutManager.modalDialogGroup.get_children().some({OPENED})") == "true"

    def titles(self) -> str:
        """Return the titles of all windows, as JavaScript writes them."""
        return self.ask_shell("global.get_window_actors().map(one => one.meta_window.title)")

    def forget_permissions(self) -> None:
        """Let the portal forget who may take pictures."""
        name = "org.freedesktop.impl.portal.PermissionStore"
        self._call(name, f"/{name.replace('.', '/')}", f"{name}.Delete", "screenshot", "screenshot")

    def _call(self, name: str, path: str, method: str, *words: str) -> subprocess.CompletedProcess[str]:
        target = ["--session", "--dest", name, "--object-path", path, "--method", method]
        return self.run(["gdbus", "call", *target, *words])

    @property
    def _runtime(self) -> Path:
        return Path(self._person.environment["XDG_RUNTIME_DIR"])

    def _log(self, number: int) -> Path:
        return self._person.home / f"{number}.log"

    def _start_bus(self, name: str) -> str:
        address = f"unix:path={self._runtime}/{name}"
        self.spawn(["dbus-daemon", "--session", "--nofork", f"--address={address}"])
        wait_for(lambda: (self._runtime / name).exists())
        return address

    def _start_shell(self) -> None:
        screen = ["--headless", "--no-x11", "--virtual-monitor", f"{WIDTH}x{HEIGHT}"]
        display = f"--wayland-display={self.environment['WAYLAND_DISPLAY']}"
        shell = self.spawn(["gnome-shell", *screen, display, "--unsafe-mode"])

        def is_ready() -> bool:
            assert shell.poll() is None, self.log_of(shell)
            return "GNOME Shell started" in self.log_of(shell)

        wait_for(is_ready, 40)


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
