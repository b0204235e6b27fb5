"""A message is taken once or not at all, in private or not at all; a real mail server answers."""

from __future__ import annotations

import io
import socket
import threading
import time

import pytest

from selfhelp.core import errors
from selfhelp.network.smtp import MailServer, SmtpAccount
from tests.certificates import DAY, Authority
from tests.desks.smtp_server import NAME, PASSWORD, TOKEN, SmtpServer

DESK = "help@desk.example.test"
MESSAGE = b"Subject: s\r\n\r\n.one\r\n..two\r\n.\r\nthree\r\n"


@pytest.fixture
def company(tmp_path):
    return Authority(tmp_path)


def server(port, security="none", ca="", host="127.0.0.1"):
    return MailServer(host, port, security, str(ca), timeout=5)


def send(to, message=MESSAGE, account=SmtpAccount(), sender=NAME):  # noqa: B008 - frozen
    to.send_message(account, sender, DESK, io.BytesIO(message), len(message))


def test_dots_at_the_start_of_lines_arrive_as_they_were():
    with SmtpServer() as there:
        send(server(there.port))
        assert there.box.raw == [MESSAGE]
        assert there.box.envelopes == [(NAME, [DESK])]


def test_a_long_message_with_dots_everywhere_arrives_as_it_was():
    message = b"Subject: s\r\n\r\n" + b".\r\n" * 70_000
    with SmtpServer() as there:
        send(server(there.port), message)
        assert there.box.raw == [message]


@pytest.mark.parametrize(("security", "at_once"), [("starttls", False), ("tls", True)])
def test_the_organisations_certificate_and_name_are_trusted(company, security, at_once):
    with SmtpServer(certificate=company.certificate(), at_once=at_once, sign_in=True) as there:
        send(server(there.port, security, company.file), account=SmtpAccount(NAME, PASSWORD))
        assert len(there.box.raw) == 1


@pytest.mark.parametrize(("security", "at_once"), [("starttls", False), ("tls", True)])
@pytest.mark.parametrize("wrong", ["expired", "other host", "stranger", "no ca file"])
def test_a_certificate_that_is_not_right_gets_no_byte_of_the_ticket(
    company, tmp_path, security, at_once, wrong
):
    certificate = {
        "expired": lambda: company.certificate("expired", age=-40 * DAY),
        "other host": lambda: company.certificate("other", ("mail.elsewhere.test",)),
        "stranger": lambda: Authority(tmp_path, "Stranger").certificate("stranger"),
        "no ca file": company.certificate,
    }[wrong]()
    ca = "" if wrong == "no ca file" else company.file
    with SmtpServer(certificate=certificate, at_once=at_once) as there:
        with pytest.raises(errors.DeskUntrustedError):
            send(server(there.port, security, ca), account=SmtpAccount(NAME, PASSWORD))
        assert not there.box.raw
        assert not there.box.mail_options
        assert not there.box.signed_in


def test_a_connection_without_encryption_gets_nothing():
    with SmtpServer() as there:
        with pytest.raises(errors.DeskUntrustedError, match="doesn't support encryption"):
            send(server(there.port, "starttls"), account=SmtpAccount(NAME, PASSWORD))
        assert not there.box.signed_in


def test_without_encryption_only_this_computer_is_spoken_to():
    with pytest.raises(errors.DeskUntrustedError, match=r"desk\.mail\.security"):
        send(server(25, host="mail.example.test"))


def test_it_signs_in_with_a_token_too():
    with SmtpServer(sign_in=True) as there:
        send(server(there.port), account=SmtpAccount(NAME, TOKEN, "xoauth2"))
        assert there.box.signed_in == ["XOAUTH2"]
        with pytest.raises(errors.SignInNeededError):
            send(server(there.port), account=SmtpAccount(NAME, "old", "xoauth2"))
        with pytest.raises(errors.SignInNeededError):
            send(server(there.port))


@pytest.mark.parametrize("without", ["", "PLAIN"])
def test_a_password_may_have_any_letters(without):
    with SmtpServer(sign_in=True, without=without) as there:
        there.box.password = "pässwörd € 密码"
        send(server(there.port), account=SmtpAccount(NAME, there.box.password))
        assert len(there.box.raw) == 1
        with pytest.raises(errors.SignInNeededError, match="name or password"):
            send(server(there.port), account=SmtpAccount(NAME, "wröng"))


def test_a_message_over_the_limit_is_refused_before_a_byte_of_it(monkeypatch):
    with SmtpServer(size=10_000) as there:
        assert server(there.port).fetch_size_limit(SmtpAccount()) == 10_000
        with pytest.raises(errors.DeskRefusedError, match="Remove the largest file"):
            send(server(there.port), b"x" * 76 * 1000)
        assert not there.box.mail_options
        send(server(there.port), MESSAGE)
        assert there.box.mail_options == [[f"SIZE={len(MESSAGE)}"]]


@pytest.mark.parametrize(
    ("where", "said", "kind"),
    [
        ("say", "451 4.7.1 Greylisted", errors.DeskBusyError),
        ("say", "552 5.3.4 Too big", errors.DeskRefusedError),
        ("say", "554 5.7.1 Looks like spam", errors.DeskRefusedError),
        ("refuse_recipient", "550 5.1.1 No such box", errors.DeskRefusedError),
        ("refuse_recipient", "450 4.2.0 Greylisted", errors.DeskBusyError),
        ("refuse_sender", "553 5.7.1 Not yours", errors.DeskRefusedError),
        ("refuse_sender", "530 5.7.0 Sign in first", errors.SignInNeededError),
    ],
)
def test_every_refusal_says_whether_to_try_again(where, said, kind):
    with SmtpServer() as there:
        setattr(there.box, where, said)
        with pytest.raises(kind) as told:
            send(server(there.port))
        assert told.value.detail.startswith(said[:3])
        assert not there.box.raw


def test_a_line_lost_after_the_end_leaves_it_open():
    with SmtpServer() as there:
        there.box.lose = True
        with pytest.raises(errors.OutcomeUnknownError):
            send(server(there.port))
        assert len(there.box.raw) == 1


def test_a_line_lost_before_the_end_is_safe():
    """RFC 5321, 4.2.5: a server that has not answered to the end has not taken the message."""
    taken = []

    def serve(listener):
        connection, _ = listener.accept()
        with connection, connection.makefile("rb") as lines:
            connection.sendall(b"220 here\r\n")
            for answer in (b"250 here\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go\r\n"):
                lines.readline()
                connection.sendall(answer)
            taken.append(lines.read(1000))

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener,))
        thread.start()
        with pytest.raises(errors.DeskUnreachableError):
            send(server(listener.getsockname()[1]), b"x" * 76 + b"\r\n" + b"y" * 30_000_000)
        thread.join()
    assert len(taken[0]) == 1000


def test_unreachable_and_silent_servers_are_messages():
    with pytest.raises(errors.DeskUnreachableError, match="can't be reached"):
        send(server(1))
    with socket.create_server(("127.0.0.1", 0)) as listener:
        silent = MailServer("127.0.0.1", listener.getsockname()[1], "none", timeout=0.5)
        started = time.monotonic()
        with pytest.raises(errors.DeskUnreachableError):
            send(silent)
        assert time.monotonic() - started < 3


def test_an_address_that_is_not_ascii_needs_a_server_that_knows_such(monkeypatch):
    with SmtpServer() as there:
        send(server(there.port), sender="élise@example.test")
        assert there.box.envelopes[0][0] == "élise@example.test"
