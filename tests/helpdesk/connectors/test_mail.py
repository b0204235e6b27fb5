"""Tickets as e-mail: headers that nobody can add to, one Message-ID, and the user's own mail program."""

# mypy: disable-error-code="type-var, var-annotated"

from __future__ import annotations

import io
import os
import re
from dataclasses import replace
from email import message_from_bytes, policy
from hashlib import sha256
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from selfhelp.core import errors
from selfhelp.core.text import N_, Translator
from selfhelp.core.ticket import DeliveryState as State
from selfhelp.core.ticket import FileRef, ItilLevel, ReplyKind, Ticket, TicketDetails
from selfhelp.core.ticket_reference import create_ticket_ref, shorten_reference
from selfhelp.helpdesk.connectors.mail.connector import MAILTO_LIMIT, MailConnector, MailSender
from selfhelp.helpdesk.toolkit.classification_mapping import ClassificationMapping
from selfhelp.network.smtp import MailServer
from selfhelp.policy.help_desk import MailDeskPolicy
from selfhelp.tickets.delivery.delivery_service import DeliveryService
from selfhelp.tickets.letter import Letter, build_attachments
from selfhelp.tickets.outbox.outbox import Outbox, OutboxLimits, ReplyToSeal
from tests.desks.smtp_server import NAME, PASSWORD, SmtpServer
from tests.report.desks import TurnedClock

DESK = "help@desk.example.test"
FILES = {
    "Étude \N{GRINNING FACE} € \"q\" 'a'; x=y.txt": "é\r\nold\nlines\r".encode(),
    "latin.txt": b"h\xe9llo\r\n\0\xff",
    "mail.eml": b"From: a@b\r\nSubject: x\r\n\r\nhi",
    "page.html": b"<script>alert(1)</script>\n.\n",
    "long " + "n" * 80 + ".bin": bytes(range(256)) * 40,
}


def refs(files):
    return tuple(FileRef(n, len(d), sha256(d).hexdigest(), media(n)) for n, d in files.items())


def media(name):
    kinds = {"txt": "text/plain", "eml": "message/rfc822", "html": "text/html"}
    return kinds.get(name.rpartition(".")[2], "application/octet-stream")


def ticket(**more):
    return Ticket(
        **{"ref": create_ticket_ref(), "subject": "Sübject", "body": "b", "requester": NAME, **more}
    )


def opener(ref):
    return io.BytesIO(FILES[ref.name])


@pytest.fixture
def server():
    with SmtpServer() as server:
        yield server


def desk(server, tmp_path, filing=None, show=print, **more):
    given = MailDeskPolicy(
        **{"to": DESK, "host": "127.0.0.1", "port": server.port, "security": "none", **more}
    )
    sends = MailServer(given.host, given.port, given.security, timeout=5)
    return MailConnector(
        given, filing or ClassificationMapping(), lambda: PASSWORD, sends, MailSender(NAME, tmp_path, show)
    )


def test_every_file_arrives_with_its_name_and_its_bytes(server, tmp_path):
    sent = ticket(files=refs(FILES))
    desk(server, tmp_path).submit_ticket(sent, opener)
    (message,) = server.box.messages()
    assert {p.get_filename(): p.get_payload(decode=True) for p in message.iter_attachments()} == FILES
    assert server.box.raw[0].isascii()
    assert max(map(len, server.box.raw[0].split(b"\r\n"))) <= 998


def test_what_the_headers_say(server, tmp_path):
    sent = ticket(category="printing", details=TicketDetails(urgency=ItilLevel.HIGH))
    filing = ClassificationMapping(
        {"printing": "Drucker"}, {}, {}, {"X-Site": "Paris\r\nBcc: x@y.test", "Bcc": "evil@y.test"}
    )
    mail = desk(server, tmp_path, filing)
    assert mail.submit_ticket(sent, opener).number == sent.ref
    (message,) = server.box.messages()
    assert message["Message-ID"] == f"<{sent.ref}@selfhelp.desk.example.test>"
    assert message["X-Selfhelp-Ref"] == sent.ref
    assert message["Subject"] == f"Sübject [{shorten_reference(sent.ref)}]"
    assert (message["From"], message["To"]) == (NAME, DESK)
    assert (message["X-Selfhelp-Category"], message["Importance"]) == ("Drucker", "high")
    assert message["X-Site"] == "Paris Bcc: x@y.test"
    assert message["Date"]
    for absent in ("Bcc", "Cc", "Auto-Submitted", "References", "In-Reply-To", "Precedence"):
        assert message[absent] is None
    assert message.get_body().get_content().splitlines() == ["b", "", f"Ref: {sent.ref}"]


