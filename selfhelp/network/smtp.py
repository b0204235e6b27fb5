"""Sends an email through a mail server, and reports whether it was accepted (RFC 5321)."""

from __future__ import annotations

import base64
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from selfhelp.core.errors import (
    ConfigurationError,
    DeskBusyError,
    DeskError,
    DeskRefusedError,
    DeskUnreachableError,
    DeskUntrustedError,
    OutcomeUnknownError,
    SignInNeededError,
)
from selfhelp.core.text import N_, Text
from selfhelp.network.exchange import DeadlineError, Exchange
from selfhelp.network.trust import build_tls_context
from selfhelp.policy.fields import LOOPBACK

if TYPE_CHECKING:
    import smtplib

GREYLISTED = 300.0
"""Retry delay in seconds after a temporary rejection (RFC 6647, section 5: at most five minutes)."""
MEGABYTE = 1_000_000
PIECE = 65_536
GOODBYE = 2.0
"""Time to wait for the reply to QUIT, in seconds; the result doesn't depend on it."""

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class SmtpAccount:
    """The account for signing in to the mail server.

    Attributes:
        name: the user name; "" if the server requires none.
        secret: the password, or an OAuth access token.
        mechanism: "password", or "xoauth2" for a token.
    """

    name: str = ""
    secret: str = ""
    mechanism: str = "password"


@dataclass(frozen=True, slots=True)
class MailServer:
    """A mail server and its connection settings.

    Attributes:
        host, port: its address.
        security: "starttls", "tls", or "none" for this computer only.
        ca_file: the organisation's certificates, see `build_tls_context`.
        timeout: seconds for each response.
        total: seconds for the whole dialogue.
    """

    host: str
    port: int
    security: str = "starttls"
    ca_file: str = ""
    timeout: float = 60.0
    total: float = 600.0

    def copy_with_timeout(self, seconds: float) -> MailServer:
        """Return a copy with all time limits capped at ``seconds``."""
        return replace(self, timeout=min(self.timeout, seconds), total=min(self.total, seconds))

    def fetch_size_limit(self, account: SmtpAccount) -> int:
        """Return the server's maximum message size in bytes; 0 if unknown (RFC 1870).

        Raises:
            DeskError: the server can't be used.
        """
        return self._run_dialogue(account, lambda connection, _: _read_size_limit(connection))

    def require_message_accepted(self, account: SmtpAccount, sender: str, recipient: str) -> None:
        """Check that the server would accept a message, without sending one.

        Raises:
            DeskError: the server wouldn't accept it, or can't be used.
        """

        def send_test_envelope(connection: smtplib.SMTP, _: Exchange[None]) -> None:
            _send_envelope(connection, sender, recipient, 0)
            connection.rset()

        self._run_dialogue(account, send_test_envelope)

    def send_message(
        self, account: SmtpAccount, sender: str, recipient: str, message: BinaryIO, size: int
    ) -> None:
        """Send a message in chunks.

        Args:
            account: the account that signs in.
            sender, recipient: the envelope's addresses.
            message: the whole message with CRLF line breaks, at its start.
            size: in bytes.

        Raises:
            DeskUnreachableError: it wasn't accepted; a retry is safe.
            OutcomeUnknownError: the connection was lost before the final reply.
            DeskError: it was refused.
        """

        def transfer_message(connection: smtplib.SMTP, exchange: Exchange[None]) -> None:
            limit = _read_size_limit(connection)
            if limit and size > limit:
                raise make_message_too_large_error(limit)
            _send_envelope(connection, sender, recipient, size)
            _raise_refusal(connection.docmd("DATA"), 354)
            for piece in _iter_dot_stuffed(message):
                exchange.compute_seconds_left()
                connection.send(piece)
            _finish_message(connection, exchange)

        self._run_dialogue(account, transfer_message)

    def _run_dialogue(self, account: SmtpAccount, words: Callable[[smtplib.SMTP, Exchange[T]], T]) -> T:
        """Return the result of a dialogue on a secure, signed-in connection, before one deadline.

        Raises:
            DeskError: it failed.
        """
        exchange: Exchange[T] = Exchange(self.total)
        try:
            return exchange.run(lambda: self._connect_and_run(account, words, exchange))
        except DeadlineError as error:
            if exchange.sent:
                raise _build_unknown_outcome_error(error) from error
            raise DeskUnreachableError(_build_unreachable_message(), detail=str(error)) from error

    def _connect_and_run(
        self, account: SmtpAccount, words: Callable[[smtplib.SMTP, Exchange[T]], T], exchange: Exchange[T]
    ) -> T:
        import smtplib

        connection: smtplib.SMTP | None = None
        try:
            connection = self._open_connection(exchange)
            code, said = connection.connect(self.host, self.port)
            if code != 220:
                raise smtplib.SMTPConnectError(code, said)
            connection.ehlo_or_helo_if_needed()
            if self.security == "starttls":
                self._start_tls(connection)
            if account.name:
                _authenticate(connection, account)
            result = words(connection, exchange)
            exchange.set_result(result)
        except DeskError:
            raise
        except (smtplib.SMTPException, OSError, ValueError) as error:
            raise _build_connection_lost_error(error) from error
        finally:
            if connection is not None:
                _quit_connection(connection)
        return result

    def _open_connection(self, exchange: Exchange[T]) -> smtplib.SMTP:
        """Return a connection object that is not yet connected."""
        if self.security == "none" and self.host not in LOOPBACK:
            message = N_(
                "Without encryption, others on the network could read your ticket. Your "
                "administrator needs to set desk.mail.security to starttls or tls."
            )
            raise DeskUntrustedError(message, detail=self.host)
        context = build_tls_context(self.ca_file) if self.security == "tls" else None
        return _create_watched_connection(self, exchange, context)

    def _start_tls(self, connection: smtplib.SMTP) -> None:
        """Upgrade the connection to TLS.

        Raises:
            DeskUntrustedError: it isn't offered, so nothing may be sent.
        """
        if not connection.has_extn("starttls"):
            message = N_(
                "The mail server doesn't support encryption, so nothing was sent. Contact your administrator."
            )
            raise DeskUntrustedError(message, detail=self.host)
        connection.starttls(context=build_tls_context(self.ca_file))
        connection.ehlo()


