"""The program is killed at any system call while it saves or sends: each ticket arrives once, whole."""

# mypy: disable-error-code="attr-defined"

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import LOOPS
from tests.desks.zammad import TOKEN, ZammadStand
from tests.warm import Warm

pytestmark = [
    pytest.mark.slow,
    pytest.mark.loops,
    pytest.mark.skipif(not Path("/usr/bin/strace").exists(), reason="strace is not installed"),
]

CALLS = ("write", "pwrite64", "fdatasync", "fsync", "rename", "unlink", "sendto", "recvfrom")
"""What changes something outside the program."""

SAMPLE = 5
"""So many positions at least, and one more for each 14 loops: twelve in `make soak`."""

ALL = 1000
"""From so many loops on, every position is tried."""

FILE = b"evidence " * 999


class Computer:
    """A person's computer with an empty home and a help desk on loopback."""

    def __init__(self, folder: Path, desk: str, program: Warm) -> None:
        self.program = program
        policy = folder / "config" / "selfhelp" / "policy.toml"
        policy.parent.mkdir(parents=True)
        policy.write_text(
            f'[desk]\nconnector = "zammad"\nemail = "alice@example.com"\n[desk.zammad]\nurl = "{desk}"\n'
            "[outbox]\nlookup_delay = 1\nresend_delay = 20\nretry_min = 1\nretry_max = 10\n"
            "startup_jitter = 0\ntickets = 1000\n"
        )
        self.file = folder / "evidence.bin"
        self.file.write_bytes(FILE)
        self.folder = folder
        self.env = {
            "PATH": os.environ["PATH"],
            "HOME": str(folder),
            "LANG": "C.UTF-8",
            "SELFHELP_TOKEN": TOKEN.rpartition("=")[2],
            "PYTHONPATH": str(Path.cwd()),
            "PYTHONDONTWRITEBYTECODE": "1",
            "NO_PROXY": "*",
            **{f"XDG_{n}_HOME": str(folder / n.lower()) for n in ("CONFIG", "DATA", "STATE", "CACHE")},
        }

    def run(self, *words: str, strace: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
        """Run the shipped program, perhaps under strace."""
        return self.program.run([*words, "--json"], self.env, self.folder, strace)

    def send(self, subject: str, strace: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
        words = ("send", "--subject", subject, "--body", "it is stuck", "--no-snapshot")
        return self.run(*words, "--attach", str(self.file), strace=strace)

    def waiting(self) -> list[dict[str, Any]]:
        """Return what did not arrive."""
        return list(json.loads(self.run("outbox", "list").stdout)["items"])

    def saved(self) -> set[str]:
        """Return the marks of all tickets that the program knows of."""
        told = self.run("tickets", "list", "--offline").stdout
        return {ticket["report"] for ticket in json.loads(told)["tickets"]}


def positions(computer: Computer) -> list[tuple[str, int]]:
    """Return each call of one whole `send`, counted by strace in each thread for itself, as it injects."""
    log = computer.folder / "calls"
    trace = ["-f", "-e", "signal=none", "-e", f"trace={','.join(CALLS)}", "-o", str(log)]
    done = computer.send("counted", strace=trace)
    assert json.loads(done.stdout).get("state") == "delivered", done.stdout + done.stderr
    lines = (line.split(None, 1) for line in log.read_text().splitlines())
    found = Counter((thread, call.partition("(")[0]) for thread, call in lines)
    most = {call: max(n for (_, name), n in found.items() if name == call) for _, call in found}
    return [(call, when) for call in CALLS for when in range(1, most.get(call, 0) + 1)]


def chosen(all_of_them: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """Return a sample, the same for the same number of loops; one of twelve has every kind of call in it."""
    wanted = SAMPLE + LOOPS // 14
    if LOOPS >= ALL:
        return all_of_them
    dice = random.Random(LOOPS)
    mixed = dice.sample(all_of_them, len(all_of_them))
    first = [next(one for one in mixed if one[0] == call) for call in CALLS if (call, 1) in all_of_them]
    return (first + [one for one in mixed if one not in first])[:wanted]


def killing(call: str, when: int) -> list[str]:
    """Return what tells strace to kill a command at a thread's call of that number."""
    return ["-f", "-o", "/dev/null", f"-etrace={call}", f"-einject={call}:signal=SIGKILL:when={when}"]


def bring_all(computer: Computer, seconds: float) -> None:
    """Send again until nothing waits."""
    end = time.monotonic() + seconds
    while True:
        computer.run("outbox", "retry")
        waiting = computer.waiting()
        if not waiting:
            return
        assert time.monotonic() < end, waiting
        time.sleep(3)


def test_a_kill_at_any_system_call_neither_loses_nor_doubles_a_ticket(tmp_path):
    saved, killed = {}, Counter[tuple[str, bool]]()
    with ZammadStand(tmp_path / "desk") as desk, Warm() as program:
        computer, before = Computer(tmp_path / "home", desk.server.url, program), len(desk.zammad.tickets)
        for call, when in chosen(positions(computer)):
            again = when if LOOPS >= ALL else (when + 2) // 3  # a retry has less to do and makes fewer calls
            for what, done in (
                ("send", computer.send(f"{call} {when}", killing(call, when))),
                ("retry", computer.run("outbox", "retry", strace=killing(call, again))),
            ):
                killed[what, done.returncode == -signal.SIGKILL] += 1
                if done.stdout.strip().startswith("{") and "report" in (told := json.loads(done.stdout)):
                    saved[told["report"]] = f"{call} {when}"
        bring_all(computer, 300)  # a busy computer takes its time
        listed = computer.saved()
        assert set(saved) <= listed, "told as saved, and not there after it"
        counts = {report: len(desk.tickets(report)) for report in listed}
        assert set(counts.values()) == {1}, {ref: n for ref, n in counts.items() if n != 1}
        assert len(desk.zammad.tickets) - before == len(listed), "and none at the desk that was not saved"
        for report in listed:
            files = list(desk.tickets(report)[0].files.values())
            assert files.count(FILE) == 1, (report, [len(data) for data in files])
    print(f"killed: {dict(killed)}; {len(listed)} tickets, {len(saved)} told as saved")
    reached, missed = killed["send", True], killed["send", False]
    assert reached * 3 > missed, "most calls are there again (90 of 118); a sample of twelve varies"
    assert killed["retry", True] or LOOPS < 100, "no retry was killed"
