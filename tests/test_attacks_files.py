"""Attacks on files: a folder that changes while it is cleaned, hostile temporary folders, and links.

B4, B5 and B7 of the attack list. B1 to B3 are in tests/machine/files/test_bounded_cleanup.py, B6 in
tests/helper/test_file_trust.py, B8 and B9 in tests/lab/test_interrupted.py.
"""

from __future__ import annotations

import logging
import os
import re
import shutil
import stat
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from selfhelp.core import log
from selfhelp.core.errors import StorageError
from selfhelp.core.model import CheckResult, CheckState
from selfhelp.engine.journal import Journal
from selfhelp.machine.files.bounded_cleanup import BoundedCleanup
from tests.lab.conftest import interpreter
from tests.people import ROOT, Person

NAMES = ("a", "b", "c", "d")
ACTS = ("remove", "write", "rename", "link", "folder")


# -- B4: the folder changes meanwhile ----------------------------------------------------------------


def act(root: Path, kind: str, name: str, other: str) -> None:
    """Do what another program might do to the folder; what is not possible just now is left."""
    path, second = root / name, root / other
    try:
        match kind:
            case "remove":
                path.unlink()
            case "write" if not path.is_symlink():
                path.write_bytes(b"y" * 9000)
            case "rename":
                path.rename(second)
            case "link":
                path.unlink()
                path.symlink_to(root.parent / "precious")
            case "folder":
                path.mkdir()
                (path / other).write_bytes(b"z")
    except OSError:
        return


@contextmanager
def meddling(root: Path, acts: Sequence[tuple[str, str, str]]) -> Iterator[list[int]]:
    """Do one act before each removal; yield what was really removed: each one's kind."""
    real, left, gone = os.unlink, list(acts), []

    def unlink(name: str, *, dir_fd: int | None = None) -> None:
        if dir_fd is None:  # another program's
            real(name)
            return
        if left:
            act(root, *left.pop())
        status = os.stat(name, dir_fd=dir_fd, follow_symlinks=False)
        real(name, dir_fd=dir_fd)
        gone.append(stat.S_IFMT(status.st_mode))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "unlink", unlink)
        yield gone


@given(st.lists(st.tuples(st.sampled_from(ACTS), st.sampled_from(NAMES), st.sampled_from(NAMES)), max_size=6))
@settings(max_examples=100, deadline=None)
def test_b4_what_is_counted_is_what_went(acts: Sequence[tuple[str, str, str]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        root, precious = Path(folder, "root"), Path(folder, "precious")
        root.mkdir()
        precious.write_text("keep")
        for name in NAMES:
            (root / name).write_bytes(b"x" * 5000)
        sweep = BoundedCleanup(remove=True)
        with meddling(root, acts) as gone:
            sweep.clean_or_measure_tree(root, root.stat().st_dev)
        assert sweep.files == len(gone)
        assert precious.read_text() == "keep"
        left = [path for path in root.iterdir() if path.is_file() and not path.is_symlink()]
        assert len(left) <= len(acts), "an untouched item is gone"


# -- B5: hostile temporary folders -------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("strace"), reason="strace is not installed")
@pytest.mark.parametrize(
    "arguments", [("snapshot", "-o", "report"), ("send", "--subject", "S", "--body", "B", "--wait", "20")]
)
def test_b5_nothing_is_in_a_shared_temporary_folder(alice: Person, arguments: tuple[str, ...]) -> None:
    """Whatever is created there must be a private folder, or a file that only the user can read."""
    shared, log_ = alice.home / "tmp", alice.home / "trace"
    shared.mkdir()
    shared.chmod(0o1777)
    site = next(path for path in sys.path if path.endswith("site-packages"))
    trace = ("strace", "-f", "-qq", "-o", str(log_), "-e", "openat,mkdir")
    done = alice.run(
        [*trace, interpreter(alice), "-m", "selfhelp", *arguments],
        {"TMPDIR": str(shared), "PYTHONPATH": f"{ROOT}:{site}"},
    )
    assert done.returncode == 0, done.stderr
    lines = log_.read_text(errors="replace").splitlines()
    assert any("O_CREAT" in line for line in lines), "nothing was seen"
    made = [line for line in lines if f'"{shared}/' in line and "ENOENT" not in line]
    created = [line for line in made if "O_CREAT" in line or "mkdir(" in line]
    assert all(re.search(r"O_EXCL.*, 0600\)|mkdir\(.*, 0700\)", line) for line in created), created
    assert list(shared.iterdir()) == []


# -- B7: links in the place of our own files ----------------------------------------------------------


@pytest.mark.parametrize("second_name", [False, True])
def test_b7_a_log_that_leads_elsewhere_is_not_written(tmp_path: Path, second_name: bool) -> None:
    victim, folder = tmp_path / "victim", tmp_path / "log"
    victim.write_text("keep")
    folder.mkdir()
    file = folder / "selfhelp.log"
    if second_name:
        file.hardlink_to(victim)
    else:
        file.symlink_to(victim)
    ring = log.start_logging(folder, str)
    logging.getLogger("selfhelp").info("a line")
    assert victim.read_text() == "keep"
    assert "leads to another file" in ring.lines[0]
    assert ring.lines[1].endswith("a line")


def test_b7_a_journal_that_leads_elsewhere_stops_the_change(tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("keep")
    record = Journal(tmp_path / "journal").start_run(
        "disk-full", CheckResult("disk-full", CheckState.HEALTHY)
    )
    record.file.unlink()
    record.file.symlink_to(victim)
    with pytest.raises(StorageError, match="Nothing was changed"):
        record.append_event("step", must=True, n=0, name="x", step={}, back={})
    assert victim.read_text() == "keep"
