"""Runs every check, whatever the others say, and prints a line for each with the seconds it took.

python tools/check.py [PART…]      fails where a part fails; what failed is shown whole, and named at the end
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
"""What Python is started with, by name; the longest first, because two run at a time."""


@dataclass(frozen=True, slots=True)
class Result:
    """How one part ended: its exit status, seconds and output."""

    name: str
    status: int
    seconds: float
    said: str

    @property
    def line(self) -> str:
        """The summary of this part."""
        return f"{'ok' if self.status == 0 else 'FAILED':<7}{self.name:<14}{self.seconds:6.1f} s"


def run(name: str, words: Sequence[str]) -> Result:
    """Run one part to its end."""
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
    """Run the parts, as many at a time as there are processors; 1 where one failed."""
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
    """Run the parts that are named, or all."""
    unknown = set(names) - set(PARTS)
    if unknown:
        print(f"check: no such part: {', '.join(sorted(unknown))}; there are: {', '.join(PARTS)}")
        return 2
    return check({name: words for name, words in PARTS.items() if not names or name in names})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
