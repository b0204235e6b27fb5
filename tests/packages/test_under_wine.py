"""The product's own Windows code under Wine, from this tree: ``tests/windows`` and the style sheet.

They run in one go, in a Windows Python (``tools/wine.sh``); here each file tells how its tests ended. What
Wine lacks is an expected failure with a row in ``docs/wine-gaps.md``; nothing is skipped.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.packages.wine import path_of
from tests.people import ROOT
from tests.windows.gaps import PREFIX

JOURNEYS = [ROOT / "tests" / "windows" / name for name in ("test_journey.py", "test_rt_journey.py")]
"""They have tests of their own (`test_wine_journey`, ``tests/live/test_wine_rt.py``): one takes longer than
there is time for here, the other needs a server."""

FILES = [
    *sorted(set((ROOT / "tests" / "windows").glob("test_*.py")) - set(JOURNEYS)),
    ROOT / "tests" / "ui" / "test_style_sheet.py",
]
GAPS = ROOT / "docs" / "wine-gaps.md"
LIMIT = 1200
"""Seconds for all of them; they take a minute and a half on two processors that have nothing else to do."""

pytestmark = [
    pytest.mark.windows,
    pytest.mark.skipif(
        not all(map(shutil.which, ("wine", "osslsigncode", "x86_64-w64-mingw32-gcc", "Xvfb"))),
        reason="needs Wine: tools/setup.sh windows",
    ),
]


@dataclass(frozen=True, slots=True)
class Ended:
    """How one test ended: "" passed, else what was said; ``gap`` is what Wine lacks."""

    name: str
    said: str
    gap: str


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Sequence[Ended]]:
    """How every test ended, by the name of its file."""
    file = tmp_path_factory.mktemp("wine") / "results.xml"
    names = [path.relative_to(ROOT).as_posix() for path in FILES]
    done = subprocess.run(
        [ROOT / "tools" / "wine.sh", "-m", "pytest", "-q", f"--junitxml={path_of(file)}", *names],
        env={**os.environ, "PYTHON": sys.executable, "SELFHELP_WINE_LIMIT": str(LIMIT - 20)},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=LIMIT, check=False,
    )  # fmt: skip
    assert file.exists(), (done.stdout + done.stderr)[-4000:]
    found = defaultdict(list)
    for case in ElementTree.parse(file).iter("testcase"):
        found[case.get("classname", "").rpartition(".")[2]].append(ended(case))
    return found


def ended(case: ElementTree.Element) -> Ended:
    """Return how a test ended, out of JUnit's file as pytest writes it."""
    name = case.get("name", "")
    for child in case:
        if child.tag in ("failure", "error", "skipped"):
            message = child.get("message", "")
            gap = message.removeprefix(PREFIX) if message.startswith(PREFIX) else ""
            return Ended(name, "" if gap else f"{name}: {message}\n{(child.text or '')[-1500:]}", gap)
    return Ended(name, "", "")


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.stem)
def test_its_tests_pass(file: Path, results: Mapping[str, Sequence[Ended]]) -> None:
    assert results[file.stem], "none of its tests were run"
    assert [test.said for test in results[file.stem] if test.said] == []
    assert any(not test.gap for test in results[file.stem]), "Wine can do nothing of it"


def test_every_gap_is_written_down(results: Mapping[str, Sequence[Ended]]) -> None:
    """And none that Wine has closed meanwhile: the rows that say how many tests met them."""
    met = {test.gap for tests in results.values() for test in tests if test.gap}
    rows = re.findall(r"^\| ([^|]+?) \| .+ \| (yes|no) \|$", GAPS.read_text("utf-8"), re.MULTILINE)
    assert met == {name for name, is_met in rows if is_met == "yes"}
