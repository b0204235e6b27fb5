"""login, logout, whoami and desk check, against a server on loopback and keyrings that do what they like."""

from __future__ import annotations

import argparse
import io
import json
import sys
import threading

import pytest

from selfhelp.app.composition import App
from selfhelp.cli import desk, login, logout, policy, whoami
from selfhelp.cli.call import Call
from selfhelp.core.errors import ConfigurationError, SignInNeededError, UnavailableError, UsageError
from selfhelp.core.model import Platform
from selfhelp.core.paths import AppPaths
from selfhelp.machine.keyring.credentials import Secrets
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.tickets.letter import Letter
from tests.faults import BadServer, http
from tests.machine.keyring.test_credentials import Locked, Memory
from tests.oauth_server import CLIENT, OauthServer, browse
from tests.proxy_server import Proxy
from tests.tls import Authority, past, secure_server

TOKEN = "1-29-right"


class Rt(BadServer):
    """As much of Request Tracker as a sign-in and a test ticket ask for; ``queue`` may be missing."""

    def __init__(self) -> None:
        self.queue = True
        super().__init__(self._reply)

    def _reply(self, connection, head):
        path = head.split(b" ")[1]
        if path.endswith(b"/REST/2.0/") or path == b"/":
            connection.sendall(http(401, b"sign in", "text/html"))
        elif f"Authorization: token {TOKEN}".encode() not in head:
            connection.sendall(http(401, b'{"message":"Unauthorized"}'))
        elif b"/user/" in path:
            connection.sendall(http(200, b'{"EmailAddress":"alice@example.com"}'))
        elif b"/queue/" in path:
            connection.sendall(http(200 if self.queue else 404, b'{"id":"1"}'))
        elif head.startswith(b"POST"):
            connection.sendall(http(201, b'{"id":"77"}'))
        else:
            connection.sendall(http(200, b'{"Version":"5.0.7"}'))

    @property
    def policy(self) -> str:
        desk = '[desk]\nconnector = "rt"\nemail = "a@example.com"\n'
        return f'{desk}[desk.rt]\nurl = "{self.url}"\nref_field = ""\n'


@pytest.fixture
def rt():
    server = Rt()
    yield server
    server.close()


@pytest.fixture
def command(places: AppPaths, capsys):
    """Return a function that runs a command and returns status, document and what was said besides."""

    def run(module, text: str, *words: str, keyring=None, environment=None):
        places.config.mkdir(parents=True, exist_ok=True)
        (places.config / "policy.toml").write_text(text, encoding="utf-8")
        app = App(LocalMachine(Platform.LINUX), places, environment or {}, "en")
        app.__dict__["secrets"] = Secrets(
            environment or {}, keyring or Memory(), app.policy.desk.find_kind_and_host()
        )
        parser = argparse.ArgumentParser()
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--lang", default="")
        module.add_arguments(parser)
        status = module.run_command(Call(parser.parse_args([*words, "--json"]), app))
        said = capsys.readouterr()
        app.close_open_files()
        return status, json.loads(said.out), said.err

    return run


def typed(monkeypatch, text: str) -> None:
    stream = io.TextIOWrapper(io.BytesIO(text.encode()))
    monkeypatch.setattr(sys, "stdin", stream)


def test_a_token_is_stored_and_what_waited_goes(command, rt, monkeypatch, places):
    keyring = Memory()
    typed(monkeypatch, f"{TOKEN}\n")
    status, said, _ = command(login, rt.policy, "--token-stdin", keyring=keyring)
    assert (status, said["stored"]) == (0, True)
    assert keyring.kept[f"selfhelp rt 127.0.0.1:{rt.port}", "help desk"] == TOKEN


@pytest.mark.parametrize("given", ["", "  \n", "two words", "x" * 1201])
def test_an_invalid_token_is_a_usage_error(command, rt, monkeypatch, given):
    typed(monkeypatch, given)
    with pytest.raises(UsageError):
        command(login, rt.policy, "--token-stdin")


def test_without_a_terminal_it_says_how_to_give_the_token(command, rt, monkeypatch):
    typed(monkeypatch, "")
    with pytest.raises(UsageError, match="--token-stdin"):
        command(login, rt.policy)


