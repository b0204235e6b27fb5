"""A promise whose test is gone, failed, or did not run is a broken one."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from tests.people import ROOT


@pytest.fixture(scope="module")
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("promises_tool", ROOT / "tools" / "promises.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    import sys

    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


PAGE = "| | promise | proven by |\n|---|---|---|\n| P1 | Words. | `tests/test_a.py::test_x` |\n"


def results(tmp_path: Path, cases: str) -> Path:
    file = tmp_path / "r.xml"
    file.write_text(f"<testsuites><testsuite>{cases}</testsuite></testsuites>")
    return file


def test_there_are_twelve_and_every_test_exists(tool: ModuleType) -> None:
    page = tool.PAGE.read_text("utf-8")
    assert [promise.id for promise in tool.promises(page)] == [f"P{n}" for n in range(1, 14)]
    assert list(tool.missing(page)) == []
    assert (
        list(tool.missing(page.replace("test_nothing_changes_without", "test_nothing_changed_without"))) != []
    )


@pytest.mark.parametrize(
    ("cases", "complaint"),
    [
        ('<testcase classname="tests.test_a" name="test_x"/>', ""),
        ('<testcase classname="tests.test_a" name="test_x[a-1]"/>', ""),
        ('<testcase classname="tests.test_a" name="test_other"/>', "did not run"),
        ('<testcase classname="tests.test_b" name="test_x"/>', "did not run"),
        ('<testcase classname="tests.test_a" name="test_x"><skipped/></testcase>', "skipped"),
        ('<testcase classname="tests.test_a" name="test_x"><failure/></testcase>', "failed"),
        (
            2 * '<testcase classname="tests.test_a" name="test_x[1]"/>'
            + '<testcase classname="tests.test_a" name="test_x[2]"><error/></testcase>',
            "failed, passed",
        ),
    ],
)
def test_only_a_test_that_passed_keeps_a_promise(
    tool: ModuleType, cases: str, complaint: str, tmp_path: Path
) -> None:
    wrong = list(tool.broken(PAGE, tool.outcomes([results(tmp_path, cases)])))
    assert (len(wrong) == 1 and complaint in wrong[0]) if complaint else wrong == []


def test_a_result_that_is_missing_fails(tool: ModuleType, tmp_path: Path) -> None:
    assert tool.main([str(tmp_path / "none.xml")]) == 1
