"""Tickets on their way: a very large file in little memory, and many tickets against a bare loop."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

import requests

from tests.bench.measure import Result, measured
from tests.desks.front import facts
from tests.people import PATH, ROOT

MANY, EACH, ROUNDS = 200, 1_000_000, 10
LARGE = 500_000_000
MORE = 20
"""MiB that a file of 500 MB may take beyond one of a single megabyte."""


@contextmanager
def _swallowing(size: int) -> Iterator[str]:
    """Run a server that throws everything away."""
    command = [sys.executable, "-m", "tests.bench.swallowing_server", str(size)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as server:
        assert server.stdout is not None
        try:
            yield f"http://127.0.0.1:{int(server.stdout.readline())}"
        finally:
            server.kill()


def _child(count: int, size: int, kind: str, given: Sequence[str]) -> list[str]:
    return [sys.executable, "-m", "tests.bench.delivery_child", str(count), str(size), kind, *given]


def _environment(home: str) -> Mapping[str, str]:
    return {"HOME": home, "PATH": PATH, "LANG": "C.UTF-8", "PYTHONPATH": str(ROOT), "TMPDIR": home}


def results(_runs: int) -> Iterator[Result]:
    """Measure memory, then time."""
    yield _memory()
    with tempfile.TemporaryDirectory() as home:
        yield _own_work(home)
        if os.geteuid() == 0:
            yield _against_a_loop(home)


def _memory() -> Result:
    """Return the most that sending a file of 500 MB takes beyond sending a small one."""
    peaks = []
    with tempfile.TemporaryDirectory() as home:
        for size in (EACH, LARGE):
            with _swallowing(size) as url:
                peaks.append(measured(_child(1, size, "rt", [url, "1-2-3"]), _environment(home)).peak)
    note = f"peak {peaks[1]:.0f} MiB; {peaks[0]:.0f} MiB with a file of 1 MB"
    return Result("a file of 500 MB: memory beyond one of 1 MB", peaks[1] - peaks[0], "MiB", MORE, note=note)


def _seconds(command: list[str], home: str) -> float:
    done = subprocess.run(command, env=_environment(home), capture_output=True, text=True, check=True)
    return float(done.stdout)


def _own_work(home: str) -> Result:
    """Return what our own part of a ticket takes: a server that does nothing leaves only that."""
    with _swallowing(EACH) as url:
        ours = _seconds(_child(MANY, EACH, "rt", [url, "1-2-3"]), home)
        data = os.urandom(EACH)
        begin = time.perf_counter()
        for _ in range(MANY):
            requests.post(f"{url}/x", files={"f": ("a.bin", data)}, timeout=60).raise_for_status()
        bare = time.perf_counter() - begin
    note = f"{MANY} tickets; a bare loop without reading back or saving: {bare / MANY * 1e3:.1f} ms"
    return Result("our own work for a ticket of 1 MB", ours / MANY * 1e3, "ms", 60, note=note)


def _against_a_loop(home: str) -> Result:
    """Return how long 200 tickets take in a real Redmine, against the same requests without anything else."""
    redmine = facts("redmine.sh")
    given = [redmine["base_url"], redmine["key_employee"], redmine["project"], redmine["ref_field"]]
    some = MANY // ROUNDS
    _bare(redmine, 5)
    pairs = [
        (_seconds(_child(some, EACH, "redmine", given), home), _bare(redmine, some)) for _ in range(ROUNDS)
    ]
    ours, bare = (statistics.median(pair[n] for pair in pairs) / some * 1e3 for n in (0, 1))
    what = f"{MANY} tickets of 1 MB in a real Redmine, each"
    return Result(what, ours, "ms", 1.3, bare, "pacing 0, limits raised; ours saves and reads back")


def _bare(redmine: Mapping[str, str], count: int) -> float:
    """Send the same requests as plainly as can be: each file, then the ticket that names it."""
    key, url = {"X-Redmine-API-Key": redmine["key_employee"]}, redmine["base_url"]
    data = os.urandom(EACH)
    begin = time.perf_counter()
    for _ in range(count):
        kind = {"Content-Type": "application/octet-stream", **key}
        sent = requests.post(f"{url}/uploads.json?filename=a.bin", data=data, headers=kind, timeout=300)
        uploads = [{"token": sent.json()["upload"]["token"], "filename": "a.bin"}]
        issue = {"project_id": redmine["project"], "subject": "s", "description": "b", "uploads": uploads}
        requests.post(
            f"{url}/issues.json", json={"issue": issue}, headers=key, timeout=300
        ).raise_for_status()
    return time.perf_counter() - begin
