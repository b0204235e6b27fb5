"""Whether a ticket needs a sign-in that the user doesn't have, as far as this computer knows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from selfhelp.helpdesk.sign_in import is_sign_in_missing
from selfhelp.machine.keyring.credentials import Secrets
from selfhelp.machine.keyring.system_keyring import SystemKeyring
from selfhelp.policy.help_desk import FolderDeskPolicy, HelpDeskPolicy, MailDeskPolicy, RtDeskPolicy
from tests.machine.keyring.test_credentials import Memory

RT = replace(HelpDeskPolicy(), connector="rt", rt=RtDeskPolicy(url="https://rt.example.com"))
MAIL = replace(HelpDeskPolicy(), connector="mail", mail=MailDeskPolicy(to="it@example.com"))


def make_secrets(desk: HelpDeskPolicy, environment: Mapping[str, str] | None = None) -> Secrets:
    return Secrets(environment or {}, Memory(), desk.find_kind_and_host())


@pytest.mark.parametrize(
    ("desk", "missing"),
    [
        (RT, True),
        (replace(MAIL, mail=replace(MAIL.mail, host="smtp.example.com", login="{email}")), True),
        (replace(MAIL, mail=replace(MAIL.mail, host="smtp.example.com")), False),  # a server without a login
        (MAIL, False),  # the user's own email app
        (replace(HelpDeskPolicy(), connector="folder", folder=FolderDeskPolicy(path="/srv/desk")), False),
    ],
)
def test_a_sign_in_is_missing_only_where_the_help_desk_needs_one(desk: HelpDeskPolicy, missing: bool) -> None:
    assert is_sign_in_missing(desk, make_secrets(desk)) is missing


def test_a_sign_in_of_any_kind_is_enough() -> None:
    token, browser = make_secrets(RT), make_secrets(RT)
    token.store_token("1-29-right")
    browser.store_refresh_token("r1")
    for secrets in (token, browser, make_secrets(RT, {"SELFHELP_TOKEN": "1-29-right"})):
        assert not is_sign_in_missing(RT, secrets)


def test_a_locked_keyring_may_have_the_sign_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SystemKeyring, "would_prompt", lambda _self: True)
    assert not is_sign_in_missing(RT, make_secrets(RT))
