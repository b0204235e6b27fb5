"""Deleted files that a program holds open."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from selfhelp.core.text import ENGLISH
from selfhelp.fixes.files.disk_full import _explain_files_in_use
from selfhelp.machine.storage.deleted_files import measure_deleted_open_files

HOLDS = """
import os, sys
for name in sys.argv[1:]:
    file = open(name, "wb")
    file.write(bytes(3_000_000)); file.flush()
    os.unlink(name)
    globals()[name] = file
print("ready", flush=True)
sys.stdin.read()
"""


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="Linux only")
def test_the_program_is_named_while_it_runs(tmp_path: Path) -> None:
    device = tmp_path.stat().st_dev
    argv = [sys.executable, "-c", HOLDS, str(tmp_path / "a"), str(tmp_path / "b")]
    with subprocess.Popen(argv, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.readline()
        name = Path(f"/proc/{process.pid}/comm").read_text(encoding="utf-8").strip()
        found = measure_deleted_open_files(device)
        process.stdin.close()
    assert found[name] >= 6_000_000


def test_files_that_are_small_or_not_deleted_do_not_count(tmp_path: Path) -> None:
    process = tmp_path / "proc" / "1"
    (process / "fd").mkdir(parents=True)
    (process / "comm").write_text("editor\n", encoding="utf-8")
    (tmp_path / "kept").write_bytes(bytes(3_000_000))
    (process / "fd" / "3").symlink_to(tmp_path / "kept")
    (process / "fd" / "4").symlink_to(tmp_path / "gone")
    assert measure_deleted_open_files(tmp_path.stat().st_dev, tmp_path / "proc") == {}
    assert measure_deleted_open_files(tmp_path.stat().st_dev, tmp_path / "none") == {}


def test_closing_the_program_is_proposed_only_if_it_frees_enough() -> None:
    said = _explain_files_in_use({"<b>editor</b>": 60, "viewer": 1}, 100)
    assert said is not None
    assert ENGLISH.translate(said).startswith("<b>editor</b> still uses deleted files of 60")
    assert _explain_files_in_use({"editor": 40}, 100) is None
    assert _explain_files_in_use({}, 0) is None
