"""What counts as one program, for the fixes and for the report."""

from __future__ import annotations

from types import SimpleNamespace

import psutil
import pytest

from selfhelp.core.model import Json
from selfhelp.machine.processes.process_usage import sum_by_program
from selfhelp.machine.processes.programs import (
    compute_private_memory_bytes,
    group_by_program,
    list_process_names,
)

BROWSER = "/usr/lib/browser/browser"


def test_our_own_process_is_listed_and_no_name_twice() -> None:
    names = list_process_names()
    assert psutil.Process().name() in names
    assert len(names) == len(set(names))


def processes(*facts: tuple[int, int, str]) -> list[list[int]]:
    """Group processes given as number, parent and file."""
    known = [{"pid": pid, "parent": parent, "file": file} for pid, parent, file in facts]
    return [[member["pid"] for member in group] for group in group_by_program(known)]


def test_a_browser_and_its_tabs_are_one_program() -> None:
    assert processes((3, 2, BROWSER), (1, 0, BROWSER), (2, 1, BROWSER)) == [[1, 3, 2]]


@pytest.mark.parametrize("file", ["/usr/bin/bash", "/usr/bin/python3.13", "C:\\x\\python.exe", ""])
def test_a_script_is_not_the_shell_it_was_started_from(file: str) -> None:
    assert processes((1, 0, file), (2, 1, file)) == [[1], [2]]


def test_parents_that_go_in_a_circle_end() -> None:
    assert processes((1, 2, "/x"), (2, 1, "/x"))


def test_memory_is_unshared_memory() -> None:
    assert compute_private_memory_bytes(SimpleNamespace(rss=90, shared=60)) == 30
    assert compute_private_memory_bytes(SimpleNamespace(rss=90, private=20)) == 20
    assert compute_private_memory_bytes(SimpleNamespace(rss=90)) == 90
    assert compute_private_memory_bytes(SimpleNamespace(rss=10, shared=11)) == 0


def process(pid: int, parent: int, file: str, name: str, processor: float) -> Json:
    return {
        "process": None,
        "pid": pid,
        "parent": parent,
        "file": file,
        "name": name,
        "state": "running",
        "processor": processor,
        "memory": 1,
    }


def test_the_report_names_the_program_that_the_fix_would_close() -> None:
    """The helpers of a browser have other names; together they are busier than the program beside it."""
    tabs = [process(pid, 1, BROWSER, "Isolated Web Co", 40.0) for pid in (2, 3, 4)]
    told = sum_by_program([process(1, 0, BROWSER, "browser", 5.0), *tabs, process(9, 0, "/x", "other", 50.0)])
    assert [(p["name"], p["processes"], p["processor"]) for p in told] == [
        ("browser", 4, 125.0),
        ("other", 1, 50.0),
    ]
    assert told[0]["pid"] == 2


def test_programs_of_one_name_are_one_line() -> None:
    told = sum_by_program(
        [process(1, 0, "/usr/bin/python3", "python3", 1.0), process(2, 1, "", "python3", 2.0)]
    )
    assert [(p["name"], p["processes"]) for p in told] == [("python3", 2)]
