"""remote through the command line: a tool of the policy is found, started after a yes, its id sent."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from tests.e2e.terminal import Terminal

SEND = ("send", "--subject", "Printer", "--body", "It does not print.", "--no-snapshot", "--wait", "30")
TOOL = """#!/bin/sh
if [ "$1" = --get-id ]; then echo "123 456 789"; exit; fi
echo "$@" > "$HOME/started"
exec sleep 5
"""


@pytest.fixture
def helper() -> Iterator[Path]:
    """A program of root's, as an administrator installs it."""
    if os.geteuid() != 0:
        pytest.skip("needs root, to install a program")
    folder = Path("/opt") / f"selfhelp-remote-{os.getpid()}"
    folder.mkdir(mode=0o755)
    try:
        program = folder / "helper"
        program.write_text(TOOL)
        program.chmod(0o755)
        yield program
    finally:
        shutil.rmtree(folder)


def describe(selfhelp: Terminal, program: Path, more: str = "") -> None:
    line = f"helper|Acme Helper|linux={program}|arguments=--note={{ticket}}|id=--get-id"
    selfhelp.write_policy(f'[remote]\ntools = ["{line}"]\nallow = ["helper"]\n{more}')


@pytest.mark.lab
def test_from_the_list_to_the_ticket(selfhelp: Terminal, helper: Path) -> None:
    describe(selfhelp, helper)
    listed = selfhelp.json("remote", "list")
    assert [(t["id"], t["state"]) for t in listed["tools"]] == [("helper", "available")]
    number = selfhelp.json(*SEND)["ticket"]
    declined = selfhelp("remote", "start", "helper", "--json")
    assert declined.status == 1, "without a terminal the answer is no"
    assert not (selfhelp.person.home / "started").exists()
    answer = selfhelp.json("remote", "start", "helper", "--ticket", number, "--yes")
    assert (answer["started"], answer["id"], answer["added"]) == (True, "123456789", True)
    assert (selfhelp.person.home / "started").read_text().strip() == f"--note={number}"
    (run,) = selfhelp.json("journal")["runs"]
    assert (run["id"], run["outcome"], run["undo"]) == ("remote-helper", "started", "impossible")


@pytest.mark.lab
def test_a_program_that_others_may_write_is_not_started(selfhelp: Terminal, helper: Path) -> None:
    describe(selfhelp, helper)
    helper.chmod(0o777)
    assert selfhelp.json("remote", "list")["tools"][0]["state"] == "insecure"
    answer = selfhelp("remote", "start", "helper", "--yes", "--json")
    assert answer.status == 1
    assert not (selfhelp.person.home / "started").exists()


@pytest.mark.lab
def test_switched_off_by_policy(selfhelp: Terminal, helper: Path) -> None:
    describe(selfhelp, helper, "enabled = false\n")
    assert selfhelp.json("remote", "list") == {"schema": 1, "allowed": False, "tools": [], "download": None}
    assert selfhelp("remote", "start", "helper", "--yes", "--json").status == 1


@pytest.mark.lab
def test_what_a_person_reads(selfhelp: Terminal, helper: Path) -> None:
    describe(selfhelp, helper)
    assert "Acme Helper" in selfhelp("remote", "list").out
    answer = selfhelp("remote", "start", "helper", "--yes", "--lang", "fr")
    assert "123 456 789" in answer.out


def test_the_page_for_people(selfhelp: Terminal) -> None:
    selfhelp.write_policy('[evidence]\nscreenshots = false\nexclude_sections = ["disks"]\n')
    topics = {t["id"]: t for t in selfhelp.json("privacy", "-o", "page.html")["topics"]}
    off = [p["text"] for p in topics["collection"]["points"] if not p["enabled"]]
    assert "Your organisation has turned off 1 section." in off
    assert "Your organisation has turned off screenshots." in off
    page = (selfhelp.person.home / "page.html").read_text("utf-8")
    assert all(t["title"] in unescape(page) for t in topics.values())
    french = selfhelp("privacy", "--lang", "fr").out
    assert "Ce qui est collecté" in french
    assert "What is collected" not in french
