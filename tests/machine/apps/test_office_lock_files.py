"""Marks beside documents: who left them, and what hostile content of theirs does."""

from __future__ import annotations

import getpass
import socket
import subprocess
from pathlib import Path

import pytest

from selfhelp.machine.apps.office_lock_files import (
    LIBRE,
    OFFICE,
    find_office_lock_files,
    parse_libreoffice_owner,
    parse_office_owner,
)
from selfhelp.machine.files import open_files
from selfhelp.machine.files.open_files import find_foreign_file_locks, find_open_documents

ACCOUNT = getpass.getuser()


@pytest.fixture
def folder(own_home: Path) -> Path:
    path = own_home / "Documents"
    path.mkdir()
    return path


def office(name: str) -> bytes:
    ansi = name.encode("cp1252", "replace")
    return (
        bytes([len(ansi)])
        + ansi.ljust(54, b" ")
        + len(name).to_bytes(2, "little")
        + name.encode("utf-16-le").ljust(108, b"\0")
    )


def test_own_lock_file_on_this_computer(folder: Path) -> None:
    (folder / "a.odt").touch()
    (folder / ".~lock.a.odt#").write_text(f"Me,{ACCOUNT},{socket.gethostname()},24.11.2026,file:///x;")
    (mark,) = find_office_lock_files()
    assert (mark["document"], mark["kind"], mark["mine"], mark["here"]) == ("a.odt", LIBRE, True, True)


def test_a_colleagues_lock_file_on_another_computer(folder: Path) -> None:
    (folder / "a.odt").touch()
    (folder / ".~lock.a.odt#").write_text(r"Berta\, B.,bb,other.example.com,24.11.2026,file:///x;")
    (mark,) = find_office_lock_files()
    assert (mark["person"], mark["host"]) == ("Berta, B.", "other.example.com")
    assert (mark["mine"], mark["here"]) == (False, False)


@pytest.mark.parametrize("name", ["~$dget.xlsx", "~$budget.xlsx"])
def test_office_lock_files_lead_to_their_document(folder: Path, name: str) -> None:
    (folder / "budget.xlsx").touch()
    (folder / name).write_bytes(office("Berta Bâ"))
    (mark,) = find_office_lock_files()
    assert (mark["document"], mark["kind"]) == ("budget.xlsx", OFFICE)
    assert (mark["person"], mark["mine"]) == ("Berta Bâ", False)


def test_a_lock_file_without_its_document_is_left_alone(folder: Path) -> None:
    (folder / ".~lock.gone.odt#").touch()
    (folder / "~$gone.docx").touch()
    assert find_office_lock_files() == []


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 9,
        b"\xff" * 4096,
        b"," * 4096,
        b"a,b",
        b"\\",
        b"\xff\xff" + b"A" * 300,
        b"<b>,$(x),h,t,p;",
    ],
)
def test_any_lock_file_content_is_parsed(data: bytes) -> None:
    assert len(parse_libreoffice_owner(data)) == 3
    assert isinstance(parse_office_owner(data), str)


def test_odd_lock_files_do_not_hide_a_valid_one(folder: Path) -> None:
    for name in ("a.odt", "b.odt", "c.odt"):
        (folder / name).touch()
    (folder / ".~lock.a.odt#").mkdir()
    (folder / ".~lock.b.odt#").symlink_to("/etc/shadow")
    (folder / ".~lock.c.odt#").write_text(f",{ACCOUNT},,,;")
    marks = {mark["document"]: mark for mark in find_office_lock_files()}
    assert set(marks) == {"b.odt", "c.odt"}
    assert marks["b.odt"]["person"] == ""


def test_a_document_that_a_program_holds_is_seen(folder: Path) -> None:
    for name in ("open.txt", ".hidden"):
        (folder / name).touch()
    with (folder / "open.txt").open() as one, (folder / ".hidden").open("a") as two:
        program = subprocess.Popen(["sleep", "30"], stdin=one, stderr=two)
    try:
        assert [(h["path"], h["pid"]) for h in find_open_documents()] == [
            ("~/Documents/open.txt", program.pid)
        ]
    finally:
        program.kill()
        program.wait()


def test_unreadable_locks_have_no_owner(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(open_files, "_iter_file_locks", lambda: iter([(-5, "x"), (10**9, "00:00:1")]))
    (folder / "a").touch()
    assert find_foreign_file_locks() == []
