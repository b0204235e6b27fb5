"""selfhelp health: by subject, the same state as the quick checks and the tray, and what the app runs."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from selfhelp.cli.main import run
from selfhelp.core.paths import AppPaths, Platform
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.tickets.following.notices import verify_notice_envelope
from tests.foresight.pretended_computer import PretendedComputer

DAY = timedelta(days=1)


@pytest.fixture
def computer(monkeypatch: pytest.MonkeyPatch) -> PretendedComputer:
    """This computer, as far as it is asked about what is coming."""
    computer = PretendedComputer(now=datetime.now(UTC), backed_up=lambda now: now - 40 * DAY, capacity=90)
    monkeypatch.setattr(LocalMachine, "run", lambda _self, command: computer.run(command))
    monkeypatch.setattr(LocalMachine, "read", lambda _self, source: computer.read(source))
    return computer


def answer(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, object]]:
    status = run([*arguments, "--json"])
    document: dict[str, object] = json.loads(capsys.readouterr().out)
    return status, document


def items(document: dict[str, object]) -> dict[str, dict[str, object]]:
    subjects = document["subjects"]
    assert isinstance(subjects, list)
    return {item["id"]: item for subject in subjects for item in subject["items"]}


def test_it_tells_every_subject_with_its_reason(
    capsys: pytest.CaptureFixture[str], computer: PretendedComputer
) -> None:
    status, document = answer(capsys, "health")
    assert (status, document["health"]) == (1, "note")
    told = items(document)
    assert told["backup-age"]["state"] == "found"
    assert told["backup-age"]["days"] == -26
    assert told["backup-age"]["reason"]
    assert told["password-expiry"]["summary"] == "Your password doesn't expire."
    far = told["restart-due"]
    assert (far["state"], far["reason"], far["days"]) == ("healthy", "", 14)
    assert run(["health"]) == 1
    assert "Storage: worth knowing" in capsys.readouterr().out


def test_what_is_off_is_not_looked_at(
    capsys: pytest.CaptureFixture[str], computer: PretendedComputer
) -> None:
    config = AppPaths.create_for_current_user(Platform.LINUX).config
    config.mkdir(parents=True, exist_ok=True)
    (config / "policy.toml").write_text('[foresight]\noff = ["backup-age"]\n')
    status, document = answer(capsys, "health")
    assert (status, document["health"]) == (0, "fine")
    assert "backup-age" not in items(document)


def test_in_the_background_it_reminds_once_and_says_when_to_come_again(
    capsys: pytest.CaptureFixture[str], computer: PretendedComputer
) -> None:
    status, first = answer(capsys, "health", "--background", "--running", "10")
    assert (status, first["health"], first["reminder"], first["wait"]) == (0, "note", None, 3600)
    reminder = answer(capsys, "health", "--background", "--running", "7200")[1]["reminder"]
    assert reminder == {
        "key": "backup-age",
        "title": "",
        "text": "Your files were last backed up 40 days ago.",
    }
    again = answer(capsys, "health", "--background")[1]
    assert again["reminder"] is None
    assert 3600 <= int(str(again["wait"])) <= 86_400


def test_a_feed_is_signed_and_opened_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    feed, key, signed = tmp_path / "feed.json", tmp_path / "key.pem", tmp_path / "signed.json"
    feed.write_text('{"incidents": [], "notices": [{"title": "Très bien"}]}', encoding="utf-8")
    public = str(answer(capsys, "pack", "key", str(key))[1]["public"])
    arguments = ["notices", "sign", str(feed), "--key", str(key), "-o", str(signed)]
    assert answer(capsys, *arguments) == (0, {"schema": 1, "file": str(signed), "key": public})
    assert verify_notice_envelope(signed.read_bytes(), [public]) == feed.read_bytes()
    feed.write_text("<rss/>")
    assert answer(capsys, *arguments)[0] == 2
    (tmp_path / "feed.json").unlink()
    assert answer(capsys, *arguments)[0] == 3


def test_without_a_feed_there_are_no_notices(capsys: pytest.CaptureFixture[str]) -> None:
    assert answer(capsys, "notices", "list") == (0, {"schema": 1, "notices": []})
    assert run(["notices", "list", "--offline"]) == 0
    assert "no notices" in capsys.readouterr().out
