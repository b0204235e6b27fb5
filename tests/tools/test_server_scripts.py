"""What the scripts of the real servers know of a server that was started before."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.people import ROOT

SERVERS = ROOT / "tests" / "live" / "servers"


def is_running(folder: Path, said: str) -> bool:
    """Whether the scripts take a server for running, by what its file says."""
    (folder / "run").mkdir(exist_ok=True)
    (folder / "run" / "desk.pid").write_text(said)
    command = f". {SERVERS / 'lib.sh'}; running desk"
    environment = {**os.environ, "SELFHELP_SERVERS": str(folder)}
    return subprocess.run(["bash", "-c", command], env=environment, check=False).returncode == 0


def began(process: int) -> str:
    return Path(f"/proc/{process}/stat").read_text().rpartition(") ")[2].split()[19]


def test_a_process_is_known_by_its_number_and_its_start(tmp_path: Path) -> None:
    assert is_running(tmp_path, f"{os.getpid()} {began(os.getpid())}\n")


@pytest.mark.parametrize("start", ["", " ", " 1"])
def test_a_process_with_the_number_of_an_earlier_server_is_not_it(tmp_path: Path, start: str) -> None:
    assert not is_running(tmp_path, f"{os.getpid()}{start}\n")


def test_a_file_that_says_nothing_names_no_server(tmp_path: Path) -> None:
    assert not is_running(tmp_path, "")
