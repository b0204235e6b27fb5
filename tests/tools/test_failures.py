"""What failed is said in one short block: tests, parts and checks, and the flaky ones apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from tools import check, failures, once_more

RESULT = """<testsuites><testsuite tests="4" failures="2" errors="1" skipped="0" time="4.5">
<testcase classname="tests.lab.test_x" name="one[a-b]"><failure message="{message}">def one():
    assert 1 == 2
tests/lab/test_x.py:7: AssertionError</failure></testcase>
<testcase classname="tests.lab.test_x.TestClass" name="two"><error message="failed on setup"/></testcase>
<testcase classname="tests.lab.test_x" name="three"><failure message="later&#10;no more"/></testcase>
<testcase classname="tests.lab.test_x" name="four"/>
</testsuite></testsuites>"""
AGAIN = """<testsuites><testsuite>
<testcase classname="tests.lab.test_x" name="one[a-b]"><failure message="again"/></testcase>
<testcase classname="tests.lab.test_x.TestClass" name="two"><error message="failed on setup"/></testcase>
<testcase classname="tests.lab.test_x" name="three"/>
</testsuite></testsuites>"""


@pytest.fixture
def results(tmp_path: Path) -> Path:
    """What is left of a run: one test failed twice, one had an error twice, one passed the second time."""
    folder = tmp_path / "test"
    folder.mkdir()
    long = "assert 1 == 2&#10;&#10;" + "&#10;".join(f"line {number} {'x' * 300}" for number in range(20))
    (folder / "tests-root.xml").write_text(RESULT.format(message=long), "utf-8")
    (tmp_path / "again.xml").write_text(AGAIN, "utf-8")
    assert once_more.main(folder / "tests-root.xml", tmp_path / "again.xml") == 1
    return folder


def blocks(capsys: pytest.CaptureFixture[str]) -> tuple[str, str]:
    """Return what was said of the flaky ones, and of what failed, which comes last."""
    flaky, _, failed = capsys.readouterr().out.partition("\n== what failed\n")
    return flaky, failed


def test_a_test_that_failed_twice_is_said_with_the_beginning_of_its_message(
    results: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert failures.main([str(results)]) == 1
    flaky, failed = blocks(capsys)
    assert "FAILED  tests/lab/test_x.py::one[a-b]\n    assert 1 == 2\n    line 0 xxx" in failed
    assert "line 4" in failed
    assert "line 5" not in failed
    assert max(map(len, failed.splitlines())) < 180
    assert "    tests/lab/test_x.py:7: AssertionError\n" in failed
    assert "FAILED  tests/lab/test_x.py::TestClass::two\n    failed on setup\n" in failed
    assert "three" not in failed
    assert flaky.endswith(f"{results}:\nflaky   tests/lab/test_x.py::three: later\n")


def test_only_the_first_of_many_are_said_with_their_message(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    cases = "".join(
        f'<testcase classname="tests.test_x" name="n{number}"><failure message="m{number}"/></testcase>'
        for number in range(failures.MOST + 1)
    )
    (tmp_path / "tests-a.xml").write_text(f"<testsuites><testsuite>{cases}</testsuite></testsuites>", "utf-8")
    assert failures.main([str(tmp_path)]) == 1
    _, failed = blocks(capsys)
    assert f"n{failures.MOST}\n" in failed
    assert f"m{failures.MOST}\n" not in failed


def test_parts_and_checks_that_failed_are_said(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    parts = {
        "style": ("-c", "print('fine')"),
        "house rules": ("-c", "import sys; print('a.py:3: too long'); sys.exit(1)"),
        "types": ("-c", "import sys; print('b.py:4: no type'); sys.exit(1)"),
    }
    assert check.check(parts) == 1
    (tmp_path / failures.CHECKS).write_text(capsys.readouterr().out, "utf-8")
    (tmp_path / failures.NOTES).write_text("flaky: a process ended (root)\nfailed: checks: checks\n", "utf-8")
    assert failures.main([str(tmp_path)]) == 1
    flaky, failed = blocks(capsys)
    assert flaky.endswith("\nflaky   a process ended (root)\n")
    assert "PART    checks: checks\n" in failed
    assert "CHECK   house rules\n    a.py:3: too long\n" in failed
    assert "CHECK   types\n    b.py:4: no type\n" in failed
    assert "fine" not in failed


def test_a_result_that_cannot_be_read_and_one_that_is_missing_are_failures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "tests-a.xml").write_text("<testsuites>", "utf-8")
    assert failures.main([str(tmp_path), str(tmp_path / "soak")]) == 1
    _, failed = blocks(capsys)
    assert "tests-a.xml\n    no result: " in failed
    assert f"{tmp_path / 'soak'}:\nPART    no results" in failed


def test_nothing_failed(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    passed = '<testsuites><testsuite><testcase classname="tests.test_x" name="a"/></testsuite></testsuites>'
    (tmp_path / "tests-a.xml").write_text(passed, "utf-8")
    assert failures.main([str(tmp_path)]) == 0
    assert blocks(capsys) == (
        "\n== flaky: failed, and passed when it was run once more\nnothing\n",
        "nothing\n",
    )
