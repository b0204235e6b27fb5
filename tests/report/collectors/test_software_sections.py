"""Services, errors, updates, programs, start-up and our own records.

Answers marked *documentation* are written from the named page; the others were copied from Debian 13.
"""

# mypy: disable-error-code="attr-defined, name-defined"

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from selfhelp.core.errors import ProbeError
from selfhelp.core.model import CheckResult, CheckState, Finding, Json, Outcome, Platform
from selfhelp.core.text import N_
from selfhelp.engine.journal import Journal
from selfhelp.machine import Command, Output, PowerShell, Source
from selfhelp.machine.apps.applications import InstalledApplication
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.machine.processes import event_log, own_activity
from selfhelp.report.collectors.applications import ApplicationsCollector, find_program_purpose
from selfhelp.report.collectors.errors import ErrorsCollector
from selfhelp.report.collectors.program import ProgramCollector
from selfhelp.report.collectors.services import ServicesCollector
from selfhelp.report.collectors.startup import StartupCollector
from selfhelp.report.collectors.updates import UpdatesCollector
from tests.fake_machine import FakeMachine
from tests.report.collectors.section_facts import facts, rows

# -- services --------------------------------------------------------------------------------------

UNITS = [{"unit": "cups.service", "load": "loaded", "active": "failed", "description": "CUPS Scheduler"}]
SHOWN = (
    "Result=exit-code\nExecMainCode=1\nExecMainStatus=1\nInactiveEnterTimestamp=Tue 2026-11-24 10:00:00 UTC\n"
    "NRestarts=5\nId=cups.service\nUnitFileState=enabled\n"
)
"""Documentation: systemctl(1), org.freedesktop.systemd1(5)."""


class Systemd(FakeMachine):
    """A Linux with one service that failed, and no session."""

    def run(self, command: Command) -> Output:
        if "--user" in command.argv:
            return Output(1, "", "Failed to connect to user scope bus: No medium found\n")
        return Output(0, SHOWN if "show" in command.argv else json.dumps(UNITS))


def test_a_service_that_failed_says_how_and_since_when() -> None:
    items = ServicesCollector().collect_facts(Systemd())
    assert facts(items)["failed services"] == 1
    (cups,) = rows(items, "failed")
    assert (cups["service"], cups["ended by"], cups["status"]) == ("cups.service", "exit-code", 1)
    assert (cups["since"], cups["restarts"]) == ("Tue 2026-11-24 10:00:00 UTC", 5)


@pytest.mark.parametrize("text", ["", "{", "null", "[" * 100_000, '[{"unit": 1}]', "[[]]"])
def test_an_answer_of_another_form_is_not_no_failures(text: str) -> None:
    machine = FakeMachine(programs={"systemctl": text})
    if text in ("null", '[{"unit": 1}]', "[[]]"):
        assert "failed services" in facts(ServicesCollector().collect_facts(machine))
        return
    with pytest.raises(ProbeError, match="list of failed services"):
        ServicesCollector().collect_facts(machine)


def test_no_systemd_is_said() -> None:
    offline = Output(1, "", "System has not been booted with systemd as init system (PID 1).\n")
    with pytest.raises(ProbeError):
        ServicesCollector().collect_facts(FakeMachine(programs={"systemctl": offline}))


def test_services_elsewhere() -> None:
    """Documentation: Win32_Service (1066: a number of the service's own), launchctl(1)."""
    answer = {"Name": "Spooler", "Title": "Spouleur", "Code": 1066, "Own": 5}
    (row,) = rows(
        ServicesCollector().collect_facts(FakeMachine(Platform.WINDOWS, objects=[answer])), "failed"
    )
    assert (row["about"], row["ended by"], row["status"]) == ("Spouleur", "error 1066", 5)
    listed = "PID\tStatus\tLabel\n-\t-9\tcom.example.killed\n-\t78\tcom.example.agent\n"
    mac = FakeMachine(Platform.MACOS, programs={"launchctl": listed})
    assert [(r["ended by"], r["status"]) for r in rows(ServicesCollector().collect_facts(mac), "failed")] == [
        ("signal", 9),
        ("exit-code", 78),
    ]


# -- errors ----------------------------------------------------------------------------------------


