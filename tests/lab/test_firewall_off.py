"""A firewall that is off although the company asks for one, in a network of the test's own."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.lab.conftest import Desk, needs_root
from tests.lab.table import Table
from tests.people import Person

pytestmark = [pytest.mark.lab, needs_root]

FIX = "firewall-off"


@dataclass(frozen=True)
class Apart(Person):
    """A person in a network and with ufw settings of their own."""

    holder: int = 0

    def prefix(self) -> Sequence[str]:
        """Enter the test's network and view, then turn the command into one of the user's."""
        return (*enter(self.holder), *super().prefix())


def enter(holder: int) -> Sequence[str]:
    return ("nsenter", f"--mount=/proc/{holder}/ns/mnt", f"--net=/proc/{holder}/ns/net", "--wd=/", "--")


def ufw(holder: int, *arguments: str) -> str:
    """Run ufw as root in there; it is the tool that makes the fault and proves it."""
    done = subprocess.run([*enter(holder), "ufw", *arguments], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def holder() -> Iterator[int]:
    """Hold a network of its own, with a copy of the settings of ufw."""
    if not shutil.which("ufw", path="/usr/sbin"):
        pytest.skip("no ufw (package ufw)")
    copy = Path(tempfile.mkdtemp(prefix="shufw-", dir="/var/tmp"))
    shutil.copytree("/etc/ufw", copy, dirs_exist_ok=True)
    script = f"mount --bind {copy} /etc/ufw && ip link set lo up && echo ready && exec sleep 300"
    argv = ["unshare", "--mount", "--net", "sh", "-c", script]
    with subprocess.Popen(argv, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"ready\n"
        yield process.pid
        process.kill()
    shutil.rmtree(copy)


@pytest.fixture
def anna(holder: int, alice: Person) -> Desk:
    return Desk(Apart(alice.name, alice.uid, alice.gid, alice.home, holder))


def ask_for_one(desk: Desk) -> None:
    folder = desk.person.home / "config" / "selfhelp"
    desk.run("mkdir", "-p", str(folder))
    policy = folder / "policy.toml"
    policy.write_text("[organisation]\nrequire_firewall = true\n")
    desk.person.owns(policy)


def test_a_firewall_off_without_requirement_is_no_finding(anna: Desk) -> None:
    assert anna.fix("check", FIX)["state"] == "not-offered"


def test_off_where_the_company_asks_for_one(anna: Desk, holder: int, table: Table) -> None:
    ask_for_one(anna)
    ufw(holder, "--force", "enable")
    assert anna.fix("check", FIX)["state"] == "healthy"
    ufw(holder, "disable")
    assert "Status: inactive" in ufw(holder, "status")
    assert anna.fix("check", FIX)["evidence"] == {"firewall": "ufw", "off": "ufw"}
    run = anna.fix("fix", FIX)
    assert run["outcome"] in ("failed", "refused")  # the administrator's helper is not installed in there
    assert "Status: inactive" in ufw(holder, "status")
    ufw(holder, "--force", "enable")
    assert "Status: active" in ufw(holder, "status")
    assert anna.fix("check", FIX)["state"] == "healthy"
    table.row(
        "firewall off where the company asks for one",
        proven="ufw status",
        found=FIX,
        repaired="by an administrator",
        undone="never switched off by us",
    )
