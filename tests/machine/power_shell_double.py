"""Stands for powershell.exe: slow to start, noisy, in another order, and hanging where it is told to.

It knows the frame that every script is put in, and the pieces of a start that asks several at once.
"""

from __future__ import annotations

import json
import re
import sys
import time

START = 0.5
"""Seconds that Windows PowerShell needs to start."""


def answer(script: str) -> list[object]:
    """Do what a script's name says."""
    if script.startswith("hang"):
        time.sleep(60)
    if script.startswith("fail"):
        raise PermissionError("Access denied.")
    return [{"script": script, "of": "é"}]


def piece(number: int, script: str) -> dict[str, object]:
    """Return one answer, as the frame has it."""
    try:
        return {"Number": number, "Said": json.dumps(answer(script))}
    except PermissionError as error:
        return {"Number": number, "Failed": str(error), "Id": "Denied", "Kind": "PermissionDenied"}


def main() -> int:
    """Answer one start, one line for each question as soon as it stands."""
    script = sys.argv[-1]
    time.sleep(START)
    sys.stderr.write('#< CLIXML\r\n<Objs><S S="progress">Preparing modules</S></Objs>')
    sys.stdout.write("\ufeffWARNING: a module greets\r\n")
    for number, name in re.findall(r"Number=(\d+);Said=\(ConvertTo-Json [^@]*@\(& \{ (\w+) \}\)", script):
        print(json.dumps(piece(int(number), name)), end="\r\n", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
