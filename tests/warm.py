"""The command line without its start: each command is a fresh copy of a process that has loaded the program.

To load it takes ten times what most commands compute. A copy (fork) has its own environment, folder and
output, nothing of an earlier command, and begins where `python -m selfhelp` calls `main`. strace(1) may watch
or interrupt it: what is counted begins with the command, not with the start of Python.
"""

from __future__ import annotations

import atexit
import ctypes
import gc
import importlib
import json
import os
import pkgutil
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

ROOT = Path(__file__).resolve().parent.parent
PR_SET_PTRACER, ANY = 0x59616D61, ctypes.c_ulong(-1)
WINDOW = "selfhelp.ui"
MOST_FILES = 256


class Warm:
    """A program that has been loaded, for one command after the other.

    Args:
        prefix: what the process is started by, such as a change to another user.
        python: the interpreter.
        environment: of the process; a command gets only its own.
    """

    def __init__(
        self,
        prefix: Sequence[str] = (),
        python: str = sys.executable,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        site = next(path for path in sys.path if path.endswith("site-packages"))
        self._process = subprocess.Popen(
            [*prefix, python, "-m", "tests.warm"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
            env={**(environment or os.environ), "PYTHONPATH": f"{ROOT}:{site}"},
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End it."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(60)

    def run(
        self, words: Sequence[str], environment: Mapping[str, str], folder: Path, strace: Sequence[str] = ()
    ) -> subprocess.CompletedProcess[str]:
        """Run a command, with strace(1) and its options where some are given, and wait for both."""
        assert self._process.stdin
        assert self._process.stdout
        question = {"words": [*words], "env": dict(environment), "folder": str(folder), "strace": [*strace]}
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, "the process with the program has ended"
        status, out, err = json.loads(line)
        return subprocess.CompletedProcess([*words], status, out, err)


def load() -> None:
    """Load all of the program but its window, so that a copy has nothing left to load."""
    import selfhelp

    for module in pkgutil.walk_packages(selfhelp.__path__, "selfhelp."):
        if not module.name.startswith(WINDOW):
            importlib.import_module(module.name)


def answer(question: Mapping[str, Any]) -> tuple[int, str, str]:
    """Run one command in a copy of this process; return its status and what it wrote."""
    places = [os.memfd_create(name) for name in ("out", "err")]
    begin, go = os.pipe()
    copy = os.fork()
    if copy == 0:
        os.close(go)
        _become(question, places, begin)
    os.close(begin)
    tracer = _watch(copy, question) if question["strace"] else None
    os.write(go, b".")
    os.close(go)
    _, status = os.waitpid(copy, 0)
    if tracer:
        tracer.communicate()
    said = []
    for place in places:
        with os.fdopen(place, "rb") as file:
            file.seek(0)
            said.append(file.read().decode("utf-8"))
    return os.waitstatus_to_exitcode(status), said[0], said[1]


def _watch(copy: int, question: Mapping[str, Any]) -> subprocess.Popen[bytes]:
    """Attach strace(1) to the copy, which waits meanwhile, until it says that it has."""
    argv = ["strace", "-p", str(copy), *question["strace"]]
    tracer = subprocess.Popen(argv, stderr=subprocess.PIPE, cwd=question["folder"])
    assert tracer.stderr
    said = b""
    while b" attached" not in (line := tracer.stderr.readline()):
        said += line
        assert line, said.decode()
    return tracer


def _become(question: Mapping[str, Any], places: Sequence[int], begin: int) -> None:
    """Be the program: wait for strace(1), then do what `python -m selfhelp` does."""
    ctypes.CDLL(None).prctl(PR_SET_PTRACER, ANY, 0, 0, 0)  # it is no child of strace's
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for number, place in enumerate(places, 1):
        os.dup2(place, number)
    sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w"), open(2, "w")  # noqa: SIM115
    os.environ.clear()
    os.environ.update(question["env"])
    os.chdir(question["folder"])
    sys.argv = ["selfhelp", *question["words"]]
    os.read(begin, 1)
    os.closerange(3, MOST_FILES)
    from selfhelp.__main__ import main

    status = main()
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)  # to take the loaded program to pieces takes longer than the command


def serve() -> None:
    """Answer one question after the other, each on a line."""
    load()
    gc.collect()
    gc.freeze()  # or each copy would look through all that is loaded
    for line in iter(sys.stdin.readline, ""):
        print(json.dumps(answer(json.loads(line))), flush=True)


if __name__ == "__main__":
    serve()
