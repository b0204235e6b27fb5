"""Measuring a connection on a computer that has no resources left."""

from __future__ import annotations

import threading

import pytest

from selfhelp.machine.network import connections, network_quality


def test_without_another_thread_nothing_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    """As with a limit of memory; a traceback would be printed into the answer."""

    def refuse(_: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(connections, "resolve_host", lambda *_: [("place",)])
    monkeypatch.setattr(threading.Thread, "start", refuse)
    result: list[float | None] = []
    rhythm = network_quality.ProbeInterval(3, 0.0, 0.1)
    network_quality._probe_port_repeatedly("probe.example", 80, result, rhythm)
    assert result == []
