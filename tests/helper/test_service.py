"""The helper from a request to its answer: limits, the record, and folders of somebody else."""

from __future__ import annotations

import dataclasses
import json
import os
import secrets
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from selfhelp.core.model import Platform
from selfhelp.core.paths import AppPaths
from selfhelp.helper.audit_log import NAME, AuditLog, is_chain_intact
from selfhelp.helper.file_trust import UntrustedError
from selfhelp.helper.plan import TOGETHER, Caller
from selfhelp.helper.run import ProgramResult
from selfhelp.helper.service import FOLDERS, HelperFolders, HelperHost, serve_request

ALICE = Caller(1000)


@dataclasses.dataclass
class Clock:
    now: float = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def computer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> HelperHost:
    """A computer whose programs only say that they ran; pytest's folder is ours, but lies in /tmp."""
    from selfhelp.helper import file_trust

    monkeypatch.setattr(
        file_trust, "list_path_and_parents", lambda path: (path,) if path.is_relative_to(tmp_path) else ()
    )

    def ran(argv: Sequence[str], timeout: float) -> ProgramResult:
        return ProgramResult(0, b"said \x1b[31m\n" + argv[0].encode(), 0.01)

    folders = HelperFolders(tmp_path / "policy", tmp_path / "record", tmp_path / "memory")
    folders.policy.mkdir()
    return HelperHost(
        Platform.LINUX, folders, os.geteuid(), lambda _: True, lambda _: ("Office",), ran, Clock()
    )


def ask(computer: HelperHost, operation: str = "flush-dns", caller: Caller = ALICE) -> str:
    asked = {"operation": operation, "params": {}, "nonce": secrets.token_hex(16), "time": computer.clock()}
    return str(serve_request(json.dumps(asked).encode(), caller, computer)["result"])


def record(computer: HelperHost) -> list[dict[str, object]]:
    lines = (computer.places.record / NAME).read_bytes().splitlines()
    assert is_chain_intact(lines)
    return [json.loads(line) for line in lines]


def test_what_is_done_is_written_down_before_and_after(computer: HelperHost) -> None:
    assert ask(computer) == "done"
    before, after = record(computer)
    assert (before["decision"], before["uid"], before["operation"]) == ("allowed", 1000, "flush-dns")
    assert (after["event"], after["result"], after["nonce"]) == ("result", "done", before["nonce"])
    text = (computer.places.record / NAME).read_text("ascii")
    assert "\x1b" not in text
    assert (computer.places.record / NAME).stat().st_mode & 0o077 == 0


def test_the_record_shows_when_a_line_was_changed(computer: HelperHost) -> None:
    ask(computer)
    ask(computer, caller=Caller(1001))
    file = computer.places.record / NAME
    lines = file.read_bytes().splitlines()
    assert is_chain_intact(lines)
    assert not is_chain_intact([lines[0].replace(b"1000", b"1001"), *lines[1:]])
    assert not is_chain_intact(lines[:1] + lines[2:])


@pytest.mark.slow
def test_a8_a_flood_is_turned_away_with_one_line_and_a_sum(computer: HelperHost) -> None:
    answers = [ask(computer, "no-such-operation") for _ in range(1000)]
    assert answers.count("too-often") == 1000 - TOGETHER
    assert len(record(computer)) == TOGETHER + 1
    computer.clock.now += 61  # type: ignore[attr-defined]
    assert ask(computer) == "done"
    sums = [line for line in record(computer) if line["event"] == "turned-away"]
    assert [line["requests"] for line in sums] == [1000 - TOGETHER]


def test_a8_one_persons_flood_does_not_stop_another(computer: HelperHost) -> None:
    for _ in range(TOGETHER + 5):
        ask(computer, "no-such-operation")
    assert ask(computer, caller=Caller(1001)) == "done"


