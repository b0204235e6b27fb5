"""The rules of the house: what deletes is listed in the threat model, call by call."""

from __future__ import annotations

import ast
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType

import pytest

from tests.people import ROOT


@pytest.fixture(scope="module")
def house() -> ModuleType:
    spec = spec_from_file_location("house", ROOT / "tools" / "house.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    "code",
    [
        "path.unlink()",
        "(folder / name).unlink(missing_ok=True)",
        "path.rmdir()",
        "path.rename(new)",
        "fresh.replace(path)",
        "Path(fresh).replace(path)",
        "os.unlink(name, dir_fd=at)",
        "os.remove(name)",
        "os.replace(a, b)",
        "os.renames(a, b)",
        "os.truncate(name, 0)",
        "shutil.rmtree(folder, ignore_errors=True)",
        "shutil.move(a, b)",
        "from os import unlink",
        "from shutil import rmtree as gone",
        "tempfile.TemporaryDirectory()",
        "RotatingFileHandler(file)",
        "'Remove-Item $folder -Recurse'",
    ],
)
def test_a_call_that_deletes_is_seen(house: ModuleType, code: str) -> None:
    assert any(house.is_deleting(node) for node in ast.walk(ast.parse(code)))


@pytest.mark.parametrize(
    "code",
    [
        "text.replace('a', 'b')",
        "dataclasses.replace(item, name=name)",
        "dataclasses.replace(item)",
        "moment.replace(tzinfo=UTC)",
        "names.remove(name)",
        "own_folder.remove(path)",
        "'Remove-ItemProperty $k Name'",
        "shutil.disk_usage(folder)",
    ],
)
def test_what_only_looks_like_it_is_not(house: ModuleType, code: str) -> None:
    assert not any(house.is_deleting(node) for node in ast.walk(ast.parse(code)))


@pytest.mark.slow
def test_the_list_in_the_threat_model_is_complete(house: ModuleType) -> None:
    page = house.PLACES.read_text("utf-8")
    assert list(house.of_deleting(page, house.deleting())) == []


def test_a_new_call_and_one_that_is_gone_are_both_told(house: ModuleType) -> None:
    page = "| `selfhelp/a.py` | 1 | a | b |\n| `selfhelp/gone.py` | 2 | a | b |\n"
    found = {"selfhelp/a.py": [3, 9], "selfhelp/new.py": [5]}
    told = [(name, line) for name, line, _what in house.of_deleting(page, found)]
    assert told == [("selfhelp/a.py", 3), ("selfhelp/gone.py", 1), ("selfhelp/new.py", 5)]
