"""A print service of a test's own, with the policy that Debian ships, and documents that wait in it."""

from __future__ import annotations

import os
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

CONFIGURATION = """
LogLevel warn
Listen {folder}/socket
Browsing No
WebInterface No
IdleExitTimeout 0
DefaultAuthType Basic
ErrorPolicy retry-job
<Location />
  Order allow,deny
</Location>
"""

FILES = """
ServerRoot {folder}
RequestRoot {folder}/spool
CacheDir {folder}/cache
StateDir {folder}/state
AccessLog {folder}/access
ErrorLog {folder}/error
PageLog {folder}/page
User lp
Group lp
SystemGroup {administrators}
"""


@dataclass(frozen=True)
class Cups:
    """A print service of the test's own, with the policy that Debian ships."""

    socket: str
    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        """End the service, as a crash or an administrator does."""
        self.process.terminate()
        self.process.wait(60)

    def admin(self, *argv: str) -> str:
        """Run a CUPS command as root; "raw queues are deprecated" is said on stderr."""
        done = subprocess.run(
            argv,
            env={**os.environ, "CUPS_SERVER": self.socket, "LC_ALL": "C"},
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def queue(self, name: str, *options: str, device: str = "socket://127.0.0.1:9") -> None:
        """Add a printer that no one answers for (the discard port), or another device."""
        self.admin("lpadmin", "-p", name, "-v", device, "-m", "raw", *options, "-E")

    def waiting(self) -> set[str]:
        """Return what root sees waiting, as ``queue-number user``."""
        lines = self.admin("lpstat", "-W", "not-completed", "-o").splitlines()
        return {" ".join(line.split()[:2]) for line in lines}

    def paused(self, name: str) -> bool:
        """Whether ``lpstat`` calls the printer disabled."""
        return " disabled since " in self.admin("lpstat", "-p", name)


@contextmanager
def print_service(administrators: str = "root lpadmin") -> Iterator[Cups]:
    """Start a print service that these groups may administer, and end it."""
    with tempfile.TemporaryDirectory(prefix="shcups-", dir="/var/tmp") as folder:
        Path(folder).chmod(0o755)
        with _service_in(Path(folder), administrators) as cups:
            yield cups


@contextmanager
def _service_in(folder: Path, administrators: str) -> Iterator[Cups]:
    policy = Path("/etc/cups/cupsd.conf").read_text(encoding="utf-8")
    policy = policy[policy.index("<Policy default>") : policy.index("</Policy>") + len("</Policy>\n")]
    (folder / "cupsd.conf").write_text(CONFIGURATION.format(folder=folder) + policy)
    (folder / "cups-files.conf").write_text(FILES.format(folder=folder, administrators=administrators))
    argv = ["/usr/sbin/cupsd", "-f", "-c", folder / "cupsd.conf", "-s", folder / "cups-files.conf"]
    with subprocess.Popen(argv, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as service:
        try:
            _wait_for(folder / "socket")
            yield Cups(str(folder / "socket"), service)
        finally:
            service.terminate()


def _wait_for(path: Path) -> None:
    end = time.monotonic() + 60
    while not path.is_socket():
        assert time.monotonic() < end, "the print service did not start"
        time.sleep(0.05)


@contextmanager
def ipp_printer(name: str) -> Iterator[str]:
    """Run CUPS' own simulated printer (ippeveprinter(1)) and yield its address.

    It wants to announce itself over the system bus; so it gets a bus of its own, where no one listens.
    """
    with (
        tempfile.TemporaryDirectory(prefix="shipp-", dir="/var/tmp") as folder,
        _printer_in(Path(folder), name) as address,
    ):
        yield address


@contextmanager
def _printer_in(folder: Path, name: str) -> Iterator[str]:
    bus = f"unix:path={folder}/bus"
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    argv = ["/usr/sbin/ippeveprinter", "-p", str(port), "-r", "off", "-d", folder, name]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    daemon = ["dbus-daemon", "--session", f"--address={bus}", "--nofork", "--nopidfile"]
    with subprocess.Popen(daemon, **quiet) as messages:
        _wait_for(folder / "bus")
        environment = {**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": bus}
        with subprocess.Popen(argv, env=environment, **quiet) as printer:
            try:
                _wait_for_port(port)
                yield f"ipp://localhost:{port}/ipp/print"
            finally:
                printer.terminate()
                messages.terminate()


def _wait_for_port(port: int) -> None:
    end = time.monotonic() + 60
    while True:
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert time.monotonic() < end, "the simulated printer did not start"
        time.sleep(0.05)