def _create_watched_connection(
    server: MailServer, exchange: Exchange[T], context: ssl.SSLContext | None
) -> smtplib.SMTP:
    """Return a connection that the deadline applies to from the server's first byte.

    Args:
        server: the server it will connect to.
        exchange: its deadline ends the connection.
        context: for TLS from the first byte; None for plain text.
    """
    import smtplib

    class Watched(smtplib.SMTP):
        def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
            line = socket.create_connection((host, port), min(timeout, exchange.compute_seconds_left()))
            exchange.watch_connection(line)
            line.settimeout(min(timeout, exchange.compute_seconds_left()))
            return line if context is None else context.wrap_socket(line, server_hostname=server.host)

    connection = Watched(timeout=server.timeout)
    setattr(connection, "_host", server.host)  # noqa: B010 - STARTTLS compares it; only a constructor sets it
    return connection


def _quit_connection(connection: smtplib.SMTP) -> None:
    """Send QUIT and close the connection without waiting long."""
    end = time.monotonic() + GOODBYE
    with suppress(OSError, ValueError):
        line = connection.sock
        if line is not None:
            line.settimeout(GOODBYE)
            line.sendall(b"QUIT\r\n")
            while (left := end - time.monotonic()) > 0:
                line.settimeout(left)
                if b"\n" in (line.recv(512) or b"\n"):
                    break
    connection.close()


def make_message_too_large_error(limit: int) -> DeskRefusedError:
    """Return the error for a message larger than the server's limit in bytes."""
    return DeskRefusedError(
        N_(
            "The mail server accepts up to {megabytes} MB per message. Remove the largest file, "
            "and send the message again.",
            megabytes=f"{limit / MEGABYTE:.0f}",
        )
    )


def _read_size_limit(connection: smtplib.SMTP) -> int:
    said = connection.esmtp_features.get("size", "").strip()
    return int(said) if said.isdecimal() else 0


def _authenticate(connection: smtplib.SMTP, account: SmtpAccount) -> None:
    import smtplib

    try:
        if account.mechanism == "xoauth2":
            words = f"user={account.name}\x01auth=Bearer {account.secret}\x01\x01"
            connection.auth("XOAUTH2", lambda challenge=None: "" if challenge else words)
        elif (account.name + account.secret).isascii():
            connection.login(account.name, account.secret)
        else:
            _authenticate_with_utf8(connection, account)
    except smtplib.SMTPNotSupportedError as error:
        message = N_("The mail server doesn't allow this app to sign in. Contact your administrator.")
        raise ConfigurationError(message, detail=str(error)) from error
    except smtplib.SMTPAuthenticationError as error:
        if error.smtp_code // 100 == 4:
            raise _build_refusal(error.smtp_code, error.smtp_error) from error
        message = N_("The mail server rejected your user name or password. Sign in again.")
        raise SignInNeededError(message, detail=_format_reply(error.smtp_code, error.smtp_error)) from error


