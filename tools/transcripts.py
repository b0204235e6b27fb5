"""Writes down what every check asks on this computer, by an installed program: transcripts for tests.

python tools/transcripts.py PROGRAM FOLDER

Nothing is changed. A check that is not offered here is skipped; the exit status is 1 where none was recorded.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path


def main(program: str, folder: Path) -> int:
    """Record every check that can be recorded, and say how many there are."""
    said = subprocess.run(
        [program, "check", "--json"], stdout=subprocess.PIPE, timeout=900, check=False
    ).stdout
    checks = [check["id"] for check in json.loads(said)["checks"] if check["state"] != "not-offered"]
    folder.mkdir(parents=True, exist_ok=True)
    recorded = 0
    for check in checks:
        file = folder / f"{check}.toml"
        done = subprocess.run(
            [program, "record", check, "-o", str(file)],
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        recorded += done.returncode == 0
        if done.returncode != 0:
            print(f"{check}: {done.stderr.strip()}")
    print(f"{recorded} of {len(checks)} recorded")
    return 0 if recorded else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
