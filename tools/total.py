"""Adds up pytest's result files and prints one summary line like pytest's, and which files compute most.

python tools/total.py RESULT.xml…      fails if a test failed, or a result is missing
"""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

WIDTH = 100
MOST = 12
"""Number of test files that are named."""


def count(file: Path) -> tuple[Counter[str], float]:
    """Return the number of tests in a result file by outcome, and their duration in seconds."""
    suite = ET.parse(file).getroot().find("testsuite")
    if suite is None:
        raise ValueError(f"{file}: no results inside")
    number = {name: int(suite.get(name, 0)) for name in ("tests", "failures", "errors", "skipped")}
    passed = number["tests"] - number["failures"] - number["errors"] - number["skipped"]
    outcomes = Counter(
        failed=number["failures"], passed=passed, skipped=number["skipped"], errors=number["errors"]
    )
    return outcomes, float(suite.get("time", 0))


def count_computing(file: Path) -> Iterator[tuple[str, float]]:
    """Return test files and processor seconds of their tests, from a result file; see `tests/conftest.py`."""
    for case in ET.parse(file).getroot().iter("testcase"):
        for told in case.iter("property"):
            if told.get("name") == "cpu":
                yield case.get("classname", ""), float(told.get("value", 0))


def describe_computing(parts: Mapping[str, float], computed: Mapping[str, float]) -> str:
    """Return the processor seconds of each part, and of the test files with most of them."""
    by_part = ", ".join(f"{name} {seconds:.0f}" for name, seconds in parts.items())
    most = sorted(computed, key=lambda name: -computed[name])[:MOST]
    told = ", ".join(f"{name.removeprefix('tests.')} {computed[name]:.0f}" for name in most)
    return f"computing, in seconds: {by_part}; most of it: {told}"


def main(files: list[str]) -> int:
    """Print the sum of all results; return 1 if a test failed or a result is missing, otherwise 0."""
    total: Counter[str] = Counter()
    computed: dict[str, float] = {}
    parts: dict[str, float] = {}
    seconds = 0.0
    for name in files:
        try:
            outcomes, time = count(Path(name))
            part = Path(name).stem.removeprefix("tests-")
            for test_file, spent in count_computing(Path(name)):
                computed[test_file] = computed.get(test_file, 0.0) + spent
                parts[part] = parts.get(part, 0.0) + spent
        except (OSError, ValueError, ET.ParseError) as error:
            print(f"total: {name}: no result ({error})", file=sys.stderr)
            outcomes, time = Counter(errors=1), 0.0
        total.update(outcomes)
        seconds += time
    if computed:
        print(describe_computing(parts, computed))
    words = ", ".join(
        f"{total[kind]} {kind}" for kind in ("failed", "passed", "skipped", "errors") if total[kind]
    )
    print(f" {words} in {seconds:.2f}s ".center(WIDTH, "="))
    return 1 if total["failed"] or total["errors"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
