"""`make metrics` counts what is there: lines, imports that go round in circles or upwards."""

from __future__ import annotations

import re
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

import pytest

from tests.people import ROOT


@pytest.fixture(scope="module")
def metrics() -> ModuleType:
    sys.path.insert(0, str(ROOT / "tools"))  # it counts functions as tools/house.py does
    try:
        spec = spec_from_file_location("metrics", ROOT / "tools" / "metrics.py")
        assert spec is not None
        assert spec.loader is not None
        module = module_from_spec(spec)
        sys.modules["metrics"] = module
        spec.loader.exec_module(module)
    finally:
        sys.path.remove(str(ROOT / "tools"))
    return module


def test_lines_of_code_and_of_docstrings(metrics: ModuleType) -> None:
    text = '"""One.\n\nThree.\n"""\n\n# a remark\nx = """no\ndocstring"""\n\n'
    text += 'def f():\n    """Do."""\n    return x\n'
    assert metrics.size(text) == metrics.Size(1, 4, 4)


def test_imports_that_go_in_a_circle_or_upwards(metrics: ModuleType, tmp_path: Path) -> None:
    files = {
        "__init__": "",
        "ui/__init__": "",
        "ui/window": "from selfhelp.core import text",
        "core/__init__": "",
        "core/text": "def late():\n    from . import model\n    from selfhelp import ui",
        "core/model": "import selfhelp.core.text\nimport os",
    }
    for name, text in files.items():
        file = tmp_path / "selfhelp" / f"{name}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)
    graph = metrics.imports(tmp_path)
    assert graph["selfhelp.core.text"] == {"selfhelp.core.model", "selfhelp.ui"}
    assert metrics.cycles(graph) == [["selfhelp.core.model", "selfhelp.core.text"]]
    assert metrics.upward(graph, ["selfhelp.ui", "selfhelp.core"]) == ["selfhelp.core.text -> selfhelp.ui"]


def test_every_part_is_a_choice_that_pytest_understands(metrics: ModuleType) -> None:
    from _pytest.mark.expression import Expression

    for words in metrics.PARTS.values():
        Expression.compile(words)


def test_what_make_unit_runs_is_what_is_counted(metrics: ModuleType) -> None:
    (recipe,) = re.findall(r"^unit:.*\n\t(.+)", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    words = metrics.PARTS["of these, in make unit"]
    marks = words.replace("".join(f" or {word}" for word in metrics.LEFT_OUT), "")
    ignored = "".join(f" --ignore-glob='{files}'" for files in metrics.LEFT_OUT.values())
    assert f'-m "{marks}"{ignored} tests' in recipe
