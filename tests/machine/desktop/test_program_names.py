"""What a program is called, whatever it calls itself: also renamed, replaced, or run by an interpreter."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from selfhelp.machine.desktop.program_names import program_names
from tests.live.desk import wait_for

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")


@contextmanager
def started(*argv: str) -> Iterator[int]:
    child = subprocess.Popen(argv, stdin=subprocess.DEVNULL)
    try:
        wait_for(lambda: argv[-1].encode() in Path(f"/proc/{child.pid}/cmdline").read_bytes())
        yield child.pid
    finally:
        child.kill()
        child.wait()


def test_a_program_that_was_replaced_meanwhile_keeps_its_name(tmp_path: Path) -> None:
    program = tmp_path / "keepassxc"
    shutil.copy(shutil.which("sleep") or "", program)
    with started(str(program), "60") as pid:
        program.unlink()
        assert "(deleted)" in str(Path(f"/proc/{pid}/exe").readlink())
        assert program_names(pid) == ("keepassxc",)


def test_a_link_of_another_name_is_seen_through(tmp_path: Path) -> None:
    program, link = tmp_path / "keepassxc", tmp_path / "harmless"
    shutil.copy(shutil.which("sleep") or "", program)
    link.symlink_to(program)
    with started(str(link), "60") as pid:
        assert program_names(pid) == ("keepassxc",)


def test_of_an_interpreter_the_file_that_it_runs_is_a_name_and_its_words_are_none(tmp_path: Path) -> None:
    script = tmp_path / "seahorse"
    script.write_text("import time\ntime.sleep(60)\n")
    with started(sys.executable, str(script), "Tulip-Kettle-77", "--password=Tulip") as pid:
        names = program_names(pid)
    assert "seahorse" in names
    assert not any("Tulip" in name for name in names)


@pytest.mark.parametrize("pid", [0, 1, -1, 2**30])
def test_what_is_no_program_has_no_name(pid: int) -> None:
    assert program_names(pid) == ()
