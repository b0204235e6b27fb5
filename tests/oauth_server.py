"""An authorization server and its desk on loopback: strict where RFC 6749 and 7636 are, faults to order."""

from __future__ import annotations

import base64
import hashlib
import http.client
import json
import secrets
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlencode, urlsplit

CLIENT = "client-1"


class OauthServer:
    """Gives out tokens as ServiceNow does; refresh tokens are good for one use.

    Attributes:
        faults: words that change what it does: deny, wrong-state, no-refresh, invalid-client, html, mac, 500,
            404, not-now, long-refresh, ended, slow; theft: a refresh token that comes twice ends the sign-in.
        asked: every token request, as fields.
        worked: how often the desk behind it did something.
    """

    def __init__(self) -> None:
        self.faults: set[str] = set()
        self.asked: list[dict[str, str]] = []
        self.authorized: list[dict[str, str]] = []
        self.worked: list[bytes] = []
        self.refused = 0
        self.access = ""
        self.refresh = ""
        self._codes: dict[str, dict[str, str]] = {}
        owner = self

        class Handler(_Handler):
            server_state = owner

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, args=(0.005,), daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def expire(self) -> None:
        self.access = "expired"

    def authorize(self, fields: dict[str, str]) -> str:
        """Return where the browser goes next."""
        self.authorized.append(fields)
        back = urlsplit(fields["redirect_uri"])
        assert (back.scheme, back.hostname, back.path) == ("http", "127.0.0.1", "/callback")
        assert fields["client_id"] == CLIENT
        assert fields["response_type"] == "code"
        assert fields["code_challenge_method"] == "S256"
        assert "client_secret" not in fields
        state = "wrong" if "wrong-state" in self.faults else fields["state"]
        if "deny" in self.faults:
            answer = {"error": "access_denied", "error_description": "<b>no</b>", "state": state}
        else:
            code = secrets.token_urlsafe(8)
            self._codes[code] = fields
            answer = {"code": code, "state": state}
        return f"{fields['redirect_uri']}?{urlencode(answer)}"

    def grant(self, fields: dict[str, str]) -> tuple[int, dict[str, object]]:
        self.asked.append(fields)
        if "invalid-client" in self.faults or fields.get("client_id") != CLIENT:
            return 401, {"error": "invalid_client"}
        if fields["grant_type"] == "authorization_code":
            question = self._codes.pop(fields.get("code", ""), None)
            digest = hashlib.sha256(fields.get("code_verifier", "").encode()).digest()
            proof = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
            good = (
                question is not None
                and proof == question["code_challenge"]
                and fields["redirect_uri"] == question["redirect_uri"]
            )
        else:
            if "slow" in self.faults:
                time.sleep(0.3)
            good = "ended" not in self.faults and fields["refresh_token"] == self.refresh
            if "theft" in self.faults and not good:
                self.faults.add("ended")
        if not good:
            return 400, {"error": "invalid_grant"}
        self.access = "a" + secrets.token_urlsafe(16)
        kind = "mac" if "mac" in self.faults else "Bearer"
        granted: dict[str, object] = {"access_token": self.access, "token_type": kind, "expires_in": 1799}
        if "no-refresh" not in self.faults:
            self.refresh = "r" * (2000 if "long-refresh" in self.faults else 1) + secrets.token_urlsafe(16)
            granted["refresh_token"] = self.refresh
        return 200, granted


class _Handler(BaseHTTPRequestHandler):
    server_state: OauthServer
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        if parts.path in ("/oauth_auth.do", "/oauth/authorizations/new"):
            fields = {k: v[0] for k, v in parse_qs(parts.query).items()}
            self._send(302, b"", Location=self.server_state.authorize(fields))
        else:
            self._desk(b"")

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        if self.path in ("/oauth_token.do", "/oauth/tokens"):
            self._token({k: v[0] for k, v in parse_qs(body.decode()).items()})
        else:
            self._desk(body)

    def _token(self, fields: dict[str, str]) -> None:
        faults = self.server_state.faults
        if "html" in faults:
            self._send(200, b"<html>instance is asleep", kind="text/html")
        elif "500" in faults:
            self._send(500, b"{}")
        elif "404" in faults:
            self._send(404, b"no such page", kind="text/plain")
        elif "not-now" in faults:
            self._send(400, b'{"error": "temporarily_unavailable"}')
        else:
            status, granted = self.server_state.grant(fields)
            self._send(status, json.dumps(granted).encode())

    def _desk(self, body: bytes) -> None:
        if self.headers.get("Authorization") != f"Bearer {self.server_state.access}":
            self.server_state.refused += 1
            self._send(401, b'{"error":{"message":"User Not Authenticated"}}')
            return
        self.server_state.worked.append(body)
        self._send(201, b'{"result":{"number":"INC1"}}')

    def _send(self, status: int, body: bytes, kind: str = "application/json", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def browse(address: str) -> list[int]:
    """Follow an address as a browser would; return every status on the way."""
    seen: list[int] = []
    while address and len(seen) < 5:
        parts = urlsplit(address)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=5)
        connection.request("GET", f"{parts.path}?{parts.query}")
        reply = connection.getresponse()
        reply.read()
        seen.append(reply.status)
        address = reply.getheader("Location") or ""
        connection.close()
    return seen
