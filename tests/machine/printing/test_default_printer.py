"""A person's default printer: read from their file, changed, and put back to the byte."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from selfhelp.core.errors import ChangedSinceError, ProbeError, StepError, UndoImpossibleError
from selfhelp.core.model import Json, Platform
from selfhelp.core.progress import Progress
from selfhelp.core.text import ENGLISH
from selfhelp.machine import Command, Output, Probe, step_from_json
from selfhelp.machine.printing import default_printer
from selfhelp.machine.printing.default_printer import (
    ChooseFirstPrinter,
    ChoosePrinter,
    RestorePrinterChoice,
    read_chosen_printer,
    read_lpoptions_file,
    restore_lpoptions_file,
)
from selfhelp.machine.printing.print_queues import PrintQueue


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's lpoptions file; there is none yet."""
    path = tmp_path / "cups" / "lpoptions"
    monkeypatch.setattr(default_printer, "find_lpoptions_file", lambda: path)
    for name in default_printer.VARIABLES:
        monkeypatch.delenv(name, raising=False)
    return path


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Default office\n", "office"),
        ("Dest a sides=two\nDefault étage-2/duplex sides=two\n", "étage-2"),
        ("Default\n", ""),
        ("Defaults x\n\x00\n", ""),
        ("", ""),
    ],
)
def test_the_chosen_printer_is_read(file: Path, text: str, name: str) -> None:
    file.parent.mkdir()
    file.write_text(text)
    assert read_chosen_printer() == {"file": name, "variable": ""}


