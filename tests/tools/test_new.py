"""What `make new-fix`, `new-collector` and `new-desk` begin: sound code, and a red test for each gap."""

from __future__ import annotations

import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.contract.test_nothing_is_left_to_write import left
from tests.doc_pages import Workshop
from tools import new

BEGUN = {"print-foo": ["fix", "--subject", "printing"], "docking": ["collector"], "bulletin": ["desk"]}
FILES = (
    "tests/contract/test_fixes.py",
    "tests/contract/test_failures_are_not_health.py",
    "tests/contract/test_collectors.py",
    "tests/contract/test_connectors.py",
    "tests/contract/test_desks.py",
    "tests/contract/test_nothing_is_left_to_write.py",
    "tests/catalog/test_discovery.py",
    "tests/policy/test_required_keys.py",
    "tests/test_docs.py::test_every_policy_key_is_explained",
    "tests/test_docs.py::test_every_section_is_explained",
    "tests/test_docs.py::test_every_help_desk_has_a_page_that_leads_there_from_the_administrators_page",
    "tests/fixes/printing/test_print_foo.py",
    "tests/report/collectors/test_docking.py",
    "tests/helpdesk/connectors/test_bulletin.py",
)
WORDS = "test_people_of_every_language_find_it[fixes.printing.print_foo]"
SAID = {
    WORDS: "symptoms/print-foo.toml: 1 phrases; write at least 12",
    "test_a_computer_that_has_it_is_seen_and_one_that_has_not_is_healthy": "Make the fault",
    "test_after_the_step_the_check_finds_nothing": "Make the fault, call RepairPrintFoo(…).perform(",
    "test_the_facts_of_a_recorded_computer": "Assert what the section tells of tests/transcripts/sections/",
    "test_what_the_vendor_answers_is_read_rightly": "Feed the connector what the vendor's page",
    "test_every_policy_key_is_explained": "docs/policy.md is generated: make policy",
}
"""The tests that must fail besides one for every mark, and what their messages say."""


def begin(root: Path, id_: str) -> int:
    kind, *rest = BEGUN[id_]
    return new.main([kind, id_, *rest], root)


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sources in which one of each was begun."""
    copy = Workshop.made(tmp_path_factory.mktemp("new")).tree
    assert [begin(copy, id_) for id_ in BEGUN] == [0, 0, 0]
    return copy


def run(tree: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", *arguments]
    kept = {**os.environ, "SELFHELP_TEST_WEIGHTS": "kept"}  # nothing that fails here asks the search
    return subprocess.run(
        command, cwd=tree, env=kept, capture_output=True, text=True, timeout=500, check=False
    )


def results(tree: Path) -> Mapping[str, str]:
    """Run the tests near what was begun; return each by name with its message, "" where it passed."""
    chosen = "print_foo or print-foo or docking or bulletin or write or left_out or explained or page or keys"
    report = tree / "report.xml"
    here = ("-n0", "-p", "no:cacheprovider", "-m", "not (live or lab)")  # no real server is needed for it
    run(tree, "pytest", "-q", *here, "-k", chosen, f"--junitxml={report}", *FILES)
    found: dict[str, str] = {}
    for case in ET.parse(report).iter("testcase"):
        trouble = [part.get("message", "") for part in case if part.tag in ("failure", "error")]
        found[case.get("name", "")] = "; ".join(trouble)
    return found


@pytest.mark.slow
def test_exactly_what_is_missing_fails_and_says_what_to_do(tree: Path) -> None:
    marks = {f"test_nothing_is_left_to_write[{place.partition(': ')[0]}]": place for place in left(tree)}
    assert len(marks) > 30
    found = results(tree)
    wanted = {**marks, **SAID, "test_no_built_in_fix_is_left_out": ""}
    failed = {name: message for name, message in found.items() if message}
    assert failed.keys() == {name for name, message in wanted.items() if message}
    assert [name for name, message in failed.items() if wanted[name] not in message] == []
    assert len(found) - len(failed) > 30, "the rest of the contract is kept"


@pytest.mark.slow
def test_what_is_begun_satisfies_style_and_types(tree: Path) -> None:
    assert run(tree, "ruff", "check", "--no-cache", ".").stdout == "All checks passed!\n"
    assert "already formatted" in run(tree, "ruff", "format", "--check", "--no-cache", ".").stdout
    begun = (
        "selfhelp/fixes/printing/print_foo.py",
        "selfhelp/report/collectors/docking.py",
        "selfhelp/helpdesk/connectors/bulletin/connector.py",
    )
    assert run(tree, "mypy", "--no-incremental", *begun).stdout.startswith("Success")


def test_a_long_id_makes_no_long_line() -> None:
    """Ruff wraps code, but neither strings nor comments."""
    words = new.words_for("outlook-shared-calendar", "performance")
    long = [
        f"{template.name}:{number}"
        for template in new.TEMPLATES.rglob("*.py.txt")
        for number, line in enumerate(new.filled(template.read_text("utf-8"), words).splitlines(), 1)
        if len(line) > 110 and line.lstrip().startswith(('"', "#"))
    ]
    assert long == []


def test_nothing_is_overwritten_and_nothing_is_begun_by_halves(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    there = tmp_path / "resources" / "locale" / "en" / "symptoms" / "print-foo.toml"
    there.parent.mkdir(parents=True)
    there.write_text("mine", "utf-8")
    assert begin(tmp_path, "print-foo") == 2
    assert "resources/locale/en/symptoms/print-foo.toml is there already" in capsys.readouterr().err
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == [there]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["fix", "Print Foo", "--subject", "printing"], "is no id"),
        (["fix", "print-foo", "--subject", "printers"], "one of: account apps"),
        (["fix", "print-foo"], "SUBJECT= is unknown"),
    ],
)
def test_what_cannot_be_begun_is_said(
    arguments: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert new.main(arguments, tmp_path) == 2
    assert said in capsys.readouterr().err
    assert [file for file in tmp_path.rglob("*") if file.is_file()] == []


def test_a_place_that_moved_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    keys = tmp_path / new.KEYS
    keys.parent.mkdir(parents=True)
    keys.write_text("CONNECTORS = ()\n", "utf-8")
    assert begin(tmp_path, "bulletin") == 2
    assert "change tools/new.py with it" in capsys.readouterr().err
