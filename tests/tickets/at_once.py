"""Two real processes that open the same files at the same moment, as the tray and the command line may."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

_FRAME = """
import sys
from pathlib import Path
{imports}
def run(me, folder):
{body}
print("ready", flush=True)
for line in sys.stdin:
    try:
        print(run(sys.argv[1], Path(line.rstrip())), flush=True)
    except Exception as error:
        print(repr(error), flush=True)
"""


def run_at_once(imports: str, body: str, folders: Iterable[Path]) -> list[list[str]]:
    """Run a function's body in two processes for each folder; return what both printed for each.

    The body has ``me``, the process's name, and ``folder``. Both have imported everything before.
    """
    lines = "\n".join(f"    {line}" for line in body.strip().splitlines())
    code = _FRAME.format(imports=imports, body=lines)
    both = [
        subprocess.Popen(
            [sys.executable, "-c", code, name], text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        for name in ("tray", "cli")
    ]
    try:
        assert [_read(one) for one in both] == ["ready", "ready"]
        return [_run_in_both(both, folder) for folder in folders]
    finally:
        for one in both:
            one.communicate()


def _run_in_both(both: list[subprocess.Popen[str]], folder: Path) -> list[str]:
    for one in both:
        assert one.stdin is not None
        one.stdin.write(f"{folder}\n")
        one.stdin.flush()
    return [_read(one) for one in both]


def _read(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().rstrip()
