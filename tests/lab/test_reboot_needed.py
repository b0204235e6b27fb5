"""A restart that packages asked for, and that nobody but the person starts."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lab.table import Table
from tests.people import Person, product

pytestmark = pytest.mark.lab

FLAG, PACKAGES = Path("/run/reboot-required"), Path("/run/reboot-required.pkgs")


@pytest.fixture
def restart_due() -> Iterator[None]:
    if os.geteuid() != 0:
        pytest.skip("needs root: /run/reboot-required is written by packages")
    if FLAG.exists():
        pytest.skip("this computer really waits for a restart")
    FLAG.write_text("*** System restart required ***\n")
    PACKAGES.write_text("linux-image-amd64\n")
    yield
    FLAG.unlink()
    PACKAGES.unlink()


@pytest.mark.usefixtures("restart_due")
def test_it_is_found_and_left_to_the_person(alice: Person, table: Table) -> None:
    assert alice.run(["cat", str(PACKAGES)]).stdout == "linux-image-amd64\n"
    ended = alice.run(product("fix", "reboot-needed", "--yes", "--json"))
    answer = json.loads(ended.stdout)
    assert answer["before"]["evidence"]["waiting for a restart"] == "linux-image-amd64"
    assert answer["outcome"] == "restart-needed"
    assert answer["steps"] == []  # later, as is preselected
    assert "when it suits you" in answer["message"]
    assert ended.returncode == 1
    FLAG.rename(FLAG.with_suffix(".aside"))  # as a restart does, which empties /run
    try:
        assert alice.run(["test", "-e", str(FLAG)]).returncode == 1
        assert (
            json.loads(alice.run(product("check", "reboot-needed", "--json")).stdout)["checks"][0]["state"]
            == "healthy"
        )
    finally:
        FLAG.with_suffix(".aside").rename(FLAG)
    table.row(
        "a restart is due after an update",
        proven="cat /run/reboot-required.pkgs",
        found="reboot-needed",
        repaired="by hand: restart",
        undone="nothing of ours to undo",
    )
