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
    """Return one answer of several, as the frame of several has it."""
    try:
        return {"Number": number, "Said": json.dumps(answer(script))}
    except PermissionError as error:
        return {"Number": number, "Failed": str(error)}


def main() -> int:
    """Answer one start."""
    script = sys.argv[-1]
    time.sleep(START)
    sys.stderr.write('#< CLIXML\r\n<Objs><S S="progress">Preparing modules</S></Objs>')
    pieces = re.findall(r"Number=(\d+);Said=\(ConvertTo-Json [^@]*@\(& \{ (\w+) \}\)", script)
    try:
        if pieces:
            said = [piece(int(number), name) for number, name in reversed(pieces)]
        else:
            said = answer(re.findall(r"@\(& \{ (\w+) \}\)", script)[-1])
    except PermissionError as error:
        sys.stderr.write(str(error))
        return 1
    text = "\ufeffWARNING: a module greets\r\n" + json.dumps(said, ensure_ascii=False) + "\r\n"
    sys.stdout.buffer.write(text.encode("utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