def _authenticate_with_utf8(connection: smtplib.SMTP, account: SmtpAccount) -> None:
    """Sign in with non-ASCII credentials by PLAIN in UTF-8 (RFC 4616, 2), because smtplib rejects them."""
    import smtplib

    def encode_base64(words: str) -> str:
        return base64.b64encode(words.encode()).decode()

    offered = connection.esmtp_features.get("auth", "").upper().split()
    if "PLAIN" in offered:
        code, said = connection.docmd(
            "AUTH", f"PLAIN {encode_base64(f'{chr(0)}{account.name}{chr(0)}{account.secret}')}"
        )
    elif "LOGIN" in offered:
        code, said = connection.docmd("AUTH", f"LOGIN {encode_base64(account.name)}")
        if code == 334:
            code, said = connection.docmd(encode_base64(account.secret))
    else:
        raise smtplib.SMTPNotSupportedError("neither PLAIN nor LOGIN")
    if code not in (235, 503):
        raise smtplib.SMTPAuthenticationError(code, said)


def _send_envelope(connection: smtplib.SMTP, sender: str, recipient: str, size: int) -> None:
    """Send sender, recipient and size, so that a server can reject the message early.

    Raises:
        DeskError: the server refuses.
    """
    options = [f"SIZE={size}"] if size and connection.has_extn("size") else []
    if not (sender + recipient).isascii():
        if not connection.has_extn("smtputf8"):
            message = N_(
                "The mail server rejected the address {address}. Correct it in the settings.",
                address=sender[:200],
            )
            raise DeskRefusedError(message)
        options += ["SMTPUTF8", "BODY=8BITMIME"]
        connection.command_encoding = "utf-8"
    _raise_refusal(connection.mail(sender, options), 250)
    _raise_refusal(connection.rcpt(recipient), 250, 251)


def _iter_dot_stuffed(message: BinaryIO) -> Iterator[bytes]:
    """Yield the message in chunks, with dots at line starts doubled (RFC 5321, 4.5.2)."""
    piece = bytearray()
    for line in message:
        piece += b"." + line if line.startswith(b".") else line
        if len(piece) >= PIECE:
            yield bytes(piece)
            piece.clear()
    yield bytes(piece)


def _finish_message(connection: smtplib.SMTP, exchange: Exchange[None]) -> None:
    """Send the end of the message; a lost reply raises an error, as the outcome is unknown."""
    import smtplib

    exchange.mark_sent()
    try:
        connection.send(b".\r\n")
        answer = connection.getreply()
    except (smtplib.SMTPException, OSError) as error:
        raise _build_unknown_outcome_error(error) from error
    _raise_refusal(answer, 250)


def _build_unknown_outcome_error(error: Exception) -> OutcomeUnknownError:
    message = N_(
        "The connection was lost before the mail server responded. We'll send the same message again."
    )
    return OutcomeUnknownError(message, detail=repr(error))


def _raise_refusal(answer: tuple[int, bytes], *wanted: int) -> None:
    """Raise the error for an unexpected reply code."""
    code, said = answer
    if code in wanted:
        return
    raise _build_refusal(code, said)


def _build_refusal(code: int, said: bytes | str) -> DeskError:
    """Return the error for a reply: 4xx is temporary, 5xx permanent (RFC 5321, 4.2.1)."""
    words = _format_reply(code, said)
    if code in (530, 535, 534):
        return SignInNeededError(N_("The mail server requires you to sign in."), detail=words)
    if code == 421:
        return DeskUnreachableError(N_("The mail server is shutting down."), detail=words)
    if code // 100 == 4:
        return DeskBusyError(N_("The mail server is busy."), wait=GREYLISTED, detail=words)
    if code == 552:
        message = N_(
            "Your message is too large for the mail server. Remove the largest file, and "
            "send the message again."
        )
        return DeskRefusedError(message, detail=words)
    if code // 100 == 5:
        return DeskRefusedError(N_("The mail server rejected the request: {said}", said=words), detail=words)
    return DeskUnreachableError(_build_unreachable_message(), detail=words)


def _format_reply(code: int, said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join("".join(c if c.isprintable() else " " for c in f"{code} {text}").split())[:300]


def _build_connection_lost_error(error: Exception) -> DeskError:
    """Return the error for a connection that broke before the end of the message."""
    import smtplib

    if isinstance(error, ssl.SSLCertVerificationError):
        message = N_(
            "The mail server's certificate isn't trusted, so nothing was sent. Check this computer's "
            "clock, or contact your administrator."
        )
        return DeskUntrustedError(message, detail=str(error))
    if isinstance(error, smtplib.SMTPResponseException):
        return _build_refusal(error.smtp_code, error.smtp_error)
    return DeskUnreachableError(_build_unreachable_message(), detail=repr(error)[:300])


def _build_unreachable_message() -> Text:
    return N_(
        "The mail server can't be reached. Check your connection, or connect to the VPN. We'll "
        "try again later."
    )
