"""What a program is called, whatever it calls itself: also renamed, replaced, or run by an interpreter."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from selfhelp.machine.desktop import program_names as program_names_module
from selfhelp.machine.desktop.program_names import read_program_names
from tests.live.desk import wait_for

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc")


@contextmanager
def started(*argv: str, cwd: Path | None = None) -> Iterator[int]:
    child = subprocess.Popen(argv, stdin=subprocess.DEVNULL, cwd=cwd)
    try:
        wait_for(lambda: argv[-1].encode() in Path(f"/proc/{child.pid}/cmdline").read_bytes())
        yield child.pid
    finally:
        child.kill()
        child.wait()


def test_an_updated_running_program_keeps_its_name(tmp_path: Path) -> None:
    program = tmp_path / "keepassxc"
    shutil.copy(shutil.which("sleep") or "", program)
    with started(str(program), "60") as pid:
        program.unlink()
        assert "(deleted)" in str(Path(f"/proc/{pid}/exe").readlink())
        assert read_program_names(pid) == ("keepassxc",)


def test_a_link_of_another_name_is_seen_through(tmp_path: Path) -> None:
    program, link = tmp_path / "keepassxc", tmp_path / "harmless"
    shutil.copy(shutil.which("sleep") or "", program)
    link.symlink_to(program)
    with started(str(link), "60") as pid:
        assert read_program_names(pid) == ("keepassxc",)


def test_of_an_interpreter_the_file_that_it_runs_is_a_name_and_its_words_are_none(tmp_path: Path) -> None:
    script = tmp_path / "seahorse"
    script.write_text("import time\ntime.sleep(60)\n")
    with started(sys.executable, str(script), "Tulip-Kettle-77", "--password=Tulip") as pid:
        names = read_program_names(pid)
    assert "seahorse" in names
    assert not any("Tulip" in name for name in names)


def test_a_module_and_a_file_behind_many_options_are_names(tmp_path: Path) -> None:
    (tmp_path / "payroll.py").write_text("import time\ntime.sleep(60)\n")
    options = ["-X", "faulthandler", "-W", "ignore", "-B", "-u"]
    with started(sys.executable, *options, str(tmp_path / "payroll.py"), "60") as pid:
        assert "payroll.py" in read_program_names(pid)
    with started(sys.executable, "-m", "payroll", "Tulip-Kettle-77", cwd=tmp_path) as pid:
        assert "payroll" in read_program_names(pid)
        assert not any("Tulip" in name for name in read_program_names(pid))


def test_a_relative_script_is_looked_for_where_its_program_is(tmp_path: Path) -> None:
    (tmp_path / "vault").write_text("sleep 60; :\n")
    with started("sh", "vault", cwd=tmp_path) as pid:
        assert "vault" in read_program_names(pid)


def test_a_snap_and_a_flatpak_are_known_by_their_package(tmp_path: Path) -> None:
    assert program_names_module._parse_snap_name(Path("/snap/payroll/12/usr/bin/app")) == ("payroll",)
    assert program_names_module._parse_snap_name(Path("/var/lib/snapd/snap/payroll/12/app")) == ("payroll",)
    assert program_names_module._parse_snap_name(Path("/usr/bin/snap/payroll/1")) == ()
    assert program_names_module._parse_snap_name(Path("/snap")) == ()
    info = tmp_path / "info"
    info.write_text("[Application]\nname=org.example.Payroll\nruntime=x\n")
    assert program_names_module._read_flatpak_id(info) == ("org.example.Payroll",)
    info.write_text("[Instance]\nname=other\n")
    assert program_names_module._read_flatpak_id(info) == ()
    link = tmp_path / "link"
    link.symlink_to(info)
    assert program_names_module._read_flatpak_id(link) == (), "a program's own root can hold anything"
    os.mkfifo(tmp_path / "pipe")
    assert program_names_module._read_flatpak_id(tmp_path / "pipe") == ()


@pytest.mark.parametrize("pid", [0, 1, -1, 2**30])
def test_what_is_no_program_has_no_name(pid: int) -> None:
    assert read_program_names(pid) == ()