def test_a13_a_replayed_request_is_refused(computer: HelperHost) -> None:
    asked = {"operation": "flush-dns", "params": {}, "nonce": "ab" * 16, "time": computer.clock()}
    data = json.dumps(asked).encode()
    assert serve_request(data, ALICE, computer)["result"] == "done"
    assert serve_request(data, ALICE, computer)["result"] == "stale"


def test_a14_the_policy_switches_it_off(computer: HelperHost) -> None:
    policy = computer.places.policy / "policy.toml"
    policy.write_text("[helper]\nenabled = false\n")
    assert ask(computer) == "forbidden"
    policy.write_text('[helper]\ndeny = ["flush-dns"]\n')
    assert ask(computer) == "forbidden"
    policy.write_text("[helper]\nenabled = 7\n")
    assert ask(computer) == "forbidden"
    policy.write_text("[helper")
    assert ask(computer) == "forbidden"
    policy.write_text("")
    assert ask(computer) == "done"


def test_a7_a_policy_that_others_can_change_allows_nothing(computer: HelperHost) -> None:
    policy = computer.places.policy / "policy.toml"
    policy.write_text("")
    policy.chmod(0o666)
    assert ask(computer) == "forbidden"


def test_the_policy_is_the_one_the_app_reads() -> None:
    for platform in Platform:
        assert FOLDERS[platform].policy == AppPaths.create_for_current_user(platform).machine_policy


def test_b7_a_record_that_is_a_link_is_not_written_and_nothing_is_done(
    computer: HelperHost, tmp_path: Path
) -> None:
    victim = tmp_path / "victim"
    victim.write_text("precious")
    computer.places.record.mkdir(mode=0o700)
    (computer.places.record / NAME).symlink_to(victim)
    assert ask(computer) == "no-record"
    assert victim.read_text() == "precious"


def test_b6_a_record_with_a_second_name_or_open_to_others_is_not_written(
    computer: HelperHost, tmp_path: Path
) -> None:
    ask(computer)
    file = computer.places.record / NAME
    (tmp_path / "second").hardlink_to(file)
    assert ask(computer) == "no-record"
    (tmp_path / "second").unlink()
    file.chmod(0o622)
    assert ask(computer) == "no-record"


def test_b5_a_folder_that_others_made_before_is_not_used(computer: HelperHost, tmp_path: Path) -> None:
    computer.places.memory.mkdir(mode=0o777)
    computer.places.memory.chmod(0o777)
    assert ask(computer) == "no-record"
    computer.places.memory.rmdir()
    computer.places.memory.symlink_to(tmp_path / "elsewhere")
    assert ask(computer) == "no-record"


def test_the_record_begins_a_new_file_and_keeps_its_chain(
    computer: HelperHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("selfhelp.helper.audit_log.LARGEST", 300)
    computer.places.record.mkdir(mode=0o700)
    audit = AuditLog(computer.places.record, computer.owner)
    for number in range(3):
        audit.append_event("request", {"n": number, "filler": "x" * 100})
    old = (computer.places.record / f"{NAME}.1").read_bytes().splitlines()
    new = (computer.places.record / NAME).read_bytes().splitlines()
    assert new[0] == old[-1]
    assert json.loads(new[-1])["n"] == 2


def test_a_record_in_a_foreign_folder_cannot_be_opened(computer: HelperHost, tmp_path: Path) -> None:
    foreign = tmp_path / "foreign"
    foreign.mkdir(mode=0o777)
    foreign.chmod(0o777)
    with pytest.raises(UntrustedError):
        AuditLog(foreign, computer.owner)


def test_the_systems_log_hears_of_every_line_of_the_record_and_its_failure_stops_nothing(
    computer: HelperHost,
) -> None:
    heard: list[str] = []

    def tell(_platform: Platform, event: str, fields: Mapping[str, object]) -> None:
        heard.append(f"{event} {fields.get('decision') or fields.get('result')}")

    loud = dataclasses.replace(computer, tell=tell)
    assert ask(loud) == "done"
    assert ask(loud, "no-such-operation") != "done"
    assert heard == ["request allowed", "result done", "request refused"]
    assert len(record(computer)) == 3
