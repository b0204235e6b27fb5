"""check, fix, undo, journal and record through the command line, with faults a person can have."""

from __future__ import annotations

import json
import signal
import subprocess
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import idle
from tests.e2e.terminal import Terminal
from tests.people import product

SIX = {"print-stuck-queue", "disk-full", "net-proxy", "app-frozen", "clock-skew", "reboot-needed"}
STATES = {"healthy", "found", "inconclusive", "not-offered"}
DEAD_PROXY = {"http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}


@pytest.fixture
def frozen(selfhelp: Terminal) -> Iterator[subprocess.Popen[str]]:
    """A program of the user's that really stands still."""
    process = selfhelp.person.start(["sleep", "600"])
    while b"sleep" not in _command(process.pid):  # until setpriv has become it
        time.sleep(0.01)
    process.send_signal(signal.SIGSTOP)
    yield process
    process.kill()
    process.wait()


def _command(pid: int) -> bytes:
    return Path(f"/proc/{pid}/comm").read_bytes()


def _state(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]


def test_check_covers_everything(selfhelp: Terminal) -> None:
    answer = selfhelp("check", "--json")
    checks = answer.document["checks"]
    assert {c["id"] for c in checks} >= SIX
    for check in checks:
        assert set(check) == {"id", "state", "summary", "evidence"}
        assert check["state"] in STATES
        assert check["summary"]
        assert all(isinstance(value, str) for value in check["evidence"].values())
    states = {c["state"] for c in checks}
    if "found" in states:
        assert answer.status == 1
    elif states <= {"healthy"}:
        assert answer.status == 0


def test_check_without_any_network_ends_quickly(selfhelp: Terminal) -> None:
    person = selfhelp.person
    argv = [*person.prefix(), *product("check", "clock-skew", "--json")]
    waited, ended = idle.run(argv, env={**person.environment, **selfhelp.environment}, cwd=person.home)
    assert waited < 5
    assert json.loads(ended.stdout)["checks"], ended.stderr


def test_a_dead_proxy_is_found(selfhelp: Terminal) -> None:
    (check,) = selfhelp.json("check", "net-proxy", env=DEAD_PROXY, status=1)["checks"]
    assert check["state"] == "found"
    assert "127.0.0.1:9" in " ".join(check["evidence"].values())


def test_a_proxy_with_a_password_does_not_show_it(selfhelp: Terminal) -> None:
    hidden = {"http_proxy": "http://anna:hunter2-secret@127.0.0.1:9"}
    answer = selfhelp("check", "net-proxy", "--json", env=hidden)
    assert answer.status == 1
    assert "hunter2-secret" not in answer.out + answer.err


def test_without_consent_nothing_is_done(selfhelp: Terminal, frozen: subprocess.Popen[str]) -> None:
    run = selfhelp.json("fix", "app-frozen", status=1)
    assert run["outcome"] == "declined"
    assert run["before"]["state"] == "found"
    assert _state(frozen.pid) == "T"


def test_a_frozen_program_is_found_repaired_and_journalled(
    selfhelp: Terminal, frozen: subprocess.Popen[str]
) -> None:
    (check,) = selfhelp.json("check", "app-frozen", status=1)["checks"]
    assert check["state"] == "found"
    run = selfhelp.json("fix", "app-frozen", "--yes", timeout=180)
    assert run["outcome"] == "fixed"
    assert run["after"]["state"] == "healthy"
    assert run["steps"]
    for step in run["steps"]:
        assert {"name", "result", "undo"} <= set(step)
        assert step["undo"] in {"possible", "impossible"}
    assert frozen.poll() is not None or _state(frozen.pid) != "T"
    (entry,) = [e for e in selfhelp.json("journal")["runs"] if e["run"] == run["run"]]
    assert set(entry) >= {"run", "id", "outcome", "started", "ended", "undo"}
    assert (entry["id"], entry["outcome"]) == ("app-frozen", "fixed")


def test_a_healthy_computer_is_left_alone(selfhelp: Terminal) -> None:
    run = selfhelp.json("fix", "app-frozen", "--yes")
    assert run["outcome"] == "healthy"
    assert run["steps"] == []


def test_an_empty_journal(selfhelp: Terminal) -> None:
    assert selfhelp.json("journal")["runs"] == []


def test_record_writes_a_transcript(selfhelp: Terminal) -> None:
    selfhelp.json("record", "app-frozen", "-o", "transcript.toml")
    with (selfhelp.person.home / "transcript.toml").open("rb") as stream:
        assert tomllib.load(stream)


def test_troubleshooters_and_checks_can_be_named_among_others(selfhelp: Terminal) -> None:
    answer = selfhelp("check", "slow", "disk-full", "time-zone", "--json")
    assert answer.status in {0, 1}, "a computer on which something works hard is slow, and that is right"
    ids = [check["id"] for check in answer.document["checks"]]
    assert ids.count("disk-full") == 1
    assert {"perf-high-usage", "disk-health", "time-zone"} <= set(ids)


def test_a_check_without_a_repair_can_be_recorded(selfhelp: Terminal) -> None:
    target = selfhelp.person.home / "zone.toml"
    selfhelp("record", "time-zone", "-o", str(target))
    assert tomllib.loads(target.read_text(encoding="utf-8"))["platform"] == "linux"
