"""What was open is noted, and opens again once after a restart: in a time namespace, without a restart.

The kernel tells programs in a time namespace another time since the start (time_namespaces(7)); the list of
applications is a folder of the test's own in a mount namespace. A real restart and the session managers' own
questions weren't tried.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import psutil
import pytest

from tests.lab.conftest import interpreter, needs_root
from tests.people import Person

pytestmark = [pytest.mark.lab, needs_root]

LISTED = "/usr/share/applications"
NOTE = """
from selfhelp.core.model import Platform
from selfhelp.machine.desktop.open_programs import OPEN_PROGRAMS
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.machine.power.restart_now import record_open_programs
ids = [one.id for one in OPEN_PROGRAMS.read(LocalMachine(Platform.LINUX))]
record_open_programs(ids, "linux")
print(",".join(ids))
"""
REOPEN = """
from selfhelp.app.composition import App
from selfhelp.app.reopen_programs import reopen_programs
from selfhelp.core.progress import Progress
print(reopen_programs(App.build("en"), Progress()))
"""


@pytest.fixture
def slumber(alice: Person) -> Iterator[Path]:
    """A program of the system's list; its processes are ended by their own number."""
    folder = alice.home / "applications"
    folder.mkdir()
    program = alice.home / "slumber"
    shutil.copy("/bin/sleep", program)
    text = f"[Desktop Entry]\nType=Application\nName=The slumber\nExec={program} 120\n"
    (folder / "slumber.desktop").write_text(text)
    yield program
    for process in processes(program):
        process.kill()


def processes(program: Path) -> Sequence[psutil.Process]:
    found = psutil.process_iter(["exe", "status"])
    return [
        one for one in found if one.info["exe"] == str(program) and one.info["status"] != psutil.STATUS_ZOMBIE
    ]


def run(alice: Person, script: str, *, restarted: bool = False) -> str:
    """Run a script as the user, where the computer has one list of its own, and perhaps was just started."""
    started = float(Path("/proc/uptime").read_text().split()[0])
    later = ["--time", "--boottime", str(-int(started - 1))] if restarted else []
    mount = f'mount --bind {alice.home}/applications {LISTED} && exec "$@"'
    argv = ["unshare", "--mount", *later, "sh", "-c", mount, "sh", *alice.prefix(), interpreter(alice), "-c"]
    done = subprocess.run(
        [*argv, script], env=alice.environment, cwd=alice.home, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_after_a_restart_what_was_open_opens_again_once(alice: Person, slumber: Path) -> None:
    child = alice.start([str(slumber), "120"])
    note = alice.home / "data" / "selfhelp" / "reopen.json"
    assert "slumber" in run(alice, NOTE).split(",")
    assert json.loads(note.read_text())["ids"] == ["slumber"]
    assert note.stat().st_mode & 0o077 == 0
    child.kill()
    child.wait()
    time.sleep(2)
    assert run(alice, REOPEN) == "0", "not before the restart"
    assert note.exists()
    assert run(alice, REOPEN, restarted=True) == "1"
    (opened,) = processes(slumber)
    assert opened.uids().real == alice.uid
    assert not note.exists()
    opened.kill()
    assert run(alice, REOPEN, restarted=True) == "0", "once"
    assert processes(slumber) == []


def test_what_is_open_already_isn_t_opened_twice(alice: Person, slumber: Path) -> None:
    child = alice.start([str(slumber), "120"])
    run(alice, NOTE)
    time.sleep(2)
    assert run(alice, REOPEN, restarted=True) == "0"
    assert len(processes(slumber)) == 1
    child.kill()
    child.wait()
