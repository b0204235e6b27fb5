"""The fault: in the middle of a repair the disk refuses, or the app is killed, at each place in turn.

B8 and B9: strace(1) refuses one system call of a whole `selfhelp fix`, or kills the app in it, at every
place where it touches the journal or what it repairs. Whatever happens: what the answer says is true, the
journal lists the run, and undo leads back to exactly what was there before. Each command is a process of its
own, which has loaded the program already (`tests/warm.py`).
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from itertools import cycle
from pathlib import Path
from queue import SimpleQueue
from typing import Any

import pytest

from tests.lab.conftest import interpreter, needs_root
from tests.lab.table import Table
from tests.people import ALICE, Person, person
from tests.warm import Warm

pytestmark = [
    pytest.mark.lab,
    pytest.mark.slow,
    needs_root,
    pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed"),
]

CALLS = (
    *("openat", "mkdir", "write", "fsync", "ftruncate", "rename", "renameat", "renameat2"),
    *("unlink", "unlinkat", "chmod", "fchmod", "fchmodat"),
)
"""The system calls by which a run reads, writes, renames and removes."""

ERRORS = ("ENOSPC", "EIO", "EROFS", "EACCES", "EMFILE")
CALL = re.compile(r"(\w+)\(")
KILL = "signal=SIGKILL:error=EIO"

Place = tuple[str, int]
"""A system call, and which of them in the first thread, counted from one as `strace -e inject` does.
That thread does all that is looked for here; a child that asks the desktop is let alone."""


Programs = SimpleQueue[Warm]
"""Those that have no command to run just now."""

TWO = 2
"""Cases that are tried side by side: each has a home, and its programs numbers of their own."""

APART = ("unshare", "--pid", "--fork", "--kill-child", "--mount-proc", "--")
"""With no other process in sight a run asks the system the same each time."""


@pytest.fixture(scope="module")
def programs(people: None) -> Iterator[Programs]:
    """The program, loaded as the user, for each case that is tried side by side."""
    idle = Programs()
    with person(ALICE) as anna, ExitStack() as stack:
        for _ in range(TWO):
            prefix = [*APART, *anna.prefix()]
            idle.put(stack.enter_context(Warm(prefix, interpreter(anna), anna.environment)))
        yield idle


@dataclass(frozen=True)
class Fault:
    """Something broken that a fix repairs and undo brings back.

    Attributes:
        fix: the fix.
        folder: where all that it changes lies, below the user's home.
        make: breaks it.
        environment: what their session says besides.
        programs: what runs a command.
    """

    fix: str
    folder: str
    make: Callable[[Person], None]
    environment: Mapping[str, str] = field(default_factory=dict)
    programs: Programs = field(default_factory=Programs)

    def run(self, anna: Person, *arguments: str, strace: Sequence[str] = ()) -> Any:
        """Run a command of the product as the user; return its answer, or None where it was killed."""
        program = self.programs.get()
        try:
            environment = {**anna.environment, **self.environment}
            done = program.run([*arguments, "--json"], environment, anna.home, strace)
        finally:
            self.programs.put(program)
        assert "Traceback" not in done.stderr, done.stderr
        return json.loads(done.stdout) if done.stdout else None

    def state(self, anna: Person) -> str:
        """Return what find(1) and sha256sum(1) say lies there.

        A file that was being written when the app was killed has a name of its own and is nobody's
        setting; it is left out.
        """
        script = "find . ! -name '.kioslaverc.*' -printf '%P %s %m %u %l\\n' | sort; "
        script += "find . -type f ! -name '.kioslaverc.*' -exec sha256sum {} + | sort"
        argv = ["sh", "-c", script]
        folder = anna.home / self.folder
        return subprocess.run(argv, cwd=folder, capture_output=True, text=True, check=True).stdout

    def repair(self, anna: Person, *strace: str) -> Any:
        """Repair it, watched by strace where a test says how."""
        return self.run(anna, "fix", self.fix, "--yes", strace=strace)

    def places(self, anna: Person, *command: str, reading: bool = False) -> Sequence[Place]:
        """Run a command; return every place where it changed, or read, the journal or the folder."""
        log = anna.home / "trace"
        answer = self.run(anna, *command, strace=["-y", "-o", log.name, "-e", ",".join(CALLS)])
        assert answer["outcome"] in ("fixed", "undone")
        touched = (f"{anna.home}/data/selfhelp/journal", f"{anna.home}/{self.folder}", "/proc/self/fd/")
        seen: Counter[str] = Counter()
        found: dict[Place, None] = {}
        for line in log.read_text(errors="replace").splitlines():
            if match := CALL.match(line):
                seen[match[1]] += 1
                read = "O_RDONLY" in line or "O_PATH" in line
                if any(path in line for path in touched) and (reading or not read):
                    found[match[1], seen[match[1]]] = None
        assert len(found) > 3, "nothing of the run was recognised"
        return list(found)


def write(anna: Person, name: str, text: str) -> Path:
    """Write a file of the user's, and the folder it lies in."""
    path = anna.home / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    anna.owns(path.parent)
    return anna.owns(path)


def protected(anna: Person) -> None:
    """Protect a document."""
    write(anna, "Documents/letter.txt", "Dear").chmod(0o440)


def marked(anna: Person) -> None:
    """Leave LibreOffice's mark beside a document."""
    write(anna, "Documents/letter.odt", "Dear")
    write(anna, "Documents/.~lock.letter.odt#", f",{anna.name},,,;")


def dead_proxy(anna: Person) -> None:
    """Tell KDE's programs to use a proxy where nobody listens."""
    write(anna, "config/kioslaverc", "[Proxy Settings]\nProxyType=1\nhttpProxy=http://127.0.0.1 9\n")


