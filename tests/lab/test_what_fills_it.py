"""A home that the user's own files fill: what fills it is named with sizes, soon, and nothing is deleted."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator

import pytest

from tests.lab.conftest import interpreter, needs_root
from tests.lab.own_mounts import TMPFS, Mounted, documents, mounted
from tests.lab.table import Table
from tests.people import ROOT, Person
from tests.speed import Speed

pytestmark = [pytest.mark.lab, needs_root]

FILES = 200_000

MAKE = """
import os, sys
for a in range(20):
    for b in range(50):
        folder = f"{sys.argv[1]}/Documents/{a}/{b}"
        os.makedirs(folder)
        for c in range(200):
            os.close(os.open(f"{folder}/{c}", os.O_CREAT | os.O_WRONLY))
"""

TIME = """
import json, re, time
from pathlib import Path
from selfhelp.machine.storage.largest_files import read_largest_items
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.core.model import Platform
machine, device, took = LocalMachine(Platform.LINUX), Path.home().stat().st_dev, []
peak = lambda: int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1])
read_largest_items(machine, device, seconds=0)  # what is loaded first doesn't count
Path("/proc/self/clear_refs").write_text("5")
before = peak()
for _ in range(5):
    begun = time.perf_counter()
    found = read_largest_items(machine, device, seconds=0)
    took.append(round(time.perf_counter() - begun, 3))
grown = peak() - before
print(json.dumps({"took": took, "count": found.count, "grown_kb": grown}))
"""


@pytest.fixture
def filled(alice: Person) -> Iterator[Mounted]:
    """A home of 64 MB, full of documents, downloads and a video."""
    with mounted(alice, TMPFS) as place:
        documents(place)
        yield place


def test_what_fills_it_is_named_and_nothing_is_deleted(filled: Mounted, table: Table) -> None:
    assert filled.try_to_save() == "No space left on device"
    filled.root('rm -f "$1/proof"')
    before = filled.files()
    check = filled.desk.fix("check", "disk-full")
    assert check["state"] == "found"
    shown = {name: text for name, text in check["evidence"].items() if name.startswith("largest")}
    assert list(shown)[:2] == ["largest folder 1", "largest folder 2"]
    for text in shown.values():
        size, place = re.match(r"(\d+) bytes.*: ~/(.*)", text).groups()  # type: ignore[union-attr]
        du = int(filled.root(f'du -s -B1 --apparent-size "$1/{place}"').split()[0])
        assert abs(int(size) - du) < 5000
    run = filled.desk.fix("fix", "disk-full")
    assert run["steps"] == [["tidy-by-hand", "skipped", "impossible"]]
    assert filled.files() == before
    table.row(
        "a disk that the user's own files fill",
        proven="du, df",
        found="disk-full, largest named",
        repaired="by hand: opened in the file manager",
        undone="nothing was deleted: find -printf",
    )


def test_the_command_line_gives_it_as_evidence(filled: Mounted) -> None:
    person = filled.desk.person
    site = next(path for path in sys.path if path.endswith("site-packages"))
    argv = [interpreter(person), "-m", "selfhelp", "check", "disk-full", "--json"]
    done = person.run(argv, {"PYTHONPATH": f"{ROOT}:{site}", "PYTHONDONTWRITEBYTECODE": "1"}, cwd="/")
    (check,) = json.loads(done.stdout)["checks"]
    assert done.returncode == 1
    assert check["state"] == "found"
    assert check["evidence"]["largest file 1"].endswith(": ~/Documents/archive.zip")


def test_a_folder_that_cannot_be_read_is_reported(filled: Mounted) -> None:
    filled.root('chown root "$1/Videos"; chmod 700 "$1/Videos"')
    check = filled.desk.fix("check", "disk-full")
    assert check["evidence"]["folders that could not be read"] == "1"
    assert check["evidence"]["folder that could not be read 1"] == "~/Videos"


def test_another_file_system_and_a_bind_mount_are_not_entered(filled: Mounted) -> None:
    filled.root(
        'mkdir "$1/stick" "$1/again"; mount -t tmpfs tmpfs "$1/stick";'
        'head -c 9000000 /dev/zero > "$1/stick/big";'
        'mount --bind "$1/Videos" "$1/again"; chmod 755 "$1/stick"'
    )
    check = filled.desk.fix("check", "disk-full")
    told = {text for name, text in check["evidence"].items() if name.startswith("another file system")}
    assert told == {"~/stick", "~/again"}
    assert "stick/big" not in str(check["evidence"])
    assert str(check["evidence"]).count("meeting.mkv") == 1


@pytest.mark.alone
def test_two_hundred_thousand_files_within_a_second(alice: Person, table: Table) -> None:
    """On a warm cache; the best of five, because other tests may run beside it."""
    with mounted(alice, 'mount -t tmpfs -o size=200m,nr_inodes=300k,mode=700 tmpfs "$1"') as place:
        person = place.desk.person
        python = interpreter(person)
        assert person.run([python, "-c", MAKE, str(place.home)], cwd="/").returncode == 0
        site = next(path for path in sys.path if path.endswith("site-packages"))
        done = person.run([python, "-c", TIME], {"PYTHONPATH": f"{ROOT}:{site}"}, cwd="/")
        assert done.returncode == 0, done.stderr
        said = json.loads(done.stdout)
    print(said)
    assert said["count"] == FILES
    assert min(said["took"]) < Speed().slowness()
    assert said["grown_kb"] < 20_000
    table.row(
        "200,000 files",
        proven=f"{min(said['took'])} s, {said['grown_kb']} KB",
        found="disk-full",
        repaired="measured within a second",
        undone="nothing was changed",
    )
