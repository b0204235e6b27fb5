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
    "backports-tarfile": ("MIT", "jaraco-context needs it on Python 3.11; the app reads no archives with it"),
    "certifi": ("MPL-2.0", "requests needs it; the app trusts the system's authorities (truststore)"),
    "cffi": ("MIT-0", "cryptography and pynacl need it"),
    "charset-normalizer": ("MIT", "requests needs it"),
    "cryptography": ("Apache-2.0", "signatures of packs; SecretStorage's sealed session (not on Windows)"),
    "google-re2": ("BSD-3-Clause", "patterns of the redaction that no text can make slow"),
    "idna": ("BSD-3-Clause", "requests needs it"),
    "importlib-metadata": ("Apache-2.0", "keyring needs it on Python 3.11"),
    "jaraco-classes": ("MIT", "keyring needs it"),
    "jaraco-context": ("MIT", "keyring needs it"),
    "jaraco-functools": ("MIT", "keyring needs it"),
    "jeepney": ("MIT", "D-Bus: notifications, portals, services, the keyring (Linux)"),
    "jinja2": ("BSD-3-Clause", "templates of the pages that the app writes; escapes every value"),
    "keyring": ("MIT", "the system's store for the sign-in"),
    "lazy-importer": (
        "Apache-2.0",
        "importlib-metadata needs it on Python 3.11 only; its metadata names no project page: watch it",
    ),
    "markupsafe": ("BSD-3-Clause", "jinja2 needs it"),
    "more-itertools": ("MIT", "jaraco-classes and jaraco-functools need it"),
    "oauthlib": ("BSD-3-Clause", "the sign-in through the browser (OAuth 2.0 with PKCE)"),
    "platformdirs": ("MIT", "the folders each system expects"),
    "psutil": ("BSD-3-Clause", "processes, disks, network of every system"),
    "pycparser": ("BSD-3-Clause", "cffi needs it"),
    "pyside6-essentials": ("LGPL-3.0-only", "the window (Qt); linked as libraries that can be replaced"),
    "pynacl": ("Apache-2.0", "signatures of packs (Windows); brings libsodium, ISC"),
    "pystemmer": ("BSD-3-Clause", "stems of words, to find a fix in each language"),
    "pywin32-ctypes": ("BSD-3-Clause", "keyring needs it on Windows"),
    "quickjs-ng": ("MIT", "runs proxy scripts (PAC) without network or files"),
    "requests": ("Apache-2.0", "HTTP; used by network/http.py only"),
    "requests-toolbelt": ("Apache-2.0", "streams a form with large files"),
    "secretstorage": ("BSD-3-Clause", "keyring needs it on Linux"),
    "segno": ("BSD-3-Clause", "QR code of a report"),
    "shiboken6": ("LGPL-3.0-only", "pyside6-essentials needs it"),
    "tomli-w": ("MIT", "writes preferences and policy files"),
    "truststore": ("MIT", "the certificates that the system trusts"),
    "typing-extensions": ("PSF-2.0", "libraries need it on older Pythons"),
    "tzdata": ("Apache-2.0", "time zones on Windows, which has none for Python"),
    "urllib3": ("MIT", "requests needs it"),
    "zipp": ("MIT", "importlib-metadata needs it on Python 3.11"),
}
"""SPDX ID of each library's licence (the chosen one, if there is a choice), and the library's purpose."""

HEAD = """# Dependencies

Every shipped library, for reviewers. Written by `make dependencies` from `requirements.lock` and the review
in `tools/dependencies.py`; `make check` fails if a library isn't reviewed. Each is installed by hash.
Packages include licence texts and a CycloneDX list (`THIRD_PARTY_LICENSES`, `sbom.cdx.json`).

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
