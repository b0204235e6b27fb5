"""A help desk behind TLS whose certificate is right, or wrong in one chosen way."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme

from tests.faults import Answer, Listener, http, read_request

FINE = http(200, b'{"ok":true}')


def past(days: int = 30) -> datetime:
    return datetime.now(UTC) - timedelta(days=days)


def coming(days: int = 30) -> datetime:
    return datetime.now(UTC) + timedelta(days=days)


class SecureServer(Listener):
    """Speaks TLS with one certificate; ``read`` is every byte that got through it."""

    def __init__(self, certificate: trustme.LeafCert, answer: bytes | Answer) -> None:
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(self.context)
        self._answer = answer
        self.read = b""
        super().__init__()

    def present(self, certificate: trustme.LeafCert) -> None:
        """Show another certificate from now on: someone mended it."""
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(self.context)

    def serve(self, connection: object) -> None:
        with suppress(ssl.SSLError), self.context.wrap_socket(connection, server_side=True) as secure:  # type: ignore[arg-type]
            head = read_request(secure)
            self.read += head
            if not head:
                return
            self.requests.append(head)
            if callable(self._answer):
                self._answer(secure, head)
            else:
                secure.sendall(self._answer)


class Authority:
    """A company's own certificate authority, with its certificate as a file."""

    def __init__(self, folder: Path) -> None:
        self.authority = trustme.CA()
        self.file = str(folder / "company.pem")
        self.authority.cert_pem.write_to_path(self.file)

    def leaf(self, *names: str, **when: datetime) -> trustme.LeafCert:
        return self.authority.issue_cert(*(names or ("localhost",)), **when)  # type: ignore[arg-type]


@contextmanager
def secure_server(certificate: trustme.LeafCert, answer: bytes | Answer = FINE) -> Iterator[SecureServer]:
    """Run one for the length of a block."""
    server = SecureServer(certificate, answer)
    try:
        yield server
    finally:
        server.close()


def address(server: Listener, host: str = "localhost") -> str:
    return f"https://{host}:{server.port}"


__all__ = ["Authority", "SecureServer", "address", "coming", "past", "secure_server"]
