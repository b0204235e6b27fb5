"""A desktop of its own for a test: display, session bus, window manager, tray, notifications.

Every process is started here and ended here, by its own id. Nothing of the person's desktop is touched.
"""

from __future__ import annotations

import os
import select
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType

from tests.people import ROOT, Person

KEPT = ("PATH", "LANG", "LC_ALL", "PYTHONPATH")
BUSY = 4
"""How much longer everything may take: on a slow computer, beside other tests."""

STALONETRAY = ("stalonetray", "--geometry", "6x1-0-0", "--icon-size", "24", "--grow-gravity", "E")


class Desk:
    """``with Desk(tray=STALONETRAY) as desk: desk.spawn([...])``. With a person it is their desktop."""

    def __init__(
        self,
        size: str = "1280x800x24",
        manager: Sequence[str] = ("openbox",),
        tray: Sequence[str] = (),
        extra: Mapping[str, str] | None = None,
        person: Person | None = None,
    ) -> None:
        self._size, self._manager, self._tray, self._extra = size, manager, tray, extra or {}
        self._person = person
        self._children: list[subprocess.Popen[bytes]] = []
        self._numbers = -1
        self.home = person.home if person else Path(tempfile.mkdtemp(prefix="desk-"))
        self.environment: dict[str, str] = {}

    def __enter__(self) -> Desk:
        env = {name: os.environ[name] for name in KEPT if name in os.environ}
        env |= {"HOME": str(self.home), "LANG": env.get("LANG", "C.UTF-8"), "XDG_SESSION_TYPE": "x11"}
        env |= {"NO_AT_BRIDGE": "1", "GSETTINGS_BACKEND": "memory", "LIBGL_ALWAYS_SOFTWARE": "1"}
        for name in ("RUNTIME_DIR", "CONFIG_HOME", "CACHE_HOME", "DATA_HOME"):
            folder = self.home / name.lower()
            folder.mkdir(mode=0o700)
            if self._person is not None:
                self._person.owns(folder)
            env[f"XDG_{name}"] = str(folder)
        if self._person is not None:
            env["PYTHONPATH"] = str(ROOT)
        self.environment = env
        try:
            env["DISPLAY"] = self._start_display()
            env["DBUS_SESSION_BUS_ADDRESS"] = self._start_bus()
            env.update(self._extra)
            if self._manager:
                self.spawn(self._manager)
                wait_for(lambda: b"_NET_SUPPORTING_WM_CHECK" in self.run(["xprop", "-root"]).stdout)
            if self._tray:
                self.spawn(self._tray)
                wait_for(lambda: self.run(["xdotool", "search", "--class", self._tray[0]]).returncode == 0)
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for child in reversed(self._children):
            if child.poll() is None:
                child.terminate()
                try:
                    child.wait(3)
                except subprocess.TimeoutExpired:
                    child.kill()
                    child.wait()
        if self._numbers >= 0:
            os.close(self._numbers)
        shutil.rmtree(self.home, ignore_errors=True)

    def spawn(self, command: Sequence[str], **env: str) -> subprocess.Popen[bytes]:
        """Start a program of this desktop; what it prints is in ``log_of(it)``."""
        log = self.home / f"{len(self._children)}.log"
        with log.open("wb") as out:
            child = subprocess.Popen(
                self._as_user(command),
                env={**self.environment, **env},
                cwd=self._person.home if self._person else None,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        self._children.append(child)
        return child

    def log_of(self, child: subprocess.Popen[bytes]) -> str:
        """Return what a program printed so far."""
        return (self.home / f"{self._children.index(child)}.log").read_text(errors="replace")

    def run(self, command: Sequence[str], seconds: float = 20) -> subprocess.CompletedProcess[bytes]:
        """Run a short program of this desktop."""
        return subprocess.run(
            self._as_user(command), env=self.environment, capture_output=True, timeout=BUSY * seconds
        )

    def shot(self, path: Path) -> None:
        """Save a picture of the whole display."""
        path.parent.mkdir(parents=True, exist_ok=True)
        done = self.run(["import", "-window", "root", "png:-"])
        assert done.returncode == 0, done.stderr
        path.write_bytes(done.stdout)

    def windows(self, name: str) -> list[str]:
        """Return the visible windows with a title."""
        found = self.run(["xdotool", "search", "--onlyvisible", "--name", name])
        return found.stdout.decode().split()

    def _as_user(self, command: Sequence[str]) -> Sequence[str]:
        return [*(self._person.prefix() if self._person else ()), *command]

    def _start_display(self) -> str:
        # Xvfb writes the number and the newline separately, and dies if the reading end is closed between.
        self._numbers, end = os.pipe()
        log = (self.home / "xvfb.log").open("wb")
        command = ["Xvfb", "-displayfd", str(end), "-screen", "0", self._size, "-nolisten", "tcp", "-noreset"]
        child = subprocess.Popen(
            self._as_user(command), pass_fds=[end], stdout=log, stderr=log, stdin=subprocess.DEVNULL
        )
        log.close()
        os.close(end)
        self._children.append(child)
        assert select.select([self._numbers], [], [], BUSY * 20)[0], "Xvfb did not start"
        number = os.read(self._numbers, 16).decode().strip()
        assert number, (self.home / "xvfb.log").read_text()
        return f":{number}"

    def _start_bus(self) -> str:
        command = ["dbus-daemon", "--session", "--nofork", "--print-address=1"]
        child = subprocess.Popen(
            self._as_user(command), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=self.environment
        )
        self._children.append(child)
        assert child.stdout is not None
        with child.stdout as out:
            return out.readline().decode().strip()


def wait_for(what: Callable[[], object], seconds: float = 10) -> None:
    """Wait until something is true, which takes so many seconds at most where nothing else goes on."""
    end = time.monotonic() + BUSY * seconds
    while not what():
        assert time.monotonic() < end, "it did not come true in time"
        time.sleep(0.03)
