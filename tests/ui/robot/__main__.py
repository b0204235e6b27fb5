"""``python -m tests.ui.robot SCREEN SEED N``: ends with 1 where it found something.

SCREEN may be several, with commas between them, or ``all``: a process for each, a copy of one that has loaded
the program.
"""

from __future__ import annotations

import faulthandler
import gc
import importlib
import os
import pkgutil
import sys
import tempfile
from pathlib import Path
from typing import NoReturn

os.environ["QT_QPA_PLATFORM"] = "offscreen"
for _name in ("DBUS_SESSION_BUS_ADDRESS", "DISPLAY", "WAYLAND_DISPLAY", "SSH_AUTH_SOCK", "SELFHELP_TOKEN"):
    os.environ.pop(_name, None)

from PySide6.QtWidgets import QApplication  # noqa: E402 - Qt reads what is set above

import selfhelp  # noqa: E402
from selfhelp.ui.background import idle_collector  # noqa: E402
from tests.ui.robot.room import SCREENS_OF_ROBOTS  # noqa: E402
from tests.ui.robot.runner import robot  # noqa: E402


def let_loose(screen: str, seed: int, count: int) -> int:
    """Let the robot loose on a screen; return 1 where it found something."""
    with tempfile.TemporaryDirectory(prefix="robot-home-") as home:
        os.environ["HOME"] = os.environ["XDG_RUNTIME_DIR"] = home
        for name in ("CONFIG", "DATA", "STATE", "CACHE"):
            os.environ[f"XDG_{name}_HOME"] = str(Path(home) / name.lower())
        application = QApplication(sys.argv[:1])
        idle_collector.IdleCollector(application)
        return int(bool(robot(screen, seed, count, application).wrong))


def in_a_process(screen: str, seed: int, count: int) -> int:
    """Let it loose in a copy of this process; return how that ended."""
    sys.stdout.flush()
    copy = os.fork()
    if copy == 0:
        end(let_loose(screen, seed, count))
    return os.waitstatus_to_exitcode(os.waitpid(copy, 0)[1])


def load() -> None:
    """Load all of the program, so that no copy has to."""
    for module in pkgutil.walk_packages(selfhelp.__path__, "selfhelp."):
        importlib.import_module(module.name)
    gc.freeze()


def end(status: int) -> NoReturn:
    """End the process."""
    sys.stdout.flush()
    os._exit(status)  # a thread that hangs is a finding already


def main() -> int:
    """Read the three words, and let the robot loose."""
    faulthandler.enable()
    screen, seed, count = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    screens = SCREENS_OF_ROBOTS if screen == "all" else screen.split(",")
    if len(screens) == 1:
        return let_loose(screen, seed, count)
    load()
    ended = [in_a_process(one, seed, count) for one in screens]
    return int(any(ended))


if __name__ == "__main__":
    end(main())
