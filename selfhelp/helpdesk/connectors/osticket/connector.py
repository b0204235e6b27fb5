"""Connects to osTicket 1.18 through the endpoint of its mail gateway.

Recorded with osTicket 1.18.1 (``tests/contracts/osticket``). That endpoint returns the same number for the
same Message-ID, so a ticket may be sent again; the JSON endpoint would create a second ticket. Nothing can be
read back.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from email.generator import BytesGenerator
from email.header import Header
from email.policy import EmailPolicy
from typing import BinaryIO, ClassVar, cast
from urllib.parse import urlsplit

from selfhelp.core.errors import ConfigurationError, DeskRefusedError, SignInNeededError
from selfhelp.core.paths import AppPaths, read_login_name
from selfhelp.core.preferences import Preferences
from selfhelp.core.text import N_, Text
from selfhelp.core.ticket import FileRef, Ticket, TicketReceipt, TicketStatus
from selfhelp.helpdesk.connectors import Connector, ConnectorAbilities, Opener, Verification
from selfhelp.helpdesk.toolkit.classification_mapping import ClassificationMapping
from selfhelp.helpdesk.toolkit.email_message import IMPORTANCE, OutgoingEmail, build_message
from selfhelp.machine import Machine
from selfhelp.machine.keyring.credentials import Secrets
from selfhelp.network.failures import make_error_from_status, make_unexpected_page_error
from selfhelp.network.http import HttpClient, HttpReply
from selfhelp.network.request_body import FileBody
from selfhelp.network.routes import Router
from selfhelp.policy.help_desk import OsticketDeskPolicy
from selfhelp.policy.policy import Policy

IN_MEMORY = 8_000_000
LINE = 76
"""Maximum length of a header line with an encoded word (RFC 2047, section 2)."""

UNDERSTOOD = (400, 401, 403, 500)
REFUSED = "Unable to create new ticket"
"""Start of osTicket's response, with status 500, for a rejected ticket (exchange 07)."""

_NUMBER = re.compile(r"[A-Za-z0-9-]{1,30}\Z")


class OsticketConnector(Connector):
    """Connector for osTicket, or for a relay in front of it, with a shared key."""

    id: ClassVar[str] = "osticket"
    abilities: ConnectorAbilities = ConnectorAbilities(
        known=Verification.RECORDED,
        status=False,
        read_comments=False,
        on_behalf=True,
        lookup=False,
        repeatable=True,
    )

    def __init__(
        self,
        desk: OsticketDeskPolicy,
        filing: ClassificationMapping,
        key: Callable[[], str],
        writer: Callable[[], str],
        *,
        routes: Router,
    ) -> None:
        """Create the connector without sending anything.

        Args:
            desk: the server, the mailbox for tickets and the page for users.
            filing: classification of tickets; this endpoint accepts only the urgency.
            key: returns the API key.
            writer: returns the user's own address for replies; "" if it is unknown.
            routes: routes to the server, see `HttpClient`.

        Raises:
            ConfigurationError: the address cannot be used.
        """
        self._desk = desk
        self._filing = filing
        self._key = key
        self._writer = writer
        self._http = HttpClient(desk.url, lambda: "", routes=routes)
        self._to = desk.to or f"helpdesk@{urlsplit(desk.url).hostname}"
        self._marks: dict[str, str] = {}

    def limit_time(self, seconds: float | None) -> None:
        """Limit the total time of all further requests, in seconds."""
        self._http.limit_time(seconds)

    def check_connection(self) -> Text:
        """Check the key with malformed data: osTicket parses data only if the key is valid (exchange 02)."""
        reply = self._post_request("/api/tickets.json", _open_invalid_json(), 1, "application/json")
        if reply.status != 400 or "JSON" not in _read_reply_text(reply):
            raise _build_refusal(reply)
        return N_(
            "osTicket accepts the API key from this computer's IP address. Creating "
            "tickets hasn't been tested."
        )

    def find_requester_address(self) -> str:
        """Return the user's address from policy or from the user; osTicket can't supply it."""
        return self._writer()

    def find_ticket(self, ref: str) -> TicketReceipt | None:
        """Return None: osTicket can't be searched, but a ticket sent again gets the same number."""
        return None

    def submit_ticket(self, ticket: Ticket, open_file: Opener) -> TicketReceipt:
        """Send the ticket as a message with its files; osTicket returns only its number."""
        urgency = self._filing.map_urgency(ticket, IMPORTANCE)
        letter = OutgoingEmail(
            sender=ticket.requester,
            recipient=self._to,
            subject=ticket.subject,
            body=ticket.body,
            ref=ticket.ref,
            thread=ticket.ref,
            files=ticket.files,
            headers={"Importance": urgency} if urgency else {},
        )
        number = self._send_ticket(letter, open_file)
        self._marks[number] = ticket.ref
        return TicketReceipt(number, self.make_ticket_url(number))

    def attach_files(self, number: str, files: Sequence[FileRef], open_file: Opener) -> None:
        """Do nothing: files are sent with the message."""

    def find_missing_attachments(self, number: str, files: Sequence[FileRef]) -> Sequence[str]:
        """Return an empty list: stored files can't be read through osTicket's API."""
        return ()

    def find_altered_fields(self, number: str, ticket: Ticket) -> Sequence[str]:
        """Return the fields that this endpoint doesn't accept."""
        return list(self._iter_unsupported_settings(ticket))

    def _iter_unsupported_settings(self, ticket: Ticket) -> Iterator[str]:
        if self._filing.map_category(ticket):
            yield "category: osTicket takes none with a message"
        if self._filing.fields:
            yield "fields: osTicket takes none with a message"

    def fetch_status(self, number: str) -> TicketStatus:
        """Raise an error, because replies arrive by email.

        Raises:
            DeskRefusedError: always.
        """
        raise DeskRefusedError(N_("The help desk replies by email. Check your mailbox."))

    def has_comment(self, number: str, ref: str) -> bool:
        """Return False: osTicket can't be searched, see `find_ticket`."""
        return False

    def add_comment(
        self, number: str, ref: str, text: str, files: Sequence[FileRef], open_file: Opener
    ) -> Sequence[str]:
        """Send a message that replies to the ticket's first message.

        After a restart the first message's ID is unknown; osTicket then uses the number in the subject and
        the sender's address (``class.thread.php``, lookupByEmailHeaders). If they don't match, it creates a
        new ticket.

        Raises:
            DeskRefusedError: a new ticket was created.
        """
        letter = OutgoingEmail(
            sender=self._writer(),
            recipient=self._to,
            subject=f"Re: [#{number}]",
            body=text,
            ref=ref,
            thread=self._marks.get(number, ref),
            files=files,
        )
        made = self._send_ticket(letter, open_file)
        if made != number:
            message = N_(
                "osTicket created ticket {other} from your message instead of adding it to {number}. "
                "Let the help desk know that they belong together.",
                other=made,
                number=number,
            )
            raise DeskRefusedError(message)
        return ()

    def make_ticket_url(self, number: str) -> str:
        """Return the page with the user's tickets; "" if policy doesn't set a page."""
        return self._desk.page

    # -- requests -----------------------------------------------------------------------------------

    def _send_ticket(self, letter: OutgoingEmail, open_file: Opener) -> str:
        if not letter.sender:
            raise ConfigurationError(N_("Your email address is missing. Enter it in the settings."))
        message = build_message(letter, open_file, datetime.now(UTC))
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as whole:
            BytesGenerator(whole, policy=_CodedSubject(linesep="\r\n")).flatten(message)
            size = whole.tell()
            whole.seek(0)
            reply = self._post_request("/api/tickets.email", cast("BinaryIO", whole), size, "message/rfc822")
        number = _read_reply_text(reply)
        if reply.status in UNDERSTOOD:
            raise _build_refusal(reply)
        if not _NUMBER.match(number):
            raise make_unexpected_page_error(False, number[:200])
        return number

    def _post_request(self, path: str, source: BinaryIO, size: int, kind: str) -> HttpReply:
        key = {"X-API-Key": self._key()}
        return self._http.request(
            "POST", path, body=FileBody(source, size, kind), headers=key, expect=UNDERSTOOD
        )


