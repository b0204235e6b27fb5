"""Writes a ticket or a reply as an e-mail: plain words, files byte for byte, headers no one can add to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from selfhelp.core.durable_files import safe_name
from selfhelp.core.errors import ConfigurationError
from selfhelp.core.reference import short_reference
from selfhelp.core.text import N_
from selfhelp.core.ticket import FileRef, ItilLevel, Opener
from selfhelp.helpdesk.toolkit.correlation_mark import with_reference
from selfhelp.report.escaping import escape_plain

SUBJECT_LIMIT = 200
IMPORTANCE: Mapping[ItilLevel, str] = {
    ItilLevel.HIGH: "high",
    ItilLevel.MEDIUM: "normal",
    ItilLevel.LOW: "low",
}
"""The values of Importance (RFC 4021, 2.1.54)."""
OVERHEAD = 0.70
"""Of a server's limit the share that files may have: base64 with its line ends adds 37 percent."""


@dataclass(frozen=True, slots=True)
class OutgoingEmail:
    """The content of a message.

    Attributes:
        sender, recipient: addresses.
        subject, body: the user's words.
        ref: the mark of this message; the same after every repeat, so that a desk can tell.
        thread: the mark of the ticket that it belongs to; of a ticket its own.
        files: what travels with it.
        headers: further ones, by name; only ours and what policy sets.
        draft: whether a mail program is to open it for sending.
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


def message_id(ref: str, recipient: str) -> str:
    """Return the Message-ID of a mark; its domain is the desk's own, so it never changes with the user."""
    domain = parse_address(recipient).domain.encode("idna").decode() or "invalid"
    return f"<{ref}@selfhelp.{domain}>"


def parse_address(words: str) -> Address:
    """Return one validated address: nothing in it can end a header or add a second address.

    Raises:
        ConfigurationError: it is none.
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
    """Return the message. Its body is encoded, so that every byte survives 7-bit servers.

    ``Auto-Submitted`` is left out: desks drop what says that no one wrote it, and the user did (RFC 3834, 5).
    """
    message = EmailMessage(policy=SMTP)
    message["From"] = parse_address(letter.sender)
    message["To"] = parse_address(letter.recipient)
    message["Subject"] = f"{_to_one_line(letter.subject)[:SUBJECT_LIMIT]} [{short_reference(letter.thread)}]"
    if letter.draft:
        message["X-Unsent"] = "1"
    else:
        message["Date"] = format_datetime(moment)
        message["Message-ID"] = message_id(letter.ref, letter.recipient)
    if letter.thread != letter.ref:
        first = message_id(letter.thread, letter.recipient)
        message["In-Reply-To"] = first
        message["References"] = first
    message["X-Selfhelp-Ref"] = letter.ref
    for name, value in letter.headers.items():
        message[name] = _to_one_line(value)
    message.set_content(with_reference(escape_plain(letter.body), letter.ref), cte="quoted-printable")
    for ref in letter.files:
        _attach(message, ref, open_file)
    return message


def _attach(message: EmailMessage, ref: FileRef, open_file: Opener) -> None:
    """Add a file. A mail as a file would be taken apart on the way, so it goes as bytes."""
    kind = ref.media_type if ref.media_type.count("/") == 1 else ""
    if not kind or kind.startswith(("message/", "multipart/")):
        kind = "application/octet-stream"
    with open_file(ref) as source:
        data = source.read()
    main, _, sub = kind.partition("/")
    message.add_attachment(data, maintype=main, subtype=sub, filename=_to_one_line(safe_name(ref.name)))


def _to_one_line(text: str) -> str:
    """Return text that is one line: a line end in a header would begin another header.

    ``=?`` would begin a coded word (RFC 2047), which can hold a line end too.
    """
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line.replace("=?", "= ?")
