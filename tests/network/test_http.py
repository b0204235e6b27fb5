"""Every way a server, a network or a proxy can fail has its own sentence, and no failure is mistaken."""

from __future__ import annotations

import gzip
import io
import ssl
import subprocess
import time
import tracemalloc

import psutil
import pytest

from selfhelp.core import errors
from selfhelp.network.failures import FailureKind, make_error_from_proxy_answer, parse_retry_after
from selfhelp.network.http import REPLY_LIMIT, FileBody, FormPart, HttpClient, MultipartBody, TimeLimits
from selfhelp.network.proxy_router import ProxyRouter
from selfhelp.policy.policy import NetworkPolicy
from tests.faults import bad_server, http, reset, slowly

QUICK = TimeLimits(connect=1, read=0.8, total=1.2)


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)


def ask(url, method="GET", times=QUICK, **more):
    return HttpClient(url, lambda: "token t0k", times=times, routes=ProxyRouter()).request(
        method, "/x", **more
    )


STATUSES = [
    (401, errors.SignInNeededError, errors.SignInNeededError),
    (403, errors.SignInNeededError, errors.SignInNeededError),
    (404, errors.DeskRefusedError, errors.DeskRefusedError),
    (408, errors.DeskUnreachableError, errors.OutcomeUnknownError),
    (413, errors.DeskRefusedError, errors.DeskRefusedError),
    (422, errors.DeskRefusedError, errors.DeskRefusedError),
    (429, errors.DeskBusyError, errors.DeskBusyError),
    (500, errors.DeskUnreachableError, errors.OutcomeUnknownError),
    (502, errors.DeskUnreachableError, errors.OutcomeUnknownError),
    (503, errors.DeskUnreachableError, errors.OutcomeUnknownError),
]


@pytest.mark.parametrize(("status", "on_get", "on_post"), STATUSES)
def test_a_status_says_whether_a_retry_is_safe(status, on_get, on_post):
    with bad_server(http(status, b'{"message":"no"}')) as server:
        with pytest.raises(on_get):
            ask(server.url)
        with pytest.raises(on_post):
            ask(server.url, "POST", body={})


def nothing(connection, head):
    connection.close()


def reset_at_once(connection, head):
    reset(connection)


def truncated(connection, head):
    connection.sendall(http(201, b'{"id": "1"}').replace(b"Content-Length: 11", b"Content-Length: 99"))


def silent(connection, head):
    time.sleep(2)


def one_byte_a_second(connection, head):
    slowly(connection, http(201, b"{}"), 0.3)


@pytest.mark.parametrize(
    "answer", [nothing, reset_at_once, truncated, silent, one_byte_a_second, b"\0\xff garbage\r\n\r\n"]
)
def test_a_lost_answer_is_unknown_for_a_post_and_safe_for_a_get(answer):
    with bad_server(answer) as server:
        started = time.monotonic()
        with pytest.raises(errors.OutcomeUnknownError):
            ask(server.url, "POST", body={})
        with pytest.raises(errors.DeskUnreachableError):
            ask(server.url)
        assert time.monotonic() - started < 10


@pytest.mark.parametrize(
    "answer",
    [
        http(200, b"<html>sign in</html>", "text/html"),
        http(200, b"{not json"),
        http(200, b'{"id": NaN}'),
        http(200, b'{"id": 1e999}'),
        http(200, b"[" * 100_000),
        http(200, b"\xff\xfe{}"),
    ],
)
def test_a_foreign_page_is_not_taken_for_a_response(answer):
    with bad_server(answer) as server:
        with pytest.raises(errors.OutcomeUnknownError):
            ask(server.url, "POST", body={}).parse_json()
        with pytest.raises(errors.DeskUnreachableError):
            ask(server.url).parse_json()


@pytest.mark.slow
def test_a_huge_answer_and_a_small_one_that_grows_are_cut():
    bomb = gzip.compress(b"\0" * 200_000_000)
    for answer in (
        http(200, b"x" * (REPLY_LIMIT + 1)),
        http(200, bomb, "application/json", "Content-Encoding: gzip"),
    ):
        with bad_server(answer) as server:
            tracemalloc.start()
            with pytest.raises(errors.DeskUnreachableError):
                ask(server.url)
            peak = tracemalloc.get_traced_memory()[1]
            tracemalloc.stop()
            assert peak < 64_000_000


def test_an_answer_that_is_not_read_to_its_end_leaves_no_line_open():
    def endless(connection, head):
        connection.sendall(http(200, b"x" * (REPLY_LIMIT * 4)))

    with bad_server(endless) as server:
        with pytest.raises(errors.DeskUnreachableError) as kept:
            ask(server.url)
        lines = [
            line
            for line in psutil.Process().net_connections()
            if line.raddr and line.raddr.port == server.port
        ]
        assert [line for line in lines if line.status in ("ESTABLISHED", "CLOSE_WAIT")] == []
        assert kept.value


