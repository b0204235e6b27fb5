"""The tables of the MSI keep the rules, and the check of the rules finds what breaks them."""

from __future__ import annotations

import shutil
import subprocess
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from selfhelp.core.model import Platform
from selfhelp.helper import setup
from selfhelp.helper.operation import TrustLevel
from selfhelp.helper.operations import OPERATIONS
from tests.installer_programs import load
from tests.people import ROOT

WINDOWS = ROOT / "installer" / "windows"
pytestmark = [
    pytest.mark.package,
    pytest.mark.skipif(shutil.which("wixl") is None, reason="needs wixl: tools/setup.sh windows"),
]


def of_installer(name: str) -> Any:
    """Return a module of the installer's folder, which is no package."""
    return load(WINDOWS, name)


@pytest.fixture(scope="module")
def frozen(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A stand-in for the frozen folder."""
    frozen = tmp_path_factory.mktemp("frozen")
    for name in ("selfhelp.exe", "selfhelpw.exe", "helper.exe", "_internal/Long name of a library.dll"):
        (frozen / name).parent.mkdir(exist_ok=True)
        (frozen / name).write_bytes(b"MZ" + of_installer("tables").SIGNATURE + program_version(1, 2, 3))
    (frozen / "_internal" / "long-named-library.dll").write_bytes(b"MZ")
    return frozen


@pytest.fixture(scope="module")
def package(frozen: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its MSI: the tables are the same."""
    return Path(of_installer("make_msi").build(frozen, tmp_path_factory.mktemp("msi")))


def test_the_same_folder_gives_the_same_package_to_the_byte(
    frozen: Path, package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Elsewhere, at another time, in another time zone; another folder gives a package of another code."""
    copy = tmp_path / "elsewhere" / "frozen"
    shutil.copytree(frozen, copy)
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    time.sleep(2.1)  # the clock of a cabinet has two seconds
    again = of_installer("make_msi").build(copy, tmp_path / "again")
    assert again.read_bytes() == package.read_bytes()
    (copy / "_internal" / "long-named-library.dll").write_bytes(b"MZ changed")
    other = of_installer("make_msi").build(copy, tmp_path / "other")
    codes = [of_installer("tables").summary(msi)["Revision number (UUID)"] for msi in (package, other)]
    assert codes[0] != codes[1]


def program_version(*numbers: int) -> bytes:
    """Return what follows the signature in the resources of a program: a.b.c.0."""
    a, b, c = numbers
    return b"\0" * 4 + ((a << 16) | b).to_bytes(4, "little") + (c << 16).to_bytes(4, "little")


def test_every_rule_is_kept_and_the_look_leaves_nothing_behind(
    package: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    assert of_installer("lint").complaints(package) == []
    assert list(here.iterdir()) == []


def changed(table: str, change: Callable[[dict[str, str]], None]) -> Callable[[Path], None]:
    """Return what changes every row of a table."""

    def apply(msi: Path) -> None:
        tables = of_installer("tables")
        rows = tables.rows(msi, table)
        for row in rows:
            change(row)
        tables.replace(msi, table, rows)

    return apply


def only(column: str, value: str, **new: str) -> Callable[[dict[str, str]], None]:
    """Return what changes the rows where a column has a value."""

    def change(row: dict[str, str]) -> None:
        if row[column] == value:
            row.update(new)

    return change


BROKEN: Mapping[str, tuple[Callable[[Path], None], str]] = {
    "an action with a path from outside": (
        changed("CustomAction", only("Action", "Register", Target="setup register [SERVERURL]")),
        "Register runs setup register [SERVERURL]",
    ),
    "an action that runs as the person": (
        changed("CustomAction", only("Action", "Purge", Type="1106")),
        "Purge is of kind 1106",
    ),
    "an action of another program": (
        changed("CustomAction", only("Action", "EndTrays", Source="trayExe")),
        "EndTrays does not run the helper",
    ),
    "a folder that can be chosen": (
        changed("Directory", only("Directory", "InstallFolder", Directory="INSTALLDIR")),
        "the folder INSTALLDIR can be chosen",
    ),
    "repair in the list of programs": (
        changed("Property", only("Property", "ARPNOREPAIR", Value="0")),
        "ARPNOREPAIR is 0",
    ),
    "an address that a repair changes": (
        changed("InstallExecuteSequence", only("Action", "KeepServerUrl", Condition="NOT SERVERURL")),
        "a repair can change SERVERURL",
    ),
    "a token in the registry": (
        changed("Registry", only("Name", "ServerUrl", Name="EnrollToken")),
        "may hold a secret",
    ),
    "a person's part of the registry": (
        changed("Registry", only("Name", "ServerUrl", Root="1")),
        "is not the machine's",
    ),
    "one identity for all parts": (
        changed("Component", lambda row: row.update(ComponentId="{11111111-1111-1111-1111-111111111111}")),
        "times",
    ),
    "a foreign key path": (
        changed("Component", only("Component", "Setup", KeyPath="trayExe")),
        "Setup has no key path of its own",
    ),
    "the old version is removed before the transaction": (
        changed("InstallExecuteSequence", only("Action", "RemoveExistingProducts", Sequence="1401")),
        "not removed first thing",
    ),
    "a deed that is not undone": (
        changed("CustomAction", only("Action", "UndoRegister", Type="3154")),
        "Register is not undone",
    ),
    "programs without a version": (
        changed("File", only("File", "trayExe", Version="", Language="")),
        "selfhelpw.exe has no version",
    ),
    "a name that is not short": (
        changed("File", only("File", "trayExe", FileName="a name of this kind.exe")),
        "has no short name",
    ),
    "a value that is too long": (
        changed("LaunchCondition", lambda row: row.update(Condition=row["Condition"] + " " * 256)),
        "LaunchCondition.Condition is longer",
    ),
}


@pytest.mark.parametrize("what", BROKEN)
def test_a_broken_rule_is_found(package: Path, tmp_path: Path, what: str) -> None:
    damage, said = BROKEN[what]
    copy = Path(shutil.copy(package, tmp_path))
    damage(copy)
    assert any(said in complaint for complaint in of_installer("lint").complaints(copy))


def test_a_file_keeps_its_identity_from_version_to_version(package: Path, tmp_path: Path) -> None:
    tables = of_installer("tables")
    frozen = tmp_path / "frozen"
    frozen.mkdir()
    for name in ("selfhelp.exe", "selfhelpw.exe", "helper.exe"):
        (frozen / name).write_bytes(b"MZ other")
    other = of_installer("make_msi").build(frozen, tmp_path, "0.2.0")
    before, after = (
        {r["KeyPath"]: r["ComponentId"] for r in tables.rows(m, "Component")} for m in (package, other)
    )
    assert {name: before[name] for name in after} == after
    codes = [{row["Property"]: row["Value"] for row in tables.rows(m, "Property")} for m in (package, other)]
    assert codes[0]["UpgradeCode"] == codes[1]["UpgradeCode"]
    assert codes[0]["ProductCode"] != codes[1]["ProductCode"]


def test_a_file_has_the_version_that_its_resources_say(package: Path) -> None:
    rows = {row["File"]: row for row in of_installer("tables").rows(package, "File")}
    assert rows["helperExe"]["Version"] == "1.2.3.0"
    assert {row["FileName"].split("|")[-1]: row["Version"] for row in rows.values()}[
        "long-named-library.dll"
    ] == ""


def test_every_desk_with_an_address_can_be_named(package: Path) -> None:
    """SERVERURL goes to the key of the policy that CONNECTOR's desk reads."""
    written = {(r["Key"], r["Name"]) for r in of_installer("tables").rows(package, "Registry")}
    for connector, key in of_installer("make_msi").connectors().items():
        if key:
            assert (f"SOFTWARE\\selfhelp\\desk\\{key.split('.')[1]}", "url") in written, connector


def test_the_package_holds_no_word_that_asks_for_a_secret(package: Path) -> None:
    strings = subprocess.run(
        ["msiinfo", "export", package, "Property"], capture_output=True, text=True, check=True
    )
    assert not any(word in strings.stdout.lower() for word in ("token", "password", "secret"))


# -- the tasks of the helper -----------------------------------------------------------------------

TASK = "{http://schemas.microsoft.com/windows/2004/02/mit/task}"


@pytest.mark.parametrize("name", [o.id for o in OPERATIONS.values() if Platform.WINDOWS in o.ways])
def test_a_task_runs_one_operation_as_the_system(name: str) -> None:
    operation = OPERATIONS[name]
    known = {o.id for o in of_installer("tasks").offered()}
    assert (name in known) == (not operation.ways[Platform.WINDOWS][0].params)
    if name not in known:
        return
    task = ET.fromstring(of_installer("tasks").document(operation).decode("utf-16"))
    assert task.findtext(f".//{TASK}UserId") == "S-1-5-18"
    assert task.findtext(f".//{TASK}Command") == f'"{setup.PROGRAMS}\\helper.exe"'
    assert task.findtext(f".//{TASK}Arguments") == f"task {name}"
    assert task.find(f".//{TASK}Triggers") is None
    access = task.findtext(f".//{TASK}SecurityDescriptor") or ""
    assert access.startswith("O:BAG:BAD:P(A;;FA;;;SY)(A;;FA;;;BA)")
    assert access.endswith("(A;;FRFX;;;IU)") == (operation.trust is TrustLevel.HARMLESS)
    assert access.count("(") == (3 if operation.trust is TrustLevel.HARMLESS else 2)
