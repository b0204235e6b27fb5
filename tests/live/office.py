"""Alice at the user's desktop: the product in the tray, and a real print service with a printer that is
paused."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.lab.print_service import Cups, print_service
from tests.live.desk import STALONETRAY, Desk, wait_for
from tests.live.eyes import Eyes
from tests.live.hands import Hands
from tests.people import Person

NEEDED = ("Xvfb", "xdotool", "stalonetray", "openbox", "dbus-send", "cupsd")
MISSING = [name for name in NEEDED if not shutil.which(name, path=os.environ["PATH"] + ":/usr/sbin")]
MARKS = [
    pytest.mark.live,
    pytest.mark.gui,
    pytest.mark.slow,
    pytest.mark.skipif(os.geteuid() != 0, reason="needs root: it starts a print service and a desktop"),
    pytest.mark.skipif(bool(MISSING), reason=f"needs {MISSING}"),
]
APP = (sys.executable, "-m", "selfhelp")
OPENBOX = Path("/etc/xdg/openbox/rc.xml")
"""The window manager's own configuration."""

NOBODY = "socket://127.0.0.1:9"
"""A printer that does not answer (the discard port)."""


@dataclass
class Place:
    """Alice's desktop with the product in its tray, and the print service of the user's office."""

    desk: Desk
    cups: Cups
    person: Person
    app: subprocess.Popen[bytes]
    hands: Hands
    queue: str
    language: str = "en"

    def print(self, who: Person) -> str:
        """Let someone print a page; returns what `Cups.waiting` calls it."""
        page = who.home / "page"
        page.write_text("hello")
        who.owns(page)
        done = who.run(["lp", "-d", self.queue, str(page)], {"CUPS_SERVER": self.cups.socket})
        assert done.returncode == 0, done.stderr
        return f"{done.stdout.split()[3]} {who.name}"

    def tickets(self) -> list[Path]:
        """Return the tickets at the local desk."""
        return sorted(self.person.home.glob("data_home/selfhelp/desk/LOCAL-*"))

    def quiet(self) -> None:
        """Nothing went wrong behind the user's back."""
        said = self.desk.log_of(self.app)
        assert "Traceback" not in said, said
        for log in self.person.home.rglob("selfhelp.log"):
            assert "ERROR" not in log.read_text()


@contextmanager
def place(
    person: Person,
    language: str = "en",
    env: Mapping[str, str] | None = None,
    queue: str = "office",
    *,
    device: str = NOBODY,
    manager: Sequence[str] = ("openbox",),
    before: Callable[[Desk], object] = lambda _desk: None,
) -> Iterator[Place]:
    """Let the user sit down: the sign is in the tray, the window is closed; ``before`` happens before that.

    A person with the group lpadmin may administer the printers, as a member of that group may.
    """
    locale = {"en": "en_GB.UTF-8", "fr": "fr_FR.UTF-8"}[language]
    extra = {"LANG": locale, "LANGUAGE": language, "QT_LINUX_ACCESSIBILITY_ALWAYS_ON": "1"}
    administrators = "root lpadmin" + (f" {person.name}" if person.groups == "lpadmin" else "")
    with (
        print_service(administrators) as cups,
        Desk(
            person=person,
            tray=STALONETRAY,
            manager=manager,
            extra={**extra, "CUPS_SERVER": cups.socket, **(env or {})},
        ) as desk,
    ):
        desk.environment.pop("LC_ALL", None)
        cups.queue(queue, device=device)
        cups.admin("cupsdisable", queue)
        desk.run(["xsetroot", "-solid", "#4a6a8a"])
        before(desk)
        eyes = Eyes(desk)
        app = desk.spawn([*APP, "--tray"])
        try:
            wait_for(lambda: desk.run(["xdotool", "search", "--class", "selfhelp"]).returncode == 0)
            wait_for(lambda: (person.home / "runtime_dir" / "selfhelp" / "app.socket").exists())
            yield Place(desk, cups, person, app, Hands(desk, eyes, language), queue, language)
        finally:
            eyes.close()


def written(path: Path, text: str) -> Path:
    """Write a file, and return where."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def click_sign(desk: Desk) -> None:
    """Click the sign: the first slot of the tray's window."""
    window = desk.run(["xdotool", "search", "--class", "stalonetray"]).stdout.split()[-1].decode()
    told = desk.run(["xdotool", "getwindowgeometry", "--shell", window]).stdout.decode()
    geometry = dict(line.split("=") for line in told.split())
    half = int(geometry["HEIGHT"]) // 2
    where = (str(int(geometry["X"]) + half), str(int(geometry["Y"]) + half))
    desk.run(["xdotool", "mousemove", *where, "click", "1"])
