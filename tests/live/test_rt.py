"""Tickets in a real Request Tracker: whole, once, also when answers are lost and the program is killed."""

# mypy: disable-error-code="var-annotated"

from __future__ import annotations

import base64
import json
import os
import random
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Mapping
from pathlib import Path

import pytest

from selfhelp.core.errors import DeskRefusedError
from selfhelp.core.ticket import DeliveryState as State
from selfhelp.core.ticket import TicketState
from selfhelp.helpdesk.connectors.rt.connector import RtConnector
from selfhelp.network.http import HttpClient
from selfhelp.network.proxy_router import ProxyRouter
from selfhelp.tickets.delivery.delivery_service import DeliveryService
from selfhelp.tickets.delivery.retry_scheduler import SystemClock
from selfhelp.tickets.letter import Letter, build_attachments
from selfhelp.tickets.outbox.outbox import Outbox, OutboxLimits
from tests.desks.rt import ADMINISTRATOR
from tests.faults import FaultProxy, fault_proxy

SERVERS = Path(__file__).parent / "servers"
ROOT = Path(__file__).parents[2]
pytestmark = [
    pytest.mark.live,
    pytest.mark.slow,
    pytest.mark.skipif(os.geteuid() != 0, reason="starting the server takes root"),
]
FILES = {
    "Étude \N{GRINNING FACE} €.txt": "é\r\n\N{GRINNING FACE}\n".encode(),
    "latin.txt": b"h\xe9llo\r\n",
    "mark.txt": b"\xef\xbb\xbfhi",
    "mail.eml": b"From: a@b\r\nSubject: x\r\n\r\nhi",
    "page.html": b"<script>alert(1)</script>\r\n",
    "<b>$(id)`x`.bin": bytes(range(256)) * 1000,
    "ten-megabytes.bin": os.urandom(10_000_000),
}


class Server:
    """The real server, and what the employee sees of it."""

    def __init__(self, facts: Mapping[str, str]) -> None:
        self.url = facts["base_url"]
        self.port = int(self.url.rpartition(":")[2])
        self.token = facts["token_employee"]
        self.http = HttpClient(f"{self.url}/REST/2.0", lambda: f"token {self.token}", routes=ProxyRouter())

    def connector(self, url: str = "", queue: str = "General") -> RtConnector:
        return RtConnector(url or self.url, queue, "ClientRef", lambda: self.token, routes=ProxyRouter())

    def numbers(self, ref: str) -> list[str]:
        """Return the tickets that carry a mark."""
        query = {"query": f"'CF.{{ClientRef}}' = '{ref}'"}
        return [
            str(row["id"]) for row in self.http.request("GET", "/tickets", query=query).parse_json()["items"]
        ]

    def files(self, number: str) -> dict[str, bytes]:
        """Return the files of a ticket, byte for byte."""
        query = {"fields": "Filename", "per_page": "100"}
        rows = self.http.request("GET", f"/ticket/{number}/attachments", query=query).parse_json()["items"]
        return {row["Filename"]: self._bytes(row["id"]) for row in rows if row["Filename"]}

    def merge(self, number: str, into: str) -> None:
        """Merge a ticket into another one as the administrator."""
        import requests

        with requests.Session() as session:
            session.trust_env, session.auth = False, ADMINISTRATOR
            address = f"{self.url}/REST/2.0/ticket/{number}"
            reply = session.put(address, json={"MergeInto": into}, timeout=60)
        reply.raise_for_status()

    def _bytes(self, number: str) -> bytes:
        import requests

        headers = {"Authorization": f"token {self.token}"}
        with requests.Session() as session:
            session.trust_env = False
            reply = session.get(f"{self.url}/REST/2.0/attachment/{number}", headers=headers, timeout=60)
        return base64.b64decode(reply.json()["Content"])


@pytest.fixture(scope="module")
def server() -> Server:
    done = subprocess.run([SERVERS / "rt.sh"], capture_output=True, text=True, check=True, timeout=900)
    return Server(dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line))


@pytest.fixture
def proxy(server):
    with fault_proxy(server.port) as proxy:
        yield proxy


@pytest.fixture
def outbox(tmp_path):
    outbox = Outbox(tmp_path / "outbox", OutboxLimits(tickets=1000))
    yield outbox
    outbox.close()


