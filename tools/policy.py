"""Updates the files generated from the policy's definition in selfhelp/policy/policy.py.

python tools/policy.py update
python tools/policy.py check     fails if a file differs from the result of update
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from selfhelp.policy.export.policy_files import KINDS, export_policy_files

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = {
    "admx": ROOT / "installer" / "windows" / "policy",
    "mobileconfig": ROOT / "installer" / "macos" / "policy",
    "schema": ROOT / "resources" / "schemas",
    "docs": ROOT / "docs",
}


def wanted() -> Iterator[tuple[Path, bytes]]:
    """Yield the path and content of every generated file."""
    for kind in KINDS:
        for name, content in export_policy_files(kind).items():
            yield FOLDERS[kind] / name, content


def main(action: str) -> int:
    """Write the files, or print the stale ones; return the exit status."""
    stale = [(path, new) for path, new in wanted() if not path.is_file() or path.read_bytes() != new]
    leftover = {*FOLDERS["admx"].rglob("*.adml")} - {path for path, _ in wanted()}
    if action == "check":
        for path in leftover:
            print(f"{path.relative_to(ROOT)} belongs to no language: make policy")
        for path, _ in stale:
            print(f"{path.relative_to(ROOT)} is not current: make policy")
        return 1 if stale or leftover else 0
    for path in leftover:
        path.unlink()
    for path, new in stale:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(new)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
