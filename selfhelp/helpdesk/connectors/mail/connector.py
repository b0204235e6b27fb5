"""Sends tickets to a help desk mailbox, through a mail server or the user's own email app.

Measured with a real server (``tests/desks/mail.py``). A mailbox has no state and no conversation, and can't
confirm that a message arrived. Resending is safe because each ticket has one Message-ID.
"""

from __future__ import annotations

import re
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.generator import BytesGenerator
from email.message import EmailMessage
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote

from selfhelp.core import app_files, own_folder
from selfhelp.core import durable_files as disk
from selfhelp.core.errors import ConfigurationError, DeskRefusedError, StepError
from selfhelp.core.paths import AppPaths, make_private_folder, read_login_name
from selfhelp.core.preferences import Preferences
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, Text
from selfhelp.core.ticket import FileRef, Ticket, TicketReceipt, TicketStatus
from selfhelp.core.ticket_reference import shorten_reference
from selfhelp.helpdesk.connectors import Connector, ConnectorAbilities, Opener, Verification
from selfhelp.helpdesk.toolkit.classification_mapping import ClassificationMapping
from selfhelp.helpdesk.toolkit.email_message import (
    IMPORTANCE,
    OVERHEAD,
    OutgoingEmail,
    build_message,
    parse_address,
)
from selfhelp.helpdesk.toolkit.open_drafts import OPEN_IN_EMAIL_APP
from selfhelp.machine import Machine
from selfhelp.machine.apps.mail_program import OpenMail
from selfhelp.machine.keyring.credentials import Secrets
from selfhelp.network.routes import Router
from selfhelp.network.smtp import MEGABYTE, MailServer, SmtpAccount, make_message_too_large_error
from selfhelp.policy.help_desk import MailDeskPolicy
from selfhelp.policy.policy import Policy

IN_MEMORY = 8_000_000
DRAFT_DAYS = 30
MAILTO_LIMIT = 1500
"""Maximum length of a ``mailto:`` URL; Windows truncates longer URLs (Microsoft, "Maximum URL length")."""
_HEADER = re.compile(r"X-[A-Za-z0-9-]{1,60}\Z")


@dataclass(frozen=True, slots=True)
class MailSender:
    """The sender's address and the email app that sends the message.

    Attributes:
        email: the user's address, from policy or the user; "" if unknown.
        folder: private folder for drafts.
        show: opens a draft or a ``mailto:`` URL; raises `StepError`.
    """

    email: str
    folder: Path
    show: Callable[[str], None]


