"""Whatever programs and files answer, a snapshot stands in time, is valid, and leaves no program behind.

Nothing is listed here: every program that any collector starts is replaced by one that misbehaves.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import jsonschema
import psutil
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from selfhelp.catalog.catalog import Catalog
from selfhelp.core.errors import ProbeError
from selfhelp.core.model import Json, Platform, Snapshot
from selfhelp.core.paths import find_resource
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_
from selfhelp.machine import Action, Command, Output, PowerShell, Source, child
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.policy.policy import Policy
from selfhelp.report import report_files, size_limits, snapshot
from selfhelp.report.collectors import Collector
from tests.people import ROOT

SCHEMA = json.loads(find_resource("schemas/report.json").read_text("utf-8"))
BUDGET = 3.0
FRENCH = "Erreur : accès refusé\nÉtat : arrêté\nUtilisé : 12,5 %\nActivé : oui\n\u202eمرحبا\n" * 20
HOSTILE = "a\x00\x1b[31m\x1b]0;x\x07\u202e\u2028|\t{[\"'<b>$(id)\u200b9\n"

PROGRAMS: Mapping[str, str] = {
    "exit 1": "echo 'Cannot open display' >&2; exit 1",
    "silence": "exit 0",
    "garbage": "head -c 60000 /dev/urandom",
    "another language": 'cat "$(dirname "$0")/french.txt"',
    "100 MB": "exec head -c 104857600 /dev/zero",
    "100 MB of lines": "yes \"$(printf '\\033[31m\\tx{[')\" | head -c 104857600",
    "hangs": "setsid sleep 305 & sleep 305",
    "hangs and will not be told": "trap '' TERM INT HUP; while :; do sleep 305; done",
}


def collectors(platform: Platform) -> Sequence[Collector]:
    return list(Catalog(Policy(), platform).collectors.values())


def checked(taken: Snapshot) -> Snapshot:
    """The snapshot, valid for the schema, in bounds, with nothing in it that a terminal would obey."""
    jsonschema.validate(json.loads(report_files.render_json(replace(taken, redacted=True))), SCHEMA)
    for section in taken.sections:
        assert section.ok or section.reason, section.id
        text = json.dumps(report_files._build_section(section), ensure_ascii=False)
        assert len(text) < 3 * size_limits.MAX_SECTION + 100_000, section.id
        bad = {c for c in text if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Zl", "Zp"}} - {"\n", "\t"}
        assert not bad, (section.id, bad)
    return taken


@pytest.fixture
def misbehaving(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest
) -> Iterator[Path]:
    """Every program is this one; afterwards none of it and nothing that it started is left."""
    folder = tmp_path / "programs"
    folder.mkdir()
    (folder / "french.txt").write_text(FRENCH, "utf-8")
    program = folder / "misbehaves"
    program.write_text(f"#!/bin/sh\n{PROGRAMS[request.param]}\n")
    program.chmod(0o755)
    monkeypatch.setattr(child, "locate_program", lambda _name, _platform: str(program))
    yield program
    assert _gone_within(5), [process.cmdline() for process in _ours(program)]


def _ours(program: Path) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter(["cmdline"]):
        line = process.info["cmdline"] or []
        if str(program) in line or line[:2] == ["sleep", "305"]:
            found.append(process)
    return found


def _gone_within(seconds: float) -> bool:
    end = time.monotonic() + seconds
    while any(line.info["cmdline"][:2] == ["sleep", "305"] for line in _sleepers()):
        if time.monotonic() > end:
            return False
        time.sleep(0.1)
    return True


def _sleepers() -> list[psutil.Process]:
    return [p for p in psutil.process_iter(["cmdline"]) if (p.info["cmdline"] or [])[:2] == ["sleep", "305"]]


@pytest.mark.slow
@pytest.mark.parametrize("misbehaving", PROGRAMS, indirect=True)
def test_programs_that_misbehave_for_real(misbehaving: Path) -> None:
    started = time.monotonic()
    taken = snapshot.take_snapshot(
        LocalMachine(Platform.LINUX), collectors(Platform.LINUX), budget=BUDGET, progress=Progress()
    )
    assert time.monotonic() - started < BUDGET + 10, "it hangs for five minutes"
    checked(taken)
    assert [s.reason for s in taken.sections if "unexpected error" in s.reason] == []
    assert len(taken.sections) == len(collectors(Platform.LINUX))


class Double:
    """A computer of any kind whose programs all print one text, and whose files all hold one value."""

    def __init__(self, platform: Platform, text: str, code: int = 0, told: Json = None) -> None:
        self.platform, self._text, self._code, self._told = platform, text, code, told

    def run(self, command: Command) -> Output:
        text = self._text[: command.limit]
        return Output(self._code, text, text[:1000], len(self._text) > command.limit)

    def read(self, source: Source) -> Json:
        if isinstance(source, PowerShell):
            return self._told if isinstance(self._told, list) else [self._told]
        return self._told

    def change(self, action: Action) -> Json:
        raise AssertionError(f"a collector changed something: {action}")


class Missing(Double):
    """Nothing is installed, nothing can be read."""

    def run(self, command: Command) -> Output:
        raise ProbeError(N_("{program} isn't installed on this computer.", program=command.argv[0]))

    def read(self, source: Source) -> Json:
        raise ProbeError(N_("Nothing can be read."))


class Hanging(Double):
    """Every program takes all the time it may have."""

    def run(self, command: Command) -> Output:
        time.sleep(command.timeout)
        raise ProbeError(N_("{program} didn't respond in time.", program=command.argv[0]))

    def read(self, source: Source) -> Json:
        time.sleep(getattr(source, "timeout", 0.0))
        raise ProbeError(N_("Nothing can be read."))


def taken_of(machine: Double, budget: float = BUDGET) -> Snapshot:
    return checked(
        snapshot.take_snapshot(machine, collectors(machine.platform), budget=budget, progress=Progress())
    )


@pytest.mark.parametrize("platform", list(Platform))
def test_nothing_is_installed(platform: Platform) -> None:
    assert [
        s.reason for s in taken_of(Missing(platform, "")).sections if "unexpected error" in s.reason
    ] == []


@pytest.mark.parametrize("platform", list(Platform))
def test_everything_hangs(platform: Platform) -> None:
    started = time.monotonic()
    taken = taken_of(Hanging(platform, ""), budget=1.0)
    assert time.monotonic() - started < 1.0 + 5
    assert [s.reason for s in taken.sections if "unexpected error" in s.reason] == []


@pytest.mark.spread
@pytest.mark.slow
@pytest.mark.parametrize("code", [0, 1])
@pytest.mark.parametrize("platform", list(Platform))
def test_a_million_lines(platform: Platform, code: int) -> None:
    taken_of(Double(platform, HOSTILE * 1_000_000, code), budget=10)


TEXTS = st.text(st.characters(blacklist_categories=()), max_size=300) | st.text(HOSTILE, max_size=300)
PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=True) | TEXTS
ANSWERS = st.recursive(
    PLAIN,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@pytest.mark.slow
@pytest.mark.parametrize("platform", list(Platform))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TEXTS, code=st.sampled_from([0, 1, -9]), told=ANSWERS)
def test_any_answer_at_all(
    platform: Platform, text: str, code: int, told: Json, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.clear()  # what a reading of our own can never say is logged as unexpected
    taken_of(Double(platform, text, code, told))


# -- a container with almost nothing in it -----------------------------------------------------------


def _cell(home: Path) -> Sequence[str]:
    """A container: no network, no /sys, no services, an unknown person, system folders read-only."""
    kept = [p for p in ("/usr", "/lib", "/lib64", "/bin", "/etc/alternatives") if Path(p).exists()]
    shown = [*kept, str(ROOT), sys.prefix]
    return [
        *("bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--cap-drop", "ALL"),
        *("--uid", "4242", "--gid", "4242", "--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"),
        *(part for path in shown for part in ("--ro-bind", path, path)),
        *("--bind", str(home), str(home), "--chdir", str(home), "--clearenv"),
        *("--setenv", "HOME", str(home), "--setenv", "PYTHONPATH", str(ROOT), "--setenv", "LANG", "C"),
    ]


@pytest.mark.skipif(shutil.which("bwrap") is None, reason="needs bubblewrap")
def test_an_unknown_person_in_a_minimal_container(tmp_path: Path) -> None:
    tmp_path.chmod(0o777)
    cell = _cell(tmp_path)
    if subprocess.run([*cell, "/usr/bin/true"], capture_output=True, check=False).returncode != 0:
        pytest.skip("this computer allows no containers to this account")
    argv = [*cell, sys.executable, "-m", "selfhelp", "snapshot", "-o", "report", "--json"]
    done = subprocess.run(argv, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert "Traceback" not in done.stderr
    report = json.loads(done.stdout)
    jsonschema.validate(report, SCHEMA)
    reasons = {id_: section["reason"] for id_, section in report["sections"].items()}
    assert not [reason for reason in reasons.values() if "unexpected error" in reason], reasons
    assert len(reasons) == len([c for c in collectors(Platform.LINUX) if not c.private])
    assert (tmp_path / "report" / "report.html").stat().st_size > 1000


def test_a_child_ends_with_the_app(tmp_path: Path) -> None:
    marker = str(os.getpid() + 100_000)
    script = (
        "import threading, time\n"
        "from selfhelp.machine import Command, child\n"
        "from selfhelp.core.model import Platform\n"
        f"ask = lambda: child.run(Command(('sleep', '{marker}'), timeout=60), Platform.LINUX)\n"
        "threading.Thread(target=ask, daemon=True).start()\n"
        "time.sleep(0.5)\n"
    )
    subprocess.run([sys.executable, "-c", script], check=True, cwd=ROOT, timeout=30)
    lines = [process.info["cmdline"] for process in psutil.process_iter(["cmdline"])]
    assert ["sleep", marker] not in lines
