"""Services, errors and the package system of a report on a whole Debian of a test's own, really broken."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from tests.lab.conftest import needs_root
from tests.lab.whole_system import Computer, NotBuiltError, whole_system

pytestmark = [pytest.mark.lab, needs_root]

SCRIPT = """
import dataclasses, importlib, json, sys
from selfhelp.core.errors import SelfhelpError
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.core.model import Platform
from selfhelp.report.collectors import Collector
found = {}
for name in sys.argv[1:]:
    module = importlib.import_module("selfhelp.report.collectors." + name)
    kinds = [k for k in vars(module).values() if isinstance(k, type) and k.__module__ == module.__name__]
    kind = next(k for k in kinds if issubclass(k, Collector))
    try:
        items = [dataclasses.asdict(item) for item in kind().collect_facts(LocalMachine(Platform.LINUX))]
    except SelfhelpError as error:
        items = [{"name": "unavailable", "value": str(error)}]
    found[name] = items
print(json.dumps(found))
"""

BROKEN = "[Unit]\nDescription=A service that fails\n[Service]\nType=oneshot\nExecStart=/bin/sh -c 'exit 3'\n"


@pytest.fixture(scope="module")
def system() -> Iterator[Computer]:
    try:
        with whole_system() as system:
            yield system
    except NotBuiltError as error:
        pytest.skip(str(error))


def sections(system: Computer, *names: str, root: bool = True) -> Mapping[str, Any]:
    run = system.root if root else system.person
    argv = ("python3", "-c", SCRIPT, *names)
    done = run("env", "PYTHONPATH=/opt/selfhelp", "PYTHONDONTWRITEBYTECODE=1", *argv)
    assert done.returncode == 0, done.stderr
    said: Mapping[str, Any] = json.loads(done.stdout)
    return said


def table(items: list[Any], name: str) -> list[dict[str, Any]]:
    found = next(item for item in items if item["name"] == name and "rows" in item)
    names = [column["name"] for column in found["columns"]]
    return [dict(zip(names, row, strict=True)) for row in found["rows"]]


def fact(items: list[Any], name: str) -> Any:
    return next((item["value"] for item in items if item["name"] == name and "value" in item), None)


def test_a_service_that_failed(system: Computer) -> None:
    system.root("tee", "/run/systemd/system/broken.service", stdin=BROKEN)
    system.root("systemctl", "daemon-reload")
    assert system.root("systemctl", "start", "broken.service").returncode != 0
    rows = table(sections(system, "services")["services"], "failed")
    (broken,) = [row for row in rows if row["service"] == "broken.service"]
    assert (broken["about"], broken["ended by"], broken["status"]) == ("A service that fails", "exit-code", 3)
    assert broken["since"]


def test_errors_of_the_log_are_counted(system: Computer) -> None:
    system.root(
        "systemd-cat", "-t", "printer-app", "-p", "err", "sh", "-c", "echo jam 1; echo jam 2; echo jam 3"
    )
    system.root("journalctl", "--sync")
    items = sections(system, "errors")["errors"]
    (jam,) = [row for row in table(items, "errors") if row["source"] == "printer-app"]
    assert (jam["message"], jam["times"]) == ("jam 3", 3)
    hours = table(items, "errors by hour")
    assert hours[-1]["errors"] + (hours[-2]["errors"] or 0) >= 3


def test_a_flood_does_not_slow_it(system: Computer) -> None:
    """Forty thousand errors: only the newest are read, and that is said."""
    flood = "for i in $(seq 40000); do echo flood $i; done"
    system.root("systemd-cat", "-t", "flood", "-p", "err", "sh", "-c", flood)
    system.root("journalctl", "--sync")
    started = time.monotonic()
    items = sections(system, "errors")["errors"]
    assert time.monotonic() - started < 30  # a runaway; it takes a fraction of a second
    assert fact(items, "complete") is False
    assert "more errors than were read" in str(fact(items, "note"))


def test_missing_log_permission_is_reported(system: Computer) -> None:
    items = sections(system, "errors", root=False)["errors"]
    said = f"{fact(items, 'unavailable')} {fact(items, 'note')}"
    assert "may not read it" in said or "can only read part" in said, items


def test_who_belongs_where_and_the_package_system(system: Computer) -> None:
    said = sections(system, "updates", "sign_in", "language", "security", root=False)
    assert fact(said["updates"], "installation interrupted") is False
    assert fact(said["sign_in"], "account managed by") == "this computer"
    assert fact(said["language"], "time zone")
    assert fact(said["security"], "TPM")
