"""Nothing reaches a server whose certificate is wrong; each kind has its sentence; nothing turns that off."""

# mypy: disable-error-code="attr-defined"

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests
import trustme

from selfhelp.core import errors
from selfhelp.core.ticket import DeliveryState as State
from selfhelp.helpdesk.connectors.rt.connector import RtConnector
from selfhelp.network.failures import FailureKind
from selfhelp.network.http import HttpClient, TimeLimits
from selfhelp.network.proxy_router import ProxyRouter
from selfhelp.network.tracking_adapter import TrackingAdapter
from selfhelp.policy.policy import NetworkPolicy
from selfhelp.tickets.delivery.delivery_service import DeliveryService
from selfhelp.tickets.letter import Letter
from selfhelp.tickets.outbox.outbox import Outbox
from tests.faults import bad_server, http
from tests.proxy_server import Proxy, through
from tests.tls import Authority, SecureServer, address, coming, past, secure_server

QUICK = TimeLimits(connect=2, read=4, total=8)
ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("company"))


WRONG = [
    (
        "expired",
        lambda ours: ours.leaf(not_before=past(60), not_after=past(1)),
        FailureKind.EXPIRED,
        "Set the clock",
    ),
    (
        "not yet",
        lambda ours: ours.leaf(not_before=coming(1), not_after=coming(60)),
        FailureKind.NOT_YET,
        "clock",
    ),
    ("other host", lambda ours: ours.leaf("desk.example.com"), FailureKind.WRONG_HOST, "a different server"),
    ("unknown authority", lambda _: trustme.CA().issue_cert("localhost"), FailureKind.UNKNOWN_CA, "ca_file"),
]


@pytest.mark.parametrize(("kind", "leaf", "trouble", "words"), WRONG, ids=[row[0] for row in WRONG])
def test_a_wrong_certificate_gets_nothing_and_has_its_own_sentence(company, kind, leaf, trouble, words):
    with secure_server(leaf(company)) as server:
        desk = HttpClient(
            address(server),
            lambda: "token s3cret",
            routes=ProxyRouter(NetworkPolicy(ca_file=company.file)),
            times=QUICK,
        )
        for method in ("GET", "POST"):
            with pytest.raises(errors.DeskUntrustedError, match=words) as caught:
                desk.request(method, "/x", body={"subject": "private"} if method == "POST" else None)
            assert caught.value.trouble == trouble
        assert server.read == b""


def test_a_self_signed_certificate_gets_nothing(tmp_path):
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost", "-keyout", tmp_path / "k", "-out", tmp_path / "c"],
        check=True, capture_output=True,
    )  # fmt: skip
    leaf = trustme.LeafCert((tmp_path / "k").read_bytes(), (tmp_path / "c").read_bytes(), [])
    with secure_server(leaf) as server:
        with pytest.raises(errors.DeskUntrustedError) as caught:
            HttpClient(address(server), lambda: "token s3cret", times=QUICK, routes=ProxyRouter()).request(
                "POST", "/x", body={}
            )
        assert caught.value.trouble == FailureKind.UNKNOWN_CA
        assert server.read == b""


def test_tickets_are_sent_automatically_once_repaired(company, tmp_path):
    """D1: the state of the ticket, with the real outbox, the real sender and the real desk."""
    outbox = Outbox(tmp_path / "outbox")
    answer = http(200, b'{"items":[],"total":0}')
    with secure_server(company.leaf(not_before=past(60), not_after=past(1)), answer) as server:
        desk = RtConnector(
            address(server),
            "General",
            "",
            lambda: "s3cret",
            routes=ProxyRouter(NetworkPolicy(ca_file=company.file)),
        )
        report = outbox.save_ticket(Letter("s", "b", "alice@example.test"))
        DeliveryService(outbox, desk).deliver_due_items()
        item = outbox.find_item(report)
        assert item.state is State.QUEUED
        assert "certificate" in str(item.reason)
        assert item.next_try is not None
        assert server.read == b""
        server.present(company.leaf())
        outbox.retry()
        DeliveryService(outbox, desk).deliver_due_items()
        assert b"s3cret" in server.read
    outbox.close()