def test_nothing_sent_is_safe_to_repeat_also_for_a_post():
    with pytest.raises(errors.DeskUnreachableError):
        ask("http://127.0.0.1:1", "POST", body={})
    with pytest.raises(errors.DeskUnreachableError, match="can't be found on this network"):
        HttpClient("https://no-such-host.invalid", str, times=QUICK, routes=ProxyRouter()).request(
            "POST", "/", body={}
        )


def test_redirects_stay_on_the_server_and_never_repeat_a_post():
    hops = []

    def answer(connection, head):
        hops.append(head)
        where = "/y" if len(hops) == 1 else "https://elsewhere.example/"
        connection.sendall(http(302, b"", "text/html", f"Location: {where}"))

    with bad_server(answer) as server:
        with pytest.raises(errors.DeskRefusedError, match="another address"):
            ask(server.url)
        assert len(hops) == 2
        with pytest.raises(errors.DeskRefusedError):
            ask(server.url, "POST", body={})
        assert len(hops) == 3


def test_the_token_is_sent_despite_netrc(monkeypatch, tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login mallory password x")
    monkeypatch.setenv("NETRC", str(netrc))
    with bad_server(http(200, b"{}")) as server:
        ask(server.url)
        assert b"Authorization: token t0k\r\n" in server.requests[0]


def test_plain_http_to_this_computer_never_goes_through_a_proxy(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    with bad_server(http(200, b"{}")) as server:
        assert ask(server.url).parse_json() == {}


def test_a_proxy_that_wants_a_password_is_named(monkeypatch):
    with bad_server(http(407, b"", "text/html")) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        with pytest.raises(errors.DeskUnreachableError, match="user name and password"):
            HttpClient(
                "https://desk.example.com", lambda: "token t0k", times=QUICK, routes=ProxyRouter()
            ).request("POST", "/", body={})
        assert b"t0k" not in proxy.requests[0]
    with pytest.raises(errors.DeskUnreachableError, match="network's proxy can't be used"):
        HttpClient("https://desk.example.com", str, times=QUICK, routes=ProxyRouter()).request(
            "POST", "/", body={}
        )


@pytest.mark.parametrize(
    "url", ["", "desk", "ftp://x", "http://desk.example.com", "http://[", "https://a\nb"]
)
def test_an_address_that_would_show_the_ticket_to_others_is_refused(url):
    with pytest.raises(errors.ConfigurationError):
        HttpClient(url, str, routes=ProxyRouter())


@pytest.mark.parametrize(
    ("header", "seconds"),
    [
        ("7", 7),
        ("-1", 1),
        ("1e9", 86400),
        ("nan", 60),
        ("soon", 60),
        ("", 60),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 1),
    ],
)
def test_retry_after_is_kept_within_limits(header, seconds):
    assert parse_retry_after(header, lambda: 1000.0) == seconds


def test_a_refusal_carries_the_servers_words_as_one_plain_line():
    said = rb'{"message":"<b>no\u001b[31m\nqueue</b>"}'
    with bad_server(http(400, said)) as server, pytest.raises(errors.DeskRefusedError) as caught:
        ask(server.url, "POST", body={})
    assert str(caught.value).endswith("<b>no [31m queue</b>")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b'{"errorMessage": "no type", "i18nErrorMessage": {"i18nKey": "x"}}', "no type"),
        (b'{"errorMessages": [], "errors": {"summary": "no summary"}}', "summary: no summary"),
        (b'{"error": "a", "description": "b", "details": {"base": [{"description": "closed"}]}}', "closed"),
        (
            b'{"description": "Validation failed", "errors": [{"field": "email", "message": "no mail"}]}',
            "no mail",
        ),
        (b'["ERROR_GLPI_ADD", "not allowed"]', "not allowed"),
        (b'{"error": "twice", "error_human": "x"}', "twice"),
        (b'{"a": {"b": {"c": {"d": {"e": {"f": {"g": "too deep"}}}}}}}', ""),
    ],
)
def test_the_sentence_is_found_where_each_desk_puts_it(body, words):
    with bad_server(http(400, body)) as server, pytest.raises(errors.DeskRefusedError) as caught:
        ask(server.url, "POST", body={})
    assert caught.value.detail == f"400 {words}".strip()


@pytest.mark.slow
def test_a_form_is_streamed(tmp_path):
    big = tmp_path / "big"
    with big.open("wb") as file:
        file.truncate(300_000_000)
    with bad_server(http(201, b"{}")) as server, big.open("rb") as source:
        tracemalloc.start()
        ask(
            server.url,
            "POST",
            TimeLimits(5, 30, 60),
            body=MultipartBody([FormPart("a", "é"), FormPart("f", source, "b€.bin")]),
        )
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert peak < 20_000_000
        assert b"multipart/form-data; boundary=" in server.requests[0]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    folder = tmp_path_factory.mktemp("tls")
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost", "-keyout", folder / "key.pem", "-out", folder / "ca.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "ca.pem", folder / "key.pem")

    def answer(connection, head=b""):
        with context.wrap_socket(connection, server_side=True) as secure:
            seen.append(secure.recv(65536))
            secure.sendall(http(200, b'{"ok":true}'))

    seen: list[bytes] = []
    from tests.faults import BadServer

    server = BadServer(answer)
    server.serve = answer  # type: ignore[method-assign]
    yield server.port, str(folder / "ca.pem"), seen
    server.close()


