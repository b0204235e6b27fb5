"""LibreOffice does not start or lost its settings: its own folder is closed, damaged or marked as open."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.lab.conftest import Desk, needs_root
from tests.lab.table import Table
from tests.live.desk import wait_for
from tests.people import Person

pytestmark = [pytest.mark.lab, pytest.mark.slow]

ID = "office-repair"
PROGRAM = "/usr/bin/soffice"


class Office:
    """One person's LibreOffice, started for real."""

    def __init__(self, person: Person) -> None:
        self.person = person
        (person.home / "config").mkdir()
        person.owns(person.home / "config")
        person.owns(self._written("letter.txt"))
        assert self.works(), "its first start makes the folder"

    def _written(self, name: str) -> Path:
        file = self.person.home / name
        file.write_text("Dear reader\n", encoding="utf-8")
        return file

    @property
    def folder(self) -> Path:
        """Its own folder."""
        return self.person.home / "config" / "libreoffice" / "4"

    @property
    def settings(self) -> Path:
        """Its settings."""
        return self.folder / "user" / "registrymodifications.xcu"

    def works(self) -> bool:
        """Let it make a PDF of a letter."""
        made = self.person.home / "letter.pdf"
        made.unlink(missing_ok=True)
        self.person.run([PROGRAM, "--headless", "--convert-to", "pdf", "letter.txt"])
        return made.exists()


@pytest.fixture
def office(alice: Person) -> Office:
    if not shutil.which(PROGRAM):
        pytest.skip("no LibreOffice (package libreoffice-writer-nogui)")
    return Office(alice)


@pytest.fixture
def desk(alice: Person) -> Desk:
    return Desk(alice)


@needs_root
def test_a_folder_of_another_user(office: Office, desk: Desk, table: Table) -> None:
    """As after starting it once with sudo."""
    assert desk.fix("check", ID)["state"] == "healthy"
    subprocess.run(["chown", "root:root", str(office.folder)], check=True)
    subprocess.run(["chmod", "0700", str(office.folder)], check=True)
    before = listing(office.folder)
    assert not office.works()
    assert desk.fix("check", ID)["state"] == "found"
    run = desk.fix("fix", ID)
    assert run["outcome"] == "fixed"
    assert office.works()
    assert desk.fix("undo", run["run"])["outcome"] == "undone"
    assert listing(office.folder) == before
    assert not office.works()
    table.row(
        "LibreOffice's folder belongs to root",
        proven="soffice --convert-to pdf",
        found=ID,
        repaired="moved aside, made anew",
        undone="find -printf owner, mode, size",
    )


def listing(folder: Path) -> str:
    """Return every file with its owner, rights, size and time, as find(1) sees it."""
    argv = ["find", str(folder), "-printf", "%P %u %m %s %T@\n"]
    done = subprocess.run(argv, capture_output=True, text=True, check=True)
    return "\n".join(sorted(done.stdout.split("\n")))


def is_xml(person: Person, file: Path) -> bool:
    """Ask expat, which is not ours, whether a file is XML."""
    script = "import sys, xml.dom.minidom; xml.dom.minidom.parse(sys.argv[1])"
    return person.run(["/usr/bin/python3", "-c", script, str(file)]).returncode == 0


def test_settings_that_are_cut_off(office: Office, desk: Desk, table: Table) -> None:
    assert is_xml(office.person, office.settings)
    desk.run("truncate", "--size=500", str(office.settings))
    assert not is_xml(office.person, office.settings)
    before = office.settings.read_bytes()
    assert desk.fix("check", ID)["state"] == "found"
    run = desk.fix("fix", ID)
    assert run["outcome"] == "fixed"
    assert office.works()
    assert is_xml(office.person, office.settings), "LibreOffice made new ones"
    assert desk.fix("undo", run["run"])["outcome"] == "undone"
    assert office.settings.read_bytes() == before
    table.row(
        "LibreOffice's settings cut off",
        proven="an XML parser, soffice",
        found=ID,
        repaired="moved aside, made anew",
        undone="byte for byte",
    )


def test_a_lock_file_of_another_computer(office: Office, desk: Desk, table: Table) -> None:
    mark = office.folder / ".lock"
    mark.write_text("[Lockdata]\nUser=someone\nHost=other-host\nStamp=A\nTime=\nIPCServer=true\n")
    office.person.owns(mark)
    before = mark.read_bytes()
    check = desk.fix("check", ID)
    assert (check["state"], check["evidence"]["LibreOffice"]) == ("found", "mark of someone on other-host")
    run = desk.fix("fix", ID)
    assert run["outcome"] == "fixed"
    assert office.person.run(["test", "-e", str(mark)]).returncode == 1
    assert office.works()
    assert desk.fix("undo", run["run"])["outcome"] == "undone"
    assert mark.read_bytes() == before
    table.row(
        "LibreOffice marked as open elsewhere",
        proven="cat .lock",
        found=ID,
        repaired="mark moved aside",
        undone="byte for byte",
    )


def test_while_it_is_open_nothing_is_moved(office: Office, desk: Desk) -> None:
    """LibreOffice rewrites its settings seconds after it starts, so it is stopped once it is open."""
    child = office.person.start(
        [PROGRAM, "--headless", "--nologo", "--accept=pipe,name=selfhelp-lab"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    whose = ("-u", office.person.name, "-x", "soffice.bin")
    try:
        wait_for((office.folder / ".lock").exists, 60)
        desk.run("pkill", "-STOP", *whose)
        desk.run("truncate", "--size=500", str(office.settings))
        assert not is_xml(office.person, office.settings)
        run = desk.fix("fix", ID)
        assert (run["outcome"], run["steps"]) == ("refused", [])
        assert "close it" in run["message"]
    finally:
        office.person.run(["pkill", "-CONT", *whose])
        office.person.run(["pkill", "--parent", str(child.pid)])
        child.wait(60)
