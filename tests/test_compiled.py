"""What git does not keep is built where it is missing or old, and only there."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.people import ROOT
from tools import compiled
from tools.compiled import Part

TOOL = ROOT / "tools" / "compiled.py"


@pytest.fixture
def part() -> Part:
    """A part with one source and one file."""
    return Part("letters", ("source/*.txt",), lambda: {"made.txt": b"made"})


@pytest.fixture
def tree(tmp_path: Path, part: Part, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A tree in which that part was built."""
    (tmp_path / "source").mkdir()
    (tmp_path / "source" / "a.txt").write_bytes(b"one\ntwo\n")
    monkeypatch.setattr(compiled, "PARTS", (part,))
    assert compiled.stale(tmp_path) == [part]
    compiled.build(part, tmp_path)
    assert compiled.stale(tmp_path) == []
    return tmp_path


def test_the_files_of_this_tree_are_current() -> None:
    done = subprocess.run([sys.executable, TOOL, "check"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_git_keeps_none_of_them() -> None:
    made = [name for noted in compiled._noted(ROOT).values() for name in noted["files"]]
    assert len(made) >= 3
    ignored = (ROOT / ".gitignore").read_text("utf-8").splitlines()
    for name in [*made, compiled.STAMP]:
        assert any(Path("/", name).match(line) for line in ignored if line.startswith("/")), name


@pytest.mark.parametrize("name", ["source/a.txt", "source/b.txt"])
def test_a_changed_or_a_new_source_makes_it_stale(tree: Path, part: Part, name: str) -> None:
    (tree / name).write_bytes(b"three")
    assert compiled.stale(tree) == [part]


def test_a_source_that_went_makes_it_stale(tree: Path, part: Part) -> None:
    (tree / "source" / "a.txt").unlink()
    assert compiled.stale(tree) == [part]


def test_line_ends_of_windows_make_nothing_stale(tree: Path) -> None:
    (tree / "source" / "a.txt").write_bytes(b"one\r\ntwo\r\n")
    assert compiled.stale(tree) == []


def test_a_file_that_is_missing_or_was_changed_is_built_again(tree: Path, part: Part) -> None:
    for spoil in (Path.unlink, lambda file: file.write_bytes(b"other")):
        spoil(tree / "made.txt")
        assert compiled.stale(tree) == [part]
        compiled.build(part, tree)
        assert (tree / "made.txt").read_bytes() == b"made"
        assert compiled.stale(tree) == []


@pytest.mark.parametrize("content", ["", "[]", "{", '{"letters": 3}', '{"letters": {"sources": 1}}'])
def test_a_damaged_note_means_stale(tree: Path, part: Part, content: str) -> None:
    (tree / compiled.STAMP).write_text(content)
    assert compiled.stale(tree) == [part]


def test_the_locked_stemmer_version_is_used(tree: Path, part: Part) -> None:
    lock = tree / "requirements.lock"
    lock.write_text("other==1\npystemmer==3.1.0 \\\n")
    with_stemmer = replace(part, stemmer=True)
    before = compiled.fingerprint(with_stemmer, tree)
    lock.write_text("other==2\npystemmer==3.1.0 \\\n")
    assert compiled.fingerprint(with_stemmer, tree) == before
    lock.write_text("other==2\npystemmer==4.0.0 \\\n")
    assert compiled.fingerprint(with_stemmer, tree) != before


def test_nothing_half_written_stays(tree: Path, part: Part, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(file: Path, content: bytes) -> int:
        file.touch()
        raise OSError(28, "No space left on device", str(file))

    (tree / "made.txt").unlink()
    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        compiled.build(part, tree)
    monkeypatch.undo()
    assert {file.name for file in tree.iterdir()} - {"home"} == {"source", compiled.STAMP}


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        (ModuleNotFoundError("No module named 'Stemmer'"), "install requirements.lock"),
        (PermissionError(13, "Permission denied", "made.txt"), "as the owner of"),
        (ValueError("selfhelp.po: line 3 is no part of a message"), "Correct the file"),
    ],
)
def test_what_cannot_be_built_is_said_with_what_to_do(
    part: Part, monkeypatch: pytest.MonkeyPatch, error: Exception, advice: str
) -> None:
    def fail() -> dict[str, bytes]:
        raise error

    monkeypatch.setattr(compiled, "stale", lambda: [replace(part, build=fail)])
    said = compiled.ensure()
    assert said.startswith(f"Could not build letters: {error}.")
    assert advice in said


def test_every_pattern_of_sources_finds_files() -> None:
    for part in compiled.PARTS:
        for pattern in part.sources:
            assert any(ROOT.glob(pattern)), pattern
    assert compiled.STEMMER.search((ROOT / "requirements.lock").read_text("utf-8"))


def test_each_part_is_noted_for_itself(tree: Path, part: Part, monkeypatch: pytest.MonkeyPatch) -> None:
    other = Part("numbers", ("source/*.txt",), lambda: {"more.txt": b"more"})
    monkeypatch.setattr(compiled, "PARTS", (part, other))
    compiled.build(other, tree)
    assert json.loads((tree / compiled.STAMP).read_text()).keys() == {"letters", "numbers"}
    assert compiled.stale(tree) == []