def draft(**files: bytes) -> Letter:
    return Letter(
        "Sübject \N{GRINNING FACE}",
        "It says <b>no</b>.",
        "employee@example.test",
        files=build_attachments(tuple(files.items())),
    )


def test_words_and_files_arrive_byte_for_byte(server, outbox):
    report = outbox.save_ticket(
        Letter("Sübject \N{GRINNING FACE}", "b", "", files=build_attachments(tuple(FILES.items())))
    )
    item = DeliveryService(outbox, server.connector()).deliver(report, 60)
    assert (item.state, item.reason) == (State.DELIVERED, None)
    assert server.numbers(report) == [item.ticket]
    assert server.files(item.ticket) == FILES
    assert item.url == f"{server.url}/SelfService/Display.html?id={item.ticket}"
    assert server.connector().fetch_status(item.ticket).subject == "Sübject \N{GRINNING FACE}"


@pytest.mark.parametrize("queue", ["General", "Plain"])
def test_it_is_found_with_and_without_a_reference_field(server, outbox, queue):
    report = outbox.save_ticket(draft())
    connector = server.connector(queue=queue)
    assert connector.find_ticket(report) is None
    item = DeliveryService(outbox, connector).deliver(report, 30)
    found = connector.find_ticket(report)
    assert found is not None
    assert found.number == item.ticket


@pytest.mark.parametrize("fault", ["answer", "half"])
def test_a_lost_answer_makes_no_second_ticket(server, proxy: FaultProxy, outbox, fault):
    report = outbox.save_ticket(draft(**{"a.bin": FILES["<b>$(id)`x`.bin"]}))
    delivery = DeliveryService(outbox, server.connector(proxy.url))
    proxy.fault = fault
    assert delivery.deliver(report, 0).state is State.UNKNOWN
    proxy.fault = ""
    item = delivery.deliver(report, 30)
    assert item.state is State.DELIVERED
    assert proxy.posts == 1
    assert server.numbers(report) == [item.ticket]
    assert server.files(item.ticket) == {"a.bin": FILES["<b>$(id)`x`.bin"]}


def test_a_server_that_is_down_at_first_gets_it_when_it_comes(server, outbox, proxy):
    report = outbox.save_ticket(draft())
    target = proxy.port
    proxy.close()
    late: list[FaultProxy] = []

    def come() -> None:
        time.sleep(4)
        late.append(FaultProxy(server.port, target))

    thread = threading.Thread(target=come)
    thread.start()
    item = DeliveryService(outbox, server.connector(f"http://127.0.0.1:{target}")).deliver(report, 60)
    thread.join()
    late[0].close()
    assert item.state is State.DELIVERED
    assert server.numbers(report) == [item.ticket]


def test_what_rt_does_not_take_is_said(server, outbox):
    files = {"empty.txt": b"", "too-large.zip": bytes(22_000_000), "fine.txt": b"1"}
    report = outbox.save_ticket(draft(**files))
    item = DeliveryService(outbox, server.connector()).deliver(report, 60)
    assert item.state is State.DELIVERED
    assert "empty.txt, too-large.zip" in str(item.reason)


def test_refusals_of_the_real_server(server, outbox):
    report = outbox.save_ticket(draft())
    assert (
        DeliveryService(outbox, server.connector(queue="Nope")).deliver(report, 10).state is State.ATTENTION
    )
    outbox.retry(report)
    wrong = RtConnector(server.url, "General", "ClientRef", lambda: "1-29-deadbeef", routes=ProxyRouter())
    assert DeliveryService(outbox, wrong).deliver(report, 10).state is State.SIGN_IN_NEEDED
    outbox.retry(report)
    assert DeliveryService(outbox, server.connector()).deliver(report, 10).state is State.DELIVERED
    with pytest.raises(DeskRefusedError):
        server.connector(queue="Nope").check_connection()
    assert "employee@example.test" in str(server.connector().check_connection())


def test_a_conversation(server, outbox):
    report = outbox.save_ticket(draft(**{"a.txt": b"1"}))
    rt = server.connector()
    number = DeliveryService(outbox, rt).deliver(report, 30).ticket
    assert not rt.has_comment(number, f"c-{report}")
    rt.add_comment(number, f"c-{report}", "More <b>é</b>", (), outbox.make_file_opener(report))
    assert rt.has_comment(number, f"c-{report}")
    (comment,) = rt.fetch_status(number).comments
    assert (comment.text, comment.mine) == ("More <b>é</b>", True)
    rt.reopen_ticket(number)
    assert rt.fetch_status(number).state is TicketState.OPEN


