"""Adds up pytest's result files and prints one summary line like pytest's.

python tools/total.py RESULT.xml…      fails if a test failed, or a result is missing
"""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

WIDTH = 100


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


def main(files: list[str]) -> int:
    """Print the sum of all results; return 1 if a test failed or a result is missing, otherwise 0."""
    total: Counter[str] = Counter()
    seconds = 0.0
    for name in files:
        try:
            outcomes, time = count(Path(name))
        except (OSError, ValueError, ET.ParseError) as error:
            print(f"total: {name}: no result ({error})", file=sys.stderr)
            outcomes, time = Counter(errors=1), 0.0
        total.update(outcomes)
        seconds += time
    words = ", ".join(
        f"{total[kind]} {kind}" for kind in ("failed", "passed", "skipped", "errors") if total[kind]
    )
    print(f" {words} in {seconds:.2f}s ".center(WIDTH, "="))
    return 1 if total["failed"] or total["errors"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
