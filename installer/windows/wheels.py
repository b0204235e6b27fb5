"""Names the wheels that the Windows program is frozen from, out of the lock files, with their hashes.

python installer/windows/wheels.py [tests] > requirements-windows.txt

With "tests" those that the tests need besides, for tools/wine.sh.

pip evaluates markers for the system it runs on, so a build on Linux needs the list for Windows spelled out.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent.parent
WINDOWS = {"sys_platform": "win32", "platform_system": "Windows", "os_name": "nt", "python_version": "3.13"}
WINDOWS |= {"python_full_version": "3.13.0", "platform_machine": "AMD64", "extra": ""}
FREEZING = {"pyinstaller", "pyinstaller-hooks-contrib", "altgraph", "packaging", "setuptools", "pefile"}
FREEZING |= {"pywin32-ctypes"}
CHECKING = {"ast-serialize", "grimp", "import-linter", "librt", "mypy", "mypy-extensions", "ruff"}
"""What no test imports."""


def entries(lock: str) -> dict[str, str]:
    """Return what a lock file says for Windows, by name."""
    found = {}
    text = (ROOT / lock).read_text("utf-8")
    for block in re.split(r"\n(?=[A-Za-z0-9])", text):
        lines = [line for line in block.splitlines() if not line.lstrip().startswith("#")]
        if not lines or "==" not in lines[0]:
            continue
        requirement = Requirement(lines[0].rstrip(" \\"))
        if requirement.marker is None or requirement.marker.evaluate(WINDOWS):
            hashes = " ".join(line.strip().rstrip(" \\") for line in lines[1:])
            found[requirement.name.lower()] = f"{requirement.name}{requirement.specifier} {hashes}"
    return found


def wanted(tests: bool) -> dict[str, str]:
    """Return what the program is frozen from, or what its tests need besides."""
    shipped, all_ = entries("requirements.lock"), entries("requirements-dev.lock")
    if not tests:
        return shipped | {name: line for name, line in all_.items() if name in FREEZING}
    left_out = shipped.keys() | (FREEZING - {"packaging"}) | CHECKING
    return {n: line for n, line in all_.items() if n not in left_out and not n.startswith("types-")}


def main() -> None:
    """Print the list."""
    found = wanted(sys.argv[1:] == ["tests"])
    sys.stdout.write("\n".join(found[name] for name in sorted(found)) + "\n")


if __name__ == "__main__":
    main()
