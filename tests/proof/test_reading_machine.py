"""Nothing that could change a computer gets through while a proof is made."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from selfhelp.core.errors import ProbeError, StepError
from selfhelp.core.model import Platform
from selfhelp.machine import Command, Native, PowerShell
from selfhelp.proof.reading_machine import ReadingMachine, is_read_only_command
from tests.people import ROOT
from tests.proof.computers import Computer, transcripts

MACHINE = ROOT / "selfhelp" / "machine"


def commands() -> Iterator[tuple[bool, str, tuple[str, ...]]]:
    """Yield the programs of `selfhelp.machine` in files that change something: whether, where, and its words.

    A word that isn't written there stands as "X".
    """
    for path in sorted(MACHINE.rglob("*.py")):
        text = path.read_text("utf-8")
        if "Command(" not in text or ".change(" not in text:  # most files, and every process reads them all
            continue
        tree = ast.parse(text)
        changing = {
            id(inner)
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "change"
            for inner in ast.walk(node)
        }
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or getattr(node.func, "id", "") != "Command" or not node.args:
                continue
            words = node.args[0]
            if isinstance(words, ast.Tuple) and isinstance(words.elts[0], ast.Constant):
                yield id(node) in changing, path.name, tuple(map(word, words.elts))


def word(node: ast.expr) -> str:
    return str(node.value) if isinstance(node, ast.Constant) else "X"


CHANGES = sorted({(file, words) for changes, file, words in commands() if changes})


def test_the_program_names_enough_changes_to_try() -> None:
    assert len(CHANGES) > 20


@pytest.mark.parametrize(("file", "words"), CHANGES, ids=lambda value: str(value)[:60])
def test_a_program_that_a_step_starts_is_refused(file: str, words: tuple[str, ...]) -> None:
    computer = Computer()
    assert not is_read_only_command(Command(words))
    with pytest.raises(ProbeError) as refused:
        ReadingMachine(computer).run(Command(words))
    assert refused.value.why is not None
    assert refused.value.why.asked in words[0]
    assert computer.asked == []


@pytest.mark.parametrize(
    "words",
    [
        ("rm", "-rf", "/x"),
        ("bash", "-c", "id"),
        ("systemctl", "restart", "cups"),
        ("systemctl", "--user", "stop", "x"),
        ("nmcli", "-t", "device", "disconnect", "eth0"),
        ("nmcli", "-t", "radio", "wifi", "off"),
        ("networksetup", "-setdnsservers", "Wi-Fi", "empty"),
        ("defaults", "write", "x", "y"),
        ("gsettings", "set", "x", "y", "z"),
        ("ip", "-j", "link", "set", "eth0", "down"),
        (
            "busctl",
            "--system",
            "call",
            "org.freedesktop.login1",
            "/",
            "org.freedesktop.login1.Manager",
            "Reboot",
        ),
        ("/tmp/lpstat-not", "-e"),
        ("python", "--proxy-engine"),
        ("security", "delete-internet-password", "-s", "x"),
        ("scutil", "--nc", "stop", "x"),
    ],
)
def test_what_a_program_of_the_list_could_change_is_refused(words: tuple[str, ...]) -> None:
    assert not is_read_only_command(Command(words))


@pytest.mark.parametrize("platform", Platform)
def test_every_question_of_every_known_computer_gets_through(platform: Platform) -> None:
    refused = {
        tuple(entry.question["run"])
        for _, _, transcript in transcripts(platform)
        for entry in transcript.entries
        if not entry.change
        and "run" in entry.question
        and not is_read_only_command(Command(tuple(entry.question["run"])))
    }
    assert refused == set()


def test_a_change_is_refused_and_never_executed() -> None:
    computer = Computer()
    machine = ReadingMachine(computer)
    for action in (Command(("date", "+%s")), Native(print)):  # type: ignore[arg-type]
        with pytest.raises(StepError):
            machine.change(action)
    assert (computer.asked, computer.changed) == ([], [])


@pytest.mark.parametrize(
    "script", ["Restart-Service Spooler", "Get-Printer | remove-printer", "Set-DnsClientServerAddress -x"]
)
def test_a_script_that_changes_something_is_refused(script: str) -> None:
    computer = Computer(Platform.WINDOWS, answer=[])
    with pytest.raises(ProbeError):
        ReadingMachine(computer).read(PowerShell(script))
    assert computer.asked == []


def test_no_script_of_a_known_computer_is_refused() -> None:
    machine = ReadingMachine(Computer(Platform.WINDOWS, answer=[]))
    scripts = {
        entry.question["powershell"]
        for _, _, transcript in transcripts(Platform.WINDOWS)
        for entry in transcript.entries
        if not entry.change and "powershell" in entry.question
    }
    assert len(scripts) > 20
    assert [script for script in scripts if machine.read(PowerShell(script)) != []] == []


def test_paths_do_not_matter(tmp_path: Path) -> None:
    assert is_read_only_command(Command(("C:\\Windows\\System32\\dsregcmd.exe", "/status")))
    assert is_read_only_command(
        Command(("/usr/libexec/ApplicationFirewall/socketfilterfw", "--getglobalstate"))
    )
