"""Runs all checks, also after a failure, and prints a line with the duration for each.

python tools/check.py [PART…]      fails if a part fails; the output of failed parts is printed completely
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PARTS: Mapping[str, Sequence[str]] = {
    "types": ("-m", "mypy"),
    "style": ("-m", "ruff", "check", "."),
    "format": ("-m", "ruff", "format", "--check", "."),
    "imports": ("-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"),
    "house rules": ("tools/house.py",),
    "names": ("tools/names.py",),
    "translations": ("tools/i18n.py", "check"),
    "catalogue": ("tools/catalogue.py", "check"),
    "recorded": ("tools/proof_pages.py", "check"),
    "accessibility": ("tools/accessibility.py", "check"),
    "policy": ("tools/policy.py", "check"),
    "promises": ("tools/promises.py", "check"),
    "dependencies": ("tools/dependencies.py", "check"),
    "secrets": ("tools/secrets_scan.py",),
    "commits": ("tools/commits.py",),
    "words": ("tools/words.py", "check"),
    "PowerShell": ("tools/powershell.py", "check"),
}
"""Command line arguments for Python by check name; the longest check first, because two run at a time."""


@dataclass(frozen=True, slots=True)
class Result:
    """The result of one check: exit status, duration in seconds, and output."""

    name: str
    status: int
    seconds: float
    said: str

    @property
    def line(self) -> str:
        """The summary line of the check."""
        return f"{'ok' if self.status == 0 else 'FAILED':<7}{self.name:<14}{self.seconds:6.1f} s"


def run(name: str, words: Sequence[str]) -> Result:
    """Run one check and return its result."""
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, *words],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    return Result(name, done.returncode, time.monotonic() - begun, done.stdout)


def check(parts: Mapping[str, Sequence[str]]) -> int:
    """Run checks in parallel, one per processor; return 1 if a check failed, otherwise 0."""
    failed = []
    with ThreadPoolExecutor(os.cpu_count() or 2) as pool:
        for future in as_completed([pool.submit(run, *part) for part in parts.items()]):
            result = future.result()
            print(result.line, flush=True)
            if result.status != 0:
                failed.append(result)
    for result in failed:
        print(f"\n== {result.name}\n{result.said.rstrip()}")
    print(f"\ncheck: {len(parts) - len(failed)} of {len(parts)} parts passed", end="")
    print("; failed: " + ", ".join(result.name for result in failed) if failed else "")
    return 1 if failed else 0


def main(names: Sequence[str]) -> int:
    """Run the named checks, or all; return the exit status."""
    unknown = set(names) - set(PARTS)
    if unknown:
        print(f"check: no such part: {', '.join(sorted(unknown))}; there are: {', '.join(PARTS)}")
        return 2
    return check({name: words for name, words in PARTS.items() if not names or name in names})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
