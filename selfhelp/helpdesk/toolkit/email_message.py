"""Builds the email of a ticket or reply: plain text, files byte for byte, no header injection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from selfhelp.core.durable_files import make_safe_name
from selfhelp.core.errors import ConfigurationError
from selfhelp.core.text import N_
from selfhelp.core.ticket import FileRef, ItilLevel, Opener
from selfhelp.core.ticket_reference import shorten_reference
from selfhelp.helpdesk.toolkit.correlation_id import append_correlation_id
from selfhelp.report.plain_text import escape_plain

SUBJECT_LIMIT = 200
IMPORTANCE: Mapping[ItilLevel, str] = {
    ItilLevel.HIGH: "high",
    ItilLevel.MEDIUM: "normal",
    ItilLevel.LOW: "low",
}
"""Maps urgency levels to the values of the Importance header (RFC 4021, 2.1.54)."""
OVERHEAD = 0.70
"""Share of a server's size limit that is available for files: Base64 adds 37 per cent."""


@dataclass(frozen=True, slots=True)
class OutgoingEmail:
    """The content of an email message to send.

    Attributes:
        sender, recipient: addresses.
        subject, body: the user's text.
        ref: the message's correlation ID, the same for every repetition.
        thread: the correlation ID of the ticket it belongs to.
        files: the attachments.
        headers: further headers from the app and policy, by name.
        draft: True if an email app opens it for sending.
    """

    sender: str
    recipient: str
    subject: str
    body: str
    ref: str
    thread: str
    files: Sequence[FileRef] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    draft: bool = False


def _build_message_id(ref: str, recipient: str) -> str:
    """Return the Message-ID for a correlation ID; the desk's domain makes it the same on each attempt."""
    domain = parse_address(recipient).domain.encode("idna").decode() or "invalid"
    return f"<{ref}@selfhelp.{domain}>"


def parse_address(words: str) -> Address:
    """Return an address after checking that it can't end a header or add a second address.

    Raises:
        ConfigurationError: it is invalid.
    """
    try:
        found = Address(addr_spec=words.strip())
        if found.domain and found.username and words.isprintable():
            return found
    except (MessageError, ValueError, IndexError, AttributeError):
        pass
    raise ConfigurationError(
        N_("This isn't an email address: {words}.", words=words[:200]), detail=words[:200]
    )


def build_message(letter: OutgoingEmail, open_file: Opener, moment: datetime) -> EmailMessage:
    """Return the message; its body is encoded, so that it survives 7-bit servers.

    ``Auto-Submitted`` is omitted: desks drop automatic messages, and a user wrote this one (RFC 3834, section
    5).
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = parse_address(letter.sender)
    message["To"] = parse_address(letter.recipient)
    message["Subject"] = (
        f"{_to_one_line(letter.subject)[:SUBJECT_LIMIT]} [{shorten_reference(letter.thread)}]"
    )
    if letter.draft:
        message["X-Unsent"] = "1"
    else:
        message["Date"] = format_datetime(moment)
        message["Message-ID"] = _build_message_id(letter.ref, letter.recipient)
    if letter.thread != letter.ref:
        first = _build_message_id(letter.thread, letter.recipient)
        message["In-Reply-To"] = first
        message["References"] = first
    message["X-Selfhelp-Ref"] = letter.ref
    for name, value in letter.headers.items():
        message[name] = _to_one_line(value)
    message.set_content(append_correlation_id(escape_plain(letter.body), letter.ref), cte="quoted-printable")
    for ref in letter.files:
        _add_attachment(message, ref, open_file)
    return message


def _add_attachment(message: EmailMessage, ref: FileRef, open_file: Opener) -> None:
    """Attach a file; email files are attached as bytes, because servers would split them up."""
    kind = ref.media_type if ref.media_type.count("/") == 1 else ""
    if not kind or kind.startswith(("message/", "multipart/")):
        kind = "application/octet-stream"
    with open_file(ref) as source:
        data = source.read()
    main, _, sub = kind.partition("/")
    message.add_attachment(data, maintype=main, subtype=sub, filename=_to_one_line(make_safe_name(ref.name)))


def _to_one_line(text: str) -> str:
    """Return text as one line that can't inject headers or encoded words.

    A decoded word (``=?``, RFC 2047) could contain a line break.
    """
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line.replace("=?", "= ?")
