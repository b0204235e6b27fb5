"""Runs the tests of changed files for a limited time, the most closely related first.

python tools/quick.py [SINCE]      tests files changed since a commit; default: uncommitted or last commit's

The tests of a module are the mirroring ones in tests/, then those that import it; for other files, the tests
that mention the file. For a fix, a section or a connector, they include its contract tests. Slow tests and
tests that need root are excluded. If the time is over before all tests have run, a message says so; make unit
runs all tests.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
SECONDS = float(os.environ.get("SELFHELP_QUICK_SECONDS", "14"))
"""Seconds from the start after which no test is started; with the last test, it stays below twenty."""

MOST_FILES = 40
"""Maximum number of test files; collecting more would take longer than the remaining time."""

FIXES = ("fixes", "failures_are_not_health")
CONTRACTS: Mapping[str, Sequence[str]] = {
    r"selfhelp/(?:fixes|checks)/(?:\w+/)?(?!__)(\w+)\.py": FIXES,
    r"resources/locale/\w+/symptoms/([\w-]+)\.toml": FIXES,
    r"tests/transcripts/sections/([\w-]+?)--.*": ("collectors",),
    r"tests/transcripts/([\w-]+)/.*": FIXES,
    r"selfhelp/report/collectors/(?!__)(\w+)\.py": ("collectors",),
    r"selfhelp/helpdesk/connectors/(?!__)(\w+)/.*": ("connectors", "desks"),
}
"""The contract tests of a fix, section or connector, by a pattern for its files that finds its ID."""

IMPORT = re.compile(r"^[ \t]*(?:from ([\w.]+) import (\([^)]*\)|.+)|import (.+))", re.MULTILINE)
NAME, COMMENT = re.compile(r"([\w.]+)(?: as \w+)?"), re.compile(r"#.*")

ELSEWHERE = "tests/windows/"
"""Folder of the tests that Wine runs; pytest would collect a file of it that is named."""

CHOICE = "not (lab or live or package or windows or slow or soak or alone)"


def git(*words: str) -> Sequence[str]:
    """Return the lines of git's output."""
    done = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.splitlines()


def changed(since: str = "") -> Sequence[str]:
    """Return the files changed since a commit; by default the uncommitted files, else the last commit's."""
    now = [*git("diff", "--name-only", since or "HEAD"), *git("ls-files", "--others", "--exclude-standard")]
    return now or git("diff", "--name-only", "HEAD~1", "HEAD")


def nearest(files: Sequence[str], tests: Mapping[str, str]) -> Sequence[str]:
    """Return the test files for changed files, most closely related first.

    Args:
        files: paths of the changed files in the tree.
        tests: the text of each Python file in tests/, by path.
    """
    found: dict[str, None] = {}
    for ring in (_itself, _mirror, _importing, _naming):
        for file in files:
            found.update(dict.fromkeys(ring(file, tests)))
    return [name for name in found if _is_test(name) and name in tests and not name.startswith(ELSEWHERE)]


def contracts(files: Sequence[str]) -> tuple[Sequence[str], frozenset[str]]:
    """Return the contract tests of changed files, and the IDs of what changed.

    These tests find all fixes, sections and connectors themselves, so they import and mention none.
    """
    tests: dict[str, None] = {}
    ids: set[str] = set()
    for file in files:
        matches = ((re.fullmatch(pattern, file), names) for pattern, names in CONTRACTS.items())
        found, names = next(((found, names) for found, names in matches if found), (None, ()))
        if found:
            ids.add(found[1].replace("-", "_"))
            wanted = (*names, "nothing_is_left_to_write")
            tests.update(dict.fromkeys(f"tests/contract/test_{name}.py" for name in wanted))
    return [*tests], frozenset(ids)


def _is_test(name: str) -> bool:
    return name.rpartition("/")[2].startswith("test_")


def _itself(file: str, tests: Mapping[str, str]) -> Iterator[str]:
    if file in tests:
        yield file


