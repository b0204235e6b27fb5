"""Lists the third-party packages that the app uses, with versions and licences."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

LONGEST = 4_000_000
"""Maximum size of the packaged list, in bytes."""


@dataclass(frozen=True, slots=True)
class LicensedComponent:
    """One third-party package; ``licence`` is the authors' own text, or ""."""

    name: str
    version: str
    licence: str


def read_packaged_licences() -> str:
    """Return the packaged list of licences with their full texts; "" if no list is packaged."""
    folder = getattr(sys, "_MEIPASS", "")  # set by PyInstaller, see its "Run-time Information"
    try:
        with (Path(folder) / "THIRD_PARTY_LICENSES").open("rb") as file:
            return file.read(LONGEST).decode("utf-8", "replace") if folder else ""
    except OSError:
        return ""


def list_installed_components() -> Sequence[LicensedComponent]:
    """Return the installed packages that the app depends on; empty if unknown."""
    found: dict[str, LicensedComponent] = {}
    waiting = [*_iter_requirements("selfhelp")]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        try:
            told = metadata.metadata(name)
        except metadata.PackageNotFoundError:
            continue  # for another system, or an extra
        found[name] = LicensedComponent(told["Name"] or name, told["Version"] or "", _find_licence(told))
        waiting += _iter_requirements(name)
    return sorted(found.values(), key=lambda part: part.name.casefold())


def _iter_requirements(name: str) -> Iterator[str]:
    try:
        lines = metadata.requires(name) or []
    except metadata.PackageNotFoundError:
        return
    for line in lines:
        match = re.match(r"[A-Za-z0-9._-]+", line)
        if match and "extra ==" not in line:
            yield re.sub(r"[-_.]+", "-", match[0]).casefold()  # PEP 503


def _find_licence(told: metadata.PackageMetadata) -> str:
    """Return a package's licence on one line: its expression (PEP 639), classifier, or older field."""
    expression = "".join(told.get_all("License-Expression") or ())
    listed = [line.rpartition(" :: ")[2] for line in told.get_all("Classifier") or () if "License ::" in line]
    old = "".join(told.get_all("License") or ()).strip().partition("\n")[0]
    return expression or " / ".join(listed) or old[:80]
