"""The webhook: signed, never twice, and the receiver of the documentation does what it says."""

from __future__ import annotations

import hashlib
import hmac
import io
import json
import re
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from selfhelp.core import errors
from selfhelp.core.ticket import ComputerId, FileRef, ItilLevel, Ticket, TicketDetails
from selfhelp.core.ticket import DeliveryState as State
from selfhelp.helpdesk.connectors.webhook.connector import WebhookConnector
from selfhelp.helpdesk.toolkit.classification_mapping import ClassificationMapping
from selfhelp.network.proxy_router import ProxyRouter
from selfhelp.tickets.delivery.delivery_service import DeliveryService
from selfhelp.tickets.letter import Letter, build_attachments
from selfhelp.tickets.outbox.outbox import Outbox, OutboxLimits
from tests.desks.server import DeskServer, Said
from tests.faults import fault_proxy
from tests.report.desks import TurnedClock

PAGE = Path(__file__).parents[3] / "docs" / "webhook.md"
SECRET = "a-long-random-secret"
FILES = {'Étude € "q".txt': "é\r\n".encode(), "a.bin": bytes(range(256)) * 1000, "empty": b""}


def refs(files):
    return tuple(FileRef(n, len(d), hashlib.sha256(d).hexdigest()) for n, d in files.items())


def opener(ref):
    return io.BytesIO(FILES[ref.name])


def ticket(**more):
    return Ticket(**{"ref": "sh-1", "subject": "s €", "body": "b", "requester": "a@b.test", **more})


def signed(asked, secret=SECRET):
    made = hmac.new(
        secret.encode(), asked.headers["x-timestamp"].encode() + b"." + asked.body, hashlib.sha256
    )
    return asked.headers["x-signature"] == f"sha256={made.hexdigest()}"


def test_a_body_is_signed_with_its_time_and_says_which_secret():
    with DeskServer(lambda asked: Said(201, {"id": "7"})) as server:
        for files in ({}, FILES):
            hook = WebhookConnector(server.url, lambda: f"pc-7:{SECRET}", follow=False, routes=ProxyRouter())
            assert hook.submit_ticket(ticket(files=refs(files)), opener).number == "7"
    for asked in server.asked:
        assert signed(asked)
        assert abs(int(asked.headers["x-timestamp"]) - time.time()) < 60
        assert (asked.headers["x-key-id"], asked.headers["idempotency-key"]) == ("pc-7", "sh-1")
    plain, form = server.asked
    assert plain.json()["subject"] == "s €"
    assert json.loads(form.parts[0].content)["files"][1]["sha256"] == refs(FILES)[1].sha256
    assert {part.filename: part.content for part in form.parts[1:]} == FILES


def test_what_a_ticket_says_is_what_the_page_says():
    described = json.loads(
        re.sub("…", "", re.findall(r"```json\n(.*?)```", PAGE.read_text("utf-8"), re.S)[0])
    )
    details = TicketDetails(
        "fix", ItilLevel.HIGH, ItilLevel.LOW, "alice", ComputerId("PC-7"), {"room": "3"}, "I-1"
    )
    filing = ClassificationMapping({"fix": "desk's own"}, {"high": "P1"}, {}, {"site": "Paris {answer:room}"})
    with DeskServer(lambda asked: Said(201, {"id": "7"})) as server:
        hook = WebhookConnector(server.url, lambda: SECRET, follow=False, filing=filing, routes=ProxyRouter())
        hook.submit_ticket(ticket(details=details), opener)
    said = server.asked[0].json()
    assert set(said) == set(described)
    assert (said["category"], said["urgency"], said["impact"]) == ("desk's own", "P1", "low")
    assert (said["computer"]["name"], said["answers"], said["fields"]) == (
        "PC-7",
        {"room": "3"},
        {"site": "Paris 3"},
    )
    assert "x-key-id" not in server.asked[0].headers


ANSWERS = [
    (Said(201, {"id": "T-1", "url": "https://d.test/1"}), ("T-1", "https://d.test/1")),
    (Said(200, {"ok": True}), ("sh-1", "")),
    (Said(409, {"id": "T-1"}), ("T-1", "")),
    (Said(409, "there already"), ("sh-1", "")),
    (Said(201, {"id": "../../x", "url": "javascript:alert(1)"}), ("sh-1", "")),
    (Said(201, {"id": 12, "url": "file:///etc"}), ("12", "")),
    (Said(201, [1]), ("sh-1", "")),
    (Said(413, {"error": "big"}), errors.DeskRefusedError),
    (Said(415, {}), errors.DeskRefusedError),
    (Said(422, {"error": "no"}), errors.DeskRefusedError),
    (Said(401, {}), errors.SignInNeededError),
    (Said(429, {}), errors.DeskBusyError),
    (Said(503, {}, headers={"Retry-After": "9"}), errors.DeskBusyError),
    (Said(502, b"<h1>", "text/html"), errors.OutcomeUnknownError),
    (Said(200, b"<h1>Sign in</h1>", "text/html"), errors.OutcomeUnknownError),
    (Said(302, b"", headers={"Location": "https://elsewhere.test/"}), errors.DeskRefusedError),
]


