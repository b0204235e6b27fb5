"""A proxy: parsing its address, and the settings files that contain it."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urlsplit

PORTS: Mapping[str, int] = MappingProxyType({"http": 80, "https": 443, "socks": 1080, "socks5": 1080})


class ProxySource(StrEnum):
    """Source of a proxy's address: an environment variable, or the settings of the desktop or of KDE."""

    ENVIRONMENT = "environment"
    DESKTOP = "desktop"
    KDE = "KDE"


@dataclass(frozen=True, slots=True)
class Proxy:
    """A proxy configured for programs.

    Attributes:
        told: the source of the address.
        kind: http, https, socks … or the variable's name.
        host, port: its address. External text.
        file: the settings file that contains it, if found.
        ours: whether this user may change that setting.
    """

    told: ProxySource
    kind: str
    host: str
    port: int
    file: str = ""
    ours: bool = False


def parse_endpoint(value: str) -> tuple[str, int] | None:
    """Return the host and port in ``http://name:password@host:port/`` or ``host:port``; None if invalid."""
    text = value.strip().strip("\"'")
    try:
        parts = urlsplit(text if "://" in text else f"http://{text}")
        port = parts.port or PORTS.get(parts.scheme, 80)
    except ValueError:
        return None
    return (parts.hostname, port) if parts.hostname else None


def read_regular_file(file: Path) -> str:
    """Return the text of a small regular file; links, pipes and devices are rejected."""
    descriptor = os.open(file, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0))
    with os.fdopen(descriptor, encoding="utf-8", errors="surrogateescape", newline="") as stream:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(f"not a plain file: {file}")
        return stream.read(1_000_000)


def replace_file_text(path: Path, text: str) -> None:
    """Replace the content of a file atomically, keeping its permissions."""
    descriptor, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="surrogateescape", newline="") as stream:
            stream.write(text)
            stream.flush()
            os.fsync(descriptor)
        Path(beside).chmod(stat.S_IMODE(path.stat().st_mode))
        Path(beside).replace(path)
    except OSError:
        with suppress(OSError):
            Path(beside).unlink()
        raise
