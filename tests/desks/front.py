"""Stands in front of a real help desk: passes every request on as it is, and misbehaves on command."""

from __future__ import annotations

import http.client
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote, urlencode, urlsplit

from tests.desks.server import Asked, Said
from tests.desks.stand import ServerStand

SERVERS = Path(__file__).parents[1] / "live" / "servers"
HOP = frozenset({"connection", "transfer-encoding", "content-length", "keep-alive", "host", "content-type"})


@cache
def facts(script: str) -> Mapping[str, str]:
    """Start a real server once for all tests and return what its script says about it."""
    done = subprocess.run([SERVERS / script], capture_output=True, text=True, check=False, timeout=900)
    assert done.returncode == 0, done.stderr[-2000:]
    return dict(line.split("=", 1) for line in done.stdout.splitlines() if "=" in line)


def pass_on(asked: Asked, upstream: str) -> Said:
    """Send a request on and return the answer as it came."""
    to = urlsplit(upstream)
    connection = http.client.HTTPConnection(to.hostname or "", to.port, timeout=120)
    path = quote(asked.path, safe="/%:@!$&'()*+,;=~")
    if asked.query:
        path += "?" + urlencode(asked.query, doseq=True)
    headers = {name: value for name, value in asked.headers.items() if name not in HOP - {"content-type"}}
    try:
        body = asked.body if asked.writes else None
        connection.request(asked.method, path, body=body, headers=headers)
        answer = connection.getresponse()
        content = answer.read()
        kept = {name: value for name, value in answer.getheaders() if name.lower() not in HOP}
        return Said(answer.status, content, answer.getheader("Content-Type") or "text/plain", kept)
    finally:
        connection.close()


class RealStand(ServerStand):
    """A real server behind a front that can lose answers."""

    real = True
    script: ClassVar[str]

    def start(self) -> None:
        """Start the real server, then the front."""
        self.facts = facts(self.script)
        super().start()

    @property
    def upstream(self) -> str:
        """The real server's own address."""
        return self.facts["base_url"]

    def reply(self, asked: Asked) -> Said:
        """Let the real server answer."""
        return pass_on(asked, self.upstream)
