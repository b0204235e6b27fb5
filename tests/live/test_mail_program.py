"""The user's own mail program opens with the ticket in it, through the desktop's own choice of programs."""

from __future__ import annotations

import os
import shutil
import stat
import time
from email import message_from_bytes, policy
from pathlib import Path

import pytest

from selfhelp.core.paths import Platform
from selfhelp.core.progress import Progress
from selfhelp.core.ticket import Ticket
from selfhelp.core.ticket_reference import create_ticket_ref
from selfhelp.helpdesk.connectors.mail.connector import MailConnector, MailSender
from selfhelp.helpdesk.toolkit.classification_mapping import ClassificationMapping
from selfhelp.machine.apps.mail_program import OpenMail
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.policy.help_desk import MailDeskPolicy

pytestmark = [
    pytest.mark.live,
    pytest.mark.skipif(not shutil.which("xdg-open"), reason="there is no xdg-open"),
]


@pytest.fixture
def program(tmp_path, monkeypatch) -> Path:
    """A mail program of this person that writes down what it was given."""
    seen = tmp_path / "seen"
    script = tmp_path / "mailer"
    script.write_text(f'#!/bin/sh\nprintf "%s" "$1" >"{seen}.new"\nmv "{seen}.new" "{seen}"\n')
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    home = tmp_path / "home"
    places = home / ".local" / "share" / "applications"
    places.mkdir(parents=True)
    (places / "mailer.desktop").write_text(
        f"[Desktop Entry]\nType=Application\nName=Mailer\nExec={script} %u\n"
        "MimeType=message/rfc822;x-scheme-handler/mailto;\n"
    )
    kinds = "message/rfc822=mailer.desktop\nx-scheme-handler/mailto=mailer.desktop\n"
    (home / ".config").mkdir()
    (home / ".config" / "mimeapps.list").write_text(f"[Default Applications]\n{kinds}")
    monkeypatch.setenv("HOME", str(home))
    for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CURRENT_DESKTOP", "BROWSER"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("DISPLAY", ":99")  # xdg-open looks at programs of a desktop only where there is one
    return seen


def given_to(seen: Path) -> str:
    end = time.monotonic() + 60
    while not seen.exists() and time.monotonic() < end:
        time.sleep(0.1)
    return seen.read_text("utf-8")


def show(target: str) -> None:
    OpenMail(target).perform(LocalMachine(Platform.LINUX), Progress())


def test_the_draft_is_opened_and_holds_the_ticket(program, tmp_path):
    folder = tmp_path / "drafts; $(touch here) 'x'"
    mail = MailConnector(
        MailDeskPolicy(to="help@desk.test"),
        ClassificationMapping(),
        str,
        None,
        MailSender("a@b.test", folder, show),
    )
    ticket = Ticket(create_ticket_ref(), "Sübject", "words", "a@b.test")
    mail.submit_ticket(ticket, open)
    path = Path(given_to(program).removeprefix("file://"))
    draft = message_from_bytes(path.read_bytes(), policy=policy.default)
    assert draft["To"] == "help@desk.test"
    assert draft["X-Unsent"] == "1"
    assert "words" in draft.get_body().get_content()
    assert not list(Path.cwd().glob("here*"))
    assert not os.path.lexists(tmp_path / "here")


def test_an_address_of_a_message_is_opened(program):
    show("mailto:help@desk.test?subject=a%20b%26c")
    assert given_to(program) == "mailto:help@desk.test?subject=a%20b%26c"
