"""The commonest outage: the router answers, and what lies beyond it drops every packet without a word."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from selfhelp.core.model import CheckState, Json
from selfhelp.core.progress import Progress
from selfhelp.diagnosis.diagnosis import BUDGET
from selfhelp.diagnosis.verdict import Verdict
from selfhelp.machine import Command, Source
from selfhelp.machine.network import captive_portal, connections, dns, gateway
from selfhelp.machine.transcript import Transcript, TranscriptEntry
from tests.diagnosis import recorded_computer
from tests.diagnosis.recorded_computer import TRANSCRIPTS, Computer, computer, diagnosis
from tests.speed import Speed

pytestmark = pytest.mark.alone

NO_NAMES = "net-no-internet/debian-13--no-names"
ENDS = threading.Event()
LATE = 0.3


class Dropping(Computer):
    """A computer whose probes each wait until their time is up."""

    def _take_next_answer(self, asked: Source | Command) -> Mapping[str, Json]:
        assert connections.probe_port.__defaults__ is not None
        limits = {
            "captive_portal.probe_portal_pages": captive_portal.LIMIT,
            "connections.probe_port": connections.probe_port.__defaults__[0],
            "dns.query_all_servers": dns.LIMIT,
        }
        ENDS.wait(limits.get(str(getattr(asked, "name", "")), 0.0))
        return super()._take_next_answer(asked)


@pytest.fixture(autouse=True)
def dropping(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(recorded_computer, "Computer", Dropping)
    ENDS.clear()
    yield
    ENDS.set()


def page(reply: str) -> TranscriptEntry:
    entries = Transcript.load(TRANSCRIPTS / f"{NO_NAMES}.toml").entries
    (asked,) = [one for one in entries if "probe_portal_pages" in one.key]
    return replace(asked, answer={"answer": [{"reply": reply, "status": 0, "to": ""}]})


def verdict(folder: Path, reply: str) -> Verdict:
    begun = time.monotonic()
    machine = computer("internet", NO_NAMES, extra=(page(reply),))
    found = diagnosis(machine, folder).diagnose("no internet", Progress())
    took = time.monotonic() - begun
    print(f"{reply}: {took:.2f} s")
    assert took <= BUDGET + LATE * Speed().slowness()
    return found


@pytest.mark.parametrize(("reply", "cause"), [("silent", "net-no-internet"), ("no such name", "net-dns")])
def test_the_layer_is_named_within_the_time_of_a_diagnosis(reply: str, cause: str, tmp_path: Path) -> None:
    found = verdict(tmp_path, reply)
    assert found.cause is not None
    assert found.cause.id == cause
    assert not {"net-no-internet", "net-dns", "net-captive-portal"} & set(found.unfinished)


def test_what_takes_too_long_is_unfinished_and_never_healthy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(captive_portal, "LIMIT", 60.0)
    found = verdict(tmp_path, "silent")
    states = {result.id: result.state for result in found.checks}
    assert found.cause is None
    assert "net-no-internet" in found.unfinished
    assert states["net-no-internet"] is CheckState.INCONCLUSIVE


def test_a_gateway_that_hesitates_is_not_waited_for_where_dns_answers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its entry in the neighbour table is stale at first, and silence takes five rounds of two seconds."""
    monkeypatch.setattr(gateway, "_probe_gateway", lambda *_: ENDS.wait(8.0) and None)
    entries = Transcript.load(TRANSCRIPTS / f"{NO_NAMES}.toml").entries
    asked = next(one for one in entries if "query_all_servers" in one.key)
    answers = replace(asked, answer={"answer": ["answers"] * len(asked.answer["answer"])})
    machine = computer("internet", NO_NAMES, extra=(page("silent"), answers))
    found = diagnosis(machine, tmp_path).diagnose("no internet", Progress())
    assert found.cause is not None
    assert found.cause.id == "net-no-internet"
