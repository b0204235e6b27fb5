"""`make quick` finds the tests of what changed, the nearest first, and begins none after its time."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from tests.people import ROOT

TESTS = {
    "tests/people.py": "",
    "tests/desk.py": "from selfhelp.engine.journal import Journal",
    "tests/test_docs.py": 'PAGES = ROOT / "docs"',
    "tests/test_setup_scripts.py": '(ROOT / "tools" / "packages.txt").read_text()',
    "tests/engine/test_engine.py": "import selfhelp.core.text\nfrom selfhelp.engine import journal",
    "tests/engine/test_journal.py": "from selfhelp.engine.journal import Journal",
    "tests/ui/test_window.py": "from tests.desk import Desk",
    "tests/tickets/outbox/test_database_damage.py": "from selfhelp.tickets.outbox import outbox",
}


@pytest.fixture(scope="module")
def quick() -> ModuleType:
    spec = spec_from_file_location("quick", ROOT / "tools" / "quick.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    sys.modules["quick"] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("changed", "found"),
    [
        (
            "selfhelp/engine/journal.py",
            ["tests/engine/test_journal.py", "tests/engine/test_engine.py", "tests/ui/test_window.py"],
        ),
        ("selfhelp/tickets/outbox/outbox.py", ["tests/tickets/outbox/test_database_damage.py"]),
        ("selfhelp/tickets/outbox.py", ["tests/tickets/outbox/test_database_damage.py"]),
        ("selfhelp/core/text.py", ["tests/engine/test_engine.py"]),
        ("tests/ui/test_window.py", ["tests/ui/test_window.py"]),
        ("tests/desk.py", ["tests/ui/test_window.py"]),
        ("tools/packages.txt", ["tests/test_setup_scripts.py"]),
        ("docs/helper.md", ["tests/test_docs.py"]),
        ("LICENSE", []),
    ],
)
def test_the_tests_of_a_file(quick: ModuleType, changed: str, found: Sequence[str]) -> None:
    assert quick.nearest([changed], TESTS) == found


def test_what_only_wine_runs_is_left_to_it(quick: ModuleType) -> None:
    """Such a file was collected all the same, because it was named, and nothing else was run."""
    tests = {"tests/windows/test_app.py": "from selfhelp.ui.window import A", **TESTS}
    assert quick.nearest(["selfhelp/ui/window.py"], tests) == ["tests/ui/test_window.py"]
    assert quick.nearest(["tests/windows/test_app.py"], tests) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("import a.b, c as d  # e", {"a.b", "c"}),
        ("from a.b import c as d, e", {"a.b", "a.b.c", "a.b.e"}),
        ("def f():\n    from a import (\n        b,  # c\n        d as e,\n    )\n", {"a", "a.b", "a.d"}),
        ("x = 1  # import a", set()),
    ],
)
def test_the_modules_that_a_text_imports(quick: ModuleType, text: str, found: set[str]) -> None:
    assert quick.imported(text) == found


def test_the_search_for_the_tests_is_part_of_the_time(
    quick: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a busy computer it took two seconds, and the tests had theirs after it."""
    given: list[float] = []
    clock = iter([100.0, 103.0])
    monkeypatch.setattr(quick, "time", SimpleNamespace(monotonic=lambda: next(clock)))
    monkeypatch.setattr(quick, "changed", lambda *_since: ["tests/ui/test_window.py"])
    monkeypatch.setattr(quick, "read", lambda _names: TESTS)
    monkeypatch.setattr(quick, "run", lambda _files, seconds, plugins: given.append(seconds) or 0)
    assert quick.main([]) == 0
    assert given == [quick.SECONDS - 3]


RULES = [f"tests/contract/test_{name}.py" for name in ("fixes", "failures_are_not_health")]
WRITTEN = "tests/contract/test_nothing_is_left_to_write.py"


@pytest.mark.parametrize(
    ("changed", "found", "ids"),
    [
        ("selfhelp/fixes/system/clock_skew.py", [*RULES, WRITTEN], {"clock_skew"}),
        ("selfhelp/checks/heat.py", [*RULES, WRITTEN], {"heat"}),
        ("resources/locale/fr/symptoms/clock-skew.toml", [*RULES, WRITTEN], {"clock_skew"}),
        ("tests/transcripts/clock-skew/debian-13--healthy.toml", [*RULES, WRITTEN], {"clock_skew"}),
        (
            "tests/transcripts/sections/usb-hubs--debian-13.toml",
            ["tests/contract/test_collectors.py", WRITTEN],
            {"usb_hubs"},
        ),
        (
            "selfhelp/helpdesk/connectors/rt/fields.py",
            ["tests/contract/test_connectors.py", "tests/contract/test_desks.py", WRITTEN],
            {"rt"},
        ),
        ("selfhelp/fixes/__init__.py", [], set()),
        ("resources/locale/fr/LC_MESSAGES/selfhelp.po", [], set()),
    ],
)
def test_what_finds_its_tests_itself_has_the_contract_tests_about_it(
    quick: ModuleType, changed: str, found: Sequence[str], ids: set[str]
) -> None:
    assert quick.contracts([changed]) == (found, ids)
    assert all((ROOT / name).is_file() for name in found)


def test_contract_tests_of_other_ids_are_left_out(quick: ModuleType) -> None:
    rule = RULES[0]
    names = [f"{rule}::test_a[fixes.x.a_b]", f"{rule}::test_a[fixes.x.c]", f"{rule}::test_b", "tests/c.py::d"]
    items = [SimpleNamespace(nodeid=name) for name in names]
    quick.OnlyAbout([rule], frozenset({"a_b"})).pytest_collection_modifyitems(items)
    assert [item.nodeid for item in items] == [names[0], names[3]]


def test_uncommitted_changes_or_the_last_commit(
    quick: ModuleType, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(quick, "ROOT", tmp_path)
    for name in ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL"):
        monkeypatch.setenv(name, "a@example.test")
    quick.git("init", "--quiet")
    for name in ("a.py", "b.py"):
        (tmp_path / name).write_text("")
        quick.git("add", name)
        quick.git("commit", "--quiet", "-m", name)
    assert quick.changed() == ["b.py"]
    (tmp_path / "a.py").write_text("x = 1")
    (tmp_path / "c.py").write_text("")
    assert quick.changed() == ["a.py", "c.py"]
    assert quick.changed("HEAD~1") == ["a.py", "b.py", "c.py"]


@pytest.mark.slow
@pytest.mark.parametrize(("seconds", "status", "ran"), [(60.0, 1, "12"), (0.0, 0, "1")])
def test_no_test_is_begun_after_the_time(
    quick: ModuleType, tmp_path: Path, seconds: float, status: int, ran: str
) -> None:
    """In a process of its own, because it is a run of pytest."""
    import subprocess

    told = tmp_path / "told"
    body = f"open({str(told)!r}, 'a').write"
    (tmp_path / "test_x.py").write_text(
        f"def test_1():\n    {body}('1')\n\ndef test_2():\n    {body}('2')\n    assert False\n"
    )
    code = f"import quick, sys; sys.exit(quick.run([{str(tmp_path / 'test_x.py')!r}], {seconds}))"
    words = [sys.executable, "-c", code]
    done = subprocess.run(
        words, cwd=ROOT, env={"PYTHONPATH": str(ROOT / "tools")}, capture_output=True, text=True, check=False
    )
    assert (done.returncode, told.read_text()) == (status, ran), done.stdout + done.stderr