def _mirror(file: str, tests: Mapping[str, str]) -> Iterator[str]:
    """Yield the tests that mirror a module: ``tests/a/test_b.py``, or a folder of that name."""
    if not (file.startswith("selfhelp/") and file.endswith(".py")):
        return
    place = Path("tests") / Path(file).relative_to("selfhelp").with_suffix("")
    beside = (place.parent / f"test_{place.name}", place.parent / f"test_{place.parent.name}")
    yield from (name for one in beside if (name := f"{one.as_posix()}.py") in tests)
    inside = (place.parent if place.name == "__init__" else place).as_posix() + "/"
    yield from sorted(name for name in tests if name.startswith(inside) and "/" not in name[len(inside) :])


def _importing(file: str, tests: Mapping[str, str]) -> Iterator[str]:
    """Yield the tests that import a module or test helper, tests with the fewest imports first."""
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
    for module, names, modules in IMPORT.findall(text):  # parsing the tests would take seconds
        words = NAME.findall(COMMENT.sub("", names or modules))
        found.update((module, *(f"{module}.{name}" for name in words)) if module else words)
    return found


def _naming(file: str, tests: Mapping[str, str]) -> Iterator[str]:
    """Yield the tests that mention a file that isn't a module of the product."""
    if file.startswith(("selfhelp/", "tests/")) and file.endswith(".py"):
        return
    path = Path(file)
    words = {f'"{path.name}"', file, *([f'"{path.stem}"'] if path.suffix == ".py" else [])}
    top = f"test_{path.parts[0]}.py"
    yield from (name for name in (f"tests/{top}",) if name in tests)
    yield from sorted(name for name, text in tests.items() if any(word in text for word in words))


class Budget:
    """Pytest plugin that ends a session after its time limit."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds
        self.is_up = self.failed = False

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Record a failure, because pytest's exit status only shows that the session was ended."""
        self.failed = self.failed or report.failed

    def pytest_runtest_teardown(self, item: pytest.Item, nextitem: pytest.Item | None) -> None:
        """Stop before the next test if the time limit has passed."""
        if nextitem is not None and time.monotonic() > self._end:
            self.is_up = True
            item.session.shouldstop = "the time is up; make unit runs all"


class OnlyAbout:
    """Pytest plugin that runs only the tests about some IDs in some files."""

    def __init__(self, files: Sequence[str], ids: frozenset[str]) -> None:
        self._files, self._ids = frozenset(files), ids

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Leave out the tests about other IDs."""
        items[:] = [item for item in items if self._is_wanted(*item.nodeid.partition("::")[::2])]

    def _is_wanted(self, file: str, test: str) -> bool:
        about = test.partition("[")[2].replace("-", "_")
        return file not in self._files or any(id_ in about for id_ in self._ids)


def run(files: Sequence[str], seconds: float = SECONDS, plugins: Sequence[object] = ()) -> int:
    """Run the tests in some files in this process; a session that ran out of time isn't a failure."""
    budget = Budget(seconds)
    keep = ("-o", "tmp_path_retention_count=100")  # removing the folders of make unit takes up to ten seconds
    status = pytest.main(["-q", *keep, "-m", CHOICE, *files], plugins=[budget, *plugins])
    ended = {pytest.ExitCode.NO_TESTS_COLLECTED}
    if budget.is_up and not budget.failed:
        ended.add(pytest.ExitCode.INTERRUPTED)
    return 0 if status in ended else int(status)


def read(names: Iterable[Path]) -> Mapping[str, str]:
    """Return the texts of Python files by path in the tree."""
    return {name.relative_to(ROOT).as_posix(): name.read_text("utf-8") for name in sorted(names)}


def main(arguments: Sequence[str]) -> int:
    """Print the changed files and run their tests; return the exit status."""
    begun = time.monotonic()
    files = changed(*arguments[:1])
    near = nearest(files, read((ROOT / "tests").rglob("*.py")))
    rules, ids = contracts(files)
    added = [name for name in rules if name not in near]  # the others are about all IDs
    tests = [*near[:1], *added, *near[1:]]
    print(f"quick: {len(files)} changed files, {len(tests)} files with tests of them", end="")
    print(f", the {MOST_FILES} nearest are run" if len(tests) > MOST_FILES else "")
    left = SECONDS - (time.monotonic() - begun)
    return run(tests[:MOST_FILES], left, plugins=[OnlyAbout(added, ids)]) if tests else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
