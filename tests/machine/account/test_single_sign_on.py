"""How long a ticket counts, as ``klist`` says it, also where the clock is put on or back meanwhile."""

from __future__ import annotations

import shutil
import struct
import time
from datetime import timedelta
from pathlib import Path

import pytest

from selfhelp.core.model import Platform
from selfhelp.machine.account.single_sign_on import SIGN_ON
from selfhelp.machine.local_machine import LocalMachine

REALM = b"EXAMPLE.COM"
TWO_DAYS = timedelta(days=2)


def counted(text: bytes) -> bytes:
    return struct.pack(">I", len(text)) + text


def principal(*parts: bytes) -> bytes:
    return struct.pack(">II", 1, len(parts)) + counted(REALM) + b"".join(map(counted, parts))


def ticket(begins: int, ends: int) -> bytes:
    """A ticket for tickets in a file (MIT Kerberos, "Credential cache file format", version 4)."""
    times = struct.pack(">4I", begins, begins, ends, ends)
    key = struct.pack(">H", 18) + counted(bytes(32))
    rest = struct.pack(">BIII", 0, 0, 0, 0) + counted(b"ticket") + counted(b"")
    client, service = principal(b"anna"), principal(b"krbtgt", REALM)
    return b"\x05\x04\0\0" + client + client + service + key + times + rest


@pytest.mark.skipif(not shutil.which("klist", path="/usr/bin:/bin"), reason="no klist (package krb5-user)")
@pytest.mark.parametrize("change", ["AAA0BBB,J{tomorrow}/0,J{later}/0", "AAA0BBB,J{later}/0,J{tomorrow}/0"])
def test_a_change_of_summer_time_makes_a_ticket_neither_longer_nor_shorter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    now = int(time.time())
    tomorrow = time.gmtime(now + 86_400).tm_yday % 365 + 1
    later = (tomorrow + 100) % 365 + 1
    monkeypatch.setenv("TZ", change.format(tomorrow=tomorrow, later=later))
    cache = tmp_path / "cache"
    cache.write_bytes(ticket(now - 60, now + int(TWO_DAYS.total_seconds())))
    monkeypatch.setenv("KRB5CCNAME", f"FILE:{cache}")
    state = SIGN_ON.read(LocalMachine(Platform.LINUX))
    assert (state.who, state.valid) == ("anna@EXAMPLE.COM", True)
    assert state.left is not None
    assert abs(state.left - TWO_DAYS) < timedelta(minutes=2)
