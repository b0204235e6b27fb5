"""The system's log gets one plain line for each line of the record, and nothing ever waits for it."""

from __future__ import annotations

import os
import socket
from pathlib import Path

import pytest

from selfhelp.core.model import Platform
from selfhelp.helper import system_log

HOSTILE = 'x\n<0>Nov 28 kernel: panic\x1b[31m " secret=é' * 50


def test_a_line_holds_known_fields_in_plain_characters() -> None:
    line = system_log.format_event(
        "request",
        {
            "uid": 1000,
            "operation": HOSTILE,
            "decision": "refused",
            "params": {"path": "/home/alice"},
            "nonce": "ab",
        },
    )
    assert line.startswith("request uid=1000 operation=x__0_Nov")
    assert line.isascii()
    assert line.isprintable()
    assert len(line) < 300
    assert "alice" not in line


@pytest.mark.parametrize("platform", Platform)
def test_a_log_that_is_not_there_costs_nothing(platform: Platform) -> None:
    system_log.log_event(platform, "request", {"uid": 1000})


def test_every_system_has_its_way() -> None:
    assert set(system_log._WAYS) == set(Platform)


def test_what_was_refused_is_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[str, bool]] = []
    monkeypatch.setattr(
        system_log, "_WAYS", {Platform.LINUX: lambda line, refused: told.append((line, refused))}
    )
    system_log.log_event(Platform.LINUX, "request", {"decision": "refused", "reason": "stale"})
    system_log.log_event(Platform.LINUX, "result", {"result": "done"})
    assert told == [("request decision=refused reason=stale", True), ("result result=done", False)]


@pytest.mark.lab
def test_on_linux_the_line_arrives_where_the_journal_listens() -> None:
    place = Path("/dev/log")
    if place.exists() or os.geteuid() != 0:
        pytest.skip("somebody listens there already")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as journal:
        journal.bind(str(place))
        try:
            journal.settimeout(5)
            system_log.log_event(
                Platform.LINUX, "result", {"uid": 1000, "operation": "flush-dns", "result": "done"}
            )
            line = journal.recv(4096)
        finally:
            place.unlink()
    assert line.startswith(b"<86>"), "authpriv (10 * 8), information (6): RFC 5424, 6.2.1"
    assert (
        f"{system_log.NAME}[{os.getpid()}]: result uid=1000 operation=flush-dns result=done".encode() in line
    )
