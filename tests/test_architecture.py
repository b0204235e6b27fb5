"""ARCHITECTURE.md is true, and the tree keeps the shape it describes."""

# mypy: disable-error-code="assignment"

from __future__ import annotations

import re
from collections.abc import Mapping

import grimp

from tests.people import ROOT

MAP = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
OURS = ROOT / "selfhelp"
MOST_IN_A_FOLDER = 45
MOST_IN_THE_KERNEL = 18


def packages() -> set[str]:
    return {path.parent.name for path in OURS.glob("*/__init__.py")}


def test_the_page_is_two_pages_long() -> None:
    assert len(MAP.encode()) <= 8_000


def test_every_package_has_its_line_and_no_other_does() -> None:
    named = set(re.findall(r"^\| `([a-z_]+)/` \|", MAP, re.MULTILINE))
    assert named == packages()


def test_every_subject_of_the_machine_is_named() -> None:
    row = next(line for line in MAP.splitlines() if line.startswith("| `machine/`"))
    listed = row.rpartition(": `")[2].partition("`")[0].split()
    assert listed == sorted(path.parent.name for path in OURS.glob("machine/*/__init__.py"))


def test_every_path_that_is_named_exists() -> None:
    named = {name.strip("/") for name in re.findall(r"`([a-z_/]+(?:/|\.py|\.md))`", MAP)}
    roots = (ROOT, OURS, ROOT / "tests", OURS / "ui", ROOT / "tests" / "contract", OURS / "tickets")
    roots += (
        OURS / "report",
        OURS / "report" / "redact",
        OURS / "policy",
        OURS / "helpdesk",
        OURS / "remote",
    )
    assert [name for name in named if not any((root / name).exists() for root in roots)] == []


def test_what_lies_loose_at_the_top_is_little() -> None:
    assert sorted(path.name for path in OURS.glob("*.py")) == ["__init__.py", "__main__.py"]


def test_no_folder_is_crowded() -> None:
    folders = [OURS, *(path.parent for path in OURS.rglob("__init__.py"))]
    crowded = {str(f.relative_to(ROOT)): len(list(f.glob("*.py"))) for f in folders}
    assert {name: count for name, count in crowded.items() if count > MOST_IN_A_FOLDER} == {}
    assert len(list((OURS / "machine").glob("*.py"))) <= MOST_IN_THE_KERNEL


def test_what_only_root_can_try_is_run_as_root() -> None:
    """Without one of these marks it would be skipped in every part of tools/test.sh."""
    skipped = re.compile(r"get(?:e)?uid\(\) != 0")
    marked = re.compile(r"mark\.(?:lab|live|package)\b|MARKS\b")
    files = [path for path in (ROOT / "tests").rglob("test_*.py") if skipped.search(path.read_text("utf-8"))]
    assert len(files) > 10
    assert [path.name for path in files if not marked.search(path.read_text("utf-8"))] == []


def test_modules_of_the_machine_have_names_of_their_own() -> None:
    # What a transcript records is ``module.function``, without the package.
    names = [path.stem for path in (OURS / "machine").rglob("*.py") if path.stem != "__init__"]
    assert sorted(names) == sorted(set(names))


def test_no_modules_import_each_other_not_even_for_types_alone() -> None:
    # import-linter has no such contract: acyclic_siblings compares packages, not modules.
    graph = grimp.build_graph("selfhelp", cache_dir=None)
    imports = {name: graph.find_modules_directly_imported_by(name) for name in graph.modules}
    assert entangled(imports) == set()


def test_modules_that_import_each_other_are_found() -> None:
    imports = {"a": {"b"}, "b": {"c"}, "c": {"b", "d"}, "d": set[str]()}
    assert entangled(imports) == {"b", "c"}


def entangled(imports: Mapping[str, set[str]]) -> set[str]:
    """Return the modules of every circle and between two circles; the rest is peeled off in layers."""
    left = set(imports)
    while True:
        imported = {other for name in left for other in imports[name] & left}
        free = {name for name in left if name not in imported or not imports[name] & left}
        if not free:
            return left
        left -= free


TOUCHES = re.compile(
    r"sys\.platform|os\.name\b|platform\.system\(|os\.kill|os\.startfile|getpass\.getuser|QProcess"
    r"|^\s*(?:import|from) (?:subprocess|ctypes|fcntl|msvcrt|winreg|pwd|psutil)\b"
    r"|import_module\(\"(?:winreg|ctypes|msvcrt|pwd)\"",
    re.MULTILINE,
)
"""What asks which system this is, or goes past `selfhelp.machine` to the computer."""

BESIDE_THE_DOOR = {
    "core/paths.py": "which system this is must be known before there is a machine",
    "core/windows_acl.py": "who can change a policy file is asked before there is a machine",
    "policy/managed_settings.py": "policy is read before there is a machine",
    "core/durable_files.py": "forces bytes to the disk",
    "ui/background/daily_check.py": "starts this program again",
}


def test_only_the_machine_touches_the_computer_with_these_exceptions() -> None:
    found = {
        path.relative_to(OURS).as_posix()
        for path in OURS.rglob("*.py")
        if path.relative_to(OURS).parts[0] not in ("machine", "helper")
        and TOUCHES.search(path.read_text("utf-8"))
    }
    assert found == set(BESIDE_THE_DOOR)