FAULTS = [
    Fault("file-permission", "Documents", protected),
    Fault("file-locked", "Documents", marked),
    Fault("net-proxy", "config", dead_proxy, {"XDG_CURRENT_DESKTOP": "KDE"}),
]


@pytest.fixture(params=FAULTS, ids=lambda fault: fault.fix)
def fault(request: pytest.FixtureRequest, programs: Programs) -> Fault:
    return replace(request.param, programs=programs)


MOST = 40
"""Loops that count here: each place costs a whole repair under strace."""


def spread(places: Sequence[Place], loops: int) -> Sequence[Place]:
    """Choose places evenly from the first to the last: all of them where there is time for many."""
    most = min(loops, MOST) * 2 // 5
    step = max(1.0, len(places) / most)
    return [places[int(number * step)] for number in range(min(most, len(places)))]


def two_at_a_time(test: Callable[[Any], Any], cases: Sequence[Any]) -> Sequence[Any]:
    """Try two cases side by side, and so on: each has a home of its own."""
    with ThreadPoolExecutor(TWO) as pool:
        return list(pool.map(test, cases))


def inject(call: str, fault: str, when: int) -> Sequence[str]:
    """Return what tells strace to interfere with one of the program's system calls.

    It writes a log as it does when places are looked for: a run that looks at its neighbours sees the same.
    """
    return ("-o", "trace", "-e", f"trace={call}", "-e", f"inject={call}:{fault}:when={when}")


def goes_back(fault: Fault, anna: Person, before: str) -> None:
    """Undo whatever the journal says can be undone: all must be as it was."""
    for run in fault.run(anna, "journal")["runs"]:
        if run["undo"] == "possible":
            answer = fault.run(anna, "undo", run["run"])
            assert answer.get("outcome") == "undone", answer
    assert fault.state(anna) == before


def test_a_disk_that_refuses_once_is_told_and_undone(fault: Fault, loops: int, table: Table) -> None:
    """B8."""
    with person(ALICE) as anna:
        fault.make(anna)
        places = fault.places(anna, "fix", fault.fix, "--yes", reading=True)
    chosen = list(zip(spread(places, loops), cycle(ERRORS), strict=False))
    outcomes = Counter(two_at_a_time(lambda one: _refused(fault, *one), chosen))
    assert outcomes["failed"] + outcomes["refused"], "no place was really refused"
    table.row(
        f"the disk refuses during {fault.fix}",
        proven="strace: ENOSPC, EIO, EROFS …",
        found="the outcome of the run",
        repaired=", ".join(f"{count} {name}" for name, count in sorted(outcomes.items())),
        undone="find, sha256sum",
    )


def _refused(fault: Fault, place: Place, error: str) -> str:
    """Let the disk refuse at one place; return the outcome that was told."""
    call, when = place
    with person(ALICE) as anna:
        fault.make(anna)
        before = fault.state(anna)
        answer = fault.repair(anna, *inject(call, f"error={error}", when))
        where, outcome = f"{call} {when} {error}: {answer}", str(answer["outcome"])
        repaired = fault.state(anna) != before
        assert outcome in ("fixed", "not-fixed", "failed", "refused"), where
        assert (outcome == "fixed") <= repaired, where
        (run,) = fault.run(anna, "journal")["runs"]
        assert run["outcome"] in (outcome, "failed"), where  # its last line may be refused
        assert repaired <= (run["undo"] == "possible"), where
        goes_back(fault, anna, before)
    return outcome


def test_killed_in_a_repair_it_is_undone_or_done_again(fault: Fault, loops: int, table: Table) -> None:
    """B9."""
    with person(ALICE) as anna:
        fault.make(anna)
        places = fault.places(anna, "fix", fault.fix, "--yes")
    interrupted = two_at_a_time(lambda place: _killed(fault, place), spread(places, loops))
    assert sum(interrupted), "it was never killed within a run"
    table.row(
        f"the app is killed during {fault.fix}",
        proven="strace: SIGKILL",
        found="selfhelp journal: failed",
        repaired="a second run",
        undone="find, sha256sum",
    )


def _killed(fault: Fault, place: Place) -> int:
    """Kill it at one place; return how many runs its journal lists then."""
    call, when = place
    with person(ALICE) as anna:
        fault.make(anna)
        before = fault.state(anna)
        assert not fault.repair(anna, *inject(call, KILL, when))
        runs = fault.run(anna, "journal")["runs"]
        if fault.state(anna) != before:
            (run,) = runs  # "fixed" where only the very last forcing to the disk was cut off
            assert run["outcome"] in ("failed", "fixed"), call
            assert run["undo"] == "possible", call
        again = fault.repair(anna)
        assert again["outcome"] in ("fixed", "healthy"), f"{call} {when}: {again}"
        goes_back(fault, anna, before)
    return len(runs)


def test_undo_can_be_repeated_after_a_kill(fault: Fault, loops: int, table: Table) -> None:
    """B9, on the way back."""
    with person(ALICE) as anna:
        fault.make(anna)
        places = fault.places(anna, "undo", fault.repair(anna)["run"])
    two_at_a_time(lambda place: _killed_on_the_way_back(fault, place), spread(places, loops))
    table.row(
        f"the app is killed during undo of {fault.fix}",
        proven="strace: SIGKILL",
        found="selfhelp journal",
        repaired="undone once more",
        undone="find, sha256sum",
    )


def _killed_on_the_way_back(fault: Fault, place: Place) -> None:
    call, when = place
    with person(ALICE) as anna:
        fault.make(anna)
        before = fault.state(anna)
        run = fault.repair(anna)["run"]
        assert not fault.run(anna, "undo", run, strace=inject(call, KILL, when))
        goes_back(fault, anna, before)
        assert fault.repair(anna)["outcome"] == "fixed"
