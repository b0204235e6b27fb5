"""A secret of the tests that the program says or logs is found, wherever it was said."""

from __future__ import annotations

import importlib
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from tests.people import ROOT

PLANTED = "Tk9-desk-" + "Qz77"


@pytest.fixture(scope="module")
def scan() -> ModuleType:
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        return importlib.import_module("logs_scan")
    finally:
        sys.path.remove(str(ROOT / "tools"))


@pytest.fixture
def here() -> Iterator[Path]:
    """A folder that does not stay: what lies in those of other tests is searched after the run."""
    with tempfile.TemporaryDirectory() as folder:
        yield Path(folder)


def results(where: str) -> str:
    case = '<testcase classname="tests.test_x" name="test_y[{name}]"><{part}>said {text}</{part}></testcase>'
    name, part, text = {
        "its name": (PLANTED, "system-out", "nothing"),
        "its source": ("a", "failure", PLANTED),
        "its output": ("a", "system-out", PLANTED),
        "its errors": ("a", "system-err", PLANTED),
    }[where]
    return f"<testsuites><testsuite>{case.format(name=name, part=part, text=text)}</testsuite></testsuites>"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("where", "found"), [("its name", 0), ("its source", 0), ("its output", 1), ("its errors", 1)]
)
def test_what_a_test_said_is_searched_and_not_what_it_is_called(
    scan: ModuleType, here: Path, where: str, found: int, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "tests-person.xml").write_text(results(where))
    assert scan.main([str(here)]) == found
    assert PLANTED not in capsys.readouterr().out


@pytest.mark.parametrize("name", ["selfhelp.log", "selfhelp.log.2"])
def test_a_log_is_searched_wherever_it_lies(scan: ModuleType, here: Path, name: str) -> None:
    place = here / "t" / "home" / name
    place.parent.mkdir(parents=True)
    place.write_text("2026-01-01 WARNING selfhelp.x: fine\n")
    assert scan.main([str(here)]) == 0
    place.write_text(f"2026-01-01 WARNING selfhelp.x: token {PLANTED} was refused\n")
    assert scan.main([str(here)]) == 1


@pytest.mark.slow
def test_a_result_that_was_cut_off_is_searched_as_text(scan: ModuleType, here: Path) -> None:
    (here / "tests-person.xml").write_text(results("its output")[:-40])
    assert scan.main([str(here)]) == 1
    (here / "tests-person.xml").write_text("<testsuites>")
    assert scan.main([str(here)]) == 0


def test_what_only_looks_like_a_secret_is_found_too(scan: ModuleType, here: Path) -> None:
    (here / "selfhelp.log").write_text("token ghp_" + "a1B2" * 9)
    assert scan.main([str(here)]) == 1


def test_the_secrets_are_those_that_the_tests_name(scan: ModuleType, here: Path) -> None:
    (here / "test_a.py").write_text(
        'A_TOKEN = "Bearer first-" + "secret"\nNAME, PASSWORD = "alice", "second-secret"\n'
        'ENV = {"SELFHELP_TOKEN": "1-23-" + "a" * 6, "PATH": "/usr/bin-and-more"}\nOTHER = "not-a-secret"\n'
    )
    assert set(scan.planted(here)) - set(scan.ALSO) == {"first-secret", "second-secret", "1-23-aaaaaa"}


def test_there_are_some_in_our_tests(scan: ModuleType) -> None:
    assert len(scan.planted(ROOT / "tests")) > 10