@pytest.mark.parametrize(("said", "wanted"), ANSWERS)
def test_every_answer_means_what_the_page_says(said, wanted):
    with DeskServer(lambda asked: said) as server:
        hook = WebhookConnector(server.url, lambda: SECRET, follow=False, routes=ProxyRouter())
        if isinstance(wanted, tuple):
            receipt = hook.submit_ticket(ticket(), opener)
            assert (receipt.number, receipt.url) == wanted
        else:
            with pytest.raises(wanted):
                hook.submit_ticket(ticket(), opener)


def test_without_following_nothing_is_asked_and_nothing_is_promised():
    with DeskServer(lambda asked: Said(500)) as server:
        hook = WebhookConnector(server.url, lambda: SECRET, follow=False, routes=ProxyRouter())
        able = hook.abilities
        assert not any((able.status, able.write_comments, able.reopen, able.solve, able.fetch, able.lookup))
        assert able.repeatable
        assert hook.find_ticket("sh-1") is None
        assert hook.find_missing_attachments("1", refs(FILES)) == ()
        assert str(hook.check_connection())
        assert not server.asked
    assert WebhookConnector("https://d.test", lambda: SECRET, routes=ProxyRouter()).abilities.status


@pytest.mark.parametrize("number", ["../x", "a/b", "..", "", "a b", "é", "x" * 101, "1?x"])
def test_a_ticket_number_cannot_change_the_path(number):
    with pytest.raises(errors.DeskRefusedError):
        WebhookConnector("https://d.test", lambda: SECRET, routes=ProxyRouter()).fetch_status(number)


# -- the receiver of the documentation -------------------------------------------------------------


@pytest.fixture
def receiver(tmp_path):
    code = re.search(r"<!-- receiver -->\n```python\n(.*?)```", PAGE.read_text("utf-8"), re.S)
    assert code
    assert len(code[1].splitlines()) <= 50
    (tmp_path / "receiver.py").write_text(code[1], "utf-8")
    (tmp_path / "secrets.json").write_text(json.dumps({"pc-7": SECRET}))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    home = tmp_path / "tickets"
    command = [sys.executable, "receiver.py", str(port), str(home), "secrets.json"]
    with subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.DEVNULL) as process:
        _wait_for(port)
        yield port, home
        process.terminate()


def _wait_for(port):
    end = time.monotonic() + 20
    while time.monotonic() < end:
        try:
            return socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the receiver did not start")


def deliver(tmp_path, url, token, fault=None):
    """Send a ticket through the outbox; return how it ended and its mark."""
    clock = TurnedClock()
    outbox = Outbox(tmp_path / "outbox", OutboxLimits(), now=clock.now)
    report = outbox.save_ticket(Letter("s €", "b", "a@b.test", files=build_attachments(tuple(FILES.items()))))
    delivery = DeliveryService(
        outbox, WebhookConnector(url, lambda: token, follow=False, routes=ProxyRouter()), clock
    )
    item = delivery.deliver(report, 0 if fault else 300)
    if fault:
        assert item.state is State.UNKNOWN
        fault.fault = ""
        item = delivery.deliver(report, 300)
    outbox.close()
    return item, report


def test_the_receiver_of_the_page_keeps_a_ticket_whole(receiver, tmp_path):
    port, home = receiver
    item, report = deliver(tmp_path, f"http://127.0.0.1:{port}/hook", f"pc-7:{SECRET}")
    assert (item.state, item.reason) == (State.DELIVERED, None)
    folder = home / item.ticket
    assert json.loads((folder / "0-ticket.json").read_bytes())["ref"] == report
    kept = {path.name.split("-", 1)[1].replace("%22", '"'): path.read_bytes() for path in folder.iterdir()}
    assert {name: kept[name] for name in FILES} == FILES


def test_the_receiver_of_the_page_takes_nothing_twice(receiver, tmp_path):
    port, home = receiver
    with fault_proxy(port) as proxy:
        proxy.fault = "answer"
        item, _ = deliver(tmp_path, f"{proxy.url}/hook", f"pc-7:{SECRET}", proxy)
        assert item.state is State.DELIVERED
        assert proxy.posts == 2
    assert [path.name for path in home.iterdir()] == [item.ticket]


@pytest.mark.parametrize("token", ["pc-7:wrong", SECRET, f"pc-8:{SECRET}", "pc-8:"])
def test_the_receiver_of_the_page_believes_no_other_signature(receiver, tmp_path, token):
    port, home = receiver
    item, _ = deliver(tmp_path, f"http://127.0.0.1:{port}/hook", token)
    assert item.state is State.SIGN_IN_NEEDED
    assert not home.exists()
