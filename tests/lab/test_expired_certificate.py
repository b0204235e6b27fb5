"""The fault: the certificate of the help desk's server has expired."""

from __future__ import annotations

import json
import shutil
import socket
import ssl
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults import Listener, read_request
from tests.helpdesk.connectors.test_rt import TOKEN, Replay
from tests.lab.table import Table
from tests.people import Person, product

pytestmark = [
    pytest.mark.lab,
    pytest.mark.skipif(not shutil.which("curl"), reason="no curl (package curl)"),
]

EXPIRED = ("-not_before", "20200101000000Z", "-not_after", "20210101000000Z")
POLICY = """[desk]
connector = "rt"
[desk.rt]
url = "https://localhost:{port}"
[network]
ca_file = "{ca}"
"""


class SafeDesk(Listener):
    """A help desk behind TLS that answers with recordings of a real one.

    Attributes:
        context: the certificate it shows.
        heard: what reached it in clear text.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.heard: list[bytes] = []
        self._replay = Replay(
            GET__user_29="user",
            GET__queue_General="queue-with-field",
            GET__tickets="search-field-nothing",
            GET__attachments="search-text-nothing",
            POST__ticket="create-multipart",
            GET__ticket_3="ticket-get",
        )
        self._openssl("ca", "-subj", "/CN=Laboratory", "-addext", "keyUsage=critical,keyCertSign")
        self.show(*EXPIRED)
        super().__init__()

    def show(self, *valid: str) -> None:
        """Show a new certificate of the same authority from now on."""
        authority = ("-CA", f"{self.folder}/ca.pem", "-CAkey", f"{self.folder}/ca.key")
        name = ("-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost")
        self._openssl("desk", *name, *authority, *valid, "-addext", "basicConstraints=critical,CA:FALSE")
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(self.folder / "desk.pem", self.folder / "desk.key")

    def _openssl(self, name: str, *options: str) -> None:
        files = ("-keyout", f"{self.folder}/{name}.key", "-out", f"{self.folder}/{name}.pem")
        argv = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *files, *options]
        subprocess.run(argv, check=True, capture_output=True)

    def serve(self, connection: socket.socket) -> None:
        with self.context.wrap_socket(connection, server_side=True) as secure:
            request = read_request(secure)
            if request:
                self.heard.append(request)
                self._replay(secure, request)


@pytest.fixture
def desk(alice: Person) -> Iterator[SafeDesk]:
    """A help desk, and a policy of the user's that names it."""
    folder = alice.home / "config" / "selfhelp"
    folder.mkdir(parents=True)
    server = SafeDesk(folder)
    (folder / "policy.toml").write_text(POLICY.format(port=server.port, ca=folder / "ca.pem"))
    for path in (folder.parent, folder, folder / "policy.toml", folder / "ca.pem"):
        alice.owns(path)
    yield server
    server.close()


def curl(person: Person, server: SafeDesk) -> int:
    """Return how curl ends: 60 where the certificate is not one to trust (curl(1), "EXIT CODES")."""
    ca = server.folder / "ca.pem"
    url = f"https://localhost:{server.port}/REST/2.0/user/29"
    return person.run(["curl", "--silent", "--noproxy", "*", "--cacert", str(ca), url]).returncode


def say(person: Person, *arguments: str) -> Any:
    done = person.run(product(*arguments, "--json"), {"SELFHELP_TOKEN": TOKEN})
    assert "Traceback" not in done.stderr, done.stderr
    return json.loads(done.stdout)


def test_the_ticket_waits_until_the_certificate_is_renewed(
    alice: Person, desk: SafeDesk, table: Table
) -> None:
    assert curl(alice, desk) == 60
    sent = say(alice, "send", "--subject", "Printer", "--body", "Broken", "--no-snapshot", "--wait", "2")
    assert sent["state"] != "delivered"
    assert "certificate has expired" in sent["reason"]
    assert desk.heard == []
    (waiting,) = say(alice, "outbox", "list")["items"]
    assert waiting["report"] == sent["report"]
    desk.show("-days", "2")
    assert curl(alice, desk) == 0
    assert say(alice, "outbox", "retry")["items"] == []
    (ticket,) = [request for request in desk.heard if request.startswith(b"POST")]
    assert b"Broken" in ticket
    table.row(
        "the help desk's certificate expired",
        proven="curl: exit 60",
        found="send: expired, nothing sent",
        repaired="by the server's administrator",
        undone="the ticket waited, sent once",
    )