def entry(message: object, ago: float, **fields: str) -> str:
    stamp = str(int((time.time() - ago) * 1_000_000))
    return json.dumps({"MESSAGE": message, "__REALTIME_TIMESTAMP": stamp, **fields})


def errors_of(text: str) -> list[Json]:
    machine = FakeMachine(
        programs={"journalctl": text},
        readings={"event_log.count_journal_files": {"readable": 1, "closed": 0}},
    )
    return list(ErrorsCollector().collect_facts(machine))


def test_a_crash_is_told_apart_and_without_its_stack() -> None:
    """Documentation: the fields of systemd-coredump(8)."""
    said = "Process 4242 (soffice.bin) of user 1000 dumped core.\n\nStack trace of thread 4242:\n#0 secret"
    fields = {
        "SYSLOG_IDENTIFIER": "systemd-coredump", "COREDUMP_COMM": "soffice.bin",
        "COREDUMP_SIGNAL_NAME": "SIGSEGV", "UNIT": "user@1000.service",
    }  # fmt: skip
    items = errors_of("\n".join(entry(said, ago, **fields) for ago in (60, 120)))
    (crash,) = rows(items, "crashes")
    assert (crash["program"], crash["ended by"], crash["times"]) == ("soffice.bin", "SIGSEGV", 2)
    assert facts(items)["programs that crashed or hung"] == 1
    assert "Stack trace" not in str(items)


def test_errors_are_counted_by_the_hour() -> None:
    items = errors_of("\n".join(entry("x", ago, SYSLOG_IDENTIFIER="kernel") for ago in (0, 1, 5 * 3600)))
    line = rows(items, "errors by hour")
    assert len(line) == 24
    assert sum(int(row["errors"] or 0) for row in line) == 3
    assert line[-1]["hour"] == datetime.now(UTC).strftime("%Y-%m-%dT%H:00:00+00:00")


def test_what_was_not_read_is_no_zero() -> None:
    many = "\n".join(entry("x", 60, SYSLOG_IDENTIFIER="kernel") for _ in range(event_log.MOST))
    items = errors_of(many)
    assert facts(items)["complete"] is False
    assert "more errors than were read" in str(facts(items)["note"])
    assert rows(items, "errors by hour")[0]["errors"] is None


def test_the_limit_is_given_to_the_journal_itself() -> None:
    """A journal of gigabytes is read from its end, and only so far."""
    assert f"--lines={event_log.MOST}" in event_log.LINUX.argv
    assert "--reverse" in event_log.LINUX.argv
    assert f"-MaxEvents {event_log.WINDOWS_MOST}" in event_log.WINDOWS


@pytest.mark.parametrize("stamp", ["", "99999999999999999999999", "-1", "x", "1e300"])
def test_a_strange_time_breaks_nothing(stamp: str) -> None:
    items = errors_of(json.dumps({"MESSAGE": "x", "__REALTIME_TIMESTAMP": stamp}))
    assert facts(items)["kinds of error"] == 1


def test_crashes_of_windows() -> None:
    """Documentation: events 1000 and 1002 (learn.microsoft.com)."""
    base = {"Source": "Application Error 1000", "Message": "Nom de l'application", "Time": int(time.time())}
    crash = {**base, "Program": "OUTLOOK.EXE", "Module": "addin.dll"}
    items = ErrorsCollector().collect_facts(FakeMachine(Platform.WINDOWS, objects=[crash, base]))
    (row,) = rows(items, "crashes")
    assert (row["program"], row["in"], row["times"]) == ("OUTLOOK.EXE", "addin.dll", 1)


# -- updates and programs --------------------------------------------------------------------------

HISTORY = """
Start-Date: 2026-11-24  06:10:01
Requested-By: alice (1000)
Upgrade: curl:amd64 (8.14.1-2, 8.14.1-3)
Error: Sub-process /usr/bin/dpkg returned an error code (1)
End-Date: 2026-11-24  06:10:09
"""


def test_a_failed_and_a_half_done_installation() -> None:
    machine = FakeMachine(
        files={"/var/log/apt/history.log": HISTORY},
        readings={
            "modification_times.find_newest_change": 1_700_000_000.0,
            "linux_packages.scan_package_state": {
                "users": [{"pid": 7, "name": "apt", "account": "root", "seconds": 9}],
                "unfinished": [["cups", "half-configured"]],
                "journal": False,
            },
        },
    )
    items = UpdatesCollector().collect_facts(machine)
    found = facts(items)
    assert (found["failed updates"], found["half installed"]) == (1, "cups: half-configured")
    assert (found["installing now"], found["installation interrupted"]) == ("apt", True)
    assert "error code (1)" in str(rows(items, "failed")[0]["what"])
    assert found["waiting"] == "not counted by this system"
    assert "alice" not in str(items)


