"""Signing in in the browser works, renews itself, and fails with the right sentence."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from selfhelp.core import errors
from selfhelp.machine.keyring.credentials import Secrets
from selfhelp.network import oauth
from selfhelp.network.http import FormPart, HttpClient, MultipartBody, TimeLimits
from selfhelp.network.oauth import Bearer, OauthProvider, SignInBrowser, find_provider, sign_in_with_browser
from selfhelp.network.proxy_router import ProxyRouter
from selfhelp.policy.help_desk import HelpDeskPolicy, OauthPolicy, ServiceNowDeskPolicy, ZendeskDeskPolicy
from tests.machine.keyring.test_credentials import Locked, Memory
from tests.oauth_server import CLIENT, OauthServer, browse

SERVER = "servicenow 127.0.0.1"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def server():
    server = OauthServer()
    yield server
    server.close()


@pytest.fixture
def at(server):
    return find_provider(
        HelpDeskPolicy("servicenow", servicenow=ServiceNowDeskPolicy(url=server.url, client_id=CLIENT))
    )


class Visits:
    """A browser that does what the test says, elsewhere, as a real one does."""

    def __init__(self, visit=browse):
        self.visit = visit
        self.statuses: list[int] = []
        self.address = ""

    def __call__(self, address: str) -> bool:
        self.address = address
        threading.Thread(target=lambda: self.statuses.extend(self.visit(address) or ())).start()
        return True


def go(at, secrets, visits=None, patience=5.0):
    browser = SignInBrowser(
        visits or Visits(), "You are signed in", "You can close this <page>.", patience=patience
    )
    return sign_in_with_browser(at, secrets, browser, routes=ProxyRouter())


def test_a_sign_in_from_end_to_end(server, at):
    keyring, visits = Memory(), Visits()
    secrets = Secrets({}, keyring, SERVER)
    assert go(at, secrets, visits)
    assert visits.statuses == [302, 200]
    assert list(keyring.kept) == [
        (f"selfhelp {SERVER}", "refresh token"),
        ("selfhelp", "servers"),
    ]
    assert server.access not in str(keyring.kept)
    http = HttpClient(server.url, Bearer(at, secrets, routes=ProxyRouter()), routes=ProxyRouter())
    assert http.request("POST", "/api/now/table/incident", body={"a": 1}).status == 201
    asked = server.asked[0]
    assert asked["grant_type"] == "authorization_code"
    assert 43 <= len(asked["code_verifier"]) <= 128
    assert "client_secret" not in asked
    assert asked["code_verifier"] not in visits.address
    assert len({a["state"] for a in server.authorized}) == 1


def test_every_sign_in_has_its_own_state_port_and_proof(server, at):
    for _ in range(3):
        go(at, Secrets({}, Memory(), SERVER))
    for field in ("state", "redirect_uri", "code_challenge"):
        assert len({question[field] for question in server.authorized}) == 3


def test_the_next_start_renews_automatically(server, at):
    keyring = Memory()
    go(at, Secrets({}, keyring, SERVER))
    later = Secrets({}, keyring, SERVER)
    assert (
        HttpClient(server.url, Bearer(at, later, routes=ProxyRouter()), routes=ProxyRouter())
        .request("GET", "/api")
        .status
        == 201
    )
    assert server.asked[-1]["grant_type"] == "refresh_token"
    assert keyring.kept[f"selfhelp {SERVER}", "refresh token"] == server.refresh


def test_an_access_token_that_ends_in_the_middle_of_an_upload(server, at, tmp_path):
    secrets = Secrets({}, Memory(), SERVER)
    go(at, secrets)
    server.expire()
    (tmp_path / "file").write_bytes(b"\x01" * 300_000)
    with (tmp_path / "file").open("rb") as file:
        HttpClient(
            server.url,
            Bearer(at, secrets, routes=ProxyRouter()),
            times=TimeLimits(5, 10, 20),
            routes=ProxyRouter(),
        ).request("POST", "/api/now/attachment/file", body=MultipartBody([FormPart("file", file, "a.bin")]))
    assert len(server.worked) == 1
    assert b"\x01" * 300_000 in server.worked[0]
    assert (server.refused, len(server.asked)) == (1, 2)


def test_many_at_once_renew_once(server, at):
    secrets = Secrets({}, Memory(), SERVER)
    go(at, secrets)
    server.expire()
    http = HttpClient(server.url, Bearer(at, secrets, routes=ProxyRouter()), routes=ProxyRouter())
    threads = [threading.Thread(target=http.request, args=("POST", "/api")) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(server.worked) == 6
    assert len(server.asked) == 2


def test_another_process_that_renewed_first_is_no_reason_to_sign_in(server, at):
    keyring = Memory()
    go(at, Secrets({}, keyring, SERVER))
    stale = keyring.kept[f"selfhelp {SERVER}", "refresh token"]
    ours = Secrets({}, keyring, SERVER)
    Bearer(at, Secrets({}, keyring, SERVER), routes=ProxyRouter()).renew()
    answers = iter([stale, stale])
    real = ours.read_refresh_token

    ours.read_refresh_token = lambda: next(answers, None) or real()  # type: ignore[method-assign]
    assert Bearer(at, ours, routes=ProxyRouter())() == f"Bearer {server.access}"


RENEW = """
import sys
from pathlib import Path
from selfhelp.machine.keyring.credentials import Secrets
from selfhelp.network.oauth import Bearer
from selfhelp.network.oauth import OauthProvider
from selfhelp.network.proxy_router import ProxyRouter
from tests.network.test_oauth import FileRing
url, folder = sys.argv[1:]
secrets = Secrets({}, FileRing(Path(folder)), "servicenow 127.0.0.1", Path(folder))
at = OauthProvider(f"{url}/oauth_auth.do", f"{url}/oauth_token.do", "client-1")
Bearer(at, secrets, routes=ProxyRouter()).renew()
"""


class FileRing:
    """A keyring that several programs of one person share."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _file(self, *names: str) -> Path:
        return self._folder / "-".join(names).replace(" ", "_")

    def get_password(self, service, username):
        file = self._file(service, username)
        return file.read_text() if file.exists() else None

    def set_password(self, service, username, password):
        self._file(service, username).write_text(password)

    def delete_password(self, service, username):
        self._file(service, username).unlink()


