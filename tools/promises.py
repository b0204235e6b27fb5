"""Verifies the published promises: every test named in docs/promises.md ran and passed.

python tools/promises.py check            fails if a named test doesn't exist
python tools/promises.py RESULT.xml…      fails if a named test didn't run or didn't pass in these results
"""

from __future__ import annotations

import re
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "promises.md"
_ROW = re.compile(r"^\| (P\d+) \| (.+?) \| (.+) \|$", re.MULTILINE)
_TEST = re.compile(r"`(tests/[\w/]+\.py)::(\w+)`")


@dataclass(frozen=True, slots=True)
class Promise:
    """One published promise; ``tests`` are pairs of a file and the name of a test function."""

    id: str
    words: str
    tests: Sequence[tuple[str, str]]


def promises(text: str) -> Sequence[Promise]:
    """Return the promises on the page."""
    return [Promise(id_, words, _TEST.findall(rest)) for id_, words, rest in _ROW.findall(text)]


def outcomes(files: Sequence[Path]) -> Mapping[tuple[str, str], set[str]]:
    """Return the outcomes of each test, by file and function; a parametrised test may have several."""
    found: dict[tuple[str, str], set[str]] = {}
    for file in files:
        for case in ET.parse(file).getroot().iter("testcase"):
            key = (_file(case), re.sub(r"\[.*", "", case.get("name", ""), flags=re.DOTALL))
            found.setdefault(key, set()).add(_outcome(case))
    return found


def _file(case: ET.Element) -> str:
    """Return the file of a test case; pytest names it as a module, sometimes with a class."""
    parts = case.get("classname", "").split(".")
    while parts and not (parts[-1].startswith("test_") or len(parts) == 1):
        parts.pop()
    return "/".join(parts) + ".py"


def _outcome(case: ET.Element) -> str:
    words = {"failure": "failed", "error": "failed", "skipped": "skipped"}
    return next((words[child.tag] for child in case if child.tag in words), "passed")


def broken(page: str, found: Mapping[tuple[str, str], set[str]]) -> Iterator[str]:
    """Yield a message for each test that doesn't prove its promise."""
    for promise in promises(page):
        if not promise.tests:
            yield f"{promise.id}: no test is named"
        for test in promise.tests:
            ends = found.get(test, set())
            name = "::".join(test)
            if not ends:
                yield f"{promise.id}: {name} did not run"
            elif "failed" in ends or "passed" not in ends:
                yield f"{promise.id}: {name} {', '.join(sorted(ends))}"


def missing(page: str) -> Iterator[str]:
    """Yield a message for each test of a promise that doesn't exist."""
    for promise in promises(page):
        for file, name in promise.tests:
            path = ROOT / file
            text = path.read_text("utf-8") if path.is_file() else ""
            if not re.search(rf"\bdef {name}\(|^{name} = |^class {name}\b", text, re.MULTILINE) and not (
                name == "runTest" and ".TestCase" in text
            ):
                yield f"{promise.id}: there is no {file}::{name}"


def main(arguments: Sequence[str]) -> int:
    """Print the unproven promises, or the number of promises; return the exit status."""
    page = PAGE.read_text("utf-8")
    count = len(promises(page))
    said = "kept"
    if list(arguments) == ["check"]:
        wrong, said = list(missing(page)), "have tests that exist; whether they pass, make test tells"
    else:
        try:
            wrong = list(broken(page, outcomes([Path(name) for name in arguments])))
        except (OSError, ET.ParseError) as error:
            wrong = [f"no result: {error}"]
    for line in wrong:
        print(f"promises: {line}")
    if not wrong:
        print(f"promises: {count} of {count} {said}")
    return 1 if wrong or not count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