def test_a_variable_of_the_session(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRINTER", "two")
    assert read_chosen_printer() == {"file": "", "variable": "two"}
    monkeypatch.setenv("LPDEST", "one")
    assert read_chosen_printer()["variable"] == "one"


@pytest.mark.parametrize("data", [b"Default a\n", b"", b"Dest \xff\xfe\r\nDefault a", None])
def test_undo_is_byte_exact(file: Path, data: bytes | None) -> None:
    if data is not None:
        file.parent.mkdir()
        file.write_bytes(data)
    before = json.loads(json.dumps(read_lpoptions_file()))
    file.parent.mkdir(exist_ok=True)
    file.write_text("Default other\n")
    restore_lpoptions_file(**before)
    assert (file.read_bytes() if file.exists() else None) == data
    assert file.parent.exists() is (data is not None)
    assert [path.name for path in file.parent.glob("*")] == ["lpoptions"] * (data is not None)


def test_what_cannot_be_undone_is_not_changed(file: Path, tmp_path: Path) -> None:
    file.parent.mkdir()
    file.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(ProbeError):
        read_lpoptions_file()
    file.unlink()
    file.write_bytes(b"x" * 70_000)
    with pytest.raises(ProbeError):
        read_lpoptions_file()


class Computer:
    """A computer that keeps what it was told to do."""

    def __init__(self, platform: Platform, code: int = 0, mode: int | None = 0) -> None:
        self.platform, self.code, self.mode = platform, code, mode
        self.asked: list[Command] = []
        self.default, self.others = "PDF", list[str]()

    def read(self, source: Any) -> Json:
        if type(source).__name__ == "Registry":
            return self.mode
        others = [{"Name": name, "Status": 0, "Default": False} for name in self.others]
        return [{"Name": self.default, "Status": 0, "Default": True}, *others]

    def run(self, command: object) -> Any:
        raise AssertionError("nothing is asked")

    def change(self, action: Any) -> Output:
        self.asked.append(action)
        return Output(self.code, "", "no such printer" if self.code else "")


@pytest.mark.parametrize("name", ["office", "-x", "$(id)", "a;b"])
def test_the_name_is_one_argument(name: str) -> None:
    machine = Computer(Platform.LINUX)
    ChoosePrinter(name).perform(machine, Progress())
    assert machine.asked == [Command(("lpoptions", "-d", name))]


def test_windows_gets_the_name_as_data_and_its_mode_back() -> None:
    machine = Computer(Platform.WINDOWS, mode=None)
    name = "HP'; Remove-Item C:\\ <3> é"
    back = ChoosePrinter(name).make_undo_step(machine)
    assert back == RestorePrinterChoice(None, True, "PDF", None, name, "PDF")
    assert ENGLISH.translate(back.describe_action()) == "Make PDF your default printer again."
    ChoosePrinter(name).perform(machine, Progress())
    machine.default, machine.others = name, ["PDF"]
    back.perform(machine, Progress())
    said = [json.loads("".join(value for _, value in command.variables)) for command in machine.asked]
    assert said == [{"printer": name, "mode": 1}, {"printer": "PDF", "mode": None}]
    assert all(name not in " ".join(command.argv) for command in machine.asked)


def test_windows_says_beforehand_that_a_first_default_stays() -> None:
    """It said "Can be undone", but the undo failed: there is no printer without a name."""
    step = ChooseFirstPrinter("HP")
    view = step.to_view()
    assert not view.undoable
    assert view.risk is not None
    assert "Windows can't return to that" in ENGLISH.translate(view.risk)
    machine = Computer(Platform.WINDOWS, mode=None)
    assert step.make_undo_step(machine) is None
    step.perform(machine, Progress())
    said = "".join(value for _, value in machine.asked[0].variables)
    assert json.loads(said) == {"printer": "HP", "mode": 1}
    assert step_from_json(step.to_json()) == step


def test_windows_refuses_to_undo_a_first_default_of_an_older_version() -> None:
    machine = Computer(Platform.WINDOWS)
    machine.default = "HP"
    back = RestorePrinterChoice(None, True, "", None, "HP", "")
    with pytest.raises(UndoImpossibleError, match="Your default printer is still HP"):
        back.perform(machine, Progress())
    assert machine.asked == []


def test_users_later_choice_is_kept(file: Path) -> None:
    file.parent.mkdir()
    file.write_text("Default a\n")
    before = read_lpoptions_file()
    file.write_text("Default third\n")
    with pytest.raises(StepError, match="has been changed since"):
        restore_lpoptions_file(before["file"], before["folder"], "office")
    assert file.read_text() == "Default third\n"
    file.write_text("Default office sides=two\n")
    restore_lpoptions_file(before["file"], before["folder"], "office")
    restore_lpoptions_file(before["file"], before["folder"], "office")  # twice is harmless
    assert file.read_text() == "Default a\n"


def test_windows_keeps_a_later_choice() -> None:
    machine = Computer(Platform.WINDOWS, mode=1)
    with pytest.raises(StepError, match="has been changed since"):
        RestorePrinterChoice(None, True, "old", 0, "office").perform(
            machine, Progress()
        )  # the default is "PDF"
    assert machine.asked == []
    RestorePrinterChoice(None, True, "old", 0, "PDF").perform(machine, Progress())
    assert len(machine.asked) == 1


@pytest.mark.parametrize("platform", list(Platform))
def test_what_was_not_done_is_said(platform: Platform) -> None:
    with pytest.raises(StepError):
        ChoosePrinter("x").perform(Computer(platform, code=1), Progress())


@pytest.mark.parametrize("platform", [Platform.LINUX, Platform.WINDOWS])
def test_the_present_default_stays_if_the_former_one_is_gone(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = [PrintQueue("HP", default=True), PrintQueue("Lobby")]
    monkeypatch.setattr(default_printer, "DESTINATIONS", Probe("", {platform: lambda _: seen}))
    machine = Computer(platform)
    back = RestorePrinterChoice(None, True, "Canon", 0, "HP", "Canon")
    with pytest.raises(StepError) as told:
        back.perform(machine, Progress())
    assert str(told.value) == "Canon is no longer available. Your default printer is still HP."
    assert machine.asked == []
    assert not ChoosePrinter("HP").is_undone(machine, back)
    seen[:] = [PrintQueue("Lobby", default=True), PrintQueue("Canon")]
    assert not ChoosePrinter("HP").is_undone(machine, back)
    seen[:] = [PrintQueue("Canon", default=True)]
    assert ChoosePrinter("HP").is_undone(machine, back)


@pytest.mark.parametrize(
    ("former", "changed", "back", "restored"),
    [
        (
            "Office",
            "Default printer: Office → Second",
            "Make Office your default printer again.",
            "Your default printer is Office again.",
        ),
        (
            "",
            "Default printer: none → Second",
            "Remove the default printer again.",
            "There's no default printer any more, as before.",
        ),
        (None, "Default printer: Second", "Restore your previous default printer.", None),
    ],
)
def test_a_change_and_its_undo_name_the_printers(
    former: str | None, changed: str, back: str, restored: str | None
) -> None:
    undo = RestorePrinterChoice(None, True, "", None, "Second", former)
    assert ENGLISH.translate(ChoosePrinter("Second").describe_change(undo)) == changed
    assert ENGLISH.translate(undo.describe_action()) == back
    told = undo.describe_restored_state()
    assert (told and ENGLISH.translate(told)) == restored


def test_a_later_choice_can_be_found_in_the_history(file: Path) -> None:
    file.parent.mkdir()
    file.write_text("Default Second\n")
    with pytest.raises(ChangedSinceError, match="it's Second now") as refused:
        restore_lpoptions_file(None, True, "Office")
    assert refused.value.now == "Second"
    later = RestorePrinterChoice(None, True, "", None, "Second", "Office")
    assert later.get_expected_value() == refused.value.now
