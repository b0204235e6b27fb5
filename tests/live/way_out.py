"""A company's way out for tests: nginx with its own certificates in front of a desk, and tinyproxy."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ADDRESS = "198.51.100.77"
"""Of the front: for documentation (RFC 5737), ours for a while. No proxy is asked for 127.0.0.1."""

NAME, PASSWORD = "proxyuser", "proxy-pw.1"


def free_port(address: str = "127.0.0.1") -> int:
    """Return a port that no one uses now."""
    with socket.create_server((address, 0)) as found:
        port: int = found.getsockname()[1]
        return port


@contextmanager
def own_address() -> Iterator[None]:
    """Let this computer have the address for the length of a block."""
    command = ["ip", "address", "add", f"{ADDRESS}/32", "dev", "lo"]
    subprocess.run(command, check=True, capture_output=True)
    try:
        yield
    finally:
        command[2] = "delete"
        subprocess.run(command, check=True, capture_output=True)


@contextmanager
def running(command: list[str], address: str, port: int) -> Iterator[None]:
    """Run a server for the length of a block, from when it takes connections."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True) as server:
        try:
            end = time.monotonic() + 60
            while True:
                try:
                    socket.create_connection((address, port), timeout=1).close()
                    break
                except OSError:
                    if server.poll() is not None or time.monotonic() > end:
                        server.kill()
                        raise AssertionError(f"{command[0]}: {server.communicate()[1][-1000:]}") from None
                    time.sleep(0.05)
            yield
        finally:
            server.terminate()
            server.communicate(timeout=20)


@contextmanager
def tls_front(folder: Path, upstream: int, certificate: tuple[str, str], limit: str = "64m") -> Iterator[str]:
    """Run nginx with a certificate in front of a port; yields its address."""
    port = free_port(ADDRESS)
    home = folder / f"nginx-{port}"
    home.mkdir()
    (home / "access.log").touch()
    paths = "".join(
        f"{kind}_temp_path {home}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    (home / "nginx.conf").write_text(f"""
        user root; worker_processes 1; pid {home}/pid; error_log {home}/error.log;
        events {{ worker_connections 64; }}
        http {{ access_log {home}/access.log; client_max_body_size {limit}; {paths}
          server {{ listen {ADDRESS}:{port} ssl; ssl_certificate {certificate[0]};
            ssl_certificate_key {certificate[1]};
            location / {{ proxy_pass http://127.0.0.1:{upstream}; proxy_set_header Host $http_host;
              proxy_read_timeout 300; }} }} }}""")
    command = ["nginx", "-e", f"{home}/error.log", "-c", f"{home}/nginx.conf", "-g", "daemon off;"]
    with running(command, ADDRESS, port):
        yield f"https://{ADDRESS}:{port}"


@contextmanager
def password_proxy(folder: Path) -> Iterator[tuple[int, Path]]:
    """Run tinyproxy, which wants a name and a password; yields its port and its log."""
    port = free_port()
    log = folder / f"tinyproxy-{port}.log"
    log.touch(0o666)
    place = folder / f"tinyproxy-{port}.conf"
    place.write_text(
        f"Port {port}\nListen 127.0.0.1\nTimeout 300\nAllow 127.0.0.1\nBasicAuth {NAME} {PASSWORD}\n"
        f'LogFile "{log}"\nLogLevel Connect\nUser root\nGroup root\n'
    )
    with running(["tinyproxy", "-d", "-c", str(place)], "127.0.0.1", port):
        yield port, log