def test_windows_updates() -> None:
    """Documentation: Windows Update Agent API."""
    history = {
        "Pending": 3, "Last": "2026-11-11T09:00:00Z",
        "Recent": [{"When": "2026-11-11T09:00:00Z", "Title": "KB7"}],
        "Failed": {"When": "2026-11-12T09:00:00Z", "Title": "KB5", "Code": "0x80070643"},
    }  # fmt: skip
    machine = FakeMachine(Platform.WINDOWS, readings={"windows_update_agent.query_updates": history})
    items = UpdatesCollector().collect_facts(machine)
    assert rows(items, "failed")[0]["what"] == "KB5 (0x80070643)"
    assert rows(items, "recent changes")[0]["what"] == "KB7"
    assert "package system" not in facts(items)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        *(
            ("firefox-esr", "browser"),
            ("Mozilla Firefox (x64 fr)", "browser"),
            ("org.mozilla.firefox", "browser"),
        ),
        *(("google-chrome-stable", "browser"), ("Microsoft Edge", "browser"), ("Safari", "browser")),
        *(("Microsoft Edge WebView2 Runtime", ""), ("chromium-sandbox", ""), ("firefox-esr-l10n-fr", "")),
        *(("libreoffice-core", "office"), ("LibreOffice 25.2", "office"), ("libreoffice-common", "")),
        *(("Microsoft 365 Apps for enterprise - fr-fr", "office"), ("Microsoft Word", "office")),
        *(("thunderbird", "mail"), ("evolution-data-server", ""), ("Microsoft Outlook", "mail")),
        *(
            ("Microsoft Teams", "meetings"),
            ("zoom", "meetings"),
            ("zoom-player", ""),
            ("zoom.us", "meetings"),
        ),
        *(("brave-keyring", ""), ("operator-tools", ""), ("", "")),
    ],
)
def test_the_programs_of_the_daily_work(name: str, kind: str) -> None:
    assert find_program_purpose(InstalledApplication(name, "1", "dpkg")) == kind


def test_browsers_stand_first_with_the_chosen_one() -> None:
    listed = "installed\tfirefox-esr\t128.5.0esr-1\tweb\ninstalled\tbash\t5.2\tshells\n"
    chosen = "[Default Applications]\ntext/html=x.desktop\nx-scheme-handler/https=firefox-esr.desktop;\n"
    machine = FakeMachine(
        programs={"dpkg-query": listed},
        files={"~/.config/mimeapps.list": chosen},
        readings={"applications.list_app_bundles": []},
    )
    items = ApplicationsCollector().collect_facts(machine)
    assert facts(items)["default browser"] == "firefox-esr"
    assert [r["program"] for r in rows(items, "browsers, office and meetings")] == ["firefox-esr"]
    assert facts(items)["installed programs"] == 2


def test_the_office_of_windows() -> None:
    """Documentation: update channels for Microsoft 365 Apps (learn.microsoft.com)."""
    registry = {
        "VersionToReport": "16.0.18129.20158", "Platform": "x64", "ProductReleaseIds": "O365ProPlusRetail",
        "CDNBaseUrl": "http://officecdn.microsoft.com/pr/55336b82-a18d-4dd6-b5f6-9e5095c314a6",
        "ProgId": "MSEdgeHTM",
    }  # fmt: skip
    programs = [{"Name": "7-Zip", "Version": "24.08"}]
    found = facts(
        ApplicationsCollector().collect_facts(
            FakeMachine(Platform.WINDOWS, objects=programs, registry=registry)
        )
    )
    assert (found["Office version"], found["Office update channel"]) == (
        *("16.0.18129.20158", "Monthly Enterprise"),
    )
    assert found["default browser"] == "MSEdgeHTM"


