"""A real mail server for tests (aiosmtpd): limits, sign-in, TLS, greylisting, answers that are lost."""

from __future__ import annotations

import asyncio
import ssl
import threading
import warnings
from email import message_from_bytes, policy
from email.message import EmailMessage
from types import TracebackType
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

SIZE = 18_874_368
NAME, PASSWORD, TOKEN = "alice@example.test", "s3cret pw", "ya29.token"


class Box:
    """What arrived, and what is to go wrong with the next message.

    Attributes:
        raw: every message that was taken, as it came.
        lose: whether the answer to the next message is lost after it was taken.
        say: the answer to the next message instead of taking it, or "".
        refuse_recipient, refuse_sender: the answer to the next RCPT or MAIL, or "".
        sign_in_needed: whether no one may send who is not signed in.
        expired: whether the next sign-in is refused.
    """

    def __init__(self) -> None:
        self.password = PASSWORD
        self.raw: list[bytes] = []
        self.envelopes: list[tuple[str, list[str]]] = []
        self.lose = False
        self.say = ""
        self.refuse_recipient = self.refuse_sender = ""
        self.expired = False
        self.signed_in: list[str] = []
        self.mail_options: list[list[str]] = []

    def messages(self) -> list[EmailMessage]:
        """Return what arrived, parsed."""
        return [message_from_bytes(raw, policy=policy.default) for raw in self.raw]  # type: ignore[misc]

    async def handle_MAIL(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        self.mail_options.append(options)
        if self.refuse_sender:
            said, self.refuse_sender = self.refuse_sender, ""
            return said
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        if self.refuse_recipient:
            said, self.refuse_recipient = self.refuse_recipient, ""
            return said
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.say:
            said, self.say = self.say, ""
            return said
        self.raw.append(envelope.original_content)
        self.envelopes.append((envelope.mail_from, envelope.rcpt_tos))
        if self.lose:
            self.lose = False
            server.transport.abort()
        return "250 OK"

    def authenticate(self, server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        """Take one name and password, or one token."""
        if self.expired:
            self.expired = False
            return AuthResult(success=False, handled=False)
        if mechanism == "XOAUTH2":
            words = bytes(data).decode()
            right = words == f"user={NAME}\x01auth=Bearer {TOKEN}\x01\x01"
        else:
            assert isinstance(data, LoginPassword)
            right = (data.login, data.password) == (NAME.encode(), self.password.encode())
        self.signed_in += [mechanism] if right else []
        return AuthResult(success=right, handled=False)


class _Server(SMTP):
    async def auth_XOAUTH2(self, _server: Any, args: list[str]) -> AuthResult:
        """Take a token as Microsoft and Google do."""
        from base64 import b64decode

        data = b64decode(args[1]) if len(args) > 1 else b""
        return self._auth_callable("XOAUTH2", data)

    def _auth_callable(self, mechanism: str, data: bytes) -> AuthResult:
        assert self._authenticator is not None
        return self._authenticator(self, self.session, self.envelope, mechanism, data)


class SmtpServer:
    """``with SmtpServer(...) as server``: ``server.port``, ``server.box``."""

    def __init__(
        self,
        *,
        size: int = SIZE,
        without: str = "",
        certificate: tuple[str, str] | None = None,
        at_once: bool = False,
        sign_in: bool = False,
    ) -> None:
        """Create one.

        Args:
            size: the limit it tells.
            without: a way of signing in that it does not offer.
            certificate: files of a certificate and its key; None: it offers no encryption.
            at_once: whether a connection is encrypted from its first byte.
            sign_in: whether no one may send who is not signed in.
        """
        self.box = Box()
        context = None
        if certificate:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(*certificate)
        more: dict[str, Any] = (
            {"tls_context": context, "require_starttls": bool(context)} if not at_once else {}
        )

        given: dict[str, Any] = {
            "data_size_limit": size,
            "enable_SMTPUTF8": True,
            "authenticator": self.box.authenticate,
            "auth_required": sign_in,
            "auth_require_tls": bool(context) and not at_once,
            "auth_exclude_mechanism": [without],
            **more,
        }
        self._loop = asyncio.new_event_loop()
        self._given = given
        self._context = context if at_once else None

    def __enter__(self) -> SmtpServer:
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        starting = self._loop.create_server(self._one, "127.0.0.1", 0, ssl=self._context)
        self._server = asyncio.run_coroutine_threadsafe(starting, self._loop).result(10)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        asyncio.run_coroutine_threadsafe(self._stopped(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def _one(self) -> SMTP:
        """Return a connection. That sign-in is offered without encryption is what some tests are about."""
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _Server(self.box, loop=self._loop, **self._given)

    async def _stopped(self) -> None:
        self._server.close()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
