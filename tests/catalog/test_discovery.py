"""A file that lacks something is named: in the log, in the doctor's answer, and by the contract test."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from selfhelp import fixes
from selfhelp.app.composition import App
from selfhelp.catalog import discovery
from selfhelp.catalog.catalog import Catalog
from selfhelp.core.model import Platform
from selfhelp.core.paths import AppPaths
from selfhelp.doctor import PartStatus
from selfhelp.doctor.examination import examine_installation
from selfhelp.fixes import Check, Fix
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.policy.policy import Policy
from tests.contract.test_fixes import check_of

UNFINISHED = """
from selfhelp.core.text import N_
from selfhelp.fixes import Category, Fix


class AaaUnfinished(Fix):
    id = "aaa-unfinished"
    title = N_("Never finished")
    category = Category.OTHER

    def diagnose(self, machine):
        return None
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in front of that of the fixes."""
    monkeypatch.setattr(fixes, "__path__", [str(tmp_path), *fixes.__path__])
    return tmp_path


def test_a_fix_that_forgets_its_steps_is_named_and_takes_no_other_with_it(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    whole = set(Catalog(Policy(), Platform.LINUX).fixes)
    (folder / "aaa_unfinished.py").write_text(UNFINISHED, "utf-8")
    catalog = Catalog(Policy(), Platform.LINUX)
    assert set(catalog.fixes) == whole
    assert "aaa_unfinished.AaaUnfinished is left out: it lacks looks, plan_steps" in caplog.text
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert catalog.list_load_errors() == [
        "selfhelp.fixes.aaa_unfinished.AaaUnfinished lacks looks, plan_steps"
    ]


def test_the_doctor_names_what_is_left_out(
    folder: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (folder / "aaa_unfinished.py").write_text(UNFINISHED, "utf-8")
    (folder / "aab_broken.py").write_text("import nowhere\n", "utf-8")
    places = AppPaths(*(tmp_path / field.name for field in dataclasses.fields(AppPaths)))
    (line,) = [
        row
        for row in examine_installation(App(LocalMachine(Platform.LINUX), places, {}))
        if row.id == "catalogue"
    ]
    assert line.state is PartStatus.MISSING
    assert "AaaUnfinished lacks looks, plan_steps" in str(line.text)
    assert "aab_broken cannot be loaded (ModuleNotFoundError)" in str(line.text)
    assert "aab_broken cannot be loaded" in caplog.text


def test_the_contract_says_what_to_add(folder: Path) -> None:
    (folder / "aaa_unfinished.py").write_text(UNFINISHED, "utf-8")
    with pytest.raises(AssertionError, match="AaaUnfinished lacks looks, plan_steps; add them to the class"):
        check_of("fixes.aaa_unfinished")


def test_no_built_in_fix_is_left_out() -> None:
    assert Catalog(Policy(), Platform.LINUX).list_load_errors() == []
    assert discovery.find_missing_members(Check) == ["category", "diagnose", "id", "looks", "title"]
    assert "plan_steps" in discovery.find_missing_members(Fix)
