"""Runs the tests of what changed, the nearest first, for some seconds.

python tools/quick.py [SINCE]      what differs from that commit, or from the last one; without any, the last

The tests of a module are those at its place in tests/, then those that import it; of any other file those
that name it. Slow tests and those that need root stay out. Where the time is up before all are run, that is
said: make unit runs all.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SECONDS = float(os.environ.get("SELFHELP_QUICK_SECONDS", "14"))
"""No test is begun later; with the start of Python and the collection it stays below twenty."""

MOST_FILES = 40
"""Further ones cost more to collect than there is time to run them."""

CHOICE = "not (lab or live or package or windows or slow or soak or alone)"


def git(*words: str) -> Sequence[str]:
    """Return the lines that git prints."""
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def changed(since: str = "") -> Sequence[str]:
    """Return the files that differ from a commit; without one what is not committed, else the last commit."""
    now = [*git("diff", "--name-only", since or "HEAD"), *git("ls-files", "--others", "--exclude-standard")]
    return now or git("diff", "--name-only", "HEAD~1", "HEAD")


def nearest(files: Sequence[str], tests: Mapping[str, str]) -> Sequence[str]:
    """Return the test files of changed files, the nearest first.

    Args:
        files: what changed, by path in the tree.
        tests: the text of each Python file in tests/, by path.
    """
    found: dict[str, None] = {}
    for ring in (_itself, _mirror, _importing, _naming):
        for file in files:
            found.update(dict.fromkeys(ring(file, tests)))
    return [name for name in found if _is_test(name) and name in tests]


def _is_test(name: str) -> bool:
    return name.rpartition("/")[2].startswith("test_")


def _itself(file: str, tests: Mapping[str, str]) -> Iterator[str]:
    if file in tests:
        yield file


def _mirror(file: str, tests: Mapping[str, str]) -> Iterator[str]:
    """Yield the tests at the place of a module: ``tests/a/test_b.py``, or a folder of its name."""
    if not (file.startswith("selfhelp/") and file.endswith(".py")):
        return
    place = Path("tests") / Path(file).relative_to("selfhelp").with_suffix("")
    beside = (place.parent / f"test_{place.name}", place.parent / f"test_{place.parent.name}")
    yield from (name for one in beside if (name := f"{one.as_posix()}.py") in tests)
    inside = (place.parent if place.name == "__init__" else place).as_posix() + "/"
    yield from sorted(name for name in tests if name.startswith(inside) and "/" not in name[len(inside) :])


def _importing(file: str, tests: Mapping[str, str]) -> Iterator[str]:
    """Yield what imports a module, or a helper of tests that does; few imports make a test nearer."""
    if not file.endswith(".py"):
        return
    wanted, near = {_dotted(file)}, dict[str, int]()
    for _ in range(2):
        tails = {one.rpartition(".")[2] for one in wanted}
        for name, text in tests.items():
            if name in near or not any(tail in text for tail in tails):  # parsing takes most of the time
                continue
            names = imported(text)
            if not wanted.isdisjoint(names):
                near[name] = len(names) + 1000 * len(wanted)
        wanted |= {_dotted(name) for name in near if not _is_test(name)}
    yield from sorted(near, key=lambda name: (near[name], name))


def _dotted(file: str) -> str:
    return file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def imported(text: str) -> set[str]:
    """Return the modules that a text may import: ``from a import b`` may be ``a`` or ``a.b``."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module)
            found.update(f"{node.module}.{alias.name}" for alias in node.names)
    return found


def _naming(file: str, tests: Mapping[str, str]) -> Iterator[str]:
    """Yield the tests that name a file which isn't a module of ours."""
    if file.startswith(("selfhelp/", "tests/")) and file.endswith(".py"):
        return
    path = Path(file)
    words = {f'"{path.name}"', file, *([f'"{path.stem}"'] if path.suffix == ".py" else [])}
    top = f"test_{path.parts[0]}.py"
    yield from (name for name in (f"tests/{top}",) if name in tests)
    yield from sorted(name for name, text in tests.items() if any(word in text for word in words))


class Budget:
    """A plugin of pytest that ends a session when the time is up."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self.is_up = self.failed = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Remember a failure: pytest's status only says that the session was ended."""
        self.failed = self.failed or report.failed

    def pytest_runtest_teardown(self, item: pytest.Item, nextitem: pytest.Item | None) -> None:
        """Begin no further test after the end."""
        if nextitem is not None and time.monotonic() > self._end:
            self.is_up = True
            item.session.shouldstop = "the time is up; make unit runs all"


def run(files: Sequence[str], seconds: float = SECONDS) -> int:
    """Run the tests of some files, in this process; a session that ran out of time has not failed."""
    budget = Budget(seconds)
    status = pytest.main(["-q", "-m", CHOICE, *files], plugins=[budget])
    ended = {pytest.ExitCode.NO_TESTS_COLLECTED}
    if budget.is_up and not budget.failed:
        ended.add(pytest.ExitCode.INTERRUPTED)
    return 0 if status in ended else int(status)


def read(names: Iterable[Path]) -> Mapping[str, str]:
    """Return the text of Python files, by path in the tree."""
    return {name.relative_to(ROOT).as_posix(): name.read_text("utf-8") for name in sorted(names)}


def main(arguments: Sequence[str]) -> int:
    """Say what changed and run its tests."""
    files = changed(*arguments[:1])
    tests = nearest(files, read((ROOT / "tests").rglob("*.py")))
    print(f"quick: {len(files)} changed files, {len(tests)} files with tests of them", end="")
    print(f", the {MOST_FILES} nearest are run" if len(tests) > MOST_FILES else "")
    return run(tests[:MOST_FILES]) if tests else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
