"""A number of the local desk belongs to one ticket, whoever is killed, whoever is quicker, whoever looks."""

# mypy: disable-error-code="return-value"

from __future__ import annotations

import json
import multiprocessing
import os
import pwd
import subprocess
import sys
import time
from pathlib import Path

import pytest

from selfhelp.core.ticket import Ticket
from selfhelp.helpdesk.connectors.folder.connector import FolderConnector
from selfhelp.helpdesk.connectors.folder.ticket_numbers import (
    OWNER,
    FolderRights,
    TicketNumbers,
    is_ticket_number,
)
from tests.conftest import LOOPS
from tests.people import ALICE, BOB, let_others_in

ROOT_ONLY = pytest.mark.skipif(sys.platform != "linux" or os.geteuid() != 0, reason="acts as two people")


@pytest.fixture
def root(tmp_path):
    desk = tmp_path / "desk"
    desk.mkdir(mode=0o700)
    return desk


def numbers(root):
    found = TicketNumbers(root, FolderRights.create_for_root(root))
    found.ensure_index()
    return found


def ticket(ref):
    return Ticket(ref, "s", "b", "r")


def folders(root):
    return sorted(path.name for path in root.glob("LOCAL-*"))


def test_numbers_follow_each_other_and_a_ticket_keeps_its_own(root):
    desk = numbers(root)
    assert [desk.assign_number(f"sh-{n}") for n in range(3)] == ["LOCAL-0001", "LOCAL-0002", "LOCAL-0003"]
    assert desk.assign_number("sh-1") == "LOCAL-0002"
    assert folders(root) == ["LOCAL-0001", "LOCAL-0002", "LOCAL-0003"]


def test_a_number_that_another_program_took_is_not_touched(root):
    (root / "LOCAL-0001").mkdir()
    (root / "LOCAL-0003").mkdir()
    assert numbers(root).assign_number("sh-1") == "LOCAL-0004"
    assert list((root / "LOCAL-0001").iterdir()) == list((root / "LOCAL-0003").iterdir()) == []


@pytest.mark.parametrize(
    "text",
    ["LOCAL-1", "LOCAL-0001", "LOCAL-", "LOCAL-1a", "LOCAL-\u0663", "local-1", "../1", "LOCAL-" + "9" * 12],
)
def test_number_format(text):
    assert is_ticket_number(text) == (text in ("LOCAL-1", "LOCAL-0001"))


TAKE = """
import sys
from pathlib import Path
from selfhelp.helpdesk.connectors.folder.connector import FolderConnector
from selfhelp.core.ticket import Ticket
print("begin", flush=True)
FolderConnector(Path(sys.argv[1])).submit_ticket(Ticket("sh-1", "s", "b", "r"), None)
"""


@pytest.mark.spread(2)
@pytest.mark.slow
@pytest.mark.skipif(not Path("/usr/bin/strace").exists(), reason="strace is not installed")
@pytest.mark.parametrize(
    "call",
    ["mkdir,mkdirat", "link,linkat", "rename,renameat,renameat2", "fsync", "openat", "unlink,unlinkat"],
)
def test_a_kill_at_any_call_loses_no_number_and_no_ticket(tmp_path, call):
    """The call itself is done or not, and the program is dead after it; then it is sent again."""
    first, last = calls_of_a_ticket(tmp_path, call)
    for when in range(first, last + 1):
        desk = tmp_path / f"d{when}"
        desk.mkdir(mode=0o700)
        numbers(desk)
        done = submit_in_a_program(desk, f"-einject={call}:signal=SIGKILL:when={when}")
        assert done.returncode != 0, f"call {when} of {last}"
        again = FolderConnector(desk)
        if again.find_ticket("sh-1") is None:
            again.submit_ticket(ticket("sh-1"), lambda ref: None)
        assert again.find_ticket("sh-1").number == "LOCAL-0001", when
        again.submit_ticket(ticket("sh-2"), lambda ref: None)
        assert folders(desk) == ["LOCAL-0001", "LOCAL-0002"], when
        tickets = sorted(desk.glob("LOCAL-*/ticket.json"))
        assert [json.loads(path.read_text())["ref"] for path in tickets] == ["sh-1", "sh-2"], when