@pytest.mark.slow
def test_programs_of_one_person_renew_one_after_the_other(server, at, tmp_path):
    """A server that takes a second use of a refresh token for theft never sees one."""
    secrets = Secrets({}, FileRing(tmp_path), SERVER, tmp_path)
    assert go(at, secrets)
    server.faults |= {"slow", "theft"}
    programs = [
        subprocess.Popen(
            [sys.executable, "-c", RENEW, server.url, str(tmp_path)],
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            stderr=subprocess.PIPE,
        )
        for _ in range(4)
    ]
    assert [(p.communicate(timeout=60)[1], p.returncode) for p in programs] == [(b"", 0)] * 4
    assert "ended" not in server.faults
    assert secrets.read_refresh_token() == server.refresh


def test_a_sign_in_that_the_server_has_ended_is_a_sentence_and_is_forgotten(server, at):
    keyring = Memory()
    secrets = Secrets({}, keyring, SERVER)
    go(at, secrets)
    server.expire()
    server.faults.add("ended")
    with pytest.raises(errors.SignInNeededError, match="has expired"):
        HttpClient(server.url, Bearer(at, secrets, routes=ProxyRouter()), routes=ProxyRouter()).request(
            "POST", "/api", body={}
        )
    assert server.worked == []
    assert (f"selfhelp {SERVER}", "refresh token") not in keyring.kept
    with pytest.raises(errors.SignInNeededError, match="aren't signed in"):
        Bearer(at, secrets, routes=ProxyRouter())()


@pytest.mark.parametrize("fault", ["500", "html", "404", "not-now"])
def test_a_token_server_that_is_ill_parks_nothing_and_forgets_nothing(server, at, fault):
    keyring = Memory()
    secrets = Secrets({}, keyring, SERVER)
    go(at, secrets)
    server.expire()
    server.faults.add(fault)
    with pytest.raises(errors.DeskUnreachableError):
        HttpClient(server.url, Bearer(at, secrets, routes=ProxyRouter()), routes=ProxyRouter()).request(
            "POST", "/api", body={}
        )
    server.faults.clear()
    assert (
        HttpClient(server.url, Bearer(at, secrets, routes=ProxyRouter()), routes=ProxyRouter())
        .request("POST", "/api", body={})
        .status
        == 201
    )