@pytest.mark.parametrize(
    "hostile",
    ["x\r\nBcc: evil@y.test", "x\nBcc: evil@y.test", "x\rBcc: e@y.test", "x\x0bBcc: e@y.test",
     "x\u2028Bcc: e@y.test", "=?utf-8?q?x=0D=0ABcc:_evil@y.test?=", "a" * 5000,
     "\N{RIGHT-TO-LEFT OVERRIDE}gpj.exe", "\ud800 half"],
)  # fmt: skip
def test_nothing_in_a_subject_a_body_or_a_name_becomes_a_header(server, tmp_path, hostile):
    data = {hostile: b"1"}
    sent = ticket(subject=hostile, body=hostile, files=refs(data))
    desk(server, tmp_path).submit_ticket(sent, lambda ref: io.BytesIO(b"1"))
    (message,) = server.box.messages()
    assert message["Bcc"] is None
    names = {name.lower() for name in message}
    assert names <= {
        "from",
        "to",
        "subject",
        "date",
        "message-id",
        "x-selfhelp-ref",
        "mime-version",
        "content-type",
    }
    assert server.box.envelopes == [(NAME, [DESK])]
    assert len(list(message.iter_attachments())) == 1


@pytest.mark.parametrize(
    "address",
    ["a@b.test\r\nBcc: x@y.test", "a@b.test, c@d.test", "no address", "a@b.test>", "", "@b.test", "a@"],
)
def test_an_address_that_is_none_is_refused_here(server, tmp_path, address):
    with pytest.raises(errors.ConfigurationError):
        desk(server, tmp_path).submit_ticket(ticket(requester=address), opener)
    assert not server.box.raw


def test_a_desk_without_an_address_is_a_matter_of_the_policy(server, tmp_path):
    with pytest.raises(errors.ConfigurationError):
        desk(server, tmp_path, to="help desk")


def test_a_comment_belongs_to_its_ticket(server, tmp_path):
    sent, ref = ticket(), "c-1"
    mail = desk(server, tmp_path)
    number = mail.submit_ticket(sent, opener).number
    some = dict(list(FILES.items())[:1])
    mail.add_comment(number, ref, "More ü", refs(some), opener)
    first, second = server.box.messages()
    assert second["In-Reply-To"] == second["References"] == first["Message-ID"]
    assert second["Message-ID"] == "<c-1@selfhelp.desk.example.test>"
    assert shorten_reference(sent.ref) in second["Subject"]
    assert "More ü" in second.get_body().get_content()
    assert len(list(second.iter_attachments())) == 1


def test_a_lost_answer_sends_the_same_message_again_and_says_nothing_wrong(server, tmp_path):
    clock = TurnedClock()
    outbox = Outbox(tmp_path / "outbox", OutboxLimits(), now=clock.now)
    report = outbox.save_ticket(Letter("s", "b", NAME))
    server.box.lose = True
    delivery = DeliveryService(outbox, desk(server, tmp_path), clock)
    assert delivery.deliver(report, 0).state is State.UNKNOWN
    assert delivery.deliver(report, 100).state is State.DELIVERED
    assert clock.steady < 100
    first, second = server.box.messages()
    assert first["Message-ID"] == second["Message-ID"]
    outbox.close()


def test_the_limit_is_what_the_server_says_less_the_coding(server, tmp_path):
    with SmtpServer(size=1_000_000) as small:
        mail = desk(small, tmp_path)
        assert mail.find_max_file_size() == 700_000
        fits = FileRef("a.bin", 690_000, "x")
        mail.submit_ticket(ticket(files=(fits,)), lambda ref: io.BytesIO(b"\xff" * ref.size))
        with pytest.raises(errors.DeskRefusedError, match="up to 1 MB"):
            mail.submit_ticket(ticket(files=(fits, fits)), lambda ref: io.BytesIO(b"\xff" * ref.size))
        assert len(small.box.raw) == 1
    assert desk(server, tmp_path, limit_megabytes=10).find_max_file_size() == 7_000_000


def test_check_asks_for_this_desk_and_sends_nothing(server, tmp_path):
    assert "help@desk.example.test" in str(desk(server, tmp_path).check_connection())
    server.box.refuse_recipient = "550 5.1.1 No such box"
    with pytest.raises(errors.DeskRefusedError, match="No such box"):
        desk(server, tmp_path).check_connection()
    assert not server.box.raw


# -- the user's own mail program --------------------------------------------------------------------------


def program(tmp_path, show):
    return MailConnector(
        MailDeskPolicy(to=DESK),
        ClassificationMapping(),
        str,
        None,
        MailSender(NAME, tmp_path / "drafts", show),
    )


