"""This computer: programs and files are read without a shell, a hang, or a surprise in the environment."""

from __future__ import annotations

import json
import os
import plistlib
import statistics
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

from selfhelp.core.errors import (
    CancelledError,
    ProbeError,
    StepError,
    describe_loggable_reason,
    describe_technical_reason,
)
from selfhelp.core.model import Json, Platform
from selfhelp.core.text import N_
from selfhelp.machine import (
    Command,
    File,
    Machine,
    Native,
    Output,
    PowerShell,
    PropertyList,
    Reading,
    powershell,
)
from selfhelp.machine import child as child_module
from selfhelp.machine.child import (
    build_child_environment,
    decode_output,
    list_trusted_folders,
    locate_program,
)
from selfhelp.machine.local_machine import LocalMachine


@pytest.fixture
def machine() -> LocalMachine:
    return LocalMachine(Platform.LINUX)


def sh(script: str, timeout: float = 10.0, **rest: int) -> Command:
    return Command(("sh", "-c", script), timeout=timeout, **rest)  # type: ignore[arg-type]


def running(mark: str) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter(["cmdline"]):
        if mark in " ".join(process.info["cmdline"] or ()) and process.pid != os.getpid():
            found.append(process)
    return found


def wait_until_gone(mark: str) -> None:
    deadline = time.monotonic() + 3
    while running(mark):
        assert time.monotonic() < deadline, f"still running: {running(mark)}"
        time.sleep(0.05)


# -- programs --------------------------------------------------------------------------------------


def test_a_program_answers_with_status_and_both_outputs(machine: LocalMachine) -> None:
    assert machine.run(sh("echo out; echo err >&2; exit 3")) == Output(3, "out\n", "err\n")


def test_arguments_are_never_read_by_a_shell(machine: LocalMachine) -> None:
    hostile = "$(touch /tmp/owned); `id` | <b> \x1b[31m " + "x" * 10_000
    assert machine.run(Command(("printf", "%s", hostile))).stdout == hostile


def test_standard_input_is_given_whole(machine: LocalMachine) -> None:
    data = b"x" * 1_000_000
    assert machine.run(Command(("cat",), stdin=data)).stdout == data.decode()


def test_a_program_that_does_not_read_its_input_is_no_error(machine: LocalMachine) -> None:
    assert machine.run(Command(("true",), stdin=b"x" * 1_000_000)).code == 0


def test_without_input_a_program_reads_nothing_and_does_not_wait(machine: LocalMachine) -> None:
    assert machine.run(Command(("cat",), timeout=5)).stdout == ""


def test_a_missing_program_is_no_answer(machine: LocalMachine) -> None:
    with pytest.raises(ProbeError, match="no-such-program isn't installed on this computer"):
        machine.run(Command(("no-such-program",)))


