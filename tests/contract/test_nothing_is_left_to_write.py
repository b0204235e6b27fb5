"""What `make new-fix`, `new-collector` or `new-desk` left to be written: one failing test for each place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.people import ROOT

MARK = "TO-" + "WRITE:"
FOLDERS = ("selfhelp", "resources/words", "resources/locale", "tests", "docs")
KINDS = (".py", ".toml", ".md")
GUIDES = ("write-a-fix.md", "write-a-collector.md", "write-a-connector.md")
"""Pages that tell what the mark means."""


def left(root: Path = ROOT) -> Iterator[str]:
    """Yield file, line and what belongs there."""
    for folder in FOLDERS:
        for file in sorted((root / folder).rglob("*")):
            if file.suffix not in KINDS or file.name in GUIDES:
                continue
            text = file.read_text("utf-8", "replace")
            if MARK in text:
                yield from _lines(file.relative_to(root), text)


def _lines(file: Path, text: str) -> Iterator[str]:
    for number, line in enumerate(text.splitlines(), 1):
        if MARK in line:
            wanted = re.sub(r'"+\)*,?$', "", line.partition(MARK)[2].strip())
            yield f"{file}:{number}: to write: {wanted}"


@pytest.mark.parametrize("place", [*left()] or [""], ids=lambda place: place.partition(": ")[0] or "nothing")
def test_nothing_is_left_to_write(place: str) -> None:
    if place:
        pytest.fail(place, pytrace=False)  # one line for each place


def test_a_place_is_named_with_its_line(tmp_path: Path) -> None:
    page = tmp_path / "docs" / "page.md"
    page.parent.mkdir()
    page.write_text(f"# A page\n\n{MARK} which versions\n", "utf-8")
    assert list(left(tmp_path)) == ["docs/page.md:3: to write: which versions"]
    page.with_suffix(".py").write_text(f'raise Error(N_("{MARK} read it here."))\n', "utf-8")
    assert list(left(tmp_path))[-1] == "docs/page.py:1: to write: read it here."