def test_without_a_server_a_draft_is_opened_and_the_user_confirms(tmp_path):
    shown = []
    outbox = Outbox(tmp_path / "outbox", OutboxLimits())
    report = outbox.save_ticket(Letter("Sübject", "b", NAME, files=build_attachments(tuple(FILES.items()))))
    item = DeliveryService(outbox, program(tmp_path, shown.append)).deliver(report, 5)
    assert item.state is State.DELIVERED
    assert item.reason is not None
    assert "can't check whether it was sent" in Translator("en").translate(item.reason)
    (path,) = shown
    draft = message_from_bytes(
        (tmp_path / "drafts" / f"{shorten_reference(report)}.eml").read_bytes(), policy=policy.default
    )
    assert path == str(tmp_path / "drafts" / f"{shorten_reference(report)}.eml")
    assert (draft["X-Unsent"], draft["To"], draft["Message-ID"]) == ("1", DESK, None)
    held = {p.get_filename(): p.get_payload(decode=True) for p in draft.iter_attachments()}
    assert sorted(held.values()) == sorted(FILES.values())
    assert (tmp_path / "drafts").stat().st_mode & 0o77 == 0
    assert not outbox.list_damaged_files(report)  # the bytes are kept: nothing was confirmed
    outbox.close()


def test_a_reply_in_the_users_email_app_needs_confirmation(tmp_path):
    shown = []
    outbox = Outbox(tmp_path / "outbox", OutboxLimits())
    delivery = DeliveryService(outbox, program(tmp_path, shown.append))
    report = outbox.save_ticket(Letter("s", "b", NAME))
    delivery.deliver(report, 5)
    ref = outbox.save_reply(ReplyToSeal(report, ReplyKind.COMMENT, "more"))
    assert delivery.deliver_by_ref(ref, 5) is State.DELIVERED
    (reply,) = outbox.list_replies(report)
    assert "can't check whether" in Translator("en").translate(reply.reason)
    assert len(shown) == 2
    outbox.close()


def test_where_no_program_takes_a_draft_a_message_without_files_is_opened(tmp_path):
    shown = []

    def show(target):
        shown.append(target)
        if target.endswith(".eml"):
            raise errors.StepError(N_("no"))

    sent = ticket(body="words & more? #1 \N{GRINNING FACE}\n" + "long " * 2000, subject="a&body=b")
    program(tmp_path, show).submit_ticket(sent, opener)
    address = shown[-1]
    assert len(address) <= MAILTO_LIMIT
    assert unquote(urlsplit(address).path) == DESK
    fields = parse_qs(urlsplit(address).query)
    assert set(fields) == {"subject", "body"}
    assert fields["subject"] == [f"a&body=b [{shorten_reference(sent.ref)}]"]
    assert fields["body"][0].startswith("words & more? #1 \N{GRINNING FACE}\r\n")


def test_without_an_email_app_the_message_file_is_named(tmp_path):
    def show(target):
        raise errors.StepError(N_("no"))

    with pytest.raises(errors.DeskRefusedError, match=r"is in .*\.eml"):
        program(tmp_path, show).submit_ticket(ticket(), opener)


def test_an_old_draft_does_not_stay_for_ever(tmp_path):
    mail = program(tmp_path, print)
    mail.submit_ticket(first := ticket(), opener)
    path = tmp_path / "drafts" / f"{shorten_reference(first.ref)}.eml"
    os.utime(path, (1, 1))
    mail.submit_ticket(ticket(), opener)
    assert not path.exists()


def test_a_name_in_the_headers_of_policy_is_an_x_name_or_none(server, tmp_path):
    filing = ClassificationMapping(
        fields={"X-A": "1", "X-B: c": "2", "From": "3", "X-": "4", "x-c": "5", "X-\u00e9": "6"}
    )
    desk(server, tmp_path, filing).submit_ticket(ticket(), opener)
    (message,) = server.box.messages()
    assert [name for name in message if re.match("(?i)x-", name)] == ["X-Selfhelp-Ref", "X-A"]
    assert message["From"] == NAME


def test_an_answer_goes_into_a_header_without_injection(server, tmp_path):
    filing = ClassificationMapping(fields={"X-Room": "room {answer:room}"})
    said = replace(ticket(), details=TicketDetails(answers={"room": "3\nBcc: x@example.test"}))
    desk(server, tmp_path, filing).submit_ticket(said, opener)
    (message,) = server.box.messages()
    assert message["X-Room"] == "room 3 Bcc: x@example.test"
    assert message["Bcc"] is None


def test_the_account_may_be_the_users(tmp_path):
    with SmtpServer(sign_in=True) as server:
        mail = desk(server, tmp_path, login="{email}")
        mail.submit_ticket(ticket(), opener)
        assert len(server.box.raw) == 1
        with pytest.raises(errors.SignInNeededError):
            mail.submit_ticket(replace(ticket(), requester="somebody@example.test"), opener)
