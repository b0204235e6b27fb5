"""A network drive whose server does not listen, seen until it listens again."""

from __future__ import annotations

import socket
import subprocess
from pathlib import Path

import pytest

from tests.lab.conftest import Desk, needs_root
from tests.lab.table import Table
from tests.people import Person

pytestmark = [pytest.mark.lab, needs_root]

HOST, PORT = "127.0.0.44", 445


@pytest.fixture
def anna(alice: Person) -> Desk:
    """Anna, whose organisation told of one drive."""
    folder = alice.home / "config" / "selfhelp"
    folder.mkdir(parents=True)
    (folder / "policy.toml").write_text(f'[organisation]\ndrives = ["smb://{HOST}/team"]\n')
    for path in (folder.parent, folder, folder / "policy.toml"):
        alice.owns(path)
    if Path("/etc/selfhelp/policy.toml").exists():
        pytest.skip("this computer has a policy of its own")
    return Desk(alice)


def listens() -> bool:
    """Whether ss(8) shows somebody at the server's port."""
    argv = ["ss", "-Hltn", f"src = {HOST}:{PORT}"]
    return bool(subprocess.run(argv, capture_output=True, text=True, check=True).stdout)


def test_a_server_that_does_not_listen(anna: Desk, table: Table) -> None:
    assert not listens()
    check = anna.fix("check", "network-drive")
    assert check["summary"] == f"The server {HOST} of your network drive does not answer."
    assert check["evidence"]["server 1"] == f"{HOST} (smb): refused"
    run = anna.fix("fix", "network-drive")
    assert (run["outcome"], run["steps"]) == ("not-fixed", [["by-hand", "skipped", "impossible"]])
    with socket.create_server((HOST, PORT)):
        assert listens()
        after = anna.fix("check", "network-drive")
        assert after["summary"] == f"The network drive smb://{HOST}/team is not connected."
    table.row(
        "server of a network drive silent",
        proven="ss -ltn",
        found="network-drive",
        repaired="by hand: the way into the network",
        undone="nothing was changed",
    )
