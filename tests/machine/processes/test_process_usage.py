"""Which programs use the most: the processes of one program are one line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from selfhelp.machine.processes.process_usage import measure_top_processes


def test_processes_of_one_program_are_added_up(tmp_path: Path) -> None:
    program = tmp_path / "sh-hungry"  # a name that no other program here has
    program.symlink_to(sys.executable)
    sleep = [str(program), "-S", "-c", "import time; x = bytearray(30_000_000); time.sleep(60)"]
    children = [subprocess.Popen(sleep) for _ in range(3)]
    try:
        told = measure_top_processes(0.3, 500)
    finally:
        for child in children:
            child.kill()
            child.wait()
    names = [entry["name"] for entry in told["top"]]
    assert len(names) == len(set(names))
    (ours,) = [e for e in told["top"] if e["name"] == program.name]
    assert ours["processes"] == 3
    assert ours["memory"] >= 3 * 5_000_000
    assert ours["pid"] > 0
    assert all(entry["memory"] or entry["processor"] for entry in told["top"]), "threads of the kernel"
    assert told["count"] >= sum(entry["processes"] for entry in told["top"])
