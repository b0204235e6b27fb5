"""Prints what failed in one short block, from the folders in which tools/test.sh leaves its results.

python tools/failures.py build/test build/soak      the last that .ci/run prints; fails if something failed

A test is named with the beginning of its message, and so is a part of tools/check.py. What passed when it was
run once more is named as flaky.
"""

from __future__ import annotations

import re
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Sequence
from pathlib import Path

WRONG, FLAKY = ("failure", "error"), "flakyFailure"
"""Names of elements: of JUnit, and of Surefire for what `tools/once_more.py` makes of them."""

NOTES = "failed-parts.txt"
"""What tools/test.sh notes: lines that begin with ``failed: `` or ``flaky: ``."""

CHECKS = "checks.log"
LINES, WIDTH = 6, 160
"""How much of a message is printed."""

MOST = 25
"""Number of tests whose message is printed; more are only named."""


def name_of(case: ET.Element) -> str:
    """Return the test's name as pytest takes it: ``tests/a/test_b.py::test_c[d]``."""
    parts = case.get("classname", "").split(".")
    modules = [number for number, part in enumerate(parts, 1) if part.startswith("test_")]
    end = modules[-1] if modules else len(parts)
    return "::".join(["/".join(parts[:end]) + ".py", *parts[end:], case.get("name", "")])


def shorten(message: str, lines: int = LINES) -> Sequence[str]:
    """Return the first lines that aren't empty, each cut."""
    said = [line.rstrip() for line in message.splitlines() if line.strip()]
    return [line if len(line) <= WIDTH else f"{line[:WIDTH]}…" for line in said[:lines]]


def read_tests(folder: Path) -> tuple[dict[str, Sequence[str]], dict[str, Sequence[str]]]:
    """Return what failed twice, and what failed once, with the beginning of the message."""
    failed: dict[str, Sequence[str]] = {}
    flaky: dict[str, Sequence[str]] = {}
    for file in sorted(folder.glob("tests-*.xml")):
        try:
            cases = list(ET.parse(file).getroot().iter("testcase"))
        except ET.ParseError as error:
            failed[str(file)] = [f"no result: {error}"]
            continue
        for case in cases:
            for child in case:
                if child.tag in WRONG:
                    where = re.findall(r"^\S+:\d+: .*$", child.text or "", re.MULTILINE)[-1:]
                    failed[name_of(case)] = [*shorten(child.get("message", "")), *shorten("".join(where))]
                elif child.tag == FLAKY:
                    flaky[name_of(case)] = shorten(child.get("message", ""), 1)
    return failed, flaky


def read_notes(folder: Path, kind: str) -> Sequence[str]:
    """Return what tools/test.sh noted as failed or as flaky."""
    file = folder / NOTES
    notes = file.read_text("utf-8").splitlines() if file.exists() else []
    return [note.partition(": ")[2] for note in notes if note.startswith(f"{kind}: ")]


def read_checks(folder: Path) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield the parts of tools/check.py that failed, with the beginning of what each said."""
    file = folder / CHECKS
    said = file.read_text("utf-8", errors="replace") if file.exists() else ""
    for name in re.findall(r"^FAILED +(.+?) +[\d.]+ s$", said, re.MULTILINE):
        told = said.partition(f"\n== {name}\n")[2].partition("\n== ")[0].partition("\ncheck: ")[0]
        yield name, shorten(told)


def report(folder: Path) -> tuple[Sequence[str], Sequence[str]]:
    """Return the lines about what failed, and about what was flaky, in one folder of results."""
    if not folder.is_dir():
        return ["PART    no results: it ended before the first test"], []
    tests, once = read_tests(folder)
    failed = [f"PART    {part}" for part in read_notes(folder, "failed")]
    for name, told in read_checks(folder):
        failed += [f"CHECK   {name}", *(f"    {line}" for line in told)]
    for number, (name, told) in enumerate(tests.items()):
        failed += [f"FAILED  {name}", *(f"    {line}" for line in told if number < MOST)]
    flaky = [f"flaky   {what}" for what in read_notes(folder, "flaky")]
    return failed, flaky + [f"flaky   {name}: {''.join(told)}" for name, told in once.items()]


def main(folders: Sequence[str]) -> int:
    """Print what failed and what was flaky in all folders; return 1 if something failed, otherwise 0."""
    reports = {folder: report(Path(folder)) for folder in folders}
    for title, kind in (("flaky: failed, and passed when it was run once more", 1), ("what failed", 0)):
        print(f"\n== {title}")
        lines = ["\n".join([f"{folder}:", *found[kind]]) for folder, found in reports.items() if found[kind]]
        print("\n".join(lines) or "nothing")
    return 1 if any(failed for failed, _ in reports.values()) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
