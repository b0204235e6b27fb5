"""Prints figures about the source tree: size, structure, imports and tests.

python tools/metrics.py      takes a few seconds; needs pytest for the numbers of tests

No page repeats these figures, because they change with every commit.
"""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from tools import house  # noqa: E402

OURS = ROOT / "selfhelp"
SIZED = ("selfhelp", "tests", "tools", "installer")
PARTS: Mapping[str, str] = {
    "no root, no display, no services": "not (lab or live or package or windows)",
    "of these, in make unit": "not (lab or live or package or windows or slow or soak or alone"
    " or e2e or contract or screens or journeys)",
    "of these, alone": "alone and not lab and not live",
    "real faults (lab)": "lab",
    "real services (live)": "live and not lab",
    "packages": "package",
    "Windows code under Wine": "windows",
    "only in make soak": "soak",
}
LEFT_OUT: Mapping[str, str] = {
    "e2e": "tests/e2e/*",
    "contract": "tests/contract/*",  # they wait for stand-in servers
    "screens": "tests/ui/screens/*",
    "journeys": "tests/ui/test_*",  # they lead through several screens
}
"""Files that `make unit` excludes, by the word that counts like a pytest marker."""

_DOCUMENTED = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True, slots=True)
class Size:
    """Number of files, and of lines of code and docstrings, without blank lines and comments."""

    files: int = 0
    code: int = 0
    docstrings: int = 0

    def __add__(self, other: Size) -> Size:
        return Size(self.files + other.files, self.code + other.code, self.docstrings + other.docstrings)


def size(text: str) -> Size:
    """Return the size of one file."""
    told: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, _DOCUMENTED) and ast.get_docstring(node, clean=False) is not None:
            told.update(range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1))
    lines = enumerate(text.splitlines(), 1)
    written = {n for n, line in lines if line.strip() and not line.lstrip().startswith("#")}
    return Size(1, len(written - told), len(written & told))


def sizes(root: Path) -> Iterator[tuple[str, Size]]:
    """Yield the size of each top-level folder of the product, and of the other top-level folders."""
    found: dict[str, Size] = defaultdict(Size)
    for top in SIZED:
        for file in sorted((root / top).rglob("*.py")):
            parts = file.relative_to(root).parts
            name = "/".join(parts[:2]) if top == "selfhelp" and len(parts) > 2 else top
            found[name] += size(file.read_text("utf-8"))
    yield from found.items()


def imports(root: Path) -> Mapping[str, set[str]]:
    """Return the product's modules that each module imports, by dotted name."""
    files = {name_of(file, root): file for file in (root / "selfhelp").rglob("*.py")}
    return {name: set(_imported(file, name, files)) - {name} for name, file in files.items()}


def name_of(file: Path, root: Path) -> str:
    """Return the dotted module name of a file."""
    parts = file.relative_to(root).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imported(file: Path, name: str, known: Iterable[str]) -> Iterator[str]:
    package = name.split(".") if file.name == "__init__.py" else name.split(".")[:-1]
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name in known)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) + 1 - node.level] if node.level else []
            source = ".".join([*start, *([node.module] if node.module else [])])
            for alias in node.names:
                whole = f"{source}.{alias.name}"
                if whole in known or source in known:
                    yield whole if whole in known else source


def cycles(graph: Mapping[str, set[str]]) -> Sequence[Sequence[str]]:
    """Return the groups of modules that import each other, each sorted (Tarjan's algorithm)."""
    number: dict[str, int] = {}
    low: dict[str, int] = {}
    waiting: list[str] = []
    found: list[Sequence[str]] = []

    def visit(name: str) -> None:
        number[name] = low[name] = len(number)
        waiting.append(name)
        for other in graph[name]:
            if other not in number:
                visit(other)
                low[name] = min(low[name], low[other])
            elif other in waiting:
                low[name] = min(low[name], number[other])
        if low[name] == number[name]:
            group = waiting[waiting.index(name) :]
            del waiting[waiting.index(name) :]
            if len(group) > 1:
                found.append(sorted(group))

    sys.setrecursionlimit(10_000)
    for name in graph:
        if name not in number:
            visit(name)
    return found


