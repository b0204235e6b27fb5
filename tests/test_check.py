"""`make check` runs every part, also after one that fails, and says which failed."""

from __future__ import annotations

import sys
from importlib.util import module_from_spec, spec_from_file_location
from types import ModuleType

import pytest

from tests.people import ROOT


@pytest.fixture(scope="module")
def check() -> ModuleType:
    spec = spec_from_file_location("check", ROOT / "tools" / "check.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules["check"] = module
    spec.loader.exec_module(module)
    return module


def test_a_part_that_fails_does_not_stop_the_others(
    check: ModuleType, capfd: pytest.CaptureFixture[str]
) -> None:
    parts = {
        "first": ("-c", "print('what is wrong'); raise SystemExit(1)"),
        "second": ("-c", "print('not shown')"),
        "third": ("-c", "raise SystemExit(3)"),
    }
    assert check.check(parts) == 1
    said = capfd.readouterr().out
    assert [said.count(f"FAILED {name}") for name in ("first", "third")] == [1, 1]
    assert "ok     second" in said
    assert "what is wrong" in said
    assert "not shown" not in said
    last = said.splitlines()[-1]
    assert last.startswith("check: 1 of 3 parts passed; failed: ")
    assert set(last.rpartition(": ")[2].split(", ")) == {"first", "third"}


def test_nothing_fails_where_nothing_is_wrong(check: ModuleType, capfd: pytest.CaptureFixture[str]) -> None:
    assert check.check({"first": ("-c", "")}) == 0
    assert capfd.readouterr().out.splitlines()[-1] == "check: 1 of 1 parts passed"


def test_a_part_that_does_not_exist_is_refused(check: ModuleType, capfd: pytest.CaptureFixture[str]) -> None:
    assert check.main(["tipes"]) == 2
    assert "tipes" in capfd.readouterr().out


def test_every_tool_that_is_run_exists(check: ModuleType) -> None:
    files = [words[0] for words in check.PARTS.values() if words[0].startswith("tools/")]
    assert files
    assert all((ROOT / file).is_file() for file in files)