def test_without_a_keyring_nothing_is_stored(command, rt, monkeypatch):
    typed(monkeypatch, TOKEN)
    with pytest.raises(UnavailableError):
        command(login, rt.policy, "--token-stdin", keyring=Locked())


def oauth_policy(server: OauthServer) -> str:
    return (
        f'[desk]\nconnector = "servicenow"\n[desk.servicenow]\nurl = "{server.url}"\nclient_id = "{CLIENT}"\n'
    )


def test_the_browser_is_opened_where_the_desk_offers_it(command, monkeypatch):
    server, keyring = OauthServer(), Memory()
    opened = []

    def perform(step, machine, progress):
        opened.append(step.address)
        threading.Thread(target=browse, args=(step.address,)).start()

    monkeypatch.setattr("selfhelp.machine.guidance.settings_pages.OpenWebPage.perform", perform)
    status, said, _ = command(login, oauth_policy(server), keyring=keyring)
    assert (status, said["stored"], len(opened)) == (0, True, 1)
    assert server.refresh in keyring.kept.values()
    server.close()


def test_the_browser_is_not_opened_where_no_keyring_would_keep_it(command, monkeypatch):
    server = OauthServer()
    monkeypatch.setattr(
        "selfhelp.machine.guidance.settings_pages.OpenWebPage.perform", lambda *_: pytest.fail("opened")
    )
    with pytest.raises(UnavailableError, match="keyring"):
        command(login, oauth_policy(server), keyring=Locked())
    server.close()


def test_a_proxys_password_is_read_as_two_lines(command, rt, monkeypatch):
    keyring = Memory()
    typed(monkeypatch, "alice\npass word\n")
    assert command(login, rt.policy, "--proxy", "proxy:3128", keyring=keyring)[0] == 0
    assert keyring.kept["selfhelp proxy proxy:3128", "proxy"] == "alice:pass word"
    typed(monkeypatch, "alice\n")
    with pytest.raises(UsageError, match="two lines"):
        command(login, rt.policy, "--proxy", "proxy:3128", keyring=keyring)


def test_signing_out_tells_what_waits(command, rt, places):
    keyring = Memory()
    Secrets({}, keyring, f"rt 127.0.0.1:{rt.port}").store_token(TOKEN)
    from selfhelp.tickets.outbox.outbox import Outbox

    box = Outbox(places.data / "outbox")
    box.save_ticket(Letter("s", "b", "a@example.com"))
    box.close()
    assert command(logout, rt.policy, keyring=keyring)[:2] == (
        0,
        {"schema": 1, "forgotten": True, "waiting": 1},
    )
    assert TOKEN not in keyring.kept.values()
    assert command(logout, rt.policy, keyring=keyring)[1]["forgotten"] is False


def test_whoami_says_who_and_by_what(command, rt):
    keyring = Memory()
    Secrets({}, keyring, f"rt 127.0.0.1:{rt.port}").store_token(TOKEN)
    status, said, _ = command(whoami, rt.policy, keyring=keyring)
    assert status == 0
    assert (said["connector"], said["account"], said["credential"]) == ("rt", "alice@example.com", "token")
    assert said["server"] == f"127.0.0.1:{rt.port}"
    said = command(whoami, rt.policy, environment={"SELFHELP_TOKEN": TOKEN})[1]
    assert said["credential"] == "environment"
    with pytest.raises(SignInNeededError):
        command(whoami, rt.policy)
    assert command(whoami, "")[1]["connector"] == "folder"


def checks(said):
    return {row["id"]: row["state"] for row in said["checks"]}


def test_desk_check_runs_every_step(command, rt):
    environment = {"SELFHELP_TOKEN": TOKEN}
    status, said, _ = command(desk, rt.policy, "check", environment=environment)
    assert status == 0
    assert checks(said) == {
        "configured": "ok",
        "name": "ok",
        "proxy": "ok",
        "certificate": "ok",
        "answer": "ok",
        "signed-in": "ok",
        "rights": "ok",
        "settings": "ok",
        "files": "ok",
    }
    assert said["test_ticket"] is None
    assert not [head for head in rt.requests if head.startswith(b"POST")]


def test_a_test_ticket_is_made_only_when_asked_for_and_says_what_it_is(command, rt):
    environment = {"SELFHELP_TOKEN": TOKEN}
    said = command(desk, rt.policy, "check", "--dry-run-ticket", environment=environment)[1]
    assert said["test_ticket"]["ticket"] == "77"
    posts = [head for head in rt.requests if head.startswith(b"POST")]
    assert len(posts) == 1
    assert b"[TEST] selfhelp desk check" in posts[0]


