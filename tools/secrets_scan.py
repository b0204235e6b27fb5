"""Searches all files in git for secrets.

python tools/secrets_scan.py [FOLDER]   fails on a secret that tools/secrets_allowed.txt doesn't allow

The few rules match forms that are certainly secrets, so a match outside the list is a mistake. A line of the
list is ``path-pattern: reason``; a pattern without a match is also a mistake.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ALLOWED = ROOT / "tools" / "secrets_allowed.txt"
LARGEST = 2_000_000

BUILT = frozenset({".venv", "build", "dist", "__pycache__", ".hypothesis", ".mypy_cache", ".ruff_cache"})

RULES: Mapping[str, re.Pattern[str]] = {
    "private key": re.compile(r"-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY-----\s*[A-Za-z0-9+/=]{16}"),
    "AWS key": re.compile(r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b"),
    "GitHub token": re.compile(r"\bgh[pousr]_[A-Za-z0-9]{36}\b|\bgithub_pat_[A-Za-z0-9_]{60,}"),
    "GitLab token": re.compile(r"\bglpat-[A-Za-z0-9_-]{20,}"),
    "Slack token": re.compile(r"\bxox[abpros]-[0-9A-Za-z-]{20,}"),
    "Google key": re.compile(r"\bAIza[0-9A-Za-z_-]{35}\b"),
    "Stripe key": re.compile(r"\b[sr]k_live_[0-9A-Za-z]{20,}"),
    "PyPI token": re.compile(r"\bpypi-AgEI[A-Za-z0-9_-]{40,}"),
    "npm token": re.compile(r"\bnpm_[A-Za-z0-9]{36}\b"),
    "JSON web token": re.compile(r"\beyJ[A-Za-z0-9_-]{16,}\.eyJ[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}"),
    "password in an address": re.compile(
        r"\bhttps?://[A-Za-z0-9._-]+:[^\s/@'\"{}$<>*]{8,}@[a-z0-9-]+\.[a-z]"
    ),
}


@dataclass(frozen=True, slots=True)
class Found:
    """The place of a secret, without the secret itself."""

    path: str
    line: int
    rule: str


def scan(text: str, path: str) -> Iterator[Found]:
    """Yield the places of possible secrets in a text."""
    for rule, pattern in RULES.items():
        for match in pattern.finditer(text):
            yield Found(path, text.count("\n", 0, match.start()) + 1, rule)


def kept(folder: Path) -> Sequence[str]:
    """Return the files in git, and new files; without git, all files that weren't built."""
    if not (folder / ".git").exists():
        files = (file.relative_to(folder) for file in folder.rglob("*"))
        return sorted(f.as_posix() for f in files if not BUILT & set(f.parts))
    command = ["git", "-C", str(folder), "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, check=True, capture_output=True)
    return sorted({path for path in done.stdout.decode().split("\0") if path})


def scan_folder(folder: Path) -> Iterator[Found]:
    """Yield the possible secrets in all files; binary files are searched as far as they are text."""
    for path in kept(folder):
        file = folder / path
        if file.is_file() and not file.is_symlink() and file.stat().st_size <= LARGEST:
            yield from scan(file.read_bytes().decode("utf-8", "replace"), path)


def allowed(text: str) -> Mapping[str, str]:
    """Return the allowed path patterns, each with the reason.

    Raises:
        ValueError: a line has no reason.
    """
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    pairs = [line.partition(": ") for line in lines]
    if any(not reason.strip() for _, _, reason in pairs):
        raise ValueError("every line needs a reason")
    return {pattern: reason for pattern, _, reason in pairs}


def main(arguments: Sequence[str]) -> int:
    """Print the secrets at places that aren't allowed; return the exit status."""
    folder = Path(arguments[0]) if arguments else ROOT
    list_ = folder / "tools" / "secrets_allowed.txt"
    known = allowed(list_.read_text("utf-8")) if list_.is_file() else {}
    found = list(scan_folder(folder))
    wrong = [one for one in found if not any(fnmatchcase(one.path, pattern) for pattern in known)]
    for one in wrong:
        print(f"secrets: {one.path}:{one.line}: {one.rule}")
    unused = [p for p in known if not any(fnmatchcase(one.path, p) for one in found)]
    for pattern in unused:
        print(f"secrets: {pattern} allows nothing any more; take it out of tools/secrets_allowed.txt")
    return 1 if wrong or unused else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