class MailConnector(Connector):
    """Connector that sends tickets as email messages."""

    id: ClassVar[str] = "mail"
    abilities: ConnectorAbilities = ConnectorAbilities(
        known=Verification.LIVE,
        status=False,
        read_comments=False,
        on_behalf=True,
        link=False,
        lookup=False,
        repeatable=True,
    )

    def __init__(
        self,
        desk: MailDeskPolicy,
        filing: ClassificationMapping,
        secret: Callable[[], str],
        server: MailServer | None,
        person: MailSender,
    ) -> None:
        """Create the connector without opening anything.

        Args:
            desk: the desk's address and the account for signing in.
            filing: the category, and further headers, whose names begin with ``X-``.
            secret: returns the user's password or token for the mail server.
            server: sends the messages; None opens the user's own email app instead.
            person: the default sender and the user's email app.

        Raises:
            ConfigurationError: the desk's address is missing or invalid.
        """
        if not desk.to:
            raise ConfigurationError(
                N_("The help desk's email address is missing. Your administrator needs to set desk.mail.to.")
            )
        self._to = str(parse_address(desk.to).addr_spec)
        self._desk = desk
        self._filing = filing
        self._secret = secret
        self._server = self._usual = server
        self._person = person
        self._limit = desk.limit_megabytes * MEGABYTE or None

    def limit_time(self, seconds: float | None) -> None:
        """Limit the total time of all further requests, in seconds."""
        if self._usual is not None:
            self._server = self._usual if seconds is None else self._usual.copy_with_timeout(seconds)

    def check_connection(self) -> Text:
        """Sign in and check that the server accepts the desk's address; no message is sent."""
        if self._server is None:
            return N_("Tickets for {to} open in the sender's email app.", to=self._to)
        writer = self.find_requester_address() or self._to
        self._server.require_message_accepted(self._build_account(writer), writer, self._to)
        return N_(
            "The mail server {host} accepts messages for {to}, with up to {megabytes} MB of attachments.",
            host=self._server.host,
            to=self._to,
            megabytes=self.find_max_file_size() // MEGABYTE or "?",
        )

    def find_requester_address(self) -> str:
        """Return the user's address from policy or the user's settings; a mail server can't supply it."""
        return self._person.email

    def find_max_file_size(self) -> int:
        """Return the server's size limit in bytes, minus the overhead of encoding."""
        if self._server is not None and self._limit is None:
            self._limit = self._server.fetch_size_limit(self._build_account(self.find_requester_address()))
        return int((self._limit or 0) * OVERHEAD)

    def find_ticket(self, ref: str) -> TicketReceipt | None:
        """Return None: a mailbox can't be searched, but a message sent again has the same Message-ID."""
        return None

    def submit_ticket(self, ticket: Ticket, open_file: Opener) -> TicketReceipt:
        """Send the message, or open it in the user's email app."""
        letter = OutgoingEmail(
            sender=ticket.requester,
            recipient=self._to,
            subject=ticket.subject,
            body=ticket.body,
            ref=ticket.ref,
            thread=ticket.ref,
            files=ticket.files,
            headers=self._build_headers(ticket),
        )
        self._send_message(letter, open_file)
        return TicketReceipt(ticket.ref, "")

    def attach_files(self, number: str, files: Sequence[FileRef], open_file: Opener) -> None:
        """Do nothing: files are sent with the message."""

    def find_missing_attachments(self, number: str, files: Sequence[FileRef]) -> Sequence[str]:
        """Return an empty list: the contents of a mailbox can't be read."""
        return ()

    def fetch_status(self, number: str) -> TicketStatus:
        """Raise an error, because replies arrive by email.

        Raises:
            DeskRefusedError: always.
        """
        raise DeskRefusedError(N_("The help desk replies by email. Check your mailbox."))

    def has_comment(self, number: str, ref: str) -> bool:
        """Return False: a mailbox can't be searched, see `find_ticket`."""
        return False

    def add_comment(
        self, number: str, ref: str, text: str, files: Sequence[FileRef], open_file: Opener
    ) -> Sequence[str]:
        """Send a message in the ticket's thread."""
        letter = OutgoingEmail(
            sender=self.find_requester_address(),
            recipient=self._to,
            subject=f"Re: {shorten_reference(number)}",
            body=text,
            ref=ref,
            thread=number,
            files=files,
        )
        self._send_message(letter, open_file)
        return ()

    def make_unconfirmed_note(self) -> Text | None:
        """Return a note if the user's email app was opened: we can't confirm that it sent the message."""
        return OPEN_IN_EMAIL_APP if self._server is None else None

    # -- sending -----------------------------------------------------------------------------------

    def _build_account(self, email: str) -> SmtpAccount:
        """Return the account for signing in; the secret is read only if the server requires a login."""
        if not self._desk.login:
            return SmtpAccount()
        name = self._desk.login.replace("{email}", email)
        return SmtpAccount(name, self._secret(), self._desk.auth)

    def _build_headers(self, ticket: Ticket) -> Mapping[str, str]:
        headers = {
            name: value
            for name, value in self._filing.map_extra_fields(ticket).items()
            if _HEADER.match(name)
        }
        if category := self._filing.map_category(ticket) or ticket.category:
            headers["X-Selfhelp-Category"] = category
        if urgency := self._filing.map_urgency(ticket, IMPORTANCE):
            headers["Importance"] = urgency
        return headers

    def _send_message(self, letter: OutgoingEmail, open_file: Opener) -> None:
        if self._server is None:
            self._open_draft(letter, open_file)
            return
        if not letter.sender:
            raise ConfigurationError(N_("Your email address is missing. Enter it in the settings."))
        limit = self._limit
        if limit and sum(ref.size for ref in letter.files) > limit * OVERHEAD:
            raise make_message_too_large_error(limit)
        message = build_message(letter, open_file, datetime.now(UTC))
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as whole:
            BytesGenerator(whole, policy=message.policy).flatten(message)
            size = whole.tell()
            whole.seek(0)
            account = self._build_account(letter.sender)
            self._server.send_message(account, letter.sender, self._to, whole, size)  # type: ignore[arg-type]

    def _open_draft(self, letter: OutgoingEmail, open_file: Opener) -> None:
        """Open a draft; if no app accepts drafts, open a message without files and give the draft's path.

        Raises:
            DeskRefusedError: there's no email app.
        """
        letter = replace(letter, draft=True, sender=letter.sender or self._to)
        message = build_message(letter, open_file, datetime.now(UTC))
        path = make_private_folder(self._person.folder) / f"{shorten_reference(letter.ref)}.eml"
        _delete_expired_drafts(path.parent)
        disk.write_private_file(path, message.as_bytes())
        for target in (str(path), _build_mailto_url(letter, message)):
            try:
                self._person.show(target)
                return
            except StepError:
                continue
        text = N_(
            "No email app could be opened. Your message is in {path}. Open that file, or "
            "send it to {to} yourself.",
            path=str(path),
            to=self._to,
        )
        raise DeskRefusedError(text)


def _build_mailto_url(letter: OutgoingEmail, message: EmailMessage) -> str:
    """Return a ``mailto:`` URL for a message without files (RFC 6068), cut to `MAILTO_LIMIT`."""
    start = f"mailto:{quote(letter.recipient)}?subject={quote(str(message['Subject']))}&body="
    body = letter.body
    while len(start + quote(body)) > MAILTO_LIMIT and body:
        body = body[: len(body) * 3 // 4]
    return start + quote(body.replace("\n", "\r\n"))


def _delete_expired_drafts(folder: Path) -> None:
    """Delete drafts older than `DRAFT_DAYS`."""
    with suppress(OSError), own_folder.open_own_folder(folder) as drafts:
        for name in drafts.list_names():
            with suppress(OSError):
                old = drafts.read_status(name).st_mtime < time.time() - DRAFT_DAYS * 86_400
                if old and app_files.find_app_file(name, app_files.MAILS):
                    drafts.remove(name)


def build_connector(
    policy: Policy, places: AppPaths, token: Secrets, machine: Machine, routes: Router
) -> Connector:
    """Return the email connector set by policy.

    Raises:
        ConfigurationError: the address is missing or invalid.
    """
    desk = policy.desk.mail
    server = MailServer(desk.host, desk.port, desk.security, routes.ca_file) if desk.host else None

    def open_in_email_app(target: str) -> None:
        OpenMail(target).perform(machine, Progress())

    email = policy.desk.email.replace("{login}", read_login_name()) or Preferences.load(places.config).email
    person = MailSender(email, places.data / "drafts", open_in_email_app)
    desk = replace(desk, login=desk.login.replace("{login}", read_login_name()))
    return MailConnector(
        desk, ClassificationMapping.create_from_policy(policy.desk), token.require_token, server, person
    )
