"""A Kerberos server of a test's own on loopback, and a person whose computer is told to use it."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.people import Person

REALM = "LAB.TEST"
PASSWORD = "Harbour-71"

CLIENT = """[libdefaults]
 default_realm = {realm}
 dns_lookup_kdc = false
[realms]
 {realm} = {{
  kdc = 127.0.0.1:{port}
 }}
"""

SERVER = """[realms]
 {realm} = {{
  database_name = {folder}/principal
  key_stash_file = {folder}/stash
  kdc_listen = 127.0.0.1:{port}
  kdc_tcp_listen = 127.0.0.1:{port}
  max_renewable_life = 7d
 }}
[logging]
 kdc = FILE:{folder}/log
"""


@dataclass(frozen=True)
class Told(Person):
    """A person in whose view /etc/krb5.conf is the test's; no one else's is changed."""

    configuration: Path = Path()

    def prefix(self) -> Sequence[str]:
        """Give each command a view of its own, then turn it into one of the user's."""
        script = 'mount --bind "$1" /etc/krb5.conf && shift && exec "$@"'
        return ("unshare", "--mount", "sh", "-c", script, "sh", str(self.configuration), *super().prefix())


@dataclass
class Kdc:
    """A Kerberos server that can be stopped and started again."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    def admin(self, *argv: str) -> None:
        """Run one of its commands."""
        done = subprocess.run(argv, env=self.environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr

    @property
    def environment(self) -> dict[str, str]:
        """What its programs need to see."""
        files = {"KRB5_CONFIG": self.folder / "krb5.conf", "KRB5_KDC_PROFILE": self.folder / "kdc.conf"}
        return {**os.environ, **{name: str(path) for name, path in files.items()}}

    def start(self, more: Mapping[str, str] | None = None) -> None:
        """Start it, perhaps with more in its environment, and wait until it answers."""
        environment = self.environment | dict(more or {})
        self.process = subprocess.Popen(["/usr/sbin/krb5kdc", "-n"], env=environment)
        deadline = time.monotonic() + 60
        while not self._answers():
            assert time.monotonic() < deadline, "the Kerberos server did not start"
            time.sleep(0.05)

    def _answers(self) -> bool:
        with socket.socket() as link:
            return link.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self) -> None:
        """End it."""
        if self.process is not None:
            self.process.terminate()
            self.process.wait(60)
            self.process = None


@contextmanager
def kerberos_service(principal: str) -> Iterator[Kdc]:
    """Make a realm with one person in it, and start its server."""
    folder = Path(tempfile.mkdtemp(prefix="shkdc-", dir="/var/tmp"))
    folder.chmod(0o755)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    for name, text in (("krb5.conf", CLIENT), ("kdc.conf", SERVER)):
        (folder / name).write_text(text.format(realm=REALM, port=port, folder=folder))
    kdc = Kdc(folder, port)
    try:
        kdc.admin("/usr/sbin/kdb5_util", "create", "-s", "-r", REALM, "-P", secrets.token_hex(8))
        kdc.admin("/usr/sbin/kadmin.local", "-q", f"addprinc -pw {PASSWORD} -maxrenewlife 7d {principal}")
        kdc.admin("/usr/sbin/kadmin.local", "-q", f"modprinc -maxrenewlife 7d krbtgt/{REALM}")
        kdc.start()
        yield kdc
    finally:
        kdc.stop()
        shutil.rmtree(folder)
