"""Records all queries of each check on this computer, with an installed program: transcripts for tests.

python tools/transcripts.py PROGRAM FOLDER

Nothing is changed. Checks that aren't offered here are skipped; the exit status is 1 if none was recorded.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path


def main(program: str, folder: Path) -> int:
    """Record all available checks and print their number; return the exit status."""
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