def calls_of_a_ticket(folder, call):
    """Return the numbers of the first and last such call after the program was loaded."""
    desk = folder / "counted"
    desk.mkdir(mode=0o700)
    numbers(desk)
    log = folder / "calls"
    assert submit_in_a_program(desk, f"-etrace=write,{call}", log).returncode == 0
    before, after = log.read_text().split('write(1, "begin')
    early, late = (
        sum(line.partition("(")[0] in call.split(",") for line in part.splitlines())
        for part in (before, after)
    )
    assert late, after
    return early + 1, early + late


def submit_in_a_program(desk, how, log="/dev/null"):
    """Submit a ticket in a program under strace."""
    command = ["strace", "-qq", "-o", log, how, sys.executable, "-c", TAKE, desk]
    return subprocess.run(command, capture_output=True, check=False)


def test_a_kill_between_the_number_and_whose_it_is(root):
    desk = numbers(root)
    desk._reserve_next_number("LOCAL-0001", "sh-1")
    (root / "LOCAL-0001").mkdir()
    assert desk.assign_number("sh-2") == "LOCAL-0002"
    assert desk.assign_number("sh-1") == "LOCAL-0001"


def test_an_empty_folder_is_claimed_once(root):
    desk = numbers(root)
    for ref in ("sh-1", "sh-2"):
        desk._reserve_next_number("LOCAL-0001", ref)
    (root / "LOCAL-0001").mkdir()
    assert {desk.assign_number("sh-1"), desk.assign_number("sh-2")} == {"LOCAL-0001", "LOCAL-0002"}
    assert desk.assign_number("sh-1") == "LOCAL-0001"


def test_a_share_without_links_works_too(root, monkeypatch):
    def no(*_):
        raise OSError(95, "not supported")

    monkeypatch.setattr(os, "link", no)
    desk = numbers(root)
    assert [desk.assign_number("sh-1"), desk.assign_number("sh-2"), desk.assign_number("sh-1")] == [
        "LOCAL-0001",
        "LOCAL-0002",
        "LOCAL-0001",
    ]
    (root / "LOCAL-0003").mkdir()
    (root / "LOCAL-0003" / OWNER).touch()  # killed between making and writing it
    desk._reserve_next_number("LOCAL-0003", "sh-3")
    assert desk.assign_number("sh-3") == "LOCAL-0003"


def test_an_empty_folder_does_not_stay_for_ever(root):
    desk = numbers(root)
    desk.assign_number("sh-1")
    for name in ("LOCAL-0002", "LOCAL-0003", "LOCAL-0004"):
        (root / name).mkdir()
    (root / "LOCAL-0003" / "x").touch()
    old = time.time() - 2 * 86_400
    for name in ("LOCAL-0002", "LOCAL-0003"):
        os.utime(root / name, (old, old))
    desk.assign_number("sh-2")
    assert folders(root) == ["LOCAL-0001", "LOCAL-0003", "LOCAL-0004", "LOCAL-0005"]


def submit(root, n, uid, start):
    start.wait()
    if uid is not None:
        os.setgroups([])
        os.setgid(uid)
        os.setuid(uid)
    FolderConnector(root).submit_ticket(ticket(f"sh-{n}"), None)
    os._exit(0)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="forks many programs")
def test_programs_at_once_give_as_many_tickets(root):
    """Two hundred in `make soak`; they wait for each other, so that a quarter of them takes a tenth."""
    many = 200 if LOOPS >= 100 else 50
    context = multiprocessing.get_context("fork")
    start = context.Event()
    clients = [context.Process(target=submit, args=(root, n, None, start)) for n in range(many)]
    for client in clients:
        client.start()
    start.set()
    for client in clients:
        client.join(240)
    assert [client.exitcode for client in clients] == [0] * many
    refs = [json.loads(path.read_text())["ref"] for path in root.glob("LOCAL-*/ticket.json")]
    assert sorted(refs) == sorted(f"sh-{n}" for n in range(many))
    assert len(folders(root)) == many
    assert all(FolderConnector(root).find_ticket(ref) for ref in refs)


