"""--verbose: tracebacks and the place of the log on standard error, redacted; standard output as ever."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from selfhelp.cli.main import COMMANDS, run
from selfhelp.core.model import Finding
from selfhelp.fixes.performance.perf_startup_apps import PerfStartupApps
from selfhelp.machine import Machine

ID = PerfStartupApps.id
SECRET = "Fluffy-77-Trombone"


@pytest.fixture(autouse=True)
def secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """A secret that is known, and so never shown."""
    monkeypatch.setenv("SELFHELP_TOKEN", SECRET)


def broken(self: PerfStartupApps, machine: Machine) -> Finding | None:
    raise KeyError(f"no {SECRET}")


def test_a_crash_in_a_check_names_its_error_and_how_to_see_more(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(PerfStartupApps, "diagnose", broken)
    assert run(["check", ID, "--json"]) == 3
    said = capsys.readouterr()
    (check,) = json.loads(said.out)["checks"]
    assert "KeyError" in check["summary"]
    assert check["evidence"]["why"].startswith("KeyError: ")
    assert f"selfhelp check {ID} --verbose" in check["evidence"]["why"]
    assert "Traceback" not in said.err


def test_verbose_shows_the_traceback_redacted_and_where_the_log_is(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(PerfStartupApps, "diagnose", broken)
    assert run(["check", ID, "--json", "--verbose"]) == 3
    said = capsys.readouterr()
    assert json.loads(said.out)["checks"][0]["id"] == ID
    lines = said.err.splitlines()
    assert "Traceback (most recent call last):" in lines
    assert any(line.endswith(", in broken") for line in lines)
    assert SECRET not in said.err
    (file,) = tmp_path.rglob("selfhelp.log")
    assert f"The log file is {file}." in lines[0]
    written = file.read_text("utf-8")
    assert "Traceback" in written
    assert SECRET not in written


def test_an_error_that_is_one_sentence_has_its_traceback_with_verbose_only(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert run(["record", "no-such-check", "-o", "x"]) == 2
    assert "Traceback" not in capsys.readouterr().err
    assert run(["record", "no-such-check", "-o", "x", "--verbose"]) == 2
    said = capsys.readouterr().err
    assert said.count("Traceback (most recent call last):") == 1
    assert "UsageError" in said
    assert said.splitlines()[-1].startswith("selfhelp: There's no fix named")


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_takes_it(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run([command, "--help"])
    assert "--verbose" in capsys.readouterr().out


def test_an_action_takes_it_too(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run(["tickets", "list", "--help"])
    assert "--verbose" in capsys.readouterr().out


def test_the_doctor_names_the_log_file(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    run(["doctor", "--json"])
    (line,) = [one for one in json.loads(capsys.readouterr().out)["checks"] if one["id"] == "log"]
    assert str(tmp_path) in line["text"]
    assert "selfhelp.log" in line["text"]