def test_start_up_programs_without_their_arguments() -> None:
    """Documentation: Win32_StartupCommand."""

    class Windows(FakeMachine):
        def read(self, source: Source) -> Json:
            assert isinstance(source, PowerShell)
            return [
                {"Name": "Teams", "Command": '"C:\\x\\Teams.exe" --token=secret', "Own": True},
                {"Name": "Agent", "Command": "C:\\y\\agent.exe /key:secret", "Own": False},
            ]

    items = StartupCollector().collect_facts(Windows(Platform.WINDOWS))
    assert [(r["file"], r["set up by"]) for r in rows(items, "startup programs")] == [
        ("agent.exe", "the system"),
        ("Teams.exe", "this user"),
    ]
    assert "secret" not in str(items)


# -- our own records -------------------------------------------------------------------------------


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("DATA", "STATE", "CONFIG", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(tmp_path / name.lower()))
    return tmp_path


def places() -> own_activity.AppPaths:
    return own_activity.AppPaths.create_for_current_user(Platform.LINUX)


def test_the_journals_own_runs_are_read(home: Path) -> None:
    """The real journal writes, and what is read here agrees with what it reads itself."""
    journal = Journal(places().data / "journal")
    found = CheckResult("disk-full", CheckState.FOUND, Finding(N_("Full.")))
    record = journal.start_run("disk-full", found)
    record.append_event("step", n=0, name="empty-trash", back=None)
    record.append_event("result", n=0, result="done", detail="", back=None)
    record.append_event("ended", outcome=Outcome.FIXED, check=None)
    journal.start_run("net-dns", found)  # killed in the middle
    items = ProgramCollector().collect_facts(LocalMachine(Platform.LINUX))
    said = {row["repair"]: row for row in rows(items, "latest fixes")}
    assert {name: row["started"] for name, row in said.items()} == {
        run.id: run.started.isoformat() for run in journal.list_runs()
    }
    assert (said["disk-full"]["ended"], said["disk-full"]["steps"]) == ("fixed", 1)
    assert said["net-dns"]["ended"] == "interrupted"


def test_an_undone_run_says_so(home: Path) -> None:
    journal = Journal(places().data / "journal")
    record = journal.start_run("x", CheckResult("x", CheckState.FOUND, Finding(N_("Broken."))))
    record.append_event("step", n=0, name="a", back={"step": "a", "params": {}})
    record.append_event("result", n=0, result="done", detail="", back=None)
    record.append_event("undone", n=0)
    record.append_event("ended", outcome=Outcome.UNDONE, check=None)
    (row,) = rows(ProgramCollector().collect_facts(LocalMachine(Platform.LINUX)), "latest fixes")
    assert (row["ended"], row["undone"]) == ("undone", True)


@pytest.mark.parametrize(
    "junk", [b"", b"\xff\xfe\x00", b"[]\n", b"{}\n", b"[" * 100_000, b'{"event": "x"}\n']
)
def test_junk_in_the_journal_is_left_out(home: Path, junk: bytes) -> None:
    folder = places().data / "journal"
    folder.mkdir(parents=True)
    (folder / "20260101-000000-abcdef.jsonl").write_bytes(junk)
    found = facts(ProgramCollector().collect_facts(LocalMachine(Platform.LINUX)))
    assert found["fixes and checks stored"] == 1


def test_own_warnings_are_the_newest_of_the_log(home: Path) -> None:
    log = places().log / "selfhelp.log"
    log.parent.mkdir(parents=True)
    noise = "2026-11-24 09:00:00,001 INFO selfhelp.app: fine\n" * 20_000
    log.write_text(
        f"{noise}2026-11-24 10:00:00,123 WARNING selfhelp.report: collector disks failed\n"
        "2026-11-24 11:00:00,123 ERROR selfhelp.ui: lost\ngarbage\n"
    )
    items = ProgramCollector().collect_facts(LocalMachine(Platform.LINUX))
    assert [(r["level"], r["message"]) for r in rows(items, "latest warnings")] == [
        ("error", "selfhelp.ui: lost"),
        ("warning", "selfhelp.report: collector disks failed"),
    ]


def test_without_records_the_version_is_known() -> None:
    class Closed(FakeMachine):
        def read(self, source: Source) -> Json:
            raise ProbeError(N_("no"))

    found = facts(ProgramCollector().collect_facts(Closed()))
    assert found["version"]
    assert str(found["repairs"]).startswith("not available")
