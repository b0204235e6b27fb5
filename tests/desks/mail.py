"""A mail box behind a real mail server (aiosmtpd), which the help desk reads."""

# mypy: disable-error-code="attr-defined"

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from selfhelp.helpdesk.connectors import Connector, Verification
from selfhelp.helpdesk.connectors.mail.connector import MailConnector, MailSender
from selfhelp.helpdesk.toolkit.classification_mapping import ClassificationMapping
from selfhelp.network.smtp import MailServer
from selfhelp.policy.help_desk import MailDeskPolicy
from tests.desks.smtp_server import NAME, PASSWORD, SmtpServer
from tests.desks.stand import SIGN_IN_PAGE, Held, HeldComment, Stand

DESK = "help@desk.example.test"


class MailStand(Stand):
    """Messages are read as a technician's mail program does: parsed by Python's own."""

    id = "mail"
    known = Verification.LIVE
    large: ClassVar[int] = 12_000_000
    cannot: ClassVar[Mapping[str, str]] = {
        "refused file reported": "a mail server doesn't report removed files",
        "HTML instead of JSON": "a mail server doesn't use HTTP",
    }

    def start(self) -> None:
        """Start the server."""
        self.server = self.stack.enter_context(SmtpServer(sign_in=True))

    def connector(self, **changes: Any) -> Connector:
        """Return the connector as Alice has it."""
        secret = changes.pop("secret", PASSWORD)
        filing = changes.pop("filing", ClassificationMapping())
        given = {"to": DESK, "host": "127.0.0.1", "security": "none", "login": NAME, **changes}
        desk = MailDeskPolicy(port=self.server.port, **given)
        server = MailServer(desk.host, desk.port, desk.security, timeout=10)
        return MailConnector(desk, filing, lambda: secret, server, MailSender(NAME, Path("unused"), print))

    def wrong_login(self) -> Connector:
        """Return it with another password."""
        return self.connector(secret="wrong")

    def tickets(self, ref: str) -> Sequence[Held]:
        """Read the messages with the mark; the same Message-ID twice is one message to a mail program."""
        messages = {message["Message-ID"]: message for message in self.server.box.messages()}
        first = [m for m in messages.values() if m["X-Selfhelp-Ref"] == ref and not m["References"]]
        return [self._held(message, list(messages.values())) for message in first]

    def _held(self, message: Any, every: Sequence[Any]) -> Held:
        replies = [other for other in every if other["References"] == message["Message-ID"]]
        return Held(
            number=message["X-Selfhelp-Ref"],
            subject=message["Subject"].rpartition(" [")[0],
            body=message.get_body().get_content(),
            requester=message["From"],
            files=_files(message),
            comments=[HeldComment(r["From"], r.get_body().get_content(), _files(r)) for r in replies],
            fields=dict(message.items()),
        )

    def lose_answer(self) -> None:
        """Lose the line after the end of the message, before its answer."""
        self.server.box.lose = True

    def break_next(
        self,
        status: int,
        body: bytes = SIGN_IN_PAGE,
        kind: str = "text/html",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        """Refuse the next message for now, as a tired or a greylisting server does."""
        self.server.box.say = "451 4.7.1 Greylisted, try again later" if status == 429 else "451 4.3.0 Error"

    def expire(self) -> None:
        """Refuse the next sign-in."""
        self.server.box.expired = True


def _files(message: Any) -> Mapping[str, bytes]:
    return {part.get_filename(): part.get_payload(decode=True) for part in message.iter_attachments()}