def test_an_untrusted_certificate_gets_nothing(certificate):
    port, ca, seen = certificate
    for host, file in (("localhost", ""), ("127.0.0.1", ca)):
        with pytest.raises(errors.DeskUntrustedError):
            HttpClient(
                f"https://{host}:{port}",
                lambda: "token t0k",
                routes=ProxyRouter(NetworkPolicy(ca_file=file)),
                times=QUICK,
            ).request("GET", "/")
    assert not [data for data in seen if b"t0k" in data]


def test_the_organisations_certificate_is_trusted(certificate, monkeypatch):
    port, ca, _ = certificate
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", "/nowhere")
    assert HttpClient(
        f"https://localhost:{port}", str, routes=ProxyRouter(NetworkPolicy(ca_file=ca)), times=QUICK
    ).request("GET", "/").parse_json() == {"ok": True}


def test_a_broken_ca_file_is_a_sentence_not_a_downgrade(certificate, tmp_path):
    port, _, _ = certificate
    (tmp_path / "ca.pem").write_text("nonsense")
    for path in (tmp_path / "ca.pem", tmp_path / "none.pem"):
        with pytest.raises(errors.DeskUntrustedError, match="ca_file"):
            HttpClient(
                f"https://localhost:{port}",
                str,
                routes=ProxyRouter(NetworkPolicy(ca_file=str(path))),
                times=QUICK,
            ).request("GET", "/")


def sizes_and_types(data: bytes, size: int) -> tuple[bytes, bytes]:
    with bad_server(http(200, b"{}")) as server:
        ask(server.url, "POST", body=FileBody(io.BytesIO(data), size, "image/png"))
        head, _, body = server.requests[0].partition(b"\r\n\r\n")
    return head, body


@pytest.mark.parametrize("data", [b"", b"\x89PNG", b"x" * 200_000])
def test_a_raw_file_goes_with_its_length_and_its_type(data):
    head, body = sizes_and_types(data, len(data))
    assert f"Content-Length: {len(data)}".encode() in head
    assert b"Content-Type: image/png" in head
    assert b"chunked" not in head
    assert body == data


def test_a_raw_file_never_sends_more_than_was_promised():
    head, body = sizes_and_types(b"abcdef", 3)
    assert body == b"abc"
    assert b"Content-Length: 3" in head


def test_a_raw_file_that_ends_early_is_an_unknown_outcome_not_a_hang():
    with bad_server(http(200, b"{}")) as server, pytest.raises(errors.OutcomeUnknownError):
        ask(server.url, "POST", body=FileBody(io.BytesIO(b"abc"), 10))


@pytest.mark.slow
def test_a_raw_file_is_streamed(tmp_path):
    big = tmp_path / "big.bin"
    with big.open("wb") as file:
        file.truncate(100_000_000)
    with bad_server(http(200, b"{}")) as server, big.open("rb") as source:
        slow = TimeLimits(connect=1, read=20, total=30)
        tracemalloc.start()
        ask(server.url, "POST", slow, body=FileBody(source, 100_000_000))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert peak < 20_000_000


def test_text_parts_are_kept_apart_from_files():
    with bad_server(http(201, b"{}")) as server:
        ask(
            server.url,
            "POST",
            body=MultipartBody(
                [FormPart("JSON", "{}"), FormPart("f", io.BytesIO(b"1"), "x.txt", "text/plain")]
            ),
        )
        sent = server.requests[0]
    assert b'name="JSON"\r\n' in sent
    assert b'name="f"; filename="x.txt"\r\nContent-Type: text/plain' in sent


def test_a_custom_header_is_sent():
    with bad_server(http(201, b"{}")) as server:
        ask(server.url, "POST", body={}, headers={"X-Key": "k"})
        assert b"X-Key: k\r\n" in server.requests[0]


def test_a_file_is_read_back_without_the_limit_of_a_reply_and_a_refusal_is_none_of_it():
    target = io.BytesIO()
    with bad_server(http(200, bytes(REPLY_LIMIT + 1), "application/zip")) as server:
        assert ask(server.url, sink=target).body == b""
    assert len(target.getvalue()) == REPLY_LIMIT + 1
    target = io.BytesIO()
    with bad_server(http(404, b"gone", "text/plain")) as server, pytest.raises(errors.DeskRefusedError):
        ask(server.url, sink=target)
    assert target.getvalue() == b""


def test_a_complaint_about_a_field_is_told():
    with (
        bad_server(http(400, b'{"attachment": ["Unsupported file extension: .zip"]}')) as server,
        pytest.raises(errors.DeskRefusedError, match=r"attachment: Unsupported file extension: \.zip"),
    ):
        ask(server.url, "POST", body={})


def test_a_proxy_that_answers_a_wrong_password_like_a_web_server_is_understood():
    """tinyproxy asks with 407 and says no with 401."""
    said = make_error_from_proxy_answer("Tunnel connection failed: 401 Unauthorized", tried=True)
    assert "password" in str(said)
    assert said.trouble == FailureKind.PROXY_SIGN_IN
