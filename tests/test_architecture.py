"""The map in ARCHITECTURE.md is true: what it names exists, and what matters is named."""

from __future__ import annotations

import re

from tests.people import ROOT

MAP = (ROOT / "ARCHITECTURE.md").read_text("utf-8")


def test_every_file_that_is_named_exists() -> None:
    named = set(re.findall(r"\b([a-z_]+\.py)\b", MAP)) - {"test_X.py"}
    there = {path.name for path in (ROOT / "selfhelp").rglob("*.py")}
    assert named - there == set()


def test_every_file_of_the_core_is_named() -> None:
    core = [*(ROOT / "selfhelp").glob("*.py"), *(ROOT / "selfhelp" / "report").glob("*.py")]
    assert [path.name for path in core if path.name != "__init__.py" and path.name not in MAP] == []


TOUCHES = re.compile(
    r"sys\.platform|os\.name\b|platform\.system\(|os\.kill|os\.startfile|getpass\.getuser|QProcess"
    r"|^\s*(?:import|from) (?:subprocess|ctypes|fcntl|msvcrt|winreg|pwd|psutil)\b"
    r"|import_module\(\"(?:winreg|ctypes|msvcrt|pwd)\"",
    re.MULTILINE,
)
"""What asks which system this is, or goes past `selfhelp.machine` to the computer."""

BESIDE_THE_DOOR = {
    "places.py",
    "access_list.py",
    "policy_managed.py",
    "report/outbox/files.py",
    "ui/watch.py",
}


def test_nobody_goes_past_the_only_door_but_those_the_map_names() -> None:
    ours = ROOT / "selfhelp"
    found = {
        path.relative_to(ours).as_posix()
        for path in ours.rglob("*.py")
        if path.relative_to(ours).parts[0] not in ("machine", "helper")
        and TOUCHES.search(path.read_text("utf-8"))
    }
    assert found == BESIDE_THE_DOOR
    assert [name for name in found if name.rpartition("/")[2] not in MAP] == []
