"""A person's choice of programs: read, changed, and put back letter for letter."""

from __future__ import annotations

from pathlib import Path

import pytest

from selfhelp.core.errors import StepError
from selfhelp.core.model import Platform
from selfhelp.core.progress import Progress
from selfhelp.machine import step_from_json
from selfhelp.machine.apps.default_apps import ChooseProgram, scan_file_associations, write_default_lines
from selfhelp.machine.local_machine import LocalMachine

MACHINE = LocalMachine(Platform.LINUX)
PDF, WEB = "application/pdf", "x-scheme-handler/https"
LIST = (
    b"application/pdf=outside.desktop\n[Added Associations]\napplication/pdf=gone.desktop;\n"
    b"[Default Applications]\r\n# mine\r\napplication/pdf = gone.desktop;\r\ntext/odd=\xff.desktop\n"
    b"x-scheme-handler/https=gone.desktop;here.desktop\n[Removed Associations]\napplication/pdf=x\n"
)


@pytest.fixture
def file(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_DIRS", str(own_home / "none"))
    program(own_home, "here", f"Name=Here\nName[fr]=Ici\nExec=/usr/bin/cat %U\nMimeType={WEB};{PDF};\n")
    file = own_home / "config" / "mimeapps.list"
    file.parent.mkdir(parents=True)
    file.write_bytes(LIST)
    return file


def program(home: Path, name: str, text: str) -> None:
    folder = home / "data" / "applications"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.desktop").write_text(f"[Desktop Entry]\n{text}\n[Desktop Action new]\nName=New\n")


def test_only_the_right_section_is_read(file: Path) -> None:
    answer = scan_file_associations()
    assert {c["type"]: (c["value"].strip(), c["there"]) for c in answer["choices"]} == {
        PDF: ("gone.desktop;", False),
        WEB: ("gone.desktop;here.desktop", True),
    }
    assert answer["programs"] == [{"id": "here.desktop", "title": "Here", "types": [PDF]}]


@pytest.mark.parametrize(
    "text",
    [
        f"Name=X\nExec=/no/such/program %f\nMimeType={PDF};\n",
        f"Name=X\nExec=/usr/bin/cat\nHidden=true\nMimeType={PDF};\n",
        f"Name=X\nExec='unclosed\nMimeType={PDF};\n",
    ],
)
def test_a_program_that_cannot_start_is_not_there(own_home: Path, file: Path, text: str) -> None:
    program(own_home, "gone", text)
    assert [choice["there"] for choice in scan_file_associations()["choices"]] == [False, True]


def test_a_choice_is_changed_and_restored_exactly(file: Path) -> None:
    step = ChooseProgram("pdf", "config", (PDF,), ("here.desktop",), "Here")
    back = step.make_undo_step(MACHINE)
    assert back is not None
    step.perform(MACHINE, Progress())
    assert file.read_bytes() == LIST.replace(b" = gone.desktop;", b" =here.desktop")
    assert step.perform(MACHINE, Progress()) is None
    step_from_json(back.to_json()).perform(MACHINE, Progress())
    assert file.read_bytes() == LIST


@pytest.mark.parametrize(
    ("name", "kind", "value"),
    [
        ("config", PDF, "x.desktop\n[Evil]"),
        ("config", "application/x-evil", "x.desktop"),
        ("../config", PDF, "x.desktop"),
        ("config", PDF, ""),
    ],
)
def test_only_allowed_values_are_written(file: Path, name: str, kind: str, value: str) -> None:
    with pytest.raises(StepError):
        write_default_lines(name, [kind], [value])
    assert file.read_bytes() == LIST


def test_no_choice_at_all_is_no_choice(own_home: Path) -> None:
    assert scan_file_associations()["choices"] == []


def test_a_program_of_an_odd_name_is_there_and_never_offered(own_home: Path, file: Path) -> None:
    program(own_home, "it's (x86)", f"Name=Odd\nExec=/usr/bin/cat\nMimeType={WEB};{PDF};\n")
    file.write_text(f"[Default Applications]\n{PDF}=it's (x86).desktop\n{WEB}=gone.desktop\n")
    answer = scan_file_associations()
    assert [(choice["type"], choice["there"]) for choice in answer["choices"]] == [(PDF, True), (WEB, False)]
    assert [found["id"] for found in answer["programs"]] == ["here.desktop"]
