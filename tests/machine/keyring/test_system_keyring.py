"""Looking for the keyring of the system: it keeps nobody, and does not wait for ever."""

from __future__ import annotations

import os
import subprocess
import sys
import threading

import pytest

from selfhelp.core.errors import UnavailableError
from selfhelp.machine.keyring import system_keyring
from selfhelp.machine.keyring.system_keyring import NoKeyringError, SystemKeyring
from tests.people import ROOT

FIRST_LOOK = """
import gc, weakref
from selfhelp.machine.keyring.system_keyring import NoKeyringError
from selfhelp.machine.keyring.system_keyring import SystemKeyring

class Window:
    pass

def click(window):
    try:
        SystemKeyring().would_prompt()
    except NoKeyringError:
        pass

window = Window()
there = weakref.ref(window)
click(window)
del window
gc.collect()
print("kept" if there() else "gone")
"""


def test_the_first_check_keeps_no_references() -> None:
    nothing = {k: v for k, v in os.environ.items() if k != "DBUS_SESSION_BUS_ADDRESS"}
    told = subprocess.run(
        [sys.executable, "-c", FIRST_LOOK], cwd=ROOT, env=nothing, capture_output=True, text=True, timeout=120
    )
    assert told.stdout.strip() == "gone", told.stderr


def test_an_unknown_keyring_is_treated_as_locked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ended = threading.Event()

    def never() -> system_keyring.KeyringBackend:
        ended.wait(60)
        raise NoKeyringError(system_keyring.NO_ANSWER)

    monkeypatch.setattr(system_keyring, "_find_trusted_keyring", never)
    monkeypatch.setattr(system_keyring, "READ_LIMIT", 0.05)
    monkeypatch.setattr(system_keyring, "STORE_LIMIT", 0.2)
    asked = SystemKeyring()
    assert asked.would_prompt()
    with pytest.raises(UnavailableError):
        asked.unlock_keyring_if_needed("selfhelp:desk.example.com")
    ended.set()
