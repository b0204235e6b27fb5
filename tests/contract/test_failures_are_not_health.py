"""A program that fails, or a file that can't be read, must not make a check say that all is well.

Every question of every healthy transcript fails once: it gives no answer at all, and a program ends with an
error and prints nothing. Then the check is inconclusive, or finds something, unless the question stands in
`BESIDE`, with the reason why its answer doesn't matter.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from selfhelp.core.errors import NotOfferedError, ProbeError
from selfhelp.core.model import CheckState, Json
from selfhelp.machine.replay import NotRecordedError, ReplayMachine
from selfhelp.machine.transcript import Transcript, TranscriptEntry
from tests.contract.test_fixes import check_of, every_transcript

NO_ANSWER = {"failed": "probe", "message": "It can't be asked."}
ERROR = {"code": 1, "stdout": "", "stderr": "error"}

BESIDE: Mapping[str, str] = {
    "/etc/security/faillock.conf": "without it the defaults of pam_faillock count",
    "/etc/pam.d/": "without it the defaults of pam_faillock count",
    "passwd -S": "RHEL answers root only; whether the password has expired is told by chage",
    "loginctl show-session self": "only makes sure of a lock that passwd told",
    "/proc/asound/cards": "only tells why there are no devices",
    "pactl list sinks": "only names in the person's language",
    "pactl list sources": "only names in the person's language",
    "pactl -f json list sink-inputs failed": "pactl isn't installed: programs can't be muted by it",
    "powerprofilesctl get": "not installed, or no daemon: there are no power modes then",
    "/proc/bus/input/devices": "only what a connected device is called",
    "/sys/class/dmi/id/chassis_type": "only whether it is a laptop",
    "gsettings get": "no GNOME, or no such setting",
    "timedatectl": "only which server is asked; the clock is compared by ourselves",
    "/etc/default/keyboard": "one of several places",
    "/etc/vconsole.conf": "one of several places",
    "/etc/X11/xorg.conf.d/00-keyboard.conf": "one of several places",
    "ip -j -6 route show default": "fails on computers without IPv6",
    "ifconfig en4": "a port of a dock that was unplugged has no interface",
    "route -n get default": "fails where there is no default route, which other questions find",
    "nmcli -t": "no NetworkManager: the kernel is asked beside it",
    "/proc/net/wireless": "only how strong the signal is",
    "gio mount --list": "without gio the desktop has mounted nothing; a drive that is wanted is then missed",
    "defaults export com.apple.universalaccess": "macOS shows it to programs with full disk access only",
    "/etc/apt/apt.conf.d/20auto-upgrades": "only whether updates install by themselves",
    "/var/log/apt/history.log": "only what was installed lately",
}
"""What a check may go without, by a part of the question, and why."""


def words(question: Mapping[str, Json], how: str) -> str:
    """Return a question as one line: the program with its arguments, the file, the function."""
    asked = question.get("run") or question.get("file") or json.dumps(question, sort_keys=True)
    return f"{' '.join(asked) if isinstance(asked, list) else asked} {how}"


def failures() -> Iterator[tuple[str, Path, int, str]]:
    for module, path in every_transcript():
        transcript = Transcript.load(path)
        if transcript.expect is not CheckState.HEALTHY:
            continue
        for number, entry in enumerate(transcript.entries):
            if not entry.change and "failed" not in entry.answer:
                yield module, path, number, "failed"
                if "run" in entry.question:
                    yield module, path, number, "error"


def is_beside(entry: TranscriptEntry, how: str) -> bool:
    return any(part in words(entry.question, how) for part in BESIDE)


@pytest.mark.parametrize(
    ("module", "path", "number", "how"),
    [pytest.param(*case, id=f"{case[0]}-{case[1].stem}-{case[2]}-{case[3]}") for case in failures()],
)
def test_a_question_that_fails_is_not_health(module: str, path: Path, number: int, how: str) -> None:
    transcript = Transcript.load(path)
    entries = list(transcript.entries)
    entry = entries[number]
    entries[number] = replace(entry, answer=NO_ANSWER if how == "failed" else ERROR)
    machine = ReplayMachine(replace(transcript, entries=tuple(entries)))
    try:
        finding = check_of(module).diagnose(machine)
    except (ProbeError, NotOfferedError, NotRecordedError):  # the last: it then asked further
        return
    assert finding is not None or is_beside(entry, how), words(entry.question, how)


def test_nothing_is_excused_that_is_not_asked() -> None:
    """An entry that no question needs any more would excuse the next mistake."""
    asked = set()
    for module, path, number, how in failures():
        assert module
        asked.add(words(Transcript.load(path).entries[number].question, how))
    unneeded = [part for part in BESIDE if not any(part in line for line in asked)]
    assert unneeded == []
