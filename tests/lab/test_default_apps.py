"""PDF documents open in the wrong program: the one that was chosen was removed."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.lab.conftest import Desk
from tests.lab.table import Table
from tests.people import Person

pytestmark = pytest.mark.lab

ID = "default-apps"
PDF = "application/pdf"
LIST = (
    "# mine\n[Added Associations]\napplication/pdf=reader.desktop;\n\n"
    "[Default Applications]\ntext/plain=reader.desktop\napplication/pdf=reader.desktop;\n"
)


@pytest.fixture
def desk(alice: Person) -> Desk:
    if not shutil.which("xdg-mime"):
        pytest.skip("no xdg-mime (package xdg-utils)")
    return Desk(alice, {"XDG_DATA_DIRS": str(alice.home / "shared")})


def install(desk: Desk, name: str, title: str, types: str = PDF) -> Path:
    folder = desk.person.home / "data" / "applications"
    desk.run("mkdir", "-p", str(folder))
    file = folder / f"{name}.desktop"
    lines = ("[Desktop Entry]", "Type=Application", f"Name={title}", "Exec=/usr/bin/cat %f")
    file.write_text("\n".join((*lines, f"MimeType={types};", "")), encoding="utf-8")
    return desk.person.owns(file)


def opens(desk: Desk) -> str:
    return desk.run("xdg-mime", "query", "default", PDF)


def choices(desk: Desk, text: str) -> Path:
    folder = desk.person.home / "config"
    desk.run("mkdir", "-p", str(folder))
    file = folder / "mimeapps.list"
    file.write_bytes(text.encode())
    return desk.person.owns(file)


def test_a_program_that_was_removed(desk: Desk, table: Table) -> None:
    reader = install(desk, "reader", "Reader")
    install(desk, "another", "Another")
    install(desk, "viewer", "Viewer")
    file = choices(desk, LIST.replace("text/plain=reader.desktop\n", ""))
    assert opens(desk) == "reader.desktop"
    assert desk.fix("check", ID)["state"] == "healthy"
    desk.run("rm", str(reader))
    before = file.read_bytes()
    assert opens(desk) != "reader.desktop"
    check = desk.fix("check", ID)
    assert check["summary"] == "The default app for PDF documents is no longer installed."
    run = desk.fix("fix", ID, "pdf=viewer.desktop")
    assert run["outcome"] == "fixed"
    assert opens(desk) == "viewer.desktop"
    assert desk.fix("undo", run["run"])["outcome"] == "undone"
    assert file.read_bytes() == before
    table.row(
        "the program chosen for PDF was removed",
        proven="xdg-mime query default",
        found=ID,
        repaired="another one chosen",
        undone="mimeapps.list byte for byte",
    )


def test_two_types_without_an_app_for_one(desk: Desk) -> None:
    install(desk, "viewer", "Viewer")
    file = choices(desk, LIST)
    run = desk.fix("fix", ID)
    assert run["outcome"] == "not-fixed", "nothing opens plain text files"
    assert opens(desk) == "viewer.desktop"
    assert b"text/plain=reader.desktop\n" in file.read_bytes()


def test_hostile_names_are_only_shown(desk: Desk) -> None:
    install(desk, "viewer", "$(touch /tmp/owned)<b>\x1b[31m" + "x" * 5000)
    install(desk, "-rf", "Dash")
    choices(desk, f"[Default Applications]\n{PDF}=../../$(id);\x07<b>{'y' * 9000}\n")
    check = desk.fix("check", ID)
    assert check["state"] == "found"
    run = desk.fix("fix", ID)
    assert run["outcome"] == "fixed"
    assert desk.fix("undo", run["run"])["outcome"] == "undone"
    assert desk.fix("check", ID)["evidence"] == check["evidence"]


def test_a_choice_that_has_a_second_program_is_healthy(desk: Desk) -> None:
    install(desk, "viewer", "Viewer")
    choices(desk, f"[Default Applications]\n{PDF}=gone.desktop;viewer.desktop;\n")
    assert opens(desk) == "viewer.desktop"
    assert desk.fix("check", ID)["state"] == "healthy"
