"""Only the app itself and its camera load Qt: every command is looked at when it ends."""

from __future__ import annotations

import sys

import pytest

from tests.e2e.terminal import Terminal

WATCH = """
import atexit, sys
def tell():
    names = sorted({name.partition('.')[0] for name in sys.modules} & {'PySide6', 'shiboken6'})
    print('QT', *names, file=sys.stderr)
atexit.register(tell)
from selfhelp.__main__ import main
sys.exit(main(sys.argv[1:]))
"""

COMMANDS = (
    ("--version",),
    ("--help",),
    ("suggest", "printer stuck"),
    ("diagnose", "--json", "I spilt coffee on my laptop"),
    ("check", "--json"),
    ("health", "--json"),
    ("health", "--background", "--json"),
    ("notices", "list"),
    ("fix", "reboot-needed"),
    ("undo", "no-such-run"),
    ("journal",),
    ("snapshot", "--json"),
    ("screenshot", "-o", "x.png"),
    ("send", "--subject", "s", "--body", "b", "--wait", "20"),
    ("outbox", "list"),
    ("tickets", "list"),
    ("redact", "-"),
    ("policy", "show"),
    ("login",),
    ("doctor",),
    ("doctor", "--desk"),
    ("usage-stats", "show"),
    ("usage-stats", "send", "--due"),
    ("record", "reboot-needed", "-o", "x.toml"),
)


@pytest.mark.spread(3)
@pytest.mark.parametrize("arguments", COMMANDS, ids=lambda a: a[0])
def test_no_command_loads_qt(selfhelp: Terminal, arguments: tuple[str, ...]) -> None:
    watched = Terminal(selfhelp.person, selfhelp.environment, (sys.executable, "-c", WATCH))
    assert watched(*arguments).err.splitlines()[-1].split() == ["QT"]


def test_the_watch_sees_qt(selfhelp: Terminal) -> None:
    seeing = "import PySide6\n" + WATCH
    watched = Terminal(selfhelp.person, selfhelp.environment, (sys.executable, "-c", seeing))
    assert "PySide6" in watched("--version").err