def as_person(uid, work):
    """Run something as somebody else, in a program of its own; return whether it went well."""
    child = os.fork()
    if child == 0:
        try:
            os.setgroups([])
            os.setgid(uid)
            os.setuid(uid)
            os._exit(0 if work() else 1)
        except Exception:  # noqa: BLE001 - whatever it is, this program must end here
            os._exit(2)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


@pytest.fixture
def share(tmp_path):
    """A folder in which everybody may make folders and nobody sees those of others: mode 1733."""
    let_others_in(tmp_path)
    folder = tmp_path / "share"
    folder.mkdir()
    folder.chmod(0o1733)
    return folder


@pytest.mark.lab
@ROOT_ONLY
def test_tickets_on_a_share_are_private(share):
    alice, bob = (pwd.getpwnam(name).pw_uid for name in (ALICE, BOB))

    def send(ref):
        desk = FolderConnector(share)
        number = desk.submit_ticket(ticket(ref), None).number
        desk.add_comment(number, "c-1", "secret", (), lambda ref: None)
        return (
            desk.find_ticket(ref).number == number and desk.fetch_status(number).comments[0].text == "secret"
        )

    assert as_person(alice, lambda: send("sh-a")) == 0
    assert as_person(bob, lambda: send("sh-b")) == 0
    assert as_person(alice, lambda: send("sh-a2")) == 0
    assert len(folders(share)) == 3

    def refused(work):
        try:
            work()
        except PermissionError:
            return True
        return False

    def look():
        folder = share / "LOCAL-0001"
        return (
            all(
                map(
                    refused,
                    (
                        lambda: list(share.iterdir()),
                        lambda: list((share / ".refs").iterdir()),
                        lambda: list(folder.iterdir()),
                        lambda: (folder / "ticket.json").read_text(),
                        lambda: (share / ".refs" / "sh-a").read_text(),
                        lambda: (share / ".refs" / "sh-a").unlink(),
                        lambda: folder.rename(share / "LOCAL-0009"),
                    ),
                )
            )
            and FolderConnector(share).find_ticket("sh-b").number == "LOCAL-0002"
        )

    assert as_person(bob, look) == 0


@pytest.mark.lab
@ROOT_ONLY
def test_the_help_desk_reads_what_the_shares_own_rights_let_it_read(tmp_path):
    desk = tmp_path / "desk"
    desk.mkdir()
    bob = pwd.getpwnam(BOB).pw_uid
    given = subprocess.run(
        [sys.executable, "-c", ACL, desk, str(bob)], capture_output=True, text=True, check=False
    )
    if given.returncode:
        pytest.skip("this file system has no lists of rights")
    let_others_in(tmp_path)
    FolderConnector(desk).submit_ticket(ticket("sh-1"), None)
    alice = pwd.getpwnam(ALICE).pw_uid
    read = lambda: (desk / "LOCAL-0001" / "ticket.json").read_text()  # noqa: E731 - one line, two readers
    assert as_person(bob, read) == 0
    assert as_person(alice, read) == 2


ACL = """
import os, struct, sys
# struct posix_acl_xattr_header and entries of linux/posix_acl_xattr.h: version 2, then tag, bits, id
NOBODY = 0xFFFFFFFF
user = int(sys.argv[2])
entries = [(1, 7, NOBODY), (2, 7, user), (4, 0, NOBODY), (16, 7, NOBODY), (32, 0, NOBODY)]
data = struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in entries)
for name in ("access", "default"):
    os.setxattr(sys.argv[1], f"system.posix_acl_{name}", data)
"""
