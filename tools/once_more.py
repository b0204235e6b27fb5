"""Merges the results of repeated tests into a result file; failed tests were repeated one at a time.

python tools/once_more.py RESULT.xml AGAIN.xml     fails if a test failed again or wasn't run

A test that passes the second time is flaky: it is printed, and its failure is kept under another name for
`tools/failures.py`, so that someone finds the cause. A broken test fails twice.
"""

from __future__ import annotations

import sys
import xml.etree.ElementTree as ET
from pathlib import Path

WRONG, FLAKY = ("failure", "error"), "flakyFailure"


def key(case: ET.Element) -> tuple[str, str]:
    return case.get("classname", ""), case.get("name", "")


def is_wrong(case: ET.Element) -> bool:
    return any(child.tag in WRONG for child in case)


def main(first: Path, again: Path) -> int:
    """Update the first result file; return 1 if a test failed again or is missing, otherwise 0."""
    try:
        second = list(ET.parse(again).getroot().iter("testcase"))
        tree = ET.parse(first)
    except (OSError, ET.ParseError) as error:
        print(f"once more: no result ({error})")
        return 1
    good = {key(case) for case in second} - {key(case) for case in second if is_wrong(case)}
    suite = tree.getroot().find("testsuite")
    if suite is None:
        return 1
    left = 0
    for case in [case for case in suite.iter("testcase") if is_wrong(case)]:
        if key(case) not in good:
            left += 1
            continue
        print(f"flaky: {'::'.join(key(case))} passed when it was run once more")
        for child in [child for child in case if child.tag in WRONG]:
            count = "failures" if child.tag == "failure" else "errors"
            suite.set(count, str(int(suite.get(count, "0")) - 1))
            child.tag = FLAKY
    tree.write(first, encoding="utf-8", xml_declaration=True)
    return 1 if left else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2])))
