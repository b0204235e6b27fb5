"""A ticket goes through the company's proxy with a password and its own certificates, or not a byte of it."""

from __future__ import annotations

import os
import random
import shutil
from datetime import timedelta
from urllib.parse import quote

import pytest

from selfhelp.core.text import ENGLISH
from selfhelp.core.ticket import DeliveryState as State
from selfhelp.network.proxy_router import ProxyRouter
from selfhelp.policy.policy import NetworkPolicy
from selfhelp.tickets.delivery.delivery_service import DeliveryService
from selfhelp.tickets.letter import Letter, build_attachments
from selfhelp.tickets.outbox.outbox import Outbox, OutboxLimits
from tests.certificates import Authority
from tests.desks.django_helpdesk import DjangoHelpdeskStand
from tests.desks.redmine import RedmineStand
from tests.desks.rt import RtStand
from tests.desks.webhook import WebhookStand
from tests.live.way_out import ADDRESS, NAME, PASSWORD, own_address, password_proxy, tls_front
from tests.report.desks import TurnedClock

pytestmark = [
    pytest.mark.live,
    pytest.mark.slow,
    pytest.mark.skipif(os.geteuid() != 0, reason="starting the servers takes root"),
    pytest.mark.skipif(
        not (shutil.which("nginx") and shutil.which("tinyproxy")), reason="a server is missing"
    ),
]
REAL = [RtStand, RedmineStand, DjangoHelpdeskStand]
HOSTS = (ADDRESS, "localhost")
FILE = random.Random(1).randbytes(3_000_000)


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("company"))


@pytest.fixture(scope="module", autouse=True)
def _address():
    with own_address():
        yield


@pytest.fixture(scope="module")
def proxy(tmp_path_factory):
    with password_proxy(tmp_path_factory.mktemp("proxy")) as proxy:
        yield proxy


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture
def hook(tmp_path):
    with WebhookStand(tmp_path / "hook") as stand:
        yield stand


def through(monkeypatch, port: int, password: str = PASSWORD, name: str = NAME) -> None:
    monkeypatch.setenv(
        "https_proxy", f"http://{quote(name, safe='')}:{quote(password, safe='')}@127.0.0.1:{port}"
    )


def send(tmp_path, connector, files=(), wait: float = 60.0):
    clock = TurnedClock()
    outbox = Outbox(tmp_path / "outbox", OutboxLimits(), now=clock.now)
    report = outbox.save_ticket(
        Letter("Sübject", "b", "alice@example.test", files=build_attachments(tuple(files)))
    )
    item = DeliveryService(outbox, connector, clock, random.Random(1)).deliver(report, wait)
    outbox.close()
    return item, item.reason and ENGLISH.translate(item.reason)


def trusting(ca_file: str) -> ProxyRouter:
    return ProxyRouter(NetworkPolicy(ca_file=ca_file))


@pytest.mark.parametrize("kind", [*REAL, WebhookStand])
def test_a_ticket_goes_through_both_whole(kind, company, proxy, tmp_path, monkeypatch):
    port, log = proxy
    certificate = company.certificate(kind.id, HOSTS)
    with kind(tmp_path) as stand, tls_front(tmp_path, stand.server.port, certificate) as url:
        through(monkeypatch, port)
        monkeypatch.setattr(stand.server, "url", url)
        connector = stand.connector(routes=trusting(str(company.file)))
        item, reason = send(tmp_path, connector, [("a.zip", FILE)])
        assert (item.state, reason) == (State.DELIVERED, None)
        (held,) = stand.tickets(item.report)
        assert held.files[stand.name_of("a.zip")] == FILE
    assert f"CONNECT {url.removeprefix('https://')}" in log.read_text("utf-8", "replace")


@pytest.mark.parametrize(("name", "password"), [(NAME, "wrong"), ("nobody", PASSWORD), ("", "")])
def test_a_wrong_password_of_the_proxy_is_one_clear_sentence(
    company, proxy, hook, tmp_path, monkeypatch, name, password
):
    with tls_front(tmp_path, hook.server.port, company.certificate("right", HOSTS)) as url:
        if name:
            through(monkeypatch, proxy[0], password, name)
        else:
            monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{proxy[0]}")
        monkeypatch.setattr(hook.server, "url", url)
        item, reason = send(tmp_path, hook.connector(routes=trusting(str(company.file))), wait=0)
        assert item.state is State.QUEUED
        assert reason is not None
        assert "proxy" in reason
        assert "password" in reason
        assert not hook.server.asked
        through(monkeypatch, proxy[0])
        second = tmp_path / "again"
        assert send(second, hook.connector(routes=trusting(str(company.file))))[0].state is State.DELIVERED


@pytest.mark.parametrize("wrong", ["expired", "not yet", "other host", "stranger", "no ca file"])
@pytest.mark.parametrize("behind", [True, False])
def test_a_certificate_that_is_not_right_gets_no_byte_of_the_ticket(
    company, proxy, hook, tmp_path, monkeypatch, wrong, behind
):
    certificate = {
        "expired": lambda: company.certificate("expired", HOSTS, timedelta(days=-40)),
        "not yet": lambda: company.certificate("early", HOSTS, timedelta(days=2)),
        "other host": lambda: company.certificate("other", ("desk.elsewhere.test",)),
        "stranger": lambda: Authority(tmp_path, "Stranger").certificate("stranger", HOSTS),
        "no ca file": lambda: company.certificate("right", HOSTS),
    }[wrong]()
    with tls_front(tmp_path, hook.server.port, certificate) as url:
        if behind:
            through(monkeypatch, proxy[0])
        monkeypatch.setattr(hook.server, "url", url)
        ca_file = "" if wrong == "no ca file" else str(company.file)
        item, reason = send(tmp_path, hook.connector(routes=trusting(ca_file)), [("a.zip", FILE)])
        assert item.state is State.QUEUED  # it waits until the certificate is right
        assert reason is not None
        assert "certificate" in reason
        assert not hook.server.asked


def test_the_fronts_own_limit_is_told_in_its_own_words(company, hook, tmp_path, monkeypatch):
    """nginx answers 413 with a page before the desk sees anything."""
    certificate = company.certificate("small", HOSTS)
    with tls_front(tmp_path, hook.server.port, certificate, limit="1m") as url:
        monkeypatch.setattr(hook.server, "url", url)
        item, reason = send(tmp_path, hook.connector(routes=trusting(str(company.file))), [("a.zip", FILE)])
        assert item.state is State.ATTENTION
        assert reason is not None
        assert "Remove the largest file" in reason
        assert not hook.held