def test_no_variable_of_the_environment_turns_the_check_off(company, monkeypatch):
    """What switches other programs off, or gives them another list, does not count here."""
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.setenv(name, company.file)
    monkeypatch.setenv("PYTHONHTTPSVERIFY", "0")
    with secure_server(company.leaf()) as server:
        with pytest.raises(errors.DeskUntrustedError):
            HttpClient(address(server), lambda: "token s3cret", times=QUICK, routes=ProxyRouter()).request(
                "GET", "/"
            )
        assert server.read == b""


ASK = """
import sys
from selfhelp.network.http import HttpClient
from selfhelp.network.proxy_router import ProxyRouter
print(HttpClient(sys.argv[1], lambda: "token t", routes=ProxyRouter()).request("GET", "/").parse_json())
"""


@pytest.mark.parametrize("variable", ["SSL_CERT_FILE", "SSL_CERT_DIR"])
def test_a_system_authority_is_trusted_by_default(company, tmp_path, variable):
    """D2. On Linux the system's list is OpenSSL's, whose variables name another one."""
    given = company.file
    if variable == "SSL_CERT_DIR":
        (tmp_path / "company.pem").write_bytes(Path(company.file).read_bytes())
        subprocess.run(["openssl", "rehash", tmp_path], check=True, capture_output=True)
        given = str(tmp_path)
    clean = {k: v for k, v in os.environ.items() if "proxy" not in k.lower()}
    with secure_server(company.leaf()) as server:
        done = subprocess.run(
            [sys.executable, "-c", ASK, address(server)],
            env={**clean, variable: given, "PYTHONPATH": str(ROOT)},
            capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
    assert done.stdout == "{'ok': True}\n", done.stderr


def test_the_file_of_the_policy_adds_to_the_system_and_replaces_nothing(company):
    with secure_server(company.leaf()) as server:
        assert (
            HttpClient(
                address(server), str, routes=ProxyRouter(NetworkPolicy(ca_file=company.file)), times=QUICK
            )
            .request("GET", "/")
            .parse_json()
        )
    desk = HttpClient("https://localhost", str, routes=ProxyRouter(NetworkPolicy(ca_file=company.file)))
    with pytest.raises(errors.DeskError):
        desk.request("GET", "/")
    assert desk._context is not None
    assert desk._context.verify_mode.name == "CERT_REQUIRED"
    assert desk._context.check_hostname


@pytest.fixture
def brought_along(company, monkeypatch):
    """The list that the HTTP library brings knows the company; the system's does not."""
    monkeypatch.setattr("requests.adapters.DEFAULT_CA_BUNDLE_PATH", company.file)
    monkeypatch.setattr("requests.utils.DEFAULT_CA_BUNDLE_PATH", company.file)
    monkeypatch.setattr("certifi.where", lambda: company.file)
    with secure_server(company.leaf()) as server:
        with requests.Session() as usual:
            usual.trust_env = False
            assert usual.get(address(server), timeout=20).json() == {"ok": True}  # that is what would count
        yield Routed(server, Proxy(server.port))


@dataclass
class Routed:
    server: SecureServer
    proxy: Proxy

    def desk(self, way: str, ca_file: str = "") -> HttpClient:
        said = NetworkPolicy(proxy="direct" if way == "direct" else self.proxy.place, ca_file=ca_file)
        return HttpClient(address(self.server), lambda: "token s3cret", times=QUICK, routes=ProxyRouter(said))


@pytest.mark.parametrize("way", ["direct", "proxy"])
def test_the_http_librarys_certificates_are_ignored(brought_along, company, way, tmp_path):
    """An organisation that takes an authority out of the system's list has taken it out here, too."""
    server = brought_along.server
    before = len(server.requests)
    with pytest.raises(errors.DeskUntrustedError) as caught:
        brought_along.desk(way).request("GET", "/")
    assert caught.value.trouble == FailureKind.UNKNOWN_CA
    other = Authority(tmp_path)
    with pytest.raises(errors.DeskUntrustedError):  # nor beside a company's own
        brought_along.desk(way, other.file).request("GET", "/")
    assert len(server.requests) == before
    assert brought_along.desk(way, company.file).request("GET", "/").parse_json() == {"ok": True}
    assert brought_along.proxy.tunnels == (3 if way == "proxy" else 0)


def test_a_proxy_that_speaks_tls_is_trusted_as_a_server_is(company, brought_along):
    """By the system's list and the company's own, and not by the one that the HTTP library brings."""
    with secure_server(company.leaf(), through(brought_along.server.port)) as proxy:
        for file, asked in (("", 0), (company.file, 1)):
            way = ProxyRouter(NetworkPolicy(proxy=address(proxy), ca_file=file))
            desk = HttpClient(address(brought_along.server), str, times=QUICK, routes=way)
            if asked:
                assert desk.request("GET", "/").parse_json() == {"ok": True}
            else:
                with pytest.raises(errors.DeskError):
                    desk.request("GET", "/")
            assert len(proxy.requests) == asked


def test_a_redirect_leads_nowhere_but_to_the_same_server(company):
    """D3: to another host, port, scheme, file, or round in circles; the token is shown to none of them."""
    with bad_server(http(200, b"{}")) as other, secure_server(company.leaf()) as elsewhere:
        for target in (
            other.url,
            address(elsewhere),
            address(elsewhere, "127.0.0.1"),
            "//evil.example.com/",
            "file:///etc/passwd",
            "javascript:alert(1)",
            "",
        ):
            with secure_server(company.leaf(), http(302, b"", "text/html", f"Location: {target}")) as server:
                desk = HttpClient(
                    address(server),
                    lambda: "token s3cret",
                    routes=ProxyRouter(NetworkPolicy(ca_file=company.file)),
                    times=QUICK,
                )
                with pytest.raises(errors.DeskRefusedError, match="another address"):
                    desk.request("GET", "/x")
                assert len(server.requests) == 1
        assert elsewhere.read == b""
        assert other.requests == []


def test_a_redirect_in_circles_ends(company):
    with secure_server(company.leaf(), http(302, b"", "text/html", "Location: /x")) as server:
        desk = HttpClient(
            address(server),
            lambda: "token s3cret",
            routes=ProxyRouter(NetworkPolicy(ca_file=company.file)),
            times=QUICK,
        )
        with pytest.raises(errors.DeskRefusedError):
            desk.request("GET", "/x")
        assert len(server.requests) == 3


def test_netrc_is_never_used(company, monkeypatch, tmp_path):
    (tmp_path / ".netrc").write_text(
        "machine localhost login mallory password x\ndefault login m password y\n"
    )
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    with secure_server(company.leaf()) as server:
        for who in (lambda: "token s3cret", str):
            HttpClient(
                address(server), who, routes=ProxyRouter(NetworkPolicy(ca_file=company.file)), times=QUICK
            ).request("GET", "/")
        assert b"Authorization: token s3cret" in server.requests[0]
        assert b"uthorization" not in server.requests[1]


def test_old_protocols_are_not_spoken():
    import ssl

    from selfhelp.network.trust import build_tls_context

    assert build_tls_context().minimum_version >= ssl.TLSVersion.TLSv1_2
    assert TrackingAdapter(build_tls_context(), 1).max_retries.total == 0


@pytest.mark.parametrize(
    "line",
    [
        "requests.get(url, verify=False)",
        "context.check_hostname = False",
        "context.verify_mode = ssl.CERT_NONE",
        "ssl._create_unverified_context()",
        "pool.cert_reqs = 'CERT_NONE'",
        "subprocess.run(words, shell=True)",
        "import pickle",
        "eval(text)",
    ],
)
def test_no_such_line_gets_into_the_program(tmp_path, line):
    """D9: the rules of the house refuse it, in every file; `make check` asks them of all."""
    from importlib.util import module_from_spec, spec_from_file_location

    spec = spec_from_file_location("house", ROOT / "tools" / "house.py")
    house = module_from_spec(spec)
    spec.loader.exec_module(house)
    house.ROOT = tmp_path
    (tmp_path / "one.py").write_text(f"def f():\n    {line}\n")
    assert [number for number, _ in house.complaints(tmp_path / "one.py")] == [2]
