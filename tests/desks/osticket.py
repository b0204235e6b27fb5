"""osTicket 1.18.1, imitated from recordings of a real one (tests/contracts/osticket).

It knows the endpoint for messages and the refusals of the one for JSON. What no recording shows is a mistake
of the test; that a reply is found by the number in its subject is written from osTicket's source.
"""

# mypy: disable-error-code="redundant-cast"

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path
from typing import Any, ClassVar, cast

from selfhelp.helpdesk.connectors import Connector, Verification
from selfhelp.helpdesk.connectors.osticket.connector import OsticketConnector
from selfhelp.helpdesk.toolkit.classification_mapping import ClassificationMapping
from selfhelp.network.proxy_router import ProxyRouter
from selfhelp.policy.help_desk import OsticketDeskPolicy
from tests.desks.server import Asked, Said
from tests.desks.stand import Held, HeldComment, ServerStand

RECORDINGS = Path(__file__).parents[1] / "contracts" / "osticket"
KEY = "0123456789ABCDEF0123456789ABCDEF"
EMOJI = re.compile("[\U0001f300-\U0001faff]")
PERSON = "alice@example.test"


def recorded(name: str) -> Said:
    """Return a recorded answer as it was."""
    (path,) = RECORDINGS.glob(f"*-{name}.json")
    answer = json.loads(path.read_text(encoding="utf-8"))["response"]
    return Said(answer["status"], str(answer["body"]), answer["headers"]["Content-Type"])


class OsticketStand(ServerStand):
    """Messages by their Message-ID; the first of each thread is a ticket."""

    id = "osticket"
    known = Verification.RECORDED
    cannot: ClassVar[Mapping[str, str]] = {
        "umlauts and emoji": "osTicket removes emoji from the subject and text, but no other characters",
        "refused file reported": "osTicket doesn't report which files it keeps",
    }

    def start(self) -> None:
        """Start it."""
        self.threads: dict[str, list[EmailMessage]] = {}
        super().start()

    def reply(self, asked: Asked) -> Said:
        if asked.headers.get("x-api-key") != KEY:
            return recorded("bad-key")
        if asked.method != "POST":
            return recorded("get-not-supported")
        if asked.path == "/api/tickets.json":
            assert asked.body == b"{", "a ticket by JSON would come twice after a lost answer"
            return recorded("bad-json")
        assert asked.path == "/api/tickets.email", asked.path
        assert asked.headers["content-type"] == "message/rfc822"
        return self._message(asked.body)

    def _message(self, body: bytes) -> Said:
        assert b"\n" not in body.replace(b"\r\n", b""), "lines of a message end with CRLF"
        message = cast("EmailMessage", message_from_bytes(body, policy=policy.SMTP))
        assert message["Auto-Submitted"] is None, "osTicket drops what no person wrote"
        sender = parseaddr(message["From"])[1]
        if "@" not in sender:
            return recorded("missing-email")
        number = self._thread_of(message, sender)
        seen = [m["Message-ID"] for m in self.threads.setdefault(number, [])]
        if message["Message-ID"] not in seen:
            self.threads[number].append(message)
        return Said(201, number, "text/html; charset=UTF-8")

    def _thread_of(self, message: EmailMessage, sender: str) -> str:
        wanted = {message["Message-ID"], message["In-Reply-To"]} - {None}
        for number, thread in self.threads.items():
            if wanted & {m["Message-ID"] for m in thread}:
                return number
        named = re.search(r"#([^\s\]]+)", message["Subject"])
        if named and named[1] in self.threads:
            first = self.threads[named[1]][0]
            if parseaddr(first["From"])[1] == sender:
                return named[1]
        return str(412758 + len(self.threads))

    def connector(self, key: str = KEY, writer: str = PERSON, **changes: Any) -> Connector:
        filing = changes.pop("filing", ClassificationMapping())
        desk = OsticketDeskPolicy(self.server.url, **{"to": "helpdesk@example.test", **changes})
        return OsticketConnector(desk, filing, lambda: key, lambda: writer, routes=ProxyRouter())

    def wrong_login(self) -> Connector:
        return self.connector(key="another")

    def expire(self) -> None:
        self.server.expire(recorded("bad-key"))

    def kept(self, text: str) -> str:
        """osTicket takes emoji out (``include/class.format.php``, strip_emoticons)."""
        return EMOJI.sub("", text)

    def tickets(self, ref: str) -> Sequence[Held]:
        held = [self._held(number, thread) for number, thread in self.threads.items()]
        return [ticket for ticket in held if f"Ref: {ref}" in ticket.body]

    def _held(self, number: str, thread: Sequence[EmailMessage]) -> Held:
        first, *answers = thread
        return Held(
            number=number,
            subject=self.kept(_subject(first)).rpartition(" [")[0],
            body=self.kept(_body(first)),
            requester=first["From"],
            files=_files(first),
            comments=[HeldComment(m["From"], self.kept(_body(m)), _files(m)) for m in answers],
            fields=dict(first.items()),
        )


def _subject(message: EmailMessage) -> str:
    """Decode a subject as osTicket does without PHP's imap extension: only one that is coded from its start.

    Written from its source (``include/class.format.php``, mimedecode).
    """
    raw = next(value for name, value in message.raw_items() if name.lower() == "subject")
    lines = str(raw).replace("\r\n", "")
    return str(make_header(decode_header(lines))) if lines.startswith("=") else lines


def _body(message: EmailMessage) -> str:
    part = message.get_body()
    assert part is not None
    assert part.get_content_type() == "text/plain"
    return str(part.get_content())


def _files(message: EmailMessage) -> Mapping[str, bytes]:
    return {
        str(part.get_filename()): bytes(part.get_payload(decode=True) or b"")
        for part in message.iter_attachments()
    }
