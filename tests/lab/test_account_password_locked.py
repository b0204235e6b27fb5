"""A password that has expired, must be changed or soon will, and accounts that are locked or closed."""

from __future__ import annotations

import shutil
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.lab.conftest import Desk, needs_root
from tests.lab.table import Table
from tests.lab.visitor import NAME, PASSWORD, entry, root, visitor

pytestmark = [pytest.mark.lab, needs_root]

FIX = "account-password-locked"
NEW = "New-Orchard-58"
SERVICE = Path("/etc/pam.d/shtest-faillock")
PAM = """auth required pam_faillock.so preauth
auth sufficient pam_unix.so
auth [default=die] pam_faillock.so authfail
account required pam_unix.so
"""


@pytest.fixture
def anna() -> Iterator[Desk]:
    with visitor() as somebody:
        yield Desk(somebody)


def summary(desk: Desk) -> str:
    check = desk.fix("check", FIX)
    assert check["state"] == "found"
    return str(check["summary"])


def change_password(desk: Desk) -> None:
    """Do by hand what the fix asks the user to do: nothing of ours ever sees a password."""
    done = desk.person.run(["passwd"], input=f"{PASSWORD}\n{NEW}\n{NEW}\n")
    assert done.returncode == 0, done.stderr


FAULTS = [
    pytest.param(("-d", "2020-01-01", "-M", "90"), "Your password has expired.", id="expired"),
    pytest.param(("-d", "0"), "You need to choose a new password", id="must change"),
    pytest.param(("-E", "2020-01-01"), "Your account has been closed", id="closed"),
    pytest.param(("-d", "2020-01-01", "-M", "90", "-I", "5"), "Your account has been closed", id="inactive"),
]


@pytest.mark.parametrize(("fault", "sentence"), FAULTS)
def test_what_chage_makes_is_found_and_left_alone(
    anna: Desk, table: Table, request: pytest.FixtureRequest, fault: tuple[str, ...], sentence: str
) -> None:
    root("chage", *fault, NAME)
    before = entry()
    assert summary(anna).startswith(sentence)
    run = anna.fix("fix", FIX)
    assert run["outcome"] == "not-fixed"  # the manual step was not done, and the result says so
    assert entry() == before
    if "closed" in sentence:
        assert run["steps"] == []
        root("chage", "-E", "-1", "-I", "-1", "-d", "2026-01-01", "-M", "99999", NAME)
    else:
        change_password(anna)
    assert anna.fix("check", FIX)["state"] == "healthy"
    table.row(
        f"local account: {request.node.callspec.id}",
        proven="chage, /etc/shadow",
        found=FIX,
        repaired="by the help desk" if "closed" in sentence else "by hand: passwd",
        undone="nothing of ours to undo",
    )


def test_a_password_about_to_expire(anna: Desk, table: Table) -> None:
    today = int(root("date", "+%s")) // 86400
    root("chage", "-d", str(today - 85), "-M", "90", NAME)
    assert "Password expires\t\t\t\t\t: never" not in root("chage", "-l", NAME)
    assert summary(anna) in ("Your password expires in 5 days.", "Your password expires in 6 days.")
    change_password(anna)
    assert anna.fix("check", FIX)["state"] == "healthy"
    table.row(
        "password about to expire",
        proven="chage -l",
        found=FIX,
        repaired="by hand: passwd",
        undone="nothing of ours to undo",
    )


@pytest.fixture
def faillock() -> Iterator[None]:
    if not shutil.which("pamtester"):
        pytest.skip("no pamtester (package pamtester)")
    SERVICE.write_text(PAM)
    yield
    SERVICE.unlink()
    Path("/run/faillock", NAME).unlink(missing_ok=True)


@pytest.mark.slow
def test_too_many_wrong_passwords(anna: Desk, faillock: None, table: Table) -> None:
    for _ in range(3):
        subprocess.run(["pamtester", SERVICE.name, NAME, "authenticate"], input="wrong\n", text=True)
    assert root("faillock", "--user", NAME).count(" V\n") == 3
    check = anna.fix("check", FIX)
    assert check["summary"] == "Your account was locked after too many wrong passwords."
    assert SERVICE.name in check["evidence"]["wrong passwords from"]
    run = anna.fix("fix", FIX)
    assert [step[1] for step in run["steps"]] == ["skipped"]
    root("faillock", "--user", NAME, "--reset")
    assert anna.fix("check", FIX)["state"] == "healthy"
    table.row(
        "account locked after wrong passwords",
        proven="faillock --user",
        found=FIX,
        repaired="it opens by itself, or the help desk",
        undone="nothing of ours to undo",
    )


def test_an_account_that_was_shut(anna: Desk, table: Table) -> None:
    """An account that never had a password looks the same; a login keyring tells that the user had one."""
    root("passwd", "-l", NAME)
    assert root("passwd", "-S", NAME).split()[1] == "L"
    assert anna.fix("check", FIX)["state"] == "healthy"
    anna.run("mkdir", "-p", str(anna.person.home / "data" / "keyrings"))
    anna.run("touch", str(anna.person.home / "data" / "keyrings" / "login.keyring"))
    assert summary(anna) == "Your account's local password is locked."
    assert anna.fix("fix", FIX)["steps"] == []
    root("passwd", "-u", NAME)
    assert anna.fix("check", FIX)["state"] == "healthy"
    table.row(
        "account locked by an administrator",
        proven="passwd -S",
        found=FIX,
        repaired="by the help desk",
        undone="nothing of ours to undo",
    )


def test_a_sign_in_service_that_does_not_answer(anna: Desk, table: Table) -> None:
    folder = anna.person.home / "config" / "selfhelp"
    anna.run("mkdir", "-p", str(folder))
    policy = folder / "policy.toml"
    policy.write_text('[organisation]\nidentity_host = "127.0.0.77"\n')
    anna.person.owns(policy)
    knock = ["bash", "-c", "</dev/tcp/127.0.0.77/443"]
    assert anna.person.run(knock).returncode != 0
    assert "can't be reached" in summary(anna)
    with socket.create_server(("127.0.0.77", 443)):
        assert anna.person.run(knock).returncode == 0
        assert anna.fix("check", FIX)["state"] == "healthy"
    table.row(
        "sign-in service that does not answer",
        proven="bash, /dev/tcp",
        found=FIX,
        repaired="by hand: cable or VPN",
        undone="nothing of ours to undo",
    )


def test_an_account_in_order_is_healthy(anna: Desk) -> None:
    assert anna.fix("check", FIX)["state"] == "healthy"
