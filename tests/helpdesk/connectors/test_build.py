"""Policy becomes a connector: every key of a desk counts where it should."""

from __future__ import annotations

import getpass
import json
from dataclasses import replace

import pytest

from selfhelp.core.errors import ConfigurationError, DeskRefusedError
from selfhelp.core.paths import AppPaths, Platform
from selfhelp.core.ticket import Ticket
from selfhelp.helpdesk.connectors.django_helpdesk import connector as django_helpdesk
from selfhelp.helpdesk.connectors.mail import connector as mail
from selfhelp.helpdesk.connectors.redmine import connector as redmine
from selfhelp.helpdesk.connectors.rt import connector as rt
from selfhelp.helpdesk.connectors.webhook import connector as webhook
from selfhelp.machine.keyring.credentials import Secrets
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.network.proxy_router import ProxyRouter
from selfhelp.policy.help_desk import (
    DjangoHelpdeskPolicy,
    HelpDeskPolicy,
    MailDeskPolicy,
    RedmineDeskPolicy,
    RtDeskPolicy,
    WebhookDeskPolicy,
)
from selfhelp.policy.policy import Policy
from tests.desks.server import DeskServer, Said
from tests.desks.smtp_server import PASSWORD, SmtpServer

TICKET = Ticket("sh-1", "s", "b", "alice@example.test", category="printing")


def places(folder) -> AppPaths:
    return AppPaths(*(folder / name for name in ("config", "data", "cache", "log", "run", "policy")))


def built(module, folder, token=PASSWORD, **desk):
    policy = replace(Policy(), desk=HelpDeskPolicy(**desk))
    connector = module.__name__.split(".")[-2].replace("_", "-")
    secrets = Secrets({"SELFHELP_TOKEN": token}, server=policy.desk.find_kind_and_host(connector))
    return module.build_connector(
        policy, places(folder), secrets, LocalMachine(Platform.LINUX), ProxyRouter()
    )


def nothing(ref):
    raise AssertionError("there is no file")


def test_mail_by_server(tmp_path):
    with SmtpServer(sign_in=True) as server:
        desk = MailDeskPolicy("help@desk.test", "127.0.0.1", server.port, "none", "{email}")
        connector = built(
            mail, tmp_path, mail=desk, email="alice@example.test", categories=("printing=Drucker",)
        )
        assert connector.find_requester_address() == "alice@example.test"
        connector.submit_ticket(TICKET, nothing)
        (message,) = server.box.messages()
        assert (message["To"], message["X-Selfhelp-Category"]) == ("help@desk.test", "Drucker")


def test_the_address_comes_from_policy_or_preferences(tmp_path):
    desk = MailDeskPolicy("help@desk.test")
    assert built(mail, tmp_path, mail=desk).find_requester_address() == ""
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "preferences.json").write_text(json.dumps({"email": "own@example.test"}))
    assert built(mail, tmp_path, mail=desk).find_requester_address() == "own@example.test"
    by_policy = built(mail, tmp_path, mail=desk, email="{login}@example.test")
    assert by_policy.find_requester_address() == f"{getpass.getuser()}@example.test"


def test_mail_without_an_address_says_which_key_is_missing(tmp_path):
    with pytest.raises(ConfigurationError, match=r"desk\.mail\.to"):
        built(mail, tmp_path)


def asked_by(module, folder, answer, **desk):
    """Let a connector create a ticket; return the first request that made one."""
    with DeskServer(lambda asked: answer) as server:
        tables = {
            name: replace(table, url=server.url) for name, table in desk.items() if hasattr(table, "url")
        }
        built(module, folder, token="t0k", **{**desk, **tables}).submit_ticket(TICKET, nothing)
        return next(asked for asked in server.asked if asked.writes)


def test_webhook(tmp_path):
    sent = asked_by(
        webhook, tmp_path, Said(201, {"id": "1"}), webhook=WebhookDeskPolicy(), fields=("site=Paris",)
    )
    assert sent.json()["fields"] == {"site": "Paris"}
    assert sent.headers["x-signature"].startswith("sha256=")
    sent_only = built(webhook, tmp_path, webhook=WebhookDeskPolicy("https://d.test"))
    followed = built(webhook, tmp_path, webhook=WebhookDeskPolicy("https://d.test", ticket_updates=True))
    assert (sent_only.abilities.status, followed.abilities.status) == (False, True)


def test_redmine(tmp_path):
    desk = RedmineDeskPolicy(project="it", tracker=4, ref_field=7, formatting="textile")
    sent = asked_by(redmine, tmp_path, Said(201, {"issue": {"id": 5}}), redmine=desk, fields=("9=Paris",))
    issue = sent.json()["issue"]
    assert (issue["project_id"], issue["tracker_id"]) == ("it", 4)
    assert issue["custom_fields"] == [{"id": 9, "value": "Paris"}, {"id": 7, "value": "sh-1"}]
    assert issue["description"].startswith("<pre>")
    assert sent.headers["x-redmine-api-key"] == "t0k"


def test_django_helpdesk(tmp_path):
    desk = DjangoHelpdeskPolicy(queue=3)
    sent = asked_by(django_helpdesk, tmp_path, Said(201, {"id": 5}), django_helpdesk=desk)
    assert sent.json()["queue"] == 3
    assert sent.headers["authorization"] == "Token t0k"
    other = ("printing=8",)
    sent = asked_by(django_helpdesk, tmp_path, Said(201, {"id": 5}), django_helpdesk=desk, categories=other)
    assert sent.json()["queue"] == 8


def test_request_tracker(tmp_path):
    answer = Said(200, {"id": "5", "TicketCustomFields": [{"name": "Site"}, {"name": "Mark"}]})
    desk = RtDeskPolicy(queue="IT", ref_field="Mark", category_field="Site")
    sent = asked_by(
        rt, tmp_path, answer, rt=desk, categories=("printing=Paris",), fields=("Owner=tom", "Nope=1")
    )
    fields = json.loads(sent.parts[0].content)
    assert (fields["Queue"], fields["Owner"]) == ("IT", "tom")
    assert fields["CustomFields"] == {"Site": "Paris", "Mark": "sh-1"}
    assert sent.headers["authorization"] == "token t0k"


@pytest.mark.parametrize(
    ("module", "desk"),
    [
        (rt, {}),
        (redmine, {}),
        (django_helpdesk, {}),
        (webhook, {}),
        (webhook, {"webhook": WebhookDeskPolicy("http://elsewhere.test/hook")}),
    ],
)
def test_no_address_or_a_plain_one_is_a_matter_of_the_policy(tmp_path, module, desk):
    with pytest.raises(ConfigurationError):
        built(module, tmp_path, **desk)


def test_a_comment_without_user_address_is_refused_with_a_sentence(tmp_path):
    with SmtpServer() as server:
        desk = MailDeskPolicy("help@desk.test", "127.0.0.1", server.port, "none")
        with pytest.raises((ConfigurationError, DeskRefusedError), match="address"):
            built(mail, tmp_path, mail=desk).add_comment("sh-1", "c-1", "x", (), nothing)
        assert not server.box.raw
