"""Updates docs/dependencies.md: each shipped library with version, licence and purpose.

python tools/dependencies.py update    writes the page from requirements.lock and the review below
python tools/dependencies.py check     fails if the page is stale, or a library wasn't reviewed
python tools/dependencies.py locks     fails if the lock file doesn't meet the requirements of pyproject.toml
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCK, PAGE = ROOT / "requirements.lock", ROOT / "docs" / "dependencies.md"
_LOCKED = re.compile(r"^([a-z0-9][a-z0-9.-]*)==([^ ;\\]+)", re.MULTILINE)

LICENCES = frozenset(
    {"Apache-2.0", "BSD-3-Clause", "BSD-2-Clause", "MIT", "MIT-0", "MPL-2.0", "PSF-2.0", "LGPL-3.0-only"}
)
"""Licences compatible with an Apache-2.0 program; LGPL only for a separate, replaceable library."""

REVIEW: Mapping[str, tuple[str, str]] = {
    "backports-tarfile": ("MIT", "required by jaraco-context on Python 3.11; not used for archives"),
    "certifi": ("MPL-2.0", "required by requests; replaced by the system's certificates (truststore)"),
    "cffi": ("MIT-0", "required by cryptography and pynacl"),
    "charset-normalizer": ("MIT", "required by requests"),
    "cryptography": ("Apache-2.0", "signatures of packs; encrypted session of the keyring (not on Windows)"),
    "google-re2": ("BSD-3-Clause", "patterns for redaction, with a run time that no text can make excessive"),
    "idna": ("BSD-3-Clause", "required by requests"),
    "importlib-metadata": ("Apache-2.0", "required by keyring on Python 3.11"),
    "jaraco-classes": ("MIT", "required by keyring"),
    "jaraco-context": ("MIT", "required by keyring"),
    "jaraco-functools": ("MIT", "required by keyring"),
    "jeepney": ("MIT", "D-Bus for notifications, portals, services and the keyring (Linux)"),
    "jinja2": ("BSD-3-Clause", "renders the app's HTML pages from templates and escapes every value"),
    "keyring": ("MIT", "access to the system's keyring, which stores the sign-in"),
    "lazy-importer": (
        "Apache-2.0",
        "required by importlib-metadata on Python 3.11 only; check updates, because it names no project page",
    ),
    "markupsafe": ("BSD-3-Clause", "required by jinja2"),
    "more-itertools": ("MIT", "required by jaraco-classes and jaraco-functools"),
    "oauthlib": ("BSD-3-Clause", "sign-in with the browser (OAuth 2.0 with PKCE)"),
    "platformdirs": ("MIT", "standard folders of each system"),
    "psutil": ("BSD-3-Clause", "data on processes, disks and networks of every system"),
    "pycparser": ("BSD-3-Clause", "required by cffi"),
    "pyside6-essentials": ("LGPL-3.0-only", "the app's window (Qt); dynamically linked and replaceable"),
    "pynacl": ("Apache-2.0", "signatures of packs (Windows); includes libsodium (ISC licence)"),
    "pystemmer": ("BSD-3-Clause", "word stems, for the search in each language"),
    "pywin32-ctypes": ("BSD-3-Clause", "required by keyring on Windows"),
    "quickjs-ng": ("MIT", "running proxy scripts (PAC) without network or file access"),
    "requests": ("Apache-2.0", "HTTP requests, only in network/http.py"),
    "requests-toolbelt": ("Apache-2.0", "streaming of forms with large files"),
    "secretstorage": ("BSD-3-Clause", "required by keyring on Linux"),
    "segno": ("BSD-3-Clause", "QR codes in reports"),
    "shiboken6": ("LGPL-3.0-only", "required by pyside6-essentials"),
    "tomli-w": ("MIT", "writing of preferences and policy files"),
    "truststore": ("MIT", "certificates that the system trusts"),
    "typing-extensions": ("PSF-2.0", "required by libraries on older Python versions"),
    "tzdata": ("Apache-2.0", "time zones on Windows, where Python has no time zone data"),
    "urllib3": ("MIT", "required by requests"),
    "zipp": ("MIT", "required by importlib-metadata on Python 3.11"),
}
"""SPDX ID of each library's licence (the chosen one, if there is a choice), and the library's purpose."""

HEAD = """# Dependencies

This page lists for reviewers the libraries that are shipped with the app. `make dependencies` creates the
page from `requirements.lock` and the reviewed list in `tools/dependencies.py`. `make check` fails if a
library isn't in this list. Every library is verified by its hash during installation. The packages include
the licence texts (`THIRD_PARTY_LICENSES`) and a software bill of materials in CycloneDX format
(`sbom.cdx.json`).

| Library | Version | Licence | Purpose |
|---|---|---|---|
"""


def locked(text: str) -> Mapping[str, str]:
    """Return the versions in a lock file by library name."""
    return dict(_LOCKED.findall(text))


def page(versions: Mapping[str, str]) -> str:
    """Return the text of the page."""
    rows = [(name, version, *REVIEW.get(name, ("?", "?"))) for name, version in sorted(versions.items())]
    return HEAD + "".join(f"| {' | '.join(row)} |\n" for row in rows)


def complaints(versions: Mapping[str, str]) -> Iterator[str]:
    """Yield the libraries that weren't reviewed, or whose licence differs from the review."""
    for name in versions:
        if name not in REVIEW:
            yield f"{name} was not reviewed: add it to tools/dependencies.py"
        elif REVIEW[name][0] not in LICENCES:
            yield f"{name}: {REVIEW[name][0]} is not a licence we ship"
        elif not _agrees(name, REVIEW[name][0]):
            yield f"{name}: its own metadata does not say {REVIEW[name][0]}"


def _agrees(name: str, licence: str) -> bool:
    """Return whether the installed metadata don't contradict a licence; missing metadata don't."""
    try:
        told = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return True
    named = ("License-Expression", "License")
    lines = [str(line)[:200] for name in named for line in told.get_all(name) or []]
    lines += [c for c in told.get_all("Classifier") or [] if c.startswith("License ::")]
    words = " ".join(lines).strip()
    family = {"MPL": "Mozilla", "PSF": "Python Software"}.get(licence[:3], licence.partition("-")[0])
    return not words or family.casefold() in words.casefold() or licence.partition("-")[0] in words


def unmet(versions: Mapping[str, str], wanted: Sequence[str]) -> Iterator[str]:
    """Yield the requirements of pyproject.toml that the lock file doesn't meet."""
    from packaging.requirements import Requirement

    for line in wanted:
        need = Requirement(line)
        name = re.sub(r"[-_.]+", "-", need.name).casefold()
        if name not in versions:
            yield f"{name} is not in requirements.lock: make lock"
        elif not need.specifier.contains(versions[name], prereleases=True):
            yield f"{name} {versions[name]} is not {need.specifier}: make lock"


def main(action: str) -> int:
    """Write the page or run a check; return the exit status."""
    versions = locked(LOCK.read_text("utf-8"))
    if action == "update":
        PAGE.write_text(page(versions), "utf-8")
    wrong = list(complaints(versions))
    if action == "locks":
        project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
        wrong = list(unmet(versions, project["dependencies"]))
    elif PAGE.read_text("utf-8") != page(versions):
        wrong.append("docs/dependencies.md is not current: make dependencies")
    for line in wrong:
        print(f"dependencies: {line}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
