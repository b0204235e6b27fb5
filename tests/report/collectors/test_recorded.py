"""Sections replayed from computers that were really recorded: the exact questions, the exact bytes."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from selfhelp.catalog.catalog import Catalog
from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Platform, Scalar
from selfhelp.machine.replay import ReplayMachine
from selfhelp.machine.transcript import Transcript
from selfhelp.policy.policy import Policy
from tests.report.collectors.section_facts import facts, rows

FOLDER = Path(__file__).parent / "recorded"
COLLECTORS = Catalog(Policy(), Platform.LINUX).collectors

EXPECTED: Mapping[str, Mapping[str, Scalar]] = {
    "network": {"default gateway present": True, "VPN connections set up": 0},
    "reachability": {
        "default route": True,
        "gateway": "present, but doesn't answer ping or TCP",
        "name resolved": False,
        "internet": "not reachable: its name can't be resolved",
        "web proxy": "none",
    },
    "printers": {"printers": 1, "default printer set": True, "waiting jobs": 1},
    "security": {"firewall on": False, "system disk encryption": "off", "TPM": "none"},
    "sign-in": {"this computer belongs to": "no organisation", "account managed by": "this computer"},
    "language": {"language of this session": "fr_FR.UTF-8", "time zone": "Etc/UTC"},
    "startup": {"number of startup programs": 2},
}


def recorded(id_: str) -> ReplayMachine:
    return ReplayMachine(Transcript.load(FOLDER / f"debian-13--{id_}.toml"))


@pytest.mark.parametrize("id_", EXPECTED)
def test_a_recorded_computer_gives_the_same_section(id_: str) -> None:
    machine = recorded(id_)
    found = facts(COLLECTORS[id_].collect_facts(machine))
    assert {name: found.get(name) for name in EXPECTED[id_]} == EXPECTED[id_]
    machine.check_complete()


@pytest.mark.parametrize(
    ("id_", "why"), [("services", "list of failed services"), ("errors", "has no system log")]
)
def test_a_recorded_computer_that_does_not_tell_says_so(id_: str, why: str) -> None:
    machine = recorded(id_)
    with pytest.raises(ProbeError, match=why):
        COLLECTORS[id_].collect_facts(machine)
    machine.check_complete()


def test_the_recorded_queue_is_stopped() -> None:
    (queue,) = rows(COLLECTORS["printers"].collect_facts(recorded("printers")), "queues")
    assert (queue["printer"], queue["state"], queue["says"]) == ("Office", "stopped", "paused")


def test_every_recording_is_replayed() -> None:
    files = {file.stem.partition("--")[2] for file in FOLDER.glob("*.toml")}
    assert files == {*EXPECTED, "services", "errors"}