@pytest.mark.parametrize(
    ("fault", "error", "words"),
    [
        ("deny", errors.SignInNeededError, "declined in the browser"),
        ("wrong-state", errors.SignInNeededError, "wasn't completed"),
        ("invalid-client", errors.ConfigurationError, "client ID"),
        ("mac", errors.SignInNeededError, "couldn't be completed"),
        ("html", errors.DeskUnreachableError, "isn't responding"),
        ("500", errors.DeskUnreachableError, "isn't responding"),
    ],
)
def test_what_goes_wrong_in_the_browser_keeps_nothing(server, at, fault, error, words):
    server.faults.add(fault)
    keyring = Memory()
    with pytest.raises(error, match=words) as caught:
        go(at, Secrets({}, keyring, SERVER), patience=1.5)
    assert "<b>" not in str(caught.value)
    assert keyring.kept == {}


def test_a_stolen_code_is_worth_nothing_without_the_proof(server, at):
    stolen = []

    def thief(address):
        statuses = browse(address)
        stolen.append(server.authorized[0])
        return statuses

    go(at, Secrets({}, Memory(), SERVER), Visits(thief))
    fields = {"grant_type": "authorization_code", "code": "guess", "client_id": CLIENT, "code_verifier": "x"}
    assert server.grant(fields)[0] == 400


def test_a_browser_that_cannot_be_opened_is_a_sentence(server, at):
    browser = SignInBrowser(lambda _: False, "", "", patience=1)
    with pytest.raises(errors.SignInNeededError, match="couldn't be opened"):
        sign_in_with_browser(at, Secrets({}, Memory(), SERVER), browser, routes=ProxyRouter())


@pytest.mark.parametrize(
    ("keyring", "fault"), [(Locked(), ""), (Memory(), "long-refresh"), (Memory(), "no-refresh")]
)
def test_what_no_keyring_keeps_lasts_until_the_program_ends_and_is_said(server, at, keyring, fault):
    server.faults.add(fault)
    secrets = Secrets({}, keyring, SERVER)
    assert not go(at, secrets)
    assert "refresh token" not in str(keyring.kept)
    assert (
        HttpClient(server.url, Bearer(at, secrets, routes=ProxyRouter()), routes=ProxyRouter())
        .request("GET", "/api")
        .status
        == 201
    )


def test_environment_and_stored_tokens_take_precedence(server, at):
    keyring = Memory()
    go(at, Secrets({}, keyring, SERVER))
    assert (
        Bearer(at, Secrets({"SELFHELP_TOKEN": "mine"}, keyring, SERVER), "token", routes=ProxyRouter())()
        == "token mine"
    )
    own = Secrets({}, Memory(), SERVER)
    own.store_token("mine")
    assert Bearer(at, own, routes=ProxyRouter())() == "Bearer mine"
    assert not Bearer(at, own, routes=ProxyRouter()).renew()
    assert Bearer(None, own, routes=ProxyRouter())() == "Bearer mine"


def test_where_to_sign_in_follows_the_desk():
    zendesk = HelpDeskPolicy(
        "zendesk", zendesk=ZendeskDeskPolicy(url="https://acme.zendesk.com/", client_id="z")
    )
    assert find_provider(zendesk) == OauthProvider(
        "https://acme.zendesk.com/oauth/authorizations/new",
        "https://acme.zendesk.com/oauth/tokens",
        "z",
        "read write",
    )
    assert find_provider(HelpDeskPolicy("rt")) is None
    assert find_provider(zendesk, "rt") is None
    generic = OauthPolicy("c", "https://id.example.com/auth", "https://id.example.com/token", "api", 4321)
    assert find_provider(replace(zendesk, connector="jira", oauth=generic)) == OauthProvider(
        "https://id.example.com/auth", "https://id.example.com/token", "c", "api", 4321
    )
    with pytest.raises(errors.ConfigurationError, match=r"desk\.oauth\.authorize"):
        find_provider(HelpDeskPolicy("jira", oauth=OauthPolicy("c")))


@pytest.mark.parametrize("said", ["1799", 1799, "soon", None, -5, 1e99, "nan"])
def test_token_lifetime_is_bounded(said):
    assert 0 < oauth._parse_lifetime(said) <= 86_400
