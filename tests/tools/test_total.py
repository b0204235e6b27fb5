"""The sum of all results: what failed decides, and what computes most is named."""

from __future__ import annotations

import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests import conftest
from tools import total

RESULT = """<testsuites><testsuite tests="3" failures="{failures}" errors="0" skipped="1" time="4.5">
<testcase classname="tests.a.test_x" name="one">
<properties><property name="cpu" value="2.50"/></properties></testcase>
<testcase classname="tests.a.test_x" name="two">
<properties><property name="cpu" value="1.00"/></properties></testcase>
<testcase classname="tests.test_y" name="one">
<properties><property name="seed" value="7"/></properties></testcase>
</testsuite></testsuites>"""


@pytest.mark.parametrize("failures", [0, 1])
def test_results_are_added_up(tmp_path: Path, capsys: pytest.CaptureFixture[str], failures: int) -> None:
    files = [tmp_path / name for name in ("tests-a.xml", "tests-b.xml")]
    for file in files:
        file.write_text(RESULT.format(failures=failures), "utf-8")
    assert total.main([str(file) for file in files]) == failures
    said = capsys.readouterr().out
    assert "computing, in seconds: a 4, b 4; most of it: a.test_x 7\n" in said
    assert " 2 skipped" in said
    assert "9.00s" in said


def test_a_result_that_is_missing_is_a_failure(tmp_path: Path) -> None:
    assert total.main([str(tmp_path / "tests-none.xml")]) == 1


@pytest.mark.parametrize("seconds", [0.0, 0.12])
def test_how_long_a_test_computes_is_told(seconds: float) -> None:
    item: Any = SimpleNamespace(stash={}, user_properties=[])
    conftest.pytest_runtest_setup(item)
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
    assert list(conftest.pytest_runtest_teardown(item)) == [None]
    told = [(name, float(value) >= seconds) for name, value in item.user_properties]
    assert told == ([("cpu", True)] if seconds else [])