def test_a_program_from_the_persons_own_folder_is_not_started(
    machine: LocalMachine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = tmp_path / "lpstat-of-the-attacker"
    fake.write_text("#!/bin/sh\necho owned\n")
    fake.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    for name in (fake.name, f"./{fake.name}"):
        with pytest.raises(ProbeError):
            machine.run(Command((name,)))
    assert machine.run(Command((str(fake),))).stdout == "owned\n"  # by its full path it is meant


def test_a_folder_is_not_a_program() -> None:
    with pytest.raises(ProbeError):
        locate_program("/etc", Platform.LINUX)


def test_an_argument_with_a_zero_byte_is_no_answer(machine: LocalMachine) -> None:
    with pytest.raises(ProbeError, match="couldn't be started"):
        machine.run(Command(("echo", "a\0b")))


def test_too_much_output_is_cut_and_the_program_ended(machine: LocalMachine) -> None:
    output = machine.run(Command(("yes",), limit=1000))
    assert output.cut
    assert len(output.stdout) == 1000


def test_exactly_the_limit_is_not_cut(machine: LocalMachine) -> None:
    output = machine.run(Command(("printf", "1234"), limit=4))
    assert (output.stdout, output.cut, output.code) == ("1234", False, 0)


def test_the_time_limit_ends_children_too(machine: LocalMachine) -> None:
    mark = f"9{os.getpid()}1"
    started = time.monotonic()
    with pytest.raises(ProbeError, match="didn't respond in time"):
        machine.run(sh(f"sleep {mark} & sh -c 'sleep {mark}; true'", timeout=0.3))
    assert time.monotonic() - started < 20
    wait_until_gone(mark)


def test_the_time_limit_ends_a_child_in_a_session_of_its_own(machine: LocalMachine) -> None:
    mark = f"9{os.getpid()}2"
    with pytest.raises(ProbeError):
        machine.run(sh(f"setsid sleep {mark} & sleep {mark}", timeout=0.5))
    wait_until_gone(mark)


def test_a_program_that_ignores_the_polite_signal_is_ended(machine: LocalMachine) -> None:
    mark = f"9{os.getpid()}3"
    with pytest.raises(ProbeError):
        machine.run(sh(f"trap '' TERM; while :; do sleep {mark}; done", timeout=0.3))
    wait_until_gone(mark)


def test_a_daemon_that_keeps_the_pipe_is_not_waited_for(machine: LocalMachine) -> None:
    mark = f"9{os.getpid()}4"
    started = time.monotonic()
    try:
        assert machine.run(sh(f"setsid sleep {mark} & echo ready")).stdout == "ready\n"
        assert time.monotonic() - started < 8
        assert running(mark), "what a program leaves behind on purpose lives on"
    finally:
        for process in running(mark):
            process.kill()


def test_a_program_that_cannot_be_ended_is_given_up(
    machine: LocalMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one that waits for a dead network disk: no signal reaches it."""
    monkeypatch.setattr(child_module, "_kill_process_tree", lambda process: None)
    monkeypatch.setattr(child_module, "LAST_WAIT", 0.1)
    started = time.monotonic()
    with pytest.raises(ProbeError):
        machine.run(Command(("sleep", "30"), timeout=0.1))
    assert time.monotonic() - started < 15


def test_starting_costs_little(machine: LocalMachine) -> None:
    """Waiting is not polling: ``Popen.wait`` with a time limit would cost up to 50 ms each."""
    took = []
    for _ in range(20):
        started = time.monotonic()
        machine.run(Command(("true",)))
        took.append(time.monotonic() - started)
    assert statistics.median(took) < 0.03


def test_the_environment_holds_the_session_and_nothing_else(
    machine: LocalMachine, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = {"HOME": "/h", "DISPLAY": ":7", "XDG_RUNTIME_DIR": "/r", "DBUS_SESSION_BUS_ADDRESS": "unix:x"}
    dropped = ("SELFHELP_TOKEN", "LD_LIBRARY_PATH", "PYTHONPATH", "QT_PLUGIN_PATH", "LANGUAGE", "LC_TIME")
    for name, value in kept.items():
        monkeypatch.setenv(name, value)
    for name in dropped:
        monkeypatch.setenv(name, "/fr_FR")
    lines = machine.run(Command(("env",))).stdout.splitlines()
    seen = dict(line.split("=", 1) for line in lines)
    assert kept.items() <= seen.items()
    assert not set(dropped) & set(seen)
    assert (seen["LC_ALL"], seen["LANG"]) == ("C.UTF-8", "C.UTF-8")
    assert seen["PATH"] == "/usr/sbin:/usr/bin:/sbin:/bin"


def test_windows_keeps_its_own_variables_whatever_their_case() -> None:
    inherited = {"SystemRoot": "C:\\Windows", "SELFHELP_TOKEN": "t", "PYTHONHOME": "x", "PSModulePath": "y"}
    seen = build_child_environment(Platform.WINDOWS, inherited)
    assert seen["SystemRoot"] == "C:\\Windows"
    assert set(seen) == {"SystemRoot", "PATH"}
    assert seen["PATH"].startswith(list_trusted_folders(Platform.WINDOWS)[0])


@pytest.mark.parametrize(
    ("data", "platform", "text"),
    [
        (b"caf\xc3\xa9", Platform.LINUX, "café"),
        (b"caf\xe9", Platform.LINUX, "caf\ufffd"),
        ("é\r\n".encode("utf-16"), Platform.WINDOWS, "é\n"),
        (b"\xef\xbb\xbf[]\r\n", Platform.WINDOWS, "[]\n"),
        (b"a\r\nb", Platform.LINUX, "a\r\nb"),
    ],
)
def test_output_is_decoded(data: bytes, platform: Platform, text: str) -> None:
    assert decode_output(data, platform) == text


def test_the_child_has_no_controlling_terminal(machine: LocalMachine) -> None:
    """Ctrl+C in a terminal reaches us, and we end it; it must not be torn out of our hands."""
    session = machine.run(sh("ps -o sid= -p $$")).stdout.strip()
    assert int(session) != os.getsid(0)


# -- files and settings ----------------------------------------------------------------------------


def test_a_file_is_text_and_a_missing_one_is_none(machine: LocalMachine, tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"caf\xc3\xa9 \xff")
    assert machine.read(File(str(path))) == "café \ufffd"
    assert machine.read(File(str(path), limit=3)) == "caf"
    assert machine.read(File(str(tmp_path / "none"))) is None
    assert machine.read(File(str(path / "below"))) is None


def test_a_file_of_the_home_folder_needs_no_name_in_the_transcript(
    machine: LocalMachine, own_home: Path
) -> None:
    (own_home / "x").write_text("mine")
    assert machine.read(File("~/x")) == "mine"


def test_a_pipe_is_not_waited_for(machine: LocalMachine, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    started = time.monotonic()
    with pytest.raises(ProbeError, match="isn't a file"):
        machine.read(File(str(pipe)))
    assert time.monotonic() - started < 10


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.mark.parametrize("path", ["/dev/zero", "/etc", "/nul\0byte"])
def test_what_is_no_file_is_no_answer(machine: LocalMachine, path: str) -> None:
    before = open_files()
    for _ in range(20):  # a thread of another test may open one meanwhile, not twenty
        with pytest.raises(ProbeError):
            machine.read(File(path))
    assert open_files() < before + 10


def test_a_property_list_is_plain_data(machine: LocalMachine, tmp_path: Path) -> None:
    path = tmp_path / "x.plist"
    moment = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC).replace(tzinfo=None)
    path.write_bytes(plistlib.dumps({"a": [1, b"\x00\xff", moment]}, fmt=plistlib.FMT_BINARY))
    assert machine.read(PropertyList(str(path))) == {"a": [1, "AP8=", "2026-01-02T03:04:05Z"]}
    assert machine.read(PropertyList(str(tmp_path / "none"))) is None
    path.write_bytes(b"not a property list")
    with pytest.raises(ProbeError):
        machine.read(PropertyList(str(path)))


@pytest.mark.parametrize(("code", "stdout"), [(1, ""), (0, "garbage"), (0, "")])
def test_powershell_that_fails_is_no_answer(monkeypatch: pytest.MonkeyPatch, code: int, stdout: str) -> None:
    monkeypatch.setattr(LocalMachine, "run", lambda self, command: Output(code, stdout))
    with pytest.raises(ProbeError):
        LocalMachine(Platform.WINDOWS).read(PowerShell("Get-Printer"))


def test_powershell_gets_one_constant_script_and_gives_a_list(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def run(self: Machine, command: Command) -> Output:
        asked.append(command)
        said = json.dumps({"Number": 0, "Said": '[{"Name":"a\u2028é"}]'})
        return Output(0, f"Welcome to the print module\r\nWARNING: [old] names\r\n{said}\r\n\r\n")

    monkeypatch.setattr(LocalMachine, "run", run)
    answer = LocalMachine(Platform.WINDOWS).read(PowerShell("Get-Printer", timeout=7.0))
    assert answer == [{"Name": "a\u2028é"}]
    assert (asked[0].argv, asked[0].timeout) == (
        powershell.build_script_command_line(powershell.build_batch_script(["Get-Printer"])),
        7.0,
    )


def test_why_a_program_gave_no_answer_is_told(machine: LocalMachine, tmp_path: Path) -> None:
    with pytest.raises(ProbeError) as missing:
        machine.run(Command(("no-such-program",)))
    assert describe_technical_reason(missing.value) == "no-such-program: program not found"
    with pytest.raises(ProbeError) as late:
        machine.run(Command(("sh", "-c", "echo begun; sleep 30"), timeout=0.3))
    assert describe_technical_reason(late.value) == "sh: timed out (0.3 s)"
    assert late.value.partial == "begun\n"
    with pytest.raises(ProbeError) as broken:
        machine.read(Reading(double, {"number": -1}))
    said = "test_local_machine.double: ended with an error (OSError)"
    assert describe_technical_reason(broken.value) == f"{said}: foreign"
    assert describe_loggable_reason(broken.value) == said


@pytest.mark.parametrize(
    ("error", "evidence"),
    [
        (OSError(1260, "x"), "blocked by the organisation's script policy (error 1260)"),
        (OSError(4551, "x"), "blocked by the organisation's script policy (error 4551)"),
        (PermissionError(13, "x"), "access denied (error 13)"),
        (OSError(8, "x"), "ended with an error (error 8)"),
    ],
)
def test_what_a_policy_forbids_to_start_is_told_apart(
    monkeypatch: pytest.MonkeyPatch, machine: LocalMachine, error: OSError, evidence: str
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(subprocess, "Popen", refuse)
    with pytest.raises(ProbeError) as raised:
        machine.run(Command(("/bin/sh",)))
    assert describe_technical_reason(raised.value) == f"sh: {evidence}"


def test_a_program_is_given_variables_of_its_own(machine: LocalMachine) -> None:
    output = machine.run(
        Command(("sh", "-c", 'printf %s "$SELFHELP_GIVEN_00"'), variables=(("SELFHELP_GIVEN_00", "é"),))
    )
    assert output.stdout == "é"


# -- our own functions -----------------------------------------------------------------------------


def double(number: int) -> Json:
    if number < 0:
        raise OSError("foreign")
    if number > 100:
        raise CancelledError(N_("Stopped."))
    return number * 2


def test_foreign_errors_stop_at_the_border(machine: LocalMachine) -> None:
    assert machine.read(Reading(double, {"number": 2})) == 4
    assert machine.change(Native(double, {"number": 2})) == 4
    with pytest.raises(ProbeError, match="unexpected response"):
        machine.read(Reading(double, {"number": -1}))
    with pytest.raises(StepError, match="couldn't be completed"):
        machine.change(Native(double, {"number": -1}))


def test_our_own_errors_pass_the_border(machine: LocalMachine) -> None:
    with pytest.raises(CancelledError):
        machine.read(Reading(double, {"number": 101}))
    with pytest.raises(CancelledError):
        machine.change(Native(double, {"number": 101}))


def test_a_change_that_cannot_start_is_a_failed_step(machine: LocalMachine) -> None:
    with pytest.raises(StepError, match="isn't installed on this computer"):
        machine.change(Command(("no-such-program",)))
    assert machine.change(Command(("false",))).code == 1


def test_being_imported_loads_nothing_heavy() -> None:
    import sys

    script = (
        "import sys, selfhelp.machine.local_machine; "
        "sys.exit(bool({'psutil', 'PySide6', 'requests'} & set(sys.modules)))"
    )
    subprocess.run([sys.executable, "-c", script], check=True)