def test_a_merged_ticket_is_followed_to_its_target(server, outbox):
    rt = server.connector()
    first, second = (
        DeliveryService(outbox, rt).deliver(outbox.save_ticket(draft()), 30).ticket for _ in "ab"
    )
    before, after, never = (f"c-{uuid.uuid4()}" for _ in "abc")
    assert rt.fetch_status(second).merged_into == ""
    rt.add_comment(second, before, "Before.", (), lambda _ref: None)
    server.merge(second, first)
    rt.add_comment(second, after, "After.", (), lambda _ref: None)
    status = rt.fetch_status(second)
    assert (status.number, status.merged_into) == (second, first)
    assert status.url.endswith(f"?id={first}")
    assert [comment.text for comment in status.comments] == ["Before.", "After."]
    assert rt.has_comment(second, before), "otherwise, it would be sent twice"
    assert rt.has_comment(second, after)
    assert not rt.has_comment(second, never)


CHILD = """
import sys
from pathlib import Path
from selfhelp.helpdesk.connectors.rt.connector import RtConnector
from selfhelp.network.proxy_router import ProxyRouter
from selfhelp.tickets.delivery.delivery_service import DeliveryService
from selfhelp.tickets.letter import Letter, build_attachments
from selfhelp.tickets.outbox.outbox import OutboxLimits
from selfhelp.tickets.outbox.outbox import Outbox
folder, url, token = sys.argv[1:]
outbox = Outbox(Path(folder), OutboxLimits(tickets=1000))
files = build_attachments([("f.bin", bytes(200_000))])
report = outbox.save_ticket(Letter("kill", "b", "employee@example.test", files=files))
print(report, flush=True)
desk = RtConnector(url, "General", "ClientRef", lambda: token, routes=ProxyRouter())
DeliveryService(outbox, desk).deliver(report, 30)
"""


@pytest.mark.timeout(1500)
def test_killed_at_any_moment_it_arrives_once(server, tmp_path, loops):
    """What was printed as saved is on the server once, whenever the program was killed.

    Every second one is killed after it was saved, however long the start takes here: while it is sent.
    """
    folder, saved = tmp_path / "outbox", []
    chance = random.Random(loops)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    for turn in range(loops):
        command = [sys.executable, "-c", CHILD, str(folder), server.url, server.token]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as child:
            if turn % 2 == 0:
                saved += child.stdout.readline().split()
            killer = threading.Timer(chance.uniform(0.0 if turn % 2 == 0 else 0.2, 2.2), child.kill)
            killer.start()
            saved += child.stdout.read().split()
            killer.cancel()
    outbox = Outbox(folder, OutboxLimits(tickets=1000))
    assert {item.report for item in outbox.list_items()} >= set(saved)
    _deliver_all(outbox, server)
    counts = {item.report: len(server.numbers(item.report)) for item in outbox.list_items()}
    outbox.close()
    assert len(saved) >= loops // 2
    assert counts == dict.fromkeys(counts, 1), json.dumps(counts)


class HurriedClock(SystemClock):
    """A clock that is as far ahead as somebody waited: pauses of minutes are over at once."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def now(self) -> float:
        return super().now() + self.ahead

    def monotonic(self) -> float:
        return super().monotonic() + self.ahead

    def sleep(self, seconds: float) -> None:
        """Wait a second at most."""
        self.ahead += max(0.0, seconds - 1)
        super().sleep(min(seconds, 1))


AT_WORK = 15
"""Seconds after which the server is through with every request of a program that was killed."""


def _deliver_all(outbox: Outbox, server: Server) -> None:
    """Send what the killed programs left, as the tray would, but for its pauses."""
    time.sleep(AT_WORK)
    clock = HurriedClock()
    delivery, end = DeliveryService(outbox, server.connector(), clock), time.monotonic() + 400
    while (wait := delivery.deliver_due_items()) is not None and time.monotonic() < end:
        clock.sleep(wait)
    stuck = [item for item in outbox.list_items() if item.state is not State.DELIVERED]
    assert not [item for item in stuck if item.state is not State.ATTENTION]
    for item in stuck:  # killed twice in the very request: it waits for the person's word
        outbox.retry(item.report)
        delivery.deliver(item.report, 300)