class _CodedSubject(EmailPolicy):
    """Email policy that encodes a non-ASCII subject from its first character on.

    Without PHP's imap extension, osTicket decodes a header only if it begins with an encoded word
    (``include/class.format.php``, mimedecode).
    """

    def fold_binary(self, name: str, value: str) -> bytes:
        """Return a header as bytes; a non-ASCII subject is encoded completely."""
        text = str(value)
        if name.lower() != "subject" or text.isascii():
            return super().fold_binary(name, value)
        coded = Header(text, "utf-8", header_name=name).encode(maxlinelen=LINE, linesep=self.linesep)
        return f"{name}: {coded}{self.linesep}".encode("ascii")


def _open_invalid_json() -> BinaryIO:
    from io import BytesIO

    return BytesIO(b"{")


def _read_reply_text(reply: HttpReply) -> str:
    """Return a reply's text as one line, regardless of its Content-Type."""
    text = reply.body[:2000].decode("utf-8", "replace")
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())[:300]


def _build_refusal(reply: HttpReply) -> Exception:
    """Return the error for a rejected ticket; HTML pages and unknown 500 responses aren't osTicket's."""
    said = _read_reply_text(reply)
    detail = f"{reply.status} {said}"
    if reply.status == 401 and "key" in said:
        message = N_(
            "osTicket rejected the API key for this computer's IP address. Sign in again "
            "with the right key. Each key works for one IP address only. Your "
            "administrator may need to put a relay in front of osTicket."
        )
        return SignInNeededError(message, detail=detail)
    if said.startswith(REFUSED) or (reply.status in (400, 403) and "<" not in said):
        return DeskRefusedError(
            N_("The help desk's server rejected the request: {said}", said=said), detail=detail
        )
    return make_error_from_status(reply.status, reply.headers, reply.body, reply.safe)


def build_connector(
    policy: Policy, places: AppPaths, token: Secrets, machine: Machine, routes: Router
) -> Connector:
    """Return the osTicket connector set by policy.

    Raises:
        ConfigurationError: the address is missing or invalid.
    """

    def find_writer_address() -> str:
        given = policy.desk.email.replace("{login}", read_login_name())
        return given or Preferences.load(places.config).email

    filing = ClassificationMapping.create_from_policy(policy.desk)
    return OsticketConnector(
        policy.desk.osticket, filing, token.require_token, find_writer_address, routes=routes
    )