def upward(graph: Mapping[str, set[str]], layers: Sequence[str]) -> Sequence[str]:
    """Return the imports from a lower layer to a higher one."""
    level = {one.strip(): n for n, line in enumerate(layers) for one in line.split(":")}

    def of(name: str) -> int:
        return next((level[key] for key in level if name == key or name.startswith(key + ".")), -1)

    return sorted(
        f"{name} -> {other}"
        for name, others in graph.items()
        for other in others
        if of(other) >= 0 and 0 <= of(other) < of(name)
    )


def longest_function() -> tuple[int, str]:
    """Return the length in lines and the place of the longest function, counted by the house rule."""
    return max(
        (house.length(node), f"{file.relative_to(ROOT)}:{node.lineno} {node.name}")
        for file in OURS.rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )


def largest_folder() -> tuple[int, str]:
    """Return the number of modules in the largest folder, and the folder's name."""
    counts = Counter(str(file.parent.relative_to(ROOT)) for file in OURS.rglob("*.py"))
    name, count = counts.most_common(1)[0]
    return count, name


def _within(names: set[str]) -> Any:
    """Return a matcher for marker expressions that tests whether a test has a marker."""
    return lambda mark, **_: mark in names


class _Counter:
    """Pytest plugin that counts the tests selected by each marker expression, in one collection."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}

    def pytest_collection_finish(self, session: object) -> None:
        from _pytest.mark.expression import Expression

        marks = [
            {mark.name for mark in item.iter_markers()}
            | {word for word, files in LEFT_OUT.items() if fnmatch(item.nodeid, files)}
            for item in session.items  # type: ignore[attr-defined]
        ]
        for name, words in PARTS.items():
            chosen = Expression.compile(words)
            self.counts[name] = sum(chosen.evaluate(_within(has)) for has in marks)
        self.counts["all"] = len(marks)


def tests() -> Mapping[str, int]:
    """Return the number of tests by part, collected in a separate process."""
    words = [sys.executable, __file__, "--tests"]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    lines = (line.rpartition(" = ") for line in done.stdout.splitlines() if line.startswith("tests: "))
    return {name.removeprefix("tests: "): int(count) for name, _, count in lines}


def collect() -> int:
    """Collect all tests and print their numbers; return pytest's exit status."""
    import pytest

    counter = _Counter()
    status = pytest.main(
        ["-q", "-q", "--collect-only", "-n0", "-p", "no:cacheprovider", "tests"], plugins=[counter]
    )
    for name, count in counter.counts.items():
        print(f"tests: {name} = {count}")
    return int(status)


def main() -> int:
    """Print all figures; return the exit status."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    layers = next(one["layers"] for one in settings["contracts"] if one["id"] == "layers")
    graph = imports(ROOT)
    loose = [file for file in OURS.glob("*.py") if not file.name.startswith("__")]
    print("shape")
    print(f"  {len(loose):6}  modules loose at the top of selfhelp/")
    print(f"  {len(list(OURS.glob('machine/*.py'))):6}  files in the kernel of selfhelp/machine/")
    print("  {:6}  modules in the fullest folder, {}".format(*largest_folder()))
    print(f"  {len(cycles(graph)):6}  import cycles, imports inside functions included")
    print(f"  {len(upward(graph, layers)):6}  upward imports")
    print("  {:6}  lines in the longest function, {}".format(*longest_function()))
    for group in cycles(graph):
        print(f"          cycle: {', '.join(group)}")
    for line in upward(graph, layers):
        print(f"          upward: {line}")
    print("\nsize                         files     code   docstrings")
    found = list(sizes(ROOT))
    for name, one in [*found, ("total", sum((one for _, one in found), Size()))]:
        print(f"  {name:<25}{one.files:7}{one.code:9}{one.docstrings:13}")
    print("\ntests")
    for name, count in tests().items():
        print(f"  {count:6}  {name}")
    return 0


if __name__ == "__main__":
    sys.exit(collect() if sys.argv[1:] == ["--tests"] else main())