def test_each_step_that_fails_is_named_and_the_rest_is_skipped(command, rt):
    status, said, _ = command(desk, rt.policy, "check")
    assert status == 1
    assert checks(said)["signed-in"] == "failed"
    assert checks(said)["rights"] == "skipped"
    rt.queue = False
    said = command(desk, rt.policy, "check", environment={"SELFHELP_TOKEN": TOKEN})[1]
    assert checks(said)["rights"] == "failed"
    status, said, _ = command(desk, '[desk]\nconnector = "rt"\n', "check")
    assert (status, checks(said)["configured"]) == (2, "failed")
    assert set(checks(said).values()) == {"failed", "skipped"}
    status, said, _ = command(
        desk, '[desk]\nconnector = "rt"\n[desk.rt]\nurl = "http://x.example"\n', "check"
    )
    assert status == 2


def test_no_test_ticket_where_a_step_failed(command, rt):
    rt.queue = False
    said = command(desk, rt.policy, "check", "--dry-run-ticket", environment={"SELFHELP_TOKEN": TOKEN})[1]
    assert said["test_ticket"] is None
    assert not [head for head in rt.requests if head.startswith(b"POST")]


@pytest.fixture
def on_the_way(tmp_path, monkeypatch):
    for name in ("HTTPS_PROXY", "ALL_PROXY", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr("selfhelp.helpdesk.desk_check._has_captive_portal", lambda _machine: False)
    return Authority(tmp_path)


def secure_policy(company, url: str, more: str = "") -> str:
    return (
        f'[desk]\nconnector = "rt"\n[desk.rt]\nurl = "{url}"\n[network]\nca_file = "{company.file}"\n{more}'
    )


def test_desk_check_tells_name_proxy_and_certificate_apart(command, on_the_way):
    company = on_the_way
    with secure_server(company.leaf(not_before=past(60), not_after=past(1))) as server:
        said = command(desk, secure_policy(company, f"https://localhost:{server.port}"), "check")[1]
        assert checks(said)["certificate"] == "failed"
        assert server.read == b""
    said = command(desk, secure_policy(company, "https://no-such-host.invalid"), "check")[1]
    assert checks(said)["name"] == "failed"
    proxy = Proxy(1, wants="a:b", offers=("NTLM",))
    through = secure_policy(company, "https://desk.example.com", f'proxy = "{proxy.place}"\n')
    said = command(desk, through, "check")[1]
    assert checks(said)["proxy"] == "failed"
    assert "ntlm" in next(row["text"] for row in said["checks"] if row["id"] == "proxy")
    proxy.close()


def test_a_login_page_of_the_network_is_told(command, on_the_way, monkeypatch):
    monkeypatch.setattr("selfhelp.helpdesk.desk_check._has_captive_portal", lambda _machine: True)
    said = command(desk, secure_policy(on_the_way, "https://no-such-host.invalid"), "check")[1]
    assert any("requires you to sign in" in row["text"] for row in said["checks"])


def test_a_secret_for_all_computers_is_warned_of(command, tmp_path):
    for text, key in (
        ('[desk]\nconnector = "webhook"\n[desk.webhook]\nurl = "https://x.example"\n', "desk.connector"),
        ('[desk]\nconnector = "mail"\n[desk.mail]\nto = "d@x.example"\nlogin = "desk"\n', "desk.mail.login"),
        ('[desk]\nconnector = "mail"\n[desk.mail]\nto = "d@x.example"\nlogin = "{login}"\n', ""),
        ('[desk]\nconnector = "rt"\n', ""),
    ):
        file = tmp_path / "p.toml"
        file.write_text(text)
        said = command(policy, "", "check", str(file))[1]
        assert [warning["key"] for warning in said["warnings"]] == ([key] if key else [])


def test_a_test_ticket_without_an_address_is_refused(command, rt, monkeypatch):
    monkeypatch.setattr(App, "find_requester_address", lambda _self: "")
    with pytest.raises(ConfigurationError, match=r"desk\.email"):
        command(desk, rt.policy, "check", "--dry-run-ticket", environment={"SELFHELP_TOKEN": TOKEN})
